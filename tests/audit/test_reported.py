"""An audit is reported as a page and as SARIF, in the same words as the command says, and nothing in a log escapes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from typer.testing import CliRunner

from zerohour.oracle.audit.template import write_template
from zerohour.oracle.cli import app

SCHEMA = Path(__file__).parents[1] / "reports" / "sarif-2.1.0.json"
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log with one wrong order, whose name is as bad as can be."""
    write_template(tmp_path / "log", ".csv")
    orders = tmp_path / "log" / "orders.csv"
    text = orders.read_text("utf-8").replace(",,revoked,", ",,settled,B1").replace("order 2", NASTY)
    orders.write_text(text, encoding="utf-8")
    return tmp_path / "log"


def run(*args: object) -> Any:
    return CliRunner().invoke(app, ["audit", *map(str, args)])


def test_an_audit_is_reported_in_every_format(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = run(
        log, "--report", "html,sarif", "--report", "junit", "--report-dir", out, "--scenarios", tmp_path / "days"
    )
    assert told.exit_code == 1
    assert {path.name for path in out.iterdir()} == {"report.html", "report.sarif", "junit.xml"}
    sarif = json.loads((out / "report.sarif").read_text("utf-8"))
    jsonschema.validate(sarif, json.loads(SCHEMA.read_text("utf-8")))
    (result,) = sarif["runs"][0]["results"]
    assert result["ruleId"] == "GEN-11"
    assert NASTY in result["message"]["text"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(".toml")
    suite = ET.parse(out / "junit.xml").getroot()[0]  # noqa: S314  # written here
    assert suite.get("failures") == "1"


def test_the_page_needs_nothing_else_and_shows_names_as_they_are(log: Path, tmp_path: Path) -> None:
    run(log, "--report", "html", "--report-dir", tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert NASTY not in page
    assert not re.findall(r"(?:src|href)=.(?!data:|#)", page)
    seen = Seen()
    seen.feed(page)
    words = " ".join(seen.words)
    for part in (NASTY, "row 2", "settled in B1", "What became of the orders by the rules", "Files that were judged"):
        assert part in words
    assert "color-scheme: light dark" in page


class Seen(HTMLParser):
    """Gathers the text that a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.words.append(data)


def test_an_unknown_report_is_told_before_anything_is_read(tmp_path: Path) -> None:
    told = run(tmp_path / "no log", "--report", "pdf")
    assert told.exit_code == 2
    assert "--report: there is no format 'pdf'; there are: html, sarif, junit" in told.stderr
