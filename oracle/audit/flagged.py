"""Every flagged order, listed: a second scan that picks the rows of the cells that were flagged."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zerohour.oracle.audit.groups import CELLS, signed, told_by
from zerohour.oracle.audit.inputs import quoted
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.signature import signatures


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
        "CREATE OR REPLACE TEMP TABLE flagged"
        ' (cell BIGINT, "check" VARCHAR, rules VARCHAR, want_status VARCHAR, want_block VARCHAR)'
    )
    for one in flagged:
        for cell in one.cells:
            row = [cell, one.check, ", ".join(one.rules), one.status, one.block]
            database.execute("INSERT INTO flagged VALUES (?, ?, ?, ?, ?)", row)
    same = " AND ".join(f"own.{name} IS NOT DISTINCT FROM alike.{name}" for name in told_by(log))
    database.execute(f"""
COPY (
  SELECT own.file_row_number + 1 AS row, own.id, own.system, own.payer, own.payee, own.amount, own.submitted_at,
    own.status AS status, own.block AS block, alike.want_status AS status_by_the_rules,
    alike.want_block AS block_by_the_rules, alike."check" AS "check", alike.rules AS rules
  FROM ({signed(log, signatures(log.day))}) AS own JOIN (SELECT * FROM {CELLS} JOIN flagged USING (cell)) AS alike
    ON {same}
  ORDER BY row
) TO '{quoted(into)}' (FORMAT parquet)""")  # noqa: S608  # made of our own text
    listed = f"SELECT count(*) FROM read_parquet('{quoted(into)}')"  # noqa: S608  # a file of ours
    count: int = database.execute(listed).fetchone()[0]
    return count
