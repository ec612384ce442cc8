"""What a campaign finds does not depend on how it is run, is seen again from scratch, and is told in order."""

import sys
from functools import partial
from pathlib import Path

import pytest

from zerohour.oracle.campaign import (
    Campaign,
    Journal,
    Judged,
    as_json,
    kind_of,
    needs,
    not_counted,
    not_reached,
    run_campaign,
    scenarios_to_try,
)
from zerohour.oracle.crew import Workers
from zerohour.oracle.engines.connect import Engine, connect
from zerohour.oracle.explain import stated_rules
from zerohour.oracle.journal import SqliteJournal
from zerohour.oracle.plan import Listed, regions
from zerohour.oracle.scenarios.format import dump, loads
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.oracle.strength import IMPLIED, weakest_first
from zerohour.oracle.verdicts import Outcome, Violation
from zerohour.spec.bank_day import Revoke, Submit
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

LATE, GOOD = "python:zerohour.oracle.engines.ledger:late_engine", "python:zerohour.oracle.engines.ledger:engine"
SEED, BUDGET = 7, 150


def campaign(
    journal: Journal | None = None, workers: int = 1, budget: int = BUDGET, spec: str = LATE, seed: int = SEED
) -> Campaign:
    tested = connect(spec)
    plan = scenarios_to_try(seed, tested.features)
    crew = Workers(partial(connect, spec), plan, workers) if workers > 1 else None
    try:
        return run_campaign(tested, plan, seed, budget, restart=lambda: connect(spec), journal=journal, crew=crew)
    finally:
        if crew is not None:
            crew.close()


@pytest.fixture(scope="module", name="plain")
def plain_fixture() -> Campaign:
    """Return the campaign as it is run by one process without a journal."""
    return campaign()


def test_workers_find_the_same(plain: Campaign) -> None:
    assert as_json(campaign(workers=2)) == as_json(plain)


def test_journal_gives_the_same_again_without_asking(plain: Campaign, tmp_path: Path) -> None:
    assert as_json(campaign(SqliteJournal(tmp_path, "key", resume=False))) == as_json(plain)
    silent = connect(LATE)
    silent.run = lambda scenario: pytest.fail(f"asked about {scenario.name}")  # type: ignore[method-assign]
    journal = SqliteJournal(tmp_path, "key", resume=True)
    again = run_campaign(silent, scenarios_to_try(SEED, silent.features), SEED, BUDGET, journal=journal)
    assert as_json(again) == as_json(plain)


