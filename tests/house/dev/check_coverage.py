"""The tests of the rules run every line of the specification, and take every branch both ways.

The proofs and the campaigns run them too, and are not counted here: what a rule decides is to be seen in a test of it.
It needs the tools of `pip install -e '.[dev]'`, and is collected where it is named, as `check_types.py` is:
`python -m pytest tests/house/dev/check_coverage.py`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
RULES = (
    "tests/rules",
    "tests/scenarios/test_library.py",
    "tests/scenarios/test_bad_files.py",
    "tests/symbolic/test_tables.py",
    "tests/house/test_register.py",
    "tests/house/test_spec_rules.py",
)
"""The tests of the specification alone."""

COVERAGE = [sys.executable, "-m", "coverage"]
REPORT = ["report", "--include=spec/*", "--show-missing", "--fail-under=100"]


def report(tests: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    """Return what coverage reports of the specification after these tests."""
    where = {**os.environ, "COVERAGE_FILE": str(folder / "coverage")}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COVERAGE, *command], cwd=ROOT, env=where, capture_output=True, text=True, check=False)

    done = run("run", "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout + done.stderr
    run("combine", "--quiet")
    return run(*REPORT)


def test_tests_of_the_rules_run_every_line_and_branch_of_the_specification(tmp_path: Path) -> None:
    done = report(RULES, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "spec").rglob("*.py")}
    assert {line.split()[0] for line in done.stdout.splitlines() if line.startswith("spec/")} == files


def test_what_no_test_runs_is_found(tmp_path: Path) -> None:
    done = report(("tests/symbolic/test_tables.py",), tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert any(line.startswith("spec/insolvency.py") and "100%" not in line for line in done.stdout.splitlines())
