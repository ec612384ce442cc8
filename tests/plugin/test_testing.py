"""What users build their own tests on: an assertion, strategies, a state machine."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from zerohour.oracle.campaign import needs
from zerohour.oracle.engines.connect import EngineError, PythonEngine, UnsupportedError, connect
from zerohour.oracle.generate import ANY_ORDER
from zerohour.oracle.scenarios.format import dump, loads
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.testing import EngineMachine, assert_conforms, engine_machine, scenarios
from zerohour.spec.bank_day import Submit

LATE, GOOD = "python:zerohour.oracle.engines.ledger:late_engine", "python:zerohour.oracle.engines.ledger:engine"
FEW = settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_assertion_tells_what_is_wrong_in_words() -> None:
    day = library()["cut_off_to_the_instant"]
    assert_conforms(GOOD, day)
    with pytest.raises(
        AssertionError, match=r"(?s)cut-off against orders in flight.*Let at be.*Against:.*\[\[event\]\]"
    ):
        assert_conforms(LATE, dump(day))


class Broken(PythonEngine):
    """An engine that says nothing of orders."""

    def __init__(self) -> None:
        super().__init__("zerohour.oracle.engines.ledger:engine")

    def run(self, scenario: Scenario) -> Report:
        """Answer without orders."""
        raise EngineError(f"{self.name} answered nonsense: orders: Field required ({scenario.name})")


def test_what_cannot_be_judged_is_no_failed_assertion() -> None:
    tested = connect(GOOD)
    tested.features = frozenset({"intraday"})
    with pytest.raises(UnsupportedError, match="the scenario needs"):
        assert_conforms(tested, library()["bank_fails_at_10_07"])
    with pytest.raises(EngineError, match="answered nonsense: orders: Field required"):
        assert_conforms(Broken(), library()["cut_off_to_the_instant"])


@seed(1)
@FEW
@given(scenarios())
def test_drawn_scenarios_can_be_kept_as_files_and_a_good_engine_conforms(day: Scenario) -> None:
    assert loads(dump(day), "it") == day
    assert_conforms(connect(GOOD), day)


@pytest.mark.parametrize("features", [{"straks"}, {"intraday", "exclusion", "lines"}, {"straks", "lines", ANY_ORDER}])
def test_drawn_scenarios_need_no_more_than_is_offered(features: set[str]) -> None:
    offered = frozenset(features)

    @seed(1)
    @FEW
    @given(scenarios(offered))
    def each(day: Scenario) -> None:
        assert needs(day) <= offered
        assert ANY_ORDER not in offered or all(event.at % 60_000 == 0 for event in day.events)

    each()


def test_search_finds_what_the_late_engine_does() -> None:
    tested = connect(LATE)

    @seed(1)
    @settings(FEW, max_examples=400, report_multiple_bugs=False)
    @given(scenarios(frozenset({"intraday"})))
    def each(day: Scenario) -> None:
        assert_conforms(tested, day)

    with pytest.raises(AssertionError, match=r"cut-off against orders in flight|exclusions follow"):
        each()


def test_state_machine_finds_the_late_engine_and_no_fault_in_a_good_one() -> None:
    # Nothing seeds a state machine: derandomized, it draws the same days each time.
    quiet = settings(FEW, max_examples=25, stateful_step_count=8, verbosity=Verbosity.quiet, derandomize=True)
    run_state_machine_as_test(engine_machine(GOOD), settings=quiet)
    late = connect(LATE)
    late.features = frozenset({"intraday", "exclusion"})  # what it does wrong, it does there
    with pytest.raises(AssertionError, match=r"cut-off|every order|exclusions"):
        run_state_machine_as_test(engine_machine(late), settings=settings(quiet, max_examples=400))


def test_state_machine_can_be_built_on() -> None:
    machine: type[EngineMachine] = engine_machine(GOOD)
    asked: list[int] = []
    (sent,) = (e for e in library()["cut_off_to_the_instant"].events if isinstance(e, Submit) and e.order == "at")

    class Payday(machine):  # type: ignore[valid-type, misc]
        @rule()
        def pays(self) -> None:
            asked.append(len(self.day.events))
            order = replace(sent, order=f"pay{len(asked)}")
            self.happens(order)

    run_state_machine_as_test(Payday, settings=settings(FEW, max_examples=5, stateful_step_count=4, derandomize=True))
    assert asked
