"""Days on which anything happens, sensible or not, as Hypothesis strategies.

Few instants, few names and small amounts, so that things happen at once and to each other; any reading; strangers, ids
that are taken, amounts below zero, blocks that are not due, events out of order. What goes wrong on such a day shrinks
to a few events.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from enum import Enum
from typing import Any, get_args, get_type_hints

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs.concrete import STRANGER
from zerohour.spec.bank_day import (
    Check,
    Decree,
    Deliver,
    Event,
    Fund,
    Mark,
    Outage,
    Postpone,
    RejectSetAside,
    Revoke,
    SetFolio,
    SetLine,
    SetTerm,
    Submit,
    calendar,
    in_order,
)
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.participants import NO_RULE, NO_SPONSOR, Participant
from zerohour.spec.readings import Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL, RULEBOOKS
from zerohour.spec.timetable import NEVER, NO_BLOCK

PEOPLE = "ABCD"
ANYONE = st.sampled_from((*PEOPLE * 6, STRANGER))
MOSTLY_A = st.sampled_from((*"A" * 9, *PEOPLE * 3, STRANGER))
"""Whom something befalls: mostly one participant, so that the next thing befalls it too."""
ORDERS = st.sampled_from([f"o{n}" for n in range(1, 13)])
AMOUNTS = st.sampled_from((*(1, 1, 2, 2, 3, 5) * 3, 0, -1))
PLACES = st.integers(0, 99)
LINES = st.sampled_from((*(0, 1, 2, 3, 5, 8) * 3, -1))
EARLY, TURNS = 3, 2
"""A day has so many instants at its start, when all is still ahead, and so many at which something turns."""
PARTS, MOST_IN_A_PART = 6, 10
"""A day is put together from so many parts of so many events at most; each of them may shrink to nothing."""

NEXT_CUT_OFF = MINIMAL.batch[1].cutoff - MINIMAL.batch[0].release
"""So much later a block would be over just when the next one is cut off."""

FIELDS: dict[str, SearchStrategy[Any]] = {
    "at": st.sampled_from((*range(EARLY), *range(EARLY + 3 * TURNS))),
    "order": ORDERS,
    "payer": ANYONE,
    "payee": ANYONE,
    "participant": MOSTLY_A,
    "approved_by": st.sampled_from(("", "A", "B")),
    "amount": AMOUNTS,
    "line": LINES,
    "by": st.sampled_from((60_000, NEXT_CUT_OFF, NEXT_CUT_OFF, NEXT_CUT_OFF - 1, 0)),
    "balance": st.sampled_from((*(0, 1, 2, 3, 5, 8) * 3, -1, -2)),
    "limit": LINES,
    "block": st.integers(-1, 3),
    "day": st.sampled_from((0, 0, 0, 1)),
    "deliverer": st.sampled_from(("dc1", "dc1", "dc2")),
    "through": st.sampled_from(("", "", "dc2")),
    "set_aside": st.none() | st.fixed_dictionaries({p: st.sampled_from((0, 0, 0, 1, 2, -1)) for p in PEOPLE}),
    "out": st.none() | st.frozensets(st.sampled_from(PEOPLE)),
}
"""How each field of an event is made, by its name; one that holds an enum or a truth value needs no entry.

An instant is the number of one of the day's few; the early ones are drawn more often.
"""


def strategy_of(kind: type[Any]) -> SearchStrategy[Any]:
    """Return a strategy for a kind of event, or another record, made from strategies for its fields."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{f.name: _field(kind, f.name, hints[f.name]) for f in fields(kind)})


def _field(kind: type[Any], name: str, hint: Any) -> SearchStrategy[Any]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hint is bool:
        return st.booleans()
    if name not in FIELDS:
        raise TypeError(f"{kind.__name__}.{name}: nothing says how to make one; give it an entry in FIELDS")
    return FIELDS[name]


KINDS: dict[type[Event], SearchStrategy[Event]] = {kind: strategy_of(kind) for kind in get_args(Event)}
"""A strategy for each kind of event."""

SENSIBLE: SearchStrategy[Event] = (
    strategy_of(Submit)
    .filter(lambda e: e.payer != e.payee and STRANGER not in (e.payer, e.payee) and e.amount > 0)
    .map(lambda e: replace(e, block=NO_BLOCK))
)
"""Submissions that make sense by themselves."""

