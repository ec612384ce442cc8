"""What an engine may choose where the source leaves the order of exclusions open (A-23), and whether it matters.

It needs the standard library only, so that it runs in a browser too.
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from zerohour.spec.bank_day import BankDay, Settle, cover
from zerohour.spec.batch_settlement import (
    BOTH,
    Exclusions,
    Way,
    both_as_one,
    exclusions,
    first_in_turn,
    in_turn,
    next_in_turn,
    way,
)
from zerohour.spec.money import Ore
from zerohour.spec.netting import Cycle, Draws, Pair, Participants, Sums, exclude, exclusion_round, nobody, taken_out
from zerohour.spec.participants import ParticipantId
from zerohour.spec.readings import A23
from zerohour.spec.timetable import BlockNo, System

MOST_AT_ONCE = 6
"""Up to so many participants that are short at once, every choice of them is searched, where it matters (Sum)."""

MOST_EXCLUDED = 12
"""Up to so many exclusions every order of exclusions is searched; beyond, the check is inconclusive, never passed."""


MOST_STATES = 2**MOST_EXCLUDED
"""So many states of a settlement are searched at most: all sets of as many exclusions as are searched."""

MOST_STATES_TOLD = 2**8
"""The same where a day is only told: nothing hangs on it, and nobody wants to wait for it."""


class Effect(Enum):
    """What the choice of exclusions has an effect on."""

    NOTHING_TO_CHOOSE = "nobody is taken out, or one participant only"
    NONE = "whoever is taken out first, the same settles"
    DRAWS = "the order of exclusions matters: with which draw a participant is set aside in Sum depends on it"
    SETTLES = "the order of exclusions matters: what settles depends on it"
    NOT_SEARCHED = "whether the order of exclusions matters is not known: there are too many to try each"


class TooManyError(Exception):
    """More exclusions than are searched."""


@dataclass(frozen=True)
class Choice:
    """Who is taken out of Sum, with which net draw in øre, and who of Intraday."""

    set_aside: frozenset[tuple[ParticipantId, Ore]]
    out: frozenset[ParticipantId]

    @staticmethod
    def by(chosen: Exclusions) -> "Choice":
        """Return the choice that the exclusions are."""
        draws, out = chosen.sum, taken_out(chosen.intraday)
        return Choice(frozenset((p, draws[p]) for p in draws if draws[p] > 0), frozenset(p for p in out if out[p]))

    def event(self, day: BankDay, event: Settle) -> Settle:
        """Return the settlement with these exclusions."""
        draws = dict(self.set_aside)
        return replace(event, out=self.out, set_aside={p: draws.get(p, 0) for p in day.participants})


def effect(day: BankDay, event: Settle) -> Effect:
    """Return what the choice of exclusions has an effect on, in the settlement that is about to be."""
    sums, block, people, lines = day.batch.sums, event.block, day.participants, cover(day)
    reference = exclusions(sums, block, people, lines, day.rulebook)
    if max(sum(draw > 0 for draw in draws.values()) for draws in (reference.sum, reference.intraday)) < 2:
        return Effect.NOTHING_TO_CHOOSE
    try:
        found = outcomes(day, event, MOST_STATES_TOLD)
    except TooManyError:
        return Effect.NOT_SEARCHED
    if len({_settle(sums, block, people, choice) for choice in found}) > 1:
        return Effect.SETTLES
    return Effect.DRAWS if len({choice.set_aside for choice in found}) > 1 else Effect.NONE


def _settle(sums: Sums, block: BlockNo, people: Participants, choice: Choice) -> frozenset[Pair]:
    """Return the sums that settle."""
    out = {System.SUM: {p for p, _ in choice.set_aside}, System.INTRADAY: set(choice.out)}
    pairs = itertools.product(BOTH, [block], people, people)
    return frozenset(pair for pair in pairs if sums[pair] != 0 and not out[pair[0]] & set(pair[2:]))


def no_choice_matters(sums: Sums, cycle: Cycle, people: Participants) -> bool:
    """Whether nobody owes anything to another where both owe more, in all, than their cover: then no choice matters.

    For who is short owes more than its cover, and without a sum between them one such exclusion changes nothing for
    another. Nor can it make anybody else short, who is covered even if it receives nothing. It is sufficient only.
    """
    owes = {p: sum(sums[s, cycle.block, p, q] for s in cycle.systems for q in people) for p in people}
    able = [p for p in people if owes[p] > cycle.cover[p]]
    return not any(sums[s, cycle.block, p, q] != 0 for s in cycle.systems for p in able for q in able)


def outcomes(day: BankDay, event: Settle, most: int = MOST_STATES) -> list[Choice]:
    """Return every choice of exclusions that some order of them reaches; raise TooManyError beyond so many states."""
    sums, people, lines, found = day.batch.sums, day.participants, cover(day), set[Choice]()
    both = both_as_one(event.block, lines, day.rulebook)
    chosen = way(sums, both, people, day.rulebook.readings.a47)
    if chosen == Way.TOGETHER:
        found.add(Choice(frozenset(), frozenset()))
    if chosen == Way.TOGETHER_WITH_EXCLUSION:
        found |= {Choice.by(Exclusions(draws, draws)) for draws in reachable(sums, people, both, most)}
    if chosen == Way.SERIALLY:
        first = first_in_turn(event.block, lines, day.rulebook)
        for gone in reachable(sums, people, first, most):
            then = next_in_turn(sums, first, people, gone)
            found |= {Choice.by(in_turn(first, gone, out)) for out in reachable(sums, people, then, most)}
    return sorted(found, key=lambda choice: (sorted(choice.set_aside), sorted(choice.out)))


def by_rounds(day: BankDay, event: Settle, rounds: Mapping[str, Sequence[Collection[ParticipantId]]]) -> Choice | None:
    """Return the choice that these rounds make; None if one takes out who is not short, or somebody short is left."""
    sums, people, lines = day.batch.sums, day.participants, cover(day)
    both = both_as_one(event.block, lines, day.rulebook)
    chosen = way(sums, both, people, day.rulebook.readings.a47)
    if chosen == Way.TOGETHER:
        return None if any(rounds.values()) else Choice(frozenset(), frozenset())
    if chosen == Way.TOGETHER_WITH_EXCLUSION:
        out = _draws_after(sums, people, both, rounds.get("both", ()))
        return None if out is None else Choice.by(Exclusions(out, out))
    first = first_in_turn(event.block, lines, day.rulebook)
    gone = _draws_after(sums, people, first, rounds.get(_name(first), ()))
    if gone is None:
        return None
    then = next_in_turn(sums, first, people, gone)
    out = _draws_after(sums, people, then, rounds.get(_name(then), ()))
    return None if out is None else Choice.by(in_turn(first, gone, out))


def _name(alone: Cycle) -> str:
    return alone.systems[0].name.lower()


def _draws_after(
    sums: Sums, people: Participants, cycle: Cycle, rounds: Sequence[Collection[ParticipantId]]
) -> Draws | None:
    """Return everyone's draws after the rounds; None if one takes out nobody or who is not short, or one too few."""
    draws = nobody(people)
    for out in rounds:
        again = exclusion_round(sums, cycle, people, draws, A23.ANY_SUBSET)
        if not out or not all(again.shorts[p] for p in out):
            return None
        draws = {p: again.draws[p] if p in out else draws[p] for p in draws}
    left = exclusion_round(sums, cycle, people, draws, A23.ANY_SUBSET)
    return None if any(left.shorts[p] for p in draws) else draws


