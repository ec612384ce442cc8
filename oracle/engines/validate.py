"""`--validate`: every message held against its JSON Schema, so that the author of an adapter learns the place."""

import importlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from zerohour.oracle.engines.openapi import openapi
from zerohour.oracle.scenarios.messages import MESSAGES, json_schema

LONGEST = 300
"""So many characters of what is wrong are shown."""

PUBLISHED = Path(__file__).parent / "protocol"
"""Where the files are that an author of an adapter is given."""


def validation(name: str, message: object) -> str:
    """Return what is wrong with a message of this name (`run.response`), and where; empty if nothing."""
    library: Any = importlib.import_module("jsonschema.exceptions")
    wrong = library.best_match(_validator(name).iter_errors(message))
    if wrong is None:
        return ""
    text = f"{_place(wrong.absolute_path)}: {wrong.message}"
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    if name.endswith(".request"):
        raise RuntimeError(f"zerohour itself sent {name}, which is not as its schema says: {shown}")
    return f"sent {name}, which is not as its schema says: {shown}"


def published() -> dict[str, str]:
    """Return the text of every file of the protocol, by its name: a schema for each message, and the OpenAPI file."""
    files: dict[str, object] = {f"{name}.json": json_schema(name) for name in MESSAGES}
    files["openapi.json"] = openapi()
    return {name: json.dumps(content, indent=1, ensure_ascii=False) + "\n" for name, content in files.items()}


@cache
def _validator(name: str) -> Any:
    library: Any = importlib.import_module("jsonschema")  # not before it is needed: it takes a while
    return library.Draft202012Validator(json_schema(name))


def _place(path: Any) -> str:
    return ".".join(str(part) for part in path) or "the message"
