"""The page of evidence: `{matrix}`, `{gaps}`, `{trusted-base}`, `{mutants}`, `{law-by-reading}`, `{not-modelled}`."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import zerohour.proofs
import zerohour.proofs.laws
from zerohour.oracle.catalogue import first_paragraph, switches
from zerohour.proofs.mutants import FOR_PROOFS, MUTANTS
from zerohour.spec.register.questions import QUESTIONS, Kind
from zerohour.spec.register.rules import RULES
from zerohour_site import catalogue
from zerohour_site.cards import elsewhere, verdicts
from zerohour_site.chain import LINKS, Chain, chains, explained
from zerohour_site.ledger import ledger_of
from zerohour_site.markup import (
    Cell,
    badge,
    between,
    bullets,
    depends,
    folded,
    link,
    paragraph,
    prose,
    table,
)
from zerohour_site.register import rule_links
from zerohour_site.traces import vector_counts

TRUSTED = ("symbolic", "obligations", "ledger", "solvers", "laws")
"""What of `proofs` a proof rests on."""


class Matrix(SphinxDirective):
    """A row for each rule that is implemented: from its source to its tests, gaps in red."""

    def run(self) -> list[nodes.Node]:
        """Return the counts and the table."""
        depends(self)
        found = chains(ledger_of(self.config))
        heads = ("Rule", "Source", "Code", "Laws and proofs", "Days that run it", "Vectors that run it")
        return [counted(found), table(heads, [self.row(c) for c in found], "zh-matrix")]

    def row(self, chain: Chain) -> list[Cell]:
        """Return what stands behind a rule; a gap is a red word."""
        doc = self.env.docname
        code = between([elsewhere(s, chain.rule, doc) for s in chain.statements], ", ")
        laws = [nodes.Text("; ".join(chain.laws) + " "), *verdicts(list(chain.laws), ledger_of(self.config))]
        count = sum(vector_counts()[subject] for subject in chain.vectors)
        days = [nodes.Text(f"{len(chain.days)}, as "), link("day", smallest(chain), doc)] if chain.days else []
        return [
            link("rule", chain.rule, doc),
            catalogue.pages_in_words(chain.pages) if chain.pages != "own" else "our own",
            code or gap("no code"),
            laws if chain.laws else gap("no law"),
            days or gap("no day"),
            f"{count:,}" if count else "–",
        ]


def smallest(chain: Chain) -> str:
    """Return the smallest of the days that run a rule; where it decides in some, of those."""
    known = catalogue.days()
    decides = [name for name in chain.days if chain.rule in known[name].decided]
    return min(decides or chain.days, key=lambda name: (len(known[name].scenario.events), name))


def gap(word: str) -> list[nodes.Node]:
    """Return a gap, in red."""
    return [nodes.inline("", word, classes=["zh-gap"])]


def counted(found: list[Chain]) -> nodes.paragraph:
    """Return how many links of each kind are missing."""
    told = ", ".join(f"{sum(name in c.gaps for c in found)} without {name}" for name in LINKS)
    return paragraph(f"{len(found)} rules are implemented: {told}.", kind="zh-sentence")


class Gaps(SphinxDirective):
    """The gaps that are known, with their reasons."""

    def run(self) -> list[nodes.Node]:
        """Return a list; the build fails on any gap that is not in it."""
        depends(self)
        self.env.note_dependency(str(Path(self.env.srcdir) / "gaps.toml"))
        items: list[Cell] = [
            [link("rule", rule_id, self.env.docname), nodes.Text(f" has no {kind} that cites it. "), *prose(reason)]
            for kind, rules in explained(Path(self.env.srcdir)).items()
            for rule_id, reason in rules.items()
        ]
        return [bullets(items)] if items else [paragraph("There is none.")]


class TrustedBase(SphinxDirective):
    """The code that a proof rests on, file by file, and the solvers."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        depends(self)
        root = Path(next(iter(zerohour.proofs.__path__)))
        files = [f for f in sorted(root.rglob("*.py")) if f.relative_to(root).parts[0].removesuffix(".py") in TRUSTED]
        rows: list[list[Cell]] = []
        total = 0
        for file in files:
            lines = len(file.read_text(encoding="utf-8").splitlines())
            total += lines
            name = ".".join(("zerohour.proofs", *file.relative_to(root).with_suffix("").parts))
            about = first_paragraph(importlib.import_module(name.removesuffix(".__init__")))
            rows.append([[nodes.literal("", f"proofs/{file.relative_to(root).as_posix()}")], str(lines), prose(about)])
        solvers = ledger_of(self.config).data["solvers"]
        rows += [[[nodes.literal("", who)], "–", f"a solver, version {version}"] for who, version in solvers.items()]
        total_words = f"{len(files)} files, {total:,} lines, and {' and '.join(solvers)}."
        return [
            paragraph(total_words, kind="zh-sentence"),
            table(("What", "Lines", "What it does"), rows, "zh-trusted"),
        ]


