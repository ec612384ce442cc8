"""`zerohour rules`: every rule of the source and of our own, and what stands behind one of them."""

import inspect
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zerohour.oracle.catalogue import (
    days_of,
    laws_of,
    own_rules,
    own_sentence,
    pages_in_words,
    questions,
    state_of,
    stated_by,
    switches_of,
)
from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.scenarios.mistakes import did_you_mean
from zerohour.spec.register.questions import QuestionEntry
from zerohour.spec.register.rules import RULES, RuleEntry

OWN = "own"
STATES = ("implemented", "excused", "ahead")


def rules(
    name: Annotated[
        str | None, typer.Argument(metavar="ID", help="A rule (GEN-31, OWN-01) or a question (A-23).")
    ] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """List the rules with their state; of one rule or question, tell all that stands behind it."""
    known, asked, console = every_rule(), questions(), Console(width=120, soft_wrap=True)
    wanted = (name or "").upper()
    if name is None:
        if output == "json":
            write_json({"schema": 1, "counts": counts(known.values()), "rules": [_row(e) for e in known.values()]})
        else:
            _print_all(known, console)
    elif wanted in known:
        told = behind_rule(known[wanted])
        write_json({"schema": 1, **told}) if output == "json" else _print_rule(told, console)
    elif wanted in asked:
        told = behind_question(asked[wanted])
        write_json({"schema": 1, **told}) if output == "json" else _print_question(told, console)
    else:
        remedy = did_you_mean(wanted, [*known, *asked], otherwise="'zerohour rules' lists them")
        raise refused(f"there is no rule or question {name!r}{remedy}")


def every_rule() -> dict[str, RuleEntry]:
    """Return every rule by its id: those of the register, then our own."""
    own = [RuleEntry(rule_id, OWN, own_sentence(rule_id)) for rule_id in own_rules()]
    return {entry.id: entry for entry in (*RULES, *own)}


def counts(entries: Iterable[RuleEntry]) -> dict[str, int]:
    """Return how many of the rules are in each state."""
    found = Counter(state_of(entry) for entry in entries)
    return {state: found[state] for state in STATES}


def behind_rule(entry: RuleEntry) -> dict[str, Any]:
    """Return all that stands behind a rule, as plain data."""
    asked = questions()
    return {
        **_row(entry),
        "excused": entry.excused,
        "stated_by": [
            {"place": s.place, "function": s.name, "says": " ".join((inspect.getdoc(s.function) or "").split())}
            for s in stated_by(entry.id)
        ],
        "laws": [{"law": law, "says": " ".join(said)} for law, said in laws_of({entry.id}).items()],
        "scenarios": [day.name for day in days_of(entry.id)],
        "questions": [{"question": q, "asks": asked[q].question} for q in entry.disputed],
    }


def behind_question(entry: QuestionEntry) -> dict[str, Any]:
    """Return all that is said of a question, as plain data."""
    return {
        "question": entry.id,
        "asks": entry.question,
        "kind": entry.kind.value,
        "statements": [{"pages": s.pages, "says": s.words} for s in entry.statements],
        "ruling": entry.ruling,
        "reason": entry.reason,
        "follows": entry.follows,
        "values": list(entry.values),
        "readings": [switch.name for switch in switches_of(entry.id)],
        "rules": [_row(rule) for rule in RULES if entry.id in rule.disputed],
    }


def _row(entry: RuleEntry) -> dict[str, str]:
    return {"rule": entry.id, "page": entry.page, "state": state_of(entry), "sentence": entry.sentence}


def _page(page: str) -> str:
    return "our own" if page == OWN else pages_in_words(page)


def _print_all(known: dict[str, RuleEntry], console: Console) -> None:
    for family, group in groupby(known.values(), key=lambda entry: entry.id[:3]):
        entries = list(group)
        console.print(f"[bold]{family}[/bold]: {len(entries)} rules, {_counted(entries)}", highlight=False)
        table = Table(box=None, pad_edge=False, show_header=False)
        for _ in range(4):
            table.add_column()
        for entry in entries:
            table.add_row(entry.id, _page(entry.page), state_of(entry), escape(entry.sentence))
        console.print(table, highlight=False)
        console.print()
    own = len(known) - len(RULES)
    console.print(f"{len(RULES)} rules of the source: {_counted(RULES)}. Besides, {own} rules of our own.")


def _counted(entries: Iterable[RuleEntry]) -> str:
    return ", ".join(f"{number} {state}" for state, number in counts(entries).items() if number)


def _print_rule(told: dict[str, Any], console: Console) -> None:
    head = f"[bold]{told['rule']}[/bold] ({_page(told['page'])}), {told['state']}"
    console.print(f"{head}\n{escape(told['sentence'])}", highlight=False)
    if told["excused"]:
        console.print(f"Excused: {told['excused']}", highlight=False, markup=False)
    _listed("Stated by", [f"{s['place']} {s['function']}: {s['says']}" for s in told["stated_by"]], console)
    _listed("Laws that constrain it", [f"{law['law']}: {law['says']}" for law in told["laws"]], console)
    _listed("Days of the library in which it decides", told["scenarios"], console)
    _listed("Open questions", [f"{q['question']}: {q['asks']}" for q in told["questions"]], console)


def _print_question(told: dict[str, Any], console: Console) -> None:
    console.print(f"[bold]{told['question']}[/bold], {told['kind']}\n{escape(told['asks'])}", highlight=False)
    _listed("The source", [f"{pages_in_words(s['pages'])}: {s['says']}" for s in told["statements"]], console)
    answer = "By default" if told["values"] else "Ruling"
    for title, words in ((answer, told["ruling"]), ("Why", told["reason"]), ("What follows", told["follows"])):
        console.print(f"[bold]{title}[/bold]: {escape(words)}", highlight=False)
    if told["values"]:
        more = [f"'zerohour readings {name}' compares them" for name in told["readings"]] or ["no switch yet"]
        console.print(f"[bold]Values[/bold]: {', '.join(told['values'])} ({'; '.join(more)})", highlight=False)
    _listed("Rules that depend on it", [f"{r['rule']} ({r['state']}): {r['sentence']}" for r in told["rules"]], console)


def _listed(title: str, lines: list[str], console: Console) -> None:
    console.print(f"[bold]{title}[/bold]" + ("" if lines else ": none"), highlight=False)
    for line in lines:
        console.print(f"  {line}", highlight=False, markup=False)
