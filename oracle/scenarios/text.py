"""The text of a scenario: from a file or from standard input, in TOML or in JSON."""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from zerohour.oracle.scenarios.mistakes import shown

STANDARD_INPUT = Path("-")


def read(path: Path) -> str:
    """Return the text of a file, or of standard input for `-`; raise ValueError with what is wrong, and the remedy."""
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
        return data.decode("utf-8-sig")  # with or without the mark that some editors put before UTF-8
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}; save it as UTF-8") from None


def decoded(text: str, where: str) -> dict[str, Any]:
    """Return what the text says, as a table; raise ValueError with what is wrong, and the remedy.

    It is JSON if it is so named, or if it begins with a brace, as no TOML does.
    """
    if where.endswith(".json") or text.lstrip().startswith("{"):
        raw = _parsed("JSON", _json, text)
    else:
        raw = _parsed("TOML", tomllib.loads, text)
    if not isinstance(raw, dict):
        raise ValueError(f"is {shown(raw)}, and no scenario; write an object in braces, with a value for each name")  # noqa: TRY004
    return cast("dict[str, Any]", raw)


def _parsed(language: str, parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except RecursionError:
        raise ValueError(
            f"is not {language}: it is nested too deeply; a scenario needs lists and tables of two levels"
        ) from None
    except json.JSONDecodeError as error:
        where = f"at line {error.lineno}, column {error.colno}"
        raise ValueError(f"is not {language}: {error.msg} ({where}); correct it there") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not {language}: {error}; correct it there") from None
    except _UnclearError as error:
        raise ValueError(str(error)) from None
    except ValueError:  # what else Python's numbers refuse
        raise ValueError(f"is not {language}: a number has too many digits; write a smaller one") from None


class _UnclearError(ValueError):
    """It is JSON, and yet nobody can say what is meant; the message has the remedy."""


def _json(text: str) -> object:
    raw: object = json.loads(text, object_pairs_hook=_once)
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _UnclearError("a text has half a character in it (\\ud800 to \\udfff); write it whole") from None
    return raw


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if twice:
        raise _UnclearError(f"{shown(twice[0])} stands twice in one object; keep one of them")
    return dict(pairs)
