"""Claims on demand, market value, prices and technologies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from critmin.answers.builder import codes
from critmin.answers.table import as_number, several
from critmin.core.errors import NoData
from critmin.export_controls import reach
from critmin.markets import demand_value, price_tables
from critmin.markets.market import market
from critmin.markets.since_control import first_control
from critmin.measures.prices import mean
from critmin.measures.rank_test import mann_whitney, median
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import BILLION, CHINA, number, sentence, shown, tally, text, year_of
from critmin.paper.claim_classes import classes_on
from critmin.paper.verdicts import Case, Tested, point, shown_only
from critmin.uses.technology import technology

ANNUAL = "usgs"
UNDER, OTHERS, PARTLY = "under control", "all others", "partly under control"


def used_in_clean(parameters: Parameters, _day: str) -> Tested:
    """Clean technologies use more than a limit of each mineral's demand."""
    year, sector = year_of(parameters, "year"), text(parameters, "sector")
    cases: list[Case] = []
    for mineral in parameters["minerals"]:
        clean = demand_value.demand(sector)[mineral][year]
        whole = demand_value.demand()[mineral][year]
        cases += [
            shown_only(f"{mineral} {year}", name.lower(), one.tonnes, "t", sources=(one.source,))
            for name, one in ((sector, clean), (demand_value.TOTAL_DEMAND, whole))
        ]
        cases.append(
            point(
                f"{mineral} {year}",
                "clean technologies' share of demand",
                clean.tonnes / whole.tonnes,
                "fraction",
                ">",
                number(parameters, "above"),
                sources=codes(clean.source, whole.source),
            )
        )
    return Tested(tuple(cases), sentence(cases))


def largest_markets(parameters: Parameters, _day: str) -> Tested:
    """The market value of each named mineral is above that of every other mineral.

    A larger known value refutes the claim; otherwise minerals without a known value leave it open.
    """
    year = year_of(parameters, "year")
    named = parameters["minerals"]
    rows = [row for row in market(year=year) if row["mineral"] != demand_value.TOTAL]
    values = {str(row["mineral"]): as_number(row["value_usd"]) for row in rows}
    origin = {str(row["mineral"]): several(row["source"]) for row in rows}
    cases: list[Case] = []
    for mineral in named:
        others = {slug: value for slug, value in values.items() if slug not in named}
        own = values[mineral]
        cases += [
            _against(
                f"{mineral} against {slug}", own, value, codes(origin[mineral], origin[slug])
            )._replace(counts=False)
            for slug, value in others.items()
        ]
        cases.append(_against_largest(mineral, own, others, origin[mineral]))
    known = {slug: usd for slug, usd in values.items() if usd is not None}
    ranked = sorted(known, key=known.__getitem__, reverse=True)
    listed = ", ".join(f"{slug} {known[slug] / BILLION:,.1f}" for slug in ranked)
    unknown = [slug for slug in values if slug not in known]
    without = f"; no value of {', '.join(unknown)}" if unknown else ""
    return Tested(tuple(cases), f"{year}, bn USD: {listed}{without}")


def _against(case: str, own: float | None, other: float | None, origin: Iterable[str]) -> Case:
    flags = ("no_data",) if other is None else ()
    return point(case, "market value", own, "USD", ">", other, flags=flags, sources=origin)


def _against_largest(
    mineral: str, own: float | None, others: dict[str, float | None], origin: tuple[str, ...]
) -> Case:
    """Case against the largest other mineral; open if one without a value could be larger."""
    known = {slug: value for slug, value in others.items() if value is not None}
    largest = max(known, key=known.__getitem__, default="")
    limit = known.get(largest)
    beaten = own is not None and limit is not None and own <= limit
    complete = beaten or len(known) == len(others)
    case = f"{mineral} against the largest other" + (f" ({largest})" if largest else "")
    return _against(case, own, limit if complete else None, origin)


def prices_fell(parameters: Parameters, _day: str) -> Tested:
    """The mean price of a year is lower by a limit than that of an earlier year."""
    first, second = text(parameters, "first"), text(parameters, "second")
    origin = text(parameters, "source")
    cases: list[Case] = []
    for mineral in parameters["minerals"]:
        (series,) = price_tables.pinned(mineral, origin)
        source = (series.prices[-1].source,)
        before, after = mean(series, first), mean(series, second)
        cases += [
            shown_only(
                f"{mineral} {year}",
                "mean price",
                None if found is None else found.value,
                series.unit,
                sources=source,
            )
            for year, found in ((first, before), (second, after))
        ]
        whole = (
            before is not None
            and after is not None
            and (before.periods == before.of and after.periods == after.of)
        )
        cases.append(
            point(
                f"{mineral} {first} to {second}",
                "change of the mean price",
                after.value / before.value - 1 if whole and before and after else None,
                "fraction",
                "<",
                -number(parameters, "fall"),
                flags=() if whole else ("partial_year",),
                sources=source,
            )
        )
    return Tested(tuple(cases), sentence(cases))


def more_minerals(parameters: Parameters, _day: str) -> Tested:
    """Each clean technology uses a multiple of the minerals of each conventional one."""
    named = parameters["technologies"]
    cases = [
        point(
            f"{row['technology']} against {row['reference']}",
            "ratio of masses",
            as_number(row["ratio_to_reference"]),
            "ratio",
            ">",
            number(parameters, "times"),
            flags=several(row["flag"]),
            sources=several(row["source"]),
            counts=row["technology"] in named,
        )
        for row in technology()
        if row["mineral"] == "all" and row["reference"] is not None
    ]
    return Tested(tuple(cases), sentence(cases))


