"""Intradagclearing: cut-off, settlement of multilateral nets, carry-over, final rejection in the last block."""

from dataclasses import dataclass, replace

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import entered_when
from zerohour.spec.insolvency import rejected
from zerohour.spec.money import Ore
from zerohour.spec.netting import Excluded, Pair, Participants, Positions, Sums, stays
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, System, out_from
from zerohour.spec.readings import A15, A22
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, NO_BLOCK, Block, BlockNo, Instant


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
@rule("GEN-25", page="53")
@rule("GEN-31", page="58")
def admit(order: TransferOrder, block: Block) -> TransferOrder:
    """What is admitted at the cut-off has entered by then, and takes part as normal."""
    entered_at = min(order.entered_at, block.cutoff)
    return replace(order, status=Status.ADMITTED, reason=Reason.ADMITTED, entered_at=entered_at)


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
def carry(order: TransferOrder, then: BlockNo, at: Instant, rulebook: Rulebook) -> TransferOrder:
    """What was not booked moves to the following block, with the entry and irrevocability that it had."""
    moved = replace(order, status=Status.CARRIED, reason=Reason.CARRIED_OVER, block=then)
    if enters_anew(rulebook.readings.a22):
        entered_at = entered_when(at, rulebook.readings.a02)
        return replace(moved, entered_at=entered_at, irrevocable_from=rulebook.intraday[then].cutoff)
    return moved


def enters_anew(a22: A22) -> bool:
    """Whether what moves to another block enters there anew, and may be revoked again, is reading A-22."""
    return a22 == A22.RENEWED


@rule("INS-12", page="62")
def end_out(payer: Participant, payee: Participant) -> bool:
    """Whether an end has been marked, or excluded at discretion, by the end of the settlement."""
    return out_from(payer, System.INTRADAY) != NEVER or out_from(payee, System.INTRADAY) != NEVER


@rule("INS-10", page="62")
@rule("GEN-13", page="11")
def without_cover(payer: Participant, payee: Participant, a15: A15) -> Status:
    """What was not booked is tried again, unless an end is out by then: then A-15 says, and rejects it by default."""
    if not end_out(payer, payee) or a15 == A15.SET_ASIDE:
        return Status.CARRIED
    return Status.REVERSED if a15 == A15.REVERSED else Status.REJECTED


@rule("INT-07", page="56")
def moves_on(then: BlockNo, payer: Participant, payee: Participant, a15: A15) -> bool:
    """What was not booked moves on, except in the last block of the day, where it is finally rejected."""
    return then != NO_BLOCK and without_cover(payer, payee, a15) == Status.CARRIED


def given_up(order: TransferOrder, payer: Participant, payee: Participant, a15: A15) -> TransferOrder:
    """Return the order as finally rejected, or reversed, with the reason."""
    if not end_out(payer, payee):
        return rejected(order, Reason.LAST_OF_DAY)
    if without_cover(payer, payee, a15) == Status.REVERSED:
        return replace(order, status=Status.REVERSED, reason=Reason.REVERSED)
    return rejected(order, Reason.END_MARKED)


def not_booked(
    order: TransferOrder, payer: Participant, payee: Participant, then: BlockNo, at: Instant, rulebook: Rulebook
) -> TransferOrder:
    """Return what becomes of an order that was not booked; `then` is the following block, if there is one that day."""
    if moves_on(then, payer, payee, rulebook.readings.a15):
        return carry(order, then, at, rulebook)
    return given_up(order, payer, payee, rulebook.readings.a15)


def carried_sums(
    sums: Sums, block: BlockNo, then: BlockNo, participants: Participants, out: Excluded, a15: A15
) -> dict[Pair, Ore]:
    """Return the sums of the following block, in øre, with what moves on to it."""
    return {
        (then, p, q): sums[then, p, q]
        + (sums[block, p, q] if not stays(p, q, out) and moves_on(then, participants[p], participants[q], a15) else 0)
        for p in participants
        for q in participants
    }
