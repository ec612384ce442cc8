"""Laws of the three moments: entry, irrevocability, finality, and what the law protects."""

from zerohour.proofs.laws.batch_settlement import is_down
from zerohour.proofs.laws.insolvency import first_opening, out_since, settles_somewhere
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Deliver, Event, Exclude, Mark, Revoke, Submit
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.orders import OrderId, Part, Status, TransferOrder, deferred, terminal
from zerohour.spec.participants import Participant, ParticipantId, Party
from zerohour.spec.readings import A01, A02, A05, A07, A09, A14, A68, DayReading, Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Days, Instant, System, Timetable, Use


@law("finality is stable", "safety", "GEN-32", "GEN-19")
def terminal_is_final(before: BankDay, after: BankDay, i: OrderId) -> bool:
    """Nothing ever changes an order that is settled, rejected, reversed, revoked, rerouted or refused."""
    return not terminal(before.orders[i]) or after.orders[i] == before.orders[i]


@law("an order is revoked if and only if it may be", "exactness", "GEN-11", "GEN-31", "OWN-06", "OWN-07")
def revoked_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """A revocation takes effect on what awaits settlement, before its moment of irrevocability, and only then."""
    b, a = before.orders[i], after.orders[i]
    revoked = a.status == Status.REVOKED and b.status != Status.REVOKED
    if type(event) is not Revoke or event.order != i:
        return not revoked
    return revoked == (event.at >= before.now and deferred(b) and event.at < b.irrevocable_from)


@law(
    "an order enters if and only if it may",
    "exactness",
    "GEN-10",
    "GEN-31",
    "INT-02",
    "INT-03",
    "INS-04",
    "LIM-02",
    "LIM-03",
    "OWN-10",
    "OWN-13",
    "INS-13",
    "INS-19",
    "OUT-08",
    "OUT-09",
)
def enters_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Well formed, both ends (and sponsors) known and not out, within the payer's limit, and a block that takes it."""
    b, a = before.orders[i], after.orders[i]
    enters = a.status == Status.ENTERED and b.status != Status.ENTERED
    rerouted = a.status == Status.REROUTED and b.status != Status.REROUTED
    if type(event) is Deliver and b.status == Status.LODGED:
        return not rerouted
    if type(event) is not Submit or event.system != System.INTRADAY or event.order != i:
        return not enters and not rerouted
    timetable = before.rulebook.batch
    comes_in = well_formed(before, event) and b.status == Status.ABSENT and not shut_out(before, event)
    within = event.amount <= before.participants[event.payer].limit
    may = comes_in and within and any(takes(timetable, n, event.block, event.at, event.system) for n in timetable)
    if rerouted != (comes_in and not within):
        return False
    if not may:
        return not enters
    entered_at = NEVER if before.rulebook.readings.a02 == A02.CUTOFF else event.at
    sound = a.entered_at == entered_at and a.irrevocable_from == timetable[a.block].cutoff
    return enters and a.amount == event.amount and sound and earliest(timetable, a.block, event)


@law("a sum is lodged if and only if it may be", "exactness", "SUM-01", "SUM-02", "SUM-09", "INS-04")
def lodged_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """As in Intraday, but that no limit is asked, and that it awaits its delivery before it has entered."""
    b, a = before.orders[i], after.orders[i]
    lodged = a.status == Status.LODGED and b.status != Status.LODGED
    if type(event) is not Submit or event.system != System.SUM or event.order != i:
        return not lodged
    timetable = before.rulebook.batch
    may = well_formed(before, event) and b.status == Status.ABSENT and not shut_out(before, event)
    may = may and any(takes(timetable, n, event.block, event.at, event.system) for n in timetable)
    return lodged == may and (not may or (a.amount == event.amount and earliest(timetable, a.block, event)))


