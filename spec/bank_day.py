"""The bank day: its state, what can happen in it, and the one total step from state to state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

from zerohour.spec.batch_settlement import (
    BOTH,
    Batch,
    Exclusions,
    Phase,
    admit,
    both_as_one,
    complete,
    exclusions,
    for_want_of_two,
    in_cycle,
    may_be_locked,
    may_be_postponed,
    moves_on,
    next_of,
    not_booked,
    sanctions_after,
    sum_is_carried_out,
    waits_for,
)
from zerohour.spec.contingency import in_outage, left_behind, outage_refusal, waits_longer, zero_settled
from zerohour.spec.decisions import Reason
from zerohour.spec.entry import enter, left_out
from zerohour.spec.funding import (
    asked_for,
    checked,
    disposable,
    folio_refusal,
    fund_refusal,
    funded,
    lends,
    released,
    returned,
    term_refusal,
    with_term,
)
from zerohour.spec.funding import moved as moved_to
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
from zerohour.spec.liquidity import available, batch_cover, limit_refusal, line_refusal, usable, with_line
from zerohour.spec.money import Ore
from zerohour.spec.netting import (
    Draws,
    Lines,
    Participants,
    Positions,
    Sums,
    against_cover,
    covered,
    nobody,
    positions,
    stays,
    taken_out,
    with_order,
    with_orders,
    without_orders,
)
from zerohour.spec.orders import DelivererId, OrderId, Part, Status, TransferOrder
from zerohour.spec.participants import (
    NO_SPONSOR,
    Account,
    Accounts,
    Participant,
    ParticipantId,
    Party,
    Proceedings,
    Term,
    holder_of,
)
from zerohour.spec.readings import A32
from zerohour.spec.records import replace
from zerohour.spec.revocation import revocation_refusal, revoked
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.sum_clearing import (
    delivered,
    held_back,
    leaves_with,
    lodged_by,
    missing_from_pbs,
    not_delivered,
    passed_on,
    rejection_refusal,
    runs,
)
from zerohour.spec.tables import Table
from zerohour.spec.timetable import (
    NEVER,
    NO_BLOCK,
    BlockNo,
    DayNo,
    Instant,
    System,
    Timetable,
    following,
    next_settlement,
    within,
)


class EventClass(IntEnum):
    """The order of events at one instant: what the calendar does comes first, what participants submit last."""

    CALENDAR = 0
    DECREE = 1
    NOTICE = 2
    MARK = 3
    STANDING = 4
    """What else changes a participant's standing: resolution, exclusion, filing."""
    LIQUIDITY = 5
    """Folios, lines and limits, and by what terms accounts are funded."""
    MANAGER = 6
    """The look at the liquidity of Straks."""
    CONTINGENCY = 7
    """Outages, a settlement that is postponed, or at zero, and the rejection of who is set aside."""
    REVOKE = 8
    SUBMIT = 9


@dataclass(frozen=True)
class CutOff:
    """No more orders for the block, and no more revocation."""

    at: Instant
    account: Account
    block: BlockNo


@dataclass(frozen=True)
class Forecast:
    """The final forecast of a block of Sum and Intraday is made, and accounts are funded by it."""

    at: Instant
    block: BlockNo


@dataclass(frozen=True)
class Release:
    """What the settlement of the block has left on the batch accounts returns to the folios."""

    at: Instant
    block: BlockNo


@dataclass(frozen=True)
class EndMoneyDay:
    """The monetary-policy day ends."""

    at: Instant
    day: DayNo


@dataclass(frozen=True)
class Lock:
    """The lines of a block of Sum and Intraday are fixed."""

    at: Instant
    block: BlockNo


@dataclass(frozen=True)
class Settle:
    """The block settles and is booked.

    `set_aside` (of every participant, with which net draw in øre) and `out` follow exclusions from Sum and from
    Intraday that an engine chose, where A-23 leaves the choice; both or neither are given.
    """

    at: Instant
    account: Account
    block: BlockNo
    out: frozenset[ParticipantId] | None = None
    set_aside: Draws | None = None


@dataclass(frozen=True)
class CloseDay:
    """The clearing day is closed; if forced, though a delivery of PBS is missing."""

    at: Instant
    day: DayNo
    forced: bool = False


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
    """The central bank sends the participant's credit line (batch) or prefunded line (Straks), in øre."""

    at: Instant
    account: Account
    participant: ParticipantId
    line: Ore


@dataclass(frozen=True)
class SetLimit:
    """The participant limits what it sends through Intradagclearing, in øre an order; its sponsor may approve that."""

    at: Instant
    participant: ParticipantId
    limit: Ore
    approved_by: ParticipantId = NO_SPONSOR


