"""A bundled engine, written from the rules in another style: one mutable book, orders kept per block, no shared code.

It is here to be tested: `engine` conforms, `late_engine` takes an order at the very cut-off into the cycle.
"""

from typing import Any

from zerohour.oracle.engines.ledger_law import law_of_orders

FEATURES = (
    "intraday",
    "straks",
    "lines",
    "terms",
    "blocks",
    "revocation",
    "insolvency",
    "standing",
    "exclusion",
    "readings",
)
NEVER = 2**62


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
        self.scenario = scenario
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
        self.notices: dict[str, int] = {}
        self.expelled: set[str] = set()
        terms = scenario["terms"]
        self.limits = {p: int(terms.get(p, {}).get("limit", NEVER)) for p in self.people}
        self.not_in_straks = {p for p in self.people if not terms.get(p, {}).get("straks", True)}
        self.cap = int(scenario["rulebook"]["straks_cap"])
        self.marks: dict[str, set[str]] = {"intraday": set(), "straks": set()}
        self.cycle: list[dict[str, Any]] = []
        self.open_payments: list[dict[str, Any]] = []
        self.closed_payments: list[dict[str, Any]] = []
        self.excluded: dict[str, list[str]] = {}
        self.nets: dict[str, dict[str, dict[str, str]]] = {"intraday": {}, "straks": {}}

    def run(self) -> dict[str, Any]:
        for event in self.events:
            getattr(self, "on_" + event["type"])(event)
        orders = {
            i: {"status": o["status"]} | ({"block": o["block"]} if o["status"] == "settled" else {})
            for i, o in self.orders.items()
        }
        balances = {p: {"intraday": str(self.batch[p]), "straks": str(self.straks[p])} for p in self.people}
        return {
            "orders": orders,
            "excluded": self.excluded,
            "balances": balances,
            "nets": self.nets,
            "bookings": {i: o.get("booked", []) for i, o in self.orders.items()},
            "law": law_of_orders(self.scenario, self.orders),
        }

    def on_submit(self, e: dict[str, Any]) -> None:
        if e["id"] in self.orders:
            return
        order: dict[str, Any] = {**e, "amount": int(e["amount"]), "status": "refused", "block": e.get("block")}
        self.orders[e["id"]] = order
        ends = {e["payer"], e["payee"]}
        gone = self.marks[e["system"]] | self.expelled
        if len(ends) == 1 or not ends <= set(self.people) or order["amount"] <= 0 or ends & gone:
            return
        if e["system"] == "straks":
            self._pay(order)
        else:
            self._enter(order)

    def _pay(self, order: dict[str, Any]) -> None:
        payer = order["payer"]
        if self.readings["A-10"] == "until_decree" and payer in self.decrees:
            return
        if {payer, order["payee"]} & self.not_in_straks or order["amount"] > self.cap:
            return
        if self._line(payer, self.straks) + self.running[payer] + min(self.closed[payer], 0) < order["amount"]:
            return
        self.running[payer] -= order["amount"]
        self.running[order["payee"]] += order["amount"]
        order.update(status="cleared", entered=order["at"], fixed=order["at"])
        self.open_payments.append(order)

    def _line(self, who: str, lines: dict[str, int]) -> int:
        return 0 if self.readings["A-43"] == "lapses_at_decree" and who in self.decrees else lines[who]

    def _enter(self, order: dict[str, Any]) -> None:
        if order["amount"] > self.limits[order["payer"]]:
            order["status"] = "rerouted"
            return
        block = self._block(order)
        if block is not None:
            entered = NEVER if self.readings["A-02"] == "cutoff" else order["at"]
            order.update(status="entered", block=block["block"], entered=entered, fixed=block["cutoff"])

    def _block(self, order: dict[str, Any]) -> dict[str, Any] | None:
        ahead = [b for b in self.blocks if b["cutoff"] + self.grace > order["at"]]
        if order["block"] is None:
            return next((b for b in ahead if not b.get("technical")), None)
        named = next(b for b in self.blocks if b["block"] == order["block"])
        if named.get("technical"):
            return None
        wanted = named["block"] if named in ahead else named.get("late_to")
        return next((b for b in ahead if b["block"] == wanted), None)

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
        if e["system"] == "straks":
            return
        for order in self.orders.values():
            if (
                order["system"] == "intraday"
                and who in (order["payer"], order["payee"])
                and self._leaves(order, who, e["at"])
            ):
                order["status"] = "rejected"
        self.cycle = [order for order in self.cycle if order["status"] == "admitted"]

    def _leaves(self, order: dict[str, Any], who: str, at: int) -> bool:
        if order["status"] not in ("entered", "carried", "admitted"):
            return False
        decree, readings = self.decrees[who], self.readings
        if readings["A-09"] == "never" and order["payer"] == who and order["at"] >= decree:
            return True
        if readings["A-07"] == "mark" and order["status"] == "admitted":
            return True
        kept = readings["A-01"] == "conditional" or (readings["A-01"] == "by_entry" and order["entered"] < decree)
        failed = {"mark": at, "notice": min(at, self.notices.get(who, at)), "decree": decree}[readings["A-05"]]
        cutoff = next(b["cutoff"] for b in self.blocks if b["block"] == order["block"])
        return not kept and failed < cutoff

    def on_notice(self, e: dict[str, Any]) -> None:
        self.notices.setdefault(e["participant"], e["at"])

    def on_exclusion(self, e: dict[str, Any]) -> None:
        who = e["participant"]
        if who not in self.batch or who in self.expelled:
            return
        self.expelled.add(who)
        for order in self.orders.values():
            if order["status"] in ("entered", "carried") and who in (order["payer"], order["payee"]):
                order["status"] = "rejected"

    def on_limit(self, e: dict[str, Any]) -> None:
        if e["participant"] in self.limits and int(e["amount"]) >= 0:
            self.limits[e["participant"]] = int(e["amount"])

    def on_publication(self, e: dict[str, Any]) -> None:
        """Publication, resolution and filing change what the law says, and no status."""

    on_resolution = on_filing = on_publication

    def on_cut_off(self, e: dict[str, Any]) -> None:
        if e["system"] == "straks":
            self.closed, self.running = self.running, dict.fromkeys(self.people, 0)
            self.closed_payments, self.open_payments = self.open_payments, []
            return
        self.cycle = [
            o for o in self.orders.values() if o["status"] in ("entered", "carried") and o["block"] == e["block"]
        ]
        for order in self.cycle:
            order.update(status="admitted", entered=min(order["entered"], e["at"]))

    def on_settle(self, e: dict[str, Any]) -> None:
        if e["system"] == "straks":
            self._book("straks", e["block"], self.straks, self.closed)
            for order in self.closed_payments:
                order.update(status="settled", block=e["block"], final=e["at"], booked=[e["block"]])
            self.closed, self.closed_payments = dict.fromkeys(self.people, 0), []
            return
        if self.grace:  # what came in after the cut-off is taken along
            late = [o for o in self.orders.values() if o["status"] == "entered" and o["block"] == e["block"]]
            self.cycle += late
        out = self._exclude()
        self.excluded[e["block"]] = sorted(out)
        self._book("intraday", e["block"], self.batch, self._nets(out))
        for order in self.cycle:
            self._end(order, e, out)
        self.cycle = []

    def _book(self, system: str, block: str, accounts: dict[str, int], nets: dict[str, int]) -> None:
        self.nets[system][block] = {who: str(net) for who, net in nets.items()}
        for who, net in nets.items():
            accounts[who] += net

    def _end(self, order: dict[str, Any], e: dict[str, Any], out: set[str]) -> None:
        ends = {order["payer"], order["payee"]}
        names = [b["block"] for b in self.blocks]
        at = names.index(e["block"])
        if not ends & out:
            order.update(status="settled", final=e["at"], booked=[e["block"]])
            return
        gone = bool(ends & (self.marks["intraday"] | self.expelled))
        following = next((b for b in self.blocks[at + 1 :] if not b.get("technical")), None)
        if self.blocks[at]["last"] or following is None or (gone and self.readings["A-15"] != "set_aside"):
            order["status"] = "reversed" if gone and self.readings["A-15"] == "reversed" else "rejected"
            return
        order.update(status="carried", block=following["block"])
        if self.readings["A-22"] == "renewed":
            entered = NEVER if self.readings["A-02"] == "cutoff" else e["at"]
            order.update(entered=entered, fixed=following["cutoff"])

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
            funds = {p: nets[p] + self._line(p, self.batch) for p in self.people if p not in out}
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
