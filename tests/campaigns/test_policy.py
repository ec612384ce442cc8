"""An engine that answers open questions otherwise is told by its readings, and not called wrong."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.campaign import Campaign, run_campaign, scenarios_to_try
from zerohour.oracle.cli import app
from zerohour.oracle.engines.connect import PythonEngine
from zerohour.oracle.engines.ledger import LedgerEngine
from zerohour.oracle.policy import deviations, in_words, tell_policy
from zerohour.oracle.scenarios.format import reading_names
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire

SEED, BUDGET = 1, 120


class Otherwise(PythonEngine):
    """The ledger, which follows readings of its own; it does not declare that it can be told others."""

    def __init__(self, values: dict[str, str] | None = None, *, grace: int = 0, declares: tuple[str, ...] = ()) -> None:
        super().__init__("zerohour.oracle.engines.ledger:engine")
        self._values, self._ledger = values or {}, LedgerEngine("otherwise", grace)
        self.features = self.features - {"readings"} | frozenset(declares)

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario, by its own readings."""
        told = to_wire(scenario)
        return report_from_wire(self._ledger.run({**told, "readings": told["readings"] | self._values}))


def judged(engine: PythonEngine) -> Campaign:
    plan = scenarios_to_try(SEED, engine.features)
    campaign = run_campaign(engine, plan, SEED, BUDGET)
    tell_policy(engine, plan, campaign)
    return campaign


@pytest.mark.parametrize(
    "values",
    [{"A-22": "renewed"}, {"A-01": "conditional"}, {"A-14": "zero_hour"}, {"A-22": "renewed", "A-29": "automatic"}],
)
def test_engine_that_follows_other_readings_is_told_by_them(values: dict[str, str]) -> None:
    found = judged(Otherwise(values))
    assert found.policy == in_words(values)
    assert (found.verdict, found.exit_code, found.findings) == (f"conforms under {found.policy}", 0, [])
    assert {reason for _, reason in found.accepted} == {f"by {found.policy} it is no violation"}


def test_engine_that_conforms_has_no_policy_of_its_own() -> None:
    found = judged(Otherwise())
    assert (found.verdict, found.policy, found.accepted) == ("conforms", "", [])


def test_order_of_exclusions_is_free_and_no_policy_of_its_own() -> None:
    assert judged(Otherwise({"A-23": "worst_first"})).verdict == "conforms"


def test_engine_that_is_late_too_is_wrong_by_any_readings() -> None:
    found = judged(Otherwise({"A-22": "renewed"}, grace=1))
    assert (found.verdict, found.exit_code, found.policy, found.accepted) == ("violation", 1, "", [])


def test_engine_that_can_be_told_readings_has_to_follow_them() -> None:
    assert judged(Otherwise({"A-22": "renewed"}, declares=("readings",))).verdict == "violation"


def test_engine_that_answers_more_than_two_questions_otherwise_is_called_wrong() -> None:
    found = judged(Otherwise({"A-22": "renewed", "A-01": "conditional", "A-14": "zero_hour"}))
    assert (found.verdict, found.policy) == ("violation", "")


def test_one_reading_is_tried_before_two_and_the_default_never() -> None:
    tried = list(deviations())
    singles = [values for values in tried if len(values) == 1]
    assert tried[: len(singles)] == singles
    assert len(singles) == sum(len(values) - 1 for values in reading_names().values())
    assert all(reading_names()[name][0] != value for values in tried for name, value in values.items())


MODULE = """
from zerohour.oracle.engines.ledger import FEATURES, engine


class Renewing:
    name, features = "renewing", tuple(f for f in FEATURES if f != "readings")

    def run(self, scenario):
        return engine.run(scenario | {"readings": scenario["readings"] | {"A-22": "renewed"}})


renewing = Renewing()
"""


def test_policy_is_told_by_the_command_and_in_its_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "house.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    asked = [
        "check",
        "--engine",
        "python:house:renewing",
        "--budget",
        str(BUDGET),
        "--report-dir",
        str(tmp_path / "out"),
    ]
    printed = CliRunner().invoke(app, [*asked, "--report", "json,markdown,junit"])
    assert printed.exit_code == 0
    assert "renewing unknown: conforms under A-22 = renewed" in printed.output
    told = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert (told["verdict"], told["violations"]) == ("conforms under A-22 = renewed", [])
    assert {accepted["reason"] for accepted in told["accepted"]} == {"by A-22 = renewed it is no violation"}
    assert "by A-22 = renewed it is no violation" in (tmp_path / "out" / "report.md").read_text("utf-8")
    assert "conforms under A-22 = renewed" in (tmp_path / "out" / "junit.xml").read_text("utf-8")
    hidden = CliRunner().invoke(app, [*asked, "--format", "json", "--pseudonymise"])
    assert hidden.exit_code == 0
    assert {a["scenario"].splitlines()[1] for a in json.loads(hidden.stdout)["accepted"]} >= {'name = "finding 1"'}
