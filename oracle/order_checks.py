"""The named checks on orders: what users call a disagreement over one order, the rules against it, and the words."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import OrderReport, Report, block_name, report_of
from zerohour.oracle.timeline import REFUSALS, law_words, money, reason_words, regime_words, verdicts_of
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import (
    BankDay,
    CutOff,
    Decree,
    Deliver,
    Event,
    Exclude,
    File,
    Mark,
    RejectSetAside,
    Resolve,
    SetLimit,
    SetLine,
    Settle,
    Step,
    Submit,
    can_use,
    filing,
    party,
    resolution,
    set_limit,
)
from zerohour.spec.batch_settlement import enough_for_sum
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.finality import (
    Protection,
    Regime,
    agreement_binds,
    before_opening,
    decided_at,
    opening_of,
    protection,
)
from zerohour.spec.insolvency import declare, leaves_at_exclusion, mark
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.orders import OrderId, Status, TransferOrder, terminal, touches, waits
from zerohour.spec.participants import Account, ParticipantId, decreed_at, out_from
from zerohour.spec.readings import A01, A02
from zerohour.spec.rules import rules_of
from zerohour.spec.sum_clearing import delivered, leaves_with
from zerohour.spec.timetable import NEVER, Instant, System, next_block

Steps: TypeAlias = Sequence[tuple[Event, BankDay, Step]]
"""A day: each event, the state before it, and what it led to."""

AT_THE_DOOR = "taken or refused as the rules say"
FUNDED = "cleared if and only if funded"
STALE = "limit judged on a stale snapshot"
REVOCATION = "revocation until the cut-off, and not after"
IN_FLIGHT = "cut-off against orders in flight"
MARKED = "admitted before the mark and covered, yet refused after it"
AT_THE_MARK = "a mark takes out what waits, and nothing else"
EXCLUSIONS = "exclusions follow the rule"
ANY_END = "every order ends as the rules say"
ONE_ADMISSION = "each order is in one admission at a time"
REASONS = "every order ends for the reason that decides"
LAW = "what the law says of every order"

EARLY = (AT_THE_DOOR, FUNDED, STALE, REVOCATION, IN_FLIGHT)
"""What goes wrong before a settlement; who is taken out there is a consequence."""

PLAINER = {STALE: (FUNDED, AT_THE_DOOR, EXCLUSIONS), MARKED: (AT_THE_MARK, ANY_END), FUNDED: (AT_THE_DOOR,)}
"""A name that says why is dropped where a smaller scenario shows the same without that why."""

DOOR = ("refused", "rerouted")
STATED_BY: dict[type[Event], Callable[..., object]] = {
    Decree: declare,
    Deliver: delivered,
    Mark: mark,
    Exclude: leaves_at_exclusion,
    Resolve: resolution,
    RejectSetAside: leaves_with,
    File: filing,
    SetLimit: set_limit,
}
"""The function that states what an event does to a participant."""

MOVED_BY = {
    Reason.SET_ASIDE: ("SUM-07", "SUM-12"),
    Reason.CARRIED_OVER: ("INT-06",),
    Reason.ZERO_SETTLED: DECIDED_BY[Reason.ZERO_SETTLED],
    Reason.LEFT_OUT: DECIDED_BY[Reason.LEFT_OUT],
    Reason.TOO_FEW_IN_SUM: DECIDED_BY[Reason.TOO_FEW_IN_SUM],
}
"""The rules that say why an order waits for a later block."""

LAW_RULES = {
    rule.id for judges in (opening_of, before_opening, agreement_binds, protection) for rule in rules_of(judges)
}
"""The rules by which the law judges an order."""


def order_violations(day: BankDay, report: Report, steps: Steps) -> list[Violation]:
    """Return what is wrong with what an engine says of the orders of a day; what went wrong first stands first."""
    found = [
        order_violation(day, i, want, report.orders.get(i), steps, _taken_out(report, day.orders[i].system))
        for i, want in report_of(day).orders.items()
    ]
    unsent = (i for i in report.orders if day.orders[i].status == Status.ABSENT)
    found += [
        Violation("nothing is reported that was not sent", (), i, f"The engine tells of {i}, which nobody sent.")
        for i in unsent
    ]
    return sorted((v for v in found if v is not None), key=lambda v: v.check not in EARLY)


def _taken_out(report: Report, system: System) -> Mapping[str, Collection[ParticipantId]] | None:
    """Return whom the engine says that it took out of the system, by the name of the block."""
    return report.set_aside if system == System.SUM else report.excluded


def order_violation(
    day: BankDay,
    i: OrderId,
    want: OrderReport,
    told: OrderReport | None,
    steps: Steps = (),
    excluded: Mapping[str, Collection[ParticipantId]] | None = None,
) -> Violation | None:
    """Return what is wrong with what an engine says of an order, if anything; `want` is what the specification says.

    The steps of the day, and whom the engine took out, let the disagreement be named more closely.
    """
    order = day.orders[i]
    if told is None:
        return Violation("every order is reported", DECIDED_BY[order.reason], i, f"The engine says nothing of {i}.")
    if told.status == want.status and (want.status != "settled" or told.block == want.block):
        return None
    past = {done.day.orders[i].reason for _, _, done in steps}
    stale = _stale(order, i, told, steps)
    check, more = _name(day, order, told, past, excluded or {})
    if stale:
        check, more = STALE, ("STR-10", *more) if order.system == System.STRAKS else more
    reasons = tuple(dict.fromkeys((*_too_few(order, steps), *more)))
    return Violation(check, reasons, i, _words(day, i, want, told, stale, reasons), tuple(on_the_way(order, i, steps)))


def _name(
    day: BankDay,
    order: TransferOrder,
    told: OrderReport,
    past: set[Reason],
    excluded: Mapping[str, Collection[ParticipantId]],
) -> tuple[str, tuple[str, ...]]:
    """Name the check that users know the disagreement by, and the rules: the earliest thing that can be wrong."""
    rules = DECIDED_BY[order.reason]
    if told.status == "revoked" or order.status == Status.REVOKED:
        return REVOCATION, ("GEN-11", "GEN-31", *_if_moved(past), *rules)
    if order.status in (Status.REFUSED, Status.REROUTED):
        return FUNDED if order.reason == Reason.NOT_FUNDED else AT_THE_DOOR, (*_lapsed(day, order), *rules)
    if told.status in DOOR:
        return _wrongly_refused(day, order, told)
    if _if_moved(past):
        return ANY_END, (*_if_moved(past), *rules)
    if order.system != System.STRAKS and _in_flight(day, order, told, excluded):
        return IN_FLIGHT, ("GEN-31", "INT-03", *rules)
    return _name_of_end(day, order, told)


def _name_of_end(day: BankDay, order: TransferOrder, told: OrderReport) -> tuple[str, tuple[str, ...]]:
    """Name a disagreement on what became of an order after it had entered, and the rules."""
    rules = DECIDED_BY[order.reason]
    left_in = ("INS-08",) if day.rulebook.readings.a01 != A01.EXCLUDE else ()
    out = [out_from(party(day, end), order.system) for end in (order.payer, order.payee)]
    if order.reason in (Reason.REJECTED_AT_MARK, Reason.SENT_AFTER_DECREE, Reason.REJECTED_AT_EXCLUSION):
        return AT_THE_MARK, (*rules, *left_in)
    if told.status in ("rejected", "reversed") and min(out) < NEVER:
        if order.status == Status.SETTLED and order.irrevocable_from <= min(out):
            return MARKED, ("INS-14" if order.system == System.STRAKS else "INS-06", *rules)
        return AT_THE_MARK, (*left_in, *rules)
    return ANY_END, rules


def _wrongly_refused(day: BankDay, order: TransferOrder, told: OrderReport) -> tuple[str, tuple[str, ...]]:
    """Name the disagreement on an order that the engine did not take, and the rules by which it is taken."""
    if order.system != System.STRAKS:
        named = ("INT-02",) if order.block != next_block(order.submitted_at, day.rulebook.batch, order.system) else ()
        return AT_THE_DOOR, ("LIM-02",) if told.status == "rerouted" else ("GEN-10", "INT-03", *named)
    if _insolvent(day, order):
        return AT_THE_DOOR, ("GEN-26", *DECIDED_BY[Reason.CLEARED])
    if order.amount == day.rulebook.straks_cap:
        return AT_THE_DOOR, ("STR-01", *DECIDED_BY[Reason.CLEARED])
    return FUNDED, DECIDED_BY[Reason.CLEARED]


def _insolvent(day: BankDay, order: TransferOrder) -> bool:
    """Whether the payer, or the one it settles over, was insolvent when it sent the order."""
    payer = party(day, order.payer)
    return min(decreed_at(payer.own), decreed_at(payer.holder)) <= order.submitted_at


def _lapsed(day: BankDay, order: TransferOrder) -> tuple[str, ...]:
    """Return the rule on the line of a bankrupt, where that is why a payment is not funded."""
    return ("INS-17",) if _insolvent(day, order) and order.reason == Reason.NOT_FUNDED else ()


def _if_moved(past: set[Reason]) -> tuple[str, ...]:
    """Return the rules by which the order has waited for a later block than its own."""
    return tuple(rule for reason, rules in MOVED_BY.items() if reason in past for rule in rules)


def _too_few(order: TransferOrder, steps: Steps) -> tuple[str, ...]:
    """Return the rule by which Sum was not carried out, if that is why the last block did not book the order."""
    if order.system != System.SUM or order.reason != Reason.LAST_OF_DAY:
        return ()
    for event, before, _ in steps:
        if isinstance(event, Settle) and event.account == Account.BATCH and event.block == order.block:
            nobody_out = dict.fromkeys(before.participants, False)
            enough = enough_for_sum(before.batch.sums, event.block, before.participants, nobody_out)
            return () if enough else tuple(rule.id for rule in rules_of(enough_for_sum))
    return ()


def _in_flight(
    day: BankDay, order: TransferOrder, told: OrderReport, excluded: Mapping[str, Collection[ParticipantId]]
) -> bool:
    """Whether the engine took the order into another cycle than its own, and not since it took an end out of that."""
    own = block_name(day.rulebook, order.system, order.block) or ""
    carried = {order.debit, order.credit} & set(excluded.get(own, ()))
    return told.status == "settled" and told.block != own and not carried


def _stale(order: TransferOrder, i: OrderId, told: OrderReport, steps: Steps) -> str:
    """Say, in words, by which earlier state of the payer's limit the engine is right; empty if by none."""
    sent = next((n for n, (e, _, _) in enumerate(steps) if isinstance(e, Submit) and e.order == i), None)
    if sent is None:
        return ""
    if order.system == System.STRAKS:
        lapsed = decreed_at(steps[sent][1].participants[order.debit]) != NEVER
        return "" if lapsed else _stale_funds(order, told, steps[: sent + 1])
    return _stale_limit(order, told, steps[: sent + 1])


