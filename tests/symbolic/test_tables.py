"""The persistent table is a plain dict with a default, of which every version keeps what it held."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from zerohour.spec.tables import Table

DEFAULT = 0
KEYS, VALUES = st.sampled_from("abcdef"), st.integers(0, 3)
ENTRIES = st.dictionaries(KEYS, VALUES, max_size=4)
Version = tuple[Table[str, int], dict[str, int]]
"""A table, and the plain dict that it must agree with."""


def without_default(entries: dict[str, int]) -> dict[str, int]:
    """Return the entries that differ from the default."""
    return {k: v for k, v in entries.items() if v != DEFAULT}


class Tables(RuleBasedStateMachine):
    """Tables are made, changed, read and compared in any order, old versions among them."""

    versions: Bundle[Version] = Bundle("versions")

    @rule(target=versions, entries=ENTRIES)
    def make(self, entries: dict[str, int]) -> Version:
        """A new table holds the entries that it is given."""
        return Table(DEFAULT, entries), without_default(entries)

    @rule(target=versions, version=versions, changes=ENTRIES)
    def change(self, version: Version, changes: dict[str, int]) -> Version:
        """A changed table holds the changes, and else what the old one held."""
        table, model = version
        return table | changes, without_default(model | changes)

    @rule(version=versions, key=KEYS)
    def read(self, version: Version, key: str) -> None:
        """A key that is not held has the default value."""
        table, model = version
        assert table[key] == model.get(key, DEFAULT)

    @rule(version=versions)
    def look_through(self, version: Version) -> None:
        """Iteration meets each key that differs from the default, once, and says how many there are."""
        table, model = version
        met = list(table)
        assert sorted(met) == sorted(model)
        assert len(table) == len(model)
        assert {k: table[k] for k in table} == model

    @rule(version=versions, changes=ENTRIES)
    def look_through_while_changing(self, version: Version, changes: dict[str, int]) -> None:
        """Iteration is over what the table held when it began, whatever versions are made or read meanwhile."""
        table, model = version
        met = [(k, (table | changes | {k: 3})[k]) for k in table]
        assert sorted(met) == [(k, 3) for k in sorted(model)]

    @rule(one=versions, other=versions)
    def compare(self, one: Version, other: Version) -> None:
        """Tables are equal when the dicts are."""
        assert (one[0] == other[0]) == (one[1] == other[1])
        assert (one[0] != other[0]) == (one[1] != other[1])

    @rule(newer=versions, older=versions)
    def find_changes(self, newer: Version, older: Version) -> None:
        """What has changed between any two tables, of one line of descent or not, is where the dicts differ."""
        changed = newer[0].changed_since(older[0])
        differ = {k for k in "abcdef" if newer[1].get(k, DEFAULT) != older[1].get(k, DEFAULT)}
        assert len(changed) == len(set(changed))
        assert set(changed) == differ


TestTables = Tables.TestCase
TestTables.settings = settings(deadline=None, derandomize=True, max_examples=150, stateful_step_count=30)


def test_keys_of_the_newest_version_come_in_the_order_they_were_first_set() -> None:
    table = Table(0, {"b": 1}) | {"a": 1} | {"c": 1, "b": 2}
    assert list(table) == ["b", "a", "c"]
    assert table.changed_since(Table(0, {"b": 1})) == ["b", "a", "c"]


def test_many_versions_are_kept_and_read_without_recursion() -> None:
    first = Table[int, int](0)
    newest = first
    for n in range(20_000):
        newest |= {n: 1}
    assert (len(first), len(newest), first[0], newest[19_999]) == (0, 20_000, 0, 1)
    assert len(newest.changed_since(first)) == 20_000


def test_table_is_no_key() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Table[str, int](0))


def test_table_is_equal_to_no_other_kind_of_thing() -> None:
    assert Table(0, {"a": 1}) != {"a": 1}


def test_table_shows_what_it_holds() -> None:
    assert repr(Table(0, {"a": 1, "b": 0})) == "Table({'a': 1})"