@dataclass(frozen=True)
class SetFolio:
    """The participant's folio at the central bank stands at the balance, in øre; its accounts are funded from it."""

    at: Instant
    participant: ParticipantId
    balance: Ore


@dataclass(frozen=True)
class SetTerm:
    """The participant sets a standing term by which its accounts are funded, in øre."""

    at: Instant
    participant: ParticipantId
    term: Term
    amount: Ore


@dataclass(frozen=True)
class Fund:
    """The participant moves money from its folio to a settlement account, in øre."""

    at: Instant
    account: Account
    participant: ParticipantId
    amount: Ore


@dataclass(frozen=True)
class Check:
    """The liquidity of Straks is looked at, and adjusted to the liquidity rules."""

    at: Instant


@dataclass(frozen=True)
class Outage:
    """The participant is in outage: the clearings cannot reach it, nor it them."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Return:
    """The participant's outage is over."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Disconnect:
    """The deliverer has lost its line to the clearing."""

    at: Instant
    deliverer: DelivererId


@dataclass(frozen=True)
class Reconnect:
    """The deliverer has its line to the clearing again."""

    at: Instant
    deliverer: DelivererId


@dataclass(frozen=True)
class ZeroSettle:
    """The block, which has been cut off, is settled at zero."""

    at: Instant
    block: BlockNo


@dataclass(frozen=True)
class Postpone:
    """All that is still to come of the block, which has been cut off, comes so many milliseconds later."""

    at: Instant
    block: BlockNo
    by: Instant


@dataclass(frozen=True)
class RejectSetAside:
    """The participant, which is set aside in Sum, is finally rejected there."""

    at: Instant
    participant: ParticipantId


@dataclass(frozen=True)
class Revoke:
    """A participant recalls an order."""

    at: Instant
    order: OrderId


@dataclass(frozen=True)
class Submit:
    """A participant sends an order, amount in øre; in Sum and Intraday it may name its block.

    In Sum the deliverer lodges it, in one of the two sub-clearings.
    """

    at: Instant
    order: OrderId
    system: System
    payer: ParticipantId
    payee: ParticipantId
    amount: Ore
    block: BlockNo = NO_BLOCK
    part: Part = Part.PAPERLESS
    deliverer: DelivererId = ""


@dataclass(frozen=True)
class Deliver:
    """A deliverer delivers to Sum what it has lodged in one sub-clearing, over its own line or through another."""

    at: Instant
    deliverer: DelivererId
    part: Part
    through: DelivererId = ""


Event: TypeAlias = (
    CutOff
    | Forecast
    | Lock
    | Settle
    | Release
    | EndMoneyDay
    | CloseDay
    | Decree
    | Notice
    | Publication
    | Mark
    | Exclude
    | Resolve
    | File
    | SetLine
    | SetLimit
    | SetFolio
    | SetTerm
    | Fund
    | Check
    | Outage
    | Return
    | Disconnect
    | Reconnect
    | ZeroSettle
    | Postpone
    | RejectSetAside
    | Revoke
    | Submit
    | Deliver
)

CLASS_OF: dict[type[Event], EventClass] = {
    CutOff: EventClass.CALENDAR,
    Forecast: EventClass.CALENDAR,
    Lock: EventClass.CALENDAR,
    Settle: EventClass.CALENDAR,
    Release: EventClass.CALENDAR,
    EndMoneyDay: EventClass.CALENDAR,
    CloseDay: EventClass.CALENDAR,
    Decree: EventClass.DECREE,
    Notice: EventClass.NOTICE,
    Publication: EventClass.NOTICE,
    Mark: EventClass.MARK,
    Exclude: EventClass.STANDING,
    Resolve: EventClass.STANDING,
    File: EventClass.STANDING,
    SetLine: EventClass.LIQUIDITY,
    SetLimit: EventClass.LIQUIDITY,
    SetFolio: EventClass.LIQUIDITY,
    SetTerm: EventClass.LIQUIDITY,
    Fund: EventClass.LIQUIDITY,
    Check: EventClass.MANAGER,
    Outage: EventClass.CONTINGENCY,
    Return: EventClass.CONTINGENCY,
    Disconnect: EventClass.CONTINGENCY,
    Reconnect: EventClass.CONTINGENCY,
    ZeroSettle: EventClass.CONTINGENCY,
    Postpone: EventClass.CONTINGENCY,
    RejectSetAside: EventClass.CONTINGENCY,
    Revoke: EventClass.REVOKE,
    Submit: EventClass.SUBMIT,
    Deliver: EventClass.SUBMIT,
}


