"""Pictures of government action: acts in time, budget lines by purpose, reach as intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from critmin.chart import Bar, Bars, Intervals, Moment, Span, Timeline
from critmin.policy_state import PAPER_YEARS, PURPOSES, Act, Budget, counts

EV = "ev-purchase"
LANES = {True: "Defense Production Act", False: "Other laws"}
Sums = dict[int, float]


def timeline(acts: Iterable[Act]) -> Timeline:
    """Acts in time; those that name minerals stand out."""
    return Timeline(
        title="United States acts on minerals and defense production",
        subtitle="highlighted: acts that name minerals",
        moments=tuple(
            Moment(_label(act), act.day, lane=LANES[act.dpa], highlight=bool(act.names))
            for act in acts
        ),
    )


def _label(act: Act) -> str:
    """Its number; else what kind of act it is and what it is about."""
    if act.number:
        return act.number
    about = [name.mineral if name.scope == "named" else name.wording for name in act.names]
    about = [name for name in about if name not in {"copper", "gold", "potash", "uranium"}]
    return f"{act.instrument.removeprefix('presidential-')}: {', '.join(about) or act.subject}"


def sums(lines: Iterable[Budget], purpose: str) -> Sums:
    """Lines and totals of a purpose by fiscal year; a year without any is absent."""
    found: Sums = {}
    for line in lines:
        if counts(line) and line.purpose == purpose:
            found[line.fiscal_year] = found.get(line.fiscal_year, 0.0) + line.amount_bn_jpy
    return found


def by_purpose(lines: Sequence[Budget]) -> Bars:
    """Sums of budget lines by purpose and fiscal year, all on one scale."""
    found: Mapping[str, Sums] = {purpose: sums(lines, purpose) for purpose in PURPOSES}
    return Bars(
        title="METI's budget lines for supply chains, by purpose",
        subtitle="supplementary budgets and reserve funds, fiscal years from April",
        unit="bn yen",
        bars=tuple(
            Bar(f"{purpose} FY{year}", found[purpose].get(year), highlight=purpose == EV)
            for purpose in PURPOSES
            for year in PAPER_YEARS
        ),
    )


def reached(rows: Iterable[tuple[str, str, str, float | None, float | None]]) -> Intervals:
    """Share of market value reached: (class, reading, day, low, high) for each bar."""
    return Intervals(
        title="Share of market value that United States policy reaches",
        subtitle="from what is certain to what is possible; of minerals with a market value",
        unit="fraction",
        spans=tuple(
            Span(f"{reading}, {day}", low, high, group=group)
            for group, reading, day, low, high in rows
        ),
    )
