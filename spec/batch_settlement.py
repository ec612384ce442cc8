"""What Sum and Intraday share: a block's cut-off, lock and settlement, and what becomes of what was not booked."""

from dataclasses import dataclass
from enum import IntEnum

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import entered_when
from zerohour.spec.insolvency import rejected
from zerohour.spec.money import Ore
from zerohour.spec.netting import (
    Cycle,
    Draws,
    Excluded,
    Participants,
    Positions,
    Sums,
    against_cover,
    covered,
    exclude,
    nobody,
    positions,
    stays,
    taken_out,
)
from zerohour.spec.orders import Status, TransferOrder, waits
from zerohour.spec.participants import ParticipantId, Party, out_from
from zerohour.spec.readings import A15, A22, A25, A40, A47, A48
from zerohour.spec.records import replace
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, Block, BlockNo, Days, Instant, System, Timetable, within


class Phase(IntEnum):
    """Where the running block stands."""

    OPEN = 0
    CLOSED = 1
    """Cut off: its cycle is fixed."""
    FORECAST = 2
    """The accounts have been funded for it."""
    LOCKED = 3
    """Its lines are fixed too."""


def may_be_locked(phase: Phase) -> bool:
    """Whether the block is cut off and not locked; without a forecast nothing is funded for it, and it goes on."""
    return phase == Phase.CLOSED or phase == Phase.FORECAST  # membership is no symbolic question


@dataclass(frozen=True)
class Batch:
    """Where Sum and Intraday stand, and what their last settlement did."""

    sums: Sums
    nets: Positions
    """The net positions that were booked last, over both clearings, in øre."""
    sum_out: Excluded
    out: Excluded
    """Who was taken out of that settlement: out of Sum, and out of Intraday."""
    draws: Table[ParticipantId, Ore]
    """The net draw with which each participant that is set aside in Sum was taken out, in øre; 0 for the others."""
    held: Excluded
    """Who is set aside and kept out of the running block."""
    sanctions: Table[ParticipantId, int]
    """How many sanctions each participant has had, for settlements in which it fell short."""
    sum_carried_out: bool = False
    """Whether the last settlement carried Sum out; it needs sums of two participants."""
    block: BlockNo = 0
    """The block that is cut off next, or that is between its cut-off and its settlement."""
    phase: Phase = Phase.OPEN
    delay: Instant = 0
    """By how much all that is to come of the running block, or was of the last one, is postponed."""


def may_be_postponed(n: BlockNo, timetable: Timetable, by: Instant, money_days: Days) -> bool:
    """Whether the block is over before the next one is cut off, and before its monetary-policy day ends."""
    settles, over = timetable[n].settle, timetable[n].release + by
    first = all(b != next_of(n) or over < timetable[b].cutoff for b in timetable)
    return first and any(within(settles, money_days[d]) and over <= money_days[d].end for d in money_days)


@rule("GEN-31", page="58")
def waits_for(order: TransferOrder, block: BlockNo) -> bool:
    """At its cut-off a block takes what waits for it: entered for it, carried over to it, or set aside until then."""
    return order.block == block and waits(order)


@rule("INS-05", page="43, 62")
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


def next_of(block: BlockNo) -> BlockNo:
    """Return the block after this one."""
    return block + 1


@rule("SUM-04", page="55")
def enough_for_sum(sums: Sums, block: BlockNo, participants: Participants, out: Excluded) -> bool:
    """Sum settles only if there are sums of two direct participants or more."""
    part = {p: has_sums(sums, block, participants, p, out) for p in participants}
    return any(part[p] and another(part, p) for p in participants)


def another(part: Excluded, p: ParticipantId) -> bool:
    """Whether somebody else than p takes part."""
    return any(part[q] and q != p for q in part)


def has_sums(sums: Sums, block: BlockNo, participants: Participants, p: ParticipantId, out: Excluded) -> bool:
    """Whether the participant has a sum in the block, to pay or to receive, that stays in it."""
    return any(
        (sums[System.SUM, block, p, q] > 0 or sums[System.SUM, block, q, p] > 0) and stays(p, q, out)
        for q in participants
    )


