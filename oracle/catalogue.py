"""What there is to look up, gathered from the code: rules where they are stated, laws, switches, and days.

The commands print it, and the site is made from it. No solver is needed.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import get_type_hints

import zerohour.proofs.laws
import zerohour.spec
from zerohour.oracle.explain import StatedRule, spec_modules, stated_rules
from zerohour.oracle.scenarios.format import dump, reading_values
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.smallest import file_name, smallest_days
from zerohour.oracle.timeline import Timeline, timeline
from zerohour.proofs.laws.law import Law
from zerohour.spec.readings import Readings
from zerohour.spec.register.questions import QUESTIONS, QuestionEntry
from zerohour.spec.register.rules import RULES, RuleEntry
from zerohour.spec.rulebooks import MINIMAL


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

    @property
    def place(self) -> str:
        """Its file, and the line on which it begins."""
        package = Path(next(iter(zerohour.spec.__path__)))
        file = Path(inspect.getsourcefile(self.function) or "").relative_to(package)
        return f"spec/{file.as_posix()}:{inspect.getsourcelines(self.function)[1]}"


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

    @property
    def text(self) -> str:
        """The scenario, as it is written."""
        return dump(self.scenario)


@dataclass(frozen=True)
class Switch:
    """A live reading: a question that both answers can be given to."""

    name: str
    """As it is written in scenario files."""
    question: str
    """What is asked, in one sentence."""
    entry: QuestionEntry | None
    """The question of the register; None where it has none."""
    values: dict[str, str]
    """What each value means, the default first."""

    @property
    def default(self) -> str:
        """The value that holds where nothing else is chosen."""
        return next(iter(self.values))


# -- rules -------------------------------------------------------------------------------------------------------------


@cache
def modules() -> tuple[str, ...]:
    """Return the modules of the specification in the order of reading that its docstring gives, the rest after them."""
    order = [f"zerohour.spec.{name}" for name in re.findall(r"`(\w+)`", zerohour.spec.__doc__ or "")]
    known = spec_modules()
    return tuple(sorted(known, key=lambda name: order.index(name) if name in order else len(order)))


@cache
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


def own_sentence(rule_id: str) -> str:
    """Return what a rule of our own says, by all the functions that state it."""
    return " ".join(dict.fromkeys(s.sentence for s in stated_by(rule_id)))


def state_of(entry: RuleEntry) -> str:
    """Return what became of a rule: it is stated by a function, excused, or still ahead."""
    if stated_by(entry.id):
        return "implemented"
    return "excused" if entry.excused else "ahead"


def pages_in_words(page: str) -> str:
    """Return pages as they are cited in words."""
    return ("pages " if re.search("[,-]", page) else "page ") + page.replace("-", "–")


# -- laws --------------------------------------------------------------------------------------------------------------


@cache
def constraints() -> tuple[Constraint, ...]:
    """Return every predicate of every law."""
    found: list[Constraint] = []
    for module in pkgutil.iter_modules(zerohour.proofs.laws.__path__, "zerohour.proofs.laws."):
        for function in vars(importlib.import_module(module.name)).values():
            if inspect.isfunction(function) and function.__module__ == module.name and "law" in function.__dict__:
                law: Law = function.__dict__["law"]
                found.append(Constraint(law.name, law.kind, law.rules, first_paragraph(function)))
    return tuple(found)


def laws_of(rule_ids: set[str]) -> dict[str, list[str]]:
    """Return the laws that constrain the rules, each with the sentences that do."""
    found: dict[str, list[str]] = {}
    for constraint in constraints():
        if rule_ids & set(constraint.rules):
            found.setdefault(constraint.law, []).append(constraint.sentence)
    return found


def first_paragraph(documented: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(documented) or "").split("\n\n")[0].split())


# -- days --------------------------------------------------------------------------------------------------------------


@cache
def days() -> dict[str, Day]:
    """Run every scenario of the library; return the days by name."""
    return {name: Day(name, scenario, *_told(scenario)) for name, scenario in library().items()}


def smallest(switch: Switch) -> dict[str, Day]:
    """Return the smallest day on which each value of a reading differs from the default, by value, run by the value."""
    kept = _smallest()
    names = {value: file_name(switch.name, value) for value in switch.values}
    return {value: kept[name] for value, name in names.items() if name in kept}


@cache
def _smallest() -> dict[str, Day]:
    return {name: Day(name, scenario, *_told(scenario)) for name, scenario in smallest_days().items()}


def days_of(rule_id: str) -> list[Day]:
    """Return the days in which the rule decides."""
    return [day for day in days().values() if rule_id in day.decided]


def _told(scenario: Scenario) -> tuple[Timeline, frozenset[str]]:
    told = timeline(scenario)
    refused = {rule for moment in told.moments for rule in moment.rules}
    changed = {rule for moment in told.moments for change in moment.changes for rule in change.rules}
    return told, frozenset(refused | changed)


# -- questions and switches --------------------------------------------------------------------------------------------


def questions() -> dict[str, QuestionEntry]:
    """Return the questions of the register, by id."""
    return {entry.id: entry for entry in QUESTIONS}


@cache
def switches() -> dict[str, Switch]:
    """Return every live reading by its name, read off the record of readings and its enumerations."""
    classes: dict[str, type[IntEnum]] = get_type_hints(Readings)
    names = reading_values(MINIMAL)  # in the order of the fields
    return {name: _switch(name, field, cls) for name, (field, cls) in zip(names, classes.items(), strict=True)}


def _switch(name: str, field: str, cls: type[IntEnum]) -> Switch:
    default: IntEnum = getattr(Readings(), field)
    entry = questions().get(name[:4])
    question = entry.question if entry else first_paragraph(cls)
    words = member_words(cls)
    values = {v.name.lower(): words.get(v.name, "") for v in sorted(cls, key=lambda v: v != default)}
    return Switch(name, question, entry, values)


def switches_of(question: str) -> list[Switch]:
    """Return the switches that answer a question: more than one where two systems may differ."""
    return [switch for switch in switches().values() if switch.entry and switch.entry.id == question]


def member_words(cls: type) -> dict[str, str]:
    """Return what is written under each value of an enumeration; Python keeps no docstring of a value."""
    body = ast.parse(inspect.getsource(cls)).body[0]
    words: dict[str, str] = {}
    last = ""
    for statement in body.body if isinstance(body, ast.ClassDef) else []:
        match statement:
            case ast.Assign(targets=[ast.Name(id=last)]):
                words[last] = ""
            case ast.Expr(value=ast.Constant(value=str(text))) if last:
                words[last] = " ".join(text.split())
            case _:
                pass
    return words
