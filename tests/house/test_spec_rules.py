"""The house rules of spec/, read off its syntax trees. Each check has texts that it must complain of."""

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import pytest

from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.rules import Rule, rules_of

SPEC = Path(__file__).parents[2] / "spec"
FILES = sorted(SPEC.rglob("*.py"))
TREES = {path.relative_to(SPEC).with_suffix("").as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}
"""The modules of the specification, by their names within it."""

FOUNDATIONS = ("records", "rules", "tables")
"""Modules that state no rule: how a rule is marked, and the table. Any other may import them; they import none."""

RULES = {name: tree for name, tree in TREES.items() if name not in FOUNDATIONS}

NUMBERS = {"int", "Ore", "Instant", "BlockNo"}
TABLES_OF_NUMBERS = {"Nets", "Positions", "Sums"}
"""The names of types by which numbers, and tables of numbers, are known in annotations."""

MUTATORS = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse"} | {
    "setdefault",
    "sort",
    "update",
    "__setitem__",
}
"""Methods that change what they belong to."""

ID = re.compile(r"(?:CAL|GEN|INS|INT|LIM|LIQ|OUT|STR|SUM)-\d\d")
OWN = re.compile(r"OWN-\d\d")
PAGES = re.compile(r"\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*")

Complaints = list[str]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield every function of the module, inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def stated(function: ast.FunctionDef) -> list[ast.Call]:
    """Return the marks of the rules that the function states."""
    return [d for d in function.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == "rule"]


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of every module that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


# -- the checks --------------------------------------------------------------------------------------------------------


def standard_library_only(tree: ast.AST) -> Complaints:
    return [
        name
        for name in imported(tree)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("zerohour.spec.")
    ]


IMPURE = {"asyncio", "datetime", "io", "logging", "math", "os", "pathlib", "random", "secrets", "socket", "time"} | {
    "subprocess",
    "sys",
    "threading",
}
"""Modules that know more than they are told."""


def no_clock_chance_or_input(tree: ast.AST) -> Complaints:
    calls = [ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)]
    return [m for m in imported(tree) if m.split(".")[0] in IMPURE] + [
        c for c in calls if c in ("open", "print", "input")
    ]


def no_floats(tree: ast.AST) -> Complaints:
    found: Complaints = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Div):
            found.append("a division with /")
        if isinstance(node, ast.Name) and node.id in ("float", "complex", "Decimal", "Fraction", "round"):
            found.append(f"line {node.lineno}: {node.id}")
    return found


def no_try(tree: ast.AST) -> Complaints:
    return [f"line {n.lineno}: {type(n).__name__}" for n in ast.walk(tree) if isinstance(n, ast.Try | ast.TryStar)]


def no_global(tree: ast.AST) -> Complaints:
    return [f"line {n.lineno}: {ast.unparse(n)}" for n in ast.walk(tree) if isinstance(n, ast.Global | ast.Nonlocal)]


def no_isinstance(tree: ast.AST) -> Complaints:
    asked = ("isinstance", "issubclass", "hasattr", "getattr", "callable")
    return [f"line {n.lineno}: {n.id}" for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in asked]


def no_mutation(tree: ast.AST) -> Complaints:
    found: Complaints = []
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        elif isinstance(node, ast.AugAssign | ast.Delete | ast.NamedExpr):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Call):
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if method in MUTATORS or ast.unparse(node.func) in ("setattr", "delattr"):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        parts = [part for target in targets for part in ast.walk(target)]
        found += [
            f"line {p.lineno}: {ast.unparse(p)}"
            for p in parts
            if isinstance(p, ast.Attribute | ast.Subscript) and isinstance(p.ctx, ast.Store)
        ]
    return found


def no_default_arguments(tree: ast.AST) -> Complaints:
    defaults = {f.name: [*f.args.defaults, *(d for d in f.args.kw_defaults if d)] for f in functions(tree)}
    return [f"{name}: {ast.unparse(d)}" for name, found in defaults.items() for d in found]


def divisions_by_positive_constants(tree: ast.AST) -> Complaints:
    found: Complaints = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
            right = node.right
            if not (isinstance(right, ast.Constant) and type(right.value) is int and right.value > 0):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Name) and node.id in ("divmod", "pow"):
            found.append(f"line {node.lineno}: {node.id}")
    return found


def one_loop(tree: ast.AST) -> Complaints:
    loops = [f.name for f in functions(tree) if any(isinstance(n, ast.While) for n in ast.walk(f))]
    return [name for name in loops if name != "until"]


