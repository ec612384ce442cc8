"""Laws of Straksclearing: positions agree with the payments, and a payment is cleared if and only if it is funded."""

from zerohour.proofs.laws.batch_settlement import is_down, settles_now
from zerohour.proofs.laws.insolvency import account_of, first_opening, out_since, settles_somewhere
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Check, Event, Fund, SetLine, Settle, Submit
from zerohour.spec.orders import OrderId, Status, TransferOrder
from zerohour.spec.participants import ParticipantId
from zerohour.spec.readings import A10, A38, A43
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, System


def leg(order: TransferOrder, p: ParticipantId) -> int:
    """Return what the order brings the participant (or takes, below zero), in øre."""
    return (order.amount if order.credit == p else 0) - (order.amount if order.debit == p else 0)


def cleared_leg(order: TransferOrder, block: BlockNo, p: ParticipantId) -> int:
    """Return the leg of a payment that was cleared in the cycle and is not booked."""
    return leg(order, p) if order.status == Status.CLEARED and order.block == block else 0


def booked_leg(before: TransferOrder, after: TransferOrder, p: ParticipantId) -> int:
    """Return the leg of a payment that the step books."""
    return leg(before, p) if settles_now(before, after) and before.status == Status.CLEARED else 0


@law("what settles is what moves", "link", "STR-06")
def open_net_is_of_payments(day: BankDay, p: ParticipantId) -> bool:
    """The running position in the open cycle is the total of the payments cleared in it."""
    return day.straks.open_net[p] == sum(cleared_leg(day.orders[i], day.straks.block, p) for i in day.orders)


@law("what settles is what moves", "link", "STR-06", "STR-08")
def closed_net_is_of_payments(day: BankDay, p: ParticipantId) -> bool:
    """The position in the closed cycle is the total of the payments cleared in it and not yet booked."""
    return day.straks.closed_net[p] == sum(cleared_leg(day.orders[i], day.straks.block - 1, p) for i in day.orders)


@law("what settles is what moves", "link", "STR-06", "STR-08")
def closed_net_is_booked_once(day: BankDay, p: ParticipantId) -> bool:
    """Where no closed cycle awaits its booking, nothing of one is left."""
    return not day.participants[p].known or day.straks.unbooked or day.straks.closed_net[p] == 0


@law("what settles is what moves", "link", "STR-06", "STR-12")
def straks_moves_by_what_settles(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """Unless a line is sent or money is moved, an account moves by the payments that are booked.

    When they are, money may go on to the folio, or come from it.
    """
    if type(event) is SetLine or type(event) is Fund or type(event) is Check:
        return True
    moved = after.lines[p].straks - before.lines[p].straks
    if type(event) is Settle:
        moved = moved + after.lines[p].folio - before.lines[p].folio
    return moved == sum(booked_leg(before.orders[i], after.orders[i], p) for i in before.orders)


@law("orders are sound", "safety", "STR-08", "STR-09")
def payment_is_sound(day: BankDay, i: OrderId) -> bool:
    """A cleared payment is irrevocable, and in the open cycle or in the closed one while that is not booked."""
    o, straks = day.orders[i], day.straks
    if o.status != Status.CLEARED:
        return True
    in_open = o.block == straks.block
    in_closed = straks.unbooked and o.block == straks.block - 1
    return (in_open or in_closed) and o.irrevocable_from <= day.now


@law(
    "an instant payment is cleared if and only if it is funded",
    "exactness",
    "STR-01",
    "STR-03",
    "STR-04",
    "STR-05",
    "INS-14",
    "INS-15",
    "INS-17",
    "INS-19",
    "GEN-04",
    "OUT-10",
    "STR-02",
    "INS-13",
    "OWN-11",
    "OWN-13",
)
def cleared_iff_funded(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Well formed, both ends and sponsors known, in Straks and not out; within the cap and what the account can use."""
    b, a = before.orders[i], after.orders[i]
    clears = a.status == Status.CLEARED and b.status != Status.CLEARED
    if type(event) is not Submit or event.system != System.STRAKS or event.order != i:
        return not clears
    payer, payee = before.participants[event.payer], before.participants[event.payee]
    debit, credit = account_of(before, event.payer), account_of(before, event.payee)
    payers, payees = before.participants[debit], before.participants[credit]
    readings, decree = before.rulebook.readings, min(first_opening(payer), first_opening(payers))
    closed = before.straks.closed_net[debit]
    owed = closed if readings.a38 == A38.BOTH_SIGNS else min(0, closed)
    lapsed = readings.a43 == A43.LAPSES_AT_DECREE and first_opening(payers) != NEVER
    line = 0 if lapsed else before.lines[debit].straks
    may = (
        event.at >= before.now
        and payer.known
        and payee.known
        and (event.block == NO_BLOCK or any(n == event.block for n in before.rulebook.straks))
        and event.payer != event.payee
        and event.amount > 0
        and b.status == Status.ABSENT
        and out_since(before, event.payer, System.STRAKS) > event.at
        and out_since(before, event.payee, System.STRAKS) > event.at
        and (readings.a10 == A10.UNTIL_MARK or decree > event.at)
        and not (is_down(before, event.payer) or is_down(before, event.payee))
        and payer.in_straks
        and payee.in_straks
        and payers.in_straks
        and payees.in_straks
        and settles_somewhere(before, event.payer)
        and settles_somewhere(before, event.payee)
        and event.amount <= before.rulebook.straks_cap
        and (debit == credit or event.amount <= line + before.straks.open_net[debit] + owed)
    )
    return clears == may
