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
from zerohour.oracle.scenarios.format import LARGEST, dump
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import Event, Revoke, SetLine, Submit, can_use
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import System
from zerohour.spec.timetable import NO_BLOCK

Own: TypeAlias = tuple[Submit] | tuple[Submit, Revoke]
"""The events of one order."""
MOST_RUNS = 60
"""So many smaller days are tried."""


def write_examples(log: Opened, found: Audit, folder: Path) -> list[Path]:
    """Write a scenario for the first example of each finding; return the files.

    A finding without an order, or one that depends on a choice that the rules leave to the engine, has none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stand_ins, _ = grouped(log, 1)
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
    timetable = log.day.rulebook.intraday
    numbers = {None: NO_BLOCK} | {timetable[b].name: b for b in timetable}
    if name not in numbers:
        return None, told  # there is no such block, and a scenario file names none
    sent = Submit(submitted, i, System[system.upper()], payer, payee, amount, numbers[name])
    return (sent,) if recalled is None else (sent, Revoke(recalled, i)), told


def _instant(log: Opened, own: Own) -> Scenario:
    """Return the day with one instant payment, which finds what its payer can use when it comes."""
    sent = own[0]
    left = can_use(instant_before(log, sent.order), sent.payer)
    line = SetLine(sent.at, System.STRAKS, sent.payer, left)
    return replace(log.day, events=(*log.day.events, line, *own))


def _least(
    log: Opened, stand_ins: Scenario, own: Own, fits: Callable[[Scenario], bool]
) -> Scenario | None:
    """Return the day with the order and few others, as few as were found; None where not even all of them suffice."""
    alone = replace(log.day, events=(*log.day.events, *own))
    if fits(alone):
        return alone
    entered = stand_ins.run().orders
    others: dict[OrderId, list[Event]] = {}
    for event in stand_ins.events:
        if isinstance(event, Submit | Revoke) and entered[event.order].status != Status.REFUSED:
            others.setdefault(event.order, []).append(event)
    rest = tuple(e for e in stand_ins.events if not isinstance(e, Submit | Revoke))
    parts = {i: [*_parts(events, own)] for i, events in others.items()}

    def day_of(ids: list[OrderId]) -> Scenario:
        return replace(stand_ins, events=(*rest, *own, *(e for i in ids for e in parts[i])))

    ids = list(parts)
    if not fits(day_of(ids)):
        return None
    runs, size = 0, len(ids) // 2
    while size and runs < MOST_RUNS:
        start = 0
        while start < len(ids) and runs < MOST_RUNS:
            fewer, runs = ids[:start] + ids[start + size :], runs + 1
            if fits(day_of(fewer)):
                ids = fewer
            else:
                start += size
        size //= 2
    return day_of(ids)


def _parts(events: list[Event], own: Own) -> Iterator[Event]:
    """Yield a group's events without the order that is told by itself, in amounts that a scenario file can hold."""
    sent = next(e for e in events if isinstance(e, Submit))
    amount = sent.amount - (own[0].amount if own[0].order == sent.order else 0)
    for number in range(-(-amount // LARGEST)):
        name = f"{sent.order} and others alike" + (f", part {number + 1}" if number else "")
        part = min(LARGEST, amount - number * LARGEST)
        yield replace(sent, order=name, amount=part)
        yield from (replace(e, order=name) for e in events if isinstance(e, Revoke))
