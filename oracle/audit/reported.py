"""The report of an audit, for the writers that report campaigns too."""

import importlib.metadata
from collections.abc import Mapping
from pathlib import Path

from zerohour.oracle.audit.decide import Audit, Finding
from zerohour.oracle.audit.output import write_whole
from zerohour.oracle.audit.statement import Statement, statement
from zerohour.oracle.reports import WRITERS, record
from zerohour.oracle.reports.campaigns import rule_texts

FORMATS = ("html", "sarif", "junit")
"""The reports that an audit can be told in, beside its statement."""


def write_reports(found: Audit, formats: list[str], folder: Path, command: str, scenarios: list[Path]) -> list[Path]:
    """Write reports in these formats into the folder, each whole or not at all; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    told = report_of(found, command, {int(path.name.partition("-")[0]): path for path in scenarios})
    written: list[Path] = []
    for name in formats:
        file, text = WRITERS[name]
        write_whole(folder / file, text(told))
        written.append(folder / file)
    return written


def report_of(found: Audit, command: str, scenarios: Mapping[int, Path]) -> record.Report:
    """Return the report of an audit; `scenarios` are the files of findings, by their number from 1 on."""
    told = statement(found)
    return record.Report(
        subject=found.day.name,
        verdict=found.verdict,
        exit_code=1 if found.findings else 0,
        command=command,
        version=importlib.metadata.version("zerohour"),
        facts={"rulebook": told.rulebook, "rulebook, SHA-256": told.rulebook_sha256, "day, SHA-256": told.day_sha256},
        counts={"orders": told.orders, "matched": told.matched, "flagged": told.flagged, "not judged": told.unjudged},
        findings=[_finding(one, scenarios.get(number)) for number, one in enumerate(found.findings, 1)],
        reached={"rules": told.rules["decided"]},
        not_reached={"rules": told.rules["stated"]},
        tables=_tables(found, told),
        heading="Findings",
    )


def _finding(one: Finding, scenario: Path | None) -> record.Finding:
    rules = rule_texts(one.rules)
    file = scenario.as_posix() if scenario else ""
    words = one.explanation.split("\nAgainst:")[0]
    if one.orders:
        words = f"{one.orders:,} orders. {words}"
    return record.Finding(
        check=one.check,
        rules=rules,
        order=one.examples[0] if one.examples else "",
        words=words,
        scenario=scenario.read_text(encoding="utf-8") if scenario else "",
        file=file,
        replay=f"zerohour run {file}" if file else "",
        rows=tuple(_rows(one)),
    )


def _rows(one: Finding) -> list[record.Row]:
    """Return the examples; what the rules say is told of the first, of which the words are."""
    rows: list[record.Row] = []
    for n, (i, row, told) in enumerate(zip(one.examples, one.rows, one.told, strict=True)):
        wanted = one.by_the_rules if n == 0 else "otherwise, by the same rules"
        rows.append(record.Row(f"{i} (row {row:,})", told, wanted, one.rules))
    return rows


def _tables(found: Audit, told: Statement) -> list[record.Table]:
    law = [(status, law, f"{n:,}") for (status, law), n in sorted(found.law.items())]
    files = [(str(f["name"]), f"{f['bytes']:,}", str(f["sha256"])) for f in told.files]
    rules = [(rule, f"{n:,}", f"{told.broken.get(rule, 0):,}") for rule, n in told.decided.items()]
    return [
        record.Table("What became of the orders by the rules", ("by the rules", "the law", "orders"), law),
        record.Table("Rules that decided", ("rule", "orders decided", "reports against it"), rules),
        record.Table("Files that were judged", ("file", "bytes", "SHA-256"), files),
        record.Table("Readings of open questions", ("reading", "value"), list(told.readings.items())),
        record.Table("Limits", ("what was not looked at",), [(limit,) for limit in told.limits]),
    ]
