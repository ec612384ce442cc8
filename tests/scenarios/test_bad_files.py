"""Every mistake in a scenario file is told with its place and its remedy, all at once, with exit code 2."""

import json
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import ENTRIES, PaymentSystem, ScenarioError, block_names, loads
from zerohour.spec.rulebooks import MINIMAL, RULEBOOKS

HEAD = 'schema = 1\nname = "n"\nrulebook = "minimal"\nparticipants = ["A", "B"]\n'
ORDER = (
    '[[event]]\nat = "09:00"\ntype = "submit"\nid = "o1"\nsystem = "intraday"\npayer = "A"\npayee = "B"\namount = 1\n'
)
MARK = '[[event]]\nat = "10:00"\ntype = "mark"\nsystem = "intraday"\nparticipant = "A"\n'
RECALL = '[[event]]\nat = "09:00"\ntype = "revoke"\nid = "x"\n'
LINE = '{"type": "line", "at": 0, "account": "straks", "participant": "A", "amount": 1e999}'
JSON = '{"schema": 1, "name": "n", "rulebook": "minimal", "participants": ["A"]'


def head(old: str, new: str) -> str:
    """Return a file without events, with one thing changed."""
    assert old in HEAD
    return HEAD.replace(old, new)


def order(old: str, new: str) -> str:
    """Return a file with one order, with one thing in the order changed."""
    assert old in ORDER
    return HEAD + ORDER.replace(old, new)


# What grows with the format.
EVENTS = ", ".join(ENTRIES)
BLOCKS = ", ".join(block_names(MINIMAL))
SYSTEMS = ", ".join(get_args(PaymentSystem))
BOOKS = ", ".join(RULEBOOKS)
HEADS = "schema, name, rulebook, participants, note, extraordinary, readings, expect, event"
ORDERS = ", ".join(ENTRIES["submit"].model_fields)
MARKS = ", ".join(ENTRIES["mark"].model_fields)

