"""The audit: rows become groups, the specification decides each group once, and what the engine says is compared.

Intradagclearing is grouped by signature in SQL. Straksclearing is a matter of sequence (each payment changes what the
next can use), so its payments go through `bank_day.step` one after the other; those that nothing can tell apart any
more share one record, so that memory does not grow with their number.
"""

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zerohour.oracle.audit.flagged import Flagged, InstantIds, copy_flagged
from zerohour.oracle.audit.inputs import Fingerprint, LogError, named
from zerohour.oracle.audit.log import ROWS
from zerohour.oracle.audit.opened import Opened, opened, silent
from zerohour.oracle.audit.output import replacing
from zerohour.oracle.audit.signature import ENDS, PARTICIPANT, Signature, numbered, select, signature
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.oracle.verdicts import TooManyError, Violation, account_violations, follow, order_violation
from zerohour.spec.bank_day import BankDay, Event, Revoke, SetLimit, Submit, place, step
from zerohour.spec.decisions import DECIDED_BY, Reason
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
    """What the engine says otherwise than the rules: of how many orders, the first of them, and why.

    What is said of exclusions and accounts is about no order.
    """

    check: str
    rules: tuple[str, ...]
    orders: int
    examples: tuple[OrderId, ...]
    explanation: str
    reason: str = ""
    """Why the first example ends as it does by the rules."""
    law: str = ""
    """What the law says of it."""


@dataclass
class Audit:
    """What an audit found. `orders` is the number of rows of the log; each of them was judged."""

    orders: int
    day: Scenario
    """The day, without its orders."""
    groups: int = 0
    judged: int = 0
    flagged: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    law: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """How many orders ended with which status and which verdict of the law."""
    decided: Counter[str] = field(default_factory=Counter[str])
    """How many orders each rule decided."""
    broken: Counter[str] = field(default_factory=Counter[str])
    """Against how many orders' reports each rule speaks."""
    reconciled: tuple[str, ...] = ()
    """What else the engine reports and the rules were held against: exclusions, balances."""
    files: tuple[Fingerprint, ...] = ()
    """The files that were read, and what they held."""

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return "violation" if self.findings else "conforms"

    @property
    def matched(self) -> int:
        """How many orders ended as the engine says."""
        return self.judged - self.flagged

    @property
    def unjudged(self) -> int:
        """How many orders were not judged: none, or there is no verdict."""
        return self.orders - self.judged


def audit(
    log: Path,
    day: Scenario | None = None,
    *,
    examples: int = EXAMPLES,
    memory: str = "1GB",
    ids: Path | None = None,
    then: Callable[[Opened, Audit], None] | None = None,
    judge_unknown: bool = False,
    progress: Callable[[str], None] = silent,
) -> Audit:
    """Judge every order of the log, a table with its day or a folder; raise LogError where that is not possible.

    `ids` is a Parquet file to write with every flagged order; `then` is done while the log is open.
    """
    with ExitStack() as outputs:
        into = None if ids is None else outputs.enter_context(replacing(ids))
        with opened(log, day, memory=memory, judge_unknown=judge_unknown, progress=progress) as rows:
            auditable(rows.day)
            found = _audit(rows, examples, into, progress)
            if then is not None:
                then(rows, found)
            progress("checking that the log is as it was")
    return found


def auditable(day: Scenario) -> None:
    """Raise LogError if logs of such a day cannot be judged."""
    if day.rulebook.name not in AUDITED:
        raise LogError(
            f"{day.name}: logs of rulebook {day.rulebook.name!r} cannot be audited yet; there are: {', '.join(AUDITED)}"
        )


def _audit(log: Opened, examples: int, ids: Path | None, progress: Callable[[str], None]) -> Audit:
    found = Audit(log.orders, log.day, files=tuple(log.files))
    told = {"exclusions": log.reported.excluded, "balances": log.reported.balances}
    found.reconciled = tuple(name for name, said in told.items() if said is not None)
    flagged: list[Flagged] = []
    progress("grouping Intradagclearing")
    own = signature(log.day)
    ended, groups, choices = _intraday(log, examples, own)
    flagged += _compare(found, ended, groups)
    _compare_day(found, [*choices, *_accounts(ended, log.reported, straks=False)])
    progress("following Straksclearing")
    with InstantIds(log.folder if ids else None) as instant:
        ended, groups = _straks(log, examples, instant)
    flagged += _compare(found, ended, groups)
    _compare_day(found, _accounts(ended, log.reported, straks=True))
    if found.unjudged:
        raise LogError(f"{log.path}: {found.unjudged} of {found.orders} orders were not judged; this is a defect")
    if ids is not None:
        progress("listing every flagged order")
        listed = copy_flagged(log, flagged, signed(log.day, own), own.names, instant, ids)
        if listed != found.flagged:
            raise LogError(f"{log.path}: {listed} of {found.flagged} flagged orders were listed; this is a defect")
    return found


