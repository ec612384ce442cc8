"""Comprehensions over tables, and literal ones, become calls, so that a table of any size can answer them.

Nothing else is changed. A table answers when it is asked, so what a comprehension names must not be bound anew after
it: that is an error.

{k: v for x in t if c}      _table_((t,), lambda x: k, lambda x: v, lambda x: c)
sum(v for x in t if c)      _sum_(t, lambda x: v if c else 0)
any(v for x in t if c)      _any_(t, lambda x: c and v)
all(v for x in t if c)      _all_(t, lambda x: not c or v)
min((x for x in t if c), default=d)     _first_(t, lambda x: c, d)
"""

import ast
import itertools
from collections.abc import Callable, Iterable
from typing import Any

from zerohour.proofs.symbolic.proxies import Sym


class Comprehensions(ast.NodeTransformer):
    """The rewriting, as a transformer of syntax trees."""

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """Rewrite a literal table, unless its keys are constants."""
        self.generic_visit(node)
        keys = [k for k in node.keys if k is not None]
        if len(keys) != len(node.keys) or all(isinstance(k, ast.Constant) for k in keys):
            return node
        entries = [ast.Tuple([k, v], ast.Load()) for k, v in zip(keys, node.values, strict=True)]
        return _call("_dict_", *entries)

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        """Rewrite a table comprehension."""
        self.generic_visit(node)
        tables = ast.Tuple([g.iter for g in node.generators], ast.Load())
        names = [_target(g) for g in node.generators]
        conditions = [c for g in node.generators for c in g.ifs]
        where = ast.BoolOp(ast.And(), conditions) if len(conditions) > 1 else [*conditions, ast.Constant(value=True)][0]
        return _call("_table_", tables, _lambda(names, node.key), _lambda(names, node.value), _lambda(names, where))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Rewrite a sum, a quantifier or a first one over a generator."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in ("sum", "any", "all", "min") or not node.args or not isinstance(node.args[0], ast.GeneratorExp):
            return node
        over = node.args[0]
        if len(over.generators) != 1 or len(over.generators[0].ifs) > 1:
            raise SyntaxError(f"line {node.lineno}: one `for` and at most one `if` in a {name}")
        generator, value = over.generators[0], over.elt
        where = generator.ifs[0] if generator.ifs else ast.Constant(value=True)
        variable = _target(generator)
        if name == "min":
            if not (isinstance(value, ast.Name) and value.id == variable and len(node.keywords) == 1):
                raise SyntaxError(f"line {node.lineno}: min is for the first key, with a default")
            return _call("_first_", generator.iter, _lambda([variable], where), node.keywords[0].value)
        bodies: dict[str, ast.expr] = {
            "sum": ast.IfExp(where, value, ast.Constant(value=0)),
            "any": ast.BoolOp(ast.And(), [where, value]),
            "all": ast.BoolOp(ast.Or(), [ast.UnaryOp(ast.Not(), where), value]),
        }
        return _call(f"_{name}_", generator.iter, _lambda([variable], bodies[name]))


COMPREHENSIONS = (ast.DictComp, ast.GeneratorExp)


def bound_anew(tree: ast.AST) -> list[str]:
    """Return the names, with their lines, that a function binds anew after a comprehension that names them."""
    found: list[str] = []
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
        bound = [(n.id, n.lineno) for n in names if isinstance(n.ctx, ast.Store)]
        for comprehension in (n for n in ast.walk(function) if isinstance(n, COMPREHENSIONS)):
            inside = {n.id for n in ast.walk(comprehension) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            own = {n.id for n in ast.walk(comprehension) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            end = comprehension.end_lineno or 0
            found += [f"{name}, line {line}" for name, line in bound if name in inside - own and line > end]
    return found


def rewrite(source: str, filename: str) -> Any:
    """Return the code of a module in which comprehensions are calls; raise SyntaxError where that is not the same."""
    parsed = ast.parse(source, filename)
    if anew := bound_anew(parsed):
        raise SyntaxError(f"{filename}: bound anew after a comprehension that names it: {', '.join(anew)}")
    tree = Comprehensions().visit(parsed)
    return compile(ast.fix_missing_locations(tree), filename, "exec")


def _target(generator: ast.comprehension) -> str:
    if not isinstance(generator.target, ast.Name):
        raise SyntaxError(f"line {generator.iter.lineno}: a comprehension binds one name")  # noqa: TRY004
    return generator.target.id


def _lambda(names: list[str], body: ast.expr) -> ast.Lambda:
    return ast.Lambda(ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, []), body)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def table(tables: tuple[Iterable[Any], ...], key: Callable[..., Any], value: Callable[..., Any], where: Any) -> Any:
    """Comprehend over plain collections; hand over to the first that is symbolic."""
    for candidate in tables:
        if hasattr(candidate, "comprehend"):
            return candidate.comprehend(tables, key, value, where)
    return {key(*xs): value(*xs) for xs in itertools.product(*tables) if where(*xs)}


class Changes:
    """A literal table whose keys are symbolic: which of them are equal is not known, so the later one counts."""

    def __init__(self, entries: tuple[tuple[Any, Any], ...]) -> None:
        self.entries = entries

    def items(self) -> tuple[tuple[Any, Any], ...]:
        """Return the entries, in order."""
        return self.entries


def literal(*entries: tuple[Any, Any]) -> Any:
    """Make a literal table."""
    parts = (part for key, _ in entries for part in (key if isinstance(key, tuple) else (key,)))
    return Changes(entries) if any(isinstance(part, Sym) for part in parts) else dict(entries)


def _over(method: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    def either(collection: Any, *rest: Any) -> Any:
        return getattr(collection, method)(*rest) if hasattr(collection, method) else plain(collection, *rest)

    return either


CALLS: dict[str, Callable[..., Any]] = {
    "_dict_": literal,
    "_table_": table,
    "_sum_": _over("total", lambda xs, f: sum(f(x) for x in xs)),
    "_any_": _over("some", lambda xs, f: any(f(x) for x in xs)),
    "_all_": _over("every", lambda xs, f: all(f(x) for x in xs)),
    "_first_": _over("first", lambda xs, c, default: min((x for x in xs if c(x)), default=default)),
}
"""What the calls mean: the plain thing on plain collections, and a table's own answer on a symbolic one."""
