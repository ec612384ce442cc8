"""Revocation and irrevocability (SF2)."""

from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Status, TransferOrder, terminal
from zerohour.spec.records import replace
from zerohour.spec.rules import rule
from zerohour.spec.timetable import Instant


@rule("GEN-11", page="11")
@rule("GEN-31", page="58")
def revocable(order: TransferOrder, at: Instant) -> bool:
    """An order may be revoked before it becomes irrevocable; at the very instant it is too late."""
    return at < order.irrevocable_from


@rule("OWN-06", page="own")
@rule("OWN-07", page="own")
def revocation_refusal(order: TransferOrder, at: Instant) -> Reason:
    """Only an order that has entered, is not irrevocable and is not over can be revoked."""
    if order.status == Status.ABSENT:
        return Reason.UNKNOWN_ORDER
    if order.status == Status.REFUSED or order.status == Status.LODGED:
        return Reason.NOT_ENTERED
    if not revocable(order, at):
        return Reason.IRREVOCABLE
    if terminal(order):
        return Reason.ALREADY_OVER
    return Reason.NOTHING


def revoked(order: TransferOrder) -> TransferOrder:
    """Return the order as revoked."""
    return replace(order, status=Status.REVOKED, reason=Reason.REVOKED)
