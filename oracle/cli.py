"""The command line. Each command lives in its own file under `commands`; this file only gathers them."""

import importlib.metadata
import signal
import sys
import traceback
from types import FrameType
from typing import Annotated

import typer

from zerohour.oracle.commands import (
    audit,
    check,
    demo,
    diff,
    init,
    log,
    new,
    prove,
    readings,
    regions,
    replay,
    rules,
    run,
    schema,
    smoke,
    stress,
    vectors,
)

app = typer.Typer(
    name="zerohour",
    help="A formal model and test oracle for settlement finality.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("new")(new.new)
app.command("diff")(diff.diff)
app.command("rules")(rules.rules)
app.command("readings")(readings.readings)
app.command("init")(init.init)
app.command("smoke")(smoke.smoke)
app.command("check")(check.check)
app.command("replay")(replay.replay)
app.command("schema")(schema.schema)
app.command("audit")(audit.audit)
app.command("sample-log")(audit.sample_log)
app.add_typer(log.log)
app.command("stress")(stress.stress)
app.command("prove")(prove.prove)
app.command("regions")(regions.regions)
app.command("vectors")(vectors.vectors)


@app.callback()
def options(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False
) -> None:
    """A formal model and test oracle for settlement finality."""
    if version:
        sys.stdout.write(f"zerohour {importlib.metadata.version('zerohour')}\n")
        raise typer.Exit


class Interruption:
    """Remembers Ctrl-C: a library may turn the exception into one of its own, or lose it."""

    def __init__(self) -> None:
        self.came = False
        signal.signal(signal.SIGINT, self)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Note that it came, and raise what Python itself raises."""
        del number, frame
        self.came = True
        raise KeyboardInterrupt


def main() -> None:
    """Run the command line; Ctrl-C ends with exit code 130, a file that cannot be had with 2."""
    interruption = Interruption()
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    except OSError as error:
        place = error.filename or "a file"
        sys.stderr.write(
            f"{place}: cannot be read or written ({error.strerror or error}); check the path and its rights\n"
        )
        sys.exit(2)
    except Exception:  # noqa: BLE001  # whatever it is: a defect of ours must not read as a violation, which is 1
        if interruption.came:
            sys.stderr.write("interrupted\n")
            sys.exit(130)
        traceback.print_exc()
        sys.stderr.write("zerohour failed; this is a defect of zerohour, and says nothing about an engine\n")
        sys.exit(2)
