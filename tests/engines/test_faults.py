"""An engine that crashes, hangs or talks nonsense is an error, told in words: never conforming, never a violation."""

import json
import os
import select
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.cli import app
from zerohour.oracle.engines import connect
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.spec.rulebooks import MINIMAL

FAULTY = Path(__file__).parent / "faulty"

SILENT = ("did not answer `run` in", "does it flush its standard output?")
NO_JSON = ("wrote a line that is no JSON message", "log to standard error instead")
ANOTHER = ("answered request 2 with something else",)
NO_FEATURES = ("must say in `features` what it supports, as a list of names",)
NO_VERSION = ("speaks no version of the protocol that is known here (1)",)
NO_AMOUNT = ("answered nonsense: balances.", "is no amount: a string of whole øre")

AT_START = {
    "crashes at start": ("ended while it was asked `initialize`", "exit code 3", "out of luck"),
    "ends at start": ("ended while it was asked `initialize`",),
    "hangs at start": ("did not answer `initialize` in", "does it flush its standard output?"),
    "speaks another version": NO_VERSION,
    "says no version": NO_VERSION,
    "features in a text": NO_FEATURES,
    "features of numbers": NO_FEATURES,
    "no features": NO_FEATURES,
    "name is half a surrogate pair": ("wrote half of a surrogate pair",),
}
"""Faults at the introduction, and the words for them."""

IN_A_RUN = {
    "crashes in mid-run": ("ended while it was asked `run` (exit code 3)", "out of luck"),
    "crashes on the third scenario": ("ended while it was asked `run` (exit code 3)", "out of luck"),
    "closes its standard output": ("ended while it was asked `run`",),
    "closes its standard input": ("closed its standard input",),
    "hangs in mid-run": SILENT,
    "forgets to flush": SILENT,
    "half an answer": NO_JSON,
    "line without end": ("wrote more than 4096 bytes on one line",),
    "says nothing but a word": (*NO_JSON, "'settled\\n'"),
    "empty line": NO_JSON,
    "logs on standard output": (*NO_JSON, "10:00 cut-off"),
    "flood": (*NO_JSON, "still working"),
    "flood after the answer": (*NO_JSON, "done"),
    "not a number": (*NO_JSON, "NaN is no JSON"),
    "a number of 5000 digits": NO_JSON,
    "key twice": (*NO_JSON, "the key 'result' stands there twice"),
    "nested too deep": NO_JSON,
    "nested almost too deep": ("answered nonsense",),
    "another id": ANOTHER,
    "id as a text": ANOTHER,
    "another jsonrpc": ANOTHER,
    "no jsonrpc": ANOTHER,
    "a list": ANOTHER,
    "error is half a surrogate pair": ("wrote half of a surrogate pair",),
    "reason is half a surrogate pair": ("wrote half of a surrogate pair",),
    "answers twice": ("answered request 3 with something else",),
    "reports an error": ("reported an error: ", "no such clearing"),
    "result is null": ("answered nonsense: the answer: ",),
    "result is a list": ("answered nonsense: the answer: ",),
    "result without orders": ("answered nonsense: orders: Field required",),
    "result with a field too many": ("answered nonsense: colour: ",),
    "not supported, and yet answered": ("answered nonsense: unsupported: ",),
    "order is a text": ("answered nonsense: orders.",),
    "unknown status": ("answered nonsense: orders.", "'paid' is none of lodged, entered, admitted"),
    "status is a number": ("answered nonsense: orders.",),
    "amount as a float": NO_AMOUNT,
    "amount as a number": NO_AMOUNT,
    "amount with a fraction": NO_AMOUNT,
    "amount is not a number": NO_AMOUNT,
    "amount without end": NO_AMOUNT,
}
"""Faults in a run, and the words for them."""

