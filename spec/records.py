"""`replace` for the frozen records of the specification; it states no rule.

It does what `dataclasses.replace` does, without the constructor: no record here computes anything when it is made, and
an order is changed several times on its way.
"""

from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["replace"]

R = TypeVar("R")

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(record: R, /, **changes: Any) -> R:
        """Return the record with other values in some fields; one that it does not have is a TypeError."""
        now = record.__dict__
        if not changes.keys() <= now.keys():
            raise TypeError(f"{type(record).__name__} has no field {min(changes.keys() - now.keys())!r}")
        changed = object.__new__(type(record))
        changed.__dict__.update(now)
        changed.__dict__.update(changes)
        return changed
