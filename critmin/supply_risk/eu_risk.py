"""Supply risk of the European Union's 2023 study, computed from country shares by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from critmin import measures
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import About
from critmin.measures.interval import Interval
from critmin.supply import bundled_tables
from critmin.supply.cautions import caveats
from critmin.supply.distribution import LARGE_RESIDUAL
from critmin.supply.governance import EU_STUDY, MIDDLE, WORST, scores
from critmin.supply.supply_table import SHARE_SUM
from critmin.supply_risk import eu_parameters
from critmin.supply_risk.eu_parameters import Parameters, Share

EU = "eu27"
METHOD = "eu2023"
AGREES = 0.1 + 1e-9  # largest difference that follows from the study's rounding
SCOPES = {"global": "global supply", "eu": "EU sourcing"}
SOURCES = (eu_parameters.SOURCE, EU_STUDY.source)
# The study's own: mean of six estimates, 2016-2020.
GOVERNANCE = Edition.of(EU_STUDY.source).edition


class StageScore(NamedTuple):
    """Score of one stage with its parts; None if half of a list or more is not printed.

    ``parts`` has the governance-weighted index of ``global`` supply and of ``eu`` sourcing, each
    on the 0-10 scale; ``bounds`` is what the shares that are not printed, or printed as "less
    than", allow, None if a list that counts is not printed at all; ``highest`` is whether the
    score is the result for the mineral.
    """

    inputs: Parameters
    parts: Mapping[str, float | None]
    score: float | None
    cautions: tuple[Caution, ...]
    bounds: Interval | None = None
    highest: bool = False

    @property
    def what(self) -> str:
        """Mineral and stage, for messages."""
        return About(self.inputs.mineral, self.inputs.stage)

    @property
    def agrees(self) -> bool:
        """Whether the score equals the printed one within its rounding."""
        return _agrees(self.inputs, self.score)

    @property
    def flags(self) -> tuple[str, ...]:
        """Warning codes of the study, of this stage, and of the mineral's result."""
        own = [one.code for one in self.cautions]
        return codes(
            "period_average", "transcribed", own, "highest_stage" if self.highest else None
        )


def check(buyer: str | None, years: Sequence[int]) -> None:
    """Refuse a buyer and years that the study does not cover.

    Parameters
    ----------
    buyer : str or None
        ISO3 code, or name of a bloc.
    years : sequence of int
        Empty means the study's own year.

    Raises
    ------
    NoData
        For another country, bloc or year.
    """
    if years and eu_parameters.YEAR not in years:
        raise NoData(
            f"no data by eu2023 except for {eu_parameters.YEAR}: the study averages "
            f"{sources.averaged_years(eu_parameters.SOURCE)}"
        )
    if buyer not in {None, EU}:
        raise NoData(
            f"no data for {buyer} by eu2023: the study prints sourcing and import reliance of the "
            "European Union only"
        )


def why_nothing(slug: str) -> str:
    """Reason why a mineral has no score."""
    return (
        f"no data for {slug} by eu2023: its import reliance, recycling rate and substitution index "
        "are not in the bundled transcription of the study"
    )


def of_study() -> list[Caution]:
    """Cautions of the study as a whole."""
    source = eu_parameters.SOURCE
    return [
        caution("period_average:eu2023", period=sources.averaged_years(source)),
        caution("transcribed", source=source),
    ]


def published(stages: Sequence[StageScore], *, every: bool) -> list[str]:
    """Notes with the printed scores, or with the number of scores that agree."""
    if every:
        close = sum(stage.agrees for stage in stages)
        return [f"{close} of {len(stages)} scores lie within 0.1 of what the study prints"]
    # A difference already has a caution.
    same = [stage for stage in stages if "not_reproduced" not in stage.flags]
    return [f"{stage.what}: the study prints {stage.inputs.published:g}" for stage in same]


def stages_of(slug: str) -> list[StageScore]:
    """Scores of a mineral's stages; the highest is marked if none is missing."""
    stages = [_scored(one) for one in eu_parameters.parameters() if one.mineral == slug]
    known = [stage.score for stage in stages if stage.score is not None]
    if not known or len(known) < len(stages):
        return stages
    top = known.index(max(known))
    return [stage._replace(highest=at == top) for at, stage in enumerate(stages)]


