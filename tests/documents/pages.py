"""The commands on a how-to page, run as a reader would run them, in an empty folder."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "how_to"
COMMANDS = re.compile(r"^```sh\n(.*?)^```\n```text\n(.*?)^```", re.DOTALL | re.MULTILINE)


def shown(page: str) -> list[tuple[str, str]]:
    """Return the commands on the page, each with the output that the page shows."""
    return COMMANDS.findall((PAGES / f"{page}.md").read_text("utf-8"))


def printed(commands: str, folder: Path, **more: str) -> str:
    """Return what the commands print, but for how quick the machine is; whatever they start is ended."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with (folder / "printed").open("w+b") as output:
        shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=folder,
            env={**os.environ, "PATH": path, **more},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        code = shell.wait()
        with contextlib.suppress(ProcessLookupError):  # nothing was left running
            os.killpg(shell.pid, signal.SIGKILL)
        output.seek(0)
        text = output.read().decode()
    return timeless(text) + (f"exit code {code}\n" if code else "")


def timeless(text: str) -> str:
    """Return the text without how quick a machine was."""
    return re.sub(r"[0-9]+ days a second", "so many days a second", text)
