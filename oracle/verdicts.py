"""The verdict on what an engine reports: is it among the outcomes that the specification allows?

Where the source leaves the engine a choice (A-23, the order of exclusions), the engine's choice is followed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.oracle.explain import rule_words
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, block_name, report_of
from zerohour.oracle.timeline import money, reason_words
from zerohour.spec.bank_day import BankDay, Settle, cover, step
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.netting import positions, shortages
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import ParticipantId, System
from zerohour.spec.readings import A23

MOST_EXCLUDED = 12
"""Up to so many exclusions every order of exclusions is searched; beyond, the check is inconclusive, never passed."""


class Outcome(Enum):
    """What came of checking one scenario. An engine that crashes or talks nonsense is an error, never a violation."""

    CONFORMS = "conforms"
    VIOLATION = "violation"
    NOT_SUPPORTED = "not supported"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Violation:
    """One disagreement: the name of the check, the rules that the specification applied, and the words for it."""

    check: str
    rules: tuple[str, ...]
    order: str
    explanation: str


@dataclass(frozen=True)
class Verdict:
    """The outcome for one scenario, with its violations, the most telling first."""

    outcome: Outcome
    violations: tuple[Violation, ...] = ()
    reason: str = ""
    reached: frozenset[str] = frozenset()
    """The ids of the rules that decided something."""


class TooManyError(Exception):
    """More exclusions than are searched."""


def judge(scenario: Scenario, report: Report) -> Verdict:
    """Judge what an engine reports of a scenario."""
    try:
        day, choices = follow(scenario, report)
    except TooManyError as error:
        return Verdict(Outcome.INCONCLUSIVE, reason=str(error))
    violations = (*_beyond_line(day, report), *choices, *_orders(day, report), *_balances(day, report))
    outcome = Outcome.VIOLATION if violations else Outcome.CONFORMS
    return Verdict(outcome, tuple(violations), reached=reached(day))


def nonsense(scenario: Scenario, report: Report) -> str:
    """Return what the report says that has no meaning in the scenario; empty if nothing."""
    blocks = {table[b].name for table in (scenario.rulebook.intraday, scenario.rulebook.straks) for b in table}
    for i, told in report.orders.items():
        if told.block is not None and told.status != "settled":
            return f"order {i!r} has a block, though it is {told.status}; only what is settled has one"
        if told.block is not None and told.block not in blocks:
            return f"order {i!r} is settled in {told.block!r}; there is no such block"
    netted = {b.name for b in (scenario.rulebook.intraday[n] for n in scenario.rulebook.intraday)}
    netted_today = {e.block for e in scenario.timeline() if isinstance(e, Settle) and e.system == System.INTRADAY}
    for block, out in (report.excluded or {}).items():
        if block not in netted:
            return f"excluded: there is no block {block!r} that takes anybody out"
        if out - set(scenario.participants):
            return f"excluded: {min(out - set(scenario.participants))!r} takes no part"
    silent = {scenario.rulebook.intraday[n].name for n in netted_today} - set(report.excluded or {})
    if report.excluded is not None and silent:
        return f"excluded: says nothing of {min(silent)}; name every block that settled, with an empty list for nobody"
    strangers = set(report.balances or {}) - set(scenario.participants)
    return f"balances: {min(strangers)!r} takes no part" if strangers else ""


def reached(day: BankDay) -> frozenset[str]:
    """Return the ids of the rules that decided something on the day."""
    return frozenset(rule for i in day.orders for rule in DECIDED_BY[day.orders[i].reason])


def follow(
    scenario: Scenario, report: Report, weights: Mapping[OrderId, int] | None = None
) -> tuple[BankDay, list[Violation]]:
    """Run the specification along the engine's choices; return the day, and choices that are not allowed.

    Where an order stands for many, `weights` says for how many.
    """
    day, wrong = scenario.opening(), list[Violation]()
    for event in scenario.timeline():
        chosen = event
        if isinstance(event, Settle) and event.system == System.INTRADAY and day.intraday.clearing:
            name = block_name(day.rulebook, event.system, event.block) or ""
            claimed = None if report.excluded is None else report.excluded.get(name)
            out = _choice(day, event, claimed, report, weights or {})
            if out is not None:
                chosen = replace(event, out=out)
            elif claimed is not None and claimed != _reference(day, event):
                wrong.append(_wrong_exclusions(day, event, name, claimed))
        day = step(day, chosen).day
    return day, wrong


def _choice(
    day: BankDay,
    event: Settle,
    claimed: frozenset[ParticipantId] | None,
    report: Report,
    weights: Mapping[OrderId, int],
) -> frozenset[ParticipantId] | None:
    """Return the exclusions to follow, or None for the reference's own.

    Where the engine does not say whom it took out, those are followed that its orders fit best.
    """
    if day.rulebook.readings.a23 != A23.ANY_SUBSET:
        return None
    allowed = sorted(outcomes(day, event), key=sorted)
    if claimed is not None:
        return claimed if claimed in allowed else None
    if len(allowed) == 1:
        return None
    reference = _reference(day, event)
    best = min(allowed, key=lambda out: (_misfits(day, event, out, report, weights), out != reference))
    return None if best == reference else best


def outcomes(day: BankDay, event: Settle) -> Iterator[frozenset[ParticipantId]]:
    """Yield every set of participants that some order of exclusions takes out, one participant at a time."""
    seen: set[frozenset[ParticipantId]] = set()
    todo: list[frozenset[ParticipantId]] = [frozenset()]
    while todo:
        out = todo.pop()
        if out in seen:
            continue
        seen.add(out)
        if len(out) > MOST_EXCLUDED:
            raise TooManyError(f"more than {MOST_EXCLUDED} exclusions: not every order of them was searched")
        excluded = {p: p in out for p in day.participants}
        nets = positions(day.intraday.sums, event.block, day.participants, excluded)
        short = [p for p, is_short in shortages(nets, cover(day), excluded).items() if is_short]
        todo += [out | {p} for p in short]
        if not short:
            yield out


def _reference(day: BankDay, event: Settle) -> frozenset[ParticipantId]:
    out = step(day, event).day.intraday.out
    return frozenset(p for p in out if out[p])


def _misfits(
    day: BankDay, event: Settle, out: frozenset[ParticipantId], report: Report, weights: Mapping[OrderId, int]
) -> int:
    """Count the cycle's orders of which the engine reports otherwise than these exclusions give."""
    after = step(day, replace(event, out=out)).day
    name = block_name(day.rulebook, event.system, event.block)
    found = 0
    for i in day.orders:
        if day.orders[i].status == Status.ADMITTED and i in report.orders:
            told = report.orders[i]
            if (after.orders[i].status == Status.SETTLED) != (told.status == "settled" and told.block == name):
                found += weights.get(i, 1)
    return found


