"""One disagreement between what an engine reports and what the specification says."""

from dataclasses import dataclass, replace

from zerohour.oracle.explain import rule_words


@dataclass(frozen=True)
class Violation:
    """The name of the check, the rules that the specification applied, and the words for it."""

    check: str
    rules: tuple[str, ...]
    order: str
    explanation: str
    on_the_way: tuple[str, ...] = ()
    """The rules of what else befell those concerned; where a scenario is as small as it gets, each of them matters."""

    def whole(self) -> "Violation":
        """Return it with the rules of what happened on the way among its rules, and in its words."""
        more = tuple(r for r in self.on_the_way if r not in self.rules)
        if not more:
            return self
        words = f"{self.explanation}\nOn the way:\n{rule_words(*more)}"
        return replace(self, rules=(*self.rules, *more), explanation=words)


def against(*rules: str) -> str:
    """Return the last words of an explanation: the rules that speak against what the engine says."""
    return f"Against:\n{rule_words(*rules)}"
