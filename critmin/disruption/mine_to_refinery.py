"""What a stop at the mine takes at the refinery: second-hand, and so an interval."""

from __future__ import annotations

from collections.abc import Collection
from math import fsum
from typing import NamedTuple

from critmin.answers.table import Caution
from critmin.core import names, sources
from critmin.core.errors import NoData
from critmin.disruption.losses import plain
from critmin.disruption.scenario import Scenario
from critmin.disruption.stops import Stop
from critmin.export_controls.register import Quota, quotas
from critmin.measures.interval import Interval
from critmin.measures.shocks import net_loss, second_hand_loss
from critmin.supply import register, source_choice
from critmin.supply.shares import Distribution
from critmin.supply.tables import MASS_IN_TONNES
from critmin.trade.buyers import Buyer

WORLD = "world"


class Stage(NamedTuple):
    """Loss of output at one stage: of the world's, or of the buyer's own plants."""

    mineral: str
    stage: str
    year: int
    whose: str
    share: Interval
    t: float | None
    outside: float | None
    flags: tuple[str, ...]
    source: str


def stages(
    mineral: str, who: Buyer, year: int, scenario: Scenario
) -> tuple[list[Stage], list[Caution]]:
    """Losses at the mine and, second-hand, at the refinery; empty where nothing mined stops.

    Of what a supplier mines, its own plants can use what they make; only the rest is sure to
    be shipped. The loss at the mine runs from the cut of that rest to the cut of all.

    Raises
    ------
    NoData
        If no source prints output by country at both stages.
    """
    cuts = scenario.cuts(mineral)
    mined = _spread(mineral, "mining", year)
    if not _held(mined, cuts):
        return [], []
    refined = _spread(mineral, "refining", year)
    flags = ["second_hand"]
    flags += [] if mined.table.basis == refined.table.basis else ["basis_differs"]
    mine = _mine(mined, refined, scenario, mineral)
    source = f"{mined.table.source};{refined.table.source}"
    found = [
        _stage(
            mined, WORLD, mine, 1.0, ("world_output",), mined.table.source, 1.0 - _held(mined, cuts)
        ),
        _stage(
            refined,
            WORLD,
            _second(mine, 1.0, scenario),
            1.0,
            (*flags, "world_output"),
            source,
            None,
        ),
    ]
    said = (
        f"{mineral}: {_span(mine)} of the world's mine output ({_of(mined)}) no longer leaves, so "
        "that much refinery feed is missing in the world; scrap, stocks and who feeds whom are "
        "not known"
    )
    held = min(1.0, _held(refined, who.members(refined.table.year)))
    if held:
        share = _second(mine, held, scenario)
        found.append(_stage(refined, who.code, share, held, tuple(flags), source, None))
        said += (
            f"; plants in {who.name} hold {held:.1%} of refined output ({_of(refined)}) and lose "
            f"{_span(share)} of theirs"
        )
    else:
        said += f"; {_of(refined)} lists no plants in {who.name}"
    said += _largest(refined, mine, {*cuts, *who.members(refined.table.year)}, scenario)
    return found, [Caution("second_hand", said)]


def _mine(mined: Distribution, refined: Distribution, scenario: Scenario, mineral: str) -> Interval:
    """Share of world mine output that no longer leaves its countries.

    Own plants are set off only where both stages are weighed alike; else a supplier with
    plants of its own may use all that it mines.
    """
    low, high = [], []
    alike = mined.table.basis == refined.table.basis
    for code, cut in scenario.cuts(mineral).items():
        dug, made = _held(mined, [code]), _held(refined, [code])
        high.append(cut * dug)
        low.append(cut * (max(0.0, dug - made) if alike or not made else 0.0))
    scale = scenario.pass_through
    return Interval(scale * fsum(low), scale * min(1.0, fsum(high)))


