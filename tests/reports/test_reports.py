"""Every report is what it says it is, whatever the texts in it: XML, JSON of the schema, HTML that asks for nothing."""

import importlib.util
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from zerohour.oracle.reports import WRITERS, drawing, html, junit, markdown, pytest_cases, record, sarif, write
from zerohour.oracle.reports.campaigns import replay_line, rule_texts
from zerohour.oracle.reports.record import Finding, Moment, Report, Row

FOLDER = Path(__file__).parent
GOOD = "python:zerohour.oracle.engines.ledger:engine"


def module(path: Path) -> ModuleType:
    """Import a file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


samples: Any = module(FOLDER / "samples.py")
REPORTS: dict[str, Report] = {"nasty": samples.nasty(), "empty": samples.empty(), "late": samples.late()}


@pytest.fixture(params=REPORTS, name="report")
def report_fixture(request: pytest.FixtureRequest) -> Report:
    """Return each of the reports."""
    return REPORTS[str(request.param)]


def test_every_format_is_written_to_its_file(report: Report, tmp_path: Path) -> None:
    paths = [write(report, name, tmp_path / "new") for name in WRITERS]
    assert all(path.read_text("utf-8").endswith("\n") for path in paths)
    assert len(set(paths)) == len(WRITERS) == 5


# -- JUnit -------------------------------------------------------------------------------------------------------------


def test_junit_counts_what_it_holds(report: Report) -> None:
    suites = ET.fromstring(junit.text(report))  # noqa: S314  # it is ours
    suite = suites.find("testsuite")
    assert suites.tag == "testsuites"
    assert suite is not None
    cases = suite.findall("testcase")
    assert int(suite.attrib["tests"]) == len(cases) > 0
    for what, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.attrib[what]) == len(suite.findall(f"testcase/{tag}"))
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == len(cases)
    assert len(suite.findall("testcase/failure")) == len(report.findings)


def test_junit_tells_rules_that_hold_and_properties() -> None:
    suite = ET.fromstring(junit.text(REPORTS["late"])).find("testsuite")  # noqa: S314  # it is ours
    assert suite is not None
    kept = {case.attrib["name"] for case in suite.findall("testcase") if case.attrib["classname"] == "zerohour.rules"}
    assert "STR-06" in kept
    assert "GEN-31" not in kept
    properties = {p.attrib["name"]: p.attrib["value"] for p in suite.findall("properties/property")}
    assert properties["seed"] == "1"
    assert properties["verdict"] == "violation"


def test_junit_of_nothing_fails() -> None:
    assert ET.fromstring(junit.text(REPORTS["empty"])).attrib["errors"] == "1"  # noqa: S314  # it is ours


# -- SARIF -------------------------------------------------------------------------------------------------------------


def test_sarif_is_of_its_schema(report: Report) -> None:
    told = json.loads(sarif.text(report))
    schema = json.loads((FOLDER / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validate(told, schema)
    assert len(told["runs"][0]["results"]) == len(report.findings) + len(report.accepted)


def test_sarif_points_to_rule_and_scenario() -> None:
    run = json.loads(sarif.text(REPORTS["late"]))["runs"][0]
    assert run["invocations"][0]["exitCode"] == 1
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(".toml")
    prints = [result["partialFingerprints"]["zerohourFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) > 1


def test_sarif_suppresses_what_is_accepted_and_escapes_the_uri() -> None:
    results = json.loads(sarif.text(REPORTS["nasty"]))["runs"][0]["results"]
    assert [("suppressions" in result) for result in results] == [False, False, True]
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20folder/01%20%C3%BC.toml"
    assert results[1]["ruleId"] == "nothing-is-reported-that-was-not-sent"


# -- HTML --------------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """Everything that a page holds: each element with its attributes, and the text."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element that ends at once."""
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """See that what ends has begun."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take in text."""
        self.text += data


def test_html_is_well_formed_and_asks_for_nothing(report: Report) -> None:
    page = Elements(html.text(report))
    assert page.open == []
    for tag, attributes in page.found:
        assert not {"src", "srcset", "action", "onclick", "onload"} & set(attributes)
        assert tag not in ("b", "img", "iframe", "object", "base") or not attributes
        if "href" in attributes:
            assert re.match("#|data:,", attributes["href"] or "")
    assert len([tag for tag, _ in page.found if tag == "script"]) == 1
    assert not re.search(r"url\(|@import|https?:(?!//www\.w3\.org)", html.text(report))
    policy = next(a["content"] for _, a in page.found if a.get("http-equiv") == "Content-Security-Policy")
    assert (policy or "").startswith("default-src 'none'")
    names = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(set(names)) == len(names)


def test_html_shows_nasty_texts_as_they_are() -> None:
    page = Elements(html.text(REPORTS["nasty"]))
    assert page.text.count("</script><b onclick=") > 10
    assert page.found.count(("article", {"data-finding": None, "aria-labelledby": f"f-{nasty_id()}"})) == 1


def nasty_id() -> str:
    return REPORTS["nasty"].findings[0].id


