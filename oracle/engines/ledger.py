"""A bundled engine, written from the rules in another style: one mutable book, orders kept per block, no shared code.

It is here to be tested: `engine` conforms, `late_engine` takes an order at the very cut-off into the cycle.
"""

from typing import Any

FEATURES = ("intraday", "straks", "lines", "revocation", "insolvency", "exclusion", "readings")


class LedgerEngine:
    """A clearing engine; `grace` is how many milliseconds after a cut-off it still takes orders (0 by the rules)."""

    version = "1"
    features = FEATURES

    def __init__(self, name: str, grace: int = 0) -> None:
        self.name, self._grace = name, grace

    def run(self, scenario: dict[str, Any]) -> dict[str, Any]:
        """Run a scenario as on the wire; return the answer as on the wire."""
        return _Day(scenario, self._grace).run()


class _Day:
    def __init__(self, scenario: dict[str, Any], grace: int) -> None:
        self.grace, self.events = grace, scenario["events"]
        self.people = scenario["participants"]
        self.blocks = scenario["rulebook"]["intraday"]
        self.readings = scenario["readings"]
        self.batch = dict.fromkeys(self.people, 0)
        self.straks = dict.fromkeys(self.people, 0)
        self.running: dict[str, int] = dict.fromkeys(self.people, 0)
        self.closed: dict[str, int] = dict.fromkeys(self.people, 0)
        self.orders: dict[str, dict[str, Any]] = {}
        self.decrees: dict[str, int] = {}
        self.marks: dict[str, set[str]] = {"intraday": set(), "straks": set()}
        self.cycle: list[dict[str, Any]] = []
        self.open_payments: list[dict[str, Any]] = []
        self.closed_payments: list[dict[str, Any]] = []
        self.excluded: dict[str, list[str]] = {}

    def run(self) -> dict[str, Any]:
        for event in self.events:
            getattr(self, "on_" + event["type"])(event)
        orders = {
            i: {"status": o["status"]} | ({"block": o["block"]} if o["status"] == "settled" else {})
            for i, o in self.orders.items()
        }
        balances = {p: {"intraday": str(self.batch[p]), "straks": str(self.straks[p])} for p in self.people}
        return {"orders": orders, "excluded": self.excluded, "balances": balances}

    def on_submit(self, e: dict[str, Any]) -> None:
        if e["id"] in self.orders:
            return
        order: dict[str, Any] = {**e, "amount": int(e["amount"]), "status": "refused", "block": None}
        self.orders[e["id"]] = order
        ends = {e["payer"], e["payee"]}
        if len(ends) == 1 or not ends <= set(self.people) or order["amount"] <= 0 or ends & self.marks[e["system"]]:
            return
        if e["system"] == "straks":
            self._pay(order)
        else:
            self._enter(order)

    def _pay(self, order: dict[str, Any]) -> None:
        payer = order["payer"]
        if self.straks[payer] + self.running[payer] + min(self.closed[payer], 0) < order["amount"]:
            return
        self.running[payer] -= order["amount"]
        self.running[order["payee"]] += order["amount"]
        order["status"] = "cleared"
        self.open_payments.append(order)

    def _enter(self, order: dict[str, Any]) -> None:
        ahead = [b for b in self.blocks if b["cutoff"] + self.grace > order["at"]]
        if ahead:
            order.update(status="entered", block=ahead[0]["block"], entered=order["at"], fixed=ahead[0]["cutoff"])

    def on_revoke(self, e: dict[str, Any]) -> None:
        order = self.orders.get(e["id"])
        if order and order["status"] in ("entered", "carried") and e["at"] < order["fixed"]:
            order["status"] = "revoked"

    def on_line(self, e: dict[str, Any]) -> None:
        who, amount = e["participant"], int(e["amount"])
        if who not in self.batch or amount < 0:
            return
        if e["system"] == "intraday":
            self.batch[who] = amount
        elif amount + min(self.running[who], 0) + min(self.closed[who], 0) >= 0:
            self.straks[who] = amount

    def on_decree(self, e: dict[str, Any]) -> None:
        if e["participant"] in self.batch:
            self.decrees.setdefault(e["participant"], e["at"])

    def on_mark(self, e: dict[str, Any]) -> None:
        who = e["participant"]
        if who not in self.decrees or who in self.marks[e["system"]]:
            return
        self.marks[e["system"]].add(who)
        if e["system"] == "straks" or self.readings["A-01"] == "conditional":
            return
        for order in self.orders.values():
            waits = order["status"] in ("entered", "carried") and who in (order["payer"], order["payee"])
            kept = self.readings["A-01"] == "by_entry" and order.get("entered", 0) < self.decrees[who]
            if waits and not kept:
                order["status"] = "rejected"

    def on_cut_off(self, e: dict[str, Any]) -> None:
        if e["system"] == "straks":
            self.closed, self.running = self.running, dict.fromkeys(self.people, 0)
            self.closed_payments, self.open_payments = self.open_payments, []
            return
        self.cycle = [
            o for o in self.orders.values() if o["status"] in ("entered", "carried") and o["block"] == e["block"]
        ]
        for order in self.cycle:
            order["status"] = "admitted"

    def on_settle(self, e: dict[str, Any]) -> None:
        if e["system"] == "straks":
            for who, net in self.closed.items():
                self.straks[who] += net
            for order in self.closed_payments:
                order.update(status="settled", block=e["block"])
            self.closed, self.closed_payments = dict.fromkeys(self.people, 0), []
            return
        if self.grace:  # what came in after the cut-off is taken along
            late = [o for o in self.orders.values() if o["status"] == "entered" and o["block"] == e["block"]]
            self.cycle += late
        out = self._exclude()
        self.excluded[e["block"]] = sorted(out)
        for who, net in self._nets(out).items():
            self.batch[who] += net
        for order in self.cycle:
            self._end(order, e, out)
        self.cycle = []

    def _end(self, order: dict[str, Any], e: dict[str, Any], out: set[str]) -> None:
        ends = {order["payer"], order["payee"]}
        names = [b["block"] for b in self.blocks]
        at = names.index(e["block"])
        if not ends & out:
            order["status"] = "settled"
        elif self.blocks[at]["last"] or ends & self.marks["intraday"]:
            order["status"] = "rejected"
        else:
            following = self.blocks[at + 1]
            order.update(status="carried", block=following["block"])
            if self.readings["A-22"] == "renewed":
                order.update(entered=e["at"], fixed=following["cutoff"])

    def _nets(self, out: set[str]) -> dict[str, int]:
        nets = dict.fromkeys(self.people, 0)
        for order in self.cycle:
            if order["payer"] not in out and order["payee"] not in out:
                nets[order["payer"]] -= order["amount"]
                nets[order["payee"]] += order["amount"]
        return nets

    def _exclude(self) -> set[str]:
        out: set[str] = set()
        while True:
            nets = self._nets(out)
            funds = {p: nets[p] + self.batch[p] for p in self.people if p not in out}
            short = {p: f for p, f in funds.items() if f < 0}
            if not short:
                return out
            policy = self.readings["A-23"]
            if policy == "worst_first":
                out |= {p for p, f in short.items() if f == min(short.values())}
            elif policy == "smallest_shortfall":
                out |= {p for p, f in short.items() if f == max(short.values())}
            else:
                out |= set(short)


engine = LedgerEngine("ledger")
late_engine = LedgerEngine("ledger, late by one millisecond", grace=1)
