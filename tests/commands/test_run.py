"""`zerohour run`: what comes of a day, told in text and JSON, and compared with what the file expects."""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.library import library, texts

DAY = "a22_renewed"


def run(text: str, *arguments: str) -> Result:
    """Run the command on a day from standard input."""
    return CliRunner().invoke(app, ["run", "-", *arguments], input=text)


@pytest.mark.parametrize("name", sorted(texts()))
def test_day_of_the_library_ends_as_it_expects(name: str) -> None:
    told = run(texts()[name], "--format", "json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["unexpected"] == []


def test_what_ends_otherwise_than_expected_is_told_with_exit_code_1() -> None:
    text = texts()[DAY].replace('o1 = "revoked"', 'o1 = "settled@B2"')
    assert text != texts()[DAY]
    told = run(text)
    assert told.exit_code == 1
    lines = [line.split() for line in told.stdout.splitlines()]
    at = lines.index(["Otherwise", "than", "expected"])
    assert lines[at + 1 :] == [["order", "expected", "got"], ["o1", "settled@B2", "revoked"]]
    found = run(text, "--format", "json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["unexpected"] == [{"order": "o1", "expected": "settled@B2", "got": "revoked"}]


def test_status_without_its_block_is_not_as_expected() -> None:
    text = texts()["a01_conditional"].replace('"settled@B1"', '"settled"')
    assert run(text).exit_code == 1
    assert run(text.replace('"settled"', '"settled@B2"')).exit_code == 1


def test_order_that_is_not_expected_is_no_difference() -> None:
    head, _, rest = texts()[DAY].partition("[expect]")
    assert run(head + rest[rest.index("[[event]]") :]).exit_code == 0


def test_by_other_readings_nothing_is_expected() -> None:
    told = run(texts()[DAY], "--reading", "A-22=original", "--format", "json")
    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert (found["orders"][0]["status"], found["unexpected"]) == ("settled", [])
    same = run(texts()[DAY].replace('"revoked"', '"settled@B2"'), "--reading", "A-22=renewed")
    assert same.exit_code == 1


def test_problems_of_standard_input_are_told_of_it() -> None:
    told = run("schema = 1")
    assert told.exit_code == 2
    assert told.stderr.startswith("standard input: name: is missing; add it\n")


@pytest.mark.parametrize("name", sorted(texts()))
def test_day_in_json_is_told_as_the_same_in_toml(name: str, tmp_path: Path) -> None:
    data = tomllib.loads(texts()[name])
    file = tmp_path / "day.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    told = CliRunner().invoke(app, ["run", str(file)])
    assert told.exit_code == 0, told.output
    assert told.stdout == run(texts()[name]).stdout == run(json.dumps(data)).stdout


def test_wrong_readings_are_told_all_at_once() -> None:
    wrong = ("A-222=original", "A-22=renewd", "A-22", "A-01=exclude", "A-01=conditional")
    told = run(texts()[DAY], *(word for text in wrong for word in ("--reading", text)))
    assert told.exit_code == 2
    assert told.stderr.splitlines() == [
        "--reading: A-222=original: there is no reading 'A-222'; did you mean 'A-22'?",
        "--reading: A-22=renewd: A-22 has no value 'renewd'; did you mean 'renewed'?",
        "--reading: A-22: is no choice; write NAME=VALUE, as in A-01=conditional",
        "--reading: A-01=conditional: A-01 is given two values; keep one of them",
    ]


def test_story_of_an_order_is_told_in_text_and_json() -> None:
    told = run(texts()[DAY], "--explain", "o1", "--format", "json")
    found = json.loads(told.stdout)
    assert told.exit_code == 0
    assert found["order"]["order"] == "o1"
    assert [change["status"] for moment in found["moments"] for change in moment["changes"]] == [
        "entered",
        "admitted",
        "carried",
        "revoked",
    ]
    text = run(texts()[DAY], "--explain", "o1").stdout
    assert set(found["rules"]) >= {"GEN-11", "INT-06", "GEN-31"}
    assert all(rule in text for rule in found["rules"])
    assert all(sentence.endswith(".") for sentence in found["rules"].values())


@pytest.mark.parametrize("output", ["text", "json"])
def test_story_of_an_order_that_is_not_there_is_told_with_a_remedy(output: str) -> None:
    told = run(texts()[DAY], "--explain", "o11", "--format", output)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "there is no order 'o11'; did you mean 'o1'?\n"


def test_day_that_was_written_by_us_expects_nothing() -> None:
    assert run(dump(library()[DAY])).exit_code == 0
