"""The trade tables and the concordance: what is committed, and the traps of the originals."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path

import pytest

DATASETS = Path(__file__).resolve().parents[3] / "datasets"
TRADE = DATASETS / "trade"
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def shard(name: str) -> list[Row]:
    text = gzip.decompress((TRADE / f"{name}.csv.gz").read_bytes()).decode("ascii")
    return list(csv.DictReader(io.StringIO(text)))


def flow(name: str, importer: str, exporter: str, code: str) -> Row:
    key = (importer, exporter, code)
    found = [r for r in shard(name) if (r["importer"], r["exporter"], r["code"]) == key]
    assert len(found) == 1
    return found[0]


SHARDS = sorted(
    path.name.removesuffix(".csv.gz")
    for path in TRADE.glob("*.csv.gz")
    if not path.name.startswith("months_")
)
CONCORDANCE = read("concordance.csv")
KNOWN = {row["iso3"] for row in read("countries.csv")} | {
    row["code"] for row in read("trade_places.csv")
}


def test_every_year_is_there() -> None:
    hs92 = [f"hs92_{year}" for year in range(1995, 2025)]
    assert sorted(["cn_2022", "cn_2023", "cn_2024", "hs17_2024", *hs92]) == SHARDS


@pytest.mark.parametrize("name", SHARDS)
def test_shard_is_sorted_whole_and_of_its_year(name) -> None:
    rows = shard(name)
    keys = [(r["importer"], r["code"], r["exporter"]) for r in rows]
    assert keys == sorted(set(keys))
    assert {r["year"] for r in rows} == {name[-4:]}
    assert {r["importer"] for r in rows} | {r["exporter"] for r in rows} <= KNOWN
    assert not [r for r in rows if r["importer"] == r["exporter"] and not name.startswith("cn")]
    value = "eur" if name.startswith("cn") else "usd"
    assert all(r[value].isdigit() and not (r.get("kg") and not r["kg"].isdigit()) for r in rows)
    assert (TRADE / f"{name}.csv.gz").read_bytes()[4:8] == b"\0\0\0\0", "a time stamp in the gzip"


@pytest.mark.parametrize("name", ["hs92", "hs17", "cn"])
def test_world_sums_are_those_of_the_shards(name) -> None:
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for one in (s for s in SHARDS if s.startswith(name)):
        for row in shard(one):
            value, kg = int(row.get("usd") or row.get("eur") or 0), row.get("kg")
            total = sums[row["year"], row["code"]]
            total[0] += 1
            total[1] += value
            total[2] += value if kg else 0
            total[3] += int(kg or 0)
            total[4] += not kg
    printed = {
        (r["year"], r["code"]): [
            int(r[k]) for k in ("flows", "value", "value_weighed", "kg", "without_weight")
        ]
        for r in read(f"trade/world_{name}.csv")
    }
    assert printed == dict(sums)


def test_germany_is_not_lost_and_taiwan_is_there() -> None:
    for name in ("hs92_1995", "hs92_2024", "hs17_2024"):
        rows = shard(name)
        for iso3 in ("DEU", "TWN"):
            assert {iso3} <= {r["importer"] for r in rows} & {r["exporter"] for r in rows}
    assert "NAM" in {r["exporter"] for r in shard("hs92_2024")}  # ISO2 is NA, which is no gap


def test_historic_places_end_when_they_ended() -> None:
    for code, last in (("BLX", 1998), ("ZA1", 1999), ("SCG", 2005), ("ANT", 2010)):
        before, after = (
            {p for r in shard(f"hs92_{year}") for p in (r["importer"], r["exporter"])}
            for year in (last, last + 1)
        )
        assert code in before
        assert code not in after
    assert "BEL" not in {r["importer"] for r in shard("hs92_1998")}
    assert "BEL" in {r["importer"] for r in shard("hs92_1999")}


def test_weight_is_missing_in_one_row_of_fifteen_and_never_zero() -> None:
    rows = read("trade/world_hs92.csv")
    flows, bare = (sum(int(r[k]) for r in rows) for k in ("flows", "without_weight"))
    assert flows == 727_716
    assert 0.06 < bare / flows < 0.07
    assert not [r for r in shard("hs92_2024") if r["kg"] == "0"]


@pytest.mark.parametrize(("year", "tonnes"), [(2020, 130_250), (2021, 174_398), (2023, 263_789)])
def test_dr_congo_cobalt_is_booked_twice(year, tonnes) -> None:
    oxide = flow(f"hs92_{year}", "CHN", "COD", "282200")
    assert round(int(oxide["kg"]) / 1000) == tonnes
    assert int(flow(f"hs92_{year}", "CHN", "COD", "810510")["kg"]) > 295_000_000
    caveats = [r for r in read("trade_caveats.csv") if r["flag"] == "double_booked"]
    for code in ("282200", "810510"):
        assert [r for r in caveats if r["code"] == code and r["first"] <= str(year) <= r["last"]]


def test_germaniums_own_code_is_empty_after_2016() -> None:
    years = {r["year"] for r in read("trade/world_hs92.csv") if r["code"] == "811230"}
    assert max(years) == "2016"


def test_headings_split_in_2023_have_no_2022() -> None:
    for name, there in (("cn_2022", False), ("cn_2023", True)):
        split = [r for r in shard(name) if r["code"][:6] in {"280530", "284690", "253090"}]
        assert bool(split) is there


def test_shared_codes_name_the_mineral_and_another() -> None:
    held: dict[str, set[str]] = defaultdict(set)
    for row in read("shared_codes.csv"):
        held[row["code"]].add(row["mineral"] or row["what"])
    shared = {row["code"] for row in CONCORDANCE if row["exclusive"] == "no"}
    assert shared == set(held)
    assert all(len(found) > 1 for found in held.values())
    assert held["811292"] == {
        "gallium",
        "germanium",
        "hafnium",
        "indium",
        "niobium",
        "rhenium",
        "vanadium",
    }


def test_an_exclusive_code_stands_for_one_mineral_or_also_for_the_rare_earths() -> None:
    by_code: dict[str, set[str]] = defaultdict(set)
    for row in CONCORDANCE:
        if row["exclusive"] == "yes":
            by_code[row["code"]].add(row["mineral"])
    for code, minerals in by_code.items():
        assert len(minerals - {"rare-earths"}) <= 1, code


def test_reviewed_rows() -> None:
    lines = {(r["mineral"], r["code"]): r for r in CONCORDANCE}
    assert lines["molybdenum", "261310"]["form"] == "intermediate"
    assert lines["uranium", "284410"]["form"] == "intermediate"
    assert lines["rare-earths", "850511"]["form"] == "magnet"
    assert lines["rare-earths", "284690"]["exclusive"] == "yes"
    assert lines["dysprosium", "284690"]["exclusive"] == "no"
    assert lines["platinum", "711292"]["exclusive"] == "no"
    assert ("magnesium", "251910") not in lines
    assert ("antimony", "283030") not in lines
    assert lines["lithium", "282520"]["content"] == "0.1654"
    assert lines["cobalt", "282200"]["content"] == ""


def test_no_shared_code_has_a_content() -> None:
    assert not [r for r in CONCORDANCE if r["exclusive"] == "no" and r["content"]]


def test_every_form_of_the_usgs_import_sources_is_mapped_or_left_out() -> None:
    printed = {(r["mineral"], r["form"]) for r in read("usgs/import_sources_2026.csv")}
    forms = read("us_import_forms.csv")
    assert {(r["mineral"], r["form"]) for r in forms} == printed
    assert all(bool(r["stage"]) != bool(r["reason"]) for r in forms)
    keys = [(r["mineral"], r["stage"]) for r in forms if r["stage"]]
    assert len(keys) == len(set(keys))
