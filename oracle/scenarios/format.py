"""Scenario files: TOML as a person writes it, or the same as JSON, checked strictly.

Every mistake is reported, with its place and its remedy, all at once.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from zerohour.oracle.scenarios.mistakes import LONGEST, did_you_mean, printable, shown, told
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.text import STANDARD_INPUT, decoded, read
from zerohour.spec.bank_day import Decree, Event, Mark, Revoke, SetLine, Submit
from zerohour.spec.orders import Status
from zerohour.spec.participants import System
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.tables import Table
from zerohour.spec.timetable import Block

SCHEMA = 1
READINGS: dict[str, type[IntEnum]] = get_type_hints(Readings)
STATUSES = tuple(s.name.lower() for s in Status if s != Status.ABSENT)
CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{3}))?)?")
DAY_MS = 24 * 60 * 60 * 1000
LARGEST = 2**53
LONGEST_AMOUNT = 40


class ScenarioError(Exception):
    """The file is no scenario; `problems` says everything that is wrong with it, and what to do."""

    def __init__(self, where: str, problems: list[str]) -> None:
        self.problems = [printable(problem) for problem in problems]
        super().__init__("\n".join(f"{where}: {problem}" for problem in self.problems))


def clock_to_ms(value: object) -> object:
    """Read `HH:MM[:SS[.mmm]]`, or an integer number of milliseconds, as milliseconds of the day."""
    at = value
    if isinstance(value, str):
        match = CLOCK.fullmatch(value)
        if not match:
            raise ValueError(f"{shown(value)} is no time; write 'HH:MM', 'HH:MM:SS', 'HH:MM:SS.mmm' or milliseconds")
        hours, minutes, seconds, millis = (int(part or 0) for part in match.groups())
        if minutes >= 60 or seconds >= 60:  # minutes and seconds
            raise ValueError(f"{value!r} is no time; minutes and seconds go from 00 to 59")
        at = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
    if isinstance(at, bool) or not isinstance(at, int):
        raise ValueError(  # noqa: TRY004  # pydantic reports ValueError
            f"{shown(value)} is no time; write it in quotes, as 'HH:MM', or as whole milliseconds of the day"
        )
    if not 0 <= at < DAY_MS:
        raise ValueError(f"{shown(value)} is not within the day; it goes from 00:00 to 23:59:59.999")
    return at


def ms_to_clock(at: int) -> str:
    """Write milliseconds of the day as a clock time, no longer than needed."""
    seconds, millis = divmod(at, 1000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if millis:
        return f"{text}:{seconds % 60:02}.{millis:03}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _amount(value: object) -> object:
    """Read an amount in øre: an integer, or the same as a string."""
    amount = value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        amount = int(value[:LONGEST_AMOUNT])  # longer is too large anyway
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise ValueError(f"{shown(value)} is no amount; write whole øre, for example 12500 for 125.00")  # noqa: TRY004
    if abs(amount) > LARGEST:
        raise ValueError(f"{shown(value)} is larger than any engine can be asked about; stay within {LARGEST} øre")
    return amount


At = Annotated[int, BeforeValidator(clock_to_ms)]
Amount = Annotated[int, BeforeValidator(_amount)]
Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
SystemName = Literal["intraday", "straks"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SubmitEntry(_Record):
    """An order is sent."""

    at: At
    type: Literal["submit"]
    id: Name
    system: SystemName
    payer: Name
    payee: Name
    amount: Amount

    def event(self) -> Event:
        """Return the event."""
        return Submit(self.at, self.id, System[self.system.upper()], self.payer, self.payee, self.amount)


class RevokeEntry(_Record):
    """An order is recalled."""

    at: At
    type: Literal["revoke"]
    id: Name

    def event(self) -> Event:
        """Return the event."""
        return Revoke(self.at, self.id)


class LineEntry(_Record):
    """A credit line is sent."""

    at: At
    type: Literal["line"]
    system: SystemName
    participant: Name
    amount: Amount

    def event(self) -> Event:
        """Return the event."""
        return SetLine(self.at, System[self.system.upper()], self.participant, self.amount)


class DecreeEntry(_Record):
    """A participant is declared bankrupt."""

    at: At
    type: Literal["decree"]
    participant: Name

    def event(self) -> Event:
        """Return the event."""
        return Decree(self.at, self.participant)


class MarkEntry(_Record):
    """A participant is marked in a system."""

    at: At
    type: Literal["mark"]
    system: SystemName
    participant: Name

    def event(self) -> Event:
        """Return the event."""
        return Mark(self.at, System[self.system.upper()], self.participant)


ENTRIES: dict[str, type[SubmitEntry | RevokeEntry | LineEntry | DecreeEntry | MarkEntry]] = {
    "submit": SubmitEntry,
    "revoke": RevokeEntry,
    "line": LineEntry,
    "decree": DecreeEntry,
    "mark": MarkEntry,
}


class _Head(_Record):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal[1] = Field(alias="schema")
    name: Name
    rulebook: str
    participants: list[Name] = Field(min_length=1, description='a list of names, as in ["A", "B"]')
    note: str = ""
    readings: dict[str, str] = Field({}, description='[readings] and under it lines as "A-01" = "exclude"')
    expect: dict[str, str] = Field({}, description='[expect] and under it lines as order = "settled@I1"')
    event: list[Any] = Field([], description="each event under its own [[event]], in two brackets")


def load(path: Path) -> Scenario:
    """Read a scenario file, or standard input for `-`; raise ScenarioError with all that is wrong with it."""
    return load_with_expectations(path)[0]


def load_with_expectations(path: Path) -> tuple[Scenario, dict[str, str]]:
    """Read a scenario file as `load` does; return its `[expect]` table as well."""
    where = "standard input" if path == STANDARD_INPUT else str(path)
    try:
        text = read(path)
    except ValueError as error:
        raise ScenarioError(where, [str(error)]) from None
    return _parse(text, where)


def loads(text: str, where: str) -> Scenario:
    """Read a scenario from TOML or JSON text; `where` names it in errors."""
    return _parse(text, where)[0]


def expectations(text: str, where: str) -> dict[str, str]:
    """Return the `[expect]` table of a scenario: for each order its status, and its block if settled (`settled@I1`)."""
    return _parse(text, where)[1]


def _parse(text: str, where: str) -> tuple[Scenario, dict[str, str]]:
    try:
        raw = decoded(text, where)
    except ValueError as error:
        raise ScenarioError(where, [str(error)]) from None
    problems: list[str] = []
    head: _Head | None = None
    try:
        head = _Head.model_validate(raw)
    except ValidationError as error:
        problems += told(error, "", _Head)
    events = [_event(n, entry, problems) for n, entry in enumerate(_list(raw.get("event")), 1)]
    problems += _cross_checks(raw)
    if problems or head is None:
        raise ScenarioError(where, problems)
    rulebook = with_readings(RULEBOOKS[head.rulebook], head.readings)
    happened = tuple(e for e in events if e is not None)
    return Scenario(head.name, rulebook, tuple(head.participants), happened, head.note), head.expect


def _event(number: int, entry: object, problems: list[str]) -> Event | None:
    place = f"event {number}"
    if not isinstance(entry, dict):
        problems.append(f"{place}: is no table; write each event under [[event]]")
        return None
    fields = cast("dict[str, Any]", entry)
    if "type" not in fields:
        problems.append(f"{place}: type: is missing; add it, there are: {', '.join(ENTRIES)}")
        return None
    kind = fields["type"]
    if not isinstance(kind, str) or kind not in ENTRIES:
        problems.append(f"{place}: type: {shown(kind)} is no event{did_you_mean(str(kind), ENTRIES)}")
        return None
    name = fields.get("id", fields.get("participant", ""))
    called = f" {toml(name[:LONGEST])}" if isinstance(name, str) else ""
    try:
        return ENTRIES[kind].model_validate(fields).event()
    except ValidationError as error:
        problems += told(error, f"{place} ({kind}{called}): ", ENTRIES[kind])
        return None


def _cross_checks(raw: dict[str, Any]) -> list[str]:
    """Return what is wrong although each part is of its kind; parts that are not are passed over here."""
    problems: list[str] = []
    name = raw.get("rulebook")
    rulebook = RULEBOOKS.get(name) if isinstance(name, str) else None
    if isinstance(name, str) and rulebook is None:
        problems.append(f"rulebook: {rulebook_problem(name)}")
    named = Counter(p for p in _list(raw.get("participants")) if isinstance(p, str))
    problems += [f"participants: {shown(p)} is listed twice; list it once" for p in sorted(named) if named[p] > 1]
    for reading, value in _texts(raw.get("readings")).items():
        wrong = reading_problem(reading, value)
        problems += [f"readings.{reading}: {wrong}"] if wrong else []
    events = [cast("dict[str, Any]", e) for e in _list(raw.get("event")) if isinstance(e, dict)]
    sent = {str(e["id"]): None for e in events if isinstance(e.get("id"), str) and e.get("type") != "revoke"}
    blocks = None if rulebook is None else block_names(rulebook)
    for order, end in _texts(raw.get("expect")).items():
        wrong = _expectation_problem(order, end, sent, blocks)
        problems += [f"expect.{order}: {wrong}"] if wrong else []
    return problems


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


def _texts(value: object) -> dict[str, str]:
    table = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    return {name: text for name, text in table.items() if isinstance(text, str)}


def _expectation_problem(order: str, end: str, sent: Collection[str], blocks: list[str] | None) -> str:
    """Return what is wrong with a line of `[expect]`, and the remedy; empty if nothing. Blocks may be unknown."""
    status, at, block = end.partition("@")
    if order not in sent:
        return f"no event sends this order{did_you_mean(order, sent) if sent else '; remove the line'}"
    if status not in STATUSES:
        return f"{shown(status)} is no status{did_you_mean(status, STATUSES)}"
    if at and status != "settled":
        return f"{shown(end)} cannot be, for only what is settled has a block; write {status!r}"
    if at and blocks is not None and block not in blocks:
        return f"there is no block {shown(block)}{did_you_mean(block, blocks)}"
    return ""


def block_names(rulebook: Rulebook) -> list[str]:
    """Return the names of all blocks of a rulebook, system by system."""
    tables = [cast("Table[int, object]", t) for t in vars(rulebook).values() if isinstance(t, Table)]
    blocks = [table[b] for table in tables for b in table]
    return [block.name for block in blocks if isinstance(block, Block)]


def rulebook_problem(name: str) -> str:
    """Return what is wrong with the name of a rulebook, and the remedy; empty if nothing."""
    return "" if name in RULEBOOKS else f"there is no rulebook {shown(name)}{did_you_mean(name, RULEBOOKS)}"


def reading_problem(name: str, value: str) -> str:
    """Return what is wrong with the choice of a reading, and the remedy; empty if nothing."""
    names = reading_names()
    if name not in names:
        return f"there is no reading {shown(name)}{did_you_mean(name, names)}"
    if value not in names[name]:
        return f"{name} has no value {shown(value)}{did_you_mean(value, names[name])}"
    return ""


def reading_names() -> dict[str, list[str]]:
    """Return the live readings (`A-01`) with their values, the default first."""
    return {_reading(field): [v.name.lower() for v in values] for field, values in READINGS.items()}


def reading_values(rulebook: Rulebook) -> dict[str, str]:
    """Return the value of every live reading in the rulebook."""
    return {_reading(field): value.name.lower() for field, value in vars(rulebook.readings).items()}


def with_readings(rulebook: Rulebook, values: dict[str, str]) -> Rulebook:
    """Return the rulebook with other values of some readings."""
    now = reading_values(rulebook) | values
    readings = {field: cls[now[_reading(field)].upper()] for field, cls in READINGS.items()}
    return replace(rulebook, readings=Readings(**cast("dict[str, Any]", readings)))


def _reading(field: str) -> str:
    return re.sub(r"^a(?=[0-9])", "A-", field)


def dump(scenario: Scenario, expect: dict[str, str] | None = None) -> str:
    """Write a scenario as TOML that `loads` reads back."""
    base = RULEBOOKS[scenario.rulebook.name]
    lines = [f"schema = {SCHEMA}", f"name = {toml(scenario.name)}"]
    if scenario.note:
        lines.append(f"note = {toml(scenario.note)}")
    lines += [f"rulebook = {toml(base.name)}", f"participants = {toml(list(scenario.participants))}"]
    other = {k: v for k, v in reading_values(scenario.rulebook).items() if v != reading_values(base)[k]}
    for title, table in (("readings", other), ("expect", expect or {})):
        if table:
            lines += ["", f"[{title}]", *(f"{toml(k)} = {toml(v)}" for k, v in table.items())]
    for event in scenario.events:
        lines += ["", "[[event]]", *(f"{k} = {toml(v)}" for k, v in entry_of(event).items())]
    return "\n".join(lines) + "\n"


def entry_of(event: Event) -> dict[str, Any]:
    """Return an event as it is written in a scenario file."""
    at = ms_to_clock(event.at)
    match event:
        case Submit():
            ends = {"payer": event.payer, "payee": event.payee, "amount": event.amount}
            return {"at": at, "type": "submit", "id": event.order, "system": event.system.name.lower(), **ends}
        case Revoke():
            return {"at": at, "type": "revoke", "id": event.order}
        case SetLine():
            who = {"participant": event.participant, "amount": event.line}
            return {"at": at, "type": "line", "system": event.system.name.lower(), **who}
        case Decree():
            return {"at": at, "type": "decree", "participant": event.participant}
        case Mark():
            return {"at": at, "type": "mark", "system": event.system.name.lower(), "participant": event.participant}
        case _:
            raise ValueError(f"{event!r} is part of the timetable, and not written in a scenario")


def toml(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in cast("list[object]", value)) + "]"
    if isinstance(value, int):
        return str(value).lower()  # true and false among them
    plain = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in plain)
    return f'"{escaped}"'
