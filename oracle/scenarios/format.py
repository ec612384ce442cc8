"""Scenario files: TOML as a person writes it, or the same as JSON, checked strictly.

Every mistake is reported, with its place and its remedy, all at once.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, cast, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from zerohour.oracle.scenarios.clock import DAY_MS, ms_to_clock
from zerohour.oracle.scenarios.mistakes import LONGEST, did_you_mean, printable, shown, told
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.text import STANDARD_INPUT, decoded, read
from zerohour.spec.bank_day import (
    CloseDay,
    Decree,
    Deliver,
    Disconnect,
    Event,
    Exclude,
    File,
    Fund,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    Reconnect,
    RejectSetAside,
    Resolve,
    Return,
    Revoke,
    SetFolio,
    SetLimit,
    SetLine,
    SetTerm,
    Submit,
    ZeroSettle,
)
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.orders import Part, Status
from zerohour.spec.participants import NO_RULE, NO_SPONSOR, Account, Participant, Proceedings, Term
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, Block, BlockNo, System, has_room_for, with_extraordinary

SCHEMA = 1
READINGS: dict[str, type[IntEnum]] = get_type_hints(Readings)
STATUSES = tuple(s.name.lower() for s in Status if s != Status.ABSENT)
CLOCK = re.compile(r"(?:\+([0-9]) )?([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{3}))?)?")
MINUTE, MOST_MINUTES = 60_000, 24 * 60
DAYS = 3
"""So many days a time may lie in: that of midnight 0, and those after it."""
LARGEST = 2**53
LONGEST_AMOUNT = 40


class ScenarioError(Exception):
    """The file is no scenario; `problems` says everything that is wrong with it, and what to do."""

    def __init__(self, where: str, problems: list[str]) -> None:
        self.problems = [printable(problem) for problem in problems]
        super().__init__("\n".join(f"{where}: {problem}" for problem in self.problems))


def clock_to_ms(value: object) -> object:
    """Read `HH:MM[:SS[.mmm]]`, of a later day `+1 HH:MM`, or an integer, as milliseconds from the first midnight."""
    at = value
    if isinstance(value, str):
        match = CLOCK.fullmatch(value)
        if not match:
            raise ValueError(f"{shown(value)} is no time; write 'HH:MM', 'HH:MM:SS', 'HH:MM:SS.mmm' or milliseconds")
        days, hours, minutes, seconds, millis = (int(part or 0) for part in match.groups())
        if minutes >= 60 or seconds >= 60:  # minutes and seconds
            raise ValueError(f"{value!r} is no time; minutes and seconds go from 00 to 59")
        at = days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
        if hours >= 24:  # hours of a day
            raise ValueError(f"{value!r} is not within the day; it goes from 00:00 to 23:59:59.999")
    if isinstance(at, bool) or not isinstance(at, int):
        raise ValueError(  # noqa: TRY004  # pydantic reports ValueError
            f"{shown(value)} is no time; write it in quotes, as 'HH:MM', or as whole milliseconds of the day"
        )
    if not 0 <= at < DAYS * DAY_MS:
        raise ValueError(f"{shown(value)} is not within the days; they go from 00:00 to +{DAYS - 1} 23:59:59.999")
    return at


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
NotNegative = Annotated[int, BeforeValidator(_amount), Field(ge=0)]
Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
SystemName = Literal["intraday", "sum", "straks"]
PaymentSystem = Literal["intraday", "straks"]
AccountName = Literal["batch", "straks"]
PartName = Literal["paperless", "pbs"]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SubmitEntry(_Record):
    """An order is sent."""

    at: At
    type: Literal["submit"]
    id: Name
    system: PaymentSystem
    payer: Name
    payee: Name
    amount: Amount
    block: Name | None = None

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event; raise ValueError if it names a block that there is not."""
        if self.block is not None and self.system != "intraday":
            raise ValueError("block: an instant payment names no block; remove it")
        block = _block_named(self.block, blocks)
        return Submit(self.at, self.id, System[self.system.upper()], self.payer, self.payee, self.amount, block)


