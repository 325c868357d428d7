"""Claims on government action: minerals under controls, and minerals that policy reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from critmin.answers.builder import codes
from critmin.answers.table import Cell, as_number, several
from critmin.core import names
from critmin.core.named_tuple import NamedTuple
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
GROWN = "biotic"  # category of what is felled or tapped and not mined
RARE_EARTHS = "rare-earths"
ONE_BY_ONE, ONCE = "rare earths one by one", "rare earths as one"
LEAST = 3  # a class with fewer minerals settles nothing
UNDER, FREE, UNKNOWN = "in force", "none in force", "not known whether in force"


Rows = Mapping[tuple[str, str, str], Mapping[str, Cell]]


def controls_where_high(parameters: Parameters, day: str) -> Tested:
    """China's share of the minerals that it controls on a day is above that of the others.

    Its share is the larger of both stages; for a mineral without a listed share, the residual. A
    mineral with only measures of uncertain state that day is in neither group. What grows (timber,
    cork, rubber) is left out. The rare earths, which share one list, are counted one by one and
    once as a group.
    """
    ours = [(measure, state(measure, day)) for measure in measures() if _holds_back(measure)]
    every = [
        _Placed(_group(mineral, ours), case)
        for mineral, case in _largest_shares(text(parameters, "source"))
        if names.minerals()[mineral].category != GROWN
    ]
    limit = number(parameters, "p")
    origin = codes(*(one.case.sources for one in every), [measure.source for measure, _ in ours])
    read = [
        _reading(found, how, limit, origin)
        for found, how in ((every, ONE_BY_ONE), (_rare_earths_once(every), ONCE))
    ]
    shown_cases = [
        one.case._replace(case=f"{one.case.case} ({one.group})")
        for one in (*every, *(one for one in _rare_earths_once(every) if one not in every))
    ]
    decided = [case for cases, _ in read for case in cases]
    return Tested((*decided, *shown_cases), f"{day}: {'; '.join(said for _, said in read)}")


class _Placed(NamedTuple):
    """A mineral's share with the group that it is in on the day."""

    group: str
    case: Case


def _rare_earths_once(every: Sequence[_Placed]) -> list[_Placed]:
    """The same, with the rare earths as one: the median of their shares, the firmest group."""
    members = [one for one in every if RARE_EARTHS in names.above(one.case.case)]
    if not members:
        return list(every)
    group = next(name for name in (UNDER, UNKNOWN, FREE) if name in {m.group for m in members})
    first = members[0].case
    one = first._replace(
        case=f"{RARE_EARTHS} as one",
        compared="median share of its members",
        low=median([m.case.low or 0.0 for m in members]),
        high=median([m.case.high or 0.0 for m in members]),
        flags=codes(*(m.case.flags for m in members)),
    )
    return [*(one for one in every if one not in members), _Placed(group, one)]


def _reading(
    every: Sequence[_Placed], how: str, limit: float, origin: tuple[str, ...]
) -> tuple[tuple[Case, Case], str]:
    """Medians of both groups and the rank test, with one sentence on them."""
    groups = {
        name: [one.case for one in every if one.group == name] for name in (UNDER, FREE, UNKNOWN)
    }
    left = f", {len(groups[UNKNOWN])} {UNKNOWN}" if groups[UNKNOWN] else ""
    many = f"{how}: {len(groups[UNDER])} with a measure in force, {len(groups[FREE])} without{left}"
    middle, chance = (
        point(what, compared, None, unit, sign, end, sources=origin)
        for what, compared, unit, sign, end in (
            (f"median with a measure in force, {how}", f"share of {CHINA}", "fraction", ">", None),
            (f"both groups, {how}", "p of the rank test", "p", "<", limit),
        )
    )
    if not groups[UNDER] or not groups[FREE]:
        return (middle, chance), many
    lows, highs = (
        [[getattr(case, end) or 0.0 for case in groups[name]] for name in (UNDER, FREE)]
        for end in ("low", "high")
    )
    free = median(highs[1])
    middle = middle._replace(low=median(lows[0]), high=median(highs[0]), limit=free)
    p = mann_whitney(*lows).p
    said = f"{many}; median share {shown(middle)} against {free:.1%}; rank test p = {p:.2g}"
    return (middle, chance._replace(low=p, high=p)), said


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
                flags=codes(shares.table.codes, sorted(shares.table.statuses - {"reported"})),
                sources=(source,),
                counts=False,
            )
        )
    for mineral, cases in found.items():
        high = max(case.high or 0.0 for case in cases)
        yield mineral, max(cases, key=lambda case: case.low or 0.0)._replace(high=high)


