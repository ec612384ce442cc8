"""From laws and events to obligations: an arbitrary state, any one event, and every law afterwards.

By induction over events: the laws about a state (`day`) hold of the opening day, and if they hold before an event they
hold after it; the laws about a step hold of every step from such a state. The state is arbitrary, its tables of any
size; participants, orders and sums are looked at one at a time.
"""

import dataclasses
import functools
import inspect
import itertools
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from zerohour.proofs.laws.law import Law
from zerohour.proofs.symbolic import maps
from zerohour.proofs.symbolic.loading import Reading, load
from zerohour.proofs.symbolic.maps import AUXILIARY, KeyTuple, Map, Quantifier, Sum, World, new_world, parts
from zerohour.proofs.symbolic.paths import Cut, explore, merge
from zerohour.proofs.symbolic.proxies import Key, SymBool, SymInt, ite, raw
from zerohour.proofs.symbolic.terms import Part, put

PARTICIPANT, ORDER, BLOCK, DAY, SYSTEM = "participant", "order", "block", "day", "system"
DELIVERER = "deliverer"
KINDS: dict[str, tuple[str, ...]] = {
    "": (),
    "p": (PARTICIPANT,),
    "i": (ORDER,),
    "d": (DELIVERER,),
    "pair": (SYSTEM, BLOCK, PARTICIPANT, PARTICIPANT),
}
"""The kinds of the keys of a subject."""
STATE = {"day", "p", "i", "pair"}
RECORDS = {"order", "payer", "payee", "rulebook", "regime"}
STEP = {"before", "event", "after", "p", "i", "d", "pair"}
ROUND = {"day", "start", "systems", "first", "out", "wider", "p"}
NAMES = ("payer", "payee", "debit", "credit", "deliverer", "sponsor")
"""The fields of a record that hold a name."""
PAIR_SUM = "pair_sum"
ROUNDS = 2
"""How often the sums that witnesses bring in get witnesses of their own."""


@dataclass(frozen=True)
class Obligation:
    """What is to be shown: the hypotheses imply the goal."""

    law: str
    predicate: str
    where: str
    hypotheses: list[z3.BoolRef]
    goal: z3.BoolRef


@dataclass(frozen=True)
class Predicate:
    """A predicate of a law, as loaded by a reading."""

    law: Law
    function: Callable[..., Any]

    @property
    def parameters(self) -> list[str]:
        """The names of its parameters, which say what it is about."""
        return list(inspect.signature(self.function).parameters)

    @property
    def about_a_state(self) -> bool:
        """Whether it is an invariant: what every proof may assume of the state before the event."""
        return set(self.parameters) <= STATE


def predicates(reading: Reading) -> list[Predicate]:
    """Return every predicate that is part of a law."""
    found: list[Predicate] = []
    for name, module in reading.modules.items():
        if name.startswith("zerohour.proofs.laws."):
            found += [
                Predicate(f.__dict__["law"], f)
                for f in vars(module).values()
                if isinstance(f, types.FunctionType) and "law" in f.__dict__ and f.__module__ == name
            ]
    for predicate in found:
        if not any(set(predicate.parameters) <= shape for shape in (RECORDS, STATE, STEP, ROUND)):
            raise TypeError(
                f"{predicate.function.__name__}: a law about {', '.join(predicate.parameters)} is never asked"
            )
    return found


# -- a state about which nothing is known ------------------------------------------------------------------------------


def record(cls: type, stem: str, key: tuple[Any, ...]) -> Any:
    """Return an arbitrary record of a table: each field is a function of the key."""
    sorts, terms = [z3.IntSort()] * len(key), [raw(k) for k in key]
    values: dict[str, Any] = {}
    for field in dataclasses.fields(cls):
        name, default = f"{stem}_{field.name}", field.default
        if isinstance(default, bool):
            values[field.name] = SymBool(z3.Function(name, *sorts, z3.BoolSort())(*terms))
        elif isinstance(default, int):
            values[field.name] = SymInt(z3.Function(name, *sorts, z3.IntSort())(*terms))
        elif field.name in NAMES:
            values[field.name] = Key(z3.Function(name, *sorts, z3.IntSort())(*terms))
        else:
            values[field.name] = default
    return cls(**values)


