"""USGS Mineral Commodity Summaries 2026: United States statistics and import sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from corrections import Ledger
from places import Places
from tables import BuildError, TidyTable, read_rows
from usgs_us_cells import (
    SALIENT_COLUMNS,
    Label,
    bound_in_words,
    read_figure,
    read_labels,
    salient_row,
    sort_salient,
    squeeze,
    with_note,
)
from values import Value, plain

SOURCE = "usgs@2026"
FILE = "usgs/2026/official_untouched/MCS2026_Commodities_Data.csv"
SALIENT = "Salient Statistics—United States"
IMPORTS = "Import Sources"
NEWEST = "2025"
MASS = {"t", "kt", "Mt", "kg"}
IMPORT_COLUMNS = (
    "mineral", "form", "period", "country", "iso3", "kind", "share", "low", "high",
    "state", "note",
)
KINDS = ("country", "residual")
PERIOD = {"2021\u201324": "2021-2024"}
RESIDUAL = "Other countries"
# Several countries in one row: no shares are given for each, so no country gets one.
JOINT = {"China, Germany, and Russia"}
# "(Data in metric tons, antimony content, unless otherwise specified)"
CHAPTER_BASIS = re.compile(r"\(Data in [a-z ]+, (.+?),? unless otherwise specified\)")
NIR_BASE = re.compile(r"percentage of (?:total )?(apparent|estimated|reported) consumption")


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make the salient table and the import sources of the 2026 edition."""
    rows = ledger.apply(SOURCE, FILE, read_rows(sources / FILE, encoding="cp1252"))
    notes = {row["printed"]: row["note"] for row in read_labels("usgs_us_notes_2026.csv")}
    return [salient_table(rows, notes), import_table(rows, notes, places)]


def salient_table(rows: list[dict[str, str]], notes: dict[str, str]) -> TidyTable:
    """Every row of the section, by the table of statistics."""
    labels = {
        statistic(row, row["part"], row["printed_unit"]): Label(
            row["mineral"], row["measure"], row["form"], row["unit"], row["note"]
        )
        for row in read_labels("usgs_us_statistics_2026.csv")
    }
    section = [row for row in rows if row["Section"] == SALIENT]
    met = set()
    tidy = []
    for row, part in numbered(section):
        key = statistic(renamed(row), part, row["Unit"])
        if key not in labels:
            raise BuildError(f"{FILE}: unknown statistic {key}")
        met.add(key)
        tidy.append(salient(row, labels[key], notes))
    if stale := set(labels) - met:
        raise BuildError(f"{FILE}: statistics no longer there: {sorted(stale)}")
    return TidyTable(
        path="usgs/salient_2026.csv",
        source=SOURCE,
        title="United States statistics by mineral, 2021 to 2025 (USGS, 2026 edition)",
        columns=SALIENT_COLUMNS,
        rows=sort_salient(tidy, FILE),
        schema="salient",
    )


def renamed(row: dict[str, str]) -> dict[str, str]:
    """Give the publisher's columns under the names of the label tables."""
    return {
        "chapter": row["MCS chapter"],
        "commodity": row["Commodity"],
        "statistics": row["Statistics"],
        "detail": row["Statistics_detail"],
    }


def statistic(row: dict[str, str], part: str, unit: str) -> tuple[str, ...]:
    """Key a statistic; ``part`` tells mica's two equal sets of labels apart."""
    fields = (row["chapter"], row["commodity"], row["statistics"], row["detail"], unit, part)
    return tuple(squeeze(text) for text in fields)


def numbered(rows: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], str]]:
    """Rows with their turn among the rows of one label and year: scrap mica, then sheet."""
    turns: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        key = (*statistic(renamed(row), "", row["Unit"]), row["Year"])
        turns[key] += 1
        yield row, str(turns[key])


def salient(row: dict[str, str], label: Label, notes: dict[str, str]) -> dict[str, str]:
    """One tidy row: figure, footnotes in short, what the tons are tons of."""
    where = f"{FILE}: {row['MCS chapter']}, {row['Statistics_detail']}, {row['Year']}"
    parts = footnotes(row["Notes"])
    value = figure(row["Value"], parts, label, where)
    said = (nir_base(row), *short(parts, notes, where), basis(row, label, parts), label.note)
    value = with_note(value, *said)
    estimated = row["Year"] == NEWEST or any(part.startswith("Estimated") for part in parts)
    return salient_row(label, row["Year"], value, "estimated" if estimated else "reported")


