"""Published supply-risk scores, recomputed from their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Table
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.supply.cautions import counted
from critmin.supply_risk import eu_parameters, eu_risk

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = columns(
    "mineral stage year buyer_iso3 method score hhi_part import_part reliance recycling "
    "substitution flag source"
)
METHODS = ("eu2023", "geopolrisk")
Row = tuple[Cell, ...]


def risk(
    *minerals: str,
    buyer: str | None = None,
    method: str = "eu2023",
    year: str | int | Sequence[int] | None = None,
) -> Table:
    """Supply risk by a published method, one row per mineral and stage.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means all that have the inputs.
    buyer : str, optional
        Whose risk. ``eu2023`` is the European Union's alone; ``geopolrisk`` needs a
        country, or a bloc as one buyer.
    method : {"eu2023", "geopolrisk"}
        ``eu2023``: the European Commission's supply risk of 2023, on a scale of 0 to 10 (a
        material is critical from 1.0 on); ``hhi_part`` and ``import_part`` are the
        governance-weighted indices of global supply and of EU sourcing.
        ``geopolrisk``: concentration of the world's output (``hhi_part``, 0-1) times the
        political instability that imports come from over all supply (``import_part``,
        0-1); ``reliance`` is imports over imports and own output.
    year : str, int or sequence of int, optional
        Of ``geopolrisk``; the newest trade year by default.

    Returns
    -------
    Table
        By ``eu2023`` the result for a mineral is its highest stage, flagged
        ``highest_stage``; a score more than 0.1 off the one that the study prints is
        flagged ``not_reproduced``, with both in the warnings. By ``geopolrisk`` the mine is
        set against trade in ore and the refinery against trade in the refined product, under
        tariff codes of the mineral's own; what cannot be computed is no data with the
        reason, never 0.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If no mineral asked for has the inputs, or the method knows nothing of the buyer.
    """
    if method not in METHODS:
        raise QueryError(f"--method is {method!r}: write {' or '.join(METHODS)}")
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in arguments.flat(minerals)))
    years = arguments.years(year)
    query = {
        "command": "risk",
        "minerals": list(minerals),
        "buyer": buyer,
        "method": method,
        "year": year,
    }
    answer = _eu2023 if method == "eu2023" else _geopolrisk
    return answer(slugs, buyer, years).replace(
        query={key: value for key, value in query.items() if value not in (None, [], ())}
    )


def _eu2023(slugs: Sequence[str], buyer: str | None, years: Sequence[int]) -> Table:
    eu_risk.check(buyer, years)
    known = dict.fromkeys(found.mineral for found in eu_parameters.parameters())
    missing = [slug for slug in slugs if slug not in known]
    answered = [slug for slug in slugs or known if slug in known]
    if not answered:
        raise NoData("; ".join(eu_risk.why_nothing(slug) for slug in missing))
    stages = [stage for slug in answered for stage in eu_risk.stages_of(slug)]
    rows = [stage.row() for stage in stages]
    rows += [_empty(slug, None, None, eu_risk.EU, "eu2023") for slug in missing]
    said = [caution for stage in stages for caution in stage.cautions]
    return Table(
        chart=_chart,
        query={},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(eu_risk.SOURCES),
        warnings=(
            *eu_risk.of_all(),
            *(said if slugs else counted(said)),
            *(Caution("no_data", eu_risk.why_nothing(slug)) for slug in missing),
        ),
        notes=tuple(eu_risk.published(stages, every=not slugs)),
    )


def _empty(mineral: str, stage: str | None, year: int | None, buyer: str, method: str) -> Row:
    return (mineral, stage, year, buyer, method, *(None,) * 6, "no_data", None)


def _geopolrisk(slugs: Sequence[str], buyer: str | None, years: Sequence[int]) -> Table:
    if buyer is None:
        raise QueryError("--method geopolrisk needs a buyer: --buyer JPN")
    from critmin.supply_risk import geopolrisk

    scores = geopolrisk.scores(buyer, slugs, years)
    if not scores.found:
        reasons = dict.fromkeys(lack.reason for lack in scores.missing)
        raise NoData("; ".join(reasons) if slugs else f"no data for any mineral and {buyer}")
    code = scores.buyer.code
    rows = [score.row(scores.buyer) for score in scores.found]
    if slugs:
        rows += [_empty(m.mineral, m.stage, m.year, code, "geopolrisk") for m in scores.missing]
    said = [caution for score in scores.found for caution in score.cautions]
    return Table(
        chart=_chart,
        query={},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(source for score in scores.found for source in score.sources),
        warnings=tuple(
            dict.fromkeys(
                [*(said if slugs else counted(said)), *geopolrisk.missing(scores, every=not slugs)]
            )
        ),
        notes=("flows are of recorded trade by partner; re-exports are not netted",),
    )


def _chart(table: Table) -> Chart | None:
    from critmin.supply_risk.charts import risk

    return risk(table)