def records(kind: str, cls: type, stem: str, present: Callable[[Any], Any] | None = None) -> Map:
    """Return an arbitrary table of records; `present` says which of them iteration meets."""
    return Map((kind,), lambda k: record(cls, stem, (k,)), present)


def blocks(cls: type, stem: str) -> Map:
    """Return an arbitrary timetable: blocks are counted from 0."""
    return Map((BLOCK,), lambda k: record(cls, stem, (k,)), domain=lambda k: k >= 0)


def days(spec: Reading, stem: str) -> Map:
    """Return an arbitrary calendar: days are counted from 0."""
    return Map((DAY,), lambda k: record(spec.timetable.Day, stem, (k,)), domain=lambda k: k >= 0)


def numbers(kinds: tuple[str, ...], stem: str) -> Map:
    """Return an arbitrary table of integers; iteration meets those that are not zero."""
    function = z3.Function(stem, *[z3.IntSort()] * (len(kinds) + 1))
    return Map(kinds, lambda *k: SymInt(function(*map(raw, k))), lambda value: value != 0)


def amounts(kind: str, stem: str) -> Map:
    """Return an arbitrary table of integers, one for every key."""
    function = z3.Function(stem, z3.IntSort(), z3.IntSort())
    return Map((kind,), lambda k: SymInt(function(raw(k))))


def flags(kind: str, stem: str) -> Map:
    """Return an arbitrary table of truth values."""
    function = z3.Function(stem, z3.IntSort(), z3.BoolSort())
    return Map((kind,), lambda k: SymBool(function(raw(k))))


def number(name: str) -> SymInt:
    """Return an arbitrary integer."""
    return SymInt(z3.Int(name))


def flag(name: str) -> SymBool:
    """Return an arbitrary truth value."""
    return SymBool(z3.Bool(name))


def any_day(spec: Reading) -> Any:
    """Return an arbitrary bank day, under arbitrary readings and an arbitrary timetable."""
    timetables = {s: blocks(spec.timetable.Block, f"{s}_block") for s in ("batch", "straks")}
    readings = spec.readings.Readings(**{f.name: number(f.name) for f in dataclasses.fields(spec.readings.Readings)})
    return spec.bank_day.BankDay(
        rulebook=spec.rulebook.Rulebook(
            name="any",
            **timetables,
            clearing_days=days(spec, "clearing_day"),
            calendar_days=days(spec, "calendar_day"),
            money_days=days(spec, "money_day"),
            open_hours=days(spec, "open_hours"),
            straks_cap=number("straks_cap"),
            readings=readings,
        ),
        participants=records(PARTICIPANT, spec.participants.Participant, "participant", lambda r: r.known),
        lines=records(PARTICIPANT, spec.participants.Accounts, "line"),
        orders=records(ORDER, spec.orders.TransferOrder, "order", lambda r: r.status != spec.orders.Status.ABSENT),
        batch=spec.batch_settlement.Batch(
            sums=numbers(KINDS["pair"], PAIR_SUM),
            nets=numbers((PARTICIPANT,), "last_net"),
            sum_out=flags(PARTICIPANT, "last_sum_out"),
            out=flags(PARTICIPANT, "last_out"),
            draws=numbers((PARTICIPANT,), "draw"),
            held=flags(PARTICIPANT, "held"),
            sanctions=amounts(PARTICIPANT, "sanctions"),
            sum_carried_out=flag("last_sum_carried_out"),
            block=number("batch_running"),
            phase=number("batch_phase"),
            delay=number("batch_delay"),
        ),
        straks=spec.instant_clearing.Straks(
            open_net=numbers((PARTICIPANT,), "open_net"),
            closed_net=numbers((PARTICIPANT,), "closed_net"),
            block=number("straks_running"),
            unbooked=flag("straks_unbooked"),
        ),
        disconnected=flags(DELIVERER, "disconnected"),
        closed=number("closed"),
        now=number("now"),
    )


