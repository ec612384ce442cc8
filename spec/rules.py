"""How a function says which rule it states. Metadata only: nothing is wrapped, nothing runs slower."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Rule:
    """A rule id, and the pages of the source (or `own` where the rule is ours) that it rests on."""

    id: str
    page: str


def rule(rule_id: str, page: str) -> Callable[[F], F]:
    """Mark the function as the statement of a rule; its docstring is the normative sentence."""

    def mark(function: F) -> F:
        function.__dict__["rules"] = (Rule(rule_id, page), *rules_of(function))
        return function

    return mark


def rules_of(function: Callable[..., object]) -> tuple[Rule, ...]:
    """The rules that a function states, in the order they are written above it."""
    stated: tuple[Rule, ...] = function.__dict__.get("rules", ())
    return stated
