"""A flagged order as a scenario that `zerohour run` reproduces: the order itself, and as little of its day as it takes.

What becomes of an order depends on the others only through sums. Of a batch order the day keeps those stand-ins of
groups without which it would end otherwise; of an instant payment, what its payer can use when it comes.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from zerohour.oracle.audit.decide import Audit, Finding, grouped, instant_before
from zerohour.oracle.audit.inputs import named
from zerohour.oracle.audit.log import ROWS
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.output import write_whole
from zerohour.oracle.audit.signature import signature
from zerohour.oracle.scenarios.format import LARGEST, dump
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import Revoke, SetLine, Submit, can_use
from zerohour.spec.decisions import Reason
from zerohour.spec.orders import OrderId
from zerohour.spec.participants import Account
from zerohour.spec.timetable import NO_BLOCK, System

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
    stand_ins, _ = grouped(log, 1, signature(log.day))
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
    i = finding.examples[0]
    own, told = _own(log, i)
    if own is None:
        return None

    def fits(day: Scenario) -> bool:
        ended = day.run()
        return (ended.orders[i].reason.name, law_of(ended, i)) == (finding.reason, finding.law)

    if own[0].system == System.STRAKS:
        alone = _instant(log, own)
        day = alone if fits(alone) else None
    else:
        day = _least(log, stand_ins, own, fits)
    if day is None:
        return None
    end = report_of(day.run()).orders[i]
    note = f"{finding.check}. The engine says of {i}: {told}."
    expected = end.status + (f"@{end.block}" if end.block else "")
    return replace(day, name=f"{log.day.name}: {i}", note=note), expected


def _own(log: Opened, i: OrderId) -> tuple[Own | None, str]:
    """Return the events of an order, None where no scenario can say them, and what the engine says of it."""
    row = log.database.execute(
        f"SELECT system, payer, payee, amount, submitted_at, revoked_at, named_block, status, block FROM {ROWS} "  # noqa: S608
        "WHERE id = $id",
        {"log": named(log.rows), "id": i},
    ).fetchone()
    system, payer, payee, amount, submitted, recalled, name, status, block = row
    told = f"{status} in {block}" if block else status
    timetable = log.day.rulebook.batch
    numbers = {None: NO_BLOCK} | {timetable[b].name: b for b in timetable}
    if name not in numbers:
        return None, told  # there is no such block, and a scenario file names none
    sent = Submit(submitted, i, System[system.upper()], payer, payee, amount, numbers[name])
    return (sent,) if recalled is None else (sent, Revoke(recalled, i)), told


def _instant(log: Opened, own: Own) -> Scenario:
    """Return the day with one instant payment, which finds what its payer can use when it comes."""
    sent = own[0]
    left = can_use(instant_before(log, sent.order), sent.payer)
    line = SetLine(sent.at, Account.STRAKS, sent.payer, left)
    return replace(log.day, events=(*log.day.events, line, *own))


def _least(log: Opened, stand_ins: Scenario, own: Own, fits: Callable[[Scenario], bool]) -> Scenario | None:
    """Return the day with the order and few others, as few as were found; None where not even all of them suffice."""
    alone = replace(log.day, events=(*log.day.events, *own))
    if fits(alone):
        return alone
    others = _others(stand_ins, own)
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


def _others(stand_ins: Scenario, own: Own) -> list[Submit]:
    """Return the orders that are left for a settlement, those between the same two with the same end in one amount.

    What touches neither end of the order comes first, so that it is tried first to do without it.
    """
    ended = stand_ins.run().orders
    alike: dict[tuple[object, ...], Submit] = {}
    for event in stand_ins.events:
        if not isinstance(event, Submit):
            continue
        end = ended[event.order]
        amount = event.amount - (own[0].amount if event.order == own[0].order else 0)
        if amount == 0 or end.reason in GONE_BEFORE:
            continue
        key = (event.payer, event.payee, event.block, end.status, end.reason, end.block)
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
