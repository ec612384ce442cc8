"""All failures put to a day: what each changes, held against the day as it was."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zerohour.oracle.audit.groups import group, with_groups
from zerohour.oracle.audit.opened import opened
from zerohour.oracle.audit.understood import auditable
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.stress.contagion import depth, spread
from zerohour.oracle.stress.failures import Failure, failures, moments_of
from zerohour.oracle.stress.settlements import Fewest, Settlement, fewest, settlements
from zerohour.spec.bank_day import BankDay
from zerohour.spec.money import Ore
from zerohour.spec.orders import OrderId, Status
from zerohour.spec.participants import ParticipantId
from zerohour.spec.timetable import Instant


@dataclass(frozen=True)
class Lost:
    """Orders that settle on the undisturbed day and no more, and their amount in øre."""

    orders: int
    amount: Ore


@dataclass(frozen=True)
class Struck:
    """What one settlement did to others than the failing, that it does not do undisturbed."""

    block: str
    set_aside: tuple[ParticipantId, ...]
    would_suffice: Mapping[ParticipantId, Ore]
    """What more on the lines of whom, in øre, would have been enough for nobody to be taken out."""
    taken_out: int
    """How many are taken out in all."""
    fewest: Fewest
    """How many the best choice of exclusions would have taken out."""


@dataclass(frozen=True)
class Case:
    """One failure and what it leads to."""

    failure: Failure
    struck: tuple[Struck, ...]
    spread: tuple[tuple[ParticipantId, ParticipantId, Ore], ...]
    """From whom to whom, and what was lost by it, in øre."""
    depth: int
    lost: Lost
    lost_by_others: Lost
    """Of these, the orders that touch none of the failing."""
    sanctions: Mapping[ParticipantId, int]
    """How many sanctions each participant gets that gets any, the failing included."""

    @property
    def set_aside(self) -> tuple[ParticipantId, ...]:
        """Everybody who is set aside for it, but for the failing."""
        return tuple(dict.fromkeys(p for struck in self.struck for p in struck.set_aside))


@dataclass(frozen=True)
class Stress:
    """A stress test of a day."""

    name: str
    participants: tuple[ParticipantId, ...]
    moments: tuple[Instant, ...]
    cases: tuple[Case, ...]
    sanctions: Mapping[ParticipantId, int]
    """The same of the day as it was."""
    left_out: tuple[str, ...] = ()
    """What of the day was not put to the test."""

    def worst(self) -> list[Case]:
        """Return the cases, the worst first: whatever sets most others aside, then what settles least."""
        return sorted(
            self.cases, key=lambda case: (-len(case.set_aside), -case.lost_by_others.amount, -case.lost.amount)
        )


def stress(
    day: Scenario,
    moments: tuple[Instant, ...] = (),
    *,
    pairs: bool = True,
    weights: Mapping[OrderId, int] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Stress:
    """Put every failure to the day. Where an order stands for many, `weights` says for how many."""
    when = moments or moments_of(day)
    ended, base = settlements(day)
    cases: list[Case] = []
    for failure in failures(day, when, pairs=pairs):
        cases.append(_case(day, failure, ended, base, weights or {}))
        progress(len(cases))
    return Stress(day.name, day.participants, when, tuple(cases), _sanctions(ended))


def stress_log(
    log: Path,
    about: Scenario | None,
    moments: tuple[Instant, ...] = (),
    *,
    pairs: bool = True,
    memory: str = "1GB",
    progress: Callable[[int], None] = lambda _: None,
) -> Stress:
    """Put every failure to the day of a log, but for Straksclearing, whose payments cannot be added up.

    Orders between the same two are one group while none of the moments comes between them.
    """
    with opened(log, about, memory=memory, judge_unknown=True) as rows:
        auditable(rows.day)
        when = moments or moments_of(rows.day)
        groups = group(rows, 1, apart=when, instant=False)
        day = with_groups(rows.day, groups)
    weights = {i: one.orders for i, one in groups.items()}
    found = stress(replace(day, name=rows.day.name), when, pairs=pairs, weights=weights, progress=progress)
    return replace(found, left_out=("Straksclearing: its payments depend on their sequence, and cannot be added up",))


def _case(
    day: Scenario, failure: Failure, ended: BankDay, base: list[Settlement], weights: Mapping[OrderId, int]
) -> Case:
    after, now = settlements(failure.on(day))
    graph = spread(failure.who, base, now)
    gone = [i for i in ended.orders if ended.orders[i].status == Status.SETTLED != after.orders[i].status]
    others = [i for i in gone if not {ended.orders[i].payer, ended.orders[i].payee} & set(failure.who)]
    return Case(
        failure,
        tuple(_struck(failure, base, now)),
        tuple((p, q, graph.edges[p, q]["lost"]) for p, q in graph.edges),
        depth(graph, failure.who),
        _lost(ended, gone, weights),
        _lost(ended, others, weights),
        _sanctions(after),
    )


def _struck(failure: Failure, base: list[Settlement], now: list[Settlement]) -> Iterable[Struck]:
    undisturbed = {settlement.block: set(settlement.out) for settlement in base}
    for settlement in now:
        anyway = undisturbed.get(settlement.block, set()) | set(failure.who)
        set_aside = tuple(p for p in settlement.out if p not in anyway)
        if set_aside:
            many = len(settlement.out)
            yield Struck(settlement.block, set_aside, dict(settlement.missing), many, fewest(settlement))


def _lost(day: BankDay, orders: list[OrderId], weights: Mapping[OrderId, int]) -> Lost:
    return Lost(sum(weights.get(i, 1) for i in orders), sum(day.orders[i].amount for i in orders))


def _sanctions(day: BankDay) -> dict[ParticipantId, int]:
    return {p: day.batch.sanctions[p] for p in day.participants if day.batch.sanctions[p]}
