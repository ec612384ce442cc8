"""Tables in Parquet, CSV or JSON Lines, read as they stand. What cannot be read is told by row, and never guessed.

CSV and JSON Lines are taken in once, into a temporary Parquet file with the same rows; everything after that reads
Parquet.
"""

import csv
import glob
import hashlib
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMS = (".parquet", ".csv", ".jsonl")
"""How the name of a table ends."""
INTEGER = "BIGINT"
TEXT = "VARCHAR"
UNREAD = "unread"
"""The column of what was taken in that says what in the row could not be read; NULL if all of it was."""
_CHUNK = 1 << 20


class LogError(Exception):
    """The log cannot be judged; the message says why, and where."""


def named(path: Path) -> str:
    """Return the path as the query engine is told it: a file of just this name, though it holds `*`, `?` or `[`."""
    return glob.escape(str(path))


def form_of(path: Path) -> str:
    """Return the ending that says which form the file has."""
    if path.suffix not in FORMS:
        raise LogError(f"{path}: its name says no form; end it with one of {', '.join(FORMS)}")
    return path.suffix


# -- files that must stay as they are ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fingerprint:
    """What a file holds: its size in bytes, and its SHA-256."""

    path: Path
    size: int
    sha256: str


def fingerprint(path: Path) -> Fingerprint:
    """Return what the file holds now; raise LogError where it cannot be read."""
    if not path.is_file():
        raise LogError(f"{path}: there is no such file; check the path")
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise LogError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
    return Fingerprint(path, size, digest.hexdigest())


@contextmanager
def unchanged(paths: Iterable[Path]) -> Generator[list[Fingerprint]]:
    """Hold files to what they are: raise LogError if one is another in the end. Yields what they hold.

    Whatever else went wrong meanwhile, went wrong because of that.
    """
    before = [(fingerprint(path), _touched(path)) for path in paths]
    try:
        yield [print_ for print_, _ in before]
    except LogError:
        _same(before)
        raise
    _same(before)


def _touched(path: Path) -> tuple[int, ...]:
    """Return what changes with every write to a file, and more often; empty where there is none."""
    if not path.is_file():
        return ()
    now = path.stat()
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns


def _same(before: list[tuple[Fingerprint, tuple[int, ...]]]) -> None:
    """A file that nobody touched is not read again."""
    for then, touched in before:
        now = _touched(then.path)
        if not now or (now != touched and fingerprint(then.path) != then):
            raise LogError(f"{then.path}: changed while it was read; let its writer finish, then audit a copy")


# -- taking in ---------------------------------------------------------------------------------------------------------


def taken_in(database: Any, path: Path, types: Mapping[str, str], folder: Path) -> Path:
    """Return a Parquet file with the rows of the table; the file itself where it is one.

    `types` says which columns there have to be: text, or integers of 64 bits.
    """
    form = form_of(path)
    if form == ".parquet":
        return path
    rows = _csv(path, types) if form == ".csv" else _json_lines(types)
    into = folder / f"{path.stem}.parquet"
    import duckdb  # noqa: PLC0415  # an optional extra

    try:
        database.execute(f"COPY ({rows}) TO '{quoted(into)}' (FORMAT parquet)", {"log": named(path)})
    except duckdb.Error as error:
        raise LogError(f"{path}: cannot be taken in: {first_lines(error)}") from None
    return into


def first_lines(error: Exception) -> str:
    """Return what the query engine says, without its advice on how to look away."""
    told, *_ = str(error).split("Possible ", 1)
    return " ".join(line.strip() for line in told.splitlines() if line.strip())


def quoted(path: Path | str) -> str:
    """Return the path as it stands in SQL between quotes."""
    return str(path).replace("'", "''")


def mentions(path: Path, names: Iterable[str]) -> bool:
    """Whether the first line of a table in CSV or JSON Lines has any of the names."""
    with path.open("rb") as file:
        first = file.readline(_CHUNK)
    return any(name.encode() in first for name in names)


def _csv(path: Path, types: Mapping[str, str]) -> str:
    header = _header(path)
    problems = column_problems(header, types)
    twice = {name for name in header if header.count(name) > 1}
    problems += [f"column {name}: is there twice; keep one" for name in sorted(twice)]
    if problems:
        raise LogError("\n".join(f"{path}: {problem}" for problem in problems))
    columns = ", ".join(f"'{name}': '{TEXT}'" for name in header)
    form = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    return _typed(f"SELECT * FROM read_csv($log, columns = {{{columns}}}, {form})", types, "NULL")  # noqa: S608


