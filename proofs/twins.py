"""For every law, a claim like it that is false: if the prover does not refute it, the law's proof means nothing."""

from zerohour.proofs.symbolic.loading import Patch

TWINS: dict[str, Patch] = {
    "no settlement beyond the credit line": Patch(
        "zerohour.proofs.laws.liquidity", "return day.lines[p].batch >= 0", "return day.lines[p].batch > 0"
    ),
    "what settles is what moves": Patch(
        "zerohour.proofs.laws.intraday_clearing",
        "booked_between(before, after, q, p) - booked_between(before, after, p, q)",
        "booked_between(before, after, q, p)",
    ),
    "finality is stable": Patch(
        "zerohour.proofs.laws.finality",
        "not terminal(before.orders[i]) or",
        "before.orders[i].status == Status.ABSENT or",
    ),
    "an order settles if and only if it may": Patch(
        "zerohour.proofs.laws.intraday_clearing", "and not out[b.payer] and not out[b.payee]", "and not out[b.payer]"
    ),
    "the exclusion of participants ends": Patch(
        "zerohour.proofs.laws.netting",
        "return any(wider[p] and not out[p] for",
        "return all(wider[p] and not out[p] for",
    ),
    "only who is short is taken out": Patch(
        "zerohour.proofs.laws.netting", "nets[p] + day.lines[p].batch < 0", "nets[p] + day.lines[p].batch < -1"
    ),
    "orders are sound": Patch(
        "zerohour.proofs.laws.intraday_clearing",
        "and o.irrevocable_from <= day.now",
        "and o.irrevocable_from < day.now",
    ),
    "a settlement is carried out if and only if it is due": Patch(
        "zerohour.proofs.laws.intraday_clearing",
        "due = due and event.at == before.rulebook.intraday[event.block].settle",
        "due = due and event.at >= before.rulebook.intraday[event.block].settle",
    ),
    "what is not booked is carried over or finally rejected": Patch(
        "zerohour.proofs.laws.intraday_clearing", "if timetable[b.block].last or marked:", "if timetable[b.block].last:"
    ),
    "what waits at the cut-off is admitted, and nothing else": Patch(
        "zerohour.proofs.laws.intraday_clearing",
        "waits = b.status == Status.ENTERED or b.status == Status.CARRIED",
        "waits = b.status == Status.ENTERED",
    ),
    "an instant payment is cleared if and only if it is funded": Patch(
        "zerohour.proofs.laws.instant_clearing", "and event.amount <= can_use", "and event.amount < can_use"
    ),
    "an order is revoked if and only if it may be": Patch(
        "zerohour.proofs.laws.finality", "and event.at < b.irrevocable_from)", "and event.at <= b.irrevocable_from)"
    ),
    "an order enters if and only if it may": Patch(
        "zerohour.proofs.laws.finality", "any(timetable[n].cutoff > event.at", "any(timetable[n].cutoff >= event.at"
    ),
    "a mark takes out what waits, and nothing else": Patch(
        "zerohour.proofs.laws.finality", "before.rulebook.intraday[b.block].cutoff > event.at", "event.at >= 0"
    ),
    "the law protects what entered before the opening": Patch(
        "zerohour.proofs.laws.finality", "order.entered_at >= end.decreed_at", "order.entered_at > end.decreed_at"
    ),
}
