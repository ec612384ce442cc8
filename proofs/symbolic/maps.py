"""Tables of any size. A table is a function of its key; sums and quantifiers over it are symbols with a witness.

Everything stays free of quantifiers: what holds of every key is instantiated at the keys that a proof has in sight, and
what holds of some key holds of a fresh one. The facts used about sums (finite ones: finitely many keys are not zero)
are the lemmas of `lemmas`, each proved by induction there.
"""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from typing import Any, TypeVar

import z3

from zerohour.proofs.symbolic.paths import for_every_branch, merge
from zerohour.proofs.symbolic.proxies import Key, Sym, SymBool, UnfaithfulError, id_of, ite, made, raw, wrap
from zerohour.proofs.symbolic.terms import Part, Parts, put

FIXED = ("system", "block")
"""The kinds of the places of a key that no comprehension binds: a sum is of a clearing, and of a block."""

FIRST = "first"
"""How the keys that are the first of their kind are called."""

AUXILIARY = "place"
"""How the witnesses of sums are called: what holds of every key is not said of them."""

KeyTuple = tuple[z3.ExprRef, ...]
T = TypeVar("T")


@dataclasses.dataclass
class Sum:
    """A sum over all keys of a kind, as a function of the other keys in its term."""

    kind: str
    bound: z3.ExprRef
    parameters: list[z3.ExprRef]
    term: z3.ExprRef
    function: z3.FuncDeclRef

    def at(self, arguments: list[z3.ExprRef], key: z3.ExprRef) -> z3.ExprRef:
        """Return the term of one key."""
        return put(self.term, (self.bound, key), *zip(self.parameters, arguments, strict=True))


@dataclasses.dataclass
class Quantifier:
    """An `any` under a sum or a quantifier: its truth and its witness are functions of the keys bound outside."""

    kind: str
    bound: z3.ExprRef
    parameters: list[z3.ExprRef]
    term: z3.ExprRef
    truth: z3.FuncDeclRef
    witness: z3.FuncDeclRef

    def at(self, arguments: list[z3.ExprRef], key: z3.ExprRef) -> z3.ExprRef:
        """Return what is said of one key."""
        return put(self.term, (self.bound, key), *zip(self.parameters, arguments, strict=True))


class World:
    """What is known in one run: the keys in sight, the facts, and what holds of every key."""

    def __init__(self) -> None:
        self.names = itertools.count()
        self.depth = 0
        self.kind_of: dict[int, str] = {}
        self.keys: dict[int, tuple[str, Key]] = {}
        self.pairs: dict[tuple[int, ...], KeyTuple] = {}
        self.facts: list[z3.BoolRef] = []
        self.everywhere: list[tuple[str, Callable[[Key], z3.BoolRef]]] = []
        self.sums: list[Sum] = []
        self.quantifiers: list[Quantifier] = []
        self.cache: dict[Any, Any] = {}
        self.parts = Parts()
        self.called: dict[str, dict[int, Key]] = {}

    def fresh(self, kind: str, stem: str = "some") -> Key:
        """Return a new key of the kind."""
        key = Key(z3.Int(f"{stem}_{kind}!{next(self.names)}"))
        self.called.setdefault(stem, {})[key.id] = key
        self.see(kind, key)
        return key

    def see(self, kind: str, key: Any) -> Any:
        """Note that the key is in sight, unless it is bound by a sum or a quantifier."""
        if isinstance(key, Sym) and key.id not in self.keys and not bound_inside(key.term):
            self.keys[key.id] = kind, Key(key.term)
        return key

    @contextmanager
    def sight(self) -> Generator[None]:
        """Keys that come in sight inside are out of sight afterwards, but for first ones, which values may hold."""
        keys, pairs = dict(self.keys), dict(self.pairs)
        try:
            yield
        finally:
            firsts = {n: at for n, at in self.keys.items() if n in self.called.get(FIRST, ())}
            self.keys, self.pairs = keys | firsts, pairs

    def of_every_key(self) -> list[z3.BoolRef]:
        """Return what holds of every key, said of those that are in sight, without the witnesses of sums."""
        facts: list[z3.BoolRef] = []
        for n, (kind, fact) in enumerate(self.everywhere):
            said = (self.once(("fact", n), (key.term,), functools.partial(fact, key)) for key in self.main(kind))
            facts.extend(said)
        return facts

    def once(self, what: Hashable, terms: tuple[z3.ExprRef, ...], make: Callable[[], T]) -> T:
        """Return what is made of the terms, made once; they stay alive, so that their ids stay their own."""
        at = what, *(term.get_id() for term in terms)
        if at not in self.cache:
            self.cache[at] = make(), terms
        made: T = self.cache[at][0]
        return made

    def main(self, kind: str) -> list[Key]:
        """Return the keys of the kind that are in sight, without the witnesses of sums."""
        auxiliary = self.called.get(AUXILIARY, {})
        return [key for key in self.known(kind) if key.id not in auxiliary]

    def known(self, kind: str) -> list[Key]:
        """Return the keys of the kind that are in sight."""
        return [key for k, key in self.keys.values() if k == kind]


