"""What is installed is what is in the tree: every package, every file that is read at run time, every type marker."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("spec", "oracle", "proofs")


def settings() -> dict[str, Any]:
    """Return what pyproject.toml says of setuptools."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    return found


def packages(root: Path) -> list[str]:
    """Return the packages in the tree."""
    found = [p.parent for f in FOLDERS for p in (root / f).rglob("__init__.py") if "node_modules" not in p.parts]
    return sorted("zerohour." + path.relative_to(root).as_posix().replace("/", ".") for path in found)


def left_out(root: Path, globs: dict[str, list[str]]) -> list[str]:
    """Return the files in the tree that are no code and would not be installed."""
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    data = [path for path in files if path.suffix != ".py" and not {"__pycache__", "node_modules"} & set(path.parts)]
    return sorted(path.relative_to(root).as_posix() for path in data if not is_data(root, path, globs))


def is_data(root: Path, path: Path, globs: dict[str, list[str]]) -> bool:
    """Whether a glob of a package around the file takes the file along; a star stays within one folder."""
    around = [folder for folder in path.parents if (folder / "__init__.py").is_file() and folder.is_relative_to(root)]
    for folder in around:
        package = "zerohour." + folder.relative_to(root).as_posix().replace("/", ".")
        parts = path.relative_to(folder).parts
        for glob in (*globs.get("*", ()), *globs.get(package, ())):
            wanted = glob.split("/")
            if len(wanted) == len(parts) and all(map(fnmatch, parts, wanted)):
                return True
    return False


def code_outside_of_packages(root: Path) -> list[str]:
    """Return the code in folders that are no packages."""
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*.py") if "node_modules" not in path.parts]
    return sorted(p.relative_to(root).as_posix() for p in found if not (p.parent / "__init__.py").is_file())


def test_packages_are_those_of_the_tree() -> None:
    assert sorted(settings()["packages"]) == packages(ROOT)


def test_every_folder_is_mapped_and_no_other() -> None:
    assert settings()["package-dir"] == {f"zerohour.{folder}": folder for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_says_that_it_is_typed(folder: str) -> None:
    assert (ROOT / folder / "py.typed").read_bytes() == b""


def test_every_file_that_is_no_code_is_installed_too() -> None:
    assert left_out(ROOT, settings()["package-data"]) == []


def test_all_code_is_in_packages() -> None:
    assert code_outside_of_packages(ROOT) == []


def test_namespace_itself_is_no_package() -> None:
    assert not (ROOT / ".typing" / "zerohour" / "__init__.py").exists()
    assert "zerohour" not in settings()["packages"]


def test_what_would_not_be_installed_is_noticed(tmp_path: Path) -> None:
    for name in ("spec/__init__.py", "spec/a.toml", "spec/b.sql", "spec/data/c.toml", "spec/code/d.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert packages(tmp_path) == ["zerohour.spec"]
    assert left_out(tmp_path, {"*": ["*.toml"]}) == ["spec/b.sql", "spec/data/c.toml"]
    assert left_out(tmp_path, {"zerohour.spec": ["data/*.toml", "*.sql"]}) == ["spec/a.toml"]
    assert code_outside_of_packages(tmp_path) == ["spec/code/d.py"]
