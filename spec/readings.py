"""The open questions of the source as switches. The first value of each is the default.

Each switch is consulted in one function only, which names it as a parameter.
"""

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


class A02(IntEnum):
    """When has an order entered the system (p. 53 against p. 52 and p. 43)?"""

    REGISTERED = 0
    """When it has been submitted and registered."""
    SUBMITTED = 1
    """When it has been submitted; in Sum that is before its delivery, elsewhere nothing lies between."""
    CUTOFF = 2
    """When the cut-off of its block takes it in."""


class A05(IntEnum):
    """Which clock of a bankruptcy is compared with the cut-off (p. 10, 43 and 52 against p. 53, 61 and 62)?"""

    MARK = 0
    """The mark in the system."""
    NOTICE = 1
    """The notice to the operator, if it came before the mark."""
    DECREE = 2
    """The decree of the court, though the system learns of it only by the mark."""


class A07(IntEnum):
    """Until when does a participant that fails after the cut-off take part in the running cycle (p. 52, 62)?"""

    SETTLEMENT_END = 0
    """To the end of the settlement."""
    MARK = 1
    """Until it is marked."""


class A09(IntEnum):
    """What becomes of orders that the bankrupt sent after the decree, when the mark finds them (p. 53, 11)?"""

    NEVER = 0
    """They are never settled: the mark takes them out of the running cycle too."""
    IF_UNAWARE = 1
    """They stay in the running cycle, as nobody could know."""


class A10(IntEnum):
    """Until when does Straksclearing take payments from a bankrupt (p. 53 against p. 53-54, 57 and 62)?"""

    UNTIL_MARK = 0
    """Until it is marked."""
    UNTIL_DECREE = 1
    """Until the decree."""


class A14(IntEnum):
    """Does the law reach back to before the decree (p. 62 against p. 10)?"""

    FORWARD_ONLY = 0
    """No: the opening is the decree."""
    ZERO_HOUR = 1
    """Yes: the opening is the start of the decree's calendar day. Only the law's verdict changes."""


class A15(IntEnum):
    """What becomes of orders of a bankrupt that stayed in the cycle and was not covered (p. 62)?"""

    REJECTED = 0
    """They are finally rejected."""
    SET_ASIDE = 1
    """They are tried again the same day, like those of the solvent."""
    REVERSED = 2
    """They are reversed."""


class A20(IntEnum):
    """Do the income of the other clearing and the line cover a draw together (p. 43, 52, 53 and 62 against p. 45)?"""

    SUM = 0
    """Yes: they are added up."""
    EITHER = 1
    """No: either the income is enough for the whole draw, or the line is."""


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


class A25(IntEnum):
    """Of what does Sum need sums of two participants or more (p. 55)?"""

    INPUT_ONLY = 0
    """Of what was admitted to it."""
    ALSO_AFTER = 1
    """Of what is left after the exclusions too."""


class A29(IntEnum):
    """Does a participant that was set aside in Sum take part again by itself (p. 53 against p. 56)?"""

    IF_COVERED = 0
    """Only if its line covers, when lines are locked, the draw that it was set aside with."""
    AUTOMATIC = 1
    """In every block, and it is taken out again if it is still short."""


class A32(IntEnum):
    """When is a participant that is set aside in Sum finally rejected (p. 64 and 54)?"""

    LAST_BLOCK_OF_DAY = 0
    """With the last block of the clearing day."""
    MANUAL = 1
    """When that is said of it; until then its sums are tried again on later days, as far as the calendar goes."""


class A37(IntEnum):
    """What of a liquidity rule is used (p. 47)?"""

    NET_OUTFLOW = 0
    """What has flowed out in the open cycle, and in the closed one while it is not booked."""
    RULE_MINUS_AVAILABLE = 1
    """What is missing from it, whatever the line was before."""


class A38(IntEnum):
    """May the positive result of a closed Straks cycle be used before it is booked (p. 57)?"""

    NEGATIVE_ONLY = 0
    """No: only what it owes counts."""
    BOTH_SIGNS = 1
    """Yes."""


class A40(IntEnum):
    """When is the settlement of a block final (p. 53 and 57 against p. 59)?"""

    COMPLETED = 0
    """When that of its clearing is completed: in Sum when it is booked, in Intraday when the hub has the receipt."""
    BOOKED = 1
    RECEIPT = 2


class A43(IntEnum):
    """Does the line of a bankrupt stand (p. 15, 43 and 54)?"""

    LINE_STANDS = 0
    """It is honoured to the end."""
    LAPSES_AT_DECREE = 1
    """From the decree on it covers nothing new; instant payments cleared before are still settled from it."""


class A45(IntEnum):
    """Is a participant that is marked between the cut-off and the forecast still funded (p. 46)?"""

    FUND_ADMITTED = 0
    """Yes: for what the running cycle has admitted."""
    NONE_AFTER_MARK = 1
    """No: nothing moves from its folio any more."""


class A47(IntEnum):
    """How do Sum and Intraday settle in one block if somebody lacks the liquidity for both (p. 45 and 54)?"""

    TOTAL_THEN_SERIAL = 0
    """On one net position over both, if that is covered for all; else the whole block one after the other."""
    SERIAL = 1
    """Always one after the other, Sum first."""
    TOTAL_WITH_EXCLUSION = 2
    """Always on one net position over both; who is short is taken out of both."""


class A48(IntEnum):
    """Which clearing comes first where they settle one after the other in a day block (p. 54 against p. 56)?"""

    SUM_FIRST = 0
    """Sum, as in every block."""
    AS_LISTED = 1
    """Intraday, as the table of the day blocks lists it."""


class A68(IntEnum):
    """Does an outage participant go on receiving in Intraday (p. 63 against p. 64)?"""

    OUTGOING_ONLY = 0
    """Yes: only what it pays is left out."""
    BOTH_WAYS = 1
    """No: what it is paid is left out too."""


class DayReading(IntEnum):
    """Which day is the business day of the directive's second limb (p. 54-58)?"""

    CLEARING_DAY = 0
    """The clearing day, as the system's rules define it."""
    CALENDAR_DAY = 1


@dataclass(frozen=True)
class Readings:
    """One value for each open question."""

    a01: A01 = A01.EXCLUDE
    a02: A02 = A02.REGISTERED
    a05: A05 = A05.MARK
    a07: A07 = A07.SETTLEMENT_END
    a09: A09 = A09.NEVER
    a10: A10 = A10.UNTIL_MARK
    a14: A14 = A14.FORWARD_ONLY
    a15: A15 = A15.REJECTED
    a20: A20 = A20.SUM
    a22: A22 = A22.ORIGINAL
    a23: A23 = A23.ANY_SUBSET
    a25: A25 = A25.INPUT_ONLY
    a29: A29 = A29.IF_COVERED
    a32: A32 = A32.LAST_BLOCK_OF_DAY
    a37: A37 = A37.NET_OUTFLOW
    a38: A38 = A38.NEGATIVE_ONLY
    a40: A40 = A40.COMPLETED
    a43: A43 = A43.LINE_STANDS
    a45: A45 = A45.FUND_ADMITTED
    a47: A47 = A47.TOTAL_THEN_SERIAL
    a48: A48 = A48.SUM_FIRST
    a68: A68 = A68.OUTGOING_ONLY
    day: DayReading = DayReading.CLEARING_DAY
