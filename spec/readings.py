"""The open questions of the source as switches. The first value of each is the default."""

from dataclasses import dataclass
from enum import IntEnum


class A01(IntEnum):
    """What becomes of a participant that is marked before the cut-off (p. 43 against p. 52 and 62)?"""

    EXCLUDE = 0
    """It is out of the coming cycle and every later one."""
    CONDITIONAL = 1
    """It is still in the first cycle whose cut-off follows, if covered."""
    BY_ENTRY = 2
    """The same, with the orders only that had entered before the decree."""


class A22(IntEnum):
    """Does an order that is carried over keep its entry and its irrevocability (p. 56, 58 and 62)?"""

    ORIGINAL = 0
    """It keeps both."""
    RENEWED = 1
    """It enters anew, and may be revoked until the next cut-off."""


class A23(IntEnum):
    """In which order are participants without cover taken out (p. 53 and 55)?"""

    ANY_SUBSET = 0
    """In any order: every outcome that some order reaches is allowed. The reference takes all at once."""
    ALL_AT_ONCE = 1
    WORST_FIRST = 2
    """The largest shortfall first, ties together."""
    SMALLEST_SHORTFALL = 3
    """The smallest shortfall first, ties together."""


@dataclass(frozen=True)
class Readings:
    """One value for each open question."""

    a01: A01 = A01.EXCLUDE
    a22: A22 = A22.ORIGINAL
    a23: A23 = A23.ANY_SUBSET
