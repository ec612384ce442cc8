"""Liquidity: credit lines, and what a participant can still use in Straksclearing."""

from zerohour.spec.decisions import Reason
from zerohour.spec.money import Ore, debt
from zerohour.spec.netting import Lines, Participants, Positions
from zerohour.spec.participants import Account, Accounts, Participant, ParticipantId, decreed_at, direct
from zerohour.spec.readings import A38, A43
from zerohour.spec.records import replace
from zerohour.spec.rules import rule
from zerohour.spec.timetable import NEVER


@rule("INS-17", page="43, 54")
def usable(line: Ore, participant: Participant, a43: A43) -> Ore:
    """The line of a bankrupt is honoured (A-43): it covers, in øre, what it covered before the decree."""
    if a43 == A43.LAPSES_AT_DECREE and decreed_at(participant) != NEVER:
        return 0
    return line


@rule("GEN-24", page="42, 49, 59")
def batch_cover(participants: Participants, lines: Lines, a43: A43) -> Positions:
    """A net draw is covered by the participant's own line, central-bank money in øre; the clearing lends nothing."""
    return {p: usable(lines[p].batch, participants[p], a43) for p in participants}


@rule("STR-10", page="57")
def available(straks: Ore, open_net: Ore, closed_net: Ore, a38: A38) -> Ore:
    """What can be used in øre: the prefunded money, what the open cycle has brought, less what an unbooked one owes.

    Whether what the unbooked one brings can be used too is reading A-38.
    """
    return straks + open_net + (closed_net if a38 == A38.BOTH_SIGNS else debt(closed_net))


@rule("GEN-20", page="15")
@rule("LIQ-02", page="46")
@rule("LIQ-03", page="46, 60")
@rule("LIQ-27", page="47")
@rule("OWN-08", page="own")
@rule("OWN-16", page="own")
def line_refusal(
    participant: Participant,
    account: Account,
    line: Ore,
    open_net: Ore,
    closed_net: Ore,
    *,
    has_folio: bool,
    locked: bool,
) -> Reason:
    """A line (in øre) is never below zero, in Straks never below what is used of it, and locked while a block settles.

    From the lock on the central bank vouches for the line of the block, and the account is not touched; else a line may
    change at any time. Who settles over a sponsor has no account for a line, and who has a folio is funded from it.
    """
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if not direct(participant):
        return Reason.NO_ACCOUNT
    if line < 0:
        return Reason.BELOW_ZERO
    if account == Account.STRAKS and line + debt(open_net) + debt(closed_net) < 0:
        return Reason.LINE_IN_USE
    if account == Account.BATCH and locked:
        return Reason.LOCKED
    if has_folio:
        return Reason.HAS_FOLIO
    return Reason.NOTHING


@rule("LIM-04", page="42, 47-48")
def limit_refusal(participant: Participant, limit: Ore, approved_by: ParticipantId) -> Reason:
    """A limit, in øre, is never below zero, and that of an indirect participant counts only if its sponsor approves."""
    if not participant.known:
        return Reason.UNKNOWN_PARTICIPANT
    if limit < 0:
        return Reason.BELOW_ZERO
    if not (direct(participant) or approved_by == participant.sponsor):
        return Reason.NOT_APPROVED
    return Reason.NOTHING


def with_line(accounts: Accounts, account: Account, line: Ore) -> Accounts:
    """Return the accounts with the line, in øre, as the balance of the settlement account."""
    if account == Account.STRAKS:
        return replace(accounts, straks=line)
    return replace(accounts, batch=line)
