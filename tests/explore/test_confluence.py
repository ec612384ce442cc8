"""How much hangs on the order of exclusions: found by search, told of every cycle, and sometimes proved to be nothing.

The two longest searches are those of the night: `python tests/explore/test_confluence.py`.
"""

import itertools
import random
import sys
from typing import Any

import pytest
import z3

from zerohour.oracle import choices
from zerohour.oracle.choices import Effect, TooManyError, effect, no_choice_matters, reachable
from zerohour.oracle.explore.confluence import EXAMPLES, Network, smallest
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.scenarios.smallest import smallest_days
from zerohour.oracle.timeline import timeline
from zerohour.proofs.solvers import ask_cvc5, ask_z3, text_of
from zerohour.proofs.symbolic.loading import load
from zerohour.proofs.symbolic.paths import explore
from zerohour.proofs.symbolic.proxies import Key, SymBool, SymInt, raw
from zerohour.spec.bank_day import SetLine, Settle, Submit
from zerohour.spec.netting import Cycle, Participants, Sums
from zerohour.spec.participants import Account
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

AT_NIGHT = {"c3_three_results", "c5_neither_settles_more"}


def network(day: Scenario) -> Network:
    """Return the cycle of the first block of a day that has nothing but lines and Intraday payments."""
    lines = {e.participant: e.line for e in day.events if isinstance(e, SetLine)}
    owed = {(e.payer, e.payee): e.amount for e in day.events if isinstance(e, Submit)}
    return Network(owed, {p: lines.get(p, 0) for p in day.participants})


def found_again(name: str) -> tuple[Network | None, int]:
    """Search anew, and say what is found."""
    found, tried = smallest(EXAMPLES[name])
    assert found == network(library()[name]), name
    return found, tried


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_cycle_of_the_library_shows_what_it_says(name: str) -> None:
    day, example = library()[name], EXAMPLES[name]
    assert example.shows(network(day))
    assert network(day).scenario(example.title, example.note) == day


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - AT_NIGHT))
def test_smallest_cycle_is_found_again_by_search(name: str) -> None:
    assert found_again(name)[1] > 0


# -- every cycle says whether the choice matters -----------------------------------------------------------------------


def effects(day: Scenario) -> list[Effect]:
    """Return the effect of the choice in each settlement of a batch."""
    return [
        effect(before, event)
        for event, before, _ in day.steps()
        if isinstance(event, Settle) and event.account == Account.BATCH
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("c1_order_matters", Effect.SETTLES),
        ("c6_no_best_result", Effect.NOTHING_TO_CHOOSE),
        ("x3_domino", Effect.NONE),
        ("exactly_covered", Effect.NOTHING_TO_CHOOSE),
    ],
)
def test_effect_of_the_choice_is_told(name: str, expected: Effect) -> None:
    day = library()[name]
    assert effects(day)[0] == expected
    notes = {note for moment in timeline(day).moments for note in moment.notes}
    assert (expected.value in notes) == (expected != Effect.NOTHING_TO_CHOOSE)


def test_draw_that_sum_remembers_may_depend_on_the_choice_where_what_settles_does_not() -> None:
    assert effects(smallest_days()["smallest_a23_all_at_once"])[0] == Effect.DRAWS


def test_more_exclusions_than_are_searched_are_told_as_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MOST_EXCLUDED", 0)
    assert effects(library()["c1_order_matters"])[0] == Effect.NOT_SEARCHED


def test_ways_to_exclude_are_searched_up_to_a_number() -> None:
    cycle = network(library()["c1_order_matters"])
    needed = len({tuple(draws.items()) for draws in reachable(cycle.sums, cycle.people, cycle.cycle)})
    assert needed > 1
    with pytest.raises(TooManyError, match="more than 1 ways to exclude"):
        list(reachable(cycle.sums, cycle.people, cycle.cycle, 1))


def test_day_with_many_who_may_be_taken_out_is_told_without_trying_every_order() -> None:
    short, names = 9, [f"P{n}" for n in range(12)]
    lines = [SetLine(1, Account.BATCH, p, 99) for p in names[short:]]
    orders = [
        Submit(2, f"{p}{q}", System.INTRADAY, p, q, 9 if q in names[short:] else 1)
        for p, q in itertools.permutations(names, 2)
    ]
    assert effects(Scenario("many", MINIMAL, tuple(names), (*lines, *orders)))[0] == Effect.NOT_SEARCHED


