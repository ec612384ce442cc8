"""What an engine says beyond its orders is judged too: nothing unheard of conforms."""

from dataclasses import replace
from typing import Any

import pytest

from zerohour.oracle.campaign import check, run_campaign, scenarios_to_try
from zerohour.oracle.choices import MOST_EXCLUDED
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.engines.ledger import FEATURES, LedgerEngine
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.oracle.verdicts import Outcome, judge
from zerohour.spec.bank_day import Event, SetLimit, SetLine, Submit
from zerohour.spec.decisions import Reason
from zerohour.spec.finality import Protection, Regime
from zerohour.spec.participants import Account
from zerohour.spec.readings import A23, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.rulebooks.minimal import HOUR, MINUTE
from zerohour.spec.timetable import System

DAY = library()["bank_fails_at_10_07"]
TEN_PAST = 10 * HOUR + 12 * MINUTE
"""When its order `too-late-for-it` is sent."""


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
    "rounds.B1: 'Nobody' takes no part": {"rounds": {"B1": {"intraday": [frozenset({"Nobody"})]}}},
    "rounds: there is no block 'I9'": {"rounds": {"I9": {}}},
    "nets.intraday.B1: 'Nobody' takes no part": {"nets": {"intraday": {"B1": {"Nobody": 0}}}},
    "nets.straks: there is no block 'S9'": {"nets": {"straks": {"S9": {"Sydbro": 0}}}},
    "bookings.waiting: there is no block 'I9'": {"bookings": {"waiting": ("I9",)}},
    "admissions.waiting: there is no block 'I9'": {"admissions": {"waiting": ("I9",)}},
    "history.waiting: goes from 5 back to 4": {"history": {"waiting": [(5, "entered"), (4, "rejected")]}},
    "statements: 'Nobody' takes no part": {"statements": {"Nobody": {"straks": []}}},
    "statements.Sydbro.batch: goes from 5 back to 4": {"statements": {"Sydbro": {"batch": [(5, 1), (4, 2)]}}},
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
    "what is reported is what was booked": {"balances": {"Sydbro": {"straks": 1}}},
    "nets sum to zero": {"nets": {"intraday": {"B1": {"Nordhavn": 5}}}},
    "each order is booked in at most one cycle": {"bookings": {"the-others": ("B1", "B2")}},
    "each order is in one admission at a time": {"admissions": {"the-others": ("B1", "B2")}},
    "settled or reversed, while nothing moved": {"bookings": {"the-others": ()}},
    "admitted before the mark and covered, yet refused after it": {"orders": {"in-the-cycle": OrderReport("rejected")}},
    "a mark takes out what waits, and nothing else": {"orders": {"waiting": OrderReport("settled", "B2")}},
    "taken or refused as the rules say": {"orders": {"the-others": OrderReport("refused")}},
    "what the law says of every order": {"law": {"waiting": {Regime.DANISH_ACT: Protection.NOT_IN_QUESTION}}},
    "no settlement beyond the credit line": {"balances": {"Sydbro": {"batch": -1}}},
    "what is over stays as it is": {"history": {"too-late-for-it": [(TEN_PAST, "refused"), (TEN_PAST, "entered")]}},
    "every change comes at its instant": {"history": {"too-late-for-it": [(TEN_PAST + 1, "refused")]}},
    "every order ends for the reason that decides": {"reasons": {"too-late-for-it": Reason.TOO_LATE}},
    "limits at every visible instant": {"statements": {"Sydbro": {"batch": [(TEN_PAST, -1), (TEN_PAST + 1, 0)]}}},
    "exclusions follow the rule": {"excluded": {"B1": frozenset({"Sydbro"})}},
    "cut-off against orders in flight": {"orders": {"the-others": OrderReport("settled", "B1")}},
    "revocation until the cut-off, and not after": {"orders": {"recalled": OrderReport("settled", "B1")}},
    "cleared if and only if funded": {"orders": {"instant-before": OrderReport("refused")}},
    "every order ends as the rules say": {"orders": {"the-others": OrderReport("rejected")}},
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_each_named_check_catches_what_it_is_named_for(name: str) -> None:
    answer = right()
    changes = {part: (getattr(answer, part) or {}) | value for part, value in WRONG[name].items()}
    verdict = judge(DAY, replace(answer, **changes))
    assert name in {violation.check for violation in verdict.violations}


def test_an_order_that_is_not_reported_is_a_violation() -> None:
    orders = {i: told for i, told in right().orders.items() if i != "waiting"}
    verdict = judge(DAY, replace(right(), orders=orders))
    assert [v.check for v in verdict.violations] == ["every order is reported"]