class AnySet:
    """A set about which nothing is known: whatever exclusions an engine chose."""

    def __contains__(self, key: Any) -> bool:
        return bool(SymBool(z3.Function("chosen", z3.IntSort(), z3.BoolSort())(raw(key))))


def any_events(spec: Reading) -> dict[str, Callable[[], Any]]:  # noqa: C901  # a function for each kind
    """Return every kind of event, with arbitrary fields."""
    day, at = spec.bank_day, number("at")
    system, account = spec.timetable.System, spec.participants.Account

    def key(kind: str, name: str) -> Any:
        return maps.WORLD.see(kind, Key(z3.Int(name)))

    def submit(which: Any) -> Any:
        payer, payee = key(PARTICIPANT, "event_payer"), key(PARTICIPANT, "event_payee")
        named, part, deliverer = number("event_named"), number("event_part"), Key(z3.Int("event_deliverer"))
        amount = number("event_amount")
        return day.Submit(at, key(ORDER, "event_order"), which, payer, payee, amount, named, part, deliverer)

    def line(which: Any) -> Any:
        return day.SetLine(at, which, key(PARTICIPANT, "event_participant"), number("event_line"))

    def fund(which: Any) -> Any:
        return day.Fund(at, which, who(), number("event_amount"))

    def mark(which: Any) -> Any:
        return day.Mark(at, which, who())

    def cut_off(which: Any) -> Any:
        return day.CutOff(at, which, number("event_block"))

    def settle(which: Any) -> Any:
        return day.Settle(at, which, number("event_block"), None, None)

    def settle_as_chosen() -> Any:
        draws = amounts(PARTICIPANT, "chosen_draw")
        return day.Settle(at, account.BATCH, number("event_block"), AnySet(), draws)

    def who() -> Any:
        return key(PARTICIPANT, "event_participant")

    def deliverer() -> Any:
        return key(DELIVERER, "event_deliverer")

    events: dict[str, Callable[[], Any]] = {
        "revoke": lambda: day.Revoke(at, key(ORDER, "event_order")),
        "decree": lambda: day.Decree(at, who(), number("event_kind")),
        "notice": lambda: day.Notice(at, who()),
        "publication": lambda: day.Publication(at, who()),
        "exclusion": lambda: day.Exclude(at, who()),
        "resolution": lambda: day.Resolve(at, who()),
        "rejection by hand": lambda: day.RejectSetAside(at, who()),
        "filing": lambda: day.File(at, who()),
        "limit": lambda: day.SetLimit(at, who(), number("event_limit"), key(PARTICIPANT, "event_approved_by")),
        "folio": lambda: day.SetFolio(at, who(), number("event_balance")),
        "standing term": lambda: day.SetTerm(at, who(), number("event_term"), number("event_amount")),
        "look at the liquidity": lambda: day.Check(at),
        "delivery": lambda: day.Deliver(at, deliverer(), number("event_part"), key(DELIVERER, "event_through")),
        "outage": lambda: day.Outage(at, who()),
        "return from outage": lambda: day.Return(at, who()),
        "disconnection": lambda: day.Disconnect(at, deliverer()),
        "reconnection": lambda: day.Reconnect(at, deliverer()),
        "0-settlement": lambda: day.ZeroSettle(at, number("event_block")),
        "forecast": lambda: day.Forecast(at, number("event_block")),
        "postponement": lambda: day.Postpone(at, number("event_block"), number("event_by")),
        "lock": lambda: day.Lock(at, number("event_block")),
        "release": lambda: day.Release(at, number("event_block")),
        "end of the monetary-policy day": lambda: day.EndMoneyDay(at, number("event_day")),
        "close of the clearing day": lambda: day.CloseDay(at, number("event_day"), flag("event_forced")),
        "settle the batch as an engine chose": settle_as_chosen,
    }
    systems = {"Sum": system.SUM, "Intraday": system.INTRADAY, "Straks": system.STRAKS}
    accounts = {"the batch": account.BATCH, "Straks": account.STRAKS}
    for kind, make, places in (
        ("submit to", submit, systems),
        ("mark in", mark, systems),
        ("line of", line, accounts),
        ("funding of", fund, accounts),
        ("cut-off of", cut_off, accounts),
        ("settle", settle, accounts),
    ):
        events |= {f"{kind} {name}": functools.partial(make, which) for name, which in places.items()}
    return events


