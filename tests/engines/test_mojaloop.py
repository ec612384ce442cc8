"""The record of Mojaloop's central ledger, without Mojaloop: what was recorded follows from the mistake that is told.

`tests/engines/dev/check_adapters.py` puts the recorded scenarios to the ledger itself.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from zerohour.oracle.campaign import check, needs
from zerohour.oracle.scenarios.format import load
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.timetable import NEVER

ROOT = Path(__file__).parents[2]
RECORD = sorted((ROOT / "docs" / "track_record" / "mojaloop").glob("*.toml"))
ADAPTER = ROOT / "oracle" / "engines" / "mojaloop" / "adapter.js"
FEATURES = frozenset({"straks", "lines", "any order in a minute"})


class InBatches:
    """Payments of one minute together; after each that is covered, what is left changes by `sign` times its amount."""

    name, version, features = "in batches", "1", FEATURES

    def __init__(self, sign: int) -> None:
        self.sign = sign

    def run(self, scenario: Scenario) -> Report:
        """Reserve the payments of each minute, then commit them."""
        events = scenario.events
        lines = [e for e in events if isinstance(e, SetLine) and e.account == Account.STRAKS]
        funds = defaultdict(int, {e.participant: e.line for e in lines})
        minutes: dict[int, list[Submit]] = defaultdict(list)
        for event in sorted((e for e in events if isinstance(e, Submit)), key=lambda e: e.at):
            minutes[event.at].append(event)
        orders: dict[str, OrderReport] = {}
        for payments in minutes.values():
            left = funds.copy()
            for payment in payments:
                orders[payment.order] = OrderReport("refused")
                if payment.amount <= left[payment.payer]:
                    orders[payment.order] = settled(scenario, payment.at)
                    left[payment.payer] += self.sign * payment.amount
            for payment in payments:
                if orders[payment.order].status == "settled":
                    funds[payment.payer] -= payment.amount
                    funds[payment.payee] += payment.amount
        return Report(orders, balances={p: {"straks": funds[p]} for p in scenario.participants})

    def close(self) -> None:
        """Leave nothing behind."""


def settled(scenario: Scenario, at: int) -> OrderReport:
    """Return that a payment is settled in the cycle that was open then, or cleared if that is booked on a later day."""
    cycles = scenario.rulebook.straks
    cycle = next(cycles[b] for b in cycles if at < cycles[b].cutoff)
    return OrderReport("cleared") if cycle.cutoff == NEVER else OrderReport("settled", cycle.name)


def test_features_of_the_adapter_are_those_that_it_is_asked_for_here() -> None:
    declared = re.search(r"FEATURES = BATCH \? \[(.*?)\]", ADAPTER.read_text("utf-8"))
    assert declared is not None
    assert set(re.findall('"(.*?)"', declared[1])) == FEATURES


@pytest.mark.parametrize("file", RECORD, ids=lambda file: file.stem)
def test_recorded_finding_follows_from_the_mistake(file: Path) -> None:
    day = load(file)
    assert needs(day) <= FEATURES
    found = [re.sub(r"\W", "-", violation.check) for violation in check(InBatches(+1), day).violations]
    assert file.stem.partition("-")[2] in found


@pytest.mark.parametrize("file", RECORD, ids=lambda file: file.stem)
def test_without_the_mistake_there_is_no_finding(file: Path) -> None:
    assert check(InBatches(-1), load(file)).violations == ()


def test_there_is_a_record() -> None:
    assert len(RECORD) == 2
