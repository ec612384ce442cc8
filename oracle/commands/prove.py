"""`zerohour prove`: prove the laws from the code of the specification, and print the ledger."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from zerohour.proofs.kept import KeptError
from zerohour.proofs.ledger import BOTH, Asked
from zerohour.proofs.ledger import prove as prove_laws
from zerohour.proofs.solvers import versions


def prove(
    laws: Annotated[list[str] | None, typer.Argument(help="Laws to prove, by name; all where none is named.")] = None,
    solver: Annotated[Literal["z3", "cvc5", "both"], typer.Option(help="Which solver to ask.")] = "z3",
    second: Annotated[list[str] | None, typer.Option(help="Ask both solvers of this law; may be repeated.")] = None,
    export: Annotated[Path | None, typer.Option(help="Write every query as SMT-LIB 2 into this folder.")] = None,
    seed: Annotated[int, typer.Option(help="Where the solvers begin their search; no answer may depend on it.")] = 0,
    keep: Annotated[Path, typer.Option(help="The folder in which answers are kept for the next time.")] = Path(
        ".zerohour"
    ),
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask everything anew, and keep nothing.")] = False,  # noqa: FBT002
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="What to print.")] = "text",
) -> None:
    """Prove the laws for any number of participants and orders. Exit code 1 if one is not proved."""
    solvers = BOTH if solver == "both" else (solver,)
    missing = sorted({*solvers, *(BOTH if second else ())} - set(versions()))
    if missing:
        sys.stderr.write(f"{missing[0]} is not installed; remedy: pip install 'zerohour[proofs]'\n")
        raise typer.Exit(2)
    if export is not None:
        export.mkdir(parents=True, exist_ok=True)
    asked = Asked(solvers, tuple(second or ()), seed, export is not None, None if fresh else keep)
    try:
        ledger = prove_laws(tuple(laws or ()), asked)
    except (ValueError, KeptError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None
    queries: dict[str, str] = ledger.pop("queries")
    if export is not None:
        for name, text in queries.items():
            (export / f"{name}.smt2").write_text(text, encoding="utf-8")
    if output == "json":
        sys.stdout.write(json.dumps(ledger, indent=1, ensure_ascii=False) + "\n")
    else:
        _print(ledger)
    lemmas_hold = all(set(lemma["answers"].values()) == {"unsat"} for lemma in ledger["lemmas"])
    if not lemmas_hold or any(law["verdict"] != "proved" for law in ledger["laws"]):
        raise typer.Exit(1)


def _print(ledger: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("law", "verdict", "obligations", *ledger["solvers"], "twin"):
        table.add_column(column, justify="right" if column == "obligations" else "left")
    for law in ledger["laws"]:
        said = [law["solvers"].get(name, "not asked") for name in ledger["solvers"]]
        table.add_row(law["law"], law["verdict"], str(law["obligations"]), *said, law["twin"])
    console = Console(width=120, soft_wrap=True)
    console.print(table)
    for law in ledger["laws"]:
        for place in law["open"]:
            console.print(f"not proved: {law['law']}: {place}")
    if ledger["kept"]:
        console.print(
            f"Nothing had changed for {ledger['kept']:,} obligations: their answers were kept; --fresh asks again."
        )
    total = sum(law["obligations"] for law in ledger["laws"])
    proved = sum(law["verdict"] == "proved" for law in ledger["laws"])
    solvers = " and ".join(f"{name} {version}" for name, version in ledger["solvers"].items())
    laws, lemmas = len(ledger["laws"]), len(ledger["lemmas"])
    console.print(
        f"\n{proved} of {laws} laws proved, {total} obligations, {lemmas} lemmas: {solvers}."
        "\nFor any number of participants and orders, by induction over events; every twin is a claim that must fail."
    )
