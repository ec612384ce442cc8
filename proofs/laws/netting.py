"""Laws of netting: the sums agree with the orders, and the exclusion loop ends."""

from zerohour.proofs.laws.insolvency import first_opening
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay
from zerohour.spec.netting import Draws, Pair, positions, taken_out
from zerohour.spec.orders import TransferOrder, deferred
from zerohour.spec.participants import ParticipantId
from zerohour.spec.readings import A20, A23, A43, A48
from zerohour.spec.timetable import NEVER, System

Systems = tuple[System, ...]
"""The clearings that settle together: Sum, then Intraday, or both."""


def part_of(order: TransferOrder, pair: Pair) -> int:
    """Return what the order adds to the sum, in øre."""
    if not deferred(order) or order.system != pair[0] or order.block != pair[1]:
        return 0
    return order.amount if order.debit == pair[2] and order.credit == pair[3] else 0


@law("what settles is what moves", "link", "GEN-01", "GEN-30", "SUM-02")
def sums_are_of_orders(day: BankDay, pair: Pair) -> bool:
    """Each sum is the total of the orders that await settlement in its clearing and block, from account to account."""
    return day.batch.sums[pair] == sum(part_of(day.orders[i], pair) for i in day.orders)


@law("only who is short is taken out", "exactness", "SUM-06", "INT-05", "GEN-27")
def nobody_out_at_the_start(day: BankDay, start: Draws, p: ParticipantId) -> bool:
    """Before the first round nobody has been taken out."""
    return not (day.participants[p].known and start[p] != 0)


@law("the exclusion of participants ends", "termination", "SUM-08", "GEN-30")
def never_back_in(day: BankDay, out: Draws, wider: Draws, p: ParticipantId) -> bool:
    """Who has been taken out stays out, with the net draw of that round."""
    return not (day.participants[p].known and out[p] > 0) or wider[p] == out[p]


@law("the exclusion of participants ends", "termination", "SUM-08", "GEN-30")
def somebody_new(day: BankDay, out: Draws, wider: Draws) -> bool:
    """Every round takes out somebody who was in, so that there are at most as many rounds as participants."""
    return any(wider[p] > 0 and out[p] <= 0 for p in day.participants)


@law("only who is short is taken out", "safety", "SUM-06", "SUM-07", "INT-05", "GEN-27")
def draws_of_rounds_are_not_below_zero(day: BankDay, out: Draws, wider: Draws, p: ParticipantId) -> bool:
    """A round takes nobody out without a draw."""
    return not (day.participants[p].known and out[p] >= 0) or wider[p] >= 0


def counted(day: BankDay, p: ParticipantId) -> int:
    """Return how much of the participant's line counts, in øre: none after a decree, if A-43 lets it lapse."""
    lapsed = day.rulebook.readings.a43 == A43.LAPSES_AT_DECREE and first_opening(day.participants[p]) != NEVER
    return 0 if lapsed else day.lines[p].batch


def net(day: BankDay, systems: Systems, out: Draws, p: ParticipantId) -> int:
    """Return the net position of the participant over the clearings, in øre, among those who are in.

    If A-20 does not let income and line count together, it is what is drawn, unless the income is enough for that.
    """
    each = [positions(day.batch.sums, s, day.batch.block, day.participants, taken_out(out)) for s in systems]
    income = sum(max(nets[p], 0) for nets in each)
    drawn = sum(max(-nets[p], 0) for nets in each)
    return -drawn if day.rulebook.readings.a20 == A20.EITHER and income < drawn else income - drawn


def lead_of(day: BankDay) -> System:
    """Return which clearing settles first where they settle in turn: Sum, unless A-48 goes by the block's table."""
    listed = day.rulebook.readings.a48 == A48.AS_LISTED and day.rulebook.batch[day.batch.block].intraday_first
    return System.INTRADAY if listed else System.SUM


def cover_of(day: BankDay, systems: Systems, first: Draws, p: ParticipantId) -> int:
    """Return what covers the net draw, in øre: the line, and where a clearing settles second what the first brings."""
    comes_second = len(systems) == 1 and systems[0] != lead_of(day)
    return counted(day, p) + (net(day, (lead_of(day),), first, p) if comes_second else 0)


@law(
    "only who is short is taken out", "exactness", "SUM-06", "INT-05", "GEN-27", "INS-17", "LIQ-17", "LIQ-19", "SUM-14"
)
def only_the_short(day: BankDay, systems: Systems, first: Draws, out: Draws, wider: Draws, p: ParticipantId) -> bool:
    """A round takes out only participants whose net position and cover are below zero, each with its net draw."""
    if not day.participants[p].known or wider[p] <= 0 or out[p] > 0:
        return True
    position = net(day, systems, out, p)
    return wider[p] == -position and lacks(position, cover_of(day, systems, first, p))


def lacks(position: int, cover: int) -> bool:
    """Whether a net position, in øre, is a draw that the cover does not suffice for."""
    return position < 0 and position + cover < 0


@law("a round takes out whom the reading says", "exactness", "SUM-08", "GEN-30")
def round_follows_the_reading(
    day: BankDay, systems: Systems, first: Draws, out: Draws, wider: Draws, p: ParticipantId
) -> bool:
    """The reference takes all who are short; worst first, and smallest shortfall first, who lacks most or least."""
    if not day.participants[p].known or out[p] > 0:
        return True
    a23 = day.rulebook.readings.a23
    nets = {q: net(day, systems, out, q) for q in day.participants}
    funds = {q: nets[q] + cover_of(day, systems, first, q) for q in day.participants}
    worse = any(out[q] <= 0 and nets[q] < 0 and funds[q] < 0 and funds[q] < funds[p] for q in day.participants)
    milder = any(out[q] <= 0 and nets[q] < 0 and funds[q] < 0 and funds[q] > funds[p] for q in day.participants)
    taken = nets[p] < 0 and funds[p] < 0
    if a23 == A23.WORST_FIRST:
        taken = taken and not worse
    if a23 == A23.SMALLEST_SHORTFALL:
        taken = taken and not milder
    return (wider[p] > 0) == taken
