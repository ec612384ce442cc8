"""The audit: rows become groups, the specification decides each group once, and what the engine says is compared.

Intradagclearing is grouped by signature in SQL. Straksclearing is a matter of sequence (each payment changes what the
next can use), so its payments go through `bank_day.step` one after the other; those that nothing can tell apart any
more share one record, so that memory does not grow with their number.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.log import ROWS, LogError, check_log, named
from zerohour.oracle.audit.signature import ENDS, PARTICIPANT, numbered, select, signature
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.oracle.verdicts import TooManyError, Violation, follow, order_violation
from zerohour.spec.bank_day import BankDay, Event, Revoke, SetLimit, Submit, place, step
from zerohour.spec.decisions import Reason
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.orders import OrderId, TransferOrder
from zerohour.spec.participants import Participant, decreed_at
from zerohour.spec.timetable import NEVER, System

AUDITED = ("minimal",)
"""The rulebooks by which logs can be audited: the signature of several days takes too long to write out."""
EXAMPLES = 3
BATCH = 10_000
LARGEST_INT = 2**63 - 1
"""What a column holds at most."""
ABSENT = TransferOrder()


@dataclass
class Group:
    """Orders that the specification treats alike and of which the engine says the same; one of them stands for all."""

    told: OrderReport
    orders: int
    examples: list[OrderId]


@dataclass(frozen=True)
class Finding:
    """Orders of which the engine says otherwise than the rules: how many, the first of them, and why."""

    check: str
    rules: tuple[str, ...]
    orders: int
    examples: tuple[OrderId, ...]
    explanation: str


@dataclass
class Audit:
    """What an audit found. `orders` is the number of rows of the log; each of them was judged."""

    orders: int
    groups: int = 0
    judged: int = 0
    flagged: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    law: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """How many orders ended with which status and which verdict of the law."""

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return "violation" if self.flagged else "conforms"


def audit(log: Path, day: Scenario, *, examples: int = EXAMPLES, memory: str = "1GB") -> Audit:
    """Judge every order of the log; raise LogError where that is not possible."""
    if day.rulebook.name not in AUDITED:
        raise LogError(
            f"{day.name}: logs of rulebook {day.rulebook.name!r} cannot be audited yet; there are: {', '.join(AUDITED)}"
        )
    own = sorted(e.order for e in day.events if isinstance(e, Submit | Revoke))
    if own:
        raise LogError(f"{day.name}: has orders of its own ({own[0]}); the orders of the day are those of the log")
    database, database_error = _connect(memory)
    found = Audit(orders=0)
    try:
        found.orders = check_log(database, log)
        for one in (_intraday, _straks):
            ended, groups = one(database, log, day, examples)
            _compare(found, ended, groups)
    except database_error as error:
        raise LogError(f"{log}: {str(error).splitlines()[0]}; more memory may help: --memory") from None
    finally:
        database.close()
    if found.judged != found.orders:
        raise LogError(
            f"{log}: {found.orders - found.judged} of {found.orders} orders were not judged; this is a defect"
        )
    return found


def _connect(memory: str) -> tuple[Any, type[Exception]]:
    try:
        import duckdb  # noqa: PLC0415  # an optional extra
    except ModuleNotFoundError:
        raise LogError("duckdb is not installed; remedy: pip install 'zerohour[audit]'") from None
    try:
        database = duckdb.connect(config={"memory_limit": memory})
    except duckdb.Error:
        raise LogError(f"{memory!r} is no amount of memory; write for example 1GB") from None
    return database, duckdb.Error


def _compare(found: Audit, day: BankDay, groups: dict[OrderId, Group]) -> None:
    """Compare what the engine says of each group with what the specification says of the one that stands for it."""
    ends = report_of(day).orders
    by_kind: dict[tuple[str, tuple[str, ...]], tuple[Violation, list[Group]]] = {}
    for i, group in groups.items():
        want = ends[i]
        found.judged += group.orders
        found.law[want.status, law_of(day, i)] += group.orders
        wrong = order_violation(day, i, want, group.told)
        if wrong is not None:
            by_kind.setdefault((wrong.check, wrong.rules), (wrong, []))[1].append(group)
    found.groups += len(groups)
    for (check, rules), (first, wrong_groups) in by_kind.items():
        examples = [i for group in wrong_groups for i in group.examples]
        orders = sum(group.orders for group in wrong_groups)
        found.findings.append(Finding(check, rules, orders, tuple(examples), first.explanation))
        found.flagged += orders


# -- Intradagclearing --------------------------------------------------------------------------------------------------


def grouping(day: Scenario) -> str:
    """Return the SQL that groups a log's Intraday orders: `$log` is the file, `$examples` how many ids are kept."""
    ends = ",\n  ".join(
        f'coalesce({end}."{name}", {_sql(default)}) AS {end}_{name}'
        for end in ENDS
        for name, default in PARTICIPANT.items()
    )
    joins = "\n".join(
        f"  LEFT JOIN participants AS {end} ON row.{end} = {end}.id "
        f"AND row.submitted_at >= {end}.since AND row.submitted_at < {end}.until"
        for end in ENDS
    )
    own = signature(day)
    return f"""
WITH rows AS (
  SELECT row.*, {numbered(day.rulebook)} AS named, {ends}
  FROM {ROWS} AS row
{joins}
  WHERE row.system = 'intraday'
), entered AS MATERIALIZED (
  SELECT *, {select(own.entered)}
  FROM rows
), signed AS (
  SELECT id, payer, payee, amount, submitted_at, named, revoked_at, status, block, file_row_number,
  {", ".join(own.entered)}, {select(own.columns)}
  FROM entered
)
SELECT count(*), sum(amount), min(entry), min_by(id, file_row_number), min_by(submitted_at, file_row_number),
  min_by(coalesce(revoked_at, -1), file_row_number), min_by(named, file_row_number), min(id, $examples),
  payer, payee, status, block
FROM signed
GROUP BY payer, payee, status, block, {", ".join(own.names)}
ORDER BY min(file_row_number)
"""  # noqa: S608  # made of our own text