WORLD = World()


def new_world() -> World:
    """Forget everything; begin a run."""
    global WORLD  # noqa: PLW0603  # one world for each run, as there is one run at a time
    WORLD = World()  # pyright: ignore[reportConstantRedefinition]
    return WORLD


def bound_inside(term: z3.ExprRef) -> bool:
    """Whether a key that a sum or a quantifier binds occurs in the term."""
    return WORLD.once("bound", (term,), lambda: any(_names(x, "?") for x in parts(term)))


def _names(part: Part, name: str) -> bool:
    return not part.inside and part.name.startswith(name)


def parts(*terms: z3.ExprRef) -> list[Part]:
    """Return every part of the terms, once."""
    return WORLD.parts.of(*terms)


class Map:
    """A table over keys of the given kinds: `read` gives the value at a key.

    Iteration meets the keys whose value is `present`, or, for the table of a comprehension, those in its `domain`.
    """

    def __init__(
        self,
        kinds: tuple[str, ...],
        read: Callable[..., Any],
        present: Callable[[Any], Any] | None = None,
        domain: Callable[..., Any] | None = None,
    ) -> None:
        self.kinds = kinds
        self._read, self._present, self._domain = read, present, domain
        self._memo: dict[tuple[int, ...], tuple[Any, Any]] = {}

    def __getitem__(self, key: Any) -> Any:
        keys = key if isinstance(key, tuple) else (key,)
        if len(keys) != len(self.kinds):
            raise UnfaithfulError(f"{key!r} is no key of a table over {self.kinds}")
        for kind, part in zip(self.kinds, keys, strict=True):
            WORLD.see(kind, part)
        at = tuple(map(id_of, keys))
        if len(keys) > 1 and not any(bound_inside(raw(k)) for k in keys):
            WORLD.pairs.setdefault(at, tuple(raw(k) for k in keys))
        if at not in self._memo:
            with for_every_branch():  # the value is kept, so it must not depend on where it was first asked for
                self._memo[at] = keys, merge(lambda: self._read(*keys))
        return self._memo[at][1]

    def __iter__(self) -> Any:
        raise UnfaithfulError("iterate over a table only in a comprehension, a sum, a quantifier or a first")

    def __or__(self, changes: Any) -> "Map":
        if isinstance(changes, Map):
            return self._with(lambda *k: ite(changes.holds(*k), changes[_one(k)], self[_one(k)]))
        out: Map = self
        for key, value in changes.items():
            out = out.put(key if isinstance(key, tuple) else (key,), value)
        return out

    def put(self, key: tuple[Any, ...], value: Any) -> "Map":
        """Return the table in which the key has the value."""
        return self._with(lambda *k: ite(made(_same, *k, *key), value, self[_one(k)]))

    def _with(self, read: Callable[..., Any]) -> "Map":
        if self._domain is not None:
            raise UnfaithfulError("the table of a comprehension is not changed")
        return Map(self.kinds, read, self._present)

    def merge_with(self, condition: Any, other: "Map") -> "Map":
        """Return the table that is this one if the condition holds, and else the other."""
        return Map(
            self.kinds,
            lambda *k: ite(condition, self[_one(k)], other[_one(k)]),
            domain=lambda *k: ite(condition, self.holds(*k), other.holds(*k)),
        )

    def holds(self, *key: Any) -> Any:
        """Say whether iteration meets the key."""
        if self._domain is not None:
            domain = self._domain
            return merge(lambda: domain(*key))
        present = self._present
        return True if present is None else merge(lambda: present(self[_one(key)]))

    def comprehend(
        self, tables: tuple["Map", ...], key: Callable[..., Any], value: Callable[..., Any], where: Callable[..., Any]
    ) -> "Map":
        """Answer a table comprehension: the position of each bound key in the new key tells which one it was."""
        bound = [_one(tuple(_placeholder(kind, n, m) for m, kind in enumerate(t.kinds))) for n, t in enumerate(tables)]
        shape = key(*bound)
        shape = shape if isinstance(shape, tuple) else (shape,)
        flat = [raw(b) for group in bound for b in (group if isinstance(group, tuple) else (group,))]
        kinds = [k for t in tables for k in t.kinds]
        place = {f.get_id(): [n for n, s in enumerate(shape) if raw(s).eq(f)] for f in flat}
        if not all(place.values()):
            raise UnfaithfulError("a table comprehension must have every bound key in its key")
        fixed = [n for n in range(len(shape)) if not any(n in p for p in place.values())]

        def bind(k: tuple[Any, ...]) -> list[Any]:
            parts = iter(k[place[f.get_id()][0]] for f in flat)
            return [_one(tuple(next(parts) for _ in t.kinds)) for t in tables]

        def domain(*k: Any) -> Any:
            for n in fixed:
                if k[n] != shape[n]:
                    return False
            parts = bind(k)
            if not all(t.holds(*(p if isinstance(p, tuple) else (p,))) for t, p in zip(tables, parts, strict=True)):
                return False
            return where(*parts)

        out_kinds = tuple(
            next((kinds[i] for i, f in enumerate(flat) if n in place[f.get_id()]), FIXED[n % 2])
            for n in range(len(shape))
        )
        name = f"undefined!{next(WORLD.names)}"

        def read(*k: Any) -> Any:
            result = value(*bind(k))
            inside = new.holds(*k)
            return (
                result
                if inside is True
                else ite(inside, result, _undefined(_one_name(name, result, inside), result, k))
            )

        new = Map(out_kinds, read, domain=domain)
        return new

    def some(self, predicate: Callable[[Any], Any]) -> Any:
        """Answer `any`: a fresh truth value; if true, it holds of a fresh key; if it holds of any key, it is true."""
        term, test = self._predicate(predicate)
        if z3.is_false(term):
            return False
        if _outer(term, self._only_kind()):
            return self._some_of_bound(term)
        found = _canonical("some", self.kinds, term)
        if found.new:
            kind = self._only_kind()
            truth, witness = z3.Bool(f"some!{next(WORLD.names)}"), WORLD.fresh(kind, "witness")
            WORLD.facts.append(z3.Implies(truth, test(witness)))
            WORLD.everywhere.append((kind, lambda k: z3.Implies(test(k), truth)))
            found.keep(SymBool(truth), witness)
        WORLD.see(self._only_kind(), found.key)  # it may have gone out of sight since
        return found.value

    def _some_of_bound(self, term: z3.ExprRef) -> Any:
        """Answer `any` where its term has keys bound outside: truth and witness are functions of these."""
        kind, outer = self._only_kind(), _outer(term, self._only_kind())
        own = _placeholder(kind).term
        sorts = [z3.IntSort()] * len(outer)
        for known in WORLD.quantifiers:
            if known.kind == kind and len(known.parameters) == len(outer):
                parameters = list(zip(outer, known.parameters, strict=True))
                if put(term, (own, known.bound), *parameters).eq(known.term):
                    return wrap(known.truth(*outer))
        n = next(WORLD.names)
        parameters = [z3.Int(f"?{kind}_of_some{m}") for m in range(len(outer))]
        bound = z3.Int(f"?{kind}_in_some")
        term = put(term, (own, bound), *zip(outer, parameters, strict=True))
        truth = z3.Function(f"some!{n}", *sorts, z3.BoolSort())
        witness = z3.Function(f"witness!{n}", *sorts, z3.IntSort())
        WORLD.quantifiers.append(Quantifier(kind, bound, parameters, term, truth, witness))
        return wrap(truth(*outer))

    def every(self, predicate: Callable[[Any], Any]) -> Any:
        """Answer `all`: no key is an exception."""
        exception = self.some(lambda k: merge(lambda: not predicate(k)))
        return wrap(z3.Not(raw(exception)))

    def first(self, predicate: Callable[[Any], Any], default: Any) -> Any:
        """Answer `min(…, default=…)`: the least key it holds of, or the default where it holds of none."""
        term, test = self._predicate(predicate)
        if _outer(term, self._only_kind()):
            raise UnfaithfulError("a first is not looked for under a sum or a quantifier")
        found = _canonical("first", (*self.kinds, str(default)), term)
        if found.new:
            kind = self._only_kind()
            truth, least = z3.Bool(f"any!{next(WORLD.names)}"), WORLD.fresh(kind, FIRST)
            WORLD.facts.append(z3.If(truth, test(least), least.term == raw(default)))
            WORLD.everywhere.append((kind, lambda k: z3.Implies(test(k), z3.And(truth, least.term <= k.term))))
            found.keep(least, least)
        return found.value

    def total(self, summand: Callable[[Any], Any]) -> Any:
        """Answer `sum`: a function of the keys in its term. What is known of it is added by `obligations.close`."""
        kind, bound = self._only_kind(), _placeholder(self._only_kind())
        WORLD.depth += 1
        inner = merge(lambda: summand(bound) if self.holds(bound) else 0)
        WORLD.depth -= 1
        term = z3.simplify(raw(inner))
        if z3.is_int_value(term) and term.as_long() == 0:
            return 0
        outer = [k for k in _keys_in(term) if not k.eq(bound.term)]
        own = z3.Int(f"?{kind}_in_sum")
        term = put(term, (bound.term, own))
        outer, parameters, term = _abstract(term, outer, kind)
        for known in WORLD.sums:
            if known.kind == kind and known.term.eq(term) and len(known.parameters) == len(parameters):
                return wrap(known.function(*outer))
        function = z3.Function(f"sum!{next(WORLD.names)}", *[z3.IntSort()] * (len(outer) + 1))
        WORLD.sums.append(Sum(kind, own, parameters, term, function))
        return wrap(function(*outer))

    def _predicate(self, predicate: Callable[[Any], Any]) -> tuple[z3.ExprRef, Callable[[Key], z3.BoolRef]]:
        """Return the predicate as a term over a placeholder, and as a test of any key."""
        bound = _placeholder(self._only_kind())
        WORLD.depth += 1
        term = z3.simplify(raw(merge(lambda: self.holds(bound) and predicate(bound))))
        WORLD.depth -= 1
        return term, lambda k: put(term, (bound.term, k.term))

    def _only_kind(self) -> str:
        if len(self.kinds) != 1:
            raise UnfaithfulError("a sum, a quantifier or a first is over a table with single keys")
        return self.kinds[0]