def _header(path: Path) -> list[str]:
    """Return the names of the columns; raise LogError where the file is no CSV, or may be cut short."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 1))
            ends = file.read(1)
    except (UnicodeDecodeError, csv.Error) as error:
        raise LogError(f"{path}: is no CSV file in UTF-8: {error}") from None
    if not header:
        raise LogError(f"{path}: is empty; its first line has to name the columns")
    if ends not in b"\r\n":
        raise LogError(f"{path}: its last line has no end; the file may be cut short: end every line, also the last")
    return header


def _json_lines(types: Mapping[str, str]) -> str:
    """Return the query for JSON Lines: an object a line, with just these keys; what is not there is null."""
    paths = ", ".join(f"'$.{name}'" for name in types)
    columns = ", ".join(f'told[{n}] AS "{name}"' for n, name in enumerate(types, 1))
    keys = ", ".join(f"'{name}'" for name in sorted(types))
    rows = f"""
SELECT {columns}, keys
FROM (
  SELECT json_extract_string(json, [{paths}]) AS told,
    CASE WHEN json_type(json) = 'OBJECT' THEN list_sort(json_keys(json)) END AS keys
  FROM read_ndjson_objects($log)
)"""  # noqa: S608  # made of our own text
    return _typed(rows, types, f"CASE WHEN keys IS DISTINCT FROM [{keys}] THEN 'keys' END")


def _typed(rows: str, types: Mapping[str, str], unread: str) -> str:
    """Return the query for rows of text with their integers read; a number in any other spelling is not."""
    integers = [name for name, kind in types.items() if kind == INTEGER]
    read = {
        name: f'CASE WHEN regexp_full_match("{name}", \'-?[0-9]+\') THEN try_cast("{name}" AS {INTEGER}) END'
        for name in integers
    }
    columns = ", ".join(f'{read.get(name, _column(name))} AS "{name}"' for name in types)
    wrong = [f"CASE WHEN {_column(name)} IS NOT NULL AND {read[name]} IS NULL THEN '{name}' END" for name in integers]
    told = f"coalesce({', '.join([unread, *wrong])})"
    return f"SELECT {columns}, {told}::VARCHAR AS {UNREAD} FROM ({rows})"  # noqa: S608  # made of our own text


def _column(name: str) -> str:
    return f'"{name}"'


def column_problems(names: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Return which columns are missing, and which are not known here."""
    there, known = list(names), list(wanted)
    missing = [f"column {name}: is missing" for name in known if name not in there]
    return missing + [f"column {name}: is not known here; remove it" for name in there if name not in known]


# -- small tables ------------------------------------------------------------------------------------------------------


def small_table(database: Any, path: Path, names: tuple[str, ...], folder: Path) -> list[dict[str, str]]:
    """Return the rows of a side table as text, without what is not there; raise LogError for what cannot be read."""
    into = taken_in(database, path, dict.fromkeys(names, TEXT), folder)
    import duckdb  # noqa: PLC0415  # an optional extra

    try:
        described = database.execute("DESCRIBE SELECT * FROM read_parquet($log)", {"log": named(into)}).fetchall()
        own = [name for name, *_ in described if not (name == UNREAD and into != path)]
        problems, rows = column_problems(own, names), list[tuple[Any, ...]]()
        if not problems:
            columns = ", ".join(f'"{name}"::VARCHAR' for name in names)
            unread = UNREAD if into != path else "NULL"
            select = f"SELECT {columns}, {unread} FROM read_parquet($log)"  # noqa: S608  # made of our own text
            rows = database.execute(select, {"log": named(into)}).fetchall()
            problems = [
                f"row {n}: has other keys than {', '.join(names)}; write just these, null where there is nothing"
                for n, row in enumerate(rows, 1)
                if row[-1] is not None
            ]
    except duckdb.Error as error:
        raise LogError(f"{path}: is no table that can be read: {first_lines(error)}") from None
    if problems:
        raise LogError("\n".join(f"{path}: {problem}" for problem in problems))
    return [{name: value for name, value in zip(names, row, strict=False) if value is not None} for row in rows]
