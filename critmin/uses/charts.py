"""Charts of `technology`: masses, ratios to the conventional technology, a supplier's shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.finding import first_clause
from critmin.answers.table import Table, several
from critmin.charts.forms import Cell, Heat
from critmin.charts.model import (
    CHINA,
    COUNTRY,
    FRACTION,
    RESIDUAL,
    TOTAL,
    Bar,
    Bars,
    Chart,
    distinct,
    written,
)
from critmin.core.wording import about, capital, listed, lower, mineral_name, percent, place, the
from critmin.summaries.uses import DOES
from critmin.uses.technology_tables import technologies

Row = dict[str, Any]
ALL, OTHERS = "all", "others"
SPAN = 5  # years of a mean of years
GOODS = {  # what a share counts, by its flag
    "battery_grade": "battery-grade alone",
    "magnet_rare_earths": "the four of magnets",
}
MARKS = ("mostly", "in part")  # how much of a metal comes with a host


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
        return _ratios(table, rows)
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row["mineral"], row)
    total = seen.pop(ALL, None)
    unit = str(rows[0]["unit"])
    whole = f"; {written(total['intensity'], unit)} in all" if total else ""
    return Bars(
        title=first_clause(table, _held(rows, names[0])),
        topic=f"Minerals in {_one(names[0])}, without steel and aluminium",
        subtitle=f"Mass for each {_each(unit)}{whole}",
        unit=unit,
        bars=tuple(
            Bar(_mineral(name), row["intensity"], kind=RESIDUAL if name == OTHERS else COUNTRY)
            for name, row in seen.items()
        ),
    )


def _held(rows: list[Row], name: str) -> str:
    """Mass of the minerals in one technology, and its ratio to the usual one, as a title."""
    total = next((row for row in rows if row["mineral"] == ALL), rows[0])
    text = f"{capital(_one(name))} holds {about(total['total_intensity'] or 0, 3)} kg of minerals"
    if not total["ratio_to_reference"]:
        return text
    usual = _one(total["reference"])
    return f"{text}, {about(total['ratio_to_reference'])} times {usual}"


def _one(code: str) -> str:
    """One vehicle, or a megawatt of a way to make power.

    >>> _one("electric-car"), _one("offshore-wind"), _one("coal")
    ('an electric car', 'a megawatt of offshore wind', 'a megawatt of coal power')
    """
    known = technologies().get(code)
    name = lower(technology_name(code))
    if known is not None and known.kind == "power":
        fuel = " power" if name in {"coal", "natural gas", "nuclear"} else ""
        return f"a megawatt of {name}{fuel}"
    return f"{'an' if name[:1] in 'aeio' else 'a'} {name}"


def _each(unit: str) -> str:
    return "vehicle" if unit.endswith("vehicle") else "megawatt"


def _mineral(slug: str) -> str:
    if slug == ALL:
        return "All, by mass"
    return "Others, not named" if slug == OTHERS else mineral_name(slug)


def _ratios(table: Table, rows: list[Row]) -> Chart:
    """Mass of each technology over that of its usual conventional reference."""
    usual: dict[str, Row] = {}
    for row in rows:
        if row["mineral"] == ALL and row["ratio_to_reference"]:
            usual.setdefault(row["technology"], row)
    ranked = sorted(usual.values(), key=lambda row: -row["ratio_to_reference"])
    top = ranked[0]
    more = f"{about(top['ratio_to_reference'])} times the minerals of {_one(top['reference'])}"
    title = f"{capital(_one(top['technology']))} holds {more}"
    return Bars(
        title=title,
        topic="Minerals in clean technologies against conventional ones",
        subtitle="Times the mass in the conventional one, and the mass itself; IEA figures of "
        "2021, without steel and aluminium",
        unit="times",
        note="A car against a car, power stations by the megawatt.",
        bars=tuple(
            Bar(
                f"{technology_name(row['technology'])} against "
                f"{lower(technology_name(row['reference']))}",
                round(row["ratio_to_reference"], 1),
                text=f"{about(row['total_intensity'], 3)} {row['unit']}",
            )
            for row in ranked
        ),
    )


def _supplied(rows: list[Row], names: list[str]) -> Chart:
    """A supplier's share of the world in each mineral, a panel for each stage."""
    one = len(names) == 1
    stages = distinct([row["stage"] for row in rows if row["stage"]])
    bars: dict[tuple[str, str], Bar] = {}
    for row in sorted(rows, key=lambda row: one and row["mineral"] != ALL):  # the whole first
        if not row["stage"] or (not one and row["mineral"] != ALL):
            continue
        name = row["mineral"] if one else row["technology"]
        label = _mineral_or_all(row) if one else technology_name(name)
        panel = str(row["stage"]).capitalize()
        china = row["supplier_iso3"] == CHINA
        if one and row["supplier_share"] is None and name == OTHERS:
            continue
        kind = TOTAL if one and name == ALL else COUNTRY
        bars.setdefault((panel, label), Bar(label, row["supplier_share"], panel, china, kind))
    code = next(row["supplier_iso3"] for row in rows if row["supplier_iso3"])
    supplier = the(place(code))
    where = _one(names[0]) if one else "clean technologies"
    return Bars(
        title=_share_of_all(rows, names[0], capital(supplier)),
        topic=f"What {supplier} supplies of the minerals in {where}",
        subtitle=f"Share of the world's {listed([_in_year(rows, stage) for stage in stages])}",
        note=" ".join(
            filter(
                None,
                [
                    _years(rows),
                    _goods(rows) if one else "",
                    _others(rows) if one else "",
                    f"All{'' if one else ' bars'}: mean by mass.",
                    _masses(rows, where) if one else "",
                ],
            )
        ),
        unit=FRACTION,
        bars=tuple(bars.values()),
    )


