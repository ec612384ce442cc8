"""A cut-off and a settlement happen at their time, of their block, one after the other; any other is refused."""

from dataclasses import replace

import pytest

from zerohour.spec.bank_day import BankDay, CutOff, Event, SetLine, Settle, Submit, opening, run, step
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import System
from zerohour.spec.rulebooks import MINIMAL

INTRADAY, STRAKS = System.INTRADAY, System.STRAKS
TABLES = {INTRADAY: MINIMAL.intraday, STRAKS: MINIMAL.straks}

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
    return run(opening(MINIMAL, "AB"), [*SENT, *events])


def same_time(event: CutOff | Settle, block: int) -> Event:
    """Return the event of another block, at the time of this one."""
    return replace(event, block=block)


def until(system: System, block: int) -> list[Event]:
    """Return the cut-offs and settlements of the blocks before this one."""
    return [event for b in range(block) for event in (cut_off(system, b), settle(system, b))]


DUE: dict[str, tuple[list[Event], Event]] = {
    f"{kind} ({system.name}, {block})": case
    for system in System
    for block in (0, 1)
    for kind, case in {
        "cut-off": (until(system, block), cut_off(system, block)),
        "settlement": ([*until(system, block), cut_off(system, block)], settle(system, block)),
    }.items()
}
"""What happened before, and the event that is due then."""

NOT_DUE: dict[str, tuple[list[Event], Event]] = {
    f"{why} ({system.name})": case
    for system in System
    for why, case in {
        "cut-off an instant early": ([], cut_off(system, 0, -1)),
        "cut-off an instant late": ([], cut_off(system, 0, 1)),
        "cut-off of the next block at its time": ([], cut_off(system, 1)),
        "cut-off of the next block at the time of this one": ([], same_time(cut_off(system, 0), 1)),
        "cut-off of the block that is settled": (
            [cut_off(system, 0), settle(system, 0)],
            same_time(cut_off(system, 1), 0),
        ),
        "cut-off of the same block twice": ([cut_off(system, 0)], cut_off(system, 0)),
        "cut-off before the last block is settled": ([cut_off(system, 0)], cut_off(system, 1)),
        "settlement an instant early": ([cut_off(system, 0)], settle(system, 0, -1)),
        "settlement an instant late": ([cut_off(system, 0)], settle(system, 0, 1)),
        "settlement without a cut-off": ([], settle(system, 0)),
        "settlement of the block after": ([cut_off(system, 0)], settle(system, 1)),
        "settlement of the block before": (
            [cut_off(system, 0), settle(system, 0), cut_off(system, 1)],
            same_time(settle(system, 1), 0),
        ),
        "settlement twice": ([cut_off(system, 0), settle(system, 0)], settle(system, 0)),
    }.items()
}
"""What happened before, and an event that is not due then."""


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
