"""A transfer order, and the states it can be in."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore
from zerohour.spec.participants import ParticipantId, System
from zerohour.spec.timetable import NEVER, NO_BLOCK, BlockNo, Instant

OrderId: TypeAlias = str


class Status(IntEnum):
    """Where an order is in its life. From REFUSED on nothing changes any more."""

    ABSENT = 0
    ENTERED = 1
    ADMITTED = 2
    CARRIED = 3
    """Moved to the block after the one it was admitted to."""
    CLEARED = 4
    """An instant payment that is final for the customer, and not yet booked."""
    REFUSED = 5
    REROUTED = 6
    """Over a limit: settled outside the clearing, as a transfer between accounts at the central bank."""
    REVOKED = 7
    REJECTED = 8
    REVERSED = 9
    SETTLED = 10


@dataclass(frozen=True)
class TransferOrder:
    """What was ordered, the three moments (SF1, SF2, SF3), and what has become of it. Amount in øre."""

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


def terminal(order: TransferOrder) -> bool:
    """Whether nothing can change the order any more."""
    return order.status >= Status.REFUSED


def deferred(order: TransferOrder) -> bool:
    """Whether the order awaits a multilateral settlement: entered, admitted or carried over."""
    return order.status >= Status.ENTERED and order.status <= Status.CARRIED


def touches(order: TransferOrder, participant: ParticipantId) -> bool:
    """Whether the participant is one of the two ends of the order."""
    return order.payer == participant or order.payee == participant
