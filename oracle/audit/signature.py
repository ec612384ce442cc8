"""The signature of an order: all that the rules say of it by itself, as SQL generated from these very functions.

Two Intraday orders between the same participants are treated alike by every step of the day if (1) they are submitted,
and recalled, at the same place among the day's events, and (2) every function that looks at an order's own times or
amount says the same of both. (2) is the list below; a test compares it with the functions of the specification that
look at times.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import z3

from zerohour.oracle.audit.sql import to_sql
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs.symbolic.paths import merge
from zerohour.proofs.symbolic.proxies import SymBool, SymInt
from zerohour.spec import entry, finality, insolvency, intraday_clearing, revocation
from zerohour.spec.bank_day import Event, Revoke, Submit, place
from zerohour.spec.orders import TransferOrder
from zerohour.spec.participants import Participant, System

ENDS = ("payer", "payee")
PARTICIPANT: dict[str, bool | int] = {f.name: getattr(Participant, f.name) for f in fields(Participant)}
"""What is known of a participant: a column for each field, with what holds of an unknown one."""

LOOKED_AT: tuple[Callable[..., Any], ...] = (
    entry.out_at_submission,
    entry.enter,
    revocation.revocable,
    insolvency.stays_for_one_cycle,
    insolvency.sent_after_decree,
    intraday_clearing.admit,
    finality.before_opening,
    finality.second_limb,
    finality.protection,
)
"""The functions that look at an Intraday order's own times. Admission, and the law's second limb, ask besides only
whether it has entered, and of a moment of irrevocability that is a cut-off."""


@dataclass(frozen=True)
class Signature:
    """Named columns in SQL, over the columns of the log and of the participants at both ends."""

    columns: dict[str, str]

    def select(self) -> str:
        """Return the columns as they stand in a SELECT."""
        return ",\n  ".join(f"{expression} AS {name}" for name, expression in self.columns.items())


def signature(day: Scenario) -> Signature:
    """Return the signature of Intraday orders on the day (a scenario without orders)."""
    order = _row()
    recalled: Any = SymInt(z3.Int("revoked_at"))
    submit = Submit(order.submitted_at, "", System.INTRADAY, order.payer, order.payee, order.amount)
    recall = Revoke(recalled, "")
    ends = {end: _participant(end) for end in ENDS}
    book, readings = day.rulebook, day.rulebook.readings
    entered = merge(lambda: entry.enter(order, ends["payer"], ends["payee"], book.intraday, readings.a02, taken=False))
    values: dict[str, Any] = {
        "entry": entered.reason,
        "for_block": entered.block,
        "recall_in_time": merge(lambda: revocation.revocable(entered, recalled)),
    }
    for end, participant in ends.items():
        values[f"{end}_stays"] = merge(partial(insolvency.stays_for_one_cycle, entered, participant, readings.a01))
        sent_after = partial(insolvency.sent_after_decree, entered, entered.payer, participant, readings.a09)
        values[f"{end}_sent_after_decree"] = merge(sent_after)
        for regime in finality.Regime:
            judged = partial(finality.protection_against, entered, participant, book, regime)
            values[f"{end}_{regime.name.lower()}"] = merge(judged)
    values["recall_after"] = _precedes(submit, recall)
    columns = {name: to_sql(value) for name, value in values.items()}
    columns |= {"place": _place(day, submit), "recall_place": _place(day, recall)}
    return Signature({name: _null_if_never(sql) for name, sql in columns.items()})


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
