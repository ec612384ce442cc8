"""Laws of Sum and Intraday: what is admitted, booked, set aside, carried over and rejected, and what that moves."""

from collections.abc import Mapping

from zerohour.proofs.laws.insolvency import account_of, out_since
from zerohour.proofs.laws.law import law
from zerohour.proofs.laws.netting import counted, lacks, net, part_of
from zerohour.spec.bank_day import (
    BankDay,
    CloseDay,
    CutOff,
    EndMoneyDay,
    Event,
    Exclude,
    Forecast,
    Fund,
    Lock,
    Mark,
    Outage,
    Postpone,
    RejectSetAside,
    Release,
    SetLine,
    Settle,
    ZeroSettle,
)
from zerohour.spec.batch_settlement import Phase
from zerohour.spec.netting import Excluded, Pair, nobody, taken_out
from zerohour.spec.orders import OrderId, Part, Status, TransferOrder, deferred
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.readings import A02, A15, A22, A25, A29, A32, A40, A47, A68
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant, System, Use


def settles_now(before: TransferOrder, after: TransferOrder) -> bool:
    """Whether the step settles the order."""
    return after.status == Status.SETTLED and before.status != Status.SETTLED


def final_since(before: BankDay, at: Instant, order: TransferOrder) -> Instant:
    """Return since when what is booked at this instant is final: by A-40 then, or when the receipt has come."""
    a40, block = before.rulebook.readings.a40, before.rulebook.batch[before.batch.block]
    waits = a40 == A40.RECEIPT or (a40 == A40.COMPLETED and order.system == System.INTRADAY)
    return at + block.receipt - block.settle if waits else at


def carried_out(before: BankDay, event: Event, after: BankDay) -> bool:
    """Whether the step settled a block of Sum and Intraday, and not at zero, instead of being refused."""
    return type(event) is Settle and after.batch.block != before.batch.block


def books_its_sums(after: BankDay, system: System) -> bool:
    """Whether the settlement that was carried out was one of this clearing too: Sum needs two participants for that."""
    return system != System.SUM or after.batch.sum_carried_out


def booked(before: TransferOrder, after: TransferOrder, pair: Pair) -> int:
    """Return what the step books of the order as part of the sum, in øre."""
    if settles_now(before, after) and before.status == Status.ADMITTED:
        return part_of(before, pair)
    return 0


def stay_in(after: BankDay, system: System, p: ParticipantId, q: ParticipantId) -> bool:
    """Whether neither participant was taken out of the clearing in the settlement that was carried out."""
    out = after.batch.sum_out if system == System.SUM else after.batch.out
    return not out[p] and not out[q]


@law("what settles is what moves", "link", "GEN-01", "GEN-29", "GEN-30", "GEN-15")
def sums_are_booked_whole(before: BankDay, event: Event, after: BankDay, pair: Pair) -> bool:
    """A settlement books of a sum every order or, if an end was taken out, none; and nothing else books any."""
    books = (
        carried_out(before, event, after)
        and books_its_sums(after, pair[0])
        and pair[1] == before.batch.block
        and before.batch.sums[pair] != 0
    )
    whole = before.batch.sums[pair] if books and stay_in(after, pair[0], pair[2], pair[3]) else 0
    return whole == sum(booked(before.orders[i], after.orders[i], pair) for i in before.orders)


def moves_money(event: Event) -> bool:
    """Whether the event is one that moves money between a folio and the batch account."""
    return type(event) is Fund or type(event) is Forecast or type(event) is Release or type(event) is EndMoneyDay


