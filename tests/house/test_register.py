"""The register of rules and questions: complete, in order, in our own words, and at one with the code.

Where the notes that it was made from lie beside the repository (`../shared/domain`), it is compared with them as well;
the names of these tests, and the properties in their report, say with what it was compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from pathlib import Path

import pytest

from zerohour.oracle.explain import stated_rules
from zerohour.spec import readings
from zerohour.spec.register.questions import QUESTIONS, Kind, QuestionEntry, Said
from zerohour.spec.register.rules import RULES, RuleEntry

SHARED = Path(__file__).parents[3] / "shared"
"""Notes and source, where they lie beside the repository."""

PARTS = {"GEN": 32, "SUM": 16, "INT": 10, "STR": 14, "LIQ": 27, "LIM": 5, "INS": 21, "OUT": 14, "CAL": 4}
"""The parts of the rules in their order, and how many rules each has."""

RULE_IDS = [f"{part}-{n:02d}" for part, count in PARTS.items() for n in range(1, count + 1)]
QUESTION_IDS = [f"A-{n:02d}" for n in range(1, 79)]
PAGES = re.compile(r"\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*")
LISTED = re.compile(r"\d+(?:, \d+)*")
RULE_LIMIT, QUESTION_LIMIT = 200, 300
"""How many characters a sentence may have."""

RUN = 8
"""So many words in a row are a copy."""

Complaints = list[str]
Stated = dict[str, str]
"""The rules of the source that functions state, with the pages that are cited there."""

STATED: Stated = {rule.id: rule.page for rule in stated_rules() if not rule.id.startswith("OWN-")}


def told(entry: RuleEntry | QuestionEntry) -> list[str]:
    """Return every sentence of an entry."""
    if isinstance(entry, RuleEntry):
        return [entry.sentence, *([entry.excused] if entry.excused else [])]
    return [entry.question, *(said.words for said in entry.statements), entry.ruling, entry.reason, entry.follows]


# -- the checks --------------------------------------------------------------------------------------------------------


def ids_apart(ids: Iterable[str], wanted: list[str]) -> Complaints:
    """Return where the ids are not those that are wanted, in that order and each once."""
    there = list(ids)
    wrong = [f"{found} where {right} belongs" for found, right in zip(there, wanted, strict=False) if found != right]
    return (
        wrong
        + [f"one too many: {extra}" for extra in there[len(wanted) :]]
        + [f"missing: {name}" for name in wanted if name not in there]
    )


def badly_said(text: str, limit: int, end: str = r"\.") -> Complaints:
    """Return what is wrong with a sentence: its form, or its length."""
    wrong = [] if re.fullmatch(rf"[A-Z`](?:(?![.!?] [A-Z]).)*{end}", text) else [f"not one sentence: {text!r}"]
    return wrong + ([f"{len(text)} characters: {text!r}"] if len(text) > limit else [])


def rules_badly_said(rules: Iterable[RuleEntry]) -> Complaints:
    """Return what is wrong with the sentences of rules."""
    return [f"{rule.id}: {w}" for rule in rules for text in told(rule) for w in badly_said(text, RULE_LIMIT)]


def questions_badly_said(questions: Iterable[QuestionEntry]) -> Complaints:
    """Return what is wrong with the sentences of questions."""
    found: Complaints = []
    for asked in questions:
        wrong = badly_said(asked.question, QUESTION_LIMIT, r"\?")
        wrong += [w for text in told(asked)[1:] for w in badly_said(text, QUESTION_LIMIT)]
        found += [f"{asked.id}: {w}" for w in wrong]
    return found


def pages_badly_written(rules: Iterable[RuleEntry], questions: Iterable[QuestionEntry]) -> Complaints:
    """Return the entries whose pages are not of their form; what is said on pages lists every one of them."""
    wrong = [f"{rule.id}: {rule.page!r}" for rule in rules if not PAGES.fullmatch(rule.page)]
    said = [(asked.id, part.pages) for asked in questions for part in asked.statements]
    return wrong + [f"{name}: {page!r}" for name, page in said if not LISTED.fullmatch(page)]


def said_before(texts: Iterable[str]) -> Complaints:
    """Return the sentences that stand in more than one place."""
    seen: dict[str, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    return [text for text, times in seen.items() if times > 1]


def excused_and_stated(rules: Iterable[RuleEntry], stated: Stated) -> Complaints:
    """Return the rules that are excused though a function states them."""
    return [rule.id for rule in rules if rule.excused and rule.id in stated]


def pages_apart(rules: Iterable[RuleEntry], stated: Stated) -> Complaints:
    """Return the rules that the code cites on other pages, and those of the code that are not registered."""
    pages = {rule.id: rule.page for rule in rules}
    return [
        f"{name}: {pages.get(name)} here, {page} in the code"
        for name, page in stated.items()
        if pages.get(name) != page
    ]


def disputes_unknown(rules: Iterable[RuleEntry], known: Iterable[str]) -> Complaints:
    """Return the questions that a rule depends on and nobody asks, or that it names twice or out of order."""
    asked = set(known)
    unknown = [f"{rule.id}: {name}" for rule in rules for name in rule.disputed if name not in asked]
    return unknown + [f"{rule.id}: order" for rule in rules if any(a >= b for a, b in pairwise(rule.disputed))]


def answered_otherwise(questions: Iterable[QuestionEntry]) -> Complaints:
    """Return the questions whose values do not fit how they are answered."""
    found: Complaints = []
    for asked in questions:
        count = len(set(asked.values))
        if count != len(asked.values) or (count < 2 if asked.kind == Kind.LIVE else count > 0):
            found.append(f"{asked.id}: {asked.kind}, {asked.values}")
    return found


def switches() -> dict[str, list[str]]:
    """Return the values of every switch that the code has for a numbered question, by its id."""
    found: dict[str, list[str]] = {}
    for name, value in vars(readings).items():
        if re.fullmatch(r"A\d\d", name) and isinstance(value, type) and issubclass(value, IntEnum):
            found[f"A-{name[1:]}"] = [member.name.lower() for member in value]
    return found


def switches_apart(questions: Iterable[QuestionEntry], code: dict[str, list[str]]) -> Complaints:
    """Return the switches of the code whose values are not those that are registered, in order."""
    here = {asked.id: list(asked.values) for asked in questions if asked.kind == Kind.LIVE}
    return [
        f"{name}: {here.get(name)} here, {values} in the code"
        for name, values in code.items()
        if here.get(name) != values
    ]


def runs(text: str) -> Iterator[str]:
    """Yield every run of words that would be a copy."""
    words = re.findall(r"\w+", text.lower())
    return (" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def copied(texts: Iterable[str], source: str) -> Complaints:
    """Return the runs of words that the texts share with a source."""
    theirs = set(runs(source))
    return [run for text in texts for run in runs(text) if run in theirs]


# -- comparison with the notes -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Notes:
    """The notes on the source: its rules, its questions, and every text that must not be copied."""

    rules: str
    questions: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What was compared, and what did not agree."""

    rules: tuple[str, ...]
    questions: tuple[str, ...]
    words: int
    complaints: tuple[str, ...]

    def __str__(self) -> str:
        """Say what was compared."""
        return f"{len(self.rules)} rules, {len(self.questions)} questions, {self.words} words"


