"""A campaign: try scenarios on an engine, judge each, shrink what disagrees, and say what was reached."""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from zerohour.oracle.engines.connect import Engine, EngineError, UnsupportedError
from zerohour.oracle.generate import ANY_ORDER, EVERYTHING, generated
from zerohour.oracle.scenarios.format import dump, reading_values
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.vectors import days
from zerohour.oracle.verdicts import Outcome, Verdict, Violation, judge, nonsense
from zerohour.spec.bank_day import (
    CloseDay,
    Decree,
    Deliver,
    Event,
    Exclude,
    File,
    Mark,
    Notice,
    Publication,
    Resolve,
    Revoke,
    SetLimit,
    SetLine,
    Submit,
)
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.timetable import NO_BLOCK, System

HOUR = 3_600_000

MOST_ORDERS = 720
"""So many orders of simultaneous submissions are tried."""

MOST_PASSED_OVER = 1000
"""After so many scenarios in a row that the engine does not support, there are no others."""

MOST_ERRORS = 3
"""After so many errors the engine is not asked any more."""


@dataclass(frozen=True)
class Finding:
    """A violation, on the smallest scenario that still shows it."""

    violation: Violation
    scenario: Scenario


@dataclass
class Campaign:
    """What a campaign found."""

    engine: str
    version: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter[str])
    reached: set[str] = field(default_factory=set[str])
    readings: set[str] = field(default_factory=set[str])
    findings: list[Finding] = field(default_factory=list[Finding])
    errors: list[str] = field(default_factory=list[str])
    not_supported: Counter[str] = field(default_factory=Counter[str])

    @property
    def verdict(self) -> str:
        """The verdict in a word or two."""
        if self.findings:
            return "violation"
        if self.counts["error"]:
            return "error"
        if self.counts["inconclusive"]:
            return "inconclusive"
        return "conforms" if self.counts["conforms"] else "nothing tested"

    @property
    def exit_code(self) -> int:
        """0 conforms, 1 violation, 2 anything else."""
        return {"conforms": 0, "violation": 1}.get(self.verdict, 2)

    def note(self, scenario: Scenario, verdict: Verdict) -> None:
        """Count a verdict, and what it reached."""
        self.counts[verdict.outcome.value] += 1
        self.reached |= verdict.reached
        if verdict.outcome in (Outcome.CONFORMS, Outcome.VIOLATION):
            self.readings |= {f"{k}={v}" for k, v in reading_values(scenario.rulebook).items()}
        if verdict.outcome == Outcome.NOT_SUPPORTED:
            self.not_supported[f"says: {verdict.reason}"] += 1
        if verdict.outcome == Outcome.ERROR:
            self.errors.append(verdict.reason)


def needs(scenario: Scenario) -> set[str]:
    """Return the features that an engine must support to be asked about the scenario."""
    found = {feature for event in scenario.events for feature in _features(event)}
    if scenario.terms:
        found.add("terms")
    if reading_values(scenario.rulebook) != reading_values(RULEBOOKS[scenario.rulebook.name]):
        found.add("readings")
    return found


def _features(event: Event) -> Iterator[str]:
    """Yield the features that an engine needs to be told of the event."""
    if isinstance(event, Submit):
        yield event.system.name.lower()
        if event.system != System.STRAKS:
            yield "exclusion"
        if event.block != NO_BLOCK:
            yield "blocks"
    elif type(event) in FEATURE_OF:
        yield FEATURE_OF[type(event)]


FEATURE_OF: dict[type[Event], str] = {
    SetLine: "lines",
    Deliver: "sum",
    CloseDay: "sum",
    SetLimit: "terms",
    Revoke: "revocation",
    Decree: "insolvency",
    Mark: "insolvency",
    Notice: "standing",
    Publication: "standing",
    Exclude: "standing",
    Resolve: "standing",
    File: "standing",
}
"""What an engine must support to be told of an event."""


def scenarios_to_try(seed: int, features: frozenset[str] = EVERYTHING) -> Iterator[Scenario]:
    """Yield the library, then committed vectors and generated scenarios in turn, without end, as the seed says."""
    yield from library().values()
    known = list(days())
    random.Random(seed).shuffle(known)  # noqa: S311  # reproducible, not secret
    for number, vector in itertools.zip_longest(itertools.count(), known):
        if vector is not None:
            yield vector
        yield generated(seed, number, features)


