"""Wrong texts of the specification: one place each, nothing else edited. Each must be noticed four times.

`law` and `where` name a proof that must fail; the tests, the vectors and the audit are asked in full.
"""

from dataclasses import dataclass

from zerohour.proofs.symbolic.loading import Patch


@dataclass(frozen=True)
class Mutant:
    """A change of one function, in words, and the proof that it breaks."""

    about: str
    patch: Patch
    law: str
    where: str
    """The kind of event whose proof breaks."""


def _mutant(about: str, module: str, old: str, new: str, law: str, where: str) -> Mutant:
    return Mutant(about, Patch(f"zerohour.spec.{module}", old, new), law, where)


MUTANTS: dict[str, Mutant] = {
    "late-at-the-cut-off": _mutant(
        "an order at the very cut-off is on time",
        "timetable",
        "return at < block.cutoff",
        "return at <= block.cutoff",
        "an order enters if and only if it may",
        "submit to Intraday",
    ),
    "exactly-enough-is-not": _mutant(
        "a line that covers the net exactly is not enough",
        "netting",
        "return net + line >= 0",
        "return net + line > 0",
        "only who is short is taken out",
        "settle Intraday",
    ),
    "one-end-out-stays": _mutant(
        "an order leaves the cycle only if both its ends are taken out",
        "netting",
        "return not (out[payer] or out[payee])",
        "return not (out[payer] and out[payee])",
        "an order settles if and only if it may",
        "settle Intraday",
    ),
    "revoked-at-the-cut-off": _mutant(
        "an order may be revoked at the very instant it becomes irrevocable",
        "revocation",
        "return at < order.irrevocable_from",
        "return at <= order.irrevocable_from",
        "an order is revoked if and only if it may be",
        "revoke",
    ),
    "exactly-funded-is-refused": _mutant(
        "an instant payment needs more than its amount",
        "instant_clearing",
        "return amount <= can_use",
        "return amount < can_use",
        "an instant payment is cleared if and only if it is funded",
        "submit to Straks",
    ),
    "taken-at-the-mark": _mutant(
        "a submission at the very instant of the mark is still taken",
        "entry",
        "return marked_at(participant, order.system) <= order.submitted_at",
        "return marked_at(participant, order.system) < order.submitted_at",
        "an order enters if and only if it may",
        "submit to Intraday",
    ),
    "payee-may-be-bankrupt": _mutant(
        "orders to a marked participant are taken",
        "entry",
        "if out_at_submission(order, payer) or out_at_submission(order, payee):",
        "if out_at_submission(order, payer):",
        "an order enters if and only if it may",
        "submit to Intraday",
    ),
    "only-the-payer-counts": _mutant(
        "a mark takes out only the orders that the participant pays",
        "orders",
        "return order.payer == participant or order.payee == participant",
        "return order.payer == participant",
        "a mark takes out what waits, and nothing else",
        "mark in Intraday",
    ),
    "a-mark-reaches-the-cycle": _mutant(
        "a mark after the cut-off takes out what was admitted",
        "insolvency",
        "return deferred(order) and on_time(at, block)",
        "return deferred(order)",
        "a mark takes out what waits, and nothing else",
        "mark in Intraday",
    ),
    "carried-though-marked": _mutant(
        "an order that was not booked moves on although an end is marked",
        "intraday_clearing",
        "return not timetable[block].last and not end_marked(payer, payee)",
        "return not timetable[block].last",
        "what is not booked is carried over or finally rejected",
        "settle Intraday",
    ),
    "carried-past-the-last": _mutant(
        "an order that was not booked in the last block of the day moves on",
        "intraday_clearing",
        "return not timetable[block].last and not end_marked(payer, payee)",
        "return not end_marked(payer, payee)",
        "what is not booked is carried over or finally rejected",
        "settle Intraday",
    ),
    "carry-renews": _mutant(
        "an order that is carried over enters anew under the default reading",
        "intraday_clearing",
        "if a22 == A22.RENEWED:",
        "if a22 == A22.ORIGINAL:",
        "what is not booked is carried over or finally rejected",
        "settle Intraday",
    ),
    "an-unbooked-debt-is-forgotten": _mutant(
        "what the closed cycle owes can be spent again",
        "liquidity",
        "return straks + open_net + debt(closed_net)",
        "return straks + open_net",
        "an instant payment is cleared if and only if it is funded",
        "submit to Straks",
    ),
    "never-computed-anew": _mutant(
        "after an exclusion the positions are not computed anew",
        "netting",
        "nets = positions(sums, block, participants, out)",
        "nets = positions(sums, block, participants, {p: False for p in participants})",
        "only who is short is taken out",
        "settle Intraday",
    ),
    "the-cycle-loses-its-admission": _mutant(
        "what was carried over is not admitted at the next cut-off",
        "intraday_clearing",
        "return order.block == block and (order.status == Status.ENTERED or order.status == Status.CARRIED)",
        "return order.block == block and order.status == Status.ENTERED",
        "what waits at the cut-off is admitted, and nothing else",
        "cut-off in Intraday",
    ),
}
