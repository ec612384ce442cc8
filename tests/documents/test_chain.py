"""The chain from the source of a rule to its test: whichever link breaks, the build of the site fails and says where.

The code is broken while it is imported, so that the site sees what a reader of the file would.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GAPS = (DOCS / "gaps.toml").read_text(encoding="utf-8")
CONF = f"""
import importlib.abc, importlib.machinery, json, pathlib, sys
sys.path.insert(0, {str(DOCS / "_ext")!r})
broken = json.loads((pathlib.Path(__file__).parent / "broken.json").read_text(encoding="utf-8"))

class Broken(importlib.machinery.SourceFileLoader):
    def get_data(self, path):
        data = super().get_data(path)
        return data.replace(broken["old"].encode(), broken["new"].encode()) if path.endswith(".py") else data
    def path_stats(self, path):
        raise OSError  # nothing compiled is used

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != broken["module"]:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Broken(name, spec.origin)
        return spec

sys.meta_path.insert(0, Finder())
if broken["days"]:
    import zerohour.oracle.scenarios.library as library
    texts = library.texts
    changed = broken["days"]  # by name: what is replaced by what, or nothing for a day that is deleted
    library.texts = lambda: {{
        name: text.replace(*changed.get(name, ("", "")))
        for name, text in texts().items()
        if changed.get(name, True)
    }}
extensions = ["myst_parser", "zerohour_site"]
primary_domain = "zerohour"
zerohour_chain = True
"""
NOTHING: dict[str, object] = {"module": "", "old": "", "new": "", "days": {}}
TIMETABLE = {"module": "zerohour.spec.timetable", "old": '@rule("GEN-31", page="58")'}
CASES: dict[str, tuple[dict[str, object], str]] = {
    "its source is dropped": (
        {**TIMETABLE, "new": '@rule("GEN-31", page="")'},
        "GEN-31 is on page 58 by the register, and the code of on_time says ''",
    ),
    "it is renamed in the code only": (
        {"module": "zerohour.spec.instant_clearing", "old": '@rule("STR-04"', "new": '@rule("STR-44"'},
        "STR-44 is stated by the code and not in the register",
    ),
    "a law cites what nobody states": (
        {"module": "zerohour.proofs.laws.finality", "old": '"LIM-02"', "new": '"LIM-22"'},
        "LIM-22 is cited by the law 'an order enters if and only if it may', and no function states it",
    ),
    "its test is deleted": ({"days": {"taken_over": None}}, "INS-20 has no test"),
    "an example drifts": (
        {"days": {"exactly_covered": ['o2 = "rejected"', 'o2 = "revoked"']}},
        "exactly_covered: o2 is rejected, and the scenario expects revoked",
    ),
    "the code drifts from an example": (
        {"module": "zerohour.spec.netting", "old": "or net + line >= 0", "new": "or net + line > 0"},
        "exactly_covered: o1 is rejected, and the scenario expects settled@",
    ),
}


def build(broken: dict[str, object], folder: Path, gaps: str = GAPS) -> subprocess.CompletedProcess[str]:
    """Build a site of one page on a specification that is broken in one place."""
    files = {
        "conf.py": CONF,
        "index.md": "# A site\n",
        "broken.json": json.dumps({**NOTHING, **broken}),
        "gaps.toml": gaps,
        "ledger.json": '{"laws": [], "lemmas": [], "solvers": {}}',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    ledger = f"zerohour_ledger={folder / 'ledger.json'}"
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-D", ledger, str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_whole_chain_builds(tmp_path: Path) -> None:
    done = build({}, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("case", sorted(CASES))
def test_broken_link_fails_the_build(case: str, tmp_path: Path) -> None:
    broken, told = CASES[case]
    done = build(broken, tmp_path)
    assert done.returncode != 0
    assert "The chain from source to test is broken" in done.stderr
    assert told in done.stderr


def test_gap_that_nothing_explains_fails_the_build(tmp_path: Path) -> None:
    uncited = {"module": "zerohour.proofs.laws.instant_clearing", "old": '    "OWN-11",\n', "new": ""}
    done = build(dict(uncited), tmp_path)
    assert done.returncode != 0
    assert "OWN-11 has no law; remedy: add it, or say in docs/gaps.toml why not" in done.stderr


def test_explanation_of_a_gap_that_is_closed_fails_the_build(tmp_path: Path) -> None:
    done = build({}, tmp_path, gaps=GAPS + '\n[source]\nGEN-31 = "lost"\n')
    assert done.returncode != 0
    assert "GEN-31 has a source, or is no rule; remedy: take it out of [source]" in done.stderr
