"""The signature of an order: where its own times and its amount stand among the edges at which the rules may change.

The edges are found by running the functions of the specification that look at an order by itself on watched numbers
(`watch`). Two orders of one signature, between the same two participants, are told apart by no rule. The SQL counts the
edges; what the rules say between them is left to the specification.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from zerohour.oracle.audit.watch import edges
from zerohour.oracle.scenarios.clock import DAY_MS
from zerohour.oracle.scenarios.format import DAYS, LARGEST
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec import batch_settlement, entry, finality, insolvency, instant_clearing, revocation
from zerohour.spec.bank_day import (
    CloseDay,
    CutOff,
    Deliver,
    Event,
    EventClass,
    Exclude,
    Mark,
    SetLimit,
    Settle,
    calendar,
    in_order,
    opening,
    place,
    step,
)
from zerohour.spec.money import NO_LIMIT, Ore
from zerohour.spec.netting import Participants
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Account, Participant, ParticipantId, Party, decreed_at, holder_of
from zerohour.spec.timetable import NEVER, NO_BLOCK, Instant, System, block_for

LOOKED_AT: tuple[Callable[..., Any], ...] = (
    entry.out_at_submission,
    entry.enter,
    entry.lodged,
    entry.registered,
    revocation.revocable,
    insolvency.stays_for_one_cycle,
    insolvency.sent_after_decree,
    instant_clearing.sent_by_insolvent,
    instant_clearing.clear,
    batch_settlement.admit,
    finality.before_opening,
    finality.second_limb,
    finality.protection,
)
"""The functions that look at an order's own times.

`admit` asks only whether it has entered by the cut-off that it is on time for."""

LATEST = DAYS * DAY_MS
"""The first instant after the days of a log."""
BEFORE_ALL = -1
"""Before anything happens, and before anybody can know of it."""
LIMITS = ("without", "below", "at", "over")
"""How an amount stands to the limit of its payer."""
RECALLS = ("before", "at", "after")
"""When an order is recalled, as against its submission."""


@dataclass(frozen=True)
class Own:
    """An order's own times and amount (in øre), which stand for all of its signature."""

    submitted_at: Instant
    recalled_at: Instant | None
    amount: Ore
    limit: Ore
    """The limit of its payer, in an amount that the order's own stands to as it does to the real one."""

    @property
    def recall(self) -> Instant | None:
        """When it is recalled after it was submitted, or None."""
        if self.recalled_at is None or self.recalled_at <= self.submitted_at:
            return None
        return self.recalled_at


