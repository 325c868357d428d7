"""Published supply-risk scores, recomputed from their parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum

from critmin import catalog, euparameters, measures, names
from critmin.columns import columns
from critmin.errors import NoData, QueryError, UnknownName
from critmin.euparameters import Parameters, Share
from critmin.questions import asking, remarks
from critmin.questions.concentration import MIDDLE, WGI_SOURCE, governance
from critmin.supply import SHARE_SUM
from critmin.table import Caution, Cell, Table

COLUMNS = columns(
    "mineral stage year buyer_iso3 method score hhi_part import_part reliance recycling "
    "substitution flag source"
)
EU = "eu27"
METHODS = ("eu2023",)
SCOPES = {"global": "global supply", "eu": "EU sourcing"}
Row = tuple[Cell, ...]


def risk(*minerals: str, buyer: str | None = None, method: str = "eu2023") -> Table:
    """Supply risk by a published method, one row per mineral and stage.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means all that have the inputs.
    buyer : str, optional
        Whose risk; ``eu2023`` is the European Union's alone.
    method : {"eu2023"}
        The European Commission's supply risk of 2023, on a scale of 0 to 10 (a material
        is critical from 1.0 on): ``hhi_part`` and ``import_part`` are the
        governance-weighted indices of global supply and of EU sourcing.

    Returns
    -------
    Table
        The method's result for a mineral is its highest stage, flagged ``highest_stage``.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If no mineral asked for has the inputs, or the method knows nothing of the buyer.
    """
    if method not in METHODS:
        raise QueryError(f"--method is {method!r}: write {' or '.join(METHODS)}")
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in asking.flat(minerals)))
    _only_the_union(buyer)
    known = dict.fromkeys(found.mineral for found in euparameters.parameters())
    missing = [slug for slug in slugs if slug not in known]
    answered = [slug for slug in slugs or known if slug in known]
    if not answered:
        raise NoData("; ".join(_why_nothing(slug) for slug in missing))
    stages = [stage for slug in answered for stage in _stages_of(slug)]
    rows = [stage.row() for stage in stages]
    rows += [(slug, None, None, EU, method, *(None,) * 6, "no_data", None) for slug in missing]
    said = [caution for stage in stages for caution in stage.cautions]
    query = {"command": "risk", "minerals": list(minerals), "buyer": buyer, "method": method}
    return Table(
        query={key: value for key, value in query.items() if value not in (None, [], ())},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=catalog.sources_of([euparameters.SOURCE, WGI_SOURCE]),
        warnings=(
            *_of_all(),
            *(said if slugs else remarks.counted(said)),
            *(Caution("no_data", _why_nothing(slug)) for slug in missing),
        ),
    )


def _only_the_union(buyer: str | None) -> None:
    """Refuse a buyer that the study says nothing of.

    Raises
    ------
    NoData
        For another country or bloc.
    """
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


def _why_nothing(slug: str) -> str:
    return (
        f"no data for {slug} by eu2023: its import reliance, recycling rate and substitution index "
        "are not in the transcription at hand"
    )


def _of_all() -> list[Caution]:
    period = catalog.period(euparameters.SOURCE)
    return [
        Caution("period_average", f"eu2023: averages of {period}, shown under the last year"),
        Caution("transcribed", f"{euparameters.SOURCE}: {catalog.warning_meaning('transcribed')}"),
    ]


def _stages_of(slug: str) -> list[_Stage]:
    stages = [_Stage.of(found) for found in euparameters.parameters() if found.mineral == slug]
    highest = max(stages, key=lambda stage: stage.score)
    highest.flags.append("highest_stage")
    return stages


@dataclass
class _Stage:
    """One stage's score with its parts."""

    inputs: Parameters
    parts: dict[str, float]
    score: float
    flags: list[str] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    @classmethod
    def of(cls, inputs: Parameters) -> _Stage:
        """The score of the parts that count and that the study prints."""
        lists = {
            scope: euparameters.shares(scope, inputs.mineral, inputs.stage)
            for scope in sorted(inputs.used)
        }
        parts = {scope: _weighted(shares) for scope, shares in lists.items() if shares}
        score = measures.eu_supply_risk(
            hhi_global=parts.get("global"),
            hhi_sourcing=parts.get("eu"),
            import_reliance=inputs.import_reliance,
            recycling=inputs.recycling,
            substitution=inputs.substitution,
        )
        stage = cls(inputs, parts, score, ["period_average", "transcribed"])
        for scope, shares in lists.items():
            stage._say(_about(f"{stage.what}, {SCOPES[scope]}", shares))
        stage._say(stage._about_parts())
        return stage

    @property
    def what(self) -> str:
        return f"{self.inputs.mineral} {self.inputs.stage}"

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
        if inputs.flag:
            yield Caution(inputs.flag, f"{self.what}: {inputs.note}")
        for entry in catalog.by_mineral_stage().get((inputs.mineral, inputs.stage), []):
            if entry.source == euparameters.SOURCE:
                for code, message in catalog.caveats(entry):
                    yield Caution(code, f"{self.what}: {message}")

    def row(self) -> Row:
        inputs = self.inputs
        return (
            inputs.mineral, inputs.stage, euparameters.YEAR, EU, "eu2023", self.score,
            self.parts.get("global"), self.parts.get("eu"), inputs.import_reliance,
            inputs.recycling, inputs.substitution, asking.joined(self.flags),
            f"{euparameters.SOURCE};{WGI_SOURCE}",
        )  # fmt: skip


def _weighted(shares: Sequence[Share]) -> float:
    scores = governance()
    return measures.weighted_hhi(
        [share.share for share in shares],
        [scores.get(share.iso3, MIDDLE) for share in shares],
        [share.t for share in shares],
    )


def _about(what: str, shares: Sequence[Share]) -> Iterator[Caution]:
    """Cautions of one list of shares."""
    if not shares:
        return
    absent = [s.country for s in shares if s.share > 0 and s.iso3 not in governance()]
    if absent:
        yield Caution("wgi_missing", f"{what}: no score for {', '.join(absent)}; 5 used")
    total = fsum(share.share for share in shares)
    if total < SHARE_SUM[0]:
        yield Caution(
            "shares_sum_below_1",
            f"{what}: printed shares sum to {total:.4f}; the rest is in no term",
        )
    if total > SHARE_SUM[1]:
        yield Caution("shares_sum_over_1", f"{what}: printed shares sum to {total:.4f}")
