"""Two solvers, asked the same SMT-LIB 2 text. Limits are counts of the solver's own steps, never seconds."""

import hashlib
import importlib.metadata
import re

import z3

RLIMIT = 30_000_000


def text_of(hypotheses: list[z3.BoolRef], goal: z3.BoolRef | None) -> str:
    """Return the SMT-LIB 2 text that is unsatisfiable exactly if the hypotheses imply the goal."""
    solver = z3.Solver()
    solver.add(*hypotheses)
    if goal is not None:
        solver.add(z3.Not(goal))
    body = _LOCAL.sub(_Numbered(), solver.to_smt2())
    return f"(set-logic {_logic(body)})\n{body}"


_LOCAL = re.compile(r"(?<=[$?]x)\d+")
"""What follows in the names that Z3 gives to parts of a term: numbers that depend on all that it has met before."""


class _Numbered:
    """Numbers by the order in which they come, so that the same query is the same text."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, found: re.Match[str]) -> str:
        return self._known.setdefault(found[0], str(len(self._known)))


def _logic(body: str) -> str:
    """Return the logic of the text: arrays occur only in the lemmas about sums."""
    return "QF_AUFLIA" if "(Array " in body else "QF_UFLIA"


def digest(text: str) -> str:
    """Return the name of a query: a hash of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def ask_z3(text: str, *, seed: int = 0) -> str:
    """Return what Z3 says of the text: `sat`, `unsat` or `unknown`."""
    solver = _z3(_logic(text), seed)
    solver.from_string(text)
    return str(solver.check())


def implied(hypotheses: list[z3.BoolRef], goal: z3.BoolRef | None, *, seed: int = 0) -> str:
    """Return what Z3 says of the text that `text_of` would write, without writing and reading it; without arrays."""
    solver = _z3("QF_UFLIA", seed)
    solver.add(*hypotheses)
    if goal is not None:
        solver.add(z3.Not(goal))
    return str(solver.check())


def _z3(logic: str, seed: int) -> z3.Solver:
    solver = z3.SolverFor(logic)
    solver.set("random_seed", seed)
    solver.set("rlimit", RLIMIT)
    return solver


def ask_cvc5(text: str, *, seed: int = 0) -> str:
    """Return what cvc5 says of the text; raises ModuleNotFoundError where it is not installed."""
    import cvc5  # noqa: PLC0415  # an optional extra

    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setOption("rlimit-per", str(RLIMIT))
    solver.setOption("seed", str(seed))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    symbols, answer = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols).strip() or answer
    return answer if answer in ("sat", "unsat") else "unknown"


def versions() -> dict[str, str]:
    """Return the versions of the solvers that are installed."""
    found = {"z3": z3.get_version_string()}
    try:
        found["cvc5"] = importlib.metadata.version("cvc5")
    except importlib.metadata.PackageNotFoundError:
        return found
    return found
