"""A log made ready: the database, the day, and the orders as rows that have been checked, one by one."""

import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.folder import ORDERS, Log, files_of, load_folder
from zerohour.oracle.audit.inputs import (
    Fingerprint,
    LogError,
    first_lines,
    form_of,
    mentions,
    named,
    small_table,
    taken_in,
    unchanged,
)
from zerohour.oracle.audit.log import NUMBERS, SUMS_ONLY, check_log, ids_in_doubt, table_of, types
from zerohour.oracle.audit.scan import ROWS, Scans, scans_here
from zerohour.oracle.audit.spark import scans_on_spark
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.spec.bank_day import Revoke, Submit


@dataclass(frozen=True)
class Opened:
    """A log whose rows are known to be of the format."""

    path: Path
    """What was asked for: a table of orders, or a folder."""
    database: Any
    folder: Path
    """Where temporary files go."""
    table: str
    """The orders in SQL: a row for each, with the columns of the format, and `file_row_number` from 0 on."""
    scans: Scans
    """What goes through all of them."""
    orders_file: Path
    """Where they came from."""
    used: frozenset[str]
    """The columns that hold anything."""
    ranges: dict[str, tuple[int, int]]
    """The least and the greatest value of each column of numbers."""
    judge_unknown: bool
    day: Scenario
    reported: Report
    orders: int
    """How many there are."""
    files: list[Fingerprint]


def silent(stage: str) -> None:
    """Report no progress."""
    del stage


@contextmanager
def opened(
    path: Path,
    day: Scenario | None = None,
    *,
    memory: str = "1GB",
    judge_unknown: bool = False,
    quickly: bool = False,
    spark: str = "",
    progress: Callable[[str], None] = silent,
) -> Generator[Opened]:
    """Open a log, and hold its files to what they are until the end; raise LogError where it cannot be judged.

    `quickly` leaves it to whoever groups the rows to find what is impossible, and to `check_ids` to find ids twice.
    `spark` is the master of a Spark that goes through the rows; without one, all is done here.
    """
    files = _files(path, day)
    with tempfile.TemporaryDirectory(prefix="zerohour-") as temporary:
        folder = Path(temporary)
        progress("reading the log")
        with unchanged(files.values()) as held, _database(path, memory, folder) as database, ExitStack() as spark_runs:
            log = _log(database, path, day, files, folder)
            sums = log.sums if log.sums is not None else _has_sums(log.orders)
            rows = taken_in(database, log.orders, types(sums=sums), folder)
            table, columns = table_of(database, log.orders, rows)
            orders: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            _counted(log, orders)
            if not quickly:
                progress("checking every row")
                check_log(database, log.orders, table, log.day, judge_unknown=judge_unknown)
            used, ranges = _what_is_there(database, table, columns), _ranges(database, rows)
            scans = scans_here(database, table)
            if spark:
                progress("starting Spark")
                scans = spark_runs.enter_context(scans_on_spark(database, log.orders, rows, spark))
            yield Opened(
                path, database, folder, table, scans, log.orders, used, ranges, judge_unknown,
                log.day, log.reported, orders, held,
            )  # fmt: skip


def _has_sums(orders: Path) -> bool:
    return form_of(orders) != ".parquet" and mentions(orders, SUMS_ONLY)


def _counted(log: Log, orders: int) -> None:
    if orders == 0:
        raise LogError(f"{log.orders}: has no rows; an empty log says nothing about an engine")
    if log.count not in (None, orders):
        raise LogError(f"{log.orders}: has {orders} rows; by the log's head there are {log.count}: find the others")


def _what_is_there(database: Any, table: str, columns: set[str]) -> frozenset[str]:
    """Return which columns hold anything."""
    rare = {"named_block", *SUMS_ONLY} & columns
    empty = {
        name
        for name in rare
        if database.execute(f"SELECT 1 FROM {table} WHERE {name} IS NOT NULL LIMIT 1").fetchone() is None  # noqa: S608
    }
    return frozenset(columns - empty)


def _ranges(database: Any, rows: Path) -> dict[str, tuple[int, int]]:
    """Return the range of each column of numbers, as far as the file says itself."""
    told = database.execute(
        "SELECT path_in_schema, min(try_cast(stats_min_value AS BIGINT)), max(try_cast(stats_max_value AS BIGINT)), "
        "bool_or(stats_min_value IS NULL AND num_values > coalesce(stats_null_count, 0)) "
        "FROM parquet_metadata($rows) GROUP BY path_in_schema",
        {"rows": named(rows)},
    ).fetchall()
    known = {name: (low, high) for name, low, high, silent in told if low is not None and not silent}
    return {name: known.get(name, (-(2**63), 2**63)) for name in NUMBERS}


def check_ids(log: Opened) -> None:
    """Raise LogError where an id is missing or there twice, a row could not be read, or a file says wrong of itself."""
    if ids_in_doubt(log.database, log.table, log.scans):
        check_log(log.database, log.orders_file, log.table, log.day, judge_unknown=log.judge_unknown)
    asked = ", ".join(
        f"min({name} + 0) AS min_{name}, max({name} + 0) AS max_{name}" for name in NUMBERS
    )  # of the rows, not of what is said of them
    found = log.scans.found(f"SELECT {asked} FROM {ROWS}")  # noqa: S608
    ends = log.database.execute(f"SELECT * FROM {found}").fetchone()  # noqa: S608
    for n, name in enumerate(NUMBERS):
        low, high = log.ranges[name]
        if ends[2 * n] is not None and not (low <= ends[2 * n] and ends[2 * n + 1] <= high):
            raise LogError(
                f"{log.orders_file}: its statistics of {name} are not those of its rows; write the file anew"
            )


def _files(path: Path, day: Scenario | None) -> dict[str, Path]:
    if path.is_dir():
        if day is not None:
            raise LogError(f"{path}: is a folder, which says itself what day it is; leave --day out")
        return files_of(path)
    if day is None:
        raise LogError(f"{path}: is no folder; say which day it is of: --day DAY.toml")
    own = sorted(e.order for e in day.events if isinstance(e, Submit | Revoke))
    if own:
        raise LogError(f"{day.name}: has orders of its own ({own[0]}); the orders of the day are those of the log")
    form_of(path)
    return {ORDERS: path}


def _log(database: Any, path: Path, day: Scenario | None, files: dict[str, Path], folder: Path) -> Log:
    return load_folder(database, path, files, folder) if day is None else Log(path, day)


def outcomes_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of outcomes: id, status, block."""
    with tempfile.TemporaryDirectory(prefix="zerohour-") as temporary:
        form_of(path)
        if not path.is_file():
            raise LogError(f"{path}: there is no such file; check the path")
        with _database(path, "1GB", Path(temporary)) as database:
            return small_table(database, path, ("id", "status", "block"), Path(temporary))


@contextmanager
def _database(path: Path, memory: str, folder: Path) -> Generator[Any]:
    try:
        import duckdb  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("duckdb is not installed; remedy: pip install 'zerohour[audit]'") from None
    spill = folder / "spill"
    try:
        database = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spill)})
        database.execute("SET enable_progress_bar = false")
    except duckdb.Error:
        raise LogError(f"{memory!r} is no amount of memory; write for example 1GB") from None
    try:
        yield database
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException as error:
        raise LogError(f"{path}: {first_lines(error)}; more memory may help: --memory") from None
    except duckdb.Error as error:
        raise LogError(f"{path}: cannot be read: {first_lines(error)}") from None
    finally:
        database.close()
