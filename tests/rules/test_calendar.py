"""A cut-off and a settlement happen at their time, of their block, one after the other; any other is refused."""

from dataclasses import replace
from itertools import permutations

import pytest

from zerohour.spec.bank_day import (
    BankDay,
    CloseDay,
    CutOff,
    EndMoneyDay,
    Event,
    Forecast,
    Lock,
    Postpone,
    Release,
    SetLine,
    Settle,
    Submit,
    opening,
    run,
    step,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Account, Participant
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import Block, System, Use

TABLES = {Account.BATCH: MINIMAL.batch, Account.STRAKS: MINIMAL.straks}

SENT: tuple[Event, ...] = (
    SetLine(0, Account.BATCH, "A", 9),
    SetLine(0, Account.STRAKS, "A", 9),
    Submit(0, "deferred", System.INTRADAY, "A", "B", 5),
    Submit(0, "instant", System.STRAKS, "A", "B", 5),
)


def cut_off(account: Account, block: int, late: int = 0) -> CutOff:
    return CutOff(TABLES[account][block].cutoff + late, account, block)


def lock(block: int, late: int = 0) -> Lock:
    return Lock(MINIMAL.batch[block].lock + late, block)


def forecast(block: int, late: int = 0) -> Forecast:
    return Forecast(MINIMAL.batch[block].forecast + late, block)


def release(block: int, late: int = 0) -> Release:
    return Release(MINIMAL.batch[block].release + late, block)


def closed_by(account: Account, block: int) -> list[Event]:
    """Return what comes between the opening of a block and its settlement."""
    return [cut_off(account, block), *([lock(block)] if account == Account.BATCH else [])]


def settle(account: Account, block: int, late: int = 0) -> Settle:
    return Settle(TABLES[account][block].settle + late, account, block)


def after(*events: Event) -> BankDay:
    """Return the day after orders were sent and the events."""
    return run(opening(MINIMAL, dict.fromkeys("AB", Participant())), [*SENT, *events])


def same_time(event: CutOff | Settle, block: int) -> Event:
    """Return the event of another block, at the time of this one."""
    return replace(event, block=block)


def until(account: Account, block: int) -> list[Event]:
    """Return the cut-offs and settlements of the blocks before this one."""
    return [event for b in range(block) for event in (*closed_by(account, b), settle(account, b))]


Case = tuple[list[Event], Event]
"""What happened before, and the event in question."""


def due(account: Account, block: int) -> dict[str, Case]:
    """Return the events that are due."""
    return {
        "cut-off": (until(account, block), cut_off(account, block)),
        "settlement": ([*until(account, block), *closed_by(account, block)], settle(account, block)),
    }


def not_due(account: Account) -> dict[str, Case]:
    """Return events that are not due."""
    closed, settled = closed_by(account, 0), until(account, 1)
    return {
        "cut-off an instant early": ([], cut_off(account, 0, -1)),
        "cut-off an instant late": ([], cut_off(account, 0, 1)),
        "cut-off of the next block at its time": ([], cut_off(account, 1)),
        "cut-off of the next block at the time of this one": ([], same_time(cut_off(account, 0), 1)),
        "cut-off of the block that is settled": (settled, same_time(cut_off(account, 1), 0)),
        "cut-off of the same block twice": ([cut_off(account, 0)], cut_off(account, 0)),
        "cut-off before the last block is settled": ([*closed], cut_off(account, 1)),
        "settlement an instant early": ([*closed], settle(account, 0, -1)),
        "settlement an instant late": ([*closed], settle(account, 0, 1)),
        "settlement without a cut-off": ([], settle(account, 0)),
        "settlement of the block after": ([*closed], settle(account, 1)),
        "settlement of the block before": ([*settled, *closed_by(account, 1)], same_time(settle(account, 1), 0)),
        "settlement twice": (settled, settle(account, 0)),
    }


DUE_OF_EACH = {f"{name} ({s.name}, {b})": case for s in Account for b in (0, 1) for name, case in due(s, b).items()}
CLOSED = cut_off(Account.BATCH, 0)
MINUTE = 60_000
PUT_OFF = Postpone(CLOSED.at + 1, 0, MINUTE)
MONEY_DAY_ENDS = EndMoneyDay(MINIMAL.money_days[0].end, 0)
LOCKS = {f"lock ({b})": ([*until(Account.BATCH, b), cut_off(Account.BATCH, b)], lock(b)) for b in (0, 1)}
FUNDING_DUE: dict[str, Case] = {
    "forecast": ([CLOSED], forecast(0)),
    "lock after the forecast": ([CLOSED, forecast(0)], lock(0)),
    "release": (until(Account.BATCH, 1), release(0)),
    "forecast of a block that is postponed": ([CLOSED, PUT_OFF], forecast(0, MINUTE)),
    "lock of a block that is postponed": ([CLOSED, PUT_OFF], lock(0, MINUTE)),
    "settlement of a block that is postponed": (
        [CLOSED, PUT_OFF, lock(0, MINUTE)],
        settle(Account.BATCH, 0, MINUTE),
    ),
    "release of a block that was postponed": (
        [CLOSED, PUT_OFF, lock(0, MINUTE), settle(Account.BATCH, 0, MINUTE)],
        release(0, MINUTE),
    ),
    "lock of the block after one that was postponed": (
        [CLOSED, PUT_OFF, lock(0, MINUTE), settle(Account.BATCH, 0, MINUTE), cut_off(Account.BATCH, 1)],
        lock(1),
    ),
    "end of the monetary-policy day": ([], MONEY_DAY_ENDS),
    "end of the monetary-policy day in the middle of a block": ([CLOSED, forecast(0)], MONEY_DAY_ENDS),
}
DUE = {**DUE_OF_EACH, **LOCKS, **FUNDING_DUE}
LOCKS_NOT_DUE: dict[str, Case] = {
    "lock an instant early": ([cut_off(Account.BATCH, 0)], lock(0, -1)),
    "lock an instant late": ([cut_off(Account.BATCH, 0)], lock(0, 1)),
    "lock without a cut-off": ([], lock(0)),
    "lock twice": ([cut_off(Account.BATCH, 0), lock(0)], lock(0)),
    "lock of the block after": ([cut_off(Account.BATCH, 0)], lock(1)),
    "settlement without a lock": ([cut_off(Account.BATCH, 0)], settle(Account.BATCH, 0)),
    "close of the day before its end": ([], CloseDay(MINIMAL.clearing_days[0].end - 1, 0)),
    "close of the day after": ([], CloseDay(MINIMAL.clearing_days[0].end, 1)),
    "close of the day twice": ([CloseDay(MINIMAL.clearing_days[0].end, 0)], CloseDay(MINIMAL.clearing_days[0].end, 0)),
}
FUNDING_NOT_DUE: dict[str, Case] = {
    "forecast an instant early": ([CLOSED], forecast(0, -1)),
    "forecast an instant late": ([CLOSED], forecast(0, 1)),
    "forecast without a cut-off": ([], forecast(0)),
    "forecast of a block that is postponed at its old time": ([CLOSED, PUT_OFF], forecast(0)),
    "lock of a block that is postponed at its old time": ([CLOSED, PUT_OFF], lock(0)),
    "settlement of a block that is postponed at its old time": (
        [CLOSED, PUT_OFF, lock(0, MINUTE)],
        settle(Account.BATCH, 0),
    ),
    "postponement before the cut-off": ([], replace(PUT_OFF, at=CLOSED.at - 1)),
    "postponement of the block after": ([CLOSED], replace(PUT_OFF, block=1)),
    "postponement once more": ([CLOSED, PUT_OFF], PUT_OFF),
    "postponement by nothing": ([CLOSED], replace(PUT_OFF, by=0)),
    "forecast twice": ([CLOSED, forecast(0)], forecast(0)),
    "forecast after the lock": ([CLOSED, lock(0)], forecast(0, 60 * 60_000)),
    "forecast of the block after": ([CLOSED], replace(forecast(0), block=1)),
    "forecast while a cycle of Straks is not booked": ([cut_off(Account.STRAKS, 0), CLOSED], forecast(0)),
    "release an instant early": (until(Account.BATCH, 1), release(0, -1)),
    "release an instant late": (until(Account.BATCH, 1), release(0, 1)),
    "release without a settlement": (closed_by(Account.BATCH, 0), release(0)),
    "release of the block after": (until(Account.BATCH, 1), replace(release(0), block=1)),
    "release when the next block is cut off": ([*until(Account.BATCH, 1), cut_off(Account.BATCH, 1)], release(0)),
    "end of the monetary-policy day an instant early": ([], replace(MONEY_DAY_ENDS, at=MONEY_DAY_ENDS.at - 1)),
    "end of another monetary-policy day": ([], replace(MONEY_DAY_ENDS, day=1)),
    "end of the monetary-policy day while a block is locked": ([CLOSED, lock(0)], MONEY_DAY_ENDS),
}
NOT_DUE = (
    {f"{name} ({s.name})": case for s in Account for name, case in not_due(s).items()} | LOCKS_NOT_DUE | FUNDING_NOT_DUE
)


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
    assert done.day == replace(day, now=max(day.now, event.at))


TOGETHER = Table(Block(), {b: Block(f"T{b}", 5, 5, 5, sum=Use.REGULAR, intraday=Use.REGULAR) for b in (0, 1)})
"""A timetable that gives everything one instant."""


def at_once(account: Account) -> list[Event]:
    """Return all that happens to two blocks, in the order in which it should, at one instant."""
    locks = (Lock(5, 0), Lock(5, 1)) if account == Account.BATCH else (None, None)
    events = [e for b in (0, 1) for e in (CutOff(5, account, b), locks[b], Settle(5, account, b))]
    return [event for event in events if event is not None]


@pytest.mark.parametrize("account", Account)
def test_blocks_come_one_after_the_other_even_at_one_instant(account: Account) -> None:
    each = at_once(account)
    for tried in permutations(each):
        day = opening(replace(MINIMAL, batch=TOGETHER, straks=TOGETHER), dict.fromkeys("AB", Participant()))
        taken: list[Event] = []
        for event in tried * len(each):
            done = step(day, event)
            day, taken = done.day, [*taken, *([event] if done.reason == Reason.DONE else [])]
        assert taken == each, tried
