"""A log's rows in groups, and the few orders that stand for them in the day that the specification decides.

SQL puts rows together that have the same signature, the same two ends and of which the engine says the same: a *cell*.
Cells are few, and the specification itself says which of them share a fate: what is refused, or recalled in time, does
so between any two participants of whom nothing else is known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import NAMES, wrong_cells, wrong_rows
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.scan import ROWS
from zerohour.oracle.audit.signature import Edges, Own, known, party_of, signatures, usual
from zerohour.oracle.scenarios.scenario import OrderReport, Scenario
from zerohour.spec.bank_day import (
    CloseDay,
    Deliver,
    Event,
    EventClass,
    Revoke,
    SetLimit,
    Submit,
    in_order,
    opening,
    place,
    step,
)
from zerohour.spec.batch_settlement import enters_anew
from zerohour.spec.decisions import Reason
from zerohour.spec.entry import enter
from zerohour.spec.money import NO_LIMIT, Ore
from zerohour.spec.orders import OrderId, Part, Status, TransferOrder
from zerohour.spec.participants import Participant, ParticipantId
from zerohour.spec.revocation import revocable
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant, System

CELLS = "cells"
"""The table of cells."""
UNFUNDED = "unfunded"
"""The table with the rows, by number, of the instant payments that their payer had no money for."""
LIMITS = "limits"
"""The table of limits."""
EXACT = "DECIMAL(19, 0)"
"""The type in SQL whose sums hold whatever the amounts of a log add up to."""
UNKNOWN_BLOCK = -2
"""The number of a block that there is not."""
Key: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Cell:
    """Rows that are alike in all that any rule looks at, and of which the engine says the same."""

    system: System
    payer: ParticipantId
    payee: ParticipantId
    named_block: str | None
    part: str | None
    deliverer: str | None
    signature: int
    unfunded: bool
    """Of an instant payment: whether its payer had less than its amount."""


@dataclass
class Group:
    """Cells that share a fate, and of which the engine says the same; one order stands for all of them."""

    told: OrderReport
    stand_in: Submit
    recall: Revoke | None
    funded: bool
    orders: int = 0
    rows: list[int] = field(default_factory=list[int])
    """The first of them, counted from 0."""
    cells: list[int] = field(default_factory=list[int])


def group(log: Opened, examples: int, *, apart: tuple[Instant, ...] = (), instant: bool = True) -> dict[OrderId, Group]:
    """Return the groups of a log by the name of the order that stands for each; raise LogError for impossible rows.

    Of each cell so many rows are kept as examples. With moments of `apart` every cell is by itself, and the moments
    tell them apart. The rows of UNFUNDED must be known, or Straksclearing be left out.
    """
    found = signatures(log.day, apart)
    put_into_cells(log, found, examples, instant=instant)
    fates = Fates(log.day, found, merged=not apart)
    groups: dict[Key, Group] = {}
    names = {system.name.lower(): system for system in System}
    problem = wrong_cells(log.database, CELLS, log.day, judge_unknown=log.judge_unknown)
    if not problem:
        for number, system, *of, status, block, signature, unfunded, orders, total, rows in _cells(log):
            payer, payee, named, part, deliverer = of
            cell = Cell(names[system], payer, payee, named, part, deliverer, signature, unfunded)
            if not found[cell.system].possible(signature):
                problem = True
                break
            key, over = fates.of(cell)
            if (*key, status, block) not in groups:
                own = found[cell.system].own(signature)
                groups[*key, status, block] = fates.group(cell, own, OrderReport(status, block), name_of(rows[0]))
            fates.add(groups[*key, status, block], NO_LIMIT + 1 if over else int(total))
            same = groups[*key, status, block]
            same.orders += orders
            same.cells.append(number)
            same.rows += rows[: max(0, examples - len(same.rows))]
    if problem:
        told = wrong_rows(log.database, log.table, log.day, judge_unknown=log.judge_unknown)
        raise LogError("\n".join(f"{log.orders_file}: {one}" for one in told or ["has impossible rows: a defect"]))
    return {one.stand_in.order: one for one in groups.values()}


def _cells(log: Opened) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(NAMES)
    return iter(
        log.database.execute(
            f"SELECT cell, {columns}, signature, unfunded, orders, total, rows FROM {CELLS} ORDER BY cell"  # noqa: S608
        ).fetchall()
    )


def put_into_cells(log: Opened, found: dict[System, Edges], examples: int, *, instant: bool) -> None:
    """Put the rows of the log into the table of cells, which are numbered in the order in which they come first."""
    fill_limits(log)
    by = ", ".join(told_by(log))
    none = "".join(f", NULL::VARCHAR AS {name}" for name in NAMES if name not in log.used)
    none += "" if "unfunded" in told_by(log) else ", FALSE AS unfunded"
    alike = log.scans.found(
        f"""