def run_campaign(
    engine: Engine,
    scenarios: Iterable[Scenario],
    seed: int,
    budget: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Campaign:
    """Put so many scenarios to the engine as the budget says; shrink the first violation of each kind.

    Scenarios that need what the engine does not declare are counted, and not put to it.
    """
    campaign = Campaign(engine.name, engine.version, seed)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    asked = passed_over = 0
    for scenario in scenarios:
        missing = needs(scenario) - engine.features
        if missing:
            campaign.counts[Outcome.NOT_SUPPORTED.value] += 1
            campaign.not_supported[f"needs {', '.join(sorted(missing))}"] += 1
            passed_over += 1
            if passed_over >= MOST_PASSED_OVER:
                break
            continue
        asked, passed_over = asked + 1, 0
        progress(asked)
        verdict = check(engine, scenario)
        campaign.note(scenario, verdict)
        for violation in verdict.violations[:1]:
            kind = violation.check, violation.rules
            if kind not in seen:
                seen.add(kind)
                campaign.findings.append(shrink(engine, scenario, violation))
        if asked >= budget or len(campaign.errors) >= MOST_ERRORS:
            break
    return campaign


def check(engine: Engine, scenario: Scenario) -> Verdict:
    """Put one scenario to the engine, and judge its answer."""
    try:
        report = engine.run(scenario)
    except UnsupportedError as error:
        return Verdict(Outcome.NOT_SUPPORTED, reason=str(error))
    except EngineError as error:
        return Verdict(Outcome.ERROR, reason=str(error))
    unheard_of = nonsense(scenario, report)
    if unheard_of:
        return Verdict(Outcome.ERROR, reason=f"{engine.name} answered nonsense: {unheard_of}")
    if ANY_ORDER not in engine.features:
        return judge(scenario, report)
    verdicts = [judge(other, report) for other in islice(reorderings(scenario), MOST_ORDERS + 1)]
    best = min(verdicts, key=lambda v: len(v.violations))
    if best.violations and len(verdicts) > MOST_ORDERS:
        return Verdict(Outcome.INCONCLUSIVE, reason=f"more than {MOST_ORDERS} orders of simultaneous submissions")
    return best


def reorderings(scenario: Scenario) -> Iterator[Scenario]:
    """Yield the scenario with the submissions of one instant in every order, as given first."""
    places: dict[int, list[int]] = {}
    for n, event in enumerate(scenario.events):
        if isinstance(event, Submit):
            places.setdefault(event.at, []).append(n)
    for orders in itertools.product(*(itertools.permutations(group) for group in places.values())):
        events = list(scenario.events)
        for group, order in zip(places.values(), orders, strict=True):
            for n, m in zip(group, order, strict=True):
                events[n] = scenario.events[m]
        yield replace(scenario, events=tuple(events))


def shrink(engine: Engine, scenario: Scenario, violation: Violation) -> Finding:
    """Return the smallest scenario found on which the same check still fails first, judged again from scratch."""
    best = Finding(violation, replace(scenario, name=f"smallest of {scenario.name}", note=""))
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(best.scenario):
            if needs(smaller) - engine.features:
                continue
            verdict = check(engine, smaller)
            same = [v for v in verdict.violations[:1] if v.check == violation.check]
            if same:
                best, progress = Finding(same[0], smaller), True
                break
    return best


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios that are a little smaller: fewer events and participants, rounder amounts and times."""
    for n in range(len(scenario.events)):
        yield replace(scenario, events=scenario.events[:n] + scenario.events[n + 1 :])
    used = {getattr(e, name, None) for e in scenario.events for name in ("payer", "payee", "participant")}
    for p in scenario.participants:
        if p not in used:
            yield replace(scenario, participants=tuple(q for q in scenario.participants if q != p))
    ones = tuple(_with_amount(e, 1) for e in scenario.events)
    if ones != scenario.events:
        yield replace(scenario, events=ones)
    for n, event in enumerate(scenario.events):
        for simpler in _simpler(event):
            yield replace(scenario, events=(*scenario.events[:n], simpler, *scenario.events[n + 1 :]))


def _with_amount(event: Event, amount: int) -> Event:
    """Return the event with the amount, or line, of so many øre, if it has one."""
    if isinstance(event, Submit):
        return replace(event, amount=amount)
    return replace(event, line=amount) if isinstance(event, SetLine) else event


def _simpler(event: Event) -> Iterator[Event]:
    if isinstance(event, Submit) and event.amount > 1:
        yield replace(event, amount=1)
        yield replace(event, amount=event.amount // 2)
        yield replace(event, amount=event.amount - 1)
    if isinstance(event, SetLine) and event.line > 0:
        yield replace(event, line=0)
        yield replace(event, line=event.line // 2)
        yield replace(event, line=event.line - 1)
    for whole in (HOUR, HOUR // 2, HOUR // 4, HOUR // 60):
        if event.at % whole:
            yield replace(event, at=event.at - event.at % whole)
            break


def as_json(campaign: Campaign) -> dict[str, Any]:
    """Return the campaign as plain data."""
    return {
        "schema": 1,
        "engine": {"name": campaign.engine, "version": campaign.version},
        "verdict": campaign.verdict,
        "violations": [
            {
                "check": f.violation.check,
                "rules": list(f.violation.rules),
                "order": f.violation.order,
                "scenario": dump(f.scenario),
                "explanation": f.violation.explanation,
            }
            for f in campaign.findings
        ],
        "counts": dict(sorted(campaign.counts.items())),
        "not_supported": dict(sorted(campaign.not_supported.items())),
        "errors": campaign.errors,
        "reached": {"rules": sorted(campaign.reached), "readings": sorted(campaign.readings)},
        "seed": campaign.seed,
    }
