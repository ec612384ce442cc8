"""`{rule-table}`: every rule of the source, and what became of it. `{questions}`: the questions that it leaves open."""

from collections.abc import Iterable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from zerohour.oracle.catalogue import Switch, smallest, switches
from zerohour.oracle.compare import compare
from zerohour.oracle.explore.broken import broken_by
from zerohour.oracle.explore.differences import allowed
from zerohour.oracle.scenarios.format import reading_values
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.oracle.timeline import timeline
from zerohour.spec.register.questions import QUESTIONS, Kind, QuestionEntry
from zerohour.spec.register.rules import RULES, RuleEntry
from zerohour.spec.rulebooks import RULEBOOKS
from zerohour_site import catalogue
from zerohour_site.cards import verdicts
from zerohour_site.days import figure_of, figure_of_readings, read_otherwise
from zerohour_site.ledger import ledger_of
from zerohour_site.markup import (
    Cell,
    badge,
    between,
    bullets,
    depends,
    folded,
    link,
    note,
    paragraph,
    prose,
    section,
    table,
    terms,
)


def small(*parts: nodes.Node) -> nodes.inline:
    """Return a line of its own in small print."""
    return nodes.inline("", "", *parts, classes=["zh-small-print"])


class RuleTable(SphinxDirective):
    """Every rule: its source, its sentence, whether it is implemented, and what stands behind it."""

    def run(self) -> list[nodes.Node]:
        """Return how many there are of each kind, and the table."""
        depends(self)
        states = [catalogue.state_of(entry) for entry in RULES]
        own = catalogue.own_rules()
        counts = ", ".join(f"{states.count(word)} {word}" for word in ("implemented", "excused", "ahead"))
        total = f"{len(RULES)} rules of the source: {counts}. Besides, {len(own)} rules of our own."
        rows = [self.row(entry) for entry in RULES] + [self.own_row(rule_id) for rule_id in own]
        heads = ("Rule", "State", "Source", "What it says", "Laws", "Days")
        return [paragraph(total, kind="zh-sentence"), table(heads, rows, "zh-rule-table")]

    def row(self, entry: RuleEntry) -> list[Cell]:
        """Return what there is to say of a rule of the source."""
        state, doc, anchor = catalogue.state_of(entry), self.env.docname, f"entry-{entry.id}"
        note(self, "entry", entry.id, anchor, entry.sentence)
        name = nodes.inline("", entry.id, classes=["zerohour-entry"])
        shown = nodes.inline("", "", link("rule", entry.id, doc) if state == "implemented" else name, ids=[anchor])
        said = prose(entry.sentence)
        if entry.excused:
            said.append(small(nodes.Text(f"Excused: {entry.excused}")))
        if entry.disputed:
            asked = [link("question", question, doc) for question in entry.disputed]
            said.append(small(nodes.Text("Depends on "), *between(asked, ", ")))
        return [shown, [badge(state)], catalogue.pages_in_words(entry.page), said, *self.behind(entry.id)]

    def own_row(self, rule_id: str) -> list[Cell]:
        """Return what there is to say of a rule of our own."""
        name = link("rule", rule_id, self.env.docname)
        return [name, [badge("implemented")], "our own", catalogue.own_sentence(rule_id), *self.behind(rule_id)]

    def behind(self, rule_id: str) -> list[Cell]:
        """Return the laws that constrain a rule, and in how many days it decides."""
        if not catalogue.stated_by(rule_id):
            return ["–", "–"]
        laws = verdicts(list(catalogue.laws_of({rule_id})), ledger_of(self.config))
        decided = sum(rule_id in day.decided for day in catalogue.days().values())
        return [laws or [nodes.inline("", "none", classes=["zh-gap"])], str(decided) if decided else "–"]