@law(
    "a delivery registers what was lodged",
    "exactness",
    "SUM-02",
    "SUM-03",
    "SUM-09",
    "GEN-10",
    "OUT-06",
    "OUT-14",
    "OWN-12",
)
def delivered_iff_lodged(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """It enters for its block or, once that is cut off, for the next one that day; if there is none it is rejected."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not Deliver:
        return True
    mine = b.status == Status.LODGED and b.deliverer == event.deliverer and b.part == event.part
    carrier = event.deliverer if event.through == "" else event.through
    if not mine or event.at < before.now or before.disconnected[carrier]:
        return a == b
    timetable, a02 = before.rulebook.batch, before.rulebook.readings.a02
    if timetable[b.block].cutoff <= event.at and not any(late_for(timetable, n, b.block, event.at) for n in timetable):
        return a.status == Status.REJECTED
    if timetable[b.block].cutoff > event.at:
        right = a.block == b.block
    else:
        right = late_for(timetable, a.block, b.block, event.at)
    entered_at = event.at
    if a02 == A02.CUTOFF:
        entered_at = NEVER
    if a02 == A02.SUBMITTED:
        entered_at = b.submitted_at
    fixed = a.irrevocable_from == timetable[a.block].cutoff
    return a.status == Status.ENTERED and right and fixed and a.entered_at == entered_at


def well_formed(before: BankDay, event: Submit) -> bool:
    """Whether an order for Sum or Intraday is well formed, and sent after what happened before."""
    known = before.participants[event.payer].known and before.participants[event.payee].known
    block = event.block == NO_BLOCK or any(n == event.block for n in before.rulebook.batch)
    settles = settles_somewhere(before, event.payer) and settles_somewhere(before, event.payee)
    return event.at >= before.now and known and settles and block and event.payer != event.payee and event.amount > 0


def shut_out(before: BankDay, event: Submit) -> bool:
    """Whether the clearing leaves an end of the order out by then, or an outage keeps it from being sent."""
    since = min(out_since(before, event.payer, event.system), out_since(before, event.payee, event.system))
    silent = is_down(before, event.payer)
    if event.system == System.SUM:
        return since <= event.at or (silent and event.part == Part.PAPERLESS)
    deaf = is_down(before, event.payee) and before.rulebook.readings.a68 == A68.BOTH_WAYS
    return since <= event.at or silent or deaf


def uses(timetable: Timetable, n: BlockNo, system: System) -> Use:
    """Return what the clearing uses the block for."""
    return timetable[n].sum if system == System.SUM else timetable[n].intraday


def takes(timetable: Timetable, n: BlockNo, named: BlockNo, at: Instant, system: System) -> bool:
    """Whether the block may take an order sent now that names this block, or none."""
    if named == NO_BLOCK:
        return timetable[n].cutoff > at and uses(timetable, n, system) == Use.REGULAR
    if uses(timetable, named, system) != Use.REGULAR:
        return False
    return n == named if timetable[named].cutoff > at else takes_late(timetable, n, named, at, system)


def takes_late(timetable: Timetable, n: BlockNo, missed: BlockNo, at: Instant, system: System) -> bool:
    """Whether the block takes what was too late for that other one of the same day."""
    later = n > missed and timetable[n].day == timetable[missed].day
    sooner = any(m < n and open_to_the_late(timetable, m, at, system) for m in timetable)
    return later and open_to_the_late(timetable, n, at, system) and not sooner


def open_to_the_late(timetable: Timetable, n: BlockNo, at: Instant, system: System) -> bool:
    """Whether the block takes what is late, and is not cut off."""
    return timetable[n].cutoff > at and uses(timetable, n, system) >= Use.LATE


def late_for(timetable: Timetable, n: BlockNo, missed: BlockNo, at: Instant) -> bool:
    """Whether the block takes what was delivered to Sum too late for that other one."""
    return takes_late(timetable, n, missed, at, System.SUM)


def earliest(timetable: Timetable, n: BlockNo, event: Submit) -> bool:
    """Whether the block is the first one that takes the order."""
    sooner = any(m < n and takes(timetable, m, event.block, event.at, event.system) for m in timetable)
    return takes(timetable, n, event.block, event.at, event.system) and not sooner


@law(
    "a mark takes out what waits, and nothing else",
    "exactness",
    "INS-06",
    "INS-07",
    "INS-12",
    "GEN-26",
    "GEN-21",
    "INS-08",
    "INS-11",
    "INS-19",
    "INS-05",
)
def mark_takes_out_what_waits(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Waiting orders to and from who is marked or excluded are rejected, as the readings say; admitted ones stay."""
    b, a = before.orders[i], after.orders[i]
    rejected = a.status == Status.REJECTED and b.status != Status.REJECTED
    cutoff = before.rulebook.batch[b.block].cutoff
    if type(event) is Exclude:
        who = before.participants[event.participant]
        taken = who.known and who.excluded_at == NEVER and event.at >= before.now
        waits = b.status == Status.LODGED or (deferred(b) and cutoff > event.at)
        return rejected == (taken and waits and ends(b, event.participant))
    if type(event) is not Mark or event.system == System.STRAKS:
        return type(event) is not Mark or not rejected
    who = before.participants[event.participant]
    at = who.sum_marked_at if event.system == System.SUM else who.intraday_marked_at
    taken = who.known and first_opening(who) != NEVER and at == NEVER and event.at >= before.now
    hit = in_the_books(b) and b.system == event.system and ends(b, event.participant)
    return rejected == (taken and hit and leaves(b, who, event, cutoff, before.rulebook.readings))


def in_the_books(order: TransferOrder) -> bool:
    """Whether Sum or Intraday have the order, and have not finished with it."""
    return order.status == Status.LODGED or deferred(order)


def ends(order: TransferOrder, p: ParticipantId) -> bool:
    """Whether the participant, or one that settles over it, pays or receives."""
    return order.payer == p or order.payee == p or order.debit == p or order.credit == p


def leaves(order: TransferOrder, who: Participant, event: Mark, cutoff: Instant, readings: Readings) -> bool:
    """Whether an order of the marked participant that awaits settlement has to go."""
    decree = first_opening(who)
    sent = order.payer == event.participant or order.debit == event.participant
    if readings.a09 == A09.NEVER and sent and order.submitted_at >= decree:
        return True
    if readings.a07 == A07.MARK and order.status == Status.ADMITTED:
        return True
    kept = readings.a01 == A01.CONDITIONAL or (readings.a01 == A01.BY_ENTRY and order.entered_at < decree)
    failed_at = event.at
    if readings.a05 == A05.DECREE:
        failed_at = decree
    if readings.a05 == A05.NOTICE:
        failed_at = min(failed_at, who.noticed_at)
    return (order.status == Status.LODGED or failed_at < cutoff) and not kept


def in_one(at: Instant, other: Instant, days: Days) -> bool:
    """Whether two instants lie in one day of the calendar."""
    return any(days[d].start <= min(at, other) and max(at, other) < days[d].end for d in days)


def anyone_aware_from(end: Participant, calendar: Days) -> Instant:
    """Return from when the operator was aware, but for the end of the day of publication."""
    told = min(end.noticed_at, end.sum_marked_at, end.intraday_marked_at, end.straks_marked_at)
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
    order: TransferOrder, payer: Party, payee: Party, rulebook: Rulebook, regime: Regime
) -> bool:
    """Unprotected: entered at or after an end's opening, and not on that day before anyone was aware; by each regime.

    The worst of its ends and their sponsors counts; what never entered is not in question.
    """
    if order.entered_at == NEVER:
        return protection(order, payer, payee, rulebook, regime) == Protection.NOT_IN_QUESTION
    by_payer = max(against(order, payer.own, rulebook, regime), against(order, payer.holder, rulebook, regime))
    by_payee = max(against(order, payee.own, rulebook, regime), against(order, payee.holder, rulebook, regime))
    return protection(order, payer, payee, rulebook, regime) == max(by_payer, by_payee)
