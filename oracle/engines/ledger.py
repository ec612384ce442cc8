"""A bundled engine, written from the rules in another style: one mutable book, orders kept per block, no shared code.

It is here to be tested: `engine` conforms, `late_engine` takes an order at the very cut-off into the cycle.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zerohour.oracle.engines.ledger_law import law_of_orders

FEATURES = (
    "sum",
    "intraday",
    "straks",
    "lines",
    "terms",
    "indirect",
    "contingency",
    "blocks",
    "revocation",
    "insolvency",
    "standing",
    "exclusion",
    "readings",
)
NEVER = 2**62
WAITING = ("entered", "carried", "set_aside")


class LedgerEngine:
    """A clearing engine; `grace` is how many milliseconds after a cut-off it still takes orders (0 by the rules)."""

    version = "1"
    features = FEATURES

    def __init__(self, name: str, grace: int = 0) -> None:
        self.name, self._grace = name, grace

    def run(self, scenario: dict[str, Any]) -> dict[str, Any]:
        """Run a scenario as on the wire; return the answer as on the wire."""
        return _Day(scenario, self._grace).run()


class _Noted(dict[str, Any]):
    """A table that notes what it comes to hold, and when; of several values in one event the last."""

    def __init__(self, day: "_Day", held: Mapping[str, Any]) -> None:
        super().__init__(held)
        self._day, self._changes = day, defaultdict[str, dict[int, dict[str, Any]]](dict)

    def __setitem__(self, key: str, value: Any) -> None:
        if self.get(key) != value:
            self._changes[key][self._day.number] = {"at": self._day.now, "value": value}
        super().__setitem__(key, value)

    def update(self, *held: Any, **more: Any) -> None:
        for key, value in dict(*held, **more).items():
            self[key] = value

    def changes(self, key: str) -> Iterable[dict[str, Any]]:
        return self._changes[key].values()


class _Day:
    def __init__(self, scenario: dict[str, Any], grace: int) -> None:
        self.scenario = scenario
        self.grace, self.events = grace, scenario["events"]
        self.people = scenario["participants"]
        self.blocks = scenario["rulebook"]["batch"]
        self.readings = scenario["readings"]
        self.number = self.now = 0
        self.batch = _Noted(self, dict.fromkeys(self.people, 0))
        self.straks = _Noted(self, dict.fromkeys(self.people, 0))
        self.net: dict[str, int] = dict.fromkeys(self.people, 0)
        self.running: str | None = None
        self.closed_net: dict[str, int] = dict.fromkeys(self.people, 0)
        self.orders: dict[str, _Noted] = {}
        self.decrees: dict[str, int] = {}
        self.notices: dict[str, int] = {}
        self.expelled: set[str] = set()
        terms = scenario["terms"]
        self.sponsors = {p: terms[p]["sponsor"] for p in self.people if "sponsor" in terms.get(p, {})}
        self.limits = {p: int(terms.get(p, {}).get("limit", NEVER)) for p in self.people}
        self.not_in_straks = {p for p in self.people if not terms.get(p, {}).get("straks", True)}
        self.cap = int(scenario["rulebook"]["straks_cap"])
        self.marks: dict[str, set[str]] = {"sum": set(), "intraday": set(), "straks": set()}
        self.locked = self.forecast_is_due = False
        self.days = scenario["rulebook"]["clearing_days"]
        self.closed = 0
        self.silent: set[str] = set()
        self.cut_lines: set[str] = set()
        self.zeroed: set[str] = set()
        self.draws: dict[str, int] = {}
        self.held: set[str] = set()
        self.cycle: list[dict[str, Any]] = []
        self.open_payments: list[dict[str, Any]] = []
        self.closed_payments: list[dict[str, Any]] = []
        self.excluded: dict[str, list[str]] = {}
        self.set_aside: dict[str, dict[str, str]] = {}
        self.rounds: dict[str, dict[str, list[list[str]]]] = {}
        self.nets: dict[str, dict[str, dict[str, str]]] = {"sum": {}, "intraday": {}, "straks": {}}

    def run(self) -> dict[str, Any]:
        for number, event in enumerate(self.events):
            self.number, self.now = number, event["at"]
            getattr(self, "on_" + event["type"])(event)
        orders = {
            i: {"status": o["status"]} | ({"block": o["block"]} if o["status"] == "settled" else {})
            for i, o in self.orders.items()
        }
        balances = {p: {"batch": str(self.batch[p]), "straks": str(self.straks[p])} for p in self.people}
        return {
            "orders": orders,
            "excluded": self.excluded,
            "set_aside": self.set_aside,
            "rounds": self.rounds,
            "balances": balances,
            "nets": self.nets,
            "bookings": {i: o.get("booked", []) for i, o in self.orders.items()},
            "admissions": {i: o.get("admitted", []) for i, o in self.orders.items()},
            "history": {i: [_changed(c, "status") for c in o.changes("status")] for i, o in self.orders.items()},
            "statements": {p: self._statements(p) for p in self.people},
            "reasons": {i: o["why"] for i, o in self.orders.items()},
            "law": law_of_orders(self.scenario, self.orders),
        }

    def _statements(self, who: str) -> dict[str, list[dict[str, Any]]]:
        accounts = {"batch": self.batch, "straks": self.straks}
        return {name: [_changed(c, "balance", str) for c in table.changes(who)] for name, table in accounts.items()}

    def on_submit(self, e: dict[str, Any]) -> None:
        if e["id"] in self.orders:
            return
        order = _Noted(self, {**e, "amount": int(e["amount"]), "block": e.get("block")})
        self.orders[e["id"]] = order
        order["from"], order["to"] = (self.sponsors.get(e[end], e[end]) for end in ("payer", "payee"))
        order.update(status="refused", why=next((why for why, it_is in self._against(order) if it_is), ""))
        if order["why"]:
            return
        if e["system"] == "straks":
            self._pay(order)
        else:
            self._enter(order)

    def _against(self, order: dict[str, Any]) -> Iterable[tuple[str, object]]:
        """Return what may speak against taking an order, with whether it does; the first that does is the reason."""
        ends, accounts = {order["payer"], order["payee"]}, {order["from"], order["to"]}
        straks, senders = order["system"] == "straks", {order["payer"], order["from"]}
        lapsed = self.readings["A-10"] == "until_decree" and senders & set(self.decrees)
        return (
            ("unknown_participant", not ends <= set(self.people)),
            ("same_party_twice", len(ends) == 1),
            ("amount_not_positive", order["amount"] <= 0),
            ("participant_out", (ends | accounts) & (self.marks[order["system"]] | self.expelled)),
            ("payer_insolvent", straks and lapsed),
            ("outage", self._disturbed(order)),
            ("not_in_straks", straks and (ends | accounts) & self.not_in_straks),
            ("sponsor_missing", accounts & set(self.sponsors)),
            ("over_cap", straks and order["amount"] > self.cap),
        )

    def _disturbed(self, order: dict[str, Any]) -> bool:
        sends, gets = ({order[a], order[b]} & self.silent for a, b in (("payer", "from"), ("payee", "to")))
        if order["system"] == "straks":
            return bool(sends or gets)
        if order["system"] == "sum":
            return bool(sends) and order.get("part", "paperless") == "paperless"
        return bool(sends or (gets and self.readings["A-68"] == "both_ways"))

    def on_outage(self, e: dict[str, Any]) -> None:
        if e["participant"] not in self.batch or e["participant"] in self.silent:
            return
        self.silent.add(e["participant"])
        if self.forecast_is_due:
            block = next(b for b in self.blocks if b["block"] == self.running)
            for order in self.cycle:
                if self._disturbed(order):
                    self._give_back(order, e, self._following(block, order["system"]))
                    _because(order, "left_out", "outage_to_the_end")
            self.cycle = [order for order in self.cycle if order["status"] == "admitted"]

    def on_postponement(self, e: dict[str, Any]) -> None:
        """What is postponed comes later by itself."""

    def on_forecast(self, _: dict[str, Any]) -> None:
        self.forecast_is_due = False

    def on_return(self, e: dict[str, Any]) -> None:
        self.silent.discard(e["participant"])

    def on_disconnection(self, e: dict[str, Any]) -> None:
        self.cut_lines.add(e["deliverer"])

    def on_reconnection(self, e: dict[str, Any]) -> None:
        self.cut_lines.discard(e["deliverer"])

    def on_zero_settlement(self, e: dict[str, Any]) -> None:
        if e["block"] != self.running:
            return
        self.zeroed.add(e["block"])
        for order in self.cycle:
            self._give_back(order, e, self._next(e["block"], order["system"]))
            _because(order, "zero_settled", "zero_at_the_last")
        self._remember(e, {})
        self.cycle, self.held, self.locked, self.running = [], set(), False, None
        self.forecast_is_due = False

    def _next(self, block: str, system: str) -> dict[str, Any] | None:
        at = next(n for n, b in enumerate(self.blocks) if b["block"] == block)
        day = self.blocks[at]["day"]
        return next((b for b in self.blocks[at + 1 :] if b["day"] == day and b[system] != "not"), None)

    def on_lodge(self, e: dict[str, Any]) -> None:
        self.on_submit({**e, "system": "sum"})

    def _pay(self, order: dict[str, Any]) -> None:
        payer, payee = order["from"], order["to"]
        closed = self.closed_net[payer]
        unbooked = closed if self.readings["A-38"] == "both_signs" else min(closed, 0)
        funds = self._line(payer, self.straks) + self.net[payer] + unbooked
        if payer != payee and funds < order["amount"]:
            order["why"] = "not_funded"
            return
        self.net[payer] -= order["amount"]
        self.net[payee] += order["amount"]
        order.update(status="cleared", why="cleared", entered=order["at"], fixed=order["at"])
        self.open_payments.append(order)

    def _line(self, who: str, lines: dict[str, int]) -> int:
        return 0 if self.readings["A-43"] == "lapses_at_decree" and who in self.decrees else lines[who]

    def _enter(self, order: dict[str, Any]) -> None:
        in_sum = order["system"] == "sum"
        if not in_sum and order["amount"] > self.limits[order["payer"]]:
            order.update(status="rerouted", why="over_limit")
            return
        block = self._block(order)
        if block is None:
            order["why"] = "too_late"
            return
        order["block"] = block["block"]
        if in_sum:
            entered = order["at"] if self.readings["A-02"] == "submitted" else NEVER
            order.update(status="lodged", why="lodged", entered=entered)
        else:
            self._register(order, block, order["at"])

    def _register(self, order: dict[str, Any], block: dict[str, Any], at: int) -> None:
        entered = {"cutoff": NEVER, "submitted": order["at"], "registered": at}[self.readings["A-02"]]
        order.update(status="entered", why="entered", block=block["block"], entered=entered, fixed=block["cutoff"])

    def _block(self, order: dict[str, Any]) -> dict[str, Any] | None:
        system, at = order["system"], order["at"]
        if order["block"] is None:
            return next((b for b in self.blocks if b[system] == "regular" and self._open(b, at)), None)
        named = next(b for b in self.blocks if b["block"] == order["block"])
        return self._still(named, system, at) if named[system] == "regular" else None

    def _open(self, block: dict[str, Any], at: int) -> bool:
        return bool(block["cutoff"] + self.grace > at)

    def _still(self, block: dict[str, Any], system: str, at: int) -> dict[str, Any] | None:
        if self._open(block, at):
            return block
        late = next((b for b in self.blocks if b[system] in ("late", "if_set_aside") and self._open(b, at)), None)
        return late if late is not None and late["day"] == block["day"] else None

    def on_delivery(self, e: dict[str, Any]) -> None:
        if e.get("through", e["deliverer"]) in self.cut_lines:
            return
        for order in self.orders.values():
            mine = order["status"] == "lodged" and (order["deliverer"], order["part"]) == (e["deliverer"], e["part"])
            if not mine:
                continue
            named = next(b for b in self.blocks if b["block"] == order["block"])
            block = self._still(named, "sum", e["at"])
            if block is None:
                order.update(status="rejected", why="too_late")
            else:
                self._register(order, block, e["at"])

    def on_close(self, e: dict[str, Any]) -> None:
        if e["day"] != self.closed or e["at"] < self.days[e["day"]]["end"]:
            return
        day_of = {b["block"]: b["day"] for b in self.blocks}
        late = [o for o in self.orders.values() if o["status"] == "lodged" and day_of[o["block"]] <= e["day"]]
        if not e["forced"] and any(o["part"] == "pbs" for o in late):
            return
        self.closed += 1
        for order in late:
            order.update(status="rejected", why="not_delivered")

    def on_revoke(self, e: dict[str, Any]) -> None:
        order = self.orders.get(e["id"])
        if order and order["status"] in WAITING and e["at"] < order["fixed"]:
            order.update(status="revoked", why="revoked")

    def on_line(self, e: dict[str, Any]) -> None:
        who, amount = e["participant"], int(e["amount"])
        if who not in self.batch or who in self.sponsors or amount < 0:
            return
        if e["account"] == "batch":
            if not self.locked:
                self.batch[who] = amount
        elif amount + min(self.net[who], 0) + min(self.closed_net[who], 0) >= 0:
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
            if order["system"] == e["system"] and who in _touched(order) and self._leaves(order, who, e["at"]):
                late = self._sent_after_decree(order, who)
                order.update(status="rejected", why="sent_after_decree" if late else "rejected_at_mark")
        self.cycle = [order for order in self.cycle if order["status"] == "admitted"]
        if e["system"] == "sum":
            self.draws.pop(who, None)

    def _leaves(self, order: dict[str, Any], who: str, at: int) -> bool:
        if order["status"] not in (*WAITING, "lodged", "admitted"):
            return False
        decree, readings = self.decrees[who], self.readings
        if self._sent_after_decree(order, who):
            return True
        if readings["A-07"] == "mark" and order["status"] == "admitted":
            return True
        kept = readings["A-01"] == "conditional" or (readings["A-01"] == "by_entry" and order["entered"] < decree)
        failed = {"mark": at, "notice": min(at, self.notices.get(who, at)), "decree": decree}[readings["A-05"]]
        cutoff = next(b["cutoff"] for b in self.blocks if b["block"] == order["block"])
        return not kept and (order["status"] == "lodged" or failed < cutoff)

    def _sent_after_decree(self, order: dict[str, Any], who: str) -> bool:
        sent = who in (order["payer"], order["from"])
        return self.readings["A-09"] == "never" and sent and bool(order["at"] >= self.decrees[who])

    def on_notice(self, e: dict[str, Any]) -> None:
        self.notices.setdefault(e["participant"], e["at"])

    def on_exclusion(self, e: dict[str, Any]) -> None:
        who = e["participant"]
        if who not in self.batch or who in self.expelled:
            return
        self.expelled.add(who)
        self.draws.pop(who, None)
        for order in self.orders.values():
            if order["status"] in (*WAITING, "lodged") and who in _touched(order):
                order.update(status="rejected", why="rejected_at_exclusion")

    def on_rejection(self, e: dict[str, Any]) -> None:
        who, waits = e["participant"], self.running is None and self.draws.get(e["participant"], 0) > 0
        if not waits or self.readings["A-32"] != "manual":
            return
        self.draws.pop(who)
        for order in self.orders.values():
            if order["status"] == "set_aside" and who in _touched(order):
                order.update(status="rejected", why="rejected_by_hand")

    def on_limit(self, e: dict[str, Any]) -> None:
        who, amount = e["participant"], int(e["amount"])
        approved = who not in self.sponsors or self.sponsors[who] == e.get("approved_by")
        if who in self.limits and amount >= 0 and approved:
            self.limits[who] = amount

    def on_publication(self, e: dict[str, Any]) -> None:
        """Publication, resolution and filing change what the law says, and no status."""

    on_resolution = on_filing = on_publication

    def on_cut_off(self, e: dict[str, Any]) -> None:
        if e["account"] == "straks":
            self.closed_net, self.net = self.net, dict.fromkeys(self.people, 0)
            self.closed_payments, self.open_payments = self.open_payments, []
            return
        block = next(b for b in self.blocks if b["block"] == e["block"])
        self.running, self.forecast_is_due = e["block"], True
        waiting = [o for o in self.orders.values() if o["status"] in WAITING and o["block"] == e["block"]]
        idle = block["sum"] == "if_set_aside" and not self.draws
        self.cycle = [o for o in waiting if not (idle and o["system"] == "sum") and not self._disturbed(o)]
        for order in waiting:
            if order in self.cycle:
                order.update(status="admitted", why="admitted", entered=min(order["entered"], e["at"]))
                order["admitted"] = [*order.get("admitted", []), e["block"]]
                continue
            following, out = self._following(block, order["system"]), self._disturbed(order)
            if following is None:
                order.update(status="rejected", why="outage_to_the_end" if out else "last_of_day")
            else:
                order.update(block=following["block"], why="left_out" if out else "passed_on")

    def on_lock(self, e: dict[str, Any]) -> None:
        if e["block"] in self.zeroed:
            return
        self.locked, self.forecast_is_due = True, False
        if self.readings["A-29"] == "if_covered":
            self.held = {p for p, draw in self.draws.items() if self._line(p, self.batch) < draw}
        for order in self.cycle:
            if order["system"] == "sum" and {order["from"], order["to"]} & self.held:
                self._end(order, e, self.held)
        self.cycle = [order for order in self.cycle if order["status"] == "admitted"]

    def on_settle(self, e: dict[str, Any]) -> None:
        if e["account"] == "straks":
            self._book("straks", e["block"], self.straks, self.closed_net)
            for order in self.closed_payments:
                order.update(status="settled", why="cycle_booked", block=e["block"], final=e["at"], booked=[e["block"]])
            self.closed_net, self.closed_payments = dict.fromkeys(self.people, 0), []
            return
        if e["block"] in self.zeroed:
            return
        if self.grace:  # what came in after the cut-off is taken along
            late = [o for o in self.orders.values() if o["status"] == "entered" and o["block"] == e["block"]]
            self.cycle += late
        in_sum = [order for order in self.cycle if order["system"] == "sum"]
        in_intraday = [order for order in self.cycle if order["system"] == "intraday"]
        aside, out = self._exclusions(in_sum, in_intraday)
        left = [o for o in in_sum if not {o["from"], o["to"]} & set(aside)]
        two = _two(in_sum) and (self.readings["A-25"] == "input_only" or _two(left))
        self.excluded[e["block"]] = sorted(out)
        self.set_aside[e["block"]] = {p: str(draw) for p, draw in sorted(aside.items())}
        for system, cycle, gone in (("sum", in_sum, set(aside)), ("intraday", in_intraday, out)):
            self._book(system, e["block"], self.batch, self._nets(cycle, gone))
            for order in cycle:
                self._end(order, e, gone if two or system != "sum" else {order["from"]})
                if system == "sum" and not two and order["status"] == "set_aside":
                    order["why"] = "too_few_in_sum"
        self._remember(e, aside)
        self.cycle, self.held, self.locked, self.running = [], set(), False, None

    def _remember(self, e: dict[str, Any], aside: dict[str, int]) -> None:
        block = next(b for b in self.blocks if b["block"] == e["block"])
        self.draws = {p: draw for p, draw in self.draws.items() if p in self.held} | aside
        gone = self.marks["sum"] | self.expelled
        self.draws = {p: d for p, d in self.draws.items() if p not in gone or self.readings["A-15"] == "set_aside"}
        if self._following(block, "sum") is None:
            self.draws = {}

    def _following(self, block: dict[str, Any], system: str) -> dict[str, Any] | None:
        later = self.blocks[self.blocks.index(block) + 1 :]
        used = ("regular",) if system == "intraday" else ("regular", "late", "if_set_aside")
        any_day = system == "sum" and self.readings["A-32"] == "manual"
        return next((b for b in later if (any_day or b["day"] == block["day"]) and b[system] in used), None)

    def _book(self, system: str, block: str, accounts: dict[str, int], nets: dict[str, int]) -> None:
        self.nets[system][block] = {who: str(net) for who, net in nets.items()}
        for who, net in nets.items():
            accounts[who] += net

    def _end(self, order: dict[str, Any], e: dict[str, Any], out: set[str]) -> None:
        block = next(b for b in self.blocks if b["block"] == e["block"])
        if not {order["from"], order["to"]} & out:
            by = {"completed": order["system"] == "intraday", "booked": False, "receipt": True}[self.readings["A-40"]]
            final = e["at"] + (block["receipt"] - block["settle"] if by else 0)
            why = "booked_in_sum" if order["system"] == "sum" else "booked"
            order.update(status="settled", why=why, final=final, booked=[e["block"]])
            return
        self._give_back(order, e, self._following(block, order["system"]))

    def _give_back(self, order: dict[str, Any], e: dict[str, Any], following: dict[str, Any] | None) -> None:
        system = order["system"]
        gone = bool(_touched(order) & (self.marks[system] | self.expelled))
        if following is None or (gone and self.readings["A-15"] != "set_aside"):
            status = "reversed" if gone and self.readings["A-15"] == "reversed" else "rejected"
            why = "last_of_day" if not gone else "reversed" if status == "reversed" else "end_marked"
            order.update(status=status, why=why)
            return
        status, why = ("set_aside", "set_aside") if system == "sum" else ("carried", "carried_over")
        order.update(status=status, why=why, block=following["block"])
        if self.readings["A-22"] == "renewed":
            entered = NEVER if self.readings["A-02"] == "cutoff" else e["at"]
            order.update(entered=entered, fixed=following["cutoff"])

    def _exclusions(
        self, in_sum: list[dict[str, Any]], in_intraday: list[dict[str, Any]]
    ) -> tuple[dict[str, int], set[str]]:
        lines = {p: self._line(p, self.batch) for p in self.people}
        both, policy = (in_sum, in_intraday), self.readings["A-47"]
        if policy == "total_with_exclusion":
            draws = self._exclude(both, lines, "both")
            return draws, set(draws)
        total = self._weighed(both, set())
        if policy == "total_then_serial" and all(total[p] + lines[p] >= 0 for p in self.people):
            return {}, set()
        in_turn = {"sum": in_sum, "intraday": in_intraday}
        block = next(b for b in self.blocks if b["block"] == self.running)
        if self.readings["A-48"] == "as_listed" and block["intraday_first"]:
            in_turn = {"intraday": in_intraday, "sum": in_sum}
        gone: dict[str, dict[str, int]] = {}
        for of, cycle in in_turn.items():
            gone[of] = self._exclude((cycle,), lines, of)
            booked = self._nets(cycle, set(gone[of]))
            lines = {p: lines[p] + booked[p] for p in self.people}
        return gone["sum"], set(gone["intraday"])

    def _weighed(self, cycles: tuple[list[dict[str, Any]], ...], out: set[str]) -> dict[str, int]:
        each = [self._nets(cycle, out) for cycle in cycles]
        total = {p: sum(nets[p] for nets in each) for p in self.people}
        if self.readings["A-20"] == "sum":
            return total
        return {p: sum(min(nets[p], 0) for nets in each) if total[p] < 0 else total[p] for p in self.people}

    def _nets(self, cycle: list[dict[str, Any]], out: set[str]) -> dict[str, int]:
        nets = dict.fromkeys(self.people, 0)
        for order in cycle:
            if order["from"] not in out and order["to"] not in out:
                nets[order["from"]] -= order["amount"]
                nets[order["to"]] += order["amount"]
        return nets

    def _exclude(self, cycles: tuple[list[dict[str, Any]], ...], cover: dict[str, int], of: str) -> dict[str, int]:
        draws: dict[str, int] = {}
        rounds: list[list[str]] = []
        self.rounds.setdefault(str(self.running), {})[of] = rounds
        while True:
            nets = self._weighed(cycles, set(draws))
            funds = {p: nets[p] + cover[p] for p in self.people if p not in draws}
            short = {p: f for p, f in funds.items() if f < 0}
            if not short:
                return draws
            policy = self.readings["A-23"]
            if policy == "worst_first":
                short = {p: f for p, f in short.items() if f == min(short.values())}
            elif policy == "smallest_shortfall":
                short = {p: f for p, f in short.items() if f == max(short.values())}
            draws |= {p: -nets[p] for p in short}
            rounds.append(sorted(p for p in draws if p in funds))


def _changed(change: dict[str, Any], what: str, told: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """Return a change of a status, or of a balance, as it is told."""
    return {"at": change["at"], what: told(change["value"])}


def _because(order: dict[str, Any], tried_again: str, given_up: str) -> None:
    """Say why an order was not booked, unless an end that is out for good is reason enough."""
    if order["why"] not in ("end_marked", "reversed"):
        order["why"] = given_up if order["status"] == "rejected" else tried_again


def _two(cycle: list[dict[str, Any]]) -> bool:
    """Whether sums of two participants or more are there."""
    return len({p for order in cycle for p in (order["from"], order["to"])}) > 1


def _touched(order: dict[str, Any]) -> set[str]:
    """Return whom the order is to or from: its ends, and those over whose accounts it settles."""
    return {order["payer"], order["payee"], order["from"], order["to"]}


engine = LedgerEngine("ledger")
late_engine = LedgerEngine("ledger, late by one millisecond", grace=1)