def reachable(sums: Sums, people: Participants, cycle: Cycle, most: int = MOST_STATES) -> Iterator[Draws]:
    """Yield everyone's draws, for each way of excluding: a round takes out any of those who are short, at least one.

    Where only who is out matters, one at a time reaches the same sets; the draws that Sum remembers depend on the
    rounds.
    """
    seen: set[tuple[Ore, ...]] = set()
    todo: list[Draws] = [nobody(people)]
    if no_choice_matters(sums, cycle, people):
        yield exclude(sums, cycle, people, A23.ANY_SUBSET)
        return
    while todo:
        draws = todo.pop()
        at = tuple(draws.values()) if System.SUM in cycle.systems else tuple(int(d > 0) for d in draws.values())
        if at in seen:
            continue
        seen.add(at)
        if len(seen) > most:
            raise TooManyError(f"more than {most:,} ways to exclude: not every order of exclusions was searched")
        if sum(d > 0 for d in draws.values()) > MOST_EXCLUDED:
            raise TooManyError(f"more than {MOST_EXCLUDED} exclusions: not every order of them was searched")
        again = exclusion_round(sums, cycle, people, draws, A23.ANY_SUBSET)
        short = [p for p in draws if again.shorts[p]]
        rounds = _some_of(short, one=System.SUM not in cycle.systems)
        todo += [{p: again.draws[p] if p in some else draws[p] for p in draws} for some in rounds]
        if not short:
            yield draws


def _some_of(short: list[ParticipantId], *, one: bool) -> Iterator[tuple[ParticipantId, ...]]:
    """Yield each one of them, or each choice of one or more."""
    if len(short) > MOST_AT_ONCE and not one:
        raise TooManyError(f"more than {MOST_AT_ONCE} participants short at once: not every round was searched")
    for size in [1] if one else range(1, len(short) + 1):
        yield from itertools.combinations(short, size)
