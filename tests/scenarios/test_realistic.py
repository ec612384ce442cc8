"""A day of realistic make-up: the same for a seed, with everybody and every block in it, and read back as written."""

import json
from collections import Counter

from typer.testing import CliRunner

from zerohour.oracle.cli import app
from zerohour.oracle.scenarios.format import document, loads
from zerohour.oracle.scenarios.realistic import DIRECT, INDIRECT, realistic
from zerohour.spec.bank_day import SetFolio
from zerohour.spec.orders import Status
from zerohour.spec.participants import NO_SPONSOR
from zerohour.spec.timetable import System

DAY = realistic(3_000, 7)


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    assert realistic(200, 7) == realistic(200, 7)
    assert realistic(200, 7) != realistic(200, 8)


def test_participants_are_direct_and_indirect() -> None:
    sponsors = [DAY.terms[p].sponsor for p in DAY.participants]
    assert (sponsors.count(NO_SPONSOR), len(sponsors)) == (DIRECT, DIRECT + INDIRECT)


def test_every_clearing_and_every_block_of_the_day_settles_orders_and_money_is_conserved() -> None:
    opened = sum(event.balance for event in DAY.events if isinstance(event, SetFolio))
    ended = DAY.run()
    assert sum(a.batch + a.straks + a.folio for a in (ended.lines[p] for p in DAY.participants)) == opened
    orders = [ended.orders[i] for i in ended.orders]
    settled = Counter((o.system, o.block) for o in orders if o.status == Status.SETTLED)
    assert {block for system, block in settled if system == System.INTRADAY} >= {0, 3, 4, 5}
    assert {block for system, block in settled if system == System.STRAKS} >= {0, 1, 2, 3, 4}
    assert settled[System.SUM, 0] > 50
    assert sum(settled.values()) > 0.85 * len(orders)
    assert any(ended.batch.sanctions[p] for p in DAY.participants), "somebody falls short on most days"


def test_day_is_printed_as_json_that_is_read_back() -> None:
    told = CliRunner().invoke(app, ["new", "--realistic", "300", "--seed", "7"])
    assert told.exit_code == 0, told.output
    assert loads(told.stdout, "day") == realistic(300, 7)
    assert json.loads(told.stdout) == document(realistic(300, 7))