class LodgeEntry(_Record):
    """A deliverer lodges with Sumclearing all that one participant owes another."""

    at: At
    type: Literal["lodge"]
    id: Name
    payer: Name
    payee: Name
    amount: Amount
    deliverer: Name
    part: PartName = "paperless"
    block: Name | None = None

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event; raise ValueError if it names a block that there is not."""
        block, part = _block_named(self.block, blocks), Part[self.part.upper()]
        return Submit(self.at, self.id, System.SUM, self.payer, self.payee, self.amount, block, part, self.deliverer)


def _block_named(name: str | None, blocks: Mapping[str, BlockNo]) -> BlockNo:
    if name is None:
        return NO_BLOCK
    if name not in blocks:
        raise ValueError(f"block: there is no {name!r}{did_you_mean(name, list(blocks))}")
    return blocks[name]


class DeliveryEntry(_Record):
    """A deliverer delivers what it has lodged with Sumclearing."""

    at: At
    type: Literal["delivery"]
    deliverer: Name
    part: PartName = "paperless"
    through: Name | None = None

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return Deliver(self.at, self.deliverer, Part[self.part.upper()], self.through or "")


class CloseEntry(_Record):
    """A clearing day is closed, though a delivery of PBS is missing."""

    at: At
    type: Literal["close"]
    day: Annotated[int, Field(ge=0)] = 0
    forced: bool = True

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return CloseDay(self.at, self.day, self.forced)


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
    account: AccountName
    participant: Name
    amount: Amount

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return SetLine(self.at, Account[self.account.upper()], self.participant, self.amount)


class LimitEntry(_Record):
    """A participant limits the Intraday orders it sends."""

    at: At
    type: Literal["limit"]
    participant: Name
    amount: Amount
    approved_by: Name | None = None

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return SetLimit(self.at, self.participant, self.amount, self.approved_by or NO_SPONSOR)


class FolioEntry(_Record):
    """The balance of a participant's folio is reported, or one of the terms set by which it is funded."""

    at: At
    type: Literal["folio", "liquidity_rule", "over_cover", "pledge"]
    participant: Name
    amount: Amount

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        if self.type == "folio":
            return SetFolio(self.at, self.participant, self.amount)
        return SetTerm(self.at, self.participant, Term[self.type.upper()], self.amount)


class FundEntry(_Record):
    """A participant moves money from its folio to a settlement account."""

    at: At
    type: Literal["fund"]
    account: AccountName
    participant: Name
    amount: Amount

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return Fund(self.at, Account[self.account.upper()], self.participant, self.amount)


class OutageEntry(_Record):
    """A participant is in outage, or back."""

    at: At
    type: Literal["outage", "return"]
    participant: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return (Outage if self.type == "outage" else Return)(self.at, self.participant)


class DisconnectionEntry(_Record):
    """A deliverer has lost its line to Sumclearing, or has it again."""

    at: At
    type: Literal["disconnection", "reconnection"]
    deliverer: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event."""
        del blocks
        return (Disconnect if self.type == "disconnection" else Reconnect)(self.at, self.deliverer)


class ZeroSettlementEntry(_Record):
    """A block that was cut off is settled at zero."""

    at: At
    type: Literal["zero_settlement"]
    block: Name

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event; raise ValueError if it names a block that there is not."""
        return ZeroSettle(self.at, _block_named(self.block, blocks))


class PostponementEntry(_Record):
    """All that is still to come of a block that was cut off comes so many minutes later."""

    at: At
    type: Literal["postponement"]
    block: Name
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]

    def event(self, blocks: Mapping[str, BlockNo]) -> Event:
        """Return the event; raise ValueError if it names a block that there is not."""
        return Postpone(self.at, _block_named(self.block, blocks), self.minutes * MINUTE)


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
    """Something is said of a participant: notice, publication, exclusion, resolution, filing, rejection in Sum."""

    at: At
    type: Literal["notice", "publication", "exclusion", "resolution", "filing", "rejection"]
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


