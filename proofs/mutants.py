"""Wrong texts of the specification: one place each, nothing else edited.

Each of MUTANTS must be noticed by a test, a proof, a vector and the audit; each of FOR_PROOFS by a proof. `law` and
`where` name the proof that must fail.
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
        "return net >= 0 or net + line >= 0",
        "return net >= 0 or net + line > 0",
        "only who is short is taken out",
        "settle the batch",
    ),
    "one-end-out-stays": _mutant(
        "an order leaves the cycle only if both its ends are taken out",
        "netting",
        "return not (out[payer] or out[payee])",
        "return not (out[payer] and out[payee])",
        "an order settles if and only if it may",
        "settle the batch",
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
        "order.amount <= can_use",
        "order.amount < can_use",
        "an instant payment is cleared if and only if it is funded",
        "submit to Straks",
    ),
    "taken-at-the-mark": _mutant(
        "a submission at the very instant of the mark is still taken",
        "entry",
        "return out_from(party, order.system) <= order.submitted_at",
        "return out_from(party, order.system) < order.submitted_at",
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
        "return pays(order, participant) or order.payee == participant or order.credit == participant",
        "return pays(order, participant)",
        "a mark takes out what waits, and nothing else",
        "mark in Intraday",
    ),
    "a-mark-reaches-the-cycle": _mutant(
        "a mark after the cut-off takes out what was admitted",
        "insolvency",
        "(deferred(order) and on_time(at, block))",
        "deferred(order)",
        "a mark takes out what waits, and nothing else",
        "mark in Intraday",
    ),
    "carried-though-marked": _mutant(
        "an order that was not booked moves on although an end is marked",
        "batch_settlement",
        "return then != NO_BLOCK and without_cover(payer, payee, system, a15) == Fate.TRIED_AGAIN",
        "return then != NO_BLOCK",
        "what is not booked is tried again or finally rejected",
        "settle the batch",
    ),
    "carried-past-the-last": _mutant(
        "an order that was not booked in the last block of the day moves on",
        "batch_settlement",
        "return then != NO_BLOCK and without_cover(payer, payee, system, a15) == Fate.TRIED_AGAIN",
        "return without_cover(payer, payee, system, a15) == Fate.TRIED_AGAIN",
        "what is not booked is tried again or finally rejected",
        "settle the batch",
    ),
    "carry-renews": _mutant(
        "an order that is carried over enters anew under the default reading",
        "batch_settlement",
        "return a22 == A22.RENEWED",
        "return a22 == A22.ORIGINAL",
        "what is not booked is tried again or finally rejected",
        "settle the batch",
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
        "nets = together(sums, cycle.systems, cycle.block, participants, out)\n    shorts",
        "nets = together(sums, cycle.systems, cycle.block, participants, taken_out(nobody(participants)))\n    shorts",
        "only who is short is taken out",
        "settle the batch",
    ),
    "the-cycle-loses-its-admission": _mutant(
        "what was carried over is not admitted at the next cut-off",
        "batch_settlement",
        "return order.block == block and waits(order)",
        "return order.block == block and order.status == Status.ENTERED",
        "what waits at the cut-off is admitted, and nothing else",
        "cut-off of the batch",
    ),
}

FOR_PROOFS: dict[str, Mutant] = {
    "the-loop-forgets": _mutant(
        "the exclusion loop returns that nobody was taken out",
        "netting",
        "            return True, draws\n",
        "            return True, nobody(participants)\n",
        "no settlement beyond the credit line",
        "settle the batch",
    ),
    "everybody-is-out": _mutant(
        "everybody is out before the first round",
        "netting",
        "return until(one_round, nobody(participants))",
        "return until(one_round, {p: 1 for p in participants})",
        "only who is short is taken out",
        "settle the batch",
    ),
    "admission-revokes": _mutant(
        "the cut-off revokes what waits, instead of admitting it",
        "bank_day",
        "{i: admit(waiting[i], block) for i in waiting if takes[i]}",
        "{i: revoked(waiting[i]) for i in waiting if takes[i]}",
        "an order is revoked if and only if it may be",
        "cut-off of the batch",
    ),
    "the-day-opens-in-debt": _mutant(
        "the day opens with accounts below zero",
        "bank_day",
        "lines=Table(Accounts()),",
        "lines=Table(Accounts(batch=-100)),",
        "no settlement beyond the credit line",
        "opening day",
    ),
    "the-decree-is-back-dated": _mutant(
        "a decree is recorded an instant before it was pronounced",
        "insolvency",
        "return replace(participant, bankruptcy_at=at)",
        "return replace(participant, bankruptcy_at=at - 1)",
        "what is said of a participant is recorded at its moment",
        "decree",
    ),
    "marked-without-a-decree": _mutant(
        "a mark is taken without a decree before it",
        "insolvency",
        "    if participant.known and decreed_at(participant) == NEVER:\n        return Reason.NO_DECREE\n",
        "",
        "what is said of a participant is recorded at its moment",
        "mark in Intraday",
    ),
    "marked-too-late": _mutant(
        "a mark is recorded five milliseconds late",
        "insolvency",
        "return replace(participant, intraday_marked_at=at)",
        "return replace(participant, intraday_marked_at=at + 5)",
        "what is said of a participant is recorded at its moment",
        "mark in Intraday",
    ),
    "the-ends-are-swapped": _mutant(
        "an Intraday order enters with payer and payee swapped",
        "entry",
        "        status=Status.ENTERED,\n",
        "        status=Status.ENTERED,\n        payer=order.payee,\n        payee=order.payer,\n",
        "an order is what was sent, and stays so",
        "submit to Intraday",
    ),
    "one-ore-is-cleared": _mutant(
        "an instant payment is cleared for one øre",
        "instant_clearing",
        "        status=Status.CLEARED,\n        reason",
        "        status=Status.CLEARED,\n        amount=1,\n        reason",
        "an order is what was sent, and stays so",
        "submit to Straks",
    ),
    "entry-is-forged": _mutant(
        "an instant payment enters at the beginning of time",
        "instant_clearing",
        "entered_at=order.submitted_at",
        "entered_at=0",
        "an order is what was sent, and stays so",
        "submit to Straks",
    ),
    "admission-forges-entry": _mutant(
        "admission moves the entry to the beginning of time",
        "batch_settlement",
        "entered_at = min(order.entered_at, block.cutoff)",
        "entered_at = 0",
        "an order is what was sent, and stays so",
        "cut-off of the batch",
    ),
    "settlement-rewrites": _mutant(
        "an order that settles is rewritten",
        "batch_settlement",
        "reason=reason, final_at=at)",
        "reason=reason, final_at=at, payee=order.payer, amount=0)",
        "an order is what was sent, and stays so",
        "settle the batch",
    ),
    "lines-are-lost": _mutant(
        "a line that is sent becomes zero",
        "liquidity",
        "return replace(accounts, batch=line)",
        "return replace(accounts, batch=0)",
        "a line is what was sent",
        "line of the batch",
    ),
    "the-best-goes-first": _mutant(
        "the smallest shortfall goes first where the worst should",
        "netting",
        "if a23 == A23.WORST_FIRST:\n        return shorts[p] and all(not shorts[q] or funds[p] <= funds[q]",
        "if a23 == A23.WORST_FIRST:\n        return shorts[p] and all(not shorts[q] or funds[p] >= funds[q]",
        "a round takes out whom the reading says",
        "settle the batch",
    ),
    "the-first-limb-is-silent": _mutant(
        "an order that entered before the opening is not in question",
        "finality",
        "        return Protection.BEFORE_OPENING\n",
        "        return Protection.NOT_IN_QUESTION\n",
        "the law protects what entered before the opening",
        "any record",
    ),
    "the-first-block-is-skipped": _mutant(
        "an order is for the second block though the first is open",
        "timetable",
        "if on_time(at, timetable[b]) and use(timetable[b], system) == Use.REGULAR),",
        "if on_time(at, timetable[b]) and b > 0 and use(timetable[b], system) == Use.REGULAR),",
        "an order enters if and only if it may",
        "submit to Intraday",
    ),
    "a-sum-enters-undelivered": _mutant(
        "a delivery registers whatever is lodged, by whomever",
        "sum_clearing",
        "return order.status == Status.LODGED and order.deliverer == deliverer and order.part == part",
        "return order.status == Status.LODGED and order.part == part",
        "a delivery registers what was lodged",
        "delivery",
    ),
    "sum-rests-by-day": _mutant(
        "by day Sum settles only if nobody is set aside",
        "sum_clearing",
        "block.sum != Use.IF_SET_ASIDE or anybody_set_aside",
        "block.sum != Use.IF_SET_ASIDE or not anybody_set_aside",
        "what waits at the cut-off is admitted, and nothing else",
        "cut-off of the batch",
    ),
    "set-aside-and-back": _mutant(
        "who is set aside takes part again whatever its line",
        "sum_clearing",
        "return a29 == A29.IF_COVERED and not covered(-draw, line)",
        "return a29 == A29.AUTOMATIC and not covered(-draw, line)",
        "who is set aside stays so until it is covered",
        "lock",
    ),
    "the-day-is-closed-by-hope": _mutant(
        "a clearing day is closed though PBS has not delivered",
        "bank_day",
        "if not event.forced and any(missing[i] for i in missing):",
        "if event.forced and any(missing[i] for i in missing):",
        "a clearing day is closed if and only if nothing is missing",
        "close of the clearing day",
    ),
    "intraday-forgets-sum": _mutant(
        "one after the other, Intraday settles on the whole line though Sum has drawn on it",
        "batch_settlement",
        "{p: first.cover[p] + booked[p] for p in participants}",
        "{p: first.cover[p] for p in participants}",
        "only who is short is taken out",
        "settle the batch",
    ),
    "the-lock-is-open": _mutant(
        "a line is taken though the block is locked",
        "liquidity",
        "if account == Account.BATCH and locked:",
        "if account == Account.BATCH and line < 0 and locked:",
        "a line is what was sent",
        "line of the batch",
    ),
}
