"""Entry into the system (SF1): what is refused at the door, and when an order has entered."""

from dataclasses import replace

from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, marked_at
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NO_BLOCK, Timetable, next_block


@rule("INS-04", page="61-62")
@rule("INS-15", page="62")
def out_at_submission(order: TransferOrder, participant: Participant) -> bool:
    """From its mark in a system on, nothing to or from a participant is taken there; at the very instant neither."""
    return marked_at(participant, order.system) <= order.submitted_at


@rule("OWN-01", page="own")
@rule("OWN-02", page="own")
@rule("OWN-03", page="own")
@rule("OWN-04", page="own")
def refusal(order: TransferOrder, payer: Participant, payee: Participant, *, taken: bool) -> Reason:
    """An order names two different known participants, a positive amount in øre and an id not yet taken."""
    if not (payer.known and payee.known):
        return Reason.UNKNOWN_PARTICIPANT
    if order.payer == order.payee:
        return Reason.SAME_PARTY_TWICE
    if order.amount <= 0:
        return Reason.AMOUNT_NOT_POSITIVE
    if taken:
        return Reason.DUPLICATE_ID
    if out_at_submission(order, payer) or out_at_submission(order, payee):
        return Reason.PARTICIPANT_OUT
    return Reason.NOTHING


def refused(order: TransferOrder, reason: Reason) -> TransferOrder:
    """Return the order as refused, with the reason."""
    return replace(order, status=Status.REFUSED, reason=reason)


@rule("GEN-10", page="11")
def enter(
    order: TransferOrder, payer: Participant, payee: Participant, timetable: Timetable, *, taken: bool
) -> TransferOrder:
    """An Intraday order enters when it is submitted, for the next block; from that cut-off on it is irrevocable."""
    reason = refusal(order, payer, payee, taken=taken)
    if reason != Reason.NOTHING:
        return refused(order, reason)
    block = next_block(order.submitted_at, timetable)
    if block == NO_BLOCK:
        return refused(order, Reason.TOO_LATE)
    return replace(
        order,
        status=Status.ENTERED,
        reason=Reason.ENTERED,
        entered_at=order.submitted_at,
        irrevocable_from=timetable[block].cutoff,
        block=block,
    )
