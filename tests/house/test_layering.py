"""spec/ knows nobody, proofs/ knows spec/, oracle/ knows both; nobody knows the tests, or a folder by its bare name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "spec": {"spec"},
    "proofs": {"spec", "proofs"},
    "oracle": {"spec", "proofs", "oracle"},
    "docs": {"spec", "proofs", "oracle"},
    "tests": {"spec", "proofs", "oracle"},
}
"""Which folders the code of a folder may import from."""

BARE = {"spec", "proofs", "oracle", "docs", "tests"}
"""Names under which nothing is imported: these are folders, the packages are called zerohour.…"""

FILES = [
    path
    for folder in MAY_IMPORT
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not {"_build", "node_modules"} & set(path.relative_to(ROOT).parts)
]


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield everything that is imported, by its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from ("." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            texts = [
                c.value for c in ast.walk(node.args[0]) if isinstance(c, ast.Constant) and isinstance(c.value, str)
            ]
            yield from (text for text in texts if re.match(r"\w", text))


def astray(folder: str, text: str) -> list[str]:
    """Return what the code of the folder imports and must not."""
    found: list[str] = []
    for name in imported(ast.parse(text)):
        top, _, rest = name.partition(".")
        if top in ("", *BARE) or (top == "zerohour" and rest.partition(".")[0] not in MAY_IMPORT[folder]):
            found.append(name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_imports_only_what_its_folder_may(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    assert astray(folder, path.read_text("utf-8")) == []


def test_there_are_files_of_every_layer() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} >= {"spec", "proofs", "oracle", "tests"}
    assert len(FILES) > 60


@pytest.mark.parametrize(
    ("folder", "text"),
    [
        ("spec", "import zerohour.proofs.ledger"),
        ("spec", "from zerohour.oracle import campaign"),
        ("spec", "from zerohour import oracle"),
        ("spec", "def f():\n from zerohour.proofs import ledger"),
        ("proofs", "from zerohour.oracle.generate import generated"),
        ("proofs", "import importlib\nimportlib.import_module('zerohour.oracle.cli')"),
        ("oracle", "from zerohour.tests.house import x"),
        ("oracle", "from tests.house import x"),
        ("oracle", "import spec"),
        ("oracle", "from spec.money import Ore"),
        ("oracle", "from proofs import ledger"),
        ("proofs", "from . import ledger"),
        ("oracle", "from ..spec import money"),
        ("tests", "import oracle.cli"),
    ],
)
def test_import_that_goes_astray_is_noticed(folder: str, text: str) -> None:
    assert len(astray(folder, text)) == 1


def test_import_downwards_is_not_complained_of() -> None:
    assert astray("oracle", "import zerohour.spec.money\nfrom zerohour.proofs import ledger\nimport json") == []