@dataclass(frozen=True)
class BankDay:
    """Everything that the systems know at one moment."""

    rulebook: Rulebook
    participants: Participants
    lines: Lines
    orders: Table[OrderId, TransferOrder]
    batch: Batch
    straks: Straks
    disconnected: Table[DelivererId, bool]
    """Which deliverers have lost their line."""
    closed: DayNo = 0
    """The clearing day that is closed next."""
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
        batch=Batch(sums=Table(0), nets={}, sum_out={}, out={}, draws=Table(0), held={}, sanctions=Table(0)),
        straks=Straks(open_net=Table(0), closed_net=Table(0)),
        disconnected=Table(default=False),
    )


@rule("CAL-01", page="56")
@rule("INT-01", page="55")
@rule("STR-07", page="57")
@rule("STR-13", page="57-58")
def calendar(rulebook: Rulebook) -> list[Event]:
    """The blocks of Sum and Intraday, the cycles of Straks and the ends of days have fixed times: the timetable's."""
    events: list[Event] = []
    for b in rulebook.batch:
        block = rulebook.batch[b]
        events = [*events, CutOff(block.cutoff, Account.BATCH, b), Forecast(block.forecast, b), Lock(block.lock, b)]
        events = [*events, Settle(block.settle, Account.BATCH, b), Release(block.release, b)]
    for b in rulebook.straks:
        cycle = rulebook.straks[b]
        events = [*events, CutOff(cycle.cutoff, Account.STRAKS, b), Settle(cycle.settle, Account.STRAKS, b)]
    ends: list[Event] = [CloseDay(rulebook.clearing_days[d].end, d) for d in rulebook.clearing_days]
    ends = [*ends, *(EndMoneyDay(rulebook.money_days[d].end, d) for d in rulebook.money_days)]
    return [event for event in [*events, *ends] if event.at < NEVER]


def postponed(rulebook: Rulebook, event: Postpone) -> list[Event]:
    """Return what is still to come of the block, at the times at which it comes after one postponement."""
    block = rulebook.batch[event.block]
    steps: list[Event] = [
        Forecast(block.forecast, event.block),
        Lock(block.lock, event.block),
        Settle(block.settle, Account.BATCH, event.block),
        Release(block.release, event.block),
    ]
    return [replace(step, at=step.at + event.by) for step in steps if step.at > event.at]


def checks(rulebook: Rulebook) -> list[Event]:
    """Return the looks at the liquidity of Straks, in all the days of the calendar."""
    ends = [rulebook.calendar_days[d].end for d in rulebook.calendar_days]
    every = rulebook.checked_every
    return [Check(at) for at in range(every, max(ends), every)] if every > 0 else []


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
    payer, payee = party(day, event.payer), party(day, event.payee)
    order = TransferOrder(
        event.system,
        event.payer,
        event.payee,
        event.amount,
        submitted_at=event.at,
        block=event.block,
        part=event.part,
        deliverer=event.deliverer,
        debit=holder_of(event.payer, payer.own),
        credit=holder_of(event.payee, payee.own),
    )
    if event.system == System.STRAKS:
        reason = instant_refusal(order, payer, payee, can_use(day, order.debit), day.rulebook, taken=taken)
        order = clear(order, reason, day.straks.block)
    else:
        order = enter(order, payer, payee, day.rulebook, taken=taken)
    if taken:
        return Step(day, order.reason)
    day = replace(day, orders=day.orders | {event.order: order})
    if order.status == Status.CLEARED:
        straks = replace(day.straks, open_net=with_payment(day.straks.open_net, order))
        return Step(replace(day, straks=straks), order.reason)
    if order.status == Status.ENTERED:
        return Step(with_sums(day, with_order(day.batch.sums, order, order.amount)), order.reason)
    return Step(day, order.reason)


def party(day: BankDay, p: ParticipantId) -> Party:
    """Return the participant with the one whose accounts it settles over."""
    participant = day.participants[p]
    return Party(participant, day.participants[holder_of(p, participant)])


def with_sums(day: BankDay, sums: Sums) -> BankDay:
    """Return the day with other sums."""
    return replace(day, batch=replace(day.batch, sums=sums))


@rule("OWN-12", page="own")
@rule("OUT-06", page="63, 75")
def deliver(day: BankDay, event: Deliver) -> Step:
    """A delivery registers what its deliverer has lodged, if anything; without a line it goes through another."""
    carrier = event.deliverer if event.through == "" else event.through
    if day.disconnected[carrier]:
        return Step(day, Reason.NO_LINE_TO_THE_CLEARING)
    mine = {i: day.orders[i] for i in day.orders if lodged_by(day.orders[i], event.deliverer, event.part)}
    if not any(mine[i].amount > 0 for i in mine):
        return Step(day, Reason.NOTHING_LODGED)
    came = {i: delivered(mine[i], event.at, day.rulebook) for i in mine}
    sums = with_orders(day.batch.sums, came)
    return Step(with_sums(replace(day, orders=day.orders | came), sums), Reason.DONE)


