"""For users' own tests of an engine: an assertion, Hypothesis strategies, and a state machine to build on.

from zerohour.oracle.testing import engine_machine

TestMyEngine = engine_machine("cmd:node engine.js").TestCase
"""

import atexit
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from zerohour.oracle.arbitrary import EARLY, KINDS, PEOPLE, SENSIBLE, TERMS, TURNS, agreed, strategy_of, turning_points
from zerohour.oracle.campaign import FEATURE_OF, check, needs
from zerohour.oracle.engines.connect import Engine, EngineError, UnsupportedError, connect
from zerohour.oracle.generate import ANY_ORDER, EVERYTHING, MINUTE
from zerohour.oracle.scenarios.format import ScenarioError, dump, loads
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.strength import weakest_first
from zerohour.oracle.verdicts import Outcome
from zerohour.spec.bank_day import Event, Postpone, Submit, ZeroSettle, in_order
from zerohour.spec.participants import NO_SPONSOR, Participant
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NO_BLOCK

MOST_EVENTS = 12


def assert_conforms(engine: str | Engine, scenario: str | Scenario) -> None:
    """Put a scenario (or the text of its file) to an engine (or to one that the text names), and judge its answer.

    AssertionError: it does not conform. EngineError: it did not work. UnsupportedError: it lacks what is needed.
    """
    if isinstance(engine, str):
        with closing(connect(engine)) as started:
            assert_conforms(started, scenario)
        return
    day = loads(scenario, "the scenario") if isinstance(scenario, str) else scenario
    missing = needs(day) - engine.features
    if missing:
        raise UnsupportedError(f"the scenario needs {', '.join(sorted(missing))}")
    verdict = check(engine, day)
    if verdict.outcome == Outcome.VIOLATION:
        told = [f"{v.check} ({', '.join(v.rules)})\n{v.explanation}" for v in weakest_first(verdict.violations)]
        raise AssertionError("\n\n".join([*told, dump(day)]))
    if verdict.outcome == Outcome.NOT_SUPPORTED:
        raise UnsupportedError(verdict.reason)
    if verdict.outcome != Outcome.CONFORMS:
        raise EngineError(verdict.reason)


def books(features: frozenset[str] = EVERYTHING) -> SearchStrategy[Rulebook]:
    """Return a strategy for rulebooks: of the readings the usual ones, or any if the engine knows them."""
    if "readings" not in features:
        return st.just(MINIMAL)
    return strategy_of(Readings).map(lambda readings: replace(MINIMAL, readings=readings))


def events(features: frozenset[str] = EVERYTHING) -> SearchStrategy[Event]:
    """Return a strategy for what an engine with these features can be told; `at` is the number of an instant."""
    kinds = [KINDS[kind] for kind, feature in FEATURE_OF.items() if feature in features]
    return st.one_of(*[SENSIBLE] * 4, KINDS[Submit], *kinds).filter(lambda e: _known(e, features))


def _known(event: Event, features: frozenset[str]) -> bool:
    """Whether the event is of a system that the engine offers."""
    system = getattr(event, "system", None)
    return system is None or system.name.lower() in features


@st.composite
def scenarios(draw: Callable[[SearchStrategy[Any]], Any], features: frozenset[str] = EVERYTHING) -> Scenario:
    """Return a strategy for scenarios that an engine with these features can be asked about."""
    day = Scenario("drawn", draw(books(features)), tuple(PEOPLE), ())
    instants = draw(_instants(day.rulebook, features))
    told = [at_instant(e, instants, day, features) for e in draw(st.lists(events(features), max_size=MOST_EVENTS))]
    terms: dict[str, Participant] = draw(TERMS) if "terms" in features else {}
    if "indirect" not in features:
        terms = {p: replace(terms[p], sponsor=NO_SPONSOR) for p in terms}
    terms = agreed(terms, PEOPLE)
    unusual = {p: terms[p] for p in terms if terms[p] != Participant()}
    return loads(dump(replace(day, events=tuple(in_order(told)), terms=unusual)), "what was drawn")


def _instants(book: Rulebook, features: frozenset[str]) -> SearchStrategy[list[int]]:
    """Return a strategy for the few instants of a day: the earliest, and those around where something turns."""
    grain = MINUTE if ANY_ORDER in features else 1
    turns = st.lists(st.sampled_from(turning_points(book)), min_size=TURNS, max_size=TURNS)
    return turns.map(lambda chosen: _around(chosen, grain))


def _around(turns: list[int], grain: int) -> list[int]:
    early, near = {n * grain for n in range(EARLY)}, {t + n * grain for t in turns for n in (-1, 0, 1)}
    return sorted(at for at in early | near if at >= 0 and at % grain == 0)


def at_instant(event: Event, instants: list[int], day: Scenario, features: frozenset[str]) -> Event:
    """Return the event at one of the instants, naming no block that it cannot name."""
    timed = replace(event, at=instants[event.at % len(instants)])
    if isinstance(timed, Submit) and timed.block != NO_BLOCK and not ("blocks" in features and _told(timed, day)):
        return replace(timed, block=NO_BLOCK)
    if isinstance(timed, ZeroSettle | Postpone):
        timed = replace(timed, block=timed.block % len(day.rulebook.batch))
    if isinstance(timed, Postpone):
        return replace(timed, by=max(timed.by, MINUTE))
    return timed


def _told(event: Event, day: Scenario) -> bool:
    """Whether a file can say that the event happens on the day."""
    try:
        return loads(dump(replace(day, events=(event,))), "an event").events == (event,)
    except (ScenarioError, LookupError):
        return False


class EngineMachine(RuleBasedStateMachine):
    """A day that grows by an event at a time; when it ends, the engine is asked about all of it.

    To build on it, derive from what `engine_machine` returns, and add rules that call `happens`.
    """

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.day = Scenario("drawn", MINIMAL, tuple(PEOPLE), ())

    def happens(self, event: Event) -> None:
        """Let an event happen, after all that happened at its instant."""
        self.day = replace(self.day, events=tuple(in_order([*self.day.events, event])))

    def teardown(self) -> None:
        """Ask the engine about the day."""
        assert_conforms(self.engine, self.day)


def engine_machine(engine: str | Engine) -> type[EngineMachine]:
    """Return a state machine for the engine; its `TestCase` is a test that pytest and unittest run."""
    tested = connect(engine) if isinstance(engine, str) else engine
    if isinstance(engine, str):
        atexit.register(tested.close)
    offered = tested.features

    class Machine(EngineMachine):
        engine = tested
        instants: list[int]

        @initialize(book=books(offered), data=st.data())
        def begins(self, book: Rulebook, data: st.DataObject) -> None:
            self.day = replace(self.day, rulebook=book)
            self.instants = data.draw(_instants(book, offered), label="instants")

        @rule(event=events(offered))
        def tells(self, event: Event) -> None:
            self.happens(at_instant(event, self.instants, self.day, offered))

    return Machine
