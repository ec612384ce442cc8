"""The audit says of every order what a run of the specification says, and flags just what a log has wrong."""

import ast
import inspect
import json
import random
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.groups import fill_limits, signed
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.opened import opened
from zerohour.oracle.audit.sample import sample, write_log
from zerohour.oracle.audit.signature import LATEST, LOOKED_AT, Edges, Own, signatures
from zerohour.oracle.audit.understood import EVENTS, FIELDS, NOT_YET, strange_fields
from zerohour.oracle.audit.watch import UnfaithfulError, Watched, edges
from zerohour.oracle.cli import app
from zerohour.oracle.explain import spec_modules
from zerohour.oracle.scenarios.format import LARGEST, dump
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import CLASS_OF, Lock, Revoke, SetLine, Submit
from zerohour.spec.money import NO_LIMIT
from zerohour.spec.participants import Account, Participant
from zerohour.spec.readings import A01, A22, A23, Readings
from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks import DENMARK_2018, MINIMAL
from zerohour.spec.timetable import Block, System

MINUTE = 60_000
MANY = 500
"""More examples than any group of these logs has wrong."""
READINGS = {
    "default": Readings(),
    "A-01 by entry": Readings(a01=A01.BY_ENTRY),
    "A-01 conditional, A-22 renewed": Readings(a01=A01.CONDITIONAL, a22=A22.RENEWED),
    "A-22 renewed, A-23 smallest shortfall": Readings(a22=A22.RENEWED, a23=A23.SMALLEST_SHORTFALL),
}


def without_orders(day: Scenario) -> Scenario:
    return replace(day, events=tuple(e for e in day.events if not isinstance(e, Submit | Revoke)))


@pytest.mark.parametrize("reading", sorted(READINGS))
def test_audited_and_scalar_verdicts_are_equal_on_tie_heavy_rows(reading: str, tmp_path: Path) -> None:
    """8,000 rows for each of four readings, on whole minutes: many at the instant of a cut-off or a mark."""
    day = sample(8_000, 7, replace(MINIMAL, readings=READINGS[reading]), tick=MINUTE)
    ended = day.run()
    report, log = report_of(ended), tmp_path / "log.parquet"
    write_log(day, report, log)
    found = audit(log, without_orders(day))
    assert (found.flagged, found.judged, found.orders) == (0, 8_000, 8_000)
    law = {(ended.orders[i].status.name.lower(), law_of(ended, i)) for i in ended.orders}
    assert len(found.law) == len(law)
    assert {status for status, _ in found.law} >= {"settled", "rejected", "revoked", "refused"}
    lies = {i: _otherwise(o, ended.orders[i].system) for i, o in list(report.orders.items())[::97]}
    write_log(day, Report(report.orders | lies), log)
    flagged = audit(log, without_orders(day), examples=MANY, judge_unknown=True)
    assert {i for finding in flagged.findings for i in finding.examples} == set(lies)
    assert flagged.flagged == len(lies)


def _otherwise(told: OrderReport, system: System) -> OrderReport:
    """Return something else, which changes nobody's position in Straks."""
    if system == System.STRAKS and told.status in ("settled", "cleared"):
        return OrderReport("cleared") if told.status == "settled" else OrderReport("settled", "S1")
    return OrderReport("refused") if told.status != "refused" else OrderReport("rejected")


def test_every_function_that_looks_at_an_orders_times_is_asked_for_its_edges() -> None:
    looking: set[str] = set()
    for name in spec_modules():
        module = __import__(name, fromlist=["_"])
        for function in (f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == name):
            if _looks_at_times(inspect.getsource(function)):
                looking.add(function.__qualname__)
    assert looking == {f.__qualname__ for f in LOOKED_AT}


def _looks_at_times(source: str) -> bool:
    times = {"submitted_at", "entered_at", "irrevocable_from"}
    return any(isinstance(n, ast.Attribute) and n.attr in times for n in ast.walk(ast.parse(textwrap.dedent(source))))


def test_the_check_for_looking_at_times_bites() -> None:
    assert _looks_at_times("def f(order): return order.entered_at < 5")
    assert not _looks_at_times("def f(order): return order.amount < 5")


