"""Mutations are made as they should be, what notices them does, and the list of survivors is taken at its word."""

import runpy
from pathlib import Path

import pytest

from zerohour.proofs.mutations import Mutation, mutations, mutations_of
from zerohour.proofs.symbolic.loading import sources

GENERATED = runpy.run_path(str(Path(__file__).with_name("generated.py")))

RECORDS = """
class Side(IntEnum):
    LEFT = 0
    RIGHT = 1
    MIDDLE = 2

class Ends:
    payer: str = ""
    payee: str = ""
    side: Side = Side.LEFT
    known: bool = False

"""

MADE: dict[str, set[str]] = {
    "def f(a: int, n: str): return a < 1": {"a < 1→a <= 1", "a < 1→a >= 1", "1→2", "1→0"},
    "def f(a: int, b: str): return a == b": {"a == b→a != b", "a == b→a <= b", "a == b→a >= b"},
    "def f(a: Side): return a == Side.RIGHT": {"a == Side.RIGHT→a != Side.RIGHT", "Side.RIGHT→Side.MIDDLE"},
    "def f(a: int): return a != NEVER": {"a != NEVER→a == NEVER"},
    "def f(a: int, b: str): return a in b": {"a in b→a not in b"},
    "def f(a: int, b: str): return a + b": {"a + b→a - b"},
    "def f(a: int, b: str): return -a - b": {"-a - b→(-a) + b", "-a→a"},
    "def f(a: bool, b: str, c: int): return a and b or c": {
        "or→and after a and b",
        "without or a and b",
        "without or c",
        "and→or after a",
        "without and a",
        "without and b",
    },
    "def f(a: bool): return not a": {"not a→a"},
    "def f(a: bool, b: str, c: int): return b if a else c": {"always b", "always c"},
    "def f(a: bool, b: str):\n if a: return b": {"if a→True", "if a→False"},
    "def f(a: bool, b: str): return {x: x for x in b if a}": {"if a→True"},
    "def f(a: str):\n match a:\n  case Ends(): return a": {"without case Ends()"},
    "def f(a: int, b: str): return max(a, b)": {"max→min of a"},
    "def f(a: int): return all(x for x in a)": {"all→any of (x for x in a)"},
    "def f(a: int, b: str): return a | {b: True}": {"without | {b: True}", "True→False"},
    "def f(a: int, b: int): return a": {"a→b"},
    "def f(*, a: int, b: int): return a": {"a→b"},
    "def f(a: Ends): return a.payer": {"a.payer→a.payee"},
    "def f(a: Ends): return a.known": set(),
    "def f(a: int, b: int): return f(a, 'x')": {"f: a↔'x'", "a→b"},
    "def f(a: Ends, b: str): return replace(a, payer=b)": {"without payer=b", "payer=b→payee"},
    "def f(b: str, c: int): return Ends(payer=b, payee=c)": {"payer=b→payee", "payee=c→payer"},
    "def f(a: bool):\n if a: return Side.LEFT\n return Side.MIDDLE": {
        "return Side.LEFT→Side.MIDDLE",
        "return Side.MIDDLE→Side.LEFT",
        "if a→True",
        "if a→False",
        "Side.LEFT→Side.RIGHT",
    },
    "FEW = 3": {"3→4", "3→2"},
    "Few: TypeAlias = Table[3]": set(),
    '@rule("GEN-01", page=9)\ndef f(a: Table[1]) -> Table[2]: pass': set(),
}
"""A text, and all its mutations."""


@pytest.mark.parametrize("text", MADE)
def test_mutations_of_a_text_are_these(text: str) -> None:
    made = {m.name.partition(": ")[2] for m in mutations_of({"m": RECORDS + text}) if "Ends." not in m.name}
    assert made == MADE[text]


def test_mutation_is_the_text_with_one_place_changed() -> None:
    text = "def f(a: int, b: str):\n    # ø\n    return (a\n      < b)  # and ø\n"
    assert [m.text for m in mutations_of({"m": text})] == [
        text.replace("a\n      < b", "(a <= b)"),
        text.replace("a\n      < b", "(a >= b)"),
    ]


def test_every_mutation_has_a_name_of_its_own_and_is_a_program() -> None:
    every = mutations()
    assert len({m.name for m in every}) == len({(m.module, m.text) for m in every}) == len(every) > 500
    for mutation in every:
        compile(mutation.text, mutation.name, "exec")


def changed(module: str, old: str, new: str) -> Mutation:
    """Return a mutation made by hand."""
    name = f"zerohour.spec.{module}"
    text = sources()[name].read_text("utf-8")
    assert text.count(old) == 1
    return Mutation(f"{module}: {old}→{new}", name, text.replace(old, new))


@pytest.fixture(scope="module", name="days")
def days_fixture() -> bytes:
    drawn: bytes = GENERATED["drawn"]()
    return drawn


def test_specification_as_it_is_is_noticed_by_nothing(days: bytes) -> None:
    assert GENERATED["noticed"](GENERATED["as_it_is"](), days) == ""


@pytest.mark.parametrize(
    ("mutation", "noticed"),
    [
        (changed("netting", "net + line >= 0", "net + line > 0"), "scenario"),
        (
            changed(
                "bank_day", "batch.draws[p] if tries_on(day, p) else 0", "batch.draws[p] if tries_on(day, p) else 1"
            ),
            "law",
        ),
        (changed("bank_day", "return Step(day, Reason.WRONG_EXCLUSIONS)", "return Step(day, Reason.DONE)"), "test"),
        (changed("netting", "return True, draws", "return False, draws"), "endless"),
        (changed("netting", "return True, draws", "return nothing, draws"), "error"),
        (changed("money", "return min(0, position)", "return"), "error"),
        (changed("money", "def debt", "deft debt"), "error"),
    ],
    ids=lambda x: x.name if isinstance(x, Mutation) else x,
)
def test_wrong_text_is_noticed(mutation: Mutation, noticed: str, days: bytes) -> None:
    assert GENERATED["noticed"](mutation, days) == noticed


def test_survivors_are_mutations_and_each_has_its_reason() -> None:
    assert GENERATED["complaints"]({}, {m.name for m in mutations()}, GENERATED["survivors"]()) == []


def test_list_of_survivors_is_taken_at_its_word() -> None:
    every, excused = {"a", "b", "c"}, {"b": "equivalent", "c": "equivalent"}
    assert GENERATED["complaints"]({"a": "law", "b": "", "c": ""}, every, excused) == []
    assert GENERATED["complaints"]({"a": "", "b": "", "c": ""}, every, excused) == ["not noticed: a"]
    assert GENERATED["complaints"]({"b": "law"}, every, excused) == ["listed as a survivor, but noticed: b"]
    assert GENERATED["complaints"]({}, {"b"}, excused) == ["listed as a survivor, but no mutation: c"]
    assert GENERATED["complaints"]({}, every, {"b": " "}) == ["listed as a survivor without a reason: b"]


def test_sample_is_the_same_for_the_same_seed() -> None:
    every = mutations()
    assert GENERATED["chosen"](every, 60, 1) == GENERATED["chosen"](every, 60, 1) != GENERATED["chosen"](every, 60, 2)
    assert GENERATED["chosen"](every, None, 1) == every
