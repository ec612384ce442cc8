"""The facts about finite sums that proofs use as witness axioms, each proved by induction on the number of keys.

S(f, n) = f[0] + … + f[n-1] is uninterpreted; its definition is given where it is needed, so that every obligation is
free of quantifiers. (The finitely many keys at which a summand is not zero are numbered 0 … n-1.)
"""

from collections.abc import Callable, Iterator

import z3

Claim = Callable[[z3.ArithRef], z3.BoolRef]

_INTS = z3.ArraySort(z3.IntSort(), z3.IntSort())
_S = z3.Function("S", _INTS, z3.IntSort(), z3.IntSort())
_n, _k = z3.Ints("n k")
_f, _g, _h = z3.Consts("f g h", _INTS)


def _definition(*summands: z3.ArrayRef) -> list[z3.BoolRef]:
    return [z3.And(_S(a, z3.IntVal(0)) == 0, _S(a, _n + 1) == _S(a, _n) + a[_n]) for a in summands]


def _induction(
    claim: Claim, summands: tuple[z3.ArrayRef, ...], local: z3.BoolRef
) -> Iterator[tuple[str, list[z3.BoolRef], z3.BoolRef]]:
    """Yield the base, claim(0), and the step, claim(n) and the local fact about index n give claim(n + 1)."""
    yield "base", _definition(*summands), claim(z3.IntVal(0))
    yield "step", [*_definition(*summands), _n >= 0, local, claim(_n)], claim(_n + 1)


def lemmas() -> Iterator[tuple[str, str, list[z3.BoolRef], z3.BoolRef]]:
    """Yield name, part, hypotheses and goal of every lemma."""
    for name, parts in {
        "zero: no summand, no sum": _induction(lambda m: _S(_f, m) == 0, (_f,), _f[_n] == 0),
        "equal: sums differ only where a summand does": _induction(
            lambda m: _S(_f, m) == _S(_g, m), (_f, _g), _f[_n] == _g[_n]
        ),
        "one place: sums that differ at one key differ by that": _induction(
            lambda m: _S(_f, m) - _S(_g, m) == z3.If(z3.And(_k >= 0, _k < m), _f[_k] - _g[_k], 0),
            (_f, _g),
            z3.Implies(_n != _k, _f[_n] == _g[_n]),
        ),
        "linear: a sum of sums": _induction(
            lambda m: _S(_h, m) == _S(_f, m) + _S(_g, m), (_f, _g, _h), _h[_n] == _f[_n] + _g[_n]
        ),
        "member: a sum of what is nowhere below zero is no less than any summand": _induction(
            lambda m: z3.And(_S(_f, m) >= 0, z3.Implies(z3.And(_k >= 0, _k < m), _S(_f, m) >= _f[_k])),
            (_f,),
            _f[_n] >= 0,
        ),
        "least: a finite set that has a member has a least one": _least(),
    }.items():
        for part, hypotheses, goal in parts:
            yield name, part, hypotheses, goal


def _least() -> Iterator[tuple[str, list[z3.BoolRef], z3.BoolRef]]:
    """L(m) is the member among 0 … m-1 with the least value; the step keeps it or takes the new one.

    Pointwise at an arbitrary member k: below m it is no less than L(m). `in` is membership, `f` the value.
    """
    member = z3.Function("in", z3.IntSort(), z3.BoolSort())
    least = z3.Function("L", z3.IntSort(), z3.IntSort())

    def some(m: z3.ArithRef) -> z3.BoolRef:
        return z3.And(least(m) >= 0, least(m) < m, member(least(m)))

    def claim(m: z3.ArithRef) -> z3.BoolRef:
        below = z3.And(_k >= 0, _k < m, member(_k))
        return z3.Implies(below, z3.And(some(m), _f[least(m)] <= _f[_k]))

    takes = z3.And(member(_n), z3.Or(z3.Not(some(_n)), _f[_n] < _f[least(_n)]))
    choice = least(_n + 1) == z3.If(takes, _n, least(_n))
    # Nothing below n is a member unless some(n) holds: the instance of the claim at n that the step needs.
    yield "base", [], claim(z3.IntVal(0))
    yield "step", [_n >= 0, choice, claim(_n)], claim(_n + 1)
