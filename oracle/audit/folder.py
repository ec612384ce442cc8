"""A whole log in a folder, version 2: `log.toml` says by which rulebook, and tables say the rest.

Each table is one file in Parquet, CSV or JSON Lines. Side tables say what a scenario file says, and are checked as one:
a row of `lines` is an event `line`, and so on. No table may be missing; what the engine does not report (`exclusions`,
`balances`) is named in `absent`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zerohour.oracle.audit.inputs import FORMS, LogError, small_table
from zerohour.oracle.scenarios.format import ScenarioError, loads
from zerohour.oracle.scenarios.mistakes import told
from zerohour.oracle.scenarios.scenario import Report, Scenario, settled_block
from zerohour.oracle.scenarios.text import decoded, read
from zerohour.oracle.scenarios.wire import WireError, report_from_wire
from zerohour.oracle.verdicts import nonsense
from zerohour.spec.bank_day import Settle
from zerohour.spec.participants import Account, Participant, direct

LOG_SCHEMA = 2
HEAD = "log.toml"
ORDERS = "orders"


@dataclass(frozen=True)
class SideTable:
    """A side table: what it holds, what each column holds, and the type of event that a row is, if just one."""

    about: str
    columns: dict[str, str]
    event: str = ""


_AT = "when, as HH:MM[:SS[.mmm]], of a later day +1 HH:MM, or in milliseconds from the first midnight"
_WHO = "of whom"

PARTICIPANTS = "participants"
EVENTS = ("lines", "limits", "insolvency", "deliveries", "closings")
REPORTED = ("exclusions", "set_aside", "balances")
NEW_COLUMNS = ("sponsor", "approved_by")
"""Those that version 1 did not have."""
SUMS_ONLY = ("deliveries", "closings", "set_aside")
"""The tables of Sumclearing, which version 1 did not have."""
SIDE_TABLES: dict[str, SideTable] = {
    PARTICIPANTS: SideTable(
        "who takes part, on which terms",
        {
            "name": "as in the orders",
            "sponsor": "over whose accounts it settles; empty: over its own",
            "straks": "true or false: whether it takes part in Straksclearing; empty: true",
            "limit": "the largest Intraday payment that it sends, in øre; empty: none",
            "agreement": "filed or not filed; empty: filed",
        },
    ),
    "lines": SideTable(
        "the credit lines and prefunded lines that the central bank sent",
        {"at": _AT, "account": "batch or straks", "participant": _WHO, "amount": "the line, in øre"},
        "line",
    ),
    "limits": SideTable(
        "the limits that participants set during the day",
        {
            "at": _AT,
            "participant": _WHO,
            "amount": "the largest Intraday payment from now on, in øre",
            "approved_by": "its sponsor, if it has one",
        },
        "limit",
    ),
    "insolvency": SideTable(
        "what courts, authorities and the operator did",
        {
            "at": _AT,
            "type": "decree, mark, notice, publication, exclusion, resolution or filing",
            "participant": _WHO,
            "system": "of a mark only: sum, intraday or straks",
            "kind": "of a decree only: bankruptcy, reconstruction or suspension; empty: bankruptcy",
        },
    ),
    "deliveries": SideTable(
        "what was delivered to Sumclearing; a sum lodged at the very instant comes too late for it",
        {"at": _AT, "deliverer": "as in the orders", "part": "paperless or pbs"},
        "delivery",
    ),
    "closings": SideTable(
        "which clearing days were closed, though a delivery of PBS was missing; by themselves they close on time",
        {"at": _AT, "day": "the day's number, from 0", "forced": "true or false; empty: true"},
        "close",
    ),
    "exclusions": SideTable(
        "whom the engine took out of which settlement of Intradagclearing",
        {"block": "the block that settled", "participant": "who was taken out of it"},
    ),
    "set_aside": SideTable(
        "whom the engine took out of which settlement of Sumclearing",
        {
            "block": "the block that settled",
            "participant": "who was taken out of it",
            "draw": "with which net draw, in øre",
        },
    ),
    "balances": SideTable(
        "what the engine says is on the settlement accounts in the end",
        {"participant": _WHO, "account": "batch or straks", "amount": "the balance, in øre"},
    ),
}


class Head(BaseModel):
    """What `log.toml` says."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    schema_: Literal[1, 2] = Field(alias="schema")
    name: str
    rulebook: str
    readings: dict[str, str] = Field({}, description='[readings] and under it lines as "A-01" = "exclude"')
    orders: int | None = Field(None, description="how many orders the engine has, to be counted again")
    absent: list[Literal["exclusions", "set_aside", "balances"]] = Field([], description='a list, as in ["balances"]')


