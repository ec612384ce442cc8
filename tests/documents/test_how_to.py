"""The how-to pages: their commands print what the pages show, and every adapter stands on one of them."""

import re
import runpy
import socket
from pathlib import Path
from typing import Any

import pytest

from zerohour.oracle.engines.templates import TEMPLATES

RUN: dict[str, Any] = runpy.run_path(str(Path(__file__).parent / "pages.py"))
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(RUN["PAGES"].glob("*.md"))}


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@pytest.mark.parametrize("page", ["files", "http", "python", "rulebook", "stdio"])
def test_commands_on_the_page_print_what_it_shows(page: str, tmp_path: Path) -> None:
    port = free_port()
    ((commands, output),) = RUN["shown"](page)
    told = RUN["printed"](commands.replace("8765", port), tmp_path).replace(port, "8765")
    assert told == RUN["timeless"](output)


def test_commands_that_fail_are_noticed(tmp_path: Path) -> None:
    assert RUN["printed"]("zerohour init nothing", tmp_path).endswith("exit code 2\n")


@pytest.mark.parametrize("kind", TEMPLATES)
def test_adapter_stands_on_a_page_or_is_named_there(kind: str) -> None:
    template = TEMPLATES[kind]
    pages = [text for text in TEXTS.values() if f"zerohour init {kind}" in text]
    assert len(pages) == 1
    assert template.source in pages[0] or f"--engine '{template.engine}'" in pages[0]


def test_files_that_the_pages_take_in_are_there() -> None:
    named = [path for text in TEXTS.values() for path in re.findall(r"\.\./\.\./oracle/[\w./]+", text)]
    assert len(named) == 6
    assert [path for path in named if not (RUN["PAGES"] / path).is_file()] == []
