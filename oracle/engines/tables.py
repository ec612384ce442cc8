"""A scenario as tables, and tables as an answer: for engines that read CSV files, and for engines in a database.

Columns are called as the fields of the messages are, and hold what those hold; what is absent there is empty here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_origin

from zerohour.oracle.scenarios.messages import EVENTS, BatchBlock, Days, Rulebook, Terms

Row = dict[str, str | None]

_KEYS = ("id", "system", "account", "block", "participant", "payer", "payee", "amount")
"""The columns of events that come first; those of rarer events follow."""


def _columns(*models: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for model in models for name in model.model_fields))


_SINGLE = tuple(
    name for name, field in Rulebook.model_fields.items() if name != "name" and get_origin(field.annotation) is not list
)
"""What a rulebook has one of; of the rest, each has a table."""

_EVENT = _columns(*EVENTS.values())

ASKED: dict[str, tuple[str, ...]] = {
    "scenarios": ("name", "rulebook", *_SINGLE),
    "participants": ("participant", *_columns(Terms)),
    "days": ("calendar", *_columns(Days)),
    "blocks": ("account", *_columns(BatchBlock)),
    "readings": ("reading", "value"),
    "events": ("number", "at", "type", *(k for k in _KEYS if k in _EVENT), *sorted({*_EVENT} - {"at", "type", *_KEYS})),
}
"""The tables of a scenario, with their columns."""

TOLD: dict[str, tuple[str, ...]] = {
    "orders": ("id", "status", "block"),
    "excluded": ("block", "participant"),
    "set_aside": ("block", "participant", "amount"),
    "balances": ("participant", "account", "amount"),
    "nets": ("system", "block", "participant", "amount"),
    "admissions": ("number", "id", "block"),
    "bookings": ("number", "id", "block"),
    "unsupported": ("reason",),
}
"""The tables of an answer, with their columns. Only `orders` is required."""


class TableError(ValueError):
    """The tables are no answer; the message says what is wrong with them."""


def to_tables(scenario: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the tables of a scenario as on the wire."""
    book = scenario["rulebook"]
    single = {name: value for name, value in book.items() if name != "name" and not isinstance(value, list)}
    calendars = [name.removesuffix("_days") for name in book if name.endswith("_days")]
    accounts = [name for name in book if name not in ("name", *single) and not name.endswith("_days")]
    rows: dict[str, Iterable[Mapping[str, Any]]] = {
        "scenarios": [{"name": scenario["name"], "rulebook": book["name"], **single}],
        "participants": [{"participant": p, **scenario["terms"].get(p, {})} for p in scenario["participants"]],
        "days": [{"calendar": calendar, **day} for calendar in calendars for day in book[f"{calendar}_days"]],
        "blocks": [{"account": account, **block} for account in accounts for block in book[account]],
        "readings": [{"reading": name, "value": value} for name, value in scenario["readings"].items()],
        "events": [{"number": n, **event} for n, event in enumerate(scenario["events"], 1)],
    }
    return {table: [_row(ASKED[table], row) for row in rows[table]] for table in ASKED}


def _row(columns: Sequence[str], values: Mapping[str, Any]) -> Row:
    unknown = set(values) - set(columns)
    assert not unknown, unknown  # noqa: S101  # a field without a column would be told in one form and not in another
    return {column: _text(values.get(column)) for column in columns}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value).lower()  # true and false among them


def from_tables(tables: Mapping[str, list[Row]]) -> dict[str, Any]:
    """Return the answer, as on the wire, that tables are; a table without rows tells nothing.

    Of a block that took nobody out, or set nobody's sums aside, there is one row without a participant; of an order
    that was never admitted, or booked, one without a block.
    """
    for row in tables.get("unsupported", ()):
        return {"unsupported": row["reason"] or ""}
    if "orders" not in tables:
        raise TableError("there is no table `orders`; it says what came of every order, and is required")
    answer: dict[str, Any] = {"orders": {}}
    for row, (order,) in _keyed(tables, "orders", "id"):
        answer["orders"][order] = {k: row[k] for k in ("status", "block") if row[k]}
    for _, (block, participant) in _keyed(tables, "excluded", "block", "participant"):
        answer.setdefault("excluded", {}).setdefault(block, []).extend([participant] if participant else [])
    for row, (block, participant) in _keyed(tables, "set_aside", "block", "participant"):
        aside = answer.setdefault("set_aside", {}).setdefault(block, {})
        aside |= {participant: row["amount"] or ""} if participant else {}
    for row, (participant, account) in _keyed(tables, "balances", "participant", "account"):
        answer.setdefault("balances", {}).setdefault(participant, {})[account] = row["amount"] or ""
    for row, (system, block, participant) in _keyed(tables, "nets", "system", "block", "participant"):
        nets = answer.setdefault("nets", {}).setdefault(system, {})
        nets.setdefault(block, {})[participant] = row["amount"] or ""
    for table in ("admissions", "bookings"):
        for row, (order, _) in sorted(_keyed(tables, table, "id", "number"), key=_number):
            answer.setdefault(table, {}).setdefault(order, []).extend([row["block"]] if row["block"] else [])
    return answer


def _number(keyed: tuple[Row, tuple[str, ...]]) -> int:
    number = keyed[0]["number"] or "0"
    if not (number.isdecimal() and number.isascii()):
        raise TableError(f"{number[:50]!r} is no number; write in which order the rows are to be read")
    return int(number)


def _keyed(tables: Mapping[str, list[Row]], table: str, *columns: str) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Yield every row of the table with its key; raise TableError if one stands there twice."""
    seen: set[tuple[str, ...]] = set()
    for row in tables.get(table, ()):
        key = tuple(row[column] or "" for column in columns)
        if key in seen:
            raise TableError(f"`{table}` has two rows for {' and '.join(map(repr, key))}; write one")
        seen.add(key)
        yield row, key


INTRODUCTION = ("key", "value")
"""The columns of the table in which each side says who it is."""


def introduced(rows: Iterable[Row]) -> dict[str, Any]:
    """Return, as on the wire, what an engine says of itself in rows of a key and a value, `feature` once for each."""
    told: dict[str, Any] = {"features": []}
    for row in rows:
        key, value = row["key"] or "", row["value"] or ""
        if key == "feature":
            told["features"].append(value)
        elif key == "protocolVersion":
            told[key] = int(value) if value.isdecimal() and value.isascii() and len(value) < 10 else value
        else:
            told[key] = value
    return told
