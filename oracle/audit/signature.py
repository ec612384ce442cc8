"""The signature of an order: all that the rules say of it by itself, as SQL generated from these very functions.

Two Intraday orders between the same participants are treated alike by every step of the day if (1) they are submitted,
and recalled, at the same place among the day's events, and (2) every function that looks at an order's own times or
amount says the same of both. (2) is the list below; a test compares it with the functions of the specification that
look at times.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import z3

from zerohour.oracle.audit.sql import to_sql
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs.symbolic.paths import explore, merge
from zerohour.proofs.symbolic.proxies import SymBool, SymInt, ite
from zerohour.spec import batch_settlement, entry, finality, insolvency, revocation
from zerohour.spec.bank_day import Event, Revoke, Submit, place
from zerohour.spec.orders import TransferOrder
from zerohour.spec.participants import Participant, Party, decreed_at
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, System

ENDS = ("payer", "payee")
UNKNOWN_BLOCK = -2
"""The number of a block that there is not."""
PARTICIPANT: dict[str, bool | int] = {f.name: getattr(Participant, f.name) for f in fields(Participant)}
"""What is known of a participant: a column for each field, with what holds of an unknown one."""

LOOKED_AT: tuple[Callable[..., Any], ...] = (
    entry.out_at_submission,
    entry.enter,
    entry.lodged,
    entry.registered,
    revocation.revocable,
    insolvency.stays_for_one_cycle,
    insolvency.sent_after_decree,
    batch_settlement.admit,
    finality.before_opening,
    finality.second_limb,
    finality.protection,
)
"""The functions that look at an order's own times (`lodged` at those of Sum only).

Admission, and the law's second limb, ask besides only whether it has entered, and of a moment of irrevocability that is
a cut-off."""


@dataclass(frozen=True)
class Signature:
    """Named columns in SQL."""

    entered: dict[str, str]
    """How the order enters, over the columns of the log and of the participants at both ends."""
    columns: dict[str, str]
    """What else the rules say of it, over the same and over how it entered."""

    @property
    def names(self) -> list[str]:
        """All by which orders are told apart. The moment of entry itself is not: only what follows from it."""
        return [name for name in (*self.entered, *self.columns) if name != "entered_at"]


def select(columns: dict[str, str]) -> str:
    """Return columns as they stand in a SELECT."""
    return ",\n  ".join(f"{expression} AS {name}" for name, expression in columns.items())


def signature(day: Scenario) -> Signature:
    """Return the signature of Intraday orders on the day (a scenario without orders)."""
    order = _row()
    recalled: Any = SymInt(z3.Int("revoked_at"))
    submit = Submit(order.submitted_at, "", System.INTRADAY, order.payer, order.payee, order.amount)
    recall = Revoke(recalled, "")
    ends = {end: _participant(end) for end in ENDS}
    book, readings = day.rulebook, day.rulebook.readings
    enters = _entered(order, ends, book)
    entered_as = {"entry": enters.reason, "for_block": enters.block, "entered_at": enters.entered_at}
    entered_as["irrevocable_from"] = enters.irrevocable_from
    moments: dict[str, Any] = {name: SymInt(z3.Int(name)) for name in ("entered_at", "irrevocable_from")}
    entered = replace(order, **moments)
    values: dict[str, Any] = {"recall_in_time": merge(lambda: revocation.revocable(entered, recalled))}
    for end, participant in ends.items():
        values[f"{end}_stays"] = merge(partial(insolvency.stays_for_one_cycle, entered, participant, readings.a01))
        sent_after = partial(insolvency.sent_after_decree, entered, entered.payer, participant, readings.a09)
        values[f"{end}_sent_after_decree"] = merge(sent_after)
    values["recall_after"] = _precedes(submit, recall)
    columns = {name: to_sql(value) for name, value in values.items()}
    columns |= {"place": _place(day, submit), "recall_place": _place(day, recall)} | _law(day, entered)
    return Signature(
        {name: to_sql(value) for name, value in entered_as.items()},
        {name: _null_if_never(sql) for name, sql in columns.items()},
    )


def _law(day: Scenario, entered: TransferOrder) -> dict[str, str]:
    """Return what each regime says of the order by the insolvency of each end; of who is not insolvent, nothing."""
    people = day.run().participants
    failed = [p for p in people if decreed_at(people[p]) != NEVER]
    columns: dict[str, str] = {}
    for end, regime in itertools.product(ENDS, finality.Regime) if failed else ():
        cases: list[str] = []
        for p in failed:
            judged = merge(partial(finality.protection_against, entered, people[p], day.rulebook, regime))
            cases.append(f"WHEN {_text(p)} THEN {to_sql(judged)}")
        columns[f"{end}_{regime.name.lower()}"] = f"CASE {end} {' '.join(cases)} ELSE 0 END"
    return columns


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


def _entered(order: TransferOrder, ends: dict[str, Participant], book: Rulebook) -> Any:
    """Return how the order enters, whichever block it names."""
    named = z3.Int("named")

    def naming(block: BlockNo) -> Any:
        return _possible_ways(
            lambda: entry.enter(
                replace(order, block=block),
                Party(ends["payer"], ends["payer"]),
                Party(ends["payee"], ends["payee"]),
                book,
                taken=False,
            )
        )

    value = naming(UNKNOWN_BLOCK)
    for block in (NO_BLOCK, *book.batch):
        value = ite(SymBool(named == block), naming(block), value)
    return value


def _possible_ways(function: Callable[[], Any]) -> Any:
    """Return one value for all ways through the function that are possible."""
    *others, last = explore(function, [])
    value = last.result
    for way in others:
        value = ite(SymBool(z3.And(*way.conditions)), way.result, value)
    return value


def numbered(book: Rulebook) -> str:
    """Return SQL that numbers the block that a row names."""
    names = " ".join(f"WHEN {_text(book.batch[b].name)} THEN {b}" for b in book.batch)
    return f"CASE WHEN named_block IS NULL THEN {NO_BLOCK} ELSE CASE named_block {names} ELSE {UNKNOWN_BLOCK} END END"


def _row() -> TransferOrder:
    """Return an order whose fields are the columns of the log."""
    names = ("payer", "payee", "amount", "submitted_at")
    columns: dict[str, Any] = {name: SymInt(z3.Int(name)) for name in names}
    return TransferOrder(System.INTRADAY, **columns)


def _participant(end: str) -> Participant:
    """Return a participant whose fields are the columns of one end."""
    columns: dict[str, Any] = {
        name: SymBool(z3.Bool(f"{end}_{name}")) if isinstance(default, bool) else SymInt(z3.Int(f"{end}_{name}"))
        for name, default in PARTICIPANT.items()
    }
    return Participant(**columns)


def _place(day: Scenario, own: Event) -> str:
    """Return SQL that counts how many of the day's events are processed before the order's own one."""
    before = dict.fromkeys(to_sql(_precedes(event, own)) for event in day.timeline())
    return " + ".join(f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in before) or "0"


def _precedes(event: Event, other: Event) -> Any:
    return merge(lambda: place(event) <= place(other))


def _null_if_never(sql: str) -> str:
    """An order that is never recalled has no answer to what is asked of its recall."""
    return f'CASE WHEN "revoked_at" IS NULL THEN NULL ELSE {sql} END' if '"revoked_at"' in sql else sql