class MutantTable(SphinxDirective):
    """The wrong texts that a proof must notice, and the law that each of them breaks."""

    def run(self) -> list[nodes.Node]:
        """Return how many there are, and the table, folded."""
        depends(self)
        doc, every = self.env.docname, [*MUTANTS.values(), *FOR_PROOFS.values()]
        told = f"{len(every)} wrong texts are kept; each must break the proof of a law that constrains it, and does."
        rows: list[list[Cell]] = [
            [prose(m.about), catalogue.short(m.patch.module), [link("law", m.law, doc)], m.where] for m in every
        ]
        heads = ("What is wrong", "Where", "The law that notices", "In the proof for")
        return [paragraph(told, kind="zh-sentence"), *folded("All of them", table(heads, rows, "zh-mutants"))]


class LawByReading(SphinxDirective):
    """Which law asks which reading; every law is proved for all values of all readings at once."""

    def run(self) -> list[nodes.Node]:
        """Return the table: a law in each row, a reading in each column."""
        depends(self)
        doc, ledger = self.env.docname, ledger_of(self.config)
        holds = {str(entry["law"]): str(entry["holds_under"]) for entry in ledger.laws}
        asked = readings_by_law()
        names = list(switches())
        rows: list[list[Cell]] = []
        for law in sorted(asked):
            marks: list[Cell] = ["●" if name in asked[law] else "·" for name in names]
            verdict = badge(ledger.verdict(law), ledger.said(law))
            rows.append([[link("law", law, doc)], [verdict], holds.get(law, "every reading"), *marks])
        return [table(("Law", "Verdict", "Holds under", *names), rows, "zh-law-by-reading")]


def readings_by_law() -> dict[str, set[str]]:
    """Return the readings that the wording of each law speaks of, itself or by the functions of the laws it calls."""
    classes = dict(zip(switches(), _reading_classes(), strict=True))
    found: dict[str, set[str]] = {}
    for function, law in _predicates():
        words = set(_names(function, set()))
        found.setdefault(law, set()).update(name for name, cls in classes.items() if cls in words)
    return found


def _reading_classes() -> Iterator[str]:
    """Yield the name of the class of each reading, in the order of the switches."""
    readings = importlib.import_module("zerohour.spec.readings")
    yield from (str(annotation.__name__) for annotation in inspect.get_annotations(readings.Readings).values())


def _predicates() -> Iterator[tuple[Callable[..., Any], str]]:
    """Yield every predicate of a law, with the name of the law."""
    for found in pkgutil.iter_modules(zerohour.proofs.laws.__path__, "zerohour.proofs.laws."):
        for function in vars(importlib.import_module(found.name)).values():
            if inspect.isfunction(function) and "law" in function.__dict__:
                yield function, function.__dict__["law"].name


def _names(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> Iterator[str]:
    """Yield every name that a predicate uses, with those of the functions of the laws that it calls."""
    seen.add(function)
    for name in _used(function.__code__):
        yield name
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called not in seen and called.__module__.startswith("zerohour.proofs.laws"):
            yield from _names(called, seen)


def _used(code: Any) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from _used(constant)


class NotModelled(SphinxDirective):
    """What is left out, rule by rule, with the reason; what is still ahead; and the questions that need no answer."""

    def run(self) -> list[nodes.Node]:
        """Return the counts and the tables."""
        depends(self)
        doc = self.env.docname
        excused = [entry for entry in RULES if entry.excused]
        ahead = [entry for entry in RULES if catalogue.state_of(entry) == "ahead"]
        unasked = [entry for entry in QUESTIONS if entry.kind == Kind.EXCUSED]
        told = (
            f"{len(excused)} of {len(RULES)} rules of the source are left out for good, {len(ahead)} are not built yet."
        )
        rows: list[list[Cell]] = [
            [[link("entry", e.id, doc)], catalogue.pages_in_words(e.page), prose(e.sentence), prose(e.excused)]
            for e in excused
        ]
        asked = [[link("question", e.id, doc), nodes.Text(f": {e.question} {e.reason}")] for e in unasked]
        return [
            paragraph(told, kind="zh-sentence"),
            table(("Rule", "Source", "What it says", "Why it is left out"), rows, "zh-not-modelled"),
            paragraph([nodes.strong("", "Not built yet: "), *between(list(rule_links(ahead, doc)), ", ")]),
            paragraph([nodes.strong("", "Questions on which nothing that is modelled depends:")]),
            bullets(asked),
        ]
