"""Who fails, how, and when: the events that are added to a day."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Decree, Event, Mark, Notice, Revoke, SetLine, Submit, calendar
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.timetable import Instant, System


class How(Enum):
    """What happens to a participant."""

    FAILS = "fails"
    """A decree, of which the operator and every system are told at once."""
    LINE_CUT = "loses its lines"


@dataclass(frozen=True)
class Failure:
    """Participants to which something happens at one moment."""

    who: tuple[ParticipantId, ...]
    how: How
    at: Instant

    def events(self) -> tuple[Event, ...]:
        """Return what happens."""
        one = fails if self.how == How.FAILS else loses_its_lines
        return tuple(event for p in self.who for event in one(p, self.at))

    def on(self, day: Scenario) -> Scenario:
        """Return the day with the failure in it."""
        return replace(day, events=(*day.events, *self.events()))


def fails(p: ParticipantId, at: Instant) -> tuple[Event, ...]:
    """Return the events by which a participant fails, and everybody who has to know is told."""
    return (Decree(at, p), Notice(at, p), *(Mark(at, system, p) for system in System))


def loses_its_lines(p: ParticipantId, at: Instant) -> tuple[Event, ...]:
    """Return the events by which a participant's lines become zero; what is in use of one cannot be taken away."""
    return tuple(SetLine(at, account, p, 0) for account in Account)


def failures(day: Scenario, moments: tuple[Instant, ...], *, pairs: bool) -> Iterator[Failure]:
    """Yield the failure of each participant, and of each two, at each of the moments."""
    groups = [(p,) for p in day.participants] + (list(itertools.combinations(day.participants, 2)) if pairs else [])
    for who in groups:
        for how in How:
            for at in moments:
                yield Failure(who, how, at)


def moments_of(day: Scenario) -> tuple[Instant, ...]:
    """Return the moments that make a difference: after each instant of the timetable, and before the next one.

    Just before is left out where nothing happens in between, since it is the same then.
    """
    instants = sorted({event.at for event in calendar(day.rulebook)})
    others = [event.at for event in day.events if not isinstance(event, Submit | Revoke)]
    sent = [event.at for event in day.events if isinstance(event, Submit | Revoke)]
    found = {max(0, instants[0] - 1)}
    for after, following in itertools.pairwise(instants):
        found.add(after)
        if any(after <= at < following for at in (*others, *sent)):
            found.add(following - 1)
    return tuple(sorted(found))
