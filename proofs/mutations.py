"""Wrong texts of the specification, made from its syntax: every one that differs from it in one place.

What `mutants.py` chooses by hand, this makes without choosing: comparisons shifted and turned, `and` for `or`;
operands, negations, branches and updates dropped; numbers one off; another member of an enum; fields, parameters and
arguments of one type taken for each other. A name says where and what, and stays as long as these do.
"""

import ast
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zerohour.proofs.symbolic.loading import sources

TURNED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
"""What becomes of each comparison."""

OTHER = {"min": "max", "max": "min", "any": "all", "all": "any"}
LONGEST = 60
"""So many characters of an expression stand for it in a name."""


@dataclass(frozen=True)
class Mutation:
    """The text of a module of the specification, with one change; the name says where and what it is."""

    name: str
    module: str
    text: str


@dataclass(frozen=True)
class Change:
    """What stands instead of a piece of syntax."""

    place: ast.expr | ast.pattern
    new: str
    told: str


def mutations() -> list[Mutation]:
    """Return every mutation of the rules; tables and the data of rulebooks and of the register state none."""
    return mutations_of({n: p.read_text("utf-8") for n, p in sources().items() if n.startswith("zerohour.spec.")})


def mutations_of(texts: dict[str, str]) -> list[Mutation]:
    """Return every mutation of the modules, given by their full names."""
    trees = {module: ast.parse(text) for module, text in texts.items()}
    names = _names(trees.values())
    found: dict[tuple[str, str], str] = {}
    counts: Counter[str] = Counter()
    for module, tree in trees.items():
        for where, root, arguments in _parts(tree):
            for change in _Maker(names, arguments).changes(root):
                text = _replaced(texts[module], change)
                if (module, text) not in found and change.new != ast.unparse(change.place):
                    name = f"{module.rpartition('.')[2]}.{where}: {change.told}"
                    counts[name] += 1
                    found[module, text] = name if counts[name] == 1 else f"{name} ({counts[name]})"
    return [Mutation(name, module, text) for (module, text), name in found.items()]


# -- what the names of the specification stand for ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Names:
    """The members of each enum, the types of each record's fields, and of each function's and record's arguments."""

    members: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    records: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    arguments: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def _names(trees: Iterable[ast.Module]) -> _Names:
    names = _Names()
    for node in itertools.chain.from_iterable(map(ast.walk, trees)):
        if isinstance(node, ast.ClassDef) and _is_enum(node):
            names.members[node.name] = [ast.unparse(p.targets[0]) for p in node.body if isinstance(p, ast.Assign)]
        elif isinstance(node, ast.ClassDef):
            types = {
                ast.unparse(p.target): ast.unparse(p.annotation) for p in node.body if isinstance(p, ast.AnnAssign)
            }
            names.records[node.name], names.arguments[node.name] = types, list(types.values())
        elif isinstance(node, ast.FunctionDef):
            names.arguments[node.name] = list(_types(node.args.args).values())
    return names


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("Enum") for base in node.bases)


def _types(arguments: Iterable[ast.arg]) -> dict[str, str]:
    return {a.arg: ast.unparse(a.annotation) for a in arguments if a.annotation}


def _siblings(name: str, types: dict[str, str]) -> list[str]:
    """Return the next name of the same type, if there is another one; the last one is followed by the first."""
    same = [other for other, of in types.items() if of == types[name]]
    return [same[(same.index(name) + 1) % len(same)]] if len(same) > 1 else []


# -- where changes are made, and which ---------------------------------------------------------------------------------


def _parts(tree: ast.Module) -> Iterator[tuple[str, ast.AST, dict[str, str]]]:
    """Yield each function, value of a field and constant: its name, its syntax, and the types of its arguments."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node, _types((*node.args.args, *node.args.kwonlyargs))
        elif isinstance(node, ast.ClassDef) and not _is_enum(node):
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and part.value:
                    yield f"{node.name}.{ast.unparse(part.target)}", part.value, {}
        elif isinstance(node, ast.Assign):
            yield ast.unparse(node.targets[0]), node.value, {}
        elif isinstance(node, ast.AnnAssign) and node.value and ast.unparse(node.annotation) != "TypeAlias":
            yield ast.unparse(node.target), node.value, {}


def _syntax(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all syntax that is no type and no mark, in the order of the text."""
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    yield from _syntax(part)


