"""Claims on government action: minerals under controls, and minerals that policy reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from critmin.answers.builder import codes
from critmin.answers.table import Cell, as_number, several
from critmin.core.names import related
from critmin.export_controls import reach
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import IN_FORCE, UNSURE, state
from critmin.measures.rank_test import mann_whitney, median
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import CHINA, change, number, share_of, shown, tally, text
from critmin.paper.verdicts import Case, Tested, point
from critmin.policies.coverage import policy_coverage
from critmin.supply import bundled_tables, query

STAGES = ("mining", "refining")
UNDER, FREE, UNKNOWN = "in force", "none in force", "not known whether in force"


def controls_where_high(parameters: Parameters, day: str) -> Tested:
    """China's share of the minerals that it controls on a day is above that of the others.

    Its share is the larger of both stages; for a mineral without a listed share, the residual. A
    mineral with only measures of uncertain state that day is in neither group.
    """
    groups: dict[str, list[Case]] = {UNDER: [], FREE: [], UNKNOWN: []}
    ours = [(measure, state(measure, day)) for measure in measures() if _holds_back(measure)]
    for mineral, largest in _largest_shares(text(parameters, "source")):
        name = _group(mineral, ours)
        groups[name].append(largest._replace(case=f"{mineral} ({name})"))
    every = [case for found in groups.values() for case in found]
    unknown = f", {len(groups[UNKNOWN])} {UNKNOWN}" if groups[UNKNOWN] else ""
    result = (
        f"{day}: {len(groups[UNDER])} with a measure in force, {len(groups[FREE])} without{unknown}"
    )
    if not groups[UNDER] or not groups[FREE]:
        nothing = point("medians", "share of China", None, "fraction", ">", None)
        return Tested((*every, nothing), result)
    lows, highs = (
        [[getattr(case, end) or 0.0 for case in groups[name]] for name in (UNDER, FREE)]
        for end in ("low", "high")
    )
    under, free = ((median(low), median(high)) for low, high in zip(lows, highs, strict=True))
    test = mann_whitney(*lows)
    origin = codes(*(case.sources for case in every), [measure.source for measure, _ in ours])
    middle = Case(
        "median with a measure in force",
        f"share of {CHINA}",
        *under,
        "fraction",
        ">",
        free[1],
        sources=origin,
    )
    limit = number(parameters, "p")
    chance = point("both groups", "p of the rank test", test.p, "p", "<", limit, sources=origin)
    rest = f"median share {shown(middle)} against {free[0]:.1%}"
    return Tested((middle, chance, *every), f"{result}; {rest}; rank test p = {test.p:.2g}")


def _holds_back(measure: Measure) -> bool:
    """Whether a measure is China's licence, quota or ban on its own exports of goods.

    A licence towards all for re-exports does not cover China's own shipments.
    """
    return (
        measure.jurisdiction == CHINA
        and measure.type in reach.LICENCE | reach.BAN
        and not measure.binds_others_alone
    )


def _group(mineral: str, ours: Iterable[tuple[Measure, str | None]]) -> str:
    """Group of a mineral: a measure certainly in force counts before an uncertain one."""
    found = {status for measure, status in ours if _names(measure, mineral)}
    return UNDER if found & IN_FORCE else UNKNOWN if found & UNSURE else FREE


def _names(measure: Measure, mineral: str) -> bool:
    return any(c.scope == "named" and related(c.mineral, mineral) for c in measure.covers)


def _largest_shares(source: str) -> Iterator[tuple[str, Case]]:
    """China's larger share of both stages by mineral."""
    found: dict[str, list[Case]] = {}
    for (mineral, stage), entries in sorted(bundled_tables.by_mineral_stage().items()):
        own = [e for e in entries if e.source == source and bundled_tables.usable(e)]
        if stage not in STAGES or not own:
            continue
        shares = query.shares_of(bundled_tables.load(max(own, key=lambda e: e.year)), None)
        share = share_of(shares, CHINA)
        found.setdefault(mineral, []).append(
            Case(
                mineral,
                f"share of {CHINA} at the {stage} stage",
                share.low,
                share.high,
                "fraction",
                flags=tuple(shares.table.codes),
                sources=(source,),
                counts=False,
            )
        )
    for mineral, cases in found.items():
        high = max(case.high or 0.0 for case in cases)
        yield mineral, max(cases, key=lambda case: case.low or 0.0)._replace(high=high)