def any_network(rnd: random.Random) -> Network:
    """Return a cycle of up to four participants, with small amounts."""
    names = "ABCD"[: rnd.randint(2, 4)]
    pairs = [pair for pair in itertools.permutations(names, 2) if rnd.random() < 0.4]
    return Network({pair: rnd.randint(1, 4) for pair in pairs}, {p: rnd.randint(0, 3) for p in names})


def test_what_the_condition_promises_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rnd = random.Random(20181)  # noqa: S311  # reproducible, not secret
    promised = [n for n in (any_network(rnd) for _ in range(3000)) if no_choice_matters(n.sums, n.cycle, n.people)]
    told = [list(reachable(n.sums, n.people, n.cycle)) for n in promised]

    def never(sums: Sums, cycle: Cycle, people: Participants) -> bool:
        del sums, cycle, people
        return False

    monkeypatch.setattr(choices, "no_choice_matters", never)
    assert sum(any(draws.values()) for (draws,) in told) > 300
    assert told == [list(reachable(n.sums, n.people, n.cycle)) for n in promised]


# -- the condition is proved, for any number of participants -----------------------------------------------------------


def summands() -> tuple[Any, Any, list[tuple[list[Any], Any]]]:
    """Return what p pays q, what q pays p, and, from the specification, what p receives from q on each path."""
    netting = load(symbolic=True).netting
    pays, receives, out_p, out_q = z3.Int("pays"), z3.Int("receives"), z3.Bool("out_p"), z3.Bool("out_q")
    p, q = Key(z3.Int("p")), Key(z3.Int("q"))

    class Between:
        """The sums: what the two owe each other."""

        def __getitem__(self, pair: tuple[object, object, Key, Key]) -> SymInt:
            return SymInt(pays if pair[2] is p else receives)

    class Out:
        """Who is out."""

        def __getitem__(self, who: Key) -> SymBool:
            return SymBool(out_p if who is p else out_q)

    paths = explore(lambda: netting.receives(Between(), System.INTRADAY, 0, p, q, Out()), [])
    return pays, receives, [(path.conditions, raw(path.result)) for path in paths]


def claims() -> list[tuple[list[Any], Any]]:
    """Return what the promise rests on, pointwise; sums over q follow by the lemmas on equal sums and on members."""
    pays, receives, found = summands()
    out_p, out_q, both_owe_more = z3.Bool("out_p"), z3.Bool("out_q"), z3.Bool("both_owe_more")
    amounts = [pays >= 0, receives >= 0, z3.Not(out_p)]
    condition = z3.Implies(both_owe_more, z3.And(pays == 0, receives == 0))
    made: list[tuple[list[Any], Any]] = []
    for on_path, result in found:
        whole = receives - pays
        made += [
            # To p, who owes more than its cover, it is all one whether another such q is out.
            ([*amounts, condition, *on_path, z3.Implies(out_q, both_owe_more)], result == whole),
            # Whoever is out, p receives no less than nothing less all that it pays.
            ([*amounts, *on_path], result >= -pays),
        ]
    netting = load(symbolic=True).netting
    net, owes, cover = z3.Ints("net owes cover")
    for path in explore(lambda: netting.short(SymInt(net), SymInt(cover), out=False), []):
        is_short = z3.BoolVal(path.result) if isinstance(path.result, bool) else raw(path.result)
        bounds = [net >= -owes, owes >= 0, cover >= 0, *path.conditions, is_short]
        made.append((bounds, owes > cover))  # who is short owes more than its cover, whoever else is out
    return made


@pytest.mark.parametrize("number", range(len(claims())))
def test_condition_is_proved_by_both_solvers(number: int) -> None:
    hypotheses, goal = claims()[number]
    assert ask_z3(text_of(hypotheses, None)) == "sat"
    assert (ask_z3(text_of(hypotheses, goal)), ask_cvc5(text_of(hypotheses, goal))) == ("unsat", "unsat")


def main() -> None:
    """Search for all six cycles anew, and print how many were tried."""
    for name in EXAMPLES:
        sys.stdout.write(f"| {EXAMPLES[name].title} | {found_again(name)[1]:,} |\n")


if __name__ == "__main__":
    main()
