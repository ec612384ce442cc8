"""What an engine does not report is counted as unchecked: in the verdict, in words, and in the journal."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from zerohour.oracle.campaign import as_json, run_campaign, unchecked_in_words
from zerohour.oracle.cli import app
from zerohour.oracle.engines.ledger import FEATURES, LedgerEngine
from zerohour.oracle.journal import SqliteJournal
from zerohour.oracle.money_checks import AS_BOOKED, NOTHING_MOVED
from zerohour.oracle.order_checks import EXCLUSIONS, LAW, ONE_ADMISSION
from zerohour.oracle.plan import Listed
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.oracle.unchecked import COMPARES, unchecked

INTRADAY, STRAKS = library()["exactly_covered"], library()["over_the_cap"]
PARTS = sorted({part for parts in COMPARES.values() for part in parts})


class Silent:
    """The ledger, which leaves some of what it could report out."""

    name, version = "silent", "1"
    features: frozenset[str] = frozenset(FEATURES)

    def __init__(self, *left_out: str) -> None:
        self.left_out = left_out

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        report = report_from_wire(LedgerEngine("ledger").run(to_wire(scenario)))
        nothing: dict[str, Any] = dict.fromkeys(self.left_out)
        return replace(report, **nothing)

    def close(self) -> None:
        """Leave nothing behind."""


def left(scenario: Scenario, *left_out: str) -> frozenset[str]:
    return unchecked(scenario, Silent(*left_out).run(scenario))


def test_engine_that_reports_everything_is_checked_in_everything() -> None:
    assert left(INTRADAY) == left(STRAKS) == frozenset()


def test_engine_that_reports_orders_alone_is_checked_in_these_alone() -> None:
    assert left(INTRADAY, *PARTS) == set(COMPARES)


@pytest.mark.parametrize("check", sorted(set(COMPARES) - {EXCLUSIONS}))
def test_check_is_made_if_one_of_its_parts_is_reported(check: str) -> None:
    assert check in left(INTRADAY, *COMPARES[check])
    for part in COMPARES[check]:
        assert check not in left(INTRADAY, *(other for other in COMPARES[check] if other != part))


def test_exclusions_are_asked_for_where_something_settles() -> None:
    assert left(INTRADAY, "excluded", "rounds") == {EXCLUSIONS}
    assert (
        left(INTRADAY, "excluded")
        == left(INTRADAY, "set_aside")
        == left(STRAKS, "excluded", "set_aside")
        == frozenset()
    )


def test_admissions_are_asked_for_where_something_is_admitted() -> None:
    assert left(INTRADAY, "admissions") == {ONE_ADMISSION}
    assert left(STRAKS, "admissions") == frozenset()


def test_campaign_counts_what_is_unchecked_and_the_journal_keeps_it(tmp_path: Path) -> None:
    plan, engine = Listed((INTRADAY, STRAKS)), Silent("law", "excluded", "rounds")
    journal = SqliteJournal(tmp_path, "key", resume=False)
    found = run_campaign(engine, plan, 1, 2, journal=journal)
    journal.close()
    assert as_json(found)["unchecked"] == {EXCLUSIONS: 1, LAW: 2}
    assert f"unchecked, in 2 scenarios: {LAW}; the engine does not report law" in unchecked_in_words(found)
    again = SqliteJournal(tmp_path, "key", resume=True)
    assert run_campaign(engine, plan, 1, 2, journal=again).unchecked == found.unchecked


def test_what_is_unchecked_is_printed_and_in_every_report(tmp_path: Path) -> None:
    engine = "python:zerohour.oracle.engines.sqlite:engine"
    options = ["--budget", "3", "--report", "json,markdown", "--report-dir", str(tmp_path)]
    printed = CliRunner().invoke(app, ["check", "--engine", engine, *options])
    words = f"unchecked, in 3 scenarios: {LAW}; the engine does not report law"
    assert words in printed.output
    assert words in (tmp_path / "report.md").read_text("utf-8")
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))["unchecked"]
    assert told[LAW] == 3
    assert AS_BOOKED not in told
    assert NOTHING_MOVED not in told