def policy_reaches(parameters: Parameters, _day: str) -> Tested:
    """Acts and money reach battery minerals less than before, and less than military ones."""
    days = text(parameters, "first"), text(parameters, "second")
    classes = text(parameters, "battery"), text(parameters, "military")
    money = text(parameters, "money")
    table = list(policy_coverage(since=days[0], until=days[1], summary=True))
    rows = {(str(r["class"]), str(r["reach"]), str(r["as_of"])[:7]): r for r in table}
    readings = dict.fromkeys(str(r["reach"]) for r in table if r["reach_kind"] == "words")
    named, others = (
        [case for reading in readings for case in _named(rows, group, reading, days)]
        for group in classes
    )
    pairs = [pair.split(":") for pair in parameters["pairs"]]
    paid = [
        case
        for military, battery in pairs
        for case in _paid(rows, money, days[1], military, battery)
    ]
    compared = [case._replace(counts=False) for case in others]
    cases = (*named, *paid, *compared, *_sums(money, pairs, days[1]))
    reached = ", ".join(
        f"{shown(battery)} of {battery.case}, {shown(military)} of {military.case}"
        for military, battery in zip(paid[::3], paid[1::3], strict=True)
    )
    moved = "; ".join(
        f"of {group} minerals {_moved(shares)}"
        for group, shares in zip(classes, (named, others), strict=True)
    )
    counted = tally([case for case in cases if case.counts])
    result = (
        f"value share that acts name, {days[0]} to {days[1]}: {moved}; money ({money}) of "
        f"{days[1]} reaches {reached}{counted}"
    )
    return Tested(cases, result)


def _moved(cases: Sequence[Case]) -> str:
    """Share on both days for each definition."""
    triples = zip(cases[::3], cases[1::3], cases[2::3], strict=True)
    return ", ".join(
        f"{moved.case.partition(': ')[2]} {shown(before)} to {shown(after)}"
        for before, after, moved in triples
    )


Rows = Mapping[tuple[str, str, str], Mapping[str, Cell]]


def _named(rows: Rows, group: str, reading: str, days: tuple[str, str]) -> Iterator[Case]:
    """Share of a class's value that acts name on both days, and its change."""
    what = f"{group}: {reading}"
    before, after = (_value_share(rows[group, reading, day], f"{what} {day}") for day in days)
    yield from (before, after)
    yield change(what, f"change of the {before.compared}", before, after, "<")


def _paid(rows: Rows, money: str, day: str, military: str, battery: str) -> Iterator[Case]:
    """Part of each of two classes that money reaches, and their difference."""
    one, two = (_count_share(rows[group, money, day], group) for group in (military, battery))
    yield from (one, two)
    what = f"{battery} less {military}"
    yield change(what, f"difference of the {one.compared}", one, two, "<")


def _value_share(row: Mapping[str, Cell], case: str) -> Case:
    return Case(
        case,
        "share of the market value named",
        as_number(row["value_share_low"]),
        as_number(row["value_share_high"]),
        "fraction",
        flags=several(row["flag"]),
        sources=several(row["source"]),
        counts=False,
    )


def _count_share(row: Mapping[str, Cell], case: str) -> Case:
    many = as_number(row["minerals_count"])
    ends = (as_number(row[name]) for name in ("reached_low", "reached_high"))
    low, high = (end / many if many and end is not None else None for end in ends)
    return Case(
        case,
        "part of the minerals that money reaches",
        low,
        high,
        "fraction",
        flags=("reach_uncertain",) if low != high else (),
        sources=several(row["source"]),
        counts=False,
    )


def _sums(money: str, pairs: Iterable[list[str]], day: str) -> Iterator[Case]:
    """Sums of money by class and instrument, never added up."""
    groups = {name for pair in pairs for name in pair}
    for row in policy_coverage(as_of=day, money=True):
        if row["class"] in groups and row["reach"] == money:
            yield Case(
                f"{row['class']}, {row['instrument']} {row['status']} {row['as_of']}",
                f"money ({money})",
                as_number(row["amount_usd_low"]),
                as_number(row["amount_usd_high"]),
                "USD",
                flags=several(row["flag"]),
                sources=several(row["source"]),
                counts=False,
            )
