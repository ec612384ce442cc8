"""Of which laws which solver is asked."""

from zerohour.proofs.ledger import prove_group

TOLD = "what is said of a participant is recorded at its moment"


def test_second_solver_is_asked_of_the_laws_that_are_named() -> None:
    answers = prove_group("resolution", (), ("z3",), None, (TOLD,))
    asked = {a.law: set(a.answers) for a in answers}
    assert asked.pop(TOLD) == {"z3", "cvc5"}
    assert len(asked) > 10
    assert set(map(frozenset, asked.values())) == {frozenset({"z3"})}
    assert {said for a in answers for said in a.answers.values()} == {"unsat"}
