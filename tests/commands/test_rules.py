"""`zerohour rules`: every rule with its state, and all that stands behind one of them."""

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from zerohour.oracle.catalogue import constraints, days
from zerohour.oracle.cli import app
from zerohour.oracle.explain import stated_rules
from zerohour.oracle.scenarios.library import library
from zerohour.oracle.timeline import timeline
from zerohour.proofs.obligations import predicates
from zerohour.proofs.symbolic.loading import load
from zerohour.spec.register.questions import QUESTIONS
from zerohour.spec.register.rules import RULES

ROOT = Path(__file__).parents[2]
STATED = {rule.id for rule in stated_rules()}


def rules(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["rules", *arguments])


def plain(*arguments: str) -> dict[str, Any]:
    """Return what the command says as JSON."""
    told = rules(*arguments, "--format", "json")
    assert told.exit_code == 0, told.output
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_every_rule_is_listed_with_its_state() -> None:
    found = {row["rule"]: row for row in plain()["rules"]}
    assert set(found) == {rule.id for rule in RULES} | STATED
    for rule in RULES:
        state = "implemented" if rule.id in STATED else "excused" if rule.excused else "ahead"
        assert found[rule.id] == {"rule": rule.id, "page": rule.page, "state": state, "sentence": rule.sentence}
    own = [row for row in found.values() if row["rule"].startswith("OWN-")]
    assert {(row["page"], row["state"]) for row in own} == {("own", "implemented")}
    assert all(row["sentence"] for row in own)


def test_counts_are_those_of_the_list() -> None:
    told = plain()
    states = [row["state"] for row in told["rules"]]
    assert told["counts"] == {state: states.count(state) for state in ("implemented", "excused", "ahead")}
    text = rules().stdout
    families = re.findall(r"^([A-Z]{3}): (\d+) rules, (.*)$", text, re.MULTILINE)
    assert sum(int(number) for _, number, _ in families) == len(states)
    for family, number, counted in families:
        assert int(number) == sum(row["rule"].startswith(family) for row in told["rules"])
        assert sum(map(int, re.findall(r"\d+", counted))) == int(number)
    assert f"{len(RULES)} rules of the source: " in text
    assert all(re.search(rf"^{row['rule']} ", text, re.MULTILINE) for row in told["rules"])


@pytest.mark.parametrize("rule", sorted(STATED))
def test_rule_is_told_with_the_functions_that_state_it(rule: str) -> None:
    told = plain(rule)
    wanted = {r.function.__name__: r.function for r in stated_rules() if r.id == rule}
    assert {s["function"] for s in told["stated_by"]} == set(wanted)
    for stated in told["stated_by"]:
        file, line = stated["place"].split(":")
        below = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1 :]
        head = next(text for text in below if not text.startswith("@"))
        assert head.startswith(f"def {stated['function']}(")
        assert stated["says"] == " ".join((inspect.getdoc(wanted[stated["function"]]) or "").split())
        assert stated["says"] in rules(rule).stdout


def test_rule_is_told_with_its_laws_days_and_questions() -> None:
    told = plain("INS-12")
    assert told["laws"] == [
        {"law": law, "says": " ".join(c.sentence for c in constraints() if c.law == law and "INS-12" in c.rules)}
        for law in dict.fromkeys(c.law for c in constraints() if "INS-12" in c.rules)
    ]
    assert told["laws"]
    assert told["scenarios"] == [name for name, day in days().items() if "INS-12" in day.decided]
    assert "bank_fails_at_10_07" in told["scenarios"]
    asked = {entry.id: entry.question for entry in QUESTIONS}
    disputed = next(rule.disputed for rule in RULES if rule.id == "INS-12")
    assert told["questions"] == [{"question": q, "asks": asked[q]} for q in disputed]
    text = rules("INS-12").stdout
    for words in (told["sentence"], *(law["law"] for law in told["laws"]), *told["scenarios"], *disputed):
        assert words in text


def test_days_in_which_a_rule_decides_are_those_whose_timeline_names_it() -> None:
    for rule in ("GEN-11", "STR-04", "OWN-02"):
        naming = [name for name, day in library().items() if f"'{rule}'" in str(timeline(day))]
        assert plain(rule)["scenarios"] == naming


def test_laws_are_those_that_are_proved_and_found_without_a_solver() -> None:
    proved = {(p.law.name, p.law.rules, p.function.__name__) for p in predicates(load(symbolic=False))}
    assert len(constraints()) == len(proved)
    assert {(c.law, c.rules) for c in constraints()} == {(law, rule_ids) for law, rule_ids, _ in proved}
    code = "import sys, zerohour.oracle.catalogue as c; c.constraints(); print('z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_excuse_is_told() -> None:
    excused = next(rule for rule in RULES if rule.excused)
    assert f"Excused: {excused.excused}" in rules(excused.id).stdout
    assert "Stated by: none" in rules(excused.id).stdout


def test_question_is_told_with_what_stands_against_what() -> None:
    for entry in QUESTIONS:
        told = plain(entry.id)
        assert [s["says"] for s in told["statements"]] == [s.words for s in entry.statements]
        assert (told["ruling"], told["reason"], told["follows"]) == (entry.ruling, entry.reason, entry.follows)
        assert [r["rule"] for r in told["rules"]] == [rule.id for rule in RULES if entry.id in rule.disputed]
    text = rules("A-23").stdout
    assert "'zerohour readings A-23' compares them" in text
    assert "SUM-08 (implemented)" in text


def test_small_letters_will_do() -> None:
    assert rules("gen-31").stdout == rules("GEN-31").stdout
    assert rules("a-23").stdout == rules("A-23").stdout


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("GEN-311", "did you mean 'GEN-31'?"),
        ("OWN01", "did you mean 'OWN-01'?"),
        ("A-223", "did you mean 'A-23'?"),
        ("?", "'zerohour rules' lists them"),
    ],
)
def test_name_that_is_not_known_is_told_with_a_remedy(name: str, remedy: str) -> None:
    told = rules(name)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"there is no rule or question {name!r}; {remedy}\n"