def sum_is_carried_out(sums: Sums, block: BlockNo, participants: Participants, draws: Draws, a25: A25) -> bool:
    """Whether what is left after the exclusions has to be of two participants or more too is reading A-25."""
    if a25 == A25.ALSO_AFTER and not enough_for_sum(sums, block, participants, taken_out(draws)):
        return False
    return enough_for_sum(sums, block, participants, taken_out(nobody(participants)))


@dataclass(frozen=True)
class Exclusions:
    """Who is taken out of Sum and of Intraday, with which net draw, in øre."""

    sum: Draws
    intraday: Draws


class Way(IntEnum):
    """How Sum and Intraday settle in one block."""

    TOGETHER = 0
    SERIALLY = 1
    TOGETHER_WITH_EXCLUSION = 2


BOTH = (System.SUM, System.INTRADAY)
"""The clearings that settle in a block."""


def both_as_one(block: BlockNo, cover: Positions, rulebook: Rulebook) -> Cycle:
    """Return Sum and Intraday of the block as what settles together."""
    return Cycle(BOTH, block, cover, rulebook.readings.a20)


@rule("LIQ-18", page="45")
def way(sums: Sums, both: Cycle, participants: Participants, a47: A47) -> Way:
    """If the liquidity of all suffices, both settle on one position; else, one after the other (A-47)."""
    if a47 == A47.TOTAL_WITH_EXCLUSION:
        return Way.TOGETHER_WITH_EXCLUSION
    total = against_cover(sums, both, participants, taken_out(nobody(participants)))
    enough = all(covered(total[p], both.cover[p]) for p in participants)
    return Way.TOGETHER if enough and a47 == A47.TOTAL_THEN_SERIAL else Way.SERIALLY


@rule("LIQ-19", page="54")
def leads(block: Block, a48: A48) -> System:
    """One after the other, Sum comes first; if A-48 goes by their table, Intraday does in day blocks."""
    return System.INTRADAY if a48 == A48.AS_LISTED and block.intraday_first else System.SUM


def first_in_turn(block: BlockNo, cover: Positions, rulebook: Rulebook) -> Cycle:
    """Return the clearing that settles first, on the lines, where they settle one after the other."""
    return Cycle((leads(rulebook.batch[block], rulebook.readings.a48),), block, cover)


@rule("LIQ-19", page="54")
def next_in_turn(sums: Sums, first: Cycle, participants: Participants, draws: Draws) -> Cycle:
    """The second clearing settles on what the first one leaves of the lines, or adds to them."""
    (lead,) = first.systems
    booked = positions(sums, lead, first.block, participants, taken_out(draws))
    second = System.SUM if lead == System.INTRADAY else System.INTRADAY
    return Cycle((second,), first.block, {p: first.cover[p] + booked[p] for p in participants})


def in_turn(first: Cycle, out_first: Draws, out_next: Draws) -> Exclusions:
    """Return who was taken out of which clearing, where they settled one after the other."""
    (lead,) = first.systems
    sum_first = lead == System.SUM
    return Exclusions(
        {p: out_first[p] if sum_first else out_next[p] for p in out_first},
        {p: out_next[p] if sum_first else out_first[p] for p in out_first},
    )


@rule("SUM-11", page="54")
@rule("SUM-14", page="54")
def exclusions(
    sums: Sums, block: BlockNo, participants: Participants, cover: Positions, rulebook: Rulebook
) -> Exclusions:
    """Sum settles together with Intraday, or by itself; exclusion from the one is not exclusion from the other."""
    a23, both = rulebook.readings.a23, both_as_one(block, cover, rulebook)
    chosen = way(sums, both, participants, rulebook.readings.a47)
    if chosen == Way.TOGETHER:
        return Exclusions(nobody(participants), nobody(participants))
    if chosen == Way.TOGETHER_WITH_EXCLUSION:
        out = exclude(sums, both, participants, a23)
        return Exclusions(out, out)
    first = first_in_turn(block, cover, rulebook)
    out_first = exclude(sums, first, participants, a23)
    out_next = exclude(sums, next_in_turn(sums, first, participants, out_first), participants, a23)
    return in_turn(first, out_first, out_next)


@rule("INT-10", page="56-57")
def final_from(system: System, at: Instant, block: Block, a40: A40) -> Instant:
    """Sum is final when it is booked; Intraday when its hub has the receipt, and payments go on from there (A-40)."""
    if a40 == A40.RECEIPT or (a40 == A40.COMPLETED and system == System.INTRADAY):
        return at + block.receipt - block.settle
    return at


