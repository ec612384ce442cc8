"""The timeline of a day as data: what happened, what it did to which order, and which rules decided.

It needs the standard library only, so that it runs in a browser too.
"""

from dataclasses import asdict, dataclass

from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import Scenario, block_name
from zerohour.spec.bank_day import (
    BankDay,
    CutOff,
    Decree,
    Event,
    Exclude,
    File,
    Mark,
    Notice,
    Publication,
    Resolve,
    Revoke,
    SetLimit,
    SetLine,
    Settle,
    Step,
    Submit,
    cover,
)
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.money import Ore
from zerohour.spec.netting import Excluded, exclusion_round
from zerohour.spec.orders import Status, terminal
from zerohour.spec.participants import Proceedings, System
from zerohour.spec.timetable import NEVER, Instant

REFUSALS = [r for r in Reason if Reason.NOTHING < r < Reason.ENTERED and r != Reason.OVER_LIMIT]
"""What is over a limit is not refused, but goes another way."""


@dataclass(frozen=True)
class Change:
    """What became of one order."""

    order: str
    status: str
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Moment:
    """One event, and all that it led to."""

    at: str
    what: str
    refused: str
    """Why the event was refused; empty if it was not."""
    rules: tuple[str, ...]
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    """Net positions and rounds of exclusion, at a settlement."""
    quiet: bool = False
    """Whether the calendar did what it does, and it concerned no order."""


@dataclass(frozen=True)
class Fate:
    """One order at the end of the day. Amount in øre; the three moments as clock times, empty if never reached."""

    order: str
    system: str
    payer: str
    payee: str
    amount: int
    status: str
    block: str
    sf1: str
    sf2: str
    sf3: str
    why: str
    rules: tuple[str, ...]
    law: str
    """What the law says, by each regime that says something else in brackets."""


@dataclass(frozen=True)
class Timeline:
    """A whole day."""

    scenario: str
    note: str
    moments: tuple[Moment, ...]
    orders: tuple[Fate, ...]


def timeline(scenario: Scenario) -> Timeline:
    """Run the scenario by the specification and tell it."""
    moments: list[Moment] = []
    over: dict[str, Instant] = {}
    day = scenario.opening()
    for event, before, done in scenario.steps():
        moments.append(_moment(event, before, done))
        day = done.day
        over |= {i: event.at for i in day.orders.changed_since(before.orders) if terminal(day.orders[i])}
    orders = tuple(fate(day, i, over.get(i, day.now)) for i in day.orders)
    return Timeline(scenario.name, scenario.note, tuple(moments), orders)


def _moment(event: Event, before: BankDay, done: Step) -> Moment:
    changed = done.day.orders.changed_since(before.orders)
    refused = done.reason in REFUSALS
    return Moment(
        at=ms_to_clock(event.at),
        what=words(event, before),
        refused=reason_words(done.reason) if refused else "",
        rules=DECIDED_BY[done.reason] if refused else (),
        changes=tuple(_change(done.day, i) for i in changed),
        notes=_settlement_notes(event, before, done),
        quiet=isinstance(event, CutOff | Settle) and not changed and not refused,
    )


def _change(day: BankDay, i: str) -> Change:
    order = day.orders[i]
    return Change(i, order.status.name.lower(), reason_words(order.reason), DECIDED_BY[order.reason])


def _settlement_notes(event: Event, before: BankDay, done: Step) -> tuple[str, ...]:
    if not (isinstance(event, Settle) and event.system == System.INTRADAY and done.reason == Reason.DONE):
        return ()
    notes: list[str] = []
    out: Excluded = {p: False for p in before.participants}
    lines, a23 = cover(before), before.rulebook.readings.a23
    while True:
        again = exclusion_round(before.intraday.sums, event.block, before.participants, lines, out, a23)
        told = ", ".join(f"{p} {money(again.nets[p])}" for p in again.nets if not out[p])
        notes.append(f"net positions: {told}" if not any(out.values()) else f"net positions anew: {told}")
        if not any(again.shorts.values()) or event.out is not None:
            return tuple(notes)
        for p in (p for p in again.out if again.out[p] and not out[p]):
            missing = -(again.nets[p] + lines[p])
            notes.append(f"{p} is taken out: its line of {money(lines[p])} is {money(missing)} short")
        out = again.out


def fate(day: BankDay, i: str, until: Instant) -> Fate:
    """Return what became of an order, which could change until then, and what the law says of it."""
    o = day.orders[i]
    settled = o.status == Status.SETTLED
    return Fate(
        order=i,
        system=o.system.name.lower(),
        payer=o.payer,
        payee=o.payee,
        amount=o.amount,
        status=o.status.name.lower(),
        block=(block_name(day.rulebook, o.system, o.block) or "") if settled else "",
        sf1=_clock(o.entered_at),
        sf2=_clock(o.irrevocable_from) if o.irrevocable_from <= until else "",
        sf3=_clock(o.final_at),
        why=reason_words(o.reason),
        rules=DECIDED_BY[o.reason],
        law=law_of(day, i),
    )


def verdicts_of(day: BankDay, i: str) -> dict[Regime, Protection]:
    """Return what each regime says of an order."""
    o = day.orders[i]
    payer, payee = day.participants[o.payer], day.participants[o.payee]
    return {regime: protection(o, payer, payee, day.rulebook, regime) for regime in Regime}


