"""The rulebook for exploring and teaching: two blocks of Sum and Intraday, Straks before each. Times are assumed."""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, Day, Days, Use

MINUTE = 60_000
HOUR = 60 * MINUTE
TODAY: Days = Table(Day(), {0: Day(0, 24 * HOUR)})

MINIMAL = Rulebook(
    name="minimal",
    batch=Table(
        Block(),
        {
            0: Block(
                "B1",
                cutoff=10 * HOUR,
                lock=10 * HOUR + 10 * MINUTE,
                settle=10 * HOUR + 15 * MINUTE,
                forecast=10 * HOUR + 5 * MINUTE,
                receipt=10 * HOUR + 17 * MINUTE,
                release=10 * HOUR + 18 * MINUTE,
                sum=Use.REGULAR,
                intraday=Use.REGULAR,
            ),
            1: Block(
                "B2",
                cutoff=14 * HOUR,
                lock=14 * HOUR + 10 * MINUTE,
                settle=14 * HOUR + 15 * MINUTE,
                forecast=14 * HOUR + 5 * MINUTE,
                receipt=14 * HOUR + 17 * MINUTE,
                release=14 * HOUR + 18 * MINUTE,
                sum=Use.LATE,
                intraday=Use.REGULAR,
                intraday_first=True,
            ),
        },
    ),
    straks=Table(
        Block(),
        {
            0: Block("S1", cutoff=9 * HOUR + 55 * MINUTE, settle=9 * HOUR + 57 * MINUTE),
            1: Block("S2", cutoff=13 * HOUR + 55 * MINUTE, settle=13 * HOUR + 57 * MINUTE),
            2: Block("S3", cutoff=NEVER, settle=NEVER),
        },
    ),
    clearing_days=TODAY,
    calendar_days=TODAY,
    money_days=Table(Day(), {0: Day(0, 15 * HOUR + 30 * MINUTE)}),
    open_hours=Table(Day(), {0: Day(7 * HOUR, 15 * HOUR + 30 * MINUTE)}),
    checked_every=15 * MINUTE,
    sum_over_by=11 * HOUR,
    straks_cap=50_000_000,
)
