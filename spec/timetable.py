"""Time: instants on one axis, the blocks of a clearing day, and the cut-off that every order must come before."""

from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True)
class Block:
    """One settlement opportunity of a system: when it stops taking orders, and when it settles."""

    name: str = ""
    cutoff: Instant = 0
    settle: Instant = 0
    last: bool = False
    """Whether this is the last block of the clearing day."""
    technical: bool = False
    """Whether it takes only what came too late for another block."""
    late_to: BlockNo = NO_BLOCK
    """The block that takes what comes too late for this one."""
    cutoff_from: str = ""
    settle_from: str = ""
    """Where the times come from: S stated in the source, V verified in another, I inferred, A assumed by us."""


Timetable: TypeAlias = Table[BlockNo, Block]


@rule("GEN-31", page="58")
@rule("INT-03", page="55")
def on_time(at: Instant, block: Block) -> bool:
    """An order is on time for a block if it comes before the block's cut-off; at the very instant it is late."""
    return at < block.cutoff


@rule("INT-03", page="55")
def next_block(at: Instant, timetable: Timetable) -> BlockNo:
    """An order is for the earliest regular block that it is on time for; when every cut-off is past there is none."""
    return min((b for b in timetable if on_time(at, timetable[b]) and not timetable[b].technical), default=NO_BLOCK)


@rule("INT-02", page="55-56")
def block_for(named: BlockNo, at: Instant, timetable: Timetable) -> BlockNo:
    """An order may name its block; too late for it, it is for the technical block that takes what is late, if any."""
    if named == NO_BLOCK:
        return next_block(at, timetable)
    if timetable[named].technical:
        return NO_BLOCK
    wanted = named if on_time(at, timetable[named]) else timetable[named].late_to
    return min((b for b in timetable if b == wanted and on_time(at, timetable[b])), default=NO_BLOCK)


@rule("INT-06", page="56")
def following(block: BlockNo, timetable: Timetable) -> BlockNo:
    """The following settlement of what was not booked is the next regular block of the clearing day, if any."""
    if timetable[block].last:
        return NO_BLOCK
    return min((b for b in timetable if b > block and not timetable[b].technical), default=NO_BLOCK)
