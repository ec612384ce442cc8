"""What each regime of law says, of each kind of proceedings."""

from dataclasses import replace

import pytest

from zerohour.spec.bank_day import Decree, opening, step
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.orders import Status, TransferOrder
from zerohour.spec.participants import Participant, Proceedings, System, decreed_at, opened_at
from zerohour.spec.readings import A14, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import NEVER

HOUR = 3_600_000
ORDER = TransferOrder(
    System.INTRADAY, "A", "B", 5, 11 * HOUR, 11 * HOUR, 12 * HOUR, final_at=13 * HOUR, status=Status.SETTLED
)
"""Entered at 11:00, irrevocable at 12:00, settled at 13:00."""
FAILED = Participant(known=True, bankruptcy_at=10 * HOUR, noticed_at=12 * HOUR + 1)
P = Protection


def said(payer: Participant, regime: Regime, readings: Readings = Readings()) -> Protection:  # noqa: B008  # frozen
    return protection(ORDER, payer, Participant(known=True), replace(MINIMAL, readings=readings), regime)


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
