"""Injected violations, some thirty kinds and more of them, are found exactly: no order more, no order fewer."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from typer.testing import CliRunner

from zerohour.oracle.audit.decide import Audit, audit
from zerohour.oracle.audit.examples import write_examples
from zerohour.oracle.audit.opened import Opened
from zerohour.oracle.audit.sample import sample, write_log
from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.spec.bank_day import BankDay, Event, Exclude, Notice, Revoke, SetLimit, SetLine, Submit, step
from zerohour.spec.instant_clearing import with_payment
from zerohour.spec.participants import Account, Participant
from zerohour.spec.rulebooks import MINIMAL
from zerohour.spec.timetable import System

ORDERS, EACH = 10_000, 3
HOUR = 3_600_000
REPORTS = (
    OrderReport("settled", "B1"),
    OrderReport("settled", "B2"),
    OrderReport("settled", "S1"),
    OrderReport("settled", "S2"),
    OrderReport("refused"),
    OrderReport("rejected"),
    OrderReport("revoked"),
    OrderReport("carried"),
    OrderReport("reversed"),
)


@cache
def day() -> tuple[Scenario, BankDay]:
    """Return a day on which much happens: a bank fails, one is excluded, one has a limit, and lines are short."""
    made = sample(ORDERS, 11, tick=60_000)
    limited = made.participants[3]
    terms = {
        limited: replace(Participant(), limit=50_000),
        made.participants[5]: replace(Participant(), in_straks=False),
    }
    events: list[Event] = [SetLine(7 * HOUR + 1, Account.BATCH, p, 100_000_000) for p in made.participants[4:]]
    events += [SetLimit(10 * HOUR, limited, 40_000), Notice(10 * HOUR + 540_000, made.participants[0])]
    events += [Exclude(9 * HOUR, made.participants[1])]
    whole = replace(made, terms=terms, events=(*made.events, *events))
    return whole, whole.run()


def without_orders(scenario: Scenario) -> Scenario:
    return replace(scenario, events=tuple(e for e in scenario.events if not isinstance(e, Submit | Revoke)))


def kinds() -> Iterator[tuple[str, list[str], OrderReport]]:
    """Yield kinds of violation: of orders that end for one reason, something else is said."""
    _, ended = day()
    right = report_of(ended).orders
    by_end: dict[tuple[str, str, OrderReport], list[str]] = {}
    for i in ended.orders:
        order = ended.orders[i]
        by_end.setdefault((order.system.name.lower(), order.reason.name.lower(), right[i]), []).append(i)
    for (system, reason, said), orders in sorted(by_end.items(), key=str):
        own = [r for r in REPORTS if r.block is None or (r.block[0] == "B") == (system == "intraday")]
        wrong = [r for r in own if r != said]
        if reason == "unknown_participant":  # of these anything but a refusal is told as a mistake in the log
            continue
        for n, report in enumerate(wrong):
            chosen = orders[n * EACH : (n + 1) * EACH]
            if chosen:
                name = f"{system}, {reason} ({said.status} {said.block or ''}): {report.status} {report.block or ''}"
                yield name, chosen, report


def expected() -> dict[str, str]:
    """Return the kind of every order that is wrong, Straks by the positions that the log itself makes."""
    whole, ended = day()
    told = report_of(ended).orders | {i: said for _, chosen, said in kinds() for i in chosen}
    by_kind = {i: name for name, chosen, _ in kinds() for i in chosen}
    ends = report_of(following(whole, told)).orders
    return {i: by_kind.get(i, "follows from another") for i in ends if ends[i] != told[i]}


def following(whole: Scenario, told: dict[str, OrderReport]) -> BankDay:
    """Return the day, order by order, in which instant payments move what they are said to move."""
    now = whole.opening()
    for event in whole.timeline():
        before, now = now, step(now, event).day
        if isinstance(event, Submit) and event.system == System.STRAKS:
            moved = before.straks.open_net
            if told[event.order].status in ("settled", "cleared") and event.payer != event.payee:
                moved = with_payment(moved, now.orders[event.order])
            now = replace(now, straks=replace(now.straks, open_net=moved))
    return now


def injected(folder: Path) -> tuple[Path, dict[str, str]]:
    """Write a log with all kinds of violation in it; return it, and the kind of each wrong order."""
    whole, ended = day()
    report = report_of(ended)
    lies = {i: said for _, chosen, said in kinds() for i in chosen}
    log = folder / "log.parquet"
    write_log(whole, Report(report.orders | lies), log)
    return log, expected()


def test_thirty_kinds_of_injected_violation_are_found_exactly(tmp_path: Path) -> None:
    log, wrong = injected(tmp_path)
    assert len(set(wrong.values())) >= 30
    found = audit(log, without_orders(day()[0]), ids=tmp_path / "ids.parquet")
    listed = parquet.read_table(tmp_path / "ids.parquet").to_pylist()
    by_kind: dict[str, set[str]] = {}
    for row in listed:
        by_kind.setdefault(wrong.get(row["id"], "not injected"), set()).add(row["id"])
    injected_kinds: dict[str, set[str]] = {}
    for i, kind in wrong.items():
        injected_kinds.setdefault(kind, set()).add(i)
    assert by_kind == injected_kinds
    assert (found.flagged, found.matched, found.unjudged) == (len(wrong), ORDERS - len(wrong), 0)
    assert len(listed) == len(wrong)


def test_straksclearing_audited_apart_from_the_rest_finds_the_same(tmp_path: Path) -> None:
    log, wrong = injected(tmp_path)
    found: set[str] = set()
    for apart in (True, False):
        rows = [row for row in parquet.read_table(log).to_pylist() if (row["system"] == "straks") == apart]
        assert any(row["id"] in wrong for row in rows)
        schema = parquet.read_schema(log)
        parquet.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / "part.parquet")
        audit(tmp_path / "part.parquet", without_orders(day()[0]), ids=tmp_path / "ids.parquet")
        found |= {row["id"] for row in parquet.read_table(tmp_path / "ids.parquet").to_pylist()}
    assert found == set(wrong)


def test_one_wrong_clearing_in_straks_makes_no_later_one_wrong(tmp_path: Path) -> None:
    """A has 10: the first payment was refused, wrongly; the second is right by what A then has, the third is not."""
    sent = [Submit(9 * HOUR + n, f"p{n}", System.STRAKS, "A", "B", 10) for n in range(3)]
    small = Scenario("small", MINIMAL, ("A", "B"), (SetLine(0, Account.STRAKS, "A", 10), *sent))
    said = {"p0": OrderReport("refused"), "p1": OrderReport("settled", "S1"), "p2": OrderReport("settled", "S1")}
    write_log(small, Report(said), tmp_path / "log.parquet")
    found = audit(tmp_path / "log.parquet", without_orders(small))
    assert sorted(i for finding in found.findings for i in finding.examples) == ["p0", "p2"]
    assert found.flagged == 2


def test_an_example_of_each_finding_is_a_scenario_that_run_reproduces(tmp_path: Path) -> None:
    log, wrong = injected(tmp_path)
    told: list[Audit] = []
    files: list[Path] = []

    def export(opened: Opened, found: Audit) -> None:
        told.append(found)
        files.extend(write_examples(opened, found, tmp_path / "out"))

    audit(log, without_orders(day()[0]), then=export)
    assert len(files) == len(told[0].findings) >= 15
    for path in files:
        assert CliRunner().invoke(app, ["run", str(path)]).exit_code == 0, path.read_text("utf-8")
    assert sum(path.read_text("utf-8").count("[expect]") for path in files) == len(files)
    assert {i for finding in told[0].findings for i in finding.examples} <= set(wrong)
    assert max(path.read_text("utf-8").count("[[event]]") for path in files) < 60, "they are small"
