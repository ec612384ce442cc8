"""The Danish retail clearings as described in September 2018: Sum and Intraday by blocks, Straks by cycles.

Three days from a midnight on, all of them banking days. The blocks of the first day have the names of the source; those
of the days after it have `+1` and `+2` behind them. Each time says where it comes from: S stated in the source,
V verified in another source, I inferred, A assumed by us.
"""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, BlockNo, Day, Use

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DAYS = 3

CLEARING_DAY_ENDS = 14 * HOUR + 5 * MINUTE
"""A: after the last block of the day has settled."""
SUM_OVER_BY = 6 * HOUR + 30 * MINUTE
"""A: half an hour after the last settlement of the night."""
MONEY_DAY = (16 * HOUR + 30 * MINUTE - DAY, 15 * HOUR + 30 * MINUTE)
"""V: the monetary-policy day ends at 15:30, and the next one begins at 16:30."""
OPEN_HOURS = (7 * HOUR, 15 * HOUR + 30 * MINUTE)
"""S: Kronos2 opens at 07:00, and money can be moved until 15:30 (p. 60)."""
CHECKED_EVERY = 15 * MINUTE
"""S: the liquidity of Straks is looked at every quarter of an hour (p. 47)."""
STRAKS_CAP = 50_000_000
"""V: 500,000.00 kroner."""

BATCH = (
    ("DK10130", 1 * HOUR + 30 * MINUTE, "V", Use.REGULAR, Use.REGULAR),
    ("DK10330", 3 * HOUR + 30 * MINUTE, "A", Use.LATE, Use.NOT),
    ("DK10600", 6 * HOUR, "I", Use.LATE, Use.LATE),
    ("DK10900", 9 * HOUR, "V", Use.LATE, Use.REGULAR),
    ("DK11200", 12 * HOUR, "V", Use.IF_SET_ASIDE, Use.REGULAR),
    ("DK11400", 14 * HOUR, "V", Use.IF_SET_ASIDE, Use.REGULAR),
)
"""The blocks of a day: name, settlement, and what Sum and Intraday use them for (p. 54-56)."""

CUT_OFF_BEFORE = 45 * MINUTE
"""A: ten minutes before the final forecast, which is stated to be there thirty-five minutes ahead (S)."""
FORECAST_BEFORE = 35 * MINUTE
"""S: p. 47 and 56."""
RECEIPT_AFTER = 2 * MINUTE
"""A: until the hub has the receipt of the booking."""
RELEASE_AFTER = 3 * MINUTE
"""A: after the receipt of the booking."""
LOCK_BEFORE = 5 * MINUTE
"""A: lines are sent right before the settlement."""

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


def _batch_block(day: int, place: int) -> Block:
    name, settles, settles_from, sum_uses, intraday_uses = BATCH[place]
    at = day * DAY + settles
    return Block(
        _later(name, day),
        cutoff=at - CUT_OFF_BEFORE,
        lock=at - LOCK_BEFORE,
        settle=at,
        day=day,
        sum=sum_uses,
        intraday=intraday_uses,
        intraday_first=settles >= OPEN_HOURS[0],  # S: the table of the day blocks lists Intraday first (p. 56)
        forecast=at - FORECAST_BEFORE,
        receipt=at + RECEIPT_AFTER,
        release=at + RELEASE_AFTER,
        cutoff_from="A",
        lock_from="A",
        settle_from=settles_from,
        forecast_from="S",
        receipt_from="A",
        release_from="A",
    )


def _straks_block(day: int, place: int) -> Block:
    name, cutoff, cutoff_from = STRAKS[place]
    closes = day * DAY + cutoff
    settles = closes + STRAKS_TAKES
    return Block(_later(name, day), cutoff=closes, settle=settles, day=day, cutoff_from=cutoff_from, settle_from="A")


def _number(day: int, place: int, places: int) -> BlockNo:
    """Return the number of a block, of so many in a day."""
    return day * places + place


STAYS_OPEN = Block(_later("DK10130", DAYS), cutoff=NEVER, settle=NEVER)
"""The cycle that is open when the horizon is over."""

DENMARK_2018 = Rulebook(
    name="denmark_2018",
    batch=Table(
        Block(), {_number(d, n, len(BATCH)): _batch_block(d, n) for d in range(DAYS) for n in range(len(BATCH))}
    ),
    straks=Table(
        Block(),
        {_number(d, n, len(STRAKS)): _straks_block(d, n) for d in range(DAYS) for n in range(len(STRAKS))}
        | {_number(DAYS, 0, len(STRAKS)): STAYS_OPEN},
    ),
    clearing_days=Table(
        Day(),
        {d: Day((d - 1) * DAY + CLEARING_DAY_ENDS, d * DAY + CLEARING_DAY_ENDS) for d in range(DAYS + 1)},
    ),
    calendar_days=Table(Day(), {d: Day(d * DAY, (d + 1) * DAY) for d in range(DAYS)}),
    money_days=Table(Day(), {d: Day(d * DAY + MONEY_DAY[0], d * DAY + MONEY_DAY[1]) for d in range(DAYS)}),
    open_hours=Table(Day(), {d: Day(d * DAY + OPEN_HOURS[0], d * DAY + OPEN_HOURS[1]) for d in range(DAYS)}),
    checked_every=CHECKED_EVERY,
    sum_over_by=SUM_OVER_BY,
    straks_cap=STRAKS_CAP,
)
