"""What a settlement of net positions did: who was taken out round by round, what was lacking, what was unavoidable."""

from collections.abc import Mapping
from dataclasses import dataclass

from zerohour.oracle.scenarios.scenario import Scenario, block_name
from zerohour.oracle.verdicts import TooManyError, outcomes
from zerohour.spec.bank_day import BankDay, Settle, cover
from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.netting import Excluded, Round, exclude, exclusion_round, receives
from zerohour.spec.participants import ParticipantId, System
from zerohour.spec.readings import A23

SMALL = 8
"""With up to so many participants taken out, every order of exclusions is searched; beyond, there are bounds."""


@dataclass(frozen=True)
class Fewest:
    """How few exclusions the best choice needs: at least, and at most; the same where every choice was searched."""

    at_least: int
    at_most: int


@dataclass(frozen=True)
class Settlement:
    """A settlement, as it found the day, and as the specification carried it out."""

    block: str
    before: BankDay
    event: Settle
    rounds: tuple[tuple[ParticipantId, ...], ...]
    """Who was taken out, in each round of exclusion."""
    missing: Mapping[ParticipantId, Ore]
    """What each participant that is short of it would have needed besides, in øre, for nobody to be taken out."""

    @property
    def out(self) -> tuple[ParticipantId, ...]:
        """Everybody who was taken out, the first ones first."""
        return tuple(p for in_round in self.rounds for p in in_round)


def settlements(day: Scenario) -> tuple[BankDay, list[Settlement]]:
    """Run the day; return its end, and every settlement of net positions on it."""
    ended, found = day.opening(), list[Settlement]()
    for event, before, done in day.steps():
        ended = done.day
        if isinstance(event, Settle) and event.system == System.INTRADAY and done.reason == Reason.DONE:
            found.append(_settlement(before, event))
    return ended, found


def _settlement(before: BankDay, event: Settle) -> Settlement:
    out: Excluded = {p: False for p in before.participants}
    rounds: list[tuple[ParticipantId, ...]] = []
    first = done = _round(before, event, out)
    while any(done.shorts.values()):
        rounds.append(tuple(p for p in done.out if done.out[p] and not out[p]))
        out = done.out
        done = _round(before, event, out)
    lines = cover(before)
    missing = {p: -(first.nets[p] + lines[p]) for p in first.shorts if first.shorts[p]}
    name = block_name(before.rulebook, event.system, event.block) or ""
    return Settlement(name, before, event, tuple(rounds), missing)


def _round(day: BankDay, event: Settle, out: Excluded) -> Round:
    """Return a round of exclusion, by the specification."""
    a23 = day.rulebook.readings.a23
    return exclusion_round(day.intraday.sums, event.block, day.participants, cover(day), out, a23)


def bilateral(settlement: Settlement, p: ParticipantId, q: ParticipantId) -> Ore:
    """Return what p receives from q in the cycle, less what it pays q, in øre, if neither is taken out."""
    day = settlement.before
    nobody: Excluded = {r: False for r in day.participants}
    return receives(day.intraday.sums, settlement.event.block, p, q, nobody)


def fewest(settlement: Settlement) -> Fewest:
    """Return how few participants some order of exclusions takes out."""
    if not settlement.rounds:
        return Fewest(0, 0)
    if len(settlement.out) <= SMALL:
        try:
            few = min(len(out) for out in outcomes(settlement.before, settlement.event))
        except TooManyError:
            return Fewest(1, _best_known(settlement))
        return Fewest(few, few)
    return Fewest(1, _best_known(settlement))


def _best_known(settlement: Settlement) -> int:
    """Return the fewest that any reading of A-23 takes out."""
    day, block = settlement.before, settlement.event.block
    told = [exclude(day.intraday.sums, block, day.participants, cover(day), a23) for a23 in A23]
    return min(sum(out.values()) for out in told)