# -- obligations -------------------------------------------------------------------------------------------------------


FUNCTIONS, BASE = "any record", "opening day"


def groups() -> list[str]:
    """Return the names of the parts that a proof falls into: single functions, the opening day, each kind of event."""
    return [FUNCTIONS, BASE, *any_events(load(symbolic=False))]


def obligations_of(spec: Reading, group: str, laws: Collection[str]) -> Iterator[Obligation]:
    """Yield what is to be shown in one part, of the named laws; of all of them where none is named.

    The invariants that a proof may use are always those of every law.
    """
    every = predicates(spec)
    wanted = [law for law in every if not laws or law.law.name in laws]
    if group == FUNCTIONS:
        yield from _functions(spec, [law for law in wanted if set(law.parameters) <= RECORDS])
    elif group == BASE:
        yield from _base(spec, wanted)
    else:
        yield from _event(spec, every, wanted, group)


def _functions(spec: Reading, laws: list[Predicate]) -> Iterator[Obligation]:
    """The laws about a single function hold of arbitrary records."""
    day = any_day(spec)
    i = Key(z3.Int("i"))
    own, holder, other, other_holder = (day.participants[Key(z3.Int(name))] for name in ("p", "r", "q", "s"))
    party = spec.participants.Party
    values = {"rulebook": day.rulebook, "payer": party(own, holder), "payee": party(other, other_holder)}
    for law in laws:
        for regime in spec.finality.Regime if "regime" in law.parameters else [None]:
            world = new_world()
            goal = _ask(world, law, values | {"order": day.orders[i], "regime": regime})
            yield Obligation(law.law.name, law.function.__name__, FUNCTIONS, close(world, [], goal), goal)


def _base(spec: Reading, laws: list[Predicate]) -> Iterator[Obligation]:
    """The opening day, with any participants, obeys every law about a state.

    The specification opens a day with one participant; what it gives that one, it gives everyone.
    """
    world = new_world()
    book = any_day(spec).rulebook

    def opened_with(terms: Any) -> Any:
        return spec.bank_day.opening(book, {"someone": terms})

    opened = opened_with(spec.participants.Participant())
    known = flags(PARTICIPANT, "opening_known")
    terms = records(PARTICIPANT, spec.participants.Participant, "opening_terms")

    def for_all(table: Any) -> Map:
        return Map((PARTICIPANT,), lambda p: ite(known[p], table["someone"], table["somebody else"]))

    no_order = opened.orders["any"]
    if len(opened.orders) or len(opened.batch.sums):
        raise TypeError("the opening day has orders: its proof has to look at them")
    day = dataclasses.replace(
        opened,
        participants=Map(
            (PARTICIPANT,),
            lambda p: ite(
                known[p], opened_with(terms[p]).participants["someone"], opened.participants["somebody else"]
            ),
        ),
        lines=for_all(opened.lines),
        orders=Map((ORDER,), lambda _: no_order, lambda _: False),
        disconnected=Map((DELIVERER,), lambda d: opened.disconnected[d]),
        batch=dataclasses.replace(
            opened.batch,
            sums=_zeros(*KINDS["pair"]),
            draws=for_all(opened.batch.draws),
            sanctions=for_all(opened.batch.sanctions),
        ),
        straks=dataclasses.replace(
            opened.straks, open_net=for_all(opened.straks.open_net), closed_net=for_all(opened.straks.closed_net)
        ),
    )
    for law in laws:
        if law.about_a_state:
            goal = _ask(world, law, {"day": day})
            yield Obligation(law.law.name, law.function.__name__, BASE, close(world, [], goal), goal)


