"""What is explored: small days, and single functions of the specification, each with a few unknowns.

A day is run by `bank_day.run`, a function is called as it stands; the unknowns are integers, or symbols while
exploring. Nothing here says what is right: the outcome is whatever the specification makes of the unknowns.
"""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.timeline import law_of, law_words, regime_words
from zerohour.spec import entry, finality
from zerohour.spec.bank_day import BankDay, Decree, Deliver, Event, Mark, Notice, Revoke, SetLine, Submit
from zerohour.spec.orders import Part, Status, TransferOrder
from zerohour.spec.participants import Account, Participant, Party
from zerohour.spec.readings import A01, A02, A05, A07, A09, A10, A15, A20, A22, A23, A29, A43, A47, A48, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Block, Day, System, Timetable

HOUR = 3_600_000
EARLIEST, LATEST = 6 * HOUR, 15 * HOUR
"""Unknown instants lie from the one (included) to the other (not included): all that the timetable has."""
MOST = 6
"""Unknown amounts lie from 0 to this many øre; unknown facts are 0 or 1."""

Inputs = dict[str, Any]
"""A value for each unknown, by name."""
Outcome = dict[str, str]
"""What the specification says, by order or by result."""


@dataclass(frozen=True)
class Subject:
    """Something to explore: the names of its unknowns, and how its outcome is had from them."""

    name: str
    about: str
    times: tuple[str, ...]
    amounts: tuple[str, ...]
    facts: tuple[str, ...]
    outcome: Callable[[Inputs], Outcome]
    exploring: Callable[[Inputs], Outcome]
    """The same, without what the subject does not touch, so that it is not explored."""
    scenario: Callable[[Inputs], Scenario] | None = None
    """The day as a scenario, for engines; None for a function."""

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The names of all unknowns."""
        return (*self.times, *self.amounts, *self.facts)


def subjects() -> list[Subject]:
    """Return everything that is explored."""
    return [*functions(), *days()]


# -- single functions --------------------------------------------------------------------------------------------------


def functions() -> list[Subject]:
    """Return the two functions that are explored by themselves: how an order enters, and what the law says of it."""
    return [
        _function(
            "entry.enter",
            "how an Intraday order enters, or why it is refused",
            ("submitted", "payer_marked", "payee_marked"),
            ("amount", "limit"),
            ("payer_known", "payee_known", "same", "taken"),
            _enter,
        ),
        _function(
            "finality.protection",
            "what each regime says of an order whose payer is insolvent",
            ("entered", "irrevocable", "decreed", "noticed", "marked"),
            (),
            ("settled",),
            _protection,
        ),
    ]


def _function(
    name: str,
    about: str,
    times: tuple[str, ...],
    amounts: tuple[str, ...],
    facts: tuple[str, ...],
    outcome: Callable[[Inputs], Outcome],
) -> Subject:
    return Subject(name, about, times, amounts, facts, outcome, outcome)


def _enter(x: Inputs) -> Outcome:
    name_of_payee = "A" if x["same"] == 1 else "B"
    order = TransferOrder(System.INTRADAY, "A", name_of_payee, x["amount"], submitted_at=x["submitted"])
    ends = [Participant(known=x[f"{e}_known"] == 1, intraday_marked_at=x[f"{e}_marked"]) for e in ("payer", "payee")]
    ends[0] = replace(ends[0], limit=x["limit"])
    payer, payee = (Party(end, end) for end in ends)
    entered = entry.enter(order, payer, payee, MINIMAL, taken=x["taken"] == 1)
    name = MINIMAL.batch[entered.block].name
    return {"order": f"{entered.status.name} {entered.reason.name} {name}".strip().lower()}


def _protection(x: Inputs) -> Outcome:
    status = Status.SETTLED if x["settled"] == 1 else Status.REJECTED
    order = TransferOrder(
        System.INTRADAY, "A", "B", 1, x["entered"], x["entered"], x["irrevocable"], LATEST, status=status
    )
    payer = Participant(known=True, bankruptcy_at=x["decreed"], noticed_at=x["noticed"], straks_marked_at=x["marked"])
    book = replace(MINIMAL, clearing_days=Table(Day(), {0: Day(9 * HOUR, LATEST + 1)}))
    payee = Participant(known=True)
    return {
        regime_words(regime): law_words(
            finality.protection(order, Party(payer, payer), Party(payee, payee), book, regime)
        )
        for regime in finality.Regime
    }


# -- days --------------------------------------------------------------------------------------------------------------


def days() -> list[Subject]:
    """Return the days: a failing payer and payee, recall and carry-over, a cycle of three, instant payments."""
    found = [
        _day("payee-fails", "the payee is marked", _payee_fails, ("submit", "mark")),
        _day("decree", "a decree, and no mark in time", _decree, ("submit", "decree")),
        _day("not-covered", "a mark on a payer without cover", _not_covered, ("mark", "line")),
        _day("instant", "instant payments", _instant, ("at",), ("line", "first", "second", "third"), _STRAKS),
        _day(
            "instant-unbooked",
            "instant payments around a booking",
            _unbooked,
            ("at",),
            ("line", "first", "second"),
            _STRAKS,
        ),
        _day(
            "instant-fails",
            "the payer of an instant payment is marked",
            _instant_fails,
            ("submit", "mark"),
            (),
            _STRAKS,
        ),
    ]
    sum_times = ("delivery", "mark")
    found.append(_day("sum-payer-fails", "the payer of a sum is marked", _sum_payer_fails, sum_times, (), _SUM))
    found.append(_day("sum-late", "a sum that comes late", _sum_late, ("submit", "delivery"), (), _SUM))
    found.append(_day("sum-and-intraday", "two clearings on one line", _two, (), ("line", "ab", "ba", "bc"), _BATCH))
    for named, readings in _with(*A29, *A47, A20.EITHER, A48.AS_LISTED):
        money = ("before", "after", "sum", "back")
        found.append(_day(f"sum-retry-{named}", "set aside, tried again", _retry, (), money, _BATCH, readings))
    for named, readings in _with(*A01, *A07, *A09, A05.DECREE, A05.NOTICE, A02.CUTOFF):
        times = ("submit", "mark")
        found.append(_day(f"payer-fails-{named}", "the payer is marked", _payer_fails, times, readings=readings))
    for named, readings in _with(*A15, A43.LAPSES_AT_DECREE):
        found.append(_day(f"uncovered-{named}", "a bankrupt without cover", _uncovered, ("mark",), readings=readings))
    for named, readings in _with(*A10, A43.LAPSES_AT_DECREE):
        times = ("submit", "decree")
        found.append(_day(f"gap-{named}", "between decree and mark", _gap, times, (), _STRAKS, readings))
    for named, readings in _with(*A22):
        times = ("submit", "revoke")
        found.append(_day(f"recall-{named}", "recall and carry-over", _recall, times, ("line",), readings=readings))
    for named, readings in _with(A23.ANY_SUBSET, A23.WORST_FIRST, A23.SMALLEST_SHORTFALL):
        amounts = ("line_a", "line_b", "ab", "bc", "ca", "ba")
        found.append(_day(f"cycle-{named}", "a cycle of three", _cycle, (), amounts, readings=readings))
    return found


_INTRADAY = (System.INTRADAY,)
_STRAKS = (System.STRAKS,)
_SUM = (System.SUM,)
_BATCH = (System.SUM, System.INTRADAY)


def _with(*values: IntEnum) -> Iterator[tuple[str, Readings]]:
    """Yield a name and the readings for each value, all others at their default."""
    fields = {type(f.default): f.name for f in dataclasses.fields(Readings)}
    for value in values:
        changed: dict[str, Any] = {fields[type(value)]: value}
        yield f"{fields[type(value)]}-{value.name.lower().replace('_', '-')}", Readings(**changed)


def _day(
    name: str,
    about: str,
    events: Callable[[Inputs], list[Event]],
    times: tuple[str, ...],
    amounts: tuple[str, ...] = (),
    systems: tuple[System, ...] = _INTRADAY,
    readings: Readings = Readings(),  # noqa: B008  # frozen
) -> Subject:
    book = replace(MINIMAL, readings=readings)
    people = ("A", "B", "C") if {"ca", "bc"} & {*amounts} else ("A", "B")
    nothing: Table[int, Block] = Table(Block())
    explored = replace(
        book,
        batch=_without_funding(book.batch) if System.STRAKS not in systems else nothing,
        straks=book.straks if System.STRAKS in systems else nothing,
        money_days=Table(Day()),
    )

    def scenario(x: Inputs) -> Scenario:
        return Scenario(name, book, people, tuple(events(x)), about)

    return Subject(
        name,
        about,
        times,
        amounts,
        (),
        outcome=lambda x: outcome(scenario(x).run()),
        exploring=lambda x: outcome(replace(scenario(x), rulebook=explored).run()),
        scenario=scenario,
    )


def _without_funding(timetable: Timetable) -> Timetable:
    """Return the timetable without what moves nothing where nobody has a folio: it would only split regions."""
    return Table(Block(), {b: replace(timetable[b], forecast=NEVER, release=NEVER) for b in timetable})


def outcome(day: BankDay) -> Outcome:
    """Return the end of every order (`settled@B1`) with what the law says of it."""
    ends: Outcome = {}
    for i, told in report_of(day).orders.items():
        ends[i] = f"{told.status}{'@' + told.block if told.block else ''}, {law_of(day, i)}"
    return ends


def _payer_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Notice(10 * HOUR - 1, "A"),
        Mark(x["mark"], System.INTRADAY, "A"),
    ]


def _sum(at: Any, name: str, payer: str, payee: str, amount: Any) -> Submit:
    return Submit(at, name, System.SUM, payer, payee, amount, deliverer="dc")


def _sum_payer_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 9),
        _sum(7 * HOUR, "o1", "A", "B", 5),
        Deliver(x["delivery"], "dc", Part.PAPERLESS),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.SUM, "A"),
    ]


def _sum_late(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 9),
        replace(_sum(x["submit"], "o1", "A", "B", 5), block=0),
        _sum(x["submit"], "o2", "A", "B", 1),
        Deliver(x["delivery"], "dc", Part.PAPERLESS),
    ]


def _two(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", x["line"]),
        _sum(7 * HOUR, "o1", "A", "B", x["ab"]),
        Submit(7 * HOUR, "o2", System.INTRADAY, "B", "A", x["ba"]),
        Submit(7 * HOUR, "o3", System.INTRADAY, "B", "C", x["bc"]),
        Deliver(8 * HOUR, "dc", Part.PAPERLESS),
    ]


def _retry(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", x["before"]),
        _sum(7 * HOUR, "o1", "A", "B", x["sum"]),
        Deliver(8 * HOUR, "dc", Part.PAPERLESS),
        Submit(12 * HOUR, "o2", System.INTRADAY, "B", "A", x["back"]),
        SetLine(13 * HOUR, Account.BATCH, "A", x["after"]),
        SetLine(13 * HOUR, Account.BATCH, "B", 9),
    ]


def _uncovered(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 4),
        SetLine(0, Account.BATCH, "B", 9),
        Submit(7 * HOUR, "o1", System.INTRADAY, "A", "B", 5),
        Submit(7 * HOUR, "o2", System.INTRADAY, "B", "A", 2),
        Submit(12 * HOUR, "o3", System.INTRADAY, "A", "B", 4),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.INTRADAY, "A"),
    ]


def _gap(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.STRAKS, "A", 9),
        Submit(8 * HOUR, "o1", System.STRAKS, "A", "B", 5),
        Submit(x["submit"], "o2", System.STRAKS, "A", "B", 3),
        Submit(x["submit"], "o3", System.STRAKS, "B", "A", 1),
        Decree(x["decree"], "A"),
        Mark(12 * HOUR, System.STRAKS, "A"),
    ]


def _payee_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Decree(8 * HOUR, "B"),
        Mark(x["mark"], System.INTRADAY, "B"),
    ]


def _decree(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Submit(9 * HOUR, "o2", System.STRAKS, "A", "B", 5),
        Decree(x["decree"], "A"),
        Mark(14 * HOUR, System.STRAKS, "A"),
    ]


def _not_covered(x: Inputs) -> list[Event]:
    return [
        Submit(8 * HOUR, "o1", System.INTRADAY, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.INTRADAY, "A"),
        SetLine(x["line"], Account.BATCH, "A", 9),
    ]


def _recall(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.BATCH, "A", x["line"]),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        SetLine(11 * HOUR, Account.BATCH, "A", 9),
        Revoke(x["revoke"], "o1"),
    ]


def _cycle(x: Inputs) -> list[Event]:
    pairs = (("ab", "A", "B"), ("bc", "B", "C"), ("ca", "C", "A"), ("ba", "B", "A"))
    lines: list[Event] = [SetLine(0, Account.BATCH, p, x[f"line_{p.lower()}"]) for p in "AB"]
    return lines + [Submit(13 * HOUR, name, System.INTRADAY, payer, payee, x[name]) for name, payer, payee in pairs]


def _instant(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.STRAKS, "A", x["line"]),
        Submit(9 * HOUR, "o1", System.STRAKS, "A", "B", x["first"]),
        Submit(x["at"], "o2", System.STRAKS, "B", "A", x["second"]),
        Submit(13 * HOUR, "o3", System.STRAKS, "A", "B", x["third"]),
    ]


def _unbooked(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.STRAKS, "A", x["line"]),
        Submit(9 * HOUR, "o1", System.STRAKS, "A", "B", x["first"]),
        Submit(x["at"], "o2", System.STRAKS, "A", "B", x["second"]),
        Submit(x["at"], "o3", System.STRAKS, "B", "A", 1),
    ]


def _instant_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, Account.STRAKS, "A", 9),
        Submit(x["submit"], "o1", System.STRAKS, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.STRAKS, "A"),
    ]