def _agrees(inputs: Parameters, score: float | None) -> bool:
    return score is not None and abs(score - inputs.published) <= AGREES


def _scored(inputs: Parameters) -> StageScore:
    """Score from the parts that count and that the study prints."""
    lists = {
        scope: eu_parameters.shares(scope, inputs.mineral, inputs.stage)
        for scope in sorted(inputs.used)
    }
    parts = {scope: _weighted(shares) for scope, shares in lists.items() if shares}
    thin = {scope for scope in parts if 1 - _sum(lists[scope]) >= LARGE_RESIDUAL}
    score = None if thin else _supply_risk(inputs, parts)
    bounds = None
    if all(lists.values()):
        ends = {scope: _weighted_bounds(shares) for scope, shares in lists.items()}
        bounds = Interval(
            _supply_risk(inputs, {scope: one.low for scope, one in ends.items()}),
            _supply_risk(inputs, {scope: one.high for scope, one in ends.items()}),
        )
    what = About(inputs.mineral, inputs.stage)
    cautions = [
        one
        for scope, shares in lists.items()
        for one in _about_shares(f"{what}, {SCOPES[scope]}", shares)
    ]
    cautions += _about_parts(what, inputs, parts, score)
    shown = {scope: None if scope in thin else part for scope, part in parts.items()}
    return StageScore(inputs, shown, score, tuple(cautions), bounds)


def _supply_risk(inputs: Parameters, parts: Mapping[str, float]) -> float:
    return measures.eu_supply_risk(
        hhi_global=parts.get("global"),
        hhi_sourcing=parts.get("eu"),
        import_reliance=inputs.import_reliance,
        recycling=inputs.recycling,
        substitution=inputs.substitution,
    )


def _about_parts(
    what: str, inputs: Parameters, parts: Mapping[str, float], score: float | None
) -> Iterator[Caution]:
    """Cautions of a score: parts that are missing, the published score, the supply table."""
    if "eu" not in parts:
        counts = "eu" in inputs.used
        yield caution(
            "eu_sourcing_missing:unprinted" if counts else "eu_sourcing_missing", what=what
        )
    if "global" not in parts:
        yield caution("global_supply_missing", what=what)
    if inputs.flag or not _agrees(inputs, score):
        yield caution(
            "not_reproduced:note" if inputs.note else "not_reproduced",
            what=what,
            published=inputs.published,
            found="no score" if score is None else f"{score:.2f}",
            note=inputs.note,
        )
    for entry in bundled_tables.by_mineral_stage().get((inputs.mineral, inputs.stage), []):
        if entry.source == eu_parameters.SOURCE:
            yield from caveats(entry, what)


def _about_shares(what: str, shares: Sequence[Share]) -> Iterator[Caution]:
    """Cautions of one list of shares."""
    if not shares:
        return
    absent = [s.country for s in shares if s.share > 0 and s.iso3 not in scores()]
    if absent:
        named, source = ", ".join(absent), EU_STUDY.source
        yield caution("wgi_missing", what=what, source=source, countries=named, used=MIDDLE)
    total = _sum(shares)
    if 1 - total >= LARGE_RESIDUAL:
        yield caution("residual_large:printed", what=what, total=total)
    elif total < SHARE_SUM[0]:
        yield caution("shares_sum_below_1:eu2023", what=what, total=total)
    if total > SHARE_SUM[1]:
        yield caution("shares_sum_over_1:printed", what=what, total=total)


def _weighted(shares: Sequence[Share]) -> float:
    return _index(shares, [share.share for share in shares])


def _weighted_bounds(shares: Sequence[Share]) -> Interval:
    """Bounds of the index: what is not printed goes to many countries, or to one of the worst."""
    low = _index(shares, [share.low for share in shares])
    high = _index(shares, [share.high for share in shares])
    if _sum(shares) < SHARE_SUM[0]:  # a sum nearer to 1 is taken as complete
        rest = 1 - fsum(share.low for share in shares)
        high += rest**2 * WORST * eu_parameters.largest_t()
    return Interval(low, high)


def _index(shares: Sequence[Share], parts: Sequence[float]) -> float:
    known = scores()
    return measures.weighted_hhi(
        parts, [known.get(share.iso3, MIDDLE) for share in shares], [share.t for share in shares]
    )


def _sum(shares: Sequence[Share]) -> float:
    return fsum(share.share for share in shares)