STANDING: dict[str, Callable[[int, str], Notice | Publication | Exclude | Resolve | File | RejectSetAside]] = {
    "notice": Notice,
    "publication": Publication,
    "exclusion": Exclude,
    "resolution": Resolve,
    "filing": File,
    "rejection": RejectSetAside,
}

Entry: TypeAlias = (
    SubmitEntry
    | LodgeEntry
    | DeliveryEntry
    | RevokeEntry
    | LineEntry
    | LimitEntry
    | FolioEntry
    | FundEntry
    | DecreeEntry
    | StandingEntry
    | MarkEntry
    | CloseEntry
    | OutageEntry
    | DisconnectionEntry
    | ZeroSettlementEntry
    | PostponementEntry
)

ENTRIES: dict[str, type[Entry]] = {
    "submit": SubmitEntry,
    "lodge": LodgeEntry,
    "delivery": DeliveryEntry,
    "revoke": RevokeEntry,
    "line": LineEntry,
    "limit": LimitEntry,
    "folio": FolioEntry,
    **{term.name.lower(): FolioEntry for term in Term},
    "fund": FundEntry,
    "decree": DecreeEntry,
    **dict.fromkeys(STANDING, StandingEntry),
    "mark": MarkEntry,
    "close": CloseEntry,
    "outage": OutageEntry,
    "return": OutageEntry,
    "disconnection": DisconnectionEntry,
    "reconnection": DisconnectionEntry,
    "zero_settlement": ZeroSettlementEntry,
    "postponement": PostponementEntry,
}


class ParticipantEntry(_Record):
    """A participant with terms of its own."""

    name: Name
    sponsor: Name | None = None
    straks: bool = True
    limit: Amount | None = None
    agreement: Literal["filed", "not filed"] = "filed"
    liquidity_rule: NotNegative | None = None
    over_cover: NotNegative = 0
    pledge: NotNegative = 0

    def terms(self) -> Participant:
        """Return the terms."""
        return Participant(
            sponsor=self.sponsor or NO_SPONSOR,
            in_straks=self.straks,
            limit=NO_LIMIT if self.limit is None else self.limit,
            filed_at=Participant.filed_at if self.agreement == "filed" else NEVER,
            liquidity_rule=NO_RULE if self.liquidity_rule is None else self.liquidity_rule,
            over_cover=self.over_cover,
            pledge=self.pledge,
        )


def _named(value: object) -> object:
    """Read a mere name as a participant with the usual terms."""
    return {"name": value} if isinstance(value, str) else value


class _Head(_Record):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal[1] = Field(alias="schema")
    name: Name
    rulebook: str
    participants: list[Annotated[ParticipantEntry, BeforeValidator(_named)]] = Field(
        min_length=1, description='a list of names, as in ["A", "B"]'
    )
    note: str = ""
    extraordinary: At | None = Field(None, description='when an extraordinary settlement of Sum is held, as in "07:20"')
    readings: dict[str, str] = Field({}, description='[readings] and under it lines as "A-01" = "exclude"')
    expect: dict[str, str] = Field({}, description='[expect] and under it lines as order = "settled@B1"')
    event: list[Any] = Field([], description="each event under its own [[event]], in two brackets")

    @property
    def names(self) -> list[str]:
        """The names of the participants."""
        return [p.name for p in self.participants]


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
    """Return the `[expect]` table of a scenario: for each order its status, and its block if settled (`settled@B1`)."""
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
    agreed = head.extraordinary if head else None
    blocks = _blocks(raw.get("rulebook"), agreed)
    events = [_event(n, entry, blocks, problems) for n, entry in enumerate(_list(raw.get("event")), 1)]
    problems += _cross_checks(raw, agreed)
    if problems or head is None:
        raise ScenarioError(where, problems)
    rulebook = with_readings(_book(RULEBOOKS[head.rulebook], agreed), head.readings)
    happened = tuple(e for e in events if e is not None)
    terms = {p.name: p.terms() for p in head.participants if p.terms() != Participant()}
    return Scenario(head.name, rulebook, tuple(head.names), happened, head.note, terms), head.expect


