"""Contingency: participants and deliverers in outage, and a settlement at zero."""

from zerohour.spec.batch_settlement import not_booked
from zerohour.spec.decisions import Reason
from zerohour.spec.insolvency import rejected
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, Party
from zerohour.spec.records import replace
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NO_BLOCK, BlockNo, Instant


@rule("OWN-14", page="own")
def outage_refusal(participant: Participant, *, begins: bool) -> Reason:
    """An outage begins for who is not in one, and ends for who is; both only for a participant that is known."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if participant.down == begins:
        return Reason.TWICE
    return Reason.NOTHING


@rule("OUT-13", page="65")
def in_outage(participant: Participant, *, begins: bool) -> Participant:
    """An outage excludes nobody: once it is over, the participant may send again, in due form and time."""
    return replace(participant, down=begins)


def waits_longer(order: TransferOrder, then: BlockNo) -> TransferOrder:
    """Return an order that misses its cycle as waiting for the next one that day; if there is none, rejected."""
    if then == NO_BLOCK:
        return rejected(order, Reason.OUTAGE_TO_THE_END)
    return replace(order, reason=Reason.LEFT_OUT, block=then)


@rule("OUT-02", page="63")
@rule("OUT-03", page="63")
def zero_settled(
    order: TransferOrder, payer: Party, payee: Party, then: BlockNo, at: Instant, rulebook: Rulebook
) -> TransferOrder:
    """A 0-settlement books nothing: all moves to the next settlement of the day, and is rejected in the last one."""
    return because(not_booked(order, payer, payee, then, at, rulebook), Reason.ZERO_SETTLED, Reason.ZERO_AT_THE_LAST)


@rule("OUT-08", page="63")
def left_behind(moved: TransferOrder) -> TransferOrder:
    """What an outage finds in the running cycle before the forecast moves on; what it finds later stays in."""
    return because(moved, Reason.LEFT_OUT, Reason.OUTAGE_TO_THE_END)


def because(moved: TransferOrder, tried_again: Reason, given_up: Reason) -> TransferOrder:
    """Return what was not booked with the reason of that, unless an end was out anyway."""
    if moved.status == Status.REVERSED or moved.reason == Reason.END_MARKED:
        return moved
    return replace(moved, reason=given_up if moved.status == Status.REJECTED else tried_again)