def _wrong_exclusions(day: BankDay, event: Settle, name: str, claimed: frozenset[ParticipantId]) -> Violation:
    reference = sorted(_reference(day, event))
    told = (
        f"In {name} the engine takes out {_names(claimed)}; by reading A-23 = "
        f"{day.rulebook.readings.a23.name.lower()} that is not reached: it takes out {_names(reference)}."
    )
    return Violation("exclusions follow the rule", ("SUM-08", "GEN-30"), "", told)


def _names(participants: Iterable[ParticipantId]) -> str:
    names = sorted(participants)
    return ", ".join(names) if names else "nobody"


def _orders(day: BankDay, report: Report) -> Iterator[Violation]:
    for i, want in report_of(day).orders.items():
        found = order_violation(day, i, want, report.orders.get(i))
        if found is not None:
            yield found
    for i in report.orders:
        if day.orders[i].status == Status.ABSENT:
            yield Violation(
                "nothing is reported that was not sent", (), i, f"The engine tells of {i}, which nobody sent."
            )


def order_violation(day: BankDay, i: OrderId, want: OrderReport, told: OrderReport | None) -> Violation | None:
    """Return what is wrong with what an engine says of an order, if anything; `want` is what the specification says."""
    rules = DECIDED_BY[day.orders[i].reason]
    if told is None:
        return Violation("every order is reported", rules, i, f"The engine says nothing of {i}.")
    if told.status == want.status and (want.status != "settled" or told.block == want.block):
        return None
    check, more = _check_name(day, i, told)
    against = tuple(dict.fromkeys((*more, *rules)))
    return Violation(check, against, i, _words(day, i, want, told, against))


def _check_name(day: BankDay, i: str, told: OrderReport) -> tuple[str, tuple[str, ...]]:
    """Name the check that users know the disagreement by, and the rules behind the name."""
    order = day.orders[i]
    name = block_name(day.rulebook, order.system, order.block)
    if order.system == System.INTRADAY and told.status == "settled" and told.block != name:
        return "cut-off against orders in flight", ("GEN-31", "INT-03")
    if order.status == Status.REVOKED or told.status == "revoked":
        return "revocation until the cut-off, and not after", ("GEN-11", "GEN-31")
    if order.reason == Reason.NOT_FUNDED or (order.status == Status.SETTLED and told.status == "refused"):
        return "cleared if and only if funded", ()
    return "every order ends as the rules say", ()


def _words(day: BankDay, i: str, want: OrderReport, told: OrderReport, rules: tuple[str, ...]) -> str:
    order = day.orders[i]
    what = f"{money(order.amount)} from {order.payer} to {order.payee}"
    sent = f"Let {i} be {what}, submitted at {ms_to_clock(order.submitted_at)}."
    why = reason_words(order.reason)
    by_rule = f"Then it is {_said(want)} ({why})" if why and why != want.status else f"Then it is {_said(want)}"
    return f"{sent} {by_rule}, but the engine says {_said(told)}.\nAgainst:\n{rule_words(*rules)}"


def _said(told: OrderReport) -> str:
    return f"{told.status} in {told.block}" if told.block else told.status


def _beyond_line(day: BankDay, report: Report) -> Iterator[Violation]:
    for p, system, told, _ in _accounts(day, report):
        if told < 0:
            rule = "STR-04" if system == "straks" else "SUM-06"
            words = f"The {system} account of {p} ends at {money(told)}: below zero is beyond the credit line."
            yield Violation(
                "no settlement beyond the credit line", (rule,), "", f"{words}\nAgainst:\n{rule_words(rule)}"
            )


def _balances(day: BankDay, report: Report) -> Iterator[Violation]:
    for p, system, told, want in _accounts(day, report):
        if told >= 0 and told != want:
            words = f"The {system} account of {p} ends at {money(told)}; what settled makes it {money(want)}."
            yield Violation("what settles is what moves", ("GEN-30", "STR-06"), "", words)


def _accounts(day: BankDay, report: Report) -> Iterator[tuple[ParticipantId, str, int, int]]:
    """Yield every account that the engine reports: whose, of which system, what it says and what it should be."""
    for p, told in (report.balances or {}).items():
        line = day.lines[p]
        for system, want in (("intraday", line.batch), ("straks", line.straks)):
            if system in told:
                yield p, system, told[system], want
