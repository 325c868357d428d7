"""Claims on trade: losses from a stop, and indirect supply."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from critmin.answers.builder import codes
from critmin.core.errors import NoData
from critmin.core.wording import About
from critmin.disruption.others_loss import bases, others_loss
from critmin.measures.interval import Interval
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import (
    CHINA,
    hidden,
    number,
    share_case,
    share_of,
    shown,
    supply_shares,
    tally,
    year_of,
)
from critmin.paper.verdicts import Case, Tested, point, shown_only
from critmin.tracing import precomputed
from critmin.tracing.origin_share import origin_of
from critmin.trade import flows
from critmin.trade.buyers import Buyer, buyer
from critmin.trade.sources import trade_source

HS92 = "baci-hs92"
COMEXT = "comext"
LOST = "lost by all others"


def indirect_over_direct(parameters: Parameters, _day: str) -> Tested:
    """For each buyer, China's origin share exceeds its direct share in half of the networks.

    Both are shares of the buyer's supply (own output and imports) in the network's weight.
    Differences within a margin do not count. Networks in which neither share can reach a limit are
    shown but not counted.
    """
    year, at_least = year_of(parameters, "year"), number(parameters, "at_least")
    negligible, margin = number(parameters, "negligible"), number(parameters, "margin_points") / 100
    cases: list[Case] = []
    parts: list[str] = []
    for code in parameters["buyers"]:
        traced = list(_traced(code, year, margin))
        small = [case for direct, case in traced if max(direct, case.high or 0.0) < negligible]
        found = [case for _, case in traced if case not in small]
        yes, open_, many = _count(found, True), _count(found, None), len(found)
        left_out = f" (below {negligible:.0%}, not counted)"
        cases += [c._replace(case=f"{c.case}{left_out * (c in small)}") for _, c in traced]
        cases.append(
            Case(
                f"{code}: {yes} of {many} networks",
                "part with a larger share made than shipped",
                _part(yes, many),
                _part(yes + open_, many),
                "fraction",
                ">=",
                at_least,
                sources=codes(*(case.sources for case in found)),
            )
        )
        parts.append(
            f"{code} {yes} of {many} networks for certain, {open_} undecided; {len(small)} "
            "negligible left out"
        )
    return Tested(tuple(cases), f"{'; '.join(parts)}{tally([c for c in cases if c.counts])}")


def _count(cases: Iterable[Case], holds: bool | None) -> int:
    return sum(case.holds is holds for case in cases)


def _part(some: int, every: int) -> float | None:
    return some / every if every else None


def _traced(code: str, year: int, margin: float) -> Iterator[tuple[float, Case]]:
    """A buyer's direct share, and the origin share compared with it, in every traced network."""
    for known in precomputed.of_year(year):
        if known.reason:
            continue
        try:
            found = origin_of(
                known.mineral, known.form, year, frozenset({code}), frozenset({CHINA})
            )
        except NoData:  # the buyer is not in this network
            continue
        yield (
            found.direct,
            Case(
                f"{code} {known.mineral} {known.form}",
                f"share made in {CHINA}, against shipped by it plus {margin * 100:g} points",
                found.origin.low,
                found.origin.high,
                "fraction",
                ">",
                round(found.direct + margin, 6),
                tuple(found.flags),
                found.sources,
                counts=False,
            ),
        )


