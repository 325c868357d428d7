"""Charts of `technology` and `lists`."""

from __future__ import annotations

from typing import Any

from critmin.answers.table import Table
from critmin.charts.labels import unanswered_names
from critmin.charts.model import (
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Moment,
    Timeline,
    distinct,
    written,
)
from critmin.core.wording import listed, lower, mineral_name, place, the
from critmin.uses.technology_tables import technologies

Row = dict[str, Any]
ALL, OTHERS = "all", "others"
MOST = 24  # most bars of one picture


def technology_name(code: str) -> str:
    """A technology as a picture writes it.

    >>> technology_name("electric-car")
    'Electric car'
    """
    known = technologies().get(code)
    return known.name if known else code


def technology(table: Table) -> Chart | None:
    """Masses of one technology, ratios of several, or shares if a supplier is named."""
    rows = table.records()
    names = distinct([row["technology"] for row in rows])
    if any(row["supplier_iso3"] for row in rows):
        return _supplied(rows, names)
    if len(names) > 1:
        return _ratios(rows)
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row["mineral"], row)
    total = seen.pop(ALL, None)
    unit = rows[0]["unit"]
    whole = f"; {written(total['intensity'], unit)} in all" if total else ""
    return Bars(
        topic=f"Minerals in {_a(technology_name(names[0]))}",
        subtitle=f"{unit}{whole}",
        bars=tuple(
            Bar(_mineral(name), row["intensity"], kind=RESIDUAL if name == OTHERS else "country")
            for name, row in seen.items()
        ),
    )


def _a(name: str) -> str:
    article = "an" if name[:1].lower() in "aeio" else "a"
    return f"{article} {lower(name)}"


def _mineral(slug: str) -> str:
    if slug == ALL:
        return "All, by mass"
    return "Others, unnamed" if slug == OTHERS else mineral_name(slug)


def _ratios(rows: list[Row]) -> Chart:
    """Mass of each technology over that of its conventional reference."""
    bars = []
    for row in rows:
        if row["mineral"] == ALL and row["reference"]:
            pair = f"{technology_name(row['technology'])} to "
            pair += lower(technology_name(row["reference"]))
            mass = written(row["total_intensity"], row["unit"])
            bars.append(Bar(pair, row["ratio_to_reference"], text=f"({mass})"))
    return Bars(
        topic="Minerals in clean technologies",
        subtitle="Times the mass in the conventional technology, per vehicle and per megawatt",
        unit="times",
        bars=tuple(bars),
    )


def _supplied(rows: list[Row], names: list[str]) -> Chart:
    """A supplier's share of the world in each mineral, a panel for each stage."""
    one = len(names) == 1
    stages = distinct([row["stage"] for row in rows])
    bars: dict[tuple[str, str], Bar] = {}
    for row in rows:
        if not one and row["mineral"] != ALL:
            continue
        name = row["mineral"] if one else row["technology"]
        label = _mineral(name) if one else technology_name(name)
        chosen = one and name == ALL
        panel = str(row["stage"]).capitalize()
        bars.setdefault((panel, label), Bar(label, row["supplier_share"], panel, chosen))
    supplier = the(place(next(row["supplier_iso3"] for row in rows if row["supplier_iso3"])))
    where = _a(technology_name(names[0])) if one else "clean technologies"
    return Bars(
        topic=f"What {supplier} supplies of the minerals in {where}",
        subtitle=f"Share of the world's {listed(stages)}, newest years; all: mean by mass of those "
        "with a share",
        unit=FRACTION,
        bars=tuple(bars.values()),
    )


def lists(table: Table) -> Chart | None:
    """Lists over time; for the matrix, the number of lists of each mineral."""
    rows = table.records()
    if "lists" in table.names:
        ranked = sorted(rows, key=lambda row: -(row["lists"] or 0))
        more = len(ranked) - MOST
        return Bars(
            topic="On how many official lists of critical minerals",
            subtitle="Lists of governments and agencies since 2018, older editions counted",
            note=f"{more} on fewer lists are not drawn." if more > 0 else "",
            bars=tuple(Bar(mineral_name(row["mineral"]), row["lists"]) for row in ranked[:MOST]),
        )
    if "change" in table.names or not any(row["list_date"] for row in rows):
        return None
    minerals = distinct([row["mineral"] for row in rows])
    if len(rows) > MOST * 2 or None in minerals:
        return None
    return Timeline(
        topic=f"Official lists with {listed([lower(mineral_name(slug)) for slug in minerals])}",
        subtitle="By the day of the list, in the words that it uses; hollow: day not known",
        note=unanswered_names([row["mineral"] for row in rows if row["list_date"] is None]),
        moments=tuple(
            Moment(
                _listed_as(row),
                row["list_date"],
                None,
                mineral_name(row["mineral"]) if len(minerals) > 1 else "",
            )
            for row in sorted(rows, key=lambda row: str(row["list_date"]))
            if row["list_date"]
        ),
    )


def _listed_as(row: Row) -> str:
    return f"{row['jurisdiction']}, {row['list_id']}: {row['listed_as']} ({row['category']})"
