"""A scenario as an engine is told it: lines only. Of folios, and what funds accounts from them, it sees the outcome."""

from collections.abc import Iterator
from dataclasses import replace

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import BankDay, Event, Fund, SetFolio, SetLine, SetTerm, step
from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.participants import Account, Participant, ParticipantId
from zerohour.spec.timetable import Instant

FUNDING = (SetFolio, SetTerm, Fund)
"""What participants and the central bank do with accounts that an engine does not keep."""


_LAST: list[tuple[Scenario, Scenario]] = []
"""The day asked for last, and as it is told: whoever drives an engine, and judges it, asks several times."""


def as_told(scenario: Scenario) -> Scenario:
    """Return the day on which every line to which funding leads is sent instead, at the instant at which it does."""
    for day, told in _LAST:
        if scenario is day or scenario is told:
            return told
    told = _told(scenario)
    _LAST[:] = [(scenario, told)]
    return told


def _told(scenario: Scenario) -> Scenario:
    terms = {p: terms for p in scenario.terms if (terms := without_funding(scenario.terms[p])) != Participant()}
    if not any(isinstance(event, SetFolio) for event in scenario.events):
        rest = tuple(event for event in scenario.events if not isinstance(event, FUNDING))
        return replace(scenario, events=rest, terms=terms)
    return replace(scenario, events=tuple(_events(scenario)), terms=terms)


def without_funding(terms: Participant) -> Participant:
    """Return the terms without those by which accounts are funded."""
    usual = Participant()
    return replace(terms, liquidity_rule=usual.liquidity_rule, over_cover=usual.over_cover, pledge=usual.pledge)


def _events(scenario: Scenario) -> Iterator[Event]:
    own = {*scenario.events}  # the timetable adds the rest again, postponed or not
    seen = scenario.opening()
    for event, _, done in scenario.steps():
        if not isinstance(event, FUNDING) and done.reason != Reason.HAS_FOLIO:
            seen = step(seen, event).day
            if event in own:
                yield event
        for line in _lines_between(seen, done.day, event.at):
            seen = step(seen, line).day
            yield line


def _lines_between(seen: BankDay, day: BankDay, at: Instant) -> Iterator[SetLine]:
    """Yield the lines that lead from the accounts as an engine sees them to those as they are."""
    for p in day.participants:
        for account, balance in balances(day, p).items():
            if balance != balances(seen, p)[account]:
                yield SetLine(at, account, p, balance)


def balances(day: BankDay, p: ParticipantId) -> dict[Account, Ore]:
    """Return what the participant has on its settlement accounts, in øre."""
    return {Account.BATCH: day.lines[p].batch, Account.STRAKS: day.lines[p].straks}
