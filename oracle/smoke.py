"""Does an adapter work? A few questions, of which only is seen that they are answered, whole and in form."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zerohour.oracle.campaign import FEATURE_OF, needs
from zerohour.oracle.engines.batches import BATCH, TakesMany, prepared
from zerohour.oracle.engines.engine import Engine, EngineError, UnsupportedError
from zerohour.oracle.generate import ANY_ORDER, EVERYTHING
from zerohour.oracle.queues import QUEUE
from zerohour.oracle.scenarios.format import LARGEST, loads
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.mistakes import did_you_mean, shown
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.oracle.verdicts import nonsense
from zerohour.spec.bank_day import Submit

FEATURES = frozenset(EVERYTHING | {*FEATURE_OF.values(), "blocks", ANY_ORDER, QUEUE})
"""What an engine may say that it supports."""

HARD_NAME = 'Ærø "Søn" \\ 銀行'
"""A name that is spoilt where text is not UTF-8, or where JSON is put together without escapes."""

SOME = 5
"""So many days are put to an engine by themselves and together."""

ACCOUNTS = {"intraday": "batch", "straks": "straks"}
"""Systems to which an order may be sent by itself, with the accounts on which it settles."""


UNKNOWN = OrderReport("")


@dataclass(frozen=True)
class Check:
    """What was looked at, and what is wrong with it: the fault and its remedy, or nothing."""

    name: str
    fault: str = ""


def smoke(engine: Engine) -> Iterator[Check]:
    """Yield what was looked at, one after the other; the first fault is the last."""
    looks: dict[str, Callable[[Engine], str]] = {
        "says what it supports": _features,
        "answers a day on which nothing happens": lambda e: _answers(e, _day("quiet")),
        "says what came of every order": lambda e: _on_each(e, _order("o1"), _answers),
        "gives names back as they are": lambda e: _on_each(e, _order(HARD_NAME), _names),
        "keeps every øre of a large amount": lambda e: _on_each(e, LINES + _order("o1"), _large),
        "begins every day anew": _anew,
        **({"keeps the days of one run apart": _apart} if isinstance(engine, TakesMany) else {}),
        "answers the days of the library that it supports": _library,
    }
    for name, look in looks.items():
        try:
            wrong = look(engine)
            fault = wrong and f"{engine.name} {wrong}"
        except EngineError as error:
            fault = str(error)
        yield Check(name, fault)
        if fault:
            return


def speed(engine: Engine, seconds: float = 0.5) -> float:
    """Return how many quiet days the engine answers in a second: as many as it takes at a time, or one by one."""
    count, begun = 0, time.monotonic()
    for day in prepared(engine, [_day("quiet") for _ in range(BATCH)], lambda _: True):
        _report(engine, day)
        count += 1
        if time.monotonic() - begun > seconds and not isinstance(engine, TakesMany):
            break
    return count / (time.monotonic() - begun)


LINES = """
[[event]]
at = "01:00"
type = "line"
account = "{account}"
participant = "A"
amount = 1

[[event]]
at = "01:00"
type = "line"
account = "{account}"
participant = "B"
amount = 9007199254740992
"""
"""Lines with which B, once A has paid it 1, holds an amount that no number of JSON in JavaScript can hold."""


def _order(name: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    ends = 'payer = "A"\npayee = "B"\namount = 1'
    return f'\n[[event]]\nat = "09:00"\ntype = "submit"\nid = "{quoted}"\nsystem = "{{system}}"\n{ends}\n'


def _day(name: str, events: str = "") -> Scenario:
    head = f'schema = 1\nname = "smoke: {name}"\nrulebook = "minimal"\nparticipants = ["A", "B"]\n'
    return loads(head + events, "a day of our own")


def _days(engine: Engine, events: str) -> list[Scenario]:
    """Return the day in every system, where the engine supports what it needs."""
    days = [
        _day(system, events.replace("{system}", system).replace("{account}", account))
        for system, account in ACCOUNTS.items()
    ]
    return [day for day in days if not needs(day) - engine.features]


def _on_each(engine: Engine, events: str, look: Callable[[Engine, Scenario], str]) -> str:
    """Look at the day in every system; return the first fault."""
    faults = (look(engine, day) for day in _days(engine, events))
    return next(filter(None, faults), "")


def _features(engine: Engine) -> str:
    for feature in sorted(engine.features - FEATURES):
        return f"supports {shown(feature)}, which is no feature{did_you_mean(feature, sorted(FEATURES))}"
    if not engine.features:
        return f"supports nothing, and so is asked nothing; there are: {', '.join(sorted(FEATURES))}"
    return ""


def _report(engine: Engine, day: Scenario) -> Report | None:
    """Return what the engine reports; None if it says that it does not support the day."""
    try:
        return engine.run(day)
    except UnsupportedError:
        return None


def _sent(day: Scenario) -> set[str]:
    return {event.order for event in day.events if isinstance(event, Submit)}


def _answers(engine: Engine, day: Scenario) -> str:
    report = _report(engine, day)
    if report is None:
        return ""
    for order in sorted(_sent(day) - set(report.orders)):
        return f"says nothing of order {shown(order)}; every order that is sent has its place in `orders`, by its id"
    for order in sorted(set(report.orders) - _sent(day)):
        return f"reports order {shown(order)}, which was never sent on this day; does it keep what earlier days left?"
    wrong = nonsense(day, report)
    return wrong and f"answered nonsense: {wrong}"


def _names(engine: Engine, day: Scenario) -> str:
    report = _report(engine, day)
    if report is None or HARD_NAME in report.orders:
        return ""
    told = ", ".join(map(shown, report.orders)) or "none"
    return f"was sent the order {shown(HARD_NAME)} and reports {told}; read and write UTF-8, with a JSON library"


def _large(engine: Engine, day: Scenario) -> str:
    report = _report(engine, day)
    if report is None or report.balances is None or report.orders.get("o1", UNKNOWN).status != "settled":
        return ""
    held = max(report.balances.get("B", {}).values(), default=None)
    if held == LARGEST:
        return f"has {held} where it is {LARGEST + 1}: an øre is lost; read amounts as whole numbers, not as doubles"
    return ""


def _anew(engine: Engine) -> str:
    days = _days(engine, _order("o1")) + _days(engine, LINES + _order("o1"))
    before = [_report(engine, day) for day in days]
    left = _answers(engine, _day("quiet"))
    if not left and before != [_report(engine, day) for day in days]:
        return "answered the same day differently when it was asked again; each is to be run from its beginning"
    return left


def _apart(engine: Engine) -> str:
    days = _supported(engine)[:SOME] + _days(engine, _order("o1"))
    alone = [_report(engine, day) for day in days]
    if isinstance(engine, TakesMany):
        engine.prepare(days)
    if alone != [_report(engine, day) for day in days]:
        return "answers differently when it is asked about many days at once; each row belongs to its own scenario"
    return ""


def _supported(engine: Engine) -> list[Scenario]:
    """Return the days of the library that the engine supports."""
    return [day for day in library().values() if not needs(day) - engine.features]


def _library(engine: Engine) -> str:
    days = _supported(engine)
    for day in prepared(engine, days, lambda _: True):
        fault = _answers(engine, day)
        if fault:
            return f"on the day '{day.name}': {fault}"
    if days and not any(_report(engine, day) for day in days):
        return "says of every day that it does not support it; let `features` name no more than it does"
    return ""
