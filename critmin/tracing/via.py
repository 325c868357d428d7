"""Through which third countries what one country produces reaches a buyer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Table
from critmin.answers.text import joined
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.measures.interval import Interval
from critmin.tracing import prepared, trace
from critmin.tracing.mixing import GAP_LIMIT
from critmin.tracing.trace import Traced
from critmin.trade import buyers, flows
from critmin.trade import codes as concordance
from critmin.trade.buyers import Buyer

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = columns(
    "mineral stage year buyer_iso3 via via_iso3 origin_iso3 share_low share_high "
    "unexplained_share flag source"
)
SMALL = 0.001  # hands through which less than this can have come are shown as one row
REST = "Other countries"
DECIMALS = 9  # beyond them two machines invert the same matrix differently
Row = tuple[Cell, ...]


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
    doi:10.1016/j.ecolecon.2011.01.012): what arrives in a country leaves it in the mixture
    in which it arrived and was made there.

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
        Years with both trade and output; the newest trade year by default.
    allow_gap : bool, default False
        Answer although neither output nor imports explain a fifth of all exports or more.

    Returns
    -------
    Table
        ``share_low`` and ``share_high`` are fractions of the buyer's supply (own output and
        imports); ``share_high`` adds the part that the same country shipped and whose origin
        nothing explains. The origin's own row is what came without a detour.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    QueryError
        If the origin is the buyer or one of its members.
    NoData
        If no form can be traced, with the reasons, gaps and largest unexplained exporters.
    """
    slug, who = names.mineral(mineral).slug, buyers.buyer(buyer)
    producer = names.country(origin).iso3
    years = arguments.years(year) or [flows.years("baci-hs92")[-1]]
    for asked in years:
        _check_origin(who, producer, asked)
    named = dict.fromkeys(f for word in arguments.words(stage) for f in names.trade_forms(word))
    found: list[Traced] = []
    missing: list[tuple[str, int, str]] = []
    for asked in years:
        for form in named or concordance.forms_of(slug):
            try:
                found.append(
                    trace.trace(slug, form, asked, who.members(asked), allow_gap=allow_gap)
                )
            except NoData as reason:
                missing.append((form, asked, str(reason)))
    if not found:
        raise NoData(_why_nothing(slug, missing))
    rows = [row for traced in found for row in _rows(traced, who, producer)]
    if named:
        rows += [
            (slug, form, asked, who.code, None, None, producer, None, None, None, "no_data", None)
            for form, asked, _ in missing
        ]
    query = {
        "command": "via",
        "buyer": buyer,
        "mineral": mineral,
        "origin": origin,
        "stage": stage,
        "year": year,
        "allow_gap": allow_gap,
    }
    return Table(
        chart=_chart,
        query={key: value for key, value in query.items() if value},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(s for traced in found for s in traced.network.sources),
        warnings=tuple(dict.fromkeys(_cautions(found, missing, who, producer))),
        notes=("shares are of the buyer's supply, own output and imports, if imports mix evenly",),
    )


def _check_origin(who: Buyer, producer: str, year: int) -> None:
    if producer in who.members(year):
        raise QueryError(f"{producer} is the buyer {who.name} itself, or a member of it")


def _why_nothing(slug: str, missing: Sequence[tuple[str, int, str]]) -> str:
    if not missing:
        return f"no data for {slug}: no tariff code is mapped to it"
    gaps = [reason for _, _, reason in missing if "of exports" in reason]
    hint = " (--allow-gap, allow_gap=True, traces it nevertheless)" if gaps else ""
    reasons = dict.fromkeys([*gaps, *(reason for _, _, reason in missing)])
    return "; ".join(reasons) + hint


def _rows(traced: Traced, who: Buyer, producer: str) -> Iterator[Row]:
    """Hands by descending share; those that can hardly matter in one row."""
    small: list[Interval] = []
    hands = sorted(traced.via(producer).items(), key=lambda pair: (-pair[1].low, -pair[1].high))
    for hand, share in hands:
        if share.high < SMALL:
            small.append(share)
            continue
        name, iso3 = flows.place_name(hand)
        flag = ["direct"] if hand == producer else []
        yield _row(traced, who, name, iso3, producer, share, flag)
    if small:
        rest = Interval(sum(s.low for s in small), sum(s.high for s in small))
        yield _row(traced, who, REST, None, producer, rest, ["hands_folded"])


def _row(
    traced: Traced,
    who: Buyer,
    name: str,
    iso3: str | None,
    producer: str,
    share: Interval,
    flags: Sequence[str],
) -> Row:
    found = traced.network
    codes = [*flags, *traced.flags(who.members(found.year)), *_gap(traced)]
    return (
        found.mineral,
        found.form,
        found.year,
        who.code,
        name,
        iso3,
        producer,
        round(share.low, DECIMALS),
        round(share.high, DECIMALS),
        round(share.high - share.low, DECIMALS),
        joined(codes),
        ";".join(found.sources),
    )


def _gap(traced: Traced) -> list[str]:
    return ["gap_large"] if traced.gap_share > GAP_LIMIT else []


def _cautions(
    found: Sequence[Traced], missing: Sequence[tuple[str, int, str]], who: Buyer, producer: str
) -> Iterator[Caution]:
    for traced in found:
        yield _whole(traced, who, producer)
        yield from traced.network.cautions
        small = [
            flows.place_name(hand)[0]
            for hand, share in traced.via(producer).items()
            if share.high < SMALL
        ]
        if small:
            yield Caution(
                "hands_folded",
                f"{traced.network.what}: {len(small)} countries with less than {SMALL:.1%} each "
                f"in one row: {', '.join(sorted(small))}",
            )
        rings = sorted({node[0] for node in traced.origins.rings})
        if rings:
            yield Caution(
                "ring",
                f"{traced.network.what}: trade among {', '.join(rings)} has no producer "
                "behind it and is of unknown origin",
            )
        if traced.own() >= prepared.OWN:
            yield Caution(
                "own_output_in_supply",
                f"{traced.network.what}: {traced.own():.1%} of the supply "
                f"is the own output of {who.name}",
            )
        if traced.network.hidden & who.members(traced.network.year):
            yield Caution(
                "own_output_unknown",
                f"{traced.network.what}: own output of {who.name} is not "
                "known; shares are of its imports",
            )
    if who.is_bloc:
        yield Caution(
            "intra_bloc_excluded", f"{who.name} is one buyer: trade among its members is left out"
        )
    for _, _, reason in missing:
        yield Caution("no_data", reason)


def _whole(traced: Traced, who: Buyer, producer: str) -> Caution:
    """The share by origin in words, beside the one shipped directly."""
    share = traced.origin({producer})
    name = flows.place_name(producer)[0]
    return Caution(
        "origin_share",
        f"{traced.network.what}: of the supply of {who.name} between {share.low:.1%} and "
        f"{share.high:.1%} was produced in {name} if imports mix evenly; "
        f"{traced.unexplained():.1%} unexplained; {traced.direct({producer}):.1%} is shipped from "
        f"there; {traced.gap_share:.1%} of all exports are unexplained",
    )


def _chart(table: Table) -> Chart | None:
    from critmin.tracing.charts import via

    return via(table)
