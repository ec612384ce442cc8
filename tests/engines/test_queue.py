"""An engine may let an unfunded instant payment wait, and clear it when money comes; no sooner, and no other."""

from typing import Any

import pytest

from zerohour.oracle import queues
from zerohour.oracle.campaign import Campaign, check, run_campaign, scenarios_to_try
from zerohour.oracle.engines.connect import PythonEngine
from zerohour.oracle.engines.ledger import LedgerEngine
from zerohour.oracle.queues import QUEUE
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire
from zerohour.oracle.verdicts import Outcome
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.rulebooks.minimal import HOUR
from zerohour.spec.timetable import System

Day = dict[str, Any]
FEATURES = frozenset({"straks", "lines", "insolvency", "terms", QUEUE})
PLENTY = 10**15
FUNDED = "cleared if and only if funded"


class Queues(PythonEngine):
    """The ledger, before which what it would refuse for want of money waits, and is sent on once it is taken."""

    def __init__(self, *, latest_first: bool = False, forgets: bool = False, declares: bool = True) -> None:
        super().__init__("zerohour.oracle.engines.ledger:engine")
        self._latest_first, self._forgets, self._ledger = latest_first, forgets, LedgerEngine("queues")
        self.features = FEATURES if declares else FEATURES - {QUEUE}

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        day = to_wire(scenario)
        told: list[Day] = []
        waiting: list[Day] = []
        sent: dict[str, Day] = {}
        for event in day["events"]:
            if event.get("id") in {payment["id"] for payment in waiting}:
                continue
            if self._unfunded(day, told, event) or (self._forgets and self._takes(day, told, event)):
                waiting.append(event)
                sent[event["id"]] = {"at": event["at"], "status": "entered"}
            else:
                told.append(event)
            while not self._forgets and (released := self._released(day, told, waiting, event["at"])):
                waiting = [payment for payment in waiting if payment["id"] != released["id"]]
                told.append(released)
        answer = self._ledger.run({**day, "events": told})
        answer["orders"] |= {payment["id"]: {"status": "entered"} for payment in waiting}
        answer["history"] |= {i: [at, *answer["history"].get(i, [])] for i, at in sent.items()}
        return report_from_wire(answer)

    def _unfunded(self, day: Day, told: list[Day], event: Day) -> bool:
        """Whether it is money alone that the payment lacks."""
        if event["type"] != "submit" or self._takes(day, told, event):
            return False
        rich = {"at": event["at"], "type": "line", "account": "straks", "participant": event["payer"]}
        return self._takes(day, [*told, {**rich, "amount": str(PLENTY)}], event)

    def _takes(self, day: Day, told: list[Day], event: Day) -> bool:
        known = {one.get("id") for one in told}
        if event["type"] != "submit" or event["id"] in known:
            return False
        status: str = self._ledger.run({**day, "events": [*told, event]})["orders"][event["id"]]["status"]
        return status == "cleared"

    def _released(self, day: Day, told: list[Day], waiting: list[Day], at: int) -> Day | None:
        """Return a payment that can be sent on now."""
        now = [{**payment, "at": at} for payment in waiting]
        ready = [payment for payment in now if self._takes(day, told, payment)]
        return (ready[-1] if self._latest_first else ready[0]) if ready else None


def campaign(engine: PythonEngine, budget: int = 250) -> Campaign:
    return run_campaign(engine, scenarios_to_try(3, engine.features), 3, budget)


@pytest.mark.parametrize("latest_first", [False, True])
def test_engine_that_lets_payments_wait_conforms_whichever_it_takes_first(*, latest_first: bool) -> None:
    found = campaign(Queues(latest_first=latest_first))
    assert (found.verdict, found.counts["conforms"]) == ("conforms", 250)


def test_engine_that_does_not_declare_its_queue_is_called_wrong() -> None:
    found = campaign(Queues(declares=False))
    assert found.verdict == "violation"
    assert FUNDED in {finding.violation.check for finding in found.findings}


def test_engine_that_lets_wait_what_is_funded_is_wrong() -> None:
    found = campaign(Queues(forgets=True), 30)
    assert found.verdict == "violation"
    assert all("but the engine says entered" in f.violation.explanation for f in found.findings if f.violation.order)


def pays(at: int, order: str, payer: str, payee: str, amount: int = 1) -> Submit:
    return Submit(at, order, System.STRAKS, payer, payee, amount)


class Says(PythonEngine):
    """An engine with a queue that clears what it is told to, and says nothing of money."""

    def __init__(self, *cleared: str) -> None:
        super().__init__("zerohour.oracle.engines.ledger:engine")
        self.features, self._cleared = FEATURES, cleared

    def run(self, scenario: Scenario) -> Report:
        """Say what became of every payment."""
        sent = {event.order for event in scenario.events if isinstance(event, Submit)}
        status = {
            i: {"status": "settled", "block": "S1"} if i in self._cleared else {"status": "entered"} for i in sent
        }
        return report_from_wire({"orders": status})


FUNDS = SetLine(3 * HOUR, Account.STRAKS, "A", 2)
WAITING = Scenario(
    "waiting", MINIMAL, ("A", "B"), (pays(HOUR, "one", "A", "B", 2), pays(HOUR, "two", "A", "B", 1), FUNDS)
)


@pytest.mark.parametrize(
    ("cleared", "outcome"),
    [
        ((), Outcome.CONFORMS),
        (("one",), Outcome.CONFORMS),
        (("two",), Outcome.CONFORMS),
        (("one", "two"), Outcome.VIOLATION),
    ],
)
def test_which_of_those_that_wait_is_cleared_is_free_but_not_beyond_the_money(
    cleared: tuple[str, ...], outcome: Outcome
) -> None:
    assert check(Says(*cleared), WAITING).outcome == outcome


def test_more_ways_than_are_looked_at_are_inconclusive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "MOST_RELEASES", 2)
    verdict = check(Says("one", "two"), WAITING)
    assert verdict.outcome == Outcome.INCONCLUSIVE
    assert "ways to release payments from a queue" in verdict.reason
