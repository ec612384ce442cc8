"""The smallest day on which a value of a reading differs from the default: what to put to whoever owns the rule.

Smaller means fewer participants, then fewer orders, then smaller payments; then fewer other events and lower lines.
Known and generated days that differ are made smaller for as long as they differ. Then every plain day that is smaller
still is tried. No clock decides anything: the same search finds the same day.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from zerohour.oracle.campaign import smaller_days
from zerohour.oracle.explore.confluence import shares
from zerohour.oracle.explore.differences import Difference, allowed, allows_otherwise, by, differs, end_of, ends
from zerohour.oracle.generate import generated
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Decree, Deliver, Event, SetLine, Submit, calendar, place
from zerohour.spec.batch_settlement import BOTH
from zerohour.spec.orders import Part
from zerohour.spec.participants import NO_SPONSOR, Account, ParticipantId, Proceedings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NO_BLOCK, System

SEED = 20181
GENERATED = 1_500
"""So many generated days are tried, besides those of the library."""
SHRUNK = 12
"""So many of the days that differ in one respect are made smaller, those that are small already first."""
MOST = 5
"""Amounts are brought down to so many øre, or fewer, at a stroke."""
NAMES = "ABCDEFGH"
MINUTES, QUARTER, SEVEN, MIDNIGHT = 5 * 60_000, 15 * 60_000, 7 * 3_600_000, 24 * 3_600_000


class Size(NamedTuple):
    """How large a day is; what counts most comes first."""

    participants: int
    orders: int
    paid: int
    """All payments together, in øre."""
    others: int
    """How many other events there are."""
    lines: int
    """All lines together, in øre."""


LEAST = (2, 1, 1)
"""Without an order nothing ends in any way; an order has two ends, and an amount."""


@dataclass(frozen=True)
class Smallest:
    """The smallest day that was found."""

    day: Scenario
    """As it is by the default."""
    tried: int
    """So many plain days that are smaller were tried; on none of them does it differ."""


def size(day: Scenario) -> Size:
    """Return how large a day is."""
    orders = [e for e in day.events if isinstance(e, Submit)]
    lines = sum(e.line for e in day.events if isinstance(e, SetLine))
    paid = sum(e.amount for e in orders)
    return Size(len(day.participants), len(orders), paid, len(day.events) - len(orders), lines)


# -- the search --------------------------------------------------------------------------------------------------------

Class = tuple[int, int, int]
"""Days of so many participants and orders, and with so much paid."""


@dataclass(frozen=True)
class Question:
    """Where does a value differ from the default, in one of these respects?"""

    switch: str
    default: str
    value: str
    between: Callable[[Scenario, Scenario], Difference | None]

    def answer(self, day: Scenario) -> Difference | None:
        """Return the plainest respect in which the value differs on the day; None where it does not."""
        return self.between(by(day, self.switch, self.default), by(day, self.switch, self.value))

    def simplicity(self, day: Scenario) -> tuple[object, ...]:
        """Return how simple a day is that differs: the simplest has the least."""
        measured = size(day)
        return measured[:3], self.answer(day), measured[3:], _unusual(day)

    def shrunk(self, day: Scenario) -> Scenario:
        """Return the day made simpler, step by step, for as long as it differs as plainly."""
        answer = self.answer(day)
        while True:
            now = (size(day), _unusual(day))
            simpler = (other for other in _smaller(day) if (size(other), _unusual(other)) < now)
            found = next((other for other in simpler if self.answer(other) == answer), None)
            if found is None:
                return day
            day = found


def search(switch: str, default: str, value: str) -> Smallest | None:
    """Return the smallest day on which the value differs from the default; None where no day is found."""
    for between in (differs, allows_otherwise):
        question = Question(switch, default, value, between)
        found = _smallest_known(question)
        if found is not None:
            found, tried = _smallest_plain(question, found)
            return Smallest(told_well(found, question), tried)
    return None


def _smallest_known(question: Question) -> Scenario | None:
    """Return the simplest of the days that the search begins with, made smaller."""
    differing: dict[Difference, list[Scenario]] = {}
    for day in known_days():
        answer = question.answer(day)
        if answer is not None:
            differing.setdefault(answer, []).append(day)
    few = [day for days in differing.values() for day in sorted(days, key=size)[:SHRUNK]]
    return min(map(question.shrunk, few), key=question.simplicity, default=None)


def _smallest_plain(question: Question, found: Scenario) -> tuple[Scenario, int]:
    """Return what is simpler among the plain days, if any is, and how many that are smaller do not differ."""
    tried, simplicity = Counter[Class](), question.simplicity(found)
    for participants in range(size(found).participants if size(found)[:3] > LEAST else 0, 1, -1):
        for orders, paid in itertools.product(range(1, size(found).orders + 1), range(1, size(found).paid + 1)):
            about = (participants, orders, paid)
            for day in plain_days(*about) if about <= size(found)[:3] else ():
                tried[about] += 1
                if question.answer(day) is not None and question.simplicity(day) < simplicity:
                    found = question.shrunk(day)
                    simplicity = question.simplicity(found)
    return found, sum(count for about, count in tried.items() if about < size(found)[:3])


def known_days() -> Iterator[Scenario]:
    """Yield the days that the search begins with."""
    yield from library().values()
    yield from (generated(SEED, n) for n in range(GENERATED))


# -- every plain day ---------------------------------------------------------------------------------------------------

EARLY, LATE = 8 * 3_600_000, 12 * 3_600_000
"""Before the cut-off of the first block of the small rulebook, and between its settlement and the next cut-off."""


def plain_days(participants: int, orders: int, paid: int) -> Iterator[Scenario]:
    """Yield every plain day of so many participants and orders, with so much paid (in øre).

    On a plain day nobody fails. Orders for Sum (delivered at once) and Intraday are sent before the first block or
    between the two, and so are lines to those who pay, each up to all that it pays. Participants are named in the order
    in which they come up.
    """
    names = tuple(NAMES[:participants])
    kinds = list(itertools.product((EARLY, LATE), BOTH, itertools.permutations(names, 2)))
    for chosen in itertools.combinations_with_replacement(kinds, orders):
        mentioned = dict.fromkeys(p for _, _, ends in chosen for p in ends)
        if tuple(mentioned) != names:
            continue
        for amounts in shares(paid, orders):
            sent = [
                Submit(at, f"o{n}", system, *ends, amount, deliverer="dc" if system == System.SUM else "")
                for n, ((at, system, ends), amount) in enumerate(zip(chosen, amounts, strict=True), 1)
            ]
            delivered = [Deliver(at, "dc", Part.PAPERLESS) for at in (EARLY, LATE) if _lodged(sent, at)]
            for lines in _lines(sent):
                yield Scenario("a plain day", MINIMAL, names, (*lines, *sent, *delivered))


def _lodged(sent: Iterable[Submit], at: int) -> bool:
    return any(order.at == at and order.system == System.SUM for order in sent)


def _lines(sent: Sequence[Submit]) -> Iterator[tuple[SetLine, ...]]:
    """Yield every set of lines to who pays, up to all that it pays: early ones above zero, late ones that differ."""
    pays: Counter[ParticipantId] = Counter()
    for order in sent:
        pays[order.payer] += order.amount
    enough = [range(amount + 1) for amount in pays.values()]
    for early, late in itertools.product(itertools.product(*enough), repeat=2):
        first = [SetLine(EARLY, Account.BATCH, p, line) for p, line in zip(pays, early, strict=True) if line]
        lines = zip(pays, early, late, strict=True)
        yield (*first, *(SetLine(LATE, Account.BATCH, p, line) for p, before, line in lines if line != before))


# -- a day made smaller ------------------------------------------------------------------------------------------------


def _unusual(day: Scenario) -> tuple[object, ...]:
    """Return how unusual a day is, apart from its size."""
    odd = sum(
        (e.block != NO_BLOCK) + e.part + (e.system != System.INTRADAY)
        if isinstance(e, Submit)
        else isinstance(e, Decree) and e.kind != Proceedings.BANKRUPTCY
        for e in day.events
    )
    elsewhere = day.rulebook.name != MINIMAL.name
    return elsewhere, len(day.terms), odd, sum(e.at for e in day.events), repr(day.events)


def _smaller(day: Scenario) -> Iterator[Scenario]:
    """Yield days that may be simpler."""
    yield from smaller_days(day)
    yield replace(day, rulebook=MINIMAL)
    yield from (replace(day, events=tuple(_at_most(e, most) for e in day.events)) for most in range(1, MOST + 1))
    yield replace(day, events=tuple(_usually_delivered(e) for e in day.events))
    for p, q in itertools.permutations(day.participants, 2):
        left = tuple(x for x in day.participants if x != p)
        yield replace(day, participants=left, events=tuple(_with_names(e, {p: q}) for e in day.events))
    for n, event in enumerate(day.events):
        yield from (replace(day, events=(*day.events[:n], e, *day.events[n + 1 :])) for e in _more_usual(event))


def _at_most(event: Event, most: int) -> Event:
    if isinstance(event, Submit):
        return replace(event, amount=min(event.amount, most))
    return replace(event, line=min(event.line, most)) if isinstance(event, SetLine) else event


def _usually_delivered(event: Event) -> Event:
    """Return the event with the usual deliverer, in the usual sub-clearing."""
    if isinstance(event, Deliver) or (isinstance(event, Submit) and event.system == System.SUM):
        return replace(event, part=Part.PAPERLESS, deliverer="dc")
    return event


def _more_usual(event: Event) -> Iterator[Event]:
    if isinstance(event, Submit):
        yield replace(event, system=System.INTRADAY, part=Part.PAPERLESS, deliverer="")
    if isinstance(event, Decree):
        yield replace(event, kind=Proceedings.BANKRUPTCY)


def _with_names(event: Event, names: dict[str, str]) -> Event:
    """Return the event with other names, of participants or of orders."""
    changed: dict[str, Any] = {
        f.name: names[old]
        for f in fields(event)
        if f.name in ("payer", "payee", "participant", "order") and (old := getattr(event, f.name)) in names
    }
    return replace(event, **changed)


# -- a day that is told well -------------------------------------------------------------------------------------------


def told_well(day: Scenario, question: Question) -> Scenario:
    """Return the day with its events in order and a quarter of an hour apart, where that changes no answer.

    Participants and orders are named in the order in which they come up.
    """
    events, due = sorted(day.events, key=place), {event.at for event in calendar(day.rulebook)}
    then, answer = SEVEN, question.answer(day)
    for n, event in enumerate(events):
        for at in (at for at in range(then, MIDNIGHT, MINUTES) if at not in due):
            later = [replace(e, at=max(e.at, at)) for e in events[n + 1 :]]
            tried = [*events[:n], replace(event, at=at), *later]
            if sorted(tried, key=place) == tried and question.answer(replace(day, events=tuple(tried))) == answer:
                events, then = tried, at + QUARTER
                break
    return _renamed(replace(day, events=tuple(events), note=""))


def _renamed(day: Scenario) -> Scenario:
    orders = [e.order for e in day.events if isinstance(e, Submit)]
    people = [getattr(e, f.name) for e in day.events for f in fields(e) if f.name in ("payer", "payee", "participant")]
    people += [terms.sponsor for terms in day.terms.values() if terms.sponsor != NO_SPONSOR]
    names = dict(zip(dict.fromkeys(people), NAMES, strict=False)) | {o: f"o{n}" for n, o in enumerate(orders, 1)}
    terms = {names[p]: replace(t, sponsor=names.get(t.sponsor, NO_SPONSOR)) for p, t in day.terms.items()}
    events = tuple(_with_names(e, names) for e in day.events)
    return replace(day, participants=tuple(sorted(names[p] for p in day.participants)), events=events, terms=terms)


# -- a day that is kept ------------------------------------------------------------------------------------------------


def written(switch: str, default: str, value: str, found: Smallest) -> str:
    """Return the file of the day: by the value, with what becomes of each order, and what differs in words."""
    one, other = by(found.day, switch, default), by(found.day, switch, value)
    done = other.run()
    name, note = f"{switch} = {value} or {default}", f"{difference(one, other)} {measured(found)}"
    return dump(replace(other, name=name, note=note), {i: end_of(done, i) for i in done.orders})


def difference(default: Scenario, other: Scenario) -> str:
    """Say what differs on a day, by the default and by another value."""
    mine, theirs = ends(default.run()), ends(other.run())
    told = [f"{i} is {theirs[i][0]} instead of {mine[i][0]}." for i in mine if theirs[i][0] != mine[i][0]]
    told += [
        f"Of {i} the law says: {theirs[i][1]}, instead of {mine[i][1]}." for i in mine if theirs[i][1] != mine[i][1]
    ]
    ways = f"The day may end in {counted(len(allowed(other)), 'way')} instead of {len(allowed(default))}."
    return " ".join(told) or ways


def measured(found: Smallest) -> str:
    """Say how small the day is, and what was tried."""
    n = size(found.day)
    people, orders = counted(n.participants, "participant"), counted(n.orders, "order")
    least = f"{counted(found.tried, 'smaller day')} on which nobody fails do not differ"
    return f"{people}, {orders}, {n.paid} øre: {least if found.tried else 'no day is smaller'}."


def counted(number: int, what: str) -> str:
    """Return so many of something, in words."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
