"""Sumclearing: bilateral sums that are lodged and delivered, and participants that are set aside and tried again."""

from zerohour.spec.decisions import Reason
from zerohour.spec.entry import registered
from zerohour.spec.insolvency import rejected
from zerohour.spec.money import Ore
from zerohour.spec.netting import covered
from zerohour.spec.orders import DelivererId, Part, Status, TransferOrder, touches
from zerohour.spec.participants import Participant, ParticipantId
from zerohour.spec.readings import A29, A32
from zerohour.spec.records import replace
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rules import rule
from zerohour.spec.timetable import (
    NO_BLOCK,
    Block,
    BlockNo,
    DayNo,
    Instant,
    System,
    Timetable,
    Use,
    ends_by_hand,
    still,
)


@rule("SUM-02", page="9, 54-55")
def lodged_by(order: TransferOrder, deliverer: DelivererId, part: Part) -> bool:
    """A delivery registers what its deliverer has lodged in one of the two sub-clearings."""
    return order.status == Status.LODGED and order.deliverer == deliverer and order.part == part


@rule("SUM-03", page="55")
@rule("OUT-14", page="65")
def delivered(order: TransferOrder, at: Instant, rulebook: Rulebook) -> TransferOrder:
    """Sum settles what has been delivered by its cut-off; what is delivered later is for the next block of that day."""
    block = still(order.block, at, rulebook.batch, System.SUM)
    if block == NO_BLOCK:
        return rejected(order, Reason.TOO_LATE)
    return registered(order, block, at, rulebook.batch, rulebook.readings.a02)


@rule("SUM-10", page="56")
def runs(block: Block, system: System, *, anybody_set_aside: bool) -> bool:
    """In the day blocks Sum settles only if a participant is set aside."""
    return system != System.SUM or block.sum != Use.IF_SET_ASIDE or anybody_set_aside


def passed_on(order: TransferOrder, then: BlockNo) -> TransferOrder:
    """Return an order whose block does not run as waiting for the next one, or rejected if there is none that day."""
    if then == NO_BLOCK:
        return rejected(order, Reason.LAST_OF_DAY)
    return replace(order, reason=Reason.PASSED_ON, block=then)


@rule("SUM-12", page="53")
@rule("SUM-16", page="64")
def held_back(draw: Ore, line: Ore, a29: A29) -> bool:
    """Who is set aside stays so until its line covers the draw (in øre) that it was set aside with."""
    return a29 == A29.IF_COVERED and not covered(-draw, line)


@rule("OWN-17", page="own")
def rejection_refusal(participant: Participant, draw: Ore, a32: A32, *, between_blocks: bool) -> Reason:
    """Only who is set aside can be finally rejected, where that is done by hand (A-32), and not while a block runs."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if not ends_by_hand(a32):
        return Reason.ENDS_WITH_THE_DAY
    if draw <= 0:
        return Reason.NOT_SET_ASIDE
    return Reason.NOTHING if between_blocks else Reason.BLOCK_IS_RUNNING


@rule("SUM-16", page="64")
def leaves_with(order: TransferOrder, participant: ParticipantId) -> bool:
    """With a participant that is finally rejected in Sum go the sums to and from it that are set aside."""
    return order.status == Status.SET_ASIDE and touches(order, participant)


@rule("SUM-05", page="55")
def not_delivered(order: TransferOrder, day: DayNo, timetable: Timetable) -> bool:
    """What was lodged for a clearing day and has not been delivered when that is closed is rejected."""
    return order.status == Status.LODGED and timetable[order.block].day <= day


def missing_from_pbs(order: TransferOrder, day: DayNo, timetable: Timetable) -> bool:
    """Whether the order is lodged for the clearing day by PBS, and not delivered."""
    return order.part == Part.PBS and not_delivered(order, day, timetable)
