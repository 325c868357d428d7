"""technology: minerals in a vehicle or a megawatt, and a country's share of their supply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError, UnitError
from critmin.core.name_reading import apart
from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import PRICES
from critmin.declared.parameter import argument, option
from critmin.declared.question import question
from critmin.supply.cautions import counted
from critmin.supply.one_country import CountryShare, shares_of
from critmin.uses.technology_tables import (
    SOURCE,
    Intensity,
    Technology,
    find_technology,
    intensities,
    is_technology,
    technologies,
    total,
    unit,
)

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

STAGES = ("mining", "refining")
ALL = "all"
UNNAMED = "others"
CONFIRMED = {
    "several pages": "",
    "one page": "confirmed_once",
    "one page, rounded to the kilogram": "confirmed_once",
    "no second page": "single_copy",
}
SCOPE = "steel and aluminium are not counted; technology of 2021"
MEAN = (
    "rows 'all' have the mean share weighted by mass; minerals without a share are left out of it "
    "and of covered_share, and never count as zero; minerals with zero mass have no "
    "share"
)


class Row(NamedTuple):
    """Mass of a mineral, or of all, in a technology, and a country's share of its supply."""

    technology: str
    mineral: str
    intensity: float
    unit: str
    total_intensity: float
    ratio_to_reference: float | None
    supplier_iso3: str | None
    supplier_share: float | None
    stage: str | None
    reference: str | None
    covered_share: float | None
    year: int | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class Pairing(NamedTuple):
    """Ratio of a technology's total mass to that of its reference."""

    reference: str | None
    ratio: float | None


Shares = dict[tuple[str, str], CountryShare]  # a country's share by mineral and stage


TechnologyNames = Annotated[
    str,
    argument(
        "names",
        "[NAME] [SUPPLIER]",
        "A car or a way to make power, as ev, offshore-wind; and a supplier.",
        "technology_names",
        many=True,
    ),
]
Reference = Annotated[
    str | None,
    option(
        "--reference",
        takes="NAME",
        completes="technology_names",
        help="Technology to compare with. Default: each conventional one of its kind.",
    ),
]


@question(
    "technology",
    group=PRICES,
    place=3,
    answers="Minerals in a car or a megawatt, and who supplies them.",
    examples=("critmin technology electric-car", "critmin technology offshore-wind --supplier CHN"),
    limits="Masses by technology of one study; designs differ.",
    picture=True,
)
def technology(
    *named: TechnologyNames,
    supplier: p.ShareOfSupplier = None,
    reference: Reference = None,
    stage: p.SupplierStage = None,
    name: str | None = None,
) -> Table[Row]:
    """Mass of minerals in a technology, compared with the conventional one.

    Parameters
    ----------
    *named : str
        A car or a way to make power, all of them when not given; and the supplier, in any order.
    name : str, optional
        The technology by name.
    supplier : str, optional
        A country; adds its share of world supply of each mineral and stage, and for each
        stage the mean weighted by mass.
    reference : str, optional
        Technology to compare with, instead of the conventional ones of the same kind.
    stage : str or sequence of str, optional
        Stages of the supplier's share; ``mining`` and ``refining`` when not given.

    Returns
    -------
    Table
        Masses in kg per vehicle or per MW of capacity, without steel and aluminium.
        ``ratio_to_reference`` is total over total; rows of minerals have that of the first
        reference, the rows ``all`` one for each reference. ``supplier_share`` is in [0, 1],
        None if no table has it; ``covered_share`` is the part of the mass with a share.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    UnitError
        If a vehicle is compared with power generation.
    QueryError
        If ``stage`` is given without a supplier, or a technology is its own reference.
    NoData
        If no bundled table lists the supplier for any of the minerals.
    """
    what, supplier = _names(named, name, supplier)
    found = find_technology(what) if what is not None else None
    against = find_technology(reference) if reference is not None else None
    if stage is not None and supplier is None:
        raise QueryError("--stage is that of a supplier's share: name a --supplier too")
    _check_reference(found, against)
    shown = [found] if found else list(technologies().values())
    rows: list[Row] = []
    shares: Shares = {}
    if supplier is None:
        rows += [row for one in shown for row in _mass_rows(one, pairings(one, against))]
    else:
        iso3 = names.country(supplier).iso3
        stages = arguments.stages(arguments.words(stage)) if stage is not None else list(STAGES)
        shares = _shares(shown, iso3, stages)
        for one in shown:
            first = _first(pairings(one, against))
            rows += [row for at in stages for row in _supplier_rows(one, first, iso3, at, shares)]
    return builder.answer(
        rows,
        columns_of(Row, stage=8, source=5),
        query={
            "command": "technology",
            "technology": found.slug if found else None,
            "supplier": supplier,
            "reference": against.slug if against else None,
            "stage": arguments.words(stage),
        },
        cited=sources.records([SOURCE, *(one.source for one in shares.values() if one.source)]),
        cautions=_cautions(shown, shares),
        notes=_notes(shown, with_supplier=supplier is not None),
        summary=_summary,
        chart=_chart,
    )


def _names(
    named: Sequence[str], name: str | None, supplier: str | None
) -> tuple[str | None, str | None]:
    """Technology and supplier of the names, in any order.

    Raises
    ------
    QueryError
        For a second supplier.
    """
    texts, places = apart([*named, *([name] if name else [])], is_technology)
    if len(places) + (supplier is not None) > 1:
        raise QueryError(f"technology takes one supplier, not {' and '.join(places)} too")
    return " ".join(texts) or None, next(iter(places), supplier)


