"""Policy told from violation: does an engine answer the open questions otherwise, and conform by its answers?

Only an engine that cannot be told readings is asked this: one that declares `readings` has to follow what it is told.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from zerohour.oracle.campaign import Campaign, ask, needs, verdict_on
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.plan import Plan
from zerohour.oracle.scenarios.format import reading_names, with_readings
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.told import as_told
from zerohour.oracle.verdicts import Outcome

MOST_AT_ONCE = 2
"""So many questions at most may be answered otherwise; with more, almost anything is somebody's policy."""

Values = Mapping[str, str]
"""Values of readings, by name: `A-22`, `renewed`."""


def tell_policy(engine: Engine, plan: Plan, campaign: Campaign) -> None:
    """Note the readings by which the engine conforms in all that it was asked, if there are some; accept its findings.

    A campaign with errors, or with anything that could not be judged, cannot say that an engine conforms.
    """
    if not campaign.findings or campaign.errors or campaign.counts[Outcome.INCONCLUSIVE.value]:
        return
    values = policy_of(engine, plan, campaign)
    if values:
        campaign.policy = in_words(values)
        campaign.accepted += [(finding, f"by {campaign.policy} it is no violation") for finding in campaign.findings]
        campaign.findings = []


def policy_of(engine: Engine, plan: Plan, campaign: Campaign) -> Values:
    """Return other values of readings, as few as possible, by which the engine conforms; empty if there are none."""
    if "readings" in engine.features:
        return {}
    shown = [(finding.scenario, ask(engine, finding.scenario)[1]) for finding in campaign.findings]
    for values in deviations():
        if all(_fits(engine, day, report, values) for day, report in shown) and _fits_all(
            engine, plan, campaign.counts.total(), values
        ):
            return values
    return {}


def deviations() -> Iterator[Values]:
    """Yield other values of one reading, then of two."""
    others = {name: values[1:] for name, values in reading_names().items()}
    for size in range(1, MOST_AT_ONCE + 1):
        for names in itertools.combinations(others, size):
            for chosen in itertools.product(*(others[name] for name in names)):
                yield dict(zip(names, chosen, strict=True))


def in_words(values: Values) -> str:
    """Return the values as `A-22 = renewed`."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _fits_all(engine: Engine, plan: Plan, looked_at: int, values: Values) -> bool:
    """Whether by these values the engine conforms in all that the campaign looked at and the engine supports."""
    asked = (plan.scenario(number) for number in range(looked_at))
    days = (day for day in asked if day is not None and not needs(day) - engine.features)
    return all(
        verdict.outcome == Outcome.NOT_SUPPORTED or _fits(engine, day, report, values)
        for day in days
        for verdict, report in [ask(engine, day)]
    )


def _fits(engine: Engine, day: Scenario, report: Report | None, values: Values) -> bool:
    """Whether what the engine says of the day conforms by these values."""
    if report is None:
        return False
    told = as_told(day)  # the lines that the engine was sent, whatever another reading would have led to
    otherwise = replace(told, rulebook=with_readings(told.rulebook, dict(values)))
    return verdict_on(engine, otherwise, report).outcome == Outcome.CONFORMS
