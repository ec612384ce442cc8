"""Scenarios made by a seeded generator: small, mostly valid, and steered to the edges, where engines disagree."""

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from enum import IntEnum
from typing import Any, TypeGuard

from zerohour.oracle.scenarios.scenario import Scenario
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
from zerohour.spec.orders import Part
from zerohour.spec.participants import Account, Participant, Proceedings, Term
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import DENMARK_2018, MINIMAL
from zerohour.spec.timetable import NEVER, NO_BLOCK, System

NAMES = ("A", "B", "C", "D")
MINUTE = 60_000
INSTANTS = 5
"""So few instants a day has, so that things happen at once."""

RARELY, SELDOM, HALF, OFTEN, ALMOST_ALWAYS = 0.05, 0.2, 0.5, 0.75, 0.97

SCALES = (25_000_000, 2**53 + 1)
"""How amounts are made large: so that two of them are the sector's cap, or that a float does not hold them."""

ANY_ORDER = "any order in a minute"
"""The feature of an engine that knows no order among submissions of one minute, and no time finer than it."""

EVERYTHING = frozenset(
    {
        "sum",
        "intraday",
        "straks",
        "lines",
        "terms",
        "indirect",
        "revocation",
        "insolvency",
        "contingency",
        "standing",
        "exclusion",
        "readings",
    }
)
"""What an engine can support."""


def generated(seed: int, number: int, features: frozenset[str] = EVERYTHING) -> Scenario:
    """Return the scenario of this number, within the features; the same arguments always give the same one."""
    rnd = random.Random(f"{seed}:{number}")  # noqa: S311  # for testing, not for secrets
    book = DENMARK_2018 if "blocks" in features and rnd.random() < RARELY else MINIMAL
    if "readings" in features and rnd.random() < HALF:
        book = _other_reading(rnd, book)
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
    events += _orders(rnd, book, people, edges, systems, features)
    if System.SUM in systems:
        events += _deliveries(rnd, events, edges, features)
    if "insolvency" in features and rnd.random() < HALF:
        senders = tuple(event.payer for event in events if isinstance(event, Submit))
        events += _failure(rnd, rnd.choice((*senders, *people)), edges, systems)
    if "standing" in features and rnd.random() < HALF:
        said = rnd.choice((Notice, Notice, Publication, Exclude, Resolve, File))
        events.append(said(rnd.choice(edges), rnd.choice(people)))
    events += _besides(rnd, book, people, edges, features)
    if ANY_ORDER not in features and rnd.random() < SELDOM:
        sent = rnd.choice([event for event in events if isinstance(event, Submit)])
        account = Account.STRAKS if sent.system == System.STRAKS else Account.BATCH
        events.append(SetLine(rnd.choice(edges), account, rnd.choice((sent.payer, sent.payee)), rnd.randint(-1, 5)))
    terms: dict[str, Participant] = {}
    if "terms" in features and rnd.random() < SELDOM:
        terms[rnd.choice(people)] = Participant(in_straks=rnd.random() < HALF, limit=rnd.randint(1, 4))
    if "indirect" in features and len(people) > 2 and rnd.random() < SELDOM:
        own, sponsor = rnd.sample(people, 2)
        terms[own] = replace(terms.get(own, Participant()), sponsor=sponsor)
        events = [replace(e, approved_by=sponsor) if _limits(e, own) and rnd.random() < HALF else e for e in events]
    factor = rnd.choice(SCALES) if rnd.random() < RARELY else 1
    if "lines" in features and rnd.random() < SELDOM:
        events += _funding(rnd, people, edges)
    scaled = tuple(_times(event, factor) for event in events)
    return Scenario(f"generated {seed}:{number}", book, people, scaled, terms=terms)


def _orders(
    rnd: random.Random,
    book: Rulebook,
    people: tuple[str, ...],
    edges: list[int],
    systems: tuple[System, ...],
    features: frozenset[str],
) -> Iterator[Event]:
    """Yield a few submissions, and revocations of some of them."""
    for n in range(1, rnd.randint(1, 6) + 1):
        name = f"o{n}" if n == 1 or rnd.random() > RARELY else f"o{n - 1}"
        order = _submission(rnd, name, people, edges, systems)
        if "blocks" in features and order.system == System.INTRADAY and rnd.random() < SELDOM:
            order = replace(order, block=rnd.choice(list(book.batch)))
        yield order
        if "revocation" in features and rnd.random() < SELDOM:
            yield Revoke(max(rnd.choice(edges), order.at if rnd.random() < OFTEN else 0), f"o{n}")


def _funding(rnd: random.Random, people: tuple[str, ...], edges: list[int]) -> Iterator[Event]:
    """Yield folios, and by what terms, or when by hand, accounts are funded from them."""
    for p in people:
        if rnd.random() < HALF:
            yield SetTerm(1, p, rnd.choice(list(Term)), rnd.choice((0, 1, 2, 3)))
            yield SetFolio(1, p, rnd.choice((0, 1, 2, 3, 5)))
        if rnd.random() < SELDOM:
            yield Fund(rnd.choice(edges), rnd.choice(list(Account)), p, rnd.choice((1, 2, 3)))


