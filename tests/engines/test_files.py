"""Engines over CSV files: a conforming one conforms, many days at a time; other programs are errors, told in words."""

import shlex
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zerohour.oracle.campaign import Campaign, run_campaign, scenarios_to_try
from zerohour.oracle.cli import app
from zerohour.oracle.crew import One
from zerohour.oracle.engines import batches, files_engine, processes
from zerohour.oracle.engines.batches import prepared
from zerohour.oracle.engines.connect import EngineError, UnsupportedError, connect
from zerohour.oracle.engines.engine import Watch, no_watch
from zerohour.oracle.engines.ledger import engine as ledger
from zerohour.oracle.engines.tables import ASKED, Row, TableError, from_tables, to_tables
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.wire import report_from_wire, to_wire

PROGRAM = Path(__file__).parent / "faulty" / "files.py"
DAY = library()["exactly_covered"]

FAULTS = {
    "crashes": r"ended with exit code 3; it has to be 0",
    "crashes on a certain day": r"ended with exit code 3; it has to be 0\n  it logged: out of luck",
    "hangs": r"did not end in 2 s; it has to end when its answer is written",
    "no orders": r"answered nonsense: there is no table `orders`",
    "another column": r"wrote orders.csv with the columns scenario, order, status, block; there have to be",
    "column twice": r"wrote orders.csv with the columns scenario, id, status, block, block; there have to be",
    "short row": r"wrote orders.csv, whose line 2 has not as many fields as its first line",
    "long row": r"wrote orders.csv, whose line 2 has not as many fields as its first line",
    "order twice": r"answered nonsense: `orders` has two rows for 'o1'; write one",
    "unknown scenario": r"answered nonsense: orders.csv, row 2: there is no scenario '99999'",
    "unknown status": r"answered nonsense: orders.o1.status: 'paid' is none of",
    "Latin-1": r"wrote orders.csv, which is no CSV in UTF-8",
    "a quote too many": r"wrote orders.csv, which is no CSV in UTF-8",
    "a pipe": r"wrote orders.csv, which is no file of at most",
    "flood": r"wrote orders.csv, which is no file of at most 65536 bytes",
}
"""Faults of programs, and the words for them."""


def program(fault: str, *more: str) -> str:
    return "files:" + shlex.join([sys.executable, str(PROGRAM), fault, *more])


def campaign(fault: str, budget: int, *more: str, watch: Watch = no_watch) -> Campaign:
    tested = connect(program(fault, *more), watch)
    plan = scenarios_to_try(5, tested.features)
    return run_campaign(tested, plan, 5, budget, crew=One(tested, plan))


def test_conforming_engine_conforms_on_all_that_its_tables_tell_it() -> None:
    found = campaign("none", 120, watch=validation)
    assert (found.verdict, found.counts["conforms"]) == ("conforms", 120)


def test_many_days_take_few_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 50)
    assert campaign("notes how many", 100, str(tmp_path / "note")).counts["conforms"] == 100
    assert (tmp_path / "note").read_text() == "0 50 50 "


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("none", "ok    keeps the days of one run apart"),
        (
            "mixes the days",
            "FAULT keeps the days of one run apart\nledger answers differently when it is asked about many",
        ),
        ("takes one day only", "FAULT keeps the days of one run apart\nledger ended with exit code 3"),
    ],
)
def test_days_of_one_run_are_looked_at_by_smoke(fault: str, words: str) -> None:
    told = CliRunner().invoke(app, ["smoke", "--engine", program(fault)])
    assert told.exit_code == (0 if fault == "none" else 2)
    assert words in told.stdout


