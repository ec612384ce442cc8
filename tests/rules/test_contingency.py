"""A settlement at zero: when it is not taken, and what it leaves to other rules."""

from dataclasses import replace

import pytest

from zerohour.spec.bank_day import (
    BankDay,
    CutOff,
    Decree,
    Event,
    Mark,
    Outage,
    SetLine,
    Submit,
    ZeroSettle,
    opening,
    run,
    step,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Status
from zerohour.spec.participants import Account, Participant
from zerohour.spec.readings import A15, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

FIRST = MINIMAL.batch[0]
SENT: tuple[Event, ...] = (
    SetLine(1, Account.BATCH, "A", 5),
    Submit(2, "o1", System.INTRADAY, "A", "B", 5),
    CutOff(FIRST.cutoff, Account.BATCH, 0),
)


def cut_off(a15: A15 = A15.REJECTED) -> BankDay:
    """Return the day on which o1 was admitted to the first block."""
    book = replace(MINIMAL, readings=Readings(a15=a15))
    return run(opening(book, dict.fromkeys("AB", Participant())), SENT)


def test_block_that_is_open_or_is_not_the_running_one_is_not_settled_at_zero() -> None:
    fresh = opening(MINIMAL, dict.fromkeys("AB", Participant()))
    assert step(fresh, ZeroSettle(FIRST.cutoff - 1, 0)).reason == Reason.OUT_OF_ORDER
    assert step(cut_off(), ZeroSettle(FIRST.cutoff, 1)).reason == Reason.OUT_OF_ORDER


@pytest.mark.parametrize("who", "AB")
@pytest.mark.parametrize(
    ("a15", "status", "reason"),
    [
        (A15.REJECTED, Status.REJECTED, Reason.END_MARKED),
        (A15.REVERSED, Status.REVERSED, Reason.REVERSED),
        (A15.SET_ASIDE, Status.CARRIED, Reason.ZERO_SETTLED),
    ],
)
def test_what_is_to_or_from_a_bankrupt_ends_at_a_settlement_at_zero_as_if_it_were_not_covered(
    a15: A15, status: Status, reason: Reason, who: str
) -> None:
    failed: list[Event] = [Decree(FIRST.cutoff, who), Mark(FIRST.cutoff, System.INTRADAY, who)]
    day = run(cut_off(a15), [*failed, ZeroSettle(FIRST.lock, 0)])
    assert (day.orders["o1"].status, day.orders["o1"].reason) == (status, reason)


def test_nothing_moves_at_a_settlement_at_zero() -> None:
    day = run(cut_off(), [ZeroSettle(FIRST.lock, 0)])
    assert (day.lines["A"].batch, day.lines["B"].batch) == (5, 0)
    assert (day.orders["o1"].block, day.orders["o1"].reason) == (1, Reason.ZERO_SETTLED)


def test_last_block_of_the_day_settled_at_zero_rejects_for_that_reason() -> None:
    last = MINIMAL.batch[1]
    day = run(cut_off(), [ZeroSettle(FIRST.lock, 0), CutOff(last.cutoff, Account.BATCH, 1), ZeroSettle(last.lock, 1)])
    assert (day.orders["o1"].status, day.orders["o1"].reason) == (Status.REJECTED, Reason.ZERO_AT_THE_LAST)


@pytest.mark.parametrize(
    ("block", "status", "reason"),
    [(0, Status.ENTERED, Reason.LEFT_OUT), (1, Status.REJECTED, Reason.OUTAGE_TO_THE_END)],
)
def test_cut_off_says_that_an_outage_is_why_it_leaves_an_order_out(block: int, status: Status, reason: Reason) -> None:
    day = run(opening(MINIMAL, dict.fromkeys("AB", Participant())), [*SENT[:2], Outage(3, "A")])
    for n in range(block + 1):
        day = run(day, [CutOff(MINIMAL.batch[n].cutoff, Account.BATCH, n), ZeroSettle(MINIMAL.batch[n].lock, n)])
    assert (day.orders["o1"].status, day.orders["o1"].reason) == (status, reason)