def _event(spec: Reading, every: list[Predicate], laws: list[Predicate], name: str) -> Iterator[Obligation]:
    """Yield the obligations of one kind of event, for every path through the step."""
    event = any_events(spec)[name]
    invariants = [law for law in every if law.about_a_state]
    state = [law for law in laws if law.about_a_state]
    steps = [law for law in laws if {"before", "after"} <= set(law.parameters)]
    starts = [law for law in laws if "start" in law.parameters]
    rounds = [law for law in laws if "wider" in law.parameters]

    def path() -> tuple[World, list[tuple[Predicate, dict[str, Any]]], Any, Any]:
        world = new_world()
        before, happened = any_day(spec), event()
        cut: dict[str, Any] = {}
        spec.netting.until = _loop_rule(spec, world, before, cut)
        spec.netting.totals = _totals(spec)
        try:
            after = spec.bank_day.step(before, happened).day
        except Cut:
            return world, [(law, {"day": before, **cut}) for law in (*starts, *rounds)], before, happened
        context = {"before": before, "event": happened, "after": after}
        owed = [(law, {"day": after}) for law in state] + [(law, context) for law in steps]
        owed += [(law, {"day": before, **cut}) for law in starts if "start" in cut]
        return world, owed, before, happened

    assume = [raw(number("at") < spec.timetable.NEVER), *_choices(spec)]
    for n, found in enumerate(explore(path, assume)):
        world, owed, before, happened = found.result
        known = [*assume, *found.conditions]
        templates = _templates(world, invariants, before)
        for law, context in owed:
            with world.sight():
                goal = _ask(world, law, context)
                hypotheses = close(world, known, goal, templates, _changed(happened))
            yield Obligation(law.law.name, law.function.__name__, f"{name} #{n}", hypotheses, goal)


def _changed(event: Any) -> list[z3.ExprRef]:
    """Return the order that the event is about, if any: the one place at which sums over orders can differ."""
    order = getattr(event, "order", None)
    return [] if order is None else [order.term]


def _choices(spec: Reading) -> list[z3.BoolRef]:
    """Every reading has one of its values, and so has the kind of proceedings."""
    choices: dict[str, Any] = {f.name: type(f.default) for f in dataclasses.fields(spec.readings.Readings)}
    choices |= {"event_kind": spec.participants.Proceedings, "event_part": spec.orders.Part}
    return [z3.And(z3.Int(name) >= min(values), z3.Int(name) <= max(values)) for name, values in choices.items()]


def _zeros(*kinds: str) -> Map:
    return Map(kinds, lambda *_: 0, lambda _: False)


def _subject(world: World, name: str) -> Any:
    """Return an arbitrary participant, order or sum."""
    if name == "pair":
        kinds = {"of_clearing": SYSTEM, "in_block": BLOCK, "from": PARTICIPANT, "to": PARTICIPANT}
        return tuple(world.see(kind, Key(z3.Int(n))) for n, kind in kinds.items())
    return world.see(KINDS[name][0], Key(z3.Int(name)))


def _ask(world: World, law: Predicate, context: dict[str, Any]) -> z3.BoolRef:
    """Return what the law says, in the context, of an arbitrary subject."""
    values = {name: _subject(world, name) for name in law.parameters if name not in context} | context
    return raw(merge(lambda: law.function(*[values[name] for name in law.parameters])))


