"""Numbers that note what they are compared with, so that a rule itself says where its answer may change.

A rule only compares an order's own times and amount with other numbers. Run on a watched number it leaves an *edge* for
each comparison; between two edges next to each other every number takes the same way through it, and gets the same
answer.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NoReturn


class UnfaithfulError(Exception):
    """A rule did something with a watched number that says nothing about its neighbours."""


class Watched(int):
    """A whole number that adds to `edges` where the answers to comparisons with it change."""

    edges: set[int]

    @staticmethod
    def of(value: int, edges: set[int]) -> "Watched":
        """Return the number, watched."""
        watched = Watched(value)
        watched.edges = edges
        return watched

    def __lt__(self, other: int) -> bool:
        self.edges.add(int(other))
        return int(self) < int(other)

    def __ge__(self, other: int) -> bool:
        self.edges.add(int(other))
        return int(self) >= int(other)

    def __le__(self, other: int) -> bool:
        self.edges.add(int(other) + 1)
        return int(self) <= int(other)

    def __gt__(self, other: int) -> bool:
        self.edges.add(int(other) + 1)
        return int(self) > int(other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, int):
            return False
        self.edges |= {int(other), int(other) + 1}
        return int(self) == int(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> NoReturn:
        raise UnfaithfulError("a watched number is a key of nothing")

    def _unfaithful(self, *_: object) -> NoReturn:
        raise UnfaithfulError("a watched number may only be compared")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = _unfaithful
    __mod__ = __rmod__ = __neg__ = __abs__ = __bool__ = _unfaithful


def edges(ask: Callable[[int], object], low: int, high: int) -> tuple[int, ...]:
    """Return `low` and all numbers after it, up to `high`, at which `ask` begins to answer otherwise, sorted.

    It is asked of every number at which a comparison met on the way begins to, so that no way through it is left out.
    """
    answers: dict[int, object] = {}
    todo = [low]
    while todo:
        met: set[int] = set()
        at = todo.pop()
        answers[at] = ask(Watched.of(at, met))
        todo += {edge for edge in met if low < edge <= high} - {*answers, *todo}
    known = sorted(answers)
    return (low, *(edge for before, edge in pairwise(known) if answers[edge] != answers[before]))
