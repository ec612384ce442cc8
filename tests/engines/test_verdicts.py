"""What an engine says beyond its orders is judged too: nothing unheard of conforms."""

from dataclasses import replace
from typing import Any

import pytest

from zerohour.oracle.campaign import check, run_campaign, scenarios_to_try
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.engines.ledger import FEATURES, LedgerEngine
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.oracle.verdicts import Outcome, judge
from zerohour.spec.readings import A23, Readings
from zerohour.spec.rulebooks import MINIMAL

DAY = library()["bank_fails_at_10_07"]


def right() -> Report:
    return report_from_wire(LedgerEngine("ledger").run(to_wire(DAY)))


class Says:
    """An engine that gives one answer to everything."""

    name, version = "says", "1"
    features: frozenset[str] = frozenset(FEATURES)

    def __init__(self, report: Report) -> None:
        self.report = report

    def run(self, scenario: Scenario) -> Report:
        """Say it."""
        del scenario
        return self.report

    def close(self) -> None:
        """Leave nothing behind."""


def test_the_right_answer_conforms() -> None:
    assert check(Says(right()), DAY).outcome == Outcome.CONFORMS


NONSENSE: dict[str, dict[str, Any]] = {
    "no such block": {"orders": {"waiting": OrderReport("settled", "I9")}},
    "only what is settled has one": {"orders": {"waiting": OrderReport("rejected", "B1")}},
    "there is no block 'I9' that takes anybody out": {"excluded": {"I9": frozenset[str]()}},
    "there is no block 'S1' that takes anybody out": {"excluded": {"S1": frozenset({"Sydbro"})}},
    "excluded: 'Nobody' takes no part": {"excluded": {"B1": frozenset({"Nobody"})}},
    "balances: 'Nobody' takes no part": {"balances": {"Nobody": {"straks": 0}}},
}


@pytest.mark.parametrize("told", sorted(NONSENSE))
def test_nonsense_is_an_error_and_never_a_disagreement(told: str) -> None:
    answer = right()
    changes = {name: getattr(answer, name) | value for name, value in NONSENSE[told].items()}
    verdict = check(Says(replace(answer, **changes)), DAY)
    assert verdict.outcome == Outcome.ERROR
    assert told in verdict.reason


def test_a_block_that_is_left_out_of_the_exclusions_is_nonsense() -> None:
    verdict = check(Says(replace(right(), excluded={"B1": frozenset[str]()})), DAY)
    assert verdict.outcome == Outcome.ERROR
    assert "says nothing of B2" in verdict.reason


WRONG: dict[str, dict[str, Any]] = {
    "nothing is reported that was not sent": {"orders": {"ghost": OrderReport("settled", "B1")}},
    "what settles is what moves": {"balances": {"Sydbro": {"straks": 1}}},
    "no settlement beyond the credit line": {"balances": {"Sydbro": {"intraday": -1}}},
    "exclusions follow the rule": {"excluded": {"B1": frozenset({"Sydbro"})}},
    "cut-off against orders in flight": {"orders": {"the-others": OrderReport("settled", "B1")}},
    "revocation until the cut-off, and not after": {"orders": {"recalled": OrderReport("settled", "B1")}},
    "cleared if and only if funded": {"orders": {"instant-before": OrderReport("refused")}},
    "every order ends as the rules say": {"orders": {"in-the-cycle": OrderReport("rejected")}},
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_each_named_check_catches_what_it_is_named_for(name: str) -> None:
    answer = right()
    changes = {part: getattr(answer, part) | value for part, value in WRONG[name].items()}
    verdict = judge(DAY, replace(answer, **changes))
    assert name in {violation.check for violation in verdict.violations}


def test_an_order_that_is_not_reported_is_a_violation() -> None:
    orders = {i: told for i, told in right().orders.items() if i != "waiting"}
    verdict = judge(DAY, replace(right(), orders=orders))
    assert [v.check for v in verdict.violations] == ["every order is reported"]


@pytest.mark.parametrize("taken_out", [frozenset("A"), frozenset("AB")])
def test_any_allowed_order_of_exclusions_is_followed(taken_out: frozenset[str]) -> None:
    """X1: removing A alone, or A and B, is allowed; B alone is not reached."""
    day = replace(library()["x1_all_at_once"], rulebook=MINIMAL)
    policy = A23.ALL_AT_ONCE if len(taken_out) > 1 else A23.SMALLEST_SHORTFALL
    told = replace(day, rulebook=replace(MINIMAL, readings=Readings(a23=policy)))
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(told)))
    assert answer.excluded is not None
    assert judge(day, answer).outcome == Outcome.CONFORMS
    assert judge(day, replace(answer, excluded=None)).outcome == Outcome.CONFORMS
    unreached = replace(answer, excluded={"B1": frozenset("D"), "B2": frozenset[str]()})
    assert judge(day, unreached).outcome == Outcome.VIOLATION


def test_an_engine_without_any_feature_that_fits_is_not_tested_for_ever() -> None:
    engine: Engine = Says(right())
    engine.features = frozenset({"intradag"})
    campaign = run_campaign(engine, scenarios_to_try(1, engine.features), 1, 5)
    assert (campaign.verdict, campaign.exit_code) == ("nothing tested", 2)
