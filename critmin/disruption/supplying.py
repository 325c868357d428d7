"""Supplier of an exposure: a country, or a bloc as one supplier with its members on a day."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.core import names
from critmin.core.errors import QueryError
from critmin.core.name_words import typed
from critmin.core.named_tuple import NamedTuple
from critmin.core.roles import Roles
from critmin.export_controls import reach
from critmin.export_controls.reach import Controlled
from critmin.supply.one_country import WorldShare, world_share
from critmin.trade import buyers
from critmin.trade.import_table import ImportTable

if TYPE_CHECKING:
    from critmin.disruption.lost_imports import Group


class Supplying(NamedTuple):
    """Supplier: ISO3 code of a country or name of a bloc, and its countries (ISO3)."""

    code: str
    countries: tuple[str, ...]

    def direct(self, table: ImportTable) -> float | None:
        """Share of the buyer's recorded imports, in [0, 1]; None if unknown."""
        if len(self.countries) > 1:
            return self._group(table).known
        (iso3,) = self.countries
        own = table.by(iso3)
        return table.share(own, "value") if own else table.absent(iso3)[0]

    def usd(self, table: ImportTable) -> float | None:
        """Value of the recorded imports in USD; None without any, or in another currency."""
        found = [table.by(iso3) for iso3 in self.countries]
        values = [own.value for own in found if own is not None and own.flows]
        return fsum(values) if values and table.currency == "USD" else None

    def flags(self, table: ImportTable) -> tuple[str, ...]:
        """Warning codes of its flows."""
        if len(self.countries) > 1:
            return self._group(table).flags
        (iso3,) = self.countries
        own = table.by(iso3)
        return codes(own.flags if own else table.absent(iso3)[1])

    def world(self, table: ImportTable) -> WorldShare:
        """Share in the world's supply of the form; of a bloc, of the members that are listed."""
        found = [world_share(table.mineral, table.form, iso3) for iso3 in self.countries]
        known = [one.share for one in found if one.share is not None]
        flags = codes(flag for one in found for flag in one.flags)
        return found[0]._replace(share=fsum(known) if known else None, flags=flags)

    def controls(
        self, table: ImportTable, buyer: str, also: frozenset[str], day: str, known_on: str
    ) -> Controlled:
        """Shares under the licences and bans of all its countries on a day."""
        return reach.joint(
            [reach.controlled(table, iso3, buyer, also, day, known_on) for iso3 in self.countries]
        )

    def _group(self, table: ImportTable) -> Group:
        from critmin.disruption.lost_imports import groups  # for blocs alone

        (group,) = groups(table, dict.fromkeys(self.countries, 1.0))
        return group


def named(said: Roles) -> str:
    """Name of the supplier of a question.

    Raises
    ------
    QueryError
        If none is named, with the ways to read several countries.
    """
    stopping, found = said.of("supplier"), said.of("buyer")
    if len(stopping) == 1:
        return stopping[0]
    if stopping:
        raise QueryError(
            f"exposure takes one supplier, not {', '.join(stopping)}: ask for each, or for a bloc"
        )
    asked_for = [*said.products, *said.minerals]
    if len(found) == 2:
        first, second = map(typed, found)
        minerals = "".join(f" {typed(one)}" for one in asked_for[:1])
        raise QueryError(
            f"name the supplier: critmin exposure {first}{minerals} --supplier {second}, or "
            f"critmin exposure {second}{minerals} --supplier {first}"
        )
    asked = " ".join(map(typed, (*found[:1], *asked_for[:1])))
    raise QueryError(f"name the supplier: critmin exposure {asked} --supplier china")


def read(text: str, day: str) -> Supplying:
    """Supplier of a name; a bloc means its members on an ISO day.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For a bloc without members on the day.
    """
    code, is_bloc = buyers.place_or_bloc(text)
    countries = names.members(code, day) if is_bloc else (code,)
    if not countries:
        raise QueryError(f"the supplier is {text!r}: {code} had no members on {day}")
    return Supplying(code, countries)
