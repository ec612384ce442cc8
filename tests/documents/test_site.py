"""The published specification: it builds without a warning, says what the code says, and a mistake in it is noticed.

The site is built on a ledger of two laws, proved for these tests, so that it takes seconds; all else is as published.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from zerohour.oracle.explain import StatedRule, stated_rules
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.timeline import timeline
from zerohour.spec.readings import Readings
from zerohour.spec.register.questions import QUESTIONS, Kind
from zerohour.spec.register.rules import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORD = sorted((DOCS / "track_record").glob("*/*.toml"))
PSSIMPY = "python:zerohour.oracle.engines.pssimpy:engine"
LAWS = ("only who is short is taken out", "the law protects what entered before the opening")
CONF = f"""
import sys
sys.path.insert(0, {str(DOCS / "_ext")!r})
extensions = ["myst_parser", "zerohour_site"]
primary_domain = "zerohour"
"""
MISTAKES = {
    "a-rule": ("{rule}`GEN-99`", "no function of the specification states rule GEN-99"),
    "a-law": ("{law}`nothing is lost`", "there is no law 'nothing is lost' in the ledger"),
    "a-day": ("{day}`a_quiet_day`", "no page shows the scenario 'a_quiet_day'"),
    "a-scenario": ("```{timeline} bank_fails_at_noon\n```", "there is no scenario 'bank_fails_at_noon'"),
    "a-file": ("```{rules} zerohour.spec.nothing\n```", "there is no 'zerohour.spec.nothing'"),
    "an-entry": ("{entry}`GEN-99`", "the register has no rule GEN-99"),
    "a-question": ("{question}`A-99`", "no page asks the question A-99"),
    "a-kind": ("```{questions} urgent\n```", "there is no kind 'urgent'"),
    "an-engine": ("```{track-record} python:nowhere:engine\n:scenarios: x\n```", "did not work"),
}
"""What a page may get wrong, and what the build must say of it."""


def zerohour(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from zerohour.oracle.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sphinx(source: Path, out: Path, ledger: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-n",
        "-W",
        "-D",
        f"zerohour_ledger={ledger}",
        str(source),
        str(out),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Page(HTMLParser):
    """The anchors of a page, its links, and what it loads."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file, self.text = file, file.read_text(encoding="utf-8")
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.cards: set[str] = set()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag names, and what it points at."""
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.anchors.add(found["id"])
            if tag == "section" and "zh-card" in found.get("class", ""):
                self.cards.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        self.loaded += [found[name] for name in ("src", "srcset") if name in found]
        if tag == "link" and found.get("rel") not in ("index", "search", "next", "prev", "canonical"):
            self.loaded.append(found.get("href", ""))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all the workers that the tests run in; the others wait for the first."""
    mine = factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / name
    done = folder.with_suffix(".done")
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.1)
        return folder
    try:
        make(folder)
    finally:
        done.touch()
    return folder


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prove two laws; return the ledger."""

    def make(folder: Path) -> None:
        done = zerohour("prove", *LAWS, "--format", "json")
        assert done.returncode == 0, done.stderr
        (folder / "ledger.json").write_text(done.stdout, encoding="utf-8")

    return once(tmp_path_factory, "ledger", make) / "ledger.json"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, ledger: Path) -> dict[str, Page]:
    """Build the site; return its pages by name."""

    def make(folder: Path) -> None:
        done = sphinx(DOCS, folder, ledger)
        assert done.returncode == 0, done.stderr
        assert not done.stderr

    out = once(tmp_path_factory, "site", make)
    return {str(file.relative_to(out)): Page(file) for file in sorted(out.rglob("*.html"))}


@pytest.fixture(scope="session")
def complaints(tmp_path_factory: pytest.TempPathFactory, ledger: Path) -> str:
    """Build a page for each mistake in one go; return what the build says."""

    def make(folder: Path) -> None:
        done = build({name: text for name, (text, _) in MISTAKES.items()}, folder, ledger)
        assert done.returncode != 0
        (folder / "complaints").write_text(done.stderr, encoding="utf-8")

    return (once(tmp_path_factory, "mistakes", make) / "complaints").read_text(encoding="utf-8")


def card_of(rule: StatedRule) -> str:
    """Return the page on which the card of a rule must stand."""
    return f"specification/{rule.function.__module__.removeprefix('zerohour.spec.')}.html"


def test_every_stated_rule_has_a_card_with_its_sentence(site: dict[str, Page]) -> None:
    assert stated_rules()
    for rule in stated_rules():
        page = site[card_of(rule)]
        assert {f"rule-{rule.id}", f"rule-{rule.id}-{rule.function.__name__}"} & page.anchors
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", page.text)).replace("’", "'").split())
        assert rule.sentence.replace("`", "") in words
    for rule_id in {rule.id for rule in stated_rules()}:
        assert sum(f"rule-{rule_id}" in page.anchors for page in site.values()) == 1
    functions = {rule.function for rule in stated_rules()}
    assert sum(len(page.cards) for page in site.values()) == len(functions)


def test_every_link_within_the_site_leads_somewhere(site: dict[str, Page]) -> None:
    followed = 0
    for name, page in site.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            there = (page.file.parent / target).resolve() if target else page.file
            if there.suffix == ".json":  # a file to take along
                assert there.is_file(), f"{name}: {link}"
                continue
            found = next((p for p in site.values() if p.file.resolve() == there.resolve()), None)
            assert found is not None, f"{name}: {link}"
            assert not anchor or anchor in found.anchors, f"{name}: {link}"
            followed += 1
    assert followed > 1000


def words_of(text: str) -> str:
    """Return what a piece of a page says, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).replace("’", "'").split())