def prices_since_controls(parameters: Parameters, _day: str) -> Tested:
    """Prices of minerals under new Chinese controls rose more than those of all others.

    Compares the price of each mineral's main form in two years. A group of which only members came
    under control, or a mineral already under an older one, is in neither set. The test is made
    twice: with all prices, and without prices in China, which a Chinese control may lower.
    """
    first, second = text(parameters, "first"), text(parameters, "second")
    groups: dict[str, list[Case]] = {UNDER: [], OTHERS: [], PARTLY: []}
    without = 0
    for mineral in price_tables.minerals():
        moved = _change(mineral, first, second)
        if moved is not None:
            name = _group(mineral, first, second)
            groups[name].append(moved._replace(case=f"{mineral} ({name})"))
        without += moved is None
    at_seller = set(parameters["at_seller"])
    abroad = {
        name: [case for case in found if case.case.split()[0] not in at_seller]
        for name, found in groups.items()
    }
    limit = number(parameters, "p")
    readings = [
        _compared(found, where, limit)
        for found, where in ((groups, ""), (abroad, ", priced outside China"))
    ]
    every = [case for found in groups.values() for case in found]
    cases = [case for deciding, _ in readings for case in deciding]
    compared = "; ".join(reading for _, reading in readings)
    result = (
        f"{first} to {second}: {compared}{tally(cases)}; {without} minerals without a price of "
        "both years"
    )
    return Tested((*cases, *every), result)


def fell_more(parameters: Parameters, day: str) -> Tested:
    """Prices of battery minerals fell more between two years than those of all other minerals.

    Both groups are of minerals with an annual price of both years; a rank test is asked for too.
    """
    first, second = text(parameters, "first"), text(parameters, "second")
    limit, battery = number(parameters, "p"), text(parameters, "class")
    inside = classes_on(day)[battery]
    groups: dict[str, list[Case]] = {battery: [], OTHERS: []}
    without = []
    for mineral in price_tables.minerals():
        moved = _change(mineral, first, second)
        name = battery if mineral in inside else OTHERS
        if moved is None:
            without += [mineral] if name == battery else []
        else:
            groups[name].append(moved._replace(case=f"{mineral} ({name})"))
    lows = [[c.low for c in groups[name] if c.low is not None] for name in (battery, OTHERS)]
    if not all(lows):
        raise NoData(f"no price of both years in one of the groups, {first} and {second}")
    test = mann_whitney(*lows)
    every = (*groups[battery], *groups[OTHERS])
    origin = codes(*(case.sources for case in every))
    middle = point(
        f"median of {len(lows[0])} {battery} minerals",
        "change of the price",
        median(lows[0]),
        "fraction",
        "<",
        median(lows[1]),
        sources=origin,
    )
    chance = point("both groups", "p of the rank test", test.p, "p", "<", limit, sources=origin)
    gone = f"; no price of both years: {', '.join(without)}" if without else ""
    result = (
        f"{first} to {second}: {shown(middle)} at the median of {len(lows[0])} {battery} "
        f"minerals, {median(lows[1]):+.1%} of {len(lows[1])} others, rank test p = {test.p:.2g}"
        f"{tally([middle, chance])}{gone}"
    )
    return Tested((middle, chance, *every), result)


def _compared(
    groups: Mapping[str, list[Case]], where: str, limit: float
) -> tuple[tuple[Case, Case], str]:
    """Medians of both groups and the rank test, with one sentence on them.

    Raises
    ------
    NoData
        If a group has no price.
    """
    under, rest = ([c.low for c in groups[name] if c.low is not None] for name in (UNDER, OTHERS))
    if not under or not rest:
        raise NoData(f"no price of both years in one of the groups{where}")
    test = mann_whitney(under, rest)
    origin = codes(*(case.sources for found in groups.values() for case in found))
    middle = point(
        f"median of {len(under)} {UNDER}{where}",
        "change of the price",
        median(under),
        "fraction",
        ">",
        median(rest),
        sources=origin,
    )
    chance = point(
        f"both groups{where}", "p of the rank test", test.p, "p", "<", limit, sources=origin
    )
    result = (
        f"{shown(middle)} at the median of {len(under)} that came under control{where}, "
        f"{median(rest):+.1%} of {len(rest)} others, rank test p = {test.p:.2g}"
    )
    return (middle, chance), result


def _change(mineral: str, first: str, second: str) -> Case | None:
    """Change of a mineral's annual price; None if a year has no figure."""
    found = price_tables.pinned(mineral, ANNUAL)
    if not found:
        return None
    by_year = {price.period: price for price in found[0].prices}
    before, after = by_year.get(first), by_year.get(second)
    if before is None or after is None or not before.value or after.value is None:
        return None
    return shown_only(
        mineral,
        "change of the price",
        after.value / before.value - 1,
        "fraction",
        flags=codes(before.flags, after.flags),
        sources=codes(before.source, after.source),
    )


def _group(mineral: str, first: str, second: str) -> str:
    """Group of a mineral, by whether China's first licence or ban took effect in these years."""
    try:
        control = first_control(mineral, CHINA)
    except NoData:
        return OTHERS
    counted = control.measure.type in reach.LICENCE | reach.BAN
    if not counted or not first <= control.effective.first[:4] <= second:
        return OTHERS
    return PARTLY if {"control_partial", "older_control"} & {*control.flags} else UNDER
