"""Every command in the how-to pages is run, and what it prints is what stands there.

`python tests/documents/test_how_to_audit.py` writes the output anew.
"""

import os
import re
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "how_to" / name for name in ("audit.md", "stress.md")]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def executed(text: str, folder: Path) -> str:
    """Return the page with each console block as it comes out when its commands are run in the folder, in order."""
    shutil.copy(ROOT / "oracle" / "scenarios" / "library" / "bank_fails_at_10_07.toml", folder)
    return BLOCK.sub(lambda block: f"```console\n{_console(block[1], folder)}```", text)


def _console(block: str, folder: Path) -> str:
    told = ""
    for line in block.splitlines():
        if line.startswith("$ "):
            told += f"{line}\n{_run(shlex.split(line[2:]), folder)}"
    return told


def _run(command: list[str], folder: Path) -> str:
    program, *args = command
    if program == "sed":  # the one other program: s/WAS/NOW/ in a file
        _, was, now, _ = args[1].split("/")
        path = folder / args[2]
        path.write_text(path.read_text("utf-8").replace(was, now), encoding="utf-8")
        return ""
    here = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(app, args)
    finally:
        os.chdir(here)
    assert program == "zerohour"
    assert result.exit_code in (0, 1), result.output
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_is_what_comes_out(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert BLOCK.search(text)
    assert executed(text, tmp_path) == text


def test_a_wrong_output_is_noticed(tmp_path: Path) -> None:
    text = "```console\n$ zerohour log template log\nlog/orders.xlsx\n```"
    assert executed(text, tmp_path) != text


if __name__ == "__main__":
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(executed(page.read_text("utf-8"), Path(folder)), encoding="utf-8")
            sys.stdout.write(f"{page.name}\n")