def can_use(day: BankDay, p: ParticipantId) -> Ore:
    """Return what the participant can use in Straks, in øre."""
    readings = day.rulebook.readings
    line = usable(day.lines[p].straks, day.participants[p], readings.a43)
    return available(line, day.straks.open_net[p], day.straks.closed_net[p], readings.a38)


def revoke(day: BankDay, event: Revoke) -> Step:
    """An order that may still be revoked leaves its block."""
    order = day.orders[event.order]
    reason = revocation_refusal(order, event.at)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    day = replace(day, orders=day.orders | {event.order: revoked(order)})
    return Step(with_sums(day, with_order(day.batch.sums, order, -order.amount)), Reason.REVOKED)


def set_line(day: BankDay, event: SetLine) -> Step:
    """A line that is sent replaces the one before it."""
    p = event.participant
    reason = line_refusal(
        day.participants[p],
        event.account,
        event.line,
        day.straks.open_net[p],
        day.straks.closed_net[p],
        has_folio=day.lines[p].has_folio,
        locked=day.batch.phase == Phase.LOCKED,
    )
    return with_accounts(day, p, with_line(day.lines[p], event.account, event.line), reason)


def with_accounts(day: BankDay, p: ParticipantId, accounts: Accounts, reason: Reason) -> Step:
    """Return the step after which the accounts stand so, unless a reason speaks against it."""
    if reason != Reason.NOTHING:
        return Step(day, reason)
    return Step(replace(day, lines=day.lines | {p: accounts}), Reason.DONE)


def set_folio(day: BankDay, event: SetFolio) -> Step:
    """A balance that the central bank reports replaces the one before it."""
    p = event.participant
    accounts = replace(day.lines[p], folio=event.balance, has_folio=True)
    return with_accounts(day, p, accounts, folio_refusal(day.participants[p], event.balance))


def set_term(day: BankDay, event: SetTerm) -> Step:
    """A standing term replaces the one before it."""
    p = event.participant
    participant = day.participants[p]
    reason = term_refusal(participant, event.term, event.amount, day.lines[p].folio)
    return recorded(day, p, with_term(participant, event.term, event.amount), reason)


def fund(day: BankDay, event: Fund) -> Step:
    """Money is moved by hand from the folio to a settlement account."""
    p, hours = event.participant, day.rulebook.open_hours
    reason = fund_refusal(
        day.participants[p],
        event.amount,
        room(day, p, lent=lent_now(day)),
        locked=event.account == Account.BATCH and day.batch.phase == Phase.LOCKED,
        is_open=any(within(event.at, hours[d]) for d in hours),
    )
    return with_accounts(day, p, moved_to(day.lines[p], event.account, event.amount), reason)


def lent_now(day: BankDay) -> bool:
    """Whether the central bank lends against pledges now."""
    return lends(day.now, day.rulebook.money_days)


def room(day: BankDay, p: ParticipantId, *, lent: bool) -> Ore:
    """Return what can be moved from the participant's folio, in øre."""
    return disposable(day.lines[p].folio, day.participants[p].pledge, lent=lent)


def check(day: BankDay, _: Check) -> Step:
    """The liquidity of every participant in Straks is looked at."""
    nets, owed, people, readings = day.straks.open_net, day.straks.closed_net, day.participants, day.rulebook.readings
    lent = lent_now(day)
    lines = {p: checked(day.lines[p], people[p], nets[p], owed[p], room(day, p, lent=lent), readings) for p in people}
    return Step(replace(day, lines=day.lines | lines), Reason.DONE)


@rule("LIM-02", page="37-38, 47")
def set_limit(day: BankDay, event: SetLimit) -> Step:
    """A participant limits what it sends through the clearing; a limit is never below zero."""
    participant = day.participants[event.participant]
    reason = limit_refusal(participant, event.limit, event.approved_by)
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
    """The mark is recorded, and in Sum and Intraday it takes waiting orders out."""
    participant = day.participants[event.participant]
    reason = mark_refusal(participant, event.system)
    if reason != Reason.NOTHING:
        return Step(day, reason)
    day = recorded(day, event.participant, mark(participant, event.system, event.at), reason).day
    if event.system == System.STRAKS:
        return Step(day, Reason.DONE)
    reasons = {i: why_it_leaves(day, day.orders[i], event) for i in day.orders}
    gone = {i: rejected(day.orders[i], reasons[i]) for i in day.orders if reasons[i] != Reason.NOTHING}
    after = without(day, gone)
    return Step(no_longer_set_aside(after, event.participant) if event.system == System.SUM else after, Reason.DONE)