def test_html_of_a_campaign_says_why_and_how_to_see_it_again() -> None:
    text = Elements(html.text(REPORTS["late"])).text
    for words in (
        "Let ",
        "but the engine says",
        "GEN-31",
        "page 58",
        "zerohour replay",
        "assert_conforms",
        "Not reached",
    ):
        assert words in text


# -- the drawing -------------------------------------------------------------------------------------------------------


def test_drawing_is_xml_with_a_sign_for_each_change() -> None:
    for report in REPORTS.values():
        for finding in report.findings:
            drawn = drawing.svg(finding)
            if drawn:
                signs = ET.fromstring(record.holdable(drawn)).findall("{http://www.w3.org/2000/svg}circle")  # noqa: S314  # it is ours
                named = {row.order for row in finding.rows}
                assert len(signs) == sum(order in named for m in finding.moments for order, _ in m.changes) > 0


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawing.svg(Finding("check", (), "", "")) == ""


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("a mark", ["a mark"]),
        ("cut-off of I1 in Intradagclearing", ["cut-off of I1 in", "Intradagclearing"]),
        ("x" * 40, ["x" * 23 + "…"]),
        ("one of many words that do not fit in three short lines at all", None),
    ],
)
def test_words_of_a_drawing_are_broken_into_short_lines(told: str, lines: list[str] | None) -> None:
    found = drawing.wrapped(told)
    assert lines is None or found == lines
    assert len(found) <= drawing.LINES
    assert all(len(line) <= drawing.WIDEST for line in found)
    assert lines is not None or found[-1].endswith("…")


# -- Markdown and pytest -----------------------------------------------------------------------------------------------


def test_markdown_has_a_row_for_each_order_and_no_markup_of_others() -> None:
    told = markdown.text(REPORTS["nasty"])
    assert not re.search(r"(?<!\\)<b", told.split("```")[0])
    rows = [line for line in markdown.text(REPORTS["late"]).splitlines() if line.startswith("| ")]
    assert rows
    assert all(len(re.findall(r"(?<!\\)\|", row)) in (3, 5) for row in rows)


def test_markdown_fence_is_longer_than_any_in_the_text() -> None:
    report = Report("s", "violation", 1, "c", "1", findings=[Finding("c", (), "", "w", scenario="a\n````\nb")])
    assert "`````toml\na\n````\nb\n`````" in markdown.text(report)


def test_pytest_cases_fail_on_the_engine_and_pass_on_a_good_one(tmp_path: Path) -> None:
    for name, engine, fails in (("late", samples.LATE, True), ("good", GOOD, False)):
        text = pytest_cases.text(REPORTS["late"]).replace(samples.LATE, engine)
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        cases = [c for n, c in vars(module(tmp_path / f"{name}.py")).items() if n.startswith("test_")]
        assert len(cases) == len(REPORTS["late"].findings) > 1
        for case in cases:
            if fails:
                with pytest.raises(AssertionError, match="Against:"):
                    case()
            else:
                case()
    assert f"{tmp_path}" not in sys.path


@pytest.mark.parametrize("scenario", ["name = 'x'", "a '''b'''", "back\\slash", 'quotes """ all', "ends with '"])
def test_pytest_case_holds_any_scenario(scenario: str) -> None:
    told: list[tuple[str, str]] = []

    def take(*asked: str) -> None:
        told.append((asked[0], asked[1].strip()))

    known: dict[str, Any] = {"assert_conforms": take}
    exec(pytest_cases.case(1, "a check: with signs", "cmd:x 'y'", scenario), known)  # noqa: S102  # it is ours
    known["test_01_a_check_with_signs"]()
    assert told == [("cmd:x 'y'", scenario)]


# -- the record --------------------------------------------------------------------------------------------------------


def test_name_of_a_finding_depends_on_check_and_rules_alone() -> None:
    rules = rule_texts(["GEN-31"])
    first, second = Finding("c", rules, "o1", "words"), Finding("c", rules, "o2", "other words", scenario="s")
    assert first.id == second.id != Finding("c", (), "o1", "words").id
    assert (first.slug, record.slug("a, b")) == ("c", "a--b")


def test_rule_is_told_by_all_that_states_it() -> None:
    (late, _) = rule_texts(["GEN-31", "INT-03"])
    assert "At its cut-off a block takes what waits for it" in late.sentence
    assert "at the very instant it is late" in late.sentence
    assert late.place == "page 58"
    assert rule_texts(["NO-1"]) == ()


def test_replay_line_can_be_pasted_into_a_shell() -> None:
    assert (
        replay_line("cmd:node 'e.js'", "a b.toml")
        == "zerohour replay 'a b.toml' --engine 'cmd:node '\"'\"'e.js'\"'\"''"
    )


def test_row_agrees_if_both_say_the_same() -> None:
    assert Row("o", "settled in I1", "settled in I1", ()).agrees
    assert not Row("o", "settled in I1", "settled in I2", ()).agrees
    assert Moment("10:00", "a mark").changes == ()
