"""`zerohour diff`: one day by two readings or rulebooks, and all that differs."""

import json
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.cli import app
from zerohour.oracle.compare import compare
from zerohour.oracle.scenarios.library import library, texts
from zerohour.oracle.timeline import timeline
from zerohour.spec.rulebooks import MINIMAL, RULEBOOKS

RENEWED = texts()["a22_renewed"]
MINUTE = 60_000


def diff(text: str, *arguments: str) -> Result:
    """Run the command on a day from standard input."""
    return CliRunner().invoke(app, ["diff", "-", *arguments], input=text)


def plain(text: str, *arguments: str) -> dict[str, Any]:
    """Return what the command says as JSON."""
    told = diff(text, *arguments, "--format", "json")
    assert told.exit_code == 0, told.output
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_all_that_differs_of_an_order_and_of_events_is_told() -> None:
    found = plain(RENEWED, "--reading", "A-22=original")
    assert found["compared"] == ["as written", "A-22=original"]
    assert found["differs"] is True
    assert {d["what"]: d["values"] for d in found["orders"] if d["of"] == "o1"} == {
        "status": ["revoked", "settled"],
        "block": ["", "B2"],
        "SF1": ["10:15", "09:00"],
        "SF2": ["", "10:00"],
        "SF3": ["", "14:17"],
        "reason": ["revoked (GEN-11)", "covered and booked (INT-05, GEN-29, GEN-32)"],
    }
    events = {(d["of"], d["what"]): d["values"] for d in found["events"]}
    assert events["o1 is recalled", "refused"] == ["", "irrevocable (GEN-11)"]
    assert events["settlement of B2 in Sumclearing and Intradagclearing", "positions"] == [
        "net positions: A 0.00, B 0.00, C 0.00",
        "net positions: A -0.10, B 0.10, C 0.00",
    ]
    assert {(d["of"], d["what"]) for d in found["events"]} == set(events)


def test_legal_verdict_that_differs_is_told() -> None:
    text = (
        'schema = 1\nname = "n"\nrulebook = "minimal"\nparticipants = ["A", "B"]\n'
        '[[event]]\nat = "09:00"\ntype = "submit"\nid = "o1"\nsystem = "intraday"\n'
        'payer = "A"\npayee = "B"\namount = 1\n'
        '[[event]]\nat = "10:07"\ntype = "decree"\nparticipant = "A"\n'
    )
    found = plain(text, "--reading", "A-22=renewed")  # carried over at 10:15, for nobody has a line
    told = {d["what"]: d["values"] for d in found["orders"]}
    assert told["the law"] == [
        "protected (before opening)",
        "unprotected [Danish Act: protected (second limb)]",
    ]
    assert "status" not in told


def test_exclusions_that_differ_are_told_though_the_orders_end_alike() -> None:
    found = plain(texts()["x1_worst_first"], "--reading", "A-23=all_at_once")
    assert (found["differs"], found["orders"]) == (True, [])
    assert [d["of"] for d in found["events"]] == [
        "settlement of B1 in Sumclearing and Intradagclearing",
        "settlement of B2 in Sumclearing and Intradagclearing",
    ]
    assert "B is taken out" in found["events"][0]["values"][0].splitlines()[1]
    assert "A is taken out" in found["events"][0]["values"][1].splitlines()[1]


def test_text_has_a_column_for_each_side() -> None:
    told = diff(RENEWED, "--reading", "A-22=original")
    assert told.exit_code == 0
    lines = [line.split() for line in told.stdout.splitlines()]
    assert lines[0] == ["as", "written", "A-22=original"]
    assert lines[1] == ["o1", "status", "revoked", "settled"]
    assert lines[2] == ["block", "–", "B2"]


def test_readings_are_compared_with_other_readings() -> None:
    found = plain(RENEWED, "--reading", "A-22=original", "--against", "A-22=original", "--against", "A-01=conditional")
    assert found["compared"] == ["A-22=original, A-01=conditional", "A-22=original"]
    assert not found["differs"]
    other = plain(RENEWED, "--against", "A-22=original")
    assert other["compared"] == ["A-22=original", "as written"]
    turned = plain(RENEWED, "--reading", "A-22=original")
    assert [d["values"] for d in other["orders"]] == [d["values"][::-1] for d in turned["orders"]]


def test_no_difference_is_told() -> None:
    told = diff(RENEWED, "--reading", "A-22=renewed")
    assert (told.exit_code, told.stdout) == (0, "no difference between as written and A-22=renewed\n")
    assert plain(RENEWED, "--reading", "A-22=renewed") == {
        "schema": 1,
        "scenario": "A-22 renewed",
        "compared": ["as written", "A-22=renewed"],
        "differs": False,
        "orders": [],
        "events": [],
    }


@pytest.mark.parametrize("name", sorted(library()))
def test_day_does_not_differ_from_itself(name: str) -> None:
    told = timeline(library()[name])
    assert not compare([told, told])


def test_rulebooks_are_compared_and_the_readings_of_the_file_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    first = MINIMAL.batch[0]
    early = replace(MINIMAL, name="early", batch=MINIMAL.batch | {0: replace(first, cutoff=first.cutoff - 70 * MINUTE)})
    monkeypatch.setitem(RULEBOOKS, "early", early)
    found = plain(RENEWED, "--rulebook", "early")
    assert found["compared"] == ["as written", "early"]
    assert ["10:00", "08:50"] in [
        d["values"] for d in found["events"] if d["of"].startswith("cut-off of B1") and d["what"] == "at"
    ]
    both = plain(RENEWED, "--rulebook", "early", "--reading", "A-22=renewed")
    assert both["compared"] == ["as written", "early, A-22=renewed"]
    assert (both["orders"], both["events"]) == (found["orders"], found["events"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "nothing to compare the day with; add --reading, --against or --rulebook"),
        (("--reading", "A-222=x"), "--reading: A-222=x: there is no reading 'A-222'; did you mean 'A-22'?"),
        (("--against", "A-22=x"), "--against: A-22=x: A-22 has no value 'x'; there are: original, renewed"),
        (("--rulebook", "minimum"), "--rulebook: there is no rulebook 'minimum'; did you mean 'minimal'?"),
    ],
)
def test_bad_choice_is_told_with_a_remedy(arguments: tuple[str, ...], told: str) -> None:
    done = diff(RENEWED, *arguments)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"{told}\n")


def test_bad_file_is_told() -> None:
    done = diff("schema = 1", "--reading", "A-22=original")
    assert done.exit_code == 2
    assert done.stderr.startswith("standard input: name: is missing; add it\n")


def test_events_that_read_alike_are_told_apart() -> None:
    text = RENEWED + '\n[[event]]\nat = "13:59"\ntype = "revoke"\nid = "o1"\n'
    found = plain(text, "--reading", "A-22=original")
    told = [d["of"] for d in found["events"] if d["what"] == "refused"]
    assert "o1 is recalled (2)" in told
