"""What a campaign asks, by number: so that it can be asked by several at once, and taken up again where it ended."""

import random
from dataclasses import dataclass
from functools import cache, cached_property

from zerohour.oracle.explore.points import Vector
from zerohour.oracle.generate import EVERYTHING, generated
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.vectors import days, vectors


@dataclass(frozen=True)
class Listed:
    """These scenarios, and no others."""

    scenarios: tuple[Scenario, ...]

    def scenario(self, number: int) -> Scenario | None:
        """Return the scenario of the number; None after the last."""
        return self.scenarios[number] if number < len(self.scenarios) else None


EVERY = 3
"""One in so many scenarios is a vector, while there are any left."""


@dataclass(frozen=True)
class Endless:
    """The library, then vectors, then generated scenarios in bulk, without end, as the seed says.

    There are more vectors than most budgets allow, and some defects show in generated scenarios only. So one vector of
    each day that was explored comes first; then every third is another one, those first that have an outcome, or lie
    in a region, that was not there before. The rest is generated, and so is everything after the last vector.
    """

    seed: int
    features: frozenset[str] = EVERYTHING

    def scenario(self, number: int) -> Scenario:
        """Return the scenario of the number."""
        known = (*self._library, *self._first)
        if number < len(known):
            return known[number]
        turn, place = divmod(number - len(known), EVERY)
        if place == 0 and turn < len(self._others):
            return self._others[turn]
        asked = min(turn + 1, len(self._others))  # vectors among those that take turns, by now
        return generated(self.seed, number - len(known) - asked, self.features)

    @cached_property
    def _library(self) -> tuple[Scenario, ...]:
        return tuple(library().values())

    @cached_property
    def _vectors(self) -> list[tuple[int, Scenario]]:
        """Every vector that is a day, with how much in it was there before; what has the most that is new first."""
        known = list(days())
        random.Random(self.seed).shuffle(known)  # noqa: S311  # reproducible, not secret
        seen: set[object] = set()
        found: list[tuple[int, Scenario]] = []
        for day in known:
            shows = _shows(day)
            found.append((sum(one in seen for one in shows), day))
            seen.update(shows)
        return sorted(found, key=lambda ranked: ranked[0])

    @cached_property
    def _first(self) -> list[Scenario]:
        return [day for seen, day in self._vectors if seen == 0]

    @cached_property
    def _others(self) -> list[Scenario]:
        return [day for seen, day in self._vectors if seen > 0]


Plan = Listed | Endless


def _shows(day: Scenario) -> tuple[object, ...]:
    """Return what a vector may be the first to show: the day that was explored, its outcome there, and the region."""
    vector = _asked()[day.name]
    return vector.of, (vector.of, *map(str, vector.expect.values())), vector.region


@cache
def _asked() -> dict[str, Vector]:
    """Return each committed vector that is a day for engines, by its name."""
    asked = {day.name for day in days()}
    return {vector.id: vector for vector in vectors() if vector.id in asked}


@cache
def regions() -> dict[str, str]:
    """Return the region that each committed vector lies in, by the name of the vector, if it is a day for engines."""
    return {name: vector.region for name, vector in _asked().items()}
