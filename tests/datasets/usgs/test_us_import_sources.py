"""USGS, United States: the committed table of import sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from usgs_us import DATASETS, Row, read

IMPORT_COLUMNS = [
    "mineral",
    "form",
    "period",
    "country",
    "iso3",
    "kind",
    "share",
    "low",
    "high",
    "state",
    "note",
]


IMPORT_SOURCES = read(DATASETS / "usgs" / "import_sources_2026.csv")


def test_columns_and_vocabularies() -> None:
    assert list(IMPORT_SOURCES[0]) == IMPORT_COLUMNS
    assert len(IMPORT_SOURCES) == 720
    assert {row["kind"] for row in IMPORT_SOURCES} == {"country", "residual"}
    assert {row["period"] for row in IMPORT_SOURCES} == {"2021-2024"}
    assert {row["state"] for row in IMPORT_SOURCES} == {"number", "less_than", "greater_than"}


def test_countries_are_in_the_vocabulary() -> None:
    names = {row["iso3"]: row["name"] for row in read(DATASETS / "countries.csv")}
    for row in IMPORT_SOURCES:
        if row["kind"] == "country":
            assert names[row["iso3"]] == row["country"]
        else:
            assert row["iso3"] == ""


def test_no_country_twice() -> None:
    keys = Counter((row["mineral"], row["form"], row["country"]) for row in IMPORT_SOURCES)
    assert max(keys.values()) == 1


def test_minerals_are_in_the_vocabulary() -> None:
    known = {row["slug"] for row in read(DATASETS / "minerals.csv")}
    assert {row["mineral"] for row in IMPORT_SOURCES} <= known


def test_shares_of_a_form_sum_to_one() -> None:
    sums: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in IMPORT_SOURCES:
        sums[row["mineral"], row["form"]].append(row)
    assert len(sums) == 170
    for key, rows in sums.items():
        low = sum(Decimal(row["share"] or 0) for row in rows) + sum(
            Decimal(row["low"] or 0) for row in rows
        )
        bounded = any(row["state"] != "number" for row in rows)
        assert Decimal("0.99") <= low <= 1 if bounded else low == 1, key


def test_antimony() -> None:
    rows = {row["iso3"]: row for row in IMPORT_SOURCES if row["form"] == "total metal and oxide"}
    assert rows["CHN"]["share"] == "0.55"
    assert (rows[""]["country"], rows[""]["kind"]) == ("Other countries", "residual")


def test_a_joint_row_is_no_country() -> None:
    (row,) = [row for row in IMPORT_SOURCES if row["mineral"] == "rubidium"]
    assert (row["kind"], row["country"]) == ("residual", "China, Germany, and Russia")
    assert "not measured shares" in row["note"]


def test_bounds() -> None:
    rows = {row["iso3"]: row for row in IMPORT_SOURCES if row["mineral"] == "phosphate-rock"}
    assert (rows["PER"]["state"], rows["PER"]["low"], rows["PER"]["high"]) == (
        "greater_than",
        "0.99",
        "",
    )
    assert (rows[""]["state"], rows[""]["high"]) == ("less_than", "0.01")
