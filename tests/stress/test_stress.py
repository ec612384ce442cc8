"""A stress test says what the specification says of each day with the failure in it, and finds what was built in."""

import itertools
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from zerohour.oracle.audit.sample import sample, write_log
from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.scenario import Scenario, report_of
from zerohour.oracle.stress.cases import Case, Lost, Stress, stress, stress_log
from zerohour.oracle.stress.failures import Failure, How, moments_of
from zerohour.oracle.stress.picture import picture
from zerohour.oracle.stress.settlements import SMALL, Fewest, fewest, settlements
from zerohour.spec.bank_day import Event, Revoke, SetLine, Submit
from zerohour.spec.orders import Status
from zerohour.spec.participants import Account
from zerohour.spec.readings import A23, Readings
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

MINUTE, HOUR = 60_000, 3_600_000
NINE, NOON = 9 * HOUR, 12 * HOUR


def chain(length: int, readings: Readings = Readings()) -> Scenario:  # noqa: B008  # frozen
    """Return a day on which each participant pays the next one what it is paid; only the first has a line."""
    names = tuple(f"P{n}" for n in range(length))
    events: list[Event] = [SetLine(8 * HOUR, Account.BATCH, names[0], 1000)]
    events += [
        Submit(NINE + n, f"order {n}", System.INTRADAY, p, q, 1000)
        for n, (p, q) in enumerate(itertools.pairwise(names))
    ]
    return Scenario(f"a chain of {length}", replace(MINIMAL, readings=readings), names, tuple(events))


def case_of(found: Stress, who: str, how: How, at: int) -> Case:
    return next(case for case in found.cases if case.failure == Failure((who,), how, at))


def test_a_chain_falls_from_its_first_link_on() -> None:
    found = stress(chain(5), (NINE + MINUTE,), pairs=False)
    first = case_of(found, "P0", How.FAILS, NINE + MINUTE)
    assert first.set_aside == ("P1", "P2", "P3")
    assert first.spread == (("P0", "P1", 1000), ("P1", "P2", 1000), ("P2", "P3", 1000))
    assert first.depth == 3
    assert (first.lost, first.lost_by_others) == (Lost(4, 4000), Lost(3, 3000))
    assert all(struck.would_suffice == {"P1": 1000} for struck in first.struck)


def test_what_would_suffice_suffices_and_an_ore_less_does_not() -> None:
    day = chain(5)
    failed = Failure(("P0",), How.FAILS, NINE + MINUTE).on(day)
    _, (first, *_) = settlements(failed)
    for short, out in ((0, ()), (1, ("P1", "P2", "P3"))):
        more = [SetLine(NINE + 2 * MINUTE, Account.BATCH, p, need - short) for p, need in first.missing.items()]
        _, (again, *_) = settlements(replace(failed, events=(*failed.events, *more)))
        assert again.out == out


def test_whoever_falls_short_has_a_sanction_for_each_settlement_in_which_it_does() -> None:
    """With its line cut at half past nine, the first of a chain falls short in both blocks, as do those it strikes."""
    found = stress(chain(4), (NINE + 30 * MINUTE,), pairs=False)
    assert found.sanctions == {}
    assert case_of(found, "P0", How.LINE_CUT, NINE + 30 * MINUTE).sanctions == {"P0": 2, "P1": 2, "P2": 2}
    assert case_of(found, "P0", How.FAILS, NINE + 30 * MINUTE).sanctions == {"P1": 2, "P2": 2}
    assert case_of(found, "P3", How.FAILS, NINE + 30 * MINUTE).sanctions == {}


def test_whoever_is_short_without_a_failure_has_its_sanctions_anyway(tmp_path: Path) -> None:
    """P0 has no line, and is short in both blocks. The moment when P1 fails changes nothing but how often it is."""
    day = chain(2)
    short = replace(day, events=tuple(e for e in day.events if not isinstance(e, SetLine)))
    (tmp_path / "day.toml").write_text(dump(short), encoding="utf-8")
    args = (tmp_path / "day.toml", "--at", "09:30", "--at", "10:00", "--at", "14:00", "--no-pairs")
    told, found = command(*args).stdout, json.loads(command(*args, "--format", "json").stdout)
    assert "sanctions without a failure: P0 2\n" in told
    rows = [line.split() for line in told.splitlines() if line.startswith("P1   fails")]
    assert [(row[2], row[-1]) for row in rows] == [("09:30", "nobody"), ("10:00", "1"), ("14:00", "2")]
    assert found["sanctions"] == {"P0": 2}
    fails = [case["sanctions"] for case in found["cases"] if case["who"] == ["P1"] and case["how"] == "fails"]
    assert fails == [{}, {"P0": 1}, {"P0": 2}]


def test_a_failure_after_the_cut_off_strikes_nobody_who_is_covered() -> None:
    found = stress(chain(4), (10 * HOUR,), pairs=False)
    assert case_of(found, "P0", How.FAILS, 10 * HOUR).set_aside == ()
    assert case_of(found, "P0", How.LINE_CUT, 10 * HOUR).set_aside == ("P1", "P2")


def test_the_last_of_a_chain_strikes_nobody() -> None:
    found = stress(chain(4), pairs=False)
    assert not any(
        case.set_aside for case in found.cases if case.failure.who == ("P3",) and case.failure.how == How.FAILS
    )


