"""A symbolic value does what an integer does, or it raises: nothing is guessed."""

import math
import operator
from collections.abc import Callable
from typing import Any

import pytest
import z3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zerohour.proofs.symbolic.maps import Map, new_world
from zerohour.proofs.symbolic.paths import EndlessError, explore, merge
from zerohour.proofs.symbolic.proxies import Key, SymBool, SymInt, UnfaithfulError, ite, raw, wrap
from zerohour.spec.orders import Status
from zerohour.spec.tables import Table

X: Any = SymInt(z3.Int("x"))
Y: Any = SymInt(z3.Int("y"))
B: Any = SymBool(z3.Bool("b"))
K: Any = Key(z3.Int("k"))
LARGE = 2**70
NUMBERS = st.integers(-LARGE, LARGE) | st.integers(-10, 10)
POSITIVE = st.integers(1, LARGE) | st.integers(1, 10)

steady = settings(deadline=None, derandomize=True, max_examples=200)
"""The same examples each time, and no limit in seconds."""


def value(result: Any, **numbers: int) -> object:
    """Return what the result is where the symbols have these values."""
    if not isinstance(result, SymInt | SymBool):
        return result
    where = [(z3.Int(name), z3.IntVal(number)) for name, number in numbers.items()]
    term = z3.simplify(z3.substitute(result.term, *where))
    return term.as_long() if z3.is_int_value(term) else bool(z3.is_true(term))


UNFAITHFUL: dict[str, Callable[[], object]] = {
    "the truth of a number": lambda: bool(X),
    "not of a number": lambda: not X,
    "a number or another": lambda: X or 1,
    "any of numbers": lambda: any([X]),
    "int": lambda: int(X),
    "int of a truth value": lambda: int(B),
    "float": lambda: float(X),
    "complex": lambda: complex(X),
    "range": lambda: range(X),
    "format": lambda: f"{X}",
    "format with a width": lambda: f"{X:5}",
    "place in a list": lambda: [1, 2][X],
    "slice": lambda: [1, 2][:X],
    "length": lambda: len(X),
    "iteration": lambda: list(X),
    "hash": lambda: hash(X),
    "hash of a truth value": lambda: hash(B),
    "hash of a key": lambda: hash(K),
    "look-up in a dict": lambda: {1: 2}[X],
    "look-up in a plain table": lambda: Table[Any, int](0, {1: 2})[X],
    "membership of a set": lambda: X in {1, 2},
    "membership of a frozen set": lambda: K in frozenset({1, 2}),
    "a set": lambda: {X},
    "division by a symbol": lambda: X // Y,
    "division by a negative number": lambda: X // -2,
    "division by zero": lambda: X // 0,
    "division by a truth value": lambda: X // True,
    "remainder by a symbol": lambda: X % Y,
    "remainder by a negative number": lambda: X % -2,
    "remainder by zero": lambda: X % 0,
    "product with a symbol": lambda: X * Y,
    "product with a negative number": lambda: X * -1,
    "text so many times": lambda: "a" * X,
    "sum with a float": lambda: X + 1.0,
    "sum with a truth value": lambda: X + True,
    "sum with a symbolic truth value": lambda: X + B,
    "comparison with a float": lambda: X < 1.5,
    "comparison with a truth value": lambda: X <= True,
    "comparison with nothing": lambda: X < None,
    "equality with a float": lambda: X == 1.0,
    "equality with a text": lambda: X == "a",
    "equality with nothing": lambda: X.__eq__(None),  # as `==` does
    "inequality with a text": lambda: X != "a",
    "membership of texts": lambda: X in ["a", "b"],
    "and of bits of truth values": lambda: B & B,
    "or of bits of truth values": lambda: B | B,
    "truth value inverted by bits": lambda: ~B,
    "choice between a number and a text": lambda: ite(B, 1, "a"),
    "choice between two texts": lambda: ite(B, "a", "b"),
    "choice between tables of other keys": lambda: ite(B, {"a": 1}, {"b": 1}),
    "choice between tuples of other lengths": lambda: ite(B, (1,), (1, 2)),
    "term of a text": lambda: raw("a"),
    "term of a float": lambda: raw(1.0),
}

NOT_DEFINED: dict[str, Callable[[], object]] = {
    "division of a constant": lambda: 1 // X,
    "remainder of a constant": lambda: 1 % X,
    "true division": lambda: X / 2,
    "quotient and remainder": lambda: divmod(X, 2),
    "power": lambda: X**2,
    "absolute value": lambda: abs(X),
    "rounding": lambda: round(X),
    "truncation": lambda: math.trunc(X),
    "shift": lambda: X << 1,
    "and of bits": lambda: X & 1,
    "negation of a truth value": lambda: -B,
    "sum of truth values": lambda: sum([B, B]),
    "order of truth values": lambda: B < True,
    "number in a text": lambda: "%d".__mod__(X),
    "part of a text": lambda: X in "abc",
}


