"""What is found is made small, in few steps, and comes to an end."""

from collections.abc import Callable
from dataclasses import replace

from zerohour.oracle.campaign import check, shrink
from zerohour.oracle.engines.ledger import FEATURES, LedgerEngine
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.oracle.strength import weakest_first
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account, Participant
from zerohour.spec.readings import A22, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

LARGE = 2**40 + 12345


class Refuses:
    """An engine that conforms, but refuses what it does not like; it counts how often it is asked."""

    name, version = "refuses", "1"
    features: frozenset[str] = frozenset(FEATURES)

    def __init__(self, disliked: Callable[[Submit], bool]) -> None:
        self.disliked, self.asked = disliked, 0

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        self.asked += 1
        report = report_from_wire(LedgerEngine("ledger").run(to_wire(scenario)))
        refused = [e.order for e in scenario.events if isinstance(e, Submit) and self.disliked(e)]
        orders = report.orders | {i: OrderReport("refused") for i in refused}
        return Report(orders)

    def close(self) -> None:
        """Leave nothing behind."""


def smallest(engine: Refuses, scenario: Scenario) -> Scenario:
    verdict = check(engine, scenario)
    return shrink(engine, scenario, weakest_first(verdict.violations)[0]).scenario


def test_a_large_amount_becomes_the_smallest_that_shows_it_in_few_steps() -> None:
    engine = Refuses(lambda order: order.amount > LARGE)
    events = (Submit(5, "o1", System.INTRADAY, "A", "B", 2**60),)
    scenario = smallest(engine, Scenario("large", MINIMAL, ("A", "B", "C"), events))
    assert [e.amount for e in scenario.events if isinstance(e, Submit)] == [LARGE + 1]
    assert scenario.participants == ("A", "B")
    assert engine.asked < 1000


def test_a_line_of_zero_beside_an_amount_does_not_go_round_in_circles() -> None:
    engine = Refuses(lambda order: order.amount == 2)
    events = (SetLine(1, Account.STRAKS, "A", 0), Submit(5, "o1", System.INTRADAY, "A", "B", 2))
    scenario = smallest(engine, Scenario("circle", MINIMAL, ("A", "B"), events))
    assert scenario.events == (Submit(0, "o1", System.INTRADAY, "A", "B", 2),)


def test_readings_terms_and_named_blocks_that_play_no_part_go() -> None:
    engine = Refuses(lambda order: order.amount == 2)
    other = Scenario(
        "other",
        replace(MINIMAL, readings=Readings(a22=A22.RENEWED)),
        ("A", "B"),
        (Submit(5, "o1", System.INTRADAY, "A", "B", 2, block=1),),
        terms={"B": Participant(limit=5)},
    )
    scenario = smallest(engine, other)
    assert scenario.rulebook == MINIMAL
    assert scenario.terms == {}
    assert scenario.events == (Submit(0, "o1", System.INTRADAY, "A", "B", 2),)