def policy_reaches(parameters: Parameters, day: str) -> Tested:
    """Acts and money reach battery minerals less than before, and less than military ones.

    Words are compared on two days. Money is all that the administration in office has committed
    by the day of the question: the part of each class that it reaches, and its sum by instrument.
    """
    days = text(parameters, "first"), text(parameters, "second")
    classes = text(parameters, "battery"), text(parameters, "military")
    money = text(parameters, "money")
    last = max(day, days[1])
    rows = _by_day(policy_coverage(since=days[0], until=days[1], summary=True))
    paid_rows = _by_day(policy_coverage(as_of=last, summary=True))
    readings = dict.fromkeys(reach for _, reach, _ in rows if _is_words(rows, reach))
    named, others = (
        [case for reading in readings for case in _named(rows, group, reading, days)]
        for group in classes
    )
    pairs = [pair.split(":") for pair in parameters["pairs"]]
    paid = [
        case
        for military, battery in pairs
        for case in _paid(paid_rows, money, last[:7], military, battery)
    ]
    sums = list(_sums(money, pairs, last))
    compared = [case._replace(counts=False) for case in others]
    cases = (*named, *paid, *compared, *sums, *_sums_compared(sums, pairs))
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
        f"value share that acts name, {days[0]} to {days[1]}: {moved}; money ({money}) to "
        f"{last} reaches {reached}{counted}"
    )
    return Tested(cases, result)


def _by_day(table: Iterable[Mapping[str, Cell]]) -> Rows:
    """Rows of coverage by class, reach and month."""
    return {(str(r["class"]), str(r["reach"]), str(r["as_of"])[:7]): r for r in table}


def _is_words(rows: Rows, reach: str) -> bool:
    return any(row["reach_kind"] == "words" for key, row in rows.items() if key[1] == reach)


def _moved(cases: Sequence[Case]) -> str:
    """Share on both days for each definition."""
    triples = zip(cases[::3], cases[1::3], cases[2::3], strict=True)
    return ", ".join(
        f"{moved.case.partition(': ')[2]} {shown(before)} to {shown(after)}"
        for before, after, moved in triples
    )


def _named(rows: Rows, group: str, reading: str, days: tuple[str, str]) -> Iterator[Case]:
    """Share of a class's value that acts name on both days, and its change."""
    what = f"{group}: {reading}"
    before, after = (_value_share(rows[group, reading, day], f"{what} {day}") for day in days)
    yield from (before, after)
    yield change(what, f"change of the {before.compared}", before, after, "<")


def _paid(rows: Rows, money: str, month: str, military: str, battery: str) -> Iterator[Case]:
    """Part of each of two classes that money reaches, and their difference.

    The difference is open if a class has fewer minerals than `LEAST`.
    """
    one, two = (_count_share(rows[group, money, month], group) for group in (military, battery))
    yield from (one, two)
    what = f"{battery} less {military}"
    found = change(what, f"difference of the {one.compared}", one, two, "<")
    few = [
        group
        for group in (military, battery)
        if (as_number(rows[group, money, month]["minerals_count"]) or 0) < LEAST
    ]
    if few:
        found = found._replace(low=None, high=None, flags=codes(found.flags, "class_small"))
    yield found


def _sums_compared(sums: Sequence[Case], pairs: Iterable[list[str]]) -> Iterator[Case]:
    """Difference of the sums of two classes for each instrument; open without an amount.

    A class without any award of an instrument has none of it. Instruments are never added up.
    """
    by_name = {case.case: case for case in sums}
    parts = dict.fromkeys(case.case.partition(", ")[2] for case in sums)
    for military, battery in pairs:
        for part in parts:
            one, two = (by_name.get(f"{group}, {part}") for group in (military, battery))
            if one is None and two is None:
                continue
            ends = [(0.0, 0.0) if case is None else (case.low, case.high) for case in (one, two)]
            (low, high), (other_low, other_high) = ends
            known = None not in {low, high, other_low, other_high}
            origin = one or two
            yield Case(
                f"{battery} less {military}, {part}",
                "difference of the money",
                (other_low or 0.0) - (high or 0.0) if known else None,
                (other_high or 0.0) - (low or 0.0) if known else None,
                "USD",
                "<",
                0.0,
                flags=codes(*(case.flags for case in (one, two) if case)),
                sources=origin.sources if origin else (),
            )


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
