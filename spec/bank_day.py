"""The bank day: its state, what can happen in it, and the one total step from state to state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import enter
from zerohour.spec.insolvency import declare, decree_refusal, leaves_at_mark, mark, mark_refusal, rejected
from zerohour.spec.instant_clearing import Straks, book, clear, in_closed_cycle, with_payment
from zerohour.spec.intraday_clearing import (
    Intraday,
    admit,
    after_settlement,
    carried_sums,
    in_cycle,
    next_of,
    waits_for,
)
from zerohour.spec.liquidity import available, line_refusal, with_line
from zerohour.spec.money import Ore
from zerohour.spec.netting import (
    Excluded,
    Lines,
    Pair,
    Participants,
    exclude,
    positions,
    shortages,
    with_order,
    without_orders,
)
from zerohour.spec.orders import OrderId, Status, TransferOrder
from zerohour.spec.participants import Accounts, Participant, ParticipantId, System
from zerohour.spec.revocation import revocation_refusal, revoked
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table
from zerohour.spec.timetable import BlockNo, Instant


class EventClass(IntEnum):
    """The order of events at one instant: what the calendar does comes first, what participants submit last."""

    CALENDAR = 0
    DECREE = 1
    MARK = 2
    LIQUIDITY = 3
    REVOKE = 4
    SUBMIT = 5


@dataclass(frozen=True)
class CutOff:
    """No more orders for the block, and no more revocation."""

    at: Instant
    system: System
    block: BlockNo


@dataclass(frozen=True)
class Settle:
    """The block settles and is booked. `out` follows exclusions that an engine chose, where A-23 leaves the choice."""

    at: Instant
    system: System
    block: BlockNo
    out: frozenset[ParticipantId] | None = None


@dataclass(frozen=True)
class Decree:
    """The court declares the participant bankrupt."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Mark:
    """The participant is marked as bankrupt in the system."""

    at: Instant
    system: System
    participant: ParticipantId


@dataclass(frozen=True)
class SetLine:
    """The central bank sends the participant's credit line (Intraday) or prefunded line (Straks), in øre."""

    at: Instant
    system: System
    participant: ParticipantId
    line: Ore


@dataclass(frozen=True)
class Revoke:
    """A participant recalls an order."""

    at: Instant
    order: OrderId


@dataclass(frozen=True)
class Submit:
    """A participant sends an order, amount in øre."""

    at: Instant
    order: OrderId
    system: System
    payer: ParticipantId
    payee: ParticipantId
    amount: Ore


Event: TypeAlias = CutOff | Settle | Decree | Mark | SetLine | Revoke | Submit

CLASS_OF: dict[type[Event], EventClass] = {
    CutOff: EventClass.CALENDAR,
    Settle: EventClass.CALENDAR,
    Decree: EventClass.DECREE,
    Mark: EventClass.MARK,
    SetLine: EventClass.LIQUIDITY,
    Revoke: EventClass.REVOKE,
    Submit: EventClass.SUBMIT,
}


@dataclass(frozen=True)
class BankDay:
    """Everything that the systems know at one moment."""

    rulebook: Rulebook
    participants: Participants
    lines: Lines
    orders: Table[OrderId, TransferOrder]
    intraday: Intraday
    straks: Straks
    now: Instant = 0


@dataclass(frozen=True)
class Step:
    """What an event led to: the new state, and the reason of its refusal, or DONE, or what became of its order."""

    day: BankDay
    reason: Reason


def opening(rulebook: Rulebook, participants: Iterable[ParticipantId]) -> BankDay:
    """Return the day before anything has happened: no money, no orders, nobody insolvent."""
    return BankDay(
        rulebook=rulebook,
        participants=Table(Participant(), {p: Participant(known=True) for p in participants}),
        lines=Table(Accounts()),
        orders=Table(TransferOrder()),
        intraday=Intraday(sums=Table(0), nets={}, out={}),
        straks=Straks(open_net=Table(0), closed_net=Table(0)),
    )


def calendar(rulebook: Rulebook) -> list[Event]:
    """Return the cut-offs and settlements of the timetable that happen within the clearing day."""
    blocks = [(System.INTRADAY, b, rulebook.intraday[b]) for b in rulebook.intraday]
    blocks = [*blocks, *((System.STRAKS, b, rulebook.straks[b]) for b in rulebook.straks)]
    events = [
        event
        for system, b, block in blocks
        for event in (CutOff(block.cutoff, system, b), Settle(block.settle, system, b))
    ]
    return [event for event in events if event.at < rulebook.day_end]


