"""Funding: what moves between a participant's folio and its settlement accounts, and when."""

from zerohour.spec.decisions import Reason
from zerohour.spec.liquidity import available
from zerohour.spec.money import Ore, debt
from zerohour.spec.participants import (
    Account,
    Accounts,
    Participant,
    Term,
    direct,
    left_from,
    marked_at,
)
from zerohour.spec.readings import A37, A38, A45, Readings
from zerohour.spec.records import replace
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, Days, Instant, System, within


@rule("LIQ-07", page="46")
@rule("CAL-03", page="46, 60")
def lends(at: Instant, money_days: Days) -> bool:
    """The central bank lends against pledges within the monetary-policy day only."""
    return any(within(at, money_days[d]) for d in money_days)


@rule("GEN-17", page="11")
@rule("LIQ-08", page="46")
def disposable(folio: Ore, pledge: Ore, *, lent: bool) -> Ore:
    """What can be moved from the folio is its balance and, while it is lent against, the pledge, in øre.

    A pledge stands whatever becomes of who gave it.
    """
    return max(0, folio + (pledge if lent else 0))


@rule("LIQ-15", page="47")
def moved(accounts: Accounts, account: Account, amount: Ore) -> Accounts:
    """What moves from the folio to a settlement account, in øre (back, below zero), is the change of its line."""
    if account == Account.STRAKS:
        return replace(accounts, folio=accounts.folio - amount, straks=accounts.straks + amount)
    return replace(accounts, folio=accounts.folio - amount, batch=accounts.batch + amount)


# -- Sum and Intraday --------------------------------------------------------------------------------------------------


@rule("LIQ-09", page="46")
@rule("LIQ-20", page="47, 56")
@rule("LIQ-22", page="55, 56")
def asked_for(net: Ore, draw: Ore, over_cover: Ore, batch: Ore) -> Ore:
    """The forecast asks for the net draw as it is before anybody is taken out, and for the over-cover, in øre.

    Of who was set aside it asks for the draw of then, if that is more. What is on the account counts.
    """
    return max(0, max(0, -net, draw) + over_cover - batch)


def funded_after_failure(participant: Participant, a45: A45) -> bool:
    """Whether a failed participant is still funded for what the running cycle has admitted is reading A-45."""
    marked = min(marked_at(participant, System.SUM), marked_at(participant, System.INTRADAY))
    return a45 == A45.FUND_ADMITTED or marked == NEVER


@rule("LIQ-01", page="46")
def funded(accounts: Accounts, participant: Participant, asked: Ore, room: Ore, a45: A45) -> Accounts:
    """Before the settlement what the forecast asks for moves to the account, as far as there is room for it, in øre."""
    if not (accounts.has_folio and funded_after_failure(participant, a45)):
        return accounts
    return moved(accounts, Account.BATCH, min(asked, room))


@rule("LIQ-04", page="46")
@rule("LIQ-06", page="60")
def released(accounts: Accounts) -> Accounts:
    """After the settlement, and when the monetary-policy day ends, what is left on the batch account goes back."""
    return moved(accounts, Account.BATCH, -accounts.batch) if accounts.has_folio else accounts


# -- Straks ------------------------------------------------------------------------------------------------------------


def spare(straks: Ore, open_net: Ore, closed_net: Ore) -> Ore:
    """Return what neither the open cycle nor an unbooked one needs of the prefunded money, in øre."""
    return max(0, straks + debt(open_net) + debt(closed_net))


@rule("LIQ-14", page="47")
def releasable(accounts: Accounts, rule_amount: Ore, open_net: Ore, closed_net: Ore) -> Ore:
    """A release leaves at least half of the liquidity rule on the account, and what the cycles need, in øre."""
    half = rule_amount - rule_amount // 2
    return min(max(0, accounts.straks - half), spare(accounts.straks, open_net, closed_net))


def in_use(rule_amount: Ore, can_use: Ore, open_net: Ore, closed_net: Ore, a37: A37) -> Ore:
    """Return how much of the liquidity rule is used, in øre: what flowed out, or what is no longer there (A-37)."""
    return rule_amount - can_use if a37 == A37.RULE_MINUS_AVAILABLE else -open_net - debt(closed_net)