def compared(notes: Notes, rules: tuple[RuleEntry, ...], questions: tuple[QuestionEntry, ...]) -> Comparison:
    """Compare the register with all that the notes have: ids, order, pages, disputes and words."""
    noted = re.findall(r"^\d+\. \*\*([A-Z]{3}-\d\d)\*\* · ([\d–, ]+) · (.*)$", notes.rules, re.MULTILINE)
    asked = re.findall(r"^\*\*(A-\d\d) · [A-Z/]+ · (.*?)(?:\*\*| — )", notes.questions, re.MULTILINE)
    by_id = {rule.id: rule for rule in rules}
    entries = {entry.id: entry for entry in questions}
    wrong = ids_apart((r.id for r in rules if r.id in {i for i, *_ in noted}), [i for i, *_ in noted])
    # The questions stand in the order of their subjects there, and in the order of their numbers here.
    wrong += ids_apart((q.id for q in questions if q.id in dict(asked)), sorted(dict(asked)))
    for name, page, text in noted:
        if name in by_id:
            if by_id[name].page != page.strip().replace("–", "-"):
                wrong.append(f"{name}: page {by_id[name].page} here, {page} there")
            wrong += [f"{name}: {a}" for a in re.findall(r"A-\d\d", text) if a not in by_id[name].disputed]
    for name, head in asked:
        if name in entries and not pages_of(head) <= set(entries[name].pages):
            wrong.append(f"{name}: pages {sorted(pages_of(head) - set(entries[name].pages))}")
    entries_of_both: list[RuleEntry | QuestionEntry] = [*rules, *questions]
    sentences = [text for entry in entries_of_both for text in told(entry)]
    wrong += [f"copied: {run}" for source in notes.sources for run in copied(sentences, source)]
    words = sum(len(re.findall(r"\w+", source)) for source in notes.sources)
    return Comparison(tuple(i for i, *_ in noted), tuple(i for i, _ in asked), words, tuple(wrong))