def _stale_funds(order: TransferOrder, told: OrderReport, steps: Steps) -> str:
    cleared = told.status in ("settled", "cleared")
    if cleared != (order.reason == Reason.NOT_FUNDED):
        return ""
    had: dict[int, Instant] = {}
    lined = False
    for event, before, done in steps:
        sent = isinstance(event, SetLine) and event.account == Account.STRAKS and event.participant == order.debit
        lined |= sent and done.reason == Reason.DONE
        if lined:
            had[can_use(done.day if isinstance(event, SetLine) else before, order.debit)] = event.at
    now = can_use(steps[-1][1], order.debit)
    fits = [amount for amount in had if amount != now and (order.amount <= amount) == cleared]
    if not fits:
        return ""
    return f"{order.debit} could use {money(now)} by then; it could use {money(fits[-1])} earlier"


def _stale_limit(order: TransferOrder, told: OrderReport, steps: Steps) -> str:
    rerouted = told.status == "rerouted"
    if rerouted == (order.reason == Reason.OVER_LIMIT) or order.status == Status.REFUSED or told.status == "refused":
        return ""
    now = steps[-1][1].participants[order.payer].limit
    limits = [before.participants[order.payer].limit for _, before, _ in steps]
    fits = [limit for limit in limits if limit != now and (order.amount > limit) == rerouted]
    if not fits:
        return ""
    return f"the limit of {order.payer} was {_limit(now)} by then; it had been {_limit(fits[-1])} earlier"


