"""What the law says of an order, whatever the system did: Directive 98/26/EC, article 3(1), and the Danish Act.

The three regimes ask two questions. First limb: did the order enter before the opening of insolvency proceedings?
Second limb: if it entered later, was that on the day of the opening, and could nobody know?
"""

from enum import IntEnum

from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, Party, decreed_at
from zerohour.spec.readings import A14, DayReading
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, NO_DAY, Days, Instant, day_of, same_day


class Regime(IntEnum):
    """The text of law that an order is judged by."""

    DIRECTIVE_2009 = 0
    """Directive 98/26/EC as amended by 2009/44/EC."""
    DIRECTIVE_1998 = 1
    """Directive 98/26/EC as it stood in 1998."""
    DANISH_ACT = 2
    """The Danish Capital Markets Act, sections 163 to 166."""


class Protection(IntEnum):
    """Whether the order binds third parties, worst last."""

    NOT_IN_QUESTION = 0
    BEFORE_OPENING = 1
    """Protected: entered before the opening of insolvency proceedings (first limb)."""
    SECOND_LIMB = 2
    """Protected: entered later, but on the day of the opening, and nobody could know."""
    UNPROTECTED = 3


def decided_at(participant: Participant, regime: Regime) -> Instant:
    """Return when the first proceedings that count were opened; under the Act a suspension of payments does not."""
    if regime == Regime.DANISH_ACT:
        return min(participant.bankruptcy_at, participant.reconstruction_at)
    return decreed_at(participant)


@rule("GEN-18", page="10")
def opening_of(decision: Instant, calendar_days: Days, a14: A14) -> Instant:
    """The opening is the decision itself; a zero-hour rule (A-14) would put it at the start of that calendar day."""
    today = day_of(decision, calendar_days)
    if a14 == A14.ZERO_HOUR and today != NO_DAY:
        return calendar_days[today].start
    return decision


def publication_ends(participant: Participant, calendar_days: Days) -> Instant:
    """Return the end of the day of publication in Statstidende, after which everyone is taken to know."""
    day = day_of(participant.published_at, calendar_days)
    return participant.published_at if day == NO_DAY else calendar_days[day].end


def aware_from(participant: Participant, calendar_days: Days) -> Instant:
    """Return from when the operator knows: the first of the notice, any mark, the end of the day of publication."""
    return min(
        participant.noticed_at,
        participant.sum_marked_at,
        participant.intraday_marked_at,
        participant.straks_marked_at,
        publication_ends(participant, calendar_days),
    )


@rule("GEN-09", page="11")
def before_opening(order: TransferOrder, opening: Instant) -> bool:
    """First limb: an order that entered before the opening is protected; at the very instant it is not."""
    return order.entered_at < opening


def business_days(rulebook: Rulebook, day: DayReading) -> Days:
    """Return the days that the directive of 2009 means by a business day: the reading `Day`."""
    return rulebook.calendar_days if day == DayReading.CALENDAR_DAY else rulebook.clearing_days


def second_limb(order: TransferOrder, decision: Instant, aware: Instant, rulebook: Rulebook, regime: Regime) -> bool:
    """Say whether it was carried out, or under the Act entered, on the day of the opening, before anyone was aware.

    Awareness is asked when the order became irrevocable; by the directive of 1998, when it was settled.
    """
    if regime == Regime.DANISH_ACT:
        return same_day(order.entered_at, decision, rulebook.calendar_days) and order.irrevocable_from < aware
    if order.status != Status.SETTLED:
        return False
    if regime == Regime.DIRECTIVE_1998:
        return same_day(order.final_at, decision, rulebook.calendar_days) and order.final_at < aware
    days = business_days(rulebook, rulebook.readings.day)
    return same_day(order.final_at, decision, days) and order.irrevocable_from < aware


@rule("GEN-14", page="11")
def agreement_binds(participant: Participant, decision: Instant, regime: Regime) -> bool:
    """Under the Act the netting agreement binds the estate only if it was filed before the opening."""
    return regime != Regime.DANISH_ACT or participant.filed_at < decision


def protection_against(
    order: TransferOrder, participant: Participant, rulebook: Rulebook, regime: Regime
) -> Protection:
    """Judge the order by the insolvency of one participant."""
    decision = decided_at(participant, regime)
    if decision == NEVER:
        return Protection.NOT_IN_QUESTION
    if not agreement_binds(participant, decision, regime):
        return Protection.UNPROTECTED
    if before_opening(order, opening_of(decision, rulebook.calendar_days, rulebook.readings.a14)):
        return Protection.BEFORE_OPENING
    if second_limb(order, decision, aware_from(participant, rulebook.calendar_days), rulebook, regime):
        return Protection.SECOND_LIMB
    return Protection.UNPROTECTED


@rule("GEN-19", page="10")
def protection(order: TransferOrder, payer: Party, payee: Party, rulebook: Rulebook, regime: Regime) -> Protection:
    """An order is judged by both its ends and their sponsors, and is unprotected if any of them makes it so.

    What never entered is not in question.
    """
    if order.entered_at == NEVER:
        return Protection.NOT_IN_QUESTION
    return max(
        protection_against(order, payer.own, rulebook, regime),
        protection_against(order, payer.holder, rulebook, regime),
        protection_against(order, payee.own, rulebook, regime),
        protection_against(order, payee.holder, rulebook, regime),
    )
