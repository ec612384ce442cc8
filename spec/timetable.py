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


@dataclass(frozen=True)
class Block:
    """One settlement opportunity of a system: when it stops taking orders, and when it settles."""

    name: str = ""
    cutoff: Instant = 0
    settle: Instant = 0
    last: bool = False
    """Whether this is the last block of the clearing day."""


Timetable: TypeAlias = Table[BlockNo, Block]


@rule("GEN-31", page="58")
@rule("INT-03", page="55")
def on_time(at: Instant, block: Block) -> bool:
    """An order is on time for a block if it comes before the block's cut-off; at the very instant it is late."""
    return at < block.cutoff


@rule("INT-03", page="55")
def next_block(at: Instant, timetable: Timetable) -> BlockNo:
    """An order is for the earliest block that it is on time for; when every cut-off is past there is none."""
    return min((b for b in timetable if on_time(at, timetable[b])), default=NO_BLOCK)
