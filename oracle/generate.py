"""Scenarios made by a seeded generator: small, mostly valid, and steered to the edges, where engines disagree."""

import random
from dataclasses import fields, replace
from enum import IntEnum
from typing import Any

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import (
    CloseDay,
    Decree,
    Deliver,
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
from zerohour.spec.orders import Part
from zerohour.spec.participants import Account, Participant, Proceedings
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NEVER, NO_BLOCK, System

NAMES = ("A", "B", "C", "D")
MINUTE = 60_000
INSTANTS = 5
"""So few instants a day has, so that things happen at once."""

SELDOM, HALF, OFTEN, ALMOST_ALWAYS = 0.2, 0.5, 0.75, 0.97

ANY_ORDER = "any order in a minute"
"""The feature of an engine that knows no order among submissions of one minute, and no time finer than it."""

EVERYTHING = frozenset(
    {"sum", "intraday", "straks", "lines", "terms", "revocation", "insolvency", "standing", "exclusion", "readings"}
)
"""What an engine can support."""


def generated(seed: int, number: int, features: frozenset[str] = EVERYTHING) -> Scenario:
    """Return the scenario of this number, within the features; the same arguments always give the same one."""
    rnd = random.Random(f"{seed}:{number}")  # noqa: S311  # for testing, not for secrets
    book = _other_reading(rnd) if "readings" in features and rnd.random() < HALF else MINIMAL
    people = NAMES[: rnd.randint(2, 4)]
    systems = tuple(s for s in System if s.name.lower() in features) or tuple(System)
    tables = (book.batch, book.straks)
    edges = sorted(
        {
            t
            for table in tables
            for b in table
            for t in (*_edges(table[b].cutoff), *_edges(table[b].lock), *_edges(table[b].settle))
        }
    )
    if ANY_ORDER in features:
        edges = [t for t in edges if t % MINUTE == 0]
    edges = sorted(rnd.sample(edges, INSTANTS))
    accounts = tuple(dict.fromkeys(Account.STRAKS if s == System.STRAKS else Account.BATCH for s in systems))
    events: list[Event] = [
        SetLine(1, a, p, rnd.choice((0, 1, 2, 3, 5))) for p in people for a in accounts if rnd.random() < OFTEN
    ]
    for n in range(rnd.randint(1, 6)):
        events.append(_submission(rnd, f"o{n + 1}", people, edges, systems))
        if "revocation" in features and rnd.random() < SELDOM:
            events.append(Revoke(rnd.choice(edges), f"o{n + 1}"))
    if System.SUM in systems:
        events += _deliveries(rnd, events, edges)
    if "insolvency" in features and rnd.random() < HALF:
        events += _failure(rnd, people, edges, systems)
    if "standing" in features and rnd.random() < HALF:
        said = rnd.choice((Notice, Notice, Publication, Exclude, Resolve, File))
        events.append(said(rnd.choice(edges), rnd.choice(people)))
    if "terms" in features and rnd.random() < SELDOM:
        events.append(SetLimit(rnd.choice(edges), rnd.choice(people), rnd.randint(0, 3)))
    if ANY_ORDER not in features and rnd.random() < SELDOM:
        events.append(SetLine(rnd.choice(edges), rnd.choice(accounts), rnd.choice(people), rnd.randint(-1, 5)))
    terms: dict[str, Participant] = {}
    if "terms" in features and rnd.random() < SELDOM:
        terms[rnd.choice(people)] = Participant(in_straks=rnd.random() < HALF, limit=rnd.randint(1, 4))
    return Scenario(f"generated {seed}:{number}", book, people, tuple(events), terms=terms)


def _edges(at: int) -> tuple[int, ...]:
    return () if at in (0, NEVER) else (at - MINUTE, at - 1, at, at + 1)


def _submission(
    rnd: random.Random, name: str, people: tuple[str, ...], edges: list[int], systems: tuple[System, ...]
) -> Submit:
    payer, payee = rnd.sample(people, 2) if rnd.random() < ALMOST_ALWAYS else (rnd.choice(people), "X")
    amount = rnd.choice((1, 1, 2, 2, 3, 4)) if rnd.random() < ALMOST_ALWAYS else 0
    at, system = rnd.choice(edges), rnd.choice(systems)
    if system != System.SUM:
        return Submit(at, name, system, payer, payee, amount)
    named = rnd.choice((NO_BLOCK, NO_BLOCK, 0, 1))
    return Submit(at, name, system, payer, payee, amount, named, rnd.choice(list(Part)), rnd.choice(DELIVERERS))


DELIVERERS = ("dc1", "dc2")


def _deliveries(rnd: random.Random, events: list[Event], edges: list[int]) -> list[Event]:
    """Return deliveries of most of what is lodged, at its edge or a while after it."""
    lodged = {(e.deliverer, e.part): e.at for e in events if isinstance(e, Submit) and e.system == System.SUM}
    found: list[Event] = []
    for (deliverer, part), at in lodged.items():
        if rnd.random() < ALMOST_ALWAYS:
            found.append(Deliver(rnd.choice([e for e in edges if e >= at]), deliverer, part))
    if rnd.random() < SELDOM:
        found.append(CloseDay(rnd.choice(edges), 0, forced=True))
    return found


def _failure(rnd: random.Random, people: tuple[str, ...], edges: list[int], systems: tuple[System, ...]) -> list[Event]:
    who, decreed = rnd.choice(people), rnd.choice(edges)
    marks: list[Event] = [Mark(max(decreed, rnd.choice(edges)), s, who) for s in systems if rnd.random() < OFTEN]
    kind = rnd.choice((Proceedings.BANKRUPTCY, *Proceedings))
    return [Decree(decreed, who, kind), *marks]


def _other_reading(rnd: random.Random) -> Rulebook:
    field = rnd.choice(fields(Readings))
    default: IntEnum = getattr(Readings, field.name)
    value = rnd.choice(list(type(default)))
    changed: dict[str, Any] = {field.name: value}
    return replace(MINIMAL, readings=Readings(**changed))
