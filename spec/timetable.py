"""Time: instants on one axis, the blocks of a clearing day, and the cut-off that every order must come before."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.readings import A32
from zerohour.spec.records import replace
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table

Instant: TypeAlias = int
"""Milliseconds on one axis that may span several days."""

NEVER: Instant = 2**62
"""Later than every event."""

BlockNo: TypeAlias = int
"""The place of a block in its system's timetable, counted from 0."""

NO_BLOCK: BlockNo = -1

DayNo: TypeAlias = int
"""The place of a day in its calendar, counted from 0."""

NO_DAY: DayNo = -1


@dataclass(frozen=True)
class Day:
    """A day of a calendar, from `start` (included) to `end` (not included)."""

    start: Instant = 0
    end: Instant = 0


Days: TypeAlias = Table[DayNo, Day]


def within(at: Instant, day: Day) -> bool:
    """Whether the instant lies in the day; the instant at which a day ends belongs to the next one."""
    return day.start <= at < day.end


def day_of(at: Instant, days: Days) -> DayNo:
    """Return the day in which the instant lies."""
    return min((d for d in days if within(at, days[d])), default=NO_DAY)


def same_day(at: Instant, other: Instant, days: Days) -> bool:
    """Whether two instants lie in one day."""
    return any(within(at, days[d]) and within(other, days[d]) for d in days)


class System(IntEnum):
    """The clearing that an order is sent to."""

    SUM = 0
    INTRADAY = 1
    STRAKS = 2


class Use(IntEnum):
    """What a clearing uses a block for."""

    NOT = 0
    REGULAR = 1
    """Every order may be for it."""
    LATE = 2
    """Only what came too late for a block before it and, in Sum, what was set aside."""
    IF_SET_ASIDE = 3
    """The same, and only if a participant is set aside at its cut-off."""


@dataclass(frozen=True)
class Block:
    """One settlement opportunity: when it stops taking orders, when it takes lines no more, and when it settles."""

    name: str = ""
    cutoff: Instant = 0
    lock: Instant = 0
    settle: Instant = 0
    day: DayNo = 0
    """The clearing day that it belongs to."""
    sum: Use = Use.NOT
    intraday: Use = Use.NOT
    """What Sum and Intraday use it for; a block of Straks is used for neither."""
    intraday_first: bool = False
    """Whether the source lists Intraday before Sum in it (A-48)."""
    forecast: Instant = NEVER
    receipt: Instant = NEVER
    release: Instant = NEVER
    """When Sum and Intraday are forecast; when the hub has the receipt of the booking, and what is left goes back."""
    cutoff_from: str = ""
    lock_from: str = ""
    settle_from: str = ""
    forecast_from: str = ""
    receipt_from: str = ""
    release_from: str = ""
    """Where the times come from: S stated in the source, V verified in another, I inferred, A assumed by us."""


Timetable: TypeAlias = Table[BlockNo, Block]


def use(block: Block, system: System) -> Use:
    """Return what the clearing uses the block for."""
    return block.sum if system == System.SUM else block.intraday


def extraordinary(like: Block, settle: Instant) -> Block:
    """Return a block of Sum alone that settles then, with cut-off, forecast and lock as far ahead as in that one."""
    later = settle - like.settle
    return replace(
        like,
        name="EXTRA",
        cutoff=like.cutoff + later,
        forecast=like.forecast + later,
        lock=like.lock + later,
        settle=settle,
        receipt=like.receipt + later,
        release=like.release + later,
        sum=Use.LATE,
        intraday=Use.NOT,
        settle_from="",
    )


@rule("SUM-13", page="54")
def with_extraordinary(timetable: Timetable, settle: Instant) -> Timetable:
    """If Sum is not over by its limit, an extraordinary settlement is held at an agreed time, as a block of its own.

    It has a cut-off, a forecast and lines to itself (A-35), and takes what is set aside or late. Blocks after it have
    the next number each.
    """
    n = len([b for b in timetable if timetable[b].settle < settle])
    earlier, later = {b: timetable[b] for b in timetable if b < n}, {b + 1: timetable[b] for b in timetable if b >= n}
    return Table(Block(), earlier | {n: extraordinary(timetable[n - 1], settle)} | later)


