"""Many scenarios at a time, for engines that take many at a time."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, runtime_checkable

from zerohour.oracle.engines.engine import Engine, EngineError
from zerohour.oracle.scenarios.scenario import Scenario

BATCH = 200
"""So many scenarios are put to such an engine at once."""


@runtime_checkable
class TakesMany(Protocol):
    """An engine that is quicker with many scenarios than with each by itself."""

    def prepare(self, scenarios: Sequence[Scenario]) -> None:
        """Run these scenarios, to have their answers when they are asked for one by one; raise EngineError."""
        ...


def prepared(
    engine: Engine, scenarios: Iterable[Scenario], supported: Callable[[Scenario], bool]
) -> Iterator[Scenario]:
    """Yield the scenarios, each when it has been prepared where the engine takes many.

    If that fails, nothing is said yet: each is then run by itself, so that only those at fault are blamed.
    """
    if not isinstance(engine, TakesMany):
        yield from scenarios
        return
    waiting = iter(scenarios)
    while batch := list(islice(waiting, BATCH)):
        with contextlib.suppress(EngineError):
            engine.prepare([scenario for scenario in batch if supported(scenario)])
        yield from batch