OFTEN: dict[type[Event], int] = {
    SetLine: 5,
    Deliver: 5,
    Revoke: 10,
    Decree: 3,
    Mark: 7,
    SetFolio: 6,
    SetTerm: 6,
    Check: 6,
    Fund: 2,
    Postpone: 3,
    RejectSetAside: 8,
    Outage: 2,
}
"""Of which kinds more events are drawn, and how many more."""

EVENTS = st.sampled_from(
    [*KINDS.values(), *[SENSIBLE] * 12, *(KINDS[k] for k, n in OFTEN.items() for _ in range(n))]
).flatmap(lambda strategy: strategy)
TERMS = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.builds(
        Participant,
        sponsor=st.sampled_from((NO_SPONSOR, NO_SPONSOR, *PEOPLE[:2])),
        in_straks=st.booleans(),
        limit=st.sampled_from((1, 2, NO_LIMIT)),
        filed_at=st.sampled_from((-1, NEVER)),
        liquidity_rule=st.sampled_from((NO_RULE, 1, 2, 2, 3)),
        pledge=st.sampled_from((0, 0, 2)),
    ),
    max_size=2,
)
"""What is agreed with participants: mostly the usual."""


def agreed(terms: Mapping[str, Participant], people: Collection[str]) -> dict[str, Participant]:
    """Return the terms of those who take part; nobody is its own sponsor, nor has one that does not take part."""
    sponsored = {p: terms[p].sponsor in people and terms[p].sponsor != p for p in terms}
    return {p: terms[p] if sponsored[p] else replace(terms[p], sponsor=NO_SPONSOR) for p in terms if p in people}


BOOKS = st.builds(replace, st.sampled_from([*[MINIMAL] * 3, *RULEBOOKS.values()]), readings=strategy_of(Readings))
"""Mostly the rulebook that is small: more happens between two of its settlements."""


def turning_points(book: Rulebook) -> list[int]:
    """Return the instants at which something turns: cut-offs, settlements, and the ends of the day."""
    days = [table[d] for table in (book.clearing_days, book.calendar_days) for d in table]
    ends = {at for day in days for at in (day.start, day.end) if at >= 0}
    return sorted({*ends, *(event.at for event in calendar(book))})


@st.composite
def days(draw: Callable[[SearchStrategy[Any]], Any]) -> Scenario:
    """Return a strategy for days: the events of the scenario are all that happens, in this order, the timetable's too.

    Most days keep to the timetable and are in order, but for what is moved, or comes at any time.
    """
    book: Rulebook = draw(BOOKS)
    people: str = draw(st.sampled_from((*[PEOPLE] * 18, PEOPLE[:3], PEOPLE[:2])))
    turns: list[int] = draw(st.lists(st.sampled_from(turning_points(book)), min_size=TURNS, max_size=TURNS))
    few = sorted({*range(EARLY), *(at + late for at in turns for late in (-1, 0, 1))})

    def timed(event: Event) -> Event:
        return replace(event, at=few[event.at % len(few)])

    listed = [timed(e) for _ in range(PARTS) for e in draw(st.lists(EVENTS, max_size=MOST_IN_A_PART))]
    due = calendar(book)
    moved: list[tuple[int, int]] = draw(st.lists(st.tuples(PLACES, FIELDS["at"]), max_size=1))
    for place, at in moved:
        event = due[place % len(due)]
        due[place % len(due)] = timed(replace(event, at=at))
    events = in_order([*due, *listed])
    strays: list[tuple[int, Event]] = draw(st.lists(st.tuples(PLACES, EVENTS), max_size=1))
    for place, event in strays:
        events.insert(place % (len(events) + 1), timed(event))
    terms: dict[str, Participant] = draw(TERMS)
    return Scenario("any day", book, tuple(people), tuple(events), terms=agreed(terms, people))


DAYS_A_SEED = 10
"""So few days are drawn from one seed: Hypothesis puts later ones together out of earlier ones, which shows less."""


def with_days(number: int, ask: Callable[[Scenario], None]) -> None:
    """Ask about days drawn from the seed of this number, always the same for one version of Hypothesis.

    If that fails it is asked of ever smaller days, and the error of the smallest one is raised.
    """

    @seed(number)
    @settings(
        max_examples=DAYS_A_SEED,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(days())
    def each(day: Scenario) -> None:
        ask(day)

    each()
