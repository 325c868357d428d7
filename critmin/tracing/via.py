"""via: third countries through which one country's production reaches a buyer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from critmin.answers import builder
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.wording import counted
from critmin.measures.interval import Interval
from critmin.tracing import precomputed, trace
from critmin.tracing.mixing import GAP_LIMIT
from critmin.tracing.trace import Traced
from critmin.trade import buyers, flows
from critmin.trade.buyers import Buyer
from critmin.trade.codes import forms_of

if TYPE_CHECKING:
    from critmin.charts.model import Chart

SMALL = 0.001  # countries whose high end is below this share are shown in one row
REST = "Other countries"
DECIMALS = 9  # further digits of the inverse differ between machines


class Row(NamedTuple):
    """Share of a buyer's supply from one origin that one country shipped last."""

    mineral: str
    stage: str
    year: int
    buyer_iso3: str
    via: str | None
    via_iso3: str | None
    origin_iso3: str
    share_low: float | None
    share_high: float | None
    unexplained_share: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class Missing(NamedTuple):
    """Form and year that cannot be traced, and the reason."""

    form: str
    year: int
    reason: str


def via(
    buyer: str,
    mineral: str,
    *,
    origin: str,
    stage: arguments.Words = None,
    year: str | int | Sequence[int] | None = None,
    allow_gap: bool = False,
) -> Table:
    """Shares of a buyer's supply that one country produced, by the country that shipped it last.

    Origins are traced by proportional mixing (Kastner et al. 2011,
    doi:10.1016/j.ecolecon.2011.01.012): all supply of a country, imported and
    produced there, mixes evenly and leaves in the same mixture.

    Parameters
    ----------
    buyer : str
        Country or bloc; a bloc is one buyer, trade among its members is left out.
    mineral : str
        Slug, symbol or common name.
    origin : str
        Country of production: of the mine for ore, of the plant for what is refined.
    stage : str or sequence of str, optional
        Trade forms; all that can be traced by default.
    year : str, int or sequence of int, optional
        Years with both trade and output; the newest trade year when not given.
    allow_gap : bool, default False
        Answer even if output and imports leave more than a fifth of all exports unexplained.

    Returns
    -------
    Table
        ``share_low`` and ``share_high`` are fractions of the buyer's supply (own output and
        imports); ``share_high`` adds the part that the same country shipped with unknown
        origin. The row of the origin itself is what it shipped directly.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If the origin is the buyer or one of its members.
    NoData
        If no form can be traced, with the reasons, gaps and largest unexplained exporters.
    """
    slug, importer = names.mineral(mineral).slug, buyers.buyer(buyer)
    producer = buyers.place(origin)
    years = arguments.years(year) or [flows.years("baci-hs92")[-1]]
    for one in years:
        _check_origin(importer, producer, one)
    named = arguments.trade_forms(stage)
    found: list[Traced] = []
    missing: list[Missing] = []
    for one in years:
        for form in named or forms_of(slug):
            try:
                traced = trace.trace(slug, form, one, importer.members(one), allow_gap=allow_gap)
            except NoData as reason:
                missing.append(Missing(form, one, str(reason)))
                continue
            found.append(traced)
    if not found:
        raise NoData(_why_nothing(slug, missing))
    rows = [row for traced in found for row in _rows(traced, importer, producer)]
    if named:
        rows += [
            no_data(
                Row,
                mineral=slug,
                stage=gap.form,
                year=gap.year,
                buyer_iso3=importer.code,
                origin_iso3=producer,
            )
            for gap in missing
        ]
    return builder.answer(
        rows,
        columns_of(Row),
        query={
            "command": "via",
            "buyer": buyer,
            "mineral": mineral,
            "origin": origin,
            "stage": stage,
            "year": year,
            "allow_gap": allow_gap or None,
        },
        cited=sources.records(id_ for traced in found for id_ in traced.network.sources),
        cautions=_cautions(found, missing, importer, producer),
        notes=["shares are of the buyer's supply, own output and imports, if imports mix evenly"],
        chart=_chart,
    )


