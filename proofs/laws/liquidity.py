"""Laws of liquidity: nobody settles beyond the credit line."""

from zerohour.proofs.laws.law import law
from zerohour.spec.bank_day import BankDay
from zerohour.spec.participants import ParticipantId


@law("no settlement beyond the credit line", "safety", "SUM-06", "INT-05", "GEN-20", "GEN-27")
def batch_within_line(day: BankDay, p: ParticipantId) -> bool:
    """The settlement account, whose balance is the credit line, is never below zero."""
    return day.lines[p].batch >= 0


@law("no settlement beyond the credit line", "safety", "STR-04", "STR-06", "STR-10")
def straks_within_line(day: BankDay, p: ParticipantId) -> bool:
    """The prefunded money covers what the open and the unbooked cycle owe, together and each alone."""
    opened, closed, line = day.straks.open_net[p], day.straks.closed_net[p], day.lines[p].straks
    return line >= 0 and line + min(0, opened) + min(0, closed) >= 0
