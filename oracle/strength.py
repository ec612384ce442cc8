"""How much each check asks of an engine. The weakest that is broken comes first: what asks more is broken with it.

A check that asks little is one that nobody can explain away: an account below zero needs no rulebook to be wrong.
"""

from collections.abc import Iterable

from zerohour.oracle.verdicts import Violation

IMPLIED: dict[str, str] = {
    "every order is reported": "Nothing can be said of the order then: neither that it settled, nor that it is final.",
    "nothing is reported that was not sent": "Whatever is netted or booked with it is then netted or booked wrongly.",
    "no settlement beyond the credit line": (
        "Then an order was settled that should not have been, or money moved that no settled order explains: if every "
        "order ended as the rules say, and what settles were what moves, no account could end below zero."
    ),
    "limits at every visible instant": (
        "Then money was used that nobody had vouched for, even if it is there again by the end of the day."
    ),
    "nets sum to zero": "Then the nets are those of no set of orders, and who is covered by them means nothing.",
    "each order is booked in at most one cycle": "Then money moved twice, and what settles is not what moves.",
    "what is over stays as it is": "Then nobody can rely on what the engine says is final, whatever it says later.",
    "settled or reversed, while nothing moved": "Then the accounts are those of another day, and so is every cover.",
    "what is reported is what was booked": "Then what the engine says of its orders cannot be relied on by anyone.",
    "cut-off against orders in flight": (
        "Then two cycles have other net positions: who is covered, who is taken out and what is final may differ."
    ),
    "taken or refused as the rules say": "Then every net and every cover after it is that of another day.",
    "revocation until the cut-off, and not after": (
        "Then the order has another moment of irrevocability (SF2), and whoever relied on it was wrong to."
    ),
    "admitted before the mark and covered, yet refused after it": (
        "Then the order was irrevocable, and did not become final: the law would have protected it (SF2, SF3)."
    ),
    "cleared if and only if funded": (
        "Then every later payment is weighed against another balance, and the net of the cycle is another."
    ),
    "limit judged on a stale snapshot": "Then orders go another way than the limit of their payer says.",
    "exclusions follow the rule": (
        "Then the orders of whoever was wrongly taken out, or left in, do not end as the rules say."
    ),
    "a mark takes out what waits, and nothing else": (
        "Then the cycle of the block is another: who is covered, and what is final of it, may differ."
    ),
    "every order ends as the rules say": (
        "Then the law may judge the order otherwise too: each of the three moments depends on how it ends."
    ),
    "each order is in one admission at a time": (
        "Then a cycle counts an order that is not its own, whatever becomes of it: who is covered there may differ."
    ),
    "every change comes at its instant": (
        "Then one of the three moments of an order is another, or money is there at another time: whoever looks at the "
        "day while it runs sees another day, and so does the law if somebody fails meanwhile."
    ),
    "every order ends for the reason that decides": (
        "All ends as it should; whoever asks why is told wrongly, and may repair what was not broken."
    ),
    "what settles is what moves": (
        "Then money is not conserved over the accounts, or the engine reports another end of an order than it booked."
    ),
    "what the law says of every order": "The system may have done all it should; who is bound by it is told wrongly.",
}
"""What follows if the check of this name is broken; the checks that ask least come first."""


def strength(violation: Violation) -> int:
    """Return how much the check asks that is broken; one that stands nowhere asks more than the others."""
    known = list(IMPLIED)
    return known.index(violation.check) if violation.check in IMPLIED else len(known)


def weakest_first(violations: Iterable[Violation]) -> list[Violation]:
    """Return the violations, those of the weakest check first."""
    return sorted(violations, key=strength)