def _compare(found: Audit, day: BankDay, groups: dict[OrderId, Group]) -> list[Flagged]:
    """Compare what the engine says of each group with what the specification says of the one that stands for it."""
    ends = report_of(day).orders
    by_kind: dict[tuple[str, tuple[str, ...]], tuple[Violation, list[Group]]] = {}
    flagged: list[Flagged] = []
    for i, group in groups.items():
        want = ends[i]
        found.judged += group.orders
        found.law[want.status, law_of(day, i)] += group.orders
        found.decided.update(dict.fromkeys(DECIDED_BY[day.orders[i].reason], group.orders))
        wrong = order_violation(day, i, want, group.told)
        if wrong is not None:
            by_kind.setdefault((wrong.check, wrong.rules), (wrong, []))[1].append(group)
            flagged.append(Flagged(i, wrong.check, wrong.rules, want.status, want.block))
            found.broken.update(dict.fromkeys(wrong.rules, group.orders))
    found.groups += len(groups)
    for (check, rules), (first, wrong_groups) in by_kind.items():
        examples = [i for group in wrong_groups for i in group.examples]
        orders = sum(group.orders for group in wrong_groups)
        end = day.orders[first.order].reason.name, law_of(day, first.order)
        found.findings.append(Finding(check, rules, orders, tuple(examples), first.explanation, *end))
        found.flagged += orders
    return flagged


def _compare_day(found: Audit, wrong: list[Violation]) -> None:
    """Add what is wrong with exclusions and accounts."""
    found.findings += [Finding(one.check, one.rules, 0, (), one.explanation) for one in wrong]


def _accounts(day: BankDay, told: Report, *, straks: bool) -> list[Violation]:
    """Return what is wrong with the accounts that the part of the day has booked: those of Straks, or all others."""
    balances = {
        p: {account: amount for account, amount in accounts.items() if (account == "straks") == straks}
        for p, accounts in (told.balances or {}).items()
    }
    return list(account_violations(day, replace(told, balances=balances)))


# -- Intradagclearing --------------------------------------------------------------------------------------------------


KEPT = "orders, total, entry, id, submitted_at, recalled_at, named, ids, payer, payee, status, block"
"""What is kept of each group, beside its signature."""
GROUPS = "intraday_groups"


def grouping(day: Scenario, own: Signature) -> str:
    """Return the SQL that groups a log's Intraday orders: `$log` is the file, `$examples` how many ids are kept."""
    names = ", ".join(own.names)
    return f"""
{signed(day, own)}
SELECT count(*) AS orders, sum(amount) AS total,  min_by(id, file_row_number) AS id,
  min_by(submitted_at, file_row_number) AS submitted_at,
  min_by(coalesce(revoked_at, -1), file_row_number) AS recalled_at, min_by(named, file_row_number) AS named,
  min(id, $examples) AS ids, min(file_row_number) AS first_row, payer, payee, status, block, {names}
FROM signed
GROUP BY payer, payee, status, block, {names}
"""  # noqa: S608  # made of our own text


