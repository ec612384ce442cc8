"""The audit of any small day, by any rulebook and reading, says what a run of the specification says, order by order.

`python tests/audit/test_small_days.py DAYS SEED` asks it of so many days.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pyarrow import parquet

from zerohour.oracle.audit.decide import audit
from zerohour.oracle.audit.sample import write_log
from zerohour.oracle.choices import outcomes
from zerohour.oracle.generate import EVERYTHING, generated
from zerohour.oracle.scenarios.clock import DAY_MS
from zerohour.oracle.scenarios.format import LARGEST
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario, report_of
from zerohour.oracle.scenarios.told import as_told
from zerohour.oracle.timeline import law_of
from zerohour.spec.bank_day import Decree, Event, Revoke, Settle, Submit
from zerohour.spec.participants import Account
from zerohour.spec.readings import A23, Readings
from zerohour.spec.rulebooks import DENMARK_2018
from zerohour.spec.timetable import System

DAYS, SEED = 25, 1


def loggable(day: Scenario) -> Scenario:
    """Return the day with each id once, one recall of each, and orders after all else of their instant, as in a log."""
    sent: dict[str, Submit] = {}
    recalls: dict[str, Revoke] = {}
    for event in day.events:
        if isinstance(event, Submit) and abs(event.amount) <= LARGEST:
            sent.setdefault(event.order, event)
        if isinstance(event, Revoke):
            recalls.setdefault(event.order, event)
    own: list[Event] = [*sent.values(), *(recalls[i] for i in recalls if i in sent)]
    return replace(day, events=(*without_orders(day).events, *own))


def without_orders(day: Scenario) -> Scenario:
    return replace(day, events=tuple(e for e in day.events if not isinstance(e, Submit | Revoke)))


def days(number: int, seed: int) -> Iterator[Scenario]:
    """Yield generated days, but for those that the audit refuses, by a reading that it does not follow."""
    for n in range(number):
        features = (EVERYTHING | {"blocks"} if n % 2 else EVERYTHING) - {"contingency"}
        day = loggable(as_told(generated(seed, n, features)))
        if day.rulebook.readings.a38 == Readings.a38:
            yield day


def check(day: Scenario, folder: Path) -> int:
    """Raise AssertionError where audit and run differ; return how many orders the day has."""
    ended = day.run()
    right, log, ids = report_of(ended).orders, folder / "log.parquet", folder / "ids.parquet"
    if not right:
        return 0
    write_log(day, Report(right), log)
    found = audit(log, without_orders(day), judge_unknown=True)
    wrong = [finding.explanation for finding in found.findings]
    assert (found.matched, found.orders, wrong) == (len(right), len(right), []), day
    law = Counter((right[i].status, law_of(ended, i)) for i in right)
    assert found.law == law, day
    first = day.rulebook.straks[0].name
    lies = {i: lie(ended.orders[i].system, right[i], first) for i in list(right)[::2]}
    write_log(day, Report(right | lies), log)
    audit(log, without_orders(day), judge_unknown=True, ids=ids)
    listed = {row["id"]: (row["status_by_the_rules"], row["block_by_the_rules"]) for row in rows(ids)}
    assert set(listed) <= set(right)
    if not leaves_a_choice(day):
        assert listed == {i: (right[i].status, right[i].block) for i in lies}, day
    return len(right)


def leaves_a_choice(day: Scenario) -> bool:
    """Whether more than one choice of exclusions is allowed, so that lies may be followed as another one."""
    return day.rulebook.readings.a23 == A23.ANY_SUBSET and any(
        isinstance(event, Settle) and event.account == Account.BATCH and len(outcomes(before, event)) > 1
        for event, before, _ in day.steps()
    )


def lie(system: System, said: OrderReport, block: str) -> OrderReport:
    """Return something else, which does not change what was cleared in Straks."""
    if system == System.STRAKS and said.status in ("settled", "cleared"):
        return OrderReport("cleared") if said.status == "settled" else OrderReport("settled", block)
    return OrderReport("rejected" if said.status == "refused" else "refused")


def rows(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = parquet.read_table(path).to_pylist()
    return found


def test_any_small_day_is_audited_as_it_is_run(tmp_path: Path) -> None:
    orders = sum(check(day, tmp_path) for day in days(DAYS, SEED))
    assert orders >= 2 * DAYS


def test_orders_of_one_block_but_of_two_dates_are_apart_where_the_law_has_them_apart(tmp_path: Path) -> None:
    """By the Act an order is protected that entered on the date of a decree of which nobody knew; a day later not."""
    decree, sent_at = Decree(1, "B"), {"that day": DAY_MS - 1, "next day": DAY_MS}
    sent = (Submit(at, name, System.INTRADAY, "B", "A", 1) for name, at in sent_at.items())
    day = Scenario("two dates", DENMARK_2018, ("A", "B"), (decree, *sent))
    ended = day.run()
    assert law_of(ended, "that day") != law_of(ended, "next day")
    assert ended.orders["that day"].block == ended.orders["next day"].block
    assert check(day, tmp_path) == 2


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted, seed = (int(arg) for arg in sys.argv[1:])
        counted = sum(check(day, Path(folder)) for day in days(wanted, seed))
        sys.stdout.write(f"{wanted:,} days, {counted:,} orders: the audit says of each what the run says.\n")
