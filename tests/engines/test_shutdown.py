"""An engine that asks for it may end by itself; one that does not, or cannot, is ended all the same."""

import shlex
import sys
import time
from pathlib import Path

import pytest

from zerohour.oracle.engines import connect
from zerohour.oracle.engines.connect import EngineError
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.library import library

PROGRAM = """
import json, sys, time
asks, obeys, heard = sys.argv[1] == "asks", sys.argv[2] == "obeys", open(sys.argv[3], "a")
for line in sys.stdin:
    asked = json.loads(line)
    print(asked["method"], file=heard, flush=True)
    if asked["method"] == "run":
        sys.exit(3)
    if asked["method"] == "shutdown" and not obeys:
        time.sleep(3600)
    result = {"protocolVersion": 1, "features": ["intraday", "exclusion", "lines"], "shutdown": asks}
    answer = result if asked["method"] == "initialize" else None
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answer}), flush=True)
print("by itself", file=heard, flush=True)
"""


def started(folder: Path, *how: str) -> connect.CommandEngine:
    (folder / "engine.py").write_text(PROGRAM, encoding="utf-8")
    words = [sys.executable, "-I", "-S", str(folder / "engine.py"), *how, str(folder / "heard")]
    return connect.CommandEngine(shlex.join(words), validation)


def heard(folder: Path) -> list[str]:
    return (folder / "heard").read_text("utf-8").splitlines()


def test_engine_that_asks_for_it_is_told_once_and_ends_by_itself(tmp_path: Path) -> None:
    engine = started(tmp_path, "asks", "obeys")
    engine.close()
    engine.close()
    assert heard(tmp_path) == ["initialize", "shutdown", "by itself"]


def test_engine_that_does_not_ask_for_it_is_never_told(tmp_path: Path) -> None:
    started(tmp_path, "does not", "obeys").close()
    assert "shutdown" not in heard(tmp_path)


def test_engine_that_does_not_obey_is_ended_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "PARTING_SECONDS", 0.3)
    engine, begun = started(tmp_path, "asks", "does not"), time.monotonic()
    engine.close()
    assert time.monotonic() - begun < 30, "it was waited for, and sleeps for an hour"
    assert heard(tmp_path) == ["initialize", "shutdown"]


def test_engine_that_has_not_answered_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption in the middle of a day finds a program that may read no more: to write to it would block."""
    engine, asked = started(tmp_path, "asks", "obeys"), list[str]()

    def interrupted(method: str) -> None:
        raise KeyboardInterrupt(method)

    monkeypatch.setattr(engine, "_answer", interrupted)
    monkeypatch.setattr(engine, "_shutdown", lambda: asked.append("shutdown"))
    with pytest.raises(KeyboardInterrupt):
        engine.run(library()["exactly_covered"])
    engine.close()
    assert asked == []


def test_engine_that_had_an_error_is_not_asked_any_more(tmp_path: Path) -> None:
    engine = started(tmp_path, "asks", "obeys")
    with pytest.raises(EngineError, match="exit code 3"):
        engine.run(library()["exactly_covered"])
    engine.close()
    assert heard(tmp_path) == ["initialize", "run"]
