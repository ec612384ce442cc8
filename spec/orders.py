"""A transfer order, and the states it can be in."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.participants import ParticipantId
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant, System

OrderId: TypeAlias = str

DelivererId: TypeAlias = str
"""A data centre, or Nets, that delivers sums to Sumclearing."""


class Part(IntEnum):
    """The sub-clearing of Sum that a bilateral sum comes from."""

    PAPERLESS = 0
    """The paperless clearing (dokumentløs), whose sums the data centres deliver."""
    PBS = 1
    """The clearing of direct debits and cards, whose sums Nets delivers."""


class Status(IntEnum):
    """Where an order is in its life. From REFUSED on nothing changes any more."""

    ABSENT = 0
    LODGED = 1
    """A sum of Sumclearing that its deliverer has not yet delivered."""
    ENTERED = 2
    ADMITTED = 3
    CARRIED = 4
    """Moved to a block after the one it was admitted to, in Intraday."""
    SET_ASIDE = 5
    """The same in Sum, where it stays until its participant has the liquidity, or the day is over."""
    CLEARED = 6
    """An instant payment that is final for the customer, and not yet booked."""
    REFUSED = 7
    REROUTED = 8
    """Over a limit: settled outside the clearing, as a transfer between accounts at the central bank."""
    REVOKED = 9
    REJECTED = 10
    REVERSED = 11
    SETTLED = 12


@dataclass(frozen=True)
class TransferOrder:
    """What was ordered, the three moments (SF1, SF2, SF3), and what has become of it. Amount in øre.

    In Sum an order is a bilateral sum: all that one participant owes another, as one deliverer counts it.
    """

    system: System = System.INTRADAY
    payer: ParticipantId = ""
    payee: ParticipantId = ""
    amount: Ore = 0
    submitted_at: Instant = NEVER
    entered_at: Instant = NEVER
    """SF1: when it entered the system."""
    irrevocable_from: Instant = NEVER
    """SF2: from when it cannot be revoked."""
    final_at: Instant = NEVER
    """SF3: when its settlement was completed."""
    block: BlockNo = NO_BLOCK
    """The block it names, if any; then the one it is for; once settled, the block that settled it."""
    status: Status = Status.ABSENT
    reason: Reason = Reason.NOTHING
    """What decided its status."""
    part: Part = Part.PAPERLESS
    deliverer: DelivererId = ""
    """In Sum: the sub-clearing that it is from, and who delivers it."""
    debit: ParticipantId = ""
    credit: ParticipantId = ""
    """Whose accounts it moves: of the payer and the payee, or of their sponsors."""


def terminal(order: TransferOrder) -> bool:
    """Whether nothing can change the order any more."""
    return order.status >= Status.REFUSED


def deferred(order: TransferOrder) -> bool:
    """Whether the order awaits a multilateral settlement: entered, admitted, carried over or set aside."""
    return order.status >= Status.ENTERED and order.status <= Status.SET_ASIDE


def waits(order: TransferOrder) -> bool:
    """Whether the order waits for the cut-off of its block: entered, carried over or set aside."""
    return deferred(order) and order.status != Status.ADMITTED


@rule("INS-19", page="53, 54")
def touches(order: TransferOrder, participant: ParticipantId) -> bool:
    """An order is to or from a participant if that, or one that settles over it, is one of its two ends."""
    return pays(order, participant) or order.payee == participant or order.credit == participant


def pays(order: TransferOrder, participant: ParticipantId) -> bool:
    """Whether the participant, or one that settles over it, pays the order."""
    return order.payer == participant or order.debit == participant
