"""`zerohour init`: an adapter to start from, in the language of the engine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from zerohour.oracle.commands.options import refused
from zerohour.oracle.engines.templates import TEMPLATES
from zerohour.oracle.scenarios.mistakes import did_you_mean, shown


def init(
    kind: Annotated[str, typer.Argument(help="One of: " + ", ".join(TEMPLATES), metavar="KIND")],
    out: Annotated[Path, typer.Option(help="The folder it is written to.")] = Path(),
) -> None:
    """Write an adapter to start from, which answers every question and refuses every order: zerohour init node."""
    if kind not in TEMPLATES:
        raise refused(f"there is no adapter {shown(kind)}{did_you_mean(kind, TEMPLATES)}")
    template = TEMPLATES[kind]
    path = out / template.file
    if path.exists():
        raise refused(f"{path} is there already, and stays; name another folder with --out, or remove it")
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(template.text, encoding="utf-8")
    before = f"{template.first} " if template.first else ""
    sys.stdout.write(f"{path}: {template.about}\nnext: {before}zerohour smoke --engine '{template.engine}'\n")