class Questions(SphinxDirective):
    """The questions that are answered in one way: by a switch, by a ruling, or not at all."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return how many there are, and a section for each question."""
        depends(self)
        if self.arguments[0] not in list(Kind):
            raise self.error(f"there is no kind {self.arguments[0]!r}; there are: {', '.join(Kind)}")
        kind = Kind(self.arguments[0])
        asked = [entry for entry in QUESTIONS if entry.kind == kind]
        today = sum(bool(catalogue.switches_of(entry.id)) for entry in asked)
        total = f"{len(asked)} of {len(QUESTIONS)} questions"
        if kind == Kind.LIVE:
            total += f": {today} are a switch today, {len(asked) - today} are ahead"
        besides = [switch for switch in switches().values() if switch.entry is None] if kind == Kind.LIVE else []
        made = [*(self.question(entry) for entry in asked), *(self.unasked(switch) for switch in besides)]
        return [paragraph(f"{total}.", kind="zh-sentence"), *made]

    def unasked(self, switch: Switch) -> nodes.section:
        """Return a switch that no question of the register asks about: its values, and days that tell them apart."""
        made = section(self, [f"reading-{switch.name.lower()}"], nodes.Text(f"{switch.name}, a reading of the law"))
        made += paragraph(switch.question, kind="zh-sentence")
        made += terms([("Values", [bullets(value_words(switch))])])
        for value in list(switch.values)[1:]:
            made += self.difference(switch, value)
        return made

    def question(self, entry: QuestionEntry) -> nodes.section:
        """Return a question, what stands against what, and what is ruled."""
        anchor, doc = f"question-{entry.id.lower()}", self.env.docname
        note(self, "question", entry.id, anchor, entry.question)
        made = section(self, [anchor], nodes.Text(entry.id))
        made += paragraph(entry.question, kind="zh-sentence")
        if entry.kind == Kind.LIVE:
            today = catalogue.switches_of(entry.id)
            made += paragraph([badge("a switch today" if today else "ahead")], kind="zh-source")
        told: list[tuple[str, list[nodes.Node]]] = []
        said = [
            [nodes.strong("", f"{catalogue.pages_in_words(s.pages).capitalize()}: "), *prose(s.words)]
            for s in entry.statements
        ]
        told.append(("The source", [bullets(said)]))
        if entry.values:
            told.append(("Values", [bullets(self.values(entry))]))
        told.append(("By default" if entry.kind == Kind.LIVE else "Ruling", [paragraph(entry.ruling)]))
        told += [("Why", [paragraph(entry.reason)]), ("What follows", [paragraph(entry.follows)])]
        rules = [rule for rule in RULES if entry.id in rule.disputed]
        if rules:
            told.append(("Rules that depend on it", [paragraph(between(list(rule_links(rules, doc)), ", "))]))
        made += terms(told)
        for switch in catalogue.switches_of(entry.id):
            for value in list(switch.values)[1:]:
                made += self.difference(switch, value)
        return made

    def difference(self, switch: Switch, value: str) -> list[nodes.Node]:
        """Return the smallest day on which a value differs from the default, what differs, and what it breaks."""
        title = paragraph([nodes.strong("", f"{switch.name}: {said(switch.default)} or {said(value)}")])
        day = smallest(switch).get(value)
        if day is None:
            return [title, paragraph([badge("no day differs")], " No day was found that tells the two apart.")]
        one, other = (read_otherwise(day, {switch.name: each}) for each in (switch.default, value))
        found = compare([timeline(one), timeline(other)])
        heads = ("", "", f"by {said(switch.default)}", f"by {said(value)}")
        rows = [[d.of, d.what, *(each or "–" for each in d.values)] for d in found.orders]
        drawn = [figure_of_readings(day, switch.name, (switch.default, value))] if rows else [figure_of(day, {})]
        words = folded("What differs, in words", table(heads, rows, "zh-differs")) if rows else ways(one, other)
        return [title, paragraph(day.scenario.note), *drawn, *words, *self.broken(switch, value)]

    def broken(self, switch: Switch, value: str) -> list[nodes.Node]:
        """Return a line with the laws that a value breaks, as they are worded for the default."""
        found = [link("law", each.law, self.env.docname) for each in broken_by(switch)[value]]
        start = nodes.Text(f"By {said(value)} these laws do not hold as they are worded for {said(switch.default)}: ")
        return [paragraph([start, *between(found, "; "), nodes.Text(".")])] if found else []

    def values(self, entry: QuestionEntry) -> list[list[nodes.Node]]:
        """Return the values of a switch, the default marked; of one that the code has, with words and days."""
        words = {value: said for switch in catalogue.switches_of(entry.id) for value, said in switch.values.items()}
        default = reading_values(next(iter(RULEBOOKS.values())))
        items: list[list[nodes.Node]] = []
        for value in entry.values:
            item: list[nodes.Node] = [nodes.literal("", value)]
            if value == entry.values[0]:
                item.append(nodes.Text(" (default)"))
            if words.get(value):
                item += [nodes.Text(": "), *prose(words[value])]
            here = [d for d in catalogue.days().values() if reading_values(d.scenario.rulebook).get(entry.id) == value]
            if here and default[entry.id] != value:
                days = [link("day", d.name, self.env.docname, d.scenario.name) for d in here]
                item.append(small(nodes.Text("Days: "), *between(days, ", ")))
            items.append(item)
        return items


def value_words(switch: Switch) -> list[list[nodes.Node]]:
    """Return the values of a switch with what they mean, the default first."""
    items: list[list[nodes.Node]] = []
    for value, words in switch.values.items():
        default = " (default)" if value == switch.default else ""
        items.append([nodes.literal("", value), nodes.Text(default), *prose(f": {words}" if words else "")])
    return items


def said(value: str) -> str:
    """Return a value of a reading as words."""
    return value.replace("_", " ")


def ways(one: Scenario, other: Scenario) -> list[nodes.Node]:
    """Return the ends that are allowed by the default, with those that the other reading leaves."""
    left = allowed(other)
    rows: list[list[Cell]] = [
        [", ".join(f"{i} {end}" for i, (end, _) in ended.items()), "yes", "yes" if ended in left else "no"]
        for ended in allowed(one)
    ]
    told = paragraph("By both the specification itself makes the same of the day. An engine may make more of it:")
    return [told, table(("Ends", "allowed by default", "allowed otherwise"), rows, "zh-differs")]


def rule_links(rules: Iterable[RuleEntry], doc: str) -> Iterable[nodes.Node]:
    """Return links to rules: to the card, or to the row of the table where there is no card."""
    return (link("rule" if catalogue.stated_by(rule.id) else "entry", rule.id, doc) for rule in rules)
