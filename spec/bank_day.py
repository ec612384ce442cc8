"""The bank day: its state, what can happen in it, and the one total step from state to state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, TypeAlias

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import enter
from zerohour.spec.insolvency import (
    declare,
    decree_refusal,
    leaves_at_exclusion,
    mark,
    mark_refusal,
    reason_to_leave,
    record_refusal,
    rejected,
)
from zerohour.spec.instant_clearing import Straks, book, clear, in_closed_cycle, instant_refusal, with_payment
from zerohour.spec.intraday_clearing import (
    Intraday,
    admit,
    carried_sums,
    complete,
    in_cycle,
    next_of,
    not_booked,
    waits_for,
)
from zerohour.spec.liquidity import available, batch_cover, limit_refusal, line_refusal, usable, with_line
from zerohour.spec.money import Ore
from zerohour.spec.netting import (
    Excluded,
    Lines,
    Pair,
    Participants,
    Positions,
    exclude,
    positions,
    shortages,
    stays,
    with_order,
    without_orders,
)
from zerohour.spec.orders import OrderId, Status, TransferOrder, terminal
from zerohour.spec.participants import Accounts, Participant, ParticipantId, Proceedings, System
from zerohour.spec.revocation import revocation_refusal, revoked
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant, following


class EventClass(IntEnum):
    """The order of events at one instant: what the calendar does comes first, what participants submit last."""

    CALENDAR = 0
    DECREE = 1
    NOTICE = 2
    MARK = 3
    STANDING = 4
    """What else changes a participant's standing: resolution, exclusion, filing."""
    LIQUIDITY = 5
    """Lines and limits."""
    REVOKE = 6
    SUBMIT = 7


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
    """The court opens insolvency proceedings against the participant."""

    at: Instant
    participant: ParticipantId
    kind: Proceedings = Proceedings.BANKRUPTCY


@dataclass(frozen=True)
class Notice:
    """The operator is told of the proceedings."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Publication:
    """The proceedings are published in Statstidende."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Mark:
    """The participant is marked as insolvent in the system."""

    at: Instant
    system: System
    participant: ParticipantId


@dataclass(frozen=True)
class Exclude:
    """The scheme and the central bank exclude the participant at their discretion, from every system."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Resolve:
    """A resolution authority takes the participant over, which goes on with the same identity."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class File:
    """The participant's version of the netting agreement is filed with the authority."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class SetLine:
    """The central bank sends the participant's credit line (Intraday) or prefunded line (Straks), in øre."""

    at: Instant
    system: System
    participant: ParticipantId
    line: Ore


@dataclass(frozen=True)
class SetLimit:
    """The participant limits what it sends through Intradagclearing, in øre an order."""

    at: Instant
    participant: ParticipantId
    limit: Ore


@dataclass(frozen=True)
class Revoke:
    """A participant recalls an order."""

    at: Instant
    order: OrderId


@dataclass(frozen=True)
class Submit:
    """A participant sends an order, amount in øre; in Intraday it may name its block."""

    at: Instant
    order: OrderId
    system: System
    payer: ParticipantId
    payee: ParticipantId
    amount: Ore
    block: BlockNo = NO_BLOCK


Event: TypeAlias = (
    CutOff
    | Settle
    | Decree
    | Notice
    | Publication
    | Mark
    | Exclude
    | Resolve
    | File
    | SetLine
    | SetLimit
    | Revoke
    | Submit
)