BAD = {
    "an empty file": (
        "",
        [
            "schema: is missing; add it",
            "name: is missing; add it",
            "rulebook: is missing; add it",
            "participants: is missing; add it",
        ],
    ),
    "no schema": (head("schema = 1\n", ""), ["schema: is missing; add it"]),
    "another schema": (head("schema = 1", "schema = 2"), ["schema: 2 is not known here; write 1"]),
    "schema in quotes": (head("schema = 1", 'schema = "1"'), ["schema: '1' is not known here; write 1"]),
    "no name": (head('name = "n"\n', ""), ["name: is missing; add it"]),
    "an empty name": (head('"n"', '""'), ["name: is empty; give it a name"]),
    "a name that is a number": (head('"n"', "7"), ["name: 7 is no text; write text in quotes"]),
    "a name that ends with a space": (
        head('"n"', '"n "'),
        ["name: 'n ' begins or ends with a space, or has a line break in it; remove it"],
    ),
    "a name with a line break": (
        head('"n"', '"n\\nm"'),
        ["name: 'n\\nm' begins or ends with a space, or has a line break in it; remove it"],
    ),
    "a note that is a list": (HEAD + 'note = ["a"]\n', ["note: a list is no text; write text in quotes"]),
    "no rulebook": (head('rulebook = "minimal"\n', ""), ["rulebook: is missing; add it"]),
    "an unknown rulebook": (
        head("minimal", "minimum"),
        ["rulebook: there is no rulebook 'minimum'; did you mean 'minimal'?"],
    ),
    "an empty rulebook": (head("minimal", ""), [f"rulebook: there is no rulebook ''; there are: {BOOKS}"]),
    "a rulebook that is no text": (head('"minimal"', "1"), ["rulebook: 1 is no text; write text in quotes"]),
    "no participants": (head('participants = ["A", "B"]\n', ""), ["participants: is missing; add it"]),
    "an empty list of participants": (head('["A", "B"]', "[]"), ["participants: has 0 entries; write at least 1"]),
    "participants that are one text": (
        head('["A", "B"]', '"A, B"'),
        ['participants: \'A, B\' is no list; write a list of names, as in ["A", "B"]'],
    ),
    "a sponsor that takes no part": (
        head('["A", "B"]', '["A", "B", { name = "C", sponsor = "D" }]'),
        ["participants: the sponsor 'D' of 'C' is no participant; there are: A, B"],
    ),
    "a sponsor of itself": (
        head('["A", "B"]', '["A", { name = "B", sponsor = "B" }]'),
        ["participants: 'B' is its own sponsor; name another participant, or remove `sponsor`"],
    ),
    "a participant twice": (head('["A", "B"]', '["A", "A"]'), ["participants: 'A' is listed twice; list it once"]),
    "a participant that is a number": (
        head('["A", "B"]', '["A", 1]'),
        [
            (
                "participants, entry 2: 1 is no participant; "
                "write its name in quotes, or a table such as { name = 'A', straks = false }"
            )
        ],
    ),
    "a participant with a space": (
        head('["A", "B"]', '["A", " B"]'),
        ["participants, entry 2.name: ' B' begins or ends with a space, or has a line break in it; remove it"],
    ),
    "a participant without a name": (
        head('["A", "B"]', '["A", ""]'),
        ["participants, entry 2.name: is empty; give it a name"],
    ),
    "an unknown key": (HEAD + 'colour = "red"\n', [f"colour: is not known here; remove it, or write one of: {HEADS}"]),
    "a key with a line break and a command to a terminal": (
        HEAD + '"a\\n\\u001b[31mb" = 1\n',
        [f"a\\n\\x1b[31mb: is not known here; remove it, or write one of: {HEADS}"],
    ),
    "a misspelt key": (
        HEAD + 'participant = ["A"]\n',
        ["participant: is not known here; did you mean 'participants'?"],
    ),
    "a misspelt list of events": (
        HEAD + ORDER.replace("[[event]]", "[[events]]"),
        ["events: is not known here; did you mean 'event'?"],
    ),
    "readings that are no table": (
        HEAD + 'readings = "A-22"\n',
        ['readings: \'A-22\' is no table; write [readings] and under it lines as "A-01" = "exclude"'],
    ),
    "an unknown reading": (
        HEAD + '[readings]\n"A-222" = "original"\n',
        ["readings.A-222: there is no reading 'A-222'; did you mean 'A-22'?"],
    ),
    "an unknown value of a reading": (
        HEAD + '[readings]\n"A-22" = "renewd"\n',
        ["readings.A-22: A-22 has no value 'renewd'; did you mean 'renewed'?"],
    ),
    "a value of another reading": (
        HEAD + '[readings]\n"A-22" = "worst_first"\n',
        ["readings.A-22: A-22 has no value 'worst_first'; there are: original, renewed"],
    ),
    "a reading that is a number": (
        HEAD + '[readings]\n"A-22" = 1\n',
        ["readings.A-22: 1 is no text; write text in quotes"],
    ),
    "expectations that are no table": (
        HEAD + 'expect = ["o1"]\n',
        ['expect: a list is no table; write [expect] and under it lines as order = "settled@B1"'],
    ),
    "an expectation of an unknown order": (
        HEAD + '[expect]\no2 = "rejected"\n' + ORDER,
        ["expect.o2: no event sends this order; there are: o1"],
    ),
    "an expectation without events": (
        HEAD + '[expect]\no1 = "rejected"\n',
        ["expect.o1: no event sends this order; remove the line"],
    ),
    "an expectation of an order that is only recalled": (
        HEAD + '[expect]\nx = "revoked"\n' + RECALL,
        ["expect.x: no event sends this order; remove the line"],
    ),
    "an expected status that is none": (
        HEAD + '[expect]\no1 = "setled@B1"\n' + ORDER,
        ["expect.o1: 'setled' is no status; did you mean 'settled'?"],
    ),
    "an expected block that is none": (
        HEAD + '[expect]\no1 = "settled@I3"\n' + ORDER,
        [f"expect.o1: there is no block 'I3'; there are: {BLOCKS}"],
    ),
    "an expected block without its name": (
        HEAD + '[expect]\no1 = "settled@"\n' + ORDER,
        [f"expect.o1: there is no block ''; there are: {BLOCKS}"],
    ),
    "a block of what is not settled": (
        HEAD + '[expect]\no1 = "rejected@B1"\n' + ORDER,
        ["expect.o1: 'rejected@B1' cannot be, for only what is settled has a block; write 'rejected'"],
    ),
    "an expectation that is no text": (
        HEAD + "[expect]\no1 = true\n" + ORDER,
        ["expect.o1: true is no text; write text in quotes"],
    ),
    "not TOML": ("schema = = 1", ["is not TOML: Invalid value (at line 1, column 10); correct it there"]),
    "a key twice": (
        HEAD + 'name = "m"\n',
        ["is not TOML: Cannot overwrite a value (at line 5, column 11); correct it there"],
    ),
    "a number that is too long": (
        "schema = " + "9" * 5000,
        ["is not TOML: a number has too many digits; write a smaller one"],
    ),
    "nested too deeply": (
        "a = " + "[" * 20_000,
        ["is not TOML: it is nested too deeply; a scenario needs lists and tables of two levels"],
    ),
    "one event as a table": (
        HEAD + ORDER.replace("[[event]]", "[event]"),
        ["event: a table is no list; write each event under its own [[event]], in two brackets"],
    ),
    "an event that is no table": (HEAD + "event = [1]\n", ["event 1: is no table; write each event under [[event]]"]),
    "events that are a number": (
        HEAD + "event = 1\n",
        ["event: 1 is no list; write each event under its own [[event]], in two brackets"],
    ),
    "an event without a type": (
        HEAD + '[[event]]\nat = "10:00"\n',
        [f"event 1: type: is missing; add it, there are: {EVENTS}"],
    ),
    "an unknown type": (
        order('"submit"', '"submitt"'),
        ["event 1: type: 'submitt' is no event; did you mean 'submit'?"],
    ),
    "a type that is a number": (order('"submit"', "5"), [f"event 1: type: 5 is no event; there are: {EVENTS}"]),
    "a cut-off written down": (
        HEAD + '[[event]]\nat = "10:00"\ntype = "cut_off"\n',
        [f"event 1: type: 'cut_off' is no event; there are: {EVENTS}"],
    ),
    "a missing field": (order('payer = "A"\n', ""), ['event 1 (submit "o1"): payer: is missing; add it']),
    "a missing id": (order('id = "o1"\n', ""), ['event 1 (submit ""): id: is missing; add it']),
    "an unknown field": (
        HEAD + ORDER + "priority = 1\n",
        [f'event 1 (submit "o1"): priority: is not known here; remove it, or write one of: {ORDERS}'],
    ),
    "a misspelt field": (
        order("payer", "payerr"),
        [
            'event 1 (submit "o1"): payer: is missing; add it',
            "event 1 (submit \"o1\"): payerr: is not known here; did you mean 'payer'?",
        ],
    ),
    "a field of another event": (
        HEAD + MARK + "amount = 1\n",
        [f'event 1 (mark "A"): amount: is not known here; remove it, or write one of: {MARKS}'],
    ),
    "a time in words": (
        order("09:00", "9 o'clock"),
        [
            (
                "event 1 (submit \"o1\"): at: \"9 o'clock\" is no time; write 'HH:MM', 'HH:MM:SS', "
                "'HH:MM:SS.mmm' or milliseconds"
            )
        ],
    ),
    "a time without quotes": (
        order('"09:00"', "09:00:00"),
        [
            (
                "event 1 (submit \"o1\"): at: 09:00:00 is no time; write it in quotes, as 'HH:MM', or as "
                "whole milliseconds of the day"
            )
        ],
    ),
    "a date as a time": (
        order('"09:00"', "2026-01-01"),
        [
            (
                "event 1 (submit \"o1\"): at: 2026-01-01 is no time; write it in quotes, as 'HH:MM', or as "
                "whole milliseconds of the day"
            )
        ],
    ),
    "minute 60": (
        order("09:00", "09:60"),
        ["event 1 (submit \"o1\"): at: '09:60' is no time; minutes and seconds go from 00 to 59"],
    ),
    "hour 24": (
        order("09:00", "24:00"),
        ["event 1 (submit \"o1\"): at: '24:00' is not within the day; it goes from 00:00 to 23:59:59.999"],
    ),
    "a time before the day": (
        order('"09:00"', "-1"),
        ['event 1 (submit "o1"): at: -1 is not within the days; they go from 00:00 to +2 23:59:59.999'],
    ),
    "a time after the day": (
        order('"09:00"', "259200000"),
        ['event 1 (submit "o1"): at: 259200000 is not within the days; they go from 00:00 to +2 23:59:59.999'],
    ),
    "a time of a day after the last": (
        order('"09:00"', '"+3 09:00"'),
        ["event 1 (submit \"o1\"): at: '+3 09:00' is not within the days; they go from 00:00 to +2 23:59:59.999"],
    ),
    "a time as a fraction": (
        order('"09:00"', "9.5"),
        [
            (
                "event 1 (submit \"o1\"): at: 9.5 is no time; write it in quotes, as 'HH:MM', or as whole "
                "milliseconds of the day"
            )
        ],
    ),
    "a time that is true": (
        order('"09:00"', "true"),
        [
            (
                "event 1 (submit \"o1\"): at: true is no time; write it in quotes, as 'HH:MM', or as whole "
                "milliseconds of the day"
            )
        ],
    ),
    "an amount as a fraction": (
        order("amount = 1", "amount = 1.5"),
        ['event 1 (submit "o1"): amount: 1.5 is no amount; write whole øre, for example 12500 for 125.00'],
    ),
    "an amount that is not a number": (
        order("amount = 1", "amount = nan"),
        ['event 1 (submit "o1"): amount: nan is no amount; write whole øre, for example 12500 for 125.00'],
    ),
    "an amount in kroner": (
        order("amount = 1", 'amount = "1.50"'),
        [("event 1 (submit \"o1\"): amount: '1.50' is no amount; write whole øre, for example 12500 for 125.00")],
    ),
    "an amount with a separator": (
        order("amount = 1", 'amount = "1,000"'),
        [("event 1 (submit \"o1\"): amount: '1,000' is no amount; write whole øre, for example 12500 for 125.00")],
    ),
    "an amount that is a list": (
        order("amount = 1", "amount = [1]"),
        [('event 1 (submit "o1"): amount: a list is no amount; write whole øre, for example 12500 for 125.00')],
    ),
    "an amount that is too large": (
        order("amount = 1", f"amount = {2**60}"),
        [
            (
                'event 1 (submit "o1"): amount: 1152921504606846976 is larger than any engine can be asked '
                "about; stay within 9007199254740992 øre"
            )
        ],
    ),
    "an amount of many digits": (
        order("amount = 1", 'amount = "' + "9" * 5000 + '"'),
        [
            (
                "event 1 (submit \"o1\"): amount: '9999999999999999999999999999999999999999…' is larger than "
                "any engine can be asked about; stay within 9007199254740992 øre"
            )
        ],
    ),
    "a line of an unknown account": (
        HEAD + '[[event]]\nat = "09:00"\ntype = "line"\naccount = "intraday"\nparticipant = "A"\namount = 1\n',
        ["event 1 (line \"A\"): account: 'intraday' is not known here; there are: batch, straks"],
    ),
    "a sum without a deliverer": (
        HEAD + ORDER.replace("submit", "lodge").replace('system = "intraday"\n', ""),
        ['event 1 (lodge "o1"): deliverer: is missing; add it'],
    ),
    "a payment with a deliverer": (
        HEAD + ORDER + 'deliverer = "dc"\n',
        [
            (
                'event 1 (submit "o1"): deliverer: is not known here; '
                "remove it, or write one of: at, type, id, system, payer, payee, amount, block"
            )
        ],
    ),
    "a delivery of an unknown part": (
        HEAD + '[[event]]\nat = "09:00"\ntype = "delivery"\ndeliverer = "dc"\npart = "pb"\n',
        ["event 1 (delivery \"\"): part: 'pb' is not known here; did you mean 'pbs'?"],
    ),
    "a settlement postponed by nothing": (
        HEAD + '[[event]]\nat = "10:01"\ntype = "postponement"\nblock = "B1"\nminutes = 0\n',
        ['event 1 (postponement ""): minutes: 0 is too small; write 1 or more'],
    ),
    "a settlement postponed by days": (
        HEAD + '[[event]]\nat = "10:01"\ntype = "postponement"\nblock = "B1"\nminutes = 1441\n',
        ['event 1 (postponement ""): minutes: 1441 is too large; write 1440 or less'],
    ),
    "an extraordinary settlement before Sum has to be over": (
        HEAD + 'extraordinary = "11:00"\n',
        ["extraordinary: 11:00 does not do; write a time after 11:00 at which no other block is under way"],
    ),
    "an extraordinary settlement before the first block": (
        HEAD + 'extraordinary = "09:00"\n',
        ["extraordinary: 09:00 does not do; write a time after 11:00 at which no other block is under way"],
    ),
    "an extraordinary settlement in the middle of another": (
        HEAD + 'extraordinary = "14:10"\n',
        ["extraordinary: 14:10 does not do; write a time after 11:00 at which no other block is under way"],
    ),
    "an over-cover below zero": (
        head('["A", "B"]', '["A", { name = "B", over_cover = -1 }]'),
        ["participants, entry 2.over_cover: -1 is too small; write 0 or more"],
    ),
    "money moved to no account": (
        HEAD + '[[event]]\nat = "09:00"\ntype = "fund"\naccount = "folio"\nparticipant = "A"\namount = 1\n',
        ["event 1 (fund \"A\"): account: 'folio' is not known here; there are: batch, straks"],
    ),
    "a close of a day below zero": (
        HEAD + '[[event]]\nat = "09:00"\ntype = "close"\nday = -1\n',
        ['event 1 (close ""): day: -1 is too small; write 0 or more'],
    ),
    "an unknown system": (
        order("intraday", "intra"),
        ["event 1 (submit \"o1\"): system: 'intra' is not known here; did you mean 'intraday'?"],
    ),
    "a system that is a number": (
        order('"intraday"', "1"),
        [f'event 1 (submit "o1"): system: 1 is not known here; there are: {SYSTEMS}'],
    ),
    "an empty id": (order('"o1"', '""'), ['event 1 (submit ""): id: is empty; give it a name']),
    "an id that is a number": (order('"o1"', "1"), ["event 1 (submit): id: 1 is no text; write text in quotes"]),
    "an id with a space": (
        order('"o1"', '"o1 "'),
        [("event 1 (submit \"o1 \"): id: 'o1 ' begins or ends with a space, or has a line break in it; remove it")],
    ),
    "a payer that is a list": (
        order('"A"\n', '["A"]\n'),
        ['event 1 (submit "o1"): payer: a list is no text; write text in quotes'],
    ),
    "a participant of an event that is a table": (
        HEAD + MARK.replace('"A"', '{name = "A"}'),
        ["event 1 (mark): participant: a table is no text; write text in quotes"],
    ),
    "not JSON": (JSON, ["is not JSON: Expecting ',' delimiter (at line 1, column 72); correct it there"]),
    "JSON with a name twice": (JSON + ', "name": "m"}', ["'name' stands twice in one object; keep one of them"]),
    "JSON with half a character": (
        JSON + ', "note": "\\ud800"}',
        ["a text has half a character in it (\\ud800 to \\udfff); write it whole"],
    ),
    "JSON with nothing for a text": (JSON + ', "note": null}', ["note: null is no text; write text in quotes"]),
    "JSON with an infinite amount": (
        JSON + ', "event": [' + LINE + "]}",
        ['event 1 (line "A"): amount: inf is no amount; write whole øre, for example 12500 for 125.00'],
    ),
    "JSON with events in an object": (
        JSON + ', "event": {"type": "mark"}}',
        ["event: a table is no list; write each event under its own [[event]], in two brackets"],
    ),
}
"""Of each kind of mistake, a file that has it, and all that is said of it."""