def test_every_rule_of_the_register_has_a_row_that_says_what_became_of_it(site: dict[str, Page]) -> None:
    page = site["specification/index.html"].text
    stated = {rule.id for rule in stated_rules()}
    told = ["implemented" if rule.id in stated else "excused" if rule.excused else "ahead" for rule in RULES]
    for entry, state in zip(RULES, told, strict=True):
        row = page.split(f'id="entry-{entry.id}"')[1].split("</tr>")[0]
        assert f">{state}</span>" in row
        assert (f"#rule-{entry.id}" in row) == (state == "implemented")
        assert entry.sentence in words_of(row)
        assert entry.excused in words_of(row)
        assert re.findall(r"#question-(a-\d\d)", row) == [asked.lower() for asked in entry.disputed]
    counts = ", ".join(f"{told.count(word)} {word}" for word in ("implemented", "excused", "ahead"))
    assert f"{len(RULES)} rules of the source: {counts}." in page


def test_every_question_is_asked_with_all_that_is_said_of_it(site: dict[str, Page]) -> None:
    page = site["open_questions.html"].text
    live = {f"A-{field[1:]}" for field in Readings.__dataclass_fields__}
    for entry in QUESTIONS:
        part = page.split(f'id="question-{entry.id.lower()}"')[1].split('id="question-')[0]
        words = words_of(part)
        for text in (entry.question, *(s.words for s in entry.statements), entry.ruling, entry.reason, entry.follows):
            assert text.replace("`", "") in words
        assert [value for value in entry.values if f">{value}</span>" not in part] == []
        assert words.count("(default)") == (entry.kind == Kind.LIVE)
        assert (">a switch today</span>" in part) == (entry.id in live)
        assert (">ahead</span>" in part) == (entry.kind == Kind.LIVE and entry.id not in live)
    for kind, title in ((Kind.LIVE, "live-switches"), (Kind.FIXED, "fixed-rulings"), (Kind.EXCUSED, "excused")):
        group = page.split(f'id="{title}"')[1].split("<h2>")[1]
        wanted = [entry.id.lower() for entry in QUESTIONS if entry.kind == kind]
        assert re.findall(r'id="question-(a-\d\d)"', group) == wanted


@pytest.mark.parametrize("name", sorted(library()))
def test_every_day_is_drawn_and_links_the_rules_that_decided(name: str, site: dict[str, Page]) -> None:
    shown = [page.text for page in site.values() if f"day-{name}" in page.anchors]
    assert len(shown) == 1
    part = shown[0].split(f'id="day-{name}"')[1].split('id="day-')[0]
    drawing = part.split("<svg", 1)[1].split("</svg>")[0]
    table = part.split("</svg>")[1]
    for order in timeline(library()[name]).orders:
        assert order.order in drawing
        assert order.law in table
        for rule_id in order.rules:
            assert re.search(rf'<a href="[^"]*#rule-{rule_id}">', drawing)
            assert re.search(rf'<a [^>]*href="[^"]*#rule-{rule_id}"', table)