def pages_of(head: str) -> set[int]:
    """Return the pages that the head of a question names."""
    found: set[int] = set()
    for listed in re.findall(r"p\.(\d+(?:(?:[–/]|, )\d+)*)", head):
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", listed):
            found |= set(range(int(first), int(last or first) + 1))
    return found


SAMPLE = Notes(
    rules=(
        "1. **GEN-01** · 9 · Net in batches, at once in Straks. (→ A-56)\n"
        "33. **SUM-01** · 9, 54 · A nightly run.\n"
        "108. **INS-04** · 61–62 · A mark bars and removes. (→ A-08)\n"
    ),
    questions=(
        "**A-01 · C · p.43 ↔ p.52, p.62 — before the cut-off**\n"
        "**A-06 · G · p.61–62, 64 — several marks**\n"
        "**A-62 · X · p.11, 14 ↔ KML §163(4)** — the addressee\n"
        "**A-54 · C · p.41–42, 44 ↔ p.59** — risk\n"
    ),
    sources=("The notes say in nine or more words something that nobody has copied.",),
)
"""A few lines in the form of the notes."""


def notes_beside() -> dict[str, Notes]:
    """Return the notes that there are to compare with, by name: always the sample, the real ones if they are there."""
    found = {"the sample": SAMPLE}
    domain = SHARED / "domain"
    if domain.is_dir():
        rules, questions = ((domain / name).read_text("utf-8") for name in ("rules.md", "open_questions.md"))
        texts = (path.read_text("utf-8") for path in sorted((SHARED / "source").glob("*.txt")))
        found["the notes beside the repository"] = Notes(rules, questions, (rules, questions, *texts))
    return found


NOTES = notes_beside()


@pytest.mark.parametrize("name", NOTES)
def test_register_agrees_with(name: str, record_property: Callable[[str, object], None]) -> None:
    done = compared(NOTES[name], RULES, QUESTIONS)
    record_property(f"compared with {name}", str(done))
    assert done.complaints == ()
    if NOTES[name] is SAMPLE:
        assert (done.rules, done.questions) == (("GEN-01", "SUM-01", "INS-04"), ("A-01", "A-06", "A-62", "A-54"))
    else:
        assert (list(done.rules), sorted(done.questions)) == (RULE_IDS, QUESTION_IDS)
        assert done.words > 8_000


@pytest.mark.parametrize(
    ("notes", "complaint"),
    [
        (replace(SAMPLE, rules="1. **GEN-01** · 10 · x\n"), "GEN-01: page 9 here, 10 there"),
        (replace(SAMPLE, rules="1. **GEN-01** · 9 · x (→ A-57)\n"), "GEN-01: A-57"),
        (replace(SAMPLE, rules="1. **GEN-99** · 9 · x\n"), "missing: GEN-99"),
        (
            replace(SAMPLE, rules="1. **SUM-01** · 9, 54 · x\n2. **GEN-01** · 9 · x\n"),
            "GEN-01 where SUM-01 belongs",
        ),
        (replace(SAMPLE, questions="**A-01 · C · p.43 ↔ p.99 — x**\n"), "A-01: pages [99]"),
        (replace(SAMPLE, questions="**A-79 · C · p.43 — x**\n"), "missing: A-79"),
        (replace(SAMPLE, sources=(f"As was said: {RULES[0].sentence}",)), "copied: "),
        (replace(SAMPLE, sources=(f"As was asked: {QUESTIONS[0].question}",)), "copied: "),
    ],
)
def test_register_that_is_apart_from_the_notes_is_noticed(notes: Notes, complaint: str) -> None:
    assert any(found.startswith(complaint) for found in compared(notes, RULES, QUESTIONS).complaints)


def test_seven_words_in_a_row_are_no_copy() -> None:
    words = "one two three four five six seven eight"
    assert copied([words], f"zero {words}, nine") == [words]
    assert copied([words], "one two three four five six seven, then eight") == []
    assert copied(["En to tre fire fem seks syv otte."], "– en to tre\nfire «fem» seks syv otte –") != []


# -- the register as it is ---------------------------------------------------------------------------------------------


def test_every_rule_is_there_once_and_in_order() -> None:
    assert ids_apart((rule.id for rule in RULES), RULE_IDS) == []
    assert len(RULE_IDS) == 143


def test_every_question_is_there_once_and_in_order() -> None:
    assert ids_apart((asked.id for asked in QUESTIONS), QUESTION_IDS) == []


@pytest.mark.parametrize(
    "ids", [["A-01", "A-03"], ["A-02", "A-01"], ["A-01"], ["A-01", "A-02", "A-02"], ["A-01", "A-2"], []]
)
def test_ids_that_are_not_those_wanted_are_noticed(ids: list[str]) -> None:
    assert ids_apart(ids, ["A-01", "A-02"]) != []
    assert ids_apart(["A-01", "A-02"], ["A-01", "A-02"]) == []


