"""Intradagclearing: cut-off, settlement of multilateral nets, carry-over, final rejection in the last block."""

from dataclasses import dataclass, replace

from zerohour.spec.decisions import Reason
from zerohour.spec.insolvency import rejected
from zerohour.spec.money import Ore
from zerohour.spec.netting import Excluded, Pair, Participants, Positions, Sums, stays
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant
from zerohour.spec.readings import A22
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, BlockNo, Instant, Timetable


@dataclass(frozen=True)
class Intraday:
    """Where the clearing stands, and what its last settlement did."""

    sums: Sums
    nets: Positions
    out: Excluded
    """The net positions that were booked last, in øre, and who was taken out of that settlement."""
    block: BlockNo = 0
    """The block that is cut off next, or that is between its cut-off and its settlement."""
    clearing: bool = False
    """Whether it is between them."""


@rule("GEN-31", page="58")
def waits_for(order: TransferOrder, block: BlockNo) -> bool:
    """At its cut-off a block takes what waits for it: what has entered for it, and what was carried over to it."""
    return order.block == block and (order.status == Status.ENTERED or order.status == Status.CARRIED)


@rule("INS-06", page="52")
def admit(order: TransferOrder) -> TransferOrder:
    """What is admitted at the cut-off takes part as normal, whatever happens to its ends before the settlement."""
    return replace(order, status=Status.ADMITTED, reason=Reason.ADMITTED)


def in_cycle(order: TransferOrder, block: BlockNo) -> bool:
    """Whether the order was admitted to the cycle of the block."""
    return order.status == Status.ADMITTED and order.block == block


@rule("GEN-32", page="59")
def complete(order: TransferOrder, at: Instant) -> TransferOrder:
    """Settlement is final when it is completed (SF3)."""
    return replace(order, status=Status.SETTLED, reason=Reason.BOOKED, final_at=at)


def next_of(block: BlockNo) -> BlockNo:
    """Return the block after this one."""
    return block + 1


@rule("INT-06", page="56")
def carry(order: TransferOrder, at: Instant, timetable: Timetable, a22: A22) -> TransferOrder:
    """What was not booked moves to the following block; whether it keeps its entry is reading A-22."""
    block = next_of(order.block)
    moved = replace(order, status=Status.CARRIED, reason=Reason.CARRIED_OVER, block=block)
    if a22 == A22.RENEWED:
        return replace(moved, entered_at=at, irrevocable_from=timetable[block].cutoff)
    return moved


@rule("INS-10", page="62")
@rule("INS-12", page="62")
def end_marked(payer: Participant, payee: Participant) -> bool:
    """What was not booked and has an end that is marked by then is not carried over: it is finally rejected."""
    return payer.intraday_marked_at != NEVER or payee.intraday_marked_at != NEVER


@rule("INT-07", page="56")
def moves_on(block: BlockNo, payer: Participant, payee: Participant, timetable: Timetable) -> bool:
    """What was not booked moves on, except in the last block of the day, where it is finally rejected."""
    return not timetable[block].last and not end_marked(payer, payee)


def after_settlement(
    order: TransferOrder,
    payer: Participant,
    payee: Participant,
    out: Excluded,
    at: Instant,
    timetable: Timetable,
    a22: A22,
) -> TransferOrder:
    """Return what becomes of an order of the cycle that settles."""
    if stays(order.payer, order.payee, out):
        return complete(order, at)
    if moves_on(order.block, payer, payee, timetable):
        return carry(order, at, timetable, a22)
    return rejected(order, Reason.END_MARKED if end_marked(payer, payee) else Reason.LAST_OF_DAY)


def carried_sums(
    sums: Sums, block: BlockNo, participants: Participants, out: Excluded, timetable: Timetable
) -> dict[Pair, Ore]:
    """Return the sums of the following block, in øre, with what moves on to it."""
    following = next_of(block)
    return {
        (following, p, q): sums[following, p, q]
        + (
            sums[block, p, q]
            if not stays(p, q, out) and moves_on(block, participants[p], participants[q], timetable)
            else 0
        )
        for p in participants
        for q in participants
    }
