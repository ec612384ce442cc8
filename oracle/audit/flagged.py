"""Every flagged order, listed: a second scan that picks the rows of the groups that were flagged."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from zerohour.oracle.audit.inputs import LogError, named
from zerohour.oracle.audit.log import ROWS
from zerohour.oracle.audit.opened import Opened
from zerohour.spec.orders import OrderId

BATCH = 50_000


@dataclass(frozen=True)
class Flagged:
    """A flagged group: the order that stands for it, and how each of its orders ends by the rules."""

    first: OrderId
    check: str
    rules: tuple[str, ...]
    status: str
    block: str | None


class InstantIds:
    """Notes in a file, of each instant payment, which one stands for it; without a folder it notes nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.file = None if folder is None else folder / "instant_ids.parquet"
        self._ids: tuple[list[OrderId], list[OrderId]] = ([], [])
        self._writer: Any = None

    def __enter__(self) -> Self:
        if self.file is not None:
            try:
                import pyarrow as pa  # noqa: PLC0415  # an optional extra
                from pyarrow import parquet  # noqa: PLC0415  # an optional extra
            except ModuleNotFoundError:
                raise LogError("pyarrow is not installed; remedy: pip install 'zerohour[audit]'") from None
            self._schema: Any = pa.schema([("id", pa.string()), ("first", pa.string())])
            self._writer = parquet.ParquetWriter(self.file, self._schema)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._writer is not None:
            self._flush()
            self._writer.close()

    def note(self, order: OrderId, first: OrderId) -> None:
        """Note that `first` stands for the order."""
        if self._writer is None:
            return
        self._ids[0].append(order)
        self._ids[1].append(first)
        if len(self._ids[0]) == BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415  # an optional extra

        self._writer.write_table(pa.table(list(self._ids), schema=self._schema))
        self._ids = ([], [])


def copy_flagged(
    log: Opened, flagged: Iterable[Flagged], signed: str, signature: list[str], instant: InstantIds, into: Path
) -> int:
    """Write every flagged order to a Parquet file, in the order of the log; return how many there are.

    `signed` is the SQL that gives every Intraday order its signature, whose columns are `signature`.
    """
    database = log.database
    columns = ", ".join(f'"{name}" VARCHAR' for name in ("first", "check", "rules", "status", "block"))
    database.execute(f"CREATE OR REPLACE TEMP TABLE flagged ({columns})")
    for one in flagged:
        row = [one.first, one.check, ", ".join(one.rules), one.status, one.block]
        database.execute("INSERT INTO flagged VALUES (?, ?, ?, ?, ?)", row)
    key = ("payer", "payee", "status", "block", *signature)
    same = " AND ".join(f"own.{name} IS NOT DISTINCT FROM alike.{name}" for name in key)
    database.execute(
        f"""
CREATE OR REPLACE TEMP TABLE listed AS {signed}
SELECT own.id AS id, alike.id AS first
FROM signed AS own JOIN (SELECT * FROM intraday_groups SEMI JOIN flagged ON intraday_groups.id = flagged.first) AS alike
  ON {same}""",  # noqa: S608  # made of our own text
        {"log": named(log.rows)},
    )
    database.execute(
        "INSERT INTO listed SELECT id, first FROM read_parquet($ids)", {"ids": named(instant.file or into)}
    )
    target = str(into).replace("'", "''")
    database.execute(
        f"""
COPY (
  SELECT row.file_row_number + 1 AS row, id, row.system, row.payer, row.payee, row.amount, row.submitted_at,
    row.status AS status, row.block AS block, flagged.status AS status_by_the_rules,
    flagged.block AS block_by_the_rules, flagged."check" AS "check", flagged.rules AS rules
  FROM {ROWS} AS row JOIN listed USING (id) JOIN flagged USING (first)
  ORDER BY row
) TO '{target}' (FORMAT parquet)""",  # noqa: S608  # made of our own text
        {"log": named(log.rows)},
    )
    count: int = database.execute("SELECT count(*) FROM read_parquet($ids)", {"ids": named(into)}).fetchone()[0]
    return count