def _totals(spec: Reading) -> Callable[[Any], Map]:
    """Return what `netting.totals` says, pair by pair: the sum of the orders that are part of it."""

    def totals(orders: Any) -> Map:
        def part(i: Any, pair: tuple[Any, ...]) -> Any:
            order = orders[i]
            same = [raw(x == y) for x, y in zip(spec.netting.pair_of(order), pair, strict=True)]
            return ite(SymBool(z3.And(raw(spec.orders.deferred(order)), *same)), order.amount, 0)

        return Map(KINDS["pair"], lambda *pair: orders.total(lambda i: part(i, pair)))

    return totals


def _loop_rule(spec: Reading, world: World, day: Any, cut: dict[str, Any]) -> Callable[..., Any]:
    """Cut the loop: from any round, one more either ends it, or is judged by the laws about a round; the path ends.

    What the loop starts from is noted for the law about it, which is the base of the induction over rounds. Where one
    loop follows another, `first` is what the one before it ended with. That no draw is below zero is assumed of a round
    and, by a law, shown of the next.
    """
    met: dict[str, Any] = {}
    cut["first"] = _zeros(PARTICIPANT)
    picked = getattr(spec.netting.picked, "__wrapped__", spec.netting.picked)
    one_round = getattr(spec.netting.exclusion_round, "__wrapped__", spec.netting.exclusion_round)

    def noting(p: Any, shorts: Any, funds: Any, a23: Any) -> Any:
        met.update(shorts=shorts, funds=funds)
        return merge(lambda: picked(p, shorts, funds, a23))

    def noting_round(sums: Any, cycle: Any, *rest: Any) -> Any:
        cut["systems"] = cycle.systems
        return one_round(sums, cycle, *rest)

    noting.__dict__["__wrapped__"], noting_round.__dict__["__wrapped__"] = picked, one_round
    spec.netting.picked, spec.netting.exclusion_round = noting, noting_round

    def until(step: Callable[[Any], tuple[bool, Any]], start: Any) -> Any:
        cut["start"] = start
        out = amounts(PARTICIPANT, f"round!{next(world.names)}")
        world.everywhere.append((PARTICIPANT, lambda k: z3.Implies(raw(day.participants[k].known), raw(out[k] >= 0))))
        done, wider = step(out)
        if done:
            cut["first"] = wider
            return wider
        _ = wider[world.see(PARTICIPANT, Key(z3.Int("p")))]
        for sign in (1, -1) if met else ():
            _least(world, met["shorts"], met["funds"], sign)
        cut.update(out=out, wider=wider)
        raise Cut

    return until


def _least(world: World, members: Map, values: Map, sign: int) -> None:
    """The lemma that a finite set with a member has one with the least (for sign -1: the greatest) value."""
    least = world.fresh(PARTICIPANT, "least")

    place = Key(z3.Int(f"?{PARTICIPANT}_of_least"))
    no_more = sign * raw(values[least]) <= sign * raw(values[place])

    def member(k: Key) -> z3.BoolRef:
        return z3.And(raw(members.holds(k)), raw(members[k]))

    claim = z3.Implies(member(place), z3.And(member(least), no_more))
    world.everywhere.append((PARTICIPANT, lambda k: put(claim, (place.term, k.term))))


@dataclass(frozen=True)
class _Template:
    """A law about a state, said of a placeholder."""

    subject: str
    places: list[z3.ExprRef]
    term: z3.BoolRef
    sums: list[z3.ExprRef]


def _templates(world: World, laws: list[Predicate], day: Any) -> list[_Template]:
    """Return the laws about a state, of the state before the event."""
    found: list[_Template] = []
    for law in laws:
        subject = next((x for x in law.parameters if x != "day"), "")
        kinds = KINDS[subject]
        places = [z3.Int(f"?{kind}_of_law{n}") for n, kind in enumerate(kinds)]
        keys = tuple(map(Key, places))
        values = {"day": day, subject: keys if subject == "pair" else next(iter(keys), None)}
        term = raw(merge(functools.partial(law.function, *[values[n] for n in law.parameters])))
        found.append(_Template(subject, places, term, _sums_in(world, term)))
    return found


