"""An engine with one fault, which its first argument names. Whatever it has not a fault in, it does by the rules."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from zerohour.oracle.engines.ledger import FEATURES, engine

Message = dict[str, Any]
FAULT = sys.argv[1]
FOREVER = 3600
WIDE = 1_300_000
"""So many entries of a few bytes are almost as much as a line may hold."""
SILENCE = "\0"
"""What is written up to here is written; then nothing more."""


STDOUT = open(sys.stdout.fileno(), "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115  # open until the end
"""Our standard output, with a buffer, whatever the environment says of buffers."""


def tell(text: str, *, flush: bool = True) -> None:
    """Write one line."""
    STDOUT.write(text + "\n")
    if flush:
        STDOUT.flush()


def message(number: object, **body: Any) -> str:
    """Return an answer."""
    return json.dumps({"jsonrpc": "2.0", "id": number, **body})


def conforming(request: Message) -> Message:
    """Return what the rules say of the scenario."""
    return engine.run(request["params"]["scenario"])


def introduction() -> Message:
    """Return who we are."""
    return {"protocolVersion": 1, "name": "faulty", "version": "1", "features": list(FEATURES)}


def crash() -> None:
    """End at once, with a last word."""
    sys.stderr.write("out of luck\n")
    sys.stderr.flush()
    os._exit(3)


def child(path: str) -> None:
    """Leave a process behind that holds the named pipe, and all that we have, open."""
    held = os.open(path, os.O_WRONLY)
    os.write(held, b"x")
    program = f"import time; time.sleep({FOREVER})"
    subprocess.Popen([sys.executable, "-I", "-S", "-c", program], pass_fds=(held,))
    os.close(held)


def balances(amount: object) -> Callable[[Message], Message]:
    """Return an answer in which every account ends at the amount."""

    def answer(request: Message) -> Message:
        people = request["params"]["scenario"]["participants"]
        return conforming(request) | {"balances": {p: {"batch": amount} for p in people}}

    return answer


def with_status(status: object) -> Callable[[Message], Message]:
    """Return an answer in which every order has the status."""
    return lambda request: {"orders": {i: {"status": status} for i in conforming(request)["orders"]}}


# What is wrong with an introduction.
INTRODUCTIONS: dict[str, Message] = {
    "speaks another version": introduction() | {"protocolVersion": 2},
    "says no version": {"features": list(FEATURES)},
    "features in a text": introduction() | {"features": "intraday straks"},
    "features of numbers": introduction() | {"features": [1, 2]},
    "no features": {"protocolVersion": 1},
    "misspells its features": introduction() | {"features": ["intradag", "strakx"]},
    "name is half a surrogate pair": introduction() | {"name": "\ud800"},
}

# What is wrong with the result of a run.
RESULTS: dict[str, Callable[[Message], object]] = {
    "result is null": lambda _: None,
    "result is a list": lambda _: [],
    "result without orders": lambda _: {},
    "result with a field too many": lambda r: conforming(r) | {"colour": "red"},
    "unknown status": with_status("paid"),
    "status is a number": with_status(8),
    "amount as a float": balances(1.5),
    "amount as a number": balances(1),
    "amount with a fraction": balances("1.50"),
    "amount is not a number": balances("NaN"),
    "amount without end": balances("9" * 41),
    "order is a text": lambda r: {"orders": dict.fromkeys(conforming(r)["orders"], "settled")},
    "not supported, in three words": lambda _: {"unsupported": "not that one"},
    "not supported, and yet answered": lambda r: conforming(r) | {"unsupported": "not that one"},
}

# What is wrong with the line that answers a run; the request is answered correctly where there is room for it.
LINES: dict[str, Callable[[Message], Iterator[str]]] = {
    "says nothing but a word": lambda _: iter(["settled"]),
    "empty line": lambda _: iter([""]),
    "logs on standard output": lambda r: iter(["10:00 cut-off", message(r["id"], result=conforming(r))]),
    "another id": lambda r: iter([message(r["id"] + 1, result=conforming(r))]),
    "id as a text": lambda r: iter([message(str(r["id"]), result=conforming(r))]),
    "another jsonrpc": lambda r: iter([json.dumps({"jsonrpc": "1.0", "id": r["id"], "result": conforming(r)})]),
    "no jsonrpc": lambda r: iter([json.dumps({"id": r["id"], "result": conforming(r)})]),
    "a list": lambda r: iter([json.dumps([message(r["id"], result=conforming(r))])]),
    "reports an error": lambda r: iter([message(r["id"], error={"code": -32000, "message": "no such clearing"})]),
    "not a number": lambda r: iter(
        [message(r["id"], result={"orders": {}, "balances": {"A": {"batch": float("nan")}}})]
    ),
    "a number of 5000 digits": lambda r: iter([message(r["id"], result=0).replace(": 0", ": 1" + "0" * 5000)]),
    "key twice": lambda r: iter([message(r["id"], result=1).replace('"result"', '"result": {}, "result"')]),
    "nested too deep": lambda r: iter([message(r["id"], result=1).replace("1}", "[" * 100_000 + "]" * 100_000 + "}")]),
    "nested almost too deep": lambda r: iter([message(r["id"], result=1).replace("1}", "[" * 800 + "]" * 800 + "}")]),
    "flood": lambda _: iter(["still working"] * 100_000),
    "flood after the answer": lambda r: iter([message(r["id"], result=conforming(r)), *["done"] * 100_000]),
    "error is half a surrogate pair": lambda r: iter([message(r["id"], error="\udfff")]),
    "reason is half a surrogate pair": lambda r: iter([message(r["id"], result={"unsupported": "\ud800"})]),
    "answers the one before": lambda r: iter([message(r["id"] - 1, result=conforming(r))]),
    "answers ahead": lambda r: iter([message(r["id"] + n, result=conforming(r)) for n in (0, 1)]),
    "half a line, and then silence": lambda r: iter([SILENCE + message(r["id"], result=conforming(r))]),
    "bytes that are no text": lambda r: iter([message(r["id"], result=conforming(r)).replace("result", "\udcff")]),
    "a list without end": lambda r: iter(
        [message(r["id"], result={"orders": 0}).replace(": 0", f": [{'{},' * WIDE}0]")]
    ),
    "orders without end": lambda r: iter([message(r["id"], result={"orders": {f"{n}": 0 for n in range(WIDE // 4)}})]),
    "names without end": lambda r: iter([message(r["id"], result={f"{n}": 0 for n in range(WIDE // 4)})]),
    "lines of megabytes": lambda r: iter([message(r["id"], result="x" * 3_500_000)] * 100),
    "answers twice": lambda r: iter([message(r["id"], result=conforming(r))] * 2),
}


def serve() -> None:
    """Answer every request, with the fault."""
    for number, line in enumerate(sys.stdin):
        request: Message = json.loads(line)
        if request["method"] == "initialize":
            if FAULT == "closes its standard input":
                os.close(sys.stdin.fileno())
            tell(message(request["id"], result=INTRODUCTIONS.get(FAULT, introduction())))
            if FAULT in ("closes its standard input", "reads no more"):
                time.sleep(FOREVER)
        elif FAULT in LINES:
            for text in LINES[FAULT](request):
                if text.startswith(SILENCE):
                    STDOUT.write(text[1:50])
                    STDOUT.flush()
                    time.sleep(FOREVER)
                tell(text, flush=False)
            STDOUT.flush()
        elif FAULT in RESULTS:
            tell(message(request["id"], result=RESULTS[FAULT](request)))
        else:
            run(request, number)


def allocate() -> None:
    """Take memory, and use it, until somebody puts an end to it."""
    held: list[bytes] = []
    while True:
        held.append(b"x" * 2**23)
        time.sleep(0.01)  # slowly enough to be caught before the machine is full


def close_output() -> None:
    """Close the standard output, and live on."""
    os.close(STDOUT.fileno())
    time.sleep(FOREVER)


def write_without_end() -> None:
    """Write a line that never ends."""
    while True:
        STDOUT.write("x" * 65536)


def let_a_child_allocate() -> None:
    """Start a child that takes memory, and wait."""
    subprocess.Popen([sys.executable, __file__, "is a child that allocates"])
    time.sleep(FOREVER)


# What is done instead of answering a run.
INSTEAD: dict[str, Callable[[], object]] = {
    "crashes in mid-run": crash,
    "hangs in mid-run": lambda: time.sleep(FOREVER),
    "closes its standard output": close_output,
    "line without end": write_without_end,
    "stops itself": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "allocates without end": allocate,
    "its child allocates without end": let_a_child_allocate,
    "leaves a runaway and crashes": crash,
}


def run(request: Message, number: int) -> None:
    """Answer a run, with a fault that is none of the answer's."""
    INSTEAD.get(FAULT, lambda: None)()
    if FAULT == "crashes on the third scenario" and number == 3:
        crash()
    if FAULT == "half an answer":
        STDOUT.write(message(request["id"], result=conforming(request))[:-5])
        STDOUT.flush()
        os._exit(0)
    if FAULT in ("leaves a child", "leaves a child and crashes"):
        child(sys.argv[2])
    if FAULT == "leaves a child and crashes":
        crash()
    if FAULT == "declares what it cannot do" and request["params"]["scenario"]["readings"]["A-01"] != "exclude":
        tell(message(request["id"], error={"code": -32601, "message": "readings are not implemented"}))
    elif FAULT == "not supported, one of two" and number % 2:
        tell(message(request["id"], result={"unsupported": "odd ones"}))
    else:
        tell(message(request["id"], result=conforming(request)), flush=FAULT != "forgets to flush")


if FAULT == "is a child that allocates":
    allocate()
if FAULT == "crashes at start":
    crash()
if (
    FAULT == "leaves a runaway and crashes"
):  # in a session of its own, with our standard output: no signal to us reaches it
    subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(3600)"], start_new_session=True)
if FAULT == "ends at start":
    sys.exit(0)
if FAULT == "hangs at start":
    time.sleep(FOREVER)
try:
    serve()
except BrokenPipeError:
    os._exit(1)  # nobody listens any more