def why_it_leaves(day: BankDay, order: TransferOrder, event: Mark) -> Reason:
    """Return why the mark takes the order out of the system, or NOTHING."""
    if order.system != event.system:
        return Reason.NOTHING
    block = day.rulebook.batch[order.block]
    participant = day.participants[event.participant]
    return reason_to_leave(order, block, event.participant, participant, event.at, day.rulebook.readings)


def outage(day: BankDay, event: Outage) -> Step:
    """An outage is recorded; what the participant has sent misses the cut-offs until it is over, and this forecast."""
    participant = day.participants[event.participant]
    reason = outage_refusal(participant, begins=True)
    done = recorded(day, event.participant, in_outage(participant, begins=True), reason)
    if reason != Reason.NOTHING or day.batch.phase != Phase.CLOSED:
        return done
    now = done.day
    cycle = {i: now.orders[i] for i in now.orders if in_cycle(now.orders[i], now.batch.block)}
    behind = {i: left_behind(out_of_cycle(now, cycle[i])) for i in cycle if misses(now, cycle[i])}
    return Step(moved(now, behind), done.reason)


def return_from_outage(day: BankDay, event: Return) -> Step:
    """The end of an outage is recorded."""
    participant = day.participants[event.participant]
    reason = outage_refusal(participant, begins=False)
    return recorded(day, event.participant, in_outage(participant, begins=False), reason)


@rule("OUT-06", page="63, 75")
def disconnect(day: BankDay, event: Disconnect) -> Step:
    """A deliverer that has lost its line delivers nothing over it."""
    return line_of_deliverer(day, event.deliverer, lost=True)


def reconnect(day: BankDay, event: Reconnect) -> Step:
    """A deliverer that has its line again delivers over it."""
    return line_of_deliverer(day, event.deliverer, lost=False)


@rule("OWN-14", page="own")
def line_of_deliverer(day: BankDay, who: DelivererId, *, lost: bool) -> Step:
    """A line is lost by who has it, and found by who has lost it."""
    if day.disconnected[who] == lost:
        return Step(day, Reason.TWICE)
    return Step(replace(day, disconnected=day.disconnected | {who: lost}), Reason.DONE)


@rule("OUT-02", page="63")
def settle_at_zero(day: BankDay, event: ZeroSettle) -> Step:
    """A block that has been cut off and not settled may be settled at zero: nothing in it is booked."""
    batch, people = day.batch, day.participants
    if batch.phase == Phase.OPEN or event.block != batch.block:
        return Step(day, Reason.OUT_OF_ORDER)
    cycle = {i: zero(day, day.orders[i]) for i in day.orders if in_cycle(day.orders[i], event.block)}
    nobody = {p: False for p in people}
    kept = {p: batch.draws[p] if tries_on(day, p) else 0 for p in people}
    after = moved(day, cycle)
    running = replace(
        after.batch,
        nets={p: 0 for p in people},
        sum_out=nobody,
        out=nobody,
        draws=batch.draws | kept,
        held=nobody,
        sum_carried_out=False,
        block=next_of(event.block),
        phase=Phase.OPEN,
    )
    return Step(replace(after, batch=running), Reason.DONE)


@rule("OUT-01", page="63")
def postpone(day: BankDay, event: Postpone) -> Step:
    """A block that has been cut off and not settled may be put off, once, but not into the next one or past the day."""
    batch, book = day.batch, day.rulebook
    if batch.phase == Phase.OPEN or event.block != batch.block or batch.delay != 0 or event.by <= 0:
        return Step(day, Reason.OUT_OF_ORDER)
    if not may_be_postponed(batch.block, book.batch, event.by, book.money_days):
        return Step(day, Reason.POSTPONED_TOO_FAR)
    return Step(replace(day, batch=replace(batch, delay=event.by)), Reason.DONE)


def reject_set_aside(day: BankDay, event: RejectSetAside) -> Step:
    """Who is set aside in Sum is so no more, and nor are its sums."""
    p, batch = event.participant, day.batch
    reason = rejection_refusal(
        day.participants[p], batch.draws[p], day.rulebook.readings.a32, between_blocks=batch.phase == Phase.OPEN
    )
    if reason != Reason.NOTHING:
        return Step(day, reason)
    gone = {i: rejected(day.orders[i], Reason.REJECTED_BY_HAND) for i in day.orders if leaves_with(day.orders[i], p)}
    return Step(no_longer_set_aside(without(day, gone), p), Reason.DONE)


