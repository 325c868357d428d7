"""Random draws over what the tracing assumes: seeded, the same on every machine and Python.

Each assumption has a stream of its own, seeded by its key alone. So one assumption has the same
value in draw i of every network that rests on it, and a network that gains a flow keeps the draws
of all others. Draw 0 has the usual values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.core.named_tuple import NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NUMBER = 200
SEED = 2026

WEIGHTS = "weights"  # weights estimated from values
CONTENTS = "contents"  # contents given as ranges
RESIDUAL = "residual"  # output of "other countries", allotted
BASIS = "basis"  # output converted from another basis by one factor
TWICE = "twice"  # trade taken to be recorded twice
CAUSES = (WEIGHTS, CONTENTS, RESIDUAL, BASIS, TWICE)


class Draws(NamedTuple):
    """Draws of all assumptions, or of those of one cause while the others stay usual.

    With ``number`` 1 there is draw 0 alone: the network with the usual values.
    """

    number: int = 1
    only: str = ""

    def between(self, cause: str, key: str, usual: float, low: float, high: float) -> Array:
        """Values of an assumption from ``low`` to ``high``, in one array over the draws.

        Evenly spread, or evenly spread in the logarithm if an estimate can be off by a factor
        (``weights``, ``basis``).
        """
        import numpy as np

        if self.number == 1:
            return np.array([usual], dtype=float)
        from random import Random

        found = np.full(self.number, float(usual))
        if low >= high or (self.only and self.only != cause):
            return found
        stream = Random(f"{SEED} {cause} {key}")
        parts = np.array([stream.random() for _ in range(self.number - 1)])
        if low > 0 and cause in {WEIGHTS, BASIS}:
            found[1:] = low * (high / low) ** parts
        else:
            found[1:] = low + (high - low) * parts
        return found


USUAL = Draws()
