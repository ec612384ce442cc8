"""Committed test vectors (licence CC0): scenarios at the regions and edges of the specification, with their outcome."""

import json
from importlib.resources import files
from typing import Any

from zerohour.oracle.scenarios.format import loads
from zerohour.oracle.scenarios.scenario import Scenario

FILE = "minimal.json"


def vectors() -> list[dict[str, Any]]:
    """Return the committed vectors: id, the regions' condition in words, scenario text, and expected orders."""
    file = files(__name__) / FILE
    if not file.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["vectors"]
    return found


def committed_vectors() -> list[Scenario]:
    """Return the scenarios of the committed vectors."""
    return [loads(v["scenario"], v["id"]) for v in vectors()]