@rule("LIQ-10", page="46")
@rule("LIQ-12", page="47")
@rule("LIQ-13", page="47")
def adjustment(
    accounts: Accounts, rule_amount: Ore, open_net: Ore, closed_net: Ore, room: Ore, a37: A37, a38: A38
) -> Ore:
    """Back to the rule: more, if over half of it is used; less, if over one and a half times of it is there (in øre).

    Exactly half, and exactly one and a half times, trigger nothing.
    """
    can_use = available(accounts.straks, open_net, closed_net, a38)
    if 2 * can_use > 3 * rule_amount:
        return -min(can_use - rule_amount, releasable(accounts, rule_amount, open_net, closed_net))
    if 2 * in_use(rule_amount, can_use, open_net, closed_net, a37) > rule_amount:
        return min(max(0, rule_amount - can_use), room)
    return 0


def managed(accounts: Accounts, participant: Participant) -> bool:
    """Whether a liquidity rule manages what the participant has in Straks, which it takes part in."""
    in_straks = left_from(participant, System.STRAKS) == NEVER
    return in_straks and accounts.has_folio and participant.liquidity_rule >= 0


@rule("LIQ-11", page="47")
def checked(
    accounts: Accounts, participant: Participant, open_net: Ore, closed_net: Ore, room: Ore, readings: Readings
) -> Accounts:
    """Every fifteen minutes the liquidity of who has a liquidity rule is looked at, and adjusted."""
    if not managed(accounts, participant):
        return accounts
    amount = adjustment(accounts, participant.liquidity_rule, open_net, closed_net, room, readings.a37, readings.a38)
    return moved(accounts, Account.STRAKS, amount)


@rule("LIQ-16", page="45")
@rule("LIQ-23", page="54")
@rule("LIQ-24", page="57")
def returned(accounts: Accounts, participant: Participant, open_net: Ore, room: Ore) -> Accounts:
    """When a cycle is booked the account returns to the rule: what is over it can serve the batch that follows."""
    if not managed(accounts, participant):
        return emptied(accounts, participant, open_net)
    over = accounts.straks - participant.liquidity_rule
    if over > 0:
        return moved(accounts, Account.STRAKS, -min(over, spare(accounts.straks, open_net, 0)))
    return moved(accounts, Account.STRAKS, min(-over, room))


@rule("INS-18", page="53-54")
def emptied(accounts: Accounts, participant: Participant, open_net: Ore) -> Accounts:
    """Who is out of Straks has its line put at zero when nothing of its payments is left to settle."""
    gone = left_from(participant, System.STRAKS) != NEVER
    if not (gone and accounts.has_folio and open_net == 0):
        return accounts
    return moved(accounts, Account.STRAKS, -accounts.straks)


# -- by hand -----------------------------------------------------------------------------------------------------------


@rule("OWN-15", page="own")
def account_refusal(participant: Participant, amount: Ore) -> Reason:
    """Only who settles over accounts of its own has a folio, which is below zero by no more than what is pledged.

    No amount that is moved or set, in øre, is below zero.
    """
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if not direct(participant):
        return Reason.NO_ACCOUNT
    return Reason.BELOW_ZERO if amount < 0 else Reason.NOTHING


def folio_refusal(participant: Participant, balance: Ore) -> Reason:
    """Say why the balance of a folio, in øre, is not taken: it is below zero by more than what is pledged."""
    reason = account_refusal(participant, 0)
    if reason != Reason.NOTHING:
        return reason
    return Reason.NOT_COVERED if balance + participant.pledge < 0 else Reason.NOTHING


def term_refusal(participant: Participant, term: Term, amount: Ore, folio: Ore) -> Reason:
    """Say why a standing term is not taken: it is below zero, or a pledge, in øre, that the folio has drawn on."""
    reason = account_refusal(participant, amount)
    if reason != Reason.NOTHING or term != Term.PLEDGE:
        return reason
    return folio_refusal(replace(participant, pledge=amount), folio)


@rule("LIQ-05", page="60")
def fund_refusal(participant: Participant, amount: Ore, room: Ore, *, locked: bool, is_open: bool) -> Reason:
    """By hand money is moved while Kronos2 is open, before the lock, and as far as there is room for it, in øre."""
    reason = account_refusal(participant, amount)
    if reason != Reason.NOTHING:
        return reason
    if locked:
        return Reason.LOCKED
    if not is_open:
        return Reason.OUTSIDE_HOURS
    return Reason.NOT_COVERED if amount > room else Reason.NOTHING


def with_term(participant: Participant, term: Term, amount: Ore) -> Participant:
    """Return the participant with another standing term, in øre."""
    if term == Term.LIQUIDITY_RULE:
        return replace(participant, liquidity_rule=amount)
    if term == Term.PLEDGE:
        return replace(participant, pledge=amount)
    return replace(participant, over_cover=amount)
