"""The named checks on time: when an engine says that its orders, and its accounts, changed.

What it says of an instant is held against itself first: what is over stays as it is, and nobody is beyond a limit at
any instant; then against the instants at which the specification, by the engine's own choices, makes the same changes.
"""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from zerohour.oracle.money_checks import BATCH, STRAKS, implied, limit_rule, moves
from zerohour.oracle.order_checks import ONE_ADMISSION, Steps, befell, on_the_way
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import History, Report, Statement
from zerohour.oracle.timeline import money, reason_words
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import BankDay
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import ParticipantId
from zerohour.spec.timetable import Instant, System

EVERY_INSTANT = "limits at every visible instant"
OVER = "what is over stays as it is"
ON_TIME = "every change comes at its instant"

ENDS = {status.name.lower() for status in Status if status >= Status.REFUSED}
"""Where nothing can change any more."""


def past_a_limit(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    """Yield every account that is below zero at some instant, with what instant payments have used of it by then."""
    used = _used(day, report.history or {})
    for p, accounts in (report.statements or {}).items():
        for account, told in accounts.items():
            ends_below = (report.balances or {}).get(p, {}).get(account, 0) < 0  # that is told as such
            left = _left(told, used[p] if account == STRAKS else {})
            at = None if ends_below else next((at for at, amount in left if amount < 0), None)
            if at is not None:
                rule = limit_rule(account)
                use = ", less what its instant payments have used by then," if account == STRAKS and used[p] else ""
                words = (
                    f"At {ms_to_clock(at)} the {account} account of {p}{use} stands at {money(dict(left)[at])}: below "
                    "zero is beyond the credit line."
                )
                yield Violation(EVERY_INSTANT, (rule,), "", f"{words}\n{against(rule)}", tuple(befell({p}, day, steps)))


def _used(day: BankDay, history: Mapping[OrderId, History]) -> Mapping[ParticipantId, Mapping[Instant, Ore]]:
    """Return by how much what is cleared and not yet booked changes, for each participant and instant."""
    used: defaultdict[ParticipantId, defaultdict[Instant, Ore]] = defaultdict(lambda: defaultdict(int))
    for i, changes in history.items():
        order, cleared = day.orders[i], 0
        for at, status in changes if order.system == System.STRAKS else ():
            now = order.amount if status == "cleared" else 0
            used[order.debit][at] -= now - cleared
            used[order.credit][at] += now - cleared
            cleared = now
    return used


def _left(told: Statement, used: Mapping[Instant, Ore]) -> list[tuple[Instant, Ore]]:
    """Return what is left on an account at the end of every instant at which anything changes."""
    balances, sent = dict(told), 0
    balance, found = 0, list[tuple[Instant, Ore]]()
    for at in sorted({*balances, *used}):
        balance, sent = balances.get(at, balance), sent + used.get(at, 0)
        found.append((at, balance + sent))
    return found


def time_violations(day: BankDay, report: Report, steps: Steps, wrong: Collection[OrderId]) -> Iterator[Violation]:
    """Yield what is wrong with when orders, not of what ends wrongly anyway, and accounts are said to change."""
    if report.history is not None:
        made = _made(steps)
        for i in (i for i in report.orders if day.orders[i].status != Status.ABSENT):
            found = _in_itself(day, i, report.history.get(i, ()))
            if found is None and i not in wrong:
                found = _by_the_rules(day, i, report.history.get(i, ()), made[i])
            if found is not None:
                yield replace(found, on_the_way=tuple(on_the_way(day.orders[i], i, steps)))
    for account in (BATCH, STRAKS):
        yield from _accounts(day, report, steps, account)


Made: TypeAlias = Sequence[tuple[Instant, str, Reason]]
"""Each change that the specification makes of an order: when, to which status, and why."""


def _made(steps: Steps) -> Mapping[OrderId, Made]:
    made: defaultdict[OrderId, list[tuple[Instant, str, Reason]]] = defaultdict(list)
    for event, before, done in steps:
        orders = done.day.orders
        for i in orders.changed_since(before.orders):
            if orders[i].status != before.orders[i].status:
                made[i].append((event.at, orders[i].status.name.lower(), orders[i].reason))
    return made


def _in_itself(day: BankDay, i: OrderId, told: History) -> Violation | None:
    """Return what is wrong with an order's history, whatever the rules make of the order."""
    for (_, before), (at, after) in itertools.pairwise(told):
        if before in ENDS:
            words = (
                f"It is {before}, and that is for good, but the engine says that at {ms_to_clock(at)} it is {after}."
            )
            return _violation(
                day, i, OVER, (*DECIDED_BY[Reason.ALREADY_OVER], *DECIDED_BY[day.orders[i].reason]), words
            )
        if before == after == "admitted":
            words = f"It is admitted, but the engine says that at {ms_to_clock(at)} it is admitted again."
            return _violation(day, i, ONE_ADMISSION, DECIDED_BY[Reason.ADMITTED], words)
    return None


def _by_the_rules(day: BankDay, i: OrderId, told: History, made: Made) -> Violation | None:
    """Return where an order's history first differs from what the rules make of it."""
    for said, due in itertools.zip_longest(told, made):
        if due is None or said != due[:2]:
            reason = day.orders[i].reason if due is None else due[2]
            why = f" ({reason_words(reason)})" if due is not None and reason_words(reason) != due[1] else ""
            words = f"Then it is {_at(due and due[:2])}{why}, but the engine says {_at(said)}."
            return _violation(day, i, ON_TIME, DECIDED_BY[reason], words)
    return None


def _at(change: tuple[Instant, str] | None) -> str:
    return "no more than that" if change is None else f"{change[1]} at {ms_to_clock(change[0])}"


def _violation(day: BankDay, i: OrderId, check: str, rules: tuple[str, ...], words: str) -> Violation:
    order = day.orders[i]
    sent = f"Let {i} be {money(order.amount)} from {order.payer} to {order.payee}, submitted at"
    return Violation(check, rules, i, f"{sent} {ms_to_clock(order.submitted_at)}. {words}\n{against(*rules)}")


def _accounts(day: BankDay, report: Report, steps: Steps, account: str) -> Iterator[Violation]:
    """Yield whose account changes otherwise than by the lines sent, and what the engine says it settled, in time."""
    told = {p: accounts[account] for p, accounts in (report.statements or {}).items() if account in accounts}
    makes = implied(day, report, steps, account) if told else []
    for p, changes in told.items():
        said, due = _seen(changes), _seen([(at, accounts[p]) for at, accounts in makes])
        if said != due:
            at = min(dict(set(said) ^ set(due)))
            rules = moves(account)
            words = (
                f"At {ms_to_clock(at)} the {account} account of {p} stands at {_standing(said, at)}; the lines sent, "
                f"and what the engine says is settled by then, make {_standing(due, at)}."
            )
            yield Violation(ON_TIME, rules, "", f"{words}\n{against(*rules)}", tuple(befell({p}, day, steps)))


def _seen(changes: Statement) -> Statement:
    """Return the changes that can be seen: the last of each instant, if it leaves another balance than before."""
    found, balance = list[tuple[Instant, Ore]](), 0
    for at, then in dict(changes).items():
        if then != balance:
            found.append((at, then))
        balance = then
    return found


def _standing(seen: Statement, at: Instant) -> str:
    return money(next((balance for then, balance in reversed(seen) if then <= at), 0))
