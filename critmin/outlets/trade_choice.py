"""Tariff codes that count for each traded form, and the source that answers for each buyer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.outlets.records import Record
from critmin.trade import flows, us_imports
from critmin.trade.codes import caveats, other_forms
from critmin.trade.readers import Flow
from critmin.trade.source_choice import choose, complementary, flows_of, lines_with_flows
from critmin.trade.sources import BACI, BUNDLED, HELD_YEAR, TRADE_SOURCES, TradeSource, trade_source

EMPTIED = "code_emptied"
USA = "USA"


def _with_flows() -> list[TradeSource]:
    """Bundled sources with flows, by preference."""
    return [one for one in TRADE_SOURCES.values() if one.id in BUNDLED and one.reader is not None]


def _emptied(origin: str, year: int, code: str) -> bool:
    """Whether a code no longer holds its mineral in a source and year."""
    return any(
        one.flag == EMPTIED and one.meets(origin, year, code, one.importer, one.exporter)
        for one in caveats()
    )


def codes_of_forms() -> Iterator[Record]:
    """Source, year, code, mineral, form, only exporter, whether it counts, codes not held."""
    for source in _with_flows():
        for year in flows.years(source.origin):
            for mineral, form in sorted(flows.mapped(source.origin)):
                yield from _codes(source, year, mineral, form)


def _codes(source: TradeSource, year: int, mineral: str, form: str) -> Iterator[Record]:
    origin = source.origin
    lines = lines_with_flows(origin, mineral, form, year)
    if not lines:
        return
    alone = lines[0].exclusive
    own = sorted({line.code for line in lines})
    every = {line.code for line in flows.mapped(origin)[mineral, form] if line.exclusive}
    absent = ";".join(sorted(every - {*own})) if alone else ""
    elsewhere = [
        (code, exporter)
        for (code, exporter), other in sorted(other_forms().items())
        if (other.mineral, other.form) == (mineral, form) and code in flows.codes_held(origin)[year]
    ]
    for code, exporter in [*((code, None) for code in own), *elsewhere]:
        counts = int(alone and not _emptied(origin, year, code))
        yield source.id, year, code, mineral, form, exporter, counts, absent or None


def choices() -> Iterator[Record]:
    """Buyer, year, mineral, form and the source that answers, where it records imports."""
    for buyer in _buyers():
        origins = tuple(
            one.origin for one in _with_flows() if one.reporters is None or buyer in one.reporters()
        )
        recorded = {origin: _by_code(origin, buyer) for origin in origins}
        for mineral, form in _forms():
            source = _chosen(buyer, origins, recorded, mineral, form)
            if source is not None:
                yield buyer, HELD_YEAR, mineral, form, source


@cache
def _forms() -> tuple[tuple[str, str], ...]:
    """Minerals and forms with a code in any source, or printed by the USGS."""
    found = {key for one in _with_flows() for key in flows.mapped(one.origin)}
    found |= {(mineral, form) for mineral, own in us_imports.forms().items() for form in own}
    return tuple(sorted(found))


def _buyers() -> list[str]:
    """Partners with recorded imports in the newest year."""
    header, rows = read_table("countries.csv")
    at = header.index("iso3")
    return sorted(row[at] for row in rows)


def _by_code(origin: str, buyer: str) -> Mapping[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in flows.imports(origin, HELD_YEAR, {buyer}):
        found.setdefault(flow.code, []).append(flow)
    return found


def _chosen(
    buyer: str,
    origins: tuple[str, ...],
    recorded: Mapping[str, Mapping[str, list[Flow]]],
    mineral: str,
    form: str,
) -> str | None:
    """Source that answers; None if it records nothing."""
    if buyer == USA and form in us_imports.forms().get(mineral, {}):
        return us_imports.SOURCE
    origin = _preferred(origins, mineral, form)
    if origin is None:
        return None
    if origin in BACI and _complementary(mineral, form):
        paid = {one: _paid(recorded[one], one, mineral, form) for one in BACI}
        origin = max((origin, *BACI), key=lambda one: paid[one])
    lines = lines_with_flows(origin, mineral, form, HELD_YEAR)
    found = flows_of(recorded[origin], lines, mineral, form) if lines else []
    return trade_source(origin).id if found else None


@cache
def _preferred(origins: Collection[str], mineral: str, form: str) -> str | None:
    try:
        return choose(tuple(origins), mineral, form, [HELD_YEAR])
    except NoData:
        return None


@cache
def _complementary(mineral: str, form: str) -> bool:
    return complementary(mineral, form, [HELD_YEAR])


def _paid(by_code: Mapping[str, list[Flow]], origin: str, mineral: str, form: str) -> int:
    """Value of a buyer's imports under the codes of a form."""
    own = {line.code for line in lines_with_flows(origin, mineral, form, HELD_YEAR)}
    return sum(flow.value for code in own for flow in by_code.get(code, ()))
