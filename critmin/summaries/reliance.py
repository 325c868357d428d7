"""Summary of `reliance`: what part of its use a buyer imports, net of exports, and from whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.wording import counted, listed, lower, mineral_name, percent, the
from critmin.summaries.phrases import (
    about_percent,
    amount,
    flags,
    goods,
    in_year,
    known_place,
    names_or_count,
    number,
    rough,
    sentence,
    span,
    two,
)

Row = Any  # of the question, in a package above
MOST = 3  # minerals or forms said one by one
HALF = 0.5
SOURCES = re.compile(r"^(?P<name>.+?) (?P<share>\d+%)(?:[;\s]|$)")
AVERAGE = re.compile(r"\(average of (?P<years>[\d-]+)\)")
LIMITS = {"greater_than": "more than", "less_than": "less than"}


def reliance(table: Table) -> str:
    """Net import reliance of each mineral or form, with the main source of its imports."""
    rows = [row for row in table.typed if _known(row)]
    if not rows:
        return ""
    buyer = known_place(str(rows[0].buyer_iso3))
    newest = _newest(rows)
    minerals = {row.mineral for row in newest}
    if len(minerals) > MOST or len(newest) > MOST:
        return _counted(newest, buyer)
    said = [_said(row) for row in newest]
    if len({in_year(row) for row in newest}) == 1:
        first = f"{buyer} {_joined(said)} {in_year(newest[0])}"
    else:
        dated = [f"{one} {in_year(row)}" for one, row in zip(said, newest, strict=True)]
        first = f"{buyer} {_joined(dated)}"
    if len(newest) == 1:
        first += _before(rows, newest[0]) + _sources(newest[0])
    return two(sentence(first), _caveat(newest), _missing(table, rows))


def _missing(table: Table, known: Sequence[Row]) -> str:
    """Minerals asked for that have no figure in any form."""
    told = {row.mineral for row in known}
    without = dict.fromkeys(
        lower(mineral_name(str(row.mineral))) for row in table.typed if row.mineral not in told
    )
    return sentence(f"no figure for {names_or_count(list(without))}") if without else ""


def _known(row: Row) -> bool:
    return row.state == "net_exporter" or _figure(row) != ""


def _figure(row: Row) -> str:
    """Reliance in words: printed with its limit, or computed with its range; empty without."""
    printed = number(row, "nir")
    if printed is not None:
        if row.state in LIMITS:
            return f"{LIMITS[str(row.state)]} {percent(printed)}"
        return about_percent(row, "nir")
    computed = number(row, "computed_nir")
    if computed is None or computed < 0:
        return ""
    low, high = number(row, "computed_low"), number(row, "computed_high")
    if low is not None and high is not None and low >= 0 and percent(low) != percent(high):
        return f"{rough(row)}{span(low, high)}"
    return about_percent(row, "computed_nir")


def _newest(rows: Sequence[Row]) -> list[Row]:
    """Newest row of each mineral and form."""
    found: dict[tuple[object, object], Row] = {}
    for row in rows:
        key = (row.mineral, row.form)
        if key not in found or int(str(row.year)) > int(str(found[key].year)):
            found[key] = row
    return list(found.values())


def _what(row: Row) -> str:
    """Name of the mineral, in the traded form or the USGS's form that the figure is of."""
    mineral, form = str(row.mineral), str(row.form or "")
    if form in {"ore", "refined"}:
        return goods(mineral, form)
    name = lower(mineral_name(mineral))
    return f"{name} ({form})" if form and name not in form else name


def _said(row: Row) -> str:
    if row.state == "net_exporter":
        return f"was a net exporter of {_what(row)}"
    return f"relied on imports for {_figure(row)} of its {_what(row)}"


def _joined(said: Sequence[str]) -> str:
    """Clauses with the same beginning said once."""
    head = "relied on imports for "
    short = [
        text.removeprefix(head) if place and said[place - 1].startswith(head) else text
        for place, text in enumerate(said)
    ]
    return listed(short)


def _before(rows: Sequence[Row], newest: Row) -> str:
    """Figure of the first year of the answer, if it is of the same kind."""
    kind = "nir" if number(newest, "nir") is not None else "computed_nir"
    same = [row for row in rows if number(row, kind) is not None and row is not newest]
    if kind == "computed_nir":
        same = [row for row in same if number(row, "nir") is None]
    same = [row for row in same if row.form == newest.form and _figure(row)]
    if not same or not _figure(newest):
        return ""
    first = min(same, key=lambda row: int(str(row.year)))
    return f", after {_figure(first)} {in_year(first)}"


def _sources(row: Row) -> str:
    """Largest source of the imports that is named, with the years of its share."""
    text = str(row.sources_named or "")
    found = SOURCES.match(text)
    if not found or row.state == "net_exporter":
        return ""
    average = AVERAGE.search(text)
    years = f" ({average['years']} average)" if average else ", by weight"
    return f"; {found['share']} of its imports came from {the(found['name'])}{years}"


def _caveat(rows: Sequence[Row]) -> str:
    """The one caveat that changes the reading."""
    row = rows[0]
    if len(rows) > 1:
        return ""
    if "recomputed_differs" in flags(row):
        computed = about_percent(row, "computed_nir")
        return f"Recomputed from the same statistics it is {computed}."
    if "base_not_apparent" in flags(row):
        return "The share is of reported or estimated consumption, not of apparent consumption."
    if "own_output_not_listed" in flags(row) and "upper_limit" in flags(row):
        return "The source does not list the buyer's own output, so the figure is a range."
    return ""


def _counted(rows: Sequence[Row], buyer: str) -> str:
    """Number of minerals by their reliance."""
    several = len({row.mineral for row in rows}) < len(rows)
    thing = "form of minerals" if several else "mineral"
    things = "forms of minerals" if several else "minerals"
    whole = [row for row in rows if _low(row) >= 1]
    half = [row for row in rows if HALF <= _low(row) < 1 and _above_half(row)]
    exporter = [row for row in rows if row.state == "net_exporter"]
    of = counted(len(rows), thing, things)
    years = sorted({int(str(row.year)) for row in rows})
    when = f"in {years[0]}" if len(years) == 1 else f"in {years[0]} to {years[-1]}"
    return sentence(
        f"of {of} with a figure, {buyer} imported all of what it used of {len(whole)}, net of "
        f"exports, and more than half of {len(half)} others {when}; it was a net exporter of "
        f"{len(exporter)}"
    )


def _low(row: Row) -> float:
    """Lowest reliance that the row allows; 0 for an upper limit and for a net exporter."""
    if row.state == "net_exporter" or not _figure(row):
        return 0.0
    if number(row, "nir") is not None:
        return 0.0 if row.state == "less_than" else amount(row, "nir")
    low = number(row, "computed_low")
    return amount(row, "computed_nir") if low is None else low


def _above_half(row: Row) -> bool:
    return _low(row) > HALF or row.state == "greater_than"