def _name_of(entry: object) -> object:
    """Return the name of a participant as it is listed."""
    return cast("dict[str, object]", entry).get("name") if isinstance(entry, dict) else entry


def _book(rulebook: Rulebook, agreed: int | None) -> Rulebook:
    """Return the rulebook, with the extraordinary settlement of Sum that was agreed on, if there is room for one."""
    if agreed is None or not has_room_for(rulebook.batch, agreed):
        return rulebook
    return replace(rulebook, batch=with_extraordinary(rulebook.batch, agreed))


def _extraordinary_problem(rulebook: Rulebook, agreed: int) -> str:
    """Return what is wrong with the time of an extraordinary settlement, and the remedy; empty if nothing."""
    limit = rulebook.sum_over_by
    if agreed % DAY_MS > limit and has_room_for(rulebook.batch, agreed):
        return ""
    at = ms_to_clock(agreed)
    return f"{at} does not do; write a time after {ms_to_clock(limit)} at which no other block is under way"


def _blocks(rulebook: object, agreed: int | None) -> dict[str, BlockNo]:
    """Return the blocks of Sum and Intraday in the rulebook, by name; none where there is no such rulebook."""
    if not isinstance(rulebook, str) or rulebook not in RULEBOOKS:
        return {}
    timetable = _book(RULEBOOKS[rulebook], agreed).batch
    return {timetable[b].name: b for b in timetable}


def _event(number: int, entry: object, blocks: Mapping[str, BlockNo], problems: list[str]) -> Event | None:
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
        return ENTRIES[kind].model_validate(fields).event(blocks)
    except ValidationError as error:
        problems += told(error, f"{place} ({kind}{called}): ", ENTRIES[kind])
    except ValueError as error:
        problems.append(f"{place} ({kind}{called}): {error}")
    return None


def _cross_checks(raw: dict[str, Any], agreed: int | None) -> list[str]:
    """Return what is wrong although each part is of its kind; parts that are not are passed over here."""
    problems: list[str] = []
    name = raw.get("rulebook")
    rulebook = RULEBOOKS.get(name) if isinstance(name, str) else None
    if isinstance(name, str) and rulebook is None:
        problems.append(f"rulebook: {rulebook_problem(name)}")
    named = Counter(name for name in map(_name_of, _list(raw.get("participants"))) if isinstance(name, str))
    problems += [f"participants: {shown(p)} is listed twice; list it once" for p in sorted(named) if named[p] > 1]
    problems += _sponsor_problems(_list(raw.get("participants")), named)
    for reading, value in _texts(raw.get("readings")).items():
        wrong = reading_problem(reading, value)
        problems += [f"readings.{reading}: {wrong}"] if wrong else []
    events = [cast("dict[str, Any]", e) for e in _list(raw.get("event")) if isinstance(e, dict)]
    sent = {str(e["id"]): None for e in events if isinstance(e.get("id"), str) and e.get("type") != "revoke"}
    if rulebook is not None and agreed is not None:
        wrong = _extraordinary_problem(rulebook, agreed)
        problems += [f"extraordinary: {wrong}"] if wrong else []
    blocks = None if rulebook is None else block_names(_book(rulebook, agreed))
    for order, end in _texts(raw.get("expect")).items():
        wrong = _expectation_problem(order, end, sent, blocks)
        problems += [f"expect.{order}: {wrong}"] if wrong else []
    return problems


