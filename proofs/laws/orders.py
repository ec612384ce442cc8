"""Laws of orders: an order is what was sent, and stays so; only its state and its moments change, where a rule says."""

from zerohour.proofs.laws.batch_settlement import settles_now
from zerohour.proofs.laws.insolvency import account_of
from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Event, Submit
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.readings import A02, A22
from zerohour.spec.timetable import NEVER


@law(
    "an order is what was sent, and stays so",
    "exactness",
    "GEN-04",
    "GEN-10",
    "STR-05",
    "SUM-02",
    "OWN-04",
    "INT-08",
    "OUT-04",
)
def new_order_is_what_was_sent(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """An order comes into being only as it was sent, over the accounts of its ends or their sponsors."""
    b, a = before.orders[i], after.orders[i]
    if b.status != Status.ABSENT or a.status == Status.ABSENT:
        return True
    if type(event) is not Submit:
        return False
    outside = a.status == Status.REFUSED or a.status == Status.REROUTED
    a02 = before.rulebook.readings.a02
    later = a.status == Status.ENTERED and a02 == A02.CUTOFF
    undelivered = a.status == Status.LODGED and a02 != A02.SUBMITTED
    entered = NEVER if outside or later or undelivered else event.at
    sent = event.order == i and a.system == event.system and a.submitted_at == event.at
    ends = a.payer == event.payer and a.payee == event.payee and a.amount == event.amount
    source = a.part == event.part and a.deliverer == event.deliverer
    accounts = a.debit == account_of(before, event.payer) and a.credit == account_of(before, event.payee)
    at_once = a.status != Status.CLEARED or a.irrevocable_from == event.at
    return sent and ends and source and accounts and a.entered_at == entered and a.final_at == NEVER and at_once


@law("an order is what was sent, and stays so", "safety", "GEN-09", "GEN-11", "GEN-32", "INT-06")
def only_its_state_changes(before: BankDay, after: BankDay, i: OrderId) -> bool:
    """Who pays whom, how much, when it was sent and who delivers it never change.

    Entry and irrevocability change only as it is delivered, or where it moves on and A-22 renews them; finality, when
    it settles.
    """
    b, a = before.orders[i], after.orders[i]
    if b.status == Status.ABSENT:
        return True
    carried = b.status == Status.ADMITTED and (a.status == Status.CARRIED or a.status == Status.SET_ASIDE)
    comes_in = b.status == Status.LODGED and a.status == Status.ENTERED
    renewed = carried and before.rulebook.readings.a22 == A22.RENEWED
    source = a.part == b.part and a.deliverer == b.deliverer and a.debit == b.debit and a.credit == b.credit
    same = source and a.system == b.system and a.payer == b.payer and a.payee == b.payee and a.amount == b.amount
    admitted = a.status == Status.ADMITTED and b.status != Status.ADMITTED
    entered = a.entered_at == b.entered_at or (admitted and b.entered_at > after.now and a.entered_at == after.now)
    kept = entered and a.irrevocable_from == b.irrevocable_from
    final = a.final_at == b.final_at or settles_now(b, a)
    return same and a.submitted_at == b.submitted_at and (kept or renewed or comes_in) and final
