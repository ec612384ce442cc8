"""`zerohour new`: a scenario to start from."""

import sys
from typing import Annotated

import typer

from zerohour.oracle.commands.options import refused, rulebook_from, write_json
from zerohour.oracle.scenarios.format import ScenarioError, document
from zerohour.oracle.scenarios.realistic import realistic as realistic_day
from zerohour.oracle.scenarios.template import template
from zerohour.spec.rulebooks import MINIMAL


def new(
    rulebook: Annotated[str, typer.Option(help="The rulebook of the day.")] = MINIMAL.name,
    realistic: Annotated[int | None, typer.Option(min=1, help="A Danish day of so many orders instead.")] = None,
    seed: Annotated[int, typer.Option(help="The seed of such a day.")] = 1,
) -> None:
    """Print a scenario to start from, with a comment for all that may be written: zerohour new > day.toml.

    With --realistic: a day of 48 direct and 29 indirect participants, as JSON, which is read faster.
    """
    if realistic is not None:
        write_json(document(realistic_day(realistic, seed)))
        return
    try:
        sys.stdout.write(template(rulebook_from(rulebook)))
    except ScenarioError as error:
        raise refused(error) from None
