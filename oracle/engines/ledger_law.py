"""What the law says of the ledger engine's orders, written from the rules apart from the specification.

An order is judged by three texts: the directive as of 2009 and of 1998, and the Danish Act.
"""

from collections.abc import Mapping
from typing import Any

TEXTS = ("directive_2009", "directive_1998", "danish_act")
PROTECTION = ("not_in_question", "before_opening", "second_limb", "unprotected")
"""Worst last."""
NEVER = 2**62


class _Party:
    """What is on record of one participant, each thing at the time at which it was first said."""

    def __init__(self, *, filed: bool) -> None:
        self.filed = -1 if filed else NEVER
        self.decrees: dict[str, int] = {}
        self.notice = self.publication = self.mark = NEVER

    def failed(self, text: str) -> int:
        """Return when the first proceedings began that this text knows."""
        known = [at for kind, at in self.decrees.items() if text != "danish_act" or kind != "suspension"]
        return min(known, default=NEVER)


def law_of_orders(scenario: dict[str, Any], orders: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return for each order what each text says of it."""
    parties = _parties(scenario)
    return {i: {text: _judged(scenario, parties, order, text) for text in TEXTS} for i, order in orders.items()}


def _parties(scenario: dict[str, Any]) -> dict[str, _Party]:
    terms = scenario["terms"]
    parties = {p: _Party(filed=terms.get(p, {}).get("agreement") != "not filed") for p in scenario["participants"]}
    for event in scenario["events"]:
        party = parties.get(event.get("participant", ""))
        if party is None:
            continue
        at = event["at"]
        if event["type"] == "decree":
            party.decrees.setdefault(event.get("kind", "bankruptcy"), at)
        elif event["type"] == "notice":
            party.notice = min(party.notice, at)
        elif event["type"] == "publication":
            party.publication = min(party.publication, at)
        elif event["type"] == "mark" and party.decrees:
            party.mark = min(party.mark, at)
        elif event["type"] == "filing":
            party.filed = min(party.filed, at)
    return parties


def _judged(scenario: dict[str, Any], parties: dict[str, _Party], order: dict[str, Any], text: str) -> str:
    if order.get("entered", NEVER) == NEVER:
        return "not_in_question"
    by_ends = [_by_end(scenario, parties[order[end]], order, text) for end in ("payer", "payee", "from", "to")]
    return max(by_ends, key=PROTECTION.index)


def _by_end(scenario: dict[str, Any], party: _Party, order: dict[str, Any], text: str) -> str:
    failed = party.failed(text)
    if failed == NEVER:
        return "not_in_question"
    if text == "danish_act" and party.filed >= failed:
        return "unprotected"
    today = _day(scenario["rulebook"]["calendar_days"], failed)
    opening = today["start"] if today and scenario["readings"]["A-14"] == "zero_hour" else failed
    if order["entered"] < opening:
        return "before_opening"
    return "second_limb" if _unaware_that_day(scenario, party, order, text, failed) else "unprotected"


def _unaware_that_day(scenario: dict[str, Any], party: _Party, order: dict[str, Any], text: str, failed: int) -> bool:
    book = scenario["rulebook"]
    printed = _day(book["calendar_days"], party.publication)
    aware = min(party.notice, party.mark, printed["end"] if printed else party.publication)
    days, done, asked = book["calendar_days"], order.get("final"), order.get("fixed", NEVER)
    if text == "danish_act":
        done = order["entered"]
    elif text == "directive_1998":
        asked = order.get("final", NEVER)
    elif scenario["readings"]["Day"] == "clearing_day":
        days = book["clearing_days"]
    if done is None:
        return False
    day = _day(days, failed)
    return day is not None and day["start"] <= done < day["end"] and asked < aware


def _day(days: list[dict[str, int]], at: int) -> dict[str, int] | None:
    return next((day for day in days if day["start"] <= at < day["end"]), None)
