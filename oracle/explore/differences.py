"""In what two readings of one day differ: in what settles, in how an order ends, or in what an engine may choose."""

from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum

from zerohour.oracle.choices import outcomes
from zerohour.oracle.scenarios.format import with_readings
from zerohour.oracle.scenarios.scenario import Scenario, block_name
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import BankDay, Event, Settle, step
from zerohour.spec.batch_settlement import Phase
from zerohour.spec.orders import Status
from zerohour.spec.participants import Account
from zerohour.spec.readings import A23
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS


class Difference(IntEnum):
    """In what two readings of a day differ, the plainest first."""

    SETTLES = 0
    """An order settles by the one and not by the other, or in another block."""
    ENDS = 1
    """An order ends otherwise, or the law says otherwise of it."""
    ALLOWS = 2
    """It ends in the same way, but by the one it may end in more ways."""


def by(day: Scenario, switch: str, value: str) -> Scenario:
    """Return the day by a value of a reading, and by the default of all others."""
    return replace(day, rulebook=with_readings(usual(day.rulebook), {switch: value}))


def usual(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook by the default of every reading."""
    return replace(rulebook, readings=RULEBOOKS[rulebook.name].readings)


Ends = dict[str, tuple[str, str]]
"""How each order ends, and what the law says of it."""


def ends(day: BankDay) -> Ends:
    """Return how each order of a day ends: what became of it, in which block it settled, and what the law says."""
    return {i: (end_of(day, i), law_of(day, i)) for i in day.orders}


def end_of(day: BankDay, i: str) -> str:
    """Return how an order ended, with its block if it settled: `settled@B1`."""
    order = day.orders[i]
    if order.status == Status.SETTLED:
        return f"settled@{block_name(day.rulebook, order.system, order.block)}"
    return order.status.name.lower()


def differs(one: Scenario, other: Scenario) -> Difference | None:
    """Return in what the ends of two readings of a day differ; None where they do not."""
    mine, theirs = ends(one.run()), ends(other.run())
    if mine == theirs:
        return None
    return Difference.SETTLES if _settled(mine) != _settled(theirs) else Difference.ENDS


def _settled(ended: Ends) -> dict[str, str]:
    return {i: end for i, (end, _) in ended.items() if end.startswith("settled")}


def allows_otherwise(one: Scenario, other: Scenario) -> Difference | None:
    """Return that one reading of a day may end in ways in which the other may not; None where both may in all."""
    mine, theirs = allowed(one), allowed(other)
    same = len(mine) == len(theirs) and all(each in theirs for each in mine)
    return None if same else Difference.ALLOWS


def allowed(day: Scenario) -> list[Ends]:
    """Return every way in which a day may end: by each order of exclusions that the reading of A-23 leaves open."""
    states = [day.opening()]
    for event in day.timeline():
        states = [after for before in states for after in _afterwards(before, event)]
    found: list[Ends] = []
    for done in states:
        ended = ends(done)
        if ended not in found:
            found.append(ended)
    return found


def _afterwards(before: BankDay, event: Event) -> Iterator[BankDay]:
    free = before.rulebook.readings.a23 == A23.ANY_SUBSET and before.batch.phase == Phase.LOCKED
    if free and isinstance(event, Settle) and event.account == Account.BATCH:
        yield from (step(before, choice.event(before, event)).day for choice in outcomes(before, event))
    else:
        yield step(before, event).day