def test_more_budget_goes_on_where_the_journal_ends(plain: Campaign, tmp_path: Path) -> None:
    campaign(SqliteJournal(tmp_path, "key", resume=False), budget=BUDGET // 3)
    assert as_json(campaign(SqliteJournal(tmp_path, "key", resume=True))) == as_json(plain)


def test_journal_of_another_key_is_not_taken_up(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "key", resume=False)
    journal.note(0, Judged(Outcome.CONFORMS), None)
    journal.close()
    assert SqliteJournal(tmp_path, "another", resume=True).known() == {}
    assert len(SqliteJournal(tmp_path, "key", resume=True).known()) == 1


def test_error_is_asked_again(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path, "key", resume=False)
    journal.note(0, Judged(Outcome.ERROR, "crashed"), None)
    journal.note(1, Judged(Outcome.CONFORMS), None)
    assert set(journal.known()) == {1}


def test_finding_is_on_a_scenario_that_a_file_holds(plain: Campaign) -> None:
    tested = connect(LATE)
    assert len(plain.findings) >= 3
    for finding in plain.findings:
        read = loads(dump(finding.scenario), "again")
        assert read == finding.scenario
        again = run_campaign(tested, Listed((read,)), 0, 1)
        assert again.findings[0].kind == finding.kind
        assert finding.told != finding.wanted or "exclusions" in finding.kind[0]


def test_no_finding_is_told_twice_and_the_weakest_comes_first(plain: Campaign) -> None:
    kinds = [finding.kind for finding in plain.findings]
    assert len(set(kinds)) == len(kinds)
    violations = [finding.violation for finding in plain.findings]
    assert violations == weakest_first(violations)
    for finding in plain.findings:
        assert weakest_first([finding.violation, *finding.others])[0] == finding.violation


def test_what_asks_less_comes_first() -> None:
    known = [Violation(check, (), "", "") for check in IMPLIED]
    unknown = Violation("a check of tomorrow", (), "", "")
    assert weakest_first([unknown, *reversed(known)]) == [*known, unknown]
    assert known[0].check == "every order is reported"


def test_what_was_reached_and_what_was_not_make_up_everything(plain: Campaign) -> None:
    told, left = as_json(plain)["reached"], not_reached(plain)
    assert {"GEN-31", "INT-03"} <= set(told["rules"])
    assert not set(told["rules"]) & set(left["rules"])
    assert "A-01=exclude" in told["readings"]
    assert sorted(told["regions"] + left["regions"]) == sorted(set(regions().values()))
    assert sorted(told["rules"] + left["rules"] + not_counted()) == sorted({rule.id for rule in stated_rules()})
    assert len(told["regions"]) > (BUDGET - len(library())) // 5


def test_hollow_campaign_says_what_it_did_not_reach() -> None:
    tested = connect(GOOD)
    day = library()["exactly_covered"]
    found = run_campaign(tested, Listed((day,)), 0, 1)
    assert found.verdict == "conforms"
    assert {"STR-04", "GEN-26"} <= set(not_reached(found)["rules"])
    assert "A-22=renewed" in not_reached(found)["readings"]


def test_rule_that_decided_on_the_way_or_of_no_order_is_reached() -> None:
    tested = connect(GOOD)
    late = Revoke(MINIMAL.batch[0].cutoff, "o1")
    carried = Scenario("carried over", MINIMAL, ("A", "B"), (Submit(1, "o1", System.INTRADAY, "A", "B", 3), late))
    found = run_campaign(tested, Listed((carried,)), 0, 1)
    assert found.reached >= {"GEN-10", "GEN-31", "INT-06", "INT-07", "GEN-11"}
    assert not found.reached & {"INS-01", "GEN-19", "OWN-06"}
    insolvent = run_campaign(tested, Listed((library()["bank_fails_at_10_07"],)), 0, 1)
    assert insolvent.reached >= {"INS-03", "INS-07", "GEN-19"}


class Moody:
    """An engine that is right about its first scenarios only: what it says depends on what it was asked before."""

    name, version = "moody", "1"

    def __init__(self, good: int) -> None:
        self._engine, self._left = connect(GOOD), good
        self.features = self._engine.features

    def run(self, scenario: Scenario) -> Report:
        """Answer as the rules say, so many times."""
        self._left -= 1
        told = self._engine.run(scenario)
        return told if self._left >= 0 else Report({i: OrderReport("entered") for i in told.orders})

    def close(self) -> None:
        """Nothing is left behind."""


def test_violation_that_is_not_seen_again_from_scratch_is_an_error() -> None:
    def start() -> Engine:
        return Moody(1000)

    found = run_campaign(Moody(5), scenarios_to_try(SEED), SEED, 50, restart=start)
    assert (found.verdict, found.exit_code, found.findings) == ("error", 2, [])
    assert "must depend on that scenario alone" in found.errors[0]


def test_violation_that_is_seen_again_is_a_finding() -> None:
    found = run_campaign(Moody(5), scenarios_to_try(SEED), SEED, 20, restart=lambda: Moody(0))
    assert found.verdict == "violation"


def test_worker_whose_engine_ends_its_process_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "import os\nfrom zerohour.oracle.engines.ledger import engine as e\n\n\nclass E:\n"
    module += "    name, features = 'ending', e.features\n    def run(self, scenario):\n        os._exit(0)\n"
    module += "\n\nengine = E()\n"
    (tmp_path / "ending.py").write_text(module, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    found = campaign(workers=2, spec="python:ending:engine")
    assert (found.verdict, found.findings) == ("error", [])
    assert "the process that the engine ran in has ended" in found.errors[0]


def test_kinds_and_needs_are_told() -> None:
    assert kind_of(Violation("a", ("B-1",), "o", "words")) == ("a", ("B-1",))
    assert needs(library()["exactly_covered"]) <= connect(GOOD).features