def _check_origin(buyer: Buyer, producer: str, year: int) -> None:
    if producer in buyer.members(year):
        raise QueryError(f"{producer} is the buyer {buyer.name} itself, or a member of it")


def _why_nothing(slug: str, missing: Sequence[Missing]) -> str:
    if not missing:
        return f"no data for {slug}: no tariff code is mapped to it"
    gaps = [gap.reason for gap in missing if "of exports" in gap.reason]
    hint = " (to trace it anyway: --allow-gap, allow_gap=True)" if gaps else ""
    reasons = dict.fromkeys([*gaps, *(gap.reason for gap in missing)])
    return "; ".join(reasons) + hint


def _rows(traced: Traced, buyer: Buyer, producer: str) -> Iterator[Row]:
    """Rows of the last shippers by descending share; small ones in one row."""
    small: list[Interval] = []
    ranked = sorted(traced.via(producer).items(), key=lambda pair: (-pair[1].low, -pair[1].high))
    for place, share in ranked:
        if share.high < SMALL:
            small.append(share)
            continue
        name, iso3 = flows.place_name(place)
        flag = "direct" if place == producer else ""
        yield _row(traced, buyer, name, iso3, producer, share, flag)
    if small:
        rest = Interval(sum(s.low for s in small), sum(s.high for s in small))
        yield _row(traced, buyer, REST, None, producer, rest, "hands_folded")


def _row(
    traced: Traced,
    buyer: Buyer,
    name: str,
    iso3: str | None,
    producer: str,
    share: Interval,
    flag: str,
) -> Row:
    found = traced.network
    return Row(
        mineral=found.mineral,
        stage=found.form,
        year=found.year,
        buyer_iso3=buyer.code,
        via=name,
        via_iso3=iso3,
        origin_iso3=producer,
        share_low=round(share.low, DECIMALS),
        share_high=round(share.high, DECIMALS),
        unexplained_share=round(share.high - share.low, DECIMALS),
        flag=codes(
            flag,
            traced.flags(buyer.members(found.year)),
            "gap_large" if traced.gap_share > GAP_LIMIT else "",
        ),
        source=found.sources,
    )


def _cautions(
    found: Sequence[Traced], missing: Sequence[Missing], buyer: Buyer, producer: str
) -> Iterator[Caution]:
    for traced in found:
        yield from _of_network(traced, buyer, producer)
    if buyer.is_bloc:
        yield caution("intra_bloc_excluded:all_years", buyer=buyer.name)
    for gap in missing:
        yield Caution("no_data", gap.reason)


def _of_network(traced: Traced, buyer: Buyer, producer: str) -> Iterator[Caution]:
    """Cautions of one network, beginning with the origin share."""
    what, share = traced.network.what, traced.origin({producer})
    yield caution(
        "origin_share",
        what=what,
        buyer=buyer.name,
        low=share.low,
        high=share.high,
        origin=flows.place_name(producer)[0],
        unexplained=traced.unexplained(),
        direct=traced.direct({producer}),
        gap=traced.gap_share,
    )
    yield from traced.network.cautions
    small = [place for place, part in traced.via(producer).items() if part.high < SMALL]
    if small:
        yield caution(
            "hands_folded",
            what=what,
            number=counted(len(small), "country", "countries"),
            limit=SMALL,
            countries=", ".join(sorted(flows.place_name(place)[0] for place in small)),
        )
    rings = sorted({node[0] for node in traced.origins.rings})
    if rings:
        yield caution("ring", what=what, countries=", ".join(rings))
    if traced.own() >= precomputed.OWN:
        yield caution("own_output_in_supply", what=what, share=traced.own(), buyer=buyer.name)
    if traced.network.hidden & buyer.members(traced.network.year):
        yield caution("own_output_unknown", what=what, buyer=buyer.name)


def _chart(table: Table) -> Chart | None:
    from critmin.tracing.charts import via

    return via(table)
