"""Every mistake in a scenario file is told with its place and its remedy, all at once, with exit code 2."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import ScenarioError, loads

HEAD = 'schema = 1\nname = "n"\nrulebook = "minimal"\nparticipants = ["A", "B"]\n'
ORDER = (
    '[[event]]\nat = "09:00"\ntype = "submit"\nid = "o1"\nsystem = "intraday"\npayer = "A"\npayee = "B"\namount = 1\n'
)

BAD = {
    "no schema": (HEAD.replace("schema = 1\n", ""), "schema: is missing; add it"),
    "another schema": (HEAD.replace("schema = 1", "schema = 2"), "schema: "),
    "no name": (HEAD.replace('name = "n"\n', ""), "name: is missing"),
    "empty name": (HEAD.replace('"n"', '""'), "name: is empty; give it a name"),
    "unknown rulebook": (HEAD.replace("minimal", "minimum"), "did you mean 'minimal'?"),
    "no participants": (HEAD.replace('["A", "B"]', "[]"), "participants: "),
    "participant twice": (HEAD.replace('["A", "B"]', '["A", "A"]'), "'A' is listed twice; list it once"),
    "participant is a number": (HEAD.replace('["A", "B"]', '["A", 1]'), "participants.1: "),
    "participant with a space": (HEAD.replace('["A", "B"]', '["A", " B"]'), "begins or ends with a space"),
    "unknown key": (HEAD + 'colour = "red"\n', "colour: is not known here; remove it"),
    "unknown reading": (HEAD + '[readings]\n"A-2" = "original"\n', "did you mean 'A-2"),
    "unknown value of a reading": (HEAD + '[readings]\n"A-22" = "renewd"\n', "did you mean 'renewed'?"),
    "not TOML": ("schema = = 1", "is not TOML"),
    "a key twice": (HEAD + 'name = "m"\n', "is not TOML"),
    "unknown event": (
        HEAD + ORDER.replace('"submit"', '"submitt"'),
        "'submitt' is no event; did you mean",
    ),
    "a cut-off written down": (HEAD + '[[event]]\nat = "10:00"\ntype = "cut_off"\n', "is no event; there are: submit"),
    "no type": (HEAD + '[[event]]\nat = "10:00"\n', "event 1: type: None is no event"),
    "missing field": (HEAD + ORDER.replace('payer = "A"\n', ""), 'event 1 (submit "o1"): payer: is missing'),
    "unknown field": (HEAD + ORDER + "priority = 1\n", 'event 1 (submit "o1"): priority: is not known here'),
    "time of day that is none": (HEAD + ORDER.replace("09:00", "9 o'clock"), "is no time; write 'HH:MM'"),
    "minute 60": (HEAD + ORDER.replace("09:00", "09:60"), "minutes and seconds go from 00 to 59"),
    "hour 24": (HEAD + ORDER.replace("09:00", "24:00"), "is not within the day"),
    "negative time": (HEAD + ORDER.replace('"09:00"', "-1"), "is not within the day"),
    "time as a float": (HEAD + ORDER.replace('"09:00"', "9.5"), "is no time"),
    "time as a truth value": (HEAD + ORDER.replace('"09:00"', "true"), "is no time"),
    "amount as a float": (HEAD + ORDER.replace("amount = 1", "amount = 1.5"), "is no amount; write whole øre"),
    "amount not a number": (HEAD + ORDER.replace("amount = 1", "amount = nan"), "is no amount; write whole øre"),
    "amount in words": (HEAD + ORDER.replace("amount = 1", 'amount = "1.50"'), "is no amount; write whole øre"),
    "amount too large": (HEAD + ORDER.replace("amount = 1", f"amount = {2**60}"), "is larger than any engine"),
    "unknown system": (HEAD + ORDER.replace("intraday", "sum"), "system: "),
    "empty id": (HEAD + ORDER.replace('"o1"', '""'), "id: is empty; give it a name"),
    "events are no tables": (HEAD + "event = [1]\n", "event 1: is no table"),
    "events are no list": (HEAD + "event = 1\n", "event: "),
}


@pytest.mark.parametrize("kind", sorted(BAD))
def test_mistake_is_told_with_place_and_remedy(kind: str, tmp_path: Path) -> None:
    text, told = BAD[kind]
    with pytest.raises(ScenarioError) as caught:
        loads(text, "day.toml")
    assert told in str(caught.value)
    path = tmp_path / "day.toml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["run", str(path)])
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output + result.stderr


def test_all_mistakes_are_told_at_once() -> None:
    text = HEAD.replace("minimal", "maximal") + ORDER.replace("09:00", "late").replace("amount = 1", "amount = 1.5")
    with pytest.raises(ScenarioError) as caught:
        loads(text, "day.toml")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "no such file"])
def test_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "day.toml"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(app, ["run", str(path)])
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert "Traceback" not in result.stderr


def test_what_the_specification_refuses_is_no_mistake_of_the_file() -> None:
    scenario = loads(HEAD + ORDER.replace('payee = "B"', 'payee = "X"').replace("amount = 1", "amount = -1"), "day")
    assert scenario.run().orders["o1"].status.name == "REFUSED"
