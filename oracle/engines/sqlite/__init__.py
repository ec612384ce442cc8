"""A conforming engine in SQL, run by SQLite: `--engine python:zerohour.oracle.engines.sqlite:engine`.

The clearing is in `clearing.sql` beside this file; here is what puts a day into tables, runs for each event the
statements that are for it, and reads the answer. PostgreSQL runs the same statements (`../postgres`).
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zerohour.oracle.engines.sql_engine import PREFIX, TYPES
from zerohour.oracle.engines.tables import ASKED, TOLD, Row, from_tables, to_tables

FEATURES = (
    "sum",
    "intraday",
    "straks",
    "lines",
    "terms",
    "blocks",
    "revocation",
    "insolvency",
    "standing",
    "exclusion",
    "readings",
)
CLEARING = Path(__file__).with_name("clearing.sql")
LARGEST = 2**60
"""An amount, in øre, of which SQLite's integers of 64 bits hold the sum of several."""

READINGS = ("a01", "a02", "a05", "a07", "a09", "a10", "a15", "a20", "a22", "a23", "a29", "a38", "a43", "a47", "a48")
"""The readings on which a status may hang."""

_VALUES = (f"(select value from {PREFIX}readings where reading = 'A-{name[1:]}') as {name}" for name in READINGS)  # noqa: S608  # names of ours
EVENTS = (
    f"select e.*, s.straks_cap, {', '.join(_VALUES)} "  # noqa: S608  # names of ours
    f"from {PREFIX}events e, {PREFIX}scenarios s order by e.number"
)
"""The query for all that a statement may name: the columns of the event, the cap, and the readings."""


@dataclass(frozen=True)
class Statement:
    """A statement of SQL, for which kinds of events it is, and whether it runs until it changes nothing."""

    kinds: tuple[str, ...]
    text: str
    repeat: bool


def statements(text: str) -> list[Statement]:
    """Return the statements of the script, in its order."""
    found: list[Statement] = []
    for section in re.split(r"^-- on ", text, flags=re.MULTILINE)[1:]:
        kinds, _, body = section.partition("\n")
        for part in body.split(";\n"):
            repeat, plain = "-- repeat" in part, re.sub(r"^--.*\n", "", part, flags=re.MULTILINE).strip()
            if plain:
                found.append(Statement(tuple(kinds.split(", ")), plain, repeat))
    return found


def kind(type_: str, account: str | None) -> str:
    """Return how the script calls the events of this type, on this account."""
    return f"{type_} {account}" if account else type_


class SqliteEngine:
    """A database in memory, which is emptied after every day."""

    version, features = "1", FEATURES

    def __init__(self, script: str, name: str = "SQLite engine") -> None:
        self.name = name
        self._statements = statements(script)
        self._database: sqlite3.Connection | None = None

    def run(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        """Run a scenario as on the wire; return the answer as on the wire."""
        tables = to_tables(scenario)
        if any(abs(int(row["amount"] or 0)) > LARGEST for row in tables["events"]):
            return {"unsupported": f"amounts of more than {LARGEST} øre"}
        database = self._opened()
        database.execute("begin")
        try:
            for table, columns in ASKED.items():
                _insert(database, table, columns, tables[table])
            self._run(database, "opening", {})
            names = [column[0] for column in database.execute(EVENTS).description]
            for event in database.execute(EVENTS).fetchall():
                told = dict(zip(names, event, strict=True))
                self._run(database, kind(told["type"], told["account"]), told)
            self._run(database, "closing", {})
            return from_tables({table: _read(database, table, columns) for table, columns in TOLD.items()})
        finally:
            database.execute("rollback")

    def _opened(self) -> sqlite3.Connection:
        """Return the database, made when it is first asked for: an engine that is only looked at needs none."""
        if self._database is None:
            self._database = sqlite3.connect(":memory:", isolation_level=None)
            for table, columns in {**ASKED, **TOLD}.items():
                typed = ", ".join(f'"{column}" {TYPES.get(column, "text")}' for column in columns)
                self._database.execute(f"create table {PREFIX}{table} ({typed})")
            self._run(self._database, "tables", {})
        return self._database

    def _run(self, database: sqlite3.Connection, what: str, event: Mapping[str, Any]) -> None:
        for statement in self._statements:
            if what in statement.kinds:
                changed = database.execute(statement.text, event).rowcount
                while statement.repeat and changed > 0:
                    changed = database.execute(statement.text, event).rowcount


def _insert(database: sqlite3.Connection, table: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    names = list(columns)
    marks = ", ".join("?" * len(names))
    values = [[_typed(column, row[column]) for column in names] for row in rows]
    database.executemany(f"insert into {PREFIX}{table} values ({marks})", values)  # noqa: S608  # a table of ours


def _typed(column: str, value: str | None) -> str | int | None:
    """Return a value of the wire as SQLite keeps it."""
    if value is None or column not in TYPES:
        return value
    return value == "true" if TYPES[column] == "boolean" else int(value)


def _read(database: sqlite3.Connection, table: str, columns: Iterable[str]) -> list[Row]:
    names = list(columns)
    rows = database.execute(f"select {', '.join(names)} from {PREFIX}{table}").fetchall()  # noqa: S608  # a table of ours
    return [{c: None if v is None else str(v) for c, v in zip(names, row, strict=True)} for row in rows]


engine = SqliteEngine(CLEARING.read_text(encoding="utf-8"))
