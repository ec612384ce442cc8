"""Why something was decided: each reason names the rules that decided it.

Refusals stand in their order of precedence: where several reasons apply, the first one is given.
"""

from enum import IntEnum


class Reason(IntEnum):
    """What decided. The names are stable; the numbers only say which refusal goes before which."""

    NOTHING = 0
    # Refusals, first one first.
    OUT_OF_ORDER = 1
    UNKNOWN_PARTICIPANT = 2
    UNKNOWN_BLOCK = 3
    SAME_PARTY_TWICE = 4
    AMOUNT_NOT_POSITIVE = 5
    DUPLICATE_ID = 6
    PARTICIPANT_OUT = 7
    PAYER_INSOLVENT = 8
    OUTAGE = 9
    NOT_IN_STRAKS = 10
    SPONSOR_MISSING = 11
    OVER_CAP = 12
    OVER_LIMIT = 13
    TOO_LATE = 14
    NOT_FUNDED = 15
    UNKNOWN_ORDER = 20
    NOT_ENTERED = 21
    IRREVOCABLE = 22
    ALREADY_OVER = 23
    NO_LINE_TO_THE_CLEARING = 24
    NOTHING_LODGED = 25
    PBS_MISSING = 26
    NO_ACCOUNT = 29
    BELOW_ZERO = 30
    LINE_IN_USE = 31
    LOCKED = 35
    NOT_APPROVED = 36
    HAS_FOLIO = 37
    OUTSIDE_HOURS = 38
    NOT_COVERED = 39
    POSTPONED_TOO_FAR = 40
    ENDS_WITH_THE_DAY = 41
    NOT_SET_ASIDE = 42
    BLOCK_IS_RUNNING = 43
    NO_DECREE = 32
    TWICE = 33
    WRONG_EXCLUSIONS = 34
    # What happened instead.
    ENTERED = 60
    REVOKED = 61
    ADMITTED = 62
    BOOKED = 63
    CARRIED_OVER = 64
    LAST_OF_DAY = 65
    END_MARKED = 66
    REVERSED = 67
    REJECTED_AT_MARK = 68
    SENT_AFTER_DECREE = 69
    REJECTED_AT_EXCLUSION = 70
    CLEARED = 71
    CYCLE_BOOKED = 72
    DONE = 73
    LODGED = 74
    SET_ASIDE = 75
    PASSED_ON = 76
    NOT_DELIVERED = 77
    BOOKED_IN_SUM = 78
    LEFT_OUT = 79
    OUTAGE_TO_THE_END = 80
    ZERO_SETTLED = 81
    ZERO_AT_THE_LAST = 82
    TOO_FEW_IN_SUM = 83
    REJECTED_BY_HAND = 84


DECIDED_BY: dict[Reason, tuple[str, ...]] = {
    Reason.NOTHING: (),
    Reason.OUT_OF_ORDER: ("OWN-05",),
    Reason.UNKNOWN_PARTICIPANT: ("OWN-01",),
    Reason.UNKNOWN_BLOCK: ("OWN-10",),
    Reason.SAME_PARTY_TWICE: ("OWN-02",),
    Reason.AMOUNT_NOT_POSITIVE: ("OWN-03",),
    Reason.DUPLICATE_ID: ("OWN-04", "INT-08", "OUT-04"),
    Reason.PARTICIPANT_OUT: ("INS-04", "INS-13", "INS-15", "INS-19", "GEN-21"),
    Reason.PAYER_INSOLVENT: ("GEN-26",),
    Reason.OUTAGE: ("OUT-08", "OUT-10"),
    Reason.NOT_IN_STRAKS: ("OWN-11",),
    Reason.SPONSOR_MISSING: ("OWN-13",),
    Reason.OVER_CAP: ("STR-01",),
    Reason.OVER_LIMIT: ("LIM-02", "LIM-03"),
    Reason.TOO_LATE: ("GEN-31", "INT-02", "INT-03"),
    Reason.NOT_FUNDED: ("STR-04",),
    Reason.UNKNOWN_ORDER: ("OWN-06",),
    Reason.NOT_ENTERED: ("OWN-06",),
    Reason.IRREVOCABLE: ("GEN-11",),
    Reason.ALREADY_OVER: ("OWN-07",),
    Reason.NO_LINE_TO_THE_CLEARING: ("OUT-06",),
    Reason.NOTHING_LODGED: ("OWN-12",),
    Reason.PBS_MISSING: ("SUM-05",),
    Reason.NO_ACCOUNT: ("GEN-04",),
    Reason.BELOW_ZERO: ("OWN-08",),
    Reason.LINE_IN_USE: ("STR-10",),
    Reason.LOCKED: ("LIQ-02", "LIQ-03"),
    Reason.NOT_APPROVED: ("LIM-04",),
    Reason.HAS_FOLIO: ("OWN-16",),
    Reason.OUTSIDE_HOURS: ("LIQ-05",),
    Reason.NOT_COVERED: ("LIQ-08", "OWN-15"),
    Reason.POSTPONED_TOO_FAR: ("OUT-01",),
    Reason.ENDS_WITH_THE_DAY: ("OWN-17",),
    Reason.NOT_SET_ASIDE: ("OWN-17",),
    Reason.BLOCK_IS_RUNNING: ("OWN-17",),
    Reason.NO_DECREE: ("INS-01",),
    Reason.TWICE: ("OWN-09", "OWN-14"),
    Reason.WRONG_EXCLUSIONS: ("GEN-30",),
    Reason.ENTERED: ("GEN-10", "INT-03"),
    Reason.REVOKED: ("GEN-11",),
    Reason.ADMITTED: ("GEN-31", "INS-05", "INS-06"),
    Reason.BOOKED: ("INT-05", "GEN-29", "GEN-32"),
    Reason.CARRIED_OVER: ("GEN-29", "GEN-30", "INT-06"),
    Reason.LAST_OF_DAY: ("GEN-29", "GEN-30", "INT-07"),
    Reason.END_MARKED: ("GEN-29", "INS-10", "INS-12"),
    Reason.REVERSED: ("GEN-29", "GEN-13", "INS-10"),
    Reason.REJECTED_AT_MARK: ("INS-07", "INS-12", "INS-19"),
    Reason.SENT_AFTER_DECREE: ("GEN-26",),
    Reason.REJECTED_AT_EXCLUSION: ("GEN-21",),
    Reason.CLEARED: ("STR-02", "STR-04", "STR-05"),
    Reason.CYCLE_BOOKED: ("STR-06", "STR-12", "STR-14", "INS-16", "GEN-32"),
    Reason.DONE: (),
    Reason.LODGED: ("SUM-02",),
    Reason.SET_ASIDE: ("GEN-29", "GEN-30", "SUM-07", "SUM-12"),
    Reason.PASSED_ON: ("SUM-10",),
    Reason.NOT_DELIVERED: ("SUM-05", "OUT-14"),
    Reason.BOOKED_IN_SUM: ("SUM-06", "GEN-29", "GEN-32"),
    Reason.LEFT_OUT: ("OUT-08", "OUT-11"),
    Reason.OUTAGE_TO_THE_END: ("OUT-08", "INT-07"),
    Reason.ZERO_SETTLED: ("OUT-02",),
    Reason.ZERO_AT_THE_LAST: ("OUT-03",),
    Reason.TOO_FEW_IN_SUM: ("SUM-04",),
    Reason.REJECTED_BY_HAND: ("SUM-16",),
}
"""The ids of the rules that decided, for each reason."""
