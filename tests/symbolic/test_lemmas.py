"""The facts about sums are proved by two solvers, each of their hypotheses is needed, and no path is impossible."""

from typing import Any

import pytest
import z3

from zerohour.proofs.ledger import reachable
from zerohour.proofs.obligations import groups
from zerohour.proofs.solvers import ask_cvc5, ask_z3, text_of
from zerohour.proofs.symbolic.lemmas import lemmas

PARTS: dict[str, tuple[list[Any], Any]] = {f"{name} ({part})": (hyp, goal) for name, part, hyp, goal in lemmas()}

COUNTED = z3.Int("n") >= 0
"""A hypothesis of every step, which most lemmas do without: they hold of their sums' continuation below 0 too."""

NEEDED = [(name, n) for name, (hypotheses, _) in PARTS.items() for n, h in enumerate(hypotheses) if not h.eq(COUNTED)]

PATHS = {
    "any record": 1,
    "opening day": 1,
    "revoke": 3,
    "decree": 3,
    "notice": 3,
    "publication": 3,
    "exclusion": 3,
    "resolution": 3,
    "rejection by hand": 3,
    "filing": 3,
    "limit": 3,
    "delivery": 7,
    "folio": 3,
    "standing term": 3,
    "funding of the batch": 3,
    "funding of Straks": 3,
    "look at the liquidity": 2,
    "forecast": 6,
    "release": 5,
    "end of the monetary-policy day": 4,
    "postponement": 7,
    "outage": 4,
    "return from outage": 3,
    "disconnection": 3,
    "reconnection": 3,
    "0-settlement": 4,
    "lock": 5,
    "close of the clearing day": 6,
    "submit to Sum": 3,
    "submit to Intraday": 4,
    "submit to Straks": 4,
    "line of the batch": 3,
    "line of Straks": 3,
    "mark in Sum": 3,
    "mark in Intraday": 3,
    "mark in Straks": 3,
    "cut-off of the batch": 5,
    "cut-off of Straks": 5,
    "settle the batch": 25,
    "settle the batch as an engine chose": 6,
    "settle Straks": 5,
}
"""How many paths each kind of event has. All of them can be taken; a rule with one more case changes this count."""


@pytest.mark.parametrize("name", PARTS)
def test_lemma_is_proved_by_both_solvers(name: str) -> None:
    hypotheses, goal = PARTS[name]
    text = text_of(hypotheses, goal)
    assert (ask_z3(text), ask_cvc5(text)) == ("unsat", "unsat")


@pytest.mark.parametrize("name", PARTS)
def test_hypotheses_of_a_lemma_can_hold(name: str) -> None:
    assert ask_z3(text_of(PARTS[name][0], None)) == "sat"


@pytest.mark.parametrize(("name", "left_out"), NEEDED)
def test_lemma_without_one_of_its_hypotheses_is_not_proved(name: str, left_out: int) -> None:
    hypotheses, goal = PARTS[name]
    text = text_of([h for n, h in enumerate(hypotheses) if n != left_out], goal)
    assert (ask_z3(text), ask_cvc5(text)) == ("sat", "sat")


def test_each_step_of_an_induction_has_its_twins() -> None:
    steps = {name for name in PARTS if name.endswith("(step)")}
    assert len(steps) == len(PARTS) // 2
    assert {name for name, _ in NEEDED} >= steps


def test_each_kind_of_event_has_its_paths_counted() -> None:
    assert set(PATHS) == set(groups())


@pytest.mark.parametrize("group", PATHS)
def test_every_path_of_an_event_can_be_taken(group: str) -> None:
    assert reachable(group) == (PATHS[group], PATHS[group])
