"""Net import reliance of the United States: printed, and recomputed from the statistics."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from answers import flags

import critmin
from critmin.answers.table import Cell, several
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import CountedForm, Figure, recompute
from critmin.supply_risk.us_reliance import PrintedReliance

HERE = Path(__file__).resolve().parent
Row = dict[str, Cell]
with (HERE / "usgs_net_import_reliance.csv").open(encoding="utf-8", newline="") as handle:
    PRINTED = list(csv.DictReader(handle))


def one(mineral: str, year: int | None = None, **more: object) -> Row:
    (row,) = critmin.reliance(mineral, year=year, **more)  # type: ignore[arg-type]
    return row


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['mineral']} {row['year']}")
def test_the_reference_file_from_the_bundled_statistics(row: dict[str, str]) -> None:
    # USGS, Mineral Commodity Summaries 2026
    found = one(row["mineral"].split()[0], int(row["year"][:4]))
    assert found["nir"] == float(row["nir_published_pct"]) / 100
    if not row["ac_calc"]:  # gallium: the base is reported consumption
        assert found["computed_nir"] is None
        assert {"base_not_apparent", "not_recomputed"} <= flags(found)
        return
    assert found["apparent_consumption"] == float(row["apparent_consumption_published"])
    assert found["computed_nir"] == pytest.approx(float(row["nir_calc_pct"]) / 100, abs=6e-5)
    assert abs(float(str(found["computed_nir"])) - float(str(found["nir"]))) <= 0.006


@pytest.mark.parametrize(
    ("mineral", "year", "consumption", "computed", "printed"),
    [
        ("antimony", 2024, 28_578, 0.8629, 0.86),
        ("antimony", 2021, 27_766, 0.8541, 0.85),
        ("copper", 2024, 1_858, 0.4499, 0.45),
        ("copper", 2025, 2_213, 0.5707, 0.57),
        ("lead", 2024, 1_403, 0.2659, 0.27),
        ("cobalt", 2024, 7_939, 0.7418, 0.74),
    ],
)
def test_balances(
    mineral: str, year: int, consumption: float, computed: float, printed: float
) -> None:
    (base,) = [b for b in us_statistics.bases() if b.mineral == mineral]
    answer = PrintedReliance.of(base, "usgs@2026", year)
    assert answer.balance is not None
    assert answer.balance.consumption == pytest.approx(consumption)
    assert answer.balance.reliance == pytest.approx(computed, abs=6e-5)
    assert answer.printed.quantity == printed
    assert not answer.differs


def test_where_the_parts_do_not_give_what_is_printed_the_row_says_so() -> None:
    # Cobalt 2025: 9,600 t are printed, the parts give 10,956 t.
    table = critmin.reliance("cobalt", year=2025)
    (row,) = table
    assert row["nir"] == 0.79
    assert row["computed_nir"] == pytest.approx(0.8175, abs=5e-5)
    assert "recomputed_differs" in flags(row)
    said = {caution.code: caution.message for caution in table.warnings}
    assert "10,956 t" in said["recomputed_differs"]


def test_nearly_all_balances_give_what_is_printed() -> None:
    found = {"close": 0, "off": 0}
    for base in us_statistics.bases():
        for year in us_statistics.years("usgs@2026", base):
            answer = PrintedReliance.of(base, "usgs@2026", year)
            if answer.balance is not None:
                found["off" if answer.differs else "close"] += 1
    assert found["close"] >= 300
    assert found["off"] <= 20


def test_states() -> None:
    barite = one("barite", 2025)
    assert (barite["nir"], barite["state"]) == (0.75, "greater_than")
    assert {"greater_than", "withheld", "not_recomputed"} <= flags(barite)
    assert barite["computed_nir"] is None
    assert barite["apparent_consumption"] is None
    cadmium = one("cadmium", 2025)
    assert (cadmium["nir"], cadmium["state"]) == (0.25, "less_than")
    assert {"upper_limit", "withheld"} <= flags(cadmium)
    iron = one("iron-ore", 2025)
    assert (iron["nir"], iron["state"]) == (None, "net_exporter")
    assert float(str(iron["computed_nir"])) < 0
    quartz = one("quartz-crystal", 2022)
    assert (quartz["nir"], quartz["state"]) == (0.0, "zero")


def test_unknown_is_no_data_for_one_and_a_row_among_several() -> None:
    with pytest.raises(NoData, match="hafnium 2025: the reliance printed is unknown"):
        critmin.reliance("hafnium")
    rows = {row["mineral"]: row for row in critmin.reliance("hafnium", "copper")}
    assert rows["hafnium"]["state"] == "unknown"
    assert rows["hafnium"]["nir"] is None
    assert "unknown" in flags(rows["hafnium"])


def test_a_mineral_without_a_reliance_among_several_is_a_row_with_its_reason() -> None:
    table = critmin.reliance("terbium", "copper")
    rows = {row["mineral"]: row for row in table}
    assert flags(rows["terbium"]) == {"no_data"}
    assert rows["terbium"]["source"] is None
    assert any("terbium" in c.message for c in table.warnings if c.code == "no_data")
    with pytest.raises(NoData, match="print no net import reliance"):
        critmin.reliance("terbium")


@pytest.mark.parametrize(("year", "edition"), [(2018, "2023"), (2019, "2024"), (2020, "2025")])
def test_old_years_come_from_the_newest_edition_that_prints_them(year: int, edition: str) -> None:
    row = one("antimony", year)
    assert row["source"] == (f"usgs@{edition}",)
    assert row["sources_named"] is None


def test_a_year_nobody_prints() -> None:
    with pytest.raises(NoData, match="print 2018 to 2025"):
        critmin.reliance("antimony", year=2010)


def test_opening_stocks_of_an_older_edition_are_named() -> None:
    row = one("cobalt", 2021)
    assert "opening_stocks_older" in flags(row)
    assert row["source"] == ("usgs@2026", "usgs@2025")


def test_import_sources_are_of_the_form_that_the_reliance_is_of() -> None:
    # USGS 2021-24: antimony metal and oxide, China 55%
    assert str(one("antimony")["sources_named"]).startswith("China 55%; Belgium 12%")
    assert str(one("zinc")["sources_named"]).startswith("Canada 57%")
    ores = [row for row in critmin.reliance("zinc", forms=True) if "ores" in str(row["form"])]
    assert str(ores[0]["sources_named"]).startswith("Peru 50%")


def test_columns_are_the_contract() -> None:
    names = (
        "mineral buyer_iso3 year nir state computed_nir apparent_consumption unit sources_named "
        "flag source"
    )
    assert critmin.reliance("copper").names == tuple(names.split())
    assert critmin.reliance("copper", forms=True).names[-3:] == ("form", "flag", "source")


def test_all_minerals_have_a_row_and_a_source() -> None:
    table = critmin.reliance()
    assert len(table) == len({row["mineral"] for row in table}) >= 100
    known = {source.id for source in table.sources}
    for row in table:
        assert set(several(row["source"])) <= known
        assert row["state"] in {
            "number",
            "zero",
            "net_exporter",
            "greater_than",
            "less_than",
            "unknown",
            "withheld",
        }
        assert (row["computed_nir"] is None) == ("not_recomputed" in flags(row))


# The own tables are whole and say nothing that the statistics do not hold.
SUPPLY = {
    "production",
    "production_primary",
    "production_secondary",
    "sold_or_used",
    "shipments",
    "sales",
    "recycling",
    "imports",
    "exports",
    "stocks",
    "stock_change",
}
BASES = {(base.mineral, base.of): base for base in us_statistics.bases()}


def test_every_printed_reliance_has_a_base_and_one_form_stands_for_a_mineral() -> None:
    for edition in us_statistics.editions():
        for mineral, own in us_statistics.figures(edition).items():
            for measure, form, _year in own:
                assert measure != us_statistics.RELIANCE or (mineral, form) in BASES, (
                    edition,
                    mineral,
                )
    minerals = [base.mineral for base in BASES.values() if base.main]
    assert len(minerals) == len(set(minerals)) == len({mineral for mineral, _ in BASES})


def test_every_statistic_of_a_settled_balance_is_listed() -> None:
    own = us_statistics.figures("usgs@2026")
    for key, base in BASES.items():
        listed = {(f.measure, f.form) for f in us_statistics.counted_forms().get(key, ())}
        printed = {(m, form) for m, form, _ in own[base.mineral] if m in SUPPLY}
        if base.reason:
            assert not listed, key
        else:
            assert printed <= listed, key
            assert {m for m, _ in listed - printed} <= {"consumption_reported"}, key


def test_consumption_and_import_forms_exist() -> None:
    own = us_statistics.figures("usgs@2026")
    for base in BASES.values():
        if base.consumption:
            keys = {(m, form) for m, form, _ in own[base.mineral]}
            assert (base.consumption, base.consumption_form) in keys, base.what
        if base.import_form:
            assert us_statistics.import_sources(base), base.what


def figure(quantity: float | None, state: str = "number", high: float | None = None) -> Figure:
    low = 0.0 if high is not None else None
    return Figure(quantity, low, high, "t", state, "reported", "", "usgs@2026")


FORMS = (
    CountedForm("production", "", "+", "yes"),
    CountedForm("imports", "", "+", "yes"),
    CountedForm("stocks", "", "opening-closing", "yes"),
    CountedForm("stock_change", "", "+", "to-2022"),
    CountedForm("exports", "scrap", "-", "no"),
)


def balance(**changes: Figure | None) -> float:
    own: dict[str, Figure | None] = {
        "production 2024": figure(40),
        "imports 2024": figure(60),
        "stocks 2023": figure(30),
        "stocks 2024": figure(10),
        **{k.replace("_", " "): v for k, v in changes.items()},
    }
    return recompute(FORMS, 2024, lambda m, _form, y: own.get(f"{m} {y}")).reliance


def test_opening_less_closing_stocks_and_no_government_stocks_after_2022() -> None:
    assert balance() == pytest.approx((60 + 20) / (40 + 60 + 20))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"production_2024": figure(None, "withheld")}, "production of 2024: withheld"),
        ({"imports_2024": figure(None, "unknown")}, "imports of 2024: not known"),
        ({"stocks_2023": None}, "stocks of 2023: not printed"),
        ({"production_2024": figure(None, "less_than", 50.0)}, "only as a bound"),
        (
            {"production_2024": figure(0), "imports_2024": figure(0), "stocks_2024": figure(30)},
            "must be positive",
        ),
    ],
)
def test_a_figure_that_is_none_gives_a_reason_and_no_zero(
    changes: dict[str, Figure | None], reason: str
) -> None:
    with pytest.raises(NoData, match=reason):
        balance(**changes)


def test_a_small_bound_counts_with_its_middle() -> None:
    found = balance(stocks_2024=figure(None, "less_than", 0.5))
    assert found == pytest.approx((60 + 29.75) / (40 + 60 + 29.75))


def test_an_edition_is_asked_for_by_name_and_recomputes_from_its_own_statistics() -> None:
    # USGS, Mineral Commodity Summaries 2023 printed 84% and 28,300 t for antimony in 2021, which
    # the edition of 2026 revised to 85% and 27,800 t.
    for edition, printed, consumption in (("2023", 0.84, 28_300), ("2026", 0.85, 27_800)):
        row = one("antimony", 2021, source=f"usgs@{edition}", extended=True)
        assert row["nir"] == printed
        assert row["apparent_consumption"] == consumption
        assert abs(float(str(row["computed_consumption"])) - consumption) < 100
        assert row["source"] == (f"usgs@{edition}",)
    assert one("antimony", 2021) == one("antimony", 2021, source="usgs@2026")


def test_an_edition_has_no_import_sources_of_another() -> None:
    assert one("antimony", 2022, source="usgs@2023")["sources_named"] is None
    assert one("antimony", 2022, source="usgs@2026")["sources_named"] is not None


def test_what_an_edition_does_not_print_is_an_error_and_no_figure_of_another() -> None:
    with pytest.raises(NoData, match="usgs@2023 prints 2018 to 2022"):
        critmin.reliance("antimony", year=2024, source="usgs@2023")
    with pytest.raises(NoData, match="iea@2025 prints no net import reliance"):
        critmin.reliance("antimony", source="iea@2025")
    with pytest.raises(QueryError, match="leave it out for Japan"):
        critmin.reliance("copper", buyer="JPN", source="usgs@2024")
    with pytest.raises(UnknownName, match="usgs@2026"):
        critmin.reliance("antimony", source="usgs@2027")


def test_older_editions_take_exported_aluminium_scrap_off() -> None:
    # USGS, Mineral Commodity Summaries 2025 (2024): 4,300 kt and 47%; 2026: 5,830 kt and 62%,
    # "exported scrap no longer counted".
    old = one("aluminium", 2024, source="usgs@2025", extended=True)
    new = one("aluminium", 2024, source="usgs@2026", extended=True)
    assert (old["computed_consumption"], new["computed_consumption"]) == (
        pytest.approx(4285),
        pytest.approx(5831, abs=10),
    )
    for row, printed in ((old, 0.47), (new, 0.62), (one("aluminium", 2019), 0.47)):
        assert row["nir"] == printed
        assert abs(float(str(row["computed_nir"])) - printed) <= 0.006
        assert "recomputed_differs" not in flags(row)


@pytest.mark.parametrize("edition", ["2023", "2024", "2025", "2026"])
def test_no_edition_is_recomputed_with_what_another_prints_of_the_year(edition: str) -> None:
    # The older editions print purchased scrap, the newer ones net receipts.
    for base in us_statistics.bases():
        for year in us_statistics.years(f"usgs@{edition}", base):
            found = PrintedReliance.of(base, f"usgs@{edition}", year)
            for part in found.balance.figures if found.balance else ():
                assert part.source == f"usgs@{edition}" or any(
                    us_statistics.figures(part.source)[base.mineral].get(key) is part
                    for key in us_statistics.figures(part.source)[base.mineral]
                    if key[2] == year - 1
                ), (base.what, year)


def test_a_form_that_counts_in_older_editions_alone() -> None:
    form = CountedForm("exports", "scrap", "-", "before-2026")
    assert form.counts_in(2024, 2025)
    assert not form.counts_in(2024, 2026)
