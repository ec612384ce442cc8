"""An engine is told lines only: those to which folios, forecasts, looks at the liquidity and releases lead."""

from collections import Counter

import pytest

from zerohour.oracle.campaign import needs
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import report_of
from zerohour.oracle.scenarios.told import FUNDING, as_told
from zerohour.oracle.scenarios.wire import to_wire
from zerohour.spec.bank_day import SetFolio, SetLine
from zerohour.spec.participants import Account

FUNDED = sorted(name for name, day in library().items() if any(isinstance(e, SetFolio) for e in day.events))
MINUTE, HOUR = 60_000, 3_600_000


def lines(name: str) -> list[tuple[int, Account, str, int]]:
    """Return the lines that an engine is told on a day of the library."""
    told = as_told(library()[name])
    return [(e.at, e.account, e.participant, e.line) for e in told.events if isinstance(e, SetLine)]


def test_there_are_days_with_folios() -> None:
    assert len(FUNDED) > 20


@pytest.mark.parametrize("name", FUNDED)
def test_orders_end_alike_and_accounts_too_on_the_day_as_told(name: str) -> None:
    day, told = library()[name], as_told(library()[name])
    ended, as_ended = report_of(day.run()), report_of(told.run())
    assert (as_ended.orders, as_ended.balances) == (ended.orders, ended.balances)
    assert not any(isinstance(event, FUNDING) for event in told.events)
    assert as_told(told) == told


@pytest.mark.parametrize("name", FUNDED)
def test_engine_needs_nothing_but_lines_and_hears_of_no_folio(name: str) -> None:
    assert needs(library()[name]) & {"terms", "lines"} <= {"lines"}
    heard = Counter(event["type"] for event in to_wire(library()[name])["events"])
    assert not {"folio", "fund", "liquidity_rule", "over_cover", "pledge", "forecast", "release", "check"} & set(heard)


def test_forecast_and_release_become_lines() -> None:
    assert lines("funded_by_the_forecast") == [
        (7 * HOUR, Account.BATCH, "C", 10),
        (10 * HOUR + 5 * MINUTE, Account.BATCH, "A", 60),
    ]
    assert lines("released_after_the_settlement")[1:3] == [
        (10 * HOUR + 18 * MINUTE, Account.BATCH, "A", 0),
        (10 * HOUR + 18 * MINUTE, Account.STRAKS, "A", 40),
    ]


def test_each_look_that_moves_something_becomes_a_line() -> None:
    assert lines("topped_up") == [
        (7 * HOUR, Account.STRAKS, "A", 100),
        (7 * HOUR + 30 * MINUTE, Account.STRAKS, "A", 151),
        (7 * HOUR + 45 * MINUTE, Account.STRAKS, "A", 200),
    ]


def test_day_without_folios_is_told_as_it_is() -> None:
    day = library()["bank_fails_at_10_07"]
    assert as_told(day) == day


def test_line_that_is_refused_for_a_folio_is_not_told() -> None:
    told = lines("lines_follow_the_folio")
    assert told
    assert all(line <= 10 for _, _, _, line in told), "no line is the one of 100 that was refused"


def test_what_a_postponement_moves_is_not_told_twice() -> None:
    told = as_told(library()["postponed_after_the_lock"])
    assert len(told.timeline()) == len(set(told.timeline()))


def test_forecast_is_told_where_there_is_an_outage() -> None:
    heard = [e["type"] for e in to_wire(library()["outage_before_the_forecast"])["events"]]
    assert heard.count("forecast") == 2
