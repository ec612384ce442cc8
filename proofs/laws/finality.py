"""Laws of the three moments: entry, irrevocability, finality, and what the law protects."""

from zerohour.proofs.laws.insolvency import first_opening, left_out_from
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Event, Exclude, Mark, Revoke, Submit
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.orders import OrderId, Status, TransferOrder, deferred, terminal
from zerohour.spec.participants import Participant, ParticipantId, System
from zerohour.spec.readings import A01, A02, A05, A07, A09, A14, DayReading, Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Days, Instant, Timetable


@law("finality is stable", "safety", "GEN-32", "GEN-19")
def terminal_is_final(before: BankDay, after: BankDay, i: OrderId) -> bool:
    """Nothing ever changes an order that is settled, rejected, reversed, revoked, rerouted or refused."""
    return not terminal(before.orders[i]) or after.orders[i] == before.orders[i]


@law("an order is revoked if and only if it may be", "exactness", "GEN-11", "GEN-31")
def revoked_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """A revocation takes effect on what awaits settlement, before its moment of irrevocability, and only then."""
    b, a = before.orders[i], after.orders[i]
    revoked = a.status == Status.REVOKED and b.status != Status.REVOKED
    if type(event) is not Revoke or event.order != i:
        return not revoked
    return revoked == (event.at >= before.now and deferred(b) and event.at < b.irrevocable_from)


@law("an order enters if and only if it may", "exactness", "GEN-10", "GEN-31", "INT-02", "INT-03", "INS-04", "LIM-02")
def enters_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Well formed, both ends known and not out by then, within the payer's limit, and a block that still takes it."""
    b, a = before.orders[i], after.orders[i]
    enters = a.status == Status.ENTERED and b.status != Status.ENTERED
    rerouted = a.status == Status.REROUTED and b.status != Status.REROUTED
    if type(event) is not Submit or event.system != System.INTRADAY or event.order != i:
        return not enters and not rerouted
    payer, payee, timetable = (
        before.participants[event.payer],
        before.participants[event.payee],
        before.rulebook.intraday,
    )
    comes_in = (
        event.at >= before.now
        and payer.known
        and payee.known
        and (event.block == NO_BLOCK or any(n == event.block for n in timetable))
        and event.payer != event.payee
        and event.amount > 0
        and b.status == Status.ABSENT
        and left_out_from(payer, payer.intraday_marked_at) > event.at
        and left_out_from(payee, payee.intraday_marked_at) > event.at
    )
    within = event.amount <= payer.limit
    may = comes_in and within and any(takes(timetable, n, event.block, event.at) for n in timetable)
    if rerouted != (comes_in and not within):
        return False
    if not may:
        return not enters
    entered_at = NEVER if before.rulebook.readings.a02 == A02.CUTOFF else event.at
    return (
        enters
        and a.entered_at == entered_at
        and a.amount == event.amount
        and takes(timetable, a.block, event.block, event.at)
        and (
            event.block != NO_BLOCK
            or not any(n < a.block and takes(timetable, n, NO_BLOCK, event.at) for n in timetable)
        )
        and a.irrevocable_from == timetable[a.block].cutoff
    )


def takes(timetable: Timetable, n: BlockNo, named: BlockNo, at: Instant) -> bool:
    """Whether the block may take an order sent now that names this block, or none."""
    if timetable[n].cutoff <= at:
        return False
    if named == NO_BLOCK:
        return not timetable[n].technical
    if timetable[named].technical:
        return False
    return n == named if timetable[named].cutoff > at else n == timetable[named].late_to


