"""The page of evidence: `{matrix}`, `{gaps}`, `{trusted-base}`, `{mutants}`, `{not-modelled}`; and law by reading.

`{law-by-reading}` has a row for each law, `{value-by-law}` one for each value of a reading.
"""

import importlib
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import zerohour.proofs
import zerohour.proofs.laws
from zerohour.oracle.catalogue import Switch, first_paragraph, smallest, switches
from zerohour.oracle.explore.broken import broken_by, worded_for
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
        days = [nodes.Text(f"{len(chain.days)}, as "), link("day", smallest_of(chain), doc)] if chain.days else []
        return [
            link("rule", chain.rule, doc),
            catalogue.pages_in_words(chain.pages) if chain.pages != "own" else "our own",
            code or gap("no code"),
            laws if chain.laws else gap("no law"),
            days or gap("no day"),
            f"{count:,}" if count else "–",
        ]


def smallest_of(chain: Chain) -> str:
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
    """Which law says what by which reading; every law is proved for all values of all readings at once."""

    def run(self) -> list[nodes.Node]:
        """Return the table: a law in each row, a reading in each column."""
        depends(self)
        doc, ledger, known = self.env.docname, ledger_of(self.config), switches()
        rows: list[list[Cell]] = []
        for law, readings in sorted(worded_for().items()):
            marks: list[Cell] = [mark(law, switch, worded=switch.name in readings) for switch in known.values()]
            rows.append([[link("law", law, doc)], [badge(ledger.verdict(law), ledger.said(law))], *marks])
        return [table(("Law", "Verdict", *known), rows, "zh-law-by-reading")]


def mark(law: str, switch: Switch, *, worded: bool) -> list[nodes.Node]:
    """Return how a law stands to a reading, as a sign; the values that break it are its tooltip."""
    breaking = [value for value, found in broken_by(switch).items() if law in {each.law for each in found}]
    if breaking:
        return [nodes.abbreviation("", "✕", explanation=f"broken by {', '.join(breaking)}")]
    return [nodes.Text("●" if worded else "·")]


class ValueByLaw(SphinxDirective):
    """What each value of a reading breaks, and the smallest day on which it differs from the default."""

    def run(self) -> list[nodes.Node]:
        """Return the table: a value in each row."""
        depends(self)
        rows = [
            [[nodes.strong("", switch.name), nodes.Text(" = "), nodes.literal("", value)], *self.row(switch, value)]
            for switch in switches().values()
            for value in list(switch.values)[1:]
        ]
        heads = ("By this value", "these laws of the default do not hold", "the smallest day on which it differs")
        return [table(heads, rows, "zh-value-by-law")]

    def row(self, switch: Switch, value: str) -> list[Cell]:
        """Return the laws that a value breaks, with when they are broken, and its smallest day."""
        doc, found = self.env.docname, broken_by(switch)[value]
        broken = [
            nodes.inline("", "", link("law", b.law, doc), nodes.Text(f": {b.at}, {b.event}"), classes=["zh-line"])
            for b in found
        ]
        day = smallest(switch).get(value)
        told = day.scenario.note if day else "None was found."
        return [between(broken, " ") or "none", [nodes.inline("", told)]]


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
