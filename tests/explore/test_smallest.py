"""The smallest day on which each value of a reading differs: there is one for each, it differs, and nothing is spare.

That they are still the smallest is searched at night: `zerohour readings --search --out DIR` finds the same files.
"""

from dataclasses import replace

import pytest

from zerohour.oracle.catalogue import Switch, smallest, switches
from zerohour.oracle.explore import smallest as searching
from zerohour.oracle.explore.differences import Difference, allows_otherwise, by, differs, end_of
from zerohour.oracle.explore.smallest import LEAST, Smallest, difference, plain_days, search, size, written
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.smallest import expected, file_name, smallest_days, texts
from zerohour.spec.bank_day import SetLine, Submit

VALUES = [(switch, value) for switch in switches().values() for value in list(switch.values)[1:]]
NAMES = [file_name(switch.name, value) for switch, value in VALUES]
ALLOWS_LESS = {"smallest_a23_all_at_once"}
"""What the reference makes of a day is the same by these; they only leave an engine less to choose."""
each_value = pytest.mark.parametrize(("switch", "value"), VALUES, ids=NAMES)


def test_there_is_a_day_for_each_value_and_no_other() -> None:
    assert sorted(texts()) == sorted(NAMES)


@each_value
def test_value_differs_on_its_day_and_the_file_says_in_what(switch: Switch, value: str) -> None:
    name = file_name(switch.name, value)
    day = smallest_days()[name]
    one, other = by(day, switch.name, switch.default), by(day, switch.name, value)
    assert other == day
    done = day.run()
    assert {i: end_of(done, i) for i in done.orders} == expected()[name]
    assert (differs(one, other) is None) == (name in ALLOWS_LESS)
    assert name not in ALLOWS_LESS or allows_otherwise(one, other) == Difference.ALLOWS
    assert day.note.startswith(difference(one, other))


@each_value
def test_nothing_on_the_day_is_spare(switch: Switch, value: str) -> None:
    name = file_name(switch.name, value)
    day, ask = smallest_days()[name], allows_otherwise if name in ALLOWS_LESS else differs

    def answer(tried: Scenario) -> Difference | None:
        return ask(by(tried, switch.name, switch.default), by(tried, switch.name, value))

    for n in range(len(day.events)):
        without = replace(day, events=(*day.events[:n], *day.events[n + 1 :]))
        assert answer(without) is None or answer(without) != answer(day), day.events[n]


@each_value
def test_day_is_as_small_as_any_can_be_or_says_how_many_smaller_ones_do_not_differ(switch: Switch, value: str) -> None:
    day = smallest_days()[file_name(switch.name, value)]
    assert size(day)[:3] >= LEAST
    assert day.note.endswith("no day is smaller.") == (size(day)[:3] == LEAST)


@pytest.mark.parametrize("name", ["smallest_a29_automatic", "smallest_a47_serial", "smallest_a47_total_with_exclusion"])
def test_no_plain_day_of_one_order_differs(name: str) -> None:
    switch, value = VALUES[NAMES.index(name)]
    tried = [day for paid in (1, 2) for day in plain_days(2, 1, paid)]
    assert f"{len(tried)} smaller days" in smallest_days()[name].note
    assert all(differs(by(day, switch.name, switch.default), by(day, switch.name, value)) is None for day in tried)


def test_plain_days_are_all_of_their_size_and_each_once() -> None:
    days = list(plain_days(3, 2, 3))
    assert {size(day)[:3] for day in days} == {(3, 2, 3)}
    assert len({repr(day) for day in days}) == len(days)
    orders = {tuple((e.payer, e.payee) for e in day.events if isinstance(e, Submit)) for day in days}
    assert orders == {(("A", "B"), other) for other in (("A", "C"), ("B", "C"), ("C", "A"), ("C", "B"))}
    lines = {e.line for day in days for e in day.events if isinstance(e, SetLine)}
    assert lines == {0, 1, 2, 3}


def test_search_finds_the_day_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "GENERATED", 0)
    found = search("A-14", "forward_only", "zero_hour")
    assert isinstance(found, Smallest)
    assert written("A-14", "forward_only", "zero_hour", found) == texts()["smallest_a14_zero_hour"]


def test_catalogue_has_the_days_by_value() -> None:
    for switch in switches().values():
        assert list(smallest(switch)) == list(switch.values)[1:]


def test_no_day_is_called_as_one_of_the_library() -> None:
    assert not set(texts()) & set(library())