def _share_of_all(rows: list[Row], name: str, supplier: str) -> str:
    """The supplier's mean share in one technology, at each stage, as a title."""
    found = {
        row["stage"]: row["supplier_share"]
        for row in rows
        if row["technology"] == name and row["mineral"] == ALL and row["supplier_share"] is not None
    }
    said = [f"{DOES.get(stage, stage)} {percent(share)}" for stage, share in found.items()]
    if not said:
        return ""
    return f"{supplier} {listed(said)} of world supply of the minerals in {_one(name)}, by mass"


def _mineral_or_all(row: Row) -> str:
    return "All" if row["mineral"] == ALL else _mineral(row["mineral"])


def _masses(rows: Sequence[Row], where: str) -> str:
    """Mass of each mineral that is drawn, and of all."""
    found = {
        row["mineral"]: f"{lower(_mineral_or_all(row))} "
        f"{written(row['intensity'], str(row['unit']).partition('/')[0])}"
        for row in rows
        if row["stage"] and (row["mineral"] != OTHERS or row["supplier_share"] is not None)
    }
    whole = found.pop(ALL, "")
    said = [*found.values(), *([whole.replace("all ", "all minerals ", 1)] if whole else [])]
    return f"Mass in {where}: {', '.join(said)}."


def _usual_years(rows: list[Row], stage: str) -> list[int]:
    """Years of the shares of a stage, other than of means of years."""
    of = [row for row in rows if row["stage"] == stage and row.get("year")]
    return sorted({row["year"] for row in of if "period_average" not in several(row["flag"])})


def _in_year(rows: list[Row], stage: str) -> str:
    """A stage, with the year of its shares if there is one."""
    years = _usual_years(rows, stage)
    return f"{stage} in {years[0]}" if len(years) == 1 else stage


