"""Participants, their accounts in central-bank money, and the two clocks of their bankruptcy."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.money import Ore
from zerohour.spec.timetable import NEVER, Instant

ParticipantId: TypeAlias = str


class System(IntEnum):
    """The clearing that an order is sent to."""

    INTRADAY = 1
    STRAKS = 2


@dataclass(frozen=True)
class Participant:
    """A direct participant: what the court, and each system, has said about it so far."""

    known: bool = False
    decreed_at: Instant = NEVER
    """When the court pronounced the decree: the clock that the law judges by."""
    intraday_marked_at: Instant = NEVER
    straks_marked_at: Instant = NEVER
    """When each system was told: the clock that the system acts on."""


@dataclass(frozen=True)
class Accounts:
    """A participant's settlement accounts, in øre; the balance is the credit line of the settlement."""

    batch: Ore = 0
    straks: Ore = 0


def marked_at(participant: Participant, system: System) -> Instant:
    """Return when the participant was marked in the system."""
    return participant.straks_marked_at if system == System.STRAKS else participant.intraday_marked_at