def _sponsor_problems(participants: list[object], named: Collection[str]) -> list[str]:
    """Return what is wrong with the sponsors: each is another participant of the list."""
    entries = [cast("dict[str, Any]", p) for p in participants if isinstance(p, dict)]
    found: list[str] = []
    for entry in entries:
        name, sponsor = entry.get("name"), entry.get("sponsor")
        if not (isinstance(name, str) and isinstance(sponsor, str)):
            continue
        if sponsor == name:
            found.append(
                f"participants: {shown(name)} is its own sponsor; name another participant, or remove `sponsor`"
            )
        elif sponsor not in named:
            known = did_you_mean(sponsor, [p for p in named if p != name])
            found.append(f"participants: the sponsor {shown(sponsor)} of {shown(name)} is no participant{known}")
    return found


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
    """Return how a reading is called: `A-01`; `Day` has no number in the source's list of questions."""
    return re.sub(r"^a(?=[0-9])", "A-", field) if field[1].isdecimal() else field.capitalize()


def dump(scenario: Scenario, expect: dict[str, str] | None = None) -> str:
    """Write a scenario as TOML that `loads` reads back."""
    base = RULEBOOKS[scenario.rulebook.name]
    lines = [f"schema = {SCHEMA}", f"name = {toml(scenario.name)}"]
    if scenario.note:
        lines.append(f"note = {toml(scenario.note)}")
    people = [_participant(scenario, p) for p in scenario.participants]
    agreed = extraordinary_settlement(scenario.rulebook)
    lines += [] if agreed is None else [f"extraordinary = {toml(ms_to_clock(agreed))}"]
    lines += [f"rulebook = {toml(base.name)}", f"participants = {toml(people)}"]
    other = {k: v for k, v in reading_values(scenario.rulebook).items() if v != reading_values(base)[k]}
    for title, table in (("readings", other), ("expect", expect or {})):
        if table:
            lines += ["", f"[{title}]", *(f"{toml(k)} = {toml(v)}" for k, v in table.items())]
    for event in scenario.events:
        lines += ["", "[[event]]", *(f"{k} = {toml(v)}" for k, v in entry_of(event, scenario.rulebook).items())]
    return "\n".join(lines) + "\n"


