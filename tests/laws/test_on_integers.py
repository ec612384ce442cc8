"""Every law holds on integers, of days on which anything happens; and of the same days its false twin does not.

Run as a program it asks of more events: `python tests/laws/test_on_integers.py EVENTS [SEED]` prints a row of figures.
"""

import sys
from dataclasses import dataclass, field, replace
from enum import Enum
from time import process_time
from typing import Any, get_args

import pytest

from zerohour.oracle.arbitrary import KINDS, OFTEN, strategy_of, with_days
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs import obligations
from zerohour.proofs.concrete import (
    SUBJECTS,
    EndlessError,
    Loops,
    Moment,
    Question,
    detached,
    imported,
    moments,
    questions,
    twin,
    watched,
)
from zerohour.proofs.twins import TWINS
from zerohour.spec.bank_day import Event
from zerohour.spec.decisions import Reason
from zerohour.spec.readings import Readings

SEED = 20181
EVENTS = 30_000

NOT_REFUTED: dict[str, str] = {}
"""The predicates whose twins no day on integers refutes, and why not: what they say is of symbols only."""

READINGS: list[type[Enum]] = [type(default) for default in vars(Readings()).values()]
VALUES = {value for reading in READINGS for value in reading}
"""Every value of every reading."""


class BrokenLawError(Exception):
    """A law does not hold: which one, of what, and after which events."""


@dataclass
class Survey:
    """Days that were asked about, and what came up on them."""

    laws: list[Question]
    twins: dict[str, Question]
    """Those that are not refuted yet."""
    events: int = 0
    days: int = 0
    reached: set[Any] = field(default_factory=set[Any])
    """The kinds of events of which one was not refused, and the values of readings."""

    def ask(self, day: Scenario) -> None:
        """Ask for every law, after every event of a day."""
        opening = detached(day.opening())
        nothing = Moment(opening, day.events[0], opening, Reason.NOTHING, Loops())
        self._ask([law for law in self.laws if law.about_a_state], nothing, day, 0)
        for number, moment in enumerate(moments(opening, day.events), 1):
            self._ask(self.laws, moment, day, number)
            self.twins = {name: law for name, law in self.twins.items() if law.broken(moment) is None}
            if moment.reason >= Reason.ENTERED:
                self.reached.add(type(moment.event))
        self.reached |= set(vars(day.rulebook.readings).values())
        self.events, self.days = self.events + len(day.events), self.days + 1

    def _ask(self, laws: list[Question], moment: Moment, day: Scenario, number: int) -> None:
        for law in laws:
            bound = law.broken(moment)
            if bound is not None:
                under = f"{day.rulebook.name}, {day.rulebook.readings}, participants {', '.join(day.participants)}"
                after = "".join(f"\n  {event}" for event in day.events[:number])
                raise BrokenLawError(f"{law.told(bound)}\nunder {under}\nafter{after or ' no event'}")


def survey(events: int, seed: int, laws: list[Question], twins: dict[str, Question]) -> Survey:
    """Ask for the laws of so many events, of days drawn from this seed, the next one, and so on."""
    found = Survey(laws, twins)
    while found.events < events:
        try:
            with_days(seed, found.ask)
        except Exception as error:
            error.add_note(f"on a day of seed {seed}")
            raise
        seed += 1
    return found


def on_the_library(found: Survey) -> None:
    """Ask for the laws of every day of the library too, which meet what days drawn by chance seldom do."""
    for day in library().values():
        found.ask(replace(day, events=tuple(day.timeline())))


def every_twin() -> dict[str, Question]:
    return {name: twin(name) for name in TWINS}


def test_every_law_holds_and_no_twin_does() -> None:
    found = survey(EVENTS, SEED, questions(), every_twin())
    on_the_library(found)
    assert set(found.twins) == set(NOT_REFUTED), f"twins that were not refuted, seed {SEED}"
    assert {*KINDS, *VALUES} - found.reached == set(), f"what was not reached, seed {SEED}"


def test_there_is_a_strategy_for_each_kind_of_event_and_a_twin_for_each_law() -> None:
    assert set(KINDS) == set(get_args(Event))
    assert set(OFTEN) <= set(KINDS)
    assert set(TWINS) == {law.name for law in questions()}


def test_whatever_a_proof_leaves_arbitrary_is_bound() -> None:
    assert set(SUBJECTS) == set(obligations.KINDS) - {""}


def test_broken_law_is_told_of_the_smallest_day_with_its_name_its_subject_and_the_events() -> None:
    with pytest.raises(BrokenLawError) as caught:
        survey(EVENTS, SEED, [twin("cleared_iff_funded")], {})
    law, under, *after = str(caught.value).splitlines()
    assert law.startswith("'an instant payment is cleared if and only if it is funded' (cleared_iff_funded) ")
    assert law.endswith(f"does not hold of i = {after[-1].split('order=')[1].split(',')[0]}")
    assert under.startswith("under minimal, Readings(")
    assert [line.split("(")[0].strip() for line in after] == ["after", "SetLine", "Submit"]
    assert any(note.startswith("on a day of seed ") for note in caught.value.__notes__)


def test_kind_of_event_that_cannot_be_made_is_an_error_that_names_the_field() -> None:
    @dataclass(frozen=True)
    class Refund:
        at: int
        fee: int

    with pytest.raises(TypeError, match=r"Refund\.fee: nothing says how to make one"):
        strategy_of(Refund)


def test_rounds_of_every_loop_are_noted_and_one_that_never_ends_is_an_error() -> None:
    netting = imported().netting
    until = netting.until

    def up_to_three(n: int) -> tuple[bool, int]:
        return n == 3, n + 1

    def on_and_on(n: int) -> tuple[bool, int]:
        return False, n

    with watched() as loops:
        assert netting.until(up_to_three, 1) == 4
        with pytest.raises(EndlessError):
            netting.until(on_and_on, 1)
    assert loops.starts == [1, 1]
    assert [(seen["out"], seen["wider"]) for seen in loops.rounds[:3]] == [(1, 2), (2, 3), (1, 1)]
    assert netting.until is until


def main() -> None:
    """Print a row for so many events: the figures of one run."""
    events, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    begun, laws = process_time(), questions()
    found = survey(events, seed, laws, every_twin())
    on_the_library(found)
    spent = process_time() - begun
    if set(found.twins) != set(NOT_REFUTED):
        sys.exit(f"twins that were not refuted: {', '.join(sorted(found.twins))}")
    sys.stdout.write("| events | days | seed | predicates of laws | twins refuted | CPU s | events a CPU s |\n")
    sys.stdout.write("|--:|--:|--:|--:|--:|--:|--:|\n")
    row = f"{found.events:,} | {found.days:,} | {seed} | {len(laws)} | {len(TWINS) - len(found.twins)}"
    sys.stdout.write(f"| {row} | {spent:.0f} | {found.events / spent:,.0f} |\n")


if __name__ == "__main__":
    main()