def _times(event: Event, factor: int) -> Event:
    """Return the event with its amount, or line, so many times as large."""
    if isinstance(event, Submit | SetTerm | Fund):
        return replace(event, amount=event.amount * factor)
    if isinstance(event, SetFolio):
        return replace(event, balance=event.balance * factor)
    return replace(event, line=event.line * factor) if isinstance(event, SetLine) else event


def _edges(at: int) -> tuple[int, ...]:
    return () if at in (0, NEVER) else (at - MINUTE, at - 1, at, at + 1)


def _submission(
    rnd: random.Random, name: str, people: tuple[str, ...], edges: list[int], systems: tuple[System, ...]
) -> Submit:
    payer, payee = rnd.sample(people, 2)
    if rnd.random() > ALMOST_ALWAYS:
        payee = rnd.choice((payer, "X"))
    amount = rnd.choice((1, 1, 2, 2, 3, 4) if rnd.random() < ALMOST_ALWAYS else (0, -1))
    at, system = rnd.choice(edges), rnd.choice(systems)
    if system != System.SUM:
        return Submit(at, name, system, payer, payee, amount)
    named = rnd.choice((NO_BLOCK, NO_BLOCK, 0, 1))
    return Submit(at, name, system, payer, payee, amount, named, rnd.choice(list(Part)), rnd.choice(DELIVERERS))


DELIVERERS = ("dc1", "dc2")


def _deliveries(rnd: random.Random, events: list[Event], edges: list[int], features: frozenset[str]) -> list[Event]:
    """Return deliveries of most of what is lodged, at its edge or a while after it."""
    lodged = {(e.deliverer, e.part): e.at for e in events if isinstance(e, Submit) and e.system == System.SUM}
    found: list[Event] = []
    for (deliverer, part), at in lodged.items():
        if rnd.random() < ALMOST_ALWAYS:
            through = rnd.choice(DELIVERERS) if "contingency" in features and rnd.random() < RARELY else ""
            found.append(Deliver(rnd.choice([e for e in edges if e >= at]), deliverer, part, through))
    if rnd.random() < SELDOM:
        found.append(CloseDay(rnd.choice(edges), 0, forced=True))
    return found


def _besides(
    rnd: random.Random, book: Rulebook, people: tuple[str, ...], edges: list[int], features: frozenset[str]
) -> Iterator[Event]:
    """Yield what happens now and then: a limit, a disturbance."""
    if "terms" in features and rnd.random() < SELDOM:
        yield SetLimit(rnd.choice(edges), rnd.choice(people), rnd.randint(-1, 3))
    if "contingency" in features and rnd.random() < SELDOM:
        yield from _disturbance(rnd, book, people, edges)


def _disturbance(rnd: random.Random, book: Rulebook, people: tuple[str, ...], edges: list[int]) -> list[Event]:
    """Return an outage and its end, or a block that is settled at zero, or who is set aside and rejected, or so."""
    begins, ends, who = rnd.choice(edges), rnd.choice(edges), rnd.choice(people)
    if rnd.random() < HALF:
        outage: list[Event] = [Outage(begins, who), Return(max(begins, ends), who)]
        return outage[: rnd.randint(1, 2)]
    if rnd.random() < SELDOM:
        return [RejectSetAside(begins, who)]
    if rnd.random() < HALF:
        settled_at_zero: list[Event] = [ZeroSettle(begins, rnd.choice(list(book.batch)))]
        postponed: list[Event] = [Postpone(begins, rnd.choice(list(book.batch)), rnd.choice((5, 60, 240)) * MINUTE)]
        return settled_at_zero if rnd.random() < HALF else postponed
    deliverer = rnd.choice(DELIVERERS)
    lost: list[Event] = [Disconnect(begins, deliverer), Reconnect(max(begins, ends), deliverer)]
    return lost[: rnd.randint(1, 2)]


def _failure(rnd: random.Random, who: str, edges: list[int], systems: tuple[System, ...]) -> list[Event]:
    decreed = rnd.choice(edges)
    marks: list[Event] = [Mark(max(decreed, rnd.choice(edges)), s, who) for s in systems if rnd.random() < OFTEN]
    kind = rnd.choice((Proceedings.BANKRUPTCY, *Proceedings))
    if rnd.random() < RARELY:
        return marks
    if rnd.random() < SELDOM:
        marks.append(Decree(max(decreed, rnd.choice(edges)), who, rnd.choice(tuple(Proceedings))))
    return [Decree(decreed, who, kind), *marks]


def _limits(event: Event, own: str) -> TypeGuard[SetLimit]:
    """Whether the event limits what this participant sends."""
    return isinstance(event, SetLimit) and event.participant == own


def _other_reading(rnd: random.Random, book: Rulebook) -> Rulebook:
    field = rnd.choice(fields(Readings))
    default: IntEnum = getattr(Readings, field.name)
    value = rnd.choice(list(type(default)))
    changed: dict[str, Any] = {field.name: value}
    return replace(book, readings=Readings(**changed))
