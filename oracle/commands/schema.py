"""`zerohour schema`: the JSON Schema of every message to and from an engine, and the OpenAPI file of the routes."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from zerohour.oracle.commands.options import refused
from zerohour.oracle.engines.validate import published
from zerohour.oracle.scenarios.mistakes import did_you_mean, shown


def schema(
    name: Annotated[str, typer.Argument(help="A message, as run.response, or openapi. Without one: the names.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write all of them to this folder instead.")] = None,
) -> None:
    """Print the JSON Schema of a message to or from an engine, or the OpenAPI file: zerohour schema run.response."""
    files = published()
    names = [file.removesuffix(".json") for file in files]
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (out / file).write_text(text, encoding="utf-8")
    elif not name:
        sys.stdout.write("".join(f"{n}\n" for n in names))
    elif name not in names:
        raise refused(f"there is no message {shown(name)}{did_you_mean(name, names)}")
    else:
        sys.stdout.write(files[f"{name}.json"])
