"""An audit whose scans run on Spark finds what one here finds, from the same text.

It needs Java and the extra `spark`. The README's test command needs Python alone, so this file is not called `test_…`,
and is collected where it is named: `python -m pytest tests/audit/dev/check_spark.py`.
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyspark
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from zerohour.oracle.audit.decide import Audit, audit
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.sample import write_log
from zerohour.oracle.audit.scan import Scans
from zerohour.oracle.audit.spark import SETTINGS, ScansOnSpark
from zerohour.oracle.audit.statement import statement
from zerohour.oracle.scenarios.format import LARGEST
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.spec.bank_day import SetLine, Submit
from zerohour.spec.participants import Account
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

HERE = Path(__file__).parent
SMALL: dict[str, Any] = runpy.run_path(str(HERE.parent / "test_small_days.py"))
INJECTED: dict[str, Any] = runpy.run_path(str(HERE.parent / "test_injected.py"))
PEERS: dict[str, Any] = runpy.run_path(str(HERE.parents[1] / "benchmarks" / "peers.py"))
ZEROHOUR = Path(sys.executable).with_name("zerohour")
MASTER = "local[2]"
DAYS, SEED = 6, 3
MANY = 3000
"""So many orders of the largest amount add up to more than 64 bits hold."""
HOUR = 3_600_000
ROWS, BYTES = 500, 20_000
"""So many rows has a part of a file that Spark may go through by itself, and so many bytes it takes at a time."""


@pytest.fixture(scope="module", autouse=True)
def _session() -> Iterator[None]:
    """Start Spark once for all audits, which use what is there and leave it."""
    settings = SETTINGS | {"spark.sql.files.maxPartitionBytes": BYTES, "spark.sql.files.openCostInBytes": 0}
    session = SparkSession.builder.master(MASTER).config(map=settings).getOrCreate()
    yield
    session.stop()


def both(log: Path, day: Scenario, folder: Path) -> tuple[Audit, Audit]:
    """Return the audit here and the audit on Spark, which list the same orders in the same words."""
    ids = folder / "here.parquet", folder / "spark.parquet"
    here = audit(log, day, ids=ids[0], judge_unknown=True)
    there = audit(log, day, ids=ids[1], judge_unknown=True, spark=MASTER)
    listed = [parquet.read_table(path).to_pylist() for path in ids]
    assert listed[0] == listed[1]
    return here, replace(there, packages=())


def test_injected_violations_are_found_on_spark_as_here(tmp_path: Path) -> None:
    """The rows are gone through in several parts, whose groups are put together."""
    log, wrong = INJECTED["injected"](tmp_path)
    parquet.write_table(parquet.read_table(log), log, row_group_size=ROWS)
    session = SparkSession.getActiveSession()
    assert session is not None
    assert session.read.parquet(str(log)).rdd.getNumPartitions() > 5
    here, there = both(log, INJECTED["without_orders"](INJECTED["day"]()[0]), tmp_path)
    assert here == there
    assert there.flagged == len(wrong) > 50
    assert len(there.findings) > 5


def test_small_days_are_audited_on_spark_as_here(tmp_path: Path) -> None:
    flagged = 0
    for day in SMALL["days"](DAYS, SEED):
        ended = day.run()
        right, first = report_of(ended).orders, day.rulebook.straks[0].name
        lies = {i: SMALL["lie"](ended.orders[i].system, right[i], first) for i in list(right)[::2]}
        write_log(day, Report(right | lies), tmp_path / "log.parquet")
        here, there = both(tmp_path / "log.parquet", SMALL["without_orders"](day), tmp_path)
        assert here == there
        flagged += there.flagged
    assert flagged >= DAYS


def test_text_of_every_scan_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, _ = INJECTED["injected"](tmp_path)
    day = INJECTED["without_orders"](INJECTED["day"]()[0])
    texts: dict[type[Scans], list[str]] = {Scans: [], ScansOnSpark: []}
    for kind, noted in texts.items():

        def found(
            scans: Scans, scan: str, *tables: str, asked: Callable[..., str] = kind.found, noted: list[str] = noted
        ) -> str:
            noted.append(scan)
            return asked(scans, scan, *tables)

        monkeypatch.setattr(kind, "found", found)
    both(log, day, tmp_path)
    assert texts[Scans] == texts[ScansOnSpark]
    assert sum("AS signature" in text for text in texts[Scans]) == 2


def test_cost_on_spark_can_be_told() -> None:
    rows = PEERS["on_spark"](20_000, PEERS["AUDIT"]["small_day"](4))  # ends with an error where Spark finds otherwise
    assert [row.split(" | ")[:2] for row in rows] == [["| 20,000", "grouping"], ["| 20,000", "ids unique"]]


def test_sums_beyond_64_bits_are_exact(tmp_path: Path) -> None:
    """With a line of all that the payer owes, all of it settles; with an øre less, nothing does."""
    sent = tuple(Submit(9 * HOUR, f"o{n}", System.INTRADAY, "A", "B", LARGEST) for n in range(MANY))
    for short, status in ((0, OrderReport("settled", "B1")), (1, OrderReport("rejected"))):
        line = SetLine(0, Account.BATCH, "A", MANY * LARGEST - short)
        day = Scenario("large", MINIMAL, ("A", "B"), (line,))
        log, said = tmp_path / "log.parquet", Report(dict.fromkeys((e.order for e in sent), status))
        write_log(replace(day, events=(line, *sent)), said, log)
        here, there = both(log, day, tmp_path)
        assert here == there
        assert (there.matched, there.flagged) == (MANY, 0)


def test_what_cannot_be_judged_is_told_in_the_same_words(tmp_path: Path) -> None:
    """An id that is there twice, and none."""
    log, _ = INJECTED["injected"](tmp_path)
    day = INJECTED["without_orders"](INJECTED["day"]()[0])
    table = parquet.read_table(log)
    for odd in ("again", None):
        ids = [*table["id"].to_pylist()[:-2], "again", odd]
        parquet.write_table(table.set_column(0, "id", pa.array(ids)), tmp_path / "odd.parquet")
        told: list[str] = []
        for master in ("", MASTER):
            with pytest.raises(LogError) as raised:
                audit(tmp_path / "odd.parquet", day, spark=master)
            told.append(str(raised.value))
        assert told[0] == told[1]
        assert "row" in told[1]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_log_in_text_is_audited_on_spark_of_this_machine_alone(form: str, tmp_path: Path) -> None:
    day = SMALL["without_orders"](next(SMALL["days"](1, SEED)))
    log = tmp_path / "log [1]* {x}.parquet"  # Spark takes these for patterns
    write_log(next(SMALL["days"](1, SEED)), report_of(next(SMALL["days"](1, SEED)).run()), log)
    duckdb.execute(f"COPY (FROM read_parquet('{log.parent}/*.parquet')) TO '{log.with_suffix('.' + form)}'")
    assert both(log, day, tmp_path)[1].orders > 0
    assert both(log.with_suffix(f".{form}"), day, tmp_path)[1].orders > 0
    with pytest.raises(LogError, match=r"is not in Parquet, and the machines of spark://far:7077 cannot see it"):
        audit(log.with_suffix(f".{form}"), day, spark="spark://far:7077")


def test_statement_names_the_version_of_spark(tmp_path: Path) -> None:
    day = next(SMALL["days"](1, SEED))
    write_log(day, report_of(day.run()), tmp_path / "log.parquet")
    found = audit(tmp_path / "log.parquet", SMALL["without_orders"](day), judge_unknown=True, spark=MASTER)
    assert statement(found).versions["pyspark"] == pyspark.__version__


@pytest.mark.parametrize(
    ("master", "java", "words"),
    [
        ("local[2]", "/nowhere", "Spark cannot be started at local[2]: "),
        ("loca", "", "Spark cannot be started at loca: "),
    ],
)
def test_spark_that_cannot_be_started_is_told_in_words(master: str, java: str, words: str, tmp_path: Path) -> None:
    subprocess.run([str(ZEROHOUR), "sample-log", str(tmp_path), "--orders", "100"], check=True, capture_output=True)
    asked = f"{ZEROHOUR} audit {tmp_path}/log.parquet --day {tmp_path}/day.toml --spark {master}".split()
    given = os.environ | ({"JAVA_HOME": java} if java else {})
    done = subprocess.run(asked, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Java 17 or later" in done.stderr
    assert "Traceback" not in done.stderr
