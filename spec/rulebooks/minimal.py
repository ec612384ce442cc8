"""The rulebook for exploring and teaching: two Intraday blocks, and a Straks cycle before each. Times are assumed."""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, Day, Days

MINUTE = 60_000
HOUR = 60 * MINUTE
TODAY: Days = Table(Day(), {0: Day(0, 24 * HOUR)})

MINIMAL = Rulebook(
    name="minimal",
    intraday=Table(
        Block(),
        {
            0: Block("I1", cutoff=10 * HOUR, settle=10 * HOUR + 15 * MINUTE),
            1: Block("I2", cutoff=14 * HOUR, settle=14 * HOUR + 15 * MINUTE, last=True),
        },
    ),
    straks=Table(
        Block(),
        {
            0: Block("S1", cutoff=9 * HOUR + 55 * MINUTE, settle=9 * HOUR + 57 * MINUTE),
            1: Block("S2", cutoff=13 * HOUR + 55 * MINUTE, settle=13 * HOUR + 57 * MINUTE),
            2: Block("S3", cutoff=NEVER, settle=NEVER, last=True),
        },
    ),
    clearing_days=TODAY,
    calendar_days=TODAY,
    straks_cap=50_000_000,
)
