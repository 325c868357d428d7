"""USGS world tables as committed: vocabularies, keys, totals and traps of all editions.

Fixture values are figures of the editions named beside them.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from usgs_world import DATASETS, Row, figure, listed, one, select, table

EDITIONS = ("2026", "2025", "2024", "2023")
COLUMNS = [
    "mineral",
    "stage",
    "basis",
    "year",
    "country",
    "iso3",
    "kind",
    "quantity",
    "low",
    "high",
    "unit",
    "state",
    "status",
    "note",
]
STATES = {"number", "zero", "unknown", "withheld", "less_than", "greater_than", "range"}
UNITS = {"kg", "t", "kt", "Mt", "Mm3", "ML", "kct", "Mct"}
KEY = ("mineral", "stage", "basis", "year")


# -- shape and vocabularies ------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_columns_and_closed_vocabularies(edition: str) -> None:
    with (DATASETS / "minerals.csv").open(encoding="utf-8", newline="") as file:
        minerals = {row["slug"] for row in csv.DictReader(file)}
    with (DATASETS / "bases.csv").open(encoding="utf-8", newline="") as file:
        bases = {row["basis"] for row in csv.DictReader(file)}
    with (DATASETS / "countries.csv").open(encoding="utf-8", newline="") as file:
        countries = {row["iso3"]: row["name"] for row in csv.DictReader(file)}
    minerals |= {"steel-slag", "silicon-and-ferrosilicon"}
    for row in table(edition):
        assert list(row) == COLUMNS
        assert row["mineral"] in minerals, row
        assert row["basis"] in bases, row
        assert row["stage"] in {"mining", "refining", "reserves", "capacity"}, row
        assert row["kind"] in {"country", "residual", "total"}, row
        assert row["state"] in STATES, row
        assert row["status"] in {"reported", "estimated"}, row
        assert row["unit"] in UNITS, row
        if row["kind"] == "country":
            assert countries[row["iso3"]] == row["country"], row
        else:
            assert row["iso3"] == "", row
        assert (row["country"] == "World") == (row["kind"] == "total"), row


@pytest.mark.parametrize("edition", EDITIONS)
def test_numbers_stand_only_where_the_state_allows(edition: str) -> None:
    filled = {
        "number": (True, False, False),
        "zero": (True, False, False),
        "unknown": (False, False, False),
        "withheld": (False, False, False),
        "less_than": (False, True, True),
        "greater_than": (False, True, False),
        "range": (False, True, True),
    }
    for row in table(edition):
        shape = tuple(bool(row[name]) for name in ("quantity", "low", "high"))
        summed = "sum of " in row["note"]  # of printed figures: each part is rounded
        assert shape == ((True, True, True) if summed else filled[row["state"]]), row
        assert all(not row[name] or Decimal(row[name]) >= 0 for name in ("quantity", "low"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_duplicate_rows_and_one_total_and_unit_per_key(edition: str) -> None:
    rows = table(edition)
    keys = Counter(tuple(row[name] for name in (*KEY, "country")) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    totals = Counter(tuple(r[name] for name in KEY) for r in rows if r["kind"] == "total")
    assert max(totals.values()) == 1
    units: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        units.setdefault(tuple(row[name] for name in KEY), set()).add(row["unit"])
    assert [key for key, found in units.items() if len(found) > 1] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_rows_are_in_committed_order(edition: str) -> None:
    stages, kinds = ("mining", "refining", "reserves", "capacity"), ("country", "residual", "total")
    order = [
        (
            r["mineral"],
            stages.index(r["stage"]),
            r["basis"],
            r["year"],
            kinds.index(r["kind"]),
            r["iso3"] or "~",
            r["country"],
        )
        for r in table(edition)
    ]
    assert order == sorted(order)


@pytest.mark.parametrize("edition", EDITIONS)
def test_newest_production_year_is_estimated(edition: str) -> None:
    newest = str(int(edition) - 1)
    for row in table(edition):
        assert int(edition) - 3 <= int(row["year"]) < int(edition), row
        if row["year"] == newest and row["stage"] in {"mining", "refining"}:
            assert row["status"] == "estimated", row


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_table_is_off_by_a_factor(edition: str) -> None:
    """A wrong unit, a fused digit or a double-counted row would show here."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in table(edition):
        groups.setdefault(tuple(row[name] for name in KEY), []).append(row)
    off = {}
    for key, rows in groups.items():
        totals = [Decimal(r["quantity"]) for r in rows if r["kind"] == "total" and r["quantity"]]
        if totals and totals[0] and any(r["kind"] != "total" for r in rows):
            ratio = listed(rows) / totals[0]
            if not Decimal("0.94") <= ratio <= Decimal("1.06"):
                off[key] = f"{ratio:.3f}"
    assert off == {}


