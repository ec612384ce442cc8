"""The bundled engines: the conforming ones raise no alarm, the late one is found, shrunk and explained."""

import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.campaign import Campaign, check, run_campaign, scenarios_to_try
from zerohour.oracle.cli import app
from zerohour.oracle.engines import sqlite
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.scenarios.format import load
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.messages import EVENTS
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.wire import to_wire
from zerohour.oracle.verdicts import Outcome
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

RECORD = sorted((Path(__file__).parents[2] / "docs" / "track_record" / "pssimpy").glob("*.toml"))


def campaign(engine: str, budget: int, seed: int = 7) -> Campaign:
    tested = connect(engine)
    try:
        return run_campaign(tested, scenarios_to_try(seed, tested.features), seed, budget)
    finally:
        tested.close()


def test_conforming_engine_raises_no_alarm() -> None:
    found = campaign("python:zerohour.oracle.engines.ledger:engine", 2000)
    assert found.verdict == "conforms"
    assert found.counts["conforms"] == 2000
    assert found.readings >= {"A-01=conditional", "A-01=by_entry", "A-22=renewed", "A-23=worst_first"}


def test_engine_in_sql_raises_no_alarm() -> None:
    found = campaign("python:zerohour.oracle.engines.sqlite:engine", 800)
    assert found.verdict == "conforms"
    assert found.counts["conforms"] == 800


def test_engine_in_sql_says_which_amounts_it_cannot_hold() -> None:
    line = SetLine(1, Account.BATCH, "A", 2**62)
    told = sqlite.engine.run(to_wire(Scenario("large", MINIMAL, ("A", "B"), (line,))))
    assert told == {"unsupported": f"amounts of more than {2**60} øre"}


def test_day_that_fails_leaves_nothing_in_the_database() -> None:
    day = to_wire(library()["exactly_covered"])
    engine = sqlite.SqliteEngine(sqlite.CLEARING.read_text("utf-8") + "\n-- on decree\nselect nonsense;\n")
    failing = {**day, "events": [*day["events"], {"at": 0, "type": "decree", "participant": "A", "kind": "bankruptcy"}]}
    before = engine.run(day)
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        engine.run(failing)
    assert engine.run(day) == before


def test_every_statement_in_sql_is_for_events_that_there_are() -> None:
    known = {"tables", "opening", "closing", *EVENTS}
    known |= {f"{kind} {account}" for kind in ("cut_off", "lock", "settle", "line") for account in ("batch", "straks")}
    every = sqlite.statements(sqlite.CLEARING.read_text("utf-8"))
    assert {kind for statement in every for kind in statement.kinds} <= known
    assert sum(statement.repeat for statement in every) == 2


def test_late_engine_is_found_shrunk_and_explained() -> None:
    found = campaign("python:zerohour.oracle.engines.ledger:late_engine", 300)
    assert found.exit_code == 1
    first = found.findings[0]
    assert {"GEN-31", "INT-03"} & set(first.violation.rules)
    assert len(first.scenario.events) <= 2
    assert "GEN-31 (page 58)" in first.violation.explanation


def test_pssimpy_goes_below_zero_and_is_otherwise_funded() -> None:
    found = campaign("python:zerohour.oracle.engines.pssimpy:engine", 300, seed=1)
    checks = {f.violation.check for f in found.findings}
    assert "no settlement beyond the credit line" in checks
    smallest = next(f for f in found.findings if f.violation.check == "no settlement beyond the credit line")
    assert len(smallest.scenario.events) == 3
    assert found.counts["conforms"] > 20


@pytest.mark.parametrize("file", RECORD, ids=lambda file: file.stem)
def test_pssimpy_shows_what_is_on_record(file: Path) -> None:
    tested = connect("python:zerohour.oracle.engines.pssimpy:engine")
    found = [re.sub(r"\W", "-", violation.check) for violation in check(tested, load(file)).violations]
    assert file.stem.partition("-")[2] in found


def test_pssimpy_is_not_asked_about_a_day_that_its_clock_cannot_tell() -> None:
    tested = connect("python:zerohour.oracle.engines.pssimpy:engine")
    for minute, outcome in ((23 * 60 + 58, Outcome.CONFORMS), (23 * 60 + 59, Outcome.NOT_SUPPORTED)):
        events = (SetLine(1, Account.STRAKS, "A", 1), Submit(minute * 60_000, "o1", System.STRAKS, "A", "B", 1))
        verdict = check(tested, Scenario("late", MINIMAL, ("A", "B"), events))
        assert verdict.outcome == outcome, verdict.reason


def test_there_is_a_record_of_pssimpy() -> None:
    assert len(RECORD) == 3


@pytest.mark.parametrize(
    "spec", ["", "cmd:", "python:nowhere", "python:no.such.module:engine", "http:x", "cmd:/no/such"]
)
def test_engine_that_cannot_be_had_is_an_error(spec: str) -> None:
    result = CliRunner().invoke(app, ["check", "--engine", spec])
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
