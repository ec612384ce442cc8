"""The built site in headless Chromium: nothing that keeps a reader out, and a playground that says what Python says.

It needs what the README's test command does not have: Chromium, Node, `npm ci --prefix docs/browser`, and a site built
after it. So this file is not called `test_…`, and is collected where it is named:
`ZEROHOUR_SITE=docs/_build/html python -m pytest tests/documents/check_browser.py`. Screenshots are left in `pictures`
beside the site.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zerohour.oracle.generate import generated
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.portable import to_data
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import money, timeline

ROOT = Path(__file__).resolve().parents[2]
BROWSER = ROOT / "docs" / "browser"
KINDS = (
    "index.html",
    "finality.html",
    "bankrupt_after_cut_off.html",
    "clearings.html",
    "clearing_day.html",
    "glossary.html",
    "specification/netting.html",
    "specification/index.html",
    "open_questions.html",
    "scenarios.html",
    "evidence.html",
    "proofs.html",
    "track_record.html",
    "playground.html#day=carried_over",
)
"""A page of every kind."""
THEMES, WIDTHS = ("light", "dark"), (390, 1440)
RANDOM_DAYS = int(os.environ.get("ZEROHOUR_DAYS", "60"))
"""So many random days are put to both Pythons; `ZEROHOUR_DAYS=500` asks for more."""


@pytest.fixture(scope="module")
def answer() -> Callable[[str, dict[str, str]], str]:
    """Return what the playground asks, as it runs in this Python."""
    sys.path.insert(0, str(ROOT / "docs" / "_ext"))
    asked: Callable[[str, dict[str, str]], str] = importlib.import_module("zerohour_site.browser").answer
    return asked


@pytest.fixture(scope="module")
def site() -> Path:
    """Return the built site."""
    folder = Path(os.environ.get("ZEROHOUR_SITE", ROOT / "docs" / "_build" / "html")).resolve()
    core = folder / "_static" / "playground" / "pyodide"
    assert core.exists(), f"{core} is missing; remedy: npm ci --prefix docs/browser, and build the site again"
    return folder


def node(script: str, *arguments: str, given: str = "") -> list[str]:
    """Run a script of `docs/browser`; return the lines that it prints."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "there is no Chromium; remedy: apt-get install chromium"
    command = ["node", str(BROWSER / script), *arguments]
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, env={**os.environ, "CHROMIUM": chromium}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def play(site: Path, width: int, address: str, *fields: str) -> dict[str, Any]:
    """Use the playground; return what it shows."""
    told: dict[str, Any] = json.loads(node("play.mjs", str(site), str(width), address, *fields)[0])
    assert told["astray"] == []
    assert told["wider"] <= 0
    return told


@pytest.fixture(scope="module")
def looks(site: Path) -> list[dict[str, Any]]:
    """Look at a page of every kind, in both themes, on a phone and on a desk."""
    lines = node("look.mjs", str(site), str(site.parent / "pictures"), *KINDS)
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("kind", KINDS)
def test_page_keeps_no_reader_out(kind: str, looks: list[dict[str, Any]]) -> None:
    seen = [look for look in looks if look["page"] == kind]
    assert [(look["theme"], look["width"]) for look in seen] == [(t, w) for t in THEMES for w in WIDTHS]
    for look in seen:
        assert [found for found in look["findings"] if found["impact"] in ("serious", "critical")] == []
        assert look["wider"] <= 0, "the page is wider than the screen"
        assert look["astray"] == [], "something is asked for that is not part of the site"


