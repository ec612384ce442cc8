"""The rulebooks there are, by name."""

from zerohour.spec.rulebook import Rulebook
from zerohour.spec.rulebooks.denmark_2018 import DENMARK_2018
from zerohour.spec.rulebooks.minimal import MINIMAL

__all__ = ["DENMARK_2018", "MINIMAL", "RULEBOOKS"]

RULEBOOKS: dict[str, Rulebook] = {book.name: book for book in (MINIMAL, DENMARK_2018)}
