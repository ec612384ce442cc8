"""A report in Markdown: for the summary of a CI job, or a merge request."""

import re
from collections.abc import Iterator

from zerohour.oracle.reports.record import Finding, Report, Row


def text(report: Report) -> str:
    """Write the report in Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {_plain(report.subject)}: {report.verdict}"
    yield ""
    counted = ", ".join(f"{count} {what}" for what, count in report.counts.items()) or "nothing was looked at"
    yield f"{counted}. " + " ".join(
        f"{_plain(name.capitalize())}: {_plain(fact)}." for name, fact in report.facts.items()
    )
    for note in report.notes:
        yield f"\n> {_plain(note)}"
    for number, finding in enumerate(report.findings, 1):
        yield from _finding(number, finding)
    if report.accepted:
        yield "\n## Accepted\n"
        yield from (f"- {_plain(finding.check)}: {_plain(finding.accepted)}" for finding in report.accepted)
    if report.errors:
        yield "\n## Errors\n"
        yield from (f"- {_plain(error)}" for error in report.errors)
    if report.passed_over:
        yield "\n## Not supported\n"
        yield "| why | times |\n|---|--:|"
        yield from (f"| {_plain(why)} | {count} |" for why, count in report.passed_over.items())
    if report.reached:
        yield "\n## Reached\n"
        for kind, names in report.reached.items():
            left = report.not_reached.get(kind, ())
            rest = f"; not reached: {', '.join(left)}" if left else ""
            yield f"- {len(names)} {kind}{rest}"


def _finding(number: int, finding: Finding) -> Iterator[str]:
    yield f"\n## {number}. {_plain(finding.check)}\n"
    yield _plain(finding.words)
    if finding.rules:
        yield "\nAgainst:\n"
        yield from (f"- **{rule.id}** ({_plain(rule.place)}): {_plain(rule.sentence)}" for rule in finding.rules)
    if finding.follows:
        yield f"\n{_plain(finding.follows)}"
    if finding.rows:
        yield "\n| order | engine | specification | rules |\n|---|---|---|---|"
        yield from (_row(row) for row in finding.rows)
    if finding.scenario:
        yield "\n<details><summary>The scenario</summary>\n"
        yield _fenced(finding.scenario, "toml")
        yield "\n</details>"
    if finding.replay:
        yield "\nTo see it again:\n"
        yield _fenced(finding.replay, "sh")


def _fenced(told: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", told)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{told.strip()}\n{fence}"


def _row(row: Row) -> str:
    told = _plain(row.told) if row.agrees else f"**{_plain(row.told)}**"
    return f"| {_plain(row.order)} | {told} | {_plain(row.wanted)} | {' '.join(row.rules)} |"


def _plain(told: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", " ".join(told.split()))