def test_the_edges_are_those_of_the_rules() -> None:
    """The cut-offs of the timetable are among them, and no cut-off of another."""
    day = without_orders(sample(10, 1))
    assert 36_000_000 in signatures(day)[System.INTRADAY].submitted
    other = MINIMAL.batch | {0: replace(MINIMAL.batch[0], cutoff=35_999_000)}
    moved = signatures(replace(day, rulebook=replace(MINIMAL, batch=other)))[System.INTRADAY].submitted
    assert 35_999_000 in moved
    assert 36_000_000 not in moved


def test_edges_are_found_on_every_way_through_a_rule() -> None:
    def rule(n: int) -> bool:
        return n == 7 if n < 10 else n >= 50 or (n > 20 and n != 30)

    found = edges(rule, 0, 100)
    assert found == (0, 7, 8, 21, 30, 31)
    assert all(rule(n) == rule(max(edge for edge in found if edge <= n)) for n in range(100))


MORE_THAN_COMPARING: list[Callable[[int], object]] = [
    lambda n: n + 1,
    lambda n: -n,
    lambda n: {n: 1},
    lambda n: n % 2,
    lambda n: not n,
]


@pytest.mark.parametrize("rule", MORE_THAN_COMPARING)
def test_a_rule_that_does_more_than_compare_raises(rule: Callable[[int], object]) -> None:
    with pytest.raises(UnfaithfulError):
        rule(Watched.of(1, set()))


@pytest.mark.parametrize("book", [MINIMAL, DENMARK_2018], ids=lambda book: book.name)
def test_an_order_is_told_by_the_one_that_has_its_signature(book: Rulebook, tmp_path: Path) -> None:
    """The SQL and the numbers it stands for, on rows of any time and amount, most of them at an edge or beside it."""
    day = without_orders(sample(10, 1, book))
    day = replace(day, terms={"bank03": Participant(limit=50_000)})
    rnd = random.Random(1)  # noqa: S311  # reproducible, not secret
    found = signatures(day)
    rows: list[dict[str, Any]] = []
    for n in range(20_000):
        system = rnd.choice(list(System))
        at, recalled = (_near(rnd, among) for among in (found[system].submitted, found[system].recalled))
        amount = _near(rnd, found[system].amount, 50_000)
        own = {
            "amount": max(-LARGEST, min(LARGEST, amount)),
            "submitted_at": at,
            "revoked_at": rnd.choice((recalled, None)),
        }
        rows.append(GOOD | own | {"id": str(n), "system": system.name.lower(), "payer": rnd.choice(day.participants)})
    with opened(write_rows(tmp_path / "log.parquet", rows), day, judge_unknown=True, quickly=True) as log:
        fill_limits(log)
        told = log.database.execute(f"SELECT id, signature FROM ({signed(log, found)})").fetchall()  # noqa: S608
    for i, number in told:
        row, system = rows[int(i)], System[rows[int(i)]["system"].upper()]
        stands = found[system].own(number)
        limit = 50_000 if row["payer"] == "bank03" and system == System.INTRADAY else NO_LIMIT
        assert found[system].possible(number)
        assert _asked(found[system], stands) == _asked(
            found[system], Own(row["submitted_at"], row["revoked_at"], row["amount"], limit)
        )


def _near(rnd: random.Random, among: tuple[int, ...], *more: int) -> int:
    """Return a number at an edge, or beside it, or any; without more edges it is a time."""
    if rnd.random() < 0.2:
        return rnd.randrange(86_400_000)
    at = rnd.choice((*among, *more)) + rnd.choice((-1, 0, 0, 1))
    return at if more else max(0, min(LATEST - 1, at))


def _asked(found: Edges, own: Own) -> object:
    return (
        [own.submitted_at >= edge for edge in found.submitted],
        own.recall is not None and [own.recall >= edge for edge in found.recalled],
        [own.amount >= edge for edge in found.amount],
        own.amount <= own.limit,
    )


# -- what is not understood is refused ---------------------------------------------------------------------------------


def test_what_is_listed_as_understood_is_what_there_is() -> None:
    """A new field of a record, or a new event, must be thought of here before a day that has it is judged."""
    timetable = {"CutOff", "Forecast", "Lock", "Settle", "Release", "EndMoneyDay"}
    kinds = {kind.__name__ for kind in CLASS_OF} - timetable
    assert kinds == EVENTS | NOT_YET
    not_yet: dict[type, set[str]] = {
        Participant: {"down", "liquidity_rule", "over_cover", "pledge"},
        Readings: {"a38"},
    }
    for kind in (Participant, Rulebook, Block, Readings):
        followed = set(FIELDS[kind.__name__].split())
        assert {f.name for f in fields(kind)} == followed | not_yet.get(kind, set())


