"""What a value of a reading breaks: the laws, as they are worded for the default, of days that run by the value.

Every law is proved for all values at once, because its wording says what each of them makes of it. Here it is held to
what it says for the default. Where it then fails on integers, the value is what an owner of the rule would give up.
"""

import inspect
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, wraps
from itertools import chain, islice
from typing import Any, get_type_hints

from zerohour.oracle.catalogue import Switch, switches
from zerohour.oracle.explore.differences import Ends, by, ends, usual
from zerohour.oracle.explore.smallest import size
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.smallest import file_name, smallest_days
from zerohour.oracle.timeline import words
from zerohour.proofs.concrete import imported, moments, questions
from zerohour.proofs.obligations import predicates
from zerohour.spec.bank_day import BankDay
from zerohour.spec.readings import Readings


@dataclass(frozen=True)
class Broken:
    """A law that does not hold on a day, as it is worded for the default."""

    law: str
    day: str
    """The name of the day."""
    at: str
    """When it is broken first."""
    event: str
    """By which event."""
    predicate: str
    told: str
    """Of what it does not hold."""


FEW = 8
"""So many days that differ are asked at most, the smallest first."""


@cache
def breaks(switch: str, default: str, value: str) -> tuple[Broken, ...]:
    """Return the laws that the value breaks, each on the smallest of some days on which the value differs."""
    smallest = ((name, day) for name, day in smallest_days().items() if name == file_name(switch, value))
    differing = (
        (name, library()[name])
        for name in _by_size()
        if ends(by(library()[name], switch, value).run()) != _usual_ends(name)
    )
    found: dict[str, Broken] = {}
    for name, day in islice(chain(smallest, differing), FEW):
        for each in broken(name, day, switch, default, value):
            found.setdefault(each.law, each)
    return tuple(found.values())


@cache
def _by_size() -> list[str]:
    """Return the names of the days of the library, the smallest day first."""
    return sorted(library(), key=lambda name: size(library()[name]))


@cache
def _usual_ends(name: str) -> Ends:
    """Return how a day of the library ends by the default of every reading."""
    day = library()[name]
    return ends(replace(day, rulebook=usual(day.rulebook)).run())


def broken(name: str, day: Scenario, switch: str, default: str, value: str) -> list[Broken]:
    """Return the laws that the day breaks by the value, each where it is broken first."""
    usual, acts = by(day, switch, default).rulebook.readings, by(day, switch, value)
    open_laws, found = questions(), list[Broken]()
    with acting_by(acts.rulebook.readings):
        for moment in moments(acts.opening(), acts.timeline()):
            seen = replace(moment, before=_under(usual, moment.before), after=_under(usual, moment.after))
            for law in open_laws:
                bound = law.broken(seen)
                if bound is not None and all(law.law.name != each.law for each in found):
                    at, event = ms_to_clock(moment.event.at), words(moment.event, moment.before)
                    found.append(Broken(law.law.name, name, at, event, law.name, law.told(bound)))
            open_laws = [law for law in open_laws if all(law.law.name != each.law for each in found)]
    return found


def _under(readings: Readings, day: BankDay) -> BankDay:
    return replace(day, rulebook=replace(day.rulebook, readings=readings))


@contextmanager
def acting_by(readings: Readings) -> Generator[None]:
    """While it lasts, what a law itself asks of the specification is answered by these readings."""
    modules = [vars(m) for name, m in imported().modules.items() if name.startswith("zerohour.proofs.laws.")]
    asked = [(names, name, f) for names in modules for name, f in names.items() if _asks_of_the_specification(f)]
    for names, name, function in asked:
        names[name] = _answering(function, readings)
    try:
        yield
    finally:
        for names, name, function in asked:
            names[name] = function


def _asks_of_the_specification(function: object) -> bool:
    return (
        inspect.isfunction(function)
        and function.__module__.startswith("zerohour.spec.")
        and "rulebook" in inspect.signature(function).parameters
    )


def _answering(function: Callable[..., Any], readings: Readings) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @wraps(function)
    def answer(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.arguments["rulebook"] = replace(bound.arguments["rulebook"], readings=readings)
        return function(*bound.args, **bound.kwargs)

    return answer


def broken_by(switch: Switch) -> dict[str, tuple[Broken, ...]]:
    """Return the laws that each value of a reading breaks, but for the default."""
    return {value: breaks(switch.name, switch.default, value) for value in list(switch.values)[1:]}


# -- how the laws are worded -------------------------------------------------------------------------------------------


@cache
def worded_for() -> dict[str, set[str]]:
    """Return the readings that the wording of each law speaks of, itself or by the functions of the laws it calls."""
    classes = dict(zip(switches(), _reading_classes(), strict=True))
    found: dict[str, set[str]] = {}
    for predicate in predicates(imported()):
        said = set(_names(predicate.function, set()))
        found.setdefault(predicate.law.name, set()).update(name for name, cls in classes.items() if cls in said)
    return found


def _reading_classes() -> Iterator[str]:
    """Yield the name of the class of each reading, in the order of the switches."""
    yield from (str(annotation.__name__) for annotation in get_type_hints(Readings).values())


def _names(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> Iterator[str]:
    """Yield every name that a predicate uses, with those of the functions of the laws that it calls."""
    seen.add(function)
    for name in _used(function.__code__):
        yield name
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called not in seen and called.__module__.startswith("zerohour.proofs.laws"):
            yield from _names(called, seen)


def _used(code: Any) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from _used(constant)
