"""`zerohour init`: every adapter to start from is written; those in Python pass `smoke` as they stand."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.engines.templates import HERE, TEMPLATES


def init(kind: str, folder: Path) -> Path:
    """Write an adapter; return the file."""
    told = CliRunner().invoke(app, ["init", kind, "--out", str(folder)])
    assert told.exit_code == 0, told.output
    assert f"zerohour smoke --engine '{TEMPLATES[kind].engine}'" in told.stdout
    return folder / TEMPLATES[kind].file


@pytest.fixture(name="server")
def server_fixture(tmp_path: Path) -> Iterator[str]:
    """Start the adapter over HTTP; return its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(init("http", tmp_path)), str(port)], stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.mark.parametrize("kind", TEMPLATES)
def test_adapter_is_written_as_it_is_kept(kind: str, tmp_path: Path) -> None:
    assert init(kind, tmp_path / "new").read_text("utf-8") == TEMPLATES[kind].text


def test_every_adapter_that_is_kept_can_be_had() -> None:
    kept = {path.name for path in HERE.iterdir() if path.is_file() and path.name != "__init__.py"}
    assert {template.source for template in TEMPLATES.values()} == kept


def test_smallest_adapter_has_less_than_thirty_lines() -> None:
    assert len(TEMPLATES["python"].text.splitlines()) < 30


@pytest.mark.parametrize("kind", ["python", "files"])
def test_adapter_in_python_passes(kind: str, tmp_path: Path) -> None:
    engine = TEMPLATES[kind].engine.replace("python3 adapter.py", f"{sys.executable} {init(kind, tmp_path)}")
    told = CliRunner().invoke(app, ["smoke", "--engine", engine, "--validate"])
    assert told.exit_code == 0, told.output
    assert "my engine 1 is ready" in told.stdout


def test_adapter_over_http_passes(server: str) -> None:
    told = CliRunner().invoke(app, ["smoke", "--engine", server, "--validate"])
    assert told.exit_code == 0, told.output
    assert "my engine 1 is ready" in told.stdout


def test_adapter_in_the_same_process_passes_from_the_folder_it_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init("in-process", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    told = CliRunner().invoke(app, ["smoke", "--engine", "python:adapter:engine", "--validate"])
    assert told.exit_code == 0, told.output
    assert "my engine 1 is ready" in told.stdout


def test_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text("mine")
    told = CliRunner().invoke(app, ["init", "python", "--out", str(tmp_path)])
    assert told.exit_code == 2
    assert "is there already, and stays; name another folder" in told.stderr
    assert (tmp_path / "adapter.py").read_text() == "mine"


def test_kind_that_there_is_not_is_told_with_the_closest() -> None:
    told = CliRunner().invoke(app, ["init", "nodejs"])
    assert told.exit_code == 2
    assert told.stderr == "there is no adapter 'nodejs'; did you mean 'node'?\n"
