"""Symbolic execution by running again: whenever a symbolic truth value is asked for, decide; later go the other way.

`explore` (the *fork* setting) gives one path for each way through a function; `merge` gives one value for all of them.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import z3

from zerohour.proofs.symbolic.proxies import MADE, Sym, SymBool, ite, wrap

MOST_DECISIONS = 400


class EndlessError(RuntimeError):
    """A path took more decisions than any terminating reading of the specification does."""


class Cut(Exception):  # noqa: N818  # not an error: the path ends at the loop rule
    """The path ends here; what it owed was recorded."""


class Run(Protocol):
    """Whoever decides which way a condition goes."""

    def decide(self, condition: SymBool) -> bool:
        """Decide a condition."""
        ...

    def known(self, condition: SymBool) -> bool | None:
        """Return how it was decided, if it was."""
        ...


RUNS: list[Run] = []


SIMPLE: dict[int, tuple[SymBool, Any, bool]] = {}
"""What a condition comes to: one that is no negation, and whether that or its opposite; the first keeps its id."""


def _decide(condition: SymBool) -> bool:
    if not RUNS:
        raise RuntimeError(f"a symbolic condition was asked for outside of any run: {condition!r}")
    if condition.id not in SIMPLE:
        SIMPLE[condition.id] = condition, *_simple(condition)
    _, simple, wanted = SIMPLE[condition.id]
    if isinstance(simple, bool):
        return simple == wanted
    for run in reversed(RUNS):
        known = run.known(simple)
        if known is not None:
            return known == wanted
    return RUNS[-1].decide(simple) == wanted


def _simple(condition: SymBool) -> tuple[Any, bool]:
    term, wanted = z3.simplify(condition.term), True
    while z3.is_not(term):
        term, wanted = term.arg(0), not wanted
    return wrap(term), wanted


Sym.decide = staticmethod(_decide)


class _Trail:
    """The decisions of one run: those of the trail are followed, new ones are taken by `choose`."""

    def __init__(self) -> None:
        self.trail: list[tuple[SymBool, bool, bool]] = []  # condition, taken, whether the other side is still open
        self.at = 0
        self.decided: dict[int, bool] = {}

    def start(self) -> None:
        """Begin a run."""
        self.at, self.decided = 0, {}

    def known(self, condition: SymBool) -> bool | None:
        """Return how the condition was decided in this run, if it was."""
        return self.decided.get(condition.id)

    def decide(self, condition: SymBool) -> bool:
        """Decide a condition that this run has not met yet."""
        if self.at == len(self.trail):
            if len(self.trail) >= MOST_DECISIONS:
                raise EndlessError(f"no end after {MOST_DECISIONS} decisions")
            taken, other = self.choose(condition)
            self.trail.append((condition, taken, other))
        seen, taken, _ = self.trail[self.at]
        if seen.id != condition.id:
            raise RuntimeError(f"not deterministic: {seen!r} was asked before, now {condition!r}")
        self.at += 1
        self.decided[condition.id] = taken
        return taken

    def choose(self, condition: SymBool) -> tuple[bool, bool]:
        """Return the side to take first, and whether the other is possible too."""
        del condition
        return True, True

    def turn(self) -> bool:
        """Go back to the last decision with an open side, and take that; say whether there was one."""
        while self.trail:
            condition, taken, other = self.trail.pop()
            if other:
                self.trail.append((condition, not taken, False))
                return True
        return False

    def conditions(self) -> list[z3.BoolRef]:
        """Return what holds on the path just run."""
        return [c.term if taken else z3.Not(c.term) for c, taken, _ in self.trail]


class _Pruned(_Trail):
    """A trail that takes no side that the solver shows to be impossible."""

    def __init__(self, assume: list[z3.BoolRef]) -> None:
        super().__init__()
        self.solver = z3.Solver()
        self.solver.add(*assume)

    def choose(self, condition: SymBool) -> tuple[bool, bool]:
        path = self.conditions()
        if self.solver.check(*path, condition.term) == z3.unsat:
            return False, False
        return True, self.solver.check(*path, z3.Not(condition.term)) != z3.unsat


@dataclass(frozen=True)
class Path:
    """One way through a function: what holds on it, and what it gives (None if it was cut)."""

    conditions: list[z3.BoolRef]
    result: Any


def explore(function: Callable[[], Any], assume: list[z3.BoolRef]) -> Iterator[Path]:
    """Yield every possible path through the function, given what is assumed; while one is out, its run is current."""
    trail = _Pruned(assume)
    while True:
        trail.start()
        MADE.clear()
        SIMPLE.clear()
        RUNS.append(trail)
        try:
            try:
                result = function()
            except Cut:
                result = None
            yield Path(trail.conditions(), result)
        finally:
            RUNS.pop()
        if not trail.turn():
            return


@contextmanager
def for_every_branch() -> Generator[None]:
    """What is computed inside knows what holds on the path, and nothing of the branches that are being merged."""
    before = RUNS[:]
    RUNS[:] = [run for run in before if isinstance(run, _Pruned)]
    try:
        yield
    finally:
        RUNS[:] = before


def merge(function: Callable[[], Any]) -> Any:
    """Return one value for all ways through the function."""
    trail, paths = _Trail(), []
    while True:
        trail.start()
        RUNS.append(trail)
        try:
            result = function()
        finally:
            RUNS.pop()
        paths.append(([(c, t) for c, t, _ in trail.trail], result))
        if not trail.turn():
            return _join(paths, 0)


def _join(paths: list[tuple[list[tuple[SymBool, bool]], Any]], depth: int) -> Any:
    """Paths share their first `depth` decisions; the next one tells them apart."""
    if len(paths) == 1:
        return paths[0][1]
    yes = [p for p in paths if p[0][depth][1]]
    no = [p for p in paths if not p[0][depth][1]]
    return ite(yes[0][0][depth][0], _join(yes, depth + 1), _join(no, depth + 1))
