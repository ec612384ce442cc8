"""Symbolic numbers and truth values. What they cannot do faithfully raises; nothing is guessed."""

import dataclasses
import operator
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import z3


class UnfaithfulError(TypeError):
    """The specification asked something of a symbolic value that has no faithful answer."""


class Sym:
    """A symbolic value: a solver's term, and its id, which is its own as long as the value lives."""

    __slots__ = ("id", "term")
    decide: Callable[["SymBool"], bool]
    """Set by `paths`: which way a condition goes in the run at hand."""

    def __init__(self, term: z3.ExprRef) -> None:
        self.term = term
        self.id: int = term.get_id()

    def __repr__(self) -> str:
        return str(self.term)

    def _no(self, *_: object) -> NoReturn:
        raise UnfaithfulError(f"not possible on a symbolic value: {self.term}")

    __int__ = __index__ = __iter__ = __len__ = __float__ = __format__ = _no


MADE: dict[tuple[Any, ...], tuple[Any, ...]] = {}
"""What operations made of which values: a run that goes the same way again need not ask Z3 again, which is slow."""

CONSTANTS: dict[tuple[type, object], Sym] = {}


def made(operation: Callable[..., z3.ExprRef], *values: object, kind: Callable[[z3.ExprRef], Any] | None = None) -> Any:
    """Return the value that an operation on terms gives."""
    at = operation, kind, *map(id_of, values)
    if at not in MADE:
        result = (kind or wrap)(operation(*map(raw, values)))
        MADE[at] = result, values  # these stay alive, so that their ids stay their own
    return MADE[at][0]


class SymBool(Sym):
    """A symbolic truth value. Asking for its truth is what makes a run branch."""

    __slots__ = ()
    __hash__ = Sym._no  # noqa: SLF001
    __and__ = __or__ = __invert__ = Sym._no  # noqa: SLF001

    def __bool__(self) -> bool:
        return Sym.decide(self)

    def __eq__(self, other: object) -> Any:
        return made(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return made(operator.ne, self, other)


def _binary(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Sym, other: object) -> Any:
        if isinstance(other, bool) or not isinstance(other, int | SymInt):
            raise UnfaithfulError(f"{self!r} and {other!r} are not two integers")
        return made(operation, self, other)

    return method


def _constant(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Sym, other: object) -> Any:
        if isinstance(other, bool) or not isinstance(other, int) or other <= 0:
            raise UnfaithfulError(f"{self!r}: only a positive constant here, not {other!r}")
        return made(operation, self, other)

    return method


class SymInt(Sym):
    """A symbolic integer, unbounded as Python's are."""

    __slots__ = ()
    __add__ = __radd__ = _binary(operator.add)
    __sub__, __rsub__ = _binary(operator.sub), _binary(lambda a, b: b - a)
    __lt__, __le__, __gt__, __ge__ = map(_binary, (operator.lt, operator.le, operator.gt, operator.ge))
    __mul__ = __rmul__ = _constant(operator.mul)
    __floordiv__ = _constant(operator.truediv)  # for a positive divisor the solvers' division is Python's
    __mod__ = _constant(operator.mod)
    __hash__ = Sym._no  # noqa: SLF001
    __bool__ = Sym._no  # noqa: SLF001

    def __neg__(self) -> Any:
        return made(operator.neg, self)

    def __eq__(self, other: object) -> Any:
        return made(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return made(operator.ne, self, other)


class Key(SymInt):
    """The name of a participant, an order or a block."""

    __slots__ = ()


NO_NAME = -1
"""The number that stands for the empty name; like every other number it may be that of a participant."""


def symbol(value: object) -> Sym:
    """Return what stands for a value of the specification."""
    if isinstance(value, Sym):
        return value
    if not isinstance(value, int) and value != "":
        raise UnfaithfulError(f"no term stands for {value!r}")
    at = type(value), value
    if at not in CONSTANTS:
        number = int(value) if isinstance(value, int) else NO_NAME
        CONSTANTS[at] = Sym(z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(number))
    return CONSTANTS[at]


def raw(value: object) -> Any:
    """Return the solver's term for a value."""
    return symbol(value).term


def id_of(value: object) -> int:
    """Return the id of the solver's term for a value."""
    return symbol(value).id


TRUE, FALSE = id_of(True), id_of(False)  # noqa: FBT003  # Z3 has each of them once


def wrap(term: z3.ExprRef) -> Any:
    """Return the value that a term stands for: a plain one if the term is constant."""
    if isinstance(term, z3.BoolRef):
        value = SymBool(term)
        return True if value.id == TRUE else False if value.id == FALSE else value
    return term.as_long() if isinstance(term, z3.IntNumRef) else SymInt(term)


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
        if id_of(a) == id_of(b):
            return a
        return made(z3.If, condition, a, b, kind=Key if isinstance(a, Key) and isinstance(b, Key) else None)
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
