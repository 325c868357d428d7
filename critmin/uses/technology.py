"""Minerals in a car, a turbine, a megawatt, and who supplies them."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from critmin.answers import cautions as vocabulary
from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.answers.text import joined
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError, UnitError
from critmin.supply.cautions import counted
from critmin.supply.one_country import Held, shares_of
from critmin.uses import technologies
from critmin.uses.technologies import Intensity, Technology

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = weighing(
    columns(
        "technology mineral intensity unit total_intensity ratio_to_reference supplier_iso3 "
        "supplier_share stage reference covered_share year flag source"
    ),
    stage=8,
    source=5,
)
STAGES = ("mining", "refining")
ALL = "all"
UNNAMED = "others"
CONFIRMED = {
    "several pages": "",
    "one page": "confirmed_once",
    "one page, rounded to the kilogram": "confirmed_once",
    "no second page": "single_copy",
}
Row = tuple[Cell, ...]


class Pairing(NamedTuple):
    """A technology's total over that of what it is compared with."""

    reference: str | None
    ratio: float | None


def technology(
    name: str | None = None,
    *,
    supplier: str | None = None,
    reference: str | None = None,
    stage: arguments.Words = None,
) -> Table:
    """Mass of minerals in a technology, against the conventional one.

    Parameters
    ----------
    name : str, optional
        A car or a way to make power; all of them when not given.
    supplier : str, optional
        A country: one row per mineral and stage with its share of the world, and one per
        stage with the mean weighted by mass.
    reference : str, optional
        What to compare with, instead of the conventional technologies of the same kind.
    stage : str or sequence of str, optional
        Stages of the supplier's share; ``mining`` and ``refining`` when not given.

    Returns
    -------
    Table
        Masses in kg per vehicle or per MW of capacity, without steel and aluminium.
        ``ratio_to_reference`` is total over total; rows of minerals carry that of the first
        reference, the rows ``all`` one pairing each. ``supplier_share`` in [0, 1], None
        where no table has it; ``covered_share`` is the part of the mass that has one.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    UnitError
        If cars are to be compared with power plants.
    NoData
        If no bundled table lists the supplier for any of the minerals.
    """
    asked = technologies.technology(name) if name is not None else None
    against = technologies.technology(reference) if reference is not None else None
    if stage is not None and supplier is None:
        raise QueryError("--stage is that of a supplier's share: it goes with --supplier")
    _check_reference(asked, against)
    shown = [asked] if asked else list(technologies.technologies().values())
    query = {
        "command": "technology",
        "technology": asked.slug if asked else None,
        "supplier": supplier,
        "reference": against.slug if against else None,
        "stage": arguments.words(stage),
    }
    query = {key: value for key, value in query.items() if value not in (None, [])}
    cautions: list[Caution] = []
    used = [technologies.SOURCE]
    if supplier is None:
        rows = [row for one in shown for row in _plain(one, pairings(one, against))]
    else:
        iso3 = names.country(supplier).iso3
        stages = arguments.stages(stage) if stage is not None else list(STAGES)
        rows, cautions, used = _supplied(shown, against, iso3, stages)
    return Table(
        chart=_chart,
        query=query,
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(used),
        warnings=tuple(dict.fromkeys([*_said(), *(_unnamed(shown)), *cautions])),
        notes=tuple(_notes(shown, supplier is not None)),
    )


def _check_reference(asked: Technology | None, against: Technology | None) -> None:
    if asked is None or against is None:
        return
    if asked.kind != against.kind:
        raise UnitError(
            f"{asked.slug} is in {technologies.unit(asked)}, {against.slug} in "
            f"{technologies.unit(against)}: they cannot be divided by each other"
        )
    if asked.slug == against.slug:
        raise QueryError(f"{asked.slug} compared with itself: name another --reference")


def pairings(technology: Technology, against: Technology | None = None) -> list[Pairing]:
    """Ratios of totals to each reference, the usual one first; empty for a reference itself."""
    of = list(technology.references)
    if against is not None and against.kind == technology.kind:
        of = [against.slug] if against.slug != technology.slug else []
    own = technologies.total(technology)
    known = technologies.technologies()
    return [Pairing(slug, own / technologies.total(known[slug])) for slug in of]


def _first(found: list[Pairing]) -> Pairing:
    return found[0] if found else Pairing(None, None)


def _flags(row: Intensity, *more: str) -> str | None:
    codes = ["transcribed", CONFIRMED[row.confirmed], "" if row.mineral else "several_unnamed"]
    return joined([*codes, *more]) or None


def _weakest(rows: tuple[Intensity, ...], *more: str) -> str | None:
    """Flags of a sum: what is said of any of its rows."""
    codes = sorted({CONFIRMED[row.confirmed] for row in rows} - {""})
    return joined(["transcribed", *codes, *more]) or None


