"""A persistent table: `table | {key: value}` is a new table, and the old one still holds what it held.

The one module of the specification that mutates inside; it states no rule. The newest version owns the entries, and
each older version keeps only how it differs from the next (Baker's trick), so an update costs what it changes,
whatever the size. A table is total: a key that was never set has the default value. `grouped` adds up by keys.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")


class Table(Generic[K, V]):
    """A total mapping from keys to values; iterating yields the keys whose value is not the default."""

    __slots__ = ("_default", "_difference", "_entries", "_newer")
    __hash__ = None  # type: ignore[assignment]  # compared by content, so never a key itself

    def __init__(self, default: V, entries: Mapping[K, V] | None = None) -> None:
        """Make a table that holds `entries`, and `default` everywhere else."""
        self._default = default
        self._entries: dict[K, V] = {k: v for k, v in (entries or {}).items() if v != default}
        self._newer: Table[K, V] | None = None
        self._difference: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        """Return the value at the key, or the default."""
        entries = self._entries if self._newer is None else self._own()
        return entries.get(key, self._default)

    def __iter__(self) -> Iterator[K]:
        """Yield the keys that differ from the default; the newest version in the order in which they were first set."""
        return iter(tuple(self._own()))

    def __len__(self) -> int:
        """Count the keys that differ from the default."""
        return len(self._own())

    def __or__(self, changes: Mapping[K, V]) -> "Table[K, V]":
        """Return the table in which the changes hold; costs as many steps as there are changes."""
        entries = self._own()
        newer: Table[K, V] = Table(self._default)
        newer._entries = entries
        self._entries, self._newer = {}, newer
        self._difference = _write(entries, changes, self._default)
        return newer

    def __eq__(self, other: object) -> bool:
        """Tables are equal when they hold the same values."""
        if not isinstance(other, Table):
            return NotImplemented
        theirs = cast("Table[K, V]", other)
        if self is theirs:
            return True
        return self._default == theirs._default and dict(self._own()) == dict(theirs._own())

    def __repr__(self) -> str:
        """Show what the table holds."""
        return f"Table({self._own()!r})"

    def changed_since(self, older: "Table[K, V]") -> list[K]:
        """Return the keys at which this table differs from an older version, in the order in which they changed."""
        self._own()
        touched: dict[K, None] = {}
        version = older
        while version is not self and version._newer is not None:
            touched |= dict.fromkeys(version._difference)
            version = version._newer
        if version is not self:  # not one line of descent: compare everything
            touched = dict.fromkeys((*older, *self))
        values = {k: self[k] for k in touched}
        return [k for k, v in values.items() if older[k] != v]

    def _own(self) -> dict[K, V]:
        """Return the entries, after making this version the owner of them."""
        line: list[Table[K, V]] = []
        version: Table[K, V] = self
        while version._newer is not None:
            line.append(version)
            version = version._newer
        for older in reversed(line):
            entries = version._entries
            version._difference = _write(entries, older._difference, self._default)
            version._entries, version._newer = {}, older
            older._entries, older._newer, older._difference = entries, None, {}
            version = older
        return self._entries


def grouped(amounts: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Add up the amounts of each key."""
    found: dict[K, int] = {}
    for key, amount in amounts:
        found[key] = found.get(key, 0) + amount
    return found


def _write(entries: dict[K, V], changes: Mapping[K, V], default: V) -> dict[K, V]:
    """Write the changes into the entries; return what undoes them."""
    undo: dict[K, V] = {}
    for key, value in changes.items():
        undo[key] = entries.get(key, default)
        if value == default:
            entries.pop(key, None)
        else:
            entries[key] = value
    return undo
