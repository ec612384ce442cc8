"""`{track-record}`: what the oracle finds in an engine, found anew whenever the page is built.

It runs the very commands that the page prints. The recorded scenarios are files, so that those commands work; one that
shows nothing any more, or a finding that is not on record, fails the build. Where an engine needs more than Python, the
directive names what has to be there, and how it comes there; without it, the page says so and shows what is on record.
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
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "scenarios": directives.unchanged_required,
        "needs": directives.unchanged_required,
        "install": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Run the campaign and the recorded scenarios; return what they show."""
        depends(self)
        engine = self.arguments[0]
        folder = Path(self.env.srcdir) / str(self.options["scenarios"])
        files = sorted(folder.glob("*.toml"))
        if not self.at_hand():
            return self.not_run(files, engine)
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
        renew = section(self, [f"record-again-{folder.name}"], nodes.Text("To record this anew"))
        renew += [paragraph("From the root of the repository:"), code("\n".join(again), "sh")]
        return [*parts, renew]

    def at_hand(self) -> bool:
        """Whether what the engine needs is there."""
        return (Path(self.env.srcdir).parent / str(self.options.get("needs", ""))).exists()

    def not_run(self, files: list[Path], engine: str) -> list[nodes.Node]:
        """Return the record as it stands, and how to have it found anew."""
        made: list[nodes.Node] = [
            paragraph(
                "This page was built without the engine, so what follows is what stands on record, and was not looked "
                "for again. To have it found anew, build the site after:"
            ),
            code(str(self.options["install"]), "sh"),
        ]
        for number, file in enumerate(files, 1):
            self.env.note_dependency(str(file))
            title = f"Finding {number}: {recorded(file).replace('-', ' ')}"
            finding = section(self, [f"finding-{self.name_of(file)}"], nodes.Text(title))
            finding += self.evidence(file, engine)
            made.append(finding)
        return made

    def name_of(self, file: Path) -> str:
        """Return how a recorded scenario is called within the page, on which several engines have a record."""
        return f"{file.parent.name}-{file.stem}"

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
        made = section(self, [f"finding-{self.name_of(file)}"], nodes.Text(title))
        for violation in violations:
            lines = violation.explanation.split("\nAgainst:")[0].splitlines()
            check_name = [nodes.strong("", f"{violation.check}:"), nodes.Text(f" {' '.join(lines)} Against ")]
            made += paragraph(check_name, links("rule", violation.rules, self.env.docname), ".")
        made += self.evidence(file, engine)
        return made

    def evidence(self, file: Path, engine: str) -> list[nodes.Node]:
        """Return the scenario that shows a finding, and the command that finds it in it."""
        return [
            paragraph(f"The smallest scenario on record, `{self.shown(file)}`:"),
            code(file.read_text(encoding="utf-8"), "toml"),
            paragraph("To see it:"),
            code(f"zerohour check --engine '{engine}' --scenario {self.shown(file)}", "sh"),
        ]

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
