"""How a predicate says that it is a law."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class Law:
    """A law: what it is called, what kind it is, and which rules it constrains. Its docstring says it in words."""

    name: str
    kind: str
    """`safety`, `link` (the books agree with the accounts), `exactness` (what may happen does) or `termination`."""
    rules: tuple[str, ...]
    holds_under: str = "every reading"


def law(name: str, kind: str, *rules: str) -> Callable[[F], F]:
    """Mark a predicate as (part of) a law; predicates with one name are proved together."""

    def mark(function: F) -> F:
        function.__dict__["law"] = Law(name, kind, rules)
        return function

    return mark
