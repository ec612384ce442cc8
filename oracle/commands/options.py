"""Options that several commands have, and how what is wrong with them is told."""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace

import typer

from zerohour.oracle.scenarios.format import ScenarioError, reading_problem, rulebook_problem, with_readings
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import RULEBOOKS


def readings_from(texts: Iterable[str], option: str) -> dict[str, str]:
    """Read `NAME=VALUE` as often as it is given; raise ScenarioError with all that is wrong."""
    chosen: dict[str, str] = {}
    problems: list[str] = []
    for text in texts:
        name, equals, value = text.partition("=")
        wrong = reading_problem(name, value) if equals else "is no choice; write NAME=VALUE, as in A-01=conditional"
        if not wrong and chosen.get(name, value) != value:
            wrong = f"{name} is given two values; keep one of them"
        problems += [f"{text}: {wrong}"] if wrong else []
        chosen[name] = value
    if problems:
        raise ScenarioError(option, problems)
    return chosen


def by_readings(scenario: Scenario, readings: dict[str, str]) -> Scenario:
    """Return the same day by other readings."""
    return replace(scenario, rulebook=with_readings(scenario.rulebook, readings))


def rulebook_from(name: str) -> Rulebook:
    """Return the rulebook of the name; raise ScenarioError if there is none."""
    wrong = rulebook_problem(name)
    if wrong:
        raise ScenarioError("--rulebook", [wrong])
    return RULEBOOKS[name]


def refused(told: object) -> typer.Exit:
    """Write what is wrong; return the exit, with code 2, to raise."""
    sys.stderr.write(f"{told}\n")
    return typer.Exit(2)


def write_json(data: object) -> None:
    """Write plain data to standard output, as every command does."""
    sys.stdout.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
