"""Both type checkers judge this tree: errors put into each folder of a copy of it are found by each of them.

It needs the tools of `pip install -e '.[dev]'`. The README's test command has only those of `[test]`, so this file is
not called `test_…`, and is collected where it is named: `python -m pytest tests/house/dev/check_types.py`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

COPIED = (".typing", "docs", "oracle", "proofs", "pyproject.toml", "spec", "tests")
MADE = shutil.ignore_patterns("__pycache__", "_build", ".*_cache", "node_modules")

ERROR = "\n\nWRONG: int = 'a text'\n"
PLACES = (
    "spec/money.py",
    "spec/rulebooks/minimal.py",
    "proofs/ledger.py",
    "oracle/engines/connect.py",
    "tests/wrong.py",
)
"""Where an error is put: in each folder, and in a package within one."""

FEWEST = 30
"""So many files at least, or a checker has looked past the code."""

TOOLS = {
    "mypy": [sys.executable, "-m", "mypy"],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--stats"],
}


@pytest.fixture(scope="module", name="tree")
def tree_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tree, its links for the type checkers included."""
    copy = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=MADE)
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(name="wrong")
def wrong_fixture(tree: Path) -> Iterator[Path]:
    """Return the copy while there is an error in each of the places."""
    before = {place: (tree / place).read_text("utf-8") for place in PLACES if (tree / place).exists()}
    for place in PLACES:
        (tree / place).write_text(before.get(place, '"""A file of its own."""') + ERROR, "utf-8")
    yield tree
    for place in PLACES:
        (tree / place).write_text(before.get(place, ""), "utf-8")


def run(tool: str, tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the type checker over the tree, with the tree's own settings."""
    return subprocess.run(TOOLS[tool], cwd=tree, capture_output=True, text=True, check=False)


def test_mypy_passes_the_tree_as_it_is(tree: Path) -> None:
    done = run("mypy", tree)
    assert done.returncode == 0, done.stdout + done.stderr
    looked_at = re.search(r"no issues found in (\d+) source files", done.stdout)
    assert looked_at is not None
    assert int(looked_at[1]) > FEWEST


def test_pyright_passes_the_tree_as_it_is(tree: Path) -> None:
    done = run("pyright", tree)
    assert done.returncode == 0, done.stdout + done.stderr
    looked_at = re.search(r"Found (\d+) source files", done.stdout)
    assert looked_at is not None
    assert int(looked_at[1]) > FEWEST


@pytest.mark.parametrize("tool", TOOLS)
def test_error_is_found_wherever_it_is_put(tool: str, wrong: Path) -> None:
    done = run(tool, wrong)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if re.search(r":\d+(?::\d+)?(?: -|:) error", line)]
    for place in PLACES:
        assert any(place in line and "int" in line for line in lines), done.stdout
