"""via: third countries through which one country's production reaches a buyer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, periods, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.name_words import typed
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import BY_PLACE, Rule
from critmin.core.roles import Roles
from critmin.core.wording import counted
from critmin.declared.listed import TRADE
from critmin.declared.question import question
from critmin.measures.interval import Interval
from critmin.tracing import origin_share, precomputed, trace, via_stages
from critmin.tracing.feed_forms import is_dug, made_at_refinery
from critmin.tracing.mixing import GAP_LIMIT
from critmin.tracing.origin_share import OriginShare
from critmin.tracing.trace import Traced
from critmin.trade import buyers, flows
from critmin.trade.buyers import Buyer
from critmin.trade.codes import forms_of
from critmin.trade.own_trade import check_periods, of_own_trade
from critmin.trade.sources import HELD_YEAR, refuse_without_world, worldwide

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p
    from critmin.trade.readers import Flow

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


@question(
    "via",
    group=TRADE,
    place=2,
    answers="Third countries through which one origin reached a buyer.",
    examples=(
        "critmin via usa graphite --supplier china",
        "critmin via USA copper --origin chile --origin-stage mining -f csv",
    ),
    limits="Shares are intervals that hold if imports mix evenly; name no middle.",
    named=Rule(
        one=("buyer",),
        needs=("buyer",),
        needs_mineral=True,
        minerals=1,
        code=BY_PLACE,
        beyond="name one buyer: critmin via {first} --supplier {place}, or critmin via "
        "{place} --supplier {first}, with a mineral",
    ),
    picture=True,
    buyer="always",
)
@of_own_trade
def via(
    *named: p.BuyerNames,
    supplier: p.Origin = None,
    buyer: p.BuyerOption = None,
    mineral: p.Mineral = None,
    form: p.TradeForm = None,
    stage: p.Form = None,
    year: p.Year = None,
    allow_gap: p.AllowGap = False,
    origin_stage: p.OriginStage = None,
    trade: p.WorldTrade = None,
    engine: p.Engine = None,
    origin: str | None = None,
    shipments: Sequence[Flow] = (),
) -> Table:
    """Shares of a buyer's supply that one country produced, by the country that shipped it last.

    Origins are traced by proportional mixing (Kastner et al. 2011,
    doi:10.1016/j.ecolecon.2011.01.012): all supply of a country, imported and
    produced there, mixes evenly and leaves in the same mixture.

    Parameters
    ----------
    *named : str
        The buyer, a country or a bloc, and one mineral (slug, symbol, common name or product), in
        any order. A bloc is one buyer, trade among its members is left out.
    buyer, mineral : str, optional
        The same by name.
    supplier : str
        Country of production: of the mine for ore, of the plant for what is refined.
    origin : str, optional
        The same as ``supplier``.
    stage : str or sequence of str, optional
        Trade forms; all that can be traced by default.
    year : str, int or sequence of int, optional
        Years with both trade and output; the newest trade year when not given.
    allow_gap : bool, default False
        Answer even if output and imports leave more than a fifth of all exports unexplained.
    origin_stage : str, optional
        ``mining`` follows refined forms on to the mines that fed the refineries, one row for each
        chain of refinery and last shipper; ``refining`` leaves out what is not refined. By
        default the origin of a form is where it was made.
    shipments : sequence of Flow
        Own shipments of goods on the way to refineries (`critmin.trade.readers.Flow`), with codes
        of the concordance; used with ``origin_stage="mining"`` only.
    trade, engine : str, optional
        As in `critmin.dependency`; the data need the trade between all countries.

    Returns
    -------
    Table
        ``share_low`` and ``share_high`` are fractions of the buyer's supply (own output and
        imports): the range over seeded draws of what is assumed (`critmin.tracing.draws`), the
        high end with the part that the same country shipped with unknown origin. The row of the
        origin itself is what it shipped directly.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If the origin is the buyer or one of its members.
    NoData
        If no form can be traced, with the reasons, gaps and largest unexplained exporters.
    """
    maker = arguments.either("--supplier", supplier, origin)
    said = roles.read("via", named, mineral=mineral, buyer=buyer, supplier=maker)
    made_in = _maker(said)
    slug, importer = names.mineral(said.minerals[0]).slug, buyers.buyer(said.the("buyer"))
    producer = buyers.place(made_in)
    years = check_periods(periods.read(year)) or [_newest(slug)]
    for one in years:
        refuse_without_world(slug, one)
        _check_origin(importer, producer, one)
    asked_for = arguments.form_or_stage(form, stage)
    wanted = arguments.trade_forms(asked_for) or said.forms().get(slug, [])
    query = {
        "command": "via",
        "buyer": said.the("buyer"),
        "mineral": said.minerals[0],
        "origin": made_in,
        "stage": asked_for,
        "year": year,
        "allow_gap": allow_gap or None,
        "origin_stage": origin_stage,
    }
    at = arguments.origin_stage(origin_stage)
    forms = _forms(slug, wanted, at)
    about = read_as.cautions(said, part="form", given=asked_for)
    if at == "mining" and not all(is_dug(slug, form) for form in forms):
        asked = via_stages.Asked(importer, producer, allow_gap, shipments)
        pairs = [(each, one) for one in years for each in forms]
        answer = via_stages.answer(asked, slug, pairs, query, named=bool(wanted))
        return answer.replace(warnings=(*about, *answer.warnings))
    found: list[Traced] = []
    missing: list[Missing] = []
    for one in years:
        for each in forms:
            try:
                traced = trace.trace(slug, each, one, importer.members(one), allow_gap=allow_gap)
            except NoData as reason:
                missing.append(Missing(each, one, str(reason)))
                continue
            found.append(traced)
    if not found:
        raise NoData(_why_nothing(slug, missing))
    hands = [Hands.of(one, importer.members(one.network.year), producer) for one in found]
    rows = [row for one in hands for row in _rows(one, importer, producer)]
    if wanted:
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
        query=query,
        cited=sources.records(id_ for traced in found for id_ in traced.network.sources),
        cautions=[*about, *_cautions(hands, missing, importer, producer)],
        notes=["shares are of the buyer's supply, own output and imports, if imports mix evenly"],
        summary=_summary,
        chart=_chart,
    )


def _newest(slug: str) -> int:
    """Newest year of the trade between all countries; `NoData` without any."""
    refuse_without_world(slug, HELD_YEAR)
    return flows.years(worldwide()[0])[-1]


def _maker(said: Roles) -> str:
    """The one country of production.

    Raises
    ------
    QueryError
        If none or several are named.
    """
    found = said.of("supplier")
    if len(found) > 1:
        raise QueryError(f"via takes one supplier, not {', '.join(found)}: ask once for each")
    if not found:
        asked = " ".join(map(typed, (said.the("buyer"), *[*said.products, *said.minerals][:1])))
        raise QueryError(f"name the country of production: critmin via {asked} --supplier china")
    return found[0]


def _forms(slug: str, named: Sequence[str], at: str | None) -> list[str]:
    """Forms to trace, for a stage of origin: all that are named, or all that can be meant.

    Raises
    ------
    QueryError
        If only what is dug is named, and its origin at the refinery is asked for.
    """
    forms = list(named or forms_of(slug))
    if at == "refining":
        refined = [form for form in forms if not is_dug(slug, form)]
        if forms and not refined:
            raise QueryError(f"{', '.join(forms)} is dug, not refined: leave --origin-stage out")
        return refined
    if at == "mining" and not named and any(map(made_at_refinery, forms)):
        return [form for form in forms if made_at_refinery(form)]
    return forms


def _check_origin(buyer: Buyer, producer: str, year: int) -> None:
    if producer in buyer.members(year):
        raise QueryError(f"{producer} is the buyer {buyer.name} itself, or a member of it")
    for code in (producer, *(() if buyer.is_bloc else (buyer.code,))):
        origin_share.check_recorded(code, year)


def _why_nothing(slug: str, missing: Sequence[Missing]) -> str:
    if not missing:
        return f"no data for {slug}: no tariff code is mapped to it"
    gaps = [gap.reason for gap in missing if "of exports" in gap.reason]
    hint = " (to trace it anyway: --allow-gap, allow_gap=True)" if gaps else ""
    reasons = dict.fromkeys([*gaps, *(gap.reason for gap in missing)])
    return "; ".join(reasons) + hint


class Hands(NamedTuple):
    """Last shippers of one origin: the usual share of each, and its range over the draws."""

    traced: Traced
    total: OriginShare
    usual: dict[str, Interval]
    ranges: dict[str, Interval]

    @classmethod
    def of(cls, traced: Traced, members: frozenset[str], producer: str) -> Hands:
        """Last shippers through which a producer's output reached the buyer."""
        usual = traced.via(producer)
        own = origin_share.supply_of(traced, members)
        total = own.origin({producer})
        ranges = {
            place: _wider(_within(own.through(place, producer), total.origin), usual[place])
            for place in usual
        }
        return cls(traced, total, usual, ranges)

    @property
    def small(self) -> list[str]:
        """Countries that are shown in one row."""
        return [place for place, share in self.ranges.items() if share.high < SMALL]


