"""Z3's C interface is asked what its Python interface says; what was made before hides nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import z3

from zerohour.proofs.symbolic.proxies import SymInt, UnfaithfulError
from zerohour.proofs.symbolic.terms import Parts, put

X, Y, Z = z3.Ints("x y z")
F = z3.Function("f", z3.IntSort(), z3.IntSort(), z3.BoolSort())
TERMS: list[Any] = [X, z3.IntVal(7), X + 2 * Y, F(X, Y + 1), z3.And(F(X, X), z3.Not(X < Y)), z3.If(X > 0, Y, -X)]


def inside(term: Any) -> set[Any]:
    """Return the ids and names of all parts of a term, as Z3's Python interface has them."""
    return {(term.get_id(), term.decl().name())}.union(*(inside(child) for child in term.children()))


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_parts_are_those_that_z3_has(term: Any) -> None:
    found = Parts().of(term)
    assert {(part.id, part.name) for part in found} == inside(term)
    assert len(found) == len({part.id for part in found})
    for part in found:
        assert [x.get_id() for x in part.arguments] == [x.get_id() for x in part.term.children()]


@pytest.mark.parametrize("term", TERMS, ids=str)
@pytest.mark.parametrize("pairs", [[], [(X, Y)], [(X, Y), (Y, X)], [(X, z3.IntVal(3)), (Y, Z + 1)]], ids=str)
def test_what_is_put_in_is_what_z3_substitutes(term: Any, pairs: list[tuple[Any, Any]]) -> None:
    mine, theirs = put(term, *pairs), z3.substitute(term, *pairs)
    assert mine.eq(theirs)
    assert type(mine) is type(theirs)


def test_what_is_no_number_and_no_truth_value_is_refused() -> None:
    real: Any = z3.FreshConst(z3.RealSort())
    with pytest.raises(UnfaithfulError):
        put(real, (X, Y))
    with pytest.raises(z3.Z3Exception):
        put(X + 1, (X, z3.Bool("b")))


def test_value_that_was_made_before_does_not_hide_what_has_no_answer() -> None:
    x: Any = SymInt(X)
    assert (x == 1) is (x == 1)
    assert (x + 1) is not (x + 2)
    assert str(x - 1) != str(1 - x)
    unanswerable: list[Callable[[], object]] = [lambda: x == 1.0, lambda: x + True, lambda: x == "a"]
    for ask in unanswerable:
        with pytest.raises(UnfaithfulError):
            ask()