def _sums_in(world: World, term: z3.ExprRef) -> list[z3.ExprRef]:
    """Return the sums that occur in the term."""

    def sums() -> list[z3.ExprRef]:
        names = {s.function.name() for s in world.sums}
        return [x.term for x in parts(term) if x.inside and x.name in names]

    return world.once(("sums", len(world.sums)), (term,), sums)


def _instances(world: World, templates: list[_Template]) -> Iterator[tuple[z3.BoolRef, list[z3.ExprRef]]]:
    """Yield the laws about a state, with the sums in them, of every key in sight."""
    for t in templates:
        subjects: list[tuple[z3.ExprRef, ...]] = [()]
        if t.subject == "pair":
            subjects = list(world.pairs.values())
        elif t.subject:
            subjects = [(k.term,) for k in world.known(KINDS[t.subject][0])]
        for subject in subjects:
            yield world.once("law", (t.term, *subject), functools.partial(_instance, t, subject))


def _instance(t: _Template, subject: tuple[z3.ExprRef, ...]) -> tuple[z3.BoolRef, list[z3.ExprRef]]:
    here = list(zip(t.places, subject, strict=True))
    return put(t.term, *here), [put(x, *here) for x in t.sums]


def close(
    world: World,
    known: list[z3.BoolRef],
    goal: z3.BoolRef,
    templates: Sequence[_Template] = (),
    changed: Sequence[z3.ExprRef] = (),
) -> list[z3.BoolRef]:
    """Return the hypotheses: what is known on the path, the invariants, and the facts about the sums that occur."""
    axioms = _SumAxioms(world, changed)
    asked = [goal]
    for n in range(ROUNDS):
        _see_pairs(world, asked)
        everywhere = world.of_every_key()
        given = [x for _, sums in _instances(world, list(templates)) for x in sums]
        given += [x for term in (*world.facts, *everywhere) for x in _sums_in(world, term)]
        asked = axioms.add(asked, given, linear=n == 0)
    _see_pairs(world, asked)
    everywhere = world.of_every_key()
    if world.quantifiers:
        everywhere += _quantified(world, [goal, *world.facts, *everywhere])
        everywhere += world.of_every_key()
    invariants = [term for term, _ in _instances(world, list(templates))]
    return [*known, *invariants, *world.facts, *axioms.axioms, *everywhere]


def _quantified(world: World, terms: list[z3.BoolRef]) -> list[z3.BoolRef]:
    """Say of every `any` under a quantifier that occurs in the terms what its truth means."""
    by_name = {q.truth.name(): q for q in world.quantifiers}
    facts: list[z3.BoolRef] = []
    for x in parts(*terms):
        if x.inside and x.name in by_name and not maps.bound_inside(x.term):
            q, arguments = by_name[x.name], x.arguments
            witness = world.see(q.kind, Key(q.witness(*arguments)))
            facts.append(z3.Implies(x.term, q.at(arguments, witness.term)))
            for k in world.main(q.kind):
                said = functools.partial(_true_of, q, x, k)
                facts.append(world.once("true", (x.term, k.term), said))
    return facts


def _true_of(q: Quantifier, x: Part, key: Key) -> z3.BoolRef:
    """Say that the `any` is true if it holds of the key."""
    return z3.Implies(q.at(x.arguments, key.term), x.term)


def _see_pairs(world: World, terms: list[z3.BoolRef]) -> None:
    """Put the pairs in sight whose sum, in the state before, occurs in the terms."""
    for term in terms:
        world.pairs = world.once("pairs", (term,), functools.partial(_pairs_in, term)) | world.pairs


def _pairs_in(term: z3.ExprRef) -> dict[tuple[int, ...], KeyTuple]:
    found = [x for x in parts(term) if x.name == PAIR_SUM and x.inside and not maps.bound_inside(x.term)]
    return {tuple(n for n, _ in x.inside): tuple(x.arguments) for x in found}


