"""The wire form: how a scenario is told to an engine, and how its answer is read. JSON, version 1.

Times are integer milliseconds of the day, amounts strings of øre, blocks go by name. All events are there in the order
of processing, the timetable's cut-offs and settlements among them. An engine is told lines only: of folios and what
funds the accounts from them it sees the lines that they lead to.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import ValidationError

from zerohour.oracle.scenarios.format import entry_of, reading_values, terms_entry
from zerohour.oracle.scenarios.messages import Answer, ProtectionName, RegimeName
from zerohour.oracle.scenarios.scenario import (
    History,
    OrderReport,
    Report,
    Rounds,
    Scenario,
    Statement,
    settled_block,
)
from zerohour.oracle.scenarios.told import as_told
from zerohour.spec.bank_day import CutOff, EndMoneyDay, Event, Forecast, Lock, Outage, Postpone, Release, Settle
from zerohour.spec.decisions import Reason
from zerohour.spec.finality import Protection, Regime
from zerohour.spec.participants import Participant
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER, Block, Days, Timetable

SCHEMA = 1


class WireError(ValueError):
    """The answer is no report; the message says what is wrong with it."""


def to_wire(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as an engine is told it."""
    scenario = as_told(scenario)
    book = scenario.rulebook
    outages = any(isinstance(event, Outage) for event in scenario.events)
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "participants": list(scenario.participants),
        "terms": {p: _terms(terms) for p, terms in scenario.terms.items()},
        "rulebook": {
            "name": book.name,
            "clearing_days": _days(book.clearing_days),
            "calendar_days": _days(book.calendar_days),
            "straks_cap": str(book.straks_cap),
            "batch": [_block(block) | _uses(block) for block in _listed(book.batch)],
            "straks": [_block(block) for block in _listed(book.straks)],
        },
        "readings": reading_values(book),
        "events": [_event(event, book) for event in _due(scenario) if _heard(event, outages=outages)],
    }


def _due(scenario: Scenario) -> Iterator[Event]:
    """Yield every event, but for those of the timetable that come at another time, as their block was postponed."""
    if not any(isinstance(event, Postpone) for event in scenario.events):
        yield from scenario.timeline()
        return
    for event, _, done in scenario.steps():
        if not (isinstance(event, Forecast | Lock | Settle) and done.reason == Reason.OUT_OF_ORDER):
            yield event


def _heard(event: Event, *, outages: bool) -> bool:
    """Whether an engine is told the event; of a forecast only where an outage may hold something back by then."""
    return not isinstance(event, Release | EndMoneyDay) and (outages or not isinstance(event, Forecast))


def canonical(message: object) -> str:
    """Write a message on one line, the same every time, without spaces."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _listed(table: Timetable) -> list[Block]:
    return [table[b] for b in table]


def _block(block: Block) -> dict[str, Any]:
    return {"block": block.name, "day": block.day, "cutoff": _time(block.cutoff), "settle": _time(block.settle)}


def _uses(block: Block) -> dict[str, Any]:
    """Return when the lines of a block are locked, when the receipt comes, and how Sum and Intraday use it."""
    return {
        "lock": block.lock,
        "receipt": block.receipt,
        "sum": block.sum.name.lower(),
        "intraday": block.intraday.name.lower(),
        "intraday_first": block.intraday_first,
    }


def _days(days: Days) -> list[dict[str, int]]:
    return [{"start": days[d].start, "end": days[d].end} for d in days]


def _terms(terms: Participant) -> dict[str, Any]:
    entry = terms_entry(terms)
    return entry | ({"limit": str(entry["limit"])} if "limit" in entry else {})


def _time(at: int) -> int | None:
    return None if at == NEVER else at


def _event(event: Event, book: Rulebook) -> dict[str, Any]:
    if isinstance(event, CutOff | Settle):
        kind, block = "cut_off" if isinstance(event, CutOff) else "settle", settled_block(book, event).name
        return {"at": event.at, "type": kind, "account": event.account.name.lower(), "block": block}
    if isinstance(event, Forecast | Lock):
        kind, block = type(event).__name__.lower(), book.batch[event.block].name
        return {"at": event.at, "type": kind, "account": "batch", "block": block}
    entry = entry_of(event, book) | {"at": event.at}
    if "amount" in entry:
        entry["amount"] = str(entry["amount"])
    return entry


def report_from_wire(answer: object) -> Report:
    """Read an engine's answer; raise WireError if it is none."""
    try:
        read = Answer.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the answer"
        raise WireError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None
    balances = None
    if read.balances is not None:
        balances = {p: {str(k): v for k, v in accounts.items()} for p, accounts in read.balances.items()}
    excluded = None if read.excluded is None else {b: frozenset(ps) for b, ps in read.excluded.items()}
    orders = {i: OrderReport(o.status, o.block) for i, o in read.orders.items()}
    nets = None if read.nets is None else {str(system): blocks for system, blocks in read.nets.items()}
    bookings = None if read.bookings is None else {i: tuple(booked) for i, booked in read.bookings.items()}
    law = None if read.law is None else {i: _law(told) for i, told in read.law.items()}
    admissions = None if read.admissions is None else {i: tuple(blocks) for i, blocks in read.admissions.items()}
    rounds = None if read.rounds is None else {block: _rounds(told) for block, told in read.rounds.items()}
    return Report(
        orders,
        excluded,
        read.set_aside,
        balances,
        nets,
        bookings,
        law,
        admissions,
        rounds,
        history=_history(read),
        statements=_statements(read),
        reasons=None if read.reasons is None else {i: Reason[told.upper()] for i, told in read.reasons.items()},
        extra=dict(read.extra),
    )


def _history(read: Answer) -> dict[str, History] | None:
    if read.history is None:
        return None
    return {i: [(change.at, change.status) for change in changes] for i, changes in read.history.items()}


def _statements(read: Answer) -> dict[str, dict[str, Statement]] | None:
    if read.statements is None:
        return None
    return {
        p: {str(account): [(change.at, change.balance) for change in changes] for account, changes in accounts.items()}
        for p, accounts in read.statements.items()
    }


def _rounds(told: Mapping[Literal["sum", "intraday", "both"], list[list[str]]]) -> Rounds:
    return {str(of): [frozenset(out) for out in rounds] for of, rounds in told.items()}


def _law(told: Mapping[RegimeName, ProtectionName]) -> dict[Regime, Protection]:
    return {Regime[regime.upper()]: Protection[said.upper()] for regime, said in told.items()}