def has_room_for(timetable: Timetable, settle: Instant) -> bool:
    """Whether an extraordinary settlement comes after some block, and is over before the next one is cut off."""
    n = len([b for b in timetable if timetable[b].settle < settle])
    if n == 0:
        return False
    extra = extraordinary(timetable[n - 1], settle)
    return timetable[n - 1].release < extra.cutoff and all(
        b != n or extra.release < timetable[b].cutoff for b in timetable
    )


@rule("GEN-31", page="58")
@rule("INT-03", page="55")
def on_time(at: Instant, block: Block) -> bool:
    """An order is on time for a block if it comes before the block's cut-off; at the very instant it is late."""
    return at < block.cutoff


@rule("INT-03", page="55")
@rule("SUM-01", page="9, 54")
def next_block(at: Instant, timetable: Timetable, system: System) -> BlockNo:
    """An order is for the earliest regular block of its clearing that it is on time for, if there is one."""
    return min(
        (b for b in timetable if on_time(at, timetable[b]) and use(timetable[b], system) == Use.REGULAR),
        default=NO_BLOCK,
    )


def next_late_block(at: Instant, timetable: Timetable, system: System) -> BlockNo:
    """Return the earliest block of the clearing that takes what is late and is not cut off, if there is one."""
    return min(
        (b for b in timetable if on_time(at, timetable[b]) and use(timetable[b], system) > Use.REGULAR),
        default=NO_BLOCK,
    )


@rule("INT-02", page="55-56")
@rule("SUM-09", page="54")
def late_block(missed: BlockNo, at: Instant, timetable: Timetable, system: System) -> BlockNo:
    """What misses its block is for the next block of its clearing that takes what is late, if that is of the same day.

    Intraday has one such block a day, the technical one; Sum has the blocks after its regular one.
    """
    late = next_late_block(at, timetable, system)
    if late == NO_BLOCK or late < missed or timetable[late].day != timetable[missed].day:
        return NO_BLOCK
    return late


def still(block: BlockNo, at: Instant, timetable: Timetable, system: System) -> BlockNo:
    """Return the block, while it takes orders, or the one for what is late."""
    return block if on_time(at, timetable[block]) else late_block(block, at, timetable, system)


@rule("INT-02", page="55-56")
def block_for(named: BlockNo, at: Instant, timetable: Timetable, system: System) -> BlockNo:
    """An order may name a regular block of its clearing; too late for it, it is for the one that takes what is late."""
    if named == NO_BLOCK:
        return next_block(at, timetable, system)
    if use(timetable[named], system) != Use.REGULAR:
        return NO_BLOCK
    return still(named, at, timetable, system)


def ends_by_hand(a32: A32) -> bool:
    """Whether sums that are set aside wait until they are told to be rejected, and not to the day's end, is A-32."""
    return a32 == A32.MANUAL


def can_take(b: BlockNo, block: BlockNo, timetable: Timetable, system: System, a32: A32) -> bool:
    """Whether what a block did not book may go to block b: a later one of its day, or in Sum, by A-32, of any day."""
    same_day = timetable[b].day == timetable[block].day
    return b > block and (same_day or (system == System.SUM and ends_by_hand(a32)))


@rule("OUT-02", page="63")
def next_settlement(block: BlockNo, timetable: Timetable, system: System, a32: A32) -> BlockNo:
    """What a 0-settlement moves goes to the clearing's next block of the day, in Intraday the technical one too."""
    return min(
        (b for b in timetable if can_take(b, block, timetable, system, a32) and use(timetable[b], system) != Use.NOT),
        default=NO_BLOCK,
    )


def tries_again(block: Block, system: System) -> bool:
    """Whether the clearing tries in this block what was not booked before."""
    if system == System.SUM:
        return block.sum != Use.NOT
    return block.intraday == Use.REGULAR


@rule("CAL-04", page="54-58")
@rule("INT-06", page="56")
@rule("SUM-09", page="54")
def following(block: BlockNo, timetable: Timetable, system: System, a32: A32) -> BlockNo:
    """What was not booked is tried again that clearing day: in Intraday's next regular block, in Sum's next one."""
    return min(
        (b for b in timetable if can_take(b, block, timetable, system, a32) and tries_again(timetable[b], system)),
        default=NO_BLOCK,
    )
