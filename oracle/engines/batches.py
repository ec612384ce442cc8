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


def at_once(engine: Engine) -> int:
    """Return how many scenarios the engine is given at a time."""
    return BATCH if isinstance(engine, TakesMany) else 1


def prepare(engine: Engine, scenarios: Sequence[Scenario]) -> None:
    """Let an engine that takes many run these; it is then asked about each.

    If that fails, nothing is said yet: each is then run by itself, so that only those at fault are blamed.
    """
    if isinstance(engine, TakesMany):
        with contextlib.suppress(EngineError):
            engine.prepare(scenarios)


def prepared(
    engine: Engine, scenarios: Iterable[Scenario], supported: Callable[[Scenario], bool]
) -> Iterator[Scenario]:
    """Yield the scenarios, each when it has been prepared where the engine takes many."""
    waiting = iter(scenarios)
    while batch := list(islice(waiting, at_once(engine))):
        prepare(engine, [scenario for scenario in batch if supported(scenario)])
        yield from batch
