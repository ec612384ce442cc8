"""A campaign: try scenarios on an engine, judge each, shrink what disagrees, and say what was reached."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Protocol

from zerohour.oracle.choices import TooManyError
from zerohour.oracle.engines.batches import prepared
from zerohour.oracle.engines.connect import Engine, EngineError, UnsupportedError
from zerohour.oracle.explain import stated_rules
from zerohour.oracle.generate import ANY_ORDER, EVERYTHING
from zerohour.oracle.plan import Endless, Plan, regions
from zerohour.oracle.queues import QUEUE, as_refused, releases
from zerohour.oracle.scenarios.format import dump, loads, reading_names, reading_values
from zerohour.oracle.scenarios.scenario import Report, Scenario, report_of
from zerohour.oracle.scenarios.told import as_told
from zerohour.oracle.strength import strength, weakest_first
from zerohour.oracle.unchecked import COMPARES, unchecked
from zerohour.oracle.verdicts import Outcome, Verdict, Violation, countable, follow, judge, nonsense, plainer
from zerohour.spec.bank_day import (
    CloseDay,
    Decree,
    Deliver,
    Disconnect,
    Event,
    Exclude,
    File,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    Reconnect,
    RejectSetAside,
    Resolve,
    Return,
    Revoke,
    SetLimit,
    SetLine,
    Submit,
    ZeroSettle,
)
from zerohour.spec.participants import NO_SPONSOR
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.timetable import NO_BLOCK, System

HOUR = 3_600_000

MOST_ORDERS = 720
"""So many orders of simultaneous submissions are tried."""

MOST_PASSED_OVER = 1000
"""After so many scenarios in a row that the engine does not support, there are no others."""

MOST_ERRORS = 3
"""After so many errors the engine is not asked any more."""


Kind = tuple[str, tuple[str, ...]]
"""The name of a check, and the rules against which it is broken."""

RULE_ID = re.compile(r"[A-Z]+-\d+")


@dataclass(frozen=True)
class Finding:
    """A violation, on the smallest scenario that still shows it."""

    violation: Violation
    scenario: Scenario
    others: tuple[Violation, ...] = ()
    """What else is broken on that scenario; it asks as much, or more."""
    told: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the engine says of each order."""
    wanted: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the specification says of each order, by the choices of the engine that are allowed."""

    @property
    def kind(self) -> Kind:
        """What tells it from other findings."""
        return kind_of(self.violation)


def kind_of(violation: Violation) -> Kind:
    """Return what tells a violation from others."""
    return violation.check, violation.rules


@dataclass(frozen=True)
class Judged:
    """What came of one scenario, as far as a campaign needs to know."""

    outcome: Outcome
    reason: str = ""
    violation: Violation | None = None
    """The weakest that there is."""
    reached: frozenset[str] = frozenset()
    """Rules that decided, values of readings (`A-01=exclude`), and the region that the scenario lies in."""
    unchecked: frozenset[str] = frozenset()
    """The checks that could not be made, because the engine does not report what they compare."""
    asked: bool = True
    """Whether it was put to the engine: not if it needs what the engine does not declare."""


@dataclass
class Campaign:
    """What a campaign found."""

    engine: str
    version: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter[str])
    everything: set[str] = field(default_factory=set[str])
    """All that was reached: rules, values of readings, regions."""
    findings: list[Finding] = field(default_factory=list[Finding])
    accepted: list[tuple[Finding, str]] = field(default_factory=list[tuple[Finding, str]])
    """Findings that a baseline or the engine's policy accepts, each with its reason."""
    policy: str = ""
    """Other readings than the rulebook's, by which the engine conforms; empty if there are none, or it conforms."""
    errors: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    """What else the reader has to know."""
    not_supported: Counter[str] = field(default_factory=Counter[str])
    unchecked: Counter[str] = field(default_factory=Counter[str])
    """In how many scenarios each check could not be made."""

    @property
    def reached(self) -> set[str]:
        """The rules that decided."""
        return {name for name in self.everything if RULE_ID.fullmatch(name)}

    @property
    def readings(self) -> set[str]:
        """The values of readings by which something was judged."""
        return {name for name in self.everything if "=" in name}

    @property
    def regions(self) -> set[str]:
        """The regions of the specification that something judged lies in."""
        return self.everything - self.reached - self.readings

    @property
    def verdict(self) -> str:
        """The verdict in a word or two."""
        if self.findings:
            return "violation"
        if self.errors:
            return "error"
        if self.counts["inconclusive"]:
            return "inconclusive"
        if self.policy:
            return f"conforms under {self.policy}"
        if self.accepted:
            return "conforms but for the baseline"
        return "conforms" if self.counts["conforms"] else "nothing tested"

    @property
    def exit_code(self) -> int:
        """0 conforms, 1 violation, 2 anything else."""
        return 0 if self.verdict.startswith("conforms") else 1 if self.findings else 2

    def note(self, judged: Judged) -> None:
        """Count what came of a scenario, and what it reached."""
        self.counts[judged.outcome.value] += 1
        self.everything |= judged.reached
        self.unchecked.update(judged.unchecked)
        if judged.outcome == Outcome.NOT_SUPPORTED:
            self.not_supported[judged.reason] += 1
        if judged.outcome == Outcome.ERROR:
            self.errors.append(judged.reason)