@law("what settles is what moves", "link", "GEN-01", "GEN-29", "GEN-30", "LIQ-17")
def batch_moves_by_what_settles(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """Unless a line is sent or money is moved, an account moves by the sums that are booked: received less paid."""
    if type(event) is SetLine or moves_money(event):
        return True
    moved = after.lines[p].batch - before.lines[p].batch
    if not carried_out(before, event, after) or not before.participants[p].known:
        return moved == 0
    sums, block = before.batch.sums, before.batch.block
    in_sum = sum(
        sums[System.SUM, block, q, p] - sums[System.SUM, block, p, q] if stay_in(after, System.SUM, p, q) else 0
        for q in before.participants
    )
    in_intraday = sum(
        sums[System.INTRADAY, block, q, p] - sums[System.INTRADAY, block, p, q]
        if stay_in(after, System.INTRADAY, p, q)
        else 0
        for q in before.participants
    )
    return moved == in_sum + in_intraday


@law("only who is short is taken out", "exactness", "LIQ-17", "LIQ-18", "SUM-11")
def nobody_is_taken_out_of_what_is_covered(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """If everybody's one net position over Sum and Intraday is covered, and A-47 asks for that, nobody is taken out."""
    if type(event) is not Settle or event.out is not None or not carried_out(before, event, after):
        return True
    if before.rulebook.readings.a47 != A47.TOTAL_THEN_SERIAL or not before.participants[p].known:
        return True
    total = {q: net(before, (System.SUM, System.INTRADAY), nobody(before.participants), q) for q in before.participants}
    if any(lacks(total[q], counted(before, q)) for q in before.participants):
        return True
    return stay_in(after, System.SUM, p, p) and stay_in(after, System.INTRADAY, p, p)


@law("orders are sound", "safety", "GEN-31", "CAL-02", "OWN-01", "OWN-02", "OWN-03")
def order_is_sound(day: BankDay, i: OrderId) -> bool:
    """An order is in one state; what awaits settlement is well formed, and where its block says."""
    o, running = day.orders[i], day.batch
    if not (o.status >= Status.ABSENT and o.status <= Status.SETTLED):
        return False
    alive = o.status == Status.LODGED or deferred(o) or o.status == Status.CLEARED
    known = day.participants[o.payer].known and day.participants[o.payee].known
    known = known and day.participants[o.debit].known and day.participants[o.credit].known
    if alive and not (o.amount > 0 and o.payer != o.payee and known):
        return False
    if o.status == Status.LODGED:
        return o.block != NO_BLOCK
    if o.status == Status.ADMITTED:
        return running.phase != Phase.OPEN and o.block == running.block and o.irrevocable_from <= day.now
    if deferred(o) and running.phase != Phase.OPEN and o.block == running.block:
        return False
    if deferred(o):
        return o.irrevocable_from <= day.now or o.irrevocable_from == day.rulebook.batch[o.block].cutoff
    return True


@law("orders are sound", "safety", "GEN-01", "SUM-07", "INT-09")
def order_is_where_its_clearing_puts_it(day: BankDay, i: OrderId) -> bool:
    """Only Sum has lodged orders and sets aside, only Intraday carries over, only Straks clears."""
    o = day.orders[i]
    if o.status == Status.LODGED or o.status == Status.SET_ASIDE:
        return o.system == System.SUM
    if o.status == Status.CARRIED:
        return o.system == System.INTRADAY
    if o.status == Status.CLEARED:
        return o.system == System.STRAKS
    return not deferred(o) or o.system == System.SUM or o.system == System.INTRADAY


@law("orders are sound", "safety", "GEN-31", "CAL-02")
def clock_is_sound(day: BankDay) -> bool:
    """Between its cut-off and its settlement, a block's cut-off is past."""
    phase = day.batch.phase
    right = phase >= Phase.OPEN and phase <= Phase.LOCKED
    return day.now >= 0 and right and (phase == Phase.OPEN or day.rulebook.batch[day.batch.block].cutoff <= day.now)


@law(
    "an order settles if and only if it may",
    "exactness",
    "GEN-29",
    "INT-05",
    "GEN-28",
    "INS-06",
    "STR-06",
    "SUM-07",
    "INS-09",
    "INS-16",
    "STR-14",
    "INT-04",
    "INT-10",
    "GEN-32",
)
def settles_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """What is admitted settles with its block if neither end is taken out; what is cleared, with its cycle."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is Settle and event.account == Account.BATCH and carried_out(before, event, after):
        may = b.status == Status.ADMITTED and stay_in(after, b.system, b.debit, b.credit)
        may = may and books_its_sums(after, b.system)
        final = final_since(before, event.at, b)
        return settles_now(b, a) == may and (not may or (a.block == b.block and a.final_at == final))
    if type(event) is Settle and event.account == Account.STRAKS and before.straks.unbooked != after.straks.unbooked:
        may = b.status == Status.CLEARED and b.block == event.block
        return settles_now(b, a) == may and (not may or a.final_at == event.at)
    return not settles_now(b, a)


@law(
    "a settlement is carried out if and only if it is due",
    "exactness",
    "CAL-02",
    "GEN-28",
    "STR-08",
    "STR-09",
    "LIQ-02",
    "LIQ-20",
    "STR-11",
    "STR-07",
    "STR-13",
    "INT-01",
    "CAL-01",
    "SUM-13",
    "OUT-02",
    "OWN-05",
)
def calendar_is_kept(before: BankDay, event: Event, after: BankDay) -> bool:
    """A cut-off closes the block that is open, then it is locked, then it settles, each at its time only."""
    batch, straks = before.batch, before.straks
    if type(event) is CutOff and event.account == Account.BATCH:
        due = batch.phase == Phase.OPEN and event.block == batch.block and event.at >= before.now
        due = due and event.at == before.rulebook.batch[event.block].cutoff
        return (after.batch.phase == Phase.CLOSED and batch.phase == Phase.OPEN) == due
    if type(event) is CutOff:
        due = not straks.unbooked and event.block == straks.block and event.at >= before.now
        due = due and event.at == before.rulebook.straks[event.block].cutoff
        return (after.straks.block == straks.block + 1) == due
    if type(event) is Forecast:
        due = batch.phase == Phase.CLOSED and event.block == batch.block and event.at >= before.now
        due = due and not straks.unbooked and event.at == before.rulebook.batch[event.block].forecast + batch.delay
        return (after.batch.phase == Phase.FORECAST and batch.phase != Phase.FORECAST) == due
    if type(event) is Lock:
        due = (batch.phase == Phase.CLOSED or batch.phase == Phase.FORECAST) and event.block == batch.block
        due = due and event.at >= before.now
        due = due and event.at == before.rulebook.batch[event.block].lock + batch.delay
        return (after.batch.phase == Phase.LOCKED and batch.phase != Phase.LOCKED) == due
    if type(event) is ZeroSettle:
        due = batch.phase != Phase.OPEN and event.block == batch.block and event.at >= before.now
        return (after.batch.block == batch.block + 1) == due and (not due or after.batch.phase == Phase.OPEN)
    if type(event) is Settle and event.account == Account.BATCH and event.out is None:
        due = batch.phase == Phase.LOCKED and event.block == batch.block and event.at >= before.now
        due = due and event.at == before.rulebook.batch[event.block].settle + batch.delay
        return carried_out(before, event, after) == due and (not due or after.batch.phase == Phase.OPEN)
    return True


@law("a settlement is carried out if and only if it is due", "exactness", "OUT-01")
def postponed_iff_it_may(before: BankDay, event: Event, after: BankDay) -> bool:
    """A block that is cut off is postponed once, so that it is over before the next one and before the end of its day.

    The delay holds until the next block is cut off.
    """
    batch, book = before.batch, before.rulebook
    if type(event) is not Postpone:
        begins = type(event) is CutOff and event.account == Account.BATCH and after.batch.phase != batch.phase
        return after.batch.delay == (0 if begins else batch.delay)
    n, days = batch.block, book.money_days
    settles, over = book.batch[n].settle, book.batch[n].release + event.by
    may = batch.phase != Phase.OPEN and event.block == batch.block and event.at >= before.now
    may = may and batch.delay == 0 and event.by > 0
    may = may and not any(b == n + 1 and over >= book.batch[b].cutoff for b in book.batch)
    in_time = any(days[d].start <= settles < days[d].end and over <= days[d].end for d in days)
    return after.batch.delay == (event.by if may and in_time else batch.delay)


@law("a clearing day is closed if and only if nothing is missing", "exactness", "SUM-05")
def closed_iff_it_may(before: BankDay, event: Event, after: BankDay) -> bool:
    """It is closed after its end, in its turn, and while PBS has lodged and not delivered only if that is forced."""
    closes = after.closed != before.closed
    if type(event) is not CloseDay:
        return not closes
    timetable, orders = before.rulebook.batch, before.orders
    missing = any(
        orders[i].status == Status.LODGED and orders[i].part == Part.PBS and timetable[orders[i].block].day <= event.day
        for i in orders
    )
    due = event.at >= before.now and event.day == before.closed
    due = due and event.at >= before.rulebook.clearing_days[event.day].end and (event.forced or not missing)
    return closes == due


@law("a clearing day is closed if and only if nothing is missing", "exactness", "SUM-05")
def closing_rejects_what_was_not_delivered(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """What is still lodged for the day that is closed is rejected, and nothing else."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not CloseDay:
        return True
    goes = b.status == Status.LODGED and before.rulebook.batch[b.block].day <= event.day
    if goes and after.closed != before.closed:
        return a.status == Status.REJECTED
    return a == b


def tried_again(rulebook: Rulebook, n: BlockNo, missed: BlockNo, system: System, *, zero: bool = False) -> bool:
    """Whether the clearing tries in block n what was not booked, or settled at zero, in that other one of the day.

    If A-32 leaves it to be told when Sum gives up, a block of a later day is as good.
    """
    timetable = rulebook.batch
    used = timetable[n].sum != Use.NOT if system == System.SUM else timetable[n].intraday == Use.REGULAR
    if zero and system == System.INTRADAY:
        used = timetable[n].intraday != Use.NOT
    any_day = system == System.SUM and rulebook.readings.a32 == A32.MANUAL
    return n > missed and (any_day or timetable[n].day == timetable[missed].day) and used


def is_out(day: BankDay, p: ParticipantId, system: System) -> bool:
    """Whether the participant, or its sponsor, has been marked in the clearing, or excluded."""
    return out_since(day, p, system) != NEVER


@law(
    "what is not booked is tried again or finally rejected",
    "exactness",
    "INT-06",
    "INT-07",
    "INS-10",
    "SUM-07",
    "SUM-09",
    "GEN-13",
    "OUT-02",
    "OUT-03",
)
def not_booked(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """It moves to the next block that tries it, if there is one that day and neither end is out, or is given up."""
    b, a = before.orders[i], after.orders[i]
    if b.status != Status.ADMITTED or a.status == Status.ADMITTED or settles_now(b, a) or type(event) is Mark:
        comes_back = (a.status == Status.CARRIED or a.status == Status.SET_ASIDE) and a.status != b.status
        return not comes_back
    ends_out = is_out(before, b.payer, b.system) or is_out(before, b.payee, b.system)
    timetable, readings = before.rulebook.batch, before.rulebook.readings
    zero = type(event) is ZeroSettle
    later = any(tried_again(before.rulebook, n, b.block, b.system, zero=zero) for n in timetable)
    if not later or (ends_out and readings.a15 != A15.SET_ASIDE):
        return a.status == (Status.REVERSED if ends_out and readings.a15 == A15.REVERSED else Status.REJECTED)
    if a.status != (Status.SET_ASIDE if b.system == System.SUM else Status.CARRIED):
        return False
    if any(n < a.block and tried_again(before.rulebook, n, b.block, b.system, zero=zero) for n in timetable):
        return False
    if not tried_again(before.rulebook, a.block, b.block, b.system, zero=zero):
        return False
    if readings.a22 == A22.RENEWED:
        entered_at = NEVER if readings.a02 == A02.CUTOFF else event.at
        return a.entered_at == entered_at and a.irrevocable_from == timetable[a.block].cutoff
    return a.entered_at == b.entered_at and a.irrevocable_from == b.irrevocable_from


def runs(before: BankDay, order: TransferOrder) -> bool:
    """Whether the order's clearing settles in its block: Sum does so by day only if somebody is set aside."""
    anybody = any(before.batch.draws[p] > 0 for p in before.participants)
    return order.system != System.SUM or before.rulebook.batch[order.block].sum != Use.IF_SET_ASIDE or anybody


@law(
    "what waits at the cut-off is admitted, and nothing else",
    "exactness",
    "GEN-31",
    "INS-06",
    "INT-03",
    "SUM-10",
    "GEN-25",
)
def admitted_iff_it_waits(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """An accepted cut-off admits what was entered for, carried over to, or set aside until its block, if that runs."""
    b, a = before.orders[i], after.orders[i]
    admits = type(event) is CutOff and event.account == Account.BATCH and after.batch.phase == Phase.CLOSED
    waits = b.status == Status.ENTERED or b.status == Status.CARRIED or b.status == Status.SET_ASIDE
    reached = admits and before.batch.phase == Phase.OPEN and waits and b.block == before.batch.block
    may = reached and runs(before, b) and not cut_off_from(before, b)
    entered = not may or a.entered_at == min(b.entered_at, event.at)
    return entered and (a.status == Status.ADMITTED and b.status != Status.ADMITTED) == may


@law(
    "what waits at the cut-off is admitted, and nothing else",
    "exactness",
    "SUM-09",
    "SUM-10",
    "OUT-08",
    "OUT-09",
    "OUT-11",
    "CAL-04",
)
def waits_on_if_its_block_does_not_run(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """It waits for the next block of its clearing that day, and is rejected if there is none."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not CutOff or not deferred(b) or a.status == Status.ADMITTED:
        return type(event) is not CutOff or a == b or a.status == Status.ADMITTED
    timetable = before.rulebook.batch
    if after.batch.phase == before.batch.phase or b.block != event.block or event.account == Account.STRAKS:
        return a == b
    if not any(tried_again(before.rulebook, n, b.block, b.system) for n in timetable):
        return a.status == Status.REJECTED
    sooner = any(n < a.block and tried_again(before.rulebook, n, b.block, b.system) for n in timetable)
    return a.status == b.status and tried_again(before.rulebook, a.block, b.block, b.system) and not sooner


def cut_off_from(before: BankDay, order: TransferOrder) -> bool:
    """Whether an outage of the payer or its sponsor keeps the order out; or, in Intraday, one of the payee, by A-68."""
    silent = is_down(before, order.payer)
    if order.system == System.SUM:
        return silent and order.part == Part.PAPERLESS
    return silent or (is_down(before, order.payee) and before.rulebook.readings.a68 == A68.BOTH_WAYS)


def is_down(before: BankDay, p: ParticipantId) -> bool:
    """Whether the participant is in outage, or its sponsor."""
    return before.participants[p].down or before.participants[account_of(before, p)].down


@law("an outage before the forecast takes out what it sent", "exactness", "OUT-08", "OUT-09", "OUT-11")
def silent_before_the_forecast(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Between cut-off and forecast an outage leaves behind what it finds in the cycle, and changes no other order."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not Outage:
        return True
    begins = event.at >= before.now and before.participants[event.participant].known
    begins = begins and not before.participants[event.participant].down and before.batch.phase == Phase.CLOSED
    behind = begins and b.status == Status.ADMITTED and cut_off_from(after, b)
    return (a.status != Status.ADMITTED) if behind else a == b


@law("who is set aside is finally rejected when that is told, and not before", "exactness", "SUM-16", "OWN-17")
def rejected_by_hand(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """It rejects the sums to and from the participant that are set aside, between blocks and if A-32 asks for it."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not RejectSetAside:
        return True
    p = event.participant
    its_own = b.payer == p or b.payee == p or b.debit == p or b.credit == p
    goes = may_be_rejected(before, event.at, p) and its_own and b.status == Status.SET_ASIDE
    return a.status == Status.REJECTED if goes else a == b


def may_be_rejected(before: BankDay, at: Instant, p: ParticipantId) -> bool:
    """Whether the participant can be finally rejected in Sum by hand at the instant."""
    by_hand = at >= before.now and before.rulebook.readings.a32 == A32.MANUAL and before.batch.phase == Phase.OPEN
    return by_hand and before.participants[p].known and before.batch.draws[p] > 0


def counts(before: BankDay, block: BlockNo, p: ParticipantId, out: Excluded) -> bool:
    """Whether the participant has a sum to pay or to receive in the block of Sum, with both ends in."""
    sums = before.batch.sums
    return any(
        (sums[System.SUM, block, p, q] > 0 or sums[System.SUM, block, q, p] > 0) and not (out[p] or out[q])
        for q in before.participants
    )


def two_count(before: BankDay, block: BlockNo, out: Excluded) -> bool:
    """Whether two participants or more have sums in the block of Sum."""
    part = {p: counts(before, block, p, out) for p in before.participants}
    return any(part[p] and somebody_else(part, p) for p in before.participants)


def somebody_else(part: Mapping[ParticipantId, bool], p: ParticipantId) -> bool:
    """Whether somebody but p takes part."""
    return any(part[q] and q != p for q in part)


@law("Sum is carried out if and only if two take part", "exactness", "SUM-04")
def sum_needs_two(before: BankDay, event: Event, after: BankDay) -> bool:
    """It needs sums of two participants when it begins and, by A-25, of two that are left when the rounds are over."""
    if type(event) is not Settle or not carried_out(before, event, after):
        return True
    two = two_count(before, event.block, taken_out(nobody(before.participants)))
    if before.rulebook.readings.a25 == A25.ALSO_AFTER:
        two = two and two_count(before, event.block, after.batch.sum_out)
    return after.batch.sum_carried_out == two


def kept_out(before: BankDay, p: ParticipantId) -> bool:
    """Whether the participant is set aside with a draw that its line does not cover, and A-29 asks for that."""
    return before.rulebook.readings.a29 == A29.IF_COVERED and counted(before, p) < before.batch.draws[p]


@law("who is set aside stays so until it is covered", "exactness", "SUM-12", "SUM-16")
def held_back_iff_not_covered(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """The lock takes the sums of who is set aside and not covered out of the block, and nothing else."""
    b, a = before.orders[i], after.orders[i]
    if type(event) is not Lock:
        return True
    back = b.status == Status.ADMITTED and b.system == System.SUM and after.batch.phase != before.batch.phase
    back = back and (kept_out(before, b.debit) or kept_out(before, b.credit))
    return (a.status != Status.ADMITTED) if back else a == b


@law("who is set aside stays so until it is covered", "exactness", "SUM-07", "SUM-12", "SUM-16")
def set_aside_with_its_draw(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A settlement sets aside whom it takes out of Sum, and who is held back stays so, unless that is for good."""
    b, a, who = before.batch.draws[p], after.batch.draws[p], before.participants[p]
    if not who.known:
        return True
    if (type(event) is Mark and event.system == System.SUM) or type(event) is Exclude:
        accepted = event.participant == p and after.participants[p] != who
        return a == (0 if accepted else b)
    if type(event) is RejectSetAside and event.participant == p:
        return a == (0 if may_be_rejected(before, event.at, p) else b)
    if after.batch.block == before.batch.block:
        return a == b
    timetable, running = before.rulebook.batch, before.batch.block
    later = any(tried_again(before.rulebook, n, running, System.SUM) for n in timetable)
    if not later or (is_out(before, p, System.SUM) and before.rulebook.readings.a15 != A15.SET_ASIDE):
        return a == 0
    return a == b if type(event) is ZeroSettle or before.batch.held[p] else (a > 0) == after.batch.sum_out[p]


@law("who falls short gets a sanction", "exactness", "LIQ-26")
def sanctioned_iff_taken_out(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A settlement that takes a participant out of Sum or Intraday is one sanction more for it, and nothing else is."""
    fell = carried_out(before, event, after) and before.participants[p].known
    fell = fell and (after.batch.sum_out[p] or after.batch.out[p])
    return after.batch.sanctions[p] == before.batch.sanctions[p] + (1 if fell else 0)


@law("who is set aside stays so until it is covered", "safety", "SUM-16")
def draws_are_not_below_zero(day: BankDay, p: ParticipantId) -> bool:
    """Who is not set aside has no draw, and nobody one below zero."""
    return not day.participants[p].known or day.batch.draws[p] >= 0
