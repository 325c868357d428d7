"""Concordance of tariff codes with minerals and traded forms.

Read from the own tables concordance.csv, shared_codes.csv, trade_forms.csv,
trade_caveats.csv, trade_places.csv and trade_within.csv.
"""

from __future__ import annotations

from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import TRADE_FORMS

REVISIONS = ("HS92", "HS96", "HS02", "HS07", "HS12", "HS17", "HS22")
HEADING = 6  # digits that the codes of all countries share
NOMENCLATURES = (*REVISIONS, "CN")  # Combined Nomenclature of the European Union, eight digits


class Line(NamedTuple):
    """One mineral in one form under one code.

    ``system`` is ``hs`` (six digits) or ``cn`` (eight digits, EU); ``first`` and
    ``last`` are revisions of the Harmonized System or years of the Combined
    Nomenclature. ``content`` is the element's mass fraction if one factor applies
    to the whole code, with its kind (``stoichiometric``, ``typical``, ``pure-metal``).
    """

    mineral: str
    form: str
    system: str
    code: str
    first: str
    last: str
    exclusive: bool
    element: str
    content: float | None
    content_kind: str
    content_form: str
    description: str
    note: str


class OtherForm(NamedTuple):
    """Exporter whose product under a code has another form."""

    mineral: str
    form: str
    content: float
    low: float
    high: float
    reason: str


class Caveat(NamedTuple):
    """Caution on flows; an empty field matches any flow. Both years are included."""

    source: str
    code: str
    importer: str
    exporter: str
    first: int
    last: int
    flag: str
    message: str

    def meets(self, source: str, year: int, code: str, importer: str, exporter: str) -> bool:
        """Whether the caution applies to a flow."""
        return (
            self.first <= year <= self.last
            and self.source in {"", source}
            and self.code in {"", code}
            and self.importer in {"", importer}
            and self.exporter in {"", exporter}
        )


class Place(NamedTuple):
    """Trade partner that is not a present country, and the countries it consisted of."""

    code: str
    name: str
    members: tuple[str, ...]
    first: int
    last: int


class Within(NamedTuple):
    """Country that a source records under another partner in some years, or nowhere (empty)."""

    source: str
    iso3: str
    within: str
    first: int
    last: int


@cache
def lines() -> tuple[Line, ...]:
    """All lines of the concordance."""
    return tuple(map(_line, read_table("concordance.csv")[1]))


def _line(cells: list[str]) -> Line:
    mineral, form, system, code, first, last, exclusive, element, content, *words = cells
    content_kind, content_form, description, note = words
    return Line(
        mineral,
        form,
        system,
        code,
        first,
        last,
        exclusive == "yes",
        element,
        float(content) if content else None,
        content_kind,
        content_form,
        description,
        note,
    )


@cache
def by_mineral() -> dict[str, list[Line]]:
    """Lines by mineral."""
    found: dict[str, list[Line]] = {}
    for line in lines():
        found.setdefault(line.mineral, []).append(line)
    return found


def in_nomenclature(line: Line, nomenclature: str) -> bool:
    """Whether the code exists in ``HS92`` ... ``HS22``, or in ``CN``."""
    if nomenclature == "CN" or line.system == "cn":
        return (nomenclature == "CN") == (line.system == "cn")
    return (
        REVISIONS.index(line.first) <= REVISIONS.index(nomenclature) <= REVISIONS.index(line.last)
    )


@cache
def _shared() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for _system, code, mineral, what in read_table("shared_codes.csv")[1]:
        found.setdefault(code, []).append((mineral, what or mineral))
    return found


def shared_with(code: str, mineral: str) -> list[str]:
    """Other goods under a shared code, in words; a national code has those of its heading."""
    found = _shared().get(code) or _shared().get(code[:HEADING], [])
    return [what for slug, what in found if slug != mineral]


@cache
def other_forms() -> dict[tuple[str, str], OtherForm]:
    """Other forms by (code, exporter)."""
    return {
        (code, exporter): OtherForm(mineral, form, float(content), float(low), float(high), reason)
        for code, exporter, mineral, form, _element, content, low, high, reason in read_table(
            "trade_forms.csv"
        )[1]
    }


@cache
def caveats() -> tuple[Caveat, ...]:
    """All cautions on flows."""
    return tuple(
        Caveat(source, code, importer, exporter, int(first), int(last), flag, message)
        for source, code, importer, exporter, first, last, flag, message in read_table(
            "trade_caveats.csv"
        )[1]
    )


@cache
def places() -> dict[str, Place]:
    """Trade partners that are not present countries, by code."""
    found: dict[str, Place] = {}
    for code, name, iso3, first, last in read_table("trade_places.csv")[1]:
        before = found.get(code)
        members = (*(before.members if before else ()), iso3)
        found[code] = Place(code, name, members, int(first), int(last))
    return found


@cache
def within() -> dict[str, list[Within]]:
    """Countries without a partner code of their own, by ISO3."""
    found: dict[str, list[Within]] = {}
    for source, iso3, other, first, last in read_table("trade_within.csv")[1]:
        line = Within(source, iso3, other, int(first), int(last))
        found.setdefault(iso3, []).append(line)
    return found


def forms_of(mineral: str) -> list[str]:
    """Forms of a mineral in the concordance, in order of processing."""
    known = {line.form for line in by_mineral().get(mineral, [])}
    return [form for form in TRADE_FORMS if form in known]
