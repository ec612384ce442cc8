"""`--engine KIND:REST`: where an engine is, and what stands between.

`cmd:` is a program behind standard input and output, `http:` a server, `files:` a program run on a folder of CSV files,
`sql:` functions in a PostgreSQL database, and `python:` an object.
"""

import contextlib
import importlib
import queue
import shlex
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any, NoReturn, cast

from zerohour.oracle.engines.engine import (
    ANSWER_BYTES,
    ANSWER_SECONDS,
    Engine,
    EngineError,
    HalfACharacterError,
    Introduced,
    UnsupportedError,
    Watch,
    answered,
    fields,
    introduction,
    no_watch,
    parsed,
    question,
    reply,
)
from zerohour.oracle.engines.files_engine import FilesEngine
from zerohour.oracle.engines.http_engine import HttpEngine
from zerohour.oracle.engines.processes import Family
from zerohour.oracle.engines.sql_engine import SqlEngine
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import canonical, to_wire

__all__ = ["Engine", "EngineError", "UnsupportedError", "connect"]

LOOK_SECONDS = 0.5
"""So often it is asked whether a silent program still runs; what it wrote at last is read by then."""
PARTING_SECONDS = 2.0
"""So long an engine that is silent has to let go of what it held back, once its standard input has ended."""


def connect(spec: str, watch: Watch = no_watch) -> Engine:
    """Start the engine that the text names; raise EngineError with a remedy where that fails."""
    kind, _, rest = spec.partition(":")
    if kind == "cmd" and rest:
        return CommandEngine(rest, watch)
    if kind in ("http", "https") and rest.startswith("//"):
        return HttpEngine(spec, watch)
    if kind == "files" and rest:
        return FilesEngine(rest, watch)
    if kind == "sql" and rest:
        return SqlEngine(rest, watch)
    if kind == "python" and rest.count(":") == 1:
        return PythonEngine(rest, watch)
    raise EngineError(
        f"{spec!r} names no engine; write 'cmd:COMMAND', 'http://HOST:PORT', 'files:COMMAND', "
        "'sql:postgresql://USER@HOST/DATABASE' or 'python:package.module:name'"
    )


class PythonEngine:
    """An object with `name`, `version`, `features` and `run(scenario as on the wire) -> answer as on the wire`."""

    def __init__(self, place: str, watch: Watch = no_watch) -> None:
        self._watch = watch
        module, _, attribute = place.partition(":")
        if str(Path.cwd()) not in sys.path:
            sys.path.append(str(Path.cwd()))  # a module beside the user, as `python3 -m` would find it
        try:
            self._engine: Any = getattr(importlib.import_module(module), attribute)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: the engine's end is not ours
            raise EngineError(f"python:{place} cannot be imported: {type(error).__name__}: {error}") from error
        if not callable(getattr(self._engine, "run", None)) or not hasattr(self._engine, "features"):
            raise EngineError(f"python:{place} is no engine: it needs `features`, a list of names, and `run(scenario)`")
        self.name = str(getattr(self._engine, "name", attribute))
        self.version = str(getattr(self._engine, "version", "unknown"))
        features: Any = getattr(self._engine, "features", ())
        if not isinstance(features, list | tuple) or not all(
            isinstance(f, str) for f in cast("list[object]", features)
        ):
            raise EngineError(f"{self.name} must say in `features` what it supports, as a list of names")
        self.features: frozenset[str] = frozenset(cast("list[str]", features))

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        asked = to_wire(scenario)
        self._watch("run.request", question(0, "run", {"scenario": asked}))
        try:
            answer = self._engine.run(asked)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: the engine's end is not ours
            raise EngineError(f"{self.name} raised {type(error).__name__}: {error}") from error
        wrong = self._watch("run.response", reply(0, answer))
        if wrong:
            raise EngineError(f"{self.name} {wrong}")
        return answered(answer, self.name)

    def close(self) -> None:
        """Nothing is left behind."""


