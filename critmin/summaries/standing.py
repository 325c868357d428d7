"""Who leads the rows of one table, as far as its flags allow to say.

A summary may name a leader only if no country without a figure and no residual can be larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import Cells
from critmin.summaries.phrases import amount, flags, name_in

CERTAIN = ""  # the countries shown are all that there are
MOST_UNNAMED = "most_unnamed"  # half of the total or more has no country
REST_LARGER = "rest_larger"  # a country within the residual may be larger
PART_SHOWN = "part_shown"  # only some countries are shown
HIDDEN = ("withheld", "unknown")
# Figures that are in no share: of a country, or of the residual.
EXCLUDED = frozenset({"withheld_excluded", "unknown_excluded", "residual_unknown"})


class Standing(NamedTuple):
    """Countries of a table by descending share, the residual, and what makes the first uncertain.

    ``withheld`` and ``unknown`` name countries without a figure; ``rest`` is the share without a
    country; ``excluded`` is true if some figure is in no share.
    """

    ranked: tuple[Cells, ...]
    rest: float
    doubt: str
    withheld: tuple[str, ...]
    unknown: tuple[str, ...]
    excluded: bool

    @property
    def first(self) -> Cells:
        """Row of the largest country with a figure."""
        return self.ranked[0]

    @property
    def hidden(self) -> bool:
        """Whether a producer has no figure, named or not."""
        return bool(self.withheld or self.unknown or self.excluded)

    @property
    def leads(self) -> bool:
        """Whether the first country may be called the largest."""
        return not self.doubt and not self.hidden

    @property
    def tied(self) -> tuple[Cells, ...]:
        """Countries that share the first place."""
        most = amount(self.first, "share")
        return tuple(row for row in self.ranked if amount(row, "share") == most)


def standing(rows: Sequence[Cells], *, whole: bool = True) -> Standing | None:
    """Standing of the countries in rows of one table; None if no country has a share above zero.

    Parameters
    ----------
    rows : sequence of mappings
        Rows with ``country``, ``iso3``, ``kind``, ``share`` and ``flag``, as `critmin.share` gives.
    whole : bool
        Whether all countries and the residual are among the rows.
    """
    countries = [row for row in rows if row["kind"] == "country"]
    ranked = sorted(
        (row for row in countries if amount(row, "share") > 0),
        key=lambda row: -amount(row, "share"),
    )
    if not ranked:
        return None
    rest = fsum(amount(row, "share") for row in rows if row["kind"] == "residual")
    named = {
        state: tuple(name_in(row) for row in countries if state in flags(row)) for state in HIDDEN
    }
    every = frozenset().union(*map(flags, rows))
    return Standing(
        ranked=tuple(ranked),
        rest=rest,
        doubt=_doubt(amount(ranked[0], "share"), rest, every, whole=whole),
        withheld=named["withheld"],
        unknown=named["unknown"],
        excluded=bool(EXCLUDED & every),
    )


def _doubt(most: float, rest: float, every: frozenset[str], *, whole: bool) -> str:
    if "residual_large" in every:
        return MOST_UNNAMED
    if rest >= most:
        return REST_LARGER
    return CERTAIN if whole else PART_SHOWN
