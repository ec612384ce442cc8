"""Every flagged order, listed: a second scan that picks the rows of the cells that were flagged."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zerohour.oracle.audit.groups import CELLS, LIMITS, UNFUNDED, signed, told_by
from zerohour.oracle.audit.inputs import quoted
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.signature import signatures

FLAGGED = "flagged"
"""The table of flagged cells."""


@dataclass(frozen=True)
class Flagged:
    """A flagged group: its cells, and how each of its orders ends by the rules."""

    cells: tuple[int, ...]
    check: str
    rules: tuple[str, ...]
    status: str
    block: str | None


def copy_flagged(log: Opened, flagged: Iterable[Flagged], into: Path) -> int:
    """Write every flagged order to a Parquet file, in the order of the log; return how many there are."""
    database = log.database
    database.execute(
        f"CREATE OR REPLACE TEMP TABLE {FLAGGED} "
        "(cell BIGINT, broken VARCHAR, rules VARCHAR, status_by_the_rules VARCHAR, block_by_the_rules VARCHAR)"
    )
    for one in flagged:
        for cell in one.cells:
            row = [cell, one.check, ", ".join(one.rules), one.status, one.block]
            database.execute(f"INSERT INTO {FLAGGED} VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608
    same = " AND ".join(f"own.{name} IS NOT DISTINCT FROM alike.{name}" for name in told_by(log))
    found = log.scans.found(
        f"""
SELECT own.file_row_number + 1 AS row, own.id, own.system, own.payer, own.payee, own.amount, own.submitted_at,
  own.status, own.block, alike.status_by_the_rules, alike.block_by_the_rules, alike.broken, alike.rules
FROM ({signed(log, signatures(log.day))}) AS own JOIN (SELECT * FROM {CELLS} JOIN {FLAGGED} USING (cell)) AS alike
  ON {same}""",  # noqa: S608  # made of our own text
        LIMITS,
        UNFUNDED,
        CELLS,
        FLAGGED,
    )
    listed = f'SELECT * RENAME (broken AS "check") FROM {found} ORDER BY row'  # noqa: S608
    database.execute(f"COPY ({listed}) TO '{quoted(into)}' (FORMAT parquet)")
    written = f"SELECT count(*) FROM read_parquet('{quoted(into)}')"  # noqa: S608  # a file of ours
    count: int = database.execute(written).fetchone()[0]
    return count
