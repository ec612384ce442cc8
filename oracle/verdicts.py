"""The verdict on what an engine reports: is it among the outcomes that the specification allows?

Where the source leaves the engine a choice (A-23, the order of exclusions), the engine's choice is followed.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.oracle.choices import Choice, TooManyError, by_rounds, outcomes
from zerohour.oracle.money_checks import AS_BOOKED, ZERO_SUM, account_violations, beyond_line, money_violations
from zerohour.oracle.order_checks import (
    EARLY,
    EXCLUSIONS,
    LAW_RULES,
    PLAINER,
    STALE,
    STATED_BY,
    Steps,
    admission_violations,
    befell,
    law_reached,
    law_violations,
    order_violation,
    order_violations,
    reason_violations,
    rules_at,
)
from zerohour.oracle.scenarios.scenario import Report, Rounds, Scenario
from zerohour.oracle.scenarios.told import as_told
from zerohour.oracle.time_checks import past_a_limit, time_violations
from zerohour.oracle.timeline import money
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import BankDay, Event, Settle, Step, ZeroSettle, cover, step
from zerohour.spec.batch_settlement import Phase, exclusions
from zerohour.spec.decisions import DECIDED_BY
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.readings import A23, A43
from zerohour.spec.rules import rules_of
from zerohour.spec.timetable import BlockNo, Instant, System

__all__ = [
    "Outcome",
    "TooManyError",
    "Verdict",
    "Violation",
    "account_violations",
    "countable",
    "follow",
    "followed",
    "judge",
    "nonsense",
    "order_violation",
    "outcomes",
    "plainer",
    "reached",
]


class Outcome(Enum):
    """What came of checking one scenario. An engine that crashes or talks nonsense is an error, never a violation."""

    CONFORMS = "conforms"
    VIOLATION = "violation"
    NOT_SUPPORTED = "not supported"
    ERROR = "error"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Verdict:
    """The outcome for one scenario, with its violations, the most telling first."""

    outcome: Outcome
    violations: tuple[Violation, ...] = ()
    reason: str = ""
    reached: frozenset[str] = frozenset()
    """The ids of the rules that decided something."""


def judge(scenario: Scenario, report: Report) -> Verdict:
    """Judge what an engine reports of a scenario, by what it was told."""
    told = as_told(scenario)
    met = set[str]() if told == scenario else {r for moment in scenario.steps() for r in reached(*moment)}
    scenario = told
    choices: list[Violation] = []
    steps: list[tuple[Event, BankDay, Step]] = []
    try:
        for event, before, done in followed(scenario, report, choices):
            steps.append((event, before, done))
            met |= reached(event, before, done)
    except TooManyError as error:
        return Verdict(Outcome.INCONCLUSIVE, reason=str(error))
    day = steps[-1][2].day if steps else scenario.opening()
    orders = order_violations(day, report, steps)
    early = [v for v in orders if v.check in EARLY]
    causes = [*early, *choices, *(v for v in orders if v not in early)]
    beyond = [
        replace(v, on_the_way=(*v.on_the_way, *(r for c in causes[:1] for r in c.rules)))
        for v in (*beyond_line(day, report, steps), *past_a_limit(day, report, steps))
    ]
    wrong = {v.order for v in orders}
    more = (
        *money_violations(day, report, steps),
        *admission_violations(day, report, steps, wrong),
        *time_violations(day, report, steps, wrong),
        *reason_violations(day, report, steps, wrong),
        *law_violations(day, report, steps),
    )
    violations = (*beyond, *causes, *more)
    outcome = Outcome.VIOLATION if violations else Outcome.CONFORMS
    return Verdict(outcome, tuple(violations), reached=frozenset(met | law_reached(report)))


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
    return wrong or _nonsense_of_money(scenario, report, blocks)


def _nonsense_of_money(scenario: Scenario, report: Report, blocks: set[str]) -> str:
    people = set(scenario.participants)
    told = {"balances": set(report.balances or {})}
    told |= {
        f"rounds.{b}": {p for outs in r.values() for out in outs for p in out} for b, r in (report.rounds or {}).items()
    }
    told["statements"] = set(report.statements or {})
    told |= {f"nets.{s}.{b}": set(nets) for s, netted in (report.nets or {}).items() for b, nets in netted.items()}
    for where, names in told.items():
        if names - people:
            return f"{where}: {min(names - people)!r} takes no part"
    named = {f"nets.{system}": set(netted) for system, netted in (report.nets or {}).items()}
    named["rounds"] = set(report.rounds or {})
    named |= {f"bookings.{i}": set(booked) for i, booked in (report.bookings or {}).items()}
    named |= {f"admissions.{i}": set(admitted) for i, admitted in (report.admissions or {}).items()}
    for where, names in named.items():
        if names - blocks:
            return f"{where}: there is no block {min(names - blocks)!r}"
    return _back_in_time(report)


def _back_in_time(report: Report) -> str:
    told: dict[str, Sequence[tuple[Instant, object]]] = {f"history.{i}": c for i, c in (report.history or {}).items()}
    for p, accounts in (report.statements or {}).items():
        told |= {f"statements.{p}.{account}": changes for account, changes in accounts.items()}
    for where, changes in told.items():
        for (earlier, _), (later, _) in itertools.pairwise(changes):
            if later < earlier:
                return f"{where}: goes from {earlier} back to {later}; write what changed first, first"
    return ""


def _settled_at_zero(scenario: Scenario) -> set[BlockNo]:
    """Return the blocks that are settled at zero: from their cut-off to before their settlement that can be done."""
    batch = scenario.rulebook.batch
    asked = [event for event in scenario.events if isinstance(event, ZeroSettle)]
    return {e.block for e in asked if batch[e.block].cutoff <= e.at < batch[e.block].settle}


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
    silent = {batch[n].name for n in settled - _settled_at_zero(scenario)} - set(told)
    return f"{what}: says nothing of {min(silent)}; name every block that settled, if only as empty" if silent else ""


def reached(event: Event, before: BankDay, done: Step) -> set[str]:
    """Return the ids of the rules that decided something: of an event, or of an order that it changed."""
    orders = done.day.orders
    changed = orders.changed_since(before.orders)
    return {*rules_at(event, done), *(rule for i in changed for rule in DECIDED_BY[orders[i].reason])}


def countable() -> set[str]:
    """Return the rules that `judge` can see decide something; others only say how a net, or a cover, is computed."""
    stated = {rule.id for function in STATED_BY.values() for rule in rules_of(function)}
    return {rule for decided in DECIDED_BY.values() for rule in decided} | stated | LAW_RULES


def follow(
    scenario: Scenario, report: Report, weights: Mapping[OrderId, int] | None = None
) -> tuple[BankDay, list[Violation]]:
    """Run the specification along the engine's choices; return the day, and choices that are not allowed.

    Where an order stands for many, `weights` says for how many.
    """
    day, wrong = scenario.opening(), list[Violation]()
    for _, _, done in followed(scenario, report, wrong, weights):
        day = done.day
    return day, wrong


def followed(
    scenario: Scenario, report: Report, wrong: list[Violation], weights: Mapping[OrderId, int] | None = None
) -> Iterator[tuple[Event, BankDay, Step]]:
    """Yield each event of such a day, the state before it and what it led to; add to `wrong` what is not allowed."""
    day = scenario.opening()
    past: list[tuple[Event, BankDay, Step]] = []
    for event in scenario.timeline():
        chosen = event
        if isinstance(event, Settle) and event.account == Account.BATCH and day.batch.phase == Phase.LOCKED:
            name, reference = day.rulebook.batch[event.block].name, _reference(day, event)
            claimed = Claim.of(report, name)
            choice = _choice(day, event, claimed, reference, report, weights or {})
            if choice is None:
                wrong.append(_wrong_exclusions(day, event, name, claimed, past))
            elif choice != reference:
                chosen = choice.event(day, event)
        done = step(day, chosen)
        yield chosen, day, done
        past.append((event, day, done))
        day = done.day


def plainer(check: str) -> tuple[str, ...]:
    """Return the names of checks that show the same as this one, and say less of why."""
    return {**PLAINER, ZERO_SUM: (AS_BOOKED,)}.get(check, ())


@dataclass(frozen=True)
class Claim:
    """What an engine reports of who was taken out of a block; what it does not report is None."""

    set_aside: dict[ParticipantId, Ore] | None
    out: frozenset[ParticipantId] | None
    rounds: Rounds | None

    @staticmethod
    def of(report: Report, block: str) -> "Claim":
        """Return what the report says of the block."""
        told = (report.set_aside or {}).get(block), (report.excluded or {}).get(block), (report.rounds or {}).get(block)
        return Claim(*told)

    def fits(self, choice: Choice) -> bool:
        """Whether the choice is one that the engine may have made."""
        aside = self.set_aside is None or frozenset(self.set_aside.items()) == choice.set_aside
        return aside and (self.out is None or self.out == choice.out)

    def others_than(self, choice: Choice) -> frozenset[ParticipantId]:
        """Return those of whom it says otherwise than the choice does."""
        aside = frozenset[ParticipantId]() if self.set_aside is None else frozenset(self.set_aside)
        chosen = frozenset(p for p, _ in choice.set_aside) if self.set_aside is not None else aside
        return (aside ^ chosen) | (frozenset[ParticipantId]() if self.out is None else self.out ^ choice.out)


def _choice(
    day: BankDay, event: Settle, claimed: Claim, reference: Choice, report: Report, weights: Mapping[OrderId, int]
) -> Choice | None:
    """Return the exclusions to follow, or None where what the engine claims is not allowed.

    Where the engine tells its rounds, these are followed; where it does not say whom it took out, those exclusions that
    its orders fit best.
    """
    if claimed.rounds is not None:
        told = by_rounds(day, event, claimed.rounds)
        free = day.rulebook.readings.a23 == A23.ANY_SUBSET
        return told if told is not None and claimed.fits(told) and (free or told == reference) else None
    if day.rulebook.readings.a23 != A23.ANY_SUBSET:
        return reference if claimed.fits(reference) else None
    if claimed.fits(reference) and _no_other_fits_better(day, event, reference, report, weights):
        return reference
    allowed = [choice for choice in outcomes(day, event) if claimed.fits(choice)]
    if len(allowed) <= 1:
        return allowed[0] if allowed else None
    return min(allowed, key=lambda choice: (_misfits(day, event, choice, report, weights), choice != reference))


def _no_other_fits_better(
    day: BankDay, event: Settle, reference: Choice, report: Report, weights: Mapping[OrderId, int]
) -> bool:
    """Whether, without a search, no other exclusions can fit the orders better than the reference does.

    Others that settle anything else settle, or do not, all that one participant owes another; of these orders then as
    many misfit as there are, less those that misfit now.
    """
    whole: Counter[tuple[System, ParticipantId, ParticipantId]] = Counter()
    for i in day.orders:
        order = day.orders[i]
        if order.status == Status.ADMITTED and i in report.orders:
            whole[order.system, order.debit, order.credit] += weights.get(i, 1)
    return not whole or min(whole.values()) > 2 * _misfits(day, event, reference, report, weights)


def _reference(day: BankDay, event: Settle) -> Choice:
    return Choice.by(exclusions(day.batch.sums, event.block, day.participants, cover(day), day.rulebook))


def _misfits(day: BankDay, event: Settle, choice: Choice, report: Report, weights: Mapping[OrderId, int]) -> int:
    """Count the cycle's orders of which the engine reports otherwise than these exclusions give."""
    name = day.rulebook.batch[event.block].name
    admitted = [i for i in day.orders if day.orders[i].status == Status.ADMITTED and i in report.orders]
    after = step(day, choice.event(day, event)).day.orders  # from here on only this version of the table is read
    found = 0
    for i in admitted:
        told = report.orders[i]
        if (after[i].status == Status.SETTLED) != (told.status == "settled" and told.block == name):
            found += weights.get(i, 1)
    return found


