"""A participant that is set aside in Sum is finally rejected by hand, where A-32 says so, and only its sums with it."""

from dataclasses import replace

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Deliver, Event, RejectSetAside, Submit
from zerohour.spec.decisions import Reason
from zerohour.spec.orders import Part, Status
from zerohour.spec.readings import A32, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.rulebooks.minimal import HOUR
from zerohour.spec.timetable import NO_BLOCK, System

REJECTION = RejectSetAside(11 * HOUR, "A")


def lodged(name: str, payer: str) -> Submit:
    return Submit(8 * HOUR, name, System.SUM, payer, "B", 5, NO_BLOCK, Part.PAPERLESS, "dc")


def test_its_sums_leave_for_that_reason_and_those_of_others_wait_on() -> None:
    book = replace(MINIMAL, readings=Readings(a32=A32.MANUAL))
    sent: tuple[Event, ...] = (lodged("of A", "A"), lodged("of C", "C"), Deliver(9 * HOUR, "dc", Part.PAPERLESS))
    day = Scenario("two are set aside", book, ("A", "B", "C"), (*sent, REJECTION))
    (done,) = (done for event, _, done in day.steps() if event == REJECTION)
    assert done.reason == Reason.DONE
    gone, waits = done.day.orders["of A"], done.day.orders["of C"]
    assert (gone.status, gone.reason) == (Status.REJECTED, Reason.REJECTED_BY_HAND)
    assert waits.status == Status.SET_ASIDE
    assert (done.day.batch.draws["A"], done.day.batch.draws["C"]) == (0, 5)