def _plain(technology: Technology, found: list[Pairing]) -> Iterator[Row]:
    rows, total = technologies.intensities(technology), technologies.total(technology)
    unit, first = technologies.unit(technology), _first(found)
    for row in rows:
        yield (
            technology.slug,
            row.mineral or UNNAMED,
            row.value,
            unit,
            total,
            first.ratio,
            None,
            None,
            None,
            first.reference,
            None,
            None,
            _flags(row),
            technologies.SOURCE,
        )
    for pair in found or [first]:
        yield (
            technology.slug,
            ALL,
            total,
            unit,
            total,
            pair.ratio,
            None,
            None,
            None,
            pair.reference,
            None,
            None,
            _weakest(rows),
            technologies.SOURCE,
        )


def _supplied(
    shown: list[Technology], against: Technology | None, iso3: str, stages: list[str]
) -> tuple[list[Row], list[Caution], list[str]]:
    needed = dict.fromkeys(
        row.mineral
        for one in shown
        for row in technologies.intensities(one)
        if row.mineral and row.value
    )
    held = {(s, at): h for at in stages for s, h in shares_of(needed, at, iso3).items()}
    if all(found.share is None for found in held.values()):
        country = names.countries()[iso3].name
        raise NoData(f"no bundled table has a share of {country} in any of these minerals")
    rows: list[Row] = []
    for one in shown:
        first = _first(pairings(one, against))
        for at in stages:
            rows += _stage_rows(one, first, iso3, at, held)
    cautions = [caution for found in held.values() for caution in found.cautions]
    used = [technologies.SOURCE, *(found.source for found in held.values() if found.source)]
    return rows, _counted(cautions), used


def _counted(cautions: list[Caution]) -> list[Caution]:
    """Cautions counted, one line a code; what is missing is named all the same."""
    missing = [caution for caution in cautions if caution.code in {"no_data", "not_listed"}]
    return [*counted([c for c in cautions if c not in missing]), *missing]


def _stage_rows(
    technology: Technology, first: Pairing, iso3: str, stage: str, held: dict[tuple[str, str], Held]
) -> Iterator[Row]:
    rows, total = technologies.intensities(technology), technologies.total(technology)
    unit = technologies.unit(technology)
    known: list[tuple[float, Held]] = []
    for row in rows:
        found = held.get((row.mineral, stage)) if row.value else None
        share = found.share if found else None
        if found is not None and share is not None:
            known.append((row.value, found))
        yield (
            technology.slug,
            row.mineral or UNNAMED,
            row.value,
            unit,
            total,
            first.ratio,
            iso3,
            share,
            stage,
            first.reference,
            None,
            found.year if found else None,
            _flags(row, *(found.flags if found else ())),
            _sources([found] if found else []),
        )
    mass = fsum(value for value, _ in known)
    mean = fsum(value * (h.share or 0.0) for value, h in known) / mass if mass else None
    covered = mass / total
    codes = [] if covered > 1 - 1e-9 else ["covered_in_part" if known else "no_data"]
    yield (
        technology.slug,
        ALL,
        total,
        unit,
        total,
        first.ratio,
        iso3,
        mean,
        stage,
        first.reference,
        covered,
        None,
        _weakest(rows, *codes),
        _sources([h for _, h in known]),
    )


def _sources(held: list[Held]) -> str:
    return joined([technologies.SOURCE, *(found.source or "" for found in held)])


def _said() -> list[Caution]:
    return [Caution("transcribed", f"{technologies.SOURCE}: {vocabulary.meaning('transcribed')}")]


def _unnamed(shown: list[Technology]) -> list[Caution]:
    parts = [
        f"{one.slug} {fsum(r.value for r in technologies.intensities(one) if not r.mineral):g} "
        f"{technologies.unit(one)}"
        for one in shown
        if any(row.value and not row.mineral for row in technologies.intensities(one))
    ]
    if not parts:
        return []
    return [
        Caution("several_unnamed", f"others, which the source does not name: {'; '.join(parts)}")
    ]


def _notes(shown: list[Technology], supplied: bool) -> list[str]:
    notes = [f"{one.slug}: {one.note}" for one in shown if one.note and len(shown) == 1]
    notes.append("steel and aluminium are not counted; technology of 2021")
    said = {r.mineral: r.note for one in shown for r in technologies.intensities(one) if r.value}
    if supplied:
        notes += [f"{mineral}: {note}" for mineral, note in said.items() if mineral and note]
        notes.append(
            "rows 'all' weigh each mineral's share by its mass; what has no share is left out of "
            "the mean and of covered_share, never counted as zero; no share is looked up for a "
            "mineral of which there is none"
        )
    return notes


def _chart(table: Table) -> Chart | None:
    from critmin.uses.charts import technology

    return technology(table)