def footnotes(text: str) -> list[str]:
    """Split the footnotes of a cell (the file joins them with two hyphens)."""
    return [squeeze(part) for part in re.split(r"\s+--\s+", text.strip()) if part.strip()]


def short(parts: list[str], notes: dict[str, str], where: str) -> list[str]:
    """Our short wording of each footnote; one not in the table stops the build."""
    unknown = [part for part in parts if part not in notes]
    if unknown:
        raise BuildError(f"{where}: unknown footnote {unknown[0]!r}")
    return [notes[part] for part in parts]


def figure(cell: str, parts: list[str], label: Label, where: str) -> Value:
    """Read the figure: an ``s`` is whatever its footnote says, and unknown if it gives no bound."""
    if squeeze(cell) != "s":
        return read_figure(cell, label, where)
    for part in parts:
        text = part.replace("½", "half")
        if (bound := bound_in_words(text, label.unit)) is not None:
            return read_figure(text, label, where) if label.unit == "fraction" else bound
    return Value("unknown", note="printed as a footnote mark")


def nir_base(row: dict[str, str]) -> str:
    """Say what net import reliance is a fraction of."""
    match = NIR_BASE.search(row["Statistics_detail"])
    return f"of {match[1]} consumption" if match else ""


def basis(row: dict[str, str], label: Label, parts: list[str]) -> str:
    """Name the chapter's content basis, unless the statistic or a footnote says gross weight."""
    match = CHAPTER_BASIS.search(row["Other notes"])
    said = " ".join([row["Statistics_detail"], *parts]).casefold()
    if match is None or label.unit not in MASS or "gross weight" in said:
        return ""
    return f"basis: {match[1]}"


def import_table(rows: list[dict[str, str]], notes: dict[str, str], places: Places) -> TidyTable:
    """Shares of United States imports by country, mean of four years."""
    labels = {
        (row["chapter"], row["commodity"], row["detail"]): (row["mineral"], row["form"])
        for row in read_labels("usgs_us_import_forms_2026.csv")
    }
    met = set()
    tidy = []
    for row in rows:
        if row["Section"] != IMPORTS:
            continue
        names = (row["MCS chapter"], row["Commodity"], row["Statistics_detail"])
        key = (squeeze(names[0]), squeeze(names[1]), squeeze(names[2]))
        if key not in labels:
            raise BuildError(f"{FILE}: unknown form of imports {key}")
        met.add(key)
        tidy.append(import_row(row, *labels[key], notes, places))
    if stale := set(labels) - met:
        raise BuildError(f"{FILE}: forms of imports no longer there: {sorted(stale)}")
    return TidyTable(
        path="usgs/import_sources_2026.csv",
        source=SOURCE,
        title="Where United States imports came from, shares of 2021 to 2024 (USGS, 2026 edition)",
        columns=IMPORT_COLUMNS,
        rows=sort_imports(tidy),
        schema="import_sources",
    )


def import_row(
    row: dict[str, str], mineral: str, form: str, notes: dict[str, str], places: Places
) -> dict[str, str]:
    """One country's share; named groups and the rest are residuals."""
    where = f"{FILE}: {row['MCS chapter']}, {form}, {row['Country']}"
    if row["Unit"] != "percent" or row["Year"] not in PERIOD:
        raise BuildError(f"{where}: unit {row['Unit']!r}, period {row['Year']!r}")
    country, iso3, kind = place(squeeze(row["Country"]), places, where)
    label = Label(mineral, "imports", form, "fraction")
    said = short(footnotes(row["Notes"]), notes, where)
    value = with_note(read_figure(row["Value"], label, where), *said)
    return {
        "mineral": mineral,
        "form": form,
        "period": PERIOD[row["Year"]],
        "country": country,
        "iso3": iso3,
        "kind": kind,
        "share": plain(value.quantity),
        "low": plain(value.low),
        "high": plain(value.high),
        "state": value.state,
        "note": value.note,
    }


def place(label: str, places: Places, where: str) -> tuple[str, str, str]:
    """(country, ISO3, kind) of a label."""
    if label == RESIDUAL or label in JOINT:
        return label, "", "residual"
    iso3 = places.iso3(label, where)
    return places.names[iso3], iso3, "country"


def sort_imports(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows in their committed order; a country named twice stops the build."""

    def key(row: dict[str, str]) -> tuple[str, str, int, str]:
        return row["mineral"], row["form"], KINDS.index(row["kind"]), row["iso3"]

    done = sorted(rows, key=key)
    for before, after in pairwise(done):
        if key(before) == key(after):
            raise BuildError(f"{FILE}: import source twice: {key(after)}")
    return done