def hit_harder(parameters: Parameters, _day: str) -> Tested:
    """China supplies more than a limit of a buyer's imports under more codes than for another."""
    year, above = year_of(parameters, "year"), number(parameters, "above")
    first, second = (buyer(code) for code in parameters["buyers"])
    alone, buyers = codes_of_one_mineral(HS92), (first, second)
    shares = {one.code: china_by_code(one, HS92, year, alone) for one in buyers}
    both = [code for code in shares[first.code] if code in shares[second.code]]
    store = trade_source(HS92).id
    cases = [
        point(
            f"{one.code} {code} ({minerals})",
            f"share of {CHINA} by value",
            shares[one.code][code],
            "fraction",
            ">",
            above,
            sources=(store,),
            counts=False,
        )
        for code, minerals in alone.items()
        if code in both
        for one in buyers
    ]
    ours, theirs = (sum(shares[one.code][code] > above for code in both) for one in buyers)
    cases.append(
        point(
            f"{first.code} against {second.code}, {len(both)} codes",
            f"codes with {CHINA} above {above:.0%}",
            ours,
            "count",
            ">",
            theirs,
            sources=(store,),
        )
    )
    result = (
        f"{year}: {first.code} {ours}, {second.code} {theirs} of {len(both)} codes that both import"
    )
    return Tested(tuple(cases), result)


@cache
def codes_of_one_mineral(origin: str) -> dict[str, str]:
    """Codes that hold only one mineral, with its name, in a source's nomenclature."""
    found: dict[str, set[str]] = {}
    for (mineral, _form), lines in flows.mapped(origin).items():
        for line in lines:
            if line.exclusive:
                found.setdefault(line.code, set()).add(mineral)
    return {code: ", ".join(sorted(minerals)) for code, minerals in sorted(found.items())}


def china_by_code(
    importer: Buyer, origin: str, year: int, wanted: Collection[str]
) -> dict[str, float]:
    """China's share of the import value by code; a code without recorded imports is absent."""
    members = importer.members(year)
    whole: dict[str, float] = {}
    china: dict[str, float] = {}
    for flow in flows.imports(origin, year, members):
        if flow.code in wanted and flow.exporter not in members:
            whole[flow.code] = whole.get(flow.code, 0.0) + flow.value
            if flow.exporter == CHINA:
                china[flow.code] = china.get(flow.code, 0.0) + flow.value
    return {code: china.get(code, 0.0) / value for code, value in whole.items() if value > 0}


def taken_from_all(parameters: Parameters, _day: str) -> Tested:
    """The loss of all others if China stops equals its share of refined output, within a tolerance.

    Only for minerals with output and trade on one basis, in the same year. Beside a producer whose
    output is unknown or withheld China's share has no bounds, so the mineral is only shown.
    """
    year = year_of(parameters, "year")
    cases: list[Case] = []
    for mineral, form in bases():
        what = About(mineral, form)
        try:
            lost = others_loss(mineral, form, year, {CHINA: 1.0})
            output = supply_shares(mineral, "refining", lost.sources[0], year)
        except NoData as reason:
            without = point(what, str(reason), None, "fraction", "<=", None, flags=("no_data",))
            cases.append(without._replace(counts=False))
            continue
        of_year = f"{what} {year}"
        cases += [
            share_case(output, CHINA)._replace(case=of_year),
            shown_only(
                of_year, LOST, lost.share, "fraction", flags=lost.flags, sources=lost.sources
            ),
            Case(
                of_year,
                "distance of the loss from the share",
                *_distance(lost.share, share_of(output, CHINA)),
                "fraction",
                "<=",
                number(parameters, "points") / 100,
                tuple(lost.flags),
                tuple(lost.sources),
                counts=not hidden(output),
            ),
        ]
    return Tested(tuple(cases), _losses(cases))


def _distance(value: float, share: Interval) -> tuple[float, float]:
    """Smallest and largest distance of a value from an interval."""
    nearest = max(0.0, share.low - value, value - share.high)
    return nearest, max(abs(value - share.low), abs(value - share.high))


def _losses(cases: list[Case]) -> str:
    shares = {c.case: c for c in cases if c.compared == f"share of {CHINA}"}
    lost = {c.case: c for c in cases if c.compared == LOST}
    listed = "; ".join(
        f"{what} {shown(lost[what])} lost, {shown(share)} of output"
        for what, share in shares.items()
    )
    return f"{listed}{tally([case for case in cases if case.counts])}"
