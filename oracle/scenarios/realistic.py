"""A Danish bank day of realistic size and make-up, from a seed: direct and indirect participants, all blocks, funding.

What is stated here is meant to be plausible, not measured: the source gives no volumes.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.bank_day import Deliver, Event, Outage, Return, Revoke, SetFolio, Submit
from zerohour.spec.orders import Part
from zerohour.spec.participants import Participant
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import DENMARK_2018
from zerohour.spec.timetable import NO_BLOCK, System

DIRECT, INDIRECT = 48, 29
SUMS_SHARE, INSTANT_SHARE, RECALLED_SHARE = 0.04, 0.15, 0.005
"""Of a hundred orders four are sums of Sumclearing and fifteen instant payments; of a thousand five are recalled."""
PBS_SHARE = 0.3
"""Of the sums so many are of direct debits and cards, which Nets delivers."""
TIGHT = 3
"""So many direct participants have less on their folios than the day asks for."""
FOLIO, TIGHT_FOLIO, RULE, OVER_COVER = 300_000, 2_000, 10_000, 40_000
"""What a participant has, and sets aside, by the measure of its net positions, in øre."""
CENTRES = ("bankdata", "bec", "sdc")
NETS = "nets"
MINUTE, HOUR = 60_000, 3_600_000
SMALLEST, LARGEST = 3.0, 6.5
"""Payments lie between ten and some thirty thousand kroner: powers of ten, in øre, each as likely."""
LODGED, DELIVERED = (5 * MINUTE, 30 * MINUTE), 35 * MINUTE
"""Sums are lodged and delivered before the first cut-off of the night."""
DAY_ENDS = 13 * HOUR + 15 * MINUTE
"""After the last cut-off what is sent is for the next day."""


@dataclass(frozen=True)
class _People:
    """Who takes part: the larger ones first, and chosen more often."""

    direct: tuple[str, ...]
    terms: dict[str, Participant]

    @property
    def everybody(self) -> tuple[str, ...]:
        return (*self.direct, *(p for p in self.terms if p not in self.direct))

    def two(self, rnd: random.Random, weights: list[float]) -> tuple[str, str]:
        payer, payee = rnd.choices(self.everybody, weights, k=2)
        while payee == payer:
            payee = rnd.choices(self.everybody, weights)[0]
        return payer, payee


def realistic(orders: int, seed: int, rulebook: Rulebook = DENMARK_2018) -> Scenario:
    """Return a day of so many orders; the same arguments always give the same one."""
    rnd = random.Random(f"realistic {orders} {seed}")  # noqa: S311  # reproducible, not secret
    people = _people(orders)
    events = (*_folios(rnd, people, orders), *_orders(rnd, people, orders), *_deliveries(), *_outage(people))
    return Scenario(
        f"a day of {orders:,} orders, seed {seed}",
        rulebook,
        people.everybody,
        events,
        f"{DIRECT} direct and {INDIRECT} indirect participants; {TIGHT} have little money, and one is in outage.",
        people.terms,
    )


def _people(orders: int) -> _People:
    direct = tuple(f"bank{n:02}" for n in range(1, DIRECT + 1))
    rules = {
        p: Participant(liquidity_rule=_size(orders, n) * RULE, over_cover=_size(orders, n) * OVER_COVER)
        for n, p in enumerate(direct)
    }
    indirect = {f"small{n:02}": Participant(sponsor=direct[n % 8]) for n in range(1, INDIRECT + 1)}
    return _People(direct, rules | indirect)


def _size(orders: int, rank: int) -> int:
    """Return a measure of a participant's net positions: they grow with the root of how many orders it has."""
    return math.isqrt(orders * 10_000 // (rank + 2))


def _folios(rnd: random.Random, people: _People, orders: int) -> Iterator[Event]:
    tight = set(rnd.sample(people.direct[4:], TIGHT))
    for n, p in enumerate(people.direct):
        yield SetFolio(1, p, _size(orders, n) * (TIGHT_FOLIO if p in tight else FOLIO))


def _orders(rnd: random.Random, people: _People, orders: int) -> Iterator[Event]:
    weights = [1 / (n + 2) for n in range(len(people.everybody))]
    for n in range(orders):
        name, kind = f"{n:08}", rnd.random()
        payer, payee = people.two(rnd, weights)
        amount = int(10 ** rnd.uniform(SMALLEST, LARGEST))
        if kind < SUMS_SHARE:
            part = Part.PBS if rnd.random() < PBS_SHARE else Part.PAPERLESS
            by = NETS if part == Part.PBS else rnd.choice(CENTRES)
            yield Submit(rnd.randrange(*LODGED), name, System.SUM, payer, payee, amount, NO_BLOCK, part, by)
            continue
        at = rnd.randrange(HOUR, DAY_ENDS) if rnd.random() < 0.9 else rnd.randrange(2, HOUR)  # a tenth comes at night
        system = System.STRAKS if kind < SUMS_SHARE + INSTANT_SHARE else System.INTRADAY
        yield Submit(at, name, system, payer, payee, amount)
        if system == System.INTRADAY and rnd.random() < RECALLED_SHARE:
            yield Revoke(rnd.randrange(at, DAY_ENDS), name)


def _deliveries() -> Iterator[Event]:
    for centre in CENTRES:
        yield Deliver(DELIVERED, centre, Part.PAPERLESS)
    yield Deliver(DELIVERED, NETS, Part.PBS)


def _outage(people: _People) -> Iterator[Event]:
    yield Outage(11 * HOUR, people.direct[9])
    yield Return(12 * HOUR, people.direct[9])
