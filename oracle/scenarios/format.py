"""Scenario files: TOML as a person writes it, checked strictly.

Every mistake is reported, with its place and its remedy, all at once.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import (
    Decree,
    Event,
    Exclude,
    File,
    Mark,
    Notice,
    Publication,
    Resolve,
    Revoke,
    SetLimit,
    SetLine,
    Submit,
)
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.participants import Participant, Proceedings, System
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo

SCHEMA = 1
READINGS: dict[str, list[IntEnum]] = {f.name: list(type(cast("IntEnum", f.default))) for f in fields(Readings)}
"""The values of every reading, by its field."""
CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?")
DAY_MS = 24 * 60 * 60 * 1000
LARGEST = 2**53


class ScenarioError(Exception):
    """The file is no scenario; `problems` says everything that is wrong with it, and what to do."""

    def __init__(self, where: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{where}: {problem}" for problem in problems))
        self.problems = problems


def clock_to_ms(value: object) -> object:
    """Read `HH:MM[:SS[.mmm]]`, or an integer number of milliseconds, as milliseconds of the day."""
    if isinstance(value, str):
        match = CLOCK.fullmatch(value)
        if not match:
            raise ValueError(f"{value!r} is no time; write 'HH:MM', 'HH:MM:SS', 'HH:MM:SS.mmm' or milliseconds")
        hours, minutes, seconds, millis = (int(part or 0) for part in match.groups())
        if minutes >= 60 or seconds >= 60:  # minutes and seconds
            raise ValueError(f"{value!r} is no time: minutes and seconds go from 00 to 59")
        value = ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no time; write it as 'HH:MM'")  # noqa: TRY004  # pydantic reports ValueError
    if not 0 <= value < DAY_MS:
        raise ValueError(f"{value} is not within the day; it goes from 00:00 to 23:59:59.999")
    return value


def ms_to_clock(at: int) -> str:
    """Write milliseconds of the day as a clock time, no longer than needed."""
    seconds, millis = divmod(at, 1000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if millis:
        return f"{text}:{seconds % 60:02}.{millis:03}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _amount(value: object) -> object:
    """Read an amount in øre: an integer, or the same as a string."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no amount; write whole øre, for example 12500 for 125.00")  # noqa: TRY004
    if abs(value) > LARGEST:
        raise ValueError(f"{value} is larger than any engine can be asked about; stay within {LARGEST} øre")
    return value


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
    block: Name | None = None

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event; raise ValueError if it names a block that there is not."""
        block = NO_BLOCK
        if self.block is not None:
            if self.system != "intraday":
                raise ValueError("block: only an Intraday order names its block; remove it")
            if self.block not in blocks:
                raise ValueError(f"block: there is no {self.block!r}{_did_you_mean(self.block, list(blocks))}")
            block = blocks[self.block]
        return Submit(self.at, self.id, System[self.system.upper()], self.payer, self.payee, self.amount, block)


class RevokeEntry(_Record):
    """An order is recalled."""

    at: At
    type: Literal["revoke"]
    id: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return Revoke(self.at, self.id)


class LineEntry(_Record):
    """A credit line is sent."""

    at: At
    type: Literal["line"]
    system: SystemName
    participant: Name
    amount: Amount

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return SetLine(self.at, System[self.system.upper()], self.participant, self.amount)


class LimitEntry(_Record):
    """A participant limits the Intraday orders it sends."""

    at: At
    type: Literal["limit"]
    participant: Name
    amount: Amount

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return SetLimit(self.at, self.participant, self.amount)


class DecreeEntry(_Record):
    """Insolvency proceedings are opened against a participant."""

    at: At
    type: Literal["decree"]
    participant: Name
    kind: Literal["bankruptcy", "reconstruction", "suspension"] = "bankruptcy"

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return Decree(self.at, self.participant, Proceedings[self.kind.upper()])


class StandingEntry(_Record):
    """Something is said of a participant: notice, publication, exclusion, resolution, filing."""

    at: At
    type: Literal["notice", "publication", "exclusion", "resolution", "filing"]
    participant: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return STANDING[self.type](self.at, self.participant)


class MarkEntry(_Record):
    """A participant is marked in a system."""

    at: At
    type: Literal["mark"]
    system: SystemName
    participant: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return Mark(self.at, System[self.system.upper()], self.participant)


STANDING: dict[str, Callable[[int, str], Notice | Publication | Exclude | Resolve | File]] = {
    "notice": Notice,
    "publication": Publication,
    "exclusion": Exclude,
    "resolution": Resolve,
    "filing": File,
}

Entry: TypeAlias = SubmitEntry | RevokeEntry | LineEntry | LimitEntry | DecreeEntry | StandingEntry | MarkEntry

ENTRIES: dict[str, type[Entry]] = {
    "submit": SubmitEntry,
    "revoke": RevokeEntry,
    "line": LineEntry,
    "limit": LimitEntry,
    "decree": DecreeEntry,
    **dict.fromkeys(STANDING, StandingEntry),
    "mark": MarkEntry,
}


class ParticipantEntry(_Record):
    """A participant with terms of its own."""

    name: Name
    straks: bool = True
    limit: Amount | None = None
    agreement: Literal["filed", "not filed"] = "filed"

    def terms(self) -> Participant:
        """Return the terms."""
        filed_at = Participant.filed_at if self.agreement == "filed" else NEVER
        limit = NO_LIMIT if self.limit is None else self.limit
        return Participant(in_straks=self.straks, limit=limit, filed_at=filed_at)


def _named(value: object) -> object:
    """Read a mere name as a participant with the usual terms."""
    return {"name": value} if isinstance(value, str) else value


class _Head(_Record):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal[1] = Field(alias="schema")
    name: Name
    rulebook: Name
    participants: list[Annotated[ParticipantEntry, BeforeValidator(_named)]] = Field(min_length=1)
    note: str = ""
    readings: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """The names of the participants."""
        return [p.name for p in self.participants]

    expect: dict[str, str] = {}
    event: list[dict[str, Any]] = []


def load(path: Path) -> Scenario:
    """Read a scenario file; raise ScenarioError with all that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(str(path), [f"cannot be read ({error.strerror}); check the path"]) from None
    except UnicodeDecodeError as error:
        raise ScenarioError(str(path), [f"is not UTF-8 at byte {error.start}; save it as UTF-8"]) from None
    return loads(text, str(path))