def _wrong_exclusions(day: BankDay, event: Settle, name: str, claimed: Claim, past: Steps) -> Violation:
    """Say that the engine takes out whom no order of exclusions takes out; and why, if another day explains it."""
    reference, a23 = _reference(day, event), day.rulebook.readings.a23.name.lower()
    parts: list[str] = []
    if claimed.out is not None:
        parts.append(f"takes {_names(claimed.out)} out of Intraday, where the rules take out {_names(reference.out)}")
    if claimed.set_aside is not None:
        parts.append(f"sets aside {_drawn(claimed.set_aside)}, where the rules set aside {_drawn(reference.set_aside)}")
    if claimed.rounds is not None:
        parts.append(f"says that round by round it took out {_by_rounds(claimed.rounds)}")
    told = f"In {name} the engine {', and '.join(parts)}; by reading A-23 = {a23} no order of exclusions leads there."
    check = EXCLUSIONS
    rules: tuple[str, ...] = ("GEN-27", "SUM-08", "GEN-30")
    if any(claimed.fits(_reference(other, event)) for other in _other_readings_of_lines(day)):
        rules = ("INS-17", *rules)
    elif any(claimed.fits(_reference(replace(day, lines=before.lines), event)) for _, before, _ in past):
        check, told = STALE, f"{told} That is so by an old state of the lines only."
    others = claimed.others_than(reference)
    held = {p for p in others if day.batch.held.get(p, False)}
    if held:  # it takes no part, so nobody can take it out
        told = f"{told} {_names(held)} was held back at the lock: still not covered for what it was set aside with."
        rules = (*rules, "SUM-12")
    concerned = tuple(befell(others, day, past))
    return Violation(check, rules, "", f"{told}\n{against(*rules)}", concerned)


def _other_readings_of_lines(day: BankDay) -> Iterator[BankDay]:
    for a43 in A43:
        readings = replace(day.rulebook.readings, a43=a43)
        yield replace(day, rulebook=replace(day.rulebook, readings=readings))


def _by_rounds(rounds: Rounds) -> str:
    told = [f"{', then '.join(map(_names, outs))} (of {of})" for of, outs in sorted(rounds.items()) if outs]
    return " and ".join(told) if told else "nobody"


def _drawn(draws: Mapping[ParticipantId, Ore] | Iterable[tuple[ParticipantId, Ore]]) -> str:
    told = sorted(dict(draws).items())
    return ", ".join(f"{p} with a draw of {money(draw)}" for p, draw in told) if told else "nobody"


def _names(participants: Iterable[ParticipantId]) -> str:
    names = sorted(participants)
    return ", ".join(names) if names else "nobody"
