"""Where several reasons apply the first one is given, and what happens at the very instant, or to the last øre."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations

import pytest

from zerohour.spec.bank_day import (
    BankDay,
    CloseDay,
    CutOff,
    Decree,
    Deliver,
    Disconnect,
    Event,
    Exclude,
    File,
    Fund,
    Lock,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    Reconnect,
    RejectSetAside,
    Resolve,
    Return,
    Revoke,
    SetFolio,
    SetLimit,
    SetLine,
    SetTerm,
    Settle,
    Submit,
    ZeroSettle,
    calendar,
    opening,
    party,
    run,
    step,
)
from zerohour.spec.decisions import Reason
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.netting import covered
from zerohour.spec.orders import Part, Status, TransferOrder
from zerohour.spec.participants import Account, Participant, Term
from zerohour.spec.readings import A10, A32, Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, NO_BLOCK, Day, System

HOUR = 60 * 60 * 1000
INTRADAY, STRAKS = System.INTRADAY, System.STRAKS
FIRST_CUT_OFF, LAST_CUT_OFF = MINIMAL.batch[0].cutoff, MINIMAL.batch[1].cutoff
FIRST_SETTLEMENT, FIRST_RECEIPT = MINIMAL.batch[0].settle, MINIMAL.batch[0].receipt

Reasons = frozenset[Reason]
Case = tuple[list[Event], Event]
"""What happened before, and the event that is refused."""


CLOSED_AT = MINIMAL.batch[0].lock + 2
"""When Kronos2 closes, in the middle of a settlement."""
STRICT = replace(
    MINIMAL,
    readings=Readings(a10=A10.UNTIL_DECREE, a32=A32.MANUAL),
    open_hours=Table(Day(), {0: Day(7 * HOUR, CLOSED_AT)}),
)
"""Each refusal but one can be met under these readings and hours."""
BY_THE_CLOCK = replace(STRICT, readings=Readings())
"""Who is set aside is rejected with the last block of the day, and not by hand."""


def after(events: list[Event], *, with_calendar: bool = False, rulebook: Rulebook = MINIMAL) -> BankDay:
    """Return the day of A to E, after the events.

    C is not in Straks and has not filed its agreement; D settles over A; E has nobody to settle over, for D has no
    account; neither has F, who is not in Straks.
    """
    people = {"A": Participant(), "B": Participant(), "C": Participant(in_straks=False, filed_at=NEVER)}
    people |= {"D": Participant(sponsor="A"), "E": Participant(sponsor="D")}
    people["F"] = Participant(sponsor="D", in_straks=False)
    return run(opening(rulebook, people), [*(calendar(rulebook) if with_calendar else ()), *events])


def submission(reasons: Reasons, system: System) -> Case:
    """Return a submission to which the reasons apply, and no other that goes before them."""
    unknown, same = Reason.UNKNOWN_PARTICIPANT in reasons, Reason.SAME_PARTY_TWICE in reasons
    missing = Reason.SPONSOR_MISSING in reasons
    payer = "X" if unknown and same else "E" if missing else "A"
    if Reason.NOT_IN_STRAKS in reasons:
        payer = "F" if missing else "C"
    payee = payer if same else "X" if unknown else "B"
    amount = 0 if Reason.AMOUNT_NOT_POSITIVE in reasons else 5
    at = LAST_CUT_OFF if Reason.TOO_LATE in reasons else 9 * HOUR
    before: list[Event] = []
    if Reason.OVER_CAP in reasons:
        amount = MINIMAL.straks_cap + 1
    if Reason.NOT_FUNDED not in reasons:
        before.append(SetLine(1 * HOUR, Account.STRAKS, payer, amount))
    if Reason.OVER_LIMIT in reasons:
        before.append(SetLimit(1 * HOUR, payer, amount - 1, "D"))
    if Reason.DUPLICATE_ID in reasons:
        before.append(Submit(2 * HOUR, "o1", INTRADAY, "B", "C", 5))
    if Reason.PARTICIPANT_OUT in reasons:
        before += [Decree(3 * HOUR, payee), Mark(3 * HOUR, system, payee)]
    if Reason.PAYER_INSOLVENT in reasons:
        before.append(Decree(4 * HOUR, payer))
    if Reason.OUTAGE in reasons:
        before.append(Outage(4 * HOUR, payer))
    block = 7 if Reason.UNKNOWN_BLOCK in reasons else NO_BLOCK
    return before, Submit(at, "o1", system, payer, payee, amount, block)


def revocation(reasons: Reasons) -> Case:
    """Return a revocation to which the reasons apply, and no other."""
    before: list[Event] = []
    if Reason.UNKNOWN_ORDER not in reasons:
        amount = 0 if Reason.NOT_ENTERED in reasons else 5
        before.append(Submit(2 * HOUR, "o1", INTRADAY, "A", "B", amount))
    if Reason.ALREADY_OVER in reasons:
        before.append(Revoke(3 * HOUR, "o1"))
    return before, Revoke(FIRST_CUT_OFF if Reason.IRREVOCABLE in reasons else 9 * HOUR, "o1")


def line(reasons: Reasons) -> Case:
    """Return a line to which the reasons apply, and no other."""
    before: list[Event] = [SetLine(1 * HOUR, Account.STRAKS, "A", 5)]
    amount = 4
    if Reason.LINE_IN_USE in reasons:
        before.append(Submit(2 * HOUR, "o1", STRAKS, "A", "B", 5))
    if Reason.BELOW_ZERO in reasons:
        amount = -1
    if Reason.HAS_FOLIO in reasons:
        before.append(SetFolio(2 * HOUR, "A", 0))
    return before, SetLine(9 * HOUR, Account.STRAKS, holder(reasons), amount)


def folio(reasons: Reasons) -> Case:
    """Return the balance of a folio to which the reasons apply, and no other."""
    return [SetTerm(1 * HOUR, "A", Term.PLEDGE, 5)], SetFolio(
        9 * HOUR, holder(reasons), -6 if Reason.NOT_COVERED in reasons else -5
    )


def pledge(reasons: Reasons) -> Case:
    """Return a pledge to which the reasons apply, and no other."""
    before: list[Event] = [SetTerm(1 * HOUR, "A", Term.PLEDGE, 5), SetFolio(1 * HOUR, "A", -5)]
    amount = 4 if Reason.NOT_COVERED in reasons else 5
    return before, SetTerm(9 * HOUR, holder(reasons), Term.PLEDGE, -1 if Reason.BELOW_ZERO in reasons else amount)


def funding(reasons: Reasons) -> Case:
    """Return money that is moved by hand, to which the reasons apply, and no other."""
    before: list[Event] = [SetFolio(1 * HOUR, "A", 5)]
    at, amount = CLOSED_AT - 1, 6 if Reason.NOT_COVERED in reasons else 5
    if Reason.LOCKED in reasons:
        before += [CutOff(FIRST_CUT_OFF, Account.BATCH, 0), Lock(MINIMAL.batch[0].lock, 0)]
    if Reason.OUTSIDE_HOURS in reasons:
        at = CLOSED_AT
    return before, Fund(at, Account.BATCH, holder(reasons), -1 if Reason.BELOW_ZERO in reasons else amount)


def limit(reasons: Reasons) -> Case:
    """Return a limit to which the reasons apply, and no other."""
    who = "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "D"
    approved_by = "B" if Reason.NOT_APPROVED in reasons else "A"
    return [], SetLimit(9 * HOUR, who, -1 if Reason.BELOW_ZERO in reasons else 0, approved_by)


def standing(said: Callable[[int, str], Event], reasons: Reasons) -> Case:
    """Return something that is said of a participant, to which the reasons apply, and no other."""
    before = [said(1 * HOUR, "C")] if Reason.TWICE in reasons else []
    return before, said(9 * HOUR, "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "C")


def declaration(reasons: Reasons) -> Case:
    """Return a decree to which the reasons apply, and no other."""
    before: list[Event] = [Decree(1 * HOUR, "A")] if Reason.TWICE in reasons else []
    return before, Decree(9 * HOUR, "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "A")


def marking(reasons: Reasons) -> Case:
    """Return a mark to which the reasons apply, and no other."""
    before: list[Event] = [] if Reason.NO_DECREE in reasons else [Decree(1 * HOUR, "A")]
    if Reason.TWICE in reasons:
        before.append(Mark(2 * HOUR, INTRADAY, "A"))
    return before, Mark(9 * HOUR, INTRADAY, "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "A")


def settlement(reasons: Reasons) -> Case:
    """Return a settlement to which the reasons apply, and no other."""
    before: list[Event] = [Submit(1 * HOUR, "o1", INTRADAY, "A", "B", 5), CutOff(FIRST_CUT_OFF, Account.BATCH, 0)]
    before.append(Lock(MINIMAL.batch[0].lock, 0))
    if Reason.WRONG_EXCLUSIONS not in reasons:
        before.append(SetLine(2 * HOUR, Account.BATCH, "A", 5))
    return before, Settle(FIRST_SETTLEMENT, Account.BATCH, 0, frozenset(), dict.fromkeys("ABCDEF", 0))


def batch_line(reasons: Reasons) -> Case:
    """Return a line of the batch account to which the reasons apply, and no other."""
    before: list[Event] = [CutOff(FIRST_CUT_OFF, Account.BATCH, 0)]
    if Reason.LOCKED in reasons:
        before.append(Lock(MINIMAL.batch[0].lock, 0))
    amount = -1 if Reason.BELOW_ZERO in reasons else 1
    if Reason.HAS_FOLIO in reasons:
        before.append(SetFolio(2 * HOUR, "A", 0))
    return before, SetLine(FIRST_SETTLEMENT - 1, Account.BATCH, holder(reasons), amount)


def holder(reasons: Reasons) -> str:
    """Return whose line is sent: of nobody known, of one who has no account, or of A."""
    return "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "D" if Reason.NO_ACCOUNT in reasons else "A"


def lodged(part: Part) -> Submit:
    """Return a sum that is lodged."""
    return Submit(1 * HOUR, "o1", System.SUM, "A", "B", 5, NO_BLOCK, part, "dc")


def delivery(reasons: Reasons) -> Case:
    """Return a delivery to which the reasons apply, and no other."""
    part = Part.PAPERLESS if Reason.NOTHING_LODGED in reasons else Part.PBS
    lost: list[Event] = [Disconnect(1 * HOUR, "dc")] if Reason.NO_LINE_TO_THE_CLEARING in reasons else []
    return [lodged(part), *lost], Deliver(2 * HOUR, "dc", Part.PBS)


def outage(reasons: Reasons) -> Case:
    """Return an outage to which the reasons apply, and no other."""
    before: list[Event] = [Outage(1 * HOUR, "A")] if Reason.TWICE in reasons else []
    return before, Outage(9 * HOUR, "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "A")


def return_from_outage(reasons: Reasons) -> Case:
    """Return the end of an outage to which the reasons apply, and no other."""
    before: list[Event] = [] if Reason.TWICE in reasons else [Outage(1 * HOUR, "A")]
    return before, Return(9 * HOUR, "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "A")


def disconnection(reasons: Reasons) -> Case:
    """Return the loss of a line to which the reasons apply, and no other."""
    return [Disconnect(1 * HOUR, "dc")] if Reason.TWICE in reasons else [], Disconnect(2 * HOUR, "dc")


def reconnection(reasons: Reasons) -> Case:
    """Return the end of a loss of a line to which the reasons apply, and no other."""
    return [] if Reason.TWICE in reasons else [Disconnect(1 * HOUR, "dc")], Reconnect(2 * HOUR, "dc")


def zero_settlement(reasons: Reasons) -> Case:
    """Return a settlement at zero; no reason but the common one speaks against it."""
    del reasons
    return [CutOff(FIRST_CUT_OFF, Account.BATCH, 0)], ZeroSettle(FIRST_SETTLEMENT - 1, 0)


def postponement(reasons: Reasons) -> Case:
    """Return a postponement to which the reason applies, or none."""
    room = LAST_CUT_OFF - MINIMAL.batch[0].release
    by = room if Reason.POSTPONED_TOO_FAR in reasons else room - 1
    return [CutOff(FIRST_CUT_OFF, Account.BATCH, 0)], Postpone(FIRST_SETTLEMENT - 1, 0, by)


def rejection(reasons: Reasons) -> Case:
    """Return a rejection by hand to which the reasons apply, and no other."""
    p = "X" if Reason.UNKNOWN_PARTICIPANT in reasons else "B" if Reason.NOT_SET_ASIDE in reasons else "A"
    at = LAST_CUT_OFF if Reason.BLOCK_IS_RUNNING in reasons else LAST_CUT_OFF - 1
    blocks = [event for event in calendar(MINIMAL) if event.at <= at]
    return [lodged(Part.PBS), Deliver(1 * HOUR, "dc", Part.PBS), *blocks], RejectSetAside(at, p)


def closing(reasons: Reasons) -> Case:
    """Return the close of a clearing day to which the reasons apply, and no other."""
    part = Part.PBS if Reason.PBS_MISSING in reasons else Part.PAPERLESS
    return [lodged(part)], CloseDay(MINIMAL.clearing_days[0].end, 0)


R = Reason
KINDS: dict[str, tuple[Callable[[Reasons], Case], tuple[Reason, ...]]] = {
    "submission to Intraday": (
        lambda reasons: submission(reasons, INTRADAY),
        (
            R.UNKNOWN_PARTICIPANT,
            R.UNKNOWN_BLOCK,
            R.SAME_PARTY_TWICE,
            R.AMOUNT_NOT_POSITIVE,
            R.DUPLICATE_ID,
            R.PARTICIPANT_OUT,
            R.OUTAGE,
            R.SPONSOR_MISSING,
            R.OVER_LIMIT,
            R.TOO_LATE,
        ),
    ),
    "submission to Straks": (
        lambda reasons: submission(reasons, STRAKS),
        (
            R.UNKNOWN_PARTICIPANT,
            R.UNKNOWN_BLOCK,
            R.SAME_PARTY_TWICE,
            R.AMOUNT_NOT_POSITIVE,
            R.DUPLICATE_ID,
            R.PARTICIPANT_OUT,
            R.PAYER_INSOLVENT,
            R.OUTAGE,
            R.NOT_IN_STRAKS,
            R.SPONSOR_MISSING,
            R.OVER_CAP,
            R.NOT_FUNDED,
        ),
    ),
    "submission to Sum": (
        lambda reasons: submission(reasons, System.SUM),
        (
            R.UNKNOWN_PARTICIPANT,
            R.UNKNOWN_BLOCK,
            R.SAME_PARTY_TWICE,
            R.AMOUNT_NOT_POSITIVE,
            R.DUPLICATE_ID,
            R.PARTICIPANT_OUT,
            R.OUTAGE,
            R.SPONSOR_MISSING,
            R.TOO_LATE,
        ),
    ),
    "delivery": (delivery, (R.NO_LINE_TO_THE_CLEARING, R.NOTHING_LODGED)),
    "outage": (outage, (R.UNKNOWN_PARTICIPANT, R.TWICE)),
    "return from outage": (return_from_outage, (R.UNKNOWN_PARTICIPANT, R.TWICE)),
    "disconnection": (disconnection, (R.TWICE,)),
    "reconnection": (reconnection, (R.TWICE,)),
    "0-settlement": (zero_settlement, ()),
    "postponement": (postponement, (R.POSTPONED_TOO_FAR,)),
    "rejection by hand": (
        rejection,
        (R.UNKNOWN_PARTICIPANT, R.ENDS_WITH_THE_DAY, R.NOT_SET_ASIDE, R.BLOCK_IS_RUNNING),
    ),
    "close of the clearing day": (closing, (R.PBS_MISSING,)),
    "line of the batch": (batch_line, (R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT, R.BELOW_ZERO, R.LOCKED, R.HAS_FOLIO)),
    "revocation": (revocation, (R.UNKNOWN_ORDER, R.NOT_ENTERED, R.IRREVOCABLE, R.ALREADY_OVER)),
    "line": (line, (R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT, R.BELOW_ZERO, R.LINE_IN_USE, R.HAS_FOLIO)),
    "limit": (limit, (R.UNKNOWN_PARTICIPANT, R.BELOW_ZERO, R.NOT_APPROVED)),
    "folio": (folio, (R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT, R.NOT_COVERED)),
    "pledge": (pledge, (R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT, R.BELOW_ZERO, R.NOT_COVERED)),
    "money moved": (
        funding,
        (R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT, R.BELOW_ZERO, R.LOCKED, R.OUTSIDE_HOURS, R.NOT_COVERED),
    ),
    **{
        name: (partial(standing, said), (R.UNKNOWN_PARTICIPANT, R.TWICE))
        for name, said in (
            ("notice", Notice),
            ("publication", Publication),
            ("exclusion", Exclude),
            ("resolution", Resolve),
            ("filing", File),
        )
    },
    "decree": (declaration, (R.UNKNOWN_PARTICIPANT, R.TWICE)),
    "mark": (marking, (R.UNKNOWN_PARTICIPANT, R.NO_DECREE, R.TWICE)),
    "settlement": (settlement, (R.WRONG_EXCLUSIONS,)),
}
"""For each kind of event: how to bring reasons about, and those that it can be refused for. Out of order is common."""

NEVER_TOGETHER = {
    ("submission to Intraday", R.AMOUNT_NOT_POSITIVE, R.OVER_LIMIT): "a limit is never below zero",
    ("submission to Straks", R.AMOUNT_NOT_POSITIVE, R.OVER_CAP): "the cap is not below zero",
    ("submission to Straks", R.AMOUNT_NOT_POSITIVE, R.NOT_FUNDED): "what can be used is never below zero",
    ("revocation", R.UNKNOWN_ORDER, R.NOT_ENTERED): "an unknown order was not refused",
    ("revocation", R.UNKNOWN_ORDER, R.IRREVOCABLE): "an unknown order never becomes irrevocable",
    ("revocation", R.UNKNOWN_ORDER, R.ALREADY_OVER): "an unknown order is not over",
    ("revocation", R.NOT_ENTERED, R.IRREVOCABLE): "what did not enter never becomes irrevocable",
    ("line", R.UNKNOWN_PARTICIPANT, R.LINE_IN_USE): "who is not known owes nothing",
    ("line", R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT): "who is not known has no sponsor",
    ("line", R.NO_ACCOUNT, R.LINE_IN_USE): "who has no account uses none of it",
    ("line of the batch", R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT): "who is not known has no sponsor",
    ("limit", R.UNKNOWN_PARTICIPANT, R.NOT_APPROVED): "who is not known has no sponsor",
    ("folio", R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT): "who is not known has no sponsor",
    ("pledge", R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT): "who is not known has no sponsor",
    ("money moved", R.UNKNOWN_PARTICIPANT, R.NO_ACCOUNT): "who is not known has no sponsor",
    ("money moved", R.BELOW_ZERO, R.NOT_COVERED): "an amount below zero is never more than there is",
    ("line", R.UNKNOWN_PARTICIPANT, R.HAS_FOLIO): "who is not known has no folio",
    ("line", R.NO_ACCOUNT, R.HAS_FOLIO): "who has no account has no folio",
    ("line of the batch", R.UNKNOWN_PARTICIPANT, R.HAS_FOLIO): "who is not known has no folio",
    ("line of the batch", R.NO_ACCOUNT, R.HAS_FOLIO): "who has no account has no folio",
    **{
        (name, R.UNKNOWN_PARTICIPANT, R.TWICE): "nothing is recorded of nobody known"
        for name in ("notice", "publication", "exclusion", "resolution", "filing")
    },
    ("submission to Intraday", R.UNKNOWN_PARTICIPANT, R.OVER_LIMIT): "who is not known has no limit",
    ("submission to Straks", R.UNKNOWN_PARTICIPANT, R.PARTICIPANT_OUT): "nobody unknown is marked",
    ("submission to Intraday", R.UNKNOWN_PARTICIPANT, R.PARTICIPANT_OUT): "nobody unknown is marked",
    ("submission to Sum", R.UNKNOWN_PARTICIPANT, R.PARTICIPANT_OUT): "nobody unknown is marked",
    ("decree", R.UNKNOWN_PARTICIPANT, R.TWICE): "nobody unknown is declared bankrupt",
    ("outage", R.UNKNOWN_PARTICIPANT, R.TWICE): "nobody unknown is in outage",
    ("mark", R.UNKNOWN_PARTICIPANT, R.TWICE): "nobody unknown is marked",
    ("mark", R.NO_DECREE, R.TWICE): "nobody is marked without a decree",
}
"""The pairs of which one excludes the other."""

PAIRS = [
    (kind, first, second)
    for kind, (_, reasons) in KINDS.items()
    for first, second in combinations((R.OUT_OF_ORDER, *reasons), 2)
    if (kind, first, second) not in NEVER_TOGETHER
]


def refused_for(kind: str, reasons: Reasons) -> Reason:
    """Return the reason that is given where the reasons apply."""
    before, event = KINDS[kind][0](reasons)
    day = after(before, rulebook=BY_THE_CLOCK if R.ENDS_WITH_THE_DAY in reasons else STRICT)
    if R.OUT_OF_ORDER in reasons:
        day = replace(day, now=event.at + 1)
    return step(day, event).reason


@pytest.mark.parametrize("kind", KINDS)
def test_event_to_which_no_reason_applies_is_not_refused(kind: str) -> None:
    assert refused_for(kind, frozenset()) >= Reason.ENTERED


@pytest.mark.parametrize(
    ("kind", "reason"), [(kind, r) for kind, (_, reasons) in KINDS.items() for r in (R.OUT_OF_ORDER, *reasons)]
)
def test_reason_that_applies_alone_is_given(kind: str, reason: Reason) -> None:
    assert refused_for(kind, frozenset({reason})) == reason


@pytest.mark.parametrize(("kind", "first", "second"), PAIRS)
def test_of_two_reasons_that_apply_the_first_is_given(kind: str, first: Reason, second: Reason) -> None:
    assert first < second
    assert refused_for(kind, frozenset({first, second})) == first


def test_each_refusal_belongs_to_some_kind_of_event() -> None:
    refusals = {reason for reason in Reason if Reason.NOTHING < reason < Reason.ENTERED}
    assert {r for _, reasons in KINDS.values() for r in reasons} | {R.OUT_OF_ORDER} == refusals


def test_each_adjacent_pair_that_can_apply_together_is_among_those_tested() -> None:
    # Neighbours in the order of precedence, of one kind of event.
    adjacent = {
        (kind, first, second)
        for kind, (_, reasons) in KINDS.items()
        for first, second in zip((R.OUT_OF_ORDER, *reasons), reasons, strict=False)
    }
    assert adjacent <= {*PAIRS, *NEVER_TOGETHER}
    assert all(list(reasons) == sorted(reasons) for _, reasons in KINDS.values())


# -- at the very instant -----------------------------------------------------------------------------------------------


def order_of(events: list[Event], name: str = "o1") -> TransferOrder:
    """Return what has become of the order at the end of the day."""
    return after(events, with_calendar=True).orders[name]


@pytest.mark.parametrize(("early", "block"), [(1, "B1"), (0, "B2")])
def test_order_at_the_very_cut_off_is_late_for_the_block(early: int, block: str) -> None:
    lines: list[Event] = [SetLine(0, Account.BATCH, "A", 5)]
    order = order_of([*lines, Submit(FIRST_CUT_OFF - early, "o1", INTRADAY, "A", "B", 5)])
    assert (order.status, MINIMAL.batch[order.block].name) == (Status.SETTLED, block)


@pytest.mark.parametrize(("early", "reason"), [(1, Reason.BOOKED), (0, Reason.TOO_LATE)])
def test_order_at_the_very_last_cut_off_is_refused(early: int, reason: Reason) -> None:
    lines: list[Event] = [SetLine(0, Account.BATCH, "A", 5)]
    assert order_of([*lines, Submit(LAST_CUT_OFF - early, "o1", INTRADAY, "A", "B", 5)]).reason == reason


@pytest.mark.parametrize(("early", "block"), [(1, "S1"), (0, "S2")])
def test_payment_at_the_very_cut_off_belongs_to_the_next_cycle(early: int, block: str) -> None:
    payment = Submit(MINIMAL.straks[0].cutoff - early, "o1", STRAKS, "A", "B", 5)
    order = order_of([SetLine(0, Account.STRAKS, "A", 5), payment])
    assert (order.status, MINIMAL.straks[order.block].name) == (Status.SETTLED, block)


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("ends", ["AB", "BA"])
@pytest.mark.parametrize(("early", "out"), [(1, False), (0, True)])
def test_submission_at_the_instant_of_a_mark_comes_after_it(
    system: System, ends: str, early: int, *, out: bool
) -> None:
    at = 9 * HOUR
    lines: list[Event] = [SetLine(0, a, p, 5) for a in Account for p in "AB"]
    sent = Submit(at - early, "o1", system, ends[0], ends[1], 5)
    order = after([*lines, sent, Decree(at, "A"), Mark(at, system, "A")]).orders["o1"]
    assert (order.reason == Reason.PARTICIPANT_OUT) == out


@pytest.mark.parametrize(("early", "status"), [(1, Status.REJECTED), (0, Status.SETTLED)])
def test_mark_at_the_instant_of_a_cut_off_is_after_it(early: int, status: Status) -> None:
    at = FIRST_CUT_OFF - early
    sent: list[Event] = [SetLine(0, Account.BATCH, "A", 5), Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5)]
    assert order_of([Decree(at, "A"), Mark(at, INTRADAY, "A"), *sent]).status == status


@pytest.mark.parametrize(("early", "reason"), [(1, Reason.END_MARKED), (0, Reason.CARRIED_OVER)])
def test_mark_at_the_instant_of_a_settlement_is_after_it(early: int, reason: Reason) -> None:
    at = FIRST_SETTLEMENT - early
    sent: list[Event] = [Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5), Decree(at, "A"), Mark(at, INTRADAY, "A")]
    day = after([*(e for e in calendar(MINIMAL) if e.at <= FIRST_SETTLEMENT), *sent])
    # Marked just after, the order was carried over first, and then leaves what waits.
    left = Reason.REJECTED_AT_MARK if reason == Reason.CARRIED_OVER else reason
    assert day.orders["o1"].reason == left


@pytest.mark.parametrize(("early", "status"), [(1, Status.REVOKED), (0, Status.SETTLED)])
def test_revocation_at_the_very_cut_off_is_too_late(early: int, status: Status) -> None:
    sent: list[Event] = [SetLine(0, Account.BATCH, "A", 5), Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5)]
    assert order_of([*sent, Revoke(FIRST_CUT_OFF - early, "o1")]).status == status


def test_revocation_at_the_instant_of_a_submission_comes_before_it() -> None:
    sent = Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5)
    day = after([sent, Revoke(9 * HOUR, "o1")])
    assert day.orders["o1"].status == Status.ENTERED


def test_line_at_the_instant_of_a_payment_comes_before_it() -> None:
    assert (
        after([Submit(1, "o1", STRAKS, "A", "B", 5), SetLine(1, Account.STRAKS, "A", 5)]).orders["o1"].reason
        == R.CLEARED
    )


def protected(day: BankDay, rulebook: Rulebook) -> Protection:
    """Return what the directive in force says of the order o1 from A to B."""
    return protection(day.orders["o1"], party(day, "A"), party(day, "B"), rulebook, Regime.DIRECTIVE_2009)


@pytest.mark.parametrize(
    ("early", "said"), [(1, Protection.BEFORE_OPENING), (0, Protection.UNPROTECTED), (-1, Protection.UNPROTECTED)]
)
def test_entry_at_the_very_instant_of_the_decree_is_not_before_the_opening(early: int, said: Protection) -> None:
    day = after([Submit(9 * HOUR - early, "o1", INTRADAY, "A", "B", 5), Decree(9 * HOUR, "A")])
    assert protected(day, day.rulebook) == said


@pytest.mark.parametrize(("early", "said"), [(1, Protection.SECOND_LIMB), (0, Protection.UNPROTECTED)])
def test_order_irrevocable_at_the_very_instant_of_awareness_is_not_protected_by_the_second_limb(
    early: int, said: Protection
) -> None:
    # A Straks payment is irrevocable when it enters: after the decree, and just before the Intraday mark or at it.
    events: list[Event] = [
        SetLine(0, Account.STRAKS, "A", 5),
        Decree(8 * HOUR, "A"),
        Submit(9 * HOUR - early, "o1", STRAKS, "A", "B", 5),
        Mark(9 * HOUR, INTRADAY, "A"),
    ]
    day = after(events, with_calendar=True)
    assert day.orders["o1"].status == Status.SETTLED
    assert protected(day, day.rulebook) == said


@pytest.mark.parametrize(("late", "said"), [(0, Protection.UNPROTECTED), (-1, Protection.SECOND_LIMB)])
def test_order_carried_out_at_the_very_end_of_the_day_is_carried_out_on_the_next(late: int, said: Protection) -> None:
    events: list[Event] = [
        Decree(8 * HOUR, "A"),
        Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5),
        SetLine(0, Account.BATCH, "A", 5),
    ]
    day = after(events, with_calendar=True)
    rulebook = replace(MINIMAL, clearing_days=Table(Day(), {0: Day(0, FIRST_RECEIPT - late)}))
    assert day.orders["o1"].final_at == FIRST_RECEIPT
    assert protected(day, rulebook) == said


@pytest.mark.parametrize(
    ("day_start", "said"), [(8 * HOUR, Protection.SECOND_LIMB), (8 * HOUR + 1, Protection.UNPROTECTED)]
)
def test_decree_at_the_very_start_of_the_day_belongs_to_it(day_start: int, said: Protection) -> None:
    events: list[Event] = [
        Decree(8 * HOUR, "A"),
        Submit(9 * HOUR, "o1", INTRADAY, "A", "B", 5),
        SetLine(0, Account.BATCH, "A", 5),
    ]
    day = after(events, with_calendar=True)
    rulebook = replace(MINIMAL, clearing_days=Table(Day(), {0: Day(day_start, 24 * HOUR)}))
    assert protected(day, rulebook) == said


def test_event_at_the_instant_of_the_last_one_is_in_order() -> None:
    day = after([Decree(9 * HOUR, "A")])
    assert step(day, Decree(9 * HOUR, "B")).reason == Reason.DONE
    assert step(day, Decree(9 * HOUR - 1, "B")).reason == Reason.OUT_OF_ORDER


# -- to the last øre ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("short", "status"), [(0, Status.SETTLED), (1, Status.REJECTED)])
def test_participant_whose_line_is_exactly_its_draw_is_covered(short: int, status: Status) -> None:
    assert covered(-5, 5 - short) == (short == 0)
    sent: list[Event] = [SetLine(0, Account.BATCH, "A", 5 - short), Submit(11 * HOUR, "o1", INTRADAY, "A", "B", 5)]
    assert order_of(sent).status == status


@pytest.mark.parametrize(("short", "reason"), [(0, Reason.CLEARED), (1, Reason.NOT_FUNDED)])
def test_payment_of_exactly_what_can_be_used_is_cleared(short: int, reason: Reason) -> None:
    assert (
        after([SetLine(0, Account.STRAKS, "A", 5 - short), Submit(1, "o1", STRAKS, "A", "B", 5)]).orders["o1"].reason
        == reason
    )


@pytest.mark.parametrize(("amount", "reason"), [(5, Reason.DONE), (4, Reason.LINE_IN_USE)])
def test_line_of_exactly_what_is_used_is_taken(amount: int, reason: Reason) -> None:
    day = after([SetLine(0, Account.STRAKS, "A", 9), Submit(1, "o1", STRAKS, "A", "B", 5)])
    assert step(day, SetLine(2, Account.STRAKS, "A", amount)).reason == reason


@pytest.mark.parametrize("account", Account)
@pytest.mark.parametrize(("amount", "reason"), [(0, Reason.DONE), (-1, Reason.BELOW_ZERO)])
def test_line_of_nothing_is_not_below_zero(account: Account, amount: int, reason: Reason) -> None:
    assert step(after([]), SetLine(0, account, "A", amount)).reason == reason


@pytest.mark.parametrize(("amount", "reason"), [(1, Reason.ENTERED), (0, Reason.AMOUNT_NOT_POSITIVE)])
def test_amount_of_one_is_positive_and_none_is_not(amount: int, reason: Reason) -> None:
    assert step(after([]), Submit(0, "o1", INTRADAY, "A", "B", amount)).reason == reason
