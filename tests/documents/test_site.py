"""The published specification: it builds without a warning, says what the code says, and a mistake in it is noticed.

The site is built on a ledger that says of two laws that they are proved, so that it takes seconds; all else is as
published. `.ci/run` builds it on the proofs of every law.
"""

import inspect
import json
import os
import re
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from zerohour.oracle.catalogue import smallest, switches
from zerohour.oracle.explain import StatedRule, stated_rules
from zerohour.oracle.explore.broken import breaks, broken_by, worded_for
from zerohour.oracle.generate import generated
from zerohour.oracle.scenarios.clock import DAY_MS, ms_to_clock
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.scenarios.portable import from_data, timetables, to_data
from zerohour.oracle.timeline import money, timeline
from zerohour.proofs.ledger import Entry
from zerohour.proofs.obligations import predicates
from zerohour.proofs.symbolic.loading import load
from zerohour.spec.readings import Readings
from zerohour.spec.register.questions import QUESTIONS, Kind
from zerohour.spec.register.rules import RULES
from zerohour.spec.rulebooks import DENMARK_2018

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORD = sorted((DOCS / "track_record" / "pssimpy").glob("*.toml"))
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
    "a-figure": ("{told}`bank_fails_at_10_07/nobody/status`", "no order 'nobody' on the day 'bank_fails_at_10_07'"),
    "a-part": ("{told}`bank_fails_at_10_07/waiting/colour`", "no part 'colour'"),
    "a-moment": ("{when}`bank_fails_at_10_07: Nordhavn declared bankrupt`", "says 'Nordhavn declared bankrupt'"),
    "an-amount": (
        "{figure}`bank_fails_at_10_07: Sydbro declared bankrupt`",
        "says 'Sydbro declared bankrupt' and an amount",
    ),
    "a-reading": ("```{drawing} a22_original\n:reading: A-22=kept\n```", "A-22 has no value 'kept'"),
    "a-netting": ("```{flows} over_the_cap\n```", "nothing settles by netting on the day 'over_the_cap'"),
    "a-rulebook": ("```{clearing-day} sweden\n```", "there is no rulebook 'sweden'"),
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
            time.sleep(0.1)  # another worker makes it
        return folder
    try:
        make(folder)
    finally:
        done.touch()
    return folder


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger that says of two laws that they are proved."""
    known = predicates(load(symbolic=False))

    def entry(name: str) -> dict[str, Any]:
        about = [p for p in known if p.law.name == name]
        says = [" ".join((p.function.__doc__ or "").split("\n\n")[0].split()) for p in about]
        kind, rules, under = (
            about[0].law.kind,
            sorted({r for p in about for r in p.law.rules}),
            about[0].law.holds_under,
        )
        return asdict(Entry(name, "proved", kind, says, rules, under, len(about), {"z3": "proved"}, "refuted"))

    def make(folder: Path) -> None:
        lemma = {"lemma": "no summand, no sum", "answers": {"z3": "unsat"}}
        told = {"schema": 1, "solvers": {"z3": "4"}, "laws": [entry(name) for name in LAWS], "lemmas": [lemma]}
        (folder / "ledger.json").write_text(json.dumps(told), encoding="utf-8")

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
    followed, known = 0, {page.file.resolve(): page for page in site.values()}
    for name, page in site.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            there = (page.file.parent / target).resolve() if target else page.file.resolve()
            if there.suffix == ".json":
                assert there.exists(), f"{name}: {link}"
                continue
            found = known.get(there)
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
        part = page.split(f'id="question-{entry.id.lower()}"')[1].split('id="question-')[0].split('id="reading-')[0]
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


def test_record_of_an_engine_in_javascript_stands_on_the_page(site: dict[str, Page]) -> None:
    page = site["track_record.html"].text
    for file in (DOCS / "track_record" / "mojaloop").glob("*.toml"):
        assert f"docs/track_record/mojaloop/{file.name}" in page
        assert f'id="finding-mojaloop-{file.stem}"' in page


def test_engine_that_is_not_there_is_not_run(tmp_path: Path, ledger: Path) -> None:
    record = "```{track-record} cmd:none\n:scenarios: ../found\n:needs: no/such/folder\n:install: prepare\n```"
    found = tmp_path / "found"
    found.mkdir()
    (found / "01-nets-that-sum.toml").write_text("schema = 1", encoding="utf-8")
    done = build({"an-engine": record}, tmp_path, ledger)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "an-engine.html").read_text("utf-8")
    assert "built without the engine" in page
    assert "prepare" in page
    assert "Finding 1: nets that sum" in page


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


ANSWER = "bankrupt_after_cut_off.html"
QUESTION = "A bank is declared bankrupt after the cut-off but before the booking."


def clicks(site: dict[str, Page], start: str) -> dict[str, int]:
    """Return how many clicks each page is from the start, by the links of the text alone, without the navigation."""
    far, edge = {start: 0}, [start]
    while edge:
        here = edge.pop(0)
        text = site[here].text.split('<article role="main"')[1].split("</article>")[0]
        for target in re.findall(r'href="([^"#]+)', text):
            there = os.path.normpath(Path(here).parent / target)
            if there in site and there not in far:
                far[there] = far[here] + 1
                edge.append(there)
    return far


def test_answer_that_everyone_asks_for_is_within_three_clicks(site: dict[str, Page]) -> None:
    assert clicks(site, "index.html")[ANSWER] <= 3
    words = words_of(site[ANSWER].text)
    order = next(o for o in timeline(library()["bank_fails_at_10_07"]).orders if o.order == "in-the-cycle")
    assert QUESTION in words
    for told in (f"Yes: {order.status} in {order.block}, decided by {' '.join(order.rules)}", order.law):
        assert told in words
    assert {f"#rule-{rule_id}" for rule_id in ("GEN-31", "INS-06", "GEN-09")} <= {
        re.sub(".*#", "#", link) for link in site[ANSWER].links
    }
    assert ">proved</abbr>" in site[ANSWER].text


def test_every_page_is_reached_without_the_navigation(site: dict[str, Page]) -> None:
    written = {name for name in site if name not in ("genindex.html", "search.html")}
    assert written - set(clicks(site, "index.html")) == set()


def test_finality_is_told_in_few_words_and_advises_nobody(site: dict[str, Page]) -> None:
    text = site["finality.html"].text.split('<article role="main"')[1].split("</article>")[0]
    words = words_of(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL))
    assert 500 < len(words.split()) <= 1500
    assert "Not legal advice" in words
    for order in timeline(library()["bank_fails_at_10_07"]).orders:
        if order.order in ("in-the-cycle", "waiting", "between", "instant-between"):
            rows = [words_of(row) for row in text.split("<tr") if f">{money(order.amount)}<" in row]
            assert any(order.status in row and order.law in row for row in rows)


def test_clearing_day_is_that_of_the_rulebook(site: dict[str, Page]) -> None:
    drawings = re.findall(r'<svg class="zh-picture zh-cl.*?</svg>', site["clearing_day.html"].text, re.DOTALL)
    assert len(drawings) == 2
    blocks = [block for table in timetables(DENMARK_2018).values() for block in (table[n] for n in table)]
    today = [block for block in blocks if block.settle < DAY_MS]
    assert len(today) >= 10
    for block in today:
        assert f'{block.name} settles <tspan class="zh-label">[{block.settle_from}]<' in drawings[0]
        assert f">{ms_to_clock(block.settle)}<" in drawings[0]


@pytest.mark.parametrize("switch", sorted(switches()))
def test_every_value_is_set_against_the_default(switch: str, site: dict[str, Page]) -> None:
    found = switches()[switch]
    anchor = f"question-{found.entry.id.lower()}" if found.entry else f"reading-{switch.lower()}"
    part = site["open_questions.html"].text.split(f'id="{anchor}"')[1].split("</section>")[0]
    default, *others = (value.replace("_", " ") for value in found.values)
    for value in others:
        told = part.split(f"<strong>{switch}: {default} or {value}</strong>")[1].split("<strong>A-")[0]
        assert smallest(found)[value.replace(" ", "_")].scenario.note in unescape(told)
        drawn = told.partition("<svg")[2].partition("</svg>")[0]
        side_by_side = drawn.count(f"{switch} = ") >= 2 and "What differs, in words" in told
        assert side_by_side != ("An engine may make more of it" in told)
        for broken in breaks(switch, found.default, value.replace(" ", "_")):
            assert f"#{law_anchor(broken.law)}" in told


def law_anchor(law: str) -> str:
    """Return where a law is found in the ledger."""
    return "law-" + re.sub(r"[^a-z0-9]+", "-", law.lower()).strip("-")


def test_law_by_reading_shows_what_each_value_breaks(site: dict[str, Page]) -> None:
    page = site["evidence.html"].text
    marks = page.split('<table class="zh-table zh-law-by-reading')[1].split("</table>")[0]
    pairs = {(b.law, s.name) for s in switches().values() for found in broken_by(s).values() for b in found}
    assert marks.count("✕") == len(pairs)
    assert marks.count("●") == sum(map(len, worded_for().values())) - len(pairs)
    values = page.split('<table class="zh-table zh-value-by-law')[1].split("</table>")[0]
    assert values.count("<tr") == 1 + sum(len(s.values) - 1 for s in switches().values())


def test_article_of_law_stands_on_the_card_of_every_rule_that_rests_on_it(site: dict[str, Page]) -> None:
    listed = site["sources.html"].text.split('<table class="zh-table zh-articles')[1].split("</table>")[0]
    told = tomllib.loads((DOCS / "law.toml").read_text(encoding="utf-8"))["article"]
    assert listed.count("<tr") == 1 + len(told)
    for article in told:
        cited = f"{article['law']}, {article['place']} [{article['label']}]"
        for rule_id in article["rules"]:
            cards = [page for page in site.values() if f'id="rule-{rule_id}"' in page.text]
            assert any(cited in unescape(page.text) for page in cards), (cited, rule_id)


def test_evidence_has_a_row_for_every_rule_and_counts_the_gaps(site: dict[str, Page]) -> None:
    page = site["evidence.html"].text
    matrix = page.split('<table class="zh-table zh-matrix')[1].split("</table>")[0]
    stated = {rule.id for rule in stated_rules()}
    for rule_id in stated:
        assert re.search(rf'#rule-{rule_id}"', matrix)
    assert matrix.count("<tr") == len(stated) + 1
    assert f"{len(stated)} rules are implemented: 0 without source, 0 without code, " in page
    for kind in ("proof", "test", "example"):
        assert f" 0 without {kind}" in page
    assert matrix.count(">no law<") == int(page.split(" without law")[0].split()[-1])
    for entry in RULES:
        if entry.excused:
            assert entry.excused in words_of(page)


def test_index_for_machines_says_where_everything_is(site: dict[str, Page]) -> None:
    root = site["index.html"].file.parent
    told = json.loads((root / "zerohour.json").read_text(encoding="utf-8"))
    assert [rule["id"] for rule in told["rules"]] == [entry.id for entry in RULES]
    assert [question["id"] for question in told["questions"]] == [entry.id for entry in QUESTIONS]
    assert {day["name"] for day in told["days"]} == set(library())
    assert {law["law"] for law in told["laws"]} == set(LAWS)
    for kind in ("rules", "own_rules", "laws", "questions", "days"):
        for thing in told[kind]:
            page, _, anchor = thing["url"].partition("#")
            assert anchor in site[page].anchors, thing


def test_site_without_the_playground_is_small(site: dict[str, Page]) -> None:
    root = site["index.html"].file.parent
    files = [f for f in root.rglob("*") if f.is_file() and ".doctrees" not in f.parts and "playground" not in f.parts]
    assert sum(f.stat().st_size for f in files) < 15 * 2**20


def test_playground_is_given_every_day_and_the_code(site: dict[str, Page]) -> None:
    folder = site["index.html"].file.parent / "_static" / "playground"
    data = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    assert {name: from_data(day["scenario"]) for name, day in data["days"].items()} == library()
    assert [reading["name"] for reading in data["readings"]] == list(switches())
    with zipfile.ZipFile(folder / "zerohour.zip") as packed:
        for rule in stated_rules():
            file = Path(inspect.getsourcefile(rule.function) or "")
            module = rule.function.__module__.replace(".", "/")
            assert packed.read(f"{module}.py") == file.read_bytes()


@pytest.mark.parametrize("number", range(60))
def test_day_is_the_same_after_a_way_through_plain_data(number: int) -> None:
    day = generated(7, number)
    assert from_data(json.loads(json.dumps(to_data(day)))) == day


def test_what_is_moved_in_a_timetable_stays_moved() -> None:
    day = library()["carried_over"]
    name, table = next(iter(timetables(day.rulebook).items()))
    first = next(iter(table))
    moved = replace(table[first], cutoff=table[first].cutoff - 1)
    changed: dict[str, Any] = {name: table | {first: moved}}
    book = replace(day.rulebook, **changed)
    again = from_data(json.loads(json.dumps(to_data(replace(day, rulebook=book)))))
    assert timetables(again.rulebook)[name][first] == moved
    assert again.rulebook == book
