"""Which named checks cannot be made, because an engine does not report what they compare."""

from zerohour.oracle.money_checks import AS_BOOKED, BEYOND_LINE, NOTHING_MOVED, ONE_CYCLE, ZERO_SUM
from zerohour.oracle.order_checks import EXCLUSIONS, LAW, ONE_ADMISSION, REASONS
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.time_checks import EVERY_INSTANT, ON_TIME, OVER
from zerohour.spec.bank_day import Submit
from zerohour.spec.timetable import System

COMPARES: dict[str, tuple[str, ...]] = {
    EXCLUSIONS: ("excluded", "set_aside", "rounds"),
    BEYOND_LINE: ("balances",),
    NOTHING_MOVED: ("balances", "nets", "bookings"),
    AS_BOOKED: ("balances", "nets", "bookings"),
    ZERO_SUM: ("nets",),
    ONE_CYCLE: ("bookings",),
    ONE_ADMISSION: ("admissions",),
    OVER: ("history",),
    ON_TIME: ("history", "statements"),
    EVERY_INSTANT: ("statements",),
    REASONS: ("reasons",),
    LAW: ("law",),
}
"""What an engine may leave out of its report, by the checks that compare it. One of them is enough, but for exclusions:
those from Intraday are in `excluded`, those from Sum in `set_aside`; or all of them in `rounds`."""

TAKEN_OUT = {System.INTRADAY: "excluded", System.SUM: "set_aside"}


def unchecked(scenario: Scenario, report: Report) -> frozenset[str]:
    """Return the checks that could not be made on the scenario."""
    told = {part for parts in COMPARES.values() for part in parts if getattr(report, part) is not None}
    systems = {event.system for event in scenario.events if isinstance(event, Submit)}
    settling = {TAKEN_OUT[system] for system in systems & set(TAKEN_OUT)}
    left = {check for check, parts in COMPARES.items() if check != EXCLUSIONS and not told & set(parts)}
    if not settling:  # nothing is admitted, and nobody taken out, where all payments are instant
        return frozenset(left - {ONE_ADMISSION})
    silent = report.rounds is None and settling - told
    return frozenset(left | ({EXCLUSIONS} if silent else set()))
