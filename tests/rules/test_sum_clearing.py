"""Sumclearing at its edges: what is late, what is held back to the øre, and the reason that is given."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from zerohour.spec.bank_day import BankDay, CloseDay, Deliver, Event, SetLine, Submit, calendar, in_order, opening, run
from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Part, Status, TransferOrder
from zerohour.spec.participants import Account, Participant
from zerohour.spec.readings import A29, Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import DENMARK_2018, MINIMAL
from zerohour.spec.timetable import NO_BLOCK, System

HOUR = 3_600_000
FIRST, SECOND = MINIMAL.batch[0], MINIMAL.batch[1]
NIGHT, NOON, LAST = DENMARK_2018.batch[0], DENMARK_2018.batch[4], DENMARK_2018.batch[5]


def lodge(at: int, name: str = "o1", amount: int = 5, block: int = NO_BLOCK, part: Part = Part.PAPERLESS) -> Submit:
    return Submit(at, name, System.SUM, "A", "B", amount, block, part, "dc")


def deliver(at: int, part: Part = Part.PAPERLESS) -> Deliver:
    return Deliver(at, "dc", part)


def line(at: int, amount: int, who: str = "A") -> SetLine:
    return SetLine(at, Account.BATCH, who, amount)


def day_at(until: int, events: list[Event], rulebook: Rulebook = MINIMAL) -> BankDay:
    """Return the day of A, B and C after all that happens up to the instant, the calendar's events among it."""
    people: Mapping[str, Participant] = dict.fromkeys("ABC", Participant())
    happened = [e for e in in_order([*calendar(rulebook), *events]) if e.at <= until]
    return run(opening(rulebook, people), happened)


def order_at(until: int, events: list[Event], rulebook: Rulebook = MINIMAL) -> TransferOrder:
    return day_at(until, events, rulebook).orders["o1"]


LATE: list[Event] = [line(0, 9), lodge(1, block=0), deliver(NOON.cutoff - HOUR)]
"""A sum that missed the night, and is delivered between 08:15 and 11:15."""


def test_sum_that_is_lodged_awaits_its_delivery() -> None:
    found = order_at(2, [lodge(1)])
    assert (found.status, found.reason, found.block) == (Status.LODGED, Reason.LODGED, 0)


def test_sum_whose_block_does_not_run_waits_for_the_next_one_and_is_rejected_after_the_last() -> None:
    found = order_at(NOON.cutoff, LATE, DENMARK_2018)
    assert (found.status, found.reason, found.block) == (Status.ENTERED, Reason.PASSED_ON, 5)
    found = order_at(LAST.cutoff, LATE, DENMARK_2018)
    assert (found.status, found.reason) == (Status.REJECTED, Reason.LAST_OF_DAY)


@pytest.mark.parametrize(("late", "block"), [(-1, 0), (0, 1)])
def test_delivery_at_the_very_cut_off_is_late(late: int, block: int) -> None:
    assert order_at(FIRST.cutoff, [lodge(1), deliver(FIRST.cutoff + late)]).block == block


def test_what_is_late_is_for_the_next_block_of_its_own_day() -> None:
    # After the last cut-off of the first day the next block that takes what is late is one of the second day.
    late: list[Event] = [lodge(1, block=0), deliver(LAST.cutoff)]
    found = order_at(LAST.cutoff, late, DENMARK_2018)
    assert (found.status, found.reason) == (Status.REJECTED, Reason.TOO_LATE)


@pytest.mark.parametrize(("covers", "status"), [(5, Status.SETTLED), (4, Status.REJECTED)])
def test_line_of_exactly_the_draw_ends_being_set_aside(covers: int, status: Status) -> None:
    events: list[Event] = [lodge(1), deliver(2), line(FIRST.settle, covers)]
    events.append(Submit(12 * HOUR, "back", System.INTRADAY, "B", "A", 3))
    events.append(line(FIRST.settle, 9, "B"))
    assert order_at(SECOND.settle, events).status == status


def test_who_is_held_back_leaves_at_the_lock_and_is_set_aside_until_the_day_is_over() -> None:
    events: list[Event] = [lodge(1), deliver(2)]
    second = DENMARK_2018.batch[1]
    before, held = (day_at(at, events, DENMARK_2018) for at in (NIGHT.settle, second.lock))
    assert (before.batch.draws["A"], before.orders["o1"].block) == (5, 1)
    assert (held.batch.held["A"], held.batch.held["B"]) == (True, False)
    assert (held.orders["o1"].status, held.orders["o1"].reason) == (Status.SET_ASIDE, Reason.SET_ASIDE)
    assert held.orders["o1"].block == 2
    after = day_at(second.settle, events, DENMARK_2018)
    assert after.batch.draws["A"] == 5
    assert day_at(LAST.settle, events, DENMARK_2018).batch.draws["A"] == 0


def test_by_a29_automatic_nobody_is_held_back() -> None:
    book = replace(DENMARK_2018, readings=Readings(a29=A29.AUTOMATIC))
    held = day_at(book.batch[1].lock, [lodge(1), deliver(2)], book)
    assert not any(held.batch.held.values())
    assert held.orders["o1"].status == Status.ADMITTED


@pytest.mark.parametrize("part", Part)
def test_day_is_closed_at_its_end_unless_pbs_has_not_delivered(part: Part) -> None:
    end = MINIMAL.clearing_days[0].end
    closed = day_at(end, [lodge(1, part=part)])
    assert closed.closed == (0 if part == Part.PBS else 1)
    assert closed.orders["o1"].status == (Status.LODGED if part == Part.PBS else Status.REJECTED)
    forced = day_at(end + 1, [lodge(1, part=part), CloseDay(end + 1, 0, forced=True)])
    assert (forced.closed, forced.orders["o1"].reason) == (1, Reason.NOT_DELIVERED)


def test_close_leaves_what_is_lodged_for_the_next_day() -> None:
    end = DENMARK_2018.clearing_days[0].end
    closed = day_at(end, [lodge(NIGHT.cutoff, part=Part.PBS)], DENMARK_2018)
    assert (closed.closed, closed.orders["o1"].status, closed.orders["o1"].block) == (1, Status.LODGED, 6)
