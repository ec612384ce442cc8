"""The specification as loaded for symbolic reading is the plain one: on integers it gives the same days."""

from typing import Any

import pytest
import z3

from zerohour.oracle.generate import generated
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs.symbolic import maps
from zerohour.proofs.symbolic.loading import Patch, Reading, load
from zerohour.proofs.symbolic.paths import merge
from zerohour.proofs.symbolic.proxies import Key, SymBool, raw
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Participant

GENERATED = 150
"""So many generated days, besides those of the library."""

SCENARIOS = {**library(), **{s.name: s for s in (generated(11, n) for n in range(GENERATED))}}


@pytest.fixture(scope="module", name="reading")
def reading_fixture() -> Reading:
    return load(symbolic=True)


def days(reading: Reading, scenario: Scenario) -> list[tuple[str, str]]:
    """Return the reason and the state after each event, by the loaded specification."""
    spec = reading.bank_day
    terms = {p: vars(scenario.terms.get(p, Participant())) for p in scenario.participants}
    people = {p: reading.participants.Participant(**terms[p]) for p in terms}
    day = spec.opening(scenario.rulebook, people)
    found: list[tuple[str, str]] = []
    for event in scenario.timeline():
        done = spec.step(day, getattr(spec, type(event).__name__)(**vars(event)))
        day = done.day
        found.append((repr(done.reason), told(day)))
    return found


def told(day: Any) -> str:
    """Write a state down to the last value, but for its rulebook."""
    parts = [day.now, day.participants, day.lines, day.orders, day.straks]
    batch = day.batch
    return repr([*parts, batch.sums, dict(batch.nets), dict(batch.out), batch.draws, batch.block, batch.phase])


@pytest.mark.parametrize("name", SCENARIOS)
def test_rewritten_specification_gives_the_same_day(name: str, reading: Reading) -> None:
    scenario = SCENARIOS[name]
    plain = [(repr(done.reason), told(done.day)) for _, _, done in scenario.steps()]
    assert days(reading, scenario) == plain


def test_days_that_are_compared_reach_what_can_happen_to_an_order() -> None:
    reached = {order.reason for s in SCENARIOS.values() for order in _orders(s)}
    assert reached >= {
        Reason.BOOKED,
        Reason.REVOKED,
        Reason.LAST_OF_DAY,
        Reason.END_MARKED,
        Reason.REJECTED_AT_MARK,
        Reason.CYCLE_BOOKED,
        Reason.NOT_FUNDED,
        Reason.TOO_LATE,
        Reason.PARTICIPANT_OUT,
    }


def _orders(scenario: Scenario) -> list[Any]:
    orders = scenario.run().orders
    return [orders[i] for i in orders]


def test_changed_specification_gives_another_day() -> None:
    changed = load(symbolic=True, patch=Patch("zerohour.spec.timetable", "at < block.cutoff", "at <= block.cutoff"))
    scenario = library()["cut_off_to_the_instant"]
    assert days(changed, scenario) != [(repr(done.reason), told(done.day)) for _, _, done in scenario.steps()]


def test_text_to_change_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="stands there 0 times"):
        load(symbolic=False, patch=Patch("zerohour.spec.timetable", "no such text", ""))


def test_loading_leaves_the_modules_in_use_alone() -> None:
    before = library()["bank_fails_at_10_07"].run()
    load(symbolic=True, patch=Patch("zerohour.spec.netting", "net + line >= 0", "False"))
    assert library()["bank_fails_at_10_07"].run() == before


def test_a_value_of_a_table_is_the_same_in_every_branch() -> None:
    """What one branch knows must not be kept for the other."""
    maps.new_world()
    condition, key = SymBool(z3.Bool("c")), Key(z3.Int("k"))
    table = maps.Map(("participant",), lambda _: 1 if condition else 2)
    value = merge(lambda: 10 + table[key] if condition else 20 + table[key])
    solver = z3.Solver()
    solver.add(raw(value) != z3.If(z3.Bool("c"), 11, 22))
    assert solver.check() == z3.unsat
