"""What a settlement of net positions did: who was taken out round by round, what was lacking, what was unavoidable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from zerohour.oracle.choices import Choice, TooManyError, outcomes
from zerohour.oracle.scenarios.scenario import Scenario, settled_block
from zerohour.spec.bank_day import BankDay, Settle, cover
from zerohour.spec.batch_settlement import BOTH, Way, both_as_one, exclusions, first_in_turn, next_in_turn, way
from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.netting import Cycle, against_cover, covered, exclude, exclusion_round, nobody, receives, taken_out
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.readings import A23, A47

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
        """Everybody who was taken out of a clearing, the first ones first."""
        return tuple(dict.fromkeys(p for in_round in self.rounds for p in in_round))


def settlements(day: Scenario) -> tuple[BankDay, list[Settlement]]:
    """Run the day; return its end, and every settlement of net positions on it."""
    ended, found = day.opening(), list[Settlement]()
    for event, before, done in day.steps():
        ended = done.day
        if isinstance(event, Settle) and event.account == Account.BATCH and done.reason == Reason.DONE:
            found.append(_settlement(before, event))
    return ended, found


def _settlement(before: BankDay, event: Settle) -> Settlement:
    rounds = tuple(in_round for cycle in _cycles(before, event) for in_round in _rounds(before, cycle))
    return Settlement(settled_block(before.rulebook, event).name, before, event, rounds, _missing(before, event))


def _cycles(day: BankDay, event: Settle) -> Iterator[Cycle]:
    """Yield what settles together, one after the other: both clearings at once, or in turn."""
    sums, people, lines, readings = day.batch.sums, day.participants, cover(day), day.rulebook.readings
    both = both_as_one(event.block, lines, day.rulebook)
    if way(sums, both, people, readings.a47) != Way.SERIALLY:
        yield both
        return
    first = first_in_turn(event.block, lines, day.rulebook)
    yield first
    yield next_in_turn(sums, first, people, exclude(sums, first, people, readings.a23))


def _rounds(day: BankDay, cycle: Cycle) -> Iterator[tuple[ParticipantId, ...]]:
    """Yield who is taken out in each round of exclusion."""
    a23, draws = day.rulebook.readings.a23, nobody(day.participants)
    while True:
        done = exclusion_round(day.batch.sums, cycle, day.participants, draws, a23)
        if not any(done.shorts.values()):
            return
        yield tuple(p for p in draws if done.draws[p] != draws[p])
        draws = done.draws


def _missing(day: BankDay, event: Settle) -> dict[ParticipantId, Ore]:
    """Return what is short of the positions on which nobody is taken out: over both, and of the first in turn."""
    lines, out = cover(day), taken_out(nobody(day.participants))
    found: dict[ParticipantId, Ore] = {}
    alone = [first_in_turn(event.block, lines, day.rulebook)] if day.rulebook.readings.a47 == A47.SERIAL else []
    for cycle in (both_as_one(event.block, lines, day.rulebook), *alone):
        nets = against_cover(day.batch.sums, cycle, day.participants, out)
        for p in nets:
            if not covered(nets[p], lines[p]):
                found[p] = max(found.get(p, 0), -(nets[p] + lines[p]))
    return found


def bilateral(settlement: Settlement, p: ParticipantId, q: ParticipantId) -> Ore:
    """Return what p receives from q in the block, less what it pays q, in øre, if neither is taken out."""
    day, block = settlement.before, settlement.event.block
    out = taken_out(nobody(day.participants))
    return sum(receives(day.batch.sums, system, block, p, q, out) for system in BOTH)


def fewest(settlement: Settlement) -> Fewest:
    """Return how few participants some order of exclusions takes out."""
    if not settlement.rounds:
        return Fewest(0, 0)
    if len(settlement.out) <= SMALL:
        try:
            few = min(map(_many, outcomes(settlement.before, settlement.event)))
        except TooManyError:
            return Fewest(1, _best_known(settlement))
        return Fewest(few, few)
    return Fewest(1, _best_known(settlement))


def _many(choice: Choice) -> int:
    """Return how many participants are taken out of a clearing, or of both."""
    return len({p for p, _ in choice.set_aside} | choice.out)


def _best_known(settlement: Settlement) -> int:
    """Return the fewest that any reading of A-23 takes out."""
    day, block = settlement.before, settlement.event.block
    books = [replace(day.rulebook, readings=replace(day.rulebook.readings, a23=a23)) for a23 in A23]
    told = [exclusions(day.batch.sums, block, day.participants, cover(day), book) for book in books]
    return min(_many(Choice.by(one)) for one in told)