def numeric_names(trees: dict[str, ast.Module]) -> tuple[set[str], set[str]]:
    """Return the fields and the functions of all modules that hold or give a number."""
    fields: set[str] = set()
    given: set[str] = set()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                fields |= {
                    ast.unparse(part.target)
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and ast.unparse(part.annotation) in NUMBERS
                }
            if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) in NUMBERS:
                given.add(node.name)
    return fields, given


NUMERIC_FIELDS, NUMERIC_FUNCTIONS = numeric_names(TREES)


def asked_for_truth(function: ast.AST) -> Iterator[ast.expr]:
    """Yield every expression whose truth is asked for."""
    for node in ast.walk(function):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            yield node.test
        if isinstance(node, ast.BoolOp):
            yield from node.values
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node.operand
        if isinstance(node, ast.comprehension):
            yield from node.ifs
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("any", "all", "bool"):
            yield from (a.elt if isinstance(a, ast.GeneratorExp) else a for a in node.args)


def no_truth_of_numbers(tree: ast.AST) -> Complaints:
    """As far as a syntax tree tells: constants, sums, and what annotations call a number."""
    found: Complaints = []
    for function in functions(tree):
        arguments = [*function.args.args, *function.args.kwonlyargs]
        typed = {a.arg: ast.unparse(a.annotation) for a in arguments if a.annotation}
        for asked in asked_for_truth(function):
            number = (
                (isinstance(asked, ast.Constant) and type(asked.value) is int)
                or isinstance(asked, ast.BinOp)
                or (isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.USub))
                or (isinstance(asked, ast.Name) and typed.get(asked.id) in NUMBERS)
                or (isinstance(asked, ast.Attribute) and asked.attr in NUMERIC_FIELDS)
                or (isinstance(asked, ast.Subscript) and typed.get(ast.unparse(asked.value)) in TABLES_OF_NUMBERS)
                or (isinstance(asked, ast.Call) and ast.unparse(asked.func) in NUMERIC_FUNCTIONS)
            )
            if number:
                found.append(f"line {asked.lineno}: {ast.unparse(asked)}")
    return found


def rules_are_one_sentence(tree: ast.AST) -> Complaints:
    found: Complaints = []
    for function in functions(tree):
        first = " ".join((ast.get_docstring(function) or "").split("\n\n")[0].split())
        if stated(function) and not re.fullmatch(r"[A-Z](?:(?![.!?] [A-Z]).)*\.", first):
            found.append(f"{function.name}: {first!r}")
    return found


def ids_and_pages_have_their_form(tree: ast.AST) -> Complaints:
    found: Complaints = []
    for function in functions(tree):
        for mark in stated(function):
            given = [a.value for a in (*mark.args, *(k.value for k in mark.keywords)) if isinstance(a, ast.Constant)]
            texts = [g for g in given if isinstance(g, str)]
            if len(texts) != 2 or not well_formed(*texts):
                found.append(f"{function.name}: {ast.unparse(mark)}")
    return found


def well_formed(rule_id: str, page: str) -> bool:
    """Whether the id is one of the source with its pages, or one of our own."""
    if OWN.fullmatch(rule_id):
        return page == "own"
    return bool(ID.fullmatch(rule_id) and PAGES.fullmatch(page))


