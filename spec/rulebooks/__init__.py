"""The rulebooks that come with the specification."""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks.minimal import MINIMAL

__all__ = ["MINIMAL", "RULEBOOKS"]

RULEBOOKS: dict[str, Rulebook] = {MINIMAL.name: MINIMAL}
