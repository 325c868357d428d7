"""Charts of awards of federal money: the largest ones, and sums by group, kind and state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import finding
from critmin.answers.table import Table, several
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import Bar, Bars, Chart, Intervals, Span
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, place, the
from critmin.policies import bundled_tables
from critmin.summaries.policy import BINDING, GROUPS, KINDS

Row = dict[str, Any]
MOST = 14  # most awards drawn
MOST_SUMS = 16
FEW_SHARED = 2  # groups without money of their own whose sums it names
MOST_SHARED = 4  # most sums for several groups that the small print names
MILLION = 1e6
FINAL = frozenset({"finalised", "restructured", "stood"})
STATES = {
    "finalised": "final",
    "stood": "final on that day, ended later",
    "unsure": "state not sure",
}
CLASSES = {
    "all": "All minerals",
    "defence": "On NATO's defence list",
    "energy": "On the energy department's list",
    "battery": "Used in batteries",
}
READINGS = {"committed": "final", "promised": "all, with what was only announced"}
IN_OFFICE = "in-office"


def awards(table: Table) -> Chart | None:
    """The largest awards; those whose sum is not published are counted."""
    every = [row for row in table.records() if row["award_id"] is not None]
    known = [row for row in every if row["amount_usd"] is not None]
    if not known:
        return None
    ranked = sorted(known, key=lambda row: -row["amount_usd"])
    shown, gone = ranked[:MOST], len(ranked) - MOST
    absent = len(every) - len(known)
    notes = [
        left_out(gone, "smaller award"),
        f"{counted(absent, 'award')} without a published sum." if absent else "",
        "An award for several minerals is one award.",
    ]
    top = shown[0]
    kind, sum_ = KINDS[top["instrument"]][0], _dollars(top)
    name = str(top["recipient"]).partition(" (")[0]
    return Bars(
        title=f"The largest of {counted(len(every), 'federal award')} for minerals is a "
        f"{kind} of {sum_} to {name}, {_state(top)}".replace(" a equity", " an equity"),
        topic="Largest awards of United States federal money for minerals",
        subtitle="Million dollars, as announced",
        note=small_print(notes),
        bars=tuple(
            Bar(
                label,
                row["amount_usd"] / MILLION,
                text="(at most)" if row["amount_is"] == "ceiling" else "",
            )
            for label, row in zip(_labels(shown), shown, strict=True)
        ),
    )


def _labels(rows: Sequence[Row]) -> list[str]:
    """Labels of awards, each once: those that agree in all else are numbered."""
    every = [_award(row) for row in rows]
    return [
        f"{label} ({every[:at].count(label) + 1} of {every.count(label)})"
        if every.count(label) > 1
        else label
        for at, label in enumerate(every)
    ]


def _award(row: Row) -> str:
    """Recipient, minerals, kind, state and year of an award."""
    minerals = few([lower(mineral_name(slug)) for slug in row["minerals"]], 2)
    what = f", {minerals}" if minerals else ""
    kind = KINDS[row["instrument"]][0]
    return f"{row['recipient']}{what}: {kind}, {_state(row)}, {str(row['date'])[:4]}"


def _dollars(row: Row) -> str:
    value, limit = row["amount_usd"], "up to " if row["amount_is"] == "ceiling" else ""
    if value >= 1e9:
        return f"{limit}{value / 1e9:.3g} billion dollars"
    return f"{limit}{value / MILLION:.3g} million dollars"


def _state(row: Row) -> str:
    return STATES.get(str(row["status"]), str(row["status"]))


def sums(table: Table) -> Chart | None:
    """Sums of money by group and kind, as intervals: of the group alone, to all that include it.

    Final money is drawn where there is any. A sum of awards for several groups alone says nothing
    of one of them, and is only counted. The groups with most final awards come first.
    """
    rows: list[Row] = [row for row in table.records() if row["group"] is not None]
    known = [row for row in rows if row["amount_usd_high"] is not None]
    if not known:
        return None
    by = str(table.query["by"])
    final = [row for row in known if row["status"] in FINAL] or known
    own = [row for row in final if row["amount_usd_low"]] or final
    groups = [group for group, _ in _final(rows).most_common()]
    shown: list[Row] = []
    for group in groups:
        of = [row for row in own if row["group"] == group]
        if len(shown) + len(of) > MOST_SUMS and shown:
            break
        shown += of[:MOST_SUMS]
    return Intervals(
        title=finding(table, "") if by != "mineral" else _largest_sums(shown, by),
        topic=f"United States federal money for minerals, by {by}",
        subtitle="Million dollars: from awards for it alone to all awards that include it"
        f"{_until(table)}",
        note=_left_out(rows, shown, own, by),
        spans=tuple(_span(row, capital(_group(row["group"], by))) for row in shown),
    )


def _until(table: Table) -> str:
    """Day of the sums, as the end of a subtitle."""
    day = table.query.get("as_of")
    if not day:
        return ""
    all_years = not (table.query.get("from") or table.query.get("year"))
    since = f"awards since {min(one.date.first for one in bundled_tables.awards())[:4]} "
    return f"; {since * all_years}as they stood on {in_words(str(day))}"


def _largest_sums(shown: Sequence[Row], by: str) -> str:
    """Kinds of money of the first group with their sums, as a title."""
    first = [row for row in shown if row["group"] == shown[0]["group"]]
    ranked = sorted(first, key=lambda row: -row["amount_usd_low"])[:2]
    said: list[str] = []
    for row in ranked:
        kind, low, high = KINDS[row["instrument"]][1], row["amount_usd_low"], row["amount_usd_high"]
        span = f"{low / MILLION:,.0f} to {high / MILLION:,.0f}"
        if f"{low / MILLION:,.0f}" == f"{high / MILLION:,.0f}":
            span = f"{'up to ' * _ceiling(row)}{low / MILLION:,.0f}"
        said.append(f"{span} million {'dollars ' * (not said)}of {kind}")
    verb = "awarded" if shown[0]["status"] in FINAL else "announced"
    return f"The United States {verb} {listed(said)} for {_group(shown[0]['group'], by)}"


def _ceiling(row: Row) -> bool:
    """Whether a sum is the most that may be spent."""
    return "amount_ceiling" in several(row["flag"])


def _final(rows: Sequence[Row]) -> Counter[str]:
    """Number of final awards by group; groups without any have 0."""
    found: Counter[str] = Counter()
    for row in rows:
        binding = row["status"] == "finalised" and row["instrument"] in BINDING
        found[row["group"]] += int(row["awards"] or 0) if binding else 0
    return found


def _group(group: str, by: str) -> str:
    """Name of a group within a sentence."""
    if by == "mineral":
        return lower(mineral_name(group))
    if by == "country":
        return the(place(group))
    return "minerals" if by == "all" else GROUPS.get(group, group.replace("-", " "))


def _span(row: Row, group: str) -> Span:
    """A sum with its number of awards; a limit that is a ceiling is said."""
    kind = capital(KINDS[row["instrument"]][1])
    number = int(row["awards"] or 0)
    most = _ceiling(row) and row["amount_usd_low"] == row["amount_usd_high"]  # no lowest sum
    return Span(
        f"{kind}, {_state(row)}",
        0.0 if most else (row["amount_usd_low"] or 0.0) / MILLION,
        row["amount_usd_high"] / MILLION,
        group=group,
        text=f"({counted(number, 'award')}{', the most that may be spent' * _ceiling(row)})",
    )


def _left_out(rows: Sequence[Row], shown: Sequence[Row], own: Sequence[Row], by: str) -> str:
    """Small print: what is not drawn, and that the lines do not add up."""
    drawn = {row["group"] for row in shown}
    shared = {row["group"] for row in rows} - {row["group"] for row in own}
    gone = len(rows) - len(shown)
    names = [_group(group, by) for group in sorted(shared, key=str)]
    final = all(row["status"] in FINAL for row in shown)
    told = drawn | (shared if len(shared) <= FEW_SHARED else set())
    notes = [
        "Drawn: final money." if final else "",
        _among_others([row for row in rows if row["group"] in told], by) if final else "",
        f"No final money for {few(names, 6)} alone." if names else "",
        f"{counted(gone, 'more sum')} in the table." if gone else "",
        "Lines overlap and do not add up." if len(drawn) > 1 else "",
    ]
    return small_print(notes)


def _among_others(rows: Sequence[Row], by: str) -> str:
    """Final money that names a group of the picture among others only, which is not drawn."""
    said = [
        f"{KINDS[row['instrument']][int((row['awards'] or 0) > 1)]} of up to "
        f"{_dollars({**row, 'amount_usd': row['amount_usd_high'], 'amount_is': ''})} "
        f"for {_group(row['group'], by)}"
        for row in sorted(rows, key=lambda row: -(row["amount_usd_high"] or 0.0))
        if row["status"] in FINAL and row["amount_usd_high"] and not row["amount_usd_low"]
    ]
    return f"Not drawn, as they are for others too: {few(said, MOST_SHARED)}." if said else ""


def by_class(table: Table) -> Chart | None:
    """Sums of money for classes of minerals that overlap, at each day."""
    every = [row for row in table.records() if row["class_set"] in {"whole", "overlapping"}]
    own = table.from_user
    every = every or table.records()
    readings = [row for row in every if own or IN_OFFICE not in str(row["reach"])]
    known = [row for row in readings if row["amount_usd_high"] is not None]
    if not known:
        return None
    final = [row for row in known if row["status"] in FINAL] or known
    first = [row for row in final if row["reach"] == final[0]["reach"]]
    order = [name for name in CLASSES if any(row["class"] == name for row in first)]
    if own or not order:
        order = list(dict.fromkeys(str(row["class"]) for row in first))
    ranked = [row for name in order for row in first if row["class"] == name]
    newest = max(str(row["as_of"]) for row in ranked)
    if len(ranked) > MOST_SUMS:
        ranked = [row for row in ranked if row["as_of"] == newest]
    while len(ranked) > MOST_SUMS and len({row["class"] for row in ranked}) > 1:
        ranked = [row for row in ranked if row["class"] != ranked[-1]["class"]]
    shown = ranked[:MOST_SUMS]
    return Intervals(
        title=finding(table, _final_grants(shown)),
        topic="United States federal money by class of minerals",
        subtitle="Million dollars: from awards for it alone to all awards that include it",
        note=small_print(
            [
                f"Drawn: {'the first definition' if own else 'money that was final by the day'}.",
                left_out(len(table.rows) - len(shown), "further line"),
                "Classes overlap.",
            ]
        ),
        spans=tuple(_span(row, _class_on(row, own=own)) for row in shown),
    )


def _final_grants(shown: Sequence[Row]) -> str:
    """Sum of the final grants in the first class on the newest day, as a title."""
    day = max(str(row["as_of"]) for row in shown)
    own = [row for row in shown if row["class"] == shown[0]["class"] and row["as_of"] == day]
    low = sum(row["amount_usd_low"] or 0.0 for row in own) / MILLION
    number = sum(int(row["awards"] or 0) for row in own)
    return (
        f"{counted(number, 'final award')} of at least {low:,.0f} million dollars by "
        f"{in_words(day)} for {lower(_class(own[0]))}"
    )


def _class(row: Row) -> str:
    return CLASSES.get(str(row["class"]), str(row["class"]))


def _class_on(row: Row, *, own: bool) -> str:
    name = str(row["class"]) if own else _class(row)
    return f"{name}, by {in_words(str(row['as_of']))}"