def loads(text: str, where: str) -> Scenario:
    """Read a scenario from TOML text; `where` names it in errors."""
    return _parse(text, where)[0]


def expectations(text: str, where: str) -> dict[str, str]:
    """Return the `[expect]` table of a scenario: for each order its status, and its block if settled (`settled@I1`)."""
    return _parse(text, where)[1]


def _parse(text: str, where: str) -> tuple[Scenario, dict[str, str]]:
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long, or nested too deeply, is no TOMLDecodeError
        raise ScenarioError(where, [f"is not TOML: {error}"]) from None
    problems: list[str] = []
    head: _Head | None = None
    try:
        head = _Head.model_validate(raw)
    except ValidationError as error:
        problems += _told(error, "")
    entries = raw.get("event")
    listed = cast("list[object]", entries) if isinstance(entries, list) else []
    blocks = _blocks(head.rulebook) if head is not None else {}
    events = [_event(n, entry, blocks, problems) for n, entry in enumerate(listed, 1)]
    if head is not None:
        problems += _cross_checks(head)
    if problems or head is None:
        raise ScenarioError(where, problems)
    rulebook = with_readings(RULEBOOKS[head.rulebook], head.readings)
    happened = tuple(e for e in events if e is not None)
    terms = {p.name: p.terms() for p in head.participants if p.terms() != Participant()}
    return Scenario(head.name, rulebook, tuple(head.names), happened, head.note, terms), head.expect


def _blocks(rulebook: str) -> dict[str, BlockNo]:
    """Return the Intraday blocks of the rulebook, by name; none where there is no such rulebook."""
    if rulebook not in RULEBOOKS:
        return {}
    timetable = RULEBOOKS[rulebook].intraday
    return {timetable[b].name: b for b in timetable}


def _event(number: int, entry: object, blocks: Mapping[str, BlockNo], problems: list[str]) -> Event | None:
    place = f"event {number}"
    if not isinstance(entry, dict):
        problems.append(f"{place}: is no table; write each event under [[event]]")
        return None
    fields = cast("dict[str, Any]", entry)
    kind = fields.get("type")
    if not isinstance(kind, str) or kind not in ENTRIES:
        problems.append(f"{place}: type: {kind!r} is no event{_did_you_mean(str(kind), list(ENTRIES))}")
        return None
    name = fields.get("id", fields.get("participant", ""))
    try:
        return ENTRIES[kind].model_validate(fields).event(blocks)
    except ValidationError as error:
        problems += _told(error, f'{place} ({kind} "{name}"): ')
    except ValueError as error:
        problems.append(f'{place} ({kind} "{name}"): {error}')
    return None


def _told(error: ValidationError, place: str) -> list[str]:
    remedies = {
        "missing": "is missing; add it",
        "extra_forbidden": "is not known here; remove it, or check its spelling",
        "string_too_short": "is empty; give it a name",
        "model_type": 'is no participant; write its name, or a table such as { name = "A", straks = false }',
        "string_pattern_mismatch": "begins or ends with a space; remove it",
    }
    told: list[str] = []
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"])
        why = remedies.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        told.append(f"{place}{where}: {why}")
    return told


