"""Laws of insolvency: what the court and the systems say is recorded at its moment, of whom they said it."""

from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Decree, Event, Mark
from zerohour.spec.participants import Participant, ParticipantId, System
from zerohour.spec.timetable import NEVER


def marks(before: BankDay, event: Event, p: ParticipantId, system: System, marked_at: int) -> bool:
    """Whether the event marks the participant in the system: after a decree, and once."""
    if type(event) is not Mark or event.system != system:
        return False
    end = before.participants[p]
    may = end.known and end.decreed_at != NEVER and marked_at == NEVER
    return event.participant == p and event.at >= before.now and may


def declares(before: BankDay, event: Event, p: ParticipantId, end: Participant) -> bool:
    """Whether the event declares the participant bankrupt: once."""
    if type(event) is not Decree:
        return False
    return event.participant == p and event.at >= before.now and end.known and end.decreed_at == NEVER


@law("a decree and a mark are recorded at their moment", "exactness", "GEN-18", "INS-01", "OWN-09")
def recorded_at_its_moment(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A decree, and a mark in each system, are recorded once, at their instant, and nothing else is."""
    b, a = before.participants[p], after.participants[p]
    decreed = event.at if declares(before, event, p, b) else b.decreed_at
    intraday, straks = b.intraday_marked_at, b.straks_marked_at
    in_intraday = event.at if marks(before, event, p, System.INTRADAY, intraday) else intraday
    in_straks = event.at if marks(before, event, p, System.STRAKS, straks) else straks
    marked = a.intraday_marked_at == in_intraday and a.straks_marked_at == in_straks
    return a.known == b.known and a.decreed_at == decreed and marked
