"""Laws of Intradagclearing: what is admitted, booked, carried over and rejected, and what that moves."""

from zerohour.proofs.laws.insolvency import left_out_from
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, CutOff, Event, SetLine, Settle
from zerohour.spec.orders import OrderId, Status, TransferOrder, deferred
from zerohour.spec.participants import ParticipantId, System
from zerohour.spec.readings import A02, A15, A22
from zerohour.spec.timetable import NEVER


def settles_now(before: TransferOrder, after: TransferOrder) -> bool:
    """Whether the step settles the order."""
    return after.status == Status.SETTLED and before.status != Status.SETTLED


def carried_out(before: BankDay, after: BankDay) -> bool:
    """Whether the step settled an Intraday block, instead of being refused."""
    return after.intraday.block != before.intraday.block


def booked(before: TransferOrder, after: TransferOrder, payer: ParticipantId, payee: ParticipantId) -> int:
    """Return what the step books of the order from one participant to another, in øre, in Intraday."""
    if settles_now(before, after) and before.status == Status.ADMITTED:
        return before.amount if before.payer == payer and before.payee == payee else 0
    return 0


def booked_between(before: BankDay, after: BankDay, payer: ParticipantId, payee: ParticipantId) -> int:
    """Return all that the step books from one participant to another, in øre, in Intraday."""
    return sum(booked(before.orders[i], after.orders[i], payer, payee) for i in before.orders)


@law("what settles is what moves", "link", "GEN-01", "GEN-29", "GEN-30")
def batch_moves_by_what_settles(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """Unless a line is sent, an account moves by the orders that settle: received less paid, from and to everyone."""
    if type(event) is SetLine:
        return True
    moved = after.lines[p].batch - before.lines[p].batch
    return moved == sum(
        booked_between(before, after, q, p) - booked_between(before, after, p, q) for q in before.participants
    )


@law("orders are sound", "safety", "GEN-31", "CAL-02", "OWN-01", "OWN-02", "OWN-03")
def order_is_sound(day: BankDay, i: OrderId) -> bool:
    """An order is in one state; what awaits settlement is well formed, and where its block says."""
    o, running = day.orders[i], day.intraday
    if not (o.status >= Status.ABSENT and o.status <= Status.SETTLED):
        return False
    if (deferred(o) or o.status == Status.CLEARED) and not (
        o.amount > 0 and o.payer != o.payee and day.participants[o.payer].known and day.participants[o.payee].known
    ):
        return False
    if o.status == Status.ADMITTED:
        return running.clearing and o.block == running.block and o.irrevocable_from <= day.now
    if deferred(o) and running.clearing and o.block == running.block:
        return False
    if deferred(o):
        return o.irrevocable_from <= day.now or o.irrevocable_from == day.rulebook.intraday[o.block].cutoff
    return True


@law("orders are sound", "safety", "GEN-31", "CAL-02")
def clock_is_sound(day: BankDay) -> bool:
    """Between its cut-off and its settlement, a block's cut-off is past."""
    return day.now >= 0 and (not day.intraday.clearing or day.rulebook.intraday[day.intraday.block].cutoff <= day.now)


@law("an order settles if and only if it may", "exactness", "GEN-29", "INT-05", "GEN-28", "INS-06", "STR-06")
def settles_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """What is admitted settles with its block if neither end is taken out; what is cleared, with its cycle."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is Settle and event.system == System.INTRADAY and carried_out(before, after):
        out = after.intraday.out
        may = b.status == Status.ADMITTED and not out[b.payer] and not out[b.payee]
        return settles_now(b, a) == may and (not may or (a.block == b.block and a.final_at == event.at))
    if type(event) is Settle and event.system == System.STRAKS and before.straks.unbooked != after.straks.unbooked:
        may = b.status == Status.CLEARED and b.block == event.block
        return settles_now(b, a) == may and (not may or a.final_at == event.at)
    return not settles_now(b, a)


@law("a settlement is carried out if and only if it is due", "exactness", "CAL-02", "GEN-28", "STR-08", "STR-09")
def calendar_is_kept(before: BankDay, event: Event, after: BankDay) -> bool:
    """A cut-off closes the block that is open, a settlement books the one that is closed, each at its time only."""
    if type(event) is CutOff and event.system == System.INTRADAY:
        due = not before.intraday.clearing and event.block == before.intraday.block and event.at >= before.now
        due = due and event.at == before.rulebook.intraday[event.block].cutoff
        return (after.intraday.clearing and not before.intraday.clearing) == due
    if type(event) is CutOff:
        due = not before.straks.unbooked and event.block == before.straks.block and event.at >= before.now
        due = due and event.at == before.rulebook.straks[event.block].cutoff
        return (after.straks.block == before.straks.block + 1) == due
    if type(event) is Settle and event.system == System.INTRADAY and event.out is None:
        due = before.intraday.clearing and event.block == before.intraday.block and event.at >= before.now
        due = due and event.at == before.rulebook.intraday[event.block].settle
        return carried_out(before, after) == due
    return True


@law("what is not booked is carried over or finally rejected", "exactness", "INT-06", "INT-07", "INS-10", "INS-12")
def not_booked(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """It moves to the next regular block, if there is one that day and neither end is out; else it is given up."""
    b, a = before.orders[i], after.orders[i]
    if not (type(event) is Settle and event.system == System.INTRADAY and carried_out(before, after)):
        return a.status != Status.CARRIED or b.status == Status.CARRIED
    if b.status != Status.ADMITTED or settles_now(b, a):
        return True
    payer, payee = before.participants[b.payer], before.participants[b.payee]
    ends_out = (
        left_out_from(payer, payer.intraday_marked_at) != NEVER
        or left_out_from(payee, payee.intraday_marked_at) != NEVER
    )
    timetable, readings = before.rulebook.intraday, before.rulebook.readings
    later = any(n > b.block and not timetable[n].technical for n in timetable)
    if timetable[b.block].last or not later or (ends_out and readings.a15 != A15.SET_ASIDE):
        return a.status == (Status.REVERSED if ends_out and readings.a15 == A15.REVERSED else Status.REJECTED)
    if a.status != Status.CARRIED or a.block <= b.block or timetable[a.block].technical:
        return False
    if any(n > b.block and n < a.block and not timetable[n].technical for n in timetable):
        return False
    if readings.a22 == A22.RENEWED:
        entered_at = NEVER if readings.a02 == A02.CUTOFF else event.at
        return a.entered_at == entered_at and a.irrevocable_from == timetable[a.block].cutoff
    return a.entered_at == b.entered_at and a.irrevocable_from == b.irrevocable_from


@law("what waits at the cut-off is admitted, and nothing else", "exactness", "GEN-31", "INS-06", "INT-03")
def admitted_iff_it_waits(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """An accepted cut-off admits what was entered for, or carried over to, its block."""
    b, a = before.orders[i], after.orders[i]
    admits = type(event) is CutOff and event.system == System.INTRADAY and after.intraday.clearing
    waits = b.status == Status.ENTERED or b.status == Status.CARRIED
    may = admits and not before.intraday.clearing and waits and b.block == before.intraday.block
    entered = not may or a.entered_at == min(b.entered_at, event.at)
    return entered and (a.status == Status.ADMITTED and b.status != Status.ADMITTED) == may