CLASS_OF: dict[type[Event], EventClass] = {
    CutOff: EventClass.CALENDAR,
    Settle: EventClass.CALENDAR,
    Decree: EventClass.DECREE,
    Notice: EventClass.NOTICE,
    Publication: EventClass.NOTICE,
    Mark: EventClass.MARK,
    Exclude: EventClass.STANDING,
    Resolve: EventClass.STANDING,
    File: EventClass.STANDING,
    SetLine: EventClass.LIQUIDITY,
    SetLimit: EventClass.LIQUIDITY,
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


def opening(rulebook: Rulebook, participants: Mapping[ParticipantId, Participant]) -> BankDay:
    """Return the day before anything has happened: no money, no orders; participants as their terms say."""
    return BankDay(
        rulebook=rulebook,
        participants=Table(Participant(), {p: replace(participants[p], known=True) for p in participants}),
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
    return [event for event in events if event.at < NEVER]


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
    return OUTCOME[type(event)](day, event)


def submit(day: BankDay, event: Submit) -> Step:
    """An order is entered, cleared or refused; an id that is taken keeps its first order."""
    taken = day.orders[event.order].status != Status.ABSENT
    payer, payee = day.participants[event.payer], day.participants[event.payee]
    order = TransferOrder(
        event.system, event.payer, event.payee, event.amount, submitted_at=event.at, block=event.block
    )
    if event.system == System.STRAKS:
        reason = instant_refusal(order, payer, payee, can_use(day, event.payer), day.rulebook, taken=taken)
        order = clear(order, reason, day.straks.block)
    else:
        order = enter(order, payer, payee, day.rulebook.intraday, day.rulebook.readings.a02, taken=taken)
    if taken:
        return Step(day, order.reason)
    day = replace(day, orders=day.orders | {event.order: order})
    if terminal(order):
        return Step(day, order.reason)
    if event.system == System.STRAKS:
        straks = replace(day.straks, open_net=with_payment(day.straks.open_net, order))
        return Step(replace(day, straks=straks), order.reason)
    intraday = replace(day.intraday, sums=with_order(day.intraday.sums, order, order.amount))
    return Step(replace(day, intraday=intraday), order.reason)


def can_use(day: BankDay, p: ParticipantId) -> Ore:
    """Return what the participant can use in Straks, in øre."""
    line = usable(day.lines[p].straks, day.participants[p], day.rulebook.readings.a43)
    return available(line, day.straks.open_net[p], day.straks.closed_net[p])


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


@rule("LIM-02", page="37-38, 47")
def set_limit(day: BankDay, event: SetLimit) -> Step:
    """A participant limits what it sends through the clearing; a limit is never below zero."""
    participant = day.participants[event.participant]
    reason = limit_refusal(participant, event.limit)
    return recorded(day, event.participant, replace(participant, limit=event.limit), reason)


def recorded(day: BankDay, who: ParticipantId, participant: Participant, reason: Reason) -> Step:
    """Return the step that records something of a participant, unless a reason speaks against it."""
    if reason != Reason.NOTHING:
        return Step(day, reason)
    return Step(replace(day, participants=day.participants | {who: participant}), Reason.DONE)


def decree(day: BankDay, event: Decree) -> Step:
    """The decree is recorded; the systems act on their marks."""
    participant = day.participants[event.participant]
    reason = decree_refusal(participant, event.kind)
    return recorded(day, event.participant, declare(participant, event.kind, event.at), reason)


def notice(day: BankDay, event: Notice) -> Step:
    """The notice is recorded: from now on the operator is aware."""
    participant = day.participants[event.participant]
    reason = record_refusal(participant, participant.noticed_at)
    return recorded(day, event.participant, replace(participant, noticed_at=event.at), reason)


def publication(day: BankDay, event: Publication) -> Step:
    """The publication is recorded: from the end of this day on everyone is taken to know."""
    participant = day.participants[event.participant]
    reason = record_refusal(participant, participant.published_at)
    return recorded(day, event.participant, replace(participant, published_at=event.at), reason)


@rule("INS-20", page="18")
def resolution(day: BankDay, event: Resolve) -> Step:
    """A participant that a resolution authority takes over stays a participant, and nothing else changes."""
    participant = day.participants[event.participant]
    reason = record_refusal(participant, participant.resolved_at)
    return recorded(day, event.participant, replace(participant, resolved_at=event.at), reason)


@rule("GEN-14", page="11")
def filing(day: BankDay, event: File) -> Step:
    """A version of the netting agreement binds the estates of bankruptcies that come after it was filed."""
    participant = day.participants[event.participant]
    reason = record_refusal(participant, participant.filed_at)
    return recorded(day, event.participant, replace(participant, filed_at=event.at), reason)


def mark_in_system(day: BankDay, event: Mark) -> Step:
    """The mark is recorded, and in Intraday it takes waiting orders out."""
    participant = day.participants[event.participant]
    reason = mark_refusal(participant, event.system)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    day = recorded(day, event.participant, mark(participant, event.system, event.at), reason).day
    if event.system == System.STRAKS:
        return Step(day, Reason.DONE)
    reasons = {i: why_it_leaves(day, day.orders[i], event) for i in day.orders}
    gone = {i: rejected(day.orders[i], reasons[i]) for i in day.orders if reasons[i] != Reason.NOTHING}
    return Step(without(day, gone, event.participant), Reason.DONE)


def why_it_leaves(day: BankDay, order: TransferOrder, event: Mark) -> Reason:
    """Return why the mark in Intraday takes the order out, or NOTHING."""
    block = day.rulebook.intraday[order.block]
    participant = day.participants[event.participant]
    return reason_to_leave(order, block, event.participant, participant, event.at, day.rulebook.readings)


def exclusion(day: BankDay, event: Exclude) -> Step:
    """The exclusion is recorded, and takes waiting orders out."""
    participant = day.participants[event.participant]
    reason = record_refusal(participant, participant.excluded_at)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    day = recorded(day, event.participant, replace(participant, excluded_at=event.at), reason).day
    gone = {
        i: rejected(day.orders[i], Reason.REJECTED_AT_EXCLUSION)
        for i in day.orders
        if leaves_at_exclusion(day.orders[i], day.rulebook.intraday[day.orders[i].block], event.participant, event.at)
    }
    return Step(without(day, gone, event.participant), Reason.DONE)


def without(day: BankDay, gone: Mapping[OrderId, TransferOrder], touched: ParticipantId) -> BankDay:
    """Return the day after orders have left, all of them to or from one participant."""
    sums = without_orders(day.intraday.sums, gone, touched)
    return replace(day, orders=day.orders | gone, intraday=replace(day.intraday, sums=sums))


@rule("CAL-02", page="45-47, 56-57")
def cut_off_intraday(day: BankDay, event: CutOff) -> Step:
    """At its time, and after the block before it has settled, a block is cut off and its cycle is fixed."""
    if day.intraday.clearing or event.block != day.intraday.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.intraday[event.block].cutoff:
        return Step(day, Reason.OUT_OF_ORDER)
    block = day.rulebook.intraday[event.block]
    orders = day.orders | {i: admit(day.orders[i], block) for i in day.orders if waits_for(day.orders[i], event.block)}
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
    shorts = shortages(nets, cover(day), out)
    if any(shorts[p] for p in day.participants):
        return Step(day, Reason.WRONG_EXCLUSIONS)
    lines = day.lines | {p: replace(day.lines[p], batch=day.lines[p].batch + nets[p]) for p in day.participants}
    then = following(event.block, day.rulebook.intraday)
    moved = carried_sums(day.intraday.sums, event.block, then, day.participants, out, day.rulebook.readings.a15)
    orders = day.orders | {
        i: settled(day, day.orders[i], out, then) for i in day.orders if in_cycle(day.orders[i], event.block)
    }
    over: dict[Pair, Ore] = {(event.block, p, q): 0 for p in day.participants for q in day.participants}
    intraday = Intraday(
        sums=day.intraday.sums | moved | over, block=next_of(event.block), clearing=False, nets=nets, out=out
    )
    return Step(replace(day, orders=orders, lines=lines, intraday=intraday), Reason.DONE)


def cover(day: BankDay) -> Positions:
    """Return what covers each participant's net draw, in øre."""
    return batch_cover(day.participants, day.lines, day.rulebook.readings.a43)


def excluded(day: BankDay, event: Settle) -> Excluded:
    """Return who is taken out: by the reference order of exclusions, or as an engine chose."""
    if event.out is None:
        return exclude(day.intraday.sums, event.block, day.participants, cover(day), day.rulebook.readings.a23)
    return {p: p in event.out for p in day.participants}


def settled(day: BankDay, order: TransferOrder, out: Excluded, then: BlockNo) -> TransferOrder:
    """Return what becomes of an order of the cycle that settles now; `then` is the following block."""
    if stays(order.payer, order.payee, out):
        return complete(order, day.now)
    payer, payee = day.participants[order.payer], day.participants[order.payee]
    return not_booked(order, payer, payee, then, day.now, day.rulebook)


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


def cut_off(day: BankDay, event: CutOff) -> Step:
    """Close the block of the event's system."""
    return cut_off_intraday(day, event) if event.system == System.INTRADAY else cut_off_straks(day, event)


def settle(day: BankDay, event: Settle) -> Step:
    """Settle the block of the event's system."""
    return settle_intraday(day, event) if event.system == System.INTRADAY else settle_straks(day, event)


OUTCOME: dict[type[Event], Callable[[BankDay, Any], Step]] = {
    CutOff: cut_off,
    Settle: settle,
    Decree: decree,
    Notice: notice,
    Publication: publication,
    Mark: mark_in_system,
    Exclude: exclusion,
    Resolve: resolution,
    File: filing,
    SetLine: set_line,
    SetLimit: set_limit,
    Revoke: revoke,
    Submit: submit,
}
"""What each kind of event leads to."""