@pytest.mark.parametrize("what", UNFAITHFUL)
def test_what_has_no_faithful_answer_raises(what: str) -> None:
    with pytest.raises(UnfaithfulError):
        UNFAITHFUL[what]()


@pytest.mark.parametrize("what", NOT_DEFINED)
def test_what_is_not_defined_raises_too(what: str) -> None:
    with pytest.raises(TypeError):
        NOT_DEFINED[what]()


def test_truth_is_asked_for_only_in_a_run() -> None:
    for ask in (lambda: bool(B), lambda: 0 < X < 3, lambda: min(X, 1), lambda: X in [1, 2], lambda: sorted([X, 1])):
        with pytest.raises(RuntimeError, match="outside of any run"):
            ask()


def table() -> Map:
    return Map(("participant",), lambda k: SymInt(z3.Function("f", z3.IntSort(), z3.IntSort())(raw(k))))


MAPS: dict[str, Callable[[], object]] = {
    "iteration over a table": lambda: list(table()),
    "key of too many parts": lambda: table()[K, K],
    "comprehension that loses a bound key": lambda: table().comprehend(
        (table(),), lambda _: K, lambda _: 1, lambda _: True
    ),
    "change to the table of a comprehension": lambda: (
        table().comprehend((table(),), lambda k: k, lambda _: 1, lambda _: True).put((K,), 2)
    ),
    "sum over pairs": lambda: Map(("participant", "participant"), lambda *_: 1).total(lambda _: 1),
    "first under a sum": lambda: table().total(lambda p: table().first(lambda q: q != p, -1)),
}


@pytest.mark.parametrize("what", MAPS)
def test_what_a_table_of_any_size_cannot_answer_raises(what: str) -> None:
    new_world()
    with pytest.raises(UnfaithfulError):
        MAPS[what]()


TWO: list[Callable[[Any, Any], Any]] = [
    operator.add,
    operator.sub,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.eq,
    operator.ne,
]


@pytest.mark.parametrize("operation", TWO)
@steady
@given(x=NUMBERS, y=NUMBERS)
@example(x=0, y=0)
def test_operation_on_two_symbols_is_that_of_python(operation: Callable[[Any, Any], Any], x: int, y: int) -> None:
    expected = operation(x, y)
    assert value(operation(X, Y), x=x, y=y) == expected
    assert value(operation(X, y), x=x) == expected
    assert value(operation(x, Y), y=y) == expected
    assert type(value(operation(X, Y), x=x, y=y)) is type(expected)


@pytest.mark.parametrize("operation", [operator.floordiv, operator.mod, operator.mul])
@steady
@given(x=NUMBERS, constant=POSITIVE)
@example(x=-1, constant=2)
@example(x=-4, constant=2)
@example(x=0, constant=1)
def test_operation_with_a_positive_constant_is_that_of_python(
    operation: Callable[[Any, Any], Any], x: int, constant: int
) -> None:
    assert value(operation(X, constant), x=x) == operation(x, constant)


@steady
@given(x=NUMBERS, constant=POSITIVE)
def test_product_negation_and_sum_of_many_are_those_of_python(x: int, constant: int) -> None:
    assert value(constant * X, x=x) == constant * x
    assert value(-X, x=x) == -x
    assert value(sum([X, constant, X]), x=x) == sum([x, constant, x])


def test_truth_value_equals_what_a_truth_value_of_python_does() -> None:
    for b in (True, False):
        assert z3.simplify(z3.substitute(raw(b == B), (z3.Bool("b"), z3.BoolVal(b)))).eq(z3.BoolVal(True))  # noqa: FBT003
        assert z3.simplify(z3.substitute(raw(b != B), (z3.Bool("b"), z3.BoolVal(b)))).eq(z3.BoolVal(False))  # noqa: FBT003
        assert value(b == X, x=int(b)) is True
        assert value(b == X, x=int(not b)) is False


def test_constant_terms_are_plain_values() -> None:
    assert wrap(z3.IntVal(-3)) == -3
    assert wrap(z3.BoolVal(True)) is True  # noqa: FBT003
    assert wrap(z3.BoolVal(False)) is False  # noqa: FBT003
    assert raw(Status.SETTLED).eq(z3.IntVal(int(Status.SETTLED)))


# -- whole functions ---------------------------------------------------------------------------------------------------


