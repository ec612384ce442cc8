"""The named checks on money: what an engine's accounts, nets and bookings say, against the orders that it reports.

They compare an engine with itself: whatever it should have settled, what it says it settled is what has moved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from zerohour.oracle.order_checks import Steps, befell
from zerohour.oracle.scenarios.scenario import Report, block_name
from zerohour.oracle.timeline import money
from zerohour.oracle.violation import Violation, against
from zerohour.spec.bank_day import BankDay, SetLine, Settle
from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import Account, ParticipantId
from zerohour.spec.timetable import Instant, System

BEYOND_LINE = "no settlement beyond the credit line"
ZERO_SUM = "nets sum to zero"
NOTHING_MOVED = "settled or reversed, while nothing moved"
ONE_CYCLE = "each order is booked in at most one cycle"
AS_BOOKED = "what is reported is what was booked"

STRAKS, BATCH = "straks", "batch"
"""The settlement accounts: that of Straksclearing, and that of every settlement of multilateral nets."""


NAMES = {Account.STRAKS: STRAKS, Account.BATCH: BATCH}


def moves(account: str) -> tuple[str, ...]:
    """Return the rules by which a settlement moves money on an account."""
    return ("STR-06",) if account == STRAKS else ("GEN-01", "GEN-30", "INT-05")


def limit_rule(account: str) -> str:
    """Return the rule that keeps an account from going below zero."""
    return "STR-04" if account == STRAKS else "SUM-06"


def account_of(system: System) -> str:
    """Return the name of the account that a system books on."""
    return STRAKS if system == System.STRAKS else BATCH


def beyond_line(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    """Yield every account that ends below zero."""
    for p, accounts in (report.balances or {}).items():
        for account, told in accounts.items():
            if told < 0:
                rule = limit_rule(account)
                words = f"The {account} account of {p} ends at {money(told)}: below zero is beyond the credit line."
                yield Violation(BEYOND_LINE, (rule,), "", f"{words}\n{against(rule)}", tuple(befell({p}, day, steps)))


def account_violations(day: BankDay, report: Report) -> Iterator[Violation]:
    """Yield what is wrong with the accounts, by those of the specification: where orders are not told one by one."""
    yield from beyond_line(day, report, ())
    for p, accounts in (report.balances or {}).items():
        for account, told in accounts.items():
            want = day.lines[p].straks if account == STRAKS else day.lines[p].batch
            if told >= 0 and told != want:
                words = f"The {account} account of {p} ends at {money(told)}; what settled makes it {money(want)}."
                yield Violation("what settles is what moves", ("GEN-30", "STR-06"), "", words)


def money_violations(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    """Yield what is wrong with the bookings, the nets and the accounts, given the orders that the engine reports."""
    yield from _bookings(day, report, steps)
    for system in System:
        yield from _nets(day, report, steps, system)
    for account in (BATCH, STRAKS):
        yield from _account(day, report, steps, account)


def _bookings(day: BankDay, report: Report, steps: Steps) -> Iterator[Violation]:
    for i, booked in (report.bookings or {}).items():
        order, told = day.orders[i], report.orders.get(i)
        expected = (told.block,) if told and told.status == "settled" else ()
        if booked == expected:
            continue
        check = ONE_CYCLE if len(booked) > 1 else AS_BOOKED if booked else NOTHING_MOVED
        rules = moves(account_of(order.system))
        said = f"The engine says that {i} is {told.status if told else 'not there'}, and booked in"
        words = f"{said} {', '.join(booked) or 'no cycle'}.\n{against(*rules)}"
        yield Violation(
            check, rules, i, words, tuple(befell({order.payer, order.payee, order.debit, order.credit}, day, steps))
        )


def _nets(day: BankDay, report: Report, steps: Steps, system: System) -> Iterator[Violation]:
    rules = moves(account_of(system))
    for block, nets in (report.nets or {}).get(system.name.lower(), {}).items():
        where = f"The {system.name.lower()} nets of {block}"
        if sum(nets.values()):
            words = f"{where} sum to {money(sum(nets.values()))}: what one receives another pays."
            yield Violation(ZERO_SUM, rules, "", f"{words}\n{against(*rules)}")
            continue
        moved = _moved(day, report, system, block)
        off = [p for p in nets if nets[p] != moved[p]]
        if off:
            net, by_orders = money(nets[off[0]]), money(moved[off[0]])
            words = f"{where} are {net} for {off[0]}; the orders that it says are settled make {by_orders}."
            yield Violation(AS_BOOKED, rules, "", f"{words}\n{against(*rules)}", tuple(befell(off, day, steps)))


def _account(day: BankDay, report: Report, steps: Steps, account: str) -> Iterator[Violation]:
    """Yield what the balances of an account say otherwise than the orders: the most telling finding."""
    told = {p: accounts[account] for p, accounts in (report.balances or {}).items() if account in accounts}
    makes = implied(day, report, steps, account)[-1][1]
    off = {p: told[p] - makes[p] for p in told if told[p] != makes[p]}
    if not off:
        return
    p = min(off, key=lambda q: (-abs(off[q]), q))
    check, order = _kind_of_error(day, report, account, off, whole=len(told) == len(day.participants))
    ends, by_orders = money(told[p]), money(makes[p])
    words = f"The {account} account of {p} ends at {ends}; what the engine says is settled makes {by_orders}."
    if order:
        words += f" That is as if {order}, which it says is {report.orders[order].status}, {HOW[check]}."
    rules = moves(account) if _settled_for(day, report, account, off) else ()
    if sum(off[q] for q in off) != 0 and check == AS_BOOKED:  # bookings cancel out; lines need not
        rules = (*rules, "GEN-20", "OWN-08")
    yield Violation(check, rules, order, f"{words}\n{against(*rules)}", tuple(befell(off, day, steps)))


def _settled_for(day: BankDay, report: Report, account: str, people: Collection[ParticipantId]) -> bool:
    """Whether the engine says that it settled anything for any of them on the account; else only lines are left."""
    settled = (day.orders[i] for i, told in report.orders.items() if told.status == "settled")
    return any(account_of(o.system) == account and {o.debit, o.credit} & set(people) for o in settled)


HOW = {
    NOTHING_MOVED: "had moved nothing, or had not been given back",
    ONE_CYCLE: "had been booked twice",
}


def _kind_of_error(
    day: BankDay, report: Report, account: str, off: Mapping[ParticipantId, Ore], *, whole: bool
) -> tuple[str, OrderId]:
    """Name the check, and the order that alone explains it, if there is one; `whole` if every account is reported."""
    created = whole and sum(off[p] for p in off) != 0
    if created and report.nets is None and _settled_for(day, report, account, off):
        return ZERO_SUM, ""
    for i, told in report.orders.items():
        order = day.orders[i]
        if account_of(order.system) != account or order.status == Status.ABSENT:
            continue
        unmoved = {order.debit: order.amount, order.credit: -order.amount}
        moved = {order.debit: -order.amount, order.credit: order.amount}
        if off == (unmoved if told.status == "settled" else moved):
            return NOTHING_MOVED, i
        if told.status == "settled" and off == moved:
            return ONE_CYCLE, i
    return AS_BOOKED, ""


def implied(day: BankDay, report: Report, steps: Steps, account: str) -> list[tuple[Instant, dict[ParticipantId, Ore]]]:
    """Return the accounts that the lines sent, and the orders that the engine says are settled, make together.

    First as they are before anything has happened, then after each event that moves them.
    """
    accounts = {p: 0 for p in day.participants}
    found = [(day.rulebook.calendar_days[0].start, accounts)]
    for event, _, done in steps:
        if not isinstance(event, SetLine | Settle) or done.reason != Reason.DONE or NAMES[event.account] != account:
            continue
        if isinstance(event, SetLine):
            accounts = accounts | {event.participant: event.line}
        else:
            for system in (s for s in System if account_of(s) == account):
                moved = _moved(day, report, system, block_name(day.rulebook, system, event.block))
                accounts = {p: accounts[p] + moved[p] for p in accounts}
        found.append((event.at, accounts))
    return found


def _moved(day: BankDay, report: Report, system: System, block: str | None) -> defaultdict[ParticipantId, Ore]:
    """Return what the orders that the engine says it settled in a block move."""
    moved: defaultdict[ParticipantId, Ore] = defaultdict(int)
    for i, told in report.orders.items():
        order = day.orders[i]
        if told.status == "settled" and told.block == block and order.system == system:
            moved[order.debit] -= order.amount
            moved[order.credit] += order.amount
    return moved
