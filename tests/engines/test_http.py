"""Engines behind HTTP: a conforming one conforms; whatever else a server does is an error, told in words."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from zerohour.oracle.campaign import run_campaign, scenarios_to_try
from zerohour.oracle.engines import http_engine
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.engines.ledger import FEATURES, engine
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.library import library

Handler = BaseHTTPRequestHandler
HELLO = {"protocolVersion": 1, "name": "ledger", "version": "1", "features": list(FEATURES)}
DAY = library()["exactly_covered"]


def say(handler: Handler, answer: object, status: int = 200) -> None:
    """Answer as an adapter does."""
    raw(handler, json.dumps(answer).encode(), status)


def raw(handler: Handler, body: bytes, status: int = 200, length: int | None = None) -> None:
    """Answer with these bytes."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)
    handler.wfile.flush()


def trickle(handler: Handler, _: Any) -> None:
    """Answer a little at a time, without end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)  # each part comes in time, the whole never does


def hang_up(handler: Handler, _: Any) -> None:
    """Close the connection without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def redirect(handler: Handler, _: Any) -> None:
    """Send the question elsewhere."""
    handler.send_response(307)
    handler.send_header("Location", "/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def in_part(handler: Handler, _: Any) -> None:
    """Answer less than was announced."""
    raw(handler, b'{"orders"', length=1000)
    handler.close_connection = True


FAULTS: dict[str, tuple[Callable[[Handler, Any], None], str]] = {
    "status 500": (lambda h, _: say(h, "out of luck", 500), r'POST /run with status 500, and not 200: "out of luck"'),
    "redirect": (redirect, "with status 307, and not 200"),
    "no JSON": (lambda h, _: raw(h, b"<html>"), "with a body that is no JSON .*: '<html>'"),
    "empty": (lambda h, _: raw(h, b""), "with a body that is no JSON"),
    "key twice": (lambda h, _: raw(h, b'{"orders": {}, "orders": {}}'), "the key 'orders' stands there twice"),
    "half a character": (lambda h, _: raw(h, b'{"unsupported": "\\ud800"}'), "with a body that is no JSON"),
    "envelope": (
        lambda h, a: say(h, {"jsonrpc": "2.0", "id": 1, "result": answer(a)}),
        "the body is the result itself",
    ),
    "null": (lambda h, _: say(h, None), "answered nonsense: the answer: "),
    "unknown status": (
        lambda h, _: say(h, {"orders": {"o1": {"status": "paid"}}}),
        "orders.o1.status: 'paid' is none of",
    ),
    "in part": (in_part, "did not answer `run`: IncompleteRead"),
    "hangs up": (hang_up, "did not answer `run`: Remote end closed connection"),
    "trickle": (trickle, "did not answer `run`: no whole answer in"),
    "hangs": (lambda _h, _a: time.sleep(3), "did not answer `run`: no whole answer in"),
    "flood": (lambda h, _: raw(h, b" " * 70_000), "answered `run` with more than 65536 bytes"),
}
"""What a server may do when it is asked to run a day, and the words for it."""


def answer(asked: Any) -> Any:
    """Answer by the rules."""
    return engine.run(asked["scenario"])


@pytest.fixture(name="serve")
def serve_fixture() -> Iterator[Callable[..., str]]:
    """Return a function that starts a server and returns its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(
        run: Callable[[Handler, Any], None] = lambda h, a: say(h, answer(a)), hello: object = HELLO, path: str = ""
    ) -> str:
        class Server(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            wbufsize = -1

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == f"{path}/initialize":
                    say(self, hello)
                elif self.path == f"{path}/run":
                    run(self, asked)
                else:
                    say(self, "no such route", 404)

            def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # as the standard library calls it
                """Keep quiet."""

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    self.close_connection = True  # nobody listens any more

        server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}{path}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("path", ["", "/finality"])
def test_conforming_engine_conforms(serve: Callable[..., str], path: str) -> None:
    tested = connect(serve(path=path), validation)
    found = run_campaign(tested, scenarios_to_try(5, tested.features), 5, 60)
    tested.close()
    assert (found.verdict, found.counts["conforms"]) == ("conforms", 60)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_an_error_told_in_words(
    fault: str, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, words = FAULTS[fault]
    tested = connect(serve(run))
    monkeypatch.setattr(http_engine, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(http_engine, "ANSWER_BYTES", 65536)
    with pytest.raises(EngineError, match=words):
        tested.run(DAY)
    tested.close()


def test_engine_is_asked_again_after_an_error(serve: Callable[..., str]) -> None:
    times: list[int] = []

    def every_other_time(handler: Handler, asked: Any) -> None:
        times.append(1)
        say(handler, answer(asked), 200 if len(times) % 2 else 500)

    tested = connect(serve(every_other_time))
    first = tested.run(DAY)
    with pytest.raises(EngineError, match="status 500"):
        tested.run(DAY)
    assert tested.run(DAY) == first
    tested.close()


def test_connection_that_the_server_closed_meanwhile_is_opened_again(serve: Callable[..., str]) -> None:
    def and_close(handler: Handler, asked: Any) -> None:
        say(handler, answer(asked))
        handler.close_connection = True

    tested = connect(serve(and_close))
    assert tested.run(DAY) == tested.run(DAY)
    tested.close()


@pytest.mark.parametrize(
    ("hello", "words"),
    [
        ({"protocolVersion": 2, "features": []}, "among the `protocolVersions` it is offered"),
        ({"protocolVersion": True, "features": []}, "speaks no version of the protocol"),
        ({"protocolVersion": 1, "features": "intraday"}, "must say in `features` what it supports"),
        ({}, "speaks no version of the protocol"),
    ],
)
def test_engine_that_does_not_say_who_it_is_is_an_error(hello: object, words: str, serve: Callable[..., str]) -> None:
    with pytest.raises(EngineError, match=words):
        connect(serve(hello=hello))


def test_server_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_engine, "START_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EngineError, match=r"cannot be reached: .*; is the server running"):
        connect(f"http://127.0.0.1:{port}")


def test_server_has_a_while_to_begin_to_listen(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    refused = [ConnectionRefusedError(), ConnectionRefusedError()]
    connects = socket.create_connection

    def at_first_refused(*arguments: Any, **more: Any) -> socket.socket:
        if refused:
            raise refused.pop()
        return connects(*arguments, **more)

    address = serve()
    monkeypatch.setattr(socket, "create_connection", at_first_refused)
    tested = connect(address)
    assert tested.name == "ledger"
    tested.close()


def test_what_is_not_as_the_schema_says_is_told_with_its_place(serve: Callable[..., str]) -> None:
    with pytest.raises(EngineError, match=r"sent initialize\.response, which is not .*: result\.name: 5"):
        connect(serve(hello=HELLO | {"name": 5}), validation)

    def without_a_status(handler: Handler, _: Any) -> None:
        say(handler, {"orders": {"o1": {}}})

    tested = connect(serve(without_a_status), validation)
    with pytest.raises(EngineError, match=r"sent run\.response, which is not .*: result\.orders\.o1: 'status' is"):
        tested.run(DAY)
    tested.close()