def test_every_entry_is_said_in_single_sentences_that_are_short() -> None:
    assert rules_badly_said(RULES) == []
    assert questions_badly_said(QUESTIONS) == []
    assert all(len(asked.statements) >= 2 for asked in QUESTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No mark at the end",
        "small at the start.",
        "One thing. Another thing.",
        "Is it so?",
        "L" + "o" * 200 + "ng.",
    ],
)
def test_sentence_that_is_badly_said_is_noticed(text: str) -> None:
    entry = QUESTIONS[0]
    assert len(rules_badly_said([replace(RULES[0], sentence=text)])) == 1
    assert len(rules_badly_said([replace(RULES[0], excused=text or " ")])) == 1
    long = text.replace("ooo", "ooooo")
    assert len(questions_badly_said([replace(entry, ruling=long)])) == 1
    assert len(questions_badly_said([replace(entry, statements=(Said("9", long),))])) == 1
    assert len(questions_badly_said([replace(entry, question=text.replace("?", "."))])) >= 1


def test_pages_have_the_form_in_which_the_code_cites_them() -> None:
    assert pages_badly_written(RULES, QUESTIONS) == []


@pytest.mark.parametrize("page", ["", "p. 9", "9,10", "9–10", "own"])
def test_pages_of_another_form_are_noticed(page: str) -> None:
    assert len(pages_badly_written([replace(RULES[0], page=page)], [])) == 1
    assert len(pages_badly_written([], [replace(QUESTIONS[0], statements=(Said(page, "It is so."),))])) == 1


def test_every_rule_and_every_excuse_is_its_own() -> None:
    assert said_before(rule.sentence for rule in RULES) == []
    assert said_before(rule.excused for rule in RULES if rule.excused) == []
    assert said_before(asked.question for asked in QUESTIONS) == []


def test_what_is_said_twice_is_noticed() -> None:
    assert said_before(["a", "b", "a"]) == ["a"]


def test_rule_is_either_excused_or_stated() -> None:
    assert excused_and_stated(RULES, STATED) == []
    assert len(STATED) > 30


def test_rule_that_is_excused_and_stated_is_noticed() -> None:
    both = [replace(rule, excused="It is not.") for rule in RULES if rule.id == "GEN-31"]
    assert excused_and_stated(both, STATED) == ["GEN-31"]


def test_code_cites_the_pages_that_are_registered() -> None:
    assert pages_apart(RULES, STATED) == []


def test_page_that_the_code_cites_otherwise_is_noticed() -> None:
    assert pages_apart(RULES, {"GEN-31": "58"}) == []
    assert pages_apart(RULES, {"GEN-31": "59", "GEN-99": "1"}) == [
        "GEN-31: 58 here, 59 in the code",
        "GEN-99: None here, 1 in the code",
    ]


def test_every_question_that_a_rule_depends_on_is_asked() -> None:
    assert disputes_unknown(RULES, QUESTION_IDS) == []


@pytest.mark.parametrize("disputed", [("A-79",), ("A-02", "A-01"), ("A-01", "A-01")])
def test_dispute_that_nobody_asks_or_out_of_order_is_noticed(disputed: tuple[str, ...]) -> None:
    assert len(disputes_unknown([replace(RULES[0], disputed=disputed)], QUESTION_IDS)) == 1


def test_only_a_switch_has_values_and_at_least_two() -> None:
    assert answered_otherwise(QUESTIONS) == []
    assert {asked.kind for asked in QUESTIONS} == set(Kind)


@pytest.mark.parametrize(
    ("kind", "values"), [(Kind.LIVE, ()), (Kind.LIVE, ("a",)), (Kind.LIVE, ("a", "b", "a")), (Kind.FIXED, ("a", "b"))]
)
def test_values_that_do_not_fit_are_noticed(kind: Kind, values: tuple[str, ...]) -> None:
    assert len(answered_otherwise([replace(QUESTIONS[0], kind=kind, values=values)])) == 1


def test_switches_of_the_code_have_the_values_that_are_registered() -> None:
    assert {"A-01", "A-22", "A-23"} <= set(switches())
    assert switches_apart(QUESTIONS, switches()) == []


@pytest.mark.parametrize(
    "code", [{"A-01": ["conditional", "exclude", "by_entry"]}, {"A-01": ["exclude"]}, {"A-03": ["yes", "no"]}]
)
def test_switch_with_other_values_is_noticed(code: dict[str, list[str]]) -> None:
    assert len(switches_apart(QUESTIONS, code)) == 1