@dataclass(frozen=True)
class _Asked:
    """A sum that occurs: its id, what it is of, itself, and of which keys."""

    id: int
    sum: Sum
    term: Any
    arguments: list[z3.ExprRef]

    def at(self, key: z3.ExprRef) -> Any:
        """Return the summand of one key."""
        return self.sum.at(self.arguments, key)


def _asked(term: z3.ExprRef, by_name: dict[str, Sum]) -> _Asked:
    return _Asked(term.get_id(), by_name[term.decl().name()], term, term.children())


class _SumAxioms:
    """Instances of the lemmas for the sums that occur, each with a fresh witness.

    Which ones are offered is a choice of search; that each of them holds is what the lemmas say.
    """

    def __init__(self, world: World, changed: Sequence[z3.ExprRef]) -> None:
        self.world, self.changed = world, changed
        self.axioms: list[z3.BoolRef] = []
        self.asked: dict[int, _Asked] = {}
        self.done: set[tuple[Any, ...]] = set()
        self.linear = False

    def add(self, terms: list[z3.BoolRef], given: list[z3.ExprRef], *, linear: bool) -> list[z3.BoolRef]:
        """Add what relates the sums in the terms to each other and to the given ones; return what was added."""
        before, self.linear = len(self.axioms), linear and not self.changed
        known = self._named(given)
        found = self._named(x for term in terms for x in _sums_in(self.world, term))
        self.asked |= {n: x for n, x in found.items() if linear or n not in known}
        sums = known | self.asked
        for x in self.asked.values():
            self._zero(x)
        for x, y in itertools.product(self.asked.values(), sums.values()):
            if x.sum.kind == y.sum.kind and x.id != y.id:
                self._equal(x, y)
        if not self.linear:
            return self.axioms[before:]
        orders = [
            n
            for n, x in sums.items()
            if x.sum.kind == ORDER and (n in self.asked or len(x.arguments) == len(KINDS["pair"]))
        ]
        for whole, (one, other) in itertools.product(orders, itertools.combinations(orders, 2)):
            asked = whole in self.asked or (one in self.asked and other in self.asked)
            if asked and whole not in (one, other):
                self._linear(sums[whole], sums[one], sums[other])
        return self.axioms[before:]

    def _named(self, terms: Iterable[z3.ExprRef]) -> dict[int, _Asked]:
        by_name = {s.function.name(): s for s in self.world.sums}
        found: dict[int, _Asked] = {}
        for term in terms:
            if not maps.bound_inside(term):
                asked = self.world.once("asked", (term,), functools.partial(_asked, term, by_name))
                found[asked.id] = asked
        return found

    def _once(self, *names: Any) -> bool:
        new = names not in self.done
        self.done.add(names)
        return new

    def _witness(self, kind: str) -> z3.ExprRef:
        return self.world.fresh(kind, AUXILIARY).term

    def _zero(self, x: _Asked) -> None:
        if self._once("zero", x.id):
            self.axioms.append(z3.Or(x.at(self._witness(x.sum.kind)) != 0, x.term == 0))

    def _equal(self, x: _Asked, y: _Asked) -> None:
        if not self._once("equal", *sorted((x.id, y.id))):
            return

        def differ(k: z3.ExprRef) -> z3.BoolRef:
            return x.at(k) != y.at(k)

        kind = x.sum.kind
        place = self._witness(kind)
        self.axioms.append(z3.Or(differ(place), x.term == y.term))
        if kind == ORDER and self.linear:
            below = y.at(self._witness(kind)) < 0
            self.axioms.append(z3.Or(below, y.term >= y.at(place)))
        for j in self.changed if kind == ORDER else ():
            w, here = self._witness(kind), x.at(j) - y.at(j)
            self.axioms.append(z3.Or(z3.And(w != j, differ(w)), x.term - y.term == here))

    def _linear(self, x: _Asked, y: _Asked, z: _Asked) -> None:
        if self._once("linear", x.id, y.id, z.id):
            w = self._witness(ORDER)
            self.axioms.append(z3.Or(x.at(w) != y.at(w) + z.at(w), x.term == y.term + z.term))
