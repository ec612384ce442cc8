"""The verdict on what an engine reports: is it among the outcomes that the specification allows?

Where the source leaves the engine a choice (A-23, the order of exclusions), the engine's choice is followed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.oracle.money_checks import AS_BOOKED, ZERO_SUM, beyond_line, money_violations
from zerohour.oracle.order_checks import (
    EARLY,
    EXCLUSIONS,
    PLAINER,
    STALE,
    Steps,
    befell,
    law_violations,
    order_violation,
    order_violations,
)
from zerohour.oracle.scenarios.scenario import Report, Scenario, block_name
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import BankDay, Event, Settle, Step, cover, step
from zerohour.spec.decisions import DECIDED_BY
from zerohour.spec.netting import positions, shortages
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import ParticipantId, System
from zerohour.spec.readings import A23, A43

__all__ = [
    "Outcome",
    "TooManyError",
    "Verdict",
    "Violation",
    "follow",
    "followed",
    "judge",
    "nonsense",
    "order_violation",
    "outcomes",
    "plainer",
    "reached",
]

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
    choices: list[Violation] = []
    try:
        steps = list(followed(scenario, report, choices))
    except TooManyError as error:
        return Verdict(Outcome.INCONCLUSIVE, reason=str(error))
    day = steps[-1][2].day if steps else scenario.opening()
    orders = order_violations(day, report, steps)
    early = [v for v in orders if v.check in EARLY]
    causes = [*early, *choices, *(v for v in orders if v not in early)]
    beyond = [
        replace(v, on_the_way=(*v.on_the_way, *(r for c in causes[:1] for r in c.rules)))
        for v in beyond_line(day, report, steps)
    ]
    violations = (*beyond, *causes, *money_violations(day, report, steps), *law_violations(day, report, steps))
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
    return _nonsense_of_money(scenario, report, blocks)


def _nonsense_of_money(scenario: Scenario, report: Report, blocks: set[str]) -> str:
    people = set(scenario.participants)
    told = {"balances": set(report.balances or {})}
    told |= {f"nets.{s}.{b}": set(nets) for s, netted in (report.nets or {}).items() for b, nets in netted.items()}
    for where, names in told.items():
        if names - people:
            return f"{where}: {min(names - people)!r} takes no part"
    named = {f"nets.{system}": set(netted) for system, netted in (report.nets or {}).items()}
    named |= {f"bookings.{i}": set(booked) for i, booked in (report.bookings or {}).items()}
    for where, names in named.items():
        if names - blocks:
            return f"{where}: there is no block {min(names - blocks)!r}"
    return ""


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
        if isinstance(event, Settle) and event.system == System.INTRADAY and day.intraday.clearing:
            name = block_name(day.rulebook, event.system, event.block) or ""
            claimed = None if report.excluded is None else report.excluded.get(name)
            out = _choice(day, event, claimed, report, weights or {})
            if out is not None:
                chosen = replace(event, out=out)
            elif claimed is not None and claimed != _reference(day, event):
                wrong.append(_wrong_exclusions(day, event, name, claimed, past))
        done = step(day, chosen)
        yield chosen, day, done
        past.append((event, day, done))
        day = done.day


def plainer(check: str) -> tuple[str, ...]:
    """Return the names of checks that show the same as this one, and say less of why."""
    return {**PLAINER, ZERO_SUM: (AS_BOOKED,)}.get(check, ())


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


def _wrong_exclusions(
    day: BankDay, event: Settle, name: str, claimed: frozenset[ParticipantId], past: Steps
) -> Violation:
    """Say that the engine takes out whom no order of exclusions takes out; and why, if another day explains it."""
    reference = _reference(day, event)
    told = (
        f"In {name} the engine takes out {_names(claimed)}; by reading A-23 = "
        f"{day.rulebook.readings.a23.name.lower()} that is not reached: it takes out {_names(reference)}."
    )
    check = EXCLUSIONS
    rules: tuple[str, ...] = ("GEN-27", "SUM-08", "GEN-30")
    if any(_reference(other, event) == claimed for other in _other_readings_of_lines(day)):
        rules = ("INS-17", *rules)
    elif any(_reference(replace(day, lines=before.lines), event) == claimed for _, before, _ in past):
        check, told = STALE, f"{told} That is so by an old state of the lines only."
    return Violation(check, rules, "", f"{told}\n{against(*rules)}", tuple(befell(reference ^ claimed, day, past)))


def _other_readings_of_lines(day: BankDay) -> Iterator[BankDay]:
    for a43 in A43:
        readings = replace(day.rulebook.readings, a43=a43)
        yield replace(day, rulebook=replace(day.rulebook, readings=readings))


def _names(participants: Iterable[ParticipantId]) -> str:
    names = sorted(participants)
    return ", ".join(names) if names else "nobody"
