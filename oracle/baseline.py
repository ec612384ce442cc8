"""A baseline: violations that are known and accepted for a time, each with its reason and the scenario that shows it.

An entry holds until it expires. One that the engine does not show any more is an error: it would hide what comes next.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zerohour.oracle.campaign import Campaign, Kind, check, from_scratch
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.scenarios.format import ScenarioError, load
from zerohour.oracle.scenarios.mistakes import told
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.text import decoded, read
from zerohour.oracle.verdicts import Outcome


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    check: str = Field(min_length=1, description="the name of the check, as a report prints it")
    rules: list[str] = Field(description='a list of the rules it is against, as in ["GEN-31", "INT-03"]')
    scenario: str = Field(min_length=1, description="the file that shows it, as seen from the folder of the baseline")
    reason: str = Field(min_length=1, description="why it is accepted")
    expires: dt.date = Field(description="the last day on which it is accepted, as in 2027-06-30")


@dataclass(frozen=True)
class Accepted:
    """An entry of a baseline."""

    place: str
    kind: Kind
    scenario: Scenario
    reason: str
    expires: dt.date


def load_baseline(path: Path) -> list[Accepted]:
    """Read a baseline and the scenarios that it names; raise ScenarioError with all that is wrong."""
    try:
        raw = decoded(read(path), str(path))
    except ValueError as error:
        raise ScenarioError(str(path), [str(error)]) from None
    entries = raw.get("accepted")
    if set(raw) != {"accepted"} or not isinstance(entries, list):
        raise ScenarioError(str(path), ["is no baseline; write each violation that is accepted under [[accepted]]"])
    problems: list[str] = []
    found: list[Accepted] = []
    for number, entry in enumerate(cast("list[object]", entries), 1):
        place = f"accepted {number}"
        try:
            read_entry = _Entry.model_validate(entry)
        except ValidationError as error:
            problems += told(error, f"{place}: ", _Entry)
            continue
        kind = (read_entry.check, tuple(read_entry.rules))
        scenario = load(path.parent / read_entry.scenario)
        found.append(Accepted(f"{path}: {place}", kind, scenario, read_entry.reason, read_entry.expires))
    if problems:
        raise ScenarioError(str(path), problems)
    return found


def apply(baseline: list[Accepted], engine: Engine, campaign: Campaign, today: dt.date) -> None:
    """Take what is accepted out of the findings that count; note as errors the entries that show nothing any more."""
    for entry in baseline:
        shown = from_scratch(engine, entry.scenario, entry.kind)
        if shown is None:
            campaign.errors.append(f"{entry.place} ({entry.kind[0]}): {_instead(engine, entry)}")
            continue
        finding = next((f for f in campaign.findings if f.kind == entry.kind), shown)
        campaign.findings = [f for f in campaign.findings if f.kind != entry.kind]
        if entry.expires < today:
            campaign.findings.append(finding)
            campaign.notes.append(f"{entry.place} ({entry.kind[0]}): expired on {entry.expires}, and counts again")
        else:
            campaign.accepted.append((finding, f"{entry.reason} (until {entry.expires})"))


def _instead(engine: Engine, entry: Accepted) -> str:
    """Return what an entry shows instead of what it accepts."""
    verdict = check(engine, entry.scenario)
    if verdict.outcome in (Outcome.CONFORMS, Outcome.VIOLATION):
        return "its scenario does not show it any more; remove the entry, or record another scenario"
    return f"whether its scenario still shows it cannot be said: {verdict.outcome.value}, {verdict.reason}"
