"""A cut-off and a settlement happen at their time, of their block, one after the other; any other is refused."""

from dataclasses import replace
from itertools import permutations

import pytest

from zerohour.spec.bank_day import BankDay, CutOff, Event, SetLine, Settle, Submit, opening, run, step
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Participant
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import Block, System

INTRADAY, STRAKS = System.INTRADAY, System.STRAKS
TABLES = {INTRADAY: MINIMAL.batch, STRAKS: MINIMAL.straks}

SENT: tuple[Event, ...] = (
    SetLine(0, INTRADAY, "A", 9),
    SetLine(0, STRAKS, "A", 9),
    Submit(0, "deferred", INTRADAY, "A", "B", 5),
    Submit(0, "instant", STRAKS, "A", "B", 5),
)


def cut_off(system: System, block: int, late: int = 0) -> CutOff:
    return CutOff(TABLES[system][block].cutoff + late, system, block)


def settle(system: System, block: int, late: int = 0) -> Settle:
    return Settle(TABLES[system][block].settle + late, system, block)


def after(*events: Event) -> BankDay:
    """Return the day after orders were sent and the events."""
    return run(opening(MINIMAL, dict.fromkeys("AB", Participant())), [*SENT, *events])


def same_time(event: CutOff | Settle, block: int) -> Event:
    """Return the event of another block, at the time of this one."""
    return replace(event, block=block)


def until(system: System, block: int) -> list[Event]:
    """Return the cut-offs and settlements of the blocks before this one."""
    return [event for b in range(block) for event in (cut_off(system, b), settle(system, b))]


Case = tuple[list[Event], Event]
"""What happened before, and the event in question."""


def due(system: System, block: int) -> dict[str, Case]:
    """Return the events that are due."""
    return {
        "cut-off": (until(system, block), cut_off(system, block)),
        "settlement": ([*until(system, block), cut_off(system, block)], settle(system, block)),
    }


def not_due(system: System) -> dict[str, Case]:
    """Return events that are not due."""
    closed, settled = [cut_off(system, 0)], until(system, 1)
    return {
        "cut-off an instant early": ([], cut_off(system, 0, -1)),
        "cut-off an instant late": ([], cut_off(system, 0, 1)),
        "cut-off of the next block at its time": ([], cut_off(system, 1)),
        "cut-off of the next block at the time of this one": ([], same_time(cut_off(system, 0), 1)),
        "cut-off of the block that is settled": (settled, same_time(cut_off(system, 1), 0)),
        "cut-off of the same block twice": ([*closed], cut_off(system, 0)),
        "cut-off before the last block is settled": ([*closed], cut_off(system, 1)),
        "settlement an instant early": ([*closed], settle(system, 0, -1)),
        "settlement an instant late": ([*closed], settle(system, 0, 1)),
        "settlement without a cut-off": ([], settle(system, 0)),
        "settlement of the block after": ([*closed], settle(system, 1)),
        "settlement of the block before": ([*settled, cut_off(system, 1)], same_time(settle(system, 1), 0)),
        "settlement twice": (settled, settle(system, 0)),
    }


DUE = {f"{name} ({s.name}, {b})": case for s in System for b in (0, 1) for name, case in due(s, b).items()}
NOT_DUE = {f"{name} ({s.name})": case for s in System for name, case in not_due(s).items()}


@pytest.mark.parametrize("name", DUE)
def test_event_that_is_due_is_carried_out(name: str) -> None:
    before, event = DUE[name]
    assert step(after(*before), event).reason == Reason.DONE


@pytest.mark.parametrize("name", NOT_DUE)
def test_event_that_is_not_due_is_refused_and_changes_nothing(name: str) -> None:
    before, event = NOT_DUE[name]
    day = after(*before)
    done = step(day, event)
    assert done.reason == Reason.OUT_OF_ORDER
    assert done.day == replace(day, now=event.at)


TOGETHER = Table(Block(), {b: Block(f"T{b}", cutoff=5, settle=5, last=b == 1) for b in (0, 1)})
"""A timetable that gives everything one instant."""


EACH: tuple[tuple[type[CutOff | Settle], int], ...] = ((CutOff, 0), (Settle, 0), (CutOff, 1), (Settle, 1))


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize(
    "tried", list(permutations(EACH)), ids=lambda tried: ", ".join(f"{kind.__name__} {block}" for kind, block in tried)
)
def test_blocks_come_one_after_the_other_even_at_one_instant(
    system: System, tried: tuple[tuple[type[CutOff | Settle], int], ...]
) -> None:
    day = opening(replace(MINIMAL, intraday=TOGETHER, straks=TOGETHER), dict.fromkeys("AB", Participant()))
    taken: list[tuple[type[CutOff | Settle], int]] = []
    for kind, block in tried * len(EACH):
        done = step(day, kind(5, system, block))
        day, taken = done.day, [*taken, *([(kind, block)] if done.reason == Reason.DONE else [])]
    assert tuple(taken) == EACH
