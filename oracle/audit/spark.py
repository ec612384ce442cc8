"""Scans on Spark, where one machine is not enough: its machines read the rows, and what they find comes back here."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.scan import NUMBER_OF, ROWS, Scans

SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
"""What goes wrong is told as an error of ours."""


class ScansOnSpark(Scans):
    """Scans by a session of Spark."""

    packages = ("pyspark",)

    def __init__(self, session: Any, database: Any) -> None:
        self.session, self.database = session, database
        self._names = (f"found_{n}" for n in count())

    def found(self, scan: str, *tables: str) -> str:
        """Let Spark find it, and return the name by which the database knows it."""
        for table in tables:
            own = self.database.table(table).to_arrow_table()
            self.session.createDataFrame(own).createOrReplaceTempView(table)
        name = next(self._names)
        self.database.register(name, self.session.sql(scan).toArrow())
        return name


@contextmanager
def scans_on_spark(database: Any, orders: Path, rows: Path, master: str) -> Generator[Scans]:
    """Have scans run by Spark at a master; `rows` is the Parquet file that the orders were taken into, or is theirs."""
    if rows != orders and not master.startswith("local"):
        raise LogError(f"{orders}: is not in Parquet, and the machines of {master} cannot see it; write it as Parquet")
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415  # an optional extra
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ModuleNotFoundError:
        raise LogError("pyspark is not installed; remedy: pip install 'zerohour[spark]'") from None
    ours = SparkSession.getActiveSession() is None  # another's is left as it was found
    try:
        session = SparkSession.builder.master(master).config(map=SETTINGS).getOrCreate()
    except (Py4JError, PySparkException) as error:
        remedy = "it needs Java 17 or later (JAVA_HOME), and a master such as local[*] or spark://HOST:PORT"
        raise LogError(f"Spark cannot be started at {master}: {_told(error)}; {remedy}") from None
    try:
        read = session.read.parquet(_named(rows)).selectExpr("*", "_metadata.row_index AS file_row_number")
        read.createOrReplaceTempView(ROWS)
        session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {NUMBER_OF}(id STRING) RETURNS BIGINT RETURN xxhash64(id)")
        yield ScansOnSpark(session, database)
    except (Py4JError, PySparkException) as error:
        raise LogError(f"{orders}: Spark cannot go through it: {_told(error)}") from None
    finally:
        if ours:
            session.stop()


def _named(path: Path) -> str:
    """Return the path as Spark is told it: a file of just this name, though it holds `*`, `?` or `[`."""
    return re.sub(r"([\\\[\]{}*?])", r"\\\1", str(path))


def _told(error: Exception) -> str:
    """Return what Spark says, without its stack."""
    java = getattr(error, "java_exception", None)
    said = str(error if java is None else java.getMessage())
    return next(filter(None, (line.strip() for line in said.splitlines())), type(error).__name__)