@rule("GEN-32", page="59")
@rule("INT-04", page="41")
def complete(order: TransferOrder, at: Instant, block: Block, a40: A40) -> TransferOrder:
    """Settlement is final when it is completed (SF3), and no payee has its money before the booking."""
    reason = Reason.BOOKED_IN_SUM if order.system == System.SUM else Reason.BOOKED
    return replace(order, status=Status.SETTLED, reason=reason, final_at=final_from(order.system, at, block, a40))


@rule("LIQ-26", page="37-38, 48")
def sanctions_after(sanctions: int, *, sum_out: bool, out: bool) -> int:
    """Who falls short in Sum or Intraday gets a sanction, one for a settlement."""
    return sanctions + 1 if sum_out or out else sanctions


def enters_anew(a22: A22) -> bool:
    """Whether what moves to another block enters there anew, and may be revoked again, is reading A-22."""
    return a22 == A22.RENEWED


@rule("GEN-29", page="52")
@rule("SUM-07", page="55")
@rule("INT-06", page="56")
@rule("INT-09", page="56")
def carry(order: TransferOrder, then: BlockNo, at: Instant, rulebook: Rulebook) -> TransferOrder:
    """What was not booked is set aside in Sum, and in Intraday moves on, with the entry and irrevocability it had."""
    aside = order.system == System.SUM
    status = Status.SET_ASIDE if aside else Status.CARRIED
    reason = Reason.SET_ASIDE if aside else Reason.CARRIED_OVER
    moved = replace(order, status=status, reason=reason, block=then)
    if enters_anew(rulebook.readings.a22):
        entered_at = entered_when(at, at, rulebook.readings.a02)
        return replace(moved, entered_at=entered_at, irrevocable_from=rulebook.batch[then].cutoff)
    return moved


@rule("INS-12", page="62")
def end_out(payer: Party, payee: Party, system: System) -> bool:
    """Whether an end or its sponsor has been marked there, or excluded, by the end of the settlement."""
    return out_from(payer, system) != NEVER or out_from(payee, system) != NEVER


@rule("SUM-04", page="55")
def for_want_of_two(order: TransferOrder) -> TransferOrder:
    """Return a sum that waits for the next block of Sum, with the reason that too few took part."""
    return replace(order, reason=Reason.TOO_FEW_IN_SUM) if order.status == Status.SET_ASIDE else order


class Fate(IntEnum):
    """What becomes of what was not booked."""

    TRIED_AGAIN = 0
    REJECTED = 1
    REVERSED = 2


@rule("INS-10", page="62")
@rule("GEN-13", page="11")
def without_cover(payer: Party, payee: Party, system: System, a15: A15) -> Fate:
    """What was not booked is tried again, unless an end is out by then: then A-15 says, and rejects it by default."""
    if not end_out(payer, payee, system) or a15 == A15.SET_ASIDE:
        return Fate.TRIED_AGAIN
    return Fate.REVERSED if a15 == A15.REVERSED else Fate.REJECTED


@rule("INT-07", page="56")
@rule("SUM-16", page="64")
def moves_on(then: BlockNo, payer: Party, payee: Party, system: System, a15: A15) -> bool:
    """What was not booked moves on, except from the last block of the day, where it is finally rejected."""
    return then != NO_BLOCK and without_cover(payer, payee, system, a15) == Fate.TRIED_AGAIN


def given_up(order: TransferOrder, payer: Party, payee: Party, a15: A15) -> TransferOrder:
    """Return the order as finally rejected, or reversed, with the reason."""
    if not end_out(payer, payee, order.system):
        return rejected(order, Reason.LAST_OF_DAY)
    if without_cover(payer, payee, order.system, a15) == Fate.REVERSED:
        return replace(order, status=Status.REVERSED, reason=Reason.REVERSED)
    return rejected(order, Reason.END_MARKED)


def not_booked(
    order: TransferOrder, payer: Party, payee: Party, then: BlockNo, at: Instant, rulebook: Rulebook
) -> TransferOrder:
    """Return what becomes of an order that was not booked; `then` is its following block, if there is one that day."""
    if moves_on(then, payer, payee, order.system, rulebook.readings.a15):
        return carry(order, then, at, rulebook)
    return given_up(order, payer, payee, rulebook.readings.a15)