def numbers_of(depth: int) -> st.SearchStrategy[str]:
    """Return the text of an expression that gives a number."""
    leaf = st.sampled_from("xyz") | st.integers(-5, 5).map(lambda n: f"({n})")
    if not depth:
        return leaf
    inner, truth = numbers_of(depth - 1), truths_of(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {})".format, inner, st.sampled_from("+-"), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["*", "//", "%"]), st.integers(1, 7)).filter(symbolic),
        st.builds("({} if {} else {})".format, inner, truth, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("(-{})".format, inner),
    )


def symbolic(text: str) -> bool:
    """Whether the expression is none of constants alone: these Python divides itself, and that is no proxy's work."""
    return any(name in text for name in "xyz")


def truths_of(depth: int) -> st.SearchStrategy[str]:
    """Return the text of an expression that gives a truth value."""
    number = numbers_of(max(depth - 1, 0))
    compare = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    leaf = st.builds("({} {} {})".format, number, compare, number)
    if not depth:
        return leaf
    inner = truths_of(depth - 1)
    return st.one_of(
        leaf,
        st.builds("({} {} {} {} {})".format, number, compare, number, compare, number),  # a chain
        st.builds("({} in ({}, {}))".format, number, number, number),
        st.builds("({} not in ({}, {}))".format, number, number, number),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
    )


NAMES = ("x", "y", "z")
SYMBOLS = {name: SymInt(z3.Int(name)) for name in NAMES}
SMALL = st.integers(-12, 12)


def run(text: str, values: dict[str, Any]) -> Any:
    """Return what the expression gives."""
    return eval(compile(text, "<expression>", "eval"), dict(values))  # noqa: S307  # written by the test itself


programs = settings(deadline=None, derandomize=True, max_examples=150)


@programs
@given(text=numbers_of(2) | truths_of(2), x=SMALL, y=SMALL, z=SMALL)
def test_merged_function_gives_what_plain_execution_gives(text: str, x: int, y: int, z: int) -> None:
    merged = merge(lambda: run(text, SYMBOLS))
    plain = run(text, {"x": x, "y": y, "z": z})
    assert value(merged, x=x, y=y, z=z) == plain


@programs
@given(text=numbers_of(2) | truths_of(2), x=SMALL, y=SMALL, z=SMALL)
def test_explored_function_has_one_path_for_each_input_and_it_gives_what_plain_execution_gives(
    text: str, x: int, y: int, z: int
) -> None:
    paths = list(explore(lambda: run(text, SYMBOLS), []))
    mine = [p for p in paths if all(value(SymBool(c), x=x, y=y, z=z) for c in p.conditions)]
    assert len(mine) == 1
    assert value(mine[0].result, x=x, y=y, z=z) == run(text, {"x": x, "y": y, "z": z})


@programs
@given(one=numbers_of(1), other=truths_of(1), x=SMALL, y=SMALL, z=SMALL)
def test_merged_record_is_merged_part_by_part(one: str, other: str, x: int, y: int, z: int) -> None:
    def record(values: dict[str, Any]) -> dict[str, Any]:
        large = values["x"] > values["y"]
        return {"number": (run(one, values), large), "truth": run(other, values)} if large else EMPTY

    merged = merge(lambda: record(SYMBOLS))
    plain = record({"x": x, "y": y, "z": z})
    assert value(merged["number"][0], x=x, y=y, z=z) == plain["number"][0]
    assert value(merged["number"][1], x=x, y=y, z=z) == plain["number"][1]
    assert value(merged["truth"], x=x, y=y, z=z) == plain["truth"]


EMPTY: dict[str, Any] = {"number": (0, False), "truth": False}


def test_exploring_takes_no_path_that_the_assumptions_exclude() -> None:
    def sign() -> int:
        return 1 if X > 0 else 0 if X == 0 else -1

    assert sorted(p.result for p in explore(sign, [])) == [-1, 0, 1]
    assert sorted(p.result for p in explore(sign, [raw(X >= 0)])) == [0, 1]
    assert [p.result for p in explore(sign, [raw(X > 5)])] == [1]


def test_condition_is_decided_once_on_a_path() -> None:
    paths = list(explore(lambda: (bool(X < 3), bool(X < 3), bool(not X >= 3)), []))
    assert sorted(p.result for p in paths) == [(False, False, False), (True, True, True)]


def test_function_without_end_is_given_up() -> None:
    def endless() -> None:
        n = 0
        while n < X or n >= X:
            n += 1

    with pytest.raises(EndlessError):
        list(explore(endless, []))


def test_function_that_does_not_ask_the_same_twice_is_found_out() -> None:
    asked = iter([X > 0, X > 0, X > 1, X > 1])

    with pytest.raises(RuntimeError, match="not deterministic"):
        merge(lambda: bool(next(asked)) and bool(next(asked)))
