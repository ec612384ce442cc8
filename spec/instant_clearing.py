"""Straksclearing: prefunded instant payments, cleared one by one, booked in cycles."""

from dataclasses import dataclass, replace

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import refusal, refused
from zerohour.spec.money import Ore
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, ParticipantId
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table
from zerohour.spec.timetable import BlockNo, Instant

Nets = Table[ParticipantId, Ore]
"""Received less paid by each participant, in øre."""


@dataclass(frozen=True)
class Straks:
    """The open cycle, and the closed one while it is not booked."""

    open_net: Nets
    closed_net: Nets
    block: BlockNo = 0
    """The open cycle."""
    unbooked: bool = False
    """Whether the cycle before it is closed and not yet booked."""


@rule("STR-04", page="42, 53, 57")
def funded(amount: Ore, can_use: Ore) -> bool:
    """A payment is cleared only if the payer's prefunded money covers it; exactly enough is enough."""
    return amount <= can_use


@rule("STR-05", page="53")
@rule("INS-14", page="53")
def clear(
    order: TransferOrder, payer: Participant, payee: Participant, can_use: Ore, block: BlockNo, *, taken: bool
) -> TransferOrder:
    """A cleared payment is irrevocable at once, whatever happens to either end later; else it is refused."""
    reason = refusal(order, payer, payee, taken=taken)
    if reason != Reason.NOTHING:
        return refused(order, reason)
    if not funded(order.amount, can_use):
        return refused(order, Reason.NOT_FUNDED)
    return replace(
        order,
        status=Status.CLEARED,
        reason=Reason.CLEARED,
        entered_at=order.submitted_at,
        irrevocable_from=order.submitted_at,
        block=block,
    )


def with_payment(nets: Nets, order: TransferOrder) -> Nets:
    """Return the positions after the payment: the payer's falls and the payee's rises by the amount."""
    return nets | {
        order.payer: nets[order.payer] - order.amount,
        order.payee: nets[order.payee] + order.amount,
    }


def in_closed_cycle(order: TransferOrder, block: BlockNo) -> bool:
    """Whether the payment was cleared in the cycle."""
    return order.status == Status.CLEARED and order.block == block


@rule("STR-06", page="51, 57")
def book(order: TransferOrder, at: Instant) -> TransferOrder:
    """Every payment that was cleared in a cycle is settled with it; none is rejected for want of liquidity."""
    return replace(order, status=Status.SETTLED, reason=Reason.CYCLE_BOOKED, final_at=at)
