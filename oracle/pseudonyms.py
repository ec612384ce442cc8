"""Other names for participants and orders, so that what was found in real data can be shown to others.

The new names sort as the old ones do: an engine that goes by the order of names answers as before.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from zerohour.oracle.campaign import Campaign, Finding, from_scratch
from zerohour.oracle.engines.connect import Engine
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Event


class Pseudonyms:
    """The new names of all participants and orders in some scenarios."""

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        people, orders, self._titles = set[str](), set[str](), set[str]()
        for scenario in scenarios:
            people.update(scenario.participants, scenario.terms)
            self._titles.update(text for text in (scenario.name, scenario.note) if text)
            for event in scenario.events:
                for name, text in _names(event):
                    (orders if name == "order" else people).add(text)
        self._people, self._orders = _numbered(people, "P"), _numbered(orders, "o")
        known = {**self._orders, **self._people, **dict.fromkeys(self._titles, "the scenario")}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = known
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first if name))

    def text(self, told: str) -> str:
        """Return words in which the old names are replaced."""
        return self._pattern.sub(lambda match: self._known[match[0]], told) if self._known else told

    def scenario(self, scenario: Scenario, name: str) -> Scenario:
        """Return the scenario with the new names, called otherwise, and without its note."""
        return replace(
            scenario,
            name=name,
            note="",
            participants=tuple(self._people[p] for p in scenario.participants),
            terms={self._people[p]: terms for p, terms in scenario.terms.items()},
            events=tuple(self._event(event) for event in scenario.events),
        )

    def _event(self, event: Event) -> Event:
        new: dict[str, Any] = {
            name: (self._orders if name == "order" else self._people)[text] for name, text in _names(event)
        }
        return replace(event, **new)

    def finding(self, finding: Finding, engine: Engine, number: int) -> Finding:
        """Return the finding on the scenario with the new names, judged again; in other words only, if it must be."""
        scenario = self.scenario(finding.scenario, f"finding {number}")
        again = from_scratch(engine, scenario, finding.kind)
        if again is not None:
            return again
        old = finding.violation
        violation = replace(old, order=self._orders.get(old.order, ""), explanation=self.text(old.explanation))
        told, wanted = ({self._orders[i]: end for i, end in ends.items()} for ends in (finding.told, finding.wanted))
        return Finding(violation, scenario, (), told, wanted)

    def hide(self, campaign: Campaign, engine: Engine) -> None:
        """Replace the old names in all that a campaign says."""
        findings = [*campaign.findings, *(finding for finding, _ in campaign.accepted)]
        hidden = [self.finding(finding, engine, number) for number, finding in enumerate(findings, 1)]
        kept = len(campaign.findings)
        campaign.findings = hidden[:kept]
        reasons = [reason for _, reason in campaign.accepted]
        campaign.accepted = list(zip(hidden[kept:], reasons, strict=True))
        campaign.errors = [self.text(error) for error in campaign.errors]
        campaign.notes = [self.text(note) for note in campaign.notes]
        counted = dict(campaign.not_supported)
        campaign.not_supported.clear()
        for reason, count in counted.items():
            campaign.not_supported[self.text(reason)] += count


def _names(event: Event) -> Iterable[tuple[str, str]]:
    """Yield the names in an event, each with what it is: everything that is text is one, unless it is empty."""
    for field in fields(event):
        value: object = getattr(event, field.name)
        if isinstance(value, str) and value:
            yield field.name, value


def _numbered(names: set[str], letter: str) -> Mapping[str, str]:
    digits = len(str(len(names)))
    return {name: f"{letter}{number:0{digits}}" for number, name in enumerate(sorted(names), 1)}
