"""`--engine sql:postgresql://USER@HOST/DATABASE`: two functions in a PostgreSQL database.

For each scenario the tables of `tables.py` are there as temporary ones, called `zerohour_events` and so on. The
function `zerohour_run()` reads them and writes its answer into `zerohour_orders` and the like. Then everything is
rolled back.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from zerohour.oracle.engines.engine import (
    ANSWER_BYTES,
    ANSWER_SECONDS,
    EngineError,
    Introduced,
    Watch,
    answered,
    introduction,
    no_watch,
    question,
    reply,
)
from zerohour.oracle.engines.tables import (
    ASKED,
    INTRODUCTION,
    TOLD,
    Row,
    TableError,
    from_tables,
    introduced,
    to_tables,
)
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import to_wire

T = TypeVar("T")

PREFIX = "zerohour_"
CONNECT_SECONDS = 10
MOST_ROWS = ANSWER_BYTES // 64

TYPES = {
    **dict.fromkeys(
        ("number", "at", "day", "start", "end", "cutoff", "lock", "settle", "receipt", "minutes"), "bigint"
    ),
    **dict.fromkeys(("forced", "intraday_first", "straks"), "boolean"),
    **dict.fromkeys(("amount", "limit", "straks_cap"), "numeric"),
}
"""The type of every column that is not text."""

TIDIED_AFTER = 100
"""After so many runs the tables are emptied: what was rolled back still takes room in them."""

Composed = Any
"""A statement, put together by psycopg."""


class SqlEngine:
    """Functions in a database."""

    def __init__(self, url: str, watch: Watch = no_watch) -> None:
        self.name, self._watch = "the database", watch
        if not importlib.util.find_spec("psycopg"):
            raise EngineError("sql: needs the package psycopg; install it with: pip install 'zerohour[sql]'")
        self._psycopg: Any = importlib.import_module("psycopg")
        self._sql: Any = importlib.import_module("psycopg.sql")
        self._runs = 0
        try:
            self._database: Any = self._psycopg.connect(url, connect_timeout=CONNECT_SECONDS, autocommit=True)
        except self._psycopg.Error as error:
            raise EngineError(f"sql: the database cannot be reached: {_first_line(error)}") from None
        try:
            self._outside_of_transactions(self._create(table, columns) for table, columns in {**ASKED, **TOLD}.items())
            who = self._introduced()
        except BaseException:
            self.close()
            raise
        self.name, self.version, self.features = who.name, who.version, who.features

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario: load it, call, read the answer, and roll everything back."""
        asked = to_wire(scenario)
        self._watch("run.request", question(0, "run", {"scenario": asked}))
        self._runs += 1
        if self._runs % TIDIED_AFTER == 0:
            self._outside_of_transactions(self._statement("truncate {}", table, ()) for table in {**ASKED, **TOLD})
        told = self._in_a_transaction(lambda cursor: self._call(cursor, to_tables(asked)))
        try:
            answer = from_tables(told)
        except TableError as error:
            raise EngineError(f"{self.name} answered nonsense: {error}") from None
        self._heed(self._watch("run.response", reply(0, answer)))
        return answered(answer, self.name)

    def close(self) -> None:
        """Hang up; the database is as it was."""
        self._database.close()

    def _introduced(self) -> Introduced:
        self._watch("initialize.request", question(0, "initialize", introduction()))
        query = self._sql.SQL("select key, value from zerohour_initialize()")
        told = introduced(self._in_a_transaction(lambda cursor: self._rows(cursor, query, INTRODUCTION)))
        self._heed(self._watch("initialize.response", reply(0, told)))
        try:
            return Introduced(told, self.name)
        except ValueError as error:
            raise EngineError(
                f"{self.name} {error}; zerohour_initialize() says it, in rows of a key and a value"
            ) from None

    def _outside_of_transactions(self, statements: Iterable[Composed]) -> None:
        try:
            self._database.execute(self._sql.SQL("; ").join(statements))
        except self._psycopg.Error as error:
            raise EngineError(f"{self.name} reported an error: {_first_line(error)}") from None

    def _in_a_transaction(self, work: Callable[[Any], T]) -> T:
        """Do the work, and roll it back; tell what the database complains of."""
        try:
            with self._database.transaction(force_rollback=True), self._database.cursor() as cursor:
                cursor.execute(f"set local statement_timeout = {int(ANSWER_SECONDS * 1000)}")
                return work(cursor)
        except self._psycopg.Error as error:
            raise EngineError(f"{self.name} reported an error: {_first_line(error)}") from None

    def _call(self, cursor: Any, tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
        for table, columns in ASKED.items():
            with cursor.copy(self._statement("copy {} ({}) from stdin", table, columns)) as copy:
                for row in tables[table]:
                    copy.write_row([row[column] for column in columns])
        cursor.execute("select zerohour_run()")
        return {
            table: self._rows(cursor, self._statement("select {1} from {0}", table, columns), columns)
            for table, columns in TOLD.items()
        }

    def _rows(self, cursor: Any, query: Composed, columns: Sequence[str]) -> list[Row]:
        cursor.execute(query)
        rows = cursor.fetchmany(MOST_ROWS + 1)
        if len(rows) > MOST_ROWS:
            raise EngineError(f"{self.name} answered with more than {MOST_ROWS} rows")
        return [{c: None if v is None else str(v) for c, v in zip(columns, row, strict=True)} for row in rows]

    def _create(self, table: str, columns: Sequence[str]) -> Composed:
        return self._sql.SQL("create temporary table {} ({})").format(
            self._sql.Identifier(PREFIX + table),
            self._sql.SQL(", ").join(
                self._sql.SQL("{} {}").format(self._sql.Identifier(c), self._sql.SQL(TYPES.get(c, "text")))
                for c in columns
            ),
        )

    def _statement(self, text: str, table: str, columns: Sequence[str]) -> Composed:
        names = self._sql.SQL(", ").join(map(self._sql.Identifier, columns))
        return self._sql.SQL(text).format(self._sql.Identifier(PREFIX + table), names)

    def _heed(self, wrong: str) -> None:
        if wrong:
            raise EngineError(f"{self.name} {wrong}")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