def test_an_unusual_value_of_a_new_field_is_told() -> None:
    @dataclass(frozen=True)
    class Participant:
        known: bool = True
        novel: str = ""

    assert list(strange_fields(Participant())) == []
    assert list(strange_fields(Participant(novel="A"))) == ["novel of Participant"]


def test_a_late_engine_is_flagged_with_the_rule(tmp_path: Path) -> None:
    engine = "python:zerohour.oracle.engines.ledger:late_engine"
    runner = CliRunner()
    assert runner.invoke(app, ["sample-log", str(tmp_path), "--orders", "4000", "--engine", engine]).exit_code == 0
    args = ["audit", str(tmp_path / "log.parquet"), "--day", str(tmp_path / "day.toml")]
    told = runner.invoke(app, args)
    assert told.exit_code == 1
    assert "GEN-31 (page 58)" in told.stdout
    found = json.loads(runner.invoke(app, [*args, "--format", "json"]).stdout)
    assert found["verdict"] == "violation"
    assert found["flagged"] == sum(finding["orders"] for finding in found["findings"])


def test_a_conforming_engine_is_not_flagged(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["sample-log", str(tmp_path), "--orders", "4000"]).exit_code == 0
    told = runner.invoke(app, ["audit", str(tmp_path / "log.parquet"), "--day", str(tmp_path / "day.toml")])
    assert (told.exit_code, told.stdout.split(":")[0]) == (0, "conforms")


def test_the_engines_lawful_exclusions_are_followed(tmp_path: Path) -> None:
    """Under `any subset` a log of any order of exclusions conforms; under `all at once` only its own does."""
    day = replace(_x1(), rulebook=replace(MINIMAL, readings=Readings(a23=A23.SMALLEST_SHORTFALL)))
    log = tmp_path / "log.parquet"
    write_log(day, report_of(day.run()), log)
    assert audit(log, without_orders(_x1())).flagged == 0
    other = replace(_x1(), rulebook=replace(MINIMAL, readings=Readings(a23=A23.ALL_AT_ONCE)))
    assert audit(log, without_orders(other)).flagged > 0


def _x1() -> Scenario:
    from zerohour.oracle.scenarios.library import library  # noqa: PLC0415  # only here

    return replace(library()["x1_all_at_once"], rulebook=MINIMAL)


# -- logs that cannot be judged ----------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {
    "id": "a", "system": "intraday", "payer": "A", "payee": "B", "amount": 1,
    "submitted_at": 9 * 3_600_000, "revoked_at": None, "named_block": None,
    "part": None, "deliverer": None, "status": "refused", "block": None,
}  # fmt: skip
DAY = Scenario("day", MINIMAL, ("A", "B"), ())


def write_rows(path: Path, rows: list[dict[str, Any]], drop: str = "", **kinds: Any) -> Path:
    types = {"VARCHAR": pa.string(), "BIGINT": pa.int64()}
    table = {
        name: pa.array([row[name] for row in rows], kinds.get(name, types[column.type]))
        for name, column in COLUMNS.items()
        if name != drop
    }
    parquet.write_table(pa.table(table), path)
    return path


BAD_VALUES: dict[str, list[Any]] = {
    "id": [None, ""],
    "system": [None, "gross"],
    "payer": [None, ""],
    "payee": [None, ""],
    "amount": [None, 2**60, -(2**60), -(2**63)],
    "submitted_at": [None, -1, 3 * 86_400_000],
    "revoked_at": [-1, 3 * 86_400_000],
    "part": ["pbs", "other"],
    "deliverer": ["Nets"],
    "status": [None, "fine"],
    "block": ["B1"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD_VALUES.items() for value in values])
def test_a_bad_value_is_told_by_row_with_its_remedy(name: str, value: Any, tmp_path: Path) -> None:
    rows = [GOOD | {"id": str(n)} for n in range(4)]
    rows[2] |= {name: value}
    log = write_rows(tmp_path / "log.parquet", rows)
    with pytest.raises(LogError) as caught:
        audit(log, DAY)
    assert f"row 3: {name}: {COLUMNS[name].remedy}" in str(caught.value)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_missing_column_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(LogError, match=f"column {name}: is missing"):
        audit(write_rows(tmp_path / "log.parquet", [GOOD], drop=name), DAY)


