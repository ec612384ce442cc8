"""What a rule says of a single record, whatever day it may come from: also of those that no day leads to."""

from dataclasses import replace
from enum import Enum

import pytest

from zerohour.spec.bank_day import (
    CLASS_OF,
    Check,
    CloseDay,
    CutOff,
    Decree,
    Deliver,
    Disconnect,
    EndMoneyDay,
    Event,
    Exclude,
    File,
    Forecast,
    Fund,
    Lock,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    Reconnect,
    RejectSetAside,
    Release,
    Resolve,
    Return,
    Revoke,
    SetFolio,
    SetLimit,
    SetLine,
    SetTerm,
    Settle,
    Submit,
    ZeroSettle,
    calendar,
    checks,
    in_order,
)
from zerohour.spec.batch_settlement import in_cycle, waits_for
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.instant_clearing import in_closed_cycle
from zerohour.spec.netting import pair_of, picked, short, totals
from zerohour.spec.orders import Part, Status, TransferOrder, deferred, terminal, touches
from zerohour.spec.participants import Account, Participant, Party, Term
from zerohour.spec.readings import A23, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, Block, Day, Days, System, Use

INTRADAY, STRAKS = System.INTRADAY, System.STRAKS


def order(status: Status = Status.ENTERED, block: int = 1) -> TransferOrder:
    return TransferOrder(INTRADAY, "B", "D", 5, block=block, status=status, debit="B", credit="D")


def test_order_that_was_never_sent_is_of_nothing_and_a_block_that_is_not_there_is_past() -> None:
    never = TransferOrder()
    assert (never.payer, never.payee, never.amount, never.block, never.status, never.reason) == (
        "",
        "",
        0,
        NO_BLOCK,
        0,
        0,
    )
    assert {never.submitted_at, never.entered_at, never.irrevocable_from, never.final_at} == {NEVER}
    assert Block() == Block("", 0, 0, 0, 0, Use.NOT, Use.NOT)


def test_first_value_of_each_reading_is_the_default() -> None:
    defaults: list[Enum] = list(vars(Readings()).values())
    assert defaults == [next(iter(type(default))) for default in defaults]


@pytest.mark.parametrize("status", Status)
def test_order_waits_is_over_or_is_neither(status: Status) -> None:
    waiting = {Status.ENTERED, Status.ADMITTED, Status.CARRIED, Status.SET_ASIDE}
    over = {Status.REFUSED, Status.REROUTED, Status.REVOKED, Status.REJECTED, Status.REVERSED, Status.SETTLED}
    assert deferred(order(status)) == (status in waiting)
    assert terminal(order(status)) == (status in over)
    assert waits_for(order(status), 1) == (status in {Status.ENTERED, Status.CARRIED, Status.SET_ASIDE})
    assert in_cycle(order(status), 1) == (status == Status.ADMITTED)
    assert in_closed_cycle(order(status), 1) == (status == Status.CLEARED)


@pytest.mark.parametrize("block", [0, 1, 2])
def test_order_is_of_its_own_block_only(block: int) -> None:
    assert waits_for(order(), block) == (block == 1)
    assert in_cycle(order(Status.ADMITTED), block) == (block == 1)
    assert in_closed_cycle(order(Status.CLEARED), block) == (block == 1)


@pytest.mark.parametrize("name", ["A", "B", "C", "D", "E"])
def test_order_touches_its_two_ends(name: str) -> None:
    assert touches(order(), name) == (name in ("B", "D"))


def test_totals_add_up_what_awaits_settlement_by_clearing_block_and_ends() -> None:
    in_sum = replace(order(), system=System.SUM)
    orders = {"o1": order(), "o2": order(Status.ADMITTED), "o3": order(block=2), "o4": in_sum}
    orders |= {"o5": order(Status.SETTLED), "o6": replace(order(), debit="D", credit="B"), "o7": order(Status.LODGED)}
    assert pair_of(order()) == (INTRADAY, 1, "B", "D")
    assert totals(orders) == {
        (INTRADAY, 1, "B", "D"): 10,
        (INTRADAY, 2, "B", "D"): 5,
        (System.SUM, 1, "B", "D"): 5,
        (INTRADAY, 1, "D", "B"): 5,
    }


def test_who_is_out_is_not_short_whatever_it_lacks() -> None:
    assert short(-1, 0, out=False)
    assert not short(-1, 0, out=True)


