"""Screen of the bundled trade: the codes of critical minerals, by year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import listed, the
from critmin.screening import goods
from critmin.screening.indicators import Figures, Key, Recorded, by_product, figures
from critmin.screening.rows import Asked, Row, flags_of
from critmin.screening.rules import over_years
from critmin.trade import flows, sources
from critmin.trade.buyers import Buyer
from critmin.trade.codes import caveats, in_nomenclature, lines
from critmin.trade.sources import BACI, TradeSource


class Used(NamedTuple):
    """A bundled source, and its codes of which no source before it has the trade.

    ``regrouped`` are codes left out, with the earlier codes under which the same goods are traded.
    """

    source: TradeSource
    codes: frozenset[str]
    regrouped: Mapping[str, str] = MappingProxyType({})


def used(text: str | None) -> list[Used]:
    """Sources with flows: both of BACI, each with its own codes, or the one named.

    Raises
    ------
    UnknownName
        For an unknown source.
    NoData
        For a source without flows.
    """
    named = sources.check(text)
    found: list[Used] = []
    for origin in [named] if named else BACI:
        one = sources.trade_source(origin)
        if one.reader is None:
            raise NoData(f"{one.id} prints shares of imports and has no flows to screen")
        held = frozenset().union(*flows.codes_held(origin).values())
        held = held.difference(*(before.codes for before in found))
        regrouped = _regrouped(held, one.nomenclature, found)
        found.append(Used(one, held - regrouped.keys(), regrouped))
    return found


Goods = frozenset[tuple[str, str]]  # mineral and form


def _regrouped(held: Iterable[str], nomenclature: str, before: Iterable[Used]) -> dict[str, str]:
    """Codes whose goods a source has under codes that ended before the nomenclature."""
    now = _goods(nomenclature)
    ended: dict[tuple[str, str], str] = {}
    for one in before:
        then = _goods(one.source.nomenclature)
        for code in sorted(one.codes - now.keys()):
            ended |= dict.fromkeys(then.get(code, ()), f"{one.source.nomenclature} {code}")
    found = {}
    for code in sorted(held):
        goods_of = now.get(code, frozenset())
        if goods_of and goods_of <= ended.keys():
            found[code] = listed(sorted({ended[one] for one in goods_of}))
    return found


def _goods(nomenclature: str) -> dict[str, Goods]:
    """Minerals and forms of each code of a nomenclature."""
    found: dict[str, Goods] = {}
    for line in lines():
        if in_nomenclature(line, nomenclature):
            found[line.code] = found.get(line.code, frozenset()) | {(line.mineral, line.form)}
    return found


def cautions(asked: Asked, of: Iterable[Used]) -> Iterator[Caution]:
    """Codes that are not compared, as their trade is under earlier codes."""
    for one in of:
        left = [code for code in one.regrouped if asked.codes is None or code in asked.codes]
        if left and {*asked.years} & {*flows.years(one.source.origin)}:
            named = [f"{one.source.nomenclature} {c} (in {one.regrouped[c]})" for c in left]
            yield caution("screen_regrouped", codes=listed(named), source=one.source.origin)


def years(asked: Asked, found: Iterable[Used]) -> tuple[int, ...]:
    """Years asked for, else the newest of the sources.

    Raises
    ------
    NoData
        For a year that none of them has.
    """
    held = {year for one in found for year in flows.years(one.source.origin)}
    absent = [year for year in asked.years if year not in held]
    if absent:
        every = [one.source.id for one in found]
        ids = f"{listed(every)} {'has' if len(every) == 1 else 'have'}"
        raise NoData(f"{ids} {min(held)} to {max(held)}, not {listed(list(map(str, absent)))}")
    return asked.years or (max(held),)


def rows(asked: Asked, of: Used) -> Iterator[Row]:
    """Rows of one source."""
    origin = of.source.origin
    wanted = of.codes if asked.codes is None else of.codes & asked.codes
    held = flows.years(origin)
    back = asked.limits.of_years if asked.limits else 1
    read = sorted({y - before for y in asked.years for before in range(back)} & {*held})
    recorded = (
        Recorded(year, flow.code, flow.importer, flow.exporter, flow.value)
        for year in read
        for flow in flows.flows(origin, year, wanted)
    )
    found = dict(
        figures(
            recorded,
            bought_by(asked.buyers),
            asked.rule,
            exports_known=of.source.worldwide,
            worldwide=of.source.worldwide,
        )
    )
    met = by_product(found, asked.limits) if asked.limits else {}
    for key, one in found.items():
        if key[2] in asked.years:
            told: tuple[int | None, int | None, bool | None] = (None, None, None)
            if asked.limits:
                told = over_years(met[key[:2]], key[2], held, asked.limits)
            yield _row(asked, of.source, key, one, told)


def bought_by(of: Sequence[Buyer]) -> Callable[[str, int], frozenset[str]]:
    """Function that gives the buyers of which a place is a member in a year."""
    known: dict[tuple[str, int], frozenset[str]] = {}
    members: dict[tuple[str, int], frozenset[str]] = {}

    def bought(place: str, year: int) -> frozenset[str]:
        key = (place, year)
        if key not in known:
            if not of:
                known[key] = frozenset({place})
            else:
                for one in of:
                    if (one.code, year) not in members:
                        members[one.code, year] = one.members(year)
                known[key] = frozenset(one.code for one in of if place in members[one.code, year])
        return known[key]

    return bought


def _row(
    asked: Asked,
    source: TradeSource,
    key: Key,
    of: Figures,
    told: tuple[int | None, int | None, bool | None],
) -> Row:
    buyer, code, year = key
    covered = goods.of_code(source.nomenclature, code)
    named = {one.code: one.name for one in asked.buyers}
    cautions = [
        caveat.flag
        for caveat in caveats()
        if caveat.meets(source.id, year, code, buyer, of.supplier) and caveat.code
    ]
    flags = [
        None if covered.exclusive else "code_not_exclusive",
        *cautions,
        "partners_unnamed" if of.import_hhi != of.import_hhi_high else None,
        "flows_without_value" if of.missing else None,
        *flags_of(of, told[1], asked.limits),
    ]
    supplier = flows.place_name(of.supplier)[0] if of.supplier else None
    return Row(
        named.get(buyer) or flows.place_name(buyer)[0],
        buyer,
        covered.minerals,
        covered.description or None,
        code,
        source.nomenclature,
        year,
        told[2],
        of.imports,
        source.currency,
        supplier,
        of.supplier or None,
        of.share,
        of.import_hhi,
        of.import_hhi_high,
        of.export_hhi,
        of.exports,
        of.ratio,
        of.outside_share,
        told[0],
        told[1],
        codes(*flags),
        (source.id,),
    )


def nothing(asked: Asked, found: Iterable[Used]) -> str:
    """Reason why there is no row."""
    every = [one.source.id for one in found]
    who = listed([the(one.name) for one in asked.buyers]) or "any buyer"
    years = listed(list(map(str, asked.years)))
    verb = "records" if len(every) == 1 else "record"
    return f"{listed(every)} {verb} no imports of these products by {who} in {years}"
