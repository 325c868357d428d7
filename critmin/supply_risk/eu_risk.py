"""The European Union's supply risk of 2023: a stage's score from country shares upward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum

from critmin import measures
from critmin.answers import cautions as vocabulary
from critmin.answers.table import Caution, Cell
from critmin.answers.text import joined
from critmin.core import names, sources
from critmin.core.errors import NoData, UnknownName
from critmin.supply import register
from critmin.supply.hhi import MIDDLE, WGI_SOURCE, governance
from critmin.supply.shares import LARGE_RESIDUAL
from critmin.supply.tables import SHARE_SUM
from critmin.supply_risk import eu_parameters
from critmin.supply_risk.eu_parameters import Parameters, Share

EU = "eu27"
AGREES = 0.1 + 1e-9  # scores and inputs are printed with one decimal, or in whole percent
SCOPES = {"global": "global supply", "eu": "EU sourcing"}
SOURCES = (eu_parameters.SOURCE, WGI_SOURCE)
Row = tuple[Cell, ...]


def check(buyer: str | None, years: Sequence[int]) -> None:
    """Refuse a buyer and years that the study says nothing of.

    Raises
    ------
    NoData
        For another country, bloc or year.
    """
    if years and eu_parameters.YEAR not in years:
        raise NoData(
            f"no data by eu2023 but for {eu_parameters.YEAR}: the study averages "
            f"{sources.averaged_years(eu_parameters.SOURCE)}"
        )
    if buyer is None:
        return
    try:
        code = names.country(buyer).iso3
    except UnknownName as unknown:
        try:
            code = names.bloc(buyer)
        except UnknownName:
            raise unknown from None
    if code != EU:
        raise NoData(
            f"no data for {code} by eu2023: the study prints sourcing and import reliance of the "
            "European Union alone"
        )


def why_nothing(slug: str) -> str:
    """Why a mineral has no score."""
    return (
        f"no data for {slug} by eu2023: its import reliance, recycling rate and substitution index "
        "are not in the transcription at hand"
    )


def of_all() -> list[Caution]:
    """What is to be said of the study as a whole."""
    period = sources.averaged_years(eu_parameters.SOURCE)
    return [
        Caution("period_average", f"eu2023: averages of {period}, shown under the last year"),
        Caution("transcribed", f"{eu_parameters.SOURCE}: {vocabulary.meaning('transcribed')}"),
    ]


def published(stages: Sequence[Stage], *, every: bool) -> list[str]:
    """What the study prints beside the scores, or how many of all agree."""
    if every:
        close = sum(stage.agrees for stage in stages)
        return [f"{close} of {len(stages)} scores lie within 0.1 of what the study prints"]
    told = [stage for stage in stages if "not_reproduced" not in stage.flags]  # the rest says it
    return [f"{stage.what}: the study prints {stage.inputs.published:g}" for stage in told]


def stages_of(slug: str) -> list[Stage]:
    """Scores of a mineral's stages, the highest flagged where none is missing."""
    stages = [Stage.of(found) for found in eu_parameters.parameters() if found.mineral == slug]
    scored = [(stage.score, stage) for stage in stages if stage.score is not None]
    if len(scored) == len(stages):
        max(scored, key=lambda pair: pair[0])[1].flags.append("highest_stage")
    return stages