def law_of(day: BankDay, i: str) -> str:
    """Return what the law says of an order: by the directive in force, and in brackets where another text differs."""
    said = verdicts_of(day, i)
    first = said[Regime.DIRECTIVE_2009]
    others = [f"{regime_words(r)}: {law_words(v)}" for r, v in said.items() if v != first]
    return law_words(first) + (f" [{'; '.join(others)}]" if others else "")


def regime_words(regime: Regime) -> str:
    """Return a regime in words."""
    return {
        Regime.DIRECTIVE_2009: "directive of 2009",
        Regime.DIRECTIVE_1998: "directive of 1998",
        Regime.DANISH_ACT: "Danish Act",
    }[regime]


def _clock(at: int) -> str:
    return "" if at == NEVER else ms_to_clock(at)


def reason_words(reason: Reason) -> str:
    """Return a reason in words."""
    return {
        Reason.DONE: "",
        Reason.TWICE: "already so",
        Reason.NO_DECREE: "no decree before the mark",
        Reason.PAYER_INSOLVENT: "the payer is insolvent",
        Reason.NOT_IN_STRAKS: "an end takes no part in Straksclearing",
        Reason.OVER_CAP: "over the cap of the sector",
        Reason.OVER_LIMIT: "over the payer's limit: settled outside the clearing",
        Reason.REVERSED: "an end was taken out, and an end is out for good: reversed",
        Reason.SENT_AFTER_DECREE: "sent by the insolvent payer after the decree",
        Reason.REJECTED_AT_EXCLUSION: "still waiting when an end was excluded",
        Reason.OUT_OF_ORDER: "out of its order in time",
        Reason.PARTICIPANT_OUT: "an end is marked or excluded",
        Reason.NOT_FUNDED: "the prefunded money does not cover it",
        Reason.BOOKED: "covered and booked",
        Reason.CARRIED_OVER: "an end was taken out; moves to the next block",
        Reason.LAST_OF_DAY: "an end was taken out, in the last block of the day",
        Reason.END_MARKED: "an end was taken out, and an end is marked or excluded",
        Reason.REJECTED_AT_MARK: "still waiting when an end was marked",
        Reason.CYCLE_BOOKED: "cleared, and booked with its cycle",
        Reason.CLEARED: "funded",
        Reason.ADMITTED: "waiting at the cut-off",
    }.get(reason, reason.name.lower().replace("_", " "))


def law_words(verdict: Protection) -> str:
    """Return a legal verdict in words."""
    return {
        Protection.NOT_IN_QUESTION: "not in question",
        Protection.BEFORE_OPENING: "protected (before opening)",
        Protection.SECOND_LIMB: "protected (second limb)",
        Protection.UNPROTECTED: "unprotected",
    }[verdict]


def _calendar_words(event: CutOff | Settle, day: BankDay) -> str:
    """Return what the calendar does; where the time is not stated in the source, where it is from."""
    table = day.rulebook.straks if event.system == System.STRAKS else day.rulebook.intraday
    block = table[event.block]
    what, known = ("cut-off", block.cutoff_from) if isinstance(event, CutOff) else ("settlement", block.settle_from)
    label = f" (time {KNOWN_FROM[known]})" if known in KNOWN_FROM else ""
    return f"{what} of {block.name} in {_name(event.system)}{label}"


KNOWN_FROM = {"V": "verified elsewhere", "I": "inferred", "A": "assumed"}

PROCEEDINGS = {
    Proceedings.BANKRUPTCY: "is declared bankrupt",
    Proceedings.RECONSTRUCTION: "is taken under reconstruction",
    Proceedings.SUSPENSION: "suspends its payments",
}


SAID: dict[type[Event], str] = {
    Notice: "the operator is told of the insolvency of {}",
    Publication: "the insolvency of {} is published",
    Exclude: "{} is excluded at discretion",
    Resolve: "{} is taken over by the resolution authority",
    File: "{} files its netting agreement",
}


def words(event: Event, day: BankDay) -> str:
    """Return what happened, in words."""
    match event:
        case CutOff() | Settle():
            return _calendar_words(event, day)
        case Submit():
            block = block_name(day.rulebook, event.system, event.block)
            named = f", for {block}" if block else ""
            ends = f"{event.payer} pays {event.payee} {money(event.amount)}"
            return f"{event.order}: {ends} in {_name(event.system)}{named}"
        case Revoke():
            return f"{event.order} is recalled"
        case SetLine():
            return f"line of {event.participant} in {_name(event.system)}: {money(event.line)}"
        case SetLimit():
            return f"{event.participant} limits what it sends through Intradagclearing to {money(event.limit)}"
        case Decree():
            return f"{event.participant} {PROCEEDINGS[event.kind]}"
        case Mark():
            return f"{event.participant} is marked in {_name(event.system)}"
        case _:
            return SAID[type(event)].format(event.participant)


def _name(system: System) -> str:
    return "Intradagclearing" if system == System.INTRADAY else "Straksclearing"


def money(amount: Ore) -> str:
    """Write an amount in kroner, exactly."""
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{whole // 100:,}.{whole % 100:02}"


def as_json(told: Timeline) -> dict[str, object]:
    """Return the timeline as plain data."""
    return asdict(told)