@dataclass(frozen=True)
class Edges:
    """Where the rules of one clearing may change, by what of an order they look at."""

    submitted: tuple[Instant, ...]
    recalled: tuple[Instant, ...]
    amount: tuple[Ore, ...]

    def possible(self, signature: int) -> bool:
        """Whether times and amount are within what a log may hold."""
        submitted, amount, _, recall = self._parts(signature)
        ranks = [(submitted, self.submitted), (amount, self.amount)]
        if recall:
            ranks.append(((recall - 1) // len(RECALLS), self.recalled))
        return all(0 < rank < len(among) for rank, among in ranks)

    def own(self, signature: int) -> Own:
        """Return times and amount that have the signature."""
        submitted, amount, limit, recall = self._parts(signature)
        at, ore = self.submitted[submitted - 1], self.amount[amount - 1]
        limits = {"without": NO_LIMIT, "below": ore + 1, "at": ore, "over": ore - 1}
        recalled: Instant | None = None
        if recall:
            rank, when = divmod(recall - 1, len(RECALLS))
            at, recalled = self._times(submitted, rank, RECALLS[when])
        return Own(at, recalled, ore, limits[LIMITS[limit]])

    def _times(self, submitted: int, recalled: int, when: str) -> tuple[Instant, Instant]:
        if when == "before":
            return self.submitted[submitted] - 1, self.recalled[recalled - 1]
        if when == "after":
            return self.submitted[submitted - 1], self.recalled[recalled] - 1
        both = max(self.submitted[submitted - 1], self.recalled[recalled - 1])
        return both, both

    def _parts(self, signature: int) -> tuple[int, int, int, int]:
        rest, submitted = divmod(signature, len(self.submitted) + 1)
        rest, amount = divmod(rest, len(self.amount) + 1)
        recall, limit = divmod(rest, len(LIMITS))
        return submitted, amount, limit, recall

    def sql(self, ranges: dict[str, tuple[int, int]], *, limits: bool) -> str:
        """Return SQL for the signature of a row whose numbers lie in the ranges, with the column `limit_` if asked."""
        submitted = _rank("submitted_at", self.submitted, ranges)
        amount = _rank("amount", self.amount, ranges)
        limit = _against("amount", "limit_", 1) if limits else "0"
        terms, size = [f"({submitted})"], len(self.submitted) + 1
        terms.append(f"{size} * ({amount})")
        size *= len(self.amount) + 1
        terms.append(f"{size} * ({limit})")
        size *= len(LIMITS)
        recalled = _rank("revoked_at", self.recalled, ranges)
        recall = f"1 + {len(RECALLS)} * ({recalled}) + {_against('revoked_at', 'submitted_at', 0)}"
        terms.append(f"CASE WHEN revoked_at IS NULL THEN 0 ELSE {size} * ({recall}) END")
        return " + ".join(term for term in terms if not term.endswith("* (0)"))


def _rank(column: str, among: tuple[int, ...], ranges: dict[str, tuple[int, int]]) -> str:
    """Return SQL that counts the edges up to the value, by halving; only those that the column's range does not say."""
    low, high = ranges[column]
    below = sum(edge <= low for edge in among)
    return _halved(column, [edge for edge in among if low < edge <= high], below)


def _halved(column: str, among: list[int], below: int) -> str:
    if not among:
        return str(below)
    half = len(among) // 2
    less, more = _halved(column, among[:half], below), _halved(column, among[half + 1 :], below + half + 1)
    return f"CASE WHEN {column} < {among[half]} THEN {less} ELSE {more} END"


def _against(column: str, other: str, first: int) -> str:
    """Return SQL that numbers, from `first` on, whether a value is less than, equal to or more than another."""
    none = f"WHEN {other} IS NULL THEN 0 " if first else ""
    less, same, more = first, first + 1, first + 2
    return f"CASE {none}WHEN {column} < {other} THEN {less} WHEN {column} = {other} THEN {same} ELSE {more} END"


# -- the edges of a day ------------------------------------------------------------------------------------------------


def signatures(day: Scenario, apart: tuple[Instant, ...] = ()) -> dict[System, Edges]:
    """Return the edges of each clearing on the day (a scenario without orders).

    What lies on different sides of the instants of `apart` has different signatures too.
    """
    people = known(day)
    amounts = edges(lambda amount: _amount_asked(day, amount), -LARGEST, LARGEST + 1)
    found: dict[System, Edges] = {}
    for system in System:
        submitted = edges(_submission_asked(day, system, people), 0, LATEST)
        recalled = edges(_recall_asked(day, system), 0, LATEST)
        found[system] = Edges(
            tuple(sorted({*submitted, *apart, LATEST})),
            tuple(sorted({*recalled, *apart, LATEST})),
            tuple(sorted({*amounts, LARGEST + 1})),
        )
    return found


def known(day: Scenario) -> Participants:
    """Return what is known of the participants when all has happened that is no order's, whatever the settlements do.

    All of it has its moment in it, except limits.
    """
    now = opening(day.rulebook, {p: day.terms.get(p, Participant()) for p in day.participants})
    for event in in_order(day.events):
        now = step(now, event).day
    return now.participants


def party_of(people: Participants, p: ParticipantId) -> Party:
    """Return the participant with the one whose accounts it settles over."""
    return Party(people[p], people[holder_of(p, people[p])])


def usual(participant: Participant) -> bool:
    """Whether nothing is known of a participant but that it takes part, over accounts of its own, and its limit."""
    return replace(participant, limit=NO_LIMIT) == Participant(known=True)


def _amount_asked(day: Scenario, amount: int) -> object:
    """Ask all that the rules ask of an amount by itself; how it stands to a limit is in the signature."""
    order, anybody = TransferOrder(payer="payer", payee="payee", amount=amount, submitted_at=0), Participant(known=True)
    party = Party(anybody, anybody)
    door = entry.refusal(order, party, party, day.rulebook.batch, taken=False)
    return door, instant_clearing.within_cap(amount, day.rulebook.straks_cap)


def _submission_asked(day: Scenario, system: System, people: Participants) -> Callable[[int], object]:
    """Return what asks all that the rules ask of the time of a submission."""
    book = day.rulebook
    others = [party_of(people, p) for p in people if not usual(people[p])]
    turns = [event for event in _all_events(day) if _looks_at(event, system)]

    def ask(at: int) -> object:
        order = TransferOrder(system, "payer", "payee", 1, submitted_at=at, entered_at=at)
        asked: list[object] = [place(event) <= (at, EventClass.SUBMIT) for event in turns]
        if system != System.STRAKS:
            asked += [block_for(named, at, book.batch, system) for named in (NO_BLOCK, *book.batch)]
        else:
            order = replace(order, irrevocable_from=at)
        for other in others:
            asked += [entry.out_at_submission(order, other), *_of_the_insolvent(order, other.own, day)]
        return asked

    return ask


def _of_the_insolvent(order: TransferOrder, other: Participant, day: Scenario) -> list[object]:
    """Ask what the rules, and the law, ask of the time of an order one of whose ends is insolvent."""
    if decreed_at(other) == NEVER:
        return []
    readings = day.rulebook.readings
    asked: list[object] = [
        insolvency.stays_for_one_cycle(order, other, readings.a01),
        insolvency.sent_after_decree(order, order.payer, other, readings.a09),
        instant_clearing.sent_by_insolvent(order, Party(other, other), readings.a10),
    ]
    for regime in finality.Regime:
        settled = replace(order, status=Status.SETTLED, final_at=finality.decided_at(other, regime))
        early = replace(
            settled, irrevocable_from=BEFORE_ALL
        )  # or the rules would not get to ask on which day it entered
        asked += [finality.protection_against(one, other, day.rulebook, regime) for one in (settled, early)]
    return asked


def _recall_asked(day: Scenario, system: System) -> Callable[[int], object]:
    """Return what asks all that the rules ask of the time of a recall, but how it stands to the submission."""
    turns = [event for event in _all_events(day) if _looks_at(event, system) or _settles(event, system)]
    fixed = [order_of(system, day.rulebook.batch[b].cutoff) for b in day.rulebook.batch if system != System.STRAKS]

    def ask(at: int) -> object:
        asked: list[object] = [place(event) <= (at, EventClass.REVOKE) for event in turns]
        return asked + [revocation.revocable(order, at) for order in fixed]

    return ask


def order_of(system: System, irrevocable_from: Instant) -> TransferOrder:
    """Return an order of which only that is known."""
    return TransferOrder(system, irrevocable_from=irrevocable_from)


def _all_events(day: Scenario) -> list[Event]:
    return [*calendar(day.rulebook), *day.events]


def _looks_at(event: Event, system: System) -> bool:
    """Whether the event may do something to orders of the clearing, or changes what holds of the next ones."""
    if isinstance(event, CutOff):
        return (event.account == Account.STRAKS) == (system == System.STRAKS)
    if isinstance(event, Mark):
        return event.system == system
    if isinstance(event, Deliver | CloseDay):
        return system == System.SUM
    if isinstance(event, SetLimit):
        return system == System.INTRADAY
    return isinstance(event, Exclude)


def _settles(event: Event, system: System) -> bool:
    return isinstance(event, Settle) and event.account == Account.BATCH and system != System.STRAKS
