"""The verdict on what an engine reports: is it among the outcomes that the specification allows?

Where the source leaves the engine a choice (A-23, the order of exclusions), the engine's choice is followed.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.oracle.explain import rule_words
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, block_name, report_of
from zerohour.oracle.timeline import money, reason_words
from zerohour.spec.bank_day import BankDay, Settle, cover, step
from zerohour.spec.batch_settlement import BOTH, Exclusions, Phase, Way, after_sum, exclusions, way
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.money import Ore
from zerohour.spec.netting import Cycle, Draws, exclusion_round, nobody, taken_out
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.readings import A23
from zerohour.spec.timetable import System

MOST_AT_ONCE = 6
"""Up to so many participants that are short at once, every choice of them is searched, where it matters (Sum)."""

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
    blocks = {table[b].name for table in (scenario.rulebook.batch, scenario.rulebook.straks) for b in table}
    for i, told in report.orders.items():
        if told.block is not None and told.status != "settled":
            return f"order {i!r} has a block, though it is {told.status}; only what is settled has one"
        if told.block is not None and told.block not in blocks:
            return f"order {i!r} is settled in {told.block!r}; there is no such block"
    wrong = _taken_out_nonsense(scenario, "excluded", report.excluded)
    wrong = wrong or _taken_out_nonsense(scenario, "set_aside", report.set_aside)
    if wrong:
        return wrong
    strangers = set(report.balances or {}) - set(scenario.participants)
    return f"balances: {min(strangers)!r} takes no part" if strangers else ""


def _taken_out_nonsense(scenario: Scenario, what: str, told: Mapping[str, Collection[ParticipantId]] | None) -> str:
    """Return what is without meaning in what the report says of who was taken out; empty if nothing."""
    if told is None:
        return ""
    batch = scenario.rulebook.batch
    settled = {e.block for e in scenario.timeline() if isinstance(e, Settle) and e.account == Account.BATCH}
    for block, out in told.items():
        if block not in {batch[n].name for n in batch}:
            return f"{what}: there is no block {block!r} that takes anybody out"
        strangers = set(out) - set(scenario.participants)
        if strangers:
            return f"{what}: {min(strangers)!r} takes no part"
    silent = {batch[n].name for n in settled} - set(told)
    return f"{what}: says nothing of {min(silent)}; name every block that settled, if only as empty" if silent else ""


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
        if isinstance(event, Settle) and event.account == Account.BATCH and day.batch.phase == Phase.LOCKED:
            name, reference = day.rulebook.batch[event.block].name, _reference(day, event)
            claimed = Claim.of(report, name)
            choice = _choice(day, event, claimed, reference, report, weights or {})
            if choice is None:
                wrong.append(_wrong_exclusions(day, name, claimed, reference))
            elif choice != reference:
                chosen = choice.event(day, event)
        day = step(day, chosen).day
    return day, wrong


@dataclass(frozen=True)
class Choice:
    """Who is taken out of Sum, with which net draw in øre, and who of Intraday."""

    set_aside: frozenset[tuple[ParticipantId, Ore]]
    out: frozenset[ParticipantId]

    @staticmethod
    def by(exclusions: Exclusions) -> "Choice":
        """Return the choice that the exclusions are."""
        draws, out = exclusions.sum, taken_out(exclusions.intraday)
        return Choice(frozenset((p, draws[p]) for p in draws if draws[p] > 0), frozenset(p for p in out if out[p]))

    def event(self, day: BankDay, event: Settle) -> Settle:
        """Return the settlement with these exclusions."""
        draws = dict(self.set_aside)
        return replace(event, out=self.out, set_aside={p: draws.get(p, 0) for p in day.participants})


@dataclass(frozen=True)
class Claim:
    """What an engine reports of who was taken out of a block; what it does not report is None."""

    set_aside: dict[ParticipantId, Ore] | None
    out: frozenset[ParticipantId] | None

    @staticmethod
    def of(report: Report, block: str) -> "Claim":
        """Return what the report says of the block."""
        return Claim((report.set_aside or {}).get(block), (report.excluded or {}).get(block))

    def fits(self, choice: Choice) -> bool:
        """Whether the choice is one that the engine may have made."""
        aside = self.set_aside is None or frozenset(self.set_aside.items()) == choice.set_aside
        return aside and (self.out is None or self.out == choice.out)


def _choice(
    day: BankDay, event: Settle, claimed: Claim, reference: Choice, report: Report, weights: Mapping[OrderId, int]
) -> Choice | None:
    """Return the exclusions to follow, or None where what the engine claims is not allowed.

    Where the engine does not say whom it took out, those are followed that its orders fit best.
    """
    if day.rulebook.readings.a23 != A23.ANY_SUBSET:
        return reference if claimed.fits(reference) else None
    allowed = [choice for choice in outcomes(day, event) if claimed.fits(choice)]
    if len(allowed) <= 1:
        return allowed[0] if allowed else None
    return min(allowed, key=lambda choice: (_misfits(day, event, choice, report, weights), choice != reference))


def outcomes(day: BankDay, event: Settle) -> list[Choice]:
    """Return every choice of exclusions that some order of them reaches."""
    sums, people, lines, a47 = day.batch.sums, day.participants, cover(day), day.rulebook.readings.a47
    found: set[Choice] = set()
    chosen = way(sums, event.block, people, lines, a47)
    if chosen == Way.TOGETHER:
        found.add(Choice(frozenset(), frozenset()))
    if chosen == Way.TOGETHER_WITH_EXCLUSION:
        both = Cycle(BOTH, event.block, lines)
        found |= {Choice.by(Exclusions(draws, draws)) for draws in reachable(day, both)}
    if chosen == Way.SERIALLY:
        first = Cycle((System.SUM,), event.block, lines)
        for aside in reachable(day, first):
            then = after_sum(sums, first, people, aside)
            found |= {Choice.by(Exclusions(aside, out)) for out in reachable(day, then)}
    return sorted(found, key=lambda choice: (sorted(choice.set_aside), sorted(choice.out)))


def reachable(day: BankDay, cycle: Cycle) -> Iterator[Draws]:
    """Yield everyone's draws, for each way of excluding: a round takes out any of those who are short, at least one.

    Where only who is out matters, one at a time reaches the same sets; the draws that Sum remembers depend on the
    rounds.
    """
    seen: set[tuple[Ore, ...]] = set()
    todo: list[Draws] = [nobody(day.participants)]
    while todo:
        draws = todo.pop()
        at = tuple(draws.values()) if System.SUM in cycle.systems else tuple(int(d > 0) for d in draws.values())
        if at in seen:
            continue
        seen.add(at)
        if sum(d > 0 for d in draws.values()) > MOST_EXCLUDED:
            raise TooManyError(f"more than {MOST_EXCLUDED} exclusions: not every order of them was searched")
        again = exclusion_round(day.batch.sums, cycle, day.participants, draws, A23.ANY_SUBSET)
        short = [p for p in draws if again.shorts[p]]
        rounds = _some_of(short, one=System.SUM not in cycle.systems)
        todo += [{p: again.draws[p] if p in some else draws[p] for p in draws} for some in rounds]
        if not short:
            yield draws


def _some_of(short: list[ParticipantId], *, one: bool) -> Iterator[tuple[ParticipantId, ...]]:
    """Yield each one of them, or each choice of one or more."""
    if len(short) > MOST_AT_ONCE and not one:
        raise TooManyError(f"more than {MOST_AT_ONCE} participants short at once: not every round was searched")
    for size in [1] if one else range(1, len(short) + 1):
        yield from itertools.combinations(short, size)


def _reference(day: BankDay, event: Settle) -> Choice:
    readings = day.rulebook.readings
    return Choice.by(exclusions(day.batch.sums, event.block, day.participants, cover(day), readings.a23, readings.a47))


def _misfits(day: BankDay, event: Settle, choice: Choice, report: Report, weights: Mapping[OrderId, int]) -> int:
    """Count the cycle's orders of which the engine reports otherwise than these exclusions give."""
    after = step(day, choice.event(day, event)).day
    name = day.rulebook.batch[event.block].name
    found = 0
    for i in day.orders:
        if day.orders[i].status == Status.ADMITTED and i in report.orders:
            told = report.orders[i]
            if (after.orders[i].status == Status.SETTLED) != (told.status == "settled" and told.block == name):
                found += weights.get(i, 1)
    return found


