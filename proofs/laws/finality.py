"""Laws of the three moments: entry, irrevocability, finality, and what the law protects."""

from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Event, Mark, Revoke, Submit
from zerohour.spec.finality import Protection, protection
from zerohour.spec.orders import OrderId, Status, TransferOrder, deferred, terminal
from zerohour.spec.participants import Participant, System
from zerohour.spec.readings import A01
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER


@law("finality is stable", "safety", "GEN-32", "GEN-19")
def terminal_is_final(before: BankDay, after: BankDay, i: OrderId) -> bool:
    """Nothing ever changes an order that is settled, rejected, revoked or refused."""
    return not terminal(before.orders[i]) or after.orders[i] == before.orders[i]


@law("an order is revoked if and only if it may be", "exactness", "GEN-11", "GEN-31")
def revoked_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """A revocation takes effect on what awaits settlement, before its moment of irrevocability, and only then."""
    b, a = before.orders[i], after.orders[i]
    revoked = a.status == Status.REVOKED and b.status != Status.REVOKED
    if type(event) is not Revoke or event.order != i:
        return not revoked
    return revoked == (event.at >= before.now and deferred(b) and event.at < b.irrevocable_from)


@law("an order enters if and only if it may", "exactness", "GEN-10", "GEN-31", "INT-03", "INS-04")
def enters_iff_it_may(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Well formed, both ends known and not marked by then, some cut-off ahead; it is for the first block ahead."""
    b, a = before.orders[i], after.orders[i]
    enters = a.status == Status.ENTERED and b.status != Status.ENTERED
    if type(event) is not Submit or event.system != System.INTRADAY or event.order != i:
        return not enters
    payer, payee = before.participants[event.payer], before.participants[event.payee]
    timetable = before.rulebook.intraday
    may = (
        event.at >= before.now
        and payer.known
        and payee.known
        and event.payer != event.payee
        and event.amount > 0
        and b.status == Status.ABSENT
        and payer.intraday_marked_at > event.at
        and payee.intraday_marked_at > event.at
        and any(timetable[n].cutoff > event.at for n in timetable)
    )
    if not may:
        return not enters
    return (
        enters
        and a.entered_at == event.at
        and a.amount == event.amount
        and timetable[a.block].cutoff > event.at
        and not any(n < a.block and timetable[n].cutoff > event.at for n in timetable)
        and a.irrevocable_from == timetable[a.block].cutoff
    )


@law("a mark takes out what waits, and nothing else", "exactness", "INS-06", "INS-07", "INS-12")
def mark_takes_out_what_waits(before: BankDay, event: Event, after: BankDay, i: OrderId) -> bool:
    """Waiting orders to and from the marked participant are rejected, as far as A-01 says; admitted ones stay."""
    b, a = before.orders[i], after.orders[i]
    rejected = a.status == Status.REJECTED and b.status != Status.REJECTED
    if type(event) is not Mark or event.system != System.INTRADAY:
        return type(event) is not Mark or not rejected
    who, a01 = before.participants[event.participant], before.rulebook.readings.a01
    taken = who.known and who.decreed_at != NEVER and who.intraday_marked_at == NEVER and event.at >= before.now
    waits = deferred(b) and before.rulebook.intraday[b.block].cutoff > event.at
    hit = waits and (b.payer == event.participant or b.payee == event.participant)
    kept = a01 == A01.CONDITIONAL or (a01 == A01.BY_ENTRY and b.entered_at < who.decreed_at)
    return rejected == (taken and hit and not kept)


def opened_today(end: Participant, rulebook: Rulebook) -> bool:
    """Whether the decree falls in the clearing day."""
    return rulebook.day_start <= end.decreed_at < rulebook.day_end


def against(order: TransferOrder, end: Participant, *, settled_in_time: bool) -> int:
    """Return what the insolvency of one end makes of the order: 0 nothing, 1 and 2 protected by a limb, 3 not."""
    if end.decreed_at == NEVER:
        return 0
    if order.entered_at < end.decreed_at:
        return 1
    saved = settled_in_time and order.irrevocable_from < min(end.intraday_marked_at, end.straks_marked_at)
    return 2 if saved else 3


@law("the law protects what entered before the opening", "exactness", "GEN-09", "GEN-18", "GEN-19")
def protected_iff_the_law_says(
    order: TransferOrder, payer: Participant, payee: Participant, rulebook: Rulebook
) -> bool:
    """Unprotected: entered at or after an end's opening, and not carried out that day before anyone was aware.

    The worse of its two ends counts; what never entered is not in question.
    """
    if order.entered_at == NEVER:
        return protection(order, payer, payee, rulebook) == Protection.NOT_IN_QUESTION
    done = order.status == Status.SETTLED and order.final_at < rulebook.day_end
    pays = against(order, payer, settled_in_time=done and opened_today(payer, rulebook))
    receives = against(order, payee, settled_in_time=done and opened_today(payee, rulebook))
    return protection(order, payer, payee, rulebook) == max(pays, receives)