@dataclasses.dataclass
class _Found:
    """A symbol that stands for the same term wherever it is met."""

    at: Any
    value: Any = None
    key: Any = None
    new: bool = True

    def keep(self, value: Any, key: Key) -> None:
        """Remember what stands for the term, and the key that it speaks of."""
        self.value, self.key = value, key
        WORLD.cache[self.at] = self


def _canonical(what: str, kinds: tuple[str, ...], term: z3.ExprRef) -> _Found:
    at = (what, kinds, term.get_id())
    known: _Found | None = WORLD.cache.get(at)
    if known is not None:
        return dataclasses.replace(known, new=False)
    WORLD.cache["term", term.get_id()] = term  # keep the term alive, so that its id stays its own
    return _Found(at)


def _placeholder(kind: str, *place: int) -> Key:
    return Key(z3.Int("?" + "_".join([kind, str(WORLD.depth), *map(str, place)])))


def _keys_in(term: z3.ExprRef) -> list[z3.ExprRef]:
    """Return the keys in a term: the constants that name one, and the keys that functions of keys give."""
    ids = WORLD.keys.keys()
    return sorted(
        (x.term for x in parts(term) if x.id in ids or _names(x, "?")),
        key=str,
    )


def _outer(term: z3.ExprRef, kind: str) -> list[z3.ExprRef]:
    """Return the keys in the term that a sum or a quantifier around it binds."""
    own = _placeholder(kind).term
    bound = (x.term for x in parts(term) if _names(x, "?"))
    return sorted((x for x in bound if not x.eq(own)), key=str)