def test_a_choice_of_exclusions_can_need_fewer() -> None:
    """Three are short; where the one that is short of most goes first, another one is covered again."""
    day = library()["worst_first_helps"]
    at_once = replace(day, rulebook=replace(day.rulebook, readings=Readings(a23=A23.ALL_AT_ONCE)))
    worst_first = replace(day, rulebook=replace(day.rulebook, readings=Readings(a23=A23.WORST_FIRST)))
    (_, (many, *_)), (_, (few, *_)) = settlements(at_once), settlements(worst_first)
    assert fewest(many) == Fewest(len(few.out), len(few.out))
    assert len(few.out) < len(many.out)


def test_many_exclusions_have_bounds_and_no_guess() -> None:
    failed = Failure(("P0",), How.FAILS, NINE + MINUTE).on(chain(SMALL + 4))
    _, (first, *_) = settlements(failed)
    assert len(first.out) == SMALL + 2
    assert fewest(first) == Fewest(1, SMALL + 2)


@pytest.mark.parametrize("name", sorted(library()))
def test_each_case_is_what_a_run_of_that_day_says(name: str) -> None:
    day = library()[name]
    at = next(e.at for e in day.events)
    before = report_of(day.run()).orders
    for case in stress(day, (at,), pairs=True).cases:
        after = case.failure.on(day).run()
        gone = [i for i in before if before[i].status == "settled" and after.orders[i].status != Status.SETTLED]
        assert case.lost == Lost(len(gone), sum(after.orders[i].amount for i in gone))
        assert set(case.failure.who).isdisjoint(case.set_aside)
        reached = {q for _, q, _ in case.spread}
        assert reached == set(case.set_aside)
        assert (case.depth > 0) == bool(case.set_aside)


def test_between_the_moments_nothing_differs() -> None:
    """At every minute of a day, a failure ends as at the last of the moments before it, or the next one."""
    day = chain(3)
    moments = moments_of(day)
    outcomes = {at: report_of(Failure(("P0",), How.FAILS, at).on(day).run()).orders for at in moments}
    for at in range(moments[0], moments[-1], 10 * MINUTE):
        earlier, later = max(m for m in moments if m <= at), min((m for m in moments if m > at), default=moments[-1])
        got = report_of(Failure(("P0",), How.FAILS, at).on(day).run()).orders
        assert got in (outcomes[earlier], outcomes[later])


def test_a_log_is_stressed_as_its_orders_one_by_one(tmp_path: Path) -> None:
    """All failures of a sample day of Intradagclearing, by its groups and by its orders: nothing differs."""
    made = sample(300, 1, tick=MINUTE)
    intraday = {e.order for e in made.events if isinstance(e, Submit) and e.system == System.INTRADAY}
    events = tuple(e for e in made.events if not isinstance(e, Submit | Revoke) or e.order in intraday)
    day = replace(made, events=events)
    log = tmp_path / "log.parquet"
    write_log(day, report_of(day.run()), log)
    about = replace(day, events=tuple(e for e in day.events if not isinstance(e, Submit | Revoke)))
    when = (10 * HOUR - 1, NOON)
    by_groups, by_orders = stress_log(log, about, when, pairs=False), stress(day, when, pairs=False)
    assert by_groups.left_out
    assert sum(bool(case.set_aside) for case in by_orders.cases) > 5
    for grouped, single in zip(by_groups.cases, by_orders.cases, strict=True):
        assert grouped == single
    assert by_groups.sanctions == by_orders.sanctions != {}


def command(*args: object) -> Any:
    return CliRunner().invoke(app, [str(arg) for arg in ("stress", *args)])


def test_the_command_tells_and_draws(tmp_path: Path) -> None:
    (tmp_path / "day.toml").write_text(dump(chain(4)), encoding="utf-8")
    told = command(tmp_path / "day.toml", "--at", "09:30", "--picture", tmp_path / "stress.svg")
    assert told.exit_code == 0
    assert "20 failures of 4 participants at 1 moments: " in told.stdout
    found = json.loads(command(tmp_path / "day.toml", "--at", "09:30", "--format", "json").stdout)
    first = found["cases"][0]
    assert (first["who"], first["how"], first["at"], first["set_aside"]) == (
        ["P0"],
        "fails",
        9 * HOUR + 30 * MINUTE,
        ["P1", "P2"],
    )
    drawn = (tmp_path / "stress.svg").read_text("utf-8")
    assert "P0 fails at 09:30: 2 others set aside" in drawn
    assert "P1 to P2: 10.00 did not come" in drawn


def test_the_picture_is_whole_and_needs_nothing_else() -> None:
    odd = chain(3)
    names = {p: f"<{p} & Søn>" for p in odd.participants}
    events = tuple(
        replace(e, payer=names[e.payer], payee=names[e.payee]) if isinstance(e, Submit)
        else replace(e, participant=names[e.participant]) if isinstance(e, SetLine) else e
        for e in odd.events
    )  # fmt: skip
    drawn = picture(stress(replace(odd, participants=tuple(names.values()), events=events)))
    root = ET.fromstring(drawn)  # noqa: S314  # made by ourselves
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in drawn
    assert "<P0 & Søn>" in "".join(root.itertext())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["none.toml"], "none.toml"),
        (["none.csv"], "say which day it is of: --day"),
        (["DAY", "--at", "25:00"], "--at: '25:00' is not within the day"),
        (["DAY", "--day", "DAY"], "leave --day out"),
    ],
)
def test_what_cannot_be_stressed_ends_with_exit_code_2(args: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "day.toml").write_text(dump(chain(2)), encoding="utf-8")
    told = command(*(str(tmp_path / "day.toml") if arg == "DAY" else arg for arg in args))
    assert told.exit_code == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr
