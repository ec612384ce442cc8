"""PSSimPy 0.1.5, a simulator of gross settlement systems, as an engine for prefunded instant payments.

Only what it offers is asked of it. Prefunded money is an account's opening balance; a payment without cover fails
(its `MinBalanceConstraintHandler`), there is no credit, and a failed bank's payments fail from its mark on. It knows
minutes, not milliseconds, and payments of one minute have no order: any order is accepted (`any order in a minute`).
What it does not check itself (unknown accounts, amounts that are not positive or over the cap, ids) it is not asked.
Interbank cycles are ours: a payment that settles is reported in the Straks cycle that was open then.
"""

import importlib
import tempfile
from pathlib import Path
from typing import Any

FEATURES = ("straks", "lines", "insolvency", "any order in a minute")
MINUTE, DAY = 60_000, 24 * 3_600_000


class PSSimPyEngine:
    """The package, driven through its public interface."""

    name, version, features = "PSSimPy", "0.1.5", FEATURES

    def run(self, scenario: dict[str, Any]) -> dict[str, Any]:
        """Run a scenario as on the wire; return the answer as on the wire."""
        reason = _unsupported(scenario)
        if reason:
            return {"unsupported": reason}
        payments = [e for e in scenario["events"] if e["type"] == "submit"]
        balances, done = _simulate(scenario, payments)
        cycles = scenario["rulebook"]["straks"]
        orders: dict[str, dict[str, str]] = {}
        for payment, settled in zip(payments, done, strict=True):
            cycle = next(c for c in cycles if c["cutoff"] is None or payment["at"] < c["cutoff"])
            orders[payment["id"]] = {"status": "refused"}
            if settled and cycle["cutoff"] is not None:
                orders[payment["id"]] = {"status": "settled", "block": cycle["block"]}
            elif settled:  # its cycle is booked on a later day
                orders[payment["id"]] = {"status": "cleared"}
                balances[payment["payer"]] += int(payment["amount"])
                balances[payment["payee"]] -= int(payment["amount"])
        return {"orders": orders, "balances": {p: {"straks": str(b)} for p, b in balances.items()}}


def _unsupported(scenario: dict[str, Any]) -> str:
    """Say what of the scenario the package has no notion of; empty if nothing."""
    people, ids, paying = set(scenario["participants"]), set[str](), False
    for e in scenario["events"]:
        if e["type"] == "submit":
            paying = True
            if e["at"] + MINUTE >= DAY:  # it closes a minute after the last payment
                return "payments in the last minute of the day, or on another day"
            if not {e["payer"], e["payee"]} <= people or e["payer"] == e["payee"]:
                return "orders that are not well formed"
            if e["id"] in ids or not 0 < int(e["amount"]) <= int(scenario["rulebook"]["straks_cap"]):
                return "ids, amounts that are not positive, and a cap"
            ids.add(e["id"])
            if any(_closed(cycle, e["at"]) for cycle in scenario["rulebook"]["straks"]):
                return "payments while a closed cycle is not booked"
        if e["type"] == "line" and e["account"] == "straks" and (paying or int(e["amount"]) < 0):
            return "lines that change during the day"
        if e["type"] in ("line", "decree", "mark") and e["participant"] not in people:
            return "unknown participants"
        if e["type"] in ("submit", "mark") and e["at"] % MINUTE:
            return "times finer than a minute"
    return "" if paying else "a day without payments"


def _closed(cycle: dict[str, Any], at: int) -> bool:
    """Whether the cycle is closed and not yet booked: the package has no cycles, and money moves at once."""
    return cycle["cutoff"] is not None and cycle["cutoff"] <= at < cycle["settle"]


def _simulate(scenario: dict[str, Any], payments: list[dict[str, Any]]) -> tuple[dict[str, int], list[bool]]:
    """Return the final balances, and for each payment whether it settled."""
    package = importlib.import_module("PSSimPy")
    simulator = importlib.import_module("PSSimPy.simulator.basic_sim")
    handlers = importlib.import_module("PSSimPy.constraint_handler")
    queues, credit = importlib.import_module("PSSimPy.queues"), importlib.import_module("PSSimPy.credit_facilities")
    people = scenario["participants"]
    lines = {
        e["participant"]: int(e["amount"])
        for e in scenario["events"]
        if e["type"] == "line" and e["account"] == "straks"
    }
    first, last = min(p["at"] for p in payments), max(p["at"] for p in payments)
    with tempfile.TemporaryDirectory() as folder:  # it writes its logs to files
        simulation = simulator.BasicSim(
            name=str(Path(folder) / "day"),
            banks={"name": people},
            accounts={"id": people, "owner": people, "balance": [lines.get(p, 0) for p in people]},
            transactions={
                "sender_account": [p["payer"] for p in payments],
                "recipient_account": [p["payee"] for p in payments],
                "amount": [int(p["amount"]) for p in payments],
                "time": [_clock(p["at"]) for p in payments],
                "reference": [p["id"] for p in payments],
            },
            open_time=_clock(first),
            close_time=_clock(last + MINUTE),
            processing_window=1,
            constraint_handler=handlers.MinBalanceConstraintHandler(0),
            queue=queues.DirectQueue(),
            credit_facility=credit.SimpleCollateralized(),
            bank_failure={1: _failures(scenario, first)},
        )
        simulation.run()
    settled = {t.reference for t, _, _ in simulation.transactions if t.settle_time is not None}
    balances = {name: int(account.balance) for name, account in simulation.accounts.items()}
    package.Transaction.clear_instances()
    return balances, [p["id"] in settled for p in payments]


def _failures(scenario: dict[str, Any], first: int) -> list[tuple[str, str]]:
    """Return when each marked bank fails; a mark counts only after its decree, and one before the opening at it."""
    failures: list[tuple[str, str]] = []
    declared: set[str] = set()
    for e in scenario["events"]:
        if e["type"] == "decree":
            declared.add(e["participant"])
        if e["type"] == "mark" and e["system"] == "straks" and e["participant"] in declared:
            failures.append((_clock(max(first, e["at"])), e["participant"]))
    return failures


def _clock(at: int) -> str:
    minutes = at // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


engine = PSSimPyEngine()
