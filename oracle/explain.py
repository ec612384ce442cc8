"""What a rule says, found where it is stated: on the function that runs."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache

from rich.console import Console

import zerohour.spec
from zerohour.oracle.timeline import Timeline
from zerohour.spec.rules import rules_of


@dataclass(frozen=True)
class StatedRule:
    """A rule where it is stated."""

    id: str
    page: str
    sentence: str
    function: Callable[..., object]

    @property
    def place(self) -> str:
        """Its pages in the source, in words."""
        return "our own" if self.page == "own" else f"page {self.page}"


def spec_modules() -> list[str]:
    """Return the names of the modules of the specification."""
    return sorted(m.name for m in pkgutil.walk_packages(zerohour.spec.__path__, "zerohour.spec."))


@cache
def stated_rules() -> list[StatedRule]:
    """Return every rule, as often as a function states it."""
    found: list[StatedRule] = []
    for name in spec_modules():
        for _, function in inspect.getmembers(importlib.import_module(name), inspect.isfunction):
            if function.__module__ == name:
                sentence = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
                found += [StatedRule(r.id, r.page, sentence, function) for r in rules_of(function)]
    return found


def rule_words(*rule_ids: str) -> str:
    """Return what the rules say, a line for each function that states them and nothing else."""
    groups = stated_together(*rule_ids)
    return "\n".join(f"{', '.join(f'{r.id} ({r.place})' for r in rules)}: {rules[0].sentence}" for rules in groups)


def stated_together(*rule_ids: str) -> list[list[StatedRule]]:
    """Return the rules by the functions that state them and nothing else.

    A rule that is only ever stated together with others is told where it is stated first.
    """
    by_function: dict[Callable[..., object], list[StatedRule]] = {}
    for stated in stated_rules():
        by_function.setdefault(stated.function, []).append(stated)
    chosen = [rules for rules in by_function.values() if {r.id for r in rules} <= set(rule_ids)]
    told = {r.id for rules in chosen for r in rules}
    for rule_id in dict.fromkeys(rule_ids):
        if rule_id not in told:
            chosen += [rules for rules in by_function.values() if rule_id in {r.id for r in rules}][:1]
    order = {rule_id: n for n, rule_id in enumerate(rule_ids)}
    chosen.sort(key=lambda rules: min(order.get(r.id, len(order)) for r in rules))
    return chosen


def story(told: Timeline, order: str) -> dict[str, object]:
    """Return what happened to one order as plain data: its end, the moments that are about it, and its rules."""
    moments = [m for m in told.moments if any(c.order == order for c in m.changes) or m.what.startswith(f"{order} ")]
    met = [r for m in moments for r in (*m.rules, *(r for c in m.changes if c.order == order for r in c.rules))]
    sentences = {r.id: r.sentence for r in reversed(stated_rules())}  # where stated first
    end = next(o for o in told.orders if o.order == order)
    changes = [asdict(replace(m, changes=tuple(c for c in m.changes if c.order == order))) for m in moments]
    return {
        "scenario": told.scenario,
        "order": asdict(end),
        "moments": changes,
        "rules": {r: sentences[r] for r in met},
    }


def print_story(told: Timeline, order: str, console: Console) -> None:
    """Print what happened to one order, and every rule that decided it in full."""
    met: dict[str, None] = {}
    for moment in told.moments:
        for change in (c for c in moment.changes if c.order == order):
            console.print(
                f"{moment.at}  {moment.what}\n       {change.status}: {change.why}", highlight=False, markup=False
            )
            met |= dict.fromkeys(change.rules)
        if moment.refused and moment.what.startswith(f"{order} "):
            console.print(f"{moment.at}  {moment.what}: refused, {moment.refused}", highlight=False, markup=False)
            met |= dict.fromkeys(moment.rules)
    fate = next(o for o in told.orders if o.order == order)
    console.print(f"\nThe law: {fate.law}.\n\nThe rules that decided:", highlight=False)
    console.print(rule_words(*met), highlight=False)