def place(event: Event) -> tuple[Instant, EventClass]:
    """Return where in the day an event is processed: by its instant, then by its class."""
    return event.at, CLASS_OF[type(event)]


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events as they are processed: by their place in the day, then as given."""
    return sorted(events, key=place)


def run(day: BankDay, events: Iterable[Event]) -> BankDay:
    """Return the day after all the events, in the order of `in_order`."""
    for event in in_order(events):
        day = step(day, event).day
    return day


@rule("OWN-05", page="own")
def step(day: BankDay, event: Event) -> Step:
    """Every event has an outcome in every state, if only a refusal; what lies before the last event is refused."""
    if event.at < day.now:
        return Step(day, Reason.OUT_OF_ORDER)
    day = replace(day, now=event.at)
    match event:
        case Submit():
            return submit(day, event)
        case Revoke():
            return revoke(day, event)
        case SetLine():
            return set_line(day, event)
        case Decree():
            return decree(day, event)
        case Mark():
            return mark_in_system(day, event)
        case CutOff():
            return cut_off_intraday(day, event) if event.system == System.INTRADAY else cut_off_straks(day, event)
        case Settle():
            return settle_intraday(day, event) if event.system == System.INTRADAY else settle_straks(day, event)


def submit(day: BankDay, event: Submit) -> Step:
    """An order is entered, cleared or refused; an id that is taken keeps its first order."""
    taken = day.orders[event.order].status != Status.ABSENT
    payer, payee = day.participants[event.payer], day.participants[event.payee]
    order = TransferOrder(event.system, event.payer, event.payee, event.amount, submitted_at=event.at)
    if event.system == System.STRAKS:
        can_use = available(
            day.lines[event.payer].straks, day.straks.open_net[event.payer], day.straks.closed_net[event.payer]
        )
        order = clear(order, payer, payee, can_use, day.straks.block, taken=taken)
    else:
        order = enter(order, payer, payee, day.rulebook.intraday, taken=taken)
    if taken:
        return Step(day, order.reason)
    day = replace(day, orders=day.orders | {event.order: order})
    if order.status == Status.REFUSED:
        return Step(day, order.reason)
    if event.system == System.STRAKS:
        straks = replace(day.straks, open_net=with_payment(day.straks.open_net, order))
        return Step(replace(day, straks=straks), order.reason)
    intraday = replace(day.intraday, sums=with_order(day.intraday.sums, order, order.amount))
    return Step(replace(day, intraday=intraday), order.reason)


def revoke(day: BankDay, event: Revoke) -> Step:
    """An order that may still be revoked leaves its block."""
    order = day.orders[event.order]
    reason = revocation_refusal(order, event.at)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    intraday = replace(day.intraday, sums=with_order(day.intraday.sums, order, -order.amount))
    return Step(replace(day, orders=day.orders | {event.order: revoked(order)}, intraday=intraday), Reason.REVOKED)


def set_line(day: BankDay, event: SetLine) -> Step:
    """A line that is sent replaces the one before it."""
    p = event.participant
    reason = line_refusal(
        day.participants[p], event.system, event.line, day.straks.open_net[p], day.straks.closed_net[p]
    )
    if reason != Reason.NOTHING:
        return Step(day, reason)
    lines = with_line(day.lines[p], event.system, event.line)
    return Step(replace(day, lines=day.lines | {p: lines}), Reason.DONE)


def decree(day: BankDay, event: Decree) -> Step:
    """The decree is recorded; the systems act on their marks."""
    participant = day.participants[event.participant]
    reason = decree_refusal(participant)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    changed = {event.participant: declare(participant, event.at)}
    return Step(replace(day, participants=day.participants | changed), Reason.DONE)


def mark_in_system(day: BankDay, event: Mark) -> Step:
    """The mark is recorded, and in Intraday it takes waiting orders out."""
    participant = day.participants[event.participant]
    reason = mark_refusal(participant, event.system)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    changed = {event.participant: mark(participant, event.system, event.at)}
    day = replace(day, participants=day.participants | changed)
    if event.system == System.STRAKS:
        return Step(day, Reason.DONE)

    gone = {i: day.orders[i] for i in day.orders if leaves(day, day.orders[i], event)}
    orders = day.orders | {i: rejected(gone[i], Reason.REJECTED_AT_MARK) for i in gone}
    sums = without_orders(day.intraday.sums, gone, event.participant)
    return Step(replace(day, orders=orders, intraday=replace(day.intraday, sums=sums)), Reason.DONE)


def leaves(day: BankDay, order: TransferOrder, event: Mark) -> bool:
    """Whether the mark in Intraday takes the order out."""
    decreed_at = day.participants[event.participant].decreed_at
    block = day.rulebook.intraday[order.block]
    return leaves_at_mark(order, block, event.participant, decreed_at, event.at, day.rulebook.readings.a01)


@rule("CAL-02", page="45-47, 56-57")
def cut_off_intraday(day: BankDay, event: CutOff) -> Step:
    """At its time, and after the block before it has settled, a block is cut off and its cycle is fixed."""
    if day.intraday.clearing or event.block != day.intraday.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.intraday[event.block].cutoff:
        return Step(day, Reason.OUT_OF_ORDER)
    orders = day.orders | {i: admit(day.orders[i]) for i in day.orders if waits_for(day.orders[i], event.block)}
    return Step(replace(day, orders=orders, intraday=replace(day.intraday, clearing=True)), Reason.DONE)


@rule("GEN-28", page="51")
def settle_intraday(day: BankDay, event: Settle) -> Step:
    """A cycle that was cut off is always carried out: who stays is booked, whatever the others lack."""
    if not day.intraday.clearing or event.block != day.intraday.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.intraday[event.block].settle:
        return Step(day, Reason.OUT_OF_ORDER)
    out = excluded(day, event)
    nets = positions(day.intraday.sums, event.block, day.participants, out)
    shorts = shortages(nets, day.lines, out)
    if any(shorts[p] for p in day.participants):
        return Step(day, Reason.WRONG_EXCLUSIONS)
    lines = day.lines | {p: replace(day.lines[p], batch=day.lines[p].batch + nets[p]) for p in day.participants}
    orders = day.orders | {
        i: settled(day, day.orders[i], out) for i in day.orders if in_cycle(day.orders[i], event.block)
    }
    moved = carried_sums(day.intraday.sums, event.block, day.participants, out, day.rulebook.intraday)
    over: dict[Pair, Ore] = {(event.block, p, q): 0 for p in day.participants for q in day.participants}
    intraday = Intraday(
        sums=day.intraday.sums | moved | over, block=next_of(event.block), clearing=False, nets=nets, out=out
    )
    return Step(replace(day, orders=orders, lines=lines, intraday=intraday), Reason.DONE)


def excluded(day: BankDay, event: Settle) -> Excluded:
    """Return who is taken out: by the reference order of exclusions, or as an engine chose."""
    if event.out is None:
        return exclude(day.intraday.sums, event.block, day.participants, day.lines, day.rulebook.readings.a23)
    return {p: p in event.out for p in day.participants}


def settled(day: BankDay, order: TransferOrder, out: Excluded) -> TransferOrder:
    """Return what becomes of an order of the cycle that settles now."""
    payer, payee = day.participants[order.payer], day.participants[order.payee]
    return after_settlement(order, payer, payee, out, day.now, day.rulebook.intraday, day.rulebook.readings.a22)


@rule("STR-08", page="57")
@rule("STR-09", page="57")
def cut_off_straks(day: BankDay, event: CutOff) -> Step:
    """At the cut-off of a cycle the next one opens at once; the one before must have been booked by then."""
    if day.straks.unbooked or event.block != day.straks.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.straks[event.block].cutoff:
        return Step(day, Reason.OUT_OF_ORDER)
    nobody = {p: 0 for p in day.participants}
    straks = Straks(
        open_net=day.straks.open_net | nobody,
        closed_net=day.straks.closed_net | {p: day.straks.open_net[p] for p in day.participants},
        block=next_of(event.block),
        unbooked=True,
    )
    return Step(replace(day, straks=straks), Reason.DONE)


@rule("STR-06", page="51, 57")
def settle_straks(day: BankDay, event: Settle) -> Step:
    """The closed cycle is booked whole."""
    if not day.straks.unbooked or next_of(event.block) != day.straks.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.straks[event.block].settle:
        return Step(day, Reason.OUT_OF_ORDER)
    closed = day.straks.closed_net
    lines = day.lines | {p: replace(day.lines[p], straks=day.lines[p].straks + closed[p]) for p in day.participants}
    orders = day.orders | {
        i: book(day.orders[i], day.now) for i in day.orders if in_closed_cycle(day.orders[i], event.block)
    }
    straks = replace(day.straks, closed_net=closed | {p: 0 for p in day.participants}, unbooked=False)
    return Step(replace(day, orders=orders, lines=lines, straks=straks), Reason.DONE)
