"""Money is an integer number of minor units (øre, 1/100 of a krone); there are no fractions and no floats."""

from typing import TypeAlias

Ore: TypeAlias = int

NO_LIMIT: Ore = 2**200
"""More than any amount, and than any sum of amounts."""


def debt(position: Ore) -> Ore:
    """Return the position where it is owed (negative), and nothing where it is not, in øre."""
    return min(0, position)
