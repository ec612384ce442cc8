"""What there is to publish: the catalogue of the commands, and where the site puts it."""

from pathlib import Path

import zerohour.oracle
import zerohour.proofs.laws
import zerohour.spec
from zerohour.oracle.catalogue import (
    Day,
    Statement,
    constraints,
    days,
    laws_of,
    modules,
    own_rules,
    own_sentence,
    pages_in_words,
    smallest,
    state_of,
    stated_by,
    statements,
    switches,
    switches_of,
)
from zerohour.oracle.explain import StatedRule
from zerohour.oracle.scenarios.library import expected

__all__ = [
    "Day",
    "Statement",
    "anchor",
    "constraints",
    "days",
    "every_day",
    "laws_of",
    "modules",
    "own_rules",
    "own_sentence",
    "pages",
    "pages_in_words",
    "short",
    "sources",
    "state_of",
    "stated_by",
    "statements",
    "surprises",
    "switches_of",
]


def every_day() -> dict[str, Day]:
    """Return the days of the library, and the smallest day of each value of a reading."""
    return days() | {day.name: day for switch in switches().values() for day in smallest(switch).values()}


def anchor(rule_id: str, statement: Statement) -> str:
    """Return where a rule is found: `rule-GEN-31` where it is stated first, and with the function's name elsewhere.

    A rule keeps its plain anchor however many functions come to state it.
    """
    first = stated_by(rule_id)[0]
    return f"rule-{rule_id}" if statement == first else f"rule-{rule_id}-{statement.name}"


def pages(rule: StatedRule) -> str:
    """Return the pages of a rule in words."""
    return rule.place if rule.page == "own" else pages_in_words(rule.page)


def short(module: str) -> str:
    """Return the name of a module of the specification as its file is called."""
    return module.removeprefix("zerohour.spec.")


def sources() -> list[Path]:
    """Return every file that the facts come from: when one changes, what was made from it is made anew."""
    packages = (zerohour.spec, zerohour.proofs.laws, zerohour.oracle)
    folders = [Path(next(iter(package.__path__))) for package in packages] + [Path(__file__).parent]
    return [f for folder in folders for f in sorted(folder.rglob("*")) if f.suffix in (".py", ".toml", ".jsonl")]


def surprises() -> list[tuple[str, str, str, str]]:
    """Return the orders that end otherwise than their scenario expects: day, order, what was expected, and what is."""
    found: list[tuple[str, str, str, str]] = []
    for name, ends in expected().items():
        got = {o.order: o.status + (f"@{o.block}" if o.block else "") for o in days()[name].told.orders}
        found += [(name, order, end, got.get(order, "")) for order, end in ends.items() if got.get(order, "") != end]
    return found
