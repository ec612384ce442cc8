"""Straksclearing: prefunded instant payments, cleared one by one, booked in cycles."""

from dataclasses import dataclass

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import down, has_accounts, refusal, refused
from zerohour.spec.money import Ore
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import ParticipantId, Party, decreed_at
from zerohour.spec.readings import A10
from zerohour.spec.records import replace
from zerohour.spec.rulebook import Rulebook
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
def funded(order: TransferOrder, can_use: Ore) -> bool:
    """A payment is cleared only if the payer's prefunded money covers it; exactly enough is enough.

    Between two that settle over one account nothing moves, and nothing is needed.
    """
    return order.debit == order.credit or order.amount <= can_use


@rule("STR-01", page="9, 38, 47")
def within_cap(amount: Ore, cap: Ore) -> bool:
    """A payment may not exceed the sector's cap; exactly the cap (in øre) is within it."""
    return amount <= cap


@rule("GEN-26", page="53")
def sent_by_insolvent(order: TransferOrder, payer: Party, a10: A10) -> bool:
    """Whether a payment is refused from the decree on of the payer or its sponsor, or from a mark on, is A-10."""
    decree = min(decreed_at(payer.own), decreed_at(payer.holder))
    return a10 == A10.UNTIL_DECREE and decree <= order.submitted_at


def in_straks(party: Party) -> bool:
    """Whether the participant, and the one it settles over, take part in Straksclearing."""
    return party.own.in_straks and party.holder.in_straks


@rule("OUT-10", page="63-64")
def unreachable(payer: Party, payee: Party) -> bool:
    """Payments to an outage participant are refused and have to be made again; from it there are none."""
    return down(payer) or down(payee)


@rule("OWN-11", page="own")
@rule("STR-02", page="9")
def instant_refusal(
    order: TransferOrder, payer: Party, payee: Party, can_use: Ore, rulebook: Rulebook, *, taken: bool
) -> Reason:
    """At every hour a payment is taken, but not to or from who has dispensation from Straksclearing."""
    reason = refusal(order, payer, payee, rulebook.straks, taken=taken)
    if reason != Reason.NOTHING:
        return reason
    if sent_by_insolvent(order, payer, rulebook.readings.a10):
        return Reason.PAYER_INSOLVENT
    if unreachable(payer, payee):
        return Reason.OUTAGE
    if not (in_straks(payer) and in_straks(payee)):
        return Reason.NOT_IN_STRAKS
    if not (has_accounts(payer) and has_accounts(payee)):
        return Reason.SPONSOR_MISSING
    if not within_cap(order.amount, rulebook.straks_cap):
        return Reason.OVER_CAP
    if not funded(order, can_use):
        return Reason.NOT_FUNDED
    return Reason.NOTHING


@rule("STR-03", page="42")
@rule("STR-05", page="53")
@rule("INS-14", page="53")
def clear(order: TransferOrder, reason: Reason, block: BlockNo) -> TransferOrder:
    """A payment that nothing speaks against is cleared, and irrevocable at once, whatever happens to its ends later."""
    if reason != Reason.NOTHING:
        return refused(order, reason)
    return replace(
        order,
        status=Status.CLEARED,
        reason=Reason.CLEARED,
        entered_at=order.submitted_at,
        irrevocable_from=order.submitted_at,
        block=block,
    )


def with_payment(nets: Nets, order: TransferOrder) -> Nets:
    """Return the positions after the payment: that of who pays falls, and that of who is paid rises, by the amount."""
    paid = nets | {order.debit: nets[order.debit] - order.amount}
    return paid | {order.credit: paid[order.credit] + order.amount}


def in_closed_cycle(order: TransferOrder, block: BlockNo) -> bool:
    """Whether the payment was cleared in the cycle."""
    return order.status == Status.CLEARED and order.block == block


@rule("STR-06", page="51, 57")
@rule("STR-14", page="37")
@rule("INS-16", page="62")
def book(order: TransferOrder, at: Instant) -> TransferOrder:
    """Every payment that was cleared in a cycle is settled with it; none is rejected for want of liquidity."""
    return replace(order, status=Status.SETTLED, reason=Reason.CYCLE_BOOKED, final_at=at)
