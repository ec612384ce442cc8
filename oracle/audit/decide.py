"""The audit: rows become groups, the specification decides each group once, and what the engine says is compared.

All rows are grouped by signature in one scan. Before it the instant payments are gone through in sequence, for what
their payers could use. What Sum and Intraday settle is a matter of sums, and the specification works on these.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from zerohour.oracle.audit.flagged import Flagged, copy_flagged
from zerohour.oracle.audit.groups import Group, group, multilateral, with_groups
from zerohour.oracle.audit.inputs import Fingerprint, LogError
from zerohour.oracle.audit.opened import Opened, check_ids, opened, silent
from zerohour.oracle.audit.output import replacing
from zerohour.oracle.audit.rows import Row, real_order, rows_of
from zerohour.oracle.audit.sequence import decided, follow_payments
from zerohour.oracle.audit.understood import auditable
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.oracle.verdicts import TooManyError, Violation, account_violations, follow, order_violation
from zerohour.spec.bank_day import BankDay
from zerohour.spec.decisions import DECIDED_BY
from zerohour.spec.orders import OrderId

EXAMPLES = 3


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
    rows: tuple[int, ...] = ()
    """In which rows the examples stand, from 1 on."""
    told: tuple[str, ...] = ()
    """What the engine says of each of them."""
    by_the_rules: str = ""
    """What the rules say of the first."""
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
    packages: tuple[str, ...] = ()
    """What went through the rows, besides the packages of every audit."""

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
    spark: str = "",
    progress: Callable[[str], None] = silent,
) -> Audit:
    """Judge every order of the log, a table with its day or a folder; raise LogError where that is not possible.

    `ids` is a Parquet file to write with every flagged order; `then` is done while the log is open. `spark` is the
    master of a Spark that goes through the rows, such as `local[*]`; without one, all is done here.
    """
    with ExitStack() as outputs:
        into = None if ids is None else outputs.enter_context(replacing(ids))
        with opened(
            log, day, memory=memory, judge_unknown=judge_unknown, quickly=True, spark=spark, progress=progress
        ) as rows:
            auditable(rows.day)
            found = _audit(rows, examples, into, progress)
            if then is not None:
                then(rows, found)
            progress("checking that the log is as it was")
    return found


def _audit(log: Opened, examples: int, ids: Path | None, progress: Callable[[str], None]) -> Audit:
    found = Audit(log.orders, log.day, files=tuple(log.files), packages=log.scans.packages)
    reported = {"exclusions": log.reported.excluded, "set_aside": log.reported.set_aside}
    reported |= {"balances": log.reported.balances}
    found.reconciled = tuple(name for name, said in reported.items() if said is not None)
    progress("following Straksclearing")
    straks = follow_payments(log)
    progress("grouping the orders")
    groups = group(log, examples)
    progress("deciding the groups")
    settled, choices = _settled(log, groups)
    instant = decided(log.day, groups)
    flagged = _compare(found, log, {True: settled, False: instant}, groups, examples)
    for wrong in (
        choices,
        _accounts(settled, log.reported, straks=False),
        _accounts(straks, log.reported, straks=True),
    ):
        found.findings += [Finding(one.check, one.rules, 0, (), one.explanation) for one in wrong]
    progress("checking that ids are unique")
    check_ids(log)
    if found.unjudged:
        raise LogError(f"{log.path}: {found.unjudged} of {found.orders} orders were not judged; this is a defect")
    if ids is not None:
        progress("listing every flagged order")
        listed = copy_flagged(log, flagged, ids)
        if listed != found.flagged:
            raise LogError(f"{log.path}: {listed} of {found.flagged} flagged orders were listed; this is a defect")
    return found


def _settled(log: Opened, groups: dict[OrderId, Group]) -> tuple[BankDay, list[Violation]]:
    """Return the day of Sum and Intraday along the engine's choices, and those that are not allowed."""
    told = replace(log.reported, orders={i: one.told for i, one in groups.items()})
    try:
        return follow(with_groups(log.day, groups), told, {i: one.orders for i, one in groups.items()})
    except TooManyError as error:
        raise LogError(f"{log.path}: inconclusive: {error}") from None


def _compare(
    found: Audit, log: Opened, days: dict[bool, BankDay], groups: dict[OrderId, Group], examples: int
) -> list[Flagged]:
    """Compare what the engine says of each group with what the specification says of the order that stands for it."""
    ends = {kind: report_of(day).orders for kind, day in days.items()}
    by_kind: dict[tuple[str, tuple[str, ...]], list[OrderId]] = {}
    flagged: list[Flagged] = []
    for i, one in groups.items():
        kind = multilateral(one.stand_in)
        day, want = days[kind], ends[kind][i]
        found.judged += one.orders
        found.law[want.status, law_of(day, i)] += one.orders
        found.decided.update(dict.fromkeys(DECIDED_BY[day.orders[i].reason], one.orders))
        wrong = order_violation(day, i, want, one.told)
        if wrong is not None:
            by_kind.setdefault((wrong.check, wrong.rules), []).append(i)
            flagged.append(Flagged(tuple(one.cells), wrong.check, wrong.rules, want.status, want.block))
            found.broken.update(dict.fromkeys(wrong.rules, one.orders))
    found.groups = len(groups)
    first = {kind: sorted(row for i in same for row in groups[i].rows)[:examples] for kind, same in by_kind.items()}
    rows = rows_of(log, (row for of_kind in first.values() for row in of_kind))
    for (check, rules), same in by_kind.items():
        kind, told = multilateral(groups[same[0]].stand_in), [rows[row] for row in first[check, rules]]
        finding = _finding(check, rules, days[kind], ends[kind][same[0]], [groups[i] for i in same], told)
        found.findings.append(finding)
        found.flagged += finding.orders
    return flagged


def _finding(
    check: str, rules: tuple[str, ...], day: BankDay, want: OrderReport, groups: list[Group], examples: list[Row]
) -> Finding:
    """Return what is wrong with groups in one way, told of the first example, which is of the first of them."""
    first, stand_in = examples[0], groups[0].stand_in.order
    orders = day.orders | {first.id: real_order(day.orders[stand_in], first)}
    wrong = order_violation(replace(day, orders=orders), first.id, want, groups[0].told)
    return Finding(
        check,
        rules,
        sum(one.orders for one in groups),
        tuple(row.id for row in examples),
        wrong.explanation if wrong else "",
        tuple(row.number + 1 for row in examples),
        tuple(row.told for row in examples),
        f"{want.status} in {want.block}" if want.block else want.status,
        day.orders[stand_in].reason.name,
        law_of(day, stand_in),
    )


def _accounts(day: BankDay, told: Report, *, straks: bool) -> list[Violation]:
    """Return what is wrong with the accounts that the part of the day has booked: those of Straks, or all others."""
    balances = {
        p: {account: amount for account, amount in accounts.items() if (account == "straks") == straks}
        for p, accounts in (told.balances or {}).items()
    }
    return list(account_violations(day, replace(told, balances=balances)))
