"""USGS Mineral Commodity Summaries 2026: where United States imports came from."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from labels import label_rows, must_match, refuse_repeats
from places import Places
from tables import BuildError, RawRow, TidyTable
from usgs.us_figures import Label, read_figure, remarks, squeeze
from usgs.us_statistics_2026 import FILE, SOURCE, footnotes, short

SECTION = "Import Sources"
KINDS = ("country", "residual")
PERIOD = {"2021\u201324": "2021-2024"}
RESIDUAL = "Other countries"
# Several countries in one row: no shares are given for each, so no country gets one.
JOINT = {"China, Germany, and Russia"}


class Form(NamedTuple):
    """The labels of a form of imports."""

    chapter: str
    commodity: str
    detail: str


class ImportShare(NamedTuple):
    """Share of a country in the imports of a form."""

    mineral: str
    form: str
    period: str
    country: str
    iso3: str
    kind: str
    share: Decimal | None
    low: Decimal | None
    high: Decimal | None
    state: str
    note: tuple[str, ...]


def import_table(rows: list[RawRow], notes: dict[str, str], places: Places) -> TidyTable:
    """Shares of United States imports by country, mean of four years."""
    labels = {
        Form(row["chapter"], row["commodity"], row["detail"]): row
        for row in label_rows("usgs", "us_import_forms_2026")
    }
    section = [(form_of(row), row) for row in rows if row["Section"] == SECTION]
    must_match(f"{FILE}: forms of imports", (form for form, _ in section), labels)
    tidy = [import_share(row, labels[form], notes, places) for form, row in section]
    refuse_repeats(f"{FILE}: import sources", map(order, tidy))
    tidy.sort(key=order)
    return TidyTable(
        path="usgs/import_sources_2026.csv",
        source=SOURCE,
        title="Where United States imports came from, shares of 2021 to 2024 (USGS, 2026 edition)",
        columns=ImportShare._fields,
        rows=tidy,
    )


def form_of(row: RawRow) -> Form:
    """The labels of a row."""
    names = ("MCS chapter", "Commodity", "Statistics_detail")
    return Form(*(squeeze(row[name]) for name in names))


def order(row: ImportShare) -> tuple[str, str, int, str]:
    """Sort key of the rows."""
    return row.mineral, row.form, KINDS.index(row.kind), row.iso3


def import_share(row: RawRow, label: RawRow, notes: dict[str, str], places: Places) -> ImportShare:
    """One country's share; named groups and the rest are residuals."""
    mineral, form, country = label["mineral"], label["form"], squeeze(row["Country"])
    where = f"{FILE}: {row['MCS chapter']}, {form}, {country}"
    if row["Unit"] != "percent" or row["Year"] not in PERIOD:
        raise BuildError(f"{where}: unit {row['Unit']!r}, period {row['Year']!r}")
    residual = country == RESIDUAL or country in JOINT
    iso3 = "" if residual else places.iso3(country, where)
    value = read_figure(row["Value"], Label(mineral, "imports", form, "fraction"), where)
    return ImportShare(
        mineral=mineral,
        form=form,
        period=PERIOD[row["Year"]],
        country=country if residual else places.names[iso3],
        iso3=iso3,
        kind="residual" if residual else "country",
        share=value.quantity,
        low=value.low,
        high=value.high,
        state=value.state,
        note=remarks(value.note, *short(footnotes(row["Notes"]), notes, where)),
    )