def zero(day: BankDay, order: TransferOrder) -> TransferOrder:
    """Return what a 0-settlement makes of an order of its cycle."""
    then = then_of(day, order, next_settlement)
    return zero_settled(order, party(day, order.payer), party(day, order.payee), then, day.now, day.rulebook)


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
        if leaves_at_exclusion(day.orders[i], day.rulebook.batch[day.orders[i].block], event.participant, event.at)
    }
    return Step(no_longer_set_aside(without(day, gone), event.participant), Reason.DONE)


def without(day: BankDay, gone: Mapping[OrderId, TransferOrder]) -> BankDay:
    """Return the day after orders have left."""
    sums = without_orders(day.batch.sums, {i: day.orders[i] for i in gone})
    return replace(day, orders=day.orders | gone, batch=replace(day.batch, sums=sums))


def moved(day: BankDay, orders: Mapping[OrderId, TransferOrder]) -> BankDay:
    """Return the day after orders have moved to other blocks, or left."""
    sums = without_orders(day.batch.sums, {i: day.orders[i] for i in orders})
    return replace(day, orders=day.orders | orders, batch=replace(day.batch, sums=with_orders(sums, orders)))


def no_longer_set_aside(day: BankDay, p: ParticipantId) -> BankDay:
    """Return the day on which the participant, who is out for good, is not set aside."""
    return replace(day, batch=replace(day.batch, draws=day.batch.draws | {p: 0}))


@rule("CAL-02", page="45-47, 56-57")
def cut_off_batch(day: BankDay, event: CutOff) -> Step:
    """At its time, and after the block before it has settled, a block is cut off and its cycle is fixed."""
    block = day.rulebook.batch[event.block]
    if day.batch.phase != Phase.OPEN or event.block != day.batch.block or event.at != block.cutoff:
        return Step(day, Reason.OUT_OF_ORDER)
    aside = any(day.batch.draws[p] > 0 for p in day.participants)
    waiting = {i: day.orders[i] for i in day.orders if waits_for(day.orders[i], event.block)}
    idle = {i: not runs(block, waiting[i].system, anybody_set_aside=aside) for i in waiting}
    takes = {i: not (idle[i] or misses(day, waiting[i])) for i in waiting}
    after = moved(day, {i: passed(day, waiting[i]) for i in waiting if not takes[i]})
    orders = after.orders | {i: admit(waiting[i], block) for i in waiting if takes[i]}
    return Step(replace(after, orders=orders, batch=replace(after.batch, phase=Phase.CLOSED, delay=0)), Reason.DONE)


def misses(day: BankDay, order: TransferOrder) -> bool:
    """Whether an outage keeps a waiting order out of the cycle that is cut off now."""
    return left_out(order, party(day, order.payer), party(day, order.payee), day.rulebook.readings.a68)


def passed(day: BankDay, order: TransferOrder) -> TransferOrder:
    """Return what becomes of a waiting order that the cut-off does not admit."""
    then = then_of(day, order, following)
    return waits_longer(order, then) if misses(day, order) else passed_on(order, then)


@rule("STR-11", page="46-47")
def forecast(day: BankDay, event: Forecast) -> Step:
    """When Straks is booked, and before the lock, the positions are computed and the batch accounts funded by them."""
    batch, people = day.batch, day.participants
    if batch.phase != Phase.CLOSED or event.block != batch.block or day.straks.unbooked:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.batch[event.block].forecast + batch.delay:
        return Step(day, Reason.OUT_OF_ORDER)
    both = both_as_one(batch.block, cover(day), day.rulebook)
    nets = against_cover(batch.sums, both, people, taken_out(nobody(people)))
    asked = {p: asked_for(nets[p], batch.draws[p], people[p].over_cover, day.lines[p].batch) for p in people}
    a45, lent = day.rulebook.readings.a45, lent_now(day)
    lines = {p: funded(day.lines[p], people[p], asked[p], room(day, p, lent=lent), a45) for p in people}
    return Step(replace(day, lines=day.lines | lines, batch=replace(batch, phase=Phase.FORECAST)), Reason.DONE)


@rule("LIQ-02", page="46")
def lock(day: BankDay, event: Lock) -> Step:
    """Right before the settlement the lines are fixed; who is set aside in Sum and still not covered is held back."""
    batch, block = day.batch, day.rulebook.batch[event.block]
    if not may_be_locked(batch.phase) or event.block != batch.block or event.at != block.lock + batch.delay:
        return Step(day, Reason.OUT_OF_ORDER)
    lines, a29 = cover(day), day.rulebook.readings.a29
    held = {p: held_back(batch.draws[p], lines[p], a29) for p in day.participants}
    back = {
        i: out_of_cycle(day, day.orders[i])
        for i in day.orders
        if in_cycle(day.orders[i], event.block)
        and day.orders[i].system == System.SUM
        and not stays(day.orders[i].debit, day.orders[i].credit, held)
    }
    after = moved(day, back)
    return Step(replace(after, batch=replace(after.batch, phase=Phase.LOCKED, held=held)), Reason.DONE)


