"""USGS, United States: traps of the 2023 to 2025 files, where headers are not to be trusted."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from usgs_us import EDITIONS, TABLES, Row, pick, states


def quantities(rows: dict[str, Row]) -> list[str]:
    return [rows[year]["quantity"] for year in sorted(rows)]


def test_long_minus_sign_of_older_editions() -> None:
    assert pick("2023", "niobium", "stock_change")["2019"]["quantity"] == "-84"
    assert pick("2025", "tantalum", "stock_change")["2020"]["quantity"] == "-16"
    assert pick("2024", "tin", "stock_change")["2020"]["quantity"] == "-7"


def test_world_tables_among_the_2024_files_are_left_out() -> None:
    minerals = {row["mineral"] for row in TABLES["2024"]}
    assert minerals.isdisjoint({"cobalt", "gypsum", "kyanite"})
    assert {"cobalt", "gypsum", "kyanite"} <= {row["mineral"] for row in TABLES["2025"]}


@pytest.mark.parametrize("edition", ["2023", "2024", "2025"])
def test_lead_of_shifted_headers(edition: str) -> None:
    """Primary lead refining ended in 2013; the mine's lead must not stand in its place."""
    assert states(pick(edition, "lead", "production_primary")) == ["zero"] * 5
    secondary = pick(edition, "lead", "production_secondary")
    assert all(Decimal(figure) >= 950 for figure in quantities(secondary))
    refined = pick(edition, "lead", "imports", "refined metal, unwrought")
    assert all(Decimal(figure) > 380 for figure in quantities(refined))


def test_fluorspar_and_feldspar_2024_of_shifted_headers() -> None:
    assert pick("2024", "fluorspar", "consumption_apparent")["2021"]["quantity"] == "436"
    assert pick("2024", "fluorspar", "net_import_reliance")["2021"]["quantity"] == "1"
    assert pick("2024", "fluorspar", "employment")["2021"]["quantity"] == "17"
    assert pick("2024", "feldspar", "employment")["2021"]["quantity"] == "220"
    assert pick("2024", "feldspar", "net_import_reliance")["2021"]["quantity"] == "0.3"
    nepheline = pick("2024", "nepheline-syenite", "net_import_reliance")["2021"]
    assert (nepheline["state"], nepheline["low"]) == ("greater_than", "0.95")


def test_steel_2024_of_wrong_headers() -> None:
    form = "continuously cast steel, share of raw steel"
    assert pick("2024", "raw-steel", "other", form)["2020"]["quantity"] == "1"
    assert pick("2024", "raw-steel", "consumption_apparent")["2020"]["quantity"] == "82.9"


def test_doubled_headers_are_two_statistics() -> None:
    for edition in ("2024", "2025"):
        assert states(pick(edition, "iodine", "consumption_apparent")) == ["withheld"] * 5
        assert "withheld" not in states(pick(edition, "iodine", "consumption_reported"))
    ilmenite = pick("2025", "ilmenite", "price", "ilmenite, average unit value of imports")
    assert ilmenite["2021"]["quantity"] == "240"
    assert pick("2025", "rutile", "price")["2021"]["quantity"] == "1300"


def test_footnote_marks_are_no_negative_numbers() -> None:
    stones = pick("2025", "diamond-industrial", "exports", "stones")
    assert (stones["2022"]["state"], stones["2023"]["high"]) == ("less_than", "0.0005")
    assert pick("2024", "tellurium", "exports")["2020"]["state"] == "less_than"
    assert pick("2024", "asbestos", "imports")["2023"]["state"] == "zero"


def test_leading_e_is_an_estimate() -> None:
    row = pick("2024", "copper", "production_secondary", "recovered from old (post-consumer) scrap")
    assert (row["2022"]["quantity"], row["2022"]["status"]) == ("150", "estimated")
    assert row["2021"]["status"] == "reported"


def test_bounds_in_words() -> None:
    slag = pick("2023", "iron-slag", "exports")["2018"]
    assert (slag["state"], slag["high"], slag["unit"]) == ("less_than", "0.05", "Mt")
    osmium = pick("2024", "osmium", "imports")["2019"]
    assert (osmium["state"], osmium["high"], osmium["unit"]) == ("less_than", "0.5", "kg")
    metal = pick("2024", "vanadium", "imports", "vanadium metal")["2020"]
    assert (metal["state"], metal["high"]) == ("less_than", "0.5")


def test_a_price_shown_as_zero_is_unknown() -> None:
    form = "bort, grit, dust and powder; unit value of imports"
    assert states(pick("2025", "diamond-industrial", "price", form)) == ["unknown"] * 5
    assert pick("2024", "asbestos", "price")["2023"]["state"] == "unknown"


def test_units_of_wrong_headers() -> None:
    form = "annual average; United States"
    assert pick("2023", "selenium", "price", form)["2021"]["unit"] == "USD/lb"
    assert pick("2024", "selenium", "price", form)["2021"]["unit"] == "USD/kg"
    assert pick("2024", "titanium", "employment")["2019"]["unit"] == "persons"
    assert {row["unit"] for row in pick("2025", "arsenic", "price").values()} == {"USD/lb"}
    block = "average value, muscovite and phlogopite mica; splittings"
    assert pick("2025", "mica-sheet", "price", block)["2024"]["unit"] == "USD/kg"


def test_workbooks_of_2023_are_read() -> None:
    assert pick("2023", "quartz-crystal", "imports", "piezoelectric")["2018"]["quantity"] == "16100"
    row = pick("2023", "stone-dimension", "imports", "value")["2022"]
    assert (row["quantity"], row["unit"]) == ("2400", "million USD")


def test_editions_agree_on_what_they_measure() -> None:
    """A figure of a past year moves little between editions: most are the same."""
    for older, newer in pairwise(EDITIONS):
        mine, other = (
            {
                (r["mineral"], r["measure"], r["form"], r["unit"], r["year"]): r["quantity"]
                for r in t
            }
            for t in (TABLES[older], TABLES[newer])
        )
        common = [
            (Decimal(mine[key]), Decimal(other[key]))
            for key in mine.keys() & other.keys()
            if key[-1] != str(int(older) - 1) and mine[key] and other[key]
        ]
        assert len(common) > 2000
        near = sum(abs(a - b) <= max(abs(a), abs(b)) / 20 for a, b in common)
        assert near / len(common) > 0.9
        far = sum(min(abs(a), abs(b)) * 2 < max(abs(a), abs(b)) for a, b in common)
        assert far / len(common) < 0.01


def test_flake_mica_sold_and_ground_are_two() -> None:
    for edition in EDITIONS:
        flake = pick(edition, "mica-scrap", "production", "sold or used")
        ground = pick(edition, "mica-scrap", "production", "ground")
        assert len(flake) == len(ground) == 5
        assert quantities(flake) != quantities(ground)
