"""Engines in Python that do what an engine must not, and some that do what it may."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from zerohour.oracle.engines.ledger import FEATURES, engine

Scenario = dict[str, Any]


class Faulty:
    """An engine whose whole work is the function that it is given."""

    version = "1"
    features = FEATURES

    def __init__(self, name: str, run: Callable[[Scenario], Any]) -> None:
        self.name, self.run = name, run


class Halt(Exception):  # noqa: N818  # what an engine calls its own errors is not ours to say
    """An engine's own kind of error."""


def raises(_: Scenario) -> NoReturn:
    """Fail, as a program with a defect does."""
    raise ZeroDivisionError("no participants")


def halts(_: Scenario) -> NoReturn:
    """Fail with an error of one's own."""
    raise Halt("[bold]markup[/nonsense]")


def is_cancelled(_: Scenario) -> NoReturn:
    """End with what is no Exception, as a cancelled task does."""
    raise asyncio.CancelledError


def exits(_: Scenario) -> NoReturn:
    """End the program, and call it a success."""
    sys.exit(0)


def recurses(scenario: Scenario) -> Any:
    """Call oneself without end."""
    return recurses(scenario)


def spoils_first(scenario: Scenario) -> Any:
    """Change everything that was handed over, and answer that nothing happened."""
    scenario["events"].clear()
    scenario["participants"].clear()
    scenario["readings"].clear()
    scenario["rulebook"]["batch"].clear()
    return {"orders": {}}


def spoils_afterwards(scenario: Scenario) -> Any:
    """Answer by the rules, and then change everything that was handed over."""
    answer = engine.run(scenario)
    spoils_first(scenario)
    return answer


class Runless:
    """An object that cannot run anything."""

    name, features = "runless", FEATURES


class Vain(Faulty):
    """An engine that names its features in one text."""

    features = "intraday"  # type: ignore[assignment]  # that is the fault


vain = Vain("vain", engine.run)
cancelled = Faulty("cancelled", is_cancelled)
runless = Runless()
raising = Faulty("raising", raises)
halting = Faulty("halting", halts)
exiting = Faulty("exiting", exits)
recursing = Faulty("recursing", recurses)
silent = Faulty("silent", lambda _: None)
talking = Faulty("talking", lambda _: "all settled")
opaque = Faulty("opaque", lambda _: object())
floating = Faulty("floating", lambda s: engine.run(s) | {"balances": {"A": {"batch": 1.5}}})
counting = Faulty("counting", lambda s: engine.run(s) | {"balances": {"A": {"batch": 1}}})
inventive = Faulty("inventive", lambda _: {"orders": {"o": {"status": "paid"}}})
numbered = Faulty("numbered", lambda _: {"orders": {1: {"status": "settled"}}})
unhelpful = Faulty("unhelpful", lambda _: {"unsupported": "anything at all"})
spoiling_first = Faulty("spoiling first", spoils_first)
spoiling_afterwards = Faulty("spoiling afterwards", spoils_afterwards)
conforming = Faulty("conforming", engine.run)