def test_findings_would_be_found(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><img src="x.png"></main></html>'
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    told = [json.loads(line) for line in node("look.mjs", str(tmp_path), str(tmp_path / "pictures"), "x.html")]
    assert all("critical" in {found["impact"] for found in look["findings"]} for look in told)
    assert all(look["astray"] for look in told)
    assert len(list((tmp_path / "pictures").glob("*.png"))) == len(THEMES) * len(WIDTHS)


def ends(told: dict[str, Any]) -> dict[str, list[str]]:
    """Return what the playground says of each order: amount, the three moments, its status, why, and the law."""
    return {row[0].split("\n")[0]: row[1:] for row in told["orders"] if len(row) == 8}


def expected(day: Scenario) -> dict[str, list[str]]:
    """Return what Python says here, as the playground writes it."""
    return {
        o.order: [
            money(o.amount),
            *(at or "–" for at in (o.sf1, o.sf2, o.sf3)),
            f"{o.status} {o.block}".strip(),
            f"{o.why} {' '.join(o.rules)}".strip(),
            o.law,
        ]
        for o in timeline(day).orders
    }


def test_playground_loads_nothing_before_it_is_touched(site: Path) -> None:
    told = play(site, 390, "")
    assert not told["loadedAtOnce"]
    assert told["drawn"] == 1
    assert told["orders"] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_playground_says_what_python_says(width: int, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = play(site, width, "", "day=exactly_covered")
    with capsys.disabled():
        sys.stdout.write(f"\nplayground, {width} px: first result after {told['first']} ms, again {told['again']} ms\n")
    assert ends(told) == expected(library()["exactly_covered"])
    assert told["drawn"] == 1


def test_what_is_changed_is_in_the_address_and_comes_back(site: Path) -> None:
    name = "bank_fails_at_10_07"
    events = to_data(library()[name])["events"]
    line = next(n for n, e in enumerate(events) if e["event"] == "SetLine" and e["participant"] == "Sydbro")
    changed = play(site, 390, "", f"event.{line}.line=3,499.99", "reading.a15=1")
    assert ends(changed)["in-the-cycle"] != expected(library()[name])["in-the-cycle"]
    assert f"event.{line}.line=349999" in changed["address"]
    again = play(site, 1440, changed["address"])
    assert again["orders"] == changed["orders"]
    assert again["address"] == changed["address"]


def test_cut_off_can_be_moved_and_an_event_left_out(site: Path) -> None:
    name = "exactly_covered"
    table, blocks = next((t, b) for t, b in timetable(site).items() if t != "straks")
    sent = next(n for n, e in enumerate(to_data(library()[name])["events"]) if e["event"] == "Submit")
    late = play(site, 1440, "", f"day={name}", f"block.{table}.{blocks[0]['number']}.cutoff=00:01")
    assert ends(late) != expected(library()[name])
    without = play(site, 1440, "", f"day={name}", f"event.{sent}.off=off")
    assert len(ends(without)) == len(expected(library()[name])) - 1


def timetable(site: Path) -> dict[str, Any]:
    """Return the timetables of the rulebook for teaching, as the playground has them."""
    data = json.loads((site / "_static" / "playground" / "data.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = data["timetables"]["minimal"]
    return found


def test_playground_does_without_the_snapshot(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns(".doctrees", "snapshot.bin"))
    told: dict[str, Any] = json.loads(node("play.mjs", str(tmp_path / "site"), "390", "", "day=carried_over")[0])
    assert {path.rpartition("/")[2] for path in told["astray"]} == {"snapshot.bin"}
    assert ends(told) == expected(library()["carried_over"])


@pytest.mark.parametrize("address", ["#day=nowhere", "#day=carried_over&event.0.at=x&event.99.at=1&reading.zz=3"])
def test_address_that_makes_no_sense_is_ignored(address: str, site: Path) -> None:
    told = play(site, 390, address, "day=carried_over")
    assert ends(told) == expected(library()["carried_over"])


def test_both_pythons_say_the_same_of_random_days(site: Path, answer: Callable[[str, dict[str, str]], str]) -> None:
    days = [*(generated(20181, n) for n in range(RANDOM_DAYS)), *library().values()]
    asked = [json.dumps(to_data(day)) for day in days]
    there = node("equal.mjs", str(site), given="\n".join(asked) + "\n")
    assert there == [answer(request, {}) for request in asked]
    assert len(there) >= RANDOM_DAYS + len(library())
