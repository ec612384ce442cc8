"""A wrong text in one function is noticed by a test, a proof, a vector and the audit, with no other edit."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import zerohour.oracle
import zerohour.proofs
import zerohour.spec
from zerohour.oracle.audit.inputs import LogError
from zerohour.oracle.audit.sample import write_log
from zerohour.oracle.audit.understood import auditable
from zerohour.oracle.scenarios.format import dump
from zerohour.oracle.scenarios.library import expected, library
from zerohour.oracle.scenarios.scenario import OrderReport, Report, Scenario
from zerohour.proofs.ledger import Asked, prove_group
from zerohour.proofs.mutants import FOR_PROOFS, MUTANTS, Mutant
from zerohour.proofs.symbolic.loading import Patch
from zerohour.spec.bank_day import Revoke, Submit

NOTICE = Path(__file__).with_name("notice.py")
EVIDENCE = ("test", "proof", "vector", "audit")
ALL = os.environ.get("ZEROHOUR_TESTS") == "all"
"""The tests ask about a share of the wrong texts, the nightly run about all."""


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every scenario of the library, as a log that says what was worked out by hand."""
    folder = tmp_path_factory.mktemp("logs")
    for name, scenario in library().items():
        sent = [e for e in scenario.events if isinstance(e, Submit)]
        if len({e.order for e in sent}) < len(sent):
            continue  # a log has each id once
        ends = {i: end.split("@") for i, end in expected()[name].items()}
        told = Report({i: OrderReport(status, *block) for i, (status, *block) in ends.items()})
        rest = tuple(e for e in scenario.events if not isinstance(e, Submit | Revoke))
        if unfit(replace(scenario, events=rest)):
            continue
        write_log(scenario, told, folder / f"{name}.parquet")
        (folder / f"{name}.toml").write_text(dump(replace(scenario, events=rest)), encoding="utf-8")
    return folder


def unfit(day: Scenario) -> bool:
    """Whether no log can say what happens on the day."""
    try:
        auditable(day)
    except LogError:
        return True
    return False


def copy_with(patch: Patch | None, folder: Path) -> Path:
    """Return a folder to put first on the path: the packages, with one place of the specification changed."""
    for package in (zerohour.spec, zerohour.oracle, zerohour.proofs):
        source, target = Path(next(iter(package.__path__))), folder / "zerohour" / package.__name__.split(".")[1]
        target.parent.mkdir(exist_ok=True)
        if package is zerohour.spec:
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.symlink_to(source)
    if patch is not None:
        file = folder / Path(*patch.module.split(".")).with_suffix(".py")
        text = file.read_text(encoding="utf-8")
        assert text.count(patch.old) == 1, f"{patch.module}: {patch.old!r} stands there {text.count(patch.old)} times"
        file.write_text(text.replace(patch.old, patch.new), encoding="utf-8")
    return folder


def noticed(mutant: Mutant, patch: Patch | None, folder: Path, logs: Path) -> dict[str, list[str]]:
    path = copy_with(patch, folder)
    done = subprocess.run(
        [sys.executable, str(NOTICE), str(logs), mutant.law, mutant.where],
        env={**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout)
    assert told["specification"][0].startswith(str(path)), "the copy was not what was asked"
    return told


def test_the_real_specification_is_noticed_by_nothing(tmp_path: Path, logs: Path) -> None:
    told = noticed(MUTANTS["exactly-enough-is-not"], None, tmp_path, logs)
    assert {kind: told[kind] for kind in EVIDENCE} == {kind: [] for kind in EVIDENCE}


@pytest.mark.parametrize("name", sorted(MUTANTS)[:: 1 if ALL else 15])
def test_a_wrong_text_is_noticed_by_every_kind_of_evidence(name: str, tmp_path: Path, logs: Path) -> None:
    told = noticed(MUTANTS[name], MUTANTS[name].patch, tmp_path, logs)
    assert {kind for kind in EVIDENCE if told[kind]} == set(EVIDENCE), told


@pytest.mark.parametrize("name", sorted(FOR_PROOFS)[:: 1 if ALL else 5])
def test_a_wrong_text_breaks_the_proof_of_the_law_that_constrains_it(name: str) -> None:
    mutant = FOR_PROOFS[name]
    answers = prove_group(mutant.where, (mutant.law,), Asked(("z3",)), mutant.patch)
    assert "sat" in {answer.answers["z3"] for answer in answers}