def _check_reference(named: Technology | None, against: Technology | None) -> None:
    if named is None or against is None:
        return
    if named.kind != against.kind:
        raise UnitError(
            f"{named.slug} is in {unit(named)}, {against.slug} in {unit(against)}: they cannot be "
            "divided by each other"
        )
    if named.slug == against.slug:
        raise QueryError(f"{named.slug} compared with itself: name another --reference")


def pairings(technology: Technology, against: Technology | None = None) -> list[Pairing]:
    """Ratios to each reference, the usual one first; empty for a reference itself."""
    references = list(technology.references)
    if against is not None and against.kind == technology.kind:
        references = [against.slug] if against.slug != technology.slug else []
    own = total(technology)
    return [Pairing(slug, own / total(technologies()[slug])) for slug in references]


def _first(found: Sequence[Pairing]) -> Pairing:
    return found[0] if found else Pairing(None, None)


def _row(
    technology: Technology,
    mineral: str,
    mass: float,
    pairing: Pairing,
    flag: tuple[str, ...],
    source: tuple[str, ...] = (SOURCE,),
    *,
    iso3: str | None = None,
    share: float | None = None,
    stage: str | None = None,
    covered: float | None = None,
    year: int | None = None,
) -> Row:
    return Row(
        technology=technology.slug,
        mineral=mineral,
        intensity=mass,
        unit=unit(technology),
        total_intensity=total(technology),
        ratio_to_reference=pairing.ratio,
        supplier_iso3=iso3,
        supplier_share=share,
        stage=stage,
        reference=pairing.reference,
        covered_share=covered,
        year=year,
        flag=flag,
        source=source,
    )


def _flags(one: Intensity) -> tuple[str, ...]:
    unnamed = None if one.mineral else "several_unnamed"
    return codes("transcribed", CONFIRMED[one.confirmed], unnamed)


def _total_flags(rows: Sequence[Intensity]) -> tuple[str, ...]:
    """Flags of a sum: those of all its rows."""
    return codes("transcribed", sorted({CONFIRMED[row.confirmed] for row in rows}))


def _mass_rows(technology: Technology, found: list[Pairing]) -> Iterator[Row]:
    """Each mineral's mass, then the total against each reference."""
    masses, first = intensities(technology), _first(found)
    for one in masses:
        yield _row(technology, one.mineral or UNNAMED, one.value, first, _flags(one))
    for pairing in found or [first]:
        yield _row(technology, ALL, total(technology), pairing, _total_flags(masses))


def _shares(shown: Sequence[Technology], iso3: str, stages: Sequence[str]) -> Shares:
    """The country's share of each mineral at each stage.

    Raises
    ------
    NoData
        If no table has any.
    """
    needed = dict.fromkeys(
        one.mineral
        for technology in shown
        for one in intensities(technology)
        if one.mineral and one.value
    )
    found = {(slug, at): one for at in stages for slug, one in shares_of(needed, at, iso3).items()}
    if all(one.share is None for one in found.values()):
        country = names.countries()[iso3].name
        raise NoData(f"no bundled table has a share of {country} in any of these minerals")
    return found


def _supplier_rows(
    technology: Technology, first: Pairing, iso3: str, stage: str, shares: Shares
) -> Iterator[Row]:
    """The country's share of each mineral at a stage, then the mean weighted by mass."""
    masses = intensities(technology)
    known: list[tuple[float, float, CountryShare]] = []  # mass, share, and the share's source
    for one in masses:
        supplied = shares.get((one.mineral, stage)) if one.value else None
        if supplied is not None and supplied.share is not None:
            known.append((one.value, supplied.share, supplied))
        yield _row(
            technology,
            one.mineral or UNNAMED,
            one.value,
            first,
            codes(_flags(one), supplied.flags if supplied else ()),
            codes(SOURCE, supplied.source if supplied else None),
            iso3=iso3,
            share=supplied.share if supplied else None,
            stage=stage,
            year=supplied.year if supplied else None,
        )
    mass = fsum(value for value, _, _ in known)
    covered = mass / total(technology)
    gap = None if covered > 1 - 1e-9 else "covered_in_part" if known else "no_data"
    yield _row(
        technology,
        ALL,
        total(technology),
        first,
        codes(_total_flags(masses), gap),
        codes(SOURCE, *(supplied.source for _, _, supplied in known)),
        iso3=iso3,
        share=fsum(value * share for value, share, _ in known) / mass if mass else None,
        stage=stage,
        covered=covered,
    )


def _cautions(shown: Sequence[Technology], shares: Shares) -> Iterator[Caution]:
    """Cautions of the masses, and of the shares: counted by code, except missing shares."""
    yield explained("transcribed", SOURCE)
    unnamed = [
        f"{one.slug} {fsum(row.value for row in intensities(one) if not row.mineral):g} {unit(one)}"
        for one in shown
        if any(row.value and not row.mineral for row in intensities(one))
    ]
    if unnamed:
        yield caution("several_unnamed", masses="; ".join(unnamed))
    found = [one for share in shares.values() for one in share.cautions]
    missing = [one for one in found if one.code in {"no_data", "not_listed"}]
    yield from counted([one for one in found if one not in missing])
    yield from missing


def _notes(shown: Sequence[Technology], *, with_supplier: bool) -> Iterator[str]:
    if len(shown) == 1 and shown[0].note:
        yield f"{shown[0].slug}: {shown[0].note}"
    yield SCOPE
    if with_supplier:
        notes = {row.mineral: row.note for one in shown for row in intensities(one) if row.value}
        yield from (f"{mineral}: {note}" for mineral, note in notes.items() if mineral and note)
        yield MEAN


def _summary(table: Table) -> str:
    from critmin.summaries.uses import technology

    return technology(table)


def _chart(table: Table) -> Chart | None:
    from critmin.uses.charts import technology

    return technology(table)