@dataclass(frozen=True)
class Log:
    """A log to audit: where its orders are, the day, and what the engine says besides."""

    orders: Path
    day: Scenario
    reported: Report = field(default_factory=lambda: Report({}))
    count: int | None = None
    """How many orders there have to be, where that is said."""
    files: tuple[Path, ...] = ()
    """Every file that was read."""
    sums: bool | None = None
    """Whether there are the columns that only sums of Sumclearing have; None: the table itself says so."""


def files_of(folder: Path) -> dict[str, Path]:
    """Return the file of each table, and of the head; raise LogError if one is missing, or there twice."""
    if not (folder / HEAD).is_file():
        raise LogError(f"{folder}: has no {HEAD}; 'zerohour log template' writes one")
    head, problems = read_head(folder / HEAD), list[str]()
    found = {HEAD: folder / HEAD}
    for table in (ORDERS, *SIDE_TABLES):
        there = [path for form in FORMS if (path := folder / f"{table}{form}").exists()]
        if len(there) > 1:
            problems.append(f"table {table}: is there {len(there)} times ({_names(there)}); keep one")
        elif there and table in head.absent:
            problems.append(f"table {table}: is there, though {HEAD} says it is absent; correct one of them")
        elif there:
            found[table] = there[0]
        elif table not in head.absent and not (head.schema_ == 1 and table in SUMS_ONLY):
            may = f", or write absent = [{table!r}] in {HEAD}" if table in REPORTED else ""
            problems.append(
                f"table {table}: is missing; add {table}{FORMS[1]}, with its columns though without rows{may}"
            )
    if problems:
        raise LogError("\n".join(f"{folder}: {problem}" for problem in problems))
    return found


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


def read_head(path: Path) -> Head:
    """Read `log.toml`; raise LogError with all that is wrong with it."""
    try:
        return Head.model_validate(decoded(read(path), str(path)))
    except ValidationError as error:
        raise LogError("\n".join(f"{path}: {problem}" for problem in told(error, "", Head))) from None
    except ValueError as error:
        raise LogError(f"{path}: {error}") from None


def load_folder(database: Any, folder: Path, files: dict[str, Path], temporary: Path) -> Log:
    """Read the head and the side tables of a folder; raise LogError with all that is wrong with them."""
    head = read_head(files[HEAD])
    tables = {
        name: small_table(database, files[name], _columns(head, name), temporary)
        for name in SIDE_TABLES
        if name in files
    }
    day = _day(head, files, tables)
    reported = _reported(folder, day, tables)
    return Log(files[ORDERS], day, reported, head.orders, tuple(files.values()), head.schema_ > 1)


def _columns(head: Head, table: str) -> tuple[str, ...]:
    return tuple(name for name in SIDE_TABLES[table].columns if head.schema_ > 1 or name not in NEW_COLUMNS)


