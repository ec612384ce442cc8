"""`zerohour readings`: every switch of the code, what its values mean, and what they change."""

import json
import os
from dataclasses import fields, make_dataclass, replace
from enum import IntEnum
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle import catalogue
from zerohour.oracle.catalogue import Switch, member_words, switches
from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import reading_names, with_readings
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.timeline import timeline
from zerohour.spec.readings import Readings
from zerohour.spec.register.questions import QUESTIONS, Kind
from zerohour.spec.rulebook import Rulebook

REGISTER = {entry.id: entry for entry in QUESTIONS}


def readings(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["readings", *arguments])


def plain(*arguments: str) -> dict[str, Any]:
    """Return what the command says as JSON."""
    told = readings(*arguments, "--format", "json")
    assert told.exit_code == 0, told.output
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_every_switch_of_the_code_is_listed_the_default_first() -> None:
    told = plain()["readings"]
    assert [reading["reading"] for reading in told] == list(reading_names())
    for field, reading in zip(fields(Readings), told, strict=True):
        default = getattr(Readings(), field.name).name.lower()
        values = [value["value"] for value in reading["values"]]
        assert values[0] == default
        assert sorted(values) == sorted(reading_names()[reading["reading"]])
        assert [value["default"] for value in reading["values"]] == [True] + [False] * (len(values) - 1)
        assert reading["question"].endswith("?")


def test_what_a_value_means_stands_in_the_list() -> None:
    text = readings().stdout
    assert "exclude      (default) It is out of the coming cycle and every later one." in text
    assert "worst_first         The largest shortfall first, ties together." in text
    for reading in plain()["readings"]:
        assert all(f"  {value['value']} " in text or f"  {value['value']}\n" in text for value in reading["values"])
        assert all(value["means"] in text for value in reading["values"])


def test_live_questions_are_a_switch_or_ahead() -> None:
    told = plain()
    live = {entry.id for entry in QUESTIONS if entry.kind == Kind.LIVE}
    of = {reading["of"] for reading in told["readings"]} - {None}
    assert of | set(told["ahead"]) == live
    assert not of & set(told["ahead"])


class Tint(IntEnum):
    """Which tint (p. 1)?"""

    RED = 0
    """Like blood,
    or wine."""
    BLUE = 1


def named(_rulebook: Rulebook) -> dict[str, str]:
    """Return the names of the readings of a made-up record, with their values."""
    return {"A-40_sum": "blue", "day": "red"}


def test_switches_are_read_off_the_record_whatever_they_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_dataclass("Made", [("a40_sum", Tint, Tint.BLUE), ("day", Tint, Tint.RED)], frozen=True)
    monkeypatch.setattr(catalogue, "Readings", made)
    monkeypatch.setattr(catalogue, "reading_values", named)
    switches.cache_clear()
    try:
        found = switches()
        of_a_question, of_none = found.values()
    finally:
        monkeypatch.undo()
        switches.cache_clear()
    assert of_a_question == Switch(
        "A-40_sum", REGISTER["A-40"].question, REGISTER["A-40"], {"blue": "", "red": "Like blood, or wine."}
    )
    assert (of_a_question.default, list(of_a_question.values)) == ("blue", ["blue", "red"])
    assert of_none == Switch("day", "Which tint (p. 1)?", None, {"red": "Like blood, or wine.", "blue": ""})
    assert of_none.default == "red"


def test_words_under_a_value_belong_to_it() -> None:
    assert member_words(Tint) == {"RED": "Like blood, or wine.", "BLUE": ""}


@pytest.mark.parametrize("name", list(reading_names())[:: 1 if os.environ.get("ZEROHOUR_TESTS") == "all" else 5])
def test_days_that_differ_are_all_that_do_and_no_others(name: str) -> None:
    told = plain(name)
    values = [value["value"] for value in told["values"]]
    differing = {found["scenario"]: found for found in told["scenarios"]}
    for day, scenario in library().items():
        ends = [
            timeline(replace(scenario, rulebook=with_readings(scenario.rulebook, {name: value}))).orders
            for value in values
        ]
        orders = {d["of"] for d in differing[day]["orders"]} if day in differing else set[str]()
        assert orders == {end[0].order for end in zip(*ends, strict=True) if len(set(end)) > 1}
    for found in differing.values():
        assert all(len(d["values"]) == len(values) and len(set(d["values"])) > 1 for d in found["orders"])
    text = readings(name).stdout
    assert f"{len(differing)} of {len(library())} days of the library differ by it" in text
    assert all(f"\n{day}\n" in text for day in differing)


def test_reading_is_told_with_what_stands_against_what() -> None:
    entry, told, text = REGISTER["A-22"], plain("A-22"), readings("a-22").stdout
    assert [s["says"] for s in told["statements"]] == [s.words for s in entry.statements]
    assert (told["ruling"], told["reason"], told["follows"]) == (entry.ruling, entry.reason, entry.follows)
    for words in (entry.question, entry.ruling, entry.reason, entry.follows, *(s.words for s in entry.statements)):
        assert words in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("A-222", "there is no reading 'A-222'; did you mean 'A-22'?"),
        ("A-03", "A-03 is no reading (fixed); 'zerohour rules A-03' tells how it is answered"),
        ("A-04", "A-04 is no reading (excused); 'zerohour rules A-04' tells how it is answered"),
    ],
)
def test_name_that_is_no_reading_is_told_with_a_remedy(name: str, told: str) -> None:
    done = readings(name)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"{told}\n")


def test_question_with_several_readings_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    two = {name: Switch(name, "Which?", REGISTER["A-40"], {"a": "", "b": ""}) for name in ("A-40_sum", "A-40_own")}
    monkeypatch.setattr(catalogue, "switches", lambda: two)
    monkeypatch.setattr("zerohour.oracle.commands.readings.switches", lambda: two)
    done = readings("A-40")
    assert done.exit_code == 2
    assert done.stderr == "A-40 is answered by several readings; name one of: A-40_sum, A-40_own\n"
