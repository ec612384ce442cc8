"""Single rows of a log, as they stand there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.opened import Opened
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, TransferOrder
from zerohour.spec.participants import ParticipantId
from zerohour.spec.timetable import Instant


@dataclass(frozen=True)
class Row:
    """A row: an order, and what the engine says of it."""

    number: int
    """From 0 on."""
    id: OrderId
    system: str
    payer: ParticipantId
    payee: ParticipantId
    amount: Ore
    submitted_at: Instant
    revoked_at: Instant | None
    named_block: str | None
    part: str | None
    deliverer: str | None
    status: str
    block: str | None

    @property
    def told(self) -> str:
        """What the engine says of it."""
        return f"{self.status} in {self.block}" if self.block else self.status


def rows_of(log: Opened, numbers: Iterable[int]) -> dict[int, Row]:
    """Return the rows of these numbers."""
    wanted = list(numbers)
    if not wanted:
        return {}
    columns, listed = ", ".join(COLUMNS), ", ".join(map(str, wanted))
    found = log.database.execute(
        f"SELECT file_row_number, {columns} FROM {log.table} WHERE file_row_number IN ({listed})"  # noqa: S608
    ).fetchall()
    return {row[0]: Row(*row) for row in found}


def real_order(stand_in: TransferOrder, row: Row) -> TransferOrder:
    """Return the order of the row, of which all else is as it is with the one that stands for it."""
    at = row.submitted_at
    entered_at = at if stand_in.entered_at == stand_in.submitted_at else stand_in.entered_at
    return replace(
        stand_in, payer=row.payer, payee=row.payee, amount=row.amount, submitted_at=at, entered_at=entered_at
    )
