"""The HTML report in a real browser: light and dark, by keyboard alone, on a phone, asking no other host for anything.

It needs Chromium, which the README's test command does not: so this file is not called `test_…`, and is collected where
it is named: `python -m pytest tests/reports/browser/check_report.py`.
"""

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zerohour.oracle.reports import html

FOLDER = Path(__file__).parent
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}

FOCUSED = """(() => {
  const e = document.activeElement;
  return [e.tagName, e.id, e.textContent.trim().slice(0, 40), getComputedStyle(e).outlineStyle];
})()"""

CONTRASTS = """(() => {
  const colour = text => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const back = colour(getComputedStyle(e).backgroundColor);
      if (back.length === 3 || back[3] > 0) return back;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    if (["SCRIPT", "STYLE"].includes(e.tagName) || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const front = light(colour(e instanceof SVGElement ? style.fill : style.color)), back = light(behind(e));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    found.push([Math.round(ratio * 100) / 100, e.tagName, e.textContent.trim().slice(0, 30)]);
  }
  return found;
})()"""

FOCUSABLE = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({visibilityProperty: true})).length"""


class Browser:
    """A browser without a window, driven over a pair of pipes."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
        assert program is not None, "Chromium is not installed"
        (heard, self._out), (self._in, said) = os.pipe(), os.pipe()
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
        ]
        pipes = f'exec "$0" "$@" 3<&{heard} 4>&{said}'
        self._process = subprocess.Popen(
            ["bash", "-c", pipes, program, *options], pass_fds=(heard, said), stderr=subprocess.DEVNULL
        )
        os.close(heard)
        os.close(said)
        self._number, self._rest, self._session = 0, b"", ""
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol; keep the events that come before its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        os.write(
            self._out, json.dumps(message | ({"sessionId": self._session} if self._session else {})).encode() + b"\0"
        )
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self.events.append(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._in, 65536)
            assert more, "the browser has ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        return told

    def open(self, page: Path) -> None:
        """Open a page, and wait until it is there."""
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def tell(self, expression: str) -> Any:
        """Return what an expression is on the page."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key: dict[str, Any]) -> None:
        """Press a key."""
        self.call("Input.dispatchKeyEvent", type="keyDown", **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def tab_to(self, name: str) -> None:
        """Go on by the tabulator until the focus is on what begins with these words, or has this name."""
        for _ in range(200):
            self.press(TAB)
            _, called, words, _ = self.tell(FOCUSED)
            if name == called or words.startswith(name):
                return
        raise AssertionError(f"the tabulator never comes to {name!r}")

    def shows(self, theme: str) -> None:
        """Show pages as a system does that is light or dark."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])

    def complaints(self) -> list[str]:
        """Return what the browser complained of, and what the page asked other hosts for."""
        found: list[str] = []
        for event in self.events:
            asked = event.get("params", {}).get("request", {}).get("url", "file:")
            if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded") or not asked.startswith(
                ("file:", "data:")
            ):
                found.append(json.dumps(event)[:300])
        return found

    def close(self) -> None:
        """End the browser."""
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)


@pytest.fixture(scope="module", name="browser")
def browser_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser."""
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


def reports() -> Any:
    """Return the reports that other tests write too."""
    spec = importlib.util.spec_from_file_location("samples", FOLDER.parent / "samples.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module", name="pages")
def pages_fixture(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the reports; return the pages."""
    folder, samples = tmp_path_factory.mktemp("pages"), reports()
    written = {"nasty": samples.nasty(), "empty": samples.empty(), "late": samples.late()}
    for name, report in written.items():
        (folder / f"{name}.html").write_text(html.text(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.mark.parametrize("name", ["nasty", "empty", "late"])
def test_page_is_shown_without_a_complaint(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.open(pages[name])
    assert browser.tell("document.querySelector('h1').textContent")
    assert browser.complaints() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(browser: Browser, pages: dict[str, Path], theme: str) -> None:
    browser.shows(theme)
    browser.open(pages["late"])
    browser.tell("document.querySelectorAll('details').forEach(d => d.open = true)")
    background = browser.tell("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[theme]
    found = browser.tell(CONTRASTS)
    assert len(found) > 100
    assert [told for told in found if told[0] < 4.5] == []


def test_theme_is_chosen_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.shows("light")
    browser.open(pages["late"])
    browser.tab_to("theme")
    backgrounds: list[str] = []
    for _ in range(3):
        browser.press(ENTER)
        backgrounds.append(browser.tell("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds == ["rgb(255, 255, 255)", "rgb(20, 23, 28)", "rgb(255, 255, 255)"]
    assert browser.tell("document.getElementById('theme').textContent") == "Theme: as the system"


def test_first_key_skips_to_the_findings(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["late"])
    browser.press(TAB)
    assert browser.tell(FOCUSED)[2] == "To the findings"
    browser.press(ENTER)
    assert browser.tell(FOCUSED)[1] == "findings"


def test_everything_is_reached_by_keyboard_and_seen_to_be(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["late"])
    number = browser.tell(FOCUSABLE)
    seen: set[str] = set()
    for _ in range(number):
        browser.press(TAB)
        told = browser.tell(FOCUSED)
        assert told[0] != "BODY"
        assert told[3] == "solid", told
        place = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
        seen.add(str(browser.tell(place)))
    assert len(seen) == number > 10


def test_filter_copy_and_details_work_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["late"])
    count = browser.tell("document.querySelectorAll('[data-finding]').length")
    browser.tab_to("filter")
    browser.call("Input.insertText", text="2. ")
    shown = browser.tell("[...document.querySelectorAll('[data-finding]')].filter(e => e.checkVisibility()).length")
    assert 0 < shown < count
    assert browser.tell("document.getElementById('left').textContent") == f"{shown} of {count} shown"
    browser.tab_to("Copy")
    browser.press(ENTER)
    words = "new Promise(r => setTimeout(() => r(document.activeElement.textContent), 300))"
    told = browser.call("Runtime.evaluate", expression=words, awaitPromise=True, returnByValue=True)
    assert told["result"]["value"] in ("Copied", "Selected")
    browser.tab_to("The scenario")
    browser.press(ENTER)
    assert browser.tell("document.activeElement.parentElement.open") is True


@pytest.mark.parametrize("name", ["nasty", "late"])
def test_page_is_no_wider_than_a_phone(browser: Browser, pages: dict[str, Path], name: str) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=False)
    browser.open(pages[name])
    assert browser.tell("document.documentElement.scrollWidth") <= 390
    browser.call("Emulation.clearDeviceMetricsOverride")
