"""What a term consists of, and what it becomes with others put in, asked of Z3's C interface.

The objects of Z3's Python interface ask several things more for each part; a proof looks at millions of parts.
"""

from dataclasses import dataclass
from typing import Any

import z3

from zerohour.proofs.symbolic.proxies import UnfaithfulError

CONTEXT: Any = z3.main_ctx().ref()


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a term: its id, what it is to Z3, its function's name, and the ids of what is inside."""

    id: int
    ast: Any
    name: str
    inside: tuple[tuple[int, Any], ...]

    @property
    def term(self) -> z3.ExprRef:
        """The part as a term."""
        return expression(self.ast)

    @property
    def arguments(self) -> list[z3.ExprRef]:
        """What is inside, as terms."""
        return [expression(ast) for _, ast in self.inside]


class Parts:
    """What the terms of one run consist of; those that it was asked about stay alive, so that ids stay their own."""

    def __init__(self) -> None:
        self._known: dict[int, Part] = {}
        self._names: dict[int, str] = {}
        self._alive: list[z3.ExprRef] = []

    def of(self, *terms: z3.ExprRef) -> list[Part]:
        """Return every part of the terms, once."""
        seen = dict[int, Part]()
        todo: list[tuple[int, Any]] = []
        for term in terms:
            todo.append((term.get_id(), term.ast))
            if todo[-1][0] not in self._known:
                self._alive.append(term)
        while todo:
            n, ast = todo.pop()
            if n not in seen:
                if n not in self._known:
                    self._known[n] = self._part(n, ast)
                seen[n] = self._known[n]
                todo += seen[n].inside
        return list(seen.values())

    def _part(self, n: int, ast: Any) -> Part:
        count = z3.Z3_get_app_num_args(CONTEXT, ast)
        inside = [z3.Z3_get_app_arg(CONTEXT, ast, place) for place in range(count)]
        return Part(n, ast, self._name(ast), tuple((z3.Z3_get_ast_id(CONTEXT, x), x) for x in inside))

    def _name(self, ast: Any) -> str:
        function = z3.Z3_get_app_decl(CONTEXT, ast)
        if function.value not in self._names:
            self._names[function.value] = z3.FuncDeclRef(function).name()
        return self._names[function.value]


def put(term: z3.ExprRef, *pairs: tuple[z3.ExprRef, z3.ExprRef]) -> Any:
    """Return the term with the second of each pair wherever the first is."""
    if not pairs:
        return term
    array = z3.Ast * len(pairs)
    old, new = array(*(a.ast for a, _ in pairs)), array(*(b.ast for _, b in pairs))
    return expression(z3.Z3_substitute(CONTEXT, term.ast, len(pairs), old, new))


def expression(ast: Any) -> Any:
    """Return the term, a truth value or an integer, that this is to Z3."""
    sort = z3.Z3_get_sort_kind(CONTEXT, z3.Z3_get_sort(CONTEXT, ast))
    if sort == z3.Z3_BOOL_SORT:
        return z3.BoolRef(ast)
    if sort != z3.Z3_INT_SORT:
        raise UnfaithfulError("a term that is no integer and no truth value")
    numeral = z3.Z3_get_ast_kind(CONTEXT, ast) == z3.Z3_NUMERAL_AST
    return z3.IntNumRef(ast) if numeral else z3.ArithRef(ast)