SELECT {by}, count(*) AS orders, sum(CAST(amount AS {EXACT})) AS total,
  min_by(file_row_number, file_row_number, {examples}) AS rows
FROM ({signed(log, found)})
{"" if instant else "WHERE system <> 'straks'"}
GROUP BY {by}""",  # noqa: S608  # made of our own text
        LIMITS,
        UNFUNDED,
    )
    log.database.execute(f"""
CREATE OR REPLACE TEMP TABLE {CELLS} AS
SELECT row_number() OVER (ORDER BY rows[1]) AS cell, *{none} FROM {alike}""")  # noqa: S608  # made of our own text


def signed(log: Opened, found: dict[System, Edges]) -> str:
    """Return SQL for the rows of the log, each with its signature and whether it is unfunded."""
    limits, ranges = _has_limits(log.day), log.ranges
    cases = " ".join(
        f"WHEN '{system.name.lower()}' THEN {found[system].sql(ranges, limits=limits and system == System.INTRADAY)}"
        for system in System
    )
    join = ""
    if limits:
        join += f" LEFT JOIN {LIMITS} ON payer = whose AND submitted_at >= since AND submitted_at < until"
    unfunded = ""
    if "unfunded" in told_by(log):
        join += f" LEFT JOIN {UNFUNDED} ON file_row_number = {UNFUNDED}.row"
        unfunded = f", {UNFUNDED}.row IS NOT NULL AS unfunded"
    columns = ", ".join(("file_row_number", "id", "amount", "submitted_at", *(n for n in NAMES if n in log.used)))
    return f"SELECT {columns}, CASE system {cases} END AS signature{unfunded} FROM {ROWS}{join}"  # noqa: S608


def told_by(log: Opened) -> list[str]:
    """Return the columns by which rows are told apart: a column that holds nothing costs, and tells nothing."""
    unfunded = log.database.execute(f"SELECT 1 FROM {UNFUNDED} LIMIT 1").fetchall()  # noqa: S608
    return [*(name for name in NAMES if name in log.used), "signature", *(["unfunded"] if unfunded else [])]


def _has_limits(day: Scenario) -> bool:
    agreed = any(terms.limit != NO_LIMIT for terms in day.terms.values())
    return agreed or any(isinstance(event, SetLimit) for event in day.events)


def fill_limits(log: Opened) -> None:
    """Fill the table of limits: whose, from when, until when, and how much."""
    log.database.execute(
        f"CREATE OR REPLACE TEMP TABLE {LIMITS} (whose VARCHAR, since BIGINT, until BIGINT, limit_ BIGINT)"
        f"; CREATE TEMP TABLE IF NOT EXISTS {UNFUNDED} (row BIGINT)"
    )
    for row in _limits(log.day):
        log.database.execute(f"INSERT INTO {LIMITS} VALUES (?, ?, ?, ?)", row)  # noqa: S608


def _limits(day: Scenario) -> Iterator[tuple[ParticipantId, Instant, Instant, Ore]]:
    """Yield the limits that participants had, each with the time in which it held."""
    now = opening(day.rulebook, {p: day.terms.get(p, Participant()) for p in day.participants})
    held: dict[ParticipantId, tuple[Instant, Ore]] = {p: (-1, now.participants[p].limit) for p in day.participants}
    for event in in_order(day.events):
        done = step(now, event)
        now = done.day
        if isinstance(event, SetLimit) and done.reason == Reason.DONE:
            since, limit = held[event.participant]
            yield event.participant, since, event.at, min(limit, 2**62)
            held[event.participant] = event.at, event.limit
    for p, (since, limit) in held.items():
        if limit != NO_LIMIT:
            yield p, since, NEVER, limit


# -- fates -------------------------------------------------------------------------------------------------------------


class Fates:
    """Which cells share a fate, whatever the others do: asked of the specification once for all that are alike."""

    def __init__(self, day: Scenario, found: dict[System, Edges], *, merged: bool) -> None:
        self.day, self.found, self.merged = day, found, merged
        self.people = known(day)
        self.usual = {p for p in self.people if usual(self.people[p])}
        self.turns = [event for event in day.timeline() if isinstance(event, CloseDay | Deliver)]
        self._asked: dict[Cell, tuple[bool, Key, bool]] = {}

    def of(self, cell: Cell) -> tuple[Key, bool]:
        """Return what the cell shares with all that have its fate, and whether it is over a limit."""
        payer = "" if cell.payer in self.usual else cell.payer
        payee = "" if cell.payee in self.usual else cell.payee
        if cell.payer == cell.payee:
            payer = payee = cell.payer
        alike = replace(cell, payer=payer, payee=payee)
        if alike not in self._asked:
            self._asked[alike] = self._ask(cell, alike)
        alone, key, over = self._asked[alike]
        return (key if alone else (cell.payer, cell.payee, *key)), over

    def _ask(self, cell: Cell, alike: Cell) -> tuple[bool, Key, bool]:
        """Say whether the fate is the same between any two, what else it depends on, and if it is over a limit."""
        own = self.found[cell.system].own(cell.signature)
        whole: Key = (cell.system, cell.named_block, cell.part, cell.deliverer, cell.signature, cell.unfunded)
        if cell.system == System.STRAKS:
            return self.merged, (alike,), False
        order = self._entered(cell, own)
        over = order.reason == Reason.OVER_LIMIT
        if not self.merged:
            return False, whole, over
        if order.status in (Status.REFUSED, Status.REROUTED):
            return True, (alike,), over
        if alike.payer or alike.payee:  # something befalls an end of it
            return False, whole, over
        if cell.system == System.SUM:
            return False, (cell.system, order.block, cell.named_block, *self._lodged(cell, own)), over
        if own.recall is not None and revocable(order, own.recall):
            return True, (alike,), over
        recall = own.recall if enters_anew(self.day.rulebook.readings.a22) else None
        return False, (cell.system, order.block, cell.named_block, recall), over

    def _entered(self, cell: Cell, own: Own) -> TransferOrder:
        sent = self._submit(cell, own, "")
        order = TransferOrder(
            sent.system, sent.payer, sent.payee, own.amount, submitted_at=sent.at, block=sent.block, part=sent.part
        )
        payer, payee = party_of(self.people, cell.payer), party_of(self.people, cell.payee)
        payer, book = replace(payer, own=replace(payer.own, limit=own.limit)), self.day.rulebook
        return enter(order, payer, payee, book, taken=False)

    def _lodged(self, cell: Cell, own: Own) -> Key:
        """Return what the fate of a lodged sum hangs on: by whom, before which deliveries, and when it is recalled."""
        before = sum(place(event) <= (own.submitted_at, EventClass.SUBMIT) for event in self.turns)
        return cell.part, cell.deliverer, before, own.recall

    def _submit(self, cell: Cell, own: Own, name: OrderId) -> Submit:
        named = number_of(self.day, cell.named_block)
        part = Part[cell.part.upper()] if cell.part else Part.PAPERLESS
        amount = own.amount if cell.system == System.STRAKS else 0
        return Submit(
            own.submitted_at, name, cell.system, cell.payer, cell.payee, amount, named, part, cell.deliverer or ""
        )

    def group(self, cell: Cell, own: Own, told: OrderReport, name: OrderId) -> Group:
        """Return the group that the cell is the first of, without orders yet."""
        recall = None if own.recalled_at is None else Revoke(own.recalled_at, name)
        return Group(told, self._submit(cell, own, name), recall, not cell.unfunded)

    @staticmethod
    def add(to: Group, amount: Ore) -> None:
        """Let the group's order stand for so much more, in øre; an instant payment stands by itself."""
        if multilateral(to.stand_in):
            to.stand_in = replace(to.stand_in, amount=to.stand_in.amount + amount)


