"""A log made ready: the database, the day, and the orders as rows that have been checked, one by one."""

import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.folder import ORDERS, Log, files_of, load_folder
from zerohour.oracle.audit.inputs import Fingerprint, LogError, first_lines, form_of, taken_in, unchanged
from zerohour.oracle.audit.log import check_log, types
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
    rows: Path
    """The orders, in Parquet."""
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
    progress: Callable[[str], None] = silent,
) -> Generator[Opened]:
    """Open a log, and hold its files to what they are until the end; raise LogError where it cannot be judged."""
    files = _files(path, day)
    with tempfile.TemporaryDirectory(prefix="zerohour-") as temporary:
        folder = Path(temporary)
        progress("reading the log")
        with unchanged(files.values()) as held, _database(path, memory, folder) as database:
            log = _log(database, path, day, files, folder)
            rows = taken_in(database, log.orders, types(), folder)
            progress("checking every row")
            orders = check_log(database, log.orders, rows, log.day, judge_unknown=judge_unknown)
            if log.count not in (None, orders):
                raise LogError(
                    f"{log.orders}: has {orders} rows; by the log's head there are {log.count}: find the others"
                )
            yield Opened(path, database, folder, rows, log.day, log.reported, orders, held)


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


@contextmanager
def _database(path: Path, memory: str, folder: Path) -> Generator[Any]:
    try:
        import duckdb  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("duckdb is not installed; remedy: pip install 'zerohour[audit]'") from None
    spill = folder / "spill"
    try:
        database = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spill)})
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
