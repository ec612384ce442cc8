"""The format of a log, version 1: one Parquet file with a row for each order, in the order in which they came in.

The day itself (rulebook, readings, participants, lines, decrees, marks) is a scenario file without orders.
"""

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zerohour.oracle.scenarios.clock import DAY_MS
from zerohour.oracle.scenarios.format import DAYS, LARGEST, STATUSES
from zerohour.spec.timetable import System

MOST_TOLD = 5
"""So many bad rows are named of each kind."""


class LogError(Exception):
    """The log cannot be judged; the message says why, and where."""


@dataclass(frozen=True)
class Column:
    """A column: its type in SQL, what it holds, and which of its values are possible."""

    type: str
    about: str
    wrong: str
    """The SQL condition of a value that cannot be."""
    remedy: str


def _names(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_SYSTEMS = tuple(system.name.lower() for system in (System.INTRADAY, System.STRAKS))
"""The clearings whose orders are audited; the bilateral sums of Sumclearing are few, and checked as scenarios."""

COLUMNS: dict[str, Column] = {
    "id": Column(
        "VARCHAR", "the order's id, once only", "id IS NULL OR id = ''", "must be there: give every order an id"
    ),
    "system": Column(
        "VARCHAR",
        "the clearing it was sent to",
        f"system IS NULL OR system NOT IN ({_names(_SYSTEMS)})",
        f"must be one of {', '.join(_SYSTEMS)}",
    ),
    "payer": Column("VARCHAR", "who pays", "payer IS NULL OR payer = ''", "must be there: name the payer"),
    "payee": Column("VARCHAR", "who is paid", "payee IS NULL OR payee = ''", "must be there: name the payee"),
    "amount": Column(
        "BIGINT", "øre", f"amount IS NULL OR abs(amount::HUGEINT) > {LARGEST}", f"must be whole øre within ±{LARGEST}"
    ),
    "submitted_at": Column(
        "BIGINT",
        "when it was submitted, in milliseconds from the first midnight",
        f"submitted_at IS NULL OR submitted_at NOT BETWEEN 0 AND {DAYS * DAY_MS - 1}",
        f"must be milliseconds from the first midnight, from 0 to {DAYS * DAY_MS - 1}",
    ),
    "revoked_at": Column(
        "BIGINT",
        "when its recall was asked for, in milliseconds from the first midnight; NULL if never",
        f"revoked_at NOT BETWEEN 0 AND {DAYS * DAY_MS - 1}",
        f"must be NULL, or milliseconds from the first midnight, from 0 to {DAYS * DAY_MS - 1}",
    ),
    "named_block": Column(
        "VARCHAR",
        "the Intraday block that it names; NULL if none",
        "named_block = '' OR (named_block IS NOT NULL AND system = 'straks')",
        "must be NULL, or the name of a block; an instant payment names none",
    ),
    "status": Column(
        "VARCHAR",
        "what became of it, as the engine says",
        f"status IS NULL OR status NOT IN ({_names(STATUSES)})",
        f"must be one of {', '.join(STATUSES)}",
    ),
    "block": Column(
        "VARCHAR",
        "the block that settled it; NULL if it is not settled",
        "(block IS NULL) = (status IS NOT DISTINCT FROM 'settled')",
        "must be the block's name if the order is settled, and NULL if not",
    ),
}


def named(path: Path) -> str:
    """Return the path as the query engine is told it: a file of just this name, though it holds `*`, `?` or `[`."""
    return glob.escape(str(path))


ROWS = "read_parquet($log, file_row_number = true)"
"""The rows of the log in SQL, with their number, counted from 0."""


def check_log(database: Any, path: Path) -> int:
    """Return how many rows the log has; raise LogError with every kind of thing that is wrong with it."""
    if not path.is_file():
        raise LogError(f"{path}: there is no such file; check the path")
    import duckdb  # noqa: PLC0415  # an optional extra

    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {ROWS}", {"log": named(path)}).fetchall()  # noqa: S608
    except duckdb.Error as error:
        raise LogError(f"{path}: is no Parquet file that can be read: {str(error).splitlines()[0]}") from None
    problems = _columns({name: kind for name, kind, *_ in described})
    if not problems:
        problems = _rows(database, path)
    if problems:
        raise LogError("\n".join(f"{path}: {problem}" for problem in problems))
    count: int = database.execute(f"SELECT count(*) FROM {ROWS}", {"log": named(path)}).fetchone()[0]  # noqa: S608
    if count == 0:
        raise LogError(f"{path}: has no rows; an empty log says nothing about an engine")
    return count


def _columns(types: dict[str, str]) -> list[str]:
    problems = [f"column {name}: is missing ({column.about})" for name, column in COLUMNS.items() if name not in types]
    for name, column in COLUMNS.items():
        if name in types and types[name] != column.type:
            problems.append(f"column {name}: is {types[name]}; store it as {column.type} ({column.about})")
    known = {*COLUMNS, "file_row_number"}
    return problems + [f"column {name}: is not known here; remove it" for name in types if name not in known]


def _rows(database: Any, path: Path) -> list[str]:
    """Return what is wrong with values, naming the first rows of each kind; one scan for all columns."""
    wrong = ", ".join(
        f"count(*) FILTER ({c.wrong}), min(file_row_number, {MOST_TOLD}) FILTER ({c.wrong})" for c in COLUMNS.values()
    )
    found = database.execute(f"SELECT {wrong} FROM {ROWS}", {"log": named(path)}).fetchone()  # noqa: S608
    problems: list[str] = []
    for n, (name, column) in enumerate(COLUMNS.items()):
        if count := found[2 * n]:
            problems.append(f"{_places(count, found[2 * n + 1])}: {name}: {column.remedy}")
    twice = database.execute(
        f"SELECT id, min(file_row_number, 2) FROM {ROWS} GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT {MOST_TOLD}",  # noqa: S608
        {"log": named(path)},
    ).fetchall()
    return problems + [
        f"{_places(2, rows)}: id: {name!r} is there twice; an id names one order" for name, rows in twice
    ]


def _places(count: int, rows: list[int]) -> str:
    told = ", ".join(str(row + 1) for row in rows)
    more = f" and {count - len(rows)} more" if count > len(rows) else ""
    return f"row{'s' if count > 1 else ''} {told}{more}"
