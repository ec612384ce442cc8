"""Of which laws which solver is asked, what is kept of their answers, and that anybody may ask again."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import z3

from zerohour.proofs import kept, ledger
from zerohour.proofs.kept import FILE, Kept, KeptError
from zerohour.proofs.ledger import Answer, Asked, prove_group, refute_twin
from zerohour.proofs.obligations import Obligation
from zerohour.proofs.twins import TWINS

TOLD = "what is said of a participant is recorded at its moment"
GROUP = "resolution"
X = z3.Int("x")


def said(answers: list[Answer]) -> set[str]:
    return {each for a in answers for each in a.answers.values()}


def test_second_solver_is_asked_of_the_laws_that_are_named() -> None:
    answers = prove_group(GROUP, (), Asked(("z3",), (TOLD,)))
    asked = {a.law: set(a.answers) for a in answers}
    assert asked.pop(TOLD) == {"z3", "cvc5"}
    assert len(asked) > 10
    assert set(map(frozenset, asked.values())) == {frozenset({"z3"})}
    assert said(answers) == {"unsat"}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_answer_depends_on_the_seed(seed: int) -> None:
    assert said(prove_group(GROUP, (), Asked(("z3",), seed=seed))) == {"unsat"}


def test_stock_solver_says_the_same_of_what_is_exported(tmp_path: Path) -> None:
    program = shutil.which("z3", path=str(Path(sys.executable).parent))
    assert program is not None, "z3-solver brings the program z3 along"
    answers = prove_group(GROUP, (), Asked(("z3",), export=True))
    for number, each in enumerate(answers):
        (tmp_path / f"{number}.smt2").write_text(each.text, encoding="utf-8")
    files = [str(tmp_path / f"{number}.smt2") for number in range(len(answers))]
    told = [subprocess.run([program, file], capture_output=True, text=True, check=True).stdout for file in files]
    assert told == ["unsat\n"] * len(answers)
    assert len(answers) > 100


def none_is_made(*_: object, **__: object) -> Any:
    raise AssertionError("queries are made, though nothing changed")


def test_what_has_not_changed_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(("z3",), keep=tmp_path)
    first = prove_group(GROUP, (TOLD,), asked)
    monkeypatch.setattr(ledger, "obligations_of", none_is_made)
    again = prove_group(GROUP, (TOLD,), asked)
    assert again == [replace(each, kept=True) for each in first]
    for other in (replace(asked, seed=1), replace(asked, solvers=("cvc5",)), replace(asked, keep=None)):
        with pytest.raises(AssertionError, match="are made"):
            prove_group(GROUP, (TOLD,), other)
    with pytest.raises(AssertionError, match="are made"):
        prove_group("filing", (TOLD,), asked)
    monkeypatch.setattr(kept, "fingerprint", lambda: "a rule was changed")
    with pytest.raises(AssertionError, match="are made"):
        prove_group(GROUP, (TOLD,), asked)


def test_refuted_twin_is_not_refuted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, asked = next(iter(TWINS)), Asked(("z3",), keep=tmp_path)
    assert refute_twin(name, asked) == "refuted"
    monkeypatch.setattr(ledger, "obligations_of", none_is_made)
    assert refute_twin(name, asked) == "refuted"
    with pytest.raises(AssertionError, match="are made"):
        refute_twin(name, Asked(("z3",)))


def test_query_that_was_asked_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, obligation = Asked(ledger.BOTH, keep=tmp_path), Obligation("law", "it", "here", [X > 1], X > 0)
    store = Kept(tmp_path)
    first = ledger.answer(obligation, asked, store)
    assert first.answers == {"z3": "unsat", "cvc5": "unsat"}
    for solver in ("ask_z3", "ask_cvc5"):
        monkeypatch.setattr(ledger, solver, none_is_made)
    assert ledger.answer(obligation, asked, store) == first
    with pytest.raises(AssertionError, match="are made"):
        ledger.answer(replace(obligation, goal=X > 2), asked, store)
    monkeypatch.setattr(kept, "versions", lambda: {"z3": "another", "cvc5": "another"})
    with pytest.raises(AssertionError, match="are made"):
        ledger.answer(obligation, asked, store)


def test_solver_that_gives_up_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "implied", lambda *_, **__: "unknown")
    asked = Asked(("z3",), keep=tmp_path)
    assert said(prove_group(GROUP, (TOLD,), asked)) == {"unknown"}
    monkeypatch.undo()
    assert said(prove_group(GROUP, (TOLD,), asked)) == {"unsat"}


def test_file_that_keeps_no_answers_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database, but long enough to be taken for one" * 30)
    with pytest.raises(KeptError, match="remove it, or ask with --fresh"):
        Kept(tmp_path)


def test_file_that_is_spoilt_meanwhile_is_told_with_a_remedy(tmp_path: Path) -> None:
    store = Kept(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as another:
        another.execute("DROP TABLE parts")
    with pytest.raises(KeptError, match="remove it, or ask with --fresh"):
        store.part("anything")
