"""Adapters to start from: `zerohour init` writes them, and each passes `zerohour smoke` as it stands."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Template:
    """An adapter to start from: our file, what it is called where it is written, and how it is run there."""

    source: str
    file: str
    engine: str
    """What `--engine` is given in the folder of the file."""
    about: str
    first: str = ""
    """What has to be done before, as a shell reads it."""

    @property
    def text(self) -> str:
        """The file itself."""
        return (HERE / self.source).read_text(encoding="utf-8")


TEMPLATES = {
    "python": Template("stdio_python.py", "adapter.py", "cmd:python3 adapter.py", "stdio, in Python"),
    "node": Template("stdio_node.js", "adapter.js", "cmd:node adapter.js", "stdio, in JavaScript"),
    "java": Template("stdio_java.java", "Adapter.java", "cmd:java Adapter.java", "stdio, in Java"),
    "go": Template("stdio_go.go", "adapter.go", "cmd:./adapter", "stdio, in Go", "go build adapter.go;"),
    "http": Template(
        "http_python.py",
        "adapter.py",
        "http://127.0.0.1:8765",
        "HTTP, in Python",
        "python3 adapter.py 8765 2> adapter.log &",
    ),
    "files": Template("files_python.py", "adapter.py", "files:python3 adapter.py", "CSV files, in Python"),
    "sql": Template(
        "sql_postgresql.sql",
        "adapter.sql",
        "sql:postgresql:///DATABASE",
        "PostgreSQL functions",
        "psql -f adapter.sql DATABASE;",
    ),
    "in-process": Template("in_process.py", "adapter.py", "python:adapter:engine", "an object in Python"),
}
"""Every template, by the name that `zerohour init` knows."""