@pytest.mark.parametrize("a23", A23)
def test_only_the_short_are_picked_and_only_compared_with_the_short(a23: A23) -> None:
    lacks_and_is_out, alone = {"A": -3, "B": -1, "C": -5}, {"A": False, "B": True, "C": False}
    assert [picked(p, alone, lacks_and_is_out, a23) for p in "ABC"] == [False, True, False]
    nobody = {"A": False, "B": False}
    assert not picked("A", nobody, {"A": 0, "B": 0}, a23)


LATER, REJECTED = Postpone(1, 0, 1), RejectSetAside(1, "A")


def test_events_of_one_instant_are_taken_class_by_class_however_they_are_given() -> None:
    classes: list[list[Event]] = [
        [CutOff(1, Account.BATCH, 0), Forecast(1, 0), Lock(1, 0), Settle(1, Account.STRAKS, 0), Release(1, 0)],
        [Decree(1, "A")],
        [Notice(1, "A"), Publication(1, "A")],
        [Mark(1, INTRADAY, "A")],
        [Exclude(1, "A"), Resolve(1, "A"), File(1, "A")],
        [SetLine(1, Account.BATCH, "A", 1), SetLimit(1, "A", 1), SetFolio(1, "A", 1)],
        [Check(1)],
        [Outage(1, "A"), Return(1, "A"), Disconnect(1, "dc"), Reconnect(1, "dc"), ZeroSettle(1, 0), LATER, REJECTED],
        [Revoke(1, "o1")],
        [Submit(1, "o1", INTRADAY, "A", "B", 1), Deliver(1, "dc", Part.PAPERLESS)],
    ]
    classes[0] += [CloseDay(1, 0), EndMoneyDay(1, 0)]
    classes[5] += [SetTerm(1, "A", Term.PLEDGE, 1), Fund(1, Account.BATCH, "A", 1)]
    given = [event for events in reversed(classes) for event in events]
    assert in_order(given) == [event for events in classes for event in events]
    assert {type(event) for event in given} == set(CLASS_OF)


def test_calendar_has_each_block_once_and_ends_with_the_day() -> None:
    whole: list[Event] = []
    for b in (0, 1):
        block = MINIMAL.batch[b]
        whole += [CutOff(block.cutoff, Account.BATCH, b), Forecast(block.forecast, b), Lock(block.lock, b)]
        whole += [Settle(block.settle, Account.BATCH, b), Release(block.release, b)]
    for b in (0, 1):
        cycle = MINIMAL.straks[b]
        whole += [CutOff(cycle.cutoff, Account.STRAKS, b), Settle(cycle.settle, Account.STRAKS, b)]
    ends = [CloseDay(24 * 3_600_000, 0), EndMoneyDay(15 * 3_600_000 + 1_800_000, 0)]
    assert calendar(MINIMAL) == [*whole, *ends]
    assert MINIMAL.straks[2].cutoff == NEVER, "a cycle that nothing closes has no place in the calendar"


def test_liquidity_is_looked_at_every_quarter_of_an_hour_until_the_calendar_ends() -> None:
    quarter = 15 * 60_000
    assert checks(MINIMAL) == [Check(n * quarter) for n in range(1, 4 * 24)]
    assert checks(replace(MINIMAL, checked_every=0)) == []


# -- the law's verdict -------------------------------------------------------------------------------------------------

ONE_DAY: Days = Table(Day(), {0: Day(0, 24)})
DAY = replace(MINIMAL, clearing_days=ONE_DAY, calendar_days=ONE_DAY)
DONE = TransferOrder(INTRADAY, "A", "B", 5, 12, 12, 12, final_at=23, status=Status.SETTLED)
"""An order that entered and was irrevocable at 12, and was settled at 23, in the day."""


def said(order: TransferOrder, decreed_at: int) -> Protection:
    """Return what the law says of the order if its payer is declared bankrupt, and nobody is told."""
    payer, payee = Participant(known=True, bankruptcy_at=decreed_at), Participant(known=True)
    return protection(order, Party(payer, payer), Party(payee, payee), DAY, Regime.DIRECTIVE_2009)


def test_second_limb_is_for_what_was_settled_on_the_day_of_the_opening() -> None:
    assert said(DONE, 12) == Protection.SECOND_LIMB
    assert said(replace(DONE, status=Status.REJECTED), 12) == Protection.UNPROTECTED
    late = replace(DONE, entered_at=24)
    assert (said(late, 23), said(late, 24)) == (Protection.SECOND_LIMB, Protection.UNPROTECTED)


def test_order_that_never_entered_is_not_in_question() -> None:
    assert said(replace(DONE, entered_at=NEVER), 12) == Protection.NOT_IN_QUESTION
    assert said(replace(DONE, irrevocable_from=NEVER), 12) == Protection.UNPROTECTED
