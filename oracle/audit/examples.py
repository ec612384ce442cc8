"""A flagged order as a scenario that `zerohour run` reproduces: the order itself, and as little of its day as it takes.

What becomes of an order depends on the others only through sums. Of a batch order the day keeps those stand-ins of
groups without which it would end otherwise; of an instant payment, what its payer can use when it comes.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from zerohour.oracle.audit.decide import Audit, Finding
from zerohour.oracle.audit.groups import UNKNOWN_BLOCK, group, name_of, number_of, with_groups
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.output import write_whole
from zerohour.oracle.audit.rows import Row, rows_of
from zerohour.oracle.audit.sequence import can_use_before
from zerohour.oracle.scenarios.format import LARGEST, dump
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import Revoke, SetLine, Submit
from zerohour.spec.decisions import Reason
from zerohour.spec.orders import OrderId, Part
from zerohour.spec.participants import Account, Participant, holder_of
from zerohour.spec.timetable import System

GONE_BEFORE = {
    *(reason for reason in Reason if reason < Reason.ENTERED),
    Reason.REVOKED,
    Reason.REJECTED_AT_MARK,
    Reason.SENT_AFTER_DECREE,
    Reason.REJECTED_AT_EXCLUSION,
}
"""Why orders are in no settlement."""
Own: TypeAlias = tuple[Submit] | tuple[Submit, Revoke]
"""The events of one order."""
MOST_RUNS = 60
"""So many smaller days are tried."""


def write_examples(log: Opened, found: Audit, folder: Path) -> list[Path]:
    """Write a scenario for the first example of each finding; return the files.

    A finding without an order, or one that depends on a choice that the rules leave to the engine, has none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stand_ins = with_groups(log.day, group(log, 1))
    written: list[Path] = []
    for number, finding in enumerate(found.findings, 1):
        made = example(log, stand_ins, finding) if finding.examples else None
        if made is None:
            continue
        day, end = made
        slug = "".join(c if c.isalnum() else "-" for c in finding.check)
        path = folder / f"{number:02}-{slug}.toml"
        write_whole(path, dump(day, {finding.examples[0]: end}))
        written.append(path)
    return written


def example(log: Opened, stand_ins: Scenario, finding: Finding) -> tuple[Scenario, str] | None:
    """Return a day on which the finding's first example ends as it does by the rules, and how that is."""
    i, row = finding.examples[0], rows_of(log, [finding.rows[0] - 1])[finding.rows[0] - 1]
    own = _own(log.day, row)
    if own is None:
        return None

    def fits(day: Scenario) -> bool:
        ended = day.run()
        return (ended.orders[i].reason.name, law_of(ended, i)) == (finding.reason, finding.law)

    if own[0].system == System.STRAKS:
        alone = _instant(log, own, row)
        day = alone if fits(alone) else None
    else:
        day = _least(log, stand_ins, own, name_of(row.number), fits)
    if day is None:
        return None
    end = report_of(day.run()).orders[i]
    note = f"{finding.check}. The engine says of {i}: {row.told}."
    expected = end.status + (f"@{end.block}" if end.block else "")
    return replace(day, name=f"{log.day.name}: {i}", note=note), expected


def _own(day: Scenario, row: Row) -> Own | None:
    """Return the events of an order, None where no scenario can say them."""
    named = number_of(day, row.named_block)
    if named == UNKNOWN_BLOCK:
        return None  # there is no such block, and a scenario file names none
    part = Part[row.part.upper()] if row.part else Part.PAPERLESS
    system = System[row.system.upper()]
    sent = Submit(row.submitted_at, row.id, system, row.payer, row.payee, row.amount, named, part, row.deliverer or "")
    return (sent,) if row.revoked_at is None else (sent, Revoke(row.revoked_at, row.id))


def _instant(log: Opened, own: Own, row: Row) -> Scenario:
    """Return the day with one instant payment, which finds what its payer can use when it comes."""
    sent = own[0]
    left = max(0, can_use_before(log, row.number, sent.payer))  # whoever is below zero can pay nothing either
    payer = log.day.terms.get(sent.payer, Participant())
    line = SetLine(sent.at, Account.STRAKS, holder_of(sent.payer, payer), left)
    return replace(log.day, events=(*log.day.events, line, *own))


def _least(
    log: Opened, stand_ins: Scenario, own: Own, among: OrderId, fits: Callable[[Scenario], bool]
) -> Scenario | None:
    """Return the day with the order and few others, as few as were found; None where not even all of them suffice."""
    alone = replace(log.day, events=(*log.day.events, *own))
    if fits(alone):
        return alone
    others = _others(stand_ins, own, among)
    rest = tuple(e for e in stand_ins.events if not isinstance(e, Submit | Revoke))

    def day_of(sent: list[Submit]) -> Scenario:
        return replace(stand_ins, events=(*rest, *own, *sent))

    if not fits(day_of(others)):
        return None
    runs, size = 0, len(others) // 2
    while size and runs < MOST_RUNS:
        start = 0
        while start < len(others) and runs < MOST_RUNS:
            fewer, runs = others[:start] + others[start + size :], runs + 1
            if fits(day_of(fewer)):
                others = fewer
            else:
                start += size
        size //= 2
    return day_of(others)


def _others(stand_ins: Scenario, own: Own, among: OrderId) -> list[Submit]:
    """Return the orders that are left for a settlement, those between the same two with the same end in one amount.

    `among` stands for the order too. What touches neither end of the order comes first, so that it is tried first to do
    without it.
    """
    ended = stand_ins.run().orders
    alike: dict[tuple[object, ...], Submit] = {}
    for event in stand_ins.events:
        if not isinstance(event, Submit):
            continue
        end = ended[event.order]
        amount = event.amount - (own[0].amount if event.order == among else 0)
        if amount == 0 or end.reason in GONE_BEFORE:
            continue
        key = (
            event.system,
            event.payer,
            event.payee,
            event.block,
            event.part,
            event.deliverer,
            end.status,
            end.reason,
            end.block,
        )
        first = alike.get(key, replace(event, order=f"{event.order} and others alike", amount=0))
        alike[key] = replace(first, amount=first.amount + amount)
    ends = {own[0].payer, own[0].payee}
    apart = sorted(alike.values(), key=lambda sent: len(ends & {sent.payer, sent.payee}))
    return [part for sent in apart for part in _parts(sent)]


def _parts(sent: Submit) -> Iterator[Submit]:
    """Yield an order in amounts that a scenario file can hold."""
    for number in range(-(-sent.amount // LARGEST)):
        name = sent.order + (f", part {number + 1}" if number else "")
        yield replace(sent, order=name, amount=min(LARGEST, sent.amount - number * LARGEST))
