"""Summary of a supplier list: what was matched, what a stop would take, what is under control."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed, lower, mineral_name, percent, place, the

Row = dict[str, Cell]
MOST = 3  # lines that are named
# What a list holds of a mineral at a stage.
STAGES = {"mining": "mined", "refining": "refined"}


def suppliers(table: Table) -> str:
    """Lines matched, the largest loss if one country stops, and lines under export control."""
    rows = list(table)
    if not rows:
        return ""
    return " ".join(filter(None, [_matched(rows), _stop(rows), _controlled(table, rows)]))


def _matched(rows: Sequence[Row]) -> str:
    lost = [str(row["line"]) for row in rows if not row["matched"]]
    if not lost:
        return f"All {len(rows)} lines are matched." if len(rows) > 1 else "The line is matched."
    lines = _few(lost)
    matched = len(rows) - len(lost)
    return (
        f"{matched} of {counted(len(rows), 'line')} {'is' if matched == 1 else 'are'} matched, "
        f"line{'s' if len(lost) > 1 else ''} {lines} not."
    )


def _stop(rows: Sequence[Row]) -> str:
    """Largest share of own supply that one country's stop takes, by country."""
    found: dict[tuple[Cell, Cell, Cell], float] = {}
    for row in rows:
        share = as_number(row["stop_takes"])
        if share is not None:
            found[row["iso3"], row["mineral"], row["stage"]] = share
    if not found:
        return "No share of own supply can be given, because amounts are missing."
    most = max(found.values())
    top = [key for key, share in found.items() if share == most]
    only = {
        (row["mineral"], row["stage"])
        for row in rows
        if row["mineral"] and not any(_elsewhere(row, other) for other in rows)
    }
    if most == 1 and all((slug, stage) in only for _, slug, stage in top):
        goods = [f"{_goods(slug, stage)} ({place(str(iso3))})" for iso3, slug, stage in top]
        return f"The list has a single country for {_few(goods)}."
    (country, slug, stage), *_ = top
    given = "" if (slug, stage) in only or most < 1 else ", by the amounts given"
    share = "all" if most == 1 else percent(most)
    return (
        f"A stop by {the(place(str(country)))} would take {share} of the list's "
        f"{_goods(slug, stage)}{given}."
    )


def _elsewhere(row: Row, other: Row) -> bool:
    """Whether another line of the same material is from another or an unknown country."""
    same = (row["mineral"], row["stage"]) == (other["mineral"], other["stage"])
    return same and row["iso3"] != other["iso3"]


def _few(words: Sequence[str]) -> str:
    """First words of several, and the number of the others."""
    if len(words) <= MOST:
        return listed(words)
    return f"{', '.join(words[:MOST])} and {len(words) - MOST} more"


def _goods(mineral: Cell, stage: Cell) -> str:
    name = lower(mineral_name(str(mineral)))
    return f"{STAGES[str(stage)]} {name}" if str(stage) in STAGES else f"{name} ({stage})"


def _controlled(table: Table, rows: Sequence[Row]) -> str:
    matched = [row for row in rows if row["matched"]]
    under = sum(row["under_control"] is True for row in matched)
    unsure = sum(row["under_control"] is None for row in matched)
    if not matched:
        return ""
    day = in_words(str(table.query["as_of"]))
    known = table.query.get("known_on")
    day += f", by what could be known on {in_words(str(known))}" if known else ""
    buyer = table.query.get("buyer")
    towards = f" towards {the(place(str(buyer)))}" if buyer else ""
    verb = "is" if under == 1 else "are"
    more = f", and {unsure} more may be" if unsure else ""
    number = str(under) if under else "None"
    return f"{number} {verb} under an export control{towards} as of {day}{more}."
