"""Scans of every row of a log. They run here, in DuckDB, or on Spark (`spark`), by the very same text.

A scan reads the rows as the view ROWS, with the columns of the format and `file_row_number`, and some tables of the
database. The one function that the two call by different names has a name of ours, which each defines.
"""

from typing import Any

ROWS = "log_rows"
NUMBER_OF = "number_of"
"""The function that makes a number of 64 bits of a text, another one of nearly every other text."""


class Scans:
    """Where scans run: in the database itself."""

    packages: tuple[str, ...] = ()
    """What it takes besides the packages of every audit."""

    def found(self, scan: str, *tables: str) -> str:
        """Return SQL, in the database, for what a scan finds; `tables` are those of the database that it reads."""
        del tables
        return f"({scan})"


def scans_here(database: Any, table: str) -> Scans:
    """Return scans in the database, of the rows that the table has in SQL."""
    database.execute(f"CREATE OR REPLACE TEMP VIEW {ROWS} AS SELECT * FROM {table}")  # noqa: S608
    database.execute(f"CREATE OR REPLACE TEMP MACRO {NUMBER_OF}(id) AS hash(id)")
    return Scans()
