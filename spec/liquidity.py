"""Liquidity: credit lines, and what a participant can still use in Straksclearing."""

from dataclasses import replace

from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore, debt
from zerohour.spec.netting import Lines, Participants, Positions
from zerohour.spec.participants import Accounts, Participant, System, decreed_at
from zerohour.spec.readings import A43
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER


@rule("INS-17", page="43, 54")
def usable(line: Ore, participant: Participant, a43: A43) -> Ore:
    """The line of a bankrupt is honoured (A-43): it covers, in øre, what it covered before the decree."""
    if a43 == A43.LAPSES_AT_DECREE and decreed_at(participant) != NEVER:
        return 0
    return line


def batch_cover(participants: Participants, lines: Lines, a43: A43) -> Positions:
    """Return what covers each participant's net draw in a batch settlement, in øre."""
    return {p: usable(lines[p].batch, participants[p], a43) for p in participants}


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


def limit_refusal(participant: Participant, limit: Ore) -> Reason:
    """Say why a limit, in øre, is not taken: nobody known, or below zero."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if limit < 0:
        return Reason.BELOW_ZERO
    return Reason.NOTHING


def with_line(accounts: Accounts, system: System, line: Ore) -> Accounts:
    """Return the accounts with the line, in øre, as the balance of the system's settlement account."""
    if system == System.STRAKS:
        return replace(accounts, straks=line)
    return replace(accounts, batch=line)