def test_there_are_many_kinds_and_no_two_files_are_the_same() -> None:
    assert len(BAD) >= 80
    assert len({text for text, _ in BAD.values()}) == len(BAD)


@pytest.mark.parametrize("kind", BAD)
def test_mistake_is_told_with_place_and_remedy(kind: str, tmp_path: Path) -> None:
    text, problems = BAD[kind]
    path = tmp_path / "day.toml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["run", str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "".join(f"{path}: {problem}\n" for problem in problems)
    assert all("; " in problem for problem in problems)


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = (
        'name = ""\nrulebook = "maximal"\nparticipants = ["A", "A", "B ", 3]\nnote = 1\ncolour = "red"\n'
        '[readings]\n"A-222" = "original"\n"A-22" = "renewd"\n"A-23" = 1\n'
        '[expect]\no9 = "rejected"\no1 = "setled"\n'
        + ORDER.replace("09:00", "late").replace("amount = 1", "amount = 1.5")
        + ORDER.replace('"submit"', '"submitt"')
        + MARK.replace("participant", "participent")
    )
    with pytest.raises(ScenarioError) as caught:
        loads(text, "day.toml")
    assert caught.value.problems == [
        "schema: is missing; add it",
        "name: is empty; give it a name",
        "participants, entry 3.name: 'B ' begins or ends with a space, or has a line break in it; remove it",
        (
            "participants, entry 4: 3 is no participant; "
            "write its name in quotes, or a table such as { name = 'A', straks = false }"
        ),
        "note: 1 is no text; write text in quotes",
        "readings.A-23: 1 is no text; write text in quotes",
        f"colour: is not known here; remove it, or write one of: {HEADS}",
        "event 1 (submit \"o1\"): at: 'late' is no time; write 'HH:MM', 'HH:MM:SS', 'HH:MM:SS.mmm' or milliseconds",
        'event 1 (submit "o1"): amount: 1.5 is no amount; write whole øre, for example 12500 for 125.00',
        "event 2: type: 'submitt' is no event; did you mean 'submit'?",
        'event 3 (mark ""): participant: is missing; add it',
        "event 3 (mark \"\"): participent: is not known here; did you mean 'participant'?",
        "rulebook: there is no rulebook 'maximal'; did you mean 'minimal'?",
        "participants: 'A' is listed twice; list it once",
        "readings.A-222: there is no reading 'A-222'; did you mean 'A-22'?",
        "readings.A-22: A-22 has no value 'renewd'; did you mean 'renewed'?",
        "expect.o9: no event sends this order; there are: o1",
        "expect.o1: 'setled' is no status; did you mean 'settled'?",
    ]


