"""Charts of coverage: minerals that acts name and money reaches, and their share of value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from critmin.answers.finding import finding, first_clause
from critmin.answers.table import Table, several
from critmin.charts.forms import Cell, Heat, Pair, Pairs
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import FRACTION, Chart, Intervals, Span
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed, lower, mineral_name, percent
from critmin.policies.money_charts import CLASSES

Row = dict[str, Any]
MOST_BARS = 20
TOPIC = "Share of market value that United States policy reaches"
VALUE = "market value of the minerals that have one"
MOST_ROWS = 30
WIDEST = ("dpa", "committed")  # readings drawn where there are too many
READINGS = {
    "dpa": "Named by an act",
    "dpa-by-name": "Named by an act, not by a list",
    "dpa-in-office": "Named by an act of the administration",
    "dpa-in-office-by-name": "The same, not by a list",
    "committed": "Money awarded",
    "committed-in-office": "Money awarded by the administration",
    "promised": "All money, also announced",
}
YES, PART, NO = "yes", "only by a list, or not certain", "no"
MARKS = {1.0: YES, 0.5: PART, 0.0: NO}
IN_CLASS = {
    "all": "all minerals",
    "defence": "NATO's defence list",
    "energy": "the energy department's list",
    "battery": "batteries",
}


def reached(table: Table) -> Chart | None:
    """Share of market value reached, one interval for each class, reading and day.

    If there are too many, only the first reading of acts and the first of money are drawn; the
    small print says so. A user's own definitions keep their ids.
    """
    own = table.from_user
    rows = [row for row in table.records() if row["value_share_low"] is not None]
    every = [row for row in rows if row["class_set"] in {"whole", "overlapping"}] or rows
    kept = [row for row in every if row["reach"] in WIDEST]
    cut = not own and len(every) > MOST_BARS and bool(kept)
    shown = (kept if cut else every)[:MOST_BARS]
    if not shown:
        return None
    notes = [
        "Classes overlap." if len({row["class"] for row in shown}) > 1 else "",
        "Narrower and wider readings are in the table." if cut else "",
        _without_value(shown),
        "" if own else _mostly_one(table, {str(row["class"]) for row in shown}),
    ]
    days = sorted({str(row["as_of"]) for row in shown})
    title, note = _title(table, shown), small_print(notes)
    of = f"Of the {table.query['year']} {VALUE}" if table.query.get("year") else f"Of the {VALUE}"
    if len(days) == 2:
        return Pairs(
            title=title,
            topic=TOPIC,
            subtitle=of,
            unit=FRACTION,
            note=small_print([_same(shown), _possible(shown, days), note]),
            sides=(in_words(days[0]), in_words(days[1])),
            pairs=tuple(_pairs(shown, days, own=own)),
        )
    return Intervals(
        title=title,
        topic=TOPIC,
        subtitle=f"{of}: from certain to possible reach",
        unit=FRACTION,
        note=note,
        spans=tuple(_span(row, own=own) for row in shown),
    )


def _pairs(shown: list[Row], days: Sequence[str], *, own: bool) -> Iterator[Pair]:
    """Each reading at both days: the share that is certain."""
    at = {(row["class"], row["reach"], str(row["as_of"])): row for row in shown}
    for class_, reach in dict.fromkeys((row["class"], row["reach"]) for row in shown):
        rows = [at.get((class_, reach, day)) for day in days]
        before, after = (row["value_share_low"] if row else None for row in rows)
        group, reading = str(class_), str(reach)
        if not own:
            group, reading = CLASSES.get(group, group), READINGS.get(reading, reading)
        yield Pair(reading, before, after, group)


def _same(shown: list[Row]) -> str:
    """Sentence on lines with one mark."""
    found: dict[tuple[object, object], set[str]] = {}
    for row in shown:
        key = (row["class"], row["reach"])
        found.setdefault(key, set()).add(percent(row["value_share_low"]))
    return "One mark: the same share on both days." if 1 in map(len, found.values()) else ""


def _possible(shown: list[Row], days: Sequence[str]) -> str:
    """How much the readings could be at most with uncertain awards, as small print."""
    found = [
        row for row in shown if percent(row["value_share_high"]) != percent(row["value_share_low"])
    ]
    if not found:
        return ""
    of = {str(row["as_of"]) for row in found}
    marks = "Open marks" if of == {days[0]} else "Filled marks" if of == {days[1]} else "Marks"
    what = "" if any(str(row["reach"]).startswith("dpa") for row in found) else " of money"
    most = listed([percent(row["value_share_high"]) for row in found])
    return f"{marks}{what} are least values: at most {most}, from the top."


def _title(table: Table, shown: list[Row]) -> str:
    """Share of value of the first reading in the first class, at each day."""
    first = [
        row
        for row in shown
        if (row["class"], row["reach"]) == (shown[0]["class"], shown[0]["reach"])
    ]
    last = first[-1]
    was = f", up from {percent(first[0]['value_share_low'])} by {in_words(str(first[0]['as_of']))}"
    text = (
        "Acts under the Defense Production Act named minerals worth "
        f"{percent(last['value_share_low'])} of market value by {in_words(str(last['as_of']))}"
        f"{was if len(first) > 1 else ''}"
    )
    return text if last["reach"] == "dpa" and last["class"] == "all" else first_clause(table)


def _mostly_one(table: Table, classes: set[str]) -> str:
    """Minerals that make up most of the value of a class of the picture, from the warning."""
    every = [one.values["classes"] for one in table.warnings if one.name == "one_mineral_most"]
    told = [found for of in every for found in of if found.class_ in classes & IN_CLASS.keys()]
    said = [
        f"{lower(mineral_name(found.mineral))} {'' if number else 'is '}{found.share:.0%} of "
        f"{IN_CLASS[found.class_]}"
        for number, found in enumerate(told)
    ]
    return f"By value, {', '.join(said)}." if said else ""


def _without_value(shown: list[Row]) -> str:
    number = max(int(row["without_value"] or 0) for row in shown)
    return f"{counted(number, 'mineral')} without a value are in no share." if number else ""


def _span(row: Row, *, own: bool) -> Span:
    group, reading = str(row["class"]), str(row["reach"])
    if not own:
        group, reading = CLASSES.get(group, group), READINGS.get(reading, reading)
    day = in_words(str(row["as_of"]))
    return Span(
        f"{reading}, by {day}", row["value_share_low"], row["value_share_high"], group=group
    )


def minerals(table: Table) -> Chart | None:
    """Heatmap of minerals: named by an act, reached by money, on each day."""
    rows = [row for row in table.records() if row["as_of"] is not None]
    days = sorted({str(row["as_of"]) for row in rows})
    slugs = list(dict.fromkeys(str(row["mineral"]) for row in rows))
    at = {(str(row["mineral"]), str(row["as_of"])): row for row in rows}
    if not rows:
        return None

    def reach(slug: str) -> tuple[float, ...]:
        return tuple(
            value(at[slug, day])
            for value in (_money, _words)
            for day in reversed(days)
            if (slug, day) in at
        )

    certain = [slug for slug in slugs if 1.0 in reach(slug)] or slugs
    part = [slug for slug in slugs if slug not in certain and any(reach(slug))]
    none = [slug for slug in slugs if slug not in {*certain, *part}]
    ranked = sorted(certain, key=lambda slug: tuple(-value for value in reach(slug)))
    shown, gone = ranked[:MOST_ROWS], ranked[MOST_ROWS:]
    notes = [
        f"Only by a list, or not certain: {_names(part)}." if part else "",
        f"Neither: {_names(none)}." if none else "",
        left_out(len(gone), "further mineral"),
    ]
    return Heat(
        title=finding(table, _counted(rows, days, len(slugs))),
        topic="Minerals that United States acts name and federal money reaches",
        subtitle="Acts under Title III of the Defense Production Act; money by any definition "
        "used here",
        note=small_print(notes),
        marks=(YES, PART, NO),
        cells=tuple(
            Cell(mineral_name(slug), f"{what} by {in_words(day)}", value, MARKS[value])
            for slug in shown
            for what, measured in (("Act", _words), ("Money", _money))
            for day in days
            for value in [measured(at[slug, day])]
        ),
    )


def _names(slugs: Sequence[str]) -> str:
    return listed([lower(mineral_name(slug)) for slug in slugs])


def _words(row: Row) -> float:
    """Whether an act names a mineral, or reaches it only through a list."""
    found = set(several(row["words"]))
    if not found:
        return 0.0
    by_name = any(str(one).endswith("by-name") for one in found)
    return 1.0 if by_name or not any("dpa" in str(one) for one in found) else 0.5


def _money(row: Row) -> float:
    """Whether money reaches a mineral, certainly or perhaps."""
    if several(row["money"]):
        return 1.0
    return 0.5 if several(row["money_unsure"]) else 0.0


def _counted(rows: list[Row], days: list[str], number: int) -> str:
    """Number of minerals that acts name and money reaches, as a title."""
    last = [row for row in rows if row["as_of"] == days[-1]]
    named = sum(_words(row) > 0 for row in last)
    paid = sum(_money(row) == 1 for row in last)
    day = in_words(days[-1])
    return f"Of {counted(number, 'mineral')}, acts name {named} and money reaches {paid} by {day}"
