"""The specification's own source, loaded once more for symbolic reading, or with one place changed (a mutant)."""

import importlib
import importlib.util
import pkgutil
import sys
import types
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from zerohour.proofs.symbolic import rewrite
from zerohour.proofs.symbolic.paths import RUNS, merge

MERGED = (
    "bool",
    "int",
    "Reason",
    "Protection",
    "Use",
    "Fate",
    "TransferOrder",
    "Participant",
    "Accounts",
    "str",
)
"""A function that returns one of these gives one merged value, instead of a branch for each way through it."""


NO_RULES = ("zerohour.spec.records", "zerohour.spec.tables", "zerohour.spec.rules", "zerohour.proofs.laws.law")
"""Modules that state no rule and no law: never loaded again."""


@dataclass(frozen=True)
class Patch:
    """One place of one module of the specification or the laws, and what stands there instead."""

    module: str
    old: str
    new: str


class Reading:
    """The modules of the specification and the laws under one reading, by their full names."""

    def __init__(self, modules: dict[str, types.ModuleType]) -> None:
        self.modules = modules

    def __getattr__(self, name: str) -> Any:
        for package in ("zerohour.spec.", "zerohour.proofs.laws."):
            if package + name in self.modules:
                return self.modules[package + name]
        raise AttributeError(name)


def sources() -> dict[str, Path]:
    """Return the files of the specification and the laws, by module name, each after the ones that it imports."""
    found: dict[str, Path] = {}

    def visit(name: str) -> None:
        if name in found or name in NO_RULES:
            return
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name)
        path = Path(spec.origin)
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] == ["from"] and words[1].startswith(("zerohour.spec.", "zerohour.proofs.laws.")):
                visit(words[1])
        found[name] = path

    for package in ("zerohour.spec", "zerohour.proofs.laws"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, package + "."):
            if not module.ispkg:
                visit(module.name)
    return found


def load(*, symbolic: bool, patch: Patch | None = None) -> Reading:
    """Load the specification and the laws; `symbolic` rewrites comprehensions and merges functions."""
    modules: dict[str, types.ModuleType] = {}
    with _instead(modules):
        for name, path in sources().items():
            source = _patched(path.read_text(encoding="utf-8"), name, patch)
            module = types.ModuleType(name)
            module.__file__ = str(path)
            modules[name] = sys.modules[name] = module
            if symbolic:
                module.__dict__.update(rewrite.CALLS, min=_least, max=_greatest)
                code = rewrite.rewrite(source, str(path))
            else:
                code = compile(source, str(path), "exec")
            exec(code, module.__dict__)  # noqa: S102  # the specification's own source
            if symbolic:
                _merge_functions(module)
    return Reading(modules)


@contextmanager
def _instead(modules: dict[str, types.ModuleType]) -> Generator[None]:
    """While loading, imports find the modules being loaded; afterwards, the real ones again."""
    before = {name: sys.modules[name] for name in sources() if name in sys.modules}
    try:
        yield
    finally:
        for name in modules:
            sys.modules.pop(name, None)
        sys.modules.update(before)


def _patched(source: str, module: str, patch: Patch | None) -> str:
    if patch is None or patch.module != module:
        return source
    if source.count(patch.old) != 1:
        raise ValueError(f"{module}: the text to change stands there {source.count(patch.old)} times: {patch.old!r}")
    return source.replace(patch.old, patch.new)


def _merge_functions(module: types.ModuleType) -> None:
    for name, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
            returned = value.__annotations__.get("return")
            if getattr(returned, "__name__", returned) in MERGED:
                setattr(module, name, _merging(value))


def _merging(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def merged(*args: Any, **kwargs: Any) -> Any:
        return merge(lambda: function(*args, **kwargs)) if RUNS else function(*args, **kwargs)

    return merged


def _least(*values: Any) -> Any:
    return merge(lambda: min(*values)) if RUNS else min(*values)


def _greatest(*values: Any) -> Any:
    return merge(lambda: max(*values)) if RUNS else max(*values)
