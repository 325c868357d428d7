"""Charts of `policy`: acts over time, budget lines by purpose, reach as intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.charts.model import Bar, Bars, Intervals, Moment, Span, Timeline, capital, distinct
from critmin.core.wording import lower, mineral_name
from critmin.policies.state import PAPER_YEARS, PURPOSES, SCOPES, Act, Budget, Named, sums

EV = "ev-purchase"
LANES = {True: "Defense Production Act", False: "Other laws"}
SUBJECTS = {"dpa": "Defense Production Act"}
MOST_NAMED = 5  # most minerals named for one act
TITLES = {
    "reshoring": "Reshoring",
    "friendshoring": "Friendshoring",
    "other-supply-chain": "Other supply chains",
    EV: "Purchase of EVs",
}
MOST_BARS = 30
MOST_SUMS = 22
MILLION = 1e6
IN_OFFICE = "in-office"
CLASSES = {
    "all": "All minerals",
    "defence": "On NATO's defence list",
    "energy": "On the energy department's list",
    "battery": "Used in batteries",
}
READINGS = {
    "dpa": "Acts",
    "dpa-by-name": "Acts, by name",
    "committed": "Final money",
    "promised": "All money",
}


def timeline(acts: Iterable[Act], today: str = "") -> Timeline:
    """Timeline of acts, with a day marked; those that name minerals are highlighted."""
    return Timeline(
        topic="United States acts on minerals and defense production",
        subtitle="Marked: acts that name minerals. Row numbers are those of the paper's figure 4"
        + (f". Dashed: {today}" if today else ""),
        today=today,
        moments=tuple(
            Moment(_label(act), act.day, lane=LANES[act.dpa], highlight=_names_minerals(act))
            for act in acts
        ),
    )


def _names_minerals(act: Act) -> bool:
    """Whether it names a mineral, a product or a list, and not just critical minerals at large."""
    return any(name.scope in SCOPES for name in act.names)


def _label(act: Act) -> str:
    """Label of an act: its number or kind, its subject, and the paper's row."""
    what = act.number or act.instrument.removeprefix("presidential-").replace("-", " ")
    row = f" (row {act.paper_row})" if act.paper_row else ""
    return f"{capital(what)}: {_about(act)}{row}"


def _about(act: Act) -> str:
    """A few of the minerals that an act names, else its subject."""
    named = distinct([name for name in map(_named, act.names) if name])
    if len(named) > MOST_NAMED:
        named = [*named[: MOST_NAMED - 1], f"{len(named) - MOST_NAMED + 1} more"]
    return ", ".join(named) or SUBJECTS.get(act.subject, act.subject.replace("-", " "))


def _named(name: Named) -> str:
    if name.scope == "list":
        return "critical-minerals list"
    return lower(mineral_name(name.mineral)) if name.scope == "named" else name.wording


def by_purpose(lines: Sequence[Budget]) -> Bars:
    """Sums of budget lines by fiscal year, a panel for each purpose, all on one scale."""
    found = {purpose: sums(lines, purpose) for purpose in PURPOSES}
    return Bars(
        topic="METI's budget lines for supply chains, by purpose",
        subtitle="Billion yen; supplementary budgets and reserve funds, fiscal years from April",
        note="No figure: no line of that purpose and year in the paper, not a zero.",
        bars=tuple(
            Bar(f"FY{year}", found[purpose].get(year), TITLES[purpose], purpose == EV)
            for purpose in PURPOSES
            for year in PAPER_YEARS
        ),
    )


def reached(table: Table) -> Intervals:
    """Share of market value reached, one bar for each class, reading and day.

    Only for overlapping classes. If there are too many bars, readings that narrow another one to
    the administration in office are left to the table; the small print says so. A user's own
    definitions are labelled by their ids.
    """
    own = table.from_user
    every = [
        row
        for row in table.records()
        if row["class_set"] == "overlapping" and row["value_share_low"] is not None
    ]
    kept = [row for row in every if IN_OFFICE not in row["reach"]]
    cut = not own and len(every) > MOST_BARS and bool(kept)
    note = "Classes overlap."
    if cut:
        note += " Readings of the administration in office alone are in the table, not here."
    return Intervals(
        topic="Share of market value that United States policy reaches",
        subtitle="From certain to possible reach; only minerals with a market value",
        unit="fraction",
        note=note,
        spans=tuple(_span(row, own) for row in (kept if cut else every)),
    )


def _span(row: dict[str, Any], own: bool) -> Span:
    group, reading = row["class"], row["reach"]
    if not own:
        group, reading = CLASSES.get(group, group), READINGS.get(reading, reading)
    return Span(
        f"{reading}, {row['as_of']}", row["value_share_low"], row["value_share_high"], group=group
    )


def money(table: Table) -> Intervals | None:
    """Sums of money by group, kind and status: awards only for the group, to all including it."""
    rows: list[dict[str, Any]] = table.records()
    known = [row for row in rows if row["amount_usd_high"] is not None]
    if not known:
        return None
    groups = dict.fromkeys(row["group"] for row in known)
    most = {g: max(r["amount_usd_high"] for r in known if r["group"] == g) for g in groups}
    shown: list[dict[str, Any]] = []
    for group in sorted(groups, key=lambda one: -most[one]):
        of = [row for row in known if row["group"] == group]
        if len(shown) + len(of) <= MOST_SUMS or not shown:
            shown += of[:MOST_SUMS]
    gone = len(rows) - len(shown)
    return Intervals(
        topic="United States federal money for minerals",
        subtitle="Awards only for the group, to all including it; kinds and states do not add up",
        unit="million USD",
        note=f"{gone} rows, smaller or without a sum, are not drawn." if gone else "",
        spans=tuple(
            Span(
                f"{row['instrument']}, {row['status']}",
                (row["amount_usd_low"] or 0.0) / MILLION,
                row["amount_usd_high"] / MILLION,
                group=capital(mineral_name(row["group"])),
            )
            for row in shown
        ),
    )
