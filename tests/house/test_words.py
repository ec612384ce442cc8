"""What no file says: the path of a machine, the host of a registry, what is still to be done, a test passed over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MADE = re.compile(
    r"(?:\.git|__pycache__|build|dist|_build|node_modules|\..*(?:venv|_cache)|\.hypothesis|\.zerohour|.*\.egg-info)"
)
"""Folders that are made, and kept by nobody."""

# The words are put together here, so that this file does not say them.
PATHS = re.compile(r"(?<![\w.:/$})-])/(?:" + "home|work|tmp|root|Users" + r")(?![\w-])")
HOSTS = re.compile(
    r"\b(?:"
    + "|".join((r"py" + r"pi\.org", r"python" + r"hosted\.org", r"np" + r"mjs\.(?:org|com)", r"cra" + r"tes\.io"))
    + r")\b"
)
UNDONE = re.compile(r"\b(?:TO" + "DO|FIX" + "ME)\\b")
PASSED_OVER = {"skip", "skipif", "xfail", "importorskip", "skipTest", "SkipTest", "collect_ignore", "expectedFailure"}

WORDS = {"the path of a machine": PATHS, "the host of a registry": HOSTS, "something still to be done": UNDONE}


def files(root: Path) -> Iterator[Path]:
    """Yield every file that is kept, but for links."""
    for path in sorted(root.iterdir()):
        if path.is_symlink() or MADE.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from files(path)
        elif path.is_file() and not path.name.startswith(".coverage"):
            yield path


def said(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the lines in which the pattern is found."""
    return [f"line {n}: {line.strip()[:100]}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


FILES = list(files(ROOT))


@pytest.mark.parametrize("what", WORDS)
def test_no_file_says(what: str) -> None:
    found: dict[str, list[str]] = {}
    for path in FILES:
        lines = said(WORDS[what], path.read_bytes().decode(errors="replace"))
        if lines:
            found[path.relative_to(ROOT).as_posix()] = lines
    assert found == {}


def test_files_that_are_looked_through_are_those_of_the_repository() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in FILES}
    assert names >= {"README.md", ".ci/run", "pyproject.toml", "spec/bank_day.py", "tests/house/test_words.py"}
    assert not any(".git/" in name or "__pycache__" in name for name in names)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("the path of a machine", "see /" + "home/someone/notes"),
        ("the path of a machine", '"/' + 'tmp"'),
        ("the path of a machine", "cd /" + "work/main"),
        ("the path of a machine", "`/" + "root/.cache`"),
        ("the host of a registry", "https://py" + "pi.org/simple"),
        ("the host of a registry", "registry.np" + "mjs.org"),
        ("something still to be done", "# TO" + "DO: later"),
        ("something still to be done", "FIX" + "ME"),
    ],
)
def test_word_is_noticed(what: str, text: str) -> None:
    assert len(said(WORDS[what], text)) == 1


@pytest.mark.parametrize(
    "text", ['"$work/venv"', "docs/home.md", "https://example.org/home/1", "./ro" + "ot/x", "/workers"]
)
def test_word_that_is_no_path_of_a_machine_is_not_complained_of(text: str) -> None:
    assert said(PATHS, text) == []


# -- tests -------------------------------------------------------------------------------------------------------------

TESTS = {
    path: ast.parse(path.read_text("utf-8"))
    for path in FILES
    if path.is_relative_to(ROOT / "tests") and path.suffix == ".py"
}


def passed_over(tree: ast.AST) -> list[str]:
    """Return where a test is passed over, or may be."""
    return [
        f"line {node.lineno}: {name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (name := node.attr if isinstance(node, ast.Attribute) else node.id) in PASSED_OVER
    ]


def says_something(node: ast.AST, helpers: set[str]) -> bool:
    """Whether there is an assertion in it, or a call of a helper in which there is one."""
    return any(
        isinstance(n, ast.Assert)
        or (isinstance(n, ast.Call) and (ast.unparse(n.func) == "pytest.raises" or ast.unparse(n.func) in helpers))
        for n in ast.walk(node)
    )


def asserts_nothing(tree: ast.Module) -> list[str]:
    """Return the tests that cannot fail by an assertion."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    helpers = {f.name for f in functions if not f.name.startswith("test_") and says_something(f, set())}
    return [f.name for f in functions if f.name.startswith("test_") and not says_something(f, helpers)]


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_test_is_passed_over_or_asserts_nothing(path: Path) -> None:
    assert passed_over(TESTS[path]) == []
    assert asserts_nothing(TESTS[path]) == []


@pytest.mark.parametrize(
    "text",
    [
        "@pytest.mark.skip\ndef test_a(): assert True",
        "@pytest.mark.skipif(True, reason='')\ndef test_a(): assert True",
        "@pytest.mark.xfail\ndef test_a(): assert True",
        "x = pytest.importorskip('x')",
        "def test_a():\n pytest.skip('no')",
        "from unittest import SkipTest\nraise SkipTest",
    ],
)
def test_test_that_is_passed_over_is_noticed(text: str) -> None:
    assert len(passed_over(ast.parse(text))) == 1


def test_test_that_asserts_nothing_is_noticed() -> None:
    silent = "def test_b(): f()\n"
    speaking = "def helper(): assert True\ndef test_a(): helper()\ndef test_c():\n  with pytest.raises(E): f()\n"
    assert asserts_nothing(ast.parse(silent + speaking)) == ["test_b"]
