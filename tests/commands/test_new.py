"""`zerohour new`: the day it prints loads, runs as it expects, and has all that may be written."""

import re
import tomllib
from dataclasses import replace

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios import template as written
from zerohour.oracle.scenarios.format import ENTRIES, MarkEntry, loads, reading_names
from zerohour.oracle.scenarios.template import template
from zerohour.spec.rulebooks import MINIMAL, RULEBOOKS


def uncommented(text: str) -> str:
    """Return the day with all that is commented out and could stand there."""
    return re.sub(r'^(?:# )+(?=\[\[|"?[\w-]+"? = )', "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("rulebook", sorted(RULEBOOKS))
def test_day_loads_and_runs_as_it_expects(rulebook: str) -> None:
    told = CliRunner().invoke(app, ["new", "--rulebook", rulebook])
    assert told.exit_code == 0, told.output
    assert loads(told.stdout, "new").rulebook == RULEBOOKS[rulebook]
    assert tomllib.loads(told.stdout)["expect"]
    run = CliRunner().invoke(app, ["run", "-"], input=told.stdout)
    assert run.exit_code == 0, run.output


@pytest.mark.parametrize("rulebook", sorted(RULEBOOKS))
def test_every_type_of_event_is_there_once_and_loads_with_all_its_fields(rulebook: str) -> None:
    text = uncommented(template(RULEBOOKS[rulebook]))
    loads(text, "new")
    raw = tomllib.loads(text)
    assert sorted(event["type"] for event in raw["event"]) == sorted(ENTRIES)
    for event in raw["event"]:
        assert set(event) == set(ENTRIES[event["type"]].model_fields)
    assert list(raw["readings"]) == list(reading_names())


def test_every_reading_is_there_with_its_values_the_default_first() -> None:
    text = template(MINIMAL)
    for name, values in reading_names().items():
        assert f'# "{name}" = "{values[0]}" # or {", ".join(values[1:])}\n' in text


class Extra(MarkEntry):
    """Something new happens."""

    urgent: bool
    share: int
    reason: str = "none"


def test_event_that_is_new_to_the_format_is_written_from_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    entries: dict[str, type[BaseModel]] = {**ENTRIES, "extra": Extra}
    monkeypatch.setattr(written, "ENTRIES", entries)
    part = template(MINIMAL).split("# Something new happens.\n")[1]
    assert part.splitlines() == [
        "# [[event]]",
        '# at = "09:30"',
        '# type = "extra"',
        '# system = "intraday" # or sum, straks',
        '# participant = "A"',
        "# urgent = false",
        "# share = 1",
        '# # reason = "none"',
    ]


def test_timetable_of_the_rulebook_is_told() -> None:
    assert "# Batch, from cut-off to settlement: B1 10:00 to 10:15, B2 14:00 to 14:15.\n" in template(MINIMAL)


def test_day_of_a_rulebook_that_begins_at_midnight_stays_within_the_day() -> None:
    first = replace(MINIMAL.batch[0], cutoff=0)
    book = replace(MINIMAL, batch=MINIMAL.batch | {0: first})
    assert 'at = "00:00"\ntype = "line"' in template(book)


def test_rulebook_that_is_not_known_is_told_with_a_remedy() -> None:
    told = CliRunner().invoke(app, ["new", "--rulebook", "minimum"])
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == "--rulebook: there is no rulebook 'minimum'; did you mean 'minimal'?\n"
