"""What is explored: small days, and single functions of the specification, each with a few unknowns.

A day is run by `bank_day.run`, a function is called as it stands; the unknowns are integers, or symbols while
exploring. Nothing here says what is right: the outcome is whatever the specification makes of the unknowns.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.timeline import law_words
from zerohour.spec import entry, finality
from zerohour.spec.bank_day import BankDay, Decree, Event, Mark, Revoke, SetLine, Submit
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, System
from zerohour.spec.readings import A01, A22, A23, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import Block

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
            ("amount",),
            ("payer_known", "payee_known", "same", "taken"),
            _enter,
        ),
        _function(
            "finality.protection",
            "what the law says of an order whose payer is bankrupt",
            ("entered", "irrevocable", "decreed", "marked"),
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
    payee = "A" if x["same"] == 1 else "B"
    order = TransferOrder(System.INTRADAY, "A", payee, x["amount"], submitted_at=x["submitted"])
    ends = [Participant(known=x[f"{e}_known"] == 1, intraday_marked_at=x[f"{e}_marked"]) for e in ("payer", "payee")]
    entered = entry.enter(order, ends[0], ends[1], MINIMAL.intraday, taken=x["taken"] == 1)
    name = MINIMAL.intraday[entered.block].name
    return {"order": f"{entered.status.name} {entered.reason.name} {name}".strip().lower()}


def _protection(x: Inputs) -> Outcome:
    status = Status.SETTLED if x["settled"] == 1 else Status.REJECTED
    order = TransferOrder(
        System.INTRADAY, "A", "B", 1, x["entered"], x["entered"], x["irrevocable"], LATEST, status=status
    )
    payer = Participant(known=True, decreed_at=x["decreed"], straks_marked_at=x["marked"])
    book = replace(MINIMAL, day_start=9 * HOUR, day_end=LATEST + 1)
    return {"order": law_words(finality.protection(order, payer, Participant(known=True), book))}


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
    for a01 in A01:
        readings = Readings(a01=a01)
        found.append(
            _day(
                _named("payer-fails", a01),
                "the payer is marked",
                _payer_fails,
                ("submit", "mark"),
                (),
                readings=readings,
            )
        )
    for a22 in A22:
        readings = Readings(a22=a22)
        found.append(
            _day(
                _named("recall", a22),
                "recall and carry-over",
                _recall,
                ("submit", "revoke"),
                ("line",),
                readings=readings,
            )
        )
    for a23 in (A23.ANY_SUBSET, A23.WORST_FIRST, A23.SMALLEST_SHORTFALL):
        amounts = ("line_a", "line_b", "ab", "bc", "ca", "ba")
        found.append(_day(_named("cycle", a23), "a cycle of three", _cycle, (), amounts, readings=Readings(a23=a23)))
    return found


_INTRADAY = (System.INTRADAY,)
_STRAKS = (System.STRAKS,)


def _named(what: str, value: A01 | A22 | A23) -> str:
    return f"{what}-{value.name.lower().replace('_', '-')}"


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
    people = ("A", "B", "C") if "ca" in amounts else ("A", "B")
    nothing: Table[int, Block] = Table(Block())
    explored = replace(
        book,
        intraday=book.intraday if System.INTRADAY in systems else nothing,
        straks=book.straks if System.STRAKS in systems else nothing,
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


def outcome(day: BankDay) -> Outcome:
    """Return the end of every order (`settled@I1`) with what the law says of it."""
    ends: Outcome = {}
    for i, told in report_of(day).orders.items():
        o = day.orders[i]
        law = law_words(finality.protection(o, day.participants[o.payer], day.participants[o.payee], day.rulebook))
        ends[i] = f"{told.status}{'@' + told.block if told.block else ''}, {law}"
    return ends


def _payer_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.INTRADAY, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.INTRADAY, "A"),
    ]


def _payee_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.INTRADAY, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Decree(8 * HOUR, "B"),
        Mark(x["mark"], System.INTRADAY, "B"),
    ]


def _decree(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.INTRADAY, "A", 9),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        Submit(9 * HOUR, "o2", System.STRAKS, "A", "B", 5),
        Decree(x["decree"], "A"),
        Mark(14 * HOUR, System.STRAKS, "A"),
    ]


def _not_covered(x: Inputs) -> list[Event]:
    return [
        Submit(9 * HOUR, "o1", System.INTRADAY, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.INTRADAY, "A"),
        SetLine(x["line"], System.INTRADAY, "A", 9),
    ]


def _recall(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.INTRADAY, "A", x["line"]),
        Submit(x["submit"], "o1", System.INTRADAY, "A", "B", 5),
        SetLine(11 * HOUR, System.INTRADAY, "A", 9),
        Revoke(x["revoke"], "o1"),
    ]


def _cycle(x: Inputs) -> list[Event]:
    pairs = (("ab", "A", "B"), ("bc", "B", "C"), ("ca", "C", "A"), ("ba", "B", "A"))
    lines: list[Event] = [SetLine(0, System.INTRADAY, p, x[f"line_{p.lower()}"]) for p in "AB"]
    return lines + [Submit(13 * HOUR, name, System.INTRADAY, payer, payee, x[name]) for name, payer, payee in pairs]


def _instant(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.STRAKS, "A", x["line"]),
        Submit(9 * HOUR, "o1", System.STRAKS, "A", "B", x["first"]),
        Submit(x["at"], "o2", System.STRAKS, "B", "A", x["second"]),
        Submit(13 * HOUR, "o3", System.STRAKS, "A", "B", x["third"]),
    ]


def _unbooked(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.STRAKS, "A", x["line"]),
        Submit(9 * HOUR, "o1", System.STRAKS, "A", "B", x["first"]),
        Submit(x["at"], "o2", System.STRAKS, "A", "B", x["second"]),
        Submit(x["at"], "o3", System.STRAKS, "B", "A", 1),
    ]


def _instant_fails(x: Inputs) -> list[Event]:
    return [
        SetLine(0, System.STRAKS, "A", 9),
        Submit(x["submit"], "o1", System.STRAKS, "A", "B", 5),
        Decree(9 * HOUR, "A"),
        Mark(x["mark"], System.STRAKS, "A"),
    ]
