"""What the law says of an order, whatever the system did: Directive 98/26/EC, article 3(1), text of 2009."""

from enum import IntEnum

from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, Instant


class Protection(IntEnum):
    """Whether the order binds third parties, worst last."""

    NOT_IN_QUESTION = 0
    BEFORE_OPENING = 1
    """Protected: entered before the opening of insolvency proceedings (first limb)."""
    SECOND_LIMB = 2
    """Protected: entered later, carried out the same business day, and nobody could know."""
    UNPROTECTED = 3


def aware_from(participant: Participant) -> Instant:
    """Return when the operator knew of the bankruptcy: at the first mark in any system."""
    return min(participant.intraday_marked_at, participant.straks_marked_at)


@rule("GEN-09", page="11")
def before_opening(order: TransferOrder, opening: Instant) -> bool:
    """First limb: an order that entered before the opening is protected; at the very instant it is not."""
    return order.entered_at < opening


def second_limb(order: TransferOrder, participant: Participant, rulebook: Rulebook) -> bool:
    """Say whether it was carried out on the clearing day of the opening, and irrevocable before anyone was aware."""
    opening_today = rulebook.day_start <= participant.decreed_at and participant.decreed_at < rulebook.day_end
    carried_out = order.status == Status.SETTLED and order.final_at < rulebook.day_end
    return opening_today and carried_out and order.irrevocable_from < aware_from(participant)


def protection_against(order: TransferOrder, participant: Participant, rulebook: Rulebook) -> Protection:
    """Judge the order by the insolvency of one of its ends."""
    if participant.decreed_at == NEVER:
        return Protection.NOT_IN_QUESTION
    if before_opening(order, participant.decreed_at):
        return Protection.BEFORE_OPENING
    if second_limb(order, participant, rulebook):
        return Protection.SECOND_LIMB
    return Protection.UNPROTECTED


@rule("GEN-19", page="10")
def protection(order: TransferOrder, payer: Participant, payee: Participant, rulebook: Rulebook) -> Protection:
    """An order is judged by both its ends, and is unprotected if either says so; what never entered is not judged."""
    if order.entered_at == NEVER:
        return Protection.NOT_IN_QUESTION
    return max(protection_against(order, payer, rulebook), protection_against(order, payee, rulebook))
