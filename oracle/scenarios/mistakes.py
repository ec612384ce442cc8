"""What is wrong with a scenario file, in words: the place, what stands there, and the remedy."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

LONGEST = 40
"""So many characters of a value are shown."""

MOST = 30
"""So many words are listed."""


def told(error: ValidationError, place: str, model: type[BaseModel]) -> list[str]:
    """Return all that keeps a table from being of the model, each with its place and its remedy."""
    known = {field.alias or name: field.description or "" for name, field in model.model_fields.items()}
    return [f"{place}{_place(problem['loc'])}{_remedy(problem, known)}" for problem in error.errors()]


def _place(loc: tuple[int | str, ...]) -> str:
    """Return a place as a reader counts: entries from 1."""
    parts = [f"entry {part + 1}" if isinstance(part, int) else part for part in loc]
    return ".".join(parts).replace(".entry ", ", entry ") + ": " if parts else ""


def _remedy(problem: ErrorDetails, known: dict[str, str]) -> str:
    """Return what is wrong and what to do, where these fields are known, some with a description.

    What has no words of its own is told in those of pydantic.
    """
    kind, value = problem["type"], shown(problem["input"])
    if kind == "value_error":
        return problem["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        name = str(problem["loc"][-1])
        close = get_close_matches(name, known, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else f"remove it, or write one of: {', '.join(known)}"
        return f"is not known here; {remedy}"
    if kind == "literal_error":
        return _other_word(problem["input"], problem.get("ctx", {}))
    if kind in ("list_type", "dict_type"):
        plain = "list" if kind == "list_type" else "table"
        return f"{value} is no {plain}; write {known.get(str(problem['loc'][0])) or f'a {plain}'}"
    if kind in SAID:
        return SAID[kind](value, problem.get("ctx", {}))
    return f"{value} does not fit ({problem['msg']}); correct it, 'zerohour new' prints an example"


def _other_word(value: object, context: dict[str, Any]) -> str:
    words = re.findall(r"'([^']*)'", context["expected"])
    if words:
        return f"{shown(value)} is not known here{did_you_mean(str(value), words)}"
    return f"{shown(value)} is not known here; write {context['expected']}"


SAID: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "model_type": lambda value, _: (
        f"{value} is no participant; write its name in quotes, or a table such as {{ name = 'A', straks = false }}"
    ),
    "missing": lambda _value, _: "is missing; add it",
    "string_type": lambda value, _: f"{value} is no text; write text in quotes",
    "string_too_short": lambda _value, _: "is empty; give it a name",
    "string_pattern_mismatch": lambda value, _: (
        f"{value} begins or ends with a space, or has a line break in it; remove it"
    ),
    "too_short": lambda _value, ctx: f"has {ctx['actual_length']} entries; write at least {ctx['min_length']}",
    "int_type": lambda value, _: f"{value} is no whole number; write one without quotes",
    "less_than_equal": lambda value, ctx: f"{value} is too large; write {ctx['le']} or less",
    "greater_than_equal": lambda value, ctx: f"{value} is too small; write {ctx['ge']} or more",
    "int_parsing_size": lambda value, _: f"{value} has too many digits; write a smaller number",
    "bool_type": lambda value, _: f"{value} is neither true nor false; write one of the two, without quotes",
}
"""For each kind of mistake that pydantic finds: what is wrong, and what to do."""


def shown(value: object) -> str:
    """Return a value as it stands in a file, and not all of it if it is long."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return repr(text) if isinstance(value, str) else text


def printable(text: str) -> str:
    """Return a text on one line and without commands to a terminal, whatever names are told in it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a remedy for a word that is not known: the closest that is; otherwise what else helps, or all words."""
    words = list(dict.fromkeys(known))
    close = get_close_matches(word, words, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    more = f" and {len(words) - MOST} more" if len(words) > MOST else ""
    return f"; {otherwise or 'there are: ' + ', '.join(words[:MOST]) + more}"