LIMITED: dict[str, tuple[str, tuple[Event, ...], dict[str, Any]]] = {
    "prefunded money": (
        "A could use 0.00 by then; it could use 0.03 earlier",
        (
            SetLine(1, Account.STRAKS, "A", 3),
            Submit(2, "o1", System.STRAKS, "A", "B", 3),
            Submit(3, "o2", System.STRAKS, "A", "B", 3),
        ),
        {"orders": {"o2": OrderReport("settled", "S1")}},
    ),
    "the payer's limit": (
        "the limit of A was 0.05 by then; it had been 0.01 earlier",
        (SetLimit(1, "A", 1), SetLimit(2, "A", 5), Submit(3, "o1", System.INTRADAY, "A", "B", 3)),
        {"orders": {"o1": OrderReport("rerouted")}},
    ),
    "the line at a settlement": (
        "That is so by an old state of the lines only.",
        (Submit(3, "o1", System.INTRADAY, "A", "B", 3), SetLine(10 * HOUR + 1, Account.BATCH, "A", 3)),
        {"excluded": {"B1": frozenset("A"), "B2": frozenset[str]()}},
    ),
}
"""What a limit is judged by too late, what is said of it, the day, and what the engine reports."""


@pytest.mark.parametrize("limit", LIMITED)
def test_a_limit_judged_on_a_stale_snapshot_is_told_with_both_states(limit: str) -> None:
    words, events, wrong = LIMITED[limit]
    day = Scenario("stale", MINIMAL, ("A", "B"), events)
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(day)))
    assert judge(day, answer).outcome == Outcome.CONFORMS
    changes = {part: (getattr(answer, part) or {}) | value for part, value in wrong.items()}
    found = judge(day, replace(answer, nets=None, bookings=None, balances=None, **changes)).violations[0]
    assert found.check == "limit judged on a stale snapshot"
    assert words in found.explanation


def booked(amounts: dict[str, int], *, status: str = "settled", order: str = "o1") -> tuple[str, str]:
    """Return what is said first of an engine that settles an order of 3 from A to B, whose accounts end otherwise."""
    events = (SetLine(1, Account.BATCH, "A", 9), Submit(3, order, System.INTRADAY, "A", "B", 3))
    day = Scenario("booked", MINIMAL, ("A", "B"), events)
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(day)))
    balances = {p: {"batch": amount} for p, amount in amounts.items()}
    orders = {order: OrderReport(status, "B1" if status == "settled" else None)}
    told = replace(answer, orders=orders, balances=balances, nets=None, bookings=None, law=None)
    found = [v for v in judge(day, told).violations if v.check != "every order ends as the rules say"]
    return (found[0].check, found[0].order) if found else ("", "")


def test_accounts_alone_tell_what_became_of_the_money() -> None:
    assert booked({"A": 6, "B": 3}) == ("", "")
    assert booked({"A": 9, "B": 0}) == ("settled or reversed, while nothing moved", "o1")
    assert booked({"A": 6, "B": 3}, status="reversed") == ("settled or reversed, while nothing moved", "o1")
    assert booked({"A": 3, "B": 6}) == ("each order is booked in at most one cycle", "o1")
    assert booked({"A": 6, "B": 4}) == ("nets sum to zero", "")
    assert booked({"A": 5, "B": 4}) == ("what is reported is what was booked", "")


def timed(order: str, *changes: tuple[int, str]) -> list[str]:
    """Return what is said of an engine that tells these changes of an order of the day, and all else rightly."""
    answer = right()
    found = judge(DAY, replace(answer, history=(answer.history or {}) | {order: list(changes)})).violations
    return [f"{v.check}: {v.explanation.partition('Then ')[2].splitlines()[0]}" for v in found]


def test_history_that_differs_is_told_with_both_instants() -> None:
    check = "every change comes at its instant"
    due = "it is refused at 10:12 (an end is marked or excluded)"
    assert timed("too-late-for-it", (TEN_PAST, "refused")) == []
    assert timed("too-late-for-it", (TEN_PAST + 1, "refused")) == [
        f"{check}: {due}, but the engine says refused at 10:12:00.001."
    ]
    assert timed("too-late-for-it") == [f"{check}: {due}, but the engine says no more than that."]
    marked = "it is rejected at 10:11 (still waiting when an end was marked)"
    assert timed("waiting", (10 * HOUR + 3 * MINUTE, "entered")) == [
        f"{check}: {marked}, but the engine says no more than that."
    ]
    one_more = ((10 * HOUR, "entered"), (10 * HOUR + 3 * MINUTE, "entered"))
    assert timed("waiting", *one_more)[0].startswith(f"{check}: it is entered at 10:03")


