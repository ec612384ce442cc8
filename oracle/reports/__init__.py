"""Reports of a run for people and for machines. Each writer knows `record.Report`, and nothing of what was run."""

from collections.abc import Callable
from pathlib import Path

from zerohour.oracle.reports import html, junit, markdown, pytest_cases, sarif
from zerohour.oracle.reports.record import Report

WRITERS: dict[str, tuple[str, Callable[[Report], str]]] = {
    "junit": ("junit.xml", junit.text),
    "html": ("report.html", html.text),
    "sarif": ("report.sarif", sarif.text),
    "markdown": ("report.md", markdown.text),
    "pytest": ("test_findings.py", pytest_cases.text),
}
"""The file that each format is written to, and what writes it."""


def write(report: Report, format_name: str, folder: Path) -> Path:
    """Write the report in one of the formats; return the file."""
    name, text = WRITERS[format_name]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text(report), encoding="utf-8")
    return path
