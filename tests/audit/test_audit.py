"""The audit says of every order what a run of the specification says, and flags just what a log has wrong."""

import ast
import inspect
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from zerohour.oracle.audit.decide import audit, grouping
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.log import COLUMNS
from zerohour.oracle.audit.sample import sample, write_log
from zerohour.oracle.audit.signature import LOOKED_AT, signature
from zerohour.oracle.audit.sql import to_sql
from zerohour.oracle.cli import app
from zerohour.oracle.explain import spec_modules
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.timeline import law_of
from zerohour.proofs.symbolic.proxies import UnfaithfulError
from zerohour.spec.bank_day import Revoke, SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.readings import A01, A22, A23, Readings
from zerohour.spec.rulebooks import DENMARK_2018, MINIMAL

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
    """25,000 rows for each of four readings, on whole minutes: many at the instant of a cut-off or a mark."""
    day = sample(25_000, 7, replace(MINIMAL, readings=READINGS[reading]), tick=MINUTE)
    ended = day.run()
    report, log = report_of(ended), tmp_path / "log.parquet"
    write_log(day, report, log)
    found = audit(log, without_orders(day))
    assert (found.flagged, found.judged, found.orders) == (0, 25_000, 25_000)
    law = {(ended.orders[i].status.name.lower(), law_of(ended, i)) for i in ended.orders}
    assert len(found.law) == len(law)
    assert {status for status, _ in found.law} >= {"settled", "rejected", "revoked", "refused"}
    lies = {i: _otherwise(o) for i, o in list(report.orders.items())[::97]}
    write_log(day, Report(report.orders | lies), log)
    flagged = audit(log, without_orders(day), examples=MANY, judge_unknown=True)
    assert {i for finding in flagged.findings for i in finding.examples} == set(lies)
    assert flagged.flagged == len(lies)


def _otherwise(told: OrderReport) -> OrderReport:
    return OrderReport("refused") if told.status != "refused" else OrderReport("rejected")


def test_every_function_that_looks_at_an_orders_times_is_in_the_signature() -> None:
    """Or is of Straksclearing, whose payments the audit takes one by one."""
    looking: set[str] = set()
    for name in spec_modules():
        module = __import__(name, fromlist=["_"])
        for function in (f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == name):
            if _looks_at_times(inspect.getsource(function)):
                looking.add(function.__qualname__)
    assert looking == {f.__qualname__ for f in LOOKED_AT} | {"clear", "sent_by_insolvent"}


def _looks_at_times(source: str) -> bool:
    times = {"submitted_at", "entered_at", "irrevocable_from"}
    return any(isinstance(n, ast.Attribute) and n.attr in times for n in ast.walk(ast.parse(source)))


def test_the_check_for_looking_at_times_bites() -> None:
    assert _looks_at_times("def f(order): return order.entered_at < 5")
    assert not _looks_at_times("def f(order): return order.amount < 5")


def test_the_sql_is_the_rules() -> None:
    """The cut-offs of the timetable are in it, and no cut-off of another."""
    day = without_orders(sample(10, 1))
    assert f'{36_000_000} <= "submitted_at"' in grouping(day, signature(day))
    other = MINIMAL.batch | {0: replace(MINIMAL.batch[0], cutoff=35_999_000)}
    moved_day = replace(day, rulebook=replace(MINIMAL, batch=other))
    moved = grouping(moved_day, signature(moved_day))
    assert f'{35_999_000} <= "submitted_at"' in moved


def test_a_term_without_faithful_sql_raises() -> None:
    with pytest.raises(UnfaithfulError):
        to_sql("text")


def test_a_late_engine_is_flagged_with_the_rule(tmp_path: Path) -> None:
    engine = "python:zerohour.oracle.engines.ledger:late_engine"
    runner = CliRunner()
    assert runner.invoke(app, ["sample-log", str(tmp_path), "--orders", "30000", "--engine", engine]).exit_code == 0
    args = ["audit", str(tmp_path / "log.parquet"), "--day", str(tmp_path / "day.toml")]
    told = runner.invoke(app, args)
    assert told.exit_code == 1
    assert "GEN-31 (page 58)" in told.stdout
    found = json.loads(runner.invoke(app, [*args, "--format", "json"]).stdout)
    assert found["verdict"] == "violation"
    assert found["flagged"] == sum(finding["orders"] for finding in found["findings"])


def test_a_conforming_engine_is_not_flagged(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["sample-log", str(tmp_path), "--orders", "30000"]).exit_code == 0
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
    "submitted_at": 9 * 3_600_000, "revoked_at": None, "named_block": None, "status": "refused", "block": None,
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
    "system": [None, "sum"],
    "payer": [None, ""],
    "payee": [None, ""],
    "amount": [None, 2**60, -(2**60), -(2**63)],
    "submitted_at": [None, -1, 3 * 86_400_000],
    "revoked_at": [-1, 3 * 86_400_000],
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


def test_a_log_of_a_rulebook_that_cannot_be_audited_is_refused(tmp_path: Path) -> None:
    log = write_rows(tmp_path / "log.parquet", [GOOD])
    with pytest.raises(LogError, match="rulebook 'denmark_2018' cannot be audited yet; there are: minimal"):
        audit(log, replace(DAY, rulebook=DENMARK_2018))


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