WRONG: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    math.nan,
    "",
    " ",
    "x ",
    "x\ny",
    "9" * 5000,
    [],
    [1],
    {},
    {"a": 1},
    time(9, 0),
    date(2026, 1, 1),
    datetime(2026, 1, 1, 9, 0, tzinfo=UTC),
)
"""Values of every type that TOML or JSON has."""

GOOD: dict[str, Any] = {"schema": 1, "name": "n", "rulebook": "minimal", "participants": ["A", "B"]}


def spoilt() -> Iterator[dict[str, Any]]:
    """Yield scenarios in which one field, or one entry of a list or table, has a value that may be wrong."""
    for wrong in WRONG:
        for field in HEADS.split(", "):
            yield {**GOOD, field: wrong}
        yield {**GOOD, "participants": ["A", wrong]}
        for table in ("readings", "expect"):
            yield {**GOOD, table: {"A-01": wrong}}
        yield {**GOOD, "event": [wrong]}
        for kind, model in ENTRIES.items():
            for field in model.model_fields:
                yield {**GOOD, "event": [{"type": kind, field: wrong}]}


def test_no_mistake_is_told_without_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    told: set[str] = set()
    for raw in spoilt():

        def found(_text: str, _where: str, raw: dict[str, Any] = raw) -> dict[str, Any]:
            return raw

        monkeypatch.setattr("zerohour.oracle.scenarios.format.decoded", found)
        try:
            loads("", "day")
        except ScenarioError as error:
            told |= set(error.problems)
    assert [problem for problem in told if "; " not in problem or "does not fit" in problem] == []
    assert len(told) > 150


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "no such file"])
def test_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "day.toml"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(app, ["run", str(path)])
    assert result.exit_code == 2
    remedy = "cannot be read (No such file or directory); check the path"
    if content is not None:
        remedy = "is not UTF-8 at byte 0; save it as UTF-8"
    assert result.stderr == f"{path}: {remedy}\n"