def name_of(row: int) -> OrderId:
    """Return the name of the order that stands for a group whose first row this is, counted from 0."""
    return f"row {row + 1}"


def number_of(day: Scenario, block: str | None) -> BlockNo:
    """Return the number of the block that an order names, if any."""
    batch = day.rulebook.batch
    return NO_BLOCK if block is None else {batch[b].name: b for b in batch}.get(block, UNKNOWN_BLOCK)


def events(groups: dict[OrderId, Group], keep: Callable[[Submit], bool]) -> Iterator[Event]:
    """Yield the events of the orders that stand for those groups that are kept."""
    for one in groups.values():
        if keep(one.stand_in):
            yield one.stand_in
            if one.recall is not None:
                yield one.recall


def multilateral(sent: Submit) -> bool:
    """Whether the order is of Sum or Intraday."""
    return sent.system != System.STRAKS


def with_groups(day: Scenario, groups: dict[OrderId, Group]) -> Scenario:
    """Return the day with the orders of Sum and Intraday that stand for groups, and without limits.

    A group's sum is no order's amount; what was over a limit is over every limit.
    """
    terms = {p: replace(of, limit=NO_LIMIT) for p, of in day.terms.items()}
    rest = (event for event in day.events if not isinstance(event, SetLimit))
    return replace(day, terms=terms, events=(*rest, *events(groups, multilateral)))
