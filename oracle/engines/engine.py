"""What every kind of engine has in common: what is asked of it, its faults, and how its answers are read."""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NoReturn, Protocol, cast

from zerohour.oracle.scenarios.messages import PROTOCOLS
from zerohour.oracle.scenarios.scenario import Report, Scenario
from zerohour.oracle.scenarios.wire import WireError, canonical, report_from_wire

ANSWER_SECONDS = 20.0
"""A limit on one answer. It may only ever lead to an error, never to a verdict."""
ANSWER_BYTES = 4 * 1024 * 1024
ANSWER_ENTRIES = 100_000
"""Limits on one answer, and on one object in it, so that no engine makes us large."""

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


Watch = Callable[[str, object], str]
"""Is shown every message, by its name (`run.response`); returns what is wrong with one, empty if nothing."""


def no_watch(_name: str, _message: object) -> str:
    """Find nothing wrong with any message."""
    return ""


def question(number: int, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Return a question as JSON-RPC."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def reply(number: int, result: object) -> dict[str, Any]:
    """Return an answer as JSON-RPC."""
    return {"jsonrpc": "2.0", "id": number, "result": result}


def introduction() -> dict[str, Any]:
    """Return what is told an engine first."""
    return {"protocolVersions": list(PROTOCOLS), "client": {"name": "zerohour", "version": "1"}}


def parsed(text: bytes) -> object:
    """Read JSON strictly; raise ValueError or RecursionError where it is none, or may be read in two ways."""
    message: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    if b"\\ud" in text.lower() and _LONE_SURROGATE.search(canonical(message)):
        raise HalfACharacterError
    return message


class HalfACharacterError(ValueError):
    """A text has half of a surrogate pair in it."""


def fields(message: object) -> dict[str, Any]:
    """Return the message if it is an object, and else an empty one."""
    return cast("dict[str, Any]", message) if isinstance(message, dict) else {}


class Introduced:
    """What an engine says of itself, understood."""

    def __init__(self, answer: object, otherwise: str) -> None:
        told = fields(answer)
        version, features = told.get("protocolVersion"), told.get("features")
        if isinstance(version, bool) or version not in PROTOCOLS:
            known = ", ".join(map(str, PROTOCOLS))
            raise ValueError(
                f"speaks no version of the protocol that is known here ({known}); it said {str(told)[:200]}; "
                "answer with a `protocolVersion` that is among the `protocolVersions` it is offered"
            )
        if not isinstance(features, list) or not all(isinstance(f, str) for f in cast("list[object]", features)):
            raise ValueError("must say in `features` what it supports, as a list of names")
        self.protocol, self.shutdown = version, told.get("shutdown") is True
        self.name, self.version = str(told.get("name", otherwise)), str(told.get("version", "unknown"))
        self.features = frozenset(cast("list[str]", features))


def answered(answer: object, name: str) -> Report:
    """Return the report that an answer is; raise EngineError or UnsupportedError."""
    told = fields(answer)
    if set(told) == {"unsupported"}:
        raise UnsupportedError(str(told["unsupported"]))
    try:
        return report_from_wire(answer)
    except WireError as error:
        raise EngineError(f"{name} answered nonsense: {error}") from error


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
