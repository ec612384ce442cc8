"""Laws of insolvency: what court, operator and systems say is recorded at its moment, of whom they said it."""

from typing import Any

from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import (
    BankDay,
    Decree,
    Disconnect,
    Event,
    Exclude,
    File,
    Mark,
    Notice,
    Outage,
    Publication,
    Reconnect,
    Resolve,
    Return,
    SetLimit,
)
from zerohour.spec.orders import DelivererId
from zerohour.spec.participants import NO_SPONSOR, Participant, ParticipantId, Proceedings
from zerohour.spec.timetable import NEVER, Instant, System


def first_opening(end: Participant) -> Instant:
    """Return when the first proceedings of any kind were opened."""
    return min(end.bankruptcy_at, end.reconstruction_at, end.suspension_at)


def account_of(day: BankDay, p: ParticipantId) -> ParticipantId:
    """Return the participant over whose accounts this one settles: its sponsor, or itself."""
    sponsor = day.participants[p].sponsor
    return p if sponsor == NO_SPONSOR else sponsor


def out_since(day: BankDay, p: ParticipantId, system: System) -> Instant:
    """Return since when it is out of the clearing: by a mark there or an exclusion, its own or its sponsor's."""
    own, holder = day.participants[p], day.participants[account_of(day, p)]
    marks = min(mark_in(own, system), mark_in(holder, system))
    return min(marks, own.excluded_at, holder.excluded_at)


def mark_in(end: Participant, system: System) -> Instant:
    """Return when the participant was marked in the clearing."""
    if system == System.SUM:
        return end.sum_marked_at
    return end.intraday_marked_at if system == System.INTRADAY else end.straks_marked_at


def settles_somewhere(day: BankDay, p: ParticipantId) -> bool:
    """Whether the participant settles over accounts that there are."""
    holder = day.participants[account_of(day, p)]
    return holder.known and holder.sponsor == NO_SPONSOR


def said(before: BankDay, event: Any, p: ParticipantId, recorded: Instant, kind: type[Any]) -> Instant:
    """Return what is recorded after the event: its instant, if it is of the kind, of p, and the first to say so."""
    if not (type(event) is kind and event.participant == p):
        return recorded
    return event.at if event.at >= before.now and before.participants[p].known and recorded == NEVER else recorded


def decreed(before: BankDay, event: Event, p: ParticipantId, recorded: Instant, kind: Proceedings) -> Instant:
    """Return when proceedings of the kind were opened, after the event."""
    if type(event) is not Decree or event.kind != kind:
        return recorded
    return said(before, event, p, recorded, Decree)


def marked(before: BankDay, event: Event, p: ParticipantId, recorded: Instant, system: System) -> Instant:
    """Return when the participant was marked in the system, after the event."""
    if type(event) is not Mark or event.system != system or first_opening(before.participants[p]) == NEVER:
        return recorded
    return said(before, event, p, recorded, Mark)


@law("what is said of a participant is recorded at its moment", "exactness", "GEN-18", "INS-01", "OWN-09")
def decree_is_recorded(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A decree is recorded once for each kind of proceedings, at its instant."""
    b, a = before.participants[p], after.participants[p]
    bankrupt = decreed(before, event, p, b.bankruptcy_at, Proceedings.BANKRUPTCY)
    reconstructed = decreed(before, event, p, b.reconstruction_at, Proceedings.RECONSTRUCTION)
    suspended = decreed(before, event, p, b.suspension_at, Proceedings.SUSPENSION)
    return a.bankruptcy_at == bankrupt and a.reconstruction_at == reconstructed and a.suspension_at == suspended


@law("what is said of a participant is recorded at its moment", "exactness", "INS-01", "INS-03", "OWN-09", "INS-02")
def mark_is_recorded(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A mark is recorded in its system only, once, at its instant, and only after a decree."""
    b, a = before.participants[p], after.participants[p]
    in_sum = marked(before, event, p, b.sum_marked_at, System.SUM)
    intraday = marked(before, event, p, b.intraday_marked_at, System.INTRADAY)
    straks = marked(before, event, p, b.straks_marked_at, System.STRAKS)
    return a.sum_marked_at == in_sum and a.intraday_marked_at == intraday and a.straks_marked_at == straks


@law("what is said of a participant is recorded at its moment", "exactness", "INS-20", "GEN-14", "GEN-21", "OWN-09")
def standing_is_recorded(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """Notice, publication, exclusion, resolution and filing are recorded once, at their instant."""
    b, a = before.participants[p], after.participants[p]
    return (
        a.noticed_at == said(before, event, p, b.noticed_at, Notice)
        and a.published_at == said(before, event, p, b.published_at, Publication)
        and a.excluded_at == said(before, event, p, b.excluded_at, Exclude)
        and a.resolved_at == said(before, event, p, b.resolved_at, Resolve)
        and a.filed_at == said(before, event, p, b.filed_at, File)
    )


@law("an outage lasts until it is over", "exactness", "OUT-13", "OUT-08", "OWN-14")
def outage_lasts(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A participant is in outage from when that is said of it to when its end is, and nothing else puts it there."""
    b, a = before.participants[p], after.participants[p]
    if (type(event) is Outage or type(event) is Return) and event.participant == p:
        return a.down == (type(event) is Outage if event.at >= before.now and b.known else b.down)
    return a.down == b.down


@law("an outage lasts until it is over", "exactness", "OUT-06", "OWN-14")
def disconnection_lasts(before: BankDay, event: Event, after: BankDay, d: DelivererId) -> bool:
    """A deliverer is without its line from when that is said of it to when its end is."""
    if (type(event) is Disconnect or type(event) is Reconnect) and event.deliverer == d and event.at >= before.now:
        return after.disconnected[d] == (type(event) is Disconnect)
    return after.disconnected[d] == before.disconnected[d]


@law("what is said of a participant is recorded at its moment", "exactness", "LIM-02", "LIM-04", "OWN-08")
def terms_are_kept(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A limit becomes what is set, if not below zero and, of an indirect one, approved; no other term changes."""
    b, a = before.participants[p], after.participants[p]
    if a.known != b.known or a.in_straks != b.in_straks or a.sponsor != b.sponsor:
        return False
    if type(event) is not SetLimit or event.participant != p:
        return a.limit == b.limit
    approved = b.sponsor == NO_SPONSOR or event.approved_by == b.sponsor
    taken = event.at >= before.now and b.known and event.limit >= 0 and approved
    return a.limit == (event.limit if taken else b.limit)