def document(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data that `loads` reads back as JSON, which for large days is much faster."""
    base = RULEBOOKS[scenario.rulebook.name]
    agreed = extraordinary_settlement(scenario.rulebook)
    usual = reading_values(base)
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "note": scenario.note,
        "rulebook": base.name,
        "participants": [_participant(scenario, p) for p in scenario.participants],
        **({} if agreed is None else {"extraordinary": ms_to_clock(agreed)}),
        "readings": {k: v for k, v in reading_values(scenario.rulebook).items() if v != usual[k]},
        "event": [entry_of(event, scenario.rulebook) for event in scenario.events],
    }


def extraordinary_settlement(rulebook: Rulebook) -> int | None:
    """Return when an extraordinary settlement of Sum is held by the rulebook, if one is."""
    usual, table = block_names(RULEBOOKS[rulebook.name]), rulebook.batch
    return next((table[b].settle for b in table if table[b].name not in usual), None)


def _participant(scenario: Scenario, p: str) -> object:
    entry = terms_entry(scenario.terms.get(p, Participant()))
    return {"name": p} | entry if entry else p


def terms_entry(terms: Participant) -> dict[str, Any]:
    """Return what is written of a participant's terms: only what is not the usual."""
    entry: dict[str, Any] = {} if terms.sponsor == NO_SPONSOR else {"sponsor": terms.sponsor}
    entry |= {} if terms.in_straks else {"straks": False}
    entry |= {} if terms.limit == NO_LIMIT else {"limit": terms.limit}
    usual = funding_terms(Participant())
    entry |= {name: value for name, value in funding_terms(terms).items() if value != usual[name]}
    return entry if terms.filed_at == Participant.filed_at else entry | {"agreement": "not filed"}


def funding_terms(terms: Participant) -> dict[str, int]:
    """Return the terms by which a participant's accounts are funded."""
    return {term.name.lower(): getattr(terms, term.name.lower()) for term in Term}


def entry_of(event: Event, rulebook: Rulebook) -> dict[str, Any]:
    """Return an event as it is written in a scenario file."""
    kind = next((kind for kind, made in WRITTEN.items() if made is type(event)), None)
    if kind is None:
        raise ValueError(f"{event!r} is part of the timetable, and not written in a scenario")
    if isinstance(event, Submit) and event.system == System.SUM:
        kind = "lodge"
    if isinstance(event, SetTerm):
        kind = event.term.name.lower()
    return {"at": ms_to_clock(event.at), "type": kind, **_fields(event, rulebook)}


WRITTEN: dict[str, type[Event]] = {
    "submit": Submit,
    "delivery": Deliver,
    "revoke": Revoke,
    "line": SetLine,
    "limit": SetLimit,
    "folio": SetFolio,
    **{term.name.lower(): SetTerm for term in Term},
    "fund": Fund,
    "decree": Decree,
    "mark": Mark,
    "close": CloseDay,
    "notice": Notice,
    "publication": Publication,
    "exclusion": Exclude,
    "resolution": Resolve,
    "filing": File,
    "outage": Outage,
    "return": Return,
    "disconnection": Disconnect,
    "reconnection": Reconnect,
    "zero_settlement": ZeroSettle,
    "postponement": Postpone,
    "rejection": RejectSetAside,
}
"""The events that are written in scenario files, by their names there."""


SAYS: dict[type[Event], tuple[str, ...]] = {
    Revoke: ("order",),
    **dict.fromkeys((Notice, Publication, Exclude, Resolve, File, Outage, Return, RejectSetAside), ("participant",)),
    **dict.fromkeys((Disconnect, Reconnect), ("deliverer",)),
    CloseDay: ("day", "forced"),
    Mark: ("system", "participant"),
    SetLine: ("account", "participant", "line"),
    SetFolio: ("participant", "balance"),
    SetTerm: ("participant", "amount"),
    Fund: ("account", "participant", "amount"),
}
"""What is written of the events that say the same things always."""
CALLED = {"order": "id", "line": "amount", "balance": "amount"}
"""What fields are called in a file, where that is otherwise."""


def _fields(event: Event, rulebook: Rulebook) -> dict[str, Any]:
    """Return what is written of an event besides its time and its kind."""
    match event:
        case Submit():
            return _submitted(event, rulebook)
        case Deliver():
            through = {} if event.through == "" else {"through": event.through}
            return {"deliverer": event.deliverer, "part": event.part.name.lower(), **through}
        case SetLimit():
            approved = {} if event.approved_by == NO_SPONSOR else {"approved_by": event.approved_by}
            return {"participant": event.participant, "amount": event.limit, **approved}
        case Decree():
            kind = {} if event.kind == Proceedings.BANKRUPTCY else {"kind": event.kind.name.lower()}
            return {"participant": event.participant, **kind}
        case ZeroSettle():
            return {"block": rulebook.batch[event.block].name}
        case Postpone():
            return {"block": rulebook.batch[event.block].name, "minutes": event.by // MINUTE}
        case _:
            values = {CALLED.get(name, name): getattr(event, name) for name in SAYS.get(type(event), ())}
            return {name: v.name.lower() if isinstance(v, IntEnum) else v for name, v in values.items()}


def _submitted(event: Submit, rulebook: Rulebook) -> dict[str, Any]:
    named = {} if event.block == NO_BLOCK else {"block": rulebook.batch[event.block].name}
    ends = {"payer": event.payer, "payee": event.payee, "amount": event.amount}
    if event.system == System.SUM:
        return {"id": event.order, **ends, "deliverer": event.deliverer, "part": event.part.name.lower(), **named}
    return {"id": event.order, "system": event.system.name.lower(), **ends, **named}


def toml(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        entries = cast("dict[str, object]", value)
        return "{ " + ", ".join(f"{toml(k)} = {toml(v)}" for k, v in entries.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in cast("list[object]", value)) + "]"
    if isinstance(value, int):
        return str(value).lower()  # true and false among them
    plain = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in plain)
    return f'"{escaped}"'
