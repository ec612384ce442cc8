"""Laws of netting: the sums agree with the orders, and the exclusion loop ends."""

from zerohour.proofs.laws.insolvency import first_opening
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay
from zerohour.spec.netting import Excluded, Pair, positions
from zerohour.spec.orders import TransferOrder, deferred
from zerohour.spec.participants import ParticipantId
from zerohour.spec.readings import A23, A43
from zerohour.spec.timetable import NEVER


def part_of(order: TransferOrder, pair: Pair) -> int:
    """Return what the order adds to the sum, in øre."""
    if deferred(order) and order.block == pair[0] and order.payer == pair[1] and order.payee == pair[2]:
        return order.amount
    return 0


@law("what settles is what moves", "link", "GEN-01", "GEN-30")
def sums_are_of_orders(day: BankDay, pair: Pair) -> bool:
    """Each sum is the total of the orders that await settlement in its block, from its payer to its payee."""
    return day.intraday.sums[pair] == sum(part_of(day.orders[i], pair) for i in day.orders)


@law("only who is short is taken out", "exactness", "SUM-06", "INT-05", "GEN-27")
def nobody_out_at_the_start(day: BankDay, start: Excluded, p: ParticipantId) -> bool:
    """Before the first round nobody has been taken out."""
    return not (day.participants[p].known and start[p])


@law("the exclusion of participants ends", "termination", "SUM-08", "GEN-30")
def never_back_in(day: BankDay, out: Excluded, wider: Excluded, p: ParticipantId) -> bool:
    """Who has been taken out stays out."""
    return not (day.participants[p].known and out[p]) or wider[p]


@law("the exclusion of participants ends", "termination", "SUM-08", "GEN-30")
def somebody_new(day: BankDay, out: Excluded, wider: Excluded) -> bool:
    """Every round takes out somebody who was in, so that there are at most as many rounds as participants."""
    return any(wider[p] and not out[p] for p in day.participants)


def counted(day: BankDay, p: ParticipantId) -> int:
    """Return how much of the participant's line counts, in øre: none after a decree, if A-43 lets it lapse."""
    lapsed = day.rulebook.readings.a43 == A43.LAPSES_AT_DECREE and first_opening(day.participants[p]) != NEVER
    return 0 if lapsed else day.lines[p].batch


@law("only who is short is taken out", "exactness", "SUM-06", "INT-05", "GEN-27", "INS-17")
def only_the_short(day: BankDay, out: Excluded, wider: Excluded, p: ParticipantId) -> bool:
    """A round takes out only participants whose net position and line together are below zero."""
    nets = positions(day.intraday.sums, day.intraday.block, day.participants, out)
    newly = day.participants[p].known and wider[p] and not out[p]
    return not newly or nets[p] + counted(day, p) < 0


@law("a round takes out whom the reading says", "exactness", "SUM-08", "GEN-30")
def round_follows_the_reading(day: BankDay, out: Excluded, wider: Excluded, p: ParticipantId) -> bool:
    """The reference takes all who are short; worst first, and smallest shortfall first, who lacks most or least."""
    if not day.participants[p].known or out[p]:
        return True
    nets, a23 = positions(day.intraday.sums, day.intraday.block, day.participants, out), day.rulebook.readings.a23
    funds = {q: nets[q] + counted(day, q) for q in day.participants}
    worse = any(not out[q] and funds[q] < 0 and funds[q] < funds[p] for q in day.participants)
    milder = any(not out[q] and funds[q] < 0 and funds[q] > funds[p] for q in day.participants)
    taken = funds[p] < 0
    if a23 == A23.WORST_FIRST:
        taken = taken and not worse
    if a23 == A23.SMALLEST_SHORTFALL:
        taken = taken and not milder
    return wider[p] == taken
