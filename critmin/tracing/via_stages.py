"""via to the mine: chains of mine, refinery and last shipper through which a buyer is supplied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import About, counted
from critmin.tracing import chains
from critmin.tracing.chains import Chained
from critmin.tracing.feed_forms import is_dug
from critmin.tracing.stages import LIMIT, Link
from critmin.trade import flows
from critmin.trade.buyers import Buyer

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.trade.readers import Flow

SMALL = 0.001  # chains below this share are shown in one row
REST = "Other chains"
UNKNOWN = "Not followed to a mine"
DECIMALS = 5  # of the prepared shares
NOTE = (
    "each row is a chain of mine, refinery and last shipper, as a share of the buyer's supply in "
    "contained weight, if supply mixes evenly in each country; fed_share is the part of the "
    "refiner's output that its visible feed explains"
)


class Row(NamedTuple):
    """Share of a buyer's supply dug in one country, by refining country and last shipper."""

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
    refiner: str | None
    refiner_iso3: str | None
    fed_share: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class Asked(NamedTuple):
    """Question as read: buyer, country of the mine, and how it is answered."""

    buyer: Buyer
    mine: str
    allow_gap: bool
    shipments: Sequence[Flow]


def answer(
    asked: Asked,
    mineral: str,
    wanted: Sequence[tuple[str, int]],
    query: Mapping[str, Any],
    *,
    named: bool,
) -> Table[Row]:
    """Chains from one country's mines to the buyer; the last row of a form is what is unexplained.

    Parameters
    ----------
    asked : Asked
        The question.
    mineral : str
        Slug.
    wanted : sequence of (str, int)
        Forms and years; what is dug as it is traded has no chain.
    query : mapping
        The question as typed.
    named : bool
        Whether forms were named: each then has a row, with or without figures.

    Raises
    ------
    NoData
        If no form can be followed, with the missing links.
    """
    found: list[Chained] = []
    refused: list[tuple[str, int, Caution]] = []
    for form, year in wanted:
        if is_dug(mineral, form):
            what = About(mineral, form, year)
            refused.append((form, year, caution("dug_as_traded", what=what)))
            continue
        try:
            one = chains.chained(
                mineral,
                form,
                year,
                asked.buyer.members(year),
                shipments=asked.shipments,
                allow_gap=asked.allow_gap,
            )
        except NoData as reason:
            refused.append((form, year, Caution("no_data", str(reason))))
            continue
        if one.refused and not asked.allow_gap:
            refused.append((form, year, one.refusal(asked.buyer.name)))
        else:
            found.append(one)
    if not found:
        raise NoData(_why_nothing([why for _, _, why in refused]))
    rows = [row for one in found for row in _rows(one, asked)]
    if named:
        rows += [
            no_data(
                Row,
                mineral=mineral,
                stage=form,
                year=year,
                buyer_iso3=asked.buyer.code,
                origin_iso3=asked.mine,
                flag=codes("no_data", why.code),
            )
            for form, year, why in refused
        ]
    return builder.answer(
        rows,
        columns_of(Row),
        query=query,
        cited=sources.records(id_ for one in found for id_ in one.sources),
        cautions=[
            *(about for one in found for about in _cautions(one, asked)),
            *(why for _, _, why in refused),
        ],
        notes=[NOTE],
        summary=_summary,
        chart=_chart,
    )


def _why_nothing(refused: Sequence[Caution]) -> str:
    """Reasons, those with the missing link first; and how to follow all the same."""
    told = [why for why in refused if why.code != "dug_as_traded"] or refused
    first = sorted(told, key=lambda why: why.code != "feed_unseen")
    gaps = any(why.code == "feed_unseen" or "of exports" in why.message for why in told)
    hint = " (to follow it all the same: --allow-gap, allow_gap=True)" if gaps else ""
    return "; ".join(dict.fromkeys(why.message for why in first)) + hint


def _rows(one: Chained, asked: Asked) -> Iterator[Row]:
    links = one.supply.links(asked.mine)
    small = [link for link in links if link.share < SMALL or not link.last]
    for link in links:
        if link not in small:
            yield _link_row(one, asked, link)
    if small:
        rest = sum(link.share for link in small)
        yield _row(one, asked, via=REST, low=rest, high=rest, flag="hands_folded")
    width = one.supply.unexplained
    yield _row(one, asked, via=UNKNOWN, low=0.0, high=width, flag="unexplained")


def _link_row(one: Chained, asked: Asked, link: Link) -> Row:
    name, iso3 = flows.place_name(link.last)
    refiner, refiner_iso3 = flows.place_name(link.refiner) if link.refiner else (None, None)
    row = _row(
        one,
        asked,
        via=name,
        low=link.share,
        high=link.share,
        flag="direct" if link.last == asked.mine else "",
    )
    return row._replace(
        via_iso3=iso3,
        refiner=refiner,
        refiner_iso3=refiner_iso3,
        fed_share=round(link.fed, DECIMALS) if link.refiner else None,
    )


def _row(one: Chained, asked: Asked, *, via: str, low: float, high: float, flag: str) -> Row:
    return no_data(
        Row,
        mineral=one.mineral,
        stage=one.form,
        year=one.year,
        buyer_iso3=asked.buyer.code,
        via=via,
        origin_iso3=asked.mine,
        share_low=round(low, DECIMALS),
        share_high=round(high, DECIMALS),
        unexplained_share=round(high - low, DECIMALS),
        flag=codes(
            flag,
            one.flags,
            "gap_large" if one.supply.unexplained > LIMIT else "",
            "cannot_be_told" if one.wide({asked.mine}) else "",
        ),
        source=one.sources,
    )


def _cautions(one: Chained, asked: Asked) -> Iterator[Caution]:
    mine = flows.place_name(asked.mine)[0]
    yield one.about({asked.mine}, mine, asked.buyer.name)
    yield from one.cautions(asked.buyer)
    if one.refused:
        yield one.refusal(asked.buyer.name)
    small = [link for link in one.supply.links(asked.mine) if link.share < SMALL or not link.last]
    if small:
        number = counted(len(small), "chain")
        yield caution("hands_folded:chains", what=one.what, number=number, limit=SMALL)


def _summary(table: Table) -> str:
    from critmin.summaries.via import via_stages

    return via_stages(table)


def _chart(table: Table) -> Chart | None:
    from critmin.tracing.charts import via_stages

    return via_stages(table)
