"""Participants, their accounts in central-bank money, and what court and systems have said of them."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from zerohour.spec.money import NO_LIMIT, Ore
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER, Instant, System

ParticipantId: TypeAlias = str


class Account(IntEnum):
    """The settlement account that a clearing is booked on: Sum and Intraday share one, Straks has its own."""

    BATCH = 0
    STRAKS = 1


class Proceedings(IntEnum):
    """The kinds of insolvency proceedings. All of them lead to a mark (A-18)."""

    BANKRUPTCY = 1
    RECONSTRUCTION = 2
    SUSPENSION = 3
    """Suspension of payments, which Danish law replaced by reconstruction in 2011."""


class Term(IntEnum):
    """The standing terms by which a participant's accounts are funded."""

    LIQUIDITY_RULE = 0
    OVER_COVER = 1
    PLEDGE = 2


NO_SPONSOR: ParticipantId = ""

NO_RULE: Ore = -1


@dataclass(frozen=True)
class Participant:
    """A participant: its terms, and what the court, and each system, has said about it so far."""

    known: bool = False
    sponsor: ParticipantId = NO_SPONSOR
    """The direct participant over whose accounts an indirect one settles; a direct one has none."""
    in_straks: bool = True
    """Whether it takes part in Straksclearing, or has dispensation from it (A-67)."""
    limit: Ore = NO_LIMIT
    """The largest Intraday payment that it sends through the clearing, in øre."""
    filed_at: Instant = -1
    """When its version of the netting agreement was filed; -1 is before everything."""
    bankruptcy_at: Instant = NEVER
    reconstruction_at: Instant = NEVER
    suspension_at: Instant = NEVER
    """When the court decided on each kind of proceedings: the clock that the law judges by."""
    noticed_at: Instant = NEVER
    """When the operator was told."""
    published_at: Instant = NEVER
    """When it was published in Statstidende."""
    sum_marked_at: Instant = NEVER
    intraday_marked_at: Instant = NEVER
    straks_marked_at: Instant = NEVER
    """When each system was told: the clock that the system acts on."""
    excluded_at: Instant = NEVER
    """When the scheme and the central bank excluded it at their discretion."""
    resolved_at: Instant = NEVER
    """When a resolution authority took it over; it goes on as before."""
    down: bool = False
    """Whether it is an outage participant now: it cannot send, and in Straks not receive."""
    liquidity_rule: Ore = NO_RULE
    """How much it wants to have in Straks, in øre; below zero: no rule, and nothing is managed."""
    over_cover: Ore = 0
    """What it wants on the batch account besides what the forecast asks for, in øre."""
    pledge: Ore = 0
    """What it may draw against collateral within the monetary-policy day, in øre."""


@dataclass(frozen=True)
class Accounts:
    """A participant's accounts, in øre; the balance of a settlement account is the credit line of the settlement."""

    batch: Ore = 0
    straks: Ore = 0
    folio: Ore = 0
    """Below zero: drawn against the pledge."""
    has_folio: bool = False
    """Whether the settlement accounts are funded from the folio; else their lines are given as they are."""


@dataclass(frozen=True)
class Party:
    """One end of an order: a participant, and the one whose accounts it settles over: its sponsor, or it itself."""

    own: Participant
    holder: Participant


def direct(participant: Participant) -> bool:
    """Whether the participant settles over accounts of its own."""
    return participant.sponsor == NO_SPONSOR


@rule("GEN-04", page="9, 42")
def holder_of(p: ParticipantId, participant: Participant) -> ParticipantId:
    """What an indirect participant pays or receives settles over the accounts of its sponsor."""
    return p if direct(participant) else participant.sponsor


def opened_at(participant: Participant, kind: Proceedings) -> Instant:
    """Return when proceedings of the kind were opened."""
    if kind == Proceedings.BANKRUPTCY:
        return participant.bankruptcy_at
    if kind == Proceedings.RECONSTRUCTION:
        return participant.reconstruction_at
    return participant.suspension_at


@rule("GEN-18", page="10")
def decreed_at(participant: Participant) -> Instant:
    """Insolvency takes effect when it is pronounced, and a participant is insolvent from its earliest decree on."""
    return min(participant.bankruptcy_at, participant.reconstruction_at, participant.suspension_at)


def marked_at(participant: Participant, system: System) -> Instant:
    """Return when the participant was marked as insolvent in the system."""
    if system == System.SUM:
        return participant.sum_marked_at
    return participant.straks_marked_at if system == System.STRAKS else participant.intraday_marked_at


@rule("GEN-21", page="15")
def left_from(participant: Participant, system: System) -> Instant:
    """A participant is out of a system from its mark there, or from its exclusion, which holds in every system."""
    return min(marked_at(participant, system), participant.excluded_at)


@rule("INS-19", page="53, 54")
def out_from(party: Party, system: System) -> Instant:
    """Who settles over a failed participant is out with it."""
    return min(left_from(party.own, system), left_from(party.holder, system))
