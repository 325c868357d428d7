"""Price series: the only reader of the bundled price tables.

Annual prices are part of the United States statistics and are read by `us_statistics`.
"""

from __future__ import annotations

from functools import cache

from critmin.core import sources
from critmin.core.files import has, read_table, sorted_rows_of
from critmin.core.sources import Edition
from critmin.measures.prices import Price, Series
from critmin.supply import source_choice
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import Figure

STAGE = "prices"  # stage under which preference.csv ranks the sources of prices
ANNUAL = "usgs"
STATE_FLAGS = {"withheld", "unknown", "less_than", "greater_than", "range"}


@cache
def monthly_sources() -> dict[str, str]:
    """Newest source id of each origin with monthly prices."""
    found: dict[str, str] = {}
    for id_ in sorted(sources.editions()):
        origin, edition = Edition.of(id_)
        if has(f"{origin}/price_series_{edition}.csv"):
            found[origin] = id_
    return found


def origins() -> tuple[str, ...]:
    """Origins with prices, the preferred first."""
    return source_choice.preference(STAGE, "")


@cache
def _described(source: str) -> dict[str, list[str]]:
    """Rows that describe a source's monthly series (form, unit, flag, note), by mineral."""
    origin, edition = Edition.of(source)
    return {row[0]: row for row in read_table(f"{origin}/price_series_{edition}.csv")[1]}


@cache
def _monthly(source: str, mineral: str) -> Series | None:
    """Monthly prices of a mineral in a source; None if it has none."""
    if mineral not in _described(source):
        return None
    origin, edition = Edition.of(source)
    _mineral, form, unit, _first, _last, flag, note, *_ = _described(source)[mineral]
    figures = tuple(
        Price(period, float(price) if price else None, () if price else ("unknown",), source)
        for _mineral, period, price, _unit in sorted_rows_of(
            f"{origin}/prices_{edition}.csv", mineral
        )
    )
    return Series(mineral, origin, form, unit, True, figures, (flag,) if flag else (), note)


@cache
def _forms() -> dict[str, list[tuple[str, str]]]:
    """Form and unit of the annual prices of each mineral, its main form first."""
    found: dict[str, list[tuple[str, str]]] = {}
    lines = read_table("price_forms.csv")[1]
    for mineral, form, unit, main in sorted(lines, key=lambda line: line[-1] != "yes"):
        found.setdefault(mineral, []).insert(
            0 if main == "yes" else len(found.get(mineral, [])), (form, unit)
        )
    return found


def minerals() -> list[str]:
    """Minerals with a price of any kind, sorted."""
    by_month = {slug for id_ in monthly_sources().values() for slug in _described(id_)}
    return sorted(by_month | set(_forms()))


def of(mineral: str) -> list[Series]:
    """Prices of a mineral, one series per origin, the preferred origin first."""
    found = []
    for origin in source_choice.preference(STAGE, mineral):
        if origin == ANNUAL:
            found += annual(mineral)[:1]
        elif (series := _monthly(monthly_sources()[origin], mineral)) is not None:
            found.append(series)
    return found


def pinned(mineral: str, source: str) -> list[Series]:
    """Prices of a mineral in one source (``usgs``, ``usgs@2025``), all forms of it."""
    origin, edition = Edition.of(source)
    if origin == ANNUAL:
        return annual(mineral, source if edition else None)
    id_ = monthly_sources().get(origin)
    if id_ is None or source not in {origin, id_}:
        return []
    series = _monthly(id_, mineral)
    return [] if series is None else [series]


def annual(mineral: str, edition: str | None = None) -> list[Series]:
    """Annual prices of a mineral, a series for each form, its main form first.

    Each year is taken from the newest edition that prints it in that form and unit, and
    flagged where the edition changes.
    """
    found = []
    for form, unit in _forms().get(mineral, []):
        prices, note = _years(mineral, form, unit, edition)
        if prices:
            found.append(Series(mineral, ANNUAL, form, unit, False, prices, (), note))
    return found


def _years(
    mineral: str, form: str, unit: str, edition: str | None
) -> tuple[tuple[Price, ...], str]:
    """Prices by year and the publisher's note on the newest of them."""
    by_year: dict[int, Figure] = {}
    for source in (edition,) if edition else us_statistics.editions():
        for year, figure in us_statistics.prices(source, mineral).get((form, unit), {}).items():
            by_year.setdefault(year, figure)
    prices: list[Price] = []
    for year in sorted(by_year):
        before = prices[-1].source if prices else by_year[year].source
        prices.append(_price(year, by_year[year], before))
    return tuple(prices), by_year[max(by_year)].note if by_year else ""


def _price(year: int, figure: Figure, before: str) -> Price:
    flags = [figure.state] if figure.state in STATE_FLAGS else []
    value = figure.quantity
    if figure.state in {"range", "less_than"} and figure.high is not None:
        value = ((figure.low or 0.0) + figure.high) / 2
    if figure.state == "greater_than":
        value = figure.low
    if figure.status == "estimated" and value is not None:
        flags.append("estimated")
    if figure.source != before:
        flags.append("edition_change")
    return Price(str(year), value, tuple(flags), figure.source, figure.low, figure.high)
