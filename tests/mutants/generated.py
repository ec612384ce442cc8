"""Is every wrong text of the specification noticed? `python tests/mutants/generated.py [--sample N] [--seed S] …`.

Every mutation (`proofs/mutations.py`) is put in the place of its module, and the scenarios, the laws on integers, the
vectors and the tests of the rules are asked, until one notices. The mutations that nothing notices have to be those of
`survivors.toml`, each with the reason why no test can tell it from the specification.
"""

import argparse
import importlib.abc
import importlib.util
import pickle
import random
import runpy
import sys
import tomllib
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.machinery import ModuleSpec
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

from zerohour.oracle.arbitrary import with_days
from zerohour.oracle.scenarios.scenario import Scenario
from zerohour.proofs.mutations import Mutation, mutations
from zerohour.proofs.symbolic.loading import sources

HERE = Path(__file__).parent
SEED = 20181
SEEDS = 12
"""The laws are asked about days drawn from so many seeds."""


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the text of a mutation where its module is imported."""

    def __init__(self, mutation: Mutation) -> None:
        self.mutation, self.origin = mutation, str(sources()[mutation.module])

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find the module that is changed, and no other."""
        del path, target
        if name != self.mutation.module:
            return None
        return importlib.util.spec_from_file_location(name, self.origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed text as the module."""
        exec(compile(self.mutation.text, self.mutation.name, "exec"), module.__dict__)  # noqa: S102  # our own source


@contextmanager
def instead(mutation: Mutation) -> Generator[None]:
    """While it lasts, the project is imported anew, on top of the changed specification."""

    def ours() -> dict[str, ModuleType]:
        return {n: m for n, m in sys.modules.items() if n.partition(".")[0] in ("zerohour", "tests")}

    before, finder = ours(), Instead(mutation)
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in ours():
            del sys.modules[name]
        sys.modules.update(before)


def noticed(mutation: Mutation, days: bytes) -> str:
    """Return what notices the mutation first; empty if nothing does."""
    with instead(mutation):
        try:
            evidence = runpy.run_path(str(HERE / "evidence.py"))
        except Exception:  # noqa: BLE001  # whatever a wrong specification runs into
            return "error"
        found: str = evidence["noticed"](days)
        return found


def drawn() -> bytes:
    """Return the days that the laws are asked about, by the names of their classes: whoever reads them has his own."""
    days: list[Scenario] = []
    for number in range(SEEDS):
        with_days(SEED + number, days.append)
    return pickle.dumps(days)


def as_it_is() -> Mutation:
    """Return the specification with nothing changed, which nothing may notice."""
    module = mutations()[0].module
    return Mutation("nothing changed", module, sources()[module].read_text("utf-8"))


def survivors() -> dict[str, str]:
    """Return the mutations that nothing can notice, with the reason."""
    return {n: str(why) for n, why in tomllib.loads((HERE / "survivors.toml").read_text("utf-8")).items()}


def chosen(every: list[Mutation], sample: int | None, seed: int) -> list[Mutation]:
    """Return the mutations of the sample; all of them if none is asked for."""
    if sample is None:
        return every
    return random.Random(seed).sample(every, min(sample, len(every)))  # noqa: S311  # reproducible, not secret


def complaints(found: dict[str, str], every: set[str], excused: dict[str, str]) -> list[str]:
    """Say what is wrong: a survivor without a reason, and a reason for what is noticed, or is no mutation."""
    told = [f"not noticed: {name}" for name, kind in found.items() if not kind and name not in excused]
    told += [f"listed as a survivor, but noticed: {name}" for name, kind in found.items() if kind and name in excused]
    told += [f"listed as a survivor, but no mutation: {name}" for name in excused if name not in every]
    return told + [f"listed as a survivor without a reason: {name}" for name, why in excused.items() if not why.strip()]


def main() -> None:
    """Print a row of figures, and what is wrong; the exit code says whether anything is."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--sample", type=int, help="so many mutations, instead of all")
    asked.add_argument("--seed", type=int, default=SEED, help="which ones")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--only", default="", help="mutations whose name holds this text; says of each what notices it")
    options = asked.parse_args()
    every, excused, days = mutations(), survivors(), drawn()
    wrongly = noticed(as_it_is(), days)
    if wrongly:
        sys.exit(f"the specification as it is does not pass ({wrongly}); so nothing can be said of others")
    some = chosen([m for m in every if options.only in m.name], options.sample, options.seed)
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        kinds = pool.map(partial(noticed, days=days), some, chunksize=4)
        found = dict(zip((m.name for m in some), kinds, strict=True))
    counts = Counter(found.values())
    first = ["scenario", "test", "law", "vector", "error", "endless"]
    sys.stdout.write(f"| mutations | seed | noticed | {' | '.join(first)} | equivalent |\n")
    sys.stdout.write(f"|--:|--:|--:|{'--:|' * len(first)}--:|\n")
    row = [f"{len(every):,}" if len(some) == len(every) else f"{len(some):,} of {len(every):,}", str(options.seed)]
    row += [f"{len(found) - counts['']:,}", *(f"{counts[kind]:,}" for kind in first), f"{counts['']:,}"]
    sys.stdout.write(f"| {' | '.join(row)} |\n")
    if options.only:
        sys.stdout.writelines(f"{kind or 'nothing'}: {name}\n" for name, kind in found.items())
    wrong = complaints(found, {m.name for m in every}, excused)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
