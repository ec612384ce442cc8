"""Netting: bilateral sums, multilateral net positions, cover, and exclusion with recalculation.

A settlement works on the sums of participants with each other, never on the orders.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, TransferOrder
from zerohour.spec.participants import Accounts, Participant, ParticipantId
from zerohour.spec.readings import A23
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table
from zerohour.spec.timetable import BlockNo

X = TypeVar("X")

Pair: TypeAlias = tuple[BlockNo, ParticipantId, ParticipantId]
"""A block, who pays in it, and whom."""

Sums: TypeAlias = Table[Pair, Ore]
"""What each participant owes each other one in each block, in øre."""

Participants: TypeAlias = Table[ParticipantId, Participant]
Lines: TypeAlias = Table[ParticipantId, Accounts]
Excluded: TypeAlias = Mapping[ParticipantId, bool]
Positions: TypeAlias = Mapping[ParticipantId, Ore]
"""What each participant receives less what it pays, or what it can use, in øre."""


def with_order(sums: Sums, order: TransferOrder, amount: Ore) -> Sums:
    """Return the sums with the amount (in øre, negative to take it away) added where the order stands."""
    pair = (order.block, order.payer, order.payee)
    return sums | {pair: sums[pair] + amount}


def stands(order: TransferOrder, pair: Pair) -> bool:
    """Whether the order is part of this sum."""
    return order.block == pair[0] and order.payer == pair[1] and order.payee == pair[2]


def without_orders(sums: Sums, gone: Mapping[OrderId, TransferOrder], touched: ParticipantId) -> Sums:
    """Return the sums without the orders that left, all of them to or from one participant."""
    return sums | {
        pair: sums[pair] - sum(gone[i].amount for i in gone if stands(gone[i], pair))
        for pair in sums
        if pair[1] == touched or pair[2] == touched
    }


@rule("GEN-29", page="52")
def stays(payer: ParticipantId, payee: ParticipantId, out: Excluded) -> bool:
    """What one participant owes another stays in the cycle while neither of them has been taken out."""
    return not (out[payer] or out[payee])


def receives(sums: Sums, block: BlockNo, p: ParticipantId, q: ParticipantId, out: Excluded) -> Ore:
    """Return what p receives from q in the cycle, less what it pays q, in øre."""
    return sums[block, q, p] - sums[block, p, q] if stays(p, q, out) else 0


@rule("GEN-01", page="9")
def positions(sums: Sums, block: BlockNo, participants: Participants, out: Excluded) -> Positions:
    """The net position of each participant is what it receives less what it pays, over all who stay."""
    return {p: sum(receives(sums, block, p, q, out) for q in participants) for p in participants}


@rule("GEN-27", page="43, 52, 53, 62")
@rule("SUM-06", page="55")
def covered(net: Ore, line: Ore) -> bool:
    """A participant takes part if its credit line covers its net draw; exactly enough is enough."""
    return net + line >= 0


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


@dataclass(frozen=True)
class Round:
    """A round of exclusion: the net positions of those who were in, in øre, who of them was short, who is out then."""

    nets: Positions
    shorts: Excluded
    out: Excluded


@rule("GEN-30", page="53, 55")
def exclusion_round(
    sums: Sums, block: BlockNo, participants: Participants, cover: Positions, out: Excluded, a23: A23
) -> Round:
    """After taking out who is short, the positions of the others are computed anew."""
    nets = positions(sums, block, participants, out)
    shorts = shortages(nets, cover, out)
    funds = {p: nets[p] + cover[p] for p in participants}
    return Round(nets, shorts, {p: out[p] or picked(p, shorts, funds, a23) for p in participants})


def until(step: Callable[[X], tuple[bool, X]], start: X) -> X:
    """Repeat the step until it says that it is done. The one loop of the specification."""
    done, state = step(start)
    while not done:
        done, state = step(state)
    return state


@rule("SUM-08", page="55")
def exclude(sums: Sums, block: BlockNo, participants: Participants, cover: Positions, a23: A23) -> Excluded:
    """Rounds of exclusion are repeated until nobody is short."""

    def one_round(out: Excluded) -> tuple[bool, Excluded]:
        done = exclusion_round(sums, block, participants, cover, out, a23)
        if not any(done.shorts[p] for p in participants):
            return True, out
        return False, done.out

    return until(one_round, {p: False for p in participants})
