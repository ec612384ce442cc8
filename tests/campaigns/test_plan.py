"""What a campaign asks, and in which order: every engine meets every kind of day early, and some that are generated."""

from collections import Counter, defaultdict
from itertools import count, takewhile

from zerohour.oracle.campaign import needs, scenarios_to_try
from zerohour.oracle.plan import EVERY, regions
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.vectors import days, vectors

PLAN = scenarios_to_try(5)
OF = {vector.id: vector.of for vector in vectors()}
GROUPS = {OF[name] for name in regions()}
FIRST = len(library())
TURNS = FIRST + len(GROUPS)


def named(*numbers: int) -> list[str]:
    return [PLAN.scenario(number).name for number in numbers]


def test_a_vector_of_each_day_that_was_explored_follows_the_library() -> None:
    assert named(*range(FIRST)) == [day.name for day in library().values()]
    assert Counter(OF[name] for name in named(*range(FIRST, TURNS))) == Counter(GROUPS)


def test_days_of_one_exploration_need_the_same_of_an_engine() -> None:
    """So whatever an engine declares, each day that it can be asked about is asked early."""
    asked: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
    for day in days():
        asked[OF[day.name]].add(frozenset(needs(day)))
    assert {of for of, sets in asked.items() if len(sets) > 1} == set()


def test_vectors_and_generated_days_then_take_turns_until_every_vector_was_asked_once() -> None:
    vectors_left = len(regions()) - len(GROUPS)
    turns = range(TURNS, TURNS + EVERY * vectors_left, EVERY)
    asked = named(*range(FIRST, TURNS), *turns)
    assert Counter(asked) == Counter(dict.fromkeys(regions(), 1))
    others = [n for n in range(TURNS, turns.stop + 50) if n not in turns]
    ends = [*enumerate(others)][:50] + [*enumerate(others)][-100:]
    assert named(*(number for _, number in ends)) == [f"generated 5:{n}" for n, _ in ends]


def test_outcomes_that_were_not_there_before_come_first_and_then_regions() -> None:
    expect = {vector.id: (vector.of, *map(str, vector.expect.values())) for vector in vectors()}
    met = {expect[name] for name in named(*range(FIRST, TURNS))}
    turns = (named(number)[0] for number in count(TURNS, EVERY))
    fresh = list(takewhile(lambda name: expect[name] not in met, turns))
    assert len({expect[name] for name in fresh} | met) == len({expect[name] for name in regions()})


def test_another_seed_asks_other_vectors_first() -> None:
    assert named(FIRST) != [scenarios_to_try(6).scenario(FIRST).name]
