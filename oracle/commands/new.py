"""`zerohour new`: a scenario to start from."""

import sys
from typing import Annotated

import typer

from zerohour.oracle.commands.options import refused, rulebook_from
from zerohour.oracle.scenarios.format import ScenarioError
from zerohour.oracle.scenarios.template import template
from zerohour.spec.rulebooks import MINIMAL


def new(
    rulebook: Annotated[str, typer.Option(help="The rulebook of the day.")] = MINIMAL.name,
) -> None:
    """Print a scenario to start from, with a comment for all that may be written: zerohour new > day.toml."""
    try:
        sys.stdout.write(template(rulebook_from(rulebook)))
    except ScenarioError as error:
        raise refused(error) from None
