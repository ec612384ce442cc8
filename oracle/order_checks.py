"""The named checks on orders: what users call a disagreement over one order, the rules against it, and the words."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from zerohour.oracle.scenarios.format import ms_to_clock
from zerohour.oracle.scenarios.scenario import OrderReport, Report, block_name, report_of
from zerohour.oracle.timeline import REFUSALS, law_words, money, reason_words, regime_words, verdicts_of
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import OUTCOME, BankDay, Event, SetLine, Step, Submit, can_use
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.finality import Protection, Regime, agreement_binds, decided_at
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.orders import OrderId, Status, TransferOrder, touches
from zerohour.spec.participants import System, out_from
from zerohour.spec.rules import rules_of
from zerohour.spec.timetable import NEVER, Instant

Steps: TypeAlias = Sequence[tuple[Event, BankDay, Step]]
"""A day: each event, the state before it, and what it led to."""

IN_FLIGHT = "cut-off against orders in flight"
REVOCATION = "revocation until the cut-off, and not after"
MARKED = "admitted before the mark and covered, yet refused after it"
FUNDED = "cleared if and only if funded"
STALE = "limit judged on a stale snapshot"
EXCLUSIONS = "exclusions follow the rule"
ANY_END = "every order ends as the rules say"

PLAINER = {STALE: (FUNDED, ANY_END, EXCLUSIONS), MARKED: (ANY_END,), FUNDED: (ANY_END,)}
"""A name that says why is dropped where a smaller scenario shows the same without that why."""


def order_violations(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    """Yield what is wrong with what an engine says of the orders of a day."""
    for i, want in report_of(day).orders.items():
        found = order_violation(day, i, want, report.orders.get(i), steps)
        if found is not None:
            yield found
    for i in report.orders:
        if day.orders[i].status == Status.ABSENT:
            yield Violation(
                "nothing is reported that was not sent", (), i, f"The engine tells of {i}, which nobody sent."
            )


def order_violation(
    day: BankDay, i: OrderId, want: OrderReport, told: OrderReport | None, steps: Steps = ()
) -> Violation | None:
    """Return what is wrong with what an engine says of an order, if anything; `want` is what the specification says."""
    order = day.orders[i]
    rules = DECIDED_BY[order.reason]
    if told is None:
        return Violation("every order is reported", rules, i, f"The engine says nothing of {i}.")
    if told.status == want.status and (want.status != "settled" or told.block == want.block):
        return None
    stale = _stale(order, i, told, steps)
    check, more = (STALE, ("STR-10",) if order.system == System.STRAKS else ()) if stale else _name(day, order, told)
    reasons = tuple(dict.fromkeys((*more, *rules)))
    return Violation(check, reasons, i, _words(day, i, want, told, stale, reasons), tuple(_on_the_way(order, i, steps)))


def _name(day: BankDay, order: TransferOrder, told: OrderReport) -> tuple[str, tuple[str, ...]]:
    """Name the check that users know the disagreement by, and the rules behind the name."""
    name = block_name(day.rulebook, order.system, order.block)
    if order.system == System.INTRADAY and told.status == "settled" and told.block != name:
        return IN_FLIGHT, ("GEN-31", "INT-03")
    if order.status == Status.REVOKED or told.status == "revoked":
        return REVOCATION, ("GEN-11", "GEN-31")
    if order.status == Status.SETTLED and told.status in ("refused", "rejected", "reversed") and _taken_in(day, order):
        return MARKED, ("INS-14",) if order.system == System.STRAKS else ("INS-06",)
    if order.reason == Reason.NOT_FUNDED or (order.status == Status.SETTLED and told.status == "refused"):
        return FUNDED, ()
    return ANY_END, ()


def _taken_in(day: BankDay, order: TransferOrder) -> bool:
    """Whether an end went out of the system after the order had become irrevocable there."""
    ends = (day.participants[order.payer], day.participants[order.payee])
    return any(order.irrevocable_from <= out_from(end, order.system) < NEVER for end in ends)


def _stale(order: TransferOrder, i: OrderId, told: OrderReport, steps: Steps) -> str:
    """Say, in words, by which earlier state of the payer's limit the engine is right; empty if by none."""
    sent = next((n for n, (e, _, _) in enumerate(steps) if isinstance(e, Submit) and e.order == i), None)
    if sent is None:
        return ""
    if order.system == System.STRAKS:
        return _stale_funds(order, told, steps[: sent + 1])
    return _stale_limit(order, told, steps[: sent + 1])


def _stale_funds(order: TransferOrder, told: OrderReport, steps: Steps) -> str:
    cleared = told.status in ("settled", "cleared")
    if cleared != (order.reason == Reason.NOT_FUNDED):
        return ""
    had: dict[int, Instant] = {}
    lined = False
    for event, before, done in steps:
        lined |= isinstance(event, SetLine) and event.participant == order.payer and done.reason == Reason.DONE
        if lined:
            had[can_use(done.day if isinstance(event, SetLine) else before, order.payer)] = event.at
    now = can_use(steps[-1][1], order.payer)
    fits = [amount for amount in had if amount != now and (order.amount <= amount) == cleared]
    if not fits:
        return ""
    return f"{order.payer} could use {money(now)} by then; it could use {money(fits[-1])} earlier"


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


def _on_the_way(order: TransferOrder, i: OrderId, steps: Steps) -> Iterator[str]:
    """Yield the rules of what befell the order or its ends and is no part of the order's own reason."""
    for event, _, done in steps:
        about_order = getattr(event, "order", None) == i and done.reason in REFUSALS and done.reason != order.reason
        if about_order or touches(order, getattr(event, "participant", "")):
            yield from rules_at(event, done)


def rules_at(event: Event, done: Step) -> tuple[str, ...]:
    """Return the rules by which an event was refused, or those that say what it does."""
    if done.reason in REFUSALS:
        return DECIDED_BY[done.reason]
    return tuple(r.id for r in rules_of(OUTCOME[type(event)]))


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
    ends = (day.participants[order.payer], day.participants[order.payee])
    unbound = any(not agreement_binds(end, decided_at(end, regime), regime) for end in ends)
    rules = ("GEN-14",) if unbound else ("GEN-09", "GEN-18", "GEN-19")
    words = (
        f"Let {i} be {money(order.amount)} from {order.payer} to {order.payee}. By the {regime_words(regime)} it is "
        f"{law_words(want)}, but the engine says {law_words(told)}.\n{against(*rules)}"
    )
    return Violation("what the law says of every order", rules, i, words, tuple(_on_the_way(order, i, steps)))