@law("a mark takes out what waits, and nothing else", "exactness", "INS-06", "INS-07", "INS-12", "GEN-26", "GEN-21")
def mark_takes_out_what_waits(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Waiting orders to and from who is marked or excluded are rejected, as the readings say; admitted ones stay."""
    b, a = before.orders[i], after.orders[i]
    rejected = a.status == Status.REJECTED and b.status != Status.REJECTED
    cutoff = before.rulebook.intraday[b.block].cutoff
    if type(event) is Exclude:
        who = before.participants[event.participant]
        taken = who.known and who.excluded_at == NEVER and event.at >= before.now
        return rejected == (taken and deferred(b) and ends(b, event.participant) and cutoff > event.at)
    if type(event) is not Mark or event.system != System.INTRADAY:
        return type(event) is not Mark or not rejected
    who = before.participants[event.participant]
    taken = who.known and first_opening(who) != NEVER and who.intraday_marked_at == NEVER and event.at >= before.now
    hit = deferred(b) and ends(b, event.participant)
    return rejected == (taken and hit and leaves(b, who, event, cutoff, before.rulebook.readings))


def ends(order: TransferOrder, p: ParticipantId) -> bool:
    """Whether the participant pays or receives."""
    return order.payer == p or order.payee == p


def leaves(order: TransferOrder, who: Participant, event: Mark, cutoff: Instant, readings: Readings) -> bool:
    """Whether an order of the marked participant that awaits settlement has to go."""
    decree = first_opening(who)
    if readings.a09 == A09.NEVER and order.payer == event.participant and order.submitted_at >= decree:
        return True
    if readings.a07 == A07.MARK and order.status == Status.ADMITTED:
        return True
    kept = readings.a01 == A01.CONDITIONAL or (readings.a01 == A01.BY_ENTRY and order.entered_at < decree)
    failed_at = event.at
    if readings.a05 == A05.DECREE:
        failed_at = decree
    if readings.a05 == A05.NOTICE:
        failed_at = min(failed_at, who.noticed_at)
    return failed_at < cutoff and not kept


def in_one(at: Instant, other: Instant, days: Days) -> bool:
    """Whether two instants lie in one day of the calendar."""
    return any(days[d].start <= min(at, other) and max(at, other) < days[d].end for d in days)


def anyone_aware_from(end: Participant, calendar: Days) -> Instant:
    """Return from when the operator was aware, but for the end of the day of publication."""
    told = min(end.noticed_at, end.intraday_marked_at, end.straks_marked_at)
    first = min((d for d in calendar if calendar[d].start <= end.published_at < calendar[d].end), default=-1)
    return min(told, end.published_at if first == -1 else calendar[first].end)


def against(order: TransferOrder, end: Participant, rulebook: Rulebook, regime: Regime) -> int:
    """Return what the insolvency of one end makes of the order: 0 nothing, 1 and 2 protected by a limb, 3 not."""
    decision = first_opening(end)
    if regime == Regime.DANISH_ACT:
        decision = min(end.bankruptcy_at, end.reconstruction_at)
    if decision == NEVER:
        return 0
    if regime == Regime.DANISH_ACT and end.filed_at >= decision:
        return 3
    calendar, opening = rulebook.calendar_days, decision
    today = min((d for d in calendar if calendar[d].start <= decision < calendar[d].end), default=-1)
    if rulebook.readings.a14 == A14.ZERO_HOUR and today != -1:
        opening = calendar[today].start
    if order.entered_at < opening:
        return 1
    return 2 if saved(order, decision, anyone_aware_from(end, calendar), rulebook, regime) else 3


def saved(order: TransferOrder, decision: Instant, aware: Instant, rulebook: Rulebook, regime: Regime) -> bool:
    """Whether the second limb of the regime protects the order."""
    settled, calendar = order.status == Status.SETTLED, rulebook.calendar_days
    if regime == Regime.DANISH_ACT:
        return in_one(order.entered_at, decision, calendar) and order.irrevocable_from < aware
    if regime == Regime.DIRECTIVE_1998:
        return settled and in_one(order.final_at, decision, calendar) and order.final_at < aware
    days = calendar if rulebook.readings.day == DayReading.CALENDAR_DAY else rulebook.clearing_days
    return settled and in_one(order.final_at, decision, days) and order.irrevocable_from < aware


@law("the law protects what entered before the opening", "exactness", "GEN-09", "GEN-14", "GEN-18", "GEN-19")
def protected_iff_the_law_says(
    order: TransferOrder, payer: Participant, payee: Participant, rulebook: Rulebook, regime: Regime
) -> bool:
    """Unprotected: entered at or after an end's opening, and not on that day before anyone was aware; by each regime.

    The worse of its two ends counts; what never entered is not in question.
    """
    if order.entered_at == NEVER:
        return protection(order, payer, payee, rulebook, regime) == Protection.NOT_IN_QUESTION
    worse = max(against(order, payer, rulebook, regime), against(order, payee, rulebook, regime))
    return protection(order, payer, payee, rulebook, regime) == worse
