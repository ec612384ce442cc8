"""`{timeline}`: a day, run while the page is built. `{library}`: all days. `{drawing}`: only the drawing, once more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from zerohour.oracle.scenarios.clock import ms_to_clock
from zerohour.oracle.scenarios.format import reading_problem, reading_values, with_readings
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import Fate, Moment, money
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour.spec.timetable import NEVER
from zerohour_site import catalogue
from zerohour_site.catalogue import Day
from zerohour_site.drawing import draw, draw_readings, lives
from zerohour_site.markup import (
    Cell,
    badge,
    between,
    depends,
    folded,
    link,
    links,
    note,
    paragraph,
    prose,
    section,
    table,
)

DRAWING = "drawing_of"
"""The day that a container is to hold the drawing of, and the readings by which."""
SEVERAL = "each_reading_beside_the_others"
LEGEND = (
    "◆ enters (SF1)   │ becomes irrevocable (SF2)   ● settles, final (SF3)   ○ recalled, or not over   "
    "✕ refused or rejected. Dashed: it may still be recalled. Instants stand at equal steps, not to scale."
)


class OneDay(SphinxDirective):
    """A day of the library: its drawing, and what became of each order."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {"moments": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the drawing, the table of orders, and the day moment by moment."""
        day, name = day_named(self, self.arguments[0]), self.arguments[0]
        place = nodes.target("", "", ids=[f"day-{name}"])
        note(self, "day", name, f"day-{name}", day.scenario.note)
        return [place, legend(), *shown(day, self.env.docname, opened="moments" in self.options)]


class Drawing(SphinxDirective):
    """The drawing of a day that is told elsewhere, as it is or by another reading."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, object]] = {"reading": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the drawing, and a link to where the day is told."""
        day, chosen = day_named(self, self.arguments[0]), str(self.options.get("reading", ""))
        question, _, value = chosen.partition("=")
        problem = reading_problem(question, value) if chosen else ""
        if problem:
            raise self.error(problem)
        where = [
            nodes.Text("The day in full: "),
            link("day", day.name, self.env.docname, day.scenario.name),
            nodes.Text("."),
        ]
        return [figure_of(day, {question: value} if chosen else {}), paragraph(where, kind="zh-source")]


class Legend(SphinxDirective):
    """What the signs of a drawing mean."""

    def run(self) -> list[nodes.Node]:
        """Return it."""
        return [legend()]


def day_named(directive: SphinxDirective, name: str) -> Day:
    """Return the day of the library that a directive names, on which its page depends from then on."""
    if name not in catalogue.days():
        raise directive.error(f"there is no scenario {name!r}; there are: {', '.join(catalogue.days())}")
    depends(directive)
    return catalogue.days()[name]


def figure_of(day: Day, readings: dict[str, str]) -> nodes.container:
    """Return the place of a drawing, which is drawn when it is known where every rule is."""
    drawing = nodes.container("", classes=["zh-figure"])
    drawing[DRAWING] = (day.name, tuple(readings.items()))
    return drawing


def figure_of_readings(day: Day, switch: str, values: Sequence[str]) -> nodes.container:
    """Return the place of a drawing of one day by several values of a reading."""
    drawing = nodes.container("", classes=["zh-figure"])
    drawing[DRAWING] = (day.name, tuple((switch, value) for value in values))
    drawing[SEVERAL] = True
    return drawing


def read_otherwise(day: Day, readings: dict[str, str]) -> Scenario:
    """Return the scenario of a day by other readings."""
    return replace(day.scenario, rulebook=with_readings(day.scenario.rulebook, readings))


