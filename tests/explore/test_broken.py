"""Which laws a value of a reading breaks, as they are worded for the default, replayed on integers of a named day."""

import pytest

from zerohour.oracle.catalogue import switches
from zerohour.oracle.explore.broken import Broken, breaks, broken, broken_by, worded_for
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.smallest import smallest_days
from zerohour.proofs.concrete import questions

VALUES = [(s.name, s.default, value) for s in switches().values() for value in list(s.values)[1:]]
BREAKS_NOTHING = {("A-23", "all_at_once"), ("A-47", "total_with_exclusion")}
"""The first is what the reference does anyway; no law says how Sum and Intraday settle in one block."""
FOR_ALL = {
    "no settlement beyond the credit line",
    "what settles is what moves",
    "finality is stable",
    "the exclusion of participants ends",
}
"""What no value may break, whatever it is worded for."""
WORDED_BY_THE_VALUE = {("A-38", "both_signs"): "no settlement beyond the credit line"}
"""Whether what a closed cycle brings counts for the line is this question; each value keeps the law as it words it."""


@pytest.mark.parametrize(("switch", "default", "value"), VALUES)
def test_value_breaks_a_law_of_the_default_and_none_that_holds_for_all(switch: str, default: str, value: str) -> None:
    found = breaks(switch, default, value)
    assert (found == ()) == ((switch, value) in BREAKS_NOTHING)
    assert {each.law for each in found} & FOR_ALL <= {WORDED_BY_THE_VALUE.get((switch, value), "")}
    known = library() | smallest_days()
    assert all(each.day in known and each.at and each.event for each in found)


def test_law_is_broken_by_readings_only_that_its_wording_speaks_of() -> None:
    for switch in switches().values():
        for found in broken_by(switch).values():
            assert all(switch.name in worded_for()[each.law] for each in found)


def test_laws_that_hold_for_all_are_laws() -> None:
    assert {law.law.name for law in questions()} >= FOR_ALL


@pytest.mark.parametrize("name", ["a07_mark", "a14_zero_hour", "a23_worst_first", "a43_lapses_at_decree"])
def test_default_breaks_nothing_of_what_is_worded_for_it(name: str) -> None:
    day = smallest_days()[f"smallest_{name}"]
    for switch in switches().values():
        assert broken(name, day, switch.name, switch.default, switch.default) == []


def test_zero_hour_breaks_what_the_law_protects_when_the_court_decides() -> None:
    (found,) = breaks("A-14", "forward_only", "zero_hour")
    assert found == Broken(
        law="the law protects what entered before the opening",
        day="smallest_a14_zero_hour",
        at=found.at,
        event="A is declared bankrupt",
        predicate="protected_iff_the_law_says",
        told=found.told,
    )
