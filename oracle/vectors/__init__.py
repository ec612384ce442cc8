"""Committed test vectors (licence CC0): points at the regions and edges of the specification, with their outcome.

`minimal.jsonl` holds a vector a line, as `schema.json` says. `zerohour vectors --out oracle/vectors` writes it anew,
and a test says when it is out of date.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from zerohour.oracle.explore.points import Vector
from zerohour.oracle.explore.subjects import Subject, subjects
from zerohour.oracle.scenarios.scenario import Scenario

FILE = "minimal.jsonl"


def vectors() -> list[Vector]:
    """Return the committed vectors."""
    return [Vector(**json.loads(line)) for line in files(__name__).joinpath(FILE).read_text("utf-8").splitlines()]


def schema() -> dict[str, Any]:
    """Return the JSON Schema of one line of the file."""
    read: dict[str, Any] = json.loads(files(__name__).joinpath("schema.json").read_text("utf-8"))
    return read


def days() -> Iterator[Scenario]:
    """Yield every vector that is a day, as a scenario for engines."""
    by_name: dict[str, Subject] = {subject.name: subject for subject in subjects()}
    for vector in vectors():
        scenario = by_name[vector.of].scenario
        if scenario is not None:
            made = scenario(vector.inputs)
            yield Scenario(vector.id, made.rulebook, made.participants, made.events, made.note)


def wrong(found: list[Vector]) -> list[str]:
    """Return where the specification says otherwise than the vectors: the id, what was expected, and what it says."""
    by_name = {subject.name: subject for subject in subjects()}
    told: list[str] = []
    for vector in found:
        now = by_name[vector.of].outcome(vector.inputs)
        if now != vector.expect:
            told.append(f"{vector.id}: expected {vector.expect}, but it is {now}")
    return told