class Library(SphinxDirective):
    """Every day of the library, apart from those that have a page of their own."""

    option_spec: ClassVar[dict[str, object]] = {"elsewhere": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return a section for each day."""
        depends(self)
        elsewhere = str(self.options.get("elsewhere", "")).split()
        made: list[nodes.Node] = [legend()]
        for name, day in catalogue.days().items():
            if name in elsewhere:
                continue
            part = section(self, [f"day-{name}"], nodes.Text(day.scenario.name))
            note(self, "day", name, f"day-{name}", day.scenario.note)
            part += shown(day, self.env.docname, opened=False)
            made.append(part)
        return made


def _value(name: str) -> str:
    return name.lower().replace("_", " ")


def shown(day: Day, doc: str, *, opened: bool) -> list[nodes.Node]:
    """Return a day: its note, drawing, orders and moments."""
    return [
        paragraph(day.scenario.note),
        *_readings_in_force(day),
        figure_of(day, {}),
        orders(day, doc),
        *folded("The day, moment by moment", moments(day, doc), opened=opened),
    ]


def legend() -> nodes.paragraph:
    """Return what the signs of a drawing mean."""
    return paragraph([nodes.Text(LEGEND)], kind="zh-legend")


def _readings_in_force(day: Day) -> list[nodes.Node]:
    """Return a line that names the readings that are not the default."""
    rulebook = day.scenario.rulebook
    default = reading_values(RULEBOOKS[rulebook.name])
    other = {k: v for k, v in reading_values(rulebook).items() if default[k] != v}
    if not other:
        return []
    return [paragraph("Reading: " + ", ".join(f"{k} = {_value(v)}" for k, v in other.items()), kind="zh-source")]


def orders(day: Day, doc: str) -> nodes.table:
    """Return what became of every order, and what the law says of it."""
    ended = lives(day.scenario)
    rows: list[list[Cell]] = []
    for o in day.told.orders:
        fixed = ended[o.order].irrevocable_from
        sf2 = "–" if fixed == NEVER else ms_to_clock(fixed)
        rows.append(
            [
                [nodes.strong("", o.order), nodes.inline("", f"{o.payer} → {o.payee}", classes=["zh-line"])],
                money(o.amount),
                o.sf1 or "–",
                sf2,
                o.sf3 or "–",
                [badge(o.status), nodes.Text(f" {o.block}" if o.block else "")],
                [*prose(f"{o.why} "), *links("rule", o.rules, doc)],
                _law(o),
            ]
        )
    heads = ("Order", "Amount", "SF1", "SF2", "SF3", "Status", "Decided by", "The law says")
    return table(heads, rows, "zh-orders")


def _law(order: Fate) -> list[nodes.Node]:
    """Return what the law says; only what binds nobody is coloured."""
    return [badge(order.law)] if order.law == "unprotected" else [nodes.Text(order.law)]


def moments(day: Day, doc: str) -> nodes.table:
    """Return the day moment by moment: what happened, and what it did."""
    rows = [[m.at, m.what, _did(m, doc)] for m in day.told.moments if m.refused or m.changes or m.notes or _told(m)]
    return table(("Time", "What happened", "What it did"), rows, "zh-moments")


def _told(moment: Moment) -> bool:
    """Whether a moment without effect on orders is still worth a line: a decree, a mark, a line."""
    return not moment.what.startswith(("cut-off", "settlement"))


def _did(moment: Moment, doc: str) -> list[nodes.Node]:
    parts: list[list[nodes.Node]] = [prose(text) for text in moment.notes]
    if moment.refused and not moment.changes:
        parts.append([*prose(f"refused: {moment.refused} "), *links("rule", moment.rules, doc)])
    for change in moment.changes:
        why = f", {change.why} " if change.why not in ("", change.status) else " "
        name = nodes.strong("", change.order)
        parts.append([name, nodes.Text(f" {change.status}{why}"), *links("rule", change.rules, doc)])
    lines = [nodes.inline("", "", *part, classes=["zh-line"]) for part in parts]
    return between(lines, " ")


def draw_all(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Draw the days of a page, now that it is known where every rule is."""

    def url_of(rule_id: str) -> str:
        found = app.env.domaindata["zerohour"]["places"]["rule", rule_id]
        return f"{app.builder.get_relative_uri(docname, found.docname)}#{found.anchor}"

    for place in [node for node in doctree.findall(nodes.container) if DRAWING in node]:
        name, readings = place[DRAWING]
        day = catalogue.every_day()[name]
        if SEVERAL in place:
            drawn = draw_readings(
                {f"{switch} = {value}": read_otherwise(day, {switch: value}) for switch, value in readings}, url_of
            )
        else:
            drawn = draw(read_otherwise(day, dict(readings)), url_of)
        place.append(nodes.raw("", drawn, format="html"))
