"""`--engine KIND:REST`: an engine behind standard input and output (`cmd:`), or a Python object (`python:`)."""

import contextlib
import importlib
import json
import queue
import re
import shlex
import subprocess
import threading
import time
from collections import Counter, deque
from typing import Any, NoReturn, Protocol, cast

from zerohour.oracle.engines.processes import Family
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import WireError, canonical, report_from_wire, to_wire

PROTOCOL = 1
ANSWER_SECONDS = 20.0
"""A limit on one answer. It may only ever lead to an error, never to a verdict."""
LOOK_SECONDS = 0.5
"""So often it is asked whether a silent program still runs; what it wrote at last is read by then."""
ANSWER_BYTES = 4 * 1024 * 1024
ANSWER_ENTRIES = 100_000
"""Limits on one line, and on one object in it, so that no engine makes us large."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class EngineError(Exception):
    """The engine crashed, hung or answered nonsense: neither conforming nor a disagreement."""


class UnsupportedError(Exception):
    """The engine says that it does not support the scenario, and why."""


class Engine(Protocol):
    """What a campaign needs of an engine."""

    name: str
    version: str
    features: frozenset[str]

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario; raise EngineError or UnsupportedError."""
        ...

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        ...


def connect(spec: str) -> Engine:
    """Start the engine that the text names; raise EngineError with a remedy where that fails."""
    kind, _, rest = spec.partition(":")
    if kind == "cmd" and rest:
        return CommandEngine(rest)
    if kind == "python" and rest.count(":") == 1:
        return PythonEngine(rest)
    raise EngineError(f"{spec!r} names no engine; write 'cmd:COMMAND' or 'python:package.module:name'")


class PythonEngine:
    """An object with `name`, `version`, `features` and `run(scenario as on the wire) -> answer as on the wire`."""

    def __init__(self, place: str) -> None:
        module, _, attribute = place.partition(":")
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
        try:
            answer = self._engine.run(to_wire(scenario))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: the engine's end is not ours
            raise EngineError(f"{self.name} raised {type(error).__name__}: {error}") from error
        return _answered(answer, self.name)

    def close(self) -> None:
        """Nothing is left behind."""


class CommandEngine:
    """A program that answers JSON-RPC 2.0, one object a line, on its standard output."""

    def __init__(self, command: str) -> None:
        self.name, self.version, self._command = command, "unknown", command
        self.features: frozenset[str] = frozenset()
        self._number, self._stderr = 0, deque[str](maxlen=20)
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
        client = {"name": "zerohour", "version": "1"}
        told = _object(self._ask("initialize", {"protocolVersions": [PROTOCOL], "client": client}))
        if told.get("protocolVersion") != PROTOCOL:
            self._fail(f"speaks no version of the protocol that is known here ({PROTOCOL}); it said {str(told)[:200]}")
        features: Any = told.get("features")
        if not isinstance(features, list) or not all(isinstance(f, str) for f in cast("list[object]", features)):
            self._fail("must say in `features` what it supports, as a list of names")
        self.name, self.version = str(told.get("name", self._command)), str(told.get("version", "unknown"))
        self.features = frozenset(cast("list[str]", features))

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        return _answered(self._ask("run", {"scenario": to_wire(scenario)}), self.name)

    def close(self) -> None:
        """End the program and everything it started."""
        self._family.end()
        for reader in self._readers:  # each closes its stream; one that is held open all the same is not waited for
            reader.join(timeout=1)
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None  # noqa: S101  # opened as a pipe
            self._process.stdin.close()

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
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
        return self._answer(method)

    def _answer(self, method: str) -> Any:
        try:
            line = self._line()
        except queue.Empty:
            self._fail(f"did not answer `{method}` in {ANSWER_SECONDS:.0f} s; does it flush its standard output?")
        if line is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)  # for its exit code; it may also live on with its output closed
            self._fail(f"ended while it was asked `{method}`")
        if len(line) > ANSWER_BYTES:
            self._fail(f"wrote more than {ANSWER_BYTES} bytes on one line")
        try:
            message = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            shown = line[:120].decode(errors="replace")
            self._fail(f"wrote a line that is no JSON message ({error}): {shown!r}; log to standard error instead")
        if b"\\ud" in line.lower() and _LONE_SURROGATE.search(canonical(message)):
            self._fail("wrote half of a surrogate pair, which is no text; write UTF-8")
        answer = _object(message)
        if answer.get("jsonrpc") != "2.0" or answer.get("id") != self._number:
            self._fail(f"answered request {self._number} with something else: {str(message)[:200]}")
        if self._early:
            self._fail(f"answered request {self._number} before it was asked")
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


def _object(message: object) -> dict[str, Any]:
    """Return the message if it is an object, and else an empty one."""
    return cast("dict[str, Any]", message) if isinstance(message, dict) else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > ANSWER_ENTRIES:
        raise ValueError(f"an object has {len(pairs)} entries; {ANSWER_ENTRIES} are allowed")
    read = dict(pairs)
    if len(read) != len(pairs):
        twice = min(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"the key {twice!r} stands there twice")
    return read


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _answered(answer: object, name: str) -> Report:
    told = _object(answer)
    if set(told) == {"unsupported"}:
        raise UnsupportedError(str(told["unsupported"]))
    try:
        return report_from_wire(answer)
    except WireError as error:
        raise EngineError(f"{name} answered nonsense: {error}") from error
