"""The Danish retail clearings as described in September 2018, as far as they settle transfer orders and payments.

Three days from a midnight on, all of them banking days. The blocks of the first day have the names of the source; those
of the days after it have `+1` and `+2` behind them. Each time says where it comes from: S stated in the source,
V verified in another source, I inferred, A assumed by us.
"""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, Block, BlockNo, Day

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DAYS = 3

CLEARING_DAY_ENDS = 14 * HOUR + 5 * MINUTE
"""A: after the last block of the day has settled."""
STRAKS_CAP = 50_000_000
"""V: 500,000.00 kroner."""

INTRADAY = (
    ("DK10130", 0 * HOUR + 45 * MINUTE, "A", 1 * HOUR + 30 * MINUTE, "V"),
    ("DK10600", 5 * HOUR + 15 * MINUTE, "A", 6 * HOUR, "I"),
    ("DK10900", 8 * HOUR + 15 * MINUTE, "A", 9 * HOUR, "V"),
    ("DK11200", 11 * HOUR + 15 * MINUTE, "A", 12 * HOUR, "V"),
    ("DK11400", 13 * HOUR + 15 * MINUTE, "A", 14 * HOUR, "V"),
)
"""The blocks of a day: name, cut-off, settlement. How long before the final forecast the cut-off lies is assumed."""

STRAKS = (
    ("DK10130", 0 * HOUR + 50 * MINUTE, "I"),
    ("DK10600", 5 * HOUR + 20 * MINUTE, "S"),
    ("DK10900", 8 * HOUR + 20 * MINUTE, "S"),
    ("DK11200", 11 * HOUR + 20 * MINUTE, "S"),
    ("DK11400", 13 * HOUR + 20 * MINUTE, "I"),
)
"""The cycles of a day: name, and when its settlement starts, which is its cut-off (A)."""

STRAKS_TAKES = 2 * MINUTE
"""A: until the cycle is booked."""


def _later(name: str, day: int) -> str:
    return f"{name}+{day}" if day > 0 else name


def _intraday_block(day: int, place: int) -> Block:
    name, cutoff, cutoff_from, settles, settles_from = INTRADAY[place]
    return Block(
        _later(name, day),
        cutoff=day * DAY + cutoff,
        settle=day * DAY + settles,
        last=name == "DK11400",
        technical=name == "DK10600",
        late_to=_number(day, place + 1) if name == "DK10130" else NO_BLOCK,
        cutoff_from=cutoff_from,
        settle_from=settles_from,
    )


def _straks_block(day: int, place: int) -> Block:
    name, cutoff, cutoff_from = STRAKS[place]
    closes = day * DAY + cutoff
    return Block(_later(name, day), closes, closes + STRAKS_TAKES, cutoff_from=cutoff_from, settle_from="A")


def _number(day: int, place: int) -> BlockNo:
    """Return the number of a block: both systems have as many in a day."""
    return day * len(INTRADAY) + place


STAYS_OPEN = Block(_later("DK10130", DAYS), cutoff=NEVER, settle=NEVER)
"""The cycle that is open when the horizon is over."""

DENMARK_2018 = Rulebook(
    name="denmark_2018",
    intraday=Table(Block(), {_number(d, n): _intraday_block(d, n) for d in range(DAYS) for n in range(len(INTRADAY))}),
    straks=Table(
        Block(),
        {_number(d, n): _straks_block(d, n) for d in range(DAYS) for n in range(len(STRAKS))}
        | {_number(DAYS, 0): STAYS_OPEN},
    ),
    clearing_days=Table(
        Day(),
        {d: Day((d - 1) * DAY + CLEARING_DAY_ENDS, d * DAY + CLEARING_DAY_ENDS) for d in range(DAYS + 1)},
    ),
    calendar_days=Table(Day(), {d: Day(d * DAY, (d + 1) * DAY) for d in range(DAYS)}),
    straks_cap=STRAKS_CAP,
)
