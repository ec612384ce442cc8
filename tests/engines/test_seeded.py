"""The oracle bites: bugs put into the engines that conform are found, made small, and named by rule.

Ten of them here; `python tests/engines/seeded/seeded.py` asks them all.
"""

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from zerohour.oracle.explain import spec_modules, stated_rules

SEEDED = runpy.run_path(str(Path(__file__).parent / "seeded" / "seeded.py"), run_name="seeded")
BUGS = {bug.name: bug for bug in SEEDED["bugs"]()}

TEN = (
    "takes an order at the very instant of the cut-off",
    "revokes an instant payment that is cleared",
    "tries again what a marked end left unbooked, in SQL",
    "asks for no cap, in SQL",
    "settles the open cycle with the closed one",
    "carries over past the end of the clearing day",
    "marks without a decree",
    "judges cover by the lines as they were at the cut-off",
    "runs one round of exclusions from Intraday",
    "asks for no filing of the agreement",
)
"""Bugs of every kind, in engines that need no more than Python; four of them in the one in SQL."""


@pytest.mark.parametrize("name", TEN)
def test_bug_is_found_made_small_and_named(name: str) -> None:
    found = SEEDED["hunt"](BUGS[name])
    assert found.wrong == ""
    orders, participants = found.size
    assert orders <= 4
    assert participants <= 3
    assert found.scenarios <= SEEDED["BUDGET"]


def test_every_bug_still_fits_its_engine() -> None:
    assert len(BUGS) >= 60
    assert {bug.engine for bug in BUGS.values()} == set(SEEDED["FILES"])
    for bug in BUGS.values():
        assert bug.patched() != bug.original.read_text(encoding="utf-8")


def test_a_text_that_no_longer_stands_in_the_engine_is_told_with_its_bug() -> None:
    bug = replace(BUGS[TEN[0]], patch=(("no such text", ""),))
    with pytest.raises(ValueError, match=r"'no such text' stands 0 times in ledger.py.* adapt the bug in bugs.toml"):
        bug.patched()


def test_bugs_break_rules_of_every_file_that_states_some() -> None:
    stated = {rule.function.__module__.removeprefix("zerohour.spec.") for rule in stated_rules()}
    assert stated < {name.removeprefix("zerohour.spec.") for name in spec_modules()}
    # An engine is told the lines to which funding leads, and cannot get that wrong.
    assert {bug.spec for bug in BUGS.values()} == stated - {"funding"}


def test_rules_that_have_to_be_named_are_stated_somewhere() -> None:
    known = {rule.id for rule in stated_rules()}
    assert {rule for bug in BUGS.values() for rule in bug.rules} <= known
    assert all(bug.rules for bug in BUGS.values())
