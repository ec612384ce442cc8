"""Regions cover what they explore, vectors stand at their edges, and the committed ones are up to date."""

import itertools
import json
import os
from typing import Any

import jsonschema
import pytest
import z3
from typer.testing import CliRunner

from zerohour.oracle.campaign import check, needs
from zerohour.oracle.cli import app
from zerohour.oracle.commands.vectors import make
from zerohour.oracle.engines.connect import connect
from zerohour.oracle.explore.points import SEED, Vector, tight
from zerohour.oracle.explore.regions import Region, contains, domain, meaning, regions_of, uncovered
from zerohour.oracle.explore.subjects import Subject, subjects
from zerohour.oracle.vectors import days, schema, vectors, wrong
from zerohour.oracle.verdicts import Outcome

BY_NAME = {subject.name: subject for subject in subjects()}
ONE_IN = 1 if os.environ.get("ZEROHOUR_TESTS") == "all" else 5
"""The tests look at a share of what is explored and of the vectors' days, the nightly run at all."""


@pytest.mark.parametrize("name", sorted(BY_NAME)[::ONE_IN])
def test_the_regions_cover_what_is_explored_and_the_vectors_cover_the_regions(name: str) -> None:
    """Up to date means: a committed vector lies in every region, and on every edge of one."""
    subject, found = BY_NAME[name], list(regions_of(BY_NAME[name]))
    assert len({region.id for region in found}) == len(found)
    assert uncovered(subject, found) is None
    assert uncovered(subject, found[1:]) is not None, "the check must miss a region that is left out"
    asked = {condition.sexpr() for region in found for condition in region.conditions}
    assert all(unknown in " ".join(asked) for unknown in subject.unknowns), "an unknown that is not used"
    mine = [vector for vector in vectors() if vector.of == name]
    remedy = "out of date; run: zerohour vectors --out oracle/vectors"
    assert all(_has_a_vector(region, mine) for region in found), remedy
    edges = _edges(subject, found)
    assert edges
    assert all(any(meaning(edge)(vector.inputs) for vector in mine) for edge in edges), remedy


def _has_a_vector(region: Region, mine: list[Vector]) -> bool:
    """Whether a vector lies in the region; the one that says so is looked at first."""
    return any(contains(region, v.inputs) for v in sorted(mine, key=lambda v: v.region != region.id))


def _edges(subject: Subject, found: list[Region]) -> list[Any]:
    """Return every edge that has a point in a region that it is an edge of."""
    solver, edges = z3.Solver(), dict[str, Any]()
    solver.add(*domain(subject))
    for region in found:
        for edge in (e for e in map(tight, region.conditions) if e is not None):
            if edge.sexpr() not in edges and solver.check(edge, *region.conditions) == z3.sat:
                edges[edge.sexpr()] = edge
    return list(edges.values())


def test_no_two_regions_of_a_function_overlap() -> None:
    for subject in (s for s in BY_NAME.values() if s.scenario is None):
        for one, other in itertools.combinations(regions_of(subject), 2):
            solver = z3.Solver()
            solver.add(*domain(subject), *one.conditions, *other.conditions)
            assert solver.check() == z3.unsat


def test_the_same_seed_gives_the_same_vectors() -> None:
    names = ["entry.enter", "finality.protection", "sum-and-intraday"]
    once, again = make(SEED, 1, names), make(SEED, 2, reversed(names))
    assert sorted(v.line() for v in once) == sorted(v.line() for v in again)
    assert {v.line() for v in make(SEED + 1, 2, names)} != {v.line() for v in once}


def test_the_specification_says_what_the_vectors_say() -> None:
    assert wrong(vectors()) == []


def test_a_vector_that_is_wrong_is_told() -> None:
    first = vectors()[0]
    other = Vector(first.id, first.of, first.region, first.kind, first.inputs, {"order": "otherwise"})
    assert wrong([other])[0].startswith(first.id)


def test_vectors_are_as_their_schema_says() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for vector in vectors():
        validator.validate(json.loads(vector.line()))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(json.loads(vectors()[0].line()) | {"kind": "hollow"})


def test_an_edge_is_where_a_condition_only_just_holds() -> None:
    x = z3.Int("x")
    for condition, edge in ((x <= 5, 5), (z3.Not(x <= 5), 6), (x >= 5, 5), (z3.Not(x >= 5), 4), (z3.Not(x == 5), 6)):
        solver = z3.Solver()
        solver.add(condition, tight(condition), x != edge)
        assert solver.check() == z3.unsat


@pytest.mark.parametrize("engine", ["ledger:engine", "ledger:late_engine"])
def test_bundled_engines_on_vectors(engine: str) -> None:
    tested = connect(f"python:zerohour.oracle.engines.{engine}")
    outcomes = {
        check(tested, day).outcome
        for day in itertools.islice(days(), 0, None, ONE_IN)
        if not needs(day) - tested.features
    }
    late = {Outcome.VIOLATION} if engine == "ledger:late_engine" else set[Outcome]()
    assert outcomes == {Outcome.CONFORMS, *late}


def test_regions_are_told_in_words() -> None:
    told = CliRunner().invoke(app, ["regions", "entry.enter"])
    assert told.exit_code == 0
    assert "refused too_late" in told.stdout
    assert "payer_marked ≤ submitted" in told.stdout
    listed = CliRunner().invoke(app, ["regions"])
    assert all(subject.about.split()[0] in listed.stdout for subject in BY_NAME.values())


def test_what_is_not_explored_is_an_error_that_says_what_is() -> None:
    told = CliRunner().invoke(app, ["regions", "no.such"])
    assert told.exit_code == 2
    assert "entry.enter" in told.stderr
