"""Countries and blocs named in a question on demand, and their figure in a table."""

from __future__ import annotations

from math import fsum

from critmin.answers.builder import codes
from critmin.clean_products.bundled_tables import Figure
from critmin.clean_products.distribution import Distribution, share_of
from critmin.core import names
from critmin.core.named_tuple import NamedTuple

PRINTED = {"eu27": "European Union"}  # blocs that a source prints a sum of
ALWAYS = "9999-12-31"  # today's members in all years, as the sources have them


class Found(NamedTuple):
    """Figure of a place in a table, with the codes of how it was found."""

    figure: Figure
    flags: tuple[str, ...]


class Place(NamedTuple):
    """A country by its ISO3 code, or a bloc by its name here."""

    key: str
    name: str
    bloc: bool

    def is_named(self, iso3: str, printed: str) -> bool:
        """Whether a row with a code or a printed name is of this place."""
        return printed == PRINTED.get(self.key) if self.bloc else iso3 == self.key

    def of(self, shares: Distribution) -> Found:
        """Figure in a table: as printed, added up from members, or not listed."""
        for figure in shares.table.figures:
            if self.is_named(figure.iso3, figure.country):
                return Found(figure, ())
        return self._members(shares) if self.bloc else self._absent(shares)

    def _absent(self, shares: Distribution) -> Found:
        """A country that the source does not list: at most what no listed country has."""
        limit = share_of(shares, self.key)
        figure = Figure(
            self.name, self.key, "country", None, None, limit.low, limit.high, "unknown"
        )
        return Found(figure, ("not_listed",))

    def _members(self, shares: Distribution) -> Found:
        """A bloc that is not printed: the sum of the members listed."""
        members = set(names.members(self.key, ALWAYS))
        there = [figure for figure in shares.countries if figure.iso3 in members]
        known = [(f, end) for f in there if (end := shares.interval(f)) is not None]
        if not known:
            return Found(
                Figure(self.name, "", "bloc", None, None, None, None, "unknown"), ("not_listed",)
            )
        amounts = [figure.quantity for figure, _ in known if figure.quantity is not None]
        absent = len(known) < len(members) and shares.total is not None
        figure = Figure(
            self.name,
            "",
            "bloc",
            fsum(amounts) if amounts else None,
            fsum(shares.share(figure) or 0.0 for figure, _ in known),
            fsum(end.low for _, end in known),
            fsum(end.high for _, end in known) + (max(0.0, shares.residual) if absent else 0.0),
            "number",
        )
        unsure = absent or len(known) < len(there)
        return Found(figure, codes("bloc_incomplete" if unsure else None))


def find(text: str) -> Place:
    """Place of a name.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    key, bloc = names.country_or_bloc(text)
    if not bloc:
        return Place(key, names.countries()[key].name, False)
    name = PRINTED.get(key) or next(m.name for m in names.memberships() if m.bloc == key)
    return Place(key, name, True)
