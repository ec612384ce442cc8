"""Laws of funding: money is conserved, and moves between folios and settlement accounts when and as far as said."""

from zerohour.proofs.laws.batch_settlement import carried_out
from zerohour.proofs.laws.insolvency import mark_in
from zerohour.proofs.laws.law import law
from zerohour.proofs.laws.netting import net
from zerohour.spec.bank_day import (
    BankDay,
    Check,
    EndMoneyDay,
    Event,
    Forecast,
    Fund,
    Release,
    SetFolio,
    SetLine,
    SetTerm,
    Settle,
)
from zerohour.spec.batch_settlement import Phase
from zerohour.spec.netting import nobody
from zerohour.spec.participants import NO_SPONSOR, Account, ParticipantId, Term
from zerohour.spec.readings import A37, A38, A45
from zerohour.spec.timetable import NEVER, Days, Instant, System


def all_money(day: BankDay, p: ParticipantId) -> int:
    """Return what the participant has on its three accounts, in øre."""
    return day.lines[p].folio + day.lines[p].batch + day.lines[p].straks


def cycle_booked(before: BankDay, event: Event, after: BankDay) -> bool:
    """Whether the step booked a cycle of Straks."""
    return type(event) is Settle and before.straks.unbooked and not after.straks.unbooked


@law("money is conserved", "safety", "LIQ-01", "LIQ-04", "LIQ-10", "LIQ-15", "GEN-01")
def money_is_conserved(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """But for lines and folios that are given, only what is booked changes what a participant has on all accounts."""
    if type(event) is SetLine or type(event) is SetFolio or not before.participants[p].known:
        return True
    booked = after.batch.nets[p] if carried_out(before, event, after) else 0
    if cycle_booked(before, event, after):
        booked = before.straks.closed_net[p]
    return all_money(after, p) == all_money(before, p) + booked


@law("a folio is not drawn beyond the pledge", "safety", "LIQ-07", "LIQ-08", "OWN-15", "CAL-03")
def folio_is_within_the_pledge(day: BankDay, p: ParticipantId) -> bool:
    """A folio is below zero by no more than is pledged."""
    return day.lines[p].folio + max(0, day.participants[p].pledge) >= 0


def in_some(at: Instant, days: Days) -> bool:
    """Whether the instant lies in one of the days."""
    return any(days[d].start <= at < days[d].end for d in days)


def can_move(before: BankDay, at: Instant, p: ParticipantId) -> int:
    """Return what can be moved from the folio, in øre: its balance, and by day what may be drawn against the pledge."""
    lent = before.participants[p].pledge if in_some(at, before.rulebook.money_days) else 0
    return max(0, before.lines[p].folio + lent)


@law("accounts are funded by the forecast", "exactness", "LIQ-01", "LIQ-09", "LIQ-20", "LIQ-22", "LIQ-08", "GEN-17")
def funded_as_forecast(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """The account is filled up to the net draw, or the one it was set aside with, and the over-cover, or as may be."""
    if type(event) is not Forecast or after.batch.phase == before.batch.phase or not before.participants[p].known:
        return True
    who, b, a = before.participants[p], before.lines[p], after.lines[p]
    marked = min(who.sum_marked_at, who.intraday_marked_at) != NEVER
    if not b.has_folio or (marked and before.rulebook.readings.a45 == A45.NONE_AFTER_MARK):
        return a.batch == b.batch
    draw = max(before.batch.draws[p], -net(before, (System.SUM, System.INTRADAY), nobody(before.participants), p))
    wanted = max(0, draw) + who.over_cover
    return a.batch == max(b.batch, min(wanted, b.batch + can_move(before, event.at, p)))


@law("what is left goes back to the folio", "exactness", "LIQ-04", "LIQ-06")
def released_when_due(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """After its settlement, and when the monetary-policy day ends, a batch account is emptied, unless it is locked."""
    if not before.participants[p].known or (type(event) is not Release and type(event) is not EndMoneyDay):
        return True
    due = event.at >= before.now and before.lines[p].has_folio
    if type(event) is Release:
        settled = before.batch.phase == Phase.OPEN and before.batch.block == event.block + 1
        due = due and settled and event.at == before.rulebook.batch[event.block].release + before.batch.delay
    if type(event) is EndMoneyDay:
        ends = event.at == before.rulebook.money_days[event.day].end
        due = due and ends and before.batch.phase != Phase.LOCKED
    return after.lines[p].batch == (0 if due else before.lines[p].batch)


def is_managed(before: BankDay, p: ParticipantId) -> bool:
    """Whether the participant has a folio and a liquidity rule, and is not out of Straks."""
    who = before.participants[p]
    return not gone_from_straks(before, p) and before.lines[p].has_folio and who.liquidity_rule >= 0


def gone_from_straks(before: BankDay, p: ParticipantId) -> bool:
    """Whether the participant has been marked in Straks, or excluded."""
    who = before.participants[p]
    return min(mark_in(who, System.STRAKS), who.excluded_at) != NEVER


def half_of(amount: int) -> int:
    """Return half of an amount, in øre, rounded up."""
    return (amount + 1) // 2


@law("liquidity in Straks follows its rule", "exactness", "LIQ-11", "LIQ-12", "LIQ-13", "LIQ-14", "LIQ-10", "LIQ-15")
def adjusted_to_the_rule(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """It is fetched when over half is used, and released when over one and a half times is there, and else not."""
    if type(event) is not Check or not before.participants[p].known:
        return True
    b, a, wanted = before.lines[p].straks, after.lines[p].straks, before.participants[p].liquidity_rule
    if event.at < before.now or not is_managed(before, p):
        return a == b
    opened, closed, readings = before.straks.open_net[p], before.straks.closed_net[p], before.rulebook.readings
    left = b + opened + (closed if readings.a38 == A38.BOTH_SIGNS else min(0, closed))
    used = wanted - left if readings.a37 == A37.RULE_MINUS_AVAILABLE else -opened - min(0, closed)
    if left + left > wanted + wanted + wanted:
        floor = max(half_of(wanted), -min(0, opened) - min(0, closed))
        return a == min(b, max(b - left + wanted, floor))
    if used + used > wanted and left < wanted:
        return a == min(b - left + wanted, b + can_move(before, event.at, p))
    return a == b


@law("liquidity in Straks follows its rule", "safety", "LIQ-14")
def never_released_below_half(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """The look at the liquidity lowers no line below half of the rule."""
    if type(event) is not Check or after.lines[p].straks >= before.lines[p].straks:
        return True
    return after.lines[p].straks + after.lines[p].straks >= before.participants[p].liquidity_rule


@law("liquidity in Straks follows its rule", "exactness", "LIQ-16", "LIQ-23", "LIQ-24", "INS-18")
def returns_to_its_rule(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """When a cycle is booked the account returns to the rule, but for what the open one needs; who is out has none."""
    if not (cycle_booked(before, event, after) and before.participants[p].known):
        return True
    booked = before.lines[p].straks + before.straks.closed_net[p]
    a, opened, wanted = after.lines[p].straks, before.straks.open_net[p], before.participants[p].liquidity_rule
    if gone_from_straks(before, p) and before.lines[p].has_folio and opened == 0:
        return a == 0
    if not is_managed(before, p):
        return a == booked
    if booked > wanted:
        return a == max(wanted, min(booked, -opened))
    return a == min(wanted, booked + can_move(before, event.at, p))


def holds_accounts(before: BankDay, p: ParticipantId) -> bool:
    """Whether the participant is known, and settles over accounts of its own."""
    return before.participants[p].known and before.participants[p].sponsor == NO_SPONSOR


@law("a folio is what was said, and money moves as told", "exactness", "LIQ-05", "LIQ-03", "OWN-08", "OWN-15", "CAL-03")
def moved_by_hand(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """While Kronos2 is open, and not from a batch account that is locked, as much as there is; else nothing."""
    if type(event) is not Fund:
        return True
    b, a = before.lines[p], after.lines[p]
    locked = event.account == Account.BATCH and before.batch.phase == Phase.LOCKED
    may = event.participant == p and event.at >= before.now and holds_accounts(before, p) and not locked
    may = may and in_some(event.at, before.rulebook.open_hours) and event.amount >= 0
    may = may and event.amount <= can_move(before, event.at, p)
    amount = event.amount if may else 0
    into = b.straks + amount == a.straks if event.account == Account.STRAKS else b.straks == a.straks
    return into and a.folio == b.folio - amount


@law("a folio is what was said, and money moves as told", "exactness", "OWN-15", "OWN-08", "GEN-04")
def folio_is_what_was_said(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A folio becomes what is reported, if that is within the pledge; who has one keeps it, and its lines follow it."""
    b, a = before.lines[p], after.lines[p]
    if type(event) is not SetFolio:
        return a.has_folio == b.has_folio
    may = event.participant == p and event.at >= before.now and holds_accounts(before, p)
    may = may and event.balance + before.participants[p].pledge >= 0
    same = a.batch == b.batch and a.straks == b.straks
    return same and a.folio == (event.balance if may else b.folio) and a.has_folio == (b.has_folio or may)


@law("a folio is what was said, and money moves as told", "exactness", "LIQ-08", "LIQ-09", "LIQ-10", "OWN-08")
def standing_terms_are_kept(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A liquidity rule, an over-cover or a pledge becomes what is set, unless the folio has drawn on more."""
    b, a = before.participants[p], after.participants[p]
    set_for = type(event) is SetTerm and event.participant == p and event.at >= before.now and holds_accounts(before, p)
    term = event.term if type(event) is SetTerm else Term.PLEDGE
    amount = event.amount if type(event) is SetTerm else 0
    drawn = term == Term.PLEDGE and before.lines[p].folio + amount < 0
    taken = set_for and amount >= 0 and not drawn
    rule_is = amount if taken and term == Term.LIQUIDITY_RULE else b.liquidity_rule
    other = term != Term.LIQUIDITY_RULE and term != Term.PLEDGE
    over_is = amount if taken and other else b.over_cover
    pledge_is = amount if taken and term == Term.PLEDGE else b.pledge
    return a.liquidity_rule == rule_is and a.over_cover == over_is and a.pledge == pledge_is