def _day(head: Head, files: dict[str, Path], tables: dict[str, list[dict[str, str]]]) -> Scenario:
    """Return the day that the tables tell, read and checked as a scenario file is."""
    places: list[str] = []
    events: list[dict[str, Any]] = []
    for name in EVENTS:
        kind = {"type": SIDE_TABLES[name].event} if SIDE_TABLES[name].event else {}
        for n, row in enumerate(tables.get(name, ()), 1):
            places.append(f"{files[name]}: row {n}")
            events.append(kind | {k: _term(k, v) for k, v in row.items()})
    people = [{k: _term(k, v) for k, v in row.items()} for row in tables[PARTICIPANTS]]
    if not people:
        raise LogError(f"{files[PARTICIPANTS]}: has no rows; list who takes part")
    names = {person.get("name") for person in people}
    strangers = [(place, e["participant"]) for place, e in zip(places, events, strict=True) if "participant" in e]
    strangers = [(place, who) for place, who in strangers if who not in names]
    if strangers:
        raise LogError("\n".join(f"{place}: {who!r} is not among the participants; add it" for place, who in strangers))
    text = {"schema": 1, "name": head.name, "rulebook": head.rulebook, "readings": head.readings}
    try:
        return loads(json.dumps(text | {"participants": people, "event": events}), str(files[HEAD]))
    except ScenarioError as error:
        raise LogError("\n".join(_placed(problem, places, files) for problem in error.problems)) from None


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else text


def _term(name: str, text: str) -> object:
    """Return what a scenario file has for the text of a column."""
    if name in ("straks", "forced") and text in ("true", "false"):
        return text == "true"
    return _number(text) if name in ("at", "day") else text


def _placed(problem: str, places: list[str], files: dict[str, Path]) -> str:
    """Say where in the tables a problem of the scenario made of them is."""
    event = re.match(r"event ([0-9]+)(?: \([^)]*\))?: ", problem)
    if event:
        return f"{places[int(event[1]) - 1]}: {problem[event.end() :]}"
    person = re.match(r"participants(?:, entry |\.)([0-9]+)[.:] ?", problem)
    if person:
        return f"{files[PARTICIPANTS]}: row {person[1]}: {problem[person.end() :]}"
    where = files[PARTICIPANTS] if problem.startswith("participants") else files[HEAD]
    return f"{where}: {problem.removeprefix('participants: ')}"


def _reported(folder: Path, day: Scenario, tables: dict[str, list[dict[str, str]]]) -> Report:
    """Return what the engine says of exclusions and accounts, None where it says nothing."""
    answer: dict[str, Any] = {"orders": {}}
    if "exclusions" in tables:
        answer["excluded"] = {name: [] for name in _netted(day)}
        for row in tables["exclusions"]:
            answer["excluded"].setdefault(row.get("block", ""), []).append(row.get("participant", ""))
    if "set_aside" in tables:
        answer["set_aside"] = {name: {} for name in _netted(day)}
        for row in tables["set_aside"]:
            drawn = answer["set_aside"].setdefault(row.get("block", ""), {})
            drawn[row.get("participant", "")] = row.get("draw", "")
    if "balances" in tables:
        answer["balances"] = _balances(folder, day, tables["balances"])
    try:
        reported = report_from_wire(answer)
    except WireError as error:
        raise LogError(f"{folder}: table {error}") from None
    problem = nonsense(day, reported)
    if problem:
        raise LogError(f"{folder}: table {problem}")
    return reported


def _balances(folder: Path, day: Scenario, rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the balance of every account of every participant; raise LogError if one is missing, or there twice."""
    found: dict[str, dict[str, str]] = {}
    for n, row in enumerate(rows, 1):
        accounts = found.setdefault(row.get("participant", ""), {})
        if row.get("account", "") in accounts:
            raise LogError(f"{folder}: table balances: row {n}: the account is there twice; keep one")
        accounts[row.get("account", "")] = row.get("amount", "")
    for p in day.participants:
        if not direct(day.terms.get(p, Participant())):
            continue
        missing = sorted({"batch", "straks"} - set(found.get(p, {})))
        if missing:
            raise LogError(f"{folder}: table balances: says nothing of {missing[0]} of {p!r}; list every account")
    return found


def _netted(day: Scenario) -> Iterator[str]:
    """Yield the name of every block that settles net positions on the day."""
    for event in day.timeline():
        if isinstance(event, Settle) and event.account == Account.BATCH:
            yield settled_block(day.rulebook, event).name
