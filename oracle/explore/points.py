"""Vectors: points of the regions, with what the specification says of them.

A *lively* point has its unknowns pinned to values that a tester would try (a solver's own models sit on zeros, and hide
defects); an *edge* point lies where a condition only just holds or only just fails, where an off-by-one shows.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import z3

from zerohour.oracle.explore.regions import Region, domain, regions_of
from zerohour.oracle.explore.subjects import EARLIEST, LATEST, MOST, Outcome, Subject
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NEVER

SEED = 20181
POINTS_PER_EDGE = 3
MINUTE = 60_000


@dataclass(frozen=True)
class Vector:
    """A point of a region, and what the specification says of it."""

    id: str
    of: str
    """The name of the subject."""
    region: str
    kind: str
    """`lively` or `edge`."""
    inputs: dict[str, int]
    expect: Outcome

    def line(self) -> str:
        """Write the vector on one line, the same every time."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def vectors(subject: Subject, seed: int = SEED) -> list[Vector]:
    """Return lively and edge vectors for every region of a subject, each point once; the seed decides which."""
    rnd, found = random.Random(f"{seed}:{subject.name}"), dict[str, Vector]()  # noqa: S311  # reproducible, not secret
    edges: Counter[str] = Counter()
    for region in regions_of(subject):
        for kind, point in _points(subject, region, rnd, edges):
            inputs = {name: point[name] for name in subject.unknowns}
            name = _name(subject, inputs)
            found.setdefault(name, Vector(name, subject.name, region.id, kind, inputs, subject.outcome(inputs)))
    return list(found.values())


def _name(subject: Subject, inputs: dict[str, int]) -> str:
    """Return a name that changes only when the inputs do."""
    return f"{subject.name}-{hashlib.sha256(str(sorted(inputs.items())).encode()).hexdigest()[:10]}"


def _points(
    subject: Subject, region: Region, rnd: random.Random, edges: Counter[str]
) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield a lively point of the region, and one at each edge that has been met seldom so far."""
    solver = z3.Solver()
    solver.add(*domain(subject), *region.conditions)
    yield "lively", _lively(subject, solver, rnd)
    for condition in region.conditions:
        edge = tight(condition)
        if edge is not None and edges[str(edge)] < POINTS_PER_EDGE and solver.check(edge) == z3.sat:
            edges[str(edge)] += 1
            solver.push()
            solver.add(edge)
            yield "edge", _lively(subject, solver, rnd)
            solver.pop()


def tight(condition: Any) -> Any:
    """Return where the condition only just holds; None if it has no edge."""
    negated = z3.is_not(condition)
    atom = condition.arg(0) if negated else condition
    if z3.is_le(atom):
        return atom.arg(0) == atom.arg(1) + 1 if negated else atom.arg(0) == atom.arg(1)
    if z3.is_ge(atom):
        return atom.arg(0) == atom.arg(1) - 1 if negated else atom.arg(0) == atom.arg(1)
    if z3.is_eq(atom) and negated:
        return atom.arg(0) == atom.arg(1) + 1
    return None


def _lively(subject: Subject, solver: Any, rnd: random.Random) -> dict[str, int]:
    """Pin one unknown after the other, in any order, to a value that a tester would try, where the solver allows it."""
    names = subject.unknowns
    solver.push()
    for name in rnd.sample(names, len(names)):
        for value in _tries(rnd, clock=name in subject.times):
            if solver.check(z3.Int(name) == value) == z3.sat:
                solver.add(z3.Int(name) == value)
                break
    if solver.check() != z3.sat:
        raise RuntimeError(f"{subject.name}: a region without a point")
    model = solver.model()
    solver.pop()
    return {name: model.eval(z3.Int(name), model_completion=True).as_long() for name in names}


def _tries(rnd: random.Random, *, clock: bool) -> list[int]:
    if not clock:
        return rnd.sample(range(MOST + 1), 3)
    tables = (MINIMAL.batch, MINIMAL.straks)
    instants = [t for table in tables for b in table for t in (table[b].cutoff, table[b].settle) if t != NEVER]
    near = rnd.choice(instants)
    return [near, near + rnd.choice((-1, 1)), rnd.randrange(EARLIEST, LATEST, MINUTE)]