def out_of_cycle(day: BankDay, order: TransferOrder) -> TransferOrder:
    """Return what becomes of an order of the running cycle that is not booked with it."""
    payer, payee = party(day, order.payer), party(day, order.payee)
    return not_booked(order, payer, payee, then_of(day, order, following), day.now, day.rulebook)


def then_of(day: BankDay, order: TransferOrder, after: Callable[[BlockNo, Timetable, System, A32], BlockNo]) -> BlockNo:
    """Return where the order goes from the running block, by this way of going on."""
    in_sum, in_intraday = (after(day.batch.block, day.rulebook.batch, s, day.rulebook.readings.a32) for s in BOTH)
    return in_sum if order.system == System.SUM else in_intraday


def release(day: BankDay, event: Release) -> Step:
    """The block has settled, and the accounts are emptied."""
    batch = day.batch
    if batch.phase != Phase.OPEN or next_of(event.block) != batch.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.batch[event.block].release + batch.delay:
        return Step(day, Reason.OUT_OF_ORDER)
    return with_accounts_released(day)


def end_money_day(day: BankDay, event: EndMoneyDay) -> Step:
    """The central bank frees what is on batch accounts, unless it vouches for the lines of a block that settles."""
    if event.at != day.rulebook.money_days[event.day].end or day.batch.phase == Phase.LOCKED:
        return Step(day, Reason.OUT_OF_ORDER)
    return with_accounts_released(day)


def with_accounts_released(day: BankDay) -> Step:
    """Return the step after which no money of participants with a folio is on a batch account."""
    lines = {p: released(day.lines[p]) for p in day.participants}
    return Step(replace(day, lines=day.lines | lines), Reason.DONE)


@rule("GEN-15", page="14")
@rule("GEN-28", page="51")
def settle_batch(day: BankDay, event: Settle) -> Step:
    """A cycle that was cut off is always carried out, each sum in it whole or not at all, whatever the others lack."""
    batch, block, people = day.batch, event.block, day.participants
    if batch.phase != Phase.LOCKED or block != batch.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.batch[block].settle + batch.delay:
        return Step(day, Reason.OUT_OF_ORDER)
    chosen, lines = excluded(day, event), cover(day)
    sum_out, out = taken_out(chosen.sum), taken_out(chosen.intraday)
    in_sum = positions(batch.sums, System.SUM, block, people, sum_out)
    in_intraday = positions(batch.sums, System.INTRADAY, block, people, out)
    nets = {p: in_sum[p] + in_intraday[p] for p in people}
    carried_out = sum_is_carried_out(batch.sums, block, people, chosen.sum, day.rulebook.readings.a25)
    if event.out is not None and any(not covered(nets[p], lines[p]) for p in people):
        return Step(day, Reason.WRONG_EXCLUSIONS)
    booked = day.lines | {p: replace(day.lines[p], batch=day.lines[p].batch + nets[p]) for p in people}
    cycle = {
        i: settled(day, day.orders[i], chosen, sum_carried_out=carried_out)
        for i in day.orders
        if in_cycle(day.orders[i], block)
    }
    draws = {p: draw_after(day, p, chosen.sum) for p in people}
    sanctions = {p: sanctions_after(batch.sanctions[p], sum_out=sum_out[p], out=out[p]) for p in people}
    after = moved(day, cycle)
    running = replace(
        after.batch,
        nets=nets,
        sum_out=sum_out,
        out=out,
        draws=batch.draws | draws,
        sanctions=batch.sanctions | sanctions,
        sum_carried_out=carried_out,
        block=next_of(block),
        phase=Phase.OPEN,
    )
    return Step(replace(after, lines=booked, batch=running), Reason.DONE)


def cover(day: BankDay) -> Positions:
    """Return what covers each participant's net draw, in øre."""
    return batch_cover(day.participants, day.lines, day.rulebook.readings.a43)


def excluded(day: BankDay, event: Settle) -> Exclusions:
    """Return who is taken out: by the reference order of exclusions, or as an engine chose."""
    if event.out is None or event.set_aside is None:
        return exclusions(day.batch.sums, event.block, day.participants, cover(day), day.rulebook)
    return Exclusions(
        {p: max(event.set_aside[p], 0) for p in day.participants},
        {p: 1 if p in event.out else 0 for p in day.participants},
    )


