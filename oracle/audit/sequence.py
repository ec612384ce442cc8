"""Straksclearing: each payment changes what the next one can use, so all of them are gone through, one by one.

Only that one question is asked of each: had its payer the money? The position follows what the log says was cleared, so
that one wrong clearing makes no later one wrong. All else that the rules say of an instant payment they say by itself.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from operator import lt
from typing import Any

from zerohour.oracle.audit.groups import UNFUNDED, Group, events, multilateral
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import BankDay, CutOff, Deliver, Event, Lock, Settle, Submit, can_use, in_order, party, step
from zerohour.spec.instant_clearing import clear, funded, instant_refusal
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, TransferOrder
from zerohour.spec.participants import Account, ParticipantId, direct, holder_of
from zerohour.spec.timetable import System

BATCH = 100_000
CLEARED = ("settled", "cleared")
"""What a log says of payments that have changed positions."""


def follow_payments(log: Opened) -> BankDay:
    """Go through the instant payments; note in UNFUNDED which had no money for them, and return the day they lead to.

    Of the day only what Straksclearing does is kept.
    """
    log.database.execute(f"CREATE OR REPLACE TEMP TABLE {UNFUNDED} (row BIGINT)")
    try:
        return _followed(log, order="")
    except _BackInTimeError:
        log.database.execute(f"DELETE FROM {UNFUNDED}")  # noqa: S608  # a table of ours
        return _followed(log, order="ORDER BY submitted_at, file_row_number")


class _BackInTimeError(Exception):
    """A payment was submitted before the one above it: the rows have to be put in order first."""


def can_use_before(log: Opened, row: int, payer: ParticipantId) -> Ore:
    """Return what the payer of an instant payment can use when it comes, in øre; the row is counted from 0."""
    now, timeline = _Position(log.day.opening()), turns(log.day)
    for columns in _payments(log, "ORDER BY submitted_at, file_row_number"):
        for number, one, other, amount, at, moved in zip(*columns, strict=True):
            while timeline and timeline[0].at <= at:
                now.happens(timeline.pop(0))
            if number == row:
                return now.can_use(payer)
            now.goes_through([one], [other], [amount], [moved])
    raise LogError(f"{log.path}: has no instant payment in row {row + 1}; this is a defect")


def _followed(log: Opened, order: str) -> BankDay:
    now = _Position(log.day.opening())
    timeline = turns(log.day)
    for rows, payers, payees, amounts, times, cleared in _payments(log, order):
        if any(map(lt, times[1:], times)):
            raise _BackInTimeError
        done, unfunded = 0, list[int]()
        while done < len(times):
            while timeline and timeline[0].at <= times[done]:
                now.happens(timeline.pop(0))
            until = bisect_left(times, timeline[0].at, done) if timeline else len(times)
            part = slice(done, until)
            short = now.goes_through(payers[part], payees[part], amounts[part], cleared[part])
            unfunded += [rows[done + n] for n in short]
            done = until
        _note(log, unfunded)
    for event in timeline:
        now.happens(event)
    return now.day


def turns(day: Scenario) -> list[Event]:
    """Return all that happens on the day but what Sum and Intraday do, which touches no instant payment."""
    return [event for event in day.timeline() if not _of_batch(event)]


def _of_batch(event: Event) -> bool:
    return isinstance(event, Lock | Deliver) or (isinstance(event, CutOff | Settle) and event.account == Account.BATCH)


class _Payment:
    """What is asked of a payment, in one record for all of them: a new one for each costs more than the question."""

    debit: ParticipantId
    credit: ParticipantId
    amount: Ore


class _Position:
    """The day between its turns, and what each participant can use by the log's own payments, in øre."""

    def __init__(self, day: BankDay) -> None:
        self.day = day
        self.left = defaultdict(int, {p: can_use(day, p) for p in day.participants})
        """What each can use now; of who takes no part, what it received less what it paid."""
        people = day.participants
        self.holders = {p: people[p].sponsor for p in people if not direct(people[p])}
        """Over whose accounts those settle that have none of their own."""

    def happens(self, event: Event) -> None:
        """Let the day turn."""
        day, nets = self.day, self.day.straks.open_net
        moved = {p: nets[p] + self.left[p] - can_use(day, p) for p in day.participants}
        day = replace(day, straks=replace(day.straks, open_net=nets | moved))
        if any(can_use(day, p) != self.left[p] for p in day.participants):
            raise LogError(f"before {event}: what a payment moves is not what its ends can use; this is a defect")
        self.day = step(day, event).day
        self.left |= {p: can_use(self.day, p) for p in day.participants}

    def goes_through(self, payers: list[str], payees: list[str], amounts: list[Ore], cleared: list[bool]) -> list[int]:
        """Take payments in sequence; return which of them, from 0 on, are not funded."""
        left, unfunded = self.left, list[int]()
        payment: Any = _Payment()
        paying, paid = self._over(payers), self._over(payees)
        for n, (debit, credit, amount, moved) in enumerate(zip(paying, paid, amounts, cleared, strict=True)):
            payment.debit, payment.credit, payment.amount = debit, credit, amount
            if not funded(payment, left[debit]):
                unfunded.append(n)
            if moved:
                left[debit] -= amount
                left[credit] += amount
        return unfunded

    def _over(self, people: list[ParticipantId]) -> list[ParticipantId]:
        """Return over whose accounts these settle."""
        return [self.holders.get(p, p) for p in people] if self.holders else people

    def can_use(self, p: ParticipantId) -> Ore:
        """Return what a participant can use now, in øre."""
        return self.left[self.holders.get(p, p)]


