"""Nothing passes by accident: a log in any form is read whole, or refused with the place and the remedy."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from zerohour.oracle.audit import decide
from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.folder import SIDE_TABLES
from zerohour.oracle.audit.inputs import FORMS, LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.opened import check_ids, opened
from zerohour.oracle.audit.output import replacing, write_whole
from zerohour.oracle.audit.template import ROWS, head, write_table, write_template
from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.spec.rulebooks import MINIMAL

DAY = Scenario("day", MINIMAL, ("A", "B"), ())
KINDS = {name: column.type for name, column in COLUMNS.items()}
REFUSED = ("a", "intraday", "A", "B", 1, 9 * 3_600_000, None, None, None, None, "refused", None)


def orders(path: Path, *rows: tuple[Any, ...]) -> Path:
    write_table(path, KINDS, list(rows))
    return path


def changed(row: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
    return tuple(values.get(name, value) for name, value in zip(KINDS, row, strict=True))


def run(*args: object) -> Any:
    return CliRunner().invoke(app, [str(arg) for arg in args])


# -- the template ------------------------------------------------------------------------------------------------------


@pytest.fixture(params=FORMS)
def template(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write_template(tmp_path / "log", request.param)
    return tmp_path / "log"


def test_the_template_conforms_and_all_of_it_is_reconciled(template: Path) -> None:
    found = audit(template)
    assert (found.verdict, found.orders, found.matched, found.unjudged) == ("conforms", 5, 5, 0)
    assert found.reconciled == ("exclusions", "set_aside", "balances")
    assert {f.path.name.split(".")[0] for f in found.files} == {"log", "orders", *SIDE_TABLES}


def test_the_head_tells_every_column_of_every_table() -> None:
    text = head()
    for name in (*COLUMNS, *(column for table in SIDE_TABLES.values() for column in table.columns)):
        assert f"#   {name}: " in text


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    told = run("log", "template", tmp_path)
    assert told.exit_code == 2
    assert "is there already" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("table", [*ROWS, "log.toml"])
def test_a_missing_table_ends_with_exit_code_2(table: str, template: Path) -> None:
    next(template.glob(f"{table.removesuffix('.toml')}.*")).unlink()
    told = run("audit", template)
    assert told.exit_code == 2
    assert table in told.stderr
    assert "missing" in told.stderr or "has no log.toml" in told.stderr


@pytest.mark.parametrize("table", list(ROWS))
def test_a_missing_column_of_any_table_ends_with_exit_code_2(table: str, tmp_path: Path) -> None:
    write_template(tmp_path / "log", ".csv")
    path = tmp_path / "log" / f"{table}.csv"
    lines = path.read_text("utf-8").splitlines()
    first = lines[0].split(",")[0]
    path.write_text("".join(f"{line.partition(',')[2]}\n" for line in lines), encoding="utf-8")
    told = run("audit", tmp_path / "log")
    assert told.exit_code == 2
    assert f"{path}: column {first}: is missing" in told.stderr


def test_a_table_that_is_there_twice_is_told(template: Path) -> None:
    for form in FORMS:
        write_table(template / f"lines{form}", dict.fromkeys(SIDE_TABLES["lines"].columns, "VARCHAR"), [])
    assert (
        "table lines: is there 3 times (lines.parquet, lines.csv, lines.jsonl); keep one"
        in run("audit", template).stderr
    )


MISTAKES: dict[str, tuple[str, list[tuple[str | None, ...]], str]] = {
    "amount": ("lines", [("08:00", "batch", "A", "12.50")], "lines{0}: row 1: amount: '12.50' is no amount"),
    "time": (
        "limits",
        [("08:00", "A", "1", None), ("25:00", "A", "1", None)],
        "limits{0}: row 2: at: '25:00' is not within the day",
    ),
    "kind": (
        "insolvency",
        [("08:00", "failure", "A", None, None)],
        "insolvency{0}: row 1: type: 'failure' is no event",
    ),
    "who": ("lines", [("08:00", "batch", "C", "1")], "lines{0}: row 1: 'C' is not among the participants; add it"),
    "too much": (
        "insolvency",
        [("08:00", "notice", "A", "straks", None)],
        "insolvency{0}: row 1: system: is not known",
    ),
    "nobody": ("participants", [], "participants{0}: has no rows; list who takes part"),
    "term": (
        "participants",
        [("A", None, None, None, None), ("B", None, "perhaps", None, None)],
        "participants{0}: row 2: ",
    ),
    "twice": (
        "participants",
        [("A", None, None, None, None), ("B", None, None, None, None), ("A", None, None, None, None)],
        "participants{0}: 'A' is listed twice",
    ),
    "block": ("exclusions", [("B7", "A")], "table excluded: there is no block 'B7'"),
    "excluded": ("exclusions", [("B1", "C")], "table excluded: 'C' takes no part"),
    "silence": (
        "balances",
        [("A", "batch", "1")],
        "table balances: says nothing of straks of 'A'; list every account",
    ),
    "balance": ("balances", [("A", "straks", "1.5")], "table balances"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_side_table_is_told_by_row(mistake: str, template: Path) -> None:
    table, rows, words = MISTAKES[mistake]
    form = next(template.glob("orders.*")).suffix
    write_table(template / f"{table}{form}", dict.fromkeys(SIDE_TABLES[table].columns, "VARCHAR"), list(rows))
    told = run("audit", template)
    assert told.exit_code == 2
    assert words.format(form) in told.stderr


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        ("schema = 2", "schema = 3", "schema: "),
        ("orders = 5", "orders = 6", "has 5 rows; by the log's head there are 6"),
        ("absent = []", 'absent = ["lines"]', "absent, entry 1: 'lines' is not known here"),
        ("absent = []", 'absent = ["balances"]', "table balances: is there, though log.toml says it is absent"),
        ('"minimal"', '"maximal"', "rulebook: there is no rulebook 'maximal'"),
        ("schema", "shema", "shema: is not known here"),
    ],
)
def test_a_mistake_in_the_head_is_told(was: str, now: str, words: str, tmp_path: Path) -> None:
    write_template(tmp_path / "log", ".csv")
    path = tmp_path / "log" / "log.toml"
    path.write_text(path.read_text("utf-8").replace(was, now, 1), encoding="utf-8")
    told = run("audit", tmp_path / "log")
    assert told.exit_code == 2
    assert words in told.stderr


def test_what_the_engine_does_not_report_is_said_to_be_absent(tmp_path: Path) -> None:
    write_template(tmp_path / "log", ".csv")
    for name in ("exclusions", "set_aside", "balances"):
        (tmp_path / "log" / f"{name}.csv").unlink()
    path = tmp_path / "log" / "log.toml"
    absent = 'absent = ["exclusions", "set_aside", "balances"]'
    path.write_text(path.read_text("utf-8").replace("absent = []", absent), encoding="utf-8")
    assert audit(tmp_path / "log").reconciled == ()
    told = run("audit", tmp_path / "log", "--format", "markdown").stdout
    assert "The log has no exclusions and no set_aside and no balances; these were not held against the rules." in told


def test_a_wrong_booking_and_a_wrong_exclusion_are_violations(tmp_path: Path) -> None:
    write_template(tmp_path / "log", ".csv")
    path = tmp_path / "log" / "balances.csv"
    path.write_text(
        path.read_text("utf-8").replace("10700", "10701").replace("straks,4000", "straks,-1"), encoding="utf-8"
    )
    (tmp_path / "log" / "exclusions.csv").write_text("block,participant\nB1,A\n", encoding="utf-8")
    found = audit(tmp_path / "log")
    checks = [finding.check for finding in found.findings]
    assert sorted(checks) == [
        "exclusions follow the rule", "no settlement beyond the credit line", "what settles is what moves",
    ]  # fmt: skip
    assert (found.verdict, found.flagged, found.unjudged) == ("violation", 0, 0)
    assert run("audit", tmp_path / "log").exit_code == 1


# -- orders in three forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_log_is_an_error_in_every_form(form: str, tmp_path: Path) -> None:
    with pytest.raises(LogError, match="has no rows"):
        audit(orders(tmp_path / f"log{form}"), DAY)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": None}, "row 2: amount: must be whole øre"),
        ({"amount": 2**60}, "row 2: amount: must be whole øre"),
        ({"submitted_at": -1}, "row 2: submitted_at: must be milliseconds"),
        ({"id": "a"}, "rows 1, 2: id: 'a' is there twice"),
        ({"id": None}, "row 2: id: must be there"),
        ({"status": "fine"}, "row 2: status: must be one of"),
        ({"payer": "C", "status": "rejected"}, "row 2: payer: takes no part in the day"),
        ({"payee": "C", "status": "rejected"}, "row 2: payee: takes no part in the day"),
        ({"status": "settled", "block": "B7"}, "row 2: block: must be a block of intraday in rulebook minimal: B1, B2"),
        ({"status": "settled", "block": "S1"}, "row 2: block: must be a block of intraday"),
    ],
)
def test_a_bad_value_is_told_by_row_in_every_form(
    form: str, values: dict[str, Any], words: str, tmp_path: Path
) -> None:
    log = orders(tmp_path / f"log{form}", REFUSED, changed(REFUSED, **({"id": "b"} | values)))
    with pytest.raises(LogError, match=re.escape(words)):
        audit(log, DAY)


@pytest.mark.parametrize("form", FORMS[1:])
@pytest.mark.parametrize("name", ["amount", "submitted_at", "revoked_at"])
@pytest.mark.parametrize("text", ["12.5", "1e3", "twelve", "99999999999999999999", "+1", " 1", "true"])
def test_a_number_is_never_guessed(form: str, name: str, text: str, tmp_path: Path) -> None:
    log = orders(tmp_path / f"log{form}", REFUSED, changed(REFUSED, id="b", **{name: text}))
    with pytest.raises(LogError, match=rf"row 2: {name}: is no whole number of 64 bits"):
        audit(log, DAY)


def test_an_order_of_who_takes_no_part_is_judged_on_request(tmp_path: Path) -> None:
    log = orders(tmp_path / "log.csv", REFUSED, changed(REFUSED, id="b", payer="C", status="rejected"))
    found = audit(log, DAY, judge_unknown=True)
    assert [finding.examples for finding in found.findings if finding.rules == ("OWN-01",)] == [("b",)]


BROKEN_CSV: dict[str, tuple[Callable[[str], str], str]] = {
    "a row too short": (lambda text: text + "b,intraday\n", "Line: 3"),
    "a row too long": (lambda text: text + "b" + ",x" * 20 + "\n", "Line: 3"),
    "an open quote": (lambda text: text + '"b,intraday\n', "quote"),
    "cut short": (lambda text: text[:-1], "its last line has no end; the file may be cut short"),
    "no header": (lambda text: text.split("\n", 1)[1], "column id: is missing"),
    "a column twice": (lambda text: text.replace("payee", "payer", 1), "column payer: is there twice; keep one"),
    "a column too many": (lambda text: text.replace("payee", "purpose", 1), "column purpose: is not known here"),
    "empty": (lambda _: "", "is empty; its first line has to name the columns"),
}


@pytest.mark.parametrize("how", BROKEN_CSV)
def test_a_broken_csv_is_told(how: str, tmp_path: Path) -> None:
    log = orders(tmp_path / "log.csv", REFUSED)
    change, words = BROKEN_CSV[how]
    log.write_text(change(log.read_text("utf-8")), encoding="utf-8")
    with pytest.raises(LogError, match=re.escape(words)):
        audit(log, DAY)


def test_a_csv_in_another_encoding_is_told(tmp_path: Path) -> None:
    log = orders(tmp_path / "log.csv", changed(REFUSED, payer="Sæby"))
    log.write_bytes(log.read_text("utf-8").encode("latin-1"))
    with pytest.raises(LogError, match=r"utf-?8|UTF-?8|unicode"):
        audit(log, DAY)


GOOD_LINE = json.dumps(dict(zip(KINDS, REFUSED, strict=True)))
BROKEN_LINES = {
    "cut short": (GOOD_LINE[:-9], "Malformed JSON"),
    "a key missing": (
        GOOD_LINE.replace('"revoked_at": null, ', ""),
        "row 2: keys: write an object with just these keys",
    ),
    "a key misspelt": (GOOD_LINE.replace("revoked_at", "recalled_at"), "row 2: keys"),
    "a key twice": (GOOD_LINE.replace('"payee"', '"payer"'), "row 2: keys"),
    "a list": ("[1, 2]", "row 2: keys"),
    "a number": ("5", "row 2: keys"),
}


@pytest.mark.parametrize("how", BROKEN_LINES)
def test_a_broken_line_of_json_is_told(how: str, tmp_path: Path) -> None:
    line, words = BROKEN_LINES[how]
    log = tmp_path / "log.jsonl"
    another = line.replace('"id": "a"', '"id": "b"')
    log.write_text(f"{GOOD_LINE}\n{another}\n", encoding="utf-8")
    with pytest.raises(LogError, match=re.escape(words)):
        audit(log, DAY)


def test_the_same_log_gives_the_same_audit_in_every_form(tmp_path: Path) -> None:
    """Odd names too: commas, quotes, ends of lines, letters of other alphabets."""
    names = ('a, "b"', "line\nend", "Ærø", "it's")
    day = Scenario("day", MINIMAL, names, ())
    rows = [
        changed(REFUSED, id=f"{n} {p} {q}", payer=p, payee=q, status=status)
        for p in names
        for q in names
        for n, status in enumerate(("refused", "rejected"))
    ]
    told = []
    for form in FORMS:
        found = audit(orders(tmp_path / f"log{form}", *rows), day)
        told.append((found.law, found.findings, found.matched, found.flagged))
    assert told[0] == told[1] == told[2]


def test_a_name_that_says_no_form_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.txt").touch()
    with pytest.raises(LogError, match=r"its name says no form; end it with one of \.parquet, \.csv, \.jsonl"):
        audit(tmp_path / "log.txt", DAY)


def test_a_table_needs_a_day_and_a_folder_has_one(template: Path) -> None:
    with pytest.raises(LogError, match="say which day it is of: --day"):
        audit(next(template.glob("orders.*")))
    with pytest.raises(LogError, match="leave --day out"):
        audit(template, DAY)


# -- what goes wrong under way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_parquet_file_is_told(kept: float, tmp_path: Path) -> None:
    log = orders(tmp_path / "log.parquet", *(changed(REFUSED, id=str(n)) for n in range(1000)))
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * kept)])
    with pytest.raises(LogError, match="is no Parquet file that can be read"):
        audit(log, DAY)


@pytest.mark.parametrize("form", FORMS)
def test_a_log_that_changes_under_way_has_no_verdict(form: str, tmp_path: Path) -> None:
    log = orders(tmp_path / f"log{form}", REFUSED)
    ids = tmp_path / "ids.parquet"

    def meddle(stage: str) -> None:
        if stage == "grouping the orders":
            orders(log, changed(REFUSED, status="rejected"))

    with pytest.raises(LogError, match="changed while it was read"):
        audit(log, DAY, ids=ids, progress=meddle)
    assert sorted(path.name for path in tmp_path.iterdir()) == [log.name]


@pytest.mark.parametrize("name", ["amount", "submitted_at"])
def test_a_file_that_says_wrong_of_itself_is_told(name: str, tmp_path: Path) -> None:
    with opened(orders(tmp_path / "log.parquet", REFUSED), DAY, quickly=True) as log:
        check_ids(log)
        with pytest.raises(LogError, match=f"its statistics of {name} are not those of its rows"):
            check_ids(replace(log, ranges=log.ranges | {name: (2, 3)}))


def test_a_log_that_vanishes_under_way_has_no_verdict(tmp_path: Path) -> None:
    log = orders(tmp_path / "log.parquet", REFUSED)
    with pytest.raises(LogError, match="changed while it was read"):
        audit(log, DAY, progress=lambda stage: log.unlink() if stage == "checking that ids are unique" else None)


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = orders(tmp_path / "log.parquet", REFUSED)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(LogError, match=r"cannot be read \(Permission denied\); check its rights"):
        audit(log, DAY)


def test_an_output_keeps_what_it_was_if_anything_goes_wrong(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write_whole(path, "before")

    def half(error: type[BaseException]) -> None:
        with replacing(path) as temporary:
            temporary.write_text("half a rep")
            raise error

    for error in (KeyboardInterrupt, OSError):
        with pytest.raises(error):
            half(error)
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [("report.md", "before")]


def test_an_output_in_no_folder_is_told_by_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=re.escape(str(tmp_path / "none" / "report.md"))):
        write_whole(tmp_path / "none" / "report.md", "text")


def test_the_list_of_ids_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = orders(tmp_path / "log.parquet", changed(REFUSED, status="settled", block="B1", payer="B", payee="B"))

    def full(*_: object) -> int:
        raise duckdb.IOException("IO Error: No space left on device")

    monkeypatch.setattr(decide, "copy_flagged", full)
    with pytest.raises(LogError, match="No space left on device"):
        audit(log, DAY, ids=tmp_path / "ids.parquet")
    assert [path.name for path in tmp_path.iterdir()] == [log.name]


def test_every_flagged_order_is_listed_with_its_row(tmp_path: Path) -> None:
    wrong = changed(REFUSED, id="b", status="settled", block="B1", payee="A")
    log = orders(tmp_path / "log.csv", REFUSED, wrong, changed(wrong, id="c", system="straks", block="S1"))
    audit(log, DAY, ids=tmp_path / "ids.parquet")
    listed = parquet.read_table(tmp_path / "ids.parquet").to_pylist()
    assert [(row["row"], row["id"], row["status"], row["status_by_the_rules"]) for row in listed] == [
        (1, "a", "refused", "rejected"),
        (2, "b", "settled", "refused"),
        (3, "c", "settled", "refused"),
    ]


INTERRUPTED = """
import os, signal, sys
from zerohour.oracle.audit import decide
from zerohour.oracle.cli import main
was = decide.copy_flagged
def interrupted(*args):
    was(*args)
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        {then}
decide.copy_flagged = interrupted
main()
"""


@pytest.mark.parametrize("then", ["raise", "raise RuntimeError('Query interrupted') from None"])
def test_an_interruption_leaves_nothing_behind(then: str, tmp_path: Path) -> None:
    """Ctrl-C when the list of ids has been written, but has not taken its place; libraries tell it in their own way."""
    log = orders(tmp_path / "log.parquet", changed(REFUSED, status="settled", block="B1", payee="A"))
    (tmp_path / "day.toml").write_text(dump(DAY), encoding="utf-8")
    args = ["audit", log, "--day", tmp_path / "day.toml", "--ids", tmp_path / "ids.parquet"]
    program = [sys.executable, "-c", INTERRUPTED.format(then=then)]
    told = subprocess.run([*program, *map(str, args)], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (130, "")
    assert "Traceback" not in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.toml", "log.parquet"]