class CommandEngine:
    """A program that answers JSON-RPC 2.0, one object a line, on its standard output."""

    def __init__(self, command: str, watch: Watch = no_watch) -> None:
        self.name, self.version, self._command, self._watch = command, "unknown", command, watch
        self.features: frozenset[str] = frozenset()
        self._number, self._stderr, self._says_goodbye = 0, deque[str](maxlen=20), False
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        try:
            self._family = Family(shlex.split(command))
        except (OSError, ValueError) as error:
            raise EngineError(f"{command!r} cannot be started: {error}") from None
        self._process, self._early = self._family.process, False
        self._readers = [threading.Thread(target=t, daemon=True) for t in (self._read_stdout, self._read_stderr)]
        for reader in self._readers:
            reader.start()
        try:
            self._initialize()
        except BaseException:
            self.close()
            raise

    def _initialize(self) -> None:
        try:
            told = Introduced(self._ask("initialize", introduction()), self._command)
        except ValueError as error:
            self._fail(str(error))
        self.name, self.version, self.features = told.name, told.version, told.features
        self._says_goodbye = told.shutdown

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        return answered(self._ask("run", {"scenario": to_wire(scenario)}), self.name)

    def close(self) -> None:
        """End the program and everything it started; if it asks for that, it may end by itself before."""
        if self._says_goodbye:
            self._shutdown()
        self._family.end()
        for reader in self._readers:  # each closes its stream; one that is held open all the same is not waited for
            reader.join(timeout=1)
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None  # noqa: S101  # opened as a pipe
            self._process.stdin.close()

    def _shutdown(self) -> None:
        """Ask the program to end, and wait a moment for it; there is nothing left that it could spoil."""
        self._says_goodbye = False
        assert self._process.stdin is not None  # noqa: S101  # opened as a pipe
        with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
            self._process.stdin.write(canonical(self._question("shutdown", {})).encode() + b"\n")
            self._process.stdin.close()
            self._process.wait(PARTING_SECONDS)

    def _question(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        message = question(self._number, method, params)
        self._watch(f"{method}.request", message)
        return message

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        message = self._question(method, params)
        goodbye, self._says_goodbye = self._says_goodbye, False  # not before it answers: until then it may read no more
        assert self._process.stdin is not None  # noqa: S101  # opened as a pipe
        if self._process.stdin.closed:
            self._fail("was ended after an error")
        self._early = not self._lines.empty()
        watchdog = threading.Timer(ANSWER_SECONDS, self._process.kill)  # a full pipe that nobody reads blocks us
        watchdog.start()
        try:
            self._process.stdin.write(canonical(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            if not any(self._lines.queue):  # else what it wrote unasked tells more
                self._fail("closed its standard input, or does not read it; it has to read a line for each request")
        finally:
            watchdog.cancel()
        answer = self._answer(method)
        self._says_goodbye = goodbye
        return answer

    def _answer(self, method: str) -> Any:
        try:
            line = self._line()
        except queue.Empty:
            silent = f"did not answer `{method}` in {ANSWER_SECONDS:.0f} s; does it flush its standard output?"
            self._fail(silent + self._held_back())
        if line is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)  # for its exit code; it may also live on with its output closed
            self._fail(f"ended while it was asked `{method}`")
        if len(line) > ANSWER_BYTES:
            self._fail(f"wrote more than {ANSWER_BYTES} bytes on one line")
        try:
            message = parsed(line)
        except HalfACharacterError:
            self._fail("wrote half of a surrogate pair, which is no text; write UTF-8")
        except (ValueError, RecursionError) as error:
            shown = line[:120].decode(errors="replace")
            self._fail(f"wrote a line that is no JSON message ({error}): {shown!r}; log to standard error instead")
        answer = fields(message)
        if answer.get("jsonrpc") != "2.0" or answer.get("id") != self._number:
            self._fail(f"answered request {self._number} with something else: {str(message)[:200]}")
        if self._early:
            self._fail(f"answered request {self._number} before it was asked")
        wrong = self._watch("error.response" if "error" in answer else f"{method}.response", message)
        if wrong:
            self._fail(wrong)
        if "error" in answer:
            self._fail(f"reported an error: {str(answer['error'])[:500]}")
        return answer.get("result")

    def _line(self) -> bytes | None:
        """Return the next line, or None where the program has ended; a child of it may hold its output open."""
        until = time.monotonic() + ANSWER_SECONDS
        while (left := until - time.monotonic()) > 0:
            ended = self._process.poll() is not None
            with contextlib.suppress(queue.Empty):
                return self._lines.get(timeout=min(left, LOOK_SECONDS))
            if ended:
                return None
        raise queue.Empty

    def _held_back(self) -> str:
        """End the engine's standard input, and say so if only that made it let go of a line."""
        assert self._process.stdin is not None  # noqa: S101  # opened as a pipe
        with contextlib.suppress(OSError, queue.Empty):
            self._process.stdin.close()
            if self._lines.get(timeout=PARTING_SECONDS):
                return " It does not: its answer came only when its standard input ended; flush after every line"
        return ""

    def _fail(self, what: str) -> NoReturn:
        what = self._family.complaint or what
        code = None if self._family.complaint else self._process.poll()
        ended = "" if code is None else f" (exit code {code})"
        self.close()
        logged = "".join(f"\n  its standard error: {line}" for line in self._stderr)
        raise EngineError(f"{self.name} {what}{ended}{logged}")

    def _read_stdout(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  # opened as a pipe
        with self._process.stdout as stdout:
            while line := stdout.readline(ANSWER_BYTES + 2):
                self._lines.put(line)
                with self._lines.mutex:
                    unread = [len(line) for line in self._lines.queue if line]
                if len(unread) > 1000 or sum(unread) > 2 * ANSWER_BYTES:  # a flood: nobody asked for that much
                    break
        self._lines.put(None)

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None  # noqa: S101  # opened as a pipe
        with self._process.stderr as stderr:
            while line := stderr.readline(4096):
                self._stderr.append(line.decode(errors="replace").rstrip())
