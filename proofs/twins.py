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
        "liquidity", "return day.lines[p].batch >= 0", "return day.lines[p].batch > 0", "settle the batch"
    ),
    "straks_within_line": _twin(
        "liquidity",
        "return line >= 0 and line + min(0, opened) + min(0, closed) >= 0",
        "return line >= 0 and line + min(0, opened) + min(0, closed) > 0",
        "submit to Straks",
    ),
    "line_is_what_was_sent": _twin("liquidity", "and event.line >= 0", "and event.line > 0", "line of the batch"),
    "sums_are_of_orders": _twin(
        "netting",
        "if order.debit == pair[2] and order.credit == pair[3] else",
        "if order.debit == pair[2] else",
        "submit to Intraday",
    ),
    "nobody_out_at_the_start": _twin(
        "netting",
        "return not (day.participants[p].known and start[p] != 0)",
        "return not day.participants[p].known or start[p] != 0",
        "settle the batch",
    ),
    "never_back_in": _twin("netting", "or wider[p] == out[p]", "or wider[p] == 0", "settle the batch"),
    "somebody_new": _twin(
        "netting",
        "return any(wider[p] > 0 and out[p] <= 0 for",
        "return all(wider[p] > 0 and out[p] <= 0 for",
        "settle the batch",
    ),
    "only_the_short": _twin(
        "netting",
        "return position < 0 and position + cover < 0",
        "return position < 0 and position + cover < -1",
        "settle the batch",
    ),
    "round_follows_the_reading": _twin(
        "netting", "taken = taken and not milder", "taken = taken and not worse", "settle the batch"
    ),
    "batch_moves_by_what_settles": _twin(
        "batch_settlement",
        "sums[System.SUM, block, q, p] - sums[System.SUM, block, p, q] if",
        "sums[System.SUM, block, q, p] if",
        "settle the batch",
    ),
    "sums_are_booked_whole": _twin(
        "batch_settlement", "return not out[p] and not out[q]", "return not out[p]", "settle the batch"
    ),
    "nobody_is_taken_out_of_what_is_covered": _twin(
        "batch_settlement",
        "if any(lacks(total[q], counted(before, q)) for q",
        "if all(lacks(total[q], counted(before, q)) for q",
        "settle the batch",
    ),
    "order_is_sound": _twin(
        "batch_settlement",
        "o.block == running.block and o.irrevocable_from <= day.now",
        "o.block == running.block and o.irrevocable_from < day.now",
        "cut-off of the batch",
    ),
    "clock_is_sound": _twin(
        "batch_settlement",
        "day.rulebook.batch[day.batch.block].cutoff <= day.now",
        "day.rulebook.batch[day.batch.block].cutoff < day.now",
        "cut-off of the batch",
    ),
    "settles_iff_it_may": _twin(
        "batch_settlement",
        "stay_in(after, b.system, b.debit, b.credit)",
        "not after.batch.out[b.payer]",
        "settle the batch",
    ),
    "calendar_is_kept": _twin(
        "batch_settlement",
        "due = due and event.at == before.rulebook.batch[event.block].settle",
        "due = due and event.at >= before.rulebook.batch[event.block].settle",
        "settle the batch",
    ),
    "not_booked": _twin("batch_settlement", "or (ends_out and readings.a15 != A15.SET_ASIDE)", "", "settle the batch"),
    "admitted_iff_it_waits": _twin(
        "batch_settlement",
        "or b.status == Status.CARRIED or b.status == Status.SET_ASIDE",
        "or b.status == Status.CARRIED",
        "cut-off of the batch",
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
        "sum(cleared_leg(day.orders[i], day.straks.block - 2, p)",
        "cut-off of Straks",
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
        "cut-off of the batch",
    ),
    "revoked_iff_it_may": _twin(
        "finality", "and event.at < b.irrevocable_from)", "and event.at <= b.irrevocable_from)", "revoke"
    ),
    "enters_iff_it_may": _twin(
        "finality",
        "return timetable[n].cutoff > at and uses(timetable, n, system) == Use.REGULAR",
        "return timetable[n].cutoff >= at and uses(timetable, n, system) == Use.REGULAR",
        "submit to Intraday",
    ),
    "mark_takes_out_what_waits": _twin(
        "finality",
        "return (order.status == Status.LODGED or failed_at < cutoff) and not kept",
        "return not kept",
        "mark in Intraday",
    ),
    "protected_iff_the_law_says": _twin(
        "finality", "if order.entered_at < opening:", "if order.entered_at <= opening:", "any record"
    ),
    "new_order_is_what_was_sent": _twin(
        "orders", "and a.submitted_at == event.at", "and a.submitted_at < event.at", "submit to Intraday"
    ),
    "only_its_state_changes": _twin("orders", "kept or renewed or comes_in", "kept or comes_in", "settle the batch"),
    "decree_is_recorded": _twin("insolvency", "event.kind != kind", "event.kind == kind", "decree"),
    "mark_is_recorded": _twin(
        "insolvency",
        "b.intraday_marked_at, System.INTRADAY)",
        "b.intraday_marked_at, System.STRAKS)",
        "mark in Intraday",
    ),
    "standing_is_recorded": _twin("insolvency", "b.noticed_at, Notice)", "b.noticed_at, Publication)", "notice"),
    "terms_are_kept": _twin("insolvency", "and event.limit >= 0", "and event.limit > 0", "limit"),
    "draws_of_rounds_are_not_below_zero": _twin("netting", "or wider[p] >= 0", "or wider[p] > 0", "settle the batch"),
    "order_is_where_its_clearing_puts_it": _twin(
        "batch_settlement",
        "return not deferred(o) or o.system == System.SUM or",
        "return not deferred(o) or",
        "delivery",
    ),
    "closed_iff_it_may": _twin(
        "batch_settlement", "(event.forced or not missing)", "event.forced", "close of the clearing day"
    ),
    "closing_rejects_what_was_not_delivered": _twin(
        "batch_settlement",
        "before.rulebook.batch[b.block].day <= event.day\n    if goes",
        "before.rulebook.batch[b.block].day < event.day\n    if goes",
        "close of the clearing day",
    ),
    "waits_on_if_its_block_does_not_run": _twin(
        "batch_settlement",
        "or a == b or a.status == Status.ADMITTED",
        "or a == b",
        "cut-off of the batch",
    ),
    "held_back_iff_not_covered": _twin(
        "batch_settlement",
        "(a.status != Status.ADMITTED) if back else a == b",
        "(a.status != Status.ADMITTED) if back else a != b",
        "lock",
    ),
    "set_aside_with_its_draw": _twin(
        "batch_settlement",
        "return a == b if type(event) is ZeroSettle or before.batch.held[p] else",
        "return a == 0 if type(event) is ZeroSettle or before.batch.held[p] else",
        "settle the batch",
    ),
    "draws_are_not_below_zero": _twin(
        "batch_settlement", "or day.batch.draws[p] >= 0", "or day.batch.draws[p] > 0", "settle the batch"
    ),
    "sum_needs_two": _twin(
        "batch_settlement",
        "    if before.rulebook.readings.a25 == A25.ALSO_AFTER:\n",
        "    if before.rulebook.readings.a25 == A25.INPUT_ONLY:\n",
        "settle the batch as an engine chose",
    ),
    "outage_lasts": _twin(
        "insolvency", "if event.at >= before.now and b.known else", "if event.at >= before.now else", "outage"
    ),
    "disconnection_lasts": _twin(
        "insolvency",
        "return after.disconnected[d] == before.disconnected[d]",
        "return not after.disconnected[d]",
        "disconnection",
    ),
    "money_is_conserved": _twin(
        "funding", "return all_money(after, p) == all_money(before, p) + booked", "return booked == 0", "settle Straks"
    ),
    "folio_is_within_the_pledge": _twin(
        "funding",
        "max(0, day.participants[p].pledge) >= 0",
        "max(0, day.participants[p].pledge) > 0",
        "funding of the batch",
    ),
    "funded_as_forecast": _twin("funding", "max(0, draw) + who.over_cover", "max(0, draw)", "forecast"),
    "silent_before_the_forecast": _twin(
        "batch_settlement",
        "not before.participants[event.participant].down and before.batch.phase == Phase.CLOSED",
        "not before.participants[event.participant].down",
        "outage",
    ),
    "rejected_by_hand": _twin(
        "batch_settlement",
        "return by_hand and before.participants[p].known and before.batch.draws[p] > 0",
        "return by_hand and before.participants[p].known",
        "rejection by hand",
    ),
    "released_when_due": _twin(
        "funding",
        "due = due and ends and before.batch.phase != Phase.LOCKED",
        "due = due and ends",
        "end of the monetary-policy day",
    ),
    "adjusted_to_the_rule": _twin(
        "funding", "if left + left > wanted", "if left + left >= wanted", "look at the liquidity"
    ),
    "never_released_below_half": _twin(
        "funding",
        "after.lines[p].straks >= before.participants[p].liquidity_rule",
        "after.lines[p].straks > before.participants[p].liquidity_rule",
        "look at the liquidity",
    ),
    "returns_to_its_rule": _twin(
        "funding",
        "return a == min(wanted, booked + can_move(before, event.at, p))",
        "return a == min(wanted, booked)",
        "settle Straks",
    ),
    "moved_by_hand": _twin(
        "funding",
        "and event.amount <= can_move(before, event.at, p)",
        "and event.amount < can_move(before, event.at, p)",
        "funding of Straks",
    ),
    "folio_is_what_was_said": _twin(
        "funding",
        "event.balance + before.participants[p].pledge >= 0",
        "event.balance + before.participants[p].pledge > 0",
        "folio",
    ),
    "standing_terms_are_kept": _twin(
        "funding", "before.lines[p].folio + amount < 0", "before.lines[p].folio + amount <= 0", "standing term"
    ),
    "closed_net_is_booked_once": _twin(
        "instant_clearing",
        "or day.straks.unbooked or day.straks.closed_net[p] == 0",
        "or day.straks.closed_net[p] == 0",
        "cut-off of Straks",
    ),
    "sanctioned_iff_taken_out": _twin(
        "batch_settlement",
        "fell = fell and (after.batch.sum_out[p] or after.batch.out[p])",
        "fell = fell and after.batch.sum_out[p]",
        "settle the batch as an engine chose",
    ),
    "postponed_iff_it_may": _twin(
        "batch_settlement",
        "any(b == n + 1 and over >= book",
        "any(b == n + 1 and over > book",
        "postponement",
    ),
    "lodged_iff_it_may": _twin(
        "finality", "earliest(timetable, a.block, event)))", "a.block == event.block))", "submit to Sum"
    ),
    "delivered_iff_lodged": _twin(
        "finality", "and b.deliverer == event.deliverer and b.part", "and b.part", "delivery"
    ),
}
"""By the name of the predicate."""