def _limit(limit: int) -> str:
    return "none" if limit >= NO_LIMIT else money(limit)


def _words(day: BankDay, i: str, want: OrderReport, told: OrderReport, stale: str, rules: tuple[str, ...]) -> str:
    order = day.orders[i]
    what = f"{money(order.amount)} from {order.payer} to {order.payee}"
    sent = f"Let {i} be {what}, submitted at {ms_to_clock(order.submitted_at)}."
    why = reason_words(order.reason)
    by_rule = f"Then it is {_said(want)} ({why})" if why and why != want.status else f"Then it is {_said(want)}"
    snapshot = f" That is so by an old state only: {stale}." if stale else ""
    return f"{sent} {by_rule}, but the engine says {_said(told)}.{snapshot}\n{against(*rules)}"


def _said(told: OrderReport) -> str:
    return f"{told.status} in {told.block}" if told.block else told.status


def on_the_way(order: TransferOrder, i: OrderId, steps: Steps) -> Iterator[str]:
    """Yield the rules of what befell the order or its ends and is no part of the order's own reason."""
    for event, _, done in steps:
        about_order = getattr(event, "order", None) == i and done.reason in REFUSALS and done.reason != order.reason
        about_order = about_order or _delivers(event, order)
        if about_order or touches(order, getattr(event, "participant", "")):
            yield from rules_at(event, done)


