"""Small pieces of a page, as nodes: links, badges, tables, prose, folded parts."""

import html
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from zerohour_site import catalogue

GOOD = {"proved", "settled", "cleared", "conforms", "implemented", "a switch today"}
BAD = {"refused", "rejected", "violation", "unprotected", "ahead"}
Cell: TypeAlias = str | nodes.Node | Sequence[nodes.Node]


class Place(NamedTuple):
    """Where a thing is, and what it says in one line."""

    docname: str
    anchor: str
    title: str


def link(kind: str, target: str, docname: str, text: str = "") -> nodes.Node:
    """Return a link to a rule, a law, a day or a question, resolved once every page is read."""
    shown = nodes.inline(text, text or target, classes=["xref", "zerohour", f"zerohour-{kind}"])
    return addnodes.pending_xref(
        "",
        shown,
        refdomain="zerohour",
        reftype=kind,
        reftarget=target,
        refdoc=docname,
        refexplicit=bool(text),
        refwarn=True,
    )


def links(kind: str, targets: Iterable[str], docname: str) -> list[nodes.Node]:
    """Return several links with spaces between them."""
    return between([link(kind, target, docname) for target in targets], " ")


def between(parts: Sequence[nodes.Node], separator: str) -> list[nodes.Node]:
    """Return the parts with a separator between them."""
    joined: list[nodes.Node] = []
    for part in parts:
        joined += [nodes.Text(separator), part] if joined else [part]
    return joined


def badge(word: str, told: str = "") -> nodes.Node:
    """Return a word as a badge, in the colour of its kind; what more there is to say is its tooltip."""
    tone = "good" if word in GOOD else "bad" if word in BAD else "plain"
    if not told:
        return nodes.inline("", word, classes=["zh-badge", f"zh-{tone}"])
    shown = nodes.abbreviation("", word, classes=["zh-badge", f"zh-{tone}"], explanation=told)
    return nodes.inline("", "", shown)


def prose(text: str) -> list[nodes.Node]:
    """Return a sentence of a docstring, with what stands in backticks as code."""
    parts = re.split(r"`+([^`]+)`+", text)
    return [nodes.literal("", p) if n % 2 else nodes.Text(p) for n, p in enumerate(parts) if p]


def paragraph(*parts: Cell, kind: str = "") -> nodes.paragraph:
    """Return a paragraph."""
    made = nodes.paragraph(classes=[kind] if kind else [])
    for part in parts:
        made += _nodes(part)
    return made


def bullets(items: Iterable[Cell]) -> nodes.bullet_list:
    """Return a list."""
    return nodes.bullet_list("", *(nodes.list_item("", paragraph(item)) for item in items))


def terms(pairs: Iterable[tuple[str, Sequence[nodes.Node]]]) -> nodes.definition_list:
    """Return a list of headwords and what belongs to them."""
    made = nodes.definition_list(classes=["zh-terms", "simple"])
    for word, body in pairs:
        made += nodes.definition_list_item("", nodes.term("", word), nodes.definition("", *body))
    return made


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]], kind: str) -> nodes.table:
    """Return a table; a cell is text, or nodes."""
    group = nodes.tgroup(cols=len(heads))
    group += [nodes.colspec(colwidth=1) for _ in heads]
    group += nodes.thead("", _row(heads))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["zh-table", kind, "colwidths-auto"])


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))


def _nodes(cell: Cell) -> list[nodes.Node]:
    if isinstance(cell, str):
        return prose(cell)
    return [cell] if isinstance(cell, nodes.Node) else list(cell)


def folded(summary: str, *body: nodes.Node, opened: bool = False) -> list[nodes.Node]:
    """Return something that the reader opens."""
    state = " open" if opened else ""
    start = f'<details class="zh-details"{state}><summary>{html.escape(summary)}</summary>'
    return [nodes.raw("", start, format="html"), *body, nodes.raw("", "</details>", format="html")]


def code(text: str, language: str) -> nodes.literal_block:
    """Return a block of code, highlighted."""
    return nodes.literal_block(text, text, language=language)


def section(directive: SphinxDirective, anchors: Sequence[str], *title: nodes.Node) -> nodes.section:
    """Return an empty section that is found at each of the anchors."""
    made = nodes.section("", nodes.title("", "", *title), ids=list(anchors))
    directive.state.document.set_id(made)
    return made


def note(directive: SphinxDirective, kind: str, name: str, anchor: str, title: str) -> None:
    """Note where a thing is found; two places for one thing are a mistake."""
    places: dict[tuple[str, str], Place] = directive.env.domaindata["zerohour"]["places"]
    before = places.get((kind, name))
    if before is not None:
        raise directive.error(f"the {kind} {name!r} is already on the page {before.docname!r}; show it once")
    places[kind, name] = Place(directive.env.docname, anchor, title)


def depends(directive: SphinxDirective) -> None:
    """Have the page made anew when a file that its facts come from changes."""
    for file in catalogue.sources():
        directive.env.note_dependency(str(file))
