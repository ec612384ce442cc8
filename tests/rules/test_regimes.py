"""What each regime of law says, of each kind of proceedings."""

from dataclasses import replace
from typing import Any

import pytest

from zerohour.spec.bank_day import Decree, opening, step
from zerohour.spec.finality import Protection, Regime, agreement_binds, protection, publication_ends
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, Party, Proceedings, decreed_at, opened_at
from zerohour.spec.readings import A14, DayReading, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import NEVER, Day, System

HOUR = 3_600_000
ORDER = TransferOrder(
    System.INTRADAY, "A", "B", 5, 11 * HOUR, 11 * HOUR, 12 * HOUR, final_at=13 * HOUR, status=Status.SETTLED
)
"""Entered at 11:00, irrevocable at 12:00, settled at 13:00."""
SOUND = Party(Participant(known=True), Participant(known=True))
FAILED = Participant(known=True, bankruptcy_at=10 * HOUR, noticed_at=12 * HOUR + 1)
P = Protection


def said(payer: Participant, regime: Regime, readings: Readings = Readings()) -> Protection:  # noqa: B008  # frozen
    return protection(ORDER, Party(payer, payer), SOUND, replace(MINIMAL, readings=readings), regime)


@pytest.mark.parametrize(
    ("regime", "verdict"),
    [
        (Regime.DIRECTIVE_2009, P.SECOND_LIMB),
        (Regime.DIRECTIVE_1998, P.UNPROTECTED),
        (Regime.DANISH_ACT, P.SECOND_LIMB),
    ],
)
def test_awareness_is_asked_when_irrevocable_and_in_1998_when_settled(regime: Regime, verdict: Protection) -> None:
    assert said(FAILED, regime) == verdict
    assert said(replace(FAILED, noticed_at=13 * HOUR + 1), regime) == P.SECOND_LIMB
    assert said(replace(FAILED, noticed_at=12 * HOUR), regime) == P.UNPROTECTED


def test_agreement_has_to_be_filed_before_the_opening() -> None:
    for filed_at, verdict in ((10 * HOUR - 1, P.SECOND_LIMB), (10 * HOUR, P.UNPROTECTED), (NEVER, P.UNPROTECTED)):
        assert said(replace(FAILED, filed_at=filed_at), Regime.DANISH_ACT) == verdict


def test_suspension_alone_is_not_in_question_under_the_act() -> None:
    suspended = Participant(known=True, suspension_at=10 * HOUR)
    assert said(suspended, Regime.DANISH_ACT) == P.NOT_IN_QUESTION
    assert said(suspended, Regime.DIRECTIVE_2009) == P.SECOND_LIMB


def test_zero_hour_puts_the_opening_at_midnight() -> None:
    late = replace(FAILED, bankruptcy_at=11 * HOUR + 1, noticed_at=11 * HOUR + 1)
    assert said(late, Regime.DIRECTIVE_2009) == P.BEFORE_OPENING
    assert said(late, Regime.DIRECTIVE_2009, Readings(a14=A14.ZERO_HOUR)) == P.UNPROTECTED


@pytest.mark.parametrize("kind", Proceedings)
def test_each_kind_of_proceedings_is_recorded_for_itself(kind: Proceedings) -> None:
    day = step(opening(MINIMAL, {"A": Participant()}), Decree(5, "A", kind)).day
    opened = {k: opened_at(day.participants["A"], k) for k in Proceedings}
    assert opened == {**dict.fromkeys(Proceedings, NEVER), kind: 5}
    assert decreed_at(day.participants["A"]) == 5


# -- a clearing day that begins on the day before ----------------------------------------------------------------------

NIGHT = replace(
    MINIMAL,
    clearing_days=Table(Day(), {0: Day(14 * HOUR, 38 * HOUR)}),
    calendar_days=Table(Day(), {0: Day(0, 24 * HOUR), 1: Day(24 * HOUR, 48 * HOUR)}),
)
EVENING = replace(ORDER, submitted_at=22 * HOUR, entered_at=22 * HOUR, irrevocable_from=25 * HOUR, final_at=26 * HOUR)
"""Entered in the evening, irrevocable and settled in the night."""


def in_the_night(payer: Participant, regime: Regime, **readings: Any) -> Protection:
    book = replace(NIGHT, readings=Readings(**readings))
    return protection(EVENING, Party(payer, payer), SOUND, book, regime)


def test_business_day_of_the_directive_is_the_clearing_day_or_the_calendar_day() -> None:
    failed = Participant(known=True, bankruptcy_at=21 * HOUR)
    assert in_the_night(failed, Regime.DIRECTIVE_2009) == P.SECOND_LIMB
    assert in_the_night(failed, Regime.DIRECTIVE_2009, day=DayReading.CALENDAR_DAY) == P.UNPROTECTED


def test_directive_of_1998_asks_when_it_was_settled_and_the_act_when_it_entered() -> None:
    failed = Participant(known=True, bankruptcy_at=21 * HOUR)
    assert in_the_night(failed, Regime.DIRECTIVE_1998) == P.UNPROTECTED
    assert in_the_night(failed, Regime.DANISH_ACT) == P.SECOND_LIMB
    settled_at_once = replace(EVENING, irrevocable_from=22 * HOUR, final_at=23 * HOUR)
    after_midnight = Participant(known=True, bankruptcy_at=13 * HOUR)  # of the calendar day, before the clearing day
    said_of_it = protection(settled_at_once, Party(after_midnight, after_midnight), SOUND, NIGHT, Regime.DIRECTIVE_1998)
    assert said_of_it == P.SECOND_LIMB


def test_publication_makes_aware_at_the_end_of_its_calendar_day() -> None:
    published = Participant(known=True, bankruptcy_at=21 * HOUR, published_at=21 * HOUR)
    assert in_the_night(published, Regime.DIRECTIVE_2009) == P.UNPROTECTED
    tomorrow = replace(published, published_at=24 * HOUR)
    assert in_the_night(tomorrow, Regime.DIRECTIVE_2009) == P.SECOND_LIMB
    assert publication_ends(tomorrow, NIGHT.calendar_days) == 48 * HOUR


def test_publication_on_no_day_of_the_calendar_makes_aware_at_once() -> None:
    assert publication_ends(Participant(published_at=5), Table(Day())) == 5


def test_zero_hour_is_midnight_though_the_clearing_day_began_before() -> None:
    failed = Participant(known=True, bankruptcy_at=25 * HOUR, noticed_at=25 * HOUR)
    assert in_the_night(failed, Regime.DIRECTIVE_2009, a14=A14.ZERO_HOUR) == P.BEFORE_OPENING
    early = replace(failed, bankruptcy_at=23 * HOUR, noticed_at=23 * HOUR)
    assert in_the_night(early, Regime.DIRECTIVE_2009, a14=A14.ZERO_HOUR) == P.UNPROTECTED


def test_agreement_is_filed_before_everything_unless_a_scenario_says_otherwise() -> None:
    assert agreement_binds(Participant(known=True), 0, Regime.DANISH_ACT)


def test_decree_without_a_kind_is_of_bankruptcy() -> None:
    assert Decree(1, "A").kind == Proceedings.BANKRUPTCY