def _abstract(
    term: z3.ExprRef, keys: list[z3.ExprRef], kind: str
) -> tuple[list[z3.ExprRef], list[z3.ExprRef], z3.ExprRef]:
    """Replace the keys in the term by parameters; return the keys that were there, these, and it.

    Larger keys first, then as they occur, so that the same sum of other keys is the same function.
    """
    found: list[z3.ExprRef] = []
    parameters: list[z3.ExprRef] = []
    place = {x.id: n for n, x in enumerate(parts(term))}
    for key in sorted(keys, key=lambda k: (-len(parts(k)), place.get(k.get_id(), -1))):
        parameter = z3.Int(f"?{kind}_of_sum{len(found)}")
        replaced = put(term, (key, parameter))
        if not replaced.eq(term):
            found, parameters, term = [*found, key], [*parameters, parameter], replaced
    return found, parameters, term


def _one(keys: tuple[Any, ...]) -> Any:
    return keys[0] if len(keys) == 1 else keys


def _same(*keys: z3.ExprRef) -> z3.ExprRef:
    """Return whether the first half of the keys are the second half."""
    n = len(keys) // 2
    return z3.simplify(z3.And(*(a == b for a, b in zip(keys[:n], keys[n:], strict=True))))


def _one_name(name: str, result: Any, inside: Any) -> str:
    """Return the name that goes with a number or truth value and where it is defined: the first one that came with it.

    So a function that makes the same table again, run again, asks the same again.
    """
    if not isinstance(result, int | Sym):
        return name
    return WORLD.once("undefined", (raw(result), raw(inside)), lambda: name)


def _undefined(name: str, like: Any, key: tuple[Any, ...]) -> Any:
    """Return an unknown value of the same shape: what a table holds at a key that it does not have."""
    if dataclasses.is_dataclass(like) and not isinstance(like, type):
        parts = {f.name: _undefined(f"{name}_{f.name}", getattr(like, f.name), key) for f in dataclasses.fields(like)}
        return type(like)(**parts)
    if not isinstance(like, int | Sym):
        return like
    sort = z3.BoolSort() if z3.is_bool(raw(like)) else z3.IntSort()
    value = z3.Function(name, *[z3.IntSort()] * len(key), sort)(*[raw(k) for k in key])
    return Key(value) if isinstance(like, Key) else wrap(value)
