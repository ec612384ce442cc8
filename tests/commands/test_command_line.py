"""The command line as a program: versions, help, files that cannot be had, and an interruption."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.library import texts

ZEROHOUR = Path(sys.executable).with_name("zerohour")
COMMANDS = (
    "demo",
    "run",
    "new",
    "diff",
    "rules",
    "readings",
    "check",
    "audit",
    "sample-log",
    "prove",
    "regions",
    "vectors",
)


def zerohour(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(ZEROHOUR), *arguments], capture_output=True, text=True, check=False)


def test_version_and_help() -> None:
    assert zerohour("--version").stdout.startswith("zerohour ")
    told = zerohour("--help")
    assert told.returncode == 0
    assert all(command in told.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_option_is_told_and_ends_with_exit_code_2(command: str) -> None:
    told = CliRunner().invoke(app, [command, "--no-such-option"])
    assert told.exit_code == 2
    assert "--no-such-option" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("arguments", [("vectors", "--out"), ("sample-log", "--orders", "5")], ids=lambda a: a[0])
def test_a_folder_that_cannot_be_made_is_told(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    told = zerohour(*arguments, str(tmp_path / "file" / "in it"))
    assert told.returncode == 2
    assert "cannot be read or written" in told.stderr
    assert "Traceback" not in told.stderr


def test_an_interrupted_check_ends_with_exit_code_130(tmp_path: Path) -> None:
    engine = tmp_path / "interrupts.py"  # who waits for its answer is interrupted by it
    engine.write_text("import os, signal\nos.kill(os.getppid(), signal.SIGINT)\ninput(), input()\n", encoding="utf-8")
    told = zerohour("check", "--engine", f"cmd:{sys.executable} {engine}")
    assert told.returncode == 130
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("name", sorted(texts()))
def test_every_day_of_the_library_is_told(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.toml"
    file.write_text(texts()[name], encoding="utf-8")
    told = CliRunner().invoke(app, ["run", str(file)])
    assert told.exit_code == 0
    assert "the law" in told.stdout


def test_brackets_in_names_are_names(tmp_path: Path) -> None:
    file = tmp_path / "day.toml"
    text = texts()["exactly_covered"].replace('participants = ["A", "B"', 'participants = ["[a]", "[/b]", "A", "B"')
    lines = (
        '\n[[event]]\nat = "09:00"\ntype = "submit"\nid = "[/q]1"\nsystem = "intraday"\n'
        'payer = "[a]"\npayee = "[/b]"\namount = 1\n'
    )
    file.write_text(text + lines, encoding="utf-8")
    told = CliRunner().invoke(app, ["run", str(file)])
    assert told.exit_code == 0, told.output
    assert "[/q]1: [a] pays [/b]" in told.stdout
    story = CliRunner().invoke(app, ["run", str(file), "--explain", "[/q]1"])
    assert story.exit_code == 0
    assert "[a] pays [/b]" in story.stdout


@pytest.mark.parametrize(
    "text", ["amount = " + "9" * 5000, "a = " + "[" * 20_000], ids=["a long number", "deep nesting"]
)
def test_hostile_toml_is_told_and_is_no_violation(text: str, tmp_path: Path) -> None:
    file = tmp_path / "day.toml"
    file.write_text(text, encoding="utf-8")
    told = CliRunner().invoke(app, ["run", str(file)])
    assert told.exit_code == 2
    assert "is not TOML" in told.stderr