def _goods(rows: list[Row]) -> str:
    """Shares that are of one form or part of a mineral alone."""
    said = []
    for flag, words in GOODS.items():
        of = [row for row in rows if row["stage"] and flag in several(row["flag"])]
        named = [row for row in of if row["mineral"] != ALL]
        if named:
            stages = listed(distinct([f"{DOES.get(row['stage'], row['stage'])}" for row in named]))
            what = lower(_mineral(named[0]["mineral"]))
            said.append(f"{capital(stages)} {what}: {words}.")
    return " ".join(said)


def _years(rows: list[Row]) -> str:
    """Years of the shares of each stage if they are several, and the shares that are means.

    The source of the means prints those of the five years up to its last.
    """
    said = []
    for stage in distinct([row["stage"] for row in rows if row["stage"]]):
        of = [row for row in rows if row["stage"] == stage and row.get("year")]
        means = [row for row in of if "period_average" in several(row["flag"])]
        usual = _usual_years(rows, stage)
        texts = [listed([str(year) for year in usual])] if len(usual) > 1 else []
        for year in sorted({row["year"] for row in means}):
            names = distinct([lower(_mineral(r["mineral"])) for r in means if r["year"] == year])
            texts.append(f"{listed(names)}: mean of {year - SPAN + 1} to {year}")
        if texts:
            said.append(f"{stage.capitalize()}: {'; '.join(texts)}.")
    return " ".join(said)


def _others(rows: list[Row]) -> str:
    """What the source does not name, which has no share."""
    other = next((row for row in rows if row["mineral"] == OTHERS), None)
    if other is None or other["supplier_share"] is not None:
        return ""
    part = percent(other["intensity"] / other["total_intensity"])
    return f"Other minerals, {part} of the mass, are not named and have no share."


def _companions(host: str, parts: Mapping[str, str]) -> str:
    """What comes mostly and what in part with a metal, as a title.

    >>> _companions("zinc", {"cadmium": "main", "silver": "part", "indium": "main"})
    'Cadmium and indium are mostly by-products of zinc; silver in part'
    """
    mostly, partly = (
        [mineral_name(slug) for slug, part in parts.items() if part == which]
        for which in ("main", "part")
    )
    if not mostly:
        return ""
    start = listed([mostly[0], *map(lower, mostly[1:])])
    what = "are mostly by-products" if len(mostly) > 1 else "is mostly a by-product"
    rest = f"; {listed(list(map(lower, partly)))} in part" if partly else ""
    return f"{start} {what} of {lower(mineral_name(host))}{rest}"


def hosts(table: Table, every: Sequence[tuple[str, str, str]]) -> Chart | None:
    """Metals by their hosts, and whether they come mostly or in part with them.

    Parameters
    ----------
    table : Table
        The answer.
    every : sequence of (str, str, str)
        Slug of each metal, its host, and "main" or "part": of all metals on record, so that the
        other hosts of a metal are in the picture.
    """
    asked = {row["mineral"] for row in table.records() if row["mineral"] and row["host"]}
    shown = [one for one in every if one[0] in asked]
    if not shown:
        return None
    counts = Counter(host for _, host, _ in shown)
    order = sorted(counts, key=lambda host: -counts[host])
    host = next(iter(table.query.get("minerals") or ()), "")
    parts = {slug: part for slug, of, part in shown if of == host}
    if parts:  # a host: its own column first, and what comes mostly with it
        order.sort(key=lambda one: one != host)
        shown.sort(key=lambda one: parts.get(one[0]) != "main")
    cells = [(slug, host, part) for host in order for slug, h, part in shown if h == host]
    return Heat(
        title=_companions(host, parts) or first_clause(table).partition("; how much")[0],
        topic="By-products, by the metal or ore that they come with",
        subtitle="Mostly or in part by the words of the USGS and others, who print no percentages",
        note="No mark: not named as a source of the metal.",
        marks=MARKS,
        cells=tuple(
            Cell(
                mineral_name(slug),
                capital(mineral_name(host).replace("-", " ")),
                1.0 if part == "main" else 0.5,
                MARKS[0] if part == "main" else MARKS[1],
            )
            for slug, host, part in cells
        ),
    )