def _payments(log: Opened, order: str) -> Iterator[tuple[list[Any], ...]]:
    """Yield the payments in batches of columns: rows, both ends, amounts, times, and whether they were cleared."""
    said = ", ".join(f"'{status}'" for status in CLEARED)
    query = (
        f"SELECT file_row_number, payer, payee, amount, submitted_at, status IN ({said}) "  # noqa: S608
        f"FROM {log.table} WHERE system = 'straks' {order}"
    )
    for batch in log.database.cursor().sql(query).to_arrow_reader(BATCH):
        yield tuple(column.to_pylist() for column in batch.columns)


def _note(log: Opened, unfunded: list[int]) -> None:
    if unfunded:
        import pyarrow as pa  # noqa: PLC0415  # an optional extra

        log.database.register("more", pa.table({"row": pa.array(unfunded, pa.int64())}))
        log.database.execute(f"INSERT INTO {UNFUNDED} SELECT row FROM more")  # noqa: S608
        log.database.unregister("more")


def decided(day: Scenario, groups: dict[OrderId, Group]) -> BankDay:
    """Return the day with the payments that stand for groups, each as the rules decide it by itself."""
    now = day.opening()
    own = events(groups, lambda sent: not multilateral(sent))
    for event in in_order([*turns(day), *own]):
        if isinstance(event, Submit):
            order = _order(now, event, groups[event.order])
            now = replace(now, now=event.at, orders=now.orders | {event.order: order})
        else:
            now = step(now, event).day
    return now


def _order(now: BankDay, event: Submit, group: Group) -> TransferOrder:
    sent = TransferOrder(
        System.STRAKS, event.payer, event.payee, event.amount, submitted_at=event.at, block=event.block
    )
    payer, payee = party(now, event.payer), party(now, event.payee)
    debit, credit = holder_of(event.payer, payer.own), holder_of(event.payee, payee.own)
    sent = replace(sent, debit=debit, credit=credit)
    has = event.amount if group.funded else event.amount - 1
    reason = instant_refusal(sent, payer, payee, has, now.rulebook, taken=False)
    return clear(sent, reason, now.straks.block)