def needs(scenario: Scenario) -> set[str]:
    """Return the features that an engine must support to be asked about the scenario."""
    scenario = as_told(scenario)
    found = {feature for event in scenario.events for feature in _features(event)}
    if any(terms.sponsor == NO_SPONSOR for terms in scenario.terms.values()):
        found.add("terms")
    if any(terms.sponsor != NO_SPONSOR for terms in scenario.terms.values()):
        found.add("indirect")
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
    if isinstance(event, Deliver) and event.through != "":
        yield "contingency"


FEATURE_OF: dict[type[Event], str] = {
    SetLine: "lines",
    Deliver: "sum",
    CloseDay: "sum",
    SetLimit: "terms",
    Outage: "contingency",
    Return: "contingency",
    Disconnect: "contingency",
    Reconnect: "contingency",
    ZeroSettle: "contingency",
    Postpone: "contingency",
    RejectSetAside: "contingency",
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


Recorded = tuple[Judged, Finding | None]


class Journal(Protocol):
    """Where a campaign notes what came of each scenario, so that it can be taken up again."""

    def known(self) -> Mapping[int, Recorded]:
        """Return what has been noted, by the number of the scenario."""
        ...

    def note(self, number: int, judged: Judged, finding: Finding | None) -> None:
        """Note what came of a scenario, for good."""
        ...


class Crew(Protocol):
    """Others that put scenarios to engines of their own."""

    def judged(self, numbers: Iterator[int]) -> Iterator[tuple[int, Judged | None]]:
        """Yield what came of the scenarios of these numbers, in this order; None where there is no scenario."""
        ...


def scenarios_to_try(seed: int, features: frozenset[str] = EVERYTHING) -> Endless:
    """Return the library, then committed vectors and generated scenarios, without end; `Endless` says in what order."""
    return Endless(seed, features)


def run_campaign(
    engine: Engine,
    plan: Plan,
    seed: int,
    budget: int,
    progress: Callable[[Campaign], None] = lambda _: None,
    *,
    restart: Callable[[], Engine] | None = None,
    journal: Journal | None = None,
    crew: Crew | None = None,
) -> Campaign:
    """Put so many scenarios to the engine as the budget says; make a finding of the first violation of each kind.

    Scenarios that need what the engine does not declare are counted, and not put to it. What the journal knows is not
    asked again. A finding is seen again on an engine that is started anew, if `restart` says how.
    """
    campaign = Campaign(engine.name, engine.version, seed)
    known = journal.known() if journal else dict[int, Recorded]()
    seen: set[Kind] = set()
    asked = passed_over = 0
    for number, came, noted in _came(engine, plan, known, crew):
        judged, finding = came, noted
        asked, passed_over = (asked + 1, 0) if judged.asked else (asked, passed_over + 1)
        if judged.violation is not None and kind_of(judged.violation) not in seen:
            seen.add(kind_of(judged.violation))
            judged, finding = _found(engine, plan.scenario(number), judged, restart)
        if finding is not None and finding.kind in {known.kind for known in campaign.findings}:
            finding = None
        if finding is not None:
            seen.add(finding.kind)
            campaign.findings.append(finding)
        if journal is not None and number not in known:
            journal.note(number, replace(judged, reached=judged.reached - campaign.everything), finding)
        campaign.note(judged)
        progress(campaign)
        spent = asked >= budget and number + 1 not in known
        if spent or passed_over >= MOST_PASSED_OVER or len(campaign.errors) >= MOST_ERRORS:
            break
    campaign.findings.sort(key=lambda finding: strength(finding.violation))
    return campaign


def _came(
    engine: Engine, plan: Plan, known: Mapping[int, Recorded], crew: Crew | None
) -> Iterator[tuple[int, Judged, Finding | None]]:
    """Yield what came of each scenario, in their order: as the journal knows it, or else asked now."""
    ahead = (number for number in itertools.count() if number not in known)
    fresh = crew.judged(ahead) if crew else ((number, judge_one(engine, plan.scenario(number))) for number in ahead)
    for number in itertools.count():
        if number in known:
            yield (number, *known[number])
            continue
        _, judged = next(fresh)
        if judged is None:  # the plan has ended
            return
        yield number, judged, None


def judge_one(engine: Engine, scenario: Scenario | None) -> Judged | None:
    """Put a scenario to the engine, if it declares what the scenario needs; None where there is no scenario."""
    if scenario is None:
        return None
    missing = needs(scenario) - engine.features
    if missing:
        return Judged(Outcome.NOT_SUPPORTED, f"needs {', '.join(sorted(missing))}", asked=False)
    verdict, report = ask(engine, scenario)
    if report is None or verdict.outcome not in (Outcome.CONFORMS, Outcome.VIOLATION):
        says = "says: " if verdict.outcome == Outcome.NOT_SUPPORTED else ""
        return Judged(verdict.outcome, says + verdict.reason)
    values = {f"{name}={value}" for name, value in reading_values(scenario.rulebook).items()}
    region = {regions()[scenario.name]} if scenario.name in regions() else set[str]()
    weakest = next(iter(weakest_first(verdict.violations)), None)
    reached = verdict.reached | values | region
    return Judged(verdict.outcome, violation=weakest, reached=reached, unchecked=unchecked(scenario, report))


def _found(
    engine: Engine, scenario: Scenario | None, judged: Judged, restart: Callable[[], Engine] | None
) -> tuple[Judged, Finding | None]:
    """Make a finding of a violation. One that cannot be seen again is an error of the engine's, and no finding."""
    assert scenario is not None  # noqa: S101  # it was judged
    assert judged.violation is not None  # noqa: S101  # that is why we are here
    try:
        with _started(engine, restart) as tested:
            smallest = shrink(tested, scenario, judged.violation)
        for candidate, kind in ((smallest.scenario, smallest.kind), (scenario, kind_of(judged.violation))):
            with _started(engine, restart) as tested:
                finding = from_scratch(tested, candidate, kind)
            if finding is not None:
                return judged, finding
    except EngineError as error:
        return Judged(Outcome.ERROR, f"{engine.name} could not be started anew: {error}"), None
    told = (
        f"{engine.name} does not answer {scenario.name!r} as it did before ({judged.violation.check}); what it says of "
        "a scenario must depend on that scenario alone"
    )
    return Judged(Outcome.ERROR, told), None


@contextmanager
def _started(engine: Engine, restart: Callable[[], Engine] | None) -> Generator[Engine]:
    """Start the engine anew, if somebody says how, and end it afterwards."""
    if restart is None:
        yield engine
        return
    another = restart()
    try:
        yield another
    finally:
        another.close()


def from_scratch(engine: Engine, scenario: Scenario, kind: Kind) -> Finding | None:
    """Write the scenario out, read it back and judge it; return the finding if that is still of the kind."""
    read = loads(dump(scenario), scenario.name)
    verdict, report = ask(engine, read)
    violations = weakest_first(verdict.violations)
    if report is None or not violations or kind_of(violations[0]) != kind:
        return None
    wanted = report_of(follow(read, report)[0])
    return Finding(violations[0].whole(), read, tuple(violations[1:]), _ends(report), _ends(wanted))


def _ends(report: Report) -> dict[str, str]:
    """Return what is said of each order, in words."""
    return {
        i: f"{order.status} in {order.block}" if order.block else order.status for i, order in report.orders.items()
    }


def check(engine: Engine, scenario: Scenario) -> Verdict:
    """Put one scenario to the engine, and judge its answer."""
    return ask(engine, scenario)[0]


def ask(engine: Engine, scenario: Scenario) -> tuple[Verdict, Report | None]:
    """Put one scenario to the engine, and judge its answer; return the answer too, if there is one."""
    try:
        report = engine.run(scenario)
    except UnsupportedError as error:
        return Verdict(Outcome.NOT_SUPPORTED, reason=str(error)), None
    except EngineError as error:
        return Verdict(Outcome.ERROR, reason=str(error)), None
    unheard_of = nonsense(scenario, report)
    if unheard_of:
        return Verdict(Outcome.ERROR, reason=f"{engine.name} answered nonsense: {unheard_of}"), None
    return verdict_on(engine, scenario, report), report


def verdict_on(engine: Engine, scenario: Scenario, report: Report) -> Verdict:
    """Judge an answer of the engine, by the day that explains it best of those that may lie behind it."""
    verdicts: list[Verdict] = []
    try:
        for day, told in islice(_explaining(engine, scenario, report), MOST_ORDERS + 1):
            verdicts.append(judge(day, told))
            if not verdicts[-1].violations:
                return verdicts[-1]
    except TooManyError as error:
        return Verdict(Outcome.INCONCLUSIVE, reason=str(error))
    if len(verdicts) > MOST_ORDERS:
        return Verdict(Outcome.INCONCLUSIVE, reason=f"more than {MOST_ORDERS} orders of simultaneous submissions")
    return min(verdicts, key=lambda v: len(v.violations)) if verdicts else judge(scenario, report)


def _explaining(engine: Engine, scenario: Scenario, report: Report) -> Iterator[tuple[Scenario, Report]]:
    """Yield the days that may lie behind an answer, each with the answer as it is then to be understood."""
    for day in reorderings(scenario) if ANY_ORDER in engine.features else [scenario]:
        if QUEUE not in engine.features:
            yield day, report
            continue
        yield from ((other, as_refused(other, report)) for other in releases(as_told(day), report))


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
    """Return the smallest scenario found on which the same check fails first, or a plainer one; judged from scratch."""
    best = Finding(violation, replace(scenario, name=f"smallest of {scenario.name}", note=""))
    progress = True
    while progress:
        progress = False
        for smaller in prepared(engine, smaller_days(best.scenario), lambda s: not needs(s) - engine.features):
            if needs(smaller) - engine.features:
                continue
            weakest = weakest_first(check(engine, smaller).violations)[:1]
            named = best.violation.check
            if weakest and weakest[0].check in (named, *plainer(named)):
                best, progress = Finding(weakest[0], smaller), True
                break
    return best


def smaller_days(scenario: Scenario) -> Iterator[Scenario]:
    """Yield scenarios that are a little smaller: fewer events and participants, rounder amounts and times."""
    for n in range(len(scenario.events)):
        yield replace(scenario, events=scenario.events[:n] + scenario.events[n + 1 :])
    used = {getattr(e, name, None) for e in scenario.events for name in ("payer", "payee", "participant")}
    for p in scenario.participants:
        if p not in used:
            yield replace(scenario, participants=tuple(q for q in scenario.participants if q != p))
    yield from _plainer(scenario)
    ones = tuple(_at_most(e, 1) for e in scenario.events)
    if ones != scenario.events:
        yield replace(scenario, events=ones)
    for n, event in enumerate(scenario.events):
        for simpler in _simpler(event):
            yield replace(scenario, events=(*scenario.events[:n], simpler, *scenario.events[n + 1 :]))


def _plainer(scenario: Scenario) -> Iterator[Scenario]:
    """Yield the scenario by the usual readings, and with the usual terms."""
    usual = RULEBOOKS[scenario.rulebook.name].readings
    if scenario.rulebook.readings != usual:
        yield replace(scenario, rulebook=replace(scenario.rulebook, readings=usual))
    for p in scenario.terms:
        yield replace(scenario, terms={q: terms for q, terms in scenario.terms.items() if q != p})


def _at_most(event: Event, amount: int) -> Event:
    """Return the event with an amount, or line, of so many øre at most, if it has one."""
    if isinstance(event, Submit) and event.amount > amount:
        return replace(event, amount=amount)
    return replace(event, line=amount) if isinstance(event, SetLine) and event.line > amount else event


def _simpler(event: Event) -> Iterator[Event]:
    if isinstance(event, Submit):
        yield from (replace(event, amount=amount) for amount in _below(event.amount, 1))
        if event.block != NO_BLOCK:
            yield replace(event, block=NO_BLOCK)
    if isinstance(event, SetLine):
        yield from (replace(event, line=line) for line in _below(event.line, 0))
    for whole in (HOUR, HOUR // 2, HOUR // 4, HOUR // 60):
        if event.at % whole:
            yield replace(event, at=event.at - event.at % whole)
            break


def _below(amount: int, least: int) -> Iterator[int]:
    """Yield smaller amounts, the smallest first: a large one is reached in as many steps as it has binary digits."""
    steps = (2**n for n in reversed(range(max(amount - least, 0).bit_length())))
    yield from dict.fromkeys(max(amount - step, least) for step in steps)


def as_json(campaign: Campaign) -> dict[str, Any]:
    """Return the campaign as plain data."""
    return {
        "schema": 1,
        "engine": {"name": campaign.engine, "version": campaign.version},
        "verdict": campaign.verdict,
        "violations": [finding_as_json(finding) for finding in campaign.findings],
        "accepted": [finding_as_json(finding) | {"reason": reason} for finding, reason in campaign.accepted],
        "counts": dict(sorted(campaign.counts.items())),
        "not_supported": dict(sorted(campaign.not_supported.items())),
        "unchecked": dict(sorted(campaign.unchecked.items())),
        "errors": campaign.errors,
        "notes": campaign.notes,
        "reached": {
            "rules": sorted(campaign.reached),
            "regions": sorted(campaign.regions),
            "readings": sorted(campaign.readings),
        },
        "not_reached": not_reached(campaign),
        "not_counted": not_counted(),
        "seed": campaign.seed,
    }


def unchecked_in_words(campaign: Campaign) -> list[str]:
    """Return, for each check that could not always be made, in how many scenarios, and what the engine leaves out."""
    return [
        f"unchecked, in {count} scenarios: {name}; the engine does not report {' or '.join(COMPARES[name])}"
        for name, count in sorted(campaign.unchecked.items())
    ]


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return {
        "check": finding.violation.check,
        "rules": list(finding.violation.rules),
        "order": finding.violation.order,
        "scenario": dump(finding.scenario),
        "explanation": finding.violation.explanation,
        "also_broken": [{"check": v.check, "rules": list(v.rules), "order": v.order} for v in finding.others],
    }


def not_reached(campaign: Campaign) -> dict[str, list[str]]:
    """Return what a campaign could have reached, and did not."""
    readings = {f"{name}={value}" for name, values in reading_names().items() for value in values}
    return {
        "rules": sorted(countable() - campaign.reached),
        "regions": sorted(set(regions().values()) - campaign.regions),
        "readings": sorted(readings - campaign.readings),
    }


def regions_left(campaign: Campaign) -> str:
    """Return, in words, how many regions were not reached."""
    return f"{len(not_reached(campaign)['regions']):,} of {len(set(regions().values())):,} regions not reached"


def not_counted() -> list[str]:
    """Return the rules of which no campaign can tell: they decide nothing alone, but say how something is computed."""
    return sorted({rule.id for rule in stated_rules()} - countable())
