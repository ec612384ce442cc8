"""What notices that the specification that this file finds is a wrong one, cheapest first; `generated.py` asks it."""

import contextlib
import io
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from zerohour.oracle.scenarios.library import expected, library
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.vectors import vectors, wrong
from zerohour.proofs.concrete import EndlessError, moments, questions, watched

TESTS = Path(__file__).parents[1]
RULES = ("rules", "house/test_spec_rules.py")
"""Tests of the specification alone: what is refused first, the very instants, the law's verdicts, the reasons."""
CHUNKS = 20
"""The vectors are looked at in so many parts, each of them from all over."""


def scenarios() -> bool:
    """Whether a scenario of the library does not end as worked out by hand."""
    ends = expected()
    for name, scenario in library().items():
        orders = report_of(scenario.run()).orders
        if {i: o.status + (f"@{o.block}" if o.block else "") for i, o in orders.items()} != ends[name]:
            return True
    return False


def laws(days: bytes) -> bool:
    """Whether a law is broken on one of the days."""
    asked = questions()
    found: list[Scenario] = pickle.loads(days)  # noqa: S301  # our own, of the classes that are found here
    return any(
        law.broken(moment) is not None
        for day in found
        for moment in moments(day.opening(), day.events)
        for law in asked
    )


def points() -> bool:
    """Whether a committed vector says otherwise."""
    known = vectors()
    return any(wrong(known[n::CHUNKS]) for n in range(CHUNKS))


def rules() -> bool:
    """Whether a test of the rules fails."""
    options = ["-q", "-x", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main([*options, f"--rootdir={TESTS.parent}", *(str(TESTS / path) for path in RULES)]) != 0


def noticed(days: bytes) -> str:
    """Return what notices first; empty if nothing does. What cannot be asked, or never ends, is noticed too."""
    evidence: dict[str, Callable[[], bool]] = {
        "scenario": scenarios,
        "test": rules,
        "law": lambda: laws(days),
        "vector": points,
    }
    for kind, ask in evidence.items():
        try:
            with watched():
                if ask():
                    return kind
        except EndlessError:
            return "endless"
        except Exception:  # noqa: BLE001  # whatever a wrong specification runs into
            return "error"
    return ""
