"""The laws on integers: the predicates that are proved, asked of one event after the other while a day runs.

What a proof leaves arbitrary is bound to all that a small state has: each participant, order and sum, and one that it
does not have. The rounds of exclusion are seen by looking over the shoulder of the one loop.
"""

import importlib
import inspect
import itertools
import types
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import lru_cache, wraps
from typing import Any

from zerohour.proofs.obligations import RECORDS, STATE, STEP, Predicate, predicates
from zerohour.proofs.symbolic.loading import Reading, sources
from zerohour.proofs.twins import TWINS
from zerohour.spec.bank_day import BankDay, Event, party, step
from zerohour.spec.decisions import Reason
from zerohour.spec.netting import Pair, pair_of
from zerohour.spec.orders import DelivererId, OrderId
from zerohour.spec.participants import ParticipantId
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.tables import Table

STRANGER = "X"
"""A participant, and an order, that no state knows."""

MOST_ROUNDS = 100
"""More rounds than any small day can have: a loop that goes on for longer never ends."""


class EndlessError(Exception):
    """The one loop goes on and on."""


@dataclass
class Loops:
    """What every loop started from, and every round that was not the last.

    Of a round: the clearings that settle together, what the loop before ended with, who was out before it, and after.
    """

    starts: list[Any] = field(default_factory=list[Any])
    rounds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True)
class Moment:
    """An event: the state before it, what it led to, and the loops in between."""

    before: BankDay
    event: Event
    after: BankDay
    reason: Reason
    loops: Loops


# -- a day as it runs --------------------------------------------------------------------------------------------------


@lru_cache
def imported() -> Reading:
    """Return the specification and the laws as they are imported, not loaded once more."""
    return Reading({name: importlib.import_module(name) for name in sources()})


def moments(day: BankDay, events: Iterable[Event]) -> Iterator[Moment]:
    """Run the events, in the order given, and yield each with what it led to."""
    before = detached(day)
    for event in events:
        with watched() as loops:
            done = step(day, event)
        day = done.day
        after = detached(day)
        yield Moment(before, event, after, done.reason, loops)
        before = after


@contextmanager
def watched() -> Generator[Loops]:
    """While it lasts, note the rounds of every loop; one that never ends is an error."""
    loops = Loops()
    places = [vars(module) for module in imported().modules.values() if "until" in vars(module)]
    until, netting = places[0]["until"], vars(imported().netting)
    exclusion_round = netting["exclusion_round"]
    seen: dict[str, Any] = {"systems": (), "first": defaultdict[str, int](int)}

    @wraps(exclusion_round)
    def noting_round(sums: Any, cycle: Any, *rest: Any) -> Any:
        seen["systems"] = cycle.systems
        return exclusion_round(sums, cycle, *rest)

    def noting(one_round: Callable[[Any], tuple[bool, Any]], start: Any) -> Any:
        count = itertools.count()

        def noted(state: Any) -> tuple[bool, Any]:
            if next(count) > MOST_ROUNDS:
                raise EndlessError(f"after {MOST_ROUNDS} rounds the loop has not ended")
            done, then = one_round(state)
            if not done:
                loops.rounds.append({**seen, "out": state, "wider": then})
            return done, then

        loops.starts.append(start)
        seen["first"] = until(noted, start)
        return seen["first"]

    netting["exclusion_round"] = noting_round
    for place in places:
        place["until"] = noting
    try:
        yield loops
    finally:
        netting["exclusion_round"] = exclusion_round
        for place in places:
            place["until"] = until


def detached(value: Any) -> Any:
    """Return the state with tables of its own: to read two versions of one table in turn moves its entries about."""
    if isinstance(value, Rulebook):
        return value
    if isinstance(value, Table):
        table: Table[Any, Any] = value
        return Table(table[_NO_KEY], {key: table[key] for key in table})
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: detached(getattr(value, f.name)) for f in fields(value)})
    return value


_NO_KEY = object()
"""What is no key of any table, and so has the default value."""


# -- what is asked -----------------------------------------------------------------------------------------------------


def participants(day: BankDay) -> list[ParticipantId]:
    """Return the participants, and a stranger."""
    return [*day.participants, STRANGER]


