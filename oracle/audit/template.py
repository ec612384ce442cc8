"""A log to start from: every table with a few rows, and `log.toml`, which says what each column holds."""

import csv
import io
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.folder import HEAD, LOG_SCHEMA, ORDERS, SIDE_TABLES
from zerohour.oracle.audit.inputs import FORMS, INTEGER, LogError
from zerohour.oracle.audit.log import COLUMNS, types
from zerohour.oracle.audit.output import replacing, write_whole
from zerohour.spec.rulebooks import MINIMAL

_HOUR = 3_600_000
ROWS: dict[str, list[tuple[str | int | None, ...]]] = {
    ORDERS: [
        ("order 1", "intraday", "A", "B", 12_500, 9 * _HOUR, None, None, None, None, "settled", "B1"),
        ("order 2", "intraday", "B", "A", 4_000, 9 * _HOUR + 1, 9 * _HOUR + 60_000, None, None, None, "revoked", None),
        ("order 3", "intraday", "B", "A", 700, 9 * _HOUR + 2, None, "B2", None, None, "settled", "B2"),
        ("order 4", "straks", "A", "B", 1_000, 9 * _HOUR + 3, None, None, None, None, "settled", "S1"),
        ("sum 1", "sum", "B", "A", 2_500, 9 * _HOUR, None, None, "pbs", "Nets", "settled", "B1"),
    ],
    "participants": [("A", None, None, None, None), ("B", None, "true", "100000", "filed")],
    "lines": [
        ("08:00", "batch", "A", "20000"),
        ("08:00", "batch", "B", "20000"),
        ("08:00", "straks", "A", "5000"),
        ("08:00", "straks", "B", "5000"),
    ],
    "limits": [("08:30", "B", "90000", None)],
    "insolvency": [
        ("15:00", "decree", "B", None, "bankruptcy"),
        ("15:05", "mark", "B", "intraday", None),
        ("15:05", "mark", "B", "straks", None),
    ],
    "deliveries": [("09:30", "Nets", "pbs")],
    "closings": [],
    "exclusions": [],
    "set_aside": [],
    "balances": [
        ("A", "batch", "10700"),
        ("A", "straks", "4000"),
        ("B", "batch", "29300"),
        ("B", "straks", "6000"),
    ],
}
"""A small day: the rows of each table."""


def write_template(folder: Path, form: str) -> list[Path]:
    """Write a log that conforms into a folder that is not there yet, or empty; return its files."""
    _new(folder, form)
    write_whole(folder / HEAD, head())
    files = [folder / HEAD]
    for table, rows in ROWS.items():
        files.append(folder / f"{table}{form}")
        write_table(files[-1], _types(table), rows)
    return files


def write_orders(folder: Path, form: str, rows: list[tuple[str | int | None, ...]]) -> list[Path]:
    """Write the head and the orders of a log, without its other tables; return the files."""
    _new(folder, form)
    files = [folder / HEAD, folder / f"{ORDERS}{form}"]
    write_whole(files[0], head(len(rows)))
    write_table(files[1], types(), rows)
    return files


def _new(folder: Path, form: str) -> None:
    if form not in FORMS:
        raise LogError(f"{form}: is no form of a table; there are {', '.join(FORMS)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LogError(f"{folder}: is there already; name a folder that is not, so that nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)


def _types(table: str) -> dict[str, str]:
    return types() if table == ORDERS else dict.fromkeys(SIDE_TABLES[table].columns, "VARCHAR")


def write_table(path: Path, kinds: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """Write a table in the form that the file's name ends with."""
    if path.suffix == ".csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([tuple(kinds), *rows])
        write_whole(path, text.getvalue())
    elif path.suffix == ".jsonl":
        lines = (json.dumps(dict(zip(kinds, row, strict=True)), ensure_ascii=False) for row in rows)
        write_whole(path, "".join(f"{line}\n" for line in lines))
    else:
        _write_parquet(path, kinds, rows)


def _write_parquet(path: Path, kinds: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    try:
        import pyarrow as pa  # noqa: PLC0415  # an optional extra
        from pyarrow import parquet  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("pyarrow is not installed; remedy: pip install 'zerohour[audit]'") from None
    arrow = {name: pa.int64() if kind == INTEGER else pa.string() for name, kind in kinds.items()}
    columns = {name: pa.array([row[n] for row in rows], arrow[name]) for n, name in enumerate(kinds)}
    with replacing(path) as temporary:
        parquet.write_table(pa.table(columns), temporary)


def head(orders: int = len(ROWS[ORDERS])) -> str:
    """Return `log.toml`, of so many orders, with a comment for every table and column."""
    return "\n".join(_head(orders)) + "\n"


def _head(orders: int) -> Iterator[str]:
    yield "# A day's log for 'zerohour audit FOLDER'. Every table below is one file in this folder, in Parquet, CSV or"
    yield "# JSON Lines, with just these columns. Amounts are whole øre. No table may be missing; it may have no rows."
    yield f"schema = {LOG_SCHEMA}"
    yield 'name = "a small day"'
    yield f"rulebook = {json.dumps(MINIMAL.name)}"
    yield f"orders = {orders}  # how many orders there are, to be counted again; may be left out"
    yield "absent = []  # which of exclusions, set_aside and balances the engine does not report"
    yield "#"
    yield "# [readings]  # of open questions, where not the default: 'zerohour readings' lists them"
    yield '# "A-23" = "any_subset"'
    yield ""
    yield from _table(ORDERS, "a row for each order, in the order in which they came in", _orders())
    for name, table in SIDE_TABLES.items():
        yield from _table(name, table.about, table.columns)


def _orders() -> dict[str, str]:
    return {name: column.about for name, column in COLUMNS.items()}


def _table(name: str, about: str, columns: dict[str, str]) -> Iterator[str]:
    yield f"# {name}: {about}"
    for column, holds in columns.items():
        yield from textwrap.wrap(
            f"{column}: {holds}", width=116, initial_indent="#   ", subsequent_indent="#     ", break_long_words=False
        )
    yield "#"
