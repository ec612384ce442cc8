"""`zerohour smoke`: does an adapter work? In seconds, and in words."""

import sys
from typing import Annotated, Literal

import typer

from zerohour.oracle.commands.options import refused, write_json
from zerohour.oracle.engines.connect import EngineError, connect
from zerohour.oracle.engines.engine import no_watch
from zerohour.oracle.engines.validate import validation
from zerohour.oracle.scenarios.mistakes import printable
from zerohour.oracle.smoke import Check, speed
from zerohour.oracle.smoke import smoke as looked_at


def smoke(
    engine: Annotated[
        str, typer.Option(help="cmd:COMMAND, http://HOST:PORT, files:COMMAND, sql:URL or python:module:name")
    ],
    *,
    validate: Annotated[bool, typer.Option("--validate", help="Hold every message against its JSON Schema.")] = False,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """See in seconds whether an adapter works, before its engine is judged. Exit code 0: it does, 2: it does not."""
    try:
        tested = connect(engine, validation if validate else no_watch)
    except EngineError as error:
        raise refused(error) from None
    checks: list[Check] = []
    try:
        for check in looked_at(tested):
            checks.append(check)
            if output == "text":
                sys.stdout.write(f"{'FAULT' if check.fault else 'ok   '} {check.name}\n")
        fault = checks[-1].fault
        rate = "" if fault or validate else f"{speed(tested):.0f} days a second; "
    except EngineError as error:  # it worked, and then it did not
        raise refused(error) from None
    finally:
        tested.close()
    if output == "json":
        told = [{"check": check.name, "fault": check.fault} for check in checks]
        write_json({"schema": 1, "engine": {"name": tested.name, "version": tested.version}, "checks": told})
    elif fault:
        sys.stdout.write("".join(f"{printable(line)}\n" for line in fault.splitlines()))
    else:
        name = printable(f"{tested.name} {tested.version}")
        sys.stdout.write(f"{name} is ready, for {', '.join(sorted(tested.features))}\n")
        sys.stdout.write(f"{rate}next: zerohour check --engine '{engine}'\n")
    raise typer.Exit(2 if fault else 0)
