"""Entry into the system (SF1): what is refused at the door, what goes another way, and when an order has entered."""

from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Part, Status, TransferOrder
from zerohour.spec.participants import Participant, Party, direct, out_from
from zerohour.spec.readings import A02, A68
from zerohour.spec.records import replace
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant, System, Timetable, block_for


@rule("INS-04", page="61-62")
@rule("INS-13", page="62")
@rule("INS-15", page="62")
def out_at_submission(order: TransferOrder, party: Party) -> bool:
    """From its mark in a system on, nothing to or from a participant is taken there; at the very instant neither."""
    return out_from(party, order.system) <= order.submitted_at


@rule("OWN-10", page="own")
def known_block(named: BlockNo, timetable: Timetable) -> bool:
    """An order names a block that there is, or none."""
    return named == NO_BLOCK or any(b == named for b in timetable)


@rule("OWN-01", page="own")
@rule("OWN-02", page="own")
@rule("OWN-03", page="own")
@rule("OWN-04", page="own")
@rule("INT-08", page="56")
@rule("OUT-04", page="63")
def refusal(order: TransferOrder, payer: Party, payee: Party, timetable: Timetable, *, taken: bool) -> Reason:
    """An order names two different known participants, a positive amount in øre and an id not yet taken.

    What was finally rejected and is sent again is a new order.
    """
    if not (payer.own.known and payee.own.known):
        return Reason.UNKNOWN_PARTICIPANT
    if not known_block(order.block, timetable):
        return Reason.UNKNOWN_BLOCK
    if order.payer == order.payee:
        return Reason.SAME_PARTY_TWICE
    if order.amount <= 0:
        return Reason.AMOUNT_NOT_POSITIVE
    if taken:
        return Reason.DUPLICATE_ID
    if out_at_submission(order, payer) or out_at_submission(order, payee):
        return Reason.PARTICIPANT_OUT
    return Reason.NOTHING


def down(party: Party) -> bool:
    """Whether the participant is in outage, or the one that it settles over."""
    return party.own.down or party.holder.down


@rule("OUT-08", page="63")
@rule("OUT-09", page="64")
@rule("OUT-11", page="64")
def left_out(order: TransferOrder, payer: Party, payee: Party, a68: A68) -> bool:
    """Nothing is taken from an outage participant, nor admitted at a cut-off, but for debits through PBS.

    It goes on receiving in Sum, and by default in Intraday (A-68).
    """
    if order.system == System.SUM:
        return down(payer) and order.part == Part.PAPERLESS
    return down(payer) or (down(payee) and a68 == A68.BOTH_WAYS)


@rule("OWN-13", page="own")
def has_accounts(party: Party) -> bool:
    """An end settles over accounts of its own, or over those of a direct participant that is known."""
    return party.holder.known and direct(party.holder)


def refused(order: TransferOrder, reason: Reason) -> TransferOrder:
    """Return the order as refused, with the reason."""
    return replace(order, status=Status.REFUSED, reason=reason)


@rule("LIM-02", page="37-38, 47")
def within_limit(order: TransferOrder, payer: Participant) -> bool:
    """A payer sends Intraday payments up to its own limit through the clearing; exactly the limit is within it.

    In Sum limits act before the sums are made.
    """
    return order.system != System.INTRADAY or order.amount <= payer.limit


@rule("LIM-03", page="47")
def rerouted(order: TransferOrder) -> TransferOrder:
    """What is over the limit leaves the clearing, and is settled as a transfer between accounts at the central bank."""
    return replace(order, status=Status.REROUTED, reason=Reason.OVER_LIMIT)


def entered_when(submitted_at: Instant, registered_at: Instant, a02: A02) -> Instant:
    """Return when an order has entered: as it is registered, submitted or taken in by a cut-off, by reading A-02."""
    if a02 == A02.CUTOFF:
        return NEVER
    return submitted_at if a02 == A02.SUBMITTED else registered_at


@rule("SUM-02", page="9, 54-55")
def lodged(order: TransferOrder, block: BlockNo, a02: A02) -> TransferOrder:
    """A sum of Sumclearing is lodged by its deliverer, and enters when that delivers it."""
    entered_at = entered_when(order.submitted_at, NEVER, a02)
    return replace(order, status=Status.LODGED, reason=Reason.LODGED, entered_at=entered_at, block=block)


@rule("GEN-10", page="11")
def registered(order: TransferOrder, block: BlockNo, at: Instant, timetable: Timetable, a02: A02) -> TransferOrder:
    """An order enters when it is registered, for its block; from that cut-off on it is irrevocable."""
    return replace(
        order,
        status=Status.ENTERED,
        reason=Reason.ENTERED,
        entered_at=entered_when(order.submitted_at, at, a02),
        irrevocable_from=timetable[block].cutoff,
        block=block,
    )


def enter(order: TransferOrder, payer: Party, payee: Party, rulebook: Rulebook, *, taken: bool) -> TransferOrder:
    """Return the order of Sum as lodged, or that of Intraday as entered; or as refused or rerouted, with the reason."""
    timetable, readings = rulebook.batch, rulebook.readings
    reason = refusal(order, payer, payee, timetable, taken=taken)
    if reason != Reason.NOTHING:
        return refused(order, reason)
    if left_out(order, payer, payee, readings.a68):
        return refused(order, Reason.OUTAGE)
    if not (has_accounts(payer) and has_accounts(payee)):
        return refused(order, Reason.SPONSOR_MISSING)
    if not within_limit(order, payer.own):
        return rerouted(order)
    block = block_for(order.block, order.submitted_at, timetable, order.system)
    if block == NO_BLOCK:
        return refused(order, Reason.TOO_LATE)
    if order.system == System.SUM:
        return lodged(order, block, readings.a02)
    return registered(order, block, order.submitted_at, timetable, readings.a02)
