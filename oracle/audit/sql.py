"""A term of the symbolic reading as SQL. Anything that has no faithful SQL raises."""

from typing import Any

import z3

from zerohour.proofs.symbolic.proxies import UnfaithfulError, raw

_INFIX = {
    z3.Z3_OP_AND: " AND ",
    z3.Z3_OP_OR: " OR ",
    z3.Z3_OP_LE: " <= ",
    z3.Z3_OP_LT: " < ",
    z3.Z3_OP_GE: " >= ",
    z3.Z3_OP_GT: " > ",
    z3.Z3_OP_EQ: " = ",
    z3.Z3_OP_ADD: " + ",
    z3.Z3_OP_SUB: " - ",
    z3.Z3_OP_MUL: " * ",
}
_CONSTANTS = {z3.Z3_OP_TRUE: "TRUE", z3.Z3_OP_FALSE: "FALSE"}


def to_sql(value: Any) -> str:
    """Return SQL for a value of the specification: a number, a truth value, or a term over columns.

    A column is a solver's constant of the same name. Columns must not be NULL.
    """
    return _sql(z3.simplify(raw(value)))


def _sql(term: Any) -> str:
    if z3.is_int_value(term):
        return str(term.as_long())
    kind, parts = term.decl().kind(), term.children()
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    if kind == z3.Z3_OP_UNINTERPRETED and not parts:
        return f'"{term.decl().name()}"'
    told = [_sql(part) for part in parts]
    if kind in (z3.Z3_OP_AND, z3.Z3_OP_OR):
        told.sort()  # so that the same condition is the same text
    if kind in _INFIX:
        return f"({_INFIX[kind].join(told)})"
    if kind == z3.Z3_OP_NOT:
        return f"(NOT {told[0]})"
    if kind == z3.Z3_OP_ITE:
        return f"CASE WHEN {told[0]} THEN {told[1]} ELSE {told[2]} END"
    raise UnfaithfulError(f"no SQL stands for {term}")
