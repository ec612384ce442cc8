"""A database server of our own, which only this machine reaches, through a socket.

As a program, `python tests/engines/dev/database.py COMMAND…`, it starts one, loads the bundled engine into it, runs the
command with its address in the place of DATABASE, and ends it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from zerohour.oracle.engines import postgres

SERVER = "postgresql:///postgres?user=postgres&host="


def program(name: str) -> str:
    """Return a program of PostgreSQL, which Debian keeps beside the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(kept[-1]) if kept else "")
    assert found, f"{name} is missing; install PostgreSQL: apt-get install postgresql"
    return found


@contextmanager
def server() -> Generator[str]:
    """Start a server, and end it; yield its address."""
    as_user: dict[str, Any] = {}
    with TemporaryDirectory(prefix="zerohour-") as folder:  # no folder of pytest's, which none but its owner may enter
        if os.geteuid() == 0:  # PostgreSQL does not start as root
            as_user = {"user": "postgres", "group": "postgres"}
            shutil.chown(folder, "postgres", "postgres")

        def run(name: str, *arguments: str) -> None:
            command = [program(name), "-D", f"{folder}/data", *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)

        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run("pg_ctl", "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            yield f"{SERVER}{folder}"
        finally:
            run("pg_ctl", "-w", "-m", "fast", "stop")


def load_engine(address: str) -> None:
    """Load the bundled engine into the database."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(postgres.script().encode())


def main() -> None:
    """Run the command beside a server; end as the command does."""
    with server() as address:
        load_engine(address)
        done = subprocess.run([word.replace("DATABASE", address) for word in sys.argv[1:]], check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
