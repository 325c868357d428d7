"""Loss at refineries from a stop at the mine, as an interval."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import fsum

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.disruption.scenario import Scenario, Stop
from critmin.export_controls.bundled_tables import Quota, quotas
from critmin.measures.interval import Interval
from critmin.measures.shocks import net_loss, second_hand_loss
from critmin.supply import bundled_tables, source_choice
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import MASS_IN_TONNES
from critmin.trade.buyers import Buyer
from critmin.trade.flows import place_name

WORLD = "world"


class Stage(NamedTuple):
    """Loss of output at one stage: of the world's, or of the buyer's own plants.

    ``whose`` is ``world`` or the buyer's code; ``t`` is at the largest loss; ``outside`` is the
    share of world output outside the stopped suppliers.
    """

    mineral: str
    stage: str
    year: int
    whose: str
    share: Interval
    t: float | None
    outside: float | None
    flags: tuple[str, ...]
    sources: tuple[str, ...]


def stages(
    mineral: str, buyer: Buyer, year: int, scenario: Scenario
) -> tuple[list[Stage], list[Caution]]:
    """Losses at the mine and, as a result, at the refinery; empty if no mine output stops.

    A supplier's own plants can use as much of its mine output as they refine; only the rest is
    certain to be exported. The loss at the mine is between the cut of that rest and the cut of
    all mine output.

    Parameters
    ----------
    mineral : str
        Slug.
    buyer : Buyer
        Buyer whose plants have a row of their own, if any are listed.
    year : int
        Year of output; the newest year if no source prints it.
    scenario : Scenario
        The stops.

    Returns
    -------
    tuple
        Stages for the world's mines, its refineries and the buyer's refineries, and a caution
        with their figures.

    Raises
    ------
    NoData
        If no source prints output by country at both stages.
    """
    cuts = scenario.cuts(mineral)
    mined = _shares(mineral, "mining", year)
    stopped = _joint_share(mined, cuts)
    if not stopped:
        return [], []
    refined = _shares(mineral, "refining", year)
    alike = mined.table.basis == refined.table.basis
    flags = codes("second_hand", "" if alike else "basis_differs")
    sources = codes(mined.table.source, refined.table.source)
    mine = _mine(mined, refined, scenario, mineral)
    world = _second_hand(mine, 1.0, scenario)
    found = [
        _stage(mined, WORLD, mine, 1.0, ("world_output",), sources[:1], 1.0 - stopped),
        _stage(refined, WORLD, world, 1.0, (*flags, "world_output"), sources),
    ]
    members = buyer.members(refined.table.year)
    about = [caution("second_hand", mineral=mineral, lost=_span(mine), mined=_origin(mined))]
    plants = {"refined": _origin(refined), "buyer": buyer.name}
    own = min(1.0, _joint_share(refined, members))
    if own:
        lost = _second_hand(mine, own, scenario)
        found.append(_stage(refined, buyer.code, lost, own, flags, sources))
        about.append(caution("second_hand:plants", **plants, share=own, lost=_span(lost)))
    else:
        about.append(caution("second_hand:no_plants", **plants))
    about += _largest(refined, mine, {*cuts, *members}, scenario)
    sentence = "; ".join(part.message for part in about)
    return found, [Caution("second_hand", sentence)]


def _mine(mined: Distribution, refined: Distribution, scenario: Scenario, mineral: str) -> Interval:
    """Share of world mine output that is no longer exported.

    The use of a supplier's own plants is subtracted only if both stages have the same basis;
    else a supplier with plants may use all of its mine output.
    """
    low, high = [], []
    alike = mined.table.basis == refined.table.basis
    for code, cut in scenario.cuts(mineral).items():
        dug, made = _joint_share(mined, [code]), _joint_share(refined, [code])
        high.append(cut * dug)
        low.append(cut * (max(0.0, dug - made) if alike or not made else 0.0))
    scale = scenario.pass_through
    return Interval(scale * fsum(low), scale * min(1.0, fsum(high)))


def _stage(
    found: Distribution,
    whose: str,
    share: Interval,
    part: float,
    flags: tuple[str, ...],
    sources: tuple[str, ...],
    outside: float | None = None,
) -> Stage:
    """Loss at one stage; in t if output is printed as a mass."""
    table = found.table
    scale = MASS_IN_TONNES.get(table.unit)
    return Stage(
        mineral=table.mineral,
        stage=table.stage,
        year=table.year,
        whose=whose,
        share=share,
        t=None if scale is None else share.high * (found.denominator.value * scale * part),
        outside=outside,
        flags=flags,
        sources=sources,
    )


def _second_hand(mine: Interval, refined: float, scenario: Scenario) -> Interval:
    """Loss of plants with a share of refined output."""
    return net_loss(
        second_hand_loss(mine, refined),
        substitution=scenario.substitution,
        replacement=scenario.replacement,
    )


def _shares(mineral: str, stage: str, year: int) -> Distribution:
    """Shares of world output at a stage in the year, or the newest year if it is not printed."""
    try:
        (entry,) = source_choice.choose(mineral, stage, years=[year])
    except NoData:
        (entry,) = source_choice.choose(mineral, stage)
    table = bundled_tables.load(entry)
    return Distribution.of(table, sources.default_total(table.source))


def _joint_share(found: Distribution, countries: Collection[str]) -> float:
    """Joint share of the listed ones among the countries."""
    return fsum(found.share(row) or 0.0 for row in found.table.countries if row.iso3 in countries)


def _origin(found: Distribution) -> str:
    return f"{found.table.stage} {found.table.year}, {found.table.source}"


def _span(share: Interval) -> str:
    low, high = f"{share.low:.1%}", f"{share.high:.1%}"
    return low if low == high else f"{low} to {high}"


def _largest(
    refined: Distribution, mine: Interval, but: Collection[str], scenario: Scenario
) -> Iterator[Caution]:
    """Loss of the largest refiner other than the stopped suppliers and the buyer."""
    for row, share in refined.ranked:
        if row.iso3 not in but:
            lost = _second_hand(mine, min(1.0, share), scenario)
            yield caution("second_hand:largest", country=row.country, share=share, lost=_span(lost))
            return


def cut_bases(scenario: Scenario, year: int) -> list[Caution]:
    """Mine output by source for each cut of a named mineral, to compare with the cut of exports.

    A yearly quota on record is also given as a cut.
    """
    return [
        _cut_base(stop, scenario.day, year, scenario.known_on)
        for stop in scenario.by_supplier
        if stop.mineral is not None and 0 < stop.cut < 1
    ]


def _cut_base(stop: Stop, day: str, year: int, known_on: str) -> Caution:
    quota = _quota(stop, day, known_on)
    parts = []
    for source, tonnes in _outputs(str(stop.mineral), stop.place, year):
        part = f"{tonnes:,.0f} t in {source}: {(1 - stop.cut) * tonnes:,.0f} t left"
        if quota is not None:
            part += f", the quota is a cut of {max(0.0, 1 - quota.t / tonnes):.3f}"
        parts.append(part)
    return caution(
        "cut_base" if quota is None else "cut_base:quota",
        stop=stop,
        cut=stop.cut,
        country=place_name(stop.place)[0],
        year=year,
        outputs="; ".join(parts) or "no source prints it",
        quota=quota,
    )


def _quota(stop: Stop, day: str, known_on: str) -> Quota | None:
    """Yearly quota of a supplier and mineral in force on a day, or the next one."""
    own = [
        quota
        for quota in quotas(known_on)
        if quota.mineral == stop.mineral and quota.last >= day and quota.jurisdiction == stop.place
    ]
    return min(own, key=lambda quota: quota.first, default=None)


def _outputs(mineral: str, iso3: str, year: int) -> list[tuple[str, float]]:
    """Mine output of a country in a year in t, by edition."""
    found = []
    for entry in bundled_tables.by_mineral_stage().get((mineral, "mining"), ()):
        if entry.year == year and entry.observed and entry.unit in MASS_IN_TONNES:
            table = bundled_tables.load(entry).scaled_to("t")
            amount = fsum(row.centre or 0.0 for row in table.countries if row.iso3 == iso3)
            if amount:
                found.append((entry.source, amount))
    return sorted(found, reverse=True)
