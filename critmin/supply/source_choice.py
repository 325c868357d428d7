"""Choice of the bundled table: stage, preferred source, newest year, or the reason for none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from critmin.answers import read_as
from critmin.answers.table import Caution
from critmin.core import arguments
from critmin.core.errors import NoData, UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGES, minerals, suggestions
from critmin.core.roles import Roles
from critmin.supply.bundled_tables import (
    UNSUMMED,
    Entry,
    by_mineral_stage,
    caveats,
    load,
    usable,
    usable_of,
)
from critmin.supply.stand_ins import stand_ins


@cache
def preference(stage: str, mineral: str) -> tuple[str, ...]:
    """Origins for a mineral and stage, the preferred first (preference.csv).

    A line for the mineral overrides the lines for all minerals.
    """
    ranked = sorted(
        (not named, int(rank), origin)
        for at, named, rank, origin, *_ in read_table("preference.csv")[1]
        if at == stage and named in {"", mineral}
    )
    return tuple(dict.fromkeys(origin for _for_all, _rank, origin in ranked))


@cache
def basis_rank() -> dict[str, int]:
    """Order of bases, if a source prints several (bases.csv)."""
    return {basis: int(rank) for basis, rank, _meaning in read_table("bases.csv")[1]}


def _from_source(entries: Sequence[Entry], source: str | None) -> list[Entry]:
    if source is None:
        return list(entries)
    return [entry for entry in entries if source in {entry.source, entry.origin}]


def _best(entries: Sequence[Entry]) -> Entry:
    """Preferred entry: by origin, then newest year, newest edition and basis."""
    first = entries[0]
    order = preference(first.stage, first.mineral)

    def rank(entry: Entry) -> tuple[int, int, int]:
        place = order.index(entry.origin) if entry.origin in order else len(order)
        return (place, -entry.year, basis_rank().get(entry.basis, len(basis_rank())))

    newest_first = sorted(entries, key=lambda entry: entry.source, reverse=True)
    return min(newest_first, key=rank)


def spans(entries: Iterable[Entry]) -> str:
    """Sources and years with figures, in words: ``usgs@2026 (2024, 2025); eu@2023 (2020)``."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        years.setdefault(entry.source, set()).add(entry.year)
    return "; ".join(
        f"{source} ({', '.join(str(year) for year in sorted(found))})"
        for source, found in sorted(years.items(), reverse=True)
    )


def _elsewhere(mineral: str, stage: str) -> str:
    """Other stages of the mineral with figures, in words."""
    parts = []
    for other in STAGES:
        entries = usable_of(mineral, other)
        if other != stage and entries:
            best = _best([e for e in entries if e.observed] or entries)
            parts.append(f"{other} {best.source} ({best.when})")
    return f"; figures exist at {', '.join(parts)}" if parts else "; no stage of it has figures"


def _why_nothing(mineral: str, stage: str, found: Sequence[Entry]) -> str:
    if not found:
        return f"no bundled source prints it{_members_with_figures(mineral, stage)}"
    for entry in found:
        if entry.producers:
            return next(text for code, text in caveats(entry) if code in UNSUMMED)
    newest = max(found, key=lambda entry: (entry.year, entry.source))
    total = load(newest).total
    if total is not None and (total.quantity or total.low):
        more = ">" if total.quantity is None else ""
        amount = f"{more}{total.quantity or total.low:,.10g} {newest.unit}"
        return f"{newest.source} prints only a world total of {amount} for {newest.year}"
    return f"{spans(found)} names producers but prints no figure for any"


def _members_with_figures(group: str, stage: str) -> str:
    members = [m.slug for m in minerals().values() if m.group == group]
    with_figures = [slug for slug in members if usable_of(slug, stage)]
    return f"; its members have figures: {', '.join(with_figures)}" if with_figures else ""


def why_no_data(mineral: str, stage: str) -> str:
    """Reason why a mineral has no figure at a stage."""
    found = by_mineral_stage().get((mineral, stage), [])
    return f"no {stage} figure: {_why_nothing(mineral, stage, found)}"


def candidates(mineral: str, stage: str, source: str | None, basis: str | None) -> list[Entry]:
    """All usable entries of a mineral and stage.

    Raises
    ------
    NoData
        With the reason, and the stages or sources that have figures.
    """
    found = by_mineral_stage().get((mineral, stage), [])
    good = [entry for entry in found if usable(entry)]
    if not good:
        why = _why_nothing(mineral, stage, found)
        raise NoData(f"no data for {mineral} at {stage}: {why}{_elsewhere(mineral, stage)}")
    here = _from_source(good, source)
    if not here:
        pinned = _from_source(found, source)
        why = f" ({_why_nothing(mineral, stage, pinned)})" if pinned else ""
        raise NoData(
            f"no data for {mineral} at {stage} in {source}{why}; figures exist in {spans(good)}"
        )
    if basis is None:
        return here
    on_basis = [entry for entry in here if entry.basis == basis]
    if not on_basis:
        known = ", ".join(sorted({entry.basis for entry in here}))
        raise UnknownName("basis", basis, suggestions(basis, known.split(", ")), known.split(", "))
    return on_basis


def choose(
    mineral: str,
    stage: str,
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
) -> list[Entry]:
    """One entry per year; without years the newest observed one.

    Raises
    ------
    NoData
        If none of the years has a figure, with the years that have one.
    """
    entries = candidates(mineral, stage, source, basis)
    if not years:
        observed = [entry for entry in entries if entry.observed]
        if not observed:
            raise NoData(
                f"only projections exist for {mineral} at {stage}: {spans(entries)}; name a year"
            )
        return [_best(observed)]
    chosen = []
    for year in years:
        of_year = [entry for entry in entries if entry.year == year]
        if of_year:
            chosen.append(_best(of_year))
    if not chosen:
        asked = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
        raise NoData(
            f"no data for {mineral} at {stage} in {asked}; figures exist in {spans(entries)}"
        )
    return chosen


# The stage that answers for each mineral

DEFAULT, OTHER = "mining", "refining"


class StageChoice(NamedTuple):
    """Stages of the minerals that do not take the stage asked for or the default, with cautions."""

    by_mineral: Mapping[str, list[str]]
    cautions: list[Caution]


AS_GIVEN = StageChoice({}, [])


def stages_of(said: Roles, stages: Sequence[str]) -> StageChoice:
    """Stages of the minerals of a question on bundled tables.

    A product has its own stage, and a mineral with figures of refining alone that one, unless a
    stage was given.
    """
    about = read_as.cautions(said, part="stage", given=stages)
    if stages:
        return StageChoice({}, about)
    own = said.stages(DEFAULT)
    for slug in arguments.slugs(said.plain):
        if slug not in own and is_only_refined(slug):
            own[slug] = [OTHER]
            about.append(read_as.one_stage(slug, OTHER, [DEFAULT]))
    return StageChoice(own, about)


def is_only_refined(mineral: str) -> bool:
    """Whether a mineral has figures of refining and none of mining, its own or another's."""
    if usable_of(mineral, DEFAULT) or not usable_of(mineral, OTHER):
        return False
    return not any(usable_of(slug, DEFAULT) for slug in stand_ins(mineral, DEFAULT).slugs)