CHECKS: dict[Callable[[ast.AST], Complaints], list[str]] = {
    standard_library_only: [
        "import networkx",
        "from z3 import Int",
        "from .money import Ore",
        "import zerohour.oracle.cli",
    ],
    no_clock_chance_or_input: ["import random", "from time import time", "def f(): return open('x')", "print(1)"],
    no_floats: ["x = 0.5", "def f(a): return a / 2", "x = float(1)", "y = 1j"],
    no_try: ["def f():\n try: pass\n except ValueError: pass", "def f():\n try: pass\n finally: pass"],
    no_global: ["def f():\n global x", "def f():\n x = 1\n def g():\n  nonlocal x"],
    no_isinstance: ["def f(a): return isinstance(a, int)", "def f(a): return getattr(a, 'x')"],
    no_mutation: [
        "def f(a): a += 1",
        "def f(a): a[0] = 1",
        "def f(a): a.x = 1",
        "def f(a): a.x: int = 1",
        "def f(a): (a.x, b) = 1, 2",
        "def f(a): a.append(1)",
        "def f(a): a.update(b=1)",
        "def f(a): del a[0]",
        "def f(a): setattr(a, 'x', 1)",
        "def f(a): return (b := a)",
    ],
    no_default_arguments: ["def f(a=1): return a", "def f(*, a=()): return a"],
    divisions_by_positive_constants: [
        "def f(a, b): return a // b",
        "def f(a): return a // -2",
        "def f(a): return a % 0",
        "def f(a): return a % True",
        "def f(a): return divmod(a, 2)",
    ],
    one_loop: ["def f(a):\n while a: pass"],
    no_truth_of_numbers: [
        "def f(net: Ore):\n if net: return 1",
        "def f(net: Ore): return 1 if net else 2",
        "def f(net: Ore): return not net",
        "def f(*, at: Instant, b): return b and at",
        "def f(order): return order.amount or 1",
        "def f(sums: Sums): return any(sums[p] for p in sums)",
        "def f(sums: Sums): return {p: 1 for p in sums if sums[p]}",
        "def f(a):\n while 1: pass",
        "def f(a, b): return bool(a + b)",
        "def f(a): return all(debt(x) for x in a)",
    ],
    rules_are_one_sentence: [
        '@rule("GEN-01", page="9")\ndef f(): return 1',
        '@rule("GEN-01", page="9")\ndef f():\n "One thing. Another thing."',
        '@rule("GEN-01", page="9")\ndef f():\n "No mark at the end"',
        '@rule("GEN-01", page="9")\ndef f():\n "small at the start."',
    ],
    ids_and_pages_have_their_form: [
        '@rule("GEN-1", page="9")\ndef f(): pass',
        '@rule("XYZ-01", page="9")\ndef f(): pass',
        '@rule("GEN-01", page="")\ndef f(): pass',
        '@rule("GEN-01", page="own")\ndef f(): pass',
        '@rule("OWN-01", page="9")\ndef f(): pass',
        '@rule("GEN-01", page="page 9")\ndef f(): pass',
        '@rule("GEN-01")\ndef f(): pass',
    ],
}
"""Every check, and texts that it must complain of."""

APPLIES: dict[Callable[[ast.AST], Complaints], dict[str, ast.Module]] = {
    standard_library_only: TREES,
    no_clock_chance_or_input: TREES,
    no_floats: TREES,
    no_try: TREES,
    no_global: TREES,
    no_isinstance: RULES,
    no_mutation: RULES,
    no_default_arguments: RULES,
    divisions_by_positive_constants: TREES,
    one_loop: RULES,
    no_truth_of_numbers: RULES,
    rules_are_one_sentence: TREES,
    ids_and_pages_have_their_form: TREES,
}
"""The modules that each check is about: the foundations may do what no rule may."""


@pytest.mark.parametrize(
    ("check", "module"),
    [(c, m) for c, trees in APPLIES.items() for m in trees],
    ids=lambda x: getattr(x, "__name__", x),
)
def test_module_keeps_to_the_house_rule(check: Callable[[ast.AST], Complaints], module: str) -> None:
    assert check(TREES[module]) == []


@pytest.mark.parametrize(
    ("check", "text"), [(c, t) for c, texts in CHECKS.items() for t in texts], ids=lambda x: getattr(x, "__name__", x)
)
def test_text_that_breaks_the_house_rule_is_noticed(check: Callable[[ast.AST], Complaints], text: str) -> None:
    assert check(ast.parse(text)) != []


def test_every_check_is_applied_and_has_a_text_that_breaks_it() -> None:
    assert set(CHECKS) == set(APPLIES)
    assert {"bank_day", "netting", "rulebooks/minimal"} < set(RULES)


# -- the order of reading ----------------------------------------------------------------------------------------------


def reading_order(text: str) -> list[str]:
    """Return the order of reading that the docstring gives."""
    listed = text.partition("Read the files in this order:")[2].partition(". Each imports")[0]
    return re.findall(r"`([a-z_]+)`", listed)


def imports_from_later(order: list[str], module: str, tree: ast.AST) -> Complaints:
    """Return what the module imports of the specification that is not before it in the order."""
    before = {*FOUNDATIONS, *order[: order.index(module)]}
    own = [name.removeprefix("zerohour.spec.") for name in imported(tree) if name.startswith("zerohour.spec")]
    return [name for name in own if name not in before]


ORDER = reading_order(ast.get_docstring(TREES["__init__"]) or "")


