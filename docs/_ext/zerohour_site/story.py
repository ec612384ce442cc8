"""`{flows}`, `{clearing-day}`, `{day-of}`: the pictures of the reader's pages, all of them computed."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from zerohour.spec.rulebooks import RULEBOOKS
from zerohour_site import catalogue
from zerohour_site.days import day_named, figure_of
from zerohour_site.markup import badge, depends, folded, link, paragraph, table
from zerohour_site.pictures import clearing_day_rows, draw_clearing_day, draw_flows


class FlowsPicture(SphinxDirective):
    """Who owes whom in the first block that settles on a day, and the net positions that are left."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        day = day_named(self, self.arguments[0])
        try:
            return [picture(draw_flows(day), f"Who owes whom: {day.scenario.name}")]
        except ValueError as error:
            raise self.error(str(error)) from None


class ClearingDay(SphinxDirective):
    """The first day of a rulebook on one line of time, and the same as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the picture and the table."""
        name = self.arguments[0]
        if name not in RULEBOOKS:
            raise self.error(f"there is no rulebook {name!r}; there are: {', '.join(RULEBOOKS)}")
        depends(self)
        rows = [(*row[:-1], [badge(row[-1])]) for row in clearing_day_rows(RULEBOOKS[name])]
        heads = ("Clearing", "Block", "What", "When", "The time is")
        return [
            picture(draw_clearing_day(RULEBOOKS[name]), f"The clearing day of {name}"),
            *folded("The same as a table", table(heads, rows, "zh-clearing-day")),
        ]


class DayOf(SphinxDirective):
    """A small day of one system alone: of those with several orders, of which one settles, the one with the fewest."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return its note, its drawing, and where it is told; a sentence if there is no such day."""
        depends(self)
        system = self.arguments[0]
        found = [d for d in catalogue.days().values() if {o.system for o in d.told.orders} == {system}]
        settled = [d for d in found if len(d.told.orders) > 1 and any(o.status == "settled" for o in d.told.orders)]
        if not settled:
            return [paragraph("No day of the library is settled in this clearing alone yet.", kind="zh-source")]
        day = min(settled, key=lambda d: (len(d.told.orders), len(d.scenario.events), d.name))
        where = [link("day", day.name, self.env.docname, day.scenario.name), nodes.Text(f". {day.scenario.note}")]
        return [paragraph(where), figure_of(day, {})]


def picture(svg: str, label: str) -> nodes.raw:
    """Return a picture that can be moved sideways where the screen is narrow, by keyboard too."""
    start = f'<div class="zh-figure" tabindex="0" role="group" aria-label="{label}">'
    return nodes.raw("", f"{start}{svg}</div>", format="html")