def _cross_checks(head: _Head) -> list[str]:
    problems: list[str] = []
    if head.rulebook not in RULEBOOKS:
        problems.append(f"rulebook: there is no {head.rulebook!r}{_did_you_mean(head.rulebook, list(RULEBOOKS))}")
    twice = sorted({p for p in head.names if head.names.count(p) > 1})
    problems += [f"participants: {p!r} is listed twice; list it once" for p in twice]
    names = reading_names()
    for name, value in head.readings.items():
        if name not in names:
            problems.append(f"readings: there is no {name!r}{_did_you_mean(name, list(names))}")
        elif value not in names[name]:
            problems.append(f"readings.{name}: there is no {value!r}{_did_you_mean(value, list(names[name]))}")
    return problems


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(known)}"


def reading_names() -> dict[str, list[str]]:
    """Return the live readings (`A-01`) with their values, the default first."""
    return {_reading(field): [v.name.lower() for v in values] for field, values in READINGS.items()}


def reading_values(rulebook: Rulebook) -> dict[str, str]:
    """Return the value of every live reading in the rulebook."""
    return {_reading(field): value.name.lower() for field, value in vars(rulebook.readings).items()}


def with_readings(rulebook: Rulebook, values: dict[str, str]) -> Rulebook:
    """Return the rulebook with other values of some readings."""
    now = reading_values(rulebook) | values
    named: dict[str, Any] = {field: type(values[0])[now[_reading(field)].upper()] for field, values in READINGS.items()}
    return replace(rulebook, readings=Readings(**named))


def _reading(field: str) -> str:
    """Return how a reading is called: `A-01`; `Day` has no number in the source's list of questions."""
    return f"A-{field[1:]}" if field[1:].isdecimal() else field.capitalize()


def dump(scenario: Scenario, expect: dict[str, str] | None = None) -> str:
    """Write a scenario as TOML that `loads` reads back."""
    base = RULEBOOKS[scenario.rulebook.name]
    lines = [f"schema = {SCHEMA}", f"name = {_toml(scenario.name)}"]
    if scenario.note:
        lines.append(f"note = {_toml(scenario.note)}")
    people = [_participant(scenario, p) for p in scenario.participants]
    lines += [f"rulebook = {_toml(base.name)}", f"participants = {_toml(people)}"]
    other = {k: v for k, v in reading_values(scenario.rulebook).items() if v != reading_values(base)[k]}
    for title, table in (("readings", other), ("expect", expect or {})):
        if table:
            lines += ["", f"[{title}]", *(f"{_toml(k)} = {_toml(v)}" for k, v in table.items())]
    for event in scenario.events:
        lines += ["", "[[event]]", *(f"{k} = {_toml(v)}" for k, v in entry_of(event, base).items())]
    return "\n".join(lines) + "\n"


def _participant(scenario: Scenario, p: str) -> object:
    entry = terms_entry(scenario.terms.get(p, Participant()))
    return {"name": p} | entry if entry else p


def terms_entry(terms: Participant) -> dict[str, Any]:
    """Return what is written of a participant's terms: only what is not the usual."""
    entry: dict[str, Any] = {} if terms.in_straks else {"straks": False}
    entry |= {} if terms.limit == NO_LIMIT else {"limit": terms.limit}
    return entry if terms.filed_at == Participant.filed_at else entry | {"agreement": "not filed"}


def entry_of(event: Event, rulebook: Rulebook) -> dict[str, Any]:
    """Return an event as it is written in a scenario file."""
    at = ms_to_clock(event.at)
    match event:
        case Submit():
            ends = {"payer": event.payer, "payee": event.payee, "amount": event.amount}
            if event.block != NO_BLOCK:
                ends["block"] = rulebook.intraday[event.block].name
            return {"at": at, "type": "submit", "id": event.order, "system": event.system.name.lower(), **ends}
        case Revoke():
            return {"at": at, "type": "revoke", "id": event.order}
        case SetLine():
            who = {"participant": event.participant, "amount": event.line}
            return {"at": at, "type": "line", "system": event.system.name.lower(), **who}
        case SetLimit():
            return {"at": at, "type": "limit", "participant": event.participant, "amount": event.limit}
        case Decree():
            kind = {} if event.kind == Proceedings.BANKRUPTCY else {"kind": event.kind.name.lower()}
            return {"at": at, "type": "decree", "participant": event.participant, **kind}
        case Mark():
            return {"at": at, "type": "mark", "system": event.system.name.lower(), "participant": event.participant}
        case Notice() | Publication() | Exclude() | Resolve() | File():
            kind_of = {made: kind for kind, made in STANDING.items()}
            return {"at": at, "type": kind_of[type(event)], "participant": event.participant}
        case _:
            raise ValueError(f"{event!r} is part of the timetable, and not written in a scenario")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        entries = cast("dict[str, object]", value)
        return "{ " + ", ".join(f"{_toml(k)} = {_toml(v)}" for k, v in entries.items()) + " }"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in cast("list[object]", value)) + "]"
    if isinstance(value, int):
        return str(value)
    plain = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in plain)
    return f'"{escaped}"'