def test_every_module_that_states_a_rule_has_its_place_in_the_order_of_reading() -> None:
    single = {name for name in TREES if "/" not in name} - {"__init__", *FOUNDATIONS}
    assert set(ORDER) == single - set(FOUNDATIONS)
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("module", ORDER)
def test_module_imports_only_from_modules_before_it(module: str) -> None:
    assert imports_from_later(ORDER, module, TREES[module]) == []


@pytest.mark.parametrize("module", FOUNDATIONS)
def test_foundation_imports_nothing_of_the_specification(module: str) -> None:
    assert [name for name in imported(TREES[module]) if name.startswith("zerohour")] == []


def test_import_from_a_later_module_is_noticed() -> None:
    assert imports_from_later(["a", "b"], "a", ast.parse("from zerohour.spec.b import x")) == ["b"]
    assert imports_from_later(["a", "b"], "b", ast.parse("from zerohour.spec.b import x")) == ["b"]
    assert imports_from_later(["a", "b"], "b", ast.parse("from zerohour.spec.a import x")) == []


# -- readings ----------------------------------------------------------------------------------------------------------


def live_readings(tree: ast.AST) -> set[str]:
    """Return the enums that the record of readings is made of."""
    record = next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == "Readings")
    return {ast.unparse(part.annotation) for part in record.body if isinstance(part, ast.AnnAssign)}


def consulted_in(reading: str, trees: dict[str, ast.Module]) -> set[str]:
    """Return the functions that name a value of the reading."""
    return {
        f"{module}.{f.name}"
        for module, tree in trees.items()
        for f in functions(tree)
        if any(isinstance(n, ast.Attribute) and ast.unparse(n.value) == reading for n in ast.walk(f))
    }


LIVE = live_readings(TREES["readings"])


def test_the_live_readings_are_those_of_the_slice() -> None:
    assert {"A01", "A22", "A23"} <= LIVE


@pytest.mark.parametrize("reading", sorted(LIVE))
def test_reading_is_consulted_in_exactly_one_function(reading: str) -> None:
    assert len(consulted_in(reading, TREES)) == 1


def test_reading_that_is_consulted_twice_or_never_is_noticed() -> None:
    twice = "def f(a): return a == A01.EXCLUDE\ndef g(a): return a == A01.BY_ENTRY"
    assert consulted_in("A01", {"m": ast.parse(twice)}) == {"m.f", "m.g"}
    assert consulted_in("A22", {"m": ast.parse(twice)}) == set()


# -- reasons and rules -------------------------------------------------------------------------------------------------


def rules_stated() -> dict[str, set[Rule]]:
    """Return every rule that a function of the specification states, by id."""
    found: dict[str, set[Rule]] = {}
    for name in TREES:
        if not name.endswith("__init__"):
            module = importlib.import_module("zerohour.spec." + name.replace("/", "."))
            for value in vars(module).values():
                for rule in rules_of(value) if isinstance(value, FunctionType) else ():
                    found.setdefault(rule.id, set()).add(rule)
    return found


def unexplained(decided: dict[Reason, tuple[str, ...]], known: set[str]) -> Complaints:
    """Return the reasons without an entry, and the ids that no function states."""
    missing = [reason.name for reason in Reason if reason not in decided]
    silent = [r.name for r, ids in decided.items() if not ids and r not in (Reason.NOTHING, Reason.DONE)]
    return missing + silent + sorted({i for ids in decided.values() for i in ids} - known)


def test_every_reason_names_rules_that_some_function_states() -> None:
    assert unexplained(DECIDED_BY, set(rules_stated())) == []


def test_reason_without_rules_that_are_stated_is_noticed() -> None:
    known = set(rules_stated())
    without: dict[Reason, tuple[str, ...]] = {
        reason: ids for reason, ids in DECIDED_BY.items() if reason != Reason.TWICE
    }
    assert unexplained(without, known) == ["TWICE"]
    assert unexplained(DECIDED_BY | {Reason.TWICE: ()}, known) == ["TWICE"]
    assert unexplained(DECIDED_BY | {Reason.TWICE: ("GEN-99",)}, known) == ["GEN-99"]


def test_rule_is_given_the_same_pages_wherever_it_is_stated() -> None:
    assert {i: rules for i, rules in rules_stated().items() if len(rules) > 1} == {}


def test_every_mark_in_the_source_reaches_its_function() -> None:
    marks = {ast.literal_eval(m.args[0]) for tree in TREES.values() for f in functions(tree) for m in stated(f)}
    assert marks == set(rules_stated())
    assert len(marks) > 40
