"""What a campaign asks, by number: so that it can be asked by several at once, and taken up again where it ended."""

import random
from dataclasses import dataclass
from functools import cache, cached_property

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


@dataclass(frozen=True)
class Endless:
    """The library, then committed vectors and generated scenarios in turn, without end, as the seed says."""

    seed: int
    features: frozenset[str] = EVERYTHING

    def scenario(self, number: int) -> Scenario:
        """Return the scenario of the number."""
        first, known = self._library, self._vectors
        if number < len(first):
            return first[number]
        turn, generates = divmod(number - len(first), 2)
        if turn >= len(known):
            return generated(self.seed, number - len(first) - len(known), self.features)
        return generated(self.seed, turn, self.features) if generates else known[turn]

    @cached_property
    def _library(self) -> tuple[Scenario, ...]:
        return tuple(library().values())

    @cached_property
    def _vectors(self) -> tuple[Scenario, ...]:
        known = list(days())
        random.Random(self.seed).shuffle(known)  # noqa: S311  # reproducible, not secret
        return tuple(known)


Plan = Listed | Endless


@cache
def regions() -> dict[str, str]:
    """Return the region that each committed vector lies in, by the name of the vector, if it is a day for engines."""
    asked = {day.name for day in days()}
    return {vector.id: vector.region for vector in vectors() if vector.id in asked}
