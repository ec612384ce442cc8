"""`{track-record}`: what the oracle finds in an engine, found anew whenever the page is built.

It runs the very commands that the page prints. The recorded scenarios are files, so that those commands work; one that
shows nothing any more, or a finding that is not on record, fails the build.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from zerohour.oracle.campaign import check
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.scenarios.format import load
from zerohour.oracle.verdicts import Violation
from zerohour_site.markup import Cell, badge, code, depends, links, paragraph, prose, section, table

ZEROHOUR = [sys.executable, "-c", "from zerohour.oracle.cli import main; main()"]


class TrackRecord(SphinxDirective):
    """The record of one engine: the campaign in figures, and each finding."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"scenarios": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Run the campaign and the recorded scenarios; return what they show."""
        depends(self)
        engine = self.arguments[0]
        folder = Path(self.env.srcdir) / str(self.options["scenarios"])
        files = sorted(folder.glob("*.toml"))
        again = [
            f"rm {self.shown(folder)}/*.toml",
            f"zerohour check --engine '{engine}' --report-dir {self.shown(folder)}",
        ]
        campaign = self.campaign(engine)
        shown = {file: self.replayed(engine, file) for file in files}
        stale = [file.name for file, violations in shown.items() if not violations]
        unknown = {slug(v["check"]) for v in campaign["violations"]} - {recorded(file) for file in files}
        if stale or unknown:
            told = [f"not on record: {u}" for u in sorted(unknown)] + [f"shows nothing any more: {s}" for s in stale]
            raise self.error(f"{'; '.join(told)}. Remedy: {'; '.join(again)}")
        parts = figures(campaign, engine)
        for number, (file, violations) in enumerate(shown.items(), 1):
            parts.append(self.finding(number, file, violations, engine))
        renew = section(self, ["record-again"], nodes.Text("To record this anew"))
        renew += [paragraph("From the root of the repository:"), code("\n".join(again), "sh")]
        return [*parts, renew]

    def campaign(self, engine: str) -> dict[str, Any]:
        """Run `zerohour check`; return what it prints."""
        with tempfile.TemporaryDirectory() as folder:
            command = [*ZEROHOUR, "check", "--engine", engine, "--format", "json", "--report-dir", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own program
        if done.returncode not in (0, 1):
            raise self.error(f"the check of {engine} did not work: {done.stderr.strip() or done.stdout.strip()}")
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def replayed(self, engine: str, file: Path) -> list[Violation]:
        """Put a recorded scenario to the engine; return what it does wrong, if that is still what was recorded."""
        self.env.note_dependency(str(file))
        tested = connect(engine)
        try:
            found = check(tested, load(file)).violations
        finally:
            tested.close()
        same = [v for v in found if slug(v.check) == recorded(file)]
        return [*same, *(v for v in found if v not in same)] if same else []

    def finding(self, number: int, file: Path, violations: list[Violation], engine: str) -> nodes.section:
        """Return a finding: what it is against, the smallest scenario that shows it, and how to see it again."""
        title = f"Finding {number}: {violations[0].check}"
        made = section(self, [f"finding-{file.stem}"], nodes.Text(title))
        for violation in violations:
            lines = violation.explanation.split("\nAgainst:")[0].splitlines()
            check_name = [nodes.strong("", f"{violation.check}:"), nodes.Text(f" {' '.join(lines)} Against ")]
            made += paragraph(check_name, links("rule", violation.rules, self.env.docname), ".")
        made += paragraph(f"The smallest scenario on record, `{self.shown(file)}`:")
        made += code(file.read_text(encoding="utf-8"), "toml")
        made += paragraph("To see it:")
        made += code(f"zerohour check --engine '{engine}' --scenario {self.shown(file)}", "sh")
        return made

    def shown(self, path: Path) -> str:
        """Return a path as it is written from the root of the repository."""
        return path.relative_to(Path(self.env.srcdir).parent).as_posix()


def slug(check_name: str) -> str:
    """Return a check as `zerohour check` writes it into the name of a file."""
    return "".join(c if c.isalnum() else "-" for c in check_name)


def recorded(file: Path) -> str:
    """Return the check that a file is the record of: its name without the number."""
    return file.stem.partition("-")[2]


def figures(campaign: dict[str, Any], engine: str) -> list[nodes.Node]:
    """Return a campaign in figures."""
    counts: dict[str, int] = campaign["counts"]
    good, bad, not_asked = (counts.get(outcome, 0) for outcome in ("conforms", "violation", "not supported"))
    name = f"{campaign['engine']['name']} {campaign['engine']['version']}"
    rows: list[list[Cell]] = [
        ["Engine", name],
        ["Verdict", [badge(str(campaign["verdict"]))]],
        ["Scenarios judged", f"{good + bad}: {good} conform, {bad} do not"],
        ["Passed over", f"{not_asked}, because they need what the engine does not offer"],
        ["Seed", str(campaign["seed"])],
        ["Command", [nodes.literal("", f"zerohour check --engine '{engine}'")]],
    ]
    why = sorted(campaign["not_supported"].items(), key=lambda item: (-item[1], item[0]))
    return [
        table(("The campaign", "in figures"), rows, "zh-figures"),
        table(("Why passed over", "Scenarios"), [[prose(r), str(n)] for r, n in why], "zh-figures"),
    ]
