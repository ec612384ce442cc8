"""How much hangs on the order of exclusions (A-23): for each of six things that may happen, the smallest cycle.

Smaller means fewer participants, then fewer orders, then smaller payments, then smaller lines. Cycles are of Intraday:
in Sum even the draw that is remembered may depend on the order.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from zerohour.oracle.choices import reachable
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Event, SetLine, Submit
from zerohour.spec.money import Ore
from zerohour.spec.netting import Cycle, Draws, Pair, Sums, covered, exclude, nobody, positions, stays, taken_out
from zerohour.spec.participants import Account, Participant, ParticipantId
from zerohour.spec.readings import A23
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.tables import Table
from zerohour.spec.timetable import System

MOST_PAID, MOST_LINES = 8, 2
"""Cycles are searched up to so much paid, and so much of lines, in øre."""
NAMES = "ABCD"
HOUR = 3_600_000

Ends = tuple[ParticipantId, ParticipantId]
Settled = frozenset[Ends]
"""The orders that settle; between two participants there is one each way at most."""


@dataclass(frozen=True)
class Network:
    """A cycle of Intraday: who pays whom how much, and on which lines, in øre."""

    owed: dict[Ends, Ore]
    lines: dict[ParticipantId, Ore]

    @cached_property
    def sums(self) -> Sums:
        """The bilateral sums."""
        return Table(0, {self._pair(ends): amount for ends, amount in self.owed.items()})

    @cached_property
    def people(self) -> Table[ParticipantId, Participant]:
        """The participants."""
        return Table(Participant(), {p: Participant(known=True) for p in self.lines})

    @cached_property
    def cycle(self) -> Cycle:
        """The cycle."""
        return Cycle((System.INTRADAY,), 0, self.lines)

    def by(self, a23: A23) -> Settled:
        """Return what settles by a reading."""
        return self._settled(exclude(self.sums, self.cycle, self.people, a23))

    @cached_property
    def by_any(self) -> frozenset[Settled]:
        """What may settle if any order of exclusions is allowed."""
        return frozenset(map(self._settled, reachable(self.sums, self.people, self.cycle)))

    @cached_property
    def at_once(self) -> Settled:
        """What settles if all who are short are taken out at once."""
        return self.by(A23.ALL_AT_ONCE)

    @cached_property
    def worst_first(self) -> Settled:
        """What settles if the largest shortfall is taken out first."""
        return self.by(A23.WORST_FIRST)

    @property
    def tie_for_the_worst(self) -> bool:
        """Whether the largest shortfall of the first round is that of several."""
        nets = positions(self.sums, System.INTRADAY, 0, self.people, taken_out(nobody(self.people)))
        short = sorted(nets[p] + self.lines[p] for p in self.lines if not covered(nets[p], self.lines[p]))
        return len(short) > 1 and short[0] == short[1]

    @property
    def best(self) -> list[Settled]:
        """The largest sets of orders that could settle with everybody covered, whatever a loop of exclusions does."""
        could: set[Settled] = set()
        for out in itertools.product((0, 1), repeat=len(self.lines)):
            draws = dict(zip(self.lines, out, strict=True))
            nets = positions(self.sums, System.INTRADAY, 0, self.people, taken_out(draws))
            if all(covered(nets[p], self.lines[p]) for p in self.lines):
                could.add(self._settled(draws))
        return [one for one in could if not any(one < other for other in could)]

    def _pair(self, ends: Ends) -> Pair:
        return (System.INTRADAY, 0, *ends)

    def _settled(self, draws: Draws) -> Settled:
        out = taken_out(draws)
        return frozenset(ends for ends in self.owed if stays(*ends, out))

    def scenario(self, name: str, note: str) -> Scenario:
        """Return a day with this cycle in its first block."""
        lines: list[Event] = [SetLine(7 * HOUR, Account.BATCH, p, line) for p, line in self.lines.items() if line]
        orders = [
            Submit(8 * HOUR, f"o{n}", System.INTRADAY, *ends, amount)
            for n, (ends, amount) in enumerate(self.owed.items(), 1)
        ]
        return Scenario(name, MINIMAL, tuple(self.lines), (*lines, *orders), note)


@dataclass(frozen=True)
class Example:
    """Something that the order of exclusions may do, as a question about a cycle."""

    title: str
    note: str
    shows: Callable[[Network], bool]


EXAMPLES = {
    "c1_order_matters": Example(
        "C1: the order of exclusions matters",
        "All at once, nothing settles; one after the other, something may.",
        lambda n: any(other != n.at_once for other in n.by_any),
    ),
    "c2_worst_first_differs": Example(
        "C2: worst first is not all at once",
        "One participant is shorter than all others, and taken out first. Then more settles than all at once.",
        lambda n: n.worst_first != n.at_once and not n.tie_for_the_worst,
    ),
    "c3_three_results": Example(
        "C3: three results of one cycle",
        "All at once, worst first, and another order of exclusions: each settles something else.",
        lambda n: n.worst_first != n.at_once and any(o not in (n.at_once, n.worst_first) for o in n.by_any),
    ),
    "c4_all_at_once_settles_more": Example(
        "C4: all at once settles more",
        "To take out all who are short at once is not always the most cautious way: another order settles less.",
        lambda n: any(n.at_once - other for other in n.by_any),
    ),
    "c5_neither_settles_more": Example(
        "C5: neither order settles more",
        "What the one order of exclusions settles the other does not, and the other way round.",
        lambda n: any(n.at_once - other and other - n.at_once for other in n.by_any),
    ),
    "c6_no_best_result": Example(
        "C6: there is no best result",
        "Either payment could settle alone, both together not. By every order of exclusions neither does.",
        lambda n: len(n.best) > 1,
    ),
}


def smallest(example: Example) -> tuple[Network | None, int]:
    """Return the smallest cycle that shows it, within bounds, and how many that are smaller were tried."""
    tried = 0
    for network in networks():
        if example.shows(network):
            return network, tried
        tried += 1
    return None, tried


def networks() -> Iterator[Network]:
    """Yield every cycle up to the bounds, the smallest first; of those that differ in names only, one at least."""
    for count in range(2, len(NAMES) + 1):
        names = NAMES[:count]
        for orders in range(1, count * (count - 1) + 1):
            kinds = [
                pairs
                for pairs in itertools.combinations(itertools.permutations(names, 2), orders)
                if _first(pairs, names)
            ]
            for paid in range(orders, MOST_PAID + 1):
                for lines in range(MOST_LINES + 1):
                    yield from _networks(names, kinds, paid, lines)


def _networks(names: str, kinds: list[tuple[Ends, ...]], paid: Ore, lines: Ore) -> Iterator[Network]:
    for pairs in kinds:
        for amounts in shares(paid, len(pairs)):
            for each in shares(lines + len(names), len(names)):
                funds = [share - 1 for share in each]
                yield Network(dict(zip(pairs, amounts, strict=True)), dict(zip(names, funds, strict=True)))


def _first(pairs: tuple[Ends, ...], names: str) -> bool:
    """Whether every name is in it, and no other naming comes before this one."""
    if {p for pair in pairs for p in pair} != set(names):
        return False
    renamings = (dict(zip(names, other, strict=True)) for other in itertools.permutations(names))
    return all(list(pairs) <= sorted((to[p], to[q]) for p, q in pairs) for to in renamings)


def shares(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share a total out, in parts of one or more."""
    for cuts in itertools.combinations(range(1, total), parts - 1):
        yield tuple(b - a for a, b in itertools.pairwise((0, *cuts, total)))
