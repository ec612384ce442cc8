"""A rulebook: the timetable, the calendar, and one reading of each open question. Data, no rules."""

from dataclasses import dataclass

from zerohour.spec.money import NO_LIMIT, Ore
from zerohour.spec.readings import Readings
from zerohour.spec.timetable import Days, Instant, Timetable


@dataclass(frozen=True)
class Rulebook:
    """What differs between one clearing day and another while the rules stay the same."""

    name: str
    batch: Timetable
    """The blocks of Sum and Intraday, which settle on one account."""
    straks: Timetable
    clearing_days: Days
    """The business days of the system: a settlement at night may belong to the day that began the evening before."""
    calendar_days: Days
    """From midnight to midnight, local time."""
    money_days: Days
    """The monetary-policy days, within which the central bank lends against pledges."""
    open_hours: Days
    """When Kronos2 is open, so that participants can move their money."""
    sum_over_by: Instant = 0
    """When Sum is to be over, from midnight on; later, an extraordinary settlement may be agreed on."""
    straks_cap: Ore = NO_LIMIT
    """The largest instant payment, in øre, agreed for the whole sector."""
    checked_every: Instant = 0
    """How often the liquidity of Straks is looked at; 0 for never."""
    readings: Readings = Readings()  # noqa: RUF009  # frozen, so sharing one is safe
