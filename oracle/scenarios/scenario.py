"""A scenario, and what came of it. Everything that drives, checks, shrinks or draws a day speaks in these terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zerohour.spec.bank_day import (
    BankDay,
    CutOff,
    Event,
    Postpone,
    SetTerm,
    Settle,
    Step,
    calendar,
    checks,
    in_order,
    opening,
    postponed,
    step,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.finality import Protection, Regime
from zerohour.spec.money import Ore
from zerohour.spec.participants import NO_RULE, Account, Participant, ParticipantId, Term
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NO_BLOCK, Block, BlockNo, Instant, System


@dataclass(frozen=True)
class Scenario:
    """A rulebook (with its readings), who takes part, and the events that the timetable does not imply."""

    name: str
    rulebook: Rulebook
    participants: tuple[ParticipantId, ...]
    events: tuple[Event, ...]
    note: str = ""
    terms: Mapping[ParticipantId, Participant] = field(default_factory=dict[ParticipantId, Participant])
    """What is agreed with participants, where it is not the usual."""

    def timeline(self) -> list[Event]:
        """Return every event in the order of processing, the timetable's cut-offs and settlements included."""
        due = calendar(self.rulebook)
        due += [later for e in self.events if isinstance(e, Postpone) for later in postponed(self.rulebook, e)]
        return in_order([*due, *(checks(self.rulebook) if self.managed else ()), *self.events])

    @property
    def managed(self) -> bool:
        """Whether anybody has a liquidity rule; if not, there is nothing to look at every quarter of an hour."""
        by_terms = any(terms.liquidity_rule != NO_RULE for terms in self.terms.values())
        return by_terms or any(isinstance(e, SetTerm) and e.term == Term.LIQUIDITY_RULE for e in self.events)

    def opening(self) -> BankDay:
        """Return the day before anything has happened."""
        return opening(self.rulebook, {p: self.terms.get(p, Participant()) for p in self.participants})

    def steps(self) -> Iterator[tuple[Event, BankDay, Step]]:
        """Run the day: yield each event with the state before it and what it led to."""
        day = self.opening()
        for event in self.timeline():
            done = step(day, event)
            yield event, day, done
            day = done.day

    def run(self) -> BankDay:
        """Return the day after all its events."""
        day = self.opening()
        for event in self.timeline():
            day = step(day, event).day
        return day


@dataclass(frozen=True)
class OrderReport:
    """What is said of one order: its status as in `Status`, in lower case, and the name of its block if settled."""

    status: str
    block: str | None = None


Rounds: TypeAlias = Mapping[str, Sequence[frozenset[ParticipantId]]]
"""Who was taken out of a block in each round, of `sum`, of `intraday`, or of `both` together."""


History: TypeAlias = Sequence[tuple[Instant, str]]
"""Each change of an order: when, and to which status."""

Statement: TypeAlias = Sequence[tuple[Instant, Ore]]
"""Each change of an account: when, and to which balance in øre."""


@dataclass(frozen=True)
class Report:
    """What an engine (or the specification) says came of a scenario. Only `orders` is required.

    `excluded`: for each block that settled, by name, who was taken out of Intraday.
    `set_aside`: the same of Sum, and with which net draw, in øre.
    `rounds`: for each block, who was taken out in each round, of `sum`, `intraday` or `both`.
    `balances`: for each participant, its final settlement accounts in øre, by the name of the account.
    `nets`: for each system, and each block of it that settled, what was booked for each participant, in øre.
    `bookings`: for each order, the blocks in which it was booked, each as often as it was.
    `admissions`: for each order, the batch blocks into whose cycle it was admitted, one after the other.
    `law`: for each order, what each regime says of it.
    `history`: for each order, every change of its status.
    `statements`: for each participant, every change of its settlement accounts, by the name of the account.
    `reasons`: for each order, what decided its status.
    """

    orders: dict[str, OrderReport]
    excluded: dict[str, frozenset[ParticipantId]] | None = None
    set_aside: dict[str, dict[ParticipantId, int]] | None = None
    balances: dict[ParticipantId, dict[str, int]] | None = None
    nets: dict[str, dict[str, dict[ParticipantId, int]]] | None = None
    bookings: dict[str, tuple[str, ...]] | None = None
    law: dict[str, dict[Regime, Protection]] | None = None
    admissions: dict[str, tuple[str, ...]] | None = None
    rounds: dict[str, Rounds] | None = None
    history: dict[str, History] | None = None
    statements: dict[ParticipantId, dict[str, Statement]] | None = None
    reasons: dict[str, Reason] | None = None
    extra: dict[str, object] = field(default_factory=dict[str, object])


def block_name(rulebook: Rulebook, system: System, block: BlockNo) -> str | None:
    """Return the name of the block in which the system settles; None where there is no such block."""
    if block == NO_BLOCK:
        return None
    table = rulebook.straks if system == System.STRAKS else rulebook.batch
    return table[block].name or None


def settled_block(rulebook: Rulebook, event: CutOff | Settle) -> Block:
    """Return the block that is cut off or settles."""
    return (rulebook.straks if event.account == Account.STRAKS else rulebook.batch)[event.block]


def report_of(day: BankDay, excluded: dict[str, frozenset[ParticipantId]] | None = None) -> Report:
    """Return what the specification says of every order of the day, and of the accounts."""
    orders: dict[str, OrderReport] = {}
    for i in day.orders:
        order = day.orders[i]
        name = block_name(day.rulebook, order.system, order.block) if order.status.name == "SETTLED" else None
        orders[i] = OrderReport(order.status.name.lower(), name)
    balances = {p: {"batch": day.lines[p].batch, "straks": day.lines[p].straks} for p in day.participants}
    return Report(orders=orders, excluded=excluded, balances=balances)
