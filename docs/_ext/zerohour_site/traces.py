"""What exercises a function of the specification: the days and vectors that were seen to call it, by running them."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FrameType
from typing import Any

from zerohour.oracle.explore.subjects import subjects
from zerohour.oracle.scenarios.format import loads
from zerohour.oracle.scenarios.library import texts
from zerohour.oracle.timeline import timeline
from zerohour.oracle.vectors import vectors

REGIONS = 25
"""So many regions of each subject are run: the functions that they call are found early on."""


@contextmanager
def calls() -> Iterator[set[CodeType]]:
    """Collect the code of everything that is called."""
    seen: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            seen.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(before)


@cache
def _days() -> dict[str, set[CodeType]]:
    found: dict[str, set[CodeType]] = {}
    for name, text in texts().items():
        with calls() as found[name]:  # reading a day is part of it: its timetable may be agreed in its head
            timeline(loads(text, name))
    return found


@cache
def _vectors() -> dict[str, set[CodeType]]:
    by_region: dict[str, dict[str, dict[str, Any]]] = {}
    for vector in vectors():
        by_region.setdefault(vector.of, {}).setdefault(vector.region, vector.inputs)
    known = {subject.name: subject for subject in subjects()}
    found: dict[str, set[CodeType]] = {}
    for name, regions in by_region.items():
        with calls() as found[name]:
            for inputs in list(regions.values())[:REGIONS]:
                known[name].outcome(inputs)
    return found


def days_that_run(function: Callable[..., object]) -> list[str]:
    """Return the names of the days of the library that call the function."""
    return [name for name, called in _days().items() if function.__code__ in called]


def vectors_that_run(function: Callable[..., object]) -> list[str]:
    """Return what is explored by vectors and calls the function."""
    return [name for name, called in _vectors().items() if function.__code__ in called]


@cache
def vector_counts() -> Counter[str]:
    """Return how many vectors there are of each subject."""
    return Counter(vector.of for vector in vectors())