def settled(day: BankDay, order: TransferOrder, chosen: Exclusions, *, sum_carried_out: bool) -> TransferOrder:
    """Return what becomes of an order of the cycle that settles now."""
    if order.system == System.SUM and not sum_carried_out:
        return for_want_of_two(out_of_cycle(day, order))
    out = taken_out(chosen.sum if order.system == System.SUM else chosen.intraday)
    if stays(order.debit, order.credit, out):
        return complete(order, day.now, day.rulebook.batch[day.batch.block], day.rulebook.readings.a40)
    return out_of_cycle(day, order)


def tries_on(day: BankDay, p: ParticipantId) -> bool:
    """Whether Sum tries the sums of the participant again that day, if it does not book them now."""
    then = following(day.batch.block, day.rulebook.batch, System.SUM, day.rulebook.readings.a32)
    who = party(day, p)
    return moves_on(then, who, who, System.SUM, day.rulebook.readings.a15)


@rule("SUM-16", page="64")
def draw_after(day: BankDay, p: ParticipantId, draws: Draws) -> Ore:
    """Who was taken out of Sum is set aside with its net draw (in øre), and who is held back stays so.

    Unless its sums are not tried again: it is out for good by then, or this was the last block of the day.
    """
    if not tries_on(day, p):
        return 0
    return day.batch.draws[p] if day.batch.held[p] else draws[p]


@rule("SUM-05", page="55")
def close_day(day: BankDay, event: CloseDay) -> Step:
    """A clearing day is closed after its blocks, once PBS has delivered what it lodged, or if that is forced."""
    if event.day != day.closed or event.at < day.rulebook.clearing_days[event.day].end:
        return Step(day, Reason.OUT_OF_ORDER)
    timetable = day.rulebook.batch
    missing = {i: missing_from_pbs(day.orders[i], event.day, timetable) for i in day.orders}
    if not event.forced and any(missing[i] for i in missing):
        return Step(day, Reason.PBS_MISSING)
    gone = {
        i: rejected(day.orders[i], Reason.NOT_DELIVERED)
        for i in day.orders
        if not_delivered(day.orders[i], event.day, timetable)
    }
    return Step(replace(day, orders=day.orders | gone, closed=event.day + 1), Reason.DONE)


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
@rule("STR-12", page="54")
def settle_straks(day: BankDay, event: Settle) -> Step:
    """The closed cycle is booked whole, whatever happens in Sum and Intraday."""
    if not day.straks.unbooked or next_of(event.block) != day.straks.block:
        return Step(day, Reason.OUT_OF_ORDER)
    if event.at != day.rulebook.straks[event.block].settle:
        return Step(day, Reason.OUT_OF_ORDER)
    closed, nets, people = day.straks.closed_net, day.straks.open_net, day.participants
    booked = {p: replace(day.lines[p], straks=day.lines[p].straks + closed[p]) for p in people}
    lent = lent_now(day)
    lines = day.lines | {p: returned(booked[p], people[p], nets[p], room(day, p, lent=lent)) for p in people}
    orders = day.orders | {
        i: book(day.orders[i], day.now) for i in day.orders if in_closed_cycle(day.orders[i], event.block)
    }
    straks = replace(day.straks, closed_net=closed | {p: 0 for p in day.participants}, unbooked=False)
    return Step(replace(day, orders=orders, lines=lines, straks=straks), Reason.DONE)


def cut_off(day: BankDay, event: CutOff) -> Step:
    """Cut off the block that settles on the event's account."""
    return cut_off_straks(day, event) if event.account == Account.STRAKS else cut_off_batch(day, event)


def settle(day: BankDay, event: Settle) -> Step:
    """Settle the block on the event's account."""
    return settle_straks(day, event) if event.account == Account.STRAKS else settle_batch(day, event)


OUTCOME: dict[type[Event], Callable[[BankDay, Any], Step]] = {
    CutOff: cut_off,
    Forecast: forecast,
    Lock: lock,
    Settle: settle,
    Release: release,
    EndMoneyDay: end_money_day,
    CloseDay: close_day,
    Decree: decree,
    Notice: notice,
    Publication: publication,
    Mark: mark_in_system,
    Exclude: exclusion,
    Resolve: resolution,
    File: filing,
    SetLine: set_line,
    SetLimit: set_limit,
    SetFolio: set_folio,
    SetTerm: set_term,
    Fund: fund,
    Check: check,
    Outage: outage,
    Return: return_from_outage,
    Disconnect: disconnect,
    Reconnect: reconnect,
    ZeroSettle: settle_at_zero,
    Postpone: postpone,
    RejectSetAside: reject_set_aside,
    Revoke: revoke,
    Submit: submit,
    Deliver: deliver,
}
"""What each kind of event leads to."""
