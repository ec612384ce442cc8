"""Engines that keep an unfunded instant payment waiting: by which releases from the queue is what they say explained?

To refuse such a payment or to let it wait is the engine's policy, and so is which of those that wait it clears when
money comes. A payment is judged as if it had been sent when it was released; one that waits for ever, as refused.
"""

from collections.abc import Iterator
from dataclasses import replace

from zerohour.oracle.choices import TooManyError
from zerohour.oracle.scenarios.scenario import History, OrderReport, Report, Scenario
from zerohour.spec.bank_day import CutOff, Event, SetLine, Settle, Submit, can_use
from zerohour.spec.decisions import Reason
from zerohour.spec.participants import Account
from zerohour.spec.timetable import System

QUEUE = "queue"
"""The feature of an engine that keeps unfunded instant payments waiting."""

MOST_RELEASES = 720
"""So many days are looked at in the search for the releases."""


def as_refused(day: Scenario, report: Report) -> Report:
    """Return the report with those payments told as refused that still wait, and lack nothing but money on the day."""
    ends = day.run().orders
    waits = [i for i, told in report.orders.items() if told.status == "entered"]
    unfunded = [i for i in waits if ends[i].reason == Reason.NOT_FUNDED]
    instant = {i for i in report.orders if ends[i].system == System.STRAKS}
    history = {i: _sent_at_release(told) if i in instant else told for i, told in (report.history or {}).items()}
    return replace(
        report,
        orders=report.orders | dict.fromkeys(unfunded, OrderReport("refused")),
        history=None if report.history is None else history,
    )


def _sent_at_release(told: History) -> History:
    """Return the history of an instant payment without its time in the queue; one that stays there is refused."""
    if told and told[-1][1] == "entered":
        return [(at, "refused") for at, _ in told[:1]]
    return [(at, status) for at, status in told if status != "entered"]


def releases(scenario: Scenario, report: Report) -> Iterator[Scenario]:
    """Yield the scenario with every payment that the engine cleared sent at a moment at which it was funded.

    Raise TooManyError where not every choice of moments can be looked at.
    """
    todo, seen = [scenario], {scenario.events}
    while todo:
        day = todo.pop()
        moved = _first_released(day, report)
        if moved is None:
            yield day
            continue
        fresh = [other for other in moved if other.events not in seen]
        seen.update(other.events for other in fresh)
        if len(seen) > MOST_RELEASES:
            raise TooManyError(f"more than {MOST_RELEASES} ways to release payments from a queue")
        todo += reversed(fresh)


def _first_released(scenario: Scenario, report: Report) -> list[Scenario] | None:
    """Return the scenario with the first payment that was cleared, but came unfunded, sent at each later moment.

    None if there is no such payment. Moments at which it is funded come first; at the others it may be, once the
    payments that wait with it are sent later too.
    """
    steps = list(scenario.steps())
    for n, (event, _, done) in enumerate(steps):
        if isinstance(event, Submit) and done.reason == Reason.NOT_FUNDED and _cleared(event, report):
            payer = done.day.orders[event.order].debit
            later = [(moment, can_use(after.day, payer)) for moment, _, after in steps[n + 1 :] if _moves_money(moment)]
            later.sort(key=lambda known: known[1] < event.amount)
            return [_sent_after(scenario, event, moment) for moment, _ in later]
    return None


def _moves_money(event: Event) -> bool:
    """Whether the event may change what somebody can use in Straks."""
    if isinstance(event, Submit):
        return event.system == System.STRAKS
    return isinstance(event, SetLine | CutOff | Settle) and event.account == Account.STRAKS


def _cleared(payment: Submit, report: Report) -> bool:
    told = report.orders.get(payment.order)
    return told is not None and told.status in ("cleared", "settled")


def _sent_after(scenario: Scenario, payment: Submit, moment: Event) -> Scenario:
    """Return the scenario with the payment sent right after the moment; what repeats its id goes, as it is refused.

    Whatever is no submission comes before all that is submitted at its instant.
    """
    rest = [e for e in scenario.events if not (isinstance(e, Submit) and e.order == payment.order)]
    place = next((n for n, event in enumerate(rest, 1) if event is moment and isinstance(event, Submit)), 0)
    return replace(scenario, events=(*rest[:place], replace(payment, at=moment.at), *rest[place:]))
