"""The format of a log, version 2: a table with a row for each order, in the order in which they came in.

Version 1 had no sums of Sumclearing, and not the columns that only they have.

The day itself (rulebook, readings, participants, lines, decrees, marks) is a scenario file without orders, or stands in
the side tables of a folder (`folder`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.inputs import INTEGER, UNREAD, LogError, column_problems, first_lines, named, quoted
from zerohour.oracle.audit.scan import NUMBER_OF, ROWS, Scans
from zerohour.oracle.scenarios.clock import DAY_MS
from zerohour.oracle.scenarios.format import DAYS, LARGEST, STATUSES
from zerohour.oracle.scenarios.scenario import Scenario, block_name
from zerohour.spec.orders import Part
from zerohour.spec.timetable import System

MOST_TOLD = 5
"""So many bad rows are named of each kind."""


@dataclass(frozen=True)
class Column:
    """A column: its type in SQL, what it holds, and which of its values are possible."""

    type: str
    about: str
    wrong: str
    """The SQL condition of a value that cannot be."""
    remedy: str


def _names(values: tuple[str, ...]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


_SYSTEMS = tuple(system.name.lower() for system in System)
_PARTS = tuple(part.name.lower() for part in Part)

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
        "the block of Sum or Intraday that it names; NULL if none",
        "named_block = '' OR (named_block IS NOT NULL AND system = 'straks')",
        "must be NULL, or the name of a block; an instant payment names none",
    ),
    "part": Column(
        "VARCHAR",
        "of a sum of Sumclearing: the sub-clearing that it is from, paperless or pbs; else NULL",
        f"(system = 'sum') <> coalesce(part IN ({_names(_PARTS)}), FALSE) OR (system <> 'sum' AND part IS NOT NULL)",
        f"must be {' or '.join(_PARTS)} of a sum of Sumclearing, and NULL of all else",
    ),
    "deliverer": Column(
        "VARCHAR",
        "of a sum of Sumclearing: who lodges and delivers it; else NULL",
        "(system = 'sum') = (deliverer IS NULL OR deliverer = '')",
        "must be there of a sum of Sumclearing, and NULL of all else",
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


SUMS_ONLY = ("part", "deliverer")
"""The columns of sums of Sumclearing; a table without sums may be without both."""
NAMES = ("system", "payer", "payee", "named_block", *SUMS_ONLY, "status", "block")
"""The columns that hold one of a few values."""
NUMBERS = tuple(name for name, column in COLUMNS.items() if column.type == INTEGER)
NOTHING = "''"
"""A list in SQL of what no value is."""


def types(*, sums: bool = True) -> dict[str, str]:
    """Return the type of each column, in SQL; without sums those only that every table has."""
    return {name: column.type for name, column in COLUMNS.items() if sums or name not in SUMS_ONLY}


def table_of(database: Any, path: Path, rows: Path) -> tuple[str, set[str]]:
    """Return the rows of a log in SQL, with their number from 0 on, and its columns; raise LogError if it is none.

    `rows` is the Parquet file that the log was taken into, or the log itself.
    """
    import duckdb  # noqa: PLC0415  # an optional extra

    read = f"read_parquet('{quoted(named(rows))}', file_row_number = true)"
    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()  # noqa: S608
    except duckdb.Error as error:
        raise LogError(f"{path}: is no Parquet file that can be read: {first_lines(error)}") from None
    found = {name: kind for name, kind, *_ in described if name != "file_row_number"}
    if rows != path:
        found.pop(UNREAD, None)
    problems = _columns(found)
    if problems:
        raise LogError("\n".join(f"{path}: {problem}" for problem in problems))
    missing = [f"NULL::VARCHAR AS {name}" for name in SUMS_ONLY if name not in found]
    return (f"(SELECT *, {', '.join(missing)} FROM {read})" if missing else read), set(found)  # noqa: S608


def check_log(database: Any, path: Path, table: str, day: Scenario, *, judge_unknown: bool = False) -> None:
    """Raise LogError with every kind of thing that is wrong with the rows of a log."""
    problems = wrong_rows(database, table, day, judge_unknown=judge_unknown)
    if problems:
        raise LogError("\n".join(f"{path}: {problem}" for problem in problems))


def ids_in_doubt(database: Any, table: str, scans: Scans) -> bool:
    """Whether an id may be missing, or there twice, or what stands in a row could not be read.

    Numbers made of the ids are compared, which takes a third of the memory; equal ones leave a doubt.
    """
    unread = any(name == UNREAD for name, *_ in database.execute(f"DESCRIBE SELECT * FROM {table}").fetchall())  # noqa: S608
    missing = ["id IS NULL", "id = ''", *(f"{name} IS NULL" for name in NUMBERS if name != "revoked_at")]
    missing += [f"{UNREAD} IS NOT NULL"] if unread else []
    doubts = [f"SELECT 1 AS doubt FROM {ROWS} WHERE {condition} LIMIT 1" for condition in missing]  # noqa: S608
    doubts.append(f"SELECT {NUMBER_OF}(id) AS own FROM {ROWS} GROUP BY own HAVING count(*) > 1 LIMIT 1")  # noqa: S608
    return any(database.execute(f"SELECT * FROM {scans.found(doubt)}").fetchall() for doubt in doubts)  # noqa: S608


def wrong_cells(database: Any, cells: str, day: Scenario, *, judge_unknown: bool) -> bool:
    """Whether any group of rows has a name that cannot be; its columns are NAMES."""
    conditions = _conditions(day, judge_unknown=judge_unknown)
    named = [condition for name in NAMES for condition, _ in conditions[name]]
    asked = " OR ".join(f"coalesce({condition}, FALSE)" for condition in named)
    found: bool = database.execute(f"SELECT coalesce(bool_or({asked}), FALSE) FROM {cells}").fetchone()[0]  # noqa: S608
    return found


def _conditions(day: Scenario, *, judge_unknown: bool) -> dict[str, list[tuple[str, str]]]:
    """Return which values cannot be: of each column, conditions and remedies."""
    conditions = {name: [(column.wrong, column.remedy)] for name, column in COLUMNS.items()}
    for name, condition in _of_the_day(day, judge_unknown=judge_unknown):
        conditions[name].append(condition)
    return conditions


def _columns(types: dict[str, str]) -> list[str]:
    may = () if any(name in types for name in SUMS_ONLY) else SUMS_ONLY
    missing = [
        f"column {name}: is missing ({column.about})"
        for name, column in COLUMNS.items()
        if name not in types and name not in may
    ]
    strange = [problem for problem in column_problems(types, COLUMNS) if "is missing" not in problem]
    problems = missing + strange
    return problems + [
        f"column {name}: is {types[name]}; store it as {column.type} ({column.about})"
        for name, column in COLUMNS.items()
        if name in types and types[name] != column.type
    ]


def _of_the_day(day: Scenario, *, judge_unknown: bool) -> list[tuple[str, tuple[str, str]]]:
    """Return which values cannot be on just this day: of which column, the condition, and the remedy."""
    book = day.rulebook
    blocks = {
        System.SUM: [block_name(book, System.SUM, b) for b in book.batch],
        System.INTRADAY: [block_name(book, System.INTRADAY, b) for b in book.batch],
        System.STRAKS: [block_name(book, System.STRAKS, b) for b in book.straks],
    }
    found = [
        (
            "block",
            (
                f"system = '{system.name.lower()}' AND block IS NOT NULL AND block NOT IN ({_names(known) or NOTHING})",
                f"must be a block of {system.name.lower()} in rulebook {book.name}: {', '.join(known)}",
            ),
        )
        for system, known in ((system, tuple(filter(None, names))) for system, names in blocks.items())
    ]
    if judge_unknown:
        return found
    remedy = (
        "takes no part in the day, yet the order was not refused; list it among the participants, "
        "or have such orders judged: --judge-unknown"
    )
    people = _names(day.participants)
    return found + [
        (end, (f"status IS DISTINCT FROM 'refused' AND {end} <> '' AND {end} NOT IN ({people or NOTHING})", remedy))
        for end in ("payer", "payee")
    ]


def _unread() -> list[tuple[str, tuple[str, str]]]:
    """Return what may not have been read in a table of text."""
    told = [(name, (f"{UNREAD} = '{name}'", "is no whole number of 64 bits; write digits only")) for name in NUMBERS]
    return [*told, ("keys", (f"{UNREAD} = 'keys'", f"write an object with just these keys: {', '.join(types())}"))]


def wrong_rows(database: Any, table: str, day: Scenario, *, judge_unknown: bool) -> list[str]:
    """Return what is wrong with values, naming the first rows of each kind; one scan for all columns."""
    conditions = _conditions(day, judge_unknown=judge_unknown)
    if any(name == UNREAD for name, *_ in database.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()):  # noqa: S608
        for name, condition in _unread():
            conditions.setdefault(name, []).append(condition)
    flat = [(name, *condition) for name, of_column in conditions.items() for condition in of_column]
    wrong = ", ".join(
        f"count(*) FILTER ({condition}), min(file_row_number, {MOST_TOLD}) FILTER ({condition})"
        for _, condition, _ in flat
    )
    found = database.execute(f"SELECT {wrong} FROM {table}").fetchone()  # noqa: S608
    problems: list[str] = []
    for n, (name, _, remedy) in enumerate(flat):
        if count := found[2 * n]:
            problems.append(f"{_places(count, found[2 * n + 1])}: {name}: {remedy}")
    twice = database.execute(
        f"SELECT id, min(file_row_number, 2) FROM {table} GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT {MOST_TOLD}"  # noqa: S608
    ).fetchall()
    return problems + [
        f"{_places(2, numbers)}: id: {name!r} is there twice; an id names one order" for name, numbers in twice
    ]


def _places(count: int, rows: list[int]) -> str:
    told = ", ".join(str(row + 1) for row in rows)
    more = f" and {count - len(rows)} more" if count > len(rows) else ""
    return f"row{'s' if count > 1 else ''} {told}{more}"