def test_order_that_is_admitted_again_while_it_is_admitted_is_named() -> None:
    answer = right()
    assert answer.history is not None
    told = [c for c in answer.history["the-others"] for _ in range(1 + (c[1] == "admitted"))]
    found = judge(DAY, replace(answer, history=answer.history | {"the-others": told})).violations
    assert [v.check for v in found] == ["each order is in one admission at a time"]


def test_statement_that_differs_is_told_with_both_balances() -> None:
    answer = right()
    assert answer.statements is not None
    whole = answer.statements["Sydbro"]
    later = [(at + 1, balance) for at, balance in whole["batch"]]
    found = judge(DAY, replace(answer, statements={"Sydbro": {**whole, "batch": later}})).violations
    assert [v.check for v in found] == ["every change comes at its instant"]
    assert "At 07:00 the batch account of Sydbro stands at 0.00;" in found[0].explanation
    assert "make 4,000.00." in found[0].explanation
    several = [(7 * HOUR, -1), *whole["batch"]]  # at one instant: only the last can be seen
    assert judge(DAY, replace(answer, statements={"Sydbro": {**whole, "batch": several}})).violations == ()


def test_what_instant_payments_have_used_counts_at_every_instant() -> None:
    """The line is sent at 1, and the payment cleared at 2: an engine that says 1 has used what was not there."""
    events = (SetLine(2, Account.STRAKS, "A", 3), Submit(2, "o1", System.STRAKS, "A", "B", 3))
    day = Scenario("used", MINIMAL, ("A", "B"), events)
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(day)))
    assert answer.history is not None
    assert judge(day, answer).violations == ()
    early = [(1, "cleared"), *answer.history["o1"][1:]]
    found = judge(day, replace(answer, history={"o1": early})).violations
    assert [v.check for v in found] == ["limits at every visible instant", "every change comes at its instant"]
    assert "stands at -0.03" in found[0].explanation


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


ROUNDS: dict[str, tuple[bool, list[frozenset[str]]]] = {
    "who is short, alone": (True, [frozenset("A")]),
    "all who are short": (True, [frozenset("AB")]),
    "one after the other, though the first was enough": (False, [frozenset("A"), frozenset("B")]),
    "somebody who is not short": (False, [frozenset("D")]),
    "nobody, and then who is short": (False, [frozenset[str](), frozenset("A")]),
    "nobody, and somebody short is left": (False, []),
}
"""Rounds of exclusion on X1, and whether they are allowed."""


@pytest.mark.parametrize("told", ROUNDS)
def test_rounds_that_are_told_are_checked_round_by_round(told: str) -> None:
    day = replace(library()["x1_all_at_once"], rulebook=MINIMAL)
    allowed, rounds = ROUNDS[told]
    policy = A23.ALL_AT_ONCE if rounds[:1] == [frozenset("AB")] else A23.SMALLEST_SHORTFALL
    readings = replace(MINIMAL, readings=Readings(a23=policy))
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(replace(day, rulebook=readings))))
    verdict = judge(day, replace(answer, excluded=None, set_aside=None, rounds={"B1": {"intraday": rounds}}))
    assert (verdict.outcome == Outcome.CONFORMS) == allowed
    assert allowed or "says that round by round it took out" in verdict.violations[0].explanation


def test_more_exclusions_than_are_searched_are_judged_by_the_rounds() -> None:
    """Each a is short of what it owes Z, and each b of what it owes a: with all of a out, every b is covered."""
    pairs = [(f"a{n:02}", f"b{n:02}") for n in range(MOST_EXCLUDED + 2)]
    owed = [(a, "Z", 5) for a, _ in pairs] + [(b, a, 1) for a, b in pairs]
    events = tuple(Submit(1, f"o{n}", System.INTRADAY, *order) for n, order in enumerate(owed))
    day = Scenario("many", MINIMAL, ("Z", *(p for pair in pairs for p in pair)), events)
    worst_first = replace(day, rulebook=replace(MINIMAL, readings=Readings(a23=A23.WORST_FIRST)))
    answer = report_from_wire(LedgerEngine("ledger").run(to_wire(worst_first)))
    assert answer.rounds is not None
    assert answer.rounds["B1"]["intraday"] == [frozenset(a for a, _ in pairs)]
    assert judge(day, answer).outcome == Outcome.CONFORMS
    silent = judge(day, replace(answer, rounds=None))
    assert (silent.outcome, silent.violations) == (Outcome.INCONCLUSIVE, ())


def test_an_engine_without_any_feature_that_fits_is_not_tested_for_ever() -> None:
    engine: Engine = Says(right())
    engine.features = frozenset({"intradag"})
    campaign = run_campaign(engine, scenarios_to_try(1, engine.features), 1, 5)
    assert (campaign.verdict, campaign.exit_code) == ("nothing tested", 2)
