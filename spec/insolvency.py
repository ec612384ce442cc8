"""Insolvency: the decree, the mark in each system, discretionary exclusion, and the orders that these take out."""

from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Status, TransferOrder, deferred, pays, touches
from zerohour.spec.participants import Participant, ParticipantId, Proceedings, decreed_at, marked_at, opened_at
from zerohour.spec.readings import A01, A05, A07, A09, Readings
from zerohour.spec.records import replace
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, Block, Instant, System, on_time


@rule("OWN-09", page="own")
def record_refusal(participant: Participant, recorded: Instant) -> Reason:
    """What court, operator or authority say of a participant is recorded once, and only of one that is known."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if recorded != NEVER:
        return Reason.TWICE
    return Reason.NOTHING


def decree_refusal(participant: Participant, kind: Proceedings) -> Reason:
    """Say why a decree is not taken: nobody known, or proceedings of the kind are open."""
    return record_refusal(participant, opened_at(participant, kind))


@rule("GEN-18", page="10")
def declare(participant: Participant, kind: Proceedings, at: Instant) -> Participant:
    """Insolvency proceedings take effect when they are pronounced: at that moment, never before it."""
    if kind == Proceedings.BANKRUPTCY:
        return replace(participant, bankruptcy_at=at)
    if kind == Proceedings.RECONSTRUCTION:
        return replace(participant, reconstruction_at=at)
    return replace(participant, suspension_at=at)


@rule("INS-01", page="61")
def mark_refusal(participant: Participant, system: System) -> Reason:
    """A system marks a participant only after a decree."""
    if participant.known and decreed_at(participant) == NEVER:
        return Reason.NO_DECREE
    return record_refusal(participant, marked_at(participant, system))


@rule("INS-02", page="61, 64")
@rule("INS-03", page="61, 64")
def mark(participant: Participant, system: System, at: Instant) -> Participant:
    """Each system is told by itself, and acts from then on."""
    if system == System.SUM:
        return replace(participant, sum_marked_at=at)
    if system == System.STRAKS:
        return replace(participant, straks_marked_at=at)
    return replace(participant, intraday_marked_at=at)


def clock(participant: Participant, at: Instant, a05: A05) -> Instant:
    """Return the instant of the bankruptcy, marked now, that is compared with the cut-off: reading A-05."""
    if a05 == A05.DECREE:
        return decreed_at(participant)
    if a05 == A05.NOTICE:
        return min(at, participant.noticed_at)
    return at


@rule("INS-06", page="52")
def waiting(order: TransferOrder, block: Block, at: Instant) -> bool:
    """An order waits until the cut-off of its block; once admitted there, it takes part as normal."""
    return order.status == Status.LODGED or (deferred(order) and on_time(at, block))


def in_batch(order: TransferOrder) -> bool:
    """Whether the order is lodged with, or awaits settlement in, Sum or Intraday."""
    return order.status == Status.LODGED or deferred(order)


@rule("INS-08", page="43")
def stays_for_one_cycle(order: TransferOrder, participant: Participant, a01: A01) -> bool:
    """Whether a waiting order is still in the first cycle after the mark is reading A-01."""
    if a01 == A01.CONDITIONAL:
        return True
    if a01 == A01.BY_ENTRY:
        return order.entered_at < decreed_at(participant)
    return False


@rule("GEN-26", page="53")
def sent_after_decree(order: TransferOrder, marked: ParticipantId, participant: Participant, a09: A09) -> bool:
    """What the bankrupt, or who settles over it, sent from the decree on is not settled (A-09), nor in its cycle."""
    if a09 == A09.IF_UNAWARE:
        return False
    return pays(order, marked) and order.submitted_at >= decreed_at(participant)


def leaves_running_cycle(order: TransferOrder, a07: A07) -> bool:
    """Whether the mark takes out what the running cycle has admitted is reading A-07."""
    return a07 == A07.MARK and order.status == Status.ADMITTED


@rule("INS-07", page="52, 62")
@rule("INS-11", page="62")
@rule("INS-12", page="62")
def reason_to_leave(
    order: TransferOrder, block: Block, marked: ParticipantId, participant: Participant, at: Instant, readings: Readings
) -> Reason:
    """A mark before the cut-off takes the waiting orders to and from the participant out, for good."""
    if not (in_batch(order) and touches(order, marked)):
        return Reason.NOTHING
    if sent_after_decree(order, marked, participant, readings.a09):
        return Reason.SENT_AFTER_DECREE
    waits = waiting(order, block, clock(participant, at, readings.a05))
    if waits and not stays_for_one_cycle(order, participant, readings.a01):
        return Reason.REJECTED_AT_MARK
    if leaves_running_cycle(order, readings.a07):
        return Reason.REJECTED_AT_MARK
    return Reason.NOTHING


@rule("GEN-21", page="15")
def leaves_at_exclusion(order: TransferOrder, block: Block, excluded: ParticipantId, at: Instant) -> bool:
    """Who is excluded at discretion is out from then on: its waiting orders are rejected, the running cycle is not."""
    return touches(order, excluded) and waiting(order, block, at)


def rejected(order: TransferOrder, reason: Reason) -> TransferOrder:
    """Return the order as finally rejected, with the reason."""
    return replace(order, status=Status.REJECTED, reason=reason)
