"""The bundled engines: the conforming ones raise no alarm, the late one is found, shrunk and explained."""

import pytest
from typer.testing import CliRunner

from zerohour.oracle.campaign import Campaign, run_campaign, scenarios_to_try
from zerohour.oracle.cli import app
from zerohour.oracle.engines.connect import connect


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


@pytest.mark.parametrize(
    "spec", ["", "cmd:", "python:nowhere", "python:no.such.module:engine", "http:x", "cmd:/no/such"]
)
def test_engine_that_cannot_be_had_is_an_error(spec: str) -> None:
    result = CliRunner().invoke(app, ["check", "--engine", spec])
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