@dataclass
class Stage:
    """One stage's score with its parts; None where half of a list or more is not printed."""

    inputs: Parameters
    parts: dict[str, float | None]
    score: float | None
    flags: list[str] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    @classmethod
    def of(cls, inputs: Parameters) -> Stage:
        """The score of the parts that count and that the study prints."""
        lists = {
            scope: eu_parameters.shares(scope, inputs.mineral, inputs.stage)
            for scope in sorted(inputs.used)
        }
        parts = {scope: _weighted(shares) for scope, shares in lists.items() if shares}
        thin = {scope for scope in parts if 1 - _sum(lists[scope]) >= LARGE_RESIDUAL}
        score = (
            None
            if thin
            else measures.eu_supply_risk(
                hhi_global=parts.get("global"),
                hhi_sourcing=parts.get("eu"),
                import_reliance=inputs.import_reliance,
                recycling=inputs.recycling,
                substitution=inputs.substitution,
            )
        )
        shown = {scope: None if scope in thin else part for scope, part in parts.items()}
        stage = cls(inputs, shown, score, ["period_average", "transcribed"])
        for scope, shares in lists.items():
            stage._say(_about(f"{stage.what}, {SCOPES[scope]}", shares))
        stage._say(stage._about_parts())
        return stage

    @property
    def what(self) -> str:
        """Mineral and stage in words."""
        return f"{self.inputs.mineral} {self.inputs.stage}"

    @property
    def agrees(self) -> bool:
        """Whether the score is the one that the study prints, as far as its rounding allows."""
        return self.score is not None and abs(self.score - self.inputs.published) <= AGREES

    def _say(self, cautions: Iterator[Caution]) -> None:
        for caution in cautions:
            self.cautions.append(caution)
            self.flags.append(caution.code)

    def _about_parts(self) -> Iterator[Caution]:
        inputs = self.inputs
        if "eu" not in self.parts:
            why = "counts, and its shares are not printed" if "eu" in inputs.used else "is not used"
            yield Caution(
                "eu_sourcing_missing",
                f"{self.what}: EU sourcing {why}; scored on global supply alone",
            )
        if "global" not in self.parts:
            yield Caution("global_supply_missing", f"{self.what}: scored on EU sourcing alone")
        if inputs.flag or not self.agrees:
            why = f": {inputs.note}" if inputs.note else ""
            found = "no score" if self.score is None else f"{self.score:.2f}"
            yield Caution(
                "not_reproduced",
                f"{self.what}: the study prints {inputs.published:g}, the inputs at hand give "
                f"{found}{why}",
            )
        for entry in register.by_mineral_stage().get((inputs.mineral, inputs.stage), []):
            if entry.source == eu_parameters.SOURCE:
                for code, message in register.caveats(entry):
                    yield Caution(code, f"{self.what}: {message}")

    def row(self) -> Row:
        """The score as a row."""
        inputs = self.inputs
        return (
            inputs.mineral,
            inputs.stage,
            eu_parameters.YEAR,
            EU,
            "eu2023",
            self.score,
            self.parts.get("global"),
            self.parts.get("eu"),
            inputs.import_reliance,
            inputs.recycling,
            inputs.substitution,
            joined(self.flags),
            f"{eu_parameters.SOURCE};{WGI_SOURCE}",
        )


def _weighted(shares: Sequence[Share]) -> float:
    scores = governance()
    return measures.weighted_hhi(
        [share.share for share in shares],
        [scores.get(share.iso3, MIDDLE) for share in shares],
        [share.t for share in shares],
    )


def _sum(shares: Sequence[Share]) -> float:
    return fsum(share.share for share in shares)


def _about(what: str, shares: Sequence[Share]) -> Iterator[Caution]:
    """Cautions of one list of shares."""
    if not shares:
        return
    absent = [s.country for s in shares if s.share > 0 and s.iso3 not in governance()]
    if absent:
        yield Caution("wgi_missing", f"{what}: no score for {', '.join(absent)}; 5 used")
    total = _sum(shares)
    if 1 - total >= LARGE_RESIDUAL:
        yield Caution(
            "residual_large", f"{what}: printed shares sum to {total:.4f}, too little for an index"
        )
    elif total < SHARE_SUM[0]:
        yield Caution(
            "shares_sum_below_1",
            f"{what}: printed shares sum to {total:.4f}; the rest is in no term",
        )
    if total > SHARE_SUM[1]:
        yield Caution("shares_sum_over_1", f"{what}: printed shares sum to {total:.4f}")