def _wrong_exclusions(day: BankDay, name: str, claimed: Claim, reference: Choice) -> Violation:
    a23 = day.rulebook.readings.a23.name.lower()
    parts: list[str] = []
    if claimed.out is not None:
        parts.append(f"takes {_names(claimed.out)} out of Intraday, where the rules take out {_names(reference.out)}")
    if claimed.set_aside is not None:
        parts.append(f"sets aside {_drawn(claimed.set_aside)}, where the rules set aside {_drawn(reference.set_aside)}")
    told = f"In {name} the engine {', and '.join(parts)}; by reading A-23 = {a23} no order of exclusions leads there."
    return Violation("exclusions follow the rule", ("SUM-08", "GEN-30"), "", told)


def _drawn(draws: Mapping[ParticipantId, Ore] | Iterable[tuple[ParticipantId, Ore]]) -> str:
    told = sorted(dict(draws).items())
    return ", ".join(f"{p} with a draw of {money(draw)}" for p, draw in told) if told else "nobody"


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
    if order.system != System.STRAKS and told.status == "settled" and told.block != name:
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


def account_violations(day: BankDay, report: Report) -> Iterator[Violation]:
    """Yield what is wrong with the accounts that an engine reports."""
    yield from _beyond_line(day, report)
    yield from _balances(day, report)


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
        for account, want in (("batch", line.batch), ("straks", line.straks)):
            if account in told:
                yield p, account, told[account], want
