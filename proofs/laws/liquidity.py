"""Laws of liquidity: nobody settles beyond the credit line."""

from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay, Event, SetLine
from zerohour.spec.batch_settlement import Phase
from zerohour.spec.participants import NO_SPONSOR, Account, ParticipantId
from zerohour.spec.readings import A38


@law("no settlement beyond the credit line", "safety", "SUM-06", "INT-05", "GEN-20", "GEN-27", "GEN-24")
def batch_within_line(day: BankDay, p: ParticipantId) -> bool:
    """The settlement account, whose balance is the credit line, is never below zero."""
    return day.lines[p].batch >= 0


@law("no settlement beyond the credit line", "safety", "STR-04", "STR-06", "STR-10")
def straks_within_line(day: BankDay, p: ParticipantId) -> bool:
    """The prefunded money covers what the open and the unbooked cycle owe, together and each alone.

    What the unbooked one brings counts only if it can be used (A-38); it is booked before the open one is.
    """
    opened, closed, line = day.straks.open_net[p], day.straks.closed_net[p], day.lines[p].straks
    if day.rulebook.readings.a38 == A38.BOTH_SIGNS:
        return line >= 0 and line + closed >= 0 and line + closed + opened >= 0
    return line >= 0 and line + min(0, opened) + min(0, closed) >= 0


@law(
    "a line is what was sent",
    "exactness",
    "GEN-04",
    "GEN-20",
    "LIQ-02",
    "LIQ-03",
    "STR-10",
    "OWN-08",
    "OWN-16",
    "LIQ-27",
)
def line_is_what_was_sent(before: BankDay, event: Event, after: BankDay, p: ParticipantId) -> bool:
    """A line becomes what the central bank sends, if not below what is used, nor locked; no other line changes.

    The lines of who has a folio come from that.
    """
    if type(event) is not SetLine:
        return True
    b, a = before.lines[p], after.lines[p]
    holds = before.participants[p].known and before.participants[p].sponsor == NO_SPONSOR
    holds = holds and not b.has_folio
    sent = event.participant == p and event.at >= before.now and holds and event.line >= 0
    if event.account == Account.BATCH:
        taken = sent and before.batch.phase != Phase.LOCKED
        return a.straks == b.straks and a.batch == (event.line if taken else b.batch)
    used = min(0, before.straks.open_net[p]) + min(0, before.straks.closed_net[p])
    taken = sent and event.line + used >= 0
    return a.batch == b.batch and a.straks == (event.line if taken else b.straks)
