"""USGS, United States: the committed salient tables, and MCS 2026 against golden figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

import pytest
from usgs_us import DATASETS, EDITIONS, ROOT, TABLES, Row, pick, read, states

SALIENT_COLUMNS = [
    "mineral",
    "measure",
    "form",
    "year",
    "quantity",
    "low",
    "high",
    "unit",
    "state",
    "status",
    "note",
]
MEASURES = {
    "production",
    "production_primary",
    "production_secondary",
    "recycling",
    "sold_or_used",
    "sales",
    "shipments",
    "imports",
    "exports",
    "stock_change",
    "stocks",
    "consumption",
    "consumption_apparent",
    "consumption_reported",
    "net_import_reliance",
    "price",
    "employment",
    "other",
}
STATES = {
    "number",
    "zero",
    "unknown",
    "withheld",
    "less_than",
    "greater_than",
    "range",
    "net_exporter",
}
MASS_AND_VOLUME = {"kg", "t", "kt", "Mt", "Mct", "Mm3", "ML", "million square feet"}
PRICE_UNITS = {
    "USD/t",
    "USD/kg",
    "USD/lb",
    "US cents/lb",
    "USD/ozt",
    "USD/ct",
    "USD/g",
    "USD/short ton",
    "USD/mtu Mn",
    "USD/mtu WO3",
    "USD/10 g",
    "USD/25 g",
    "USD/50 g",
    "USD/100 mL",
    "index 1982=100",
    "",
}
# What a filled cell of quantity, low and high each state has.
FILLED = {
    "number": {(True, False, False)},
    "zero": {(True, False, False)},
    "unknown": {(False, False, False)},
    "withheld": {(False, False, False)},
    "net_exporter": {(False, False, False)},
    "less_than": {(False, True, True)},
    "greater_than": {(False, True, False)},
    "range": {(False, True, True)},
}
# The forms that count in USGS apparent consumption, by mineral.
COUNTED: dict[str, dict[str, list[str] | None]] = {
    "antimony": {"imports": ["oxide", "unwrought, powder"], "secondary": ["smelter; secondary"]},
    "copper": {"imports": ["refined"], "secondary": ["recovered from old (post-consumer) scrap"]},
    "lead": {"imports": ["refined metal, unwrought"], "secondary": None},
    "cobalt": {"imports": [""], "secondary": ["secondary"]},
    "gallium": {"imports": ["metal"], "secondary": None},
}


GOLDEN = read(ROOT / "tests" / "golden" / "usgs_net_import_reliance.csv")


def total(rows: Iterable[Row]) -> Decimal:
    return sum((Decimal(row["quantity"] or 0) for row in rows), Decimal(0))


@pytest.mark.parametrize("edition", EDITIONS)
class TestEveryEdition:
    def test_columns(self, edition: str) -> None:
        assert list(TABLES[edition][0]) == SALIENT_COLUMNS

    def test_closed_vocabularies(self, edition: str) -> None:
        for row in TABLES[edition]:
            assert row["measure"] in MEASURES
            assert row["state"] in STATES
            assert row["status"] in {"reported", "estimated"}

    def test_no_duplicate_keys(self, edition: str) -> None:
        keys = Counter(
            (row["mineral"], row["measure"], row["form"], row["unit"], row["year"])
            for row in TABLES[edition]
        )
        assert [key for key, times in keys.items() if times > 1] == []

    def test_units_fit_the_measure(self, edition: str) -> None:
        allowed: dict[str, set[str]] = defaultdict(lambda: MASS_AND_VOLUME | {"million USD"})
        allowed |= {
            "price": PRICE_UNITS,
            "employment": {"persons"},
            "net_import_reliance": {"fraction"},
            "other": MASS_AND_VOLUME | {"fraction"},
        }
        odd = {
            (row["mineral"], row["measure"], row["unit"])
            for row in TABLES[edition]
            if row["unit"] not in allowed[row["measure"]]
        }
        assert odd == set()

    def test_only_a_price_in_words_has_no_unit(self, edition: str) -> None:
        for row in TABLES[edition]:
            if row["unit"] == "":
                assert row["state"] == "unknown"
                assert "Variable, depending on" in row["note"]

    def test_state_and_numbers_agree(self, edition: str) -> None:
        for row in TABLES[edition]:
            cells = tuple(bool(row[name]) for name in ("quantity", "low", "high"))
            assert cells in FILLED[row["state"]], row
            assert (row["state"] == "zero") == (row["quantity"] == "0"), row

    def test_five_years_and_the_newest_is_estimated(self, edition: str) -> None:
        newest = int(edition) - 1
        years = {str(year) for year in range(newest - 4, newest + 1)}
        assert {row["year"] for row in TABLES[edition]} == years
        last = [row for row in TABLES[edition] if row["year"] == str(newest)]
        assert {row["status"] for row in last} == {"estimated"}

    def test_net_import_reliance_is_a_fraction(self, edition: str) -> None:
        for row in TABLES[edition]:
            if row["measure"] == "net_import_reliance":
                for name in ("quantity", "low", "high"):
                    assert 0 <= Decimal(row[name] or 0) <= 1, row

    def test_net_exporter_is_no_number_and_no_other_measure_has_it(self, edition: str) -> None:
        rows = [row for row in TABLES[edition] if row["state"] == "net_exporter"]
        assert len(rows) >= 80
        assert {row["measure"] for row in rows} == {"net_import_reliance"}
        assert all(row["quantity"] == row["low"] == row["high"] == "" for row in rows)

    def test_only_stock_changes_are_negative(self, edition: str) -> None:
        negative = {row["measure"] for row in TABLES[edition] if row["quantity"].startswith("-")}
        assert negative == {"stock_change"}

    def test_no_price_is_zero(self, edition: str) -> None:
        assert [
            r for r in TABLES[edition] if r["measure"] == "price" and r["state"] == "zero"
        ] == []

    def test_minerals_are_in_the_vocabulary(self, edition: str) -> None:
        known = {row["slug"] for row in read(DATASETS / "minerals.csv")}
        assert {row["mineral"] for row in TABLES[edition]} <= known


def test_rows_of_each_edition() -> None:
    assert {edition: len(rows) for edition, rows in TABLES.items()} == {
        "2023": 4685,
        "2024": 4570,
        "2025": 4755,
        "2026": 4863,  # every row of the publisher's section
    }


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda row: f"{row['mineral']}-{row['year']}")
class TestGolden:
    """Inputs and results of USGS MCS 2026 are found again in the table."""

    def place(self, golden: Row) -> tuple[str, str]:
        return golden["mineral"].split(" ")[0], golden["year"].removesuffix("e")

    def sums(self, golden: Row, measure: str, forms: list[str] | None) -> Decimal:
        mineral, year = self.place(golden)
        return total(
            row
            for row in TABLES["2026"]
            if (row["mineral"], row["measure"], row["year"]) == (mineral, measure, year)
            and (forms is None or row["form"] in forms)
        )

    def test_domestic_production(self, golden: Row) -> None:
        mineral, _ = self.place(golden)
        assert self.sums(golden, "production_primary", None) == Decimal(golden["domestic_primary"])
        forms = COUNTED[mineral]["secondary"]
        secondary = self.sums(golden, "production_secondary", forms)
        assert secondary == Decimal(golden["domestic_secondary"])

    def test_trade(self, golden: Row) -> None:
        mineral, year = self.place(golden)
        forms = COUNTED[mineral]["imports"]
        assert forms is not None
        assert self.sums(golden, "imports", forms) == Decimal(golden["imports"])
        if mineral == "gallium":
            assert pick("2026", "gallium", "exports")[year]["state"] == "unknown"
            return
        exported = [*forms, "refined metal, unwrought; gross weight"]
        assert self.sums(golden, "exports", exported) == Decimal(golden["exports"])

    def test_stocks(self, golden: Row) -> None:
        mineral, year = self.place(golden)
        if not golden["stock_begin"]:
            return
        before = {**golden, "year": str(int(year) - 1)}
        begin, end = (self.sums(which, "stocks", None) for which in (before, golden))
        assert (begin, end) == (Decimal(golden["stock_begin"]), Decimal(golden["stock_end"]))
        assert mineral in COUNTED

    def test_results(self, golden: Row) -> None:
        mineral, year = self.place(golden)
        base = "consumption_reported" if mineral == "gallium" else "consumption_apparent"
        assert self.sums(golden, base, None) == Decimal(golden["apparent_consumption_published"])
        reliance = pick("2026", mineral, "net_import_reliance")[year]
        assert Decimal(reliance["quantity"]) * 100 == Decimal(golden["nir_published_pct"])


def test_question_mark_is_a_minus_sign() -> None:
    for mineral, figure in (("niobium", "-1"), ("tantalum", "-10")):
        row = pick("2026", mineral, "stock_change")["2021"]
        assert (row["quantity"], row["state"]) == (figure, "number")
        assert "negative = build" in row["note"]


def test_mica_is_two_minerals() -> None:
    assert pick("2026", "mica-scrap", "imports")["2021"]["quantity"] == "24400"
    assert pick("2026", "mica-sheet", "imports")["2025"]["quantity"] == "5100"
    assert pick("2026", "mica-scrap", "net_import_reliance")["2021"]["quantity"] == "0.32"
    assert pick("2026", "mica-sheet", "net_import_reliance")["2025"]["quantity"] == "1"


def test_rows_with_a_broken_flag_are_there() -> None:
    assert pick("2026", "wollastonite", "net_import_reliance")["2025"]["state"] == "net_exporter"
    assert pick("2026", "wollastonite", "employment")["2025"]["quantity"] == "68"
    yttrium = [row for row in TABLES["2026"] if row["mineral"] == "yttrium"]
    assert len(yttrium) == 35


def test_s_is_what_its_footnote_says() -> None:
    slag = pick("2026", "iron-slag", "exports")["2024"]
    assert (slag["state"], slag["high"], slag["unit"]) == ("less_than", "0.1", "Mt")
    stones = pick("2026", "diamond-industrial", "exports", "stones")["2023"]
    assert (stones["state"], stones["high"], stones["unit"]) == ("less_than", "0.0005", "Mct")
    sand = pick("2026", "sand-gravel-construction", "net_import_reliance")["2022"]
    assert (sand["state"], sand["high"]) == ("less_than", "0.005")
    gold = pick("2026", "gold", "net_import_reliance")["2025"]
    assert gold["state"] == "unknown"
    assert "no meaningful figure" in gold["note"]
    assert pick("2026", "thallium", "imports", "waste and scrap")["2024"]["state"] == "unknown"


def test_bounds_and_ranges() -> None:
    barite = pick("2026", "barite", "net_import_reliance")["2024"]
    assert (barite["state"], barite["low"], barite["high"]) == ("greater_than", "0.75", "")
    lime = pick("2026", "lime", "net_import_reliance")["2025"]
    assert (lime["state"], lime["low"], lime["high"]) == ("less_than", "0", "0.01")
    zeolites = pick("2026", "zeolites", "price")["2021"]
    assert (zeolites["state"], zeolites["low"], zeolites["high"]) == ("range", "50", "300")
    ore = pick("2026", "zirconium", "net_import_reliance")["2022"]
    assert (ore["state"], ore["high"]) == ("less_than", "0.5")


def test_withheld_unknown_and_zero_stay_three() -> None:
    assert states(pick("2026", "boron", "production")) == ["withheld"] * 5
    assert states(pick("2026", "gallium", "exports")) == ["unknown"] * 5
    assert states(pick("2026", "gallium", "production_primary")) == ["zero"] * 5
    primary = pick("2026", "magnesium", "production_primary")
    assert (primary["2021"]["state"], primary["2025"]["state"]) == ("withheld", "zero")


def test_words_are_unknown_with_a_note() -> None:
    employment = pick("2026", "rhenium", "employment")["2023"]
    assert (employment["state"], employment["note"][:17]) == ("unknown", "printed as: Small")


def test_hard_space_and_thousands_commas() -> None:
    assert pick("2026", "titanium-dioxide-pigment", "production")["2021"]["quantity"] == "1150000"


def test_unit_of_the_statistic_overrules_the_unit_column() -> None:
    row = pick("2026", "gypsum", "sales")["2021"]
    assert (row["unit"], row["quantity"]) == ("million square feet", "27300")


def test_content_basis_is_kept_and_gross_weight_is_not_content() -> None:
    metal = pick("2026", "gallium", "imports", "metal")["2024"]
    wafers = pick("2026", "gallium", "imports", "gallium arsenide wafers; gross weight")["2024"]
    assert "basis: gallium content" in metal["note"]
    assert "basis" not in wafers["note"]