OBJECTS = {
    "objects:raising": ("raising raised ZeroDivisionError: no participants",),
    "objects:halting": ("halting raised Halt: [bold]markup[/nonsense]",),
    "objects:cancelled": ("cancelled raised CancelledError",),
    "objects:exiting": ("exiting raised SystemExit: 0",),
    "objects:recursing": ("recursing raised RecursionError",),
    "objects:silent": ("silent answered nonsense: the answer: ",),
    "objects:talking": ("talking answered nonsense: the answer: ",),
    "objects:opaque": ("opaque answered nonsense: the answer: ",),
    "objects:floating": ("floating answered nonsense: balances.A.batch", "is no amount"),
    "objects:counting": ("counting answered nonsense: balances.A.batch", "is no amount"),
    "objects:inventive": ("inventive answered nonsense: orders.o.status: 'paid' is none of lodged",),
    "objects:numbered": ("numbered answered nonsense: orders",),
}
"""Faulty engines in Python, and the words for what they do."""


def command(fault: str, *more: str) -> str:
    return "cmd:" + shlex.join([sys.executable, str(FAULTY / "command.py"), fault, *more])


def check(engine: str, folder: Path, *more: str, budget: int = 4) -> Result:
    """Run the command, and see that it ends in words, whatever the engine does."""
    arguments = ["check", "--engine", engine, "--budget", str(budget), "--report-dir", str(folder), *more]
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output + result.stderr
    return result


def campaign(engine: str, folder: Path, budget: int = 4) -> tuple[int, dict[str, Any]]:
    """Return the exit code, and the campaign as data."""
    result = check(engine, folder, "--format", "json", budget=budget)
    found: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long for an engine to introduce itself, and then for its answers no longer than a test can."""
    patient = connect.CommandEngine.run

    def run(engine: connect.CommandEngine, scenario: Scenario) -> Report:
        monkeypatch.setattr(connect, "ANSWER_SECONDS", 1.0)
        return patient(engine, scenario)

    monkeypatch.setattr(connect.CommandEngine, "run", run)


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder of faulty engines be found, as a user's own modules are."""
    monkeypatch.setattr(sys, "path", [str(FAULTY), *sys.path])


