"""Every scenario of the library ends as worked out by hand, and survives being written and read."""

import pytest

from zerohour.oracle.scenarios.format import dump, loads
from zerohour.oracle.scenarios.library import expected, library
from zerohour.oracle.scenarios.scenario import report_of


@pytest.mark.parametrize("name", sorted(library()))
def test_scenario_ends_as_expected(name: str) -> None:
    report = report_of(library()[name].run())
    ended = {i: o.status + (f"@{o.block}" if o.block else "") for i, o in report.orders.items()}
    assert ended == expected()[name]


@pytest.mark.parametrize("name", sorted(library()))
def test_scenario_is_read_back_as_written(name: str) -> None:
    scenario = library()[name]
    assert loads(dump(scenario), name) == scenario
