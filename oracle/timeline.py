"""The timeline of a day as data: what happened, what it did to which order, and which rules decided.

It needs the standard library only, so that it runs in a browser too.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from zerohour.oracle.choices import Effect, effect
from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.scenario import Scenario, block_name, settled_block
from zerohour.spec.bank_day import (
    CLASS_OF,
    BankDay,
    Check,
    CloseDay,
    CutOff,
    Decree,
    Deliver,
    Disconnect,
    EndMoneyDay,
    Event,
    EventClass,
    Exclude,
    File,
    Forecast,
    Fund,
    Lock,
    Mark,
    Notice,
    Outage,
    Postpone,
    Publication,
    Reconnect,
    RejectSetAside,
    Release,
    Resolve,
    Return,
    Revoke,
    SetFolio,
    SetLimit,
    SetLine,
    SetTerm,
    Settle,
    Step,
    Submit,
    ZeroSettle,
    cover,
    party,
)
from zerohour.spec.batch_settlement import BOTH, Way, both_as_one, first_in_turn, next_in_turn, way
from zerohour.spec.decisions import DECIDED_BY, Reason
from zerohour.spec.finality import Protection, Regime, protection
from zerohour.spec.money import Ore
from zerohour.spec.netting import Cycle, exclude, exclusion_round, nobody
from zerohour.spec.orders import Status, terminal
from zerohour.spec.participants import Account, Proceedings, Term, direct
from zerohour.spec.timetable import NEVER, Block, Instant, System, Use, use

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
    moves = _funding_notes(event, before, done.day)
    return Moment(
        at=ms_to_clock(event.at),
        what=words(event, before),
        refused=reason_words(done.reason) if refused else "",
        rules=DECIDED_BY[done.reason] if refused else (),
        changes=tuple(_change(done.day, i) for i in changed),
        notes=(*_settlement_notes(event, before, done), *moves),
        quiet=(CLASS_OF[type(event)] in OF_THE_CLOCK and not (changed or refused or moves))
        or (refused and _done_with(event, before)),
    )


OF_THE_CLOCK = (EventClass.CALENDAR, EventClass.MANAGER)
"""What happens because it is time."""


def _done_with(event: Event, before: BankDay) -> bool:
    """Whether the calendar comes to what a 0-settlement, or a postponement, has already done with."""
    batch = isinstance(event, Forecast | Lock | Release) or (
        isinstance(event, Settle) and event.account == Account.BATCH
    )
    if not (batch and isinstance(event, Forecast | Lock | Settle | Release)):
        return False
    return event.block < before.batch.block or before.batch.delay > 0


def _funding_notes(event: Event, before: BankDay, after: BankDay) -> tuple[str, ...]:
    """Say what moved between folios and settlement accounts, unless that is what the event says."""
    if isinstance(event, SetFolio | Fund):
        return ()
    people = after.participants
    moved = {p: after.lines[p].folio - before.lines[p].folio for p in people}
    told = (f"{p}: {money(abs(moved[p]))} {'to' if moved[p] > 0 else 'from'} its folio" for p in people if moved[p])
    return tuple(told)


def _change(day: BankDay, i: str) -> Change:
    order = day.orders[i]
    return Change(i, order.status.name.lower(), reason_words(order.reason), DECIDED_BY[order.reason])


def _settlement_notes(event: Event, before: BankDay, done: Step) -> tuple[str, ...]:
    if not (isinstance(event, Settle) and event.account == Account.BATCH and done.reason == Reason.DONE):
        return ()
    sums, block, people = before.batch.sums, event.block, before.participants
    used = [system for system in BOTH if any(pair[:2] == (system, block) for pair in sums)]
    if event.out is not None:
        told = ", ".join(f"{p} {money(done.day.batch.nets[p])}" for p in people if direct(people[p]))
        return (f"net positions, after the exclusions that the engine chose: {told}",)
    lines, readings = cover(before), before.rulebook.readings
    both = both_as_one(block, lines, before.rulebook)
    if way(sums, both, people, readings.a47) != Way.SERIALLY:
        over = " over Sum and Intraday" if len(used) > 1 else ""
        return (*_rounds(before, both, f"net positions{over}"), *_choice(before, event))
    notes: list[str] = ["Sum and Intraday settle one after the other"] if len(used) > 1 else []
    first = first_in_turn(block, lines, before.rulebook)
    then = next_in_turn(sums, first, people, exclude(sums, first, people, readings.a23))
    for cycle in (first, then):
        if cycle.systems[0] in used:
            of = f" in {SHORT[cycle.systems[0]]}" if len(used) > 1 else ""
            notes += _rounds(before, cycle, f"net positions{of}")
    return (*notes, *_choice(before, event))


def _choice(before: BankDay, event: Settle) -> Iterator[str]:
    """Say whether another order of exclusions would have led elsewhere, where several are taken out."""
    found = effect(before, event)
    if found != Effect.NOTHING_TO_CHOOSE:
        yield found.value


def _rounds(before: BankDay, cycle: Cycle, title: str) -> Iterator[str]:
    """Tell the rounds of exclusion by the reference order."""
    people, draws = before.participants, nobody(before.participants)
    while True:
        again = exclusion_round(before.batch.sums, cycle, before.participants, draws, before.rulebook.readings.a23)
        told = ", ".join(f"{p} {money(again.nets[p])}" for p in again.nets if draws[p] == 0 and direct(people[p]))
        yield f"{title}{' anew' if any(draws.values()) else ''}: {told}"
        if not any(again.shorts.values()):
            return
        for p in (p for p in again.draws if again.draws[p] > 0 and draws[p] == 0):
            missing = -(again.nets[p] + cycle.cover[p])
            yield f"{p} is taken out: its line of {money(cycle.cover[p])} is {money(missing)} short"
        draws = again.draws


SHORT = {System.SUM: "Sum", System.INTRADAY: "Intraday", System.STRAKS: "Straks"}


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
    payer, payee = party(day, o.payer), party(day, o.payee)
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
        Reason.BOOKED_IN_SUM: "covered and booked",
        Reason.LODGED: "awaits its delivery",
        Reason.NOTHING_LODGED: "nothing of it is lodged",
        Reason.PBS_MISSING: "a delivery of PBS is missing",
        Reason.HAS_FOLIO: "its lines come from its folio; move money instead",
        Reason.OUTSIDE_HOURS: "Kronos2 is closed",
        Reason.NOT_COVERED: "neither the folio nor a pledge covers it",
        Reason.POSTPONED_TOO_FAR: "it would not be over before the next block, or that day",
        Reason.LOCKED: "lines are locked until the block has settled",
        Reason.SET_ASIDE: "an end was taken out; set aside until the next block",
        Reason.LEFT_OUT: "left out for an outage; waits for the next block",
        Reason.OUTAGE_TO_THE_END: "left out for an outage, and there is no later block that day",
        Reason.ZERO_SETTLED: "its block was settled at zero; moves to the next settlement",
        Reason.ZERO_AT_THE_LAST: "the last block of the day was settled at zero",
        Reason.TOO_FEW_IN_SUM: "Sum needs sums of two participants; stays for its next block",
        Reason.PASSED_ON: "nobody is set aside, so Sum does not settle; waits for the next block",
        Reason.NOT_DELIVERED: "not delivered when the clearing day was closed",
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


def _calendar_words(event: CutOff | Forecast | Lock | Settle | Release | ZeroSettle, day: BankDay) -> str:
    """Return what the calendar does; where the time is not stated in the source, where it is from."""
    if isinstance(event, ZeroSettle):
        return f"{day.rulebook.batch[event.block].name} is settled at zero"
    if isinstance(event, Lock):
        block = day.rulebook.batch[event.block]
        return f"lines of {block.name} are locked{_label(block.lock_from)}"
    if isinstance(event, Forecast):
        block = day.rulebook.batch[event.block]
        return f"forecast of {block.name}{_label(block.forecast_from)}"
    if isinstance(event, Release):
        block = day.rulebook.batch[event.block]
        return f"what {block.name} has left is released{_label(block.release_from)}"
    block = settled_block(day.rulebook, event)
    what, known = ("cut-off", block.cutoff_from) if isinstance(event, CutOff) else ("settlement", block.settle_from)
    return f"{what} of {block.name}{_where(event, block)}{_label(known)}"


def _where(event: CutOff | Settle, block: Block) -> str:
    """Return which clearings use the block."""
    if event.account == Account.STRAKS:
        return " in Straksclearing"
    uses = [_name(system) for system in BOTH if use(block, system) != Use.NOT]
    return f" in {' and '.join(uses)}"


def _label(known: str) -> str:
    return f" (time {KNOWN_FROM[known]})" if known in KNOWN_FROM else ""


KNOWN_FROM = {"V": "verified elsewhere", "I": "inferred", "A": "assumed"}

TERMS = {Term.LIQUIDITY_RULE: "liquidity rule", Term.OVER_COVER: "over-cover", Term.PLEDGE: "pledge"}

PROCEEDINGS = {
    Proceedings.BANKRUPTCY: "is declared bankrupt",
    Proceedings.RECONSTRUCTION: "is taken under reconstruction",
    Proceedings.SUSPENSION: "suspends its payments",
}


SAID: dict[type[Event], str] = {
    Notice: "the operator is told of the insolvency of {e.participant}",
    Publication: "the insolvency of {e.participant} is published",
    Exclude: "{e.participant} is excluded at discretion",
    RejectSetAside: "{e.participant}, which is set aside in Sumclearing, is finally rejected there",
    Resolve: "{e.participant} is taken over by the resolution authority",
    File: "{e.participant} files its netting agreement",
    Check: "the liquidity of Straksclearing is looked at",
    EndMoneyDay: "the monetary-policy day ends",
    Outage: "{e.participant} is in outage",
    Return: "{e.participant} is back from its outage",
    Disconnect: "{e.deliverer} loses its line to the clearing",
    Reconnect: "{e.deliverer} has its line to the clearing again",
}


def _whom(p: str, day: BankDay) -> str:
    """Return how an end of an order is called: with the sponsor over which it settles, if it has one."""
    participant = day.participants[p]
    return p if direct(participant) else f"{p} (over {participant.sponsor})"


def words(event: Event, day: BankDay) -> str:
    """Return what happened, in words."""
    match event:
        case CutOff() | Forecast() | Lock() | Settle() | Release() | ZeroSettle():
            return _calendar_words(event, day)
        case Postpone():
            return f"{day.rulebook.batch[event.block].name} is postponed by {event.by // 60_000} minutes"
        case CloseDay():
            return f"clearing day {event.day + 1} is closed{', by force' if event.forced else ''}"
        case Deliver():
            over = f" through {event.through}" if event.through else ""
            return f"{event.deliverer} delivers{over} to Sumclearing ({event.part.name.lower().replace('pbs', 'PBS')})"
        case Submit():
            block = block_name(day.rulebook, event.system, event.block)
            named = f", for {block}" if block else ""
            ends = f"{_whom(event.payer, day)} pays {_whom(event.payee, day)} {money(event.amount)}"
            by = f", lodged by {event.deliverer}" if event.system == System.SUM else ""
            return f"{event.order}: {ends} in {_name(event.system)}{by}{named}"
        case Revoke():
            return f"{event.order} is recalled"
        case SetLine() | SetLimit() | SetFolio() | SetTerm() | Fund():
            return _money_words(event)
        case Decree():
            return f"{event.participant} {PROCEEDINGS[event.kind]}"
        case Mark():
            return f"{event.participant} is marked in {_name(event.system)}"
        case _:
            return SAID[type(event)].format(e=event)


def _money_words(event: SetLine | SetLimit | SetFolio | SetTerm | Fund) -> str:
    """Return what is said of the accounts, or the limit, of a participant."""
    match event:
        case SetLine():
            what = "prefunded line" if event.account == Account.STRAKS else "line"
            return f"{what} of {event.participant}: {money(event.line)}"
        case SetLimit():
            approved = f", approved by {event.approved_by}" if event.approved_by else ""
            return (
                f"{event.participant} limits what it sends through Intradagclearing to {money(event.limit)}{approved}"
            )
        case SetFolio():
            return f"folio of {event.participant}: {money(event.balance)}"
        case SetTerm():
            return f"{TERMS[event.term]} of {event.participant}: {money(event.amount)}"
        case Fund():
            where = "its prefunded line" if event.account == Account.STRAKS else "its line"
            return f"{event.participant} moves {money(event.amount)} from its folio to {where}"


def _name(system: System) -> str:
    return {System.SUM: "Sumclearing", System.INTRADAY: "Intradagclearing", System.STRAKS: "Straksclearing"}[system]


def money(amount: Ore) -> str:
    """Write an amount in kroner, exactly."""
    sign, whole = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{whole // 100:,}.{whole % 100:02}"


def as_json(told: Timeline) -> dict[str, object]:
    """Return the timeline as plain data."""
    return asdict(told)
