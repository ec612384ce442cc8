"""Netting: bilateral sums, multilateral net positions, cover, and exclusion with recalculation.

A settlement works on the sums of participants with each other, never on the orders.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, TransferOrder, deferred
from zerohour.spec.participants import Accounts, Participant, ParticipantId
from zerohour.spec.readings import A20, A23
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table, grouped
from zerohour.spec.timetable import BlockNo, System

X = TypeVar("X")

Pair: TypeAlias = tuple[System, BlockNo, ParticipantId, ParticipantId]
"""A clearing, a block of it, and over whose accounts is paid, from the first to the second."""

Sums: TypeAlias = Table[Pair, Ore]
"""What each participant owes each other one in each block of Sum and of Intraday, in øre."""

Participants: TypeAlias = Table[ParticipantId, Participant]
Lines: TypeAlias = Table[ParticipantId, Accounts]
Excluded: TypeAlias = Mapping[ParticipantId, bool]
Positions: TypeAlias = Mapping[ParticipantId, Ore]
"""What each participant receives less what it pays, or what it can use, in øre."""

Draws: TypeAlias = Mapping[ParticipantId, Ore]
"""The net draw, in øre, with which each participant was taken out; 0 for who was not."""


def pair_of(order: TransferOrder) -> Pair:
    """Return the sum that the order is part of."""
    return (order.system, order.block, order.debit, order.credit)


def with_order(sums: Sums, order: TransferOrder, amount: Ore) -> Sums:
    """Return the sums with the amount (in øre, negative to take it away) added where the order stands."""
    pair = pair_of(order)
    return sums | {pair: sums[pair] + amount}


def totals(orders: Mapping[OrderId, TransferOrder]) -> Mapping[Pair, Ore]:
    """Add up, in øre, those of the orders that await settlement, by the sums that they are part of.

    The one grouping of the specification: it looks at each order once.
    """
    waiting = [orders[i] for i in orders if deferred(orders[i])]
    return grouped([(pair_of(order), order.amount) for order in waiting])


def with_orders(sums: Sums, came: Mapping[OrderId, TransferOrder]) -> Sums:
    """Return the sums with the orders that have come to await settlement."""
    more = totals(came)
    return sums | {pair: sums[pair] + more[pair] for pair in more}


def without_orders(sums: Sums, gone: Mapping[OrderId, TransferOrder]) -> Sums:
    """Return the sums without the orders, as they stood in them."""
    less = totals(gone)
    return sums | {pair: sums[pair] - less[pair] for pair in less}


@rule("GEN-29", page="52")
@rule("INS-09", page="53")
def stays(payer: ParticipantId, payee: ParticipantId, out: Excluded) -> bool:
    """What is owed stays in the cycle while neither of those over whose accounts it settles has been taken out."""
    return not (out[payer] or out[payee])


def receives(sums: Sums, system: System, block: BlockNo, p: ParticipantId, q: ParticipantId, out: Excluded) -> Ore:
    """Return what p receives from q in the clearing, less what it pays q, in øre."""
    return sums[system, block, q, p] - sums[system, block, p, q] if stays(p, q, out) else 0


@rule("GEN-01", page="9")
def positions(sums: Sums, system: System, block: BlockNo, participants: Participants, out: Excluded) -> Positions:
    """The net position of each participant is what it receives less what it pays, over all who stay."""
    return {
        p: 0 if out[p] else sum(receives(sums, system, block, p, q, out) for q in participants) for p in participants
    }


def weighed(each: tuple[Ore, ...], a20: A20) -> Ore:
    """Return what the line is weighed against, in øre, of the net positions in clearings that settle simultaneously.

    Whether what one of them brings counts for a draw in the other that it does not cover by itself is reading A-20.
    """
    if a20 == A20.EITHER and sum(net for net in each) < 0:
        return sum(min(net, 0) for net in each)
    return sum(net for net in each)


@rule("GEN-27", page="43, 52, 53, 62")
@rule("SUM-06", page="55")
def covered(net: Ore, line: Ore) -> bool:
    """A participant takes part if it receives net, or its credit line covers its net draw; exactly enough is enough."""
    return net >= 0 or net + line >= 0


@rule("INT-05", page="51, 52")
def short(net: Ore, line: Ore, *, out: bool) -> bool:
    """A participant that is still in and not covered is short, and has to be taken out."""
    return not out and not covered(net, line)


def picked(p: ParticipantId, shorts: Excluded, funds: Positions, a23: A23) -> bool:
    """Whether a round takes this short participant out is reading A-23. Funds are net position plus line, in øre."""
    if a23 == A23.WORST_FIRST:
        return shorts[p] and all(not shorts[q] or funds[p] <= funds[q] for q in funds)
    if a23 == A23.SMALLEST_SHORTFALL:
        return shorts[p] and all(not shorts[q] or funds[p] >= funds[q] for q in funds)
    return shorts[p]


def shortages(nets: Positions, cover: Positions, out: Excluded) -> Excluded:
    """Say of each participant whether it is short."""
    return {p: short(nets[p], cover[p], out=out[p]) for p in nets}


def nobody(participants: Participants) -> Draws:
    """Return that nobody has been taken out."""
    return {p: 0 for p in participants}


def taken_out(draws: Draws) -> Excluded:
    """Say of each participant whether it has been taken out."""
    return {p: draws[p] > 0 for p in draws}


@dataclass(frozen=True)
class Round:
    """A round of exclusion: the net positions of those who were in, in øre, who of them was short, who is out then."""

    nets: Positions
    shorts: Excluded
    draws: Draws


@dataclass(frozen=True)
class Cycle:
    """What settles together: of which clearings, in which block, on what cover (in øre)."""

    systems: tuple[System, ...]
    block: BlockNo
    cover: Positions
    a20: A20 = A20.SUM


@rule("LIQ-17", page="45")
def against_cover(sums: Sums, cycle: Cycle, participants: Participants, out: Excluded) -> Positions:
    """Where clearings settle simultaneously, each participant has one net position, which its cover is weighed against.

    In øre; `weighed` says how the clearings count.
    """
    each = [positions(sums, system, cycle.block, participants, out) for system in cycle.systems]
    return {p: weighed(tuple(nets[p] for nets in each), cycle.a20) for p in participants}


@rule("GEN-30", page="53, 55")
def exclusion_round(sums: Sums, cycle: Cycle, participants: Participants, draws: Draws, a23: A23) -> Round:
    """After taking out who is short, the positions of the others are computed anew."""
    out = taken_out(draws)
    nets = against_cover(sums, cycle, participants, out)
    shorts = shortages(nets, cycle.cover, out)
    funds = {p: nets[p] + cycle.cover[p] for p in participants}
    gone = {p: -nets[p] if picked(p, shorts, funds, a23) else draws[p] for p in participants}
    return Round(nets, shorts, gone)


def until(step: Callable[[X], tuple[bool, X]], start: X) -> X:
    """Repeat the step until it says that it is done. The one loop of the specification."""
    done, state = step(start)
    while not done:
        done, state = step(state)
    return state


@rule("SUM-08", page="55")
def exclude(sums: Sums, cycle: Cycle, participants: Participants, a23: A23) -> Draws:
    """Rounds of exclusion are repeated until nobody is short."""

    def one_round(draws: Draws) -> tuple[bool, Draws]:
        done = exclusion_round(sums, cycle, participants, draws, a23)
        if not any(done.shorts[p] for p in participants):
            return True, draws
        return False, done.draws

    return until(one_round, nobody(participants))
