"""Liquidity: credit lines, and what a participant can still use in Straksclearing."""

from dataclasses import replace

from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore, debt
from zerohour.spec.participants import Accounts, Participant, System
from zerohour.spec.rules import rule


@rule("STR-10", page="57")
def available(straks: Ore, open_net: Ore, closed_net: Ore) -> Ore:
    """What can be used in øre: the prefunded money, what the open cycle has brought, less what an unbooked one owes."""
    return straks + open_net + debt(closed_net)


@rule("GEN-20", page="15")
@rule("OWN-08", page="own")
def line_refusal(participant: Participant, system: System, line: Ore, open_net: Ore, closed_net: Ore) -> Reason:
    """A line (in øre) is never below zero, and in Straks never below what is already used of it."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if line < 0:
        return Reason.BELOW_ZERO
    if system == System.STRAKS and line + debt(open_net) + debt(closed_net) < 0:
        return Reason.LINE_IN_USE
    return Reason.NOTHING


def with_line(accounts: Accounts, system: System, line: Ore) -> Accounts:
    """Return the accounts with the line, in øre, as the balance of the system's settlement account."""
    if system == System.STRAKS:
        return replace(accounts, straks=line)
    return replace(accounts, batch=line)
