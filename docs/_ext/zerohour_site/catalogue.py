"""What there is to publish, gathered from the code: rules where they are stated, laws, and days that rules decided."""

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import zerohour.oracle
import zerohour.proofs.laws
import zerohour.spec
from zerohour.oracle.explain import StatedRule, spec_modules, stated_rules
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import Timeline, timeline
from zerohour.proofs.obligations import predicates
from zerohour.proofs.symbolic.loading import load
from zerohour.spec.register.rules import RULES


@dataclass(frozen=True)
class Statement:
    """A function that states rules."""

    function: Callable[..., object]
    rules: tuple[StatedRule, ...]

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.function.__name__

    @property
    def module(self) -> str:
        """The module that it stands in."""
        return self.function.__module__

    @property
    def sentence(self) -> str:
        """The normative sentence."""
        return self.rules[0].sentence


@dataclass(frozen=True)
class Constraint:
    """A predicate of a law: what kind of law, of which rules, and what it says."""

    law: str
    kind: str
    rules: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Day:
    """A scenario of the library, run, and the rules that decided something in it."""

    name: str
    scenario: Scenario
    told: Timeline
    decided: frozenset[str]


@functools.cache
def modules() -> tuple[str, ...]:
    """Return the modules of the specification in the order of reading that its docstring gives, the rest after them."""
    order = [f"zerohour.spec.{name}" for name in re.findall(r"`(\w+)`", zerohour.spec.__doc__ or "")]
    known = spec_modules()
    return tuple(sorted(known, key=lambda name: order.index(name) if name in order else len(order)))


@functools.cache
def statements() -> tuple[Statement, ...]:
    """Return every function that states rules, in the order of reading."""
    by_function: dict[Callable[..., object], list[StatedRule]] = {}
    for rule in stated_rules():
        by_function.setdefault(rule.function, []).append(rule)
    places = modules()

    def place(statement: Statement) -> tuple[int, int]:
        return places.index(statement.module), statement.function.__code__.co_firstlineno

    return tuple(sorted((Statement(f, tuple(rules)) for f, rules in by_function.items()), key=place))


def stated_by(rule_id: str) -> tuple[Statement, ...]:
    """Return the functions that state the rule, the first in the order of reading first."""
    return tuple(s for s in statements() if any(r.id == rule_id for r in s.rules))


def own_rules() -> list[str]:
    """Return the id of every rule of our own, which stands in no register."""
    return sorted({r.id for s in statements() for r in s.rules} - {entry.id for entry in RULES})


def anchor(rule_id: str, statement: Statement) -> str:
    """Return where a rule is found: `rule-GEN-31` where it is stated first, and with the function's name elsewhere.

    A rule keeps its plain anchor however many functions come to state it.
    """
    first = stated_by(rule_id)[0]
    return f"rule-{rule_id}" if statement == first else f"rule-{rule_id}-{statement.name}"


@functools.cache
def constraints() -> tuple[Constraint, ...]:
    """Return every predicate of every law."""
    return tuple(
        Constraint(p.law.name, p.law.kind, p.law.rules, first_paragraph(p.function))
        for p in predicates(load(symbolic=False))
    )


@functools.cache
def days() -> dict[str, Day]:
    """Run every scenario of the library; return the days by name."""
    return {name: Day(name, scenario, *_told(scenario)) for name, scenario in library().items()}


def _told(scenario: Scenario) -> tuple[Timeline, frozenset[str]]:
    told = timeline(scenario)
    refused = {rule for moment in told.moments for rule in moment.rules}
    changed = {rule for moment in told.moments for change in moment.changes for rule in change.rules}
    return told, frozenset(refused | changed)


def first_paragraph(documented: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(documented) or "").split("\n\n")[0].split())


def pages(rule: StatedRule) -> str:
    """Return the pages of a rule in words."""
    return rule.place if rule.page == "own" else pages_in_words(rule.page)


def pages_in_words(page: str) -> str:
    """Return pages as they are cited in words."""
    return ("pages " if re.search("[,-]", page) else "page ") + page.replace("-", "–")


def short(module: str) -> str:
    """Return the name of a module of the specification as its file is called."""
    return module.removeprefix("zerohour.spec.")


def sources() -> list[Path]:
    """Return every file that the facts come from: when one changes, what was made from it is made anew."""
    packages = (zerohour.spec, zerohour.proofs.laws, zerohour.oracle)
    folders = [Path(next(iter(package.__path__))) for package in packages] + [Path(__file__).parent]
    return [f for folder in folders for f in sorted(folder.rglob("*")) if f.suffix in (".py", ".toml", ".jsonl")]
