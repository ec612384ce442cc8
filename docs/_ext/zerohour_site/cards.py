"""`{rules}`: a file of the specification, a card for each function that states a rule."""

import importlib
import inspect

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from zerohour_site import catalogue
from zerohour_site.articles import FILE, Article, articles_of
from zerohour_site.catalogue import Statement
from zerohour_site.ledger import Ledger, ledger_of
from zerohour_site.markup import (
    badge,
    between,
    bullets,
    code,
    depends,
    folded,
    link,
    note,
    paragraph,
    prose,
    section,
    terms,
)
from zerohour_site.traces import days_that_run, vector_counts, vectors_that_run

FEW = 4
"""So many days are listed openly; more are folded."""


class SpecFile(SphinxDirective):
    """A page for one file of the specification."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what the file is for, its cards, and the whole of it."""
        name = self.arguments[0]
        if name not in catalogue.modules():
            raise self.error(f"there is no {name!r}; there are: {', '.join(catalogue.modules())}")
        depends(self)
        module = importlib.import_module(name)
        text = inspect.getsource(module)
        found = [s for s in catalogue.statements() if s.module == name]
        about = [paragraph(" ".join(part.split())) for part in (inspect.getdoc(module) or "").split("\n\n")]
        whole = section(self, [f"file-{catalogue.short(name)}"], nodes.Text("The whole file"))
        path = f"spec/{catalogue.short(name).replace('.', '/')}.py"
        told = f"{path}, {len(text.splitlines())} lines: this is what runs, and what is proved"
        whole += folded(told, code(text, "python"), opened=not found)
        return [*about, *(self.card(s) for s in found), whole]

    def card(self, statement: Statement) -> nodes.section:
        """Return the card of a function, and note where its rules are found."""
        anchors = [catalogue.anchor(r.id, statement) for r in statement.rules]
        ids = [nodes.inline("", r.id, classes=["zh-id"]) for r in statement.rules]
        made = section(self, anchors, *between(ids, " "), nodes.Text(" "), nodes.literal("", statement.name))
        made["classes"].append("zh-card")
        for rule, anchor in zip(statement.rules, anchors, strict=True):
            note(self, "statement", f"{rule.id} {statement.name}", anchor, rule.sentence)
            if catalogue.stated_by(rule.id)[0] == statement:
                note(self, "rule", rule.id, anchor, rule.sentence)
        made += paragraph(statement.sentence, kind="zh-sentence")
        cited = [f"{r.id}: {catalogue.pages(r)}" for r in statement.rules]
        made += paragraph("Source: " + " · ".join(cited), kind="zh-source")
        made += [paragraph(a.cited, ": ", prose(a.says), kind="zh-source") for a in self.articles(statement)]
        made += code(inspect.getsource(statement.function).rstrip(), "python")
        made += self.evidence(statement)
        return made

    def articles(self, statement: Statement) -> list[Article]:
        """Return the articles of law that the rules rest on."""
        self.env.note_dependency(str(FILE))
        return articles_of({r.id for r in statement.rules})

    def evidence(self, statement: Statement) -> list[nodes.Node]:
        """Return what stands behind a rule: its laws with their proofs, its days, and its other statements."""
        ids = {r.id for r in statement.rules}
        doc, ledger = self.env.docname, ledger_of(self.config)
        told: list[tuple[str, list[nodes.Node]]] = []
        laws = catalogue.laws_of(ids)
        if laws:
            told.append(("Laws that constrain it", [bullets(law_words(law, laws[law], doc, ledger) for law in laws)]))
        else:
            told.append(("Laws that constrain it", [paragraph("No law names it yet.")]))
        here = [day for day in catalogue.days().values() if day.decided & ids]
        if here:
            listed = bullets([link("day", d.name, doc, d.scenario.name)] for d in here)
            many = folded(f"{len(here)} days of the library", listed)
            told.append(("Days it decides", [listed] if len(here) <= FEW else many))
        told.append(("Tested by", [paragraph(tested(statement))]))
        for rule in statement.rules:
            others = [s for s in catalogue.stated_by(rule.id) if s != statement]
            if others:
                body = [elsewhere(s, rule.id, doc) for s in others]
                told.append((f"{rule.id} is also stated by", [paragraph(between(body, ", "))]))
        return [terms(told)]


def tested(statement: Statement) -> str:
    """Return how many days and vectors run the code of a function, in words."""
    ran, explored = days_that_run(statement.function), vectors_that_run(statement.function)
    count = sum(vector_counts()[subject] for subject in explored)
    vectors = f"{count:,} vectors, of {', '.join(explored)}" if explored else "no vectors"
    return f"{len(ran)} days of the library that run it, each with an outcome that is checked; {vectors}."


def verdicts(laws: list[str], ledger: Ledger) -> list[nodes.Node]:
    """Return a badge for each verdict on the laws, and how many have it."""
    by_verdict: dict[str, list[str]] = {}
    for law in laws:
        by_verdict.setdefault(ledger.verdict(law), []).append(law)
    told: list[nodes.Node] = []
    for word, named in by_verdict.items():
        told += [badge(word, "; ".join(named)), nodes.Text(f" × {len(named)} " if len(named) > 1 else " ")]
    return told


def law_words(law: str, sentences: list[str], doc: str, ledger: Ledger) -> list[nodes.Node]:
    """Return a law with the badge of its proof and what it says."""
    proof = badge(ledger.verdict(law), ledger.said(law))
    return [link("law", law, doc), nodes.Text(" "), proof, nodes.Text(f" {' '.join(sentences)}")]


def elsewhere(statement: Statement, rule_id: str, doc: str) -> nodes.Node:
    """Return the name of another function that states a rule, linked to its card."""
    return link("statement", f"{rule_id} {statement.name}", doc, statement.name)
