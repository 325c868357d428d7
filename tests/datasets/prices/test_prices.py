"""The price and market tables: complete months, closed units, two publishers that agree."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from critmin.markets import price_tables
from critmin.supply_risk import us_statistics

ROOT = Path(__file__).resolve().parents[3]
DATASETS = ROOT / "datasets"
FILES = {"imf": ("2025", 21), "worldbank": ("2026", 12)}
UNITS = {"USD/t", "USD/ozt", "USD/lb"}


def read(path: str) -> list[dict[str, str]]:
    with (DATASETS / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("origin", FILES)
def test_every_series_runs_without_a_gap(origin) -> None:
    edition, count = FILES[origin]
    series = read(f"{origin}/price_series_{edition}.csv")
    rows = read(f"{origin}/prices_{edition}.csv")
    assert len(series) == count
    assert {row["unit"] for row in rows} <= UNITS
    for one in series:
        own = [row["period"] for row in rows if row["mineral"] == one["mineral"]]
        first, last = (int(t[:4]) * 12 + int(t[5:]) for t in (one["first"], one["last"]))
        assert own == sorted(set(own))
        assert (own[0], own[-1], len(own)) == (one["first"], one["last"], last - first + 1)


@pytest.mark.parametrize("origin", FILES)
def test_prices_are_above_zero_and_the_only_gap_is_known(origin) -> None:
    rows = read(f"{origin}/prices_{FILES[origin][0]}.csv")
    empty = [(row["mineral"], row["period"]) for row in rows if not row["price"]]
    assert empty == ([("phosphate-rock", "2023-11")] if origin == "worldbank" else [])
    assert all(float(row["price"]) > 0 for row in rows if row["price"])


# Iron ore is the same good from December 2008 on; potash is another one throughout.
SAME_FROM = {"iron-ore": "2008-12", "potash": "9999-12"}
WITHIN = {"iron-ore": 0.10}


def test_both_publishers_agree_where_they_price_the_same() -> None:
    imf, bank = (
        {(r["mineral"], r["period"]): float(r["price"]) for r in read(path) if r["price"]}
        for path in ("imf/prices_2025.csv", "worldbank/prices_2026.csv")
    )
    both = [key for key in imf if key in bank]
    assert len({mineral for mineral, _ in both}) == 11
    apart = [
        key
        for key in both
        if abs(imf[key] / bank[key] - 1) > WITHIN.get(key[0], 0.05)
        and key[1] >= SAME_FROM.get(key[0], "1960-01")
    ]
    assert not apart
    assert any(abs(imf[k] / bank[k] - 1) > 0.4 for k in both if k[0] == "iron-ore")


def annual_prices() -> dict[tuple[str, str, str], set[str]]:
    """Years of all annual prices by mineral, form and unit, straight from the tables."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for source in us_statistics.editions():
        for row in read(f"usgs/salient_{source.partition('@')[2]}.csv"):
            if row["measure"] == "price":
                key = (row["mineral"], row["form"], row["unit"])
                found.setdefault(key, set()).add(row["year"])
    return found


def test_no_bundled_cell_holds_a_line_end() -> None:
    for path in ("imf/prices_2025.csv", "worldbank/prices_2026.csv", "usgs/salient_2026.csv"):
        text = (DATASETS / path).read_text("utf-8")
        assert len(text.splitlines()) == len(read(path)) + 1


def test_every_form_of_the_annual_prices_has_a_line() -> None:
    lines = read("price_forms.csv")
    listed = {(r["mineral"], r["form"], r["unit"]) for r in lines}
    printed = set(annual_prices())
    assert listed == printed
    assert len(listed) == len(lines)
    for mineral in {r["mineral"] for r in lines}:
        assert [r["main"] for r in lines if r["mineral"] == mineral].count("yes") == 1, mineral


def test_the_annual_prices_of_four_editions_are_all_answered() -> None:
    counted = sum(len(years) for years in annual_prices().values())
    shown = sum(len(s.prices) for m in price_tables.minerals() for s in price_tables.annual(m))
    assert shown == counted


LABEL = {
    "code": "A",
    "printed": "a price",
    "type": "USD",
    "mineral": "tin",
    "form": "x",
    "unit": "USD/t",
    "flag": "",
    "note": "",
    "left_out": "",
}


def grid(**changes: Any) -> list[list[Any]]:
    """Columns of a small workbook of the IMF's shape."""
    columns = [
        ["Commodity", "Commodity.Description", "Data Type", "Frequency", "2020M1", "2020M2"],
        ["A", "a price", "USD", "Monthly", 1.0, 2.0],
    ]
    for place, cell in changes.items():
        column, row = (int(n) for n in place[1:].split("_"))
        columns[column][row] = cell
    return columns


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"c1_1": "another price"}, "columns: not labelled"),
        ({"c0_5": "2020M3"}, "month 1 is"),
        ({"c0_5": "soon"}, "is no month"),
        ({"c1_5": 0.0}, "is no price"),
        ({"c1_5": -3.0}, "is no price"),
        ({"c1_5": "n.a."}, "is no price"),
        ({"c1_3": "Annual"}, "not monthly"),
        ({"c0_2": "Type"}, "heading"),
    ],
)
@pytest.mark.usefixtures("build_path")
def test_a_changed_workbook_stops_the_build(monkeypatch, changes, why) -> None:
    from corrections import Ledger
    from prices import series as step
    from tables import BuildError

    monkeypatch.setattr(step, "label_rows", lambda _folder, _name: [dict(LABEL)])
    monkeypatch.setattr(step, "xls_columns", lambda _path: grid(**changes))
    with pytest.raises(BuildError, match=why):
        step.imf_tables(Path("imf.xls"), Ledger())


@pytest.mark.usefixtures("build_path")
def test_the_small_workbook_builds_unchanged(monkeypatch) -> None:
    from corrections import Ledger
    from prices import series as step

    monkeypatch.setattr(step, "label_rows", lambda _folder, _name: [dict(LABEL)])
    monkeypatch.setattr(step, "xls_columns", lambda _path: grid(c1_4=None))
    made, series = step.imf_tables(Path("imf.xls"), Ledger())
    assert [row.period for row in made.rows] == ["2020-02"]
    assert series.rows[0].first == "2020-02"