def _sql(value: bool | int) -> str:
    return str(value).upper() if isinstance(value, bool) else str(min(value, LARGEST_INT))


def _intraday(database: Any, log: Path, day: Scenario, examples: int) -> tuple[BankDay, dict[OrderId, Group]]:
    columns = ", ".join(f'"{n}" {"BOOLEAN" if isinstance(d, bool) else "BIGINT"}' for n, d in PARTICIPANT.items())
    database.execute(f"CREATE TEMP TABLE participants (id VARCHAR, since BIGINT, until BIGINT, {columns})")
    for p, since, until, known in _known(day):
        row = [p, since, until, *(min(getattr(known, name), LARGEST_INT) for name in PARTICIPANT)]
        database.execute(f"INSERT INTO participants VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    groups: dict[OrderId, Group] = {}
    events: list[Event] = []
    for orders, total, entry, i, submitted, recalled, named_block, ids, payer, payee, status, block in database.execute(
        grouping(day), {"log": named(log), "examples": examples}
    ).fetchall():
        groups[i] = Group(OrderReport(status, block), orders, ids)
        amount = NO_LIMIT + 1 if entry == Reason.OVER_LIMIT else int(total)
        events.append(Submit(submitted, i, System.INTRADAY, payer, payee, amount, named_block))
        if recalled >= 0:
            events.append(Revoke(recalled, i))
    stand_ins = _without_limits(replace(day, events=(*day.events, *events)))
    told = Report({i: group.told for i, group in groups.items()})
    try:
        ended, _ = follow(stand_ins, told, {i: group.orders for i, group in groups.items()})
    except TooManyError as error:
        raise LogError(f"{log}: inconclusive: {error}") from None
    return ended, groups


def _known(day: Scenario) -> Iterator[tuple[str, int, int, Participant]]:
    """Yield what is known of each participant at the end of the day; where its limit changed, for each time by itself.

    Everything else that is known has its moment in it.
    """
    limits: dict[str, dict[int, int]] = {p: {-1: day.terms.get(p, Participant()).limit} for p in day.participants}
    for event, _, done in day.steps():
        if isinstance(event, SetLimit) and done.reason == Reason.DONE:
            limits[event.participant][event.at] = event.limit
    after = day.run().participants
    for p, history in limits.items():
        for since, until in itertools.pairwise((*history, NEVER)):
            yield p, since, until, replace(after[p], limit=history[since])


def _without_limits(day: Scenario) -> Scenario:
    """Return the day without limits: a group's sum is no order's amount; what was over a limit is over every limit."""
    terms = {p: replace(known, limit=NO_LIMIT) for p, known in day.terms.items()}
    return replace(day, terms=terms, events=tuple(e for e in day.events if not isinstance(e, SetLimit)))


# -- Straksclearing ----------------------------------------------------------------------------------------------------


def _straks(database: Any, log: Path, day: Scenario, examples: int) -> tuple[BankDay, dict[OrderId, Group]]:
    after = day.run()
    insolvent = {p for p in after.participants if decreed_at(after.participants[p]) != NEVER}
    recalls = [
        Revoke(at, i)
        for i, at in database.execute(
            f"SELECT id, revoked_at FROM {ROWS} WHERE system = 'straks' AND revoked_at IS NOT NULL "  # noqa: S608
            "ORDER BY revoked_at, file_row_number",
            {"log": named(log)},
        ).fetchall()
    ]
    own = {recall.order for recall in recalls}
    told: dict[OrderId, OrderReport] = {}
    groups: dict[OrderId, Group] = {}
    alike: dict[Any, Group] = {}
    now = day.opening()
    for event in heapq.merge(day.timeline(), recalls, _payments(database, log, told), key=place):
        now = step(now, event).day
        if not isinstance(event, Submit):
            continue
        i, order = event.order, now.orders[event.order]
        said = told.pop(i)
        apart = i if i in own or order.payer in insolvent or order.payee in insolvent else ""
        group = alike.get((order.status, order.reason, order.block, said, apart))
        if group is None:
            groups[i] = alike[order.status, order.reason, order.block, said, apart] = Group(said, 1, [i])
            continue
        group.orders += 1
        if len(group.examples) < examples:
            group.examples.append(i)
        now = replace(now, orders=now.orders | {i: ABSENT})
    return now, groups


def _payments(database: Any, log: Path, told: dict[OrderId, OrderReport]) -> Iterator[Event]:
    """Yield the log's instant payments in the order in which they came in, and note what the engine says of each."""
    rows = database.execute(
        f"SELECT id, payer, payee, amount, submitted_at, status, block FROM {ROWS} "  # noqa: S608
        "WHERE system = 'straks' ORDER BY submitted_at, file_row_number",
        {"log": named(log)},
    )
    while batch := rows.fetchmany(BATCH):
        for i, payer, payee, amount, submitted, status, block in batch:
            told[i] = OrderReport(status, block)
            yield Submit(submitted, i, System.STRAKS, payer, payee, amount)
