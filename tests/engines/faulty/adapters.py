"""Engines that conform, behind adapters with one of the classic faults."""

from collections.abc import Callable
from typing import Any

from zerohour.oracle.engines.ledger import FEATURES, engine
from zerohour.oracle.scenarios.library import library

Message = dict[str, Any]


class Adapter:
    """An engine behind a function that spoils its answers."""

    version = "1"

    def __init__(self, name: str, run: Callable[[Message], Message], features: tuple[str, ...] = FEATURES) -> None:
        self.name, self.run, self.features = name, run, features


def mangled(text: str) -> str:
    """Return the text as it looks when UTF-8 is read as Latin-1."""
    return text.encode().decode("latin-1")


def without_orders(scenario: Message) -> Message:
    """Answer by the rules, but for the orders."""
    return engine.run(scenario) | {"orders": {}}


def in_latin_1(scenario: Message) -> Message:
    """Answer by the rules, with spoilt names."""
    answer = engine.run(scenario)
    return answer | {"orders": {mangled(order): end for order, end in answer["orders"].items()}}


def in_doubles(scenario: Message) -> Message:
    """Answer by the rules, with balances that have gone through a floating-point number."""
    answer = engine.run(scenario)
    rounded = {p: {s: f"{float(a):.0f}" for s, a in held.items()} for p, held in answer["balances"].items()}
    return answer | {"balances": rounded}


class Keeping:
    """An engine that reports the orders of earlier days too."""

    def __init__(self) -> None:
        self._orders: Message = {}

    def __call__(self, scenario: Message) -> Message:
        """Answer by the rules, with all that was ever sent."""
        answer = engine.run(scenario)
        self._orders |= answer["orders"]
        return answer | {"orders": dict(self._orders)}


class Alternating:
    """An engine that answers differently every other time."""

    def __init__(self) -> None:
        self._odd = False

    def __call__(self, scenario: Message) -> Message:
        """Answer by the rules, or that every order is still there."""
        self._odd = not self._odd
        answer = engine.run(scenario)
        return (
            answer if self._odd else answer | {"orders": {order: {"status": "entered"} for order in answer["orders"]}}
        )


class Tiring:
    """An engine that fails after so many days."""

    def __init__(self, days: int) -> None:
        self._left = days

    def __call__(self, scenario: Message) -> Message:
        """Answer by the rules, for a while."""
        self._left -= 1
        if self._left < 0:
            raise MemoryError("no room for another day")
        return engine.run(scenario)


silent = Adapter("silent", without_orders)
latin = Adapter("latin", in_latin_1)
doubles = Adapter("doubles", in_doubles)
keeping = Adapter("keeping", Keeping())
alternating = Adapter("alternating", Alternating())
misspelt = Adapter("misspelt", engine.run, ("intraday", "straksclearing"))
modest = Adapter("modest", engine.run, ())
boasting = Adapter("boasting", lambda _: {"unsupported": "not that one"})
tiring = Adapter("tiring", Tiring(len(library()) + 22))
quiet = Adapter("quiet", lambda s: engine.run(s) if len(s["events"]) > 20 else {"unsupported": "a quiet day"})
counted = Adapter("counted", lambda _: {"unsupported": 5})