def orders(day: BankDay) -> list[OrderId]:
    """Return the orders, and one that was never sent."""
    return [*day.orders, STRANGER]


def pairs(day: BankDay) -> list[Pair]:
    """Return the sums that there are, or should be for an order; any other one is zero, and of nothing."""
    return list(dict.fromkeys([*day.batch.sums, *(pair_of(day.orders[i]) for i in day.orders)]))


def deliverers(day: BankDay) -> list[DelivererId]:
    """Return the deliverers that have lost their line, those of orders, and a stranger."""
    return list(dict.fromkeys([*day.disconnected, *(day.orders[i].deliverer for i in day.orders), STRANGER]))


SUBJECTS: dict[str, Callable[[BankDay], list[Any]]] = {"p": participants, "i": orders, "d": deliverers, "pair": pairs}
"""What a parameter that a law is about, and that stands for any one, is bound to."""


class Question:
    """A predicate of a law, and how its parameters are bound."""

    def __init__(self, predicate: Predicate) -> None:
        self.law, self.name = predicate.law, predicate.function.__name__
        self.about_a_state = predicate.about_a_state
        self._holds, self._names = predicate.function, predicate.parameters
        self._subjects = [name for name in self._names if name in SUBJECTS]
        self._contexts = _contexts(predicate)

    def broken(self, moment: Moment) -> dict[str, Any] | None:
        """Return what the parameters are bound to where the law does not hold; None where it holds of all."""
        for context in self._contexts(moment):
            for subject in itertools.product(*(SUBJECTS[name](moment.after) for name in self._subjects)):
                bound = context | dict(zip(self._subjects, subject, strict=True))
                if not self._holds(*[bound[name] for name in self._names]):
                    return bound
        return None

    def told(self, bound: dict[str, Any]) -> str:
        """Say that the law does not hold, and of what."""
        about = [f"{name} = {bound[name]!r}" for name in self._names if name not in _TOLD_BY_EVENTS]
        return f"{self.law.name!r} ({self.name}) does not hold of {', '.join(about) or 'the state'}"


_TOLD_BY_EVENTS = {"day", "before", "event", "after", "rulebook"}


def questions() -> list[Question]:
    """Return every predicate of a law."""
    return [Question(predicate) for predicate in predicates(imported())]


def twin(name: str) -> Question:
    """Return the false twin of a predicate, loaded on top of the specification that is imported."""
    patch = TWINS[name].patch
    path = sources()[patch.module]
    source = path.read_text(encoding="utf-8")
    if source.count(patch.old) != 1:
        raise ValueError(f"{patch.module}: the text to change stands there {source.count(patch.old)} times")
    module = types.ModuleType(patch.module)
    exec(compile(source.replace(patch.old, patch.new), str(path), "exec"), module.__dict__)  # noqa: S102  # our own
    function = vars(module)[name]
    return Question(Predicate(function.__dict__["law"], function))


def _contexts(predicate: Predicate) -> Callable[[Moment], Iterable[dict[str, Any]]]:
    """Return what gives the bindings of all parameters but the subjects."""
    names = set(predicate.parameters)
    if names <= RECORDS:
        hints = inspect.signature(predicate.function).parameters
        enums = {n: list(p.annotation) for n, p in hints.items() if isinstance(p.annotation, type(Enum))}
        return lambda moment: _records(moment, enums)
    if names <= STATE:
        return lambda moment: [{"day": moment.after}]
    if names <= STEP:
        return lambda moment: [{"before": moment.before, "event": moment.event, "after": moment.after}]
    if "start" in names:
        return lambda moment: [{"day": moment.before, "start": start} for start in moment.loops.starts]
    return lambda moment: [{"day": moment.before, **seen} for seen in moment.loops.rounds]


def _records(moment: Moment, enums: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Yield every order with any two participants as its ends, where there is one that was not there before."""
    before, day = moment.before, moment.after
    if before.orders == day.orders and before.participants == day.participants:
        return
    ends = [party(day, p) for p in day.participants]
    for order, payer, payee in itertools.product([day.orders[i] for i in day.orders], ends, ends):
        for others in itertools.product(*enums.values()):
            context = {"order": order, "payer": payer, "payee": payee, "rulebook": day.rulebook}
            yield context | dict(zip(enums, others, strict=True))
