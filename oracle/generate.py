"""Scenarios made by a seeded generator: small, mostly valid, and steered to the edges, where engines disagree."""

import random

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Decree, Event, Mark, Revoke, SetLine, Submit
from zerohour.spec.participants import System
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NEVER

NAMES = ("A", "B", "C", "D")


def generated(seed: int, number: int, *, readings: bool = True) -> Scenario:
    """Return the scenario of this number; the same seed and number always give the same one."""
    rnd = random.Random(f"{seed}:{number}")  # noqa: S311  # for testing, not for secrets
    book = MINIMAL if not readings or rnd.random() < 0.5 else _other_reading(rnd)  # noqa: PLR2004
    people = NAMES[: rnd.randint(2, 4)]
    edges = sorted({t for table in (book.intraday, book.straks) for b in table for t in _edges(table[b].cutoff)})
    events: list[Event] = [
        SetLine(1, system, p, rnd.choice((0, 1, 2, 3, 5))) for p in people for system in System if rnd.random() < 0.7  # noqa: PLR2004
    ]
    for n in range(rnd.randint(1, 6)):
        events.append(_submission(rnd, f"o{n + 1}", people, edges))
        if rnd.random() < 0.15:  # noqa: PLR2004
            events.append(Revoke(rnd.choice(edges), f"o{n + 1}"))
    if rnd.random() < 0.5:  # noqa: PLR2004
        events += _failure(rnd, people, edges)
    if rnd.random() < 0.3:  # noqa: PLR2004
        events.append(SetLine(rnd.choice(edges), rnd.choice(tuple(System)), rnd.choice(people), rnd.randint(-1, 5)))
    return Scenario(f"generated {seed}:{number}", book, people, tuple(events))


def _edges(at: int) -> tuple[int, ...]:
    return () if at == NEVER else (at - 1, at, at + 1, at + 60_000)


def _submission(rnd: random.Random, name: str, people: tuple[str, ...], edges: list[int]) -> Submit:
    payer, payee = rnd.sample(people, 2) if rnd.random() < 0.97 else (rnd.choice(people), "X")  # noqa: PLR2004
    system = System.STRAKS if rnd.random() < 0.3 else System.INTRADAY  # noqa: PLR2004
    return Submit(rnd.choice(edges), name, system, payer, payee, rnd.choice((1, 1, 2, 2, 3, 4, 0)))


def _failure(rnd: random.Random, people: tuple[str, ...], edges: list[int]) -> list[Event]:
    who, decreed = rnd.choice(people), rnd.choice(edges)
    marks: list[Event] = [
        Mark(max(decreed, rnd.choice(edges)), system, who) for system in System if rnd.random() < 0.8  # noqa: PLR2004
    ]
    return [Decree(decreed, who), *marks]


def _other_reading(rnd: random.Random) -> Rulebook:
    from dataclasses import replace  # noqa: PLC0415  # used here alone

    field, default = rnd.choice(sorted(vars(Readings()).items()))
    return replace(MINIMAL, readings=replace(Readings(), **{field: rnd.choice(tuple(type(default)))}))
