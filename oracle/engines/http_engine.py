"""`--engine http://HOST:PORT`: a server with two routes, POST /initialize and POST /run; `openapi.json` describes them.

The bodies are the `params` and the `result` of the same messages over standard input and output.
"""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Generator
from typing import Any, cast
from urllib.parse import urlsplit

from zerohour.oracle.engines.engine import (
    ANSWER_BYTES,
    ANSWER_SECONDS,
    EngineError,
    Introduced,
    Watch,
    answered,
    fields,
    introduction,
    no_watch,
    parsed,
    question,
    reply,
)
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import canonical, to_wire

IDLE_AND_CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)
"""What a connection raises that the server has closed."""

START_SECONDS = 5.0
"""So long a server has to begin to listen: a pipeline starts it the moment before."""


class HttpEngine:
    """A server that answers JSON over HTTP."""

    def __init__(self, url: str, watch: Watch = no_watch) -> None:
        self.name, self.version, self._watch = url, "unknown", watch
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise EngineError(f"{url!r} is no address of a server ({error}); write http://HOST:PORT") from None
        if not host or parts.query or parts.fragment:
            raise EngineError(f"{url!r} is no address of a server; write http://HOST:PORT, with a path if there is one")
        self._path = parts.path.rstrip("/")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(host, port, timeout=ANSWER_SECONDS)
        self._listening()
        try:
            told = Introduced(self._ask("initialize", introduction()), url)
        except ValueError as error:
            raise EngineError(f"{url} {error}") from None
        finally:
            self._connection.close()  # it is opened again for the first run
        self.name, self.version, self.features = told.name, told.version, told.features

    def run(self, scenario: Scenario) -> Report:
        """Run a whole scenario."""
        return answered(self._ask("run", {"scenario": to_wire(scenario)}), self.name)

    def close(self) -> None:
        """Hang up. The server was there before, and stays."""
        self._connection.close()

    def _listening(self) -> None:
        """Wait for the server to begin to listen."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connection.connect()
                self._socket = cast("socket.socket", self._connection.sock)
            except OSError as error:
                if time.monotonic() > until or isinstance(error, socket.gaierror):
                    raise EngineError(f"{self.name} cannot be reached: {error}; is the server running?") from None
                time.sleep(0.05)  # it may still be starting; asking without a pause would only slow it down
            else:
                return

    def _ask(self, method: str, params: dict[str, Any]) -> object:
        self._watch(f"{method}.request", question(0, method, params))
        status, body = self._exchange(method, canonical(params).encode())
        if status != http.client.OK:
            shown = body[:200].decode(errors="replace").strip()
            raise EngineError(
                f"{self.name} answered POST {self._path}/{method} with status {status}, and not 200: {shown}"
            )
        try:
            result = parsed(body)
        except (ValueError, RecursionError) as error:
            shown = body[:120].decode(errors="replace")
            raise EngineError(
                f"{self.name} answered `{method}` with a body that is no JSON ({error}): {shown!r}"
            ) from None
        if set(fields(result)) >= {"jsonrpc", "id"}:
            raise EngineError(
                f"{self.name} answered `{method}` with an envelope; over HTTP the body is the result itself"
            )
        wrong = self._watch(f"{method}.response", reply(0, result))
        if wrong:
            raise EngineError(f"{self.name} {wrong}")
        return result

    def _exchange(self, method: str, body: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body of the response."""
        with self._limit() as expired:
            try:
                try:
                    status, told = self._post(method, body)
                except IDLE_AND_CLOSED:
                    if expired.is_set():
                        raise
                    self._connection.close()  # what is idle may be closed at any time; to run a day again is harmless
                    status, told = self._post(method, body)
                if expired.is_set():  # a body of unannounced length only seems to have come to its end
                    raise TimeoutError
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                late = f"no whole answer in {ANSWER_SECONDS:.0f} s" if expired.is_set() else ""
                what = late or str(error) or type(error).__name__
                raise EngineError(f"{self.name} did not answer `{method}`: {what}") from None
        if len(told) > ANSWER_BYTES:
            self._connection.close()
            raise EngineError(f"{self.name} answered `{method}` with more than {ANSWER_BYTES} bytes")
        return status, told

    def _post(self, method: str, body: bytes) -> tuple[int, bytes]:
        if self._connection.sock is None:
            self._connection.connect()
        self._socket = cast("socket.socket", self._connection.sock)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        self._connection.request("POST", f"{self._path}/{method}", body, headers)
        response = self._connection.getresponse()
        told = response.read(ANSWER_BYTES + 1)
        if response.length and len(told) <= ANSWER_BYTES:
            raise http.client.IncompleteRead(told, response.length)
        return response.status, told

    @contextlib.contextmanager
    def _limit(self) -> Generator[threading.Event]:
        """Cut the connection when the time for an answer is over, however slowly it trickles."""
        expired = threading.Event()

        def cut() -> None:
            expired.set()
            with contextlib.suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)

        watchdog = threading.Timer(ANSWER_SECONDS, cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield expired
        finally:
            watchdog.cancel()
