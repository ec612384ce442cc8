"""A rulebook: the timetable and one reading of each open question. Data, no rules."""

from dataclasses import dataclass

from zerohour.spec.readings import Readings
from zerohour.spec.timetable import Instant, Timetable


@dataclass(frozen=True)
class Rulebook:
    """What differs between one clearing day and another while the rules stay the same."""

    name: str
    intraday: Timetable
    straks: Timetable
    day_start: Instant
    day_end: Instant
    """The clearing day, from `day_start` (included) to `day_end` (not included)."""
    readings: Readings = Readings()  # noqa: RUF009  # frozen, so sharing one is safe
