"""The command line. Each command lives in its own file under `commands`; this file only gathers them."""

import sys

import typer

from zerohour.oracle.commands import audit, check, demo, prove, regions, run, vectors

app = typer.Typer(
    name="zerohour",
    help="A formal model and test oracle for settlement finality.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("check")(check.check)
app.command("audit")(audit.audit)
app.command("sample-log")(audit.sample_log)
app.command("prove")(prove.prove)
app.command("regions")(regions.regions)
app.command("vectors")(vectors.vectors)


def main() -> None:
    """Run the command line; Ctrl-C ends with exit code 130."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