def test_folder_is_no_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["run", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path}: cannot be read (Is a directory); check the path\n")


def test_list_in_a_file_of_json_is_no_scenario(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    path.write_text("[1]", encoding="utf-8")
    result = CliRunner().invoke(app, ["run", str(path)])
    told = f"{path}: is a list, and no scenario; write an object in braces, with a value for each name\n"
    assert (result.exit_code, result.stderr) == (2, told)


@pytest.mark.parametrize("text", [f"\ufeff{HEAD}", f"\n {JSON}}}", f"\ufeff{JSON}}}"])
def test_mark_before_the_text_and_json_without_its_suffix_are_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "day.toml"
    path.write_text(text, encoding="utf-8")
    assert CliRunner().invoke(app, ["run", str(path)]).exit_code == 0


def test_json_says_the_same_as_toml() -> None:
    event = {"at": "09:00", "type": "submit", "id": "o1", "system": "intraday", "payer": "A", "payee": "B", "amount": 1}
    raw = {**GOOD, "readings": {"A-22": "renewed"}, "event": [event]}
    assert loads(json.dumps(raw), "day") == loads(f'{HEAD}[readings]\n"A-22" = "renewed"\n{ORDER}', "day")


def test_what_the_specification_refuses_is_no_mistake_of_the_file() -> None:
    scenario = loads(HEAD + ORDER.replace('payee = "B"', 'payee = "X"').replace("amount = 1", "amount = -1"), "day")
    assert scenario.run().orders["o1"].status.name == "REFUSED"
