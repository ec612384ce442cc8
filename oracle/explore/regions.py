"""Regions: every path that a subject can take through the specification, what tells them apart, and what follows."""

import functools
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from zerohour.oracle.explore.subjects import EARLIEST, LATEST, MOST, Inputs, Outcome, Subject
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.proofs.symbolic.paths import explore
from zerohour.proofs.symbolic.proxies import SymInt


@dataclass(frozen=True)
class Region:
    """One path: the conditions that hold on it, and the outcome that they all lead to."""

    subject: str
    number: int
    """Its place among the paths of the subject, counted from 1; the paths come in the order of the code."""
    conditions: tuple[Any, ...]
    outcome: Outcome

    @property
    def id(self) -> str:
        """The name of the region."""
        return f"{self.subject}-{self.number}"


def domain(subject: Subject) -> list[Any]:
    """Return what the unknowns of a subject may be."""
    return [
        *(z3.And(z3.Int(t) >= EARLIEST, z3.Int(t) < LATEST) for t in subject.times),
        *(z3.And(z3.Int(a) >= 0, z3.Int(a) <= MOST) for a in subject.amounts),
        *(z3.And(z3.Int(f) >= 0, z3.Int(f) <= 1) for f in subject.facts),
    ]


def regions_of(subject: Subject) -> Iterator[Region]:
    """Yield every region of a subject."""
    inputs: Inputs = {name: SymInt(z3.Int(name)) for name in subject.unknowns}
    paths = explore(lambda: subject.exploring(inputs), domain(subject))
    for number, path in enumerate(paths, 1):
        yield Region(subject.name, number, tuple(path.conditions), path.result)


def uncovered(subject: Subject, found: list[Region]) -> Any:
    """Return a point of the domain that is in none of the regions, or None: the proof that they cover it."""
    solver = z3.Solver()
    solver.add(*domain(subject), *(z3.Not(z3.And(*region.conditions)) for region in found))
    return None if solver.check() == z3.unsat else solver.model()


def contains(region: Region, inputs: dict[str, int]) -> bool:
    """Whether a point lies in the region."""
    return all(meaning(condition)(inputs) for condition in region.conditions)


Meaning = Callable[[dict[str, int]], int]
"""A condition, or a number in one, as a function of a point; truth values are 0 or 1."""


@functools.cache
def meaning(term: Any) -> Meaning:
    """Return the function that a term stands for."""
    if z3.is_int_value(term):
        number = int(term.as_long())
        return lambda _: number
    if z3.is_const(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
        return operator.itemgetter(str(term))
    operation, parts = _MEANING[term.decl().kind()], [meaning(child) for child in term.children()]
    return lambda inputs: operation(*(part(inputs) for part in parts))


_MEANING: dict[int, Callable[..., int]] = {
    z3.Z3_OP_TRUE: lambda: 1,
    z3.Z3_OP_FALSE: lambda: 0,
    z3.Z3_OP_LE: operator.le,
    z3.Z3_OP_GE: operator.ge,
    z3.Z3_OP_EQ: operator.eq,
    z3.Z3_OP_NOT: operator.not_,
    z3.Z3_OP_AND: lambda *parts: all(parts),
    z3.Z3_OP_OR: lambda *parts: any(parts),
    z3.Z3_OP_ADD: lambda *parts: sum(parts),
    z3.Z3_OP_SUB: operator.sub,
    z3.Z3_OP_MUL: operator.mul,
    z3.Z3_OP_UMINUS: lambda number: -number,
    z3.Z3_OP_ITE: lambda condition, yes, no: yes if condition else no,
}


def words(subject: Subject, region: Region) -> str:
    """Return the conditions of a region in words: bounds of each unknown, then how the unknowns compare."""
    solver = z3.Solver()
    solver.add(*domain(subject), *region.conditions)
    bounds = [_bounds(solver, name, clock=name in subject.times) for name in subject.unknowns]
    compared = [_compared(condition) for condition in region.conditions if len(_unknowns(condition)) > 1]
    return ", ".join(dict.fromkeys(text for text in (*bounds, *compared) if text)) or "always"


def _unknowns(term: Any) -> set[str]:
    """Return the names of the unknowns in a term."""
    if z3.is_const(term):
        return set() if z3.is_int_value(term) else {str(term)}
    return set[str]().union(*(_unknowns(child) for child in term.children()))


def _compared(condition: Any) -> str:
    """Return a condition on several unknowns in words."""
    signs = {z3.Z3_OP_LE: "≤", z3.Z3_OP_GE: "≥", z3.Z3_OP_EQ: "="}
    opposite = {"≤": ">", "≥": "<", "=": "≠"}
    negated = z3.is_not(condition)
    atom = condition.arg(0) if negated else condition
    sign = signs.get(atom.decl().kind())
    if sign is None:
        return " ".join(str(condition).split())
    left, right = (" ".join(str(side).split()) for side in atom.children())
    return f"{left} {opposite[sign] if negated else sign} {right}"


def _bounds(solver: Any, name: str, *, clock: bool) -> str:
    """Return what values the unknown can have in the region, as an interval; nothing if it can have any."""
    low, high = _extreme(solver, name, -1), _extreme(solver, name, 1)
    show = ms_to_clock if clock else str
    if low == high:
        return f"{name} = {show(low)}"
    floor, ceiling = (EARLIEST, LATEST - 1) if clock else (0, MOST)
    if (low, high) == (floor, ceiling) or (not clock and high == 1 and low == 0):
        return ""
    if low == floor:
        return f"{name} ≤ {show(high)}"
    return f"{name} ≥ {show(low)}" if high == ceiling else f"{show(low)} ≤ {name} ≤ {show(high)}"


def _extreme(solver: Any, name: str, sign: int) -> int:
    optimum = z3.Optimize()
    optimum.add(*solver.assertions())
    optimum.maximize(sign * z3.Int(name))
    if optimum.check() != z3.sat:
        raise RuntimeError(f"a region without a point: {solver.assertions()}")
    value: int = optimum.model().eval(z3.Int(name), model_completion=True).as_long()
    return value
