"""A scenario as plain data and back, for a browser: by the names of the specification, with the standard library only.

A person writes a scenario as `format.py` says, and it is checked there. This form is for programs of ours: it names the
classes and fields of the events, and what is moved in the timetable.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Event
from zerohour.spec.participants import Participant
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.tables import Table
from zerohour.spec.timetable import Block, with_extraordinary

EXACT = 2**53
"""Beyond this a number of JSON is not exact in every language, and is written as text."""
EVENTS: dict[str, type[Any]] = {cls.__name__: cls for cls in get_args(Event)}
Data = dict[str, Any]


def to_data(scenario: Scenario) -> Data:
    """Return the scenario as plain data: its rulebook by name, with its readings and what is moved in its timetable."""
    book = scenario.rulebook
    return {
        "name": scenario.name,
        "note": scenario.note,
        "rulebook": book.name,
        "readings": {field: value.value for field, value in vars(book.readings).items()},
        "extraordinary": _extraordinary(book),
        "times": _moved(book),
        "participants": list(scenario.participants),
        "terms": {p: _other(terms, Participant()) for p, terms in scenario.terms.items()},
        "events": [{"event": type(e).__name__} | {k: _plain(v) for k, v in vars(e).items()} for e in scenario.events],
    }


def from_data(data: Data) -> Scenario:
    """Return the scenario that the data is of."""
    readings = {field: cls(data["readings"][field]) for field, cls in get_type_hints(Readings).items()}
    book = _base(data["rulebook"], data["extraordinary"])
    book = replace(_with_times(book, data["times"]), readings=Readings(**readings))
    terms = {p: cast("Participant", _record(Participant, fields)) for p, fields in data["terms"].items()}
    events = tuple(cast("Event", _event(entry)) for entry in data["events"])
    return Scenario(data["name"], book, tuple(data["participants"]), events, data["note"], terms)


def timetables(book: Rulebook) -> dict[str, Table[int, Block]]:
    """Return the timetables of a rulebook, by the name of the field that holds each."""
    tables = {name: cast("Table[int, Any]", table) for name, table in vars(book).items() if isinstance(table, Table)}
    return {name: table for name, table in tables.items() if all(isinstance(table[n], Block) for n in table)}


def _extraordinary(book: Rulebook) -> int | None:
    """Return when an extraordinary settlement of Sum is held, if one is."""
    usual = {RULEBOOKS[book.name].batch[n].name for n in RULEBOOKS[book.name].batch}
    return next((book.batch[n].settle for n in book.batch if book.batch[n].name not in usual), None)


def _base(name: str, extraordinary: int | None) -> Rulebook:
    """Return the rulebook of the name, with the extraordinary settlement, if there is one."""
    book = RULEBOOKS[name]
    return book if extraordinary is None else replace(book, batch=with_extraordinary(book.batch, extraordinary))


def _moved(book: Rulebook) -> dict[str, dict[str, Data]]:
    """Return what is otherwise in the timetables than in the rulebook of the name: by timetable, then by block."""
    usual = timetables(_base(book.name, _extraordinary(book)))
    found = {
        name: {str(n): _other(table[n], usual[name][n]) for n in table if table[n] != usual[name][n]}
        for name, table in timetables(book).items()
    }
    return {name: blocks for name, blocks in found.items() if blocks}


def _with_times(book: Rulebook, times: Mapping[str, Mapping[str, Data]]) -> Rulebook:
    changed: dict[str, Any] = {}
    for name, blocks in times.items():
        table = timetables(book)[name]
        for number, fields in blocks.items():
            read = {field: _read(value, get_type_hints(Block)[field]) for field, value in fields.items()}
            table |= {int(number): replace(table[int(number)], **read)}
        changed[name] = table
    return replace(book, **changed)


def _other(record: Participant | Block, usual: Participant | Block) -> Data:
    before: Data = vars(usual)
    now: Data = vars(record)
    return {field: _plain(value) for field, value in now.items() if value != before[field]}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT else value


def _event(entry: Data) -> Any:
    return _record(EVENTS[entry["event"]], {field: value for field, value in entry.items() if field != "event"})


def _record(cls: type[Any], fields: Data) -> Any:
    hints = get_type_hints(cls)
    return cls(**{field: _read(value, hints[field]) for field, value in fields.items()})


def _read(value: Any, hint: Any) -> Any:
    """Read a value by the type that its field is declared to have."""
    if isinstance(hint, UnionType):
        return None if value is None else _read(value, next(arg for arg in get_args(hint) if arg is not type(None)))
    if get_origin(hint) is frozenset:
        return frozenset(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return int(value) if hint is int else value
