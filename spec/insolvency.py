"""Insolvency: the decree, the mark in each system, and the orders that a mark takes out."""

from dataclasses import replace

from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Status, TransferOrder, deferred, touches
from zerohour.spec.participants import Participant, ParticipantId, System, marked_at
from zerohour.spec.readings import A01
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, Block, Instant, on_time


def decree_refusal(participant: Participant) -> Reason:
    """Say why a decree is not taken: nobody known, or already declared bankrupt."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if participant.decreed_at != NEVER:
        return Reason.TWICE
    return Reason.NOTHING


@rule("GEN-18", page="10")
def declare(participant: Participant, at: Instant) -> Participant:
    """Bankruptcy takes effect at the pronouncement of the decree: at its moment, never before it."""
    return replace(participant, decreed_at=at)


@rule("INS-01", page="61")
@rule("OWN-09", page="own")
def mark_refusal(participant: Participant, system: System) -> Reason:
    """A system marks a participant once, and only after a decree."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if participant.decreed_at == NEVER:
        return Reason.NO_DECREE
    if marked_at(participant, system) != NEVER:
        return Reason.TWICE
    return Reason.NOTHING


def mark(participant: Participant, system: System, at: Instant) -> Participant:
    """Return the participant as marked in the system."""
    if system == System.STRAKS:
        return replace(participant, straks_marked_at=at)
    return replace(participant, intraday_marked_at=at)


@rule("INS-06", page="52")
def waiting(order: TransferOrder, block: Block, at: Instant) -> bool:
    """An order waits until the cut-off of its block; once admitted there, it takes part as normal."""
    return deferred(order) and on_time(at, block)


@rule("INS-08", page="43")
def stays_for_one_cycle(order: TransferOrder, decreed_at: Instant, a01: A01) -> bool:
    """Whether a waiting order is still in the first cycle after the mark is reading A-01."""
    if a01 == A01.CONDITIONAL:
        return True
    if a01 == A01.BY_ENTRY:
        return order.entered_at < decreed_at
    return False


@rule("INS-07", page="52, 62")
@rule("INS-12", page="62")
def leaves_at_mark(
    order: TransferOrder, block: Block, marked: ParticipantId, decreed_at: Instant, at: Instant, a01: A01
) -> bool:
    """A mark before the cut-off takes the waiting orders to and from the participant out, for good."""
    return touches(order, marked) and waiting(order, block, at) and not stays_for_one_cycle(order, decreed_at, a01)


def rejected(order: TransferOrder, reason: Reason) -> TransferOrder:
    """Return the order as finally rejected, with the reason."""
    return replace(order, status=Status.REJECTED, reason=reason)