class _Maker:
    """Makes the changes of one function or value."""

    def __init__(self, names: _Names, arguments: dict[str, str]) -> None:
        self.names, self.arguments = names, arguments

    def changes(self, root: ast.AST) -> Iterator[Change]:
        """Yield every change."""
        returned = [n.value for n in ast.walk(root) if isinstance(n, ast.Return) and n.value]
        members = [value for value in returned if self._is_member(value)]
        for one, other in itertools.permutations(members, 2):
            yield _to(one, ast.unparse(other), "return {old}→{new}")
        for node in _syntax(root):
            if isinstance(node, ast.expr):
                yield from self._expression(node)
            elif isinstance(node, ast.If):
                yield from (_to(node.test, truth, "if {old}→{new}") for truth in ("True", "False"))
            elif isinstance(node, ast.comprehension):
                yield from (_to(test, "True", "if {old}→{new}") for test in node.ifs)
            elif isinstance(node, ast.match_case):
                kind = ast.unparse(node.pattern)
                yield Change(node.pattern, f"{kind} if False", f"without case {kind}")

    def _expression(self, node: ast.expr) -> Iterator[Change]:
        match node:
            case ast.Call():
                yield from self._call(node)
            case ast.Compare():
                yield from self._comparison(node)
            case ast.BoolOp() | ast.UnaryOp() | ast.BinOp() | ast.IfExp():
                yield from _operation(node)
            case ast.Constant():
                yield from _constant(node)
            case ast.Attribute() | ast.Name():
                yield from (_to(node, other) for other in self._others(node))
            case _:
                pass

    def _is_member(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node.value) in self.names.members

    def _type(self, node: ast.expr) -> str:
        """Return the type of an expression, or nothing where the names do not say it."""
        if isinstance(node, ast.Name):
            return self.arguments.get(node.id, "")
        if isinstance(node, ast.Attribute):
            return self.names.records.get(self._type(node.value), {}).get(node.attr, "")
        return ""

    def _fields(self, name: str, record: str) -> list[str]:
        """Return the fields that the one of this name can be taken for, in its record or, not to miss one, in any."""
        records = self.names.records
        of = [records[record]] if record in records else [types for types in records.values() if name in types]
        return list(dict.fromkeys(other for types in of if name in types for other in _siblings(name, types)))

    def _others(self, node: ast.Attribute | ast.Name) -> list[str]:
        """Return what else could stand there: an argument, a member or a field."""
        if isinstance(node, ast.Name):
            return _siblings(node.id, self.arguments) if node.id in self.arguments else []
        of = ast.unparse(node.value)
        if self._is_member(node):
            return [f"{of}.{other}" for other in _siblings(node.attr, dict.fromkeys(self.names.members[of], of))]
        return [f"{of}.{other}" for other in self._fields(node.attr, self._type(node.value))]

    def _comparison(self, node: ast.Compare) -> Iterator[Change]:
        for n, op in enumerate(node.ops):
            fixed = any(
                self._is_member(x) or ast.unparse(x).isupper() for x in (node.left, *node.comparators)[n : n + 2]
            )
            for other in TURNED[type(op)]:
                if fixed and isinstance(op, ast.Eq | ast.NotEq) and other not in (ast.Eq, ast.NotEq):
                    continue  # members are not counted, and constants are the first or the last of their kind
                ops = [other() if m == n else o for m, o in enumerate(node.ops)]
                yield _to(node, ast.unparse(ast.Compare(node.left, ops, node.comparators)))

    def _call(self, node: ast.Call) -> Iterator[Change]:
        called, arguments = ast.unparse(node.func), node.args
        if called in OTHER:
            yield _to(node.func, OTHER[called], f"{{old}}→{{new}} of {_short(arguments[0])}")
        types = self.names.arguments.get(called, [])[: len(arguments)]
        for n, (one, other) in enumerate(itertools.pairwise(types)):
            if one == other:
                swapped = [*arguments[:n], arguments[n + 1], arguments[n], *arguments[n + 2 :]]
                told = f"{called}: {_short(arguments[n])}↔{_short(arguments[n + 1])}"
                yield _to(node, ast.unparse(ast.Call(node.func, swapped, node.keywords)), told)
        record = self._type(arguments[0]) if called == "replace" else called
        for keyword in node.keywords:
            rest = [k for k in node.keywords if k is not keyword]
            if called == "replace":
                yield _to(node, ast.unparse(ast.Call(node.func, arguments, rest)), f"without {_short(keyword)}")
            for other in self._fields(keyword.arg or "", record):
                moved = [ast.keyword(keyword.arg if k.arg == other else k.arg, k.value) for k in rest]
                call = ast.Call(node.func, arguments, [*moved, ast.keyword(other, keyword.value)])
                yield _to(node, ast.unparse(call), f"{_short(keyword)}→{other}")


def _operation(node: ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.IfExp) -> Iterator[Change]:
    match node:
        case ast.BoolOp(op=op, values=values):
            word, other = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            yield _to(node, f" {other} ".join(map(_text, values)), f"{word}→{other} after {_short(values[0])}")
            for value in values:
                rest = [_text(v) for v in values if v is not value]
                yield _to(node, f" {word} ".join(rest), f"without {word} {_short(value)}")
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield _to(node, _text(operand))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (_to(node, _text(part), f"always {_short(part)}") for part in (body, orelse))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield _to(node, f"{_text(left)} {'-' if isinstance(op, ast.Add) else '+'} {_text(right)}")
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield _to(node, _text(left), f"without | {_short(right)}")
        case _:
            pass


def _constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield _to(node, str(not node.value))
    elif isinstance(node.value, int):
        yield from (_to(node, str(node.value + off)) for off in (1, -1))


# -- texts -------------------------------------------------------------------------------------------------------------


def _to(place: ast.expr, new: str, told: str = "{old}→{new}") -> Change:
    return Change(place, new, told.replace("{old}", _short(place)).replace("{new}", _cut(new)))


def _short(node: ast.AST) -> str:
    return _cut(ast.unparse(node))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _text(node: ast.expr) -> str:
    """Return the text of an expression, fit to stand anywhere."""
    simple = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Constant | ast.Subscript)
    return ast.unparse(node) if simple else f"({ast.unparse(node)})"


def _replaced(text: str, change: Change) -> str:
    """Return the text with the change made; the places of syntax count the bytes of a line."""
    place, lines = change.place, [line.encode() for line in text.splitlines(keepends=True)]

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column

    begin, end = offset(place.lineno, place.col_offset), offset(place.end_lineno or 0, place.end_col_offset or 0)
    whole, new = b"".join(lines), change.new if isinstance(place, ast.pattern) else f"({change.new})"
    return (whole[:begin] + new.encode() + whole[end:]).decode()