def _within(found: Interval, total: Interval) -> Interval:
    """Range of what one country shipped, at most what came from the origin by all of them."""
    return Interval(min(found.low, total.high), min(found.high, total.high))


def _wider(found: Interval, usual: Interval) -> Interval:
    """Range that holds the usual share, whose digits are more than those of the stored ranges."""
    return Interval(min(found.low, usual.low), max(found.high, usual.high))


def _rows(hands: Hands, buyer: Buyer, producer: str) -> Iterator[Row]:
    """Rows of the last shippers by descending share; small ones in one row."""
    usual, ranges, small = hands.usual, hands.ranges, hands.small
    for place in sorted(usual, key=lambda place: (-usual[place].low, -ranges[place].high)):
        if place in small:
            continue
        name, iso3 = flows.place_name(place)
        flag = "direct" if place == producer else ""
        yield _row(hands, buyer, name, iso3, producer, (usual[place], ranges[place]), flag)
    if small:
        rest = (_total(usual[p] for p in small), _total(ranges[p] for p in small))
        yield _row(hands, buyer, REST, None, producer, rest, "hands_folded")


def _total(shares: Iterable[Interval]) -> Interval:
    every = list(shares)
    return Interval(sum(share.low for share in every), sum(share.high for share in every))


def _row(
    hands: Hands,
    buyer: Buyer,
    name: str,
    iso3: str | None,
    producer: str,
    share: tuple[Interval, Interval],
    flag: str,
) -> Row:
    found, (usual, drawn) = hands.traced.network, share
    return Row(
        mineral=found.mineral,
        stage=found.form,
        year=found.year,
        buyer_iso3=buyer.code,
        via=name,
        via_iso3=iso3,
        origin_iso3=producer,
        share_low=round(drawn.low, DECIMALS),
        share_high=round(drawn.high, DECIMALS),
        unexplained_share=round(usual.high - usual.low, DECIMALS),
        flag=codes(
            flag, hands.total.flags, "gap_large" if hands.traced.gap_share > GAP_LIMIT else ""
        ),
        source=found.sources,
    )


