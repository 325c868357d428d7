"""Minerals whose figures stand for another: the ores that it is made from, or its group."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import minerals
from critmin.core.wording import listed
from critmin.supply.bundled_tables import Entry, mined_as, usable_of


class StandIns(NamedTuple):
    """Minerals whose tables answer, the warning code of their rows, and the cautions."""

    slugs: tuple[str, ...]
    code: str = ""
    cautions: tuple[Caution, ...] = ()


def stand_ins(
    mineral: str, stage: str, *, years: Sequence[int] = (), source: str | None = None
) -> StandIns:
    """Minerals that answer a question about one mineral at a stage; mostly itself.

    Its ores answer if it has no figure there, or only an average of several years and they have
    newer figures. Its group answers if the source prints figures for the group alone.
    """
    own = usable_of(mineral, stage)
    ores = _ores(mineral, stage)
    if ores and not own:
        return StandIns(ores, "", (_mined_as(mineral, stage, ores),))
    if ores and _outdated(own, ores, stage) and not _asked_for(own, years, source):
        return StandIns(ores, "", (_newer(mineral, stage, ores, own),))
    group = minerals()[mineral].group
    if not own and group and usable_of(group, stage):
        said = caution("group_shares", mineral=mineral, stage=stage, group=group)
        return StandIns((group,), "group_shares", (said,))
    return StandIns((mineral,))


def outdated(mineral: str, stage: str) -> bool:
    """Whether a mineral has only averages of several years and its ores have newer figures."""
    ores = _ores(mineral, stage)
    return bool(ores) and _outdated(usable_of(mineral, stage), ores, stage)


def _ores(mineral: str, stage: str) -> tuple[str, ...]:
    if stage == "refining" or mineral not in mined_as():
        return ()
    ores, _reason = mined_as()[mineral]
    return tuple(ore for ore in ores if usable_of(ore, stage)) or ores


def _outdated(own: Sequence[Entry], ores: Sequence[str], stage: str) -> bool:
    observed = [entry for entry in own if entry.observed]
    if not observed or any(entry.status != "period_average" for entry in observed):
        return False
    last = max(entry.year for entry in observed)
    return all(any(e.observed and e.year > last for e in usable_of(ore, stage)) for ore in ores)


def _asked_for(own: Sequence[Entry], years: Sequence[int], source: str | None) -> bool:
    """Whether the mineral's own table is asked for, by its source or by its years."""
    if source is not None:
        return any(source in {entry.source, entry.origin} for entry in own)
    return bool(years) and {entry.year for entry in own} >= set(years)


def _mined_as(mineral: str, stage: str, ores: Sequence[str]) -> Caution:
    return caution(
        "mined_as", mineral=mineral, stage=stage, ore=listed(ores), reason=mined_as()[mineral][1]
    )


def _newer(mineral: str, stage: str, ores: Sequence[str], own: Sequence[Entry]) -> Caution:
    last = max(own, key=lambda entry: entry.year)
    return caution(
        "mined_as:newer",
        mineral=mineral,
        stage=stage,
        ores=listed(ores),
        reason=mined_as()[mineral][1],
        year=last.year,
        origin=last.origin,
    )