def _stage(
    found: Distribution,
    whose: str,
    share: Interval,
    held: float,
    flags: tuple[str, ...],
    source: str,
    outside: float | None,
) -> Stage:
    table = found.table
    scale = MASS_IN_TONNES.get(table.unit)
    output = None if scale is None else found.denominator.value * scale * held
    return Stage(
        table.mineral,
        table.stage,
        table.year,
        whose,
        share,
        plain(None if output is None else share.high * output),
        plain(outside),
        flags,
        source,
    )


def _second(mine: Interval, held: float, scenario: Scenario) -> Interval:
    return net_loss(
        second_hand_loss(mine, held),
        substitution=scenario.substitution,
        replacement=scenario.replacement,
    )


def _spread(mineral: str, stage: str, year: int) -> Distribution:
    """World output of a stage in the year where a source prints it, else the newest."""
    try:
        (entry,) = source_choice.choose(mineral, stage, years=[year])
    except NoData:
        (entry,) = source_choice.choose(mineral, stage)
    table = register.load(entry)
    return Distribution.of(table, sources.default_total(table.source))


def _held(found: Distribution, codes: Collection[str]) -> float:
    """Joint share of countries; those not listed hold none that is known."""
    return fsum(found.share(row) or 0.0 for row in found.table.countries if row.iso3 in codes)


def _of(found: Distribution) -> str:
    return f"{found.table.stage} {found.table.year}, {found.table.source}"


def _span(share: Interval) -> str:
    low, high = f"{share.low:.1%}", f"{share.high:.1%}"
    return low if low == high else f"{low} to {high}"


def _largest(
    refined: Distribution, mine: Interval, but: Collection[str], scenario: Scenario
) -> str:
    """The largest refiner that neither stops nor asks."""
    for row, held in refined.ranked:
        if row.iso3 not in but:
            share = _second(mine, min(1.0, held), scenario)
            return f"; those of {row.country} ({held:.1%}) {_span(share)}"
    return ""


def cut_bases(scenario: Scenario, year: int) -> list[Caution]:
    """What a cut of a named mineral is of, by source: it is a share of exports.

    With a yearly quota on record as the cut that it comes to.
    """
    return [
        Caution("cut_base", _cut_base(stop, scenario.day, year))
        for stop in scenario.stops
        if stop.mineral is not None and stop.cut < 1
    ]


def _cut_base(stop: Stop, day: str, year: int) -> str:
    quota = _quota(stop, day)
    parts = []
    for what, tonnes in _outputs(str(stop.mineral), stop.supplier, year):
        left = f"{(1 - stop.cut) * tonnes:,.0f} t left"
        cut = (
            "" if quota is None else f", the quota is a cut of {max(0.0, 1 - quota.t / tonnes):.3f}"
        )
        parts.append(f"{tonnes:,.0f} t in {what}: {left}{cut}")
    set_ = (
        ""
        if quota is None
        else f"; quota {quota.t:,.0f} t a year, {quota.first} to {quota.last} ({quota.measure_id})"
    )
    mined = "; ".join(parts) or "no source prints it"
    name = names.countries()[stop.supplier].name
    return (
        f"{stop.what}: a cut of {stop.cut:.1%} of exports. Mine output of {name} in {year} depends "
        f"on the source: {mined}{set_}"
    )


def _quota(stop: Stop, day: str) -> Quota | None:
    """The yearly quota of a supplier and mineral that holds on a day, or is next."""
    own = [
        q
        for q in quotas()
        if q.mineral == stop.mineral and q.last >= day and q.jurisdiction == stop.supplier
    ]
    return min(own, key=lambda quota: quota.first, default=None)


def _outputs(mineral: str, iso3: str, year: int) -> list[tuple[str, float]]:
    """Mine output of a country in a year by each edition that prints it, in t."""
    found = []
    for entry in register.by_mineral_stage().get((mineral, "mining"), ()):
        if entry.year == year and entry.observed and entry.unit in MASS_IN_TONNES:
            table = register.load(entry).scaled_to("t")
            amount = fsum(row.centre or 0.0 for row in table.countries if row.iso3 == iso3)
            if amount:
                found.append((entry.source, amount))
    return sorted(found, reverse=True)