def test_every_badge_says_what_the_ledger_says(site: dict[str, Page], ledger: Path) -> None:
    told = {entry["law"]: entry["verdict"] for entry in json.loads(ledger.read_text(encoding="utf-8"))["laws"]}
    assert set(told) == set(LAWS)
    linked = re.compile(r'#law-[\w-]+"[^>]*>(?:<span[^>]*>)?([^<]+)(?:</span>)?</a>\s*<span><abbr[^>]*>([^<]+)</abbr>')
    seen: set[str] = set()
    for page in site.values():
        for law, verdict in linked.findall(page.text):
            assert verdict == told.get(law, "not asked")
            seen.add(law)
    assert seen > set(LAWS)
    row = re.compile(r'<strong id="law-[^"]*">(.*?)</strong>.*?<abbr[^>]*>([^<]+)</abbr>', re.DOTALL)
    rows = row.findall(site["proofs.html"].text)
    assert len(rows) >= 15
    for law, verdict in rows:
        assert verdict == told.get(law, "not asked")
    badges = re.findall(r'<abbr[^>]*title="([^"]+)">([^<]+)</abbr>', site["specification/index.html"].text)
    assert badges
    for laws, verdict in badges:
        assert {told.get(law, "not asked") for law in laws.split("; ")} == {verdict}


def test_no_other_host_is_asked(site: dict[str, Page]) -> None:
    assert [at for page in site.values() for at in page.loaded if re.match(r"(https?:)?//", at)] == []
    out = site["index.html"].file.parent
    sheets = "".join(file.read_text(encoding="utf-8") for file in out.rglob("*.css"))
    assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", sheets)


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_what_does_not_exist_fails_the_build(mistake: str, complaints: str) -> None:
    told = [line for line in complaints.splitlines() if f"{mistake}.md:" in line]
    assert len(told) == 1
    assert MISTAKES[mistake][1] in told[0]


def test_page_without_a_mistake_is_built(tmp_path: Path, ledger: Path) -> None:
    done = build({}, tmp_path, ledger)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("where", "wrong", "told"),
    [
        ("laws", {"verdict": "refuted"}, f"{LAWS[0]}: refuted"),
        ("laws", {"twin": "proved, though false"}, "its false twin: proved, though false"),
        ("lemmas", {"answers": {"z3": "unknown"}}, "lemma "),
    ],
    ids=["a law", "a twin", "a lemma"],
)
def test_ledger_that_does_not_hold_fails_the_build(
    where: str, wrong: dict[str, Any], told: str, tmp_path: Path, ledger: Path
) -> None:
    data = json.loads(ledger.read_text(encoding="utf-8"))
    data[where][0] |= wrong
    other = tmp_path / "ledger.json"
    other.write_text(json.dumps(data), encoding="utf-8")
    done = build({}, tmp_path, other)
    assert done.returncode != 0
    assert "The ledger of laws does not hold" in done.stderr
    assert told in done.stderr


def build(pages: dict[str, str], folder: Path, ledger: Path) -> subprocess.CompletedProcess[str]:
    """Build a site of these pages, and one that names them."""
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    index = "\n".join(["# A site", "", "```{toctree}", *pages, "```", ""])
    for name, text in {**{name: f"# A page\n\n{text}\n" for name, text in pages.items()}, "index": index}.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    return sphinx(source, folder / "out", ledger)


@pytest.mark.parametrize("file", RECORD, ids=lambda file: file.stem)
def test_recorded_finding_is_still_found(file: Path, site: dict[str, Page], tmp_path: Path) -> None:
    page = site["track_record.html"].text
    assert f"docs/track_record/pssimpy/{file.name}" in page
    options = ("--scenario", str(file), "--format", "json", "--report-dir", str(tmp_path))
    done = zerohour("check", "--engine", PSSIMPY, *options)
    assert done.returncode == 1, done.stderr
    for violation in json.loads(done.stdout)["violations"]:
        assert violation["check"] in page


def test_figures_of_the_record_are_those_of_the_command(site: dict[str, Page], tmp_path: Path) -> None:
    done = zerohour("check", "--engine", PSSIMPY, "--format", "json", "--report-dir", str(tmp_path))
    told = json.loads(done.stdout)
    page = site["track_record.html"].text
    counts, engine = told["counts"], told["engine"]
    assert f"{engine['name']} {engine['version']}" in page
    assert f"{counts['conforms']} conform, {counts['violation']} do not" in page
    assert f"{counts['not supported']}, because they need what the engine does not offer" in page
    assert f">{told['verdict']}<" in page
    for violation in told["violations"]:
        assert re.search(rf"<h3>Finding \d+: {re.escape(violation['check'])}<", page)
