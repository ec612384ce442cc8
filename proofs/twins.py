"""For every predicate of a law, a claim like it that is false: if it is not refuted, the proof means nothing."""

from dataclasses import dataclass

from zerohour.proofs.symbolic.loading import Patch


@dataclass(frozen=True)
class Twin:
    """A wrong text of one place of a law, and the part of its proof in which it must be refuted."""

    patch: Patch
    where: str
    """The kind of event (or `any record`), as `obligations.groups` names it."""


def _twin(module: str, old: str, new: str, where: str) -> Twin:
    return Twin(Patch(f"zerohour.proofs.laws.{module}", old, new), where)


TWINS: dict[str, Twin] = {
    "batch_within_line": _twin(
        "liquidity", "return day.lines[p].batch >= 0", "return day.lines[p].batch > 0", "settle Intraday"
    ),
    "straks_within_line": _twin(
        "liquidity",
        "return line >= 0 and line + min(0, opened) + min(0, closed) >= 0",
        "return line >= 0 and line + min(0, opened) + min(0, closed) > 0",
        "submit to Straks",
    ),
    "line_is_what_was_sent": _twin("liquidity", "and event.line >= 0", "and event.line > 0", "line in Intraday"),
    "sums_are_of_orders": _twin(
        "netting",
        "and order.payer == pair[1] and order.payee == pair[2]",
        "and order.payer == pair[1]",
        "submit to Intraday",
    ),
    "nobody_out_at_the_start": _twin(
        "netting",
        "return not (day.participants[p].known and start[p])",
        "return not day.participants[p].known or start[p]",
        "settle Intraday",
    ),
    "never_back_in": _twin("netting", "or wider[p]", "or not wider[p]", "settle Intraday"),
    "somebody_new": _twin(
        "netting", "return any(wider[p] and not out[p] for", "return all(wider[p] and not out[p] for", "settle Intraday"
    ),
    "only_the_short": _twin(
        "netting",
        "return not newly or nets[p] + counted(day, p) < 0",
        "return not newly or nets[p] + counted(day, p) < -1",
        "settle Intraday",
    ),
    "round_follows_the_reading": _twin(
        "netting", "taken = taken and not milder", "taken = taken and not worse", "settle Intraday"
    ),
    "batch_moves_by_what_settles": _twin(
        "intraday_clearing",
        "booked_between(before, after, q, p) - booked_between(before, after, p, q)",
        "booked_between(before, after, q, p)",
        "settle Intraday",
    ),
    "order_is_sound": _twin(
        "intraday_clearing",
        "and o.irrevocable_from <= day.now",
        "and o.irrevocable_from < day.now",
        "cut-off in Intraday",
    ),
    "clock_is_sound": _twin(
        "intraday_clearing",
        "day.rulebook.intraday[day.intraday.block].cutoff <= day.now",
        "day.rulebook.intraday[day.intraday.block].cutoff < day.now",
        "cut-off in Intraday",
    ),
    "settles_iff_it_may": _twin(
        "intraday_clearing", "and not out[b.payer] and not out[b.payee]", "and not out[b.payer]", "settle Intraday"
    ),
    "calendar_is_kept": _twin(
        "intraday_clearing",
        "due = due and event.at == before.rulebook.intraday[event.block].settle",
        "due = due and event.at >= before.rulebook.intraday[event.block].settle",
        "settle Intraday",
    ),
    "not_booked": _twin("intraday_clearing", "or (ends_out and readings.a15 != A15.SET_ASIDE)", "", "settle Intraday"),
    "admitted_iff_it_waits": _twin(
        "intraday_clearing",
        "waits = b.status == Status.ENTERED or b.status == Status.CARRIED",
        "waits = b.status == Status.ENTERED",
        "cut-off in Intraday",
    ),
    "open_net_is_of_payments": _twin(
        "instant_clearing",
        "sum(cleared_leg(day.orders[i], day.straks.block, p)",
        "sum(cleared_leg(day.orders[i], day.straks.block - 1, p)",
        "submit to Straks",
    ),
    "closed_net_is_of_payments": _twin(
        "instant_clearing",
        "sum(cleared_leg(day.orders[i], day.straks.block - 1, p)",
        "sum(cleared_leg(day.orders[i], day.straks.block, p)",
        "cut-off in Straks",
    ),
    "straks_moves_by_what_settles": _twin(
        "instant_clearing", "moved == sum(booked_leg", "moved + moved == sum(booked_leg", "settle Straks"
    ),
    "payment_is_sound": _twin(
        "instant_clearing", "and o.irrevocable_from <= day.now", "and o.irrevocable_from < day.now", "submit to Straks"
    ),
    "cleared_iff_funded": _twin(
        "instant_clearing", "event.amount <= line + before", "event.amount < line + before", "submit to Straks"
    ),
    "terminal_is_final": _twin(
        "finality",
        "not terminal(before.orders[i]) or",
        "before.orders[i].status == Status.ABSENT or",
        "cut-off in Intraday",
    ),
    "revoked_iff_it_may": _twin(
        "finality", "and event.at < b.irrevocable_from)", "and event.at <= b.irrevocable_from)", "revoke"
    ),
    "enters_iff_it_may": _twin(
        "finality",
        "if timetable[n].cutoff <= at:",
        "if timetable[n].cutoff < at:",
        "submit to Intraday",
    ),
    "mark_takes_out_what_waits": _twin(
        "finality", "return failed_at < cutoff and not kept", "return not kept", "mark in Intraday"
    ),
    "protected_iff_the_law_says": _twin(
        "finality", "if order.entered_at < opening:", "if order.entered_at <= opening:", "any record"
    ),
    "new_order_is_what_was_sent": _twin(
        "orders", "and a.submitted_at == event.at", "and a.submitted_at < event.at", "submit to Intraday"
    ),
    "only_its_state_changes": _twin("orders", "and (kept or renewed)", "and kept", "settle Intraday"),
    "decree_is_recorded": _twin("insolvency", "event.kind != kind", "event.kind == kind", "decree"),
    "mark_is_recorded": _twin(
        "insolvency",
        "b.intraday_marked_at, System.INTRADAY)",
        "b.intraday_marked_at, System.STRAKS)",
        "mark in Intraday",
    ),
    "standing_is_recorded": _twin("insolvency", "b.noticed_at, Notice)", "b.noticed_at, Publication)", "notice"),
    "terms_are_kept": _twin("insolvency", "and event.limit >= 0", "and event.limit > 0", "limit"),
}
"""By the name of the predicate."""