def befell(participants: Collection[ParticipantId], day: BankDay, steps: Steps) -> Iterator[str]:
    """Yield the rules of what befell the participants by now, and their orders, where these ended or wait."""
    ids = [i for i in day.orders if any(touches(day.orders[i], p) for p in participants)]
    for event, _, done in steps:
        about_order = getattr(event, "order", None) in ids and done.reason in REFUSALS
        about_order = about_order or any(_delivers(event, day.orders[i]) for i in ids)
        if about_order or getattr(event, "participant", None) in participants:
            yield from rules_at(event, done)
    gone = [day.orders[i] for i in ids if terminal(day.orders[i]) or waits(day.orders[i])]
    yield from (rule for order in gone for rule in DECIDED_BY[order.reason])


def _delivers(event: Event, order: TransferOrder) -> bool:
    """Whether the event is a delivery of what the order was lodged with."""
    return (
        isinstance(event, Deliver)
        and order.system == System.SUM
        and (event.deliverer, event.part) == (order.deliverer, order.part)
    )


def rules_at(event: Event, done: Step) -> tuple[str, ...]:
    """Return the rules by which an event was refused, or those that say what it does to a participant."""
    if done.reason in REFUSALS:
        return DECIDED_BY[done.reason]
    stated = STATED_BY.get(type(event))
    return tuple(r.id for r in rules_of(stated)) if stated is not None else ()