@pytest.mark.parametrize("fault", AT_START)
def test_fault_at_the_introduction_is_an_error_told_in_words(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "hangs at start":
        monkeypatch.setattr(connect, "ANSWER_SECONDS", 0.5)
    result = check(command(fault), tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    for words in AT_START[fault]:
        assert words in result.stderr


@pytest.mark.parametrize("fault", IN_A_RUN)
def test_fault_in_a_run_is_an_error_told_in_words(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if IN_A_RUN[fault] == SILENT:
        request.getfixturevalue("impatient")
    monkeypatch.setattr(connect, "ANSWER_BYTES", 4096 if fault == "line without end" else 2**24)
    code, found = campaign(command(fault), tmp_path)
    assert (code, found["verdict"], found["violations"]) == (2, "error", [])
    for words in IN_A_RUN[fault]:
        assert words in found["errors"][0]
    assert list(tmp_path.glob("*.toml")) == []


@pytest.mark.parametrize("fault", ["crashes in mid-run", "unknown status"])
def test_error_is_printed_for_people_too(fault: str, tmp_path: Path) -> None:
    result = check(command(fault), tmp_path)
    assert result.exit_code == 2
    assert "faulty 1: error" in result.stdout
    assert "violation" not in result.stdout
    assert IN_A_RUN[fault][0] in result.stdout


def test_what_conforms_before_a_crash_does_not_make_the_engine_conform(tmp_path: Path) -> None:
    _, found = campaign(command("crashes on the third scenario"), tmp_path, budget=10)
    assert found["verdict"] == "error"
    assert found["counts"] == {"conforms": 2, "error": 3}


def test_engine_that_was_ended_is_said_to_be_so_and_not_blamed_again(tmp_path: Path) -> None:
    _, found = campaign(command("another id"), tmp_path)
    assert [("something else" in e, "was ended after an error" in e) for e in found["errors"]] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_engine_that_supports_nothing_it_is_asked_leaves_nothing_tested(tmp_path: Path) -> None:
    code, found = campaign(command("not supported, in three words"), tmp_path)
    assert (code, found["verdict"]) == (2, "nothing tested")
    assert found["counts"] == {"not supported": 4}
    assert found["not_supported"] == {"says: not that one": 4}


def test_engine_that_declares_nothing_known_leaves_nothing_tested_and_comes_to_an_end(tmp_path: Path) -> None:
    # In a process of its own: a search for a scenario that such an engine supports would never end.
    program = "from zerohour.oracle.cli import main; main()"
    arguments = ["check", "--engine", command("misspells its features"), "--budget", "4", "--report-dir", str(tmp_path)]
    try:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=20
        )
    except subprocess.TimeoutExpired:
        pytest.fail("the search for a scenario that the engine supports does not end")
    assert done.returncode == 2
    assert "nothing tested" in done.stdout


def test_engine_that_supports_half_of_it_is_judged_by_that_half(tmp_path: Path) -> None:
    code, found = campaign(command("not supported, one of two"), tmp_path)
    assert (code, found["verdict"]) == (0, "conforms")
    assert found["counts"] == {"conforms": 2, "not supported": 2}
    assert found["not_supported"] == {"says: odd ones": 2}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("fault", "code"), [("leaves a child", 0), ("leaves a child and crashes", 2)])
def test_child_that_an_engine_leaves_behind_is_gone_afterwards(fault: str, code: int, tmp_path: Path) -> None:
    # The child has the engine's standard output too, so that only silence tells of the engine's crash.
    held = tmp_path / "held"
    os.mkfifo(held)
    reading = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    try:
        result = check(command(fault, str(held)), tmp_path / "reports", budget=1)
        assert result.exit_code == code
        assert os.read(reading, 2) == b"x"  # there was a child
        assert select.select([reading], [], [], 5.0)[0] == [reading]
        assert os.read(reading, 1) == b""  # and nobody has the pipe open now
    finally:
        os.close(reading)


@pytest.mark.usefixtures("impatient")
def test_engine_that_reads_no_more_is_an_error_though_the_request_fills_the_pipe() -> None:
    people = tuple(f"participant {n}, {'of a long name ' * 10_000}" for n in range(4))
    tested = connect.connect(command("reads no more"))
    with pytest.raises(connect.EngineError, match="closed its standard input, or does not read it"):
        tested.run(Scenario("many", MINIMAL, people, ()))
    tested.close()


@pytest.mark.usefixtures("importable")
def test_object_with_its_features_in_one_text_is_an_error(tmp_path: Path) -> None:
    result = check("python:objects:vain", tmp_path)
    assert result.exit_code == 2
    assert NO_FEATURES[0] in result.stderr


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("engine", OBJECTS)
def test_faulty_object_is_an_error_told_in_words(engine: str, tmp_path: Path) -> None:
    code, found = campaign(f"python:{engine}", tmp_path)
    assert (code, found["verdict"], found["violations"]) == (2, "error", [])
    for words in OBJECTS[engine]:
        assert words in found["errors"][0]
    assert check(f"python:{engine}", tmp_path).exit_code == 2


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("module", ["exits_when_imported", "fails_when_imported"])
def test_module_that_cannot_be_imported_is_an_error(module: str, tmp_path: Path) -> None:
    result = check(f"python:{module}:engine", tmp_path)
    assert result.exit_code == 2
    assert f"python:{module}:engine cannot be imported" in result.stderr


@pytest.mark.usefixtures("importable")
def test_object_that_supports_nothing_it_is_asked_leaves_nothing_tested(tmp_path: Path) -> None:
    code, found = campaign("python:objects:unhelpful", tmp_path)
    assert (code, found["verdict"]) == (2, "nothing tested")
    assert found["not_supported"] == {"says: anything at all": 4}


@pytest.mark.usefixtures("importable")
def test_object_that_spoils_what_it_was_given_does_not_sway_the_verdict(tmp_path: Path) -> None:
    code, spoilt = campaign("python:objects:spoiling_afterwards", tmp_path, budget=60)
    assert code == 0
    _, plain = campaign("python:objects:conforming", tmp_path, budget=60)
    assert (spoilt["counts"], spoilt["reached"]) == (plain["counts"], plain["reached"])
    code, spoilt = campaign("python:objects:spoiling_first", tmp_path)
    assert code == 1  # it kept quiet about orders that are still there for the judge
    assert {v["check"] for v in spoilt["violations"]} == {"every order is reported"}


@pytest.mark.usefixtures("importable")
def test_object_that_cannot_run_is_no_engine(tmp_path: Path) -> None:
    result = check("python:objects:runless", tmp_path)
    assert result.exit_code == 2
    assert "is no engine: it needs `features`" in result.stderr
