"""`zerohour vectors`: test vectors at every region and edge of the specification, as files."""

import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from zerohour.oracle.explore.points import SEED, Vector
from zerohour.oracle.explore.points import vectors as vectors_of
from zerohour.oracle.explore.subjects import subjects
from zerohour.oracle.scenarios.wire import canonical, to_wire
from zerohour.oracle.vectors import FILE, schema


def vectors(
    out: Annotated[Path, typer.Option(help="The folder to write into.")],
    seed: Annotated[int, typer.Option(help="Which points are taken of each region.")] = SEED,
    *,
    full: Annotated[bool, typer.Option("--full", help="With each day as a scenario, as an engine is told it.")] = False,
    workers: Annotated[int, typer.Option(help="How many processes.", min=1)] = 2,
) -> None:
    """Write test vectors, a line each, with their schema. The same seed gives the same file."""
    out.mkdir(parents=True, exist_ok=True)
    made = make(seed, workers)
    scenarios = {subject.name: subject.scenario for subject in subjects()}
    lines: list[str] = []
    for vector in made:
        scenario = scenarios[vector.of]
        if full and scenario is not None:
            lines.append(canonical(asdict(vector) | {"scenario": to_wire(scenario(vector.inputs))}))
        else:
            lines.append(vector.line())
    (out / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "schema.json").write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    regions = len({vector.region for vector in made})
    edges = sum(vector.kind == "edge" for vector in made)
    sys.stdout.write(f"{len(made)} vectors of {regions} regions, {edges} of them at an edge: {out / FILE}\n")


def make(seed: int, workers: int = 2, names: Iterable[str] = ()) -> list[Vector]:
    """Return the vectors of every subject (of those named, if any), each made in a process of its own.

    A solver's answers depend on all that it was asked before: so the same seed gives the same vectors.
    """
    names = list(names) or [subject.name for subject in subjects()]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        return [vector for found in pool.map(_of, names, [seed] * len(names)) for vector in found]


def _of(name: str, seed: int) -> list[Vector]:
    return next(vectors_of(subject, seed) for subject in subjects() if subject.name == name)
