"""Figures in prose that were computed: `{told}`, `{when}`, `{figure}`. What the day does not show fails the build.

`` {told}`DAY/ORDER/PART` `` is a part of what became of an order (`status`, `sf3`, `law`, `rules`, …).
`` {when}`DAY: words` `` is the time of the first moment that says all the words, in their order.
`` {figure}`DAY: words` `` is the amount behind the last of the words, where a moment says them.
"""

import re
from collections.abc import Iterator
from dataclasses import fields

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from zerohour.oracle.timeline import Fate, money
from zerohour_site import catalogue
from zerohour_site.catalogue import Day
from zerohour_site.markup import links

PARTS = [field.name for field in fields(Fate)]
Said = tuple[list[nodes.Node], list[nodes.system_message]]


class FigureRole(SphinxRole):
    """A role whose text is computed."""

    def run(self) -> Said:
        """Return what was computed; say what is wrong with what was asked."""
        try:
            made = self.computed()
        except ValueError as error:
            message = self.inliner.reporter.error(f"{self.name}: {error}", line=self.lineno)
            return [nodes.problematic(self.rawtext, self.rawtext)], [message]
        for node in made:
            if isinstance(node, nodes.inline):
                node["classes"].append("zh-computed")
        return made, []

    def computed(self) -> list[nodes.Node]:
        """Return the nodes."""
        raise NotImplementedError

    def asked(self) -> tuple[Day, str]:
        """Return the day, and the words that are looked for in it."""
        name, _, words = self.text.partition(": ")
        return day_called(name), words


class Told(FigureRole):
    """A part of what became of an order."""

    def computed(self) -> list[nodes.Node]:
        """Return it."""
        name, order, part = [*self.text.split("/"), "", ""][:3]
        fates = {o.order: o for o in day_called(name).told.orders}
        if order not in fates:
            raise ValueError(f"no order {order!r} on the day {name!r}; there are: {', '.join(fates)}")
        if part not in PARTS:
            raise ValueError(f"no part {part!r}; there are: {', '.join(PARTS)}")
        if part == "rules":
            return links("rule", fates[order].rules, self.env.docname)
        value = getattr(fates[order], part)
        return [nodes.inline("", money(value) if part == "amount" else str(value or "never"))]


class When(FigureRole):
    """When something happened."""

    def computed(self) -> list[nodes.Node]:
        """Return the clock time."""
        day, words = self.asked()
        for at, text in texts(day):
            if re.search(pattern(words), text):
                return [nodes.inline("", at)]
        raise ValueError(f"nothing on the day {day.name!r} says {words!r}")


class Figure(FigureRole):
    """An amount."""

    def computed(self) -> list[nodes.Node]:
        """Return the amount."""
        day, words = self.asked()
        for _, text in texts(day):
            found = re.search(pattern(words) + r".*?(-?\d[\d,]*\.\d\d)", text)
            if found:
                return [nodes.inline("", found[1].removeprefix("-"))]
        raise ValueError(f"nothing on the day {day.name!r} says {words!r} and an amount")


def day_called(name: str) -> Day:
    """Return a day of the library; raise ValueError if there is none of the name."""
    if name not in catalogue.days():
        raise ValueError(f"there is no scenario {name!r}; there are: {', '.join(catalogue.days())}")
    return catalogue.days()[name]


def texts(day: Day) -> Iterator[tuple[str, str]]:
    """Yield everything that is said of the day, with its time; what the calendar does in vain is left out."""
    for moment in day.told.moments:
        if not moment.quiet:
            for text in (moment.what, *moment.notes):
                yield moment.at, text


def pattern(words: str) -> str:
    """Return an expression for a text that says all the words, in their order."""
    return r".*?\b".join(re.escape(word) for word in words.split())