def admission_violations(day: BankDay, report: Report, steps: Steps, wrong: Collection[OrderId]) -> Iterator[Violation]:
    """Yield where an engine admitted an order to other cycles than the rules do; not of what ends wrongly anyway."""
    if report.admissions is None:
        return
    made = _admissions(day, steps)
    for i, told in report.admissions.items():
        order, want = day.orders[i], made.get(i, ())
        if i in wrong or told == want or order.status == Status.ABSENT:
            continue
        past = {done.day.orders[i].reason for _, _, done in steps}
        rules = ("GEN-31", *_if_moved(past))
        words = (
            f"Let {i} be {money(order.amount)} from {order.payer} to {order.payee}. It is admitted to "
            f"{_blocks(want)}, but the engine says to {_blocks(told)}.\n{against(*rules)}"
        )
        yield Violation(ONE_ADMISSION, rules, i, words, tuple(on_the_way(order, i, steps)))


def _admissions(day: BankDay, steps: Steps) -> Mapping[OrderId, tuple[str, ...]]:
    """Return the blocks into whose cycle each order was admitted."""
    made: dict[OrderId, tuple[str, ...]] = {}
    for event, before, done in steps:
        if isinstance(event, CutOff) and event.account == Account.BATCH:
            name, orders = day.rulebook.batch[event.block].name, done.day.orders
            taken = [i for i in orders.changed_since(before.orders) if orders[i].status == Status.ADMITTED]
            made |= {i: (*made.get(i, ()), name) for i in taken}
    return made


def _blocks(names: Collection[str]) -> str:
    return " and then ".join(names) or "no cycle"


def reason_violations(day: BankDay, report: Report, steps: Steps, wrong: Collection[OrderId]) -> Iterator[Violation]:
    """Yield where an engine gives another reason than decides; not of what ends wrongly anyway."""
    for i, told in (report.reasons or {}).items():
        order = day.orders[i]
        if i in wrong or told == order.reason or order.status == Status.ABSENT:
            continue
        rules = tuple(dict.fromkeys((*DECIDED_BY[order.reason], *DECIDED_BY[told])))
        words = (
            f"Let {i} be {money(order.amount)} from {order.payer} to {order.payee}. It is {order.status.name.lower()}: "
            f"{reason_words(order.reason)}; but the engine says: {reason_words(told)}.\n{against(*rules)}"
        )
        yield Violation(REASONS, rules, i, words, tuple(on_the_way(order, i, steps)))


def law_reached(report: Report) -> set[str]:
    """Return the rules of the law, if the engine says of an order more than that it is not in question."""
    said = (verdict for told in (report.law or {}).values() for verdict in told.values())
    return LAW_RULES if any(verdict != Protection.NOT_IN_QUESTION for verdict in said) else set()


def law_violations(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    """Yield where an engine says otherwise than the law of an order, by one of the regimes."""
    for i, told in (report.law or {}).items():
        if day.orders[i].status == Status.ABSENT:
            continue
        want = verdicts_of(day, i)
        for regime, said in told.items():
            if want[regime] != said:
                yield _law_violation(day, i, regime, want[regime], said, steps)


def _law_violation(
    day: BankDay, i: OrderId, regime: Regime, want: Protection, told: Protection, steps: Steps
) -> Violation:
    order = day.orders[i]
    ends = [day.participants[p] for p in (order.payer, order.payee, order.debit, order.credit)]
    unbound = any(not agreement_binds(end, decided_at(end, regime), regime) for end in ends)
    past = {done.day.orders[i].reason for _, _, done in steps}
    rules: tuple[str, ...] = ("GEN-14",) if unbound else ("GEN-09", "GEN-18", "GEN-19", *_if_moved(past))
    if Protection.SECOND_LIMB in (want, told) and order.status == Status.SETTLED:
        rules = (*rules, "GEN-32")
    if order.system == System.SUM:
        rules = (*rules, "SUM-02")
    if day.rulebook.readings.a02 == A02.CUTOFF:
        rules = (*rules, "GEN-10")
    words = (
        f"Let {i} be {money(order.amount)} from {order.payer} to {order.payee}. By the {regime_words(regime)} it is "
        f"{law_words(want)}, but the engine says {law_words(told)}.\n{against(*rules)}"
    )
    return Violation(LAW, rules, i, words, tuple(on_the_way(order, i, steps)))