def _cautions(
    found: Sequence[Hands], missing: Sequence[Missing], buyer: Buyer, producer: str
) -> Iterator[Caution]:
    for hands in found:
        yield from _of_network(hands, buyer, producer)
    if buyer.is_bloc:
        yield caution("intra_bloc_excluded:all_years", buyer=buyer.name)
    for gap in missing:
        yield Caution("no_data", gap.reason)


def _of_network(hands: Hands, buyer: Buyer, producer: str) -> Iterator[Caution]:
    """Cautions of one network, beginning with the origin share."""
    traced, total = hands.traced, hands.total
    what = traced.network.what
    yield caution(
        "cannot_be_told" if total.wide else "origin_share",
        what=what,
        buyer=buyer.name,
        origin=flows.place_name(producer)[0],
        unexplained=total.unexplained,
        direct=total.direct,
        gap=traced.gap_share,
        **total.in_words,
    )
    yield from traced.network.cautions
    if hands.small:
        yield caution(
            "hands_folded",
            what=what,
            number=counted(len(hands.small), "country", "countries"),
            limit=SMALL,
            countries=tuple(sorted(flows.place_name(place)[0] for place in hands.small)),
        )
    rings = sorted({node[0] for node in traced.origins.rings})
    if rings:
        yield caution("ring", what=what, countries=tuple(rings))
    if traced.own() >= precomputed.OWN:
        yield caution("own_output_in_supply", what=what, share=traced.own(), buyer=buyer.name)
    if traced.network.hidden & buyer.members(traced.network.year):
        yield caution("own_output_unknown", what=what, buyer=buyer.name)


def _summary(table: Table) -> str:
    from critmin.summaries.via import via

    return via(table)


def _chart(table: Table) -> Chart | None:
    from critmin.tracing.charts import via

    return via(table)