# -- across editions -------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("mineral", ["bromine", "iodine", "lithium", "magnesite", "barite"])
def test_withheld_united_states_is_a_country_row(edition: str, mineral: str) -> None:
    for row in select(edition, mineral, "mining"):
        if row["iso3"] == "USA":
            assert (row["kind"], row["state"]) == ("country", "withheld"), row
    assert any(row["iso3"] == "USA" for row in select(edition, mineral, "mining"))


@pytest.mark.parametrize(
    ("edition", "year", "quantity"),
    [
        ("2023", "2021", "76"),
        ("2024", "2022", "77"),
        ("2025", "2024", "81"),
        ("2026", "2025", "81"),
    ],
)
def test_helium_of_the_united_states_is_one_row(edition: str, year: str, quantity: str) -> None:
    assert figure(one(edition, "helium", "mining", year, "USA")) == (quantity, "Mm3")


@pytest.mark.parametrize("edition", EDITIONS)
def test_clinker_is_capacity(edition: str) -> None:
    newest = str(int(edition) - 1)
    clinker = one(edition, "cement", "capacity", newest, "World")
    assert (clinker["quantity"], clinker["note"]) == ("3800000", "clinker capacity")


@pytest.mark.parametrize("edition", EDITIONS)
def test_strontium_is_weighed_as_celestite(edition: str) -> None:
    """MCS 2026 footnotes the rows as gross weight; the figures carry on."""
    assert {row["basis"] for row in select(edition, "strontium", "mining")} == {"gross-weight"}
    assert one(edition, "strontium", "mining", str(int(edition) - 2), "CHN")["quantity"] == "80000"


@pytest.mark.parametrize("edition", EDITIONS)
def test_magnesite_and_manganese_reserves_are_gross_weight(edition: str) -> None:
    assert {row["basis"] for row in select(edition, "magnesite", "mining")} == {"gross-weight"}
    assert {row["basis"] for row in select(edition, "manganese", "mining")} == {"contained"}
    assert {row["basis"] for row in select(edition, "manganese", "reserves")} == {"gross-weight"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_natural_and_synthetic_soda_ash_stay_apart(edition: str) -> None:
    year = str(int(edition) - 2)
    natural = one(edition, "soda-ash", "mining", year, "World")
    synthetic = one(edition, "soda-ash", "refining", year, "World")
    assert "natural" in natural["note"]
    assert "synthetic" in synthetic["note"]
    assert Decimal(synthetic["quantity"]) > Decimal(natural["quantity"])


@pytest.mark.parametrize("edition", ["2025", "2024"])
def test_kyanite_forms_are_noted_and_have_no_total(edition: str) -> None:
    year = str(int(edition) - 1)
    assert "andalusite" in one(edition, "kyanite", "mining", year, "ZAF")["note"]
    assert one(edition, "kyanite", "mining", year, "World")["state"] == "unknown"


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_footnote_sentence_is_carried_over(edition: str) -> None:
    assert max(len(row["note"]) for row in table(edition)) < 140