def signed(day: Scenario, own: Signature) -> str:
    """Return the SQL by which `signed` are the log's Intraday orders, each with its signature."""
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
)"""  # noqa: S608  # made of our own text


def _sql(value: bool | int) -> str:
    return str(value).upper() if isinstance(value, bool) else str(min(value, LARGEST_INT))


def _intraday(log: Opened, examples: int, own: Signature) -> tuple[BankDay, dict[OrderId, Group], list[Violation]]:
    stand_ins, groups = grouped(log, examples, own)
    told = replace(log.reported, orders={i: group.told for i, group in groups.items()})
    try:
        ended, choices = follow(stand_ins, told, {i: group.orders for i, group in groups.items()})
    except TooManyError as error:
        raise LogError(f"{log.path}: inconclusive: {error}") from None
    return ended, groups, choices


def grouped(log: Opened, examples: int, own: Signature) -> tuple[Scenario, dict[OrderId, Group]]:
    """Return the day with one Intraday order for each group of them, and the groups by these orders."""
    columns = ", ".join(f'"{n}" {"BOOLEAN" if isinstance(d, bool) else "BIGINT"}' for n, d in PARTICIPANT.items())
    log.database.execute(
        f"CREATE OR REPLACE TEMP TABLE participants (id VARCHAR, since BIGINT, until BIGINT, {columns})"
    )
    for p, since, until, known in _known(log.day):
        row = [p, since, until, *(min(getattr(known, name), LARGEST_INT) for name in PARTICIPANT)]
        log.database.execute(f"INSERT INTO participants VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    groups: dict[OrderId, Group] = {}
    events: list[Event] = []
    parameters = {"log": named(log.rows), "examples": examples}
    log.database.execute(f"CREATE OR REPLACE TEMP TABLE {GROUPS} AS {grouping(log.day, own)}", parameters)
    for (
        orders,
        total,
        entry,
        i,
        submitted,
        recalled,
        named_block,
        ids,
        payer,
        payee,
        status,
        block,
    ) in log.database.execute(
        f"SELECT {KEPT} FROM {GROUPS} ORDER BY first_row"  # noqa: S608
    ).fetchall():
        groups[i] = Group(OrderReport(status, block), orders, [i, *(other for other in ids if other != i)][:examples])
        amount = NO_LIMIT + 1 if entry == Reason.OVER_LIMIT else int(total)
        events.append(Submit(submitted, i, System.INTRADAY, payer, payee, amount, named_block))
        if recalled >= 0:
            events.append(Revoke(recalled, i))
    return _without_limits(replace(log.day, events=(*log.day.events, *events))), groups


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


def _straks(log: Opened, examples: int, ids: InstantIds) -> tuple[BankDay, dict[OrderId, Group]]:
    after = log.day.run()
    insolvent = {p for p in after.participants if decreed_at(after.participants[p]) != NEVER}
    recalls = _recalls(log)
    own = {recall.order for recall in recalls}
    told: dict[OrderId, OrderReport] = {}
    groups: dict[OrderId, Group] = {}
    alike: dict[Any, tuple[OrderId, Group]] = {}
    now = log.day.opening()
    for event in heapq.merge(log.day.timeline(), recalls, _payments(log, told), key=place):
        now = step(now, event).day
        if not isinstance(event, Submit):
            continue
        i, order = event.order, now.orders[event.order]
        said = told.pop(i)
        apart = i if i in own or order.payer in insolvent or order.payee in insolvent else ""
        key = (order.status, order.reason, order.block, said, apart)
        if key not in alike:
            groups[i] = Group(said, 0, [])
            alike[key] = i, groups[i]
        else:
            now = replace(now, orders=now.orders | {i: ABSENT})
        first, group = alike[key]
        group.orders += 1
        if len(group.examples) < examples:
            group.examples.append(i)
        ids.note(i, first)
    return now, groups


def instant_before(log: Opened, order: OrderId) -> BankDay:
    """Return the day as the instant payment finds it, without a record of the payments before it."""
    now = log.day.opening()
    for event in heapq.merge(log.day.timeline(), _payments(log, {}), key=place):
        if isinstance(event, Submit) and event.order == order:
            return now
        now = step(now, event).day
        if isinstance(event, Submit):
            now = replace(now, orders=now.orders | {event.order: ABSENT})
    raise LogError(f"{log.path}: has no instant payment {order!r}; this is a defect")


def _recalls(log: Opened) -> list[Revoke]:
    return [
        Revoke(at, i)
        for i, at in log.database.execute(
            f"SELECT id, revoked_at FROM {ROWS} WHERE system = 'straks' AND revoked_at IS NOT NULL "  # noqa: S608
            "ORDER BY revoked_at, file_row_number",
            {"log": named(log.rows)},
        ).fetchall()
    ]


def _payments(log: Opened, told: dict[OrderId, OrderReport]) -> Iterator[Event]:
    """Yield the log's instant payments in the order in which they came in, and note what the engine says of each."""
    rows = log.database.cursor().execute(
        f"SELECT id, payer, payee, amount, submitted_at, status, block FROM {ROWS} "  # noqa: S608
        "WHERE system = 'straks' ORDER BY submitted_at, file_row_number",
        {"log": named(log.rows)},
    )
    while batch := rows.fetchmany(BATCH):
        for i, payer, payee, amount, submitted, status, block in batch:
            told[i] = OrderReport(status, block)
            yield Submit(submitted, i, System.STRAKS, payer, payee, amount)
