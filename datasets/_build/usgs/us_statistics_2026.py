"""USGS Mineral Commodity Summaries 2026: salient statistics of the United States."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from labels import label_rows, must_match
from tables import BuildError, RawRow, TidyTable
from usgs.us_figures import (
    Label,
    Salient,
    bound_in_words,
    read_figure,
    salient_row,
    sort_salient,
    squeeze,
)
from values import Value

SOURCE = "usgs@2026"
FILE = "usgs/2026/official_untouched/MCS2026_Commodities_Data.csv"
SECTION = "Salient Statistics—United States"
NEWEST = "2025"
MASS = {"t", "kt", "Mt", "kg"}
# "(Data in metric tons, antimony content, unless otherwise specified)"
CHAPTER_BASIS = re.compile(r"\(Data in [a-z ]+, (.+?),? unless otherwise specified\)")
NIR_BASE = re.compile(r"percentage of (?:total )?(apparent|estimated|reported) consumption")


class Statistic(NamedTuple):
    """The labels of a statistic; ``part`` tells mica's two equal sets of labels apart."""

    chapter: str
    commodity: str
    statistics: str
    detail: str
    printed_unit: str
    part: str


def salient_table(rows: list[RawRow], notes: dict[str, str]) -> TidyTable:
    """Every row of the section, by the table of statistics."""
    labels = {
        Statistic(*(squeeze(row[name]) for name in Statistic._fields)): Label(
            row["mineral"], row["measure"], row["form"], row["unit"], row["note"]
        )
        for row in label_rows("usgs", "us_statistics_2026")
    }
    section = list(numbered([row for row in rows if row["Section"] == SECTION]))
    must_match(f"{FILE}: statistics", (key for _, key in section), labels)
    tidy = [salient(row, labels[key], notes) for row, key in section]
    return TidyTable(
        path="usgs/salient_2026.csv",
        source=SOURCE,
        title="United States statistics by mineral, 2021 to 2025 (USGS, 2026 edition)",
        columns=Salient._fields,
        rows=sort_salient(tidy, FILE),
    )


def numbered(rows: list[RawRow]) -> Iterator[tuple[RawRow, Statistic]]:
    """Rows and their statistic; ``part`` counts the rows of one label and year."""
    turns: Counter[tuple[Statistic, str]] = Counter()
    for row in rows:
        printed = Statistic(
            chapter=squeeze(row["MCS chapter"]),
            commodity=squeeze(row["Commodity"]),
            statistics=squeeze(row["Statistics"]),
            detail=squeeze(row["Statistics_detail"]),
            printed_unit=squeeze(row["Unit"]),
            part="",
        )
        turns[printed, row["Year"]] += 1
        yield row, printed._replace(part=str(turns[printed, row["Year"]]))


def salient(row: RawRow, label: Label, notes: dict[str, str]) -> Salient:
    """One row: figure, short footnotes, and what the tons are tons of."""
    where = f"{FILE}: {row['MCS chapter']}, {row['Statistics_detail']}, {row['Year']}"
    parts = footnotes(row["Notes"])
    estimated = row["Year"] == NEWEST or any(part.startswith("Estimated") for part in parts)
    return salient_row(
        label,
        row["Year"],
        figure(row["Value"], parts, label, where),
        nir_base(row),
        *short(parts, notes, where),
        basis(row, label, parts),
        label.note,
        estimated=estimated,
    )


def footnotes(text: str) -> list[str]:
    """Footnotes of a cell (the file joins them with two hyphens)."""
    return [squeeze(part) for part in re.split(r"\s+--\s+", text.strip()) if part.strip()]


def short(parts: list[str], notes: dict[str, str], where: str) -> list[str]:
    """Our short wording of each footnote; one not in the table stops the build."""
    unknown = [part for part in parts if part not in notes]
    if unknown:
        raise BuildError(f"{where}: unknown footnote {unknown[0]!r}")
    return [notes[part] for part in parts]


def figure(cell: str, parts: list[str], label: Label, where: str) -> Value:
    """Figure of a cell; an ``s`` is what its footnote says, and unknown without a bound there."""
    if squeeze(cell) != "s":
        return read_figure(cell, label, where)
    for part in parts:
        text = part.replace("½", "half")
        if (bound := bound_in_words(text, label.unit)) is not None:
            return read_figure(text, label, where) if label.unit == "fraction" else bound
    return Value("unknown", note="printed as a footnote mark")


def nir_base(row: RawRow) -> str:
    """What net import reliance is a fraction of."""
    match = NIR_BASE.search(row["Statistics_detail"])
    return f"of {match[1]} consumption" if match else ""


def basis(row: RawRow, label: Label, parts: list[str]) -> str:
    """The chapter's content basis, unless the statistic or a footnote says gross weight."""
    match = CHAPTER_BASIS.search(row["Other notes"])
    words = " ".join([row["Statistics_detail"], *parts]).casefold()
    if match is None or label.unit not in MASS or "gross weight" in words:
        return ""
    return f"basis: {match[1]}"