def test_a_column_of_another_type_is_told(tmp_path: Path) -> None:
    log = write_rows(tmp_path / "log.parquet", [GOOD | {"amount": 1.5}], amount=pa.float64())
    with pytest.raises(LogError, match="column amount: is DOUBLE; store it as BIGINT"):
        audit(log, DAY)


def test_an_id_that_is_there_twice_is_told_by_rows(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="rows 1, 2: id: 'a' is there twice"):
        audit(write_rows(tmp_path / "log.parquet", [GOOD, GOOD]), DAY)


def test_an_empty_log_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="has no rows"):
        audit(write_rows(tmp_path / "log.parquet", []), DAY)


def test_a_day_with_orders_of_its_own_is_an_error(tmp_path: Path) -> None:
    log = write_rows(tmp_path / "log.parquet", [GOOD])
    with pytest.raises(LogError, match="has orders of its own"):
        audit(log, sample(1, 1))


@pytest.mark.parametrize("content", [b"", b"not parquet", None], ids=["empty file", "text", "no file"])
def test_a_file_that_is_no_log_ends_with_exit_code_2(content: bytes | None, tmp_path: Path) -> None:
    log, day = tmp_path / "log.parquet", tmp_path / "day.toml"
    if content is not None:
        log.write_bytes(content)
    day.write_text(dump(DAY), encoding="utf-8")
    told = CliRunner().invoke(app, ["audit", str(log), "--day", str(day)])
    assert told.exit_code == 2
    assert str(log) in told.stderr
    assert "Traceback" not in told.output + told.stderr


def test_sums_beyond_64_bits_are_exact(tmp_path: Path) -> None:
    """5,000 orders of 2**53 øre are more than 2**65: they settle on a line of just so much, and not on one øre less."""
    amount, orders = 2**53, 5_000
    rows = [GOOD | {"id": str(n), "amount": amount, "status": "settled", "block": "B1"} for n in range(orders)]
    log = write_rows(tmp_path / "log.parquet", rows)
    for line, flagged in ((amount * orders, 0), (amount * orders - 1, orders)):
        day = replace(DAY, events=(SetLine(0, Account.BATCH, "A", line),))
        assert audit(log, day).flagged == flagged


def test_a_day_with_what_is_not_understood_is_refused(tmp_path: Path) -> None:
    log = write_rows(tmp_path / "log.parquet", [GOOD])
    with pytest.raises(LogError, match="logs of days with the event Lock cannot be audited yet"):
        audit(log, replace(DAY, events=(Lock(1, 0),)))


@pytest.mark.parametrize(("named", "reason"), [("B2", "entered"), ("B1", "late"), ("I9", "unknown")])
def test_an_order_that_names_its_block_is_judged_by_it(named: str, reason: str, tmp_path: Path) -> None:
    at = 10 * 3_600_000 if reason == "late" else 9 * 3_600_000
    good = {"status": "settled", "block": "B2"} if reason == "entered" else {}
    row = GOOD | good | {"named_block": named, "submitted_at": at}
    day = replace(DAY, events=(SetLine(0, Account.BATCH, "A", 1),))
    found = audit(write_rows(tmp_path / "log.parquet", [row]), day)
    assert (found.judged, found.flagged) == (1, 0)


def test_a_file_is_read_by_its_own_name_and_no_other_is(tmp_path: Path) -> None:
    """`log[1].parquet` is a name, and no pattern for `log1.parquet`."""
    write_rows(tmp_path / "log1.parquet", [GOOD, GOOD | {"id": "b"}])
    named = write_rows(tmp_path / "log[1].parquet", [GOOD])
    found = audit(named, DAY)
    assert (found.orders, found.flagged) == (1, 1)


def test_spark_that_is_not_installed_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("py4j", "py4j.protocol", "pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    CliRunner().invoke(app, ["sample-log", str(tmp_path), "--orders", "100"])
    log, day = str(tmp_path / "log.parquet"), str(tmp_path / "day.toml")
    told = CliRunner().invoke(app, ["audit", log, "--day", day, "--spark", "local[*]"])
    assert told.exit_code == 2
    assert "pyspark is not installed; remedy: pip install 'zerohour[spark]'" in told.stderr
