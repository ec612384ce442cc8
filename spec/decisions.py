"""Why something was decided: each reason names the rules that decided it.

Refusals stand in their order of precedence: where several reasons apply, the first one is given.
"""

from enum import IntEnum


class Reason(IntEnum):
    """What decided. The number is stable; new reasons are added, none is renumbered."""

    NOTHING = 0
    # Refusals, first one first.
    OUT_OF_ORDER = 1
    UNKNOWN_PARTICIPANT = 2
    SAME_PARTY_TWICE = 3
    AMOUNT_NOT_POSITIVE = 4
    DUPLICATE_ID = 5
    PARTICIPANT_OUT = 6
    TOO_LATE = 7
    NOT_FUNDED = 8
    UNKNOWN_ORDER = 9
    NOT_ENTERED = 10
    IRREVOCABLE = 11
    ALREADY_OVER = 12
    BELOW_ZERO = 13
    LINE_IN_USE = 14
    NO_DECREE = 15
    TWICE = 16
    WRONG_EXCLUSIONS = 17
    # What happened instead.
    ENTERED = 30
    REVOKED = 31
    ADMITTED = 32
    BOOKED = 33
    CARRIED_OVER = 34
    LAST_OF_DAY = 35
    END_MARKED = 36
    REJECTED_AT_MARK = 37
    CLEARED = 38
    CYCLE_BOOKED = 39
    DONE = 40


DECIDED_BY: dict[Reason, tuple[str, ...]] = {
    Reason.NOTHING: (),
    Reason.OUT_OF_ORDER: ("OWN-05",),
    Reason.UNKNOWN_PARTICIPANT: ("OWN-01",),
    Reason.SAME_PARTY_TWICE: ("OWN-02",),
    Reason.AMOUNT_NOT_POSITIVE: ("OWN-03",),
    Reason.DUPLICATE_ID: ("OWN-04",),
    Reason.PARTICIPANT_OUT: ("INS-04", "INS-15"),
    Reason.TOO_LATE: ("GEN-31", "INT-03"),
    Reason.NOT_FUNDED: ("STR-04",),
    Reason.UNKNOWN_ORDER: ("OWN-06",),
    Reason.NOT_ENTERED: ("OWN-06",),
    Reason.IRREVOCABLE: ("GEN-11",),
    Reason.ALREADY_OVER: ("OWN-07",),
    Reason.BELOW_ZERO: ("OWN-08",),
    Reason.LINE_IN_USE: ("STR-10",),
    Reason.NO_DECREE: ("INS-01",),
    Reason.TWICE: ("OWN-09",),
    Reason.WRONG_EXCLUSIONS: ("GEN-30",),
    Reason.ENTERED: ("GEN-10", "INT-03"),
    Reason.REVOKED: ("GEN-11",),
    Reason.ADMITTED: ("GEN-31", "INS-06"),
    Reason.BOOKED: ("INT-05", "GEN-29", "GEN-32"),
    Reason.CARRIED_OVER: ("GEN-29", "GEN-30", "INT-06"),
    Reason.LAST_OF_DAY: ("GEN-29", "GEN-30", "INT-07"),
    Reason.END_MARKED: ("GEN-29", "INS-10", "INS-12"),
    Reason.REJECTED_AT_MARK: ("INS-07", "INS-12"),
    Reason.CLEARED: ("STR-04", "STR-05"),
    Reason.CYCLE_BOOKED: ("STR-06", "GEN-32"),
    Reason.DONE: (),
}
"""The ids of the rules that decided, for each reason."""