def test_log_without_end_does_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    tested = connect(program("logs without end"))
    monkeypatch.setattr(files_engine, "LARGEST_FILE", 100_000)
    with pytest.raises(EngineError, match=r"ended with exit code .*; it has to be 0"):
        tested.run(DAY)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_an_error_told_in_words(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tested = connect(program(fault))
    monkeypatch.setattr(files_engine, "ANSWER_SECONDS", 1.0 if fault == "hangs" else 20.0)
    monkeypatch.setattr(files_engine, "ANSWER_BYTES", 65536)
    with pytest.raises(EngineError, match=FAULTS[fault]):
        tested.run(DAY)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("silent about itself", "speaks no version of the protocol .*; write it to engine.csv"),
        ("no version", "speaks no version of the protocol .*; write it to engine.csv"),
    ],
)
def test_program_that_does_not_say_who_it_is_is_an_error(fault: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        connect(program(fault))


def test_columns_may_come_in_any_order_and_there_may_be_others() -> None:
    assert connect(program("other columns too")).run(DAY) == connect(program("none")).run(DAY)


def test_only_the_day_at_fault_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 10)
    found = campaign("crashes on a certain day", 120)
    assert (found.verdict, found.counts["error"], found.counts["conforms"]) == ("error", 1, 119)


def test_day_that_is_not_supported_is_told_among_others() -> None:
    tested = connect(program("does not support a certain day"))
    other = library()["x3_domino"]
    assert list(prepared(tested, [DAY, other], lambda _: True)) == [DAY, other]
    with pytest.raises(UnsupportedError, match="that one"):
        tested.run(DAY)
    in_one_piece = report_from_wire(ledger.run(to_wire(other)))
    in_tables = replace(in_one_piece, law=None, rounds=None, history=None, statements=None, reasons=None)
    assert tested.run(other) == in_tables


def test_blocks_are_read_in_the_order_of_their_numbers() -> None:
    orders: list[Row] = [
        {"id": "o1", "status": "settled", "block": "B2"},
        {"id": "o2", "status": "revoked", "block": None},
    ]
    rows: list[Row] = [{"number": n, "id": "o1", "block": b} for n, b in (("10", "B2"), ("9", "B1"))]
    told = from_tables({"orders": orders, "admissions": [*rows, {"number": None, "id": "o2", "block": None}]})
    assert told["admissions"] == {"o1": ["B1", "B2"], "o2": []}
    with pytest.raises(TableError, match="'first' is no number"):
        from_tables({"orders": orders, "bookings": [{"number": "first", "id": "o1", "block": "B1"}]})


@pytest.mark.parametrize("fault", ["leaves a child", "leaves a runaway"])
def test_child_that_a_program_leaves_behind_is_gone_afterwards(fault: str, tmp_path: Path) -> None:
    note = tmp_path / "child"
    connect(program(fault, str(note))).run(DAY)
    child = Path("/proc") / note.read_text() / "stat"
    until = time.monotonic() + 5
    while child.exists() and child.read_text().split()[2] != "Z" and time.monotonic() < until:
        time.sleep(0.01)  # the killed take a moment to go
    assert not child.exists() or child.read_text().split()[2] == "Z"  # ended, though perhaps not yet buried


def test_memory_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tested = connect(program("allocates without end"))
    monkeypatch.setattr(processes, "MEMORY_BYTES", 200 * 2**20)
    with pytest.raises(EngineError, match=r"MB of memory, with all that it started, and was ended; 200 MB are allowed"):
        tested.run(DAY)


def test_nothing_is_left_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    connect(program("none")).run(DAY)
    with pytest.raises(EngineError):
        connect(program("crashes")).run(DAY)
    assert list(tmp_path.iterdir()) == []


def test_every_field_of_a_day_is_in_its_tables() -> None:
    tables = to_tables(to_wire(library()["denmark_technical_by_name"]))
    assert set(tables) == set(ASKED)
    assert {row["account"] for row in tables["blocks"]} == {"batch", "straks"}
    assert {"regular", "late"} <= {row["sum"] for row in tables["blocks"]}
    assert [row["number"] for row in tables["events"]] == [str(n) for n in range(1, len(tables["events"]) + 1)]
