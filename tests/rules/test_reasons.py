"""The reason that is given for what happened: of the last event, and of the order that it is about."""

from dataclasses import replace

import pytest

from zerohour.spec.bank_day import (
    BankDay,
    CutOff,
    Decree,
    Event,
    Exclude,
    Mark,
    Revoke,
    SetLine,
    Settle,
    Submit,
    calendar,
    in_order,
    opening,
    step,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Account, Participant
from zerohour.spec.readings import A01, A07, A09, A15, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

INTRADAY, STRAKS = System.INTRADAY, System.STRAKS
FIRST, LAST, CYCLE = MINIMAL.batch[0], MINIMAL.batch[1], MINIMAL.straks[0]

SENT, LATER = Submit(1, "o1", INTRADAY, "A", "B", 5), Submit(FIRST.cutoff, "o1", INTRADAY, "A", "B", 5)
LINE = SetLine(0, Account.BATCH, "A", 5)
PAID: list[Event] = [SetLine(0, Account.STRAKS, "A", 9), Submit(1, "o1", STRAKS, "A", "B", 5)]


def failed(who: str, at: int) -> list[Event]:
    return [Decree(at, who), Mark(at, INTRADAY, who)]


def last_step(events: list[Event], readings: Readings = Readings()) -> tuple[BankDay, Reason]:  # noqa: B008  # frozen
    """Return the day after the events, and what is due before the last of them; and the reason of that one."""
    *before, last = in_order(events)
    due = [event for event in calendar(MINIMAL) if event.at <= last.at and event not in events]
    day = opening(replace(MINIMAL, readings=readings), dict.fromkeys("AB", Participant()))
    for event in in_order([*due, *before]):
        day = step(day, event).day
    done = step(day, last)
    return done.day, done.reason


CASES: dict[str, tuple[list[Event], Reason, Reason]] = {
    "entered": ([SENT], Reason.ENTERED, Reason.ENTERED),
    "cleared": (PAID, Reason.CLEARED, Reason.CLEARED),
    "revoked": ([SENT, Revoke(2, "o1")], Reason.REVOKED, Reason.REVOKED),
    "admitted": ([SENT, CutOff(FIRST.cutoff, Account.BATCH, 0)], Reason.DONE, Reason.ADMITTED),
    "booked": ([LINE, SENT, Settle(FIRST.settle, Account.BATCH, 0)], Reason.DONE, Reason.BOOKED),
    "carried over": ([SENT, Settle(FIRST.settle, Account.BATCH, 0)], Reason.DONE, Reason.CARRIED_OVER),
    "last of the day": ([LATER, Settle(LAST.settle, Account.BATCH, 1)], Reason.DONE, Reason.LAST_OF_DAY),
    "payer marked": (
        [SENT, *failed("A", FIRST.cutoff), Settle(FIRST.settle, Account.BATCH, 0)],
        Reason.DONE,
        Reason.END_MARKED,
    ),
    "payee marked": (
        [SENT, *failed("B", FIRST.cutoff), Settle(FIRST.settle, Account.BATCH, 0)],
        Reason.DONE,
        Reason.END_MARKED,
    ),
    "marked, and the last of the day": (
        [LATER, *failed("B", LAST.cutoff), Settle(LAST.settle, Account.BATCH, 1)],
        Reason.DONE,
        Reason.END_MARKED,
    ),
    "rejected at the mark": ([SENT, *failed("B", 2)], Reason.DONE, Reason.REJECTED_AT_MARK),
    "marked in Straks": ([SENT, Decree(2, "A"), Mark(2, STRAKS, "A")], Reason.DONE, Reason.ENTERED),
    "closed": ([*PAID, CutOff(CYCLE.cutoff, Account.STRAKS, 0)], Reason.DONE, Reason.CLEARED),
    "booked with its cycle": ([*PAID, Settle(CYCLE.settle, Account.STRAKS, 0)], Reason.DONE, Reason.CYCLE_BOOKED),
}
"""What happened, apart from what is due; the reason of the last event, and of the order after it."""


@pytest.mark.parametrize("name", CASES)
def test_reason_says_what_happened(name: str) -> None:
    events, of_the_step, of_the_order = CASES[name]
    day, reason = last_step(events)
    assert (reason, day.orders["o1"].reason) == (of_the_step, of_the_order)


@pytest.mark.parametrize(("amount", "reason"), [(5, Reason.DONE), (4, Reason.LINE_IN_USE)])
def test_line_is_in_use_for_a_cycle_that_is_closed_and_not_booked(amount: int, reason: Reason) -> None:
    assert last_step([*PAID, SetLine(CYCLE.cutoff, Account.STRAKS, "A", amount)])[1] == reason


@pytest.mark.parametrize(("amount", "reason"), [(6, Reason.DONE), (5, Reason.LINE_IN_USE)])
def test_line_is_in_use_for_the_open_cycle_and_the_closed_one_together(amount: int, reason: Reason) -> None:
    spent = Submit(CYCLE.cutoff, "o2", STRAKS, "A", "B", 1)
    assert last_step([*PAID, spent, SetLine(CYCLE.cutoff + 1, Account.STRAKS, "A", amount)])[1] == reason


def test_intraday_line_is_not_held_by_what_is_used_in_straks() -> None:
    assert last_step([*PAID, SetLine(2, Account.BATCH, "A", 0)])[1] == Reason.DONE


UNCOVERED: list[Event] = [SENT, Decree(FIRST.cutoff, "A"), Mark(FIRST.cutoff, INTRADAY, "A")]
RUNNING: list[Event] = [LINE, SENT, Decree(FIRST.cutoff, "A"), Mark(FIRST.cutoff + 1, INTRADAY, "A")]
ENTERS_WITH_THE_DECREE: list[Event] = [Decree(1, "A"), SENT, Mark(2, INTRADAY, "A")]

BY_READING: dict[str, tuple[list[Event], Readings, Reason]] = {
    "sent after the decree": (ENTERS_WITH_THE_DECREE, Readings(), Reason.SENT_AFTER_DECREE),
    "out of the running cycle": (RUNNING, Readings(a07=A07.MARK), Reason.REJECTED_AT_MARK),
    "stays in the running cycle": (RUNNING, Readings(), Reason.ADMITTED),
    "reversed": (
        [*UNCOVERED, Settle(FIRST.settle, Account.BATCH, 0)],
        Readings(a15=A15.REVERSED),
        Reason.REVERSED,
    ),
    "excluded": ([SENT, Exclude(2, "A")], Readings(), Reason.REJECTED_AT_EXCLUSION),
    "entered at the very decree": (
        ENTERS_WITH_THE_DECREE,
        Readings(a01=A01.BY_ENTRY, a09=A09.IF_UNAWARE),
        Reason.REJECTED_AT_MARK,
    ),
}
"""What happened, the readings, and the reason of the order."""


@pytest.mark.parametrize("name", BY_READING)
def test_reason_says_which_rule_took_the_order_out(name: str) -> None:
    events, readings, reason = BY_READING[name]
    assert last_step(events, readings)[0].orders["o1"].reason == reason


@pytest.mark.parametrize(
    ("block", "reason"), [(2, Reason.CLEARED), (3, Reason.UNKNOWN_BLOCK), (-2, Reason.UNKNOWN_BLOCK)]
)
def test_instant_payment_names_no_block_that_straks_does_not_have(block: int, reason: Reason) -> None:
    lines: list[Event] = [SetLine(0, Account.STRAKS, "A", 9)]
    assert last_step([*lines, Submit(1, "o1", STRAKS, "A", "B", 5, block)])[1] == reason
