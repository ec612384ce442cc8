"""Symbolic numbers and truth values. What they cannot do faithfully raises; nothing is guessed."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import z3


class UnfaithfulError(TypeError):
    """The specification asked something of a symbolic value that has no faithful answer."""


class Sym:
    """A symbolic value: a solver's term."""

    __slots__ = ("term",)
    decide: Callable[[z3.BoolRef], bool]
    """Set by `paths`: which way a condition goes in the run at hand."""

    def __init__(self, term: z3.ExprRef) -> None:
        self.term = term

    def __repr__(self) -> str:
        return str(self.term)

    def _no(self, *_: object) -> NoReturn:
        raise UnfaithfulError(f"not possible on a symbolic value: {self.term}")

    __int__ = __index__ = __iter__ = __len__ = __float__ = __format__ = _no


class SymBool(Sym):
    """A symbolic truth value. Asking for its truth is what makes a run branch."""

    __slots__ = ()
    __hash__ = Sym._no  # noqa: SLF001
    __and__ = __or__ = __invert__ = Sym._no  # noqa: SLF001

    def __bool__(self) -> bool:
        return Sym.decide(self.term)

    def __eq__(self, other: object) -> Any:
        return wrap(self.term == raw(other))

    def __ne__(self, other: object) -> Any:
        return wrap(self.term != raw(other))


def _binary(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Sym, other: object) -> Any:
        if isinstance(other, bool) or not isinstance(other, int | SymInt):
            raise UnfaithfulError(f"{self!r} and {other!r} are not two integers")
        return wrap(operation(self.term, raw(other)))

    return method


def _constant(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Sym, other: object) -> Any:
        if isinstance(other, bool) or not isinstance(other, int) or other <= 0:
            raise UnfaithfulError(f"{self!r}: only a positive constant here, not {other!r}")
        return wrap(operation(self.term, raw(other)))

    return method


class SymInt(Sym):
    """A symbolic integer, unbounded as Python's are."""

    __slots__ = ()
    __add__ = __radd__ = _binary(lambda a, b: a + b)
    __sub__ = _binary(lambda a, b: a - b)
    __rsub__ = _binary(lambda a, b: b - a)
    __lt__, __le__ = _binary(lambda a, b: a < b), _binary(lambda a, b: a <= b)
    __gt__, __ge__ = _binary(lambda a, b: a > b), _binary(lambda a, b: a >= b)
    __mul__ = __rmul__ = _constant(lambda a, b: a * b)
    __floordiv__ = _constant(lambda a, b: a / b)  # for a positive divisor the solvers' division is Python's
    __mod__ = _constant(lambda a, b: a % b)
    __hash__ = Sym._no  # noqa: SLF001
    __bool__ = Sym._no  # noqa: SLF001

    def __neg__(self) -> Any:
        return wrap(-self.term)

    def __eq__(self, other: object) -> Any:
        return wrap(self.term == raw(other))

    def __ne__(self, other: object) -> Any:
        return wrap(self.term != raw(other))


class Key(SymInt):
    """The name of a participant, an order or a block."""

    __slots__ = ()


NO_NAME = -1
"""The number that stands for the empty name; like every other number it may be that of a participant."""


def raw(value: object) -> Any:
    """Return the solver's term for a value of the specification."""
    if isinstance(value, Sym):
        return value.term
    if isinstance(value, bool):
        return z3.BoolVal(value)
    if isinstance(value, int):
        return z3.IntVal(int(value))
    if isinstance(value, str) and not value:
        return z3.IntVal(NO_NAME)
    raise UnfaithfulError(f"no term stands for {value!r}")


def wrap(term: z3.ExprRef) -> Any:
    """Return the value that a term stands for: a plain one if the term is constant."""
    term = z3.simplify(term) if z3.is_bool(term) and not term.children() else term
    if z3.is_bool(term):
        return True if z3.is_true(term) else False if z3.is_false(term) else SymBool(term)
    return term.as_long() if z3.is_int_value(term) else SymInt(term)


def _as_key(value: Any, other: Any) -> Any:
    """Return the empty name as a key, where the other value is one."""
    return Key(raw(value)) if isinstance(value, str) and isinstance(other, Key) else value


def ite(condition: Any, a: Any, b: Any) -> Any:  # noqa: C901  # one case for each kind of value
    """Return `a if condition else b` as one value, down to the parts that differ."""
    if isinstance(condition, bool):
        return a if condition else b
    if a is b:
        return a
    a, b = _as_key(a, b), _as_key(b, a)
    if isinstance(a, int | Sym) and isinstance(b, int | Sym):
        x, y = raw(a), raw(b)
        if x.eq(y):
            return a
        kind = Key if isinstance(a, Key) and isinstance(b, Key) else None
        term = z3.If(condition.term, x, y)
        return kind(term) if kind else wrap(term)
    if type(a) is not type(b):
        raise UnfaithfulError(f"{a!r} and {b!r} cannot be one value")
    if dataclasses.is_dataclass(a) and not isinstance(a, type):
        parts = {f.name: ite(condition, getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a)}
        return type(a)(**parts)
    if hasattr(a, "merge_with"):
        return a.merge_with(condition, b)
    if isinstance(a, tuple) and len(a) == len(b):
        return tuple(ite(condition, x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, Mapping) and a.keys() == b.keys():
        return {k: ite(condition, a[k], b[k]) for k in a}
    if a == b:
        return a
    raise UnfaithfulError(f"{a!r} and {b!r} cannot be one value")
