"""`zerohour smoke`: an adapter that works is said to be ready, and each of the classic faults is told in words."""

import json
import shlex
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.cli import app
from zerohour.oracle.engines import connect
from zerohour.oracle.engines.engine import Introduced

FAULTY = Path(__file__).parents[1] / "engines" / "faulty"
LEDGER = "python:zerohour.oracle.engines.ledger:engine"

OBJECTS = {
    "silent": ("says what came of every order", "says nothing of order 'o1'; every order that is sent"),
    "latin": ("gives names back as they are", "and reports 'Ã", "read and write UTF-8"),
    "doubles": (
        "keeps every øre of a large amount",
        "has 9007199254740992 where it is 9007199254740993",
        "not as doubles",
    ),
    "keeping": ("begins every day anew", "reports order 'o1', which was never sent on this day"),
    "alternating": ("begins every day anew", "answered the same day differently when it was asked again"),
    "misspelt": ("says what it supports", "supports 'straksclearing', which is no feature; did you mean 'straks'?"),
    "modest": ("says what it supports", "supports nothing, and so is asked nothing; there are: any order"),
    "boasting": ("answers the days of the library", "says of every day that it does not support it"),
}
"""For each faulty adapter: what does not work, and the words for it."""

COMMANDS = {
    "forgets to flush": ("did not answer `run` in", "It does not: its answer came only when its standard input ended"),
    "hangs in mid-run": ("did not answer `run` in", "does it flush its standard output?"),
    "logs on standard output": ("wrote a line that is no JSON message", "log to standard error instead"),
    "crashes in mid-run": ("ended while it was asked `run` (exit code 3)", "its standard error: out of luck"),
    "another id": ("answered request 2 with something else",),
    "amount as a number": ("is no amount: a string of whole øre",),
    "unknown status": ("'paid' is none of ",),
}
"""Faults of programs, and the words for them."""


def smoke(engine: str, *more: str) -> Result:
    """Run the command, and see that it ends in words."""
    result = CliRunner().invoke(app, ["smoke", "--engine", engine, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def command(fault: str) -> str:
    return "cmd:" + shlex.join([sys.executable, str(FAULTY / "command.py"), fault])


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder of faulty engines be found, as a user's own modules are."""
    monkeypatch.setattr(sys, "path", [str(FAULTY), *sys.path])


def test_adapter_that_works_is_ready() -> None:
    told = smoke(LEDGER, "--validate")
    assert told.exit_code == 0
    assert "FAULT" not in told.stdout
    assert "ledger 1 is ready, for blocks, contingency, exclusion, indirect, insolvency" in told.stdout
    assert f"next: zerohour check --engine '{LEDGER}'" in told.stdout


def test_what_was_looked_at_is_told_as_data_too() -> None:
    told = json.loads(smoke(LEDGER, "--format", "json").stdout)
    assert told["engine"] == {"name": "ledger", "version": "1"}
    assert [check["fault"] for check in told["checks"]] == [""] * 7


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize("engine", OBJECTS)
def test_fault_of_an_adapter_is_told_where_it_shows(engine: str) -> None:
    told = smoke(f"python:adapters:{engine}")
    place, *words = OBJECTS[engine]
    assert told.exit_code == 2
    assert f"FAULT {place}" in told.stdout
    assert "is ready" not in told.stdout
    assert f"\n{engine} " in told.stdout
    for word in words:
        assert word in told.stdout


@pytest.mark.parametrize("fault", COMMANDS)
def test_fault_of_a_program_is_told_in_words(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "did not answer" in COMMANDS[fault][0]:
        monkeypatch.setattr(connect, "PARTING_SECONDS", 2.0 if "flush" in fault else 0.2)
        introduced = Introduced.__init__

        def then_impatient(self: Introduced, answer: object, otherwise: str) -> None:
            monkeypatch.setattr(connect, "ANSWER_SECONDS", 0.5)
            introduced(self, answer, otherwise)

        monkeypatch.setattr(Introduced, "__init__", then_impatient)
    told = smoke(command(fault))
    assert told.exit_code == 2
    assert told.stdout.count("faulty ") == 1
    for words in COMMANDS[fault]:
        assert words in told.stdout


def test_program_that_only_hangs_is_not_said_to_hold_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(connect, "PARTING_SECONDS", 0.2)
    told = smoke(command("hangs at start"))
    assert told.exit_code == 2
    assert "did not answer `initialize`" in told.stderr
    assert "its answer came only when" not in told.stderr


@pytest.mark.parametrize(
    "engine", ["nothing", "cmd:", "http:x", "http://", "http://h:port/", "files:", "files:'", "sql:"]
)
def test_engine_that_cannot_be_had_is_told_with_a_remedy(engine: str) -> None:
    told = smoke(engine)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert "write" in told.stderr or "cannot be started" in told.stderr


@pytest.mark.usefixtures("importable")
def test_engine_that_fails_at_last_is_an_error() -> None:
    told = smoke("python:adapters:tiring")
    assert told.exit_code == 2
    assert told.stderr == "tiring raised MemoryError: no room for another day\n"


@pytest.mark.usefixtures("importable")
def test_engine_that_does_not_support_a_day_on_which_nothing_happens_may_still_be_ready() -> None:
    told = smoke("python:adapters:quiet")
    assert told.exit_code == 0
    assert "quiet 1 is ready" in told.stdout


@pytest.mark.usefixtures("importable")
@pytest.mark.parametrize(("more", "verdict"), [((), "nothing tested"), (("--validate",), "error")])
def test_campaign_holds_messages_against_their_schemas_where_it_is_asked_to(
    more: tuple[str, ...], verdict: str, tmp_path: Path
) -> None:
    arguments = ["--engine", "python:adapters:counted", "--budget", "3", "--report-dir", str(tmp_path), *more]
    told = CliRunner().invoke(app, ["check", *arguments])
    assert told.exit_code == 2
    assert f"counted 1: {verdict}" in told.stdout
    assert ("which is not as its schema says: result.unsupported: 5 is not of type 'string'" in told.stdout) == bool(
        more
    )
