"""demand: rows, bounds, residuals, and what must not be read into a figure."""

from __future__ import annotations

from math import fsum

import pytest

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.clean_products import bundled_tables
from critmin.clean_products.products import find_product, stages
from critmin.core.errors import AmbiguousName, NoData, QueryError, UnknownName

EXCESS = [2013, 2015, 2019]  # years in which the listed countries add up to more than the world


def test_a_residual_is_no_country_and_closes_the_sum() -> None:
    rows = list(critmin.demand("electric-cars", year=2024))
    countries = [row for row in rows if row["kind"] == "country"]
    (rest,) = (row for row in rows if row["kind"] == "residual")
    assert rest["rank"] is None and rest["iso3"] is None
    assert fsum(row["share"] for row in (*countries, rest)) == pytest.approx(1)
    assert rest["quantity"] == 784_605  # the world less its 30 countries


@pytest.mark.parametrize("year", range(2010, 2026))
def test_bounds_end_where_countries_exceed_the_world(year) -> None:
    (row,) = critmin.demand("electric-cars", year=year, hhi=True)
    exceeds = "residual_negative" in (row["flag"] or ())
    assert exceeds == (row["residual_share"] < 0) == (year in EXCESS)
    assert (row["hhi_low"] is None) == (row["hhi_high"] is None) == exceeds
    if not exceeds:
        assert row["hhi_low"] <= row["hhi"] <= row["hhi_high"]
        width = row["hhi_high"] - row["hhi_low"]
        assert width == pytest.approx(row["residual_share"] ** 2 * 10_000)


def test_the_printed_rest_of_world_is_not_shipped() -> None:
    figures = bundled_tables.counted()["electric-cars", "sales"][2019].figures
    assert "Rest of World" not in {figure.country for figure in figures}
    assert {f.country for f in figures if f.kind != "country"} == {
        "World",
        "Europe",
        "European Union",
    }


def test_aggregates_have_no_rank_and_are_in_no_index() -> None:
    (index,) = critmin.demand("electric-cars", year=2024, hhi=True)
    rows = list(critmin.demand("electric-cars", year=2024))
    assert {row["rank"] for row in rows if row["kind"] in {"bloc", "region", "total"}} == {None}
    squares = fsum(row["share"] ** 2 for row in rows if row["kind"] == "country")
    assert index["hhi"] == pytest.approx(squares * 10_000)


def test_a_net_loss_is_below_zero_and_in_no_index() -> None:
    """Ukraine lost 2.6 GW of solar power in 2024 (IRENA 2025)."""
    (row,) = critmin.demand("solar-pv", year=2024, country="UKR")
    assert row["share"] == pytest.approx(-2562 / 451_938, rel=1e-3)
    assert "net_loss" in row["flag"] and row["rank"] is None
    (index,) = critmin.demand("solar-pv", year=2024, hhi=True)
    assert index["hhi_low"] < index["hhi"] == index["hhi_high"]


def test_a_country_whose_rows_end_is_unknown_and_widens_the_others() -> None:
    """IRENA 2025 has no row of Ukraine's wind power for 2024, and its world sum lacks 1.76 GW."""
    (ukraine,) = critmin.demand("wind", year=2024, country="UKR")
    assert ukraine["share"] is None and "unknown" in ukraine["flag"]
    (china,) = critmin.demand("wind", year=2024, country="CHN")
    assert china["share_low"] == pytest.approx(79.851 / (113.234 + 1.761), abs=1e-4)
    assert china["share_high"] == china["share"] == pytest.approx(0.7052)
    (index,) = critmin.demand("wind", year=2024, hhi=True)
    assert index["hhi_low"] is None and "unknown" in index["flag"]


def test_no_level_of_irena_is_shipped() -> None:
    for row in critmin.demand("solar-pv", year=2024):
        assert row["quantity"] is None
        assert row["share"] != 0 or row["kind"] == "country"
    cited = critmin.demand("solar-pv").sources[0]
    assert cited.citation.startswith("(c) IRENA 2025")


@pytest.mark.parametrize("sign", ["=", "~", ">", ">=", "<", "<="])
def test_a_bound_stays_a_bound(sign) -> None:
    rows = [
        row
        for product in ("solar-pv", "wind", "batteries", "ev-batteries", "electric-cars")
        for row in critmin.demand(product, stage="manufacturing,demand,production")
        if row["bound"] == sign
    ]
    assert rows, sign
    for row in rows:
        low, middle, high = row["share_low"], row["share"], row["share_high"]
        if sign == "=":
            assert low == middle == high
        elif sign == "~":
            assert middle is not None and low is None and high is None
        else:
            assert middle is None and "stated_limit" in row["flag"]
            assert high == 1 if sign.startswith(">") else low == 0


def test_lower_there_is_not_as_much_more_here() -> None:
    """35% lower in China is 54% more in Europe (IEA 2022)."""
    rows = {row["country"]: row for row in critmin.demand("solar-pv", stage="cost")}
    assert rows["Europe"]["quantity"] == pytest.approx(1 / 0.65 - 1, abs=1e-4)
    assert rows["India"]["quantity"] == pytest.approx(1 / 0.9 - 1, abs=1e-4)
    assert rows["Europe"]["share"] is None


@pytest.mark.parametrize(
    ("product", "stage", "code"),
    [
        ("batteries", "capacity", "capacity_not_output"),
        ("batteries", "price", "price_not_cost"),
        ("electric-cars", "makers", "nationality_not_place"),
        ("electric-cars", "duty", "duty_not_cost"),
    ],
)
def test_what_must_not_be_read_into_it(product, stage, code) -> None:
    table = critmin.demand(product, stage=stage)
    assert all(code in row["flag"] for row in table)
    assert code in {caution.code for caution in table.warnings}


def test_a_country_that_is_not_listed_has_at_most_the_rest() -> None:
    (row,) = critmin.demand("electric-cars", year=2024, country="THA")
    assert row["share"] is None and "not_listed" in row["flag"]
    assert (row["share_low"], row["share_high"]) == (0, pytest.approx(784_605 / 17_500_000))
    (row,) = critmin.demand("electric-cars", year=2019, country="THA")
    assert (row["share_low"], row["share_high"]) == (0, 1)


def test_an_unprinted_bloc_is_its_members() -> None:
    (bloc,) = critmin.demand("electric-cars", year=2024, country="G7")
    members = ("CAN", "FRA", "DEU", "ITA", "JPN", "GBR", "USA")
    single = [row["share"] for row in critmin.demand("ev", year=2024, country=members)]
    assert bloc["share"] == pytest.approx(fsum(single))
    (part,) = critmin.demand("electric-cars", year=2024, country="BRICS")
    assert "bloc_incomplete" in part["flag"] and part["share_high"] > part["share"]


def test_top_and_years() -> None:
    rows = list(critmin.demand("solar-pv", year="2022:2024", top=2))
    assert [(row["year"], row["rank"]) for row in rows] == [
        (year, rank) for year in (2022, 2023, 2024) for rank in (1, 2)
    ]


def test_names() -> None:
    assert find_product("Solar panels").slug == "solar-pv"
    assert find_product("wind turbines").slug == "wind"
    assert stages("manufacturing")[0] == "production"
    with pytest.raises(AmbiguousName):
        find_product("electric")
    with pytest.raises(UnknownName):
        critmin.demand("airships")
    with pytest.raises(UnknownName):
        critmin.demand("wind", stage="mining")


def test_what_cannot_be_answered() -> None:
    with pytest.raises(NoData, match="cars"):
        critmin.demand("cars", stage="cost")
    with pytest.raises(NoData, match="HHI"):
        critmin.demand("batteries", hhi=True)
    with pytest.raises(NoData, match="1999"):
        critmin.demand("wind", year=1999)
    with pytest.raises(QueryError):
        critmin.demand("wind", hhi=True, top=3)
    with pytest.raises(QueryError):
        critmin.demand("wind", top=0)


def test_a_missing_product_is_named_beside_the_others() -> None:
    table = critmin.demand("batteries", "wind", stage="capacity", year=2023)
    assert [c.message for c in table.warnings if c.code == "no_data"] == [
        "no bundled figure of wind (capacity) in 2023"
    ]


@pytest.mark.parametrize(
    ("products", "more", "kind"),
    [
        (("ev",), {}, "bars"),
        ((), {}, "intervals"),
        (("solar",), {"year": "2015:2024"}, "lines"),
        (("solar",), {"stage": "capacity"}, "intervals"),
        (("wind",), {"hhi": True}, "intervals"),
        (("wind",), {"hhi": True, "year": "2015:2024"}, "lines"),
    ],
)
def test_pictures(products, more, kind) -> None:
    assert chart_of(critmin.demand(*products, **more)).kind == kind


@pytest.mark.parametrize("country", ["JPN", "eu27"])
def test_a_picture_of_a_country_names_no_leader_of_the_world(country) -> None:
    table = critmin.demand("electric-cars", "solar-pv", "wind", country=country, year="2020:2025")
    assert "argest" not in chart_of(table).heading


def test_a_range_of_a_share_is_an_interval_and_no_bar() -> None:
    from critmin.charts.model import Intervals, bounds

    chart = chart_of(critmin.demand())
    assert isinstance(chart, Intervals)
    wind = next(span for span in chart.spans if span.group.startswith("Wind") and span.highlight)
    assert bounds(wind, chart.unit) == "69% to 71%"
    assert "69% to 71% of its wind power" in chart.title
    assert not any(span.low is None for span in chart.spans)
    assert "Smaller buyers are not drawn" in chart.note


def test_what_a_picture_leaves_out_is_counted() -> None:
    """Of 31 places the largest are lines; of four products one has stated figures alone."""
    table = critmin.demand("electric-cars", year="2018:2023")
    lines = chart_of(table)
    places = {row["country"] for row in table if row["kind"] in {"country", "bloc"}}
    gone = len(places) - len({point.series for point in lines.points})  # type: ignore[attr-defined]
    assert f"{gone} smaller lines are in the table, not here" in lines.note
    four = chart_of(critmin.demand("electric-cars", "solar-pv", "wind", "batteries"))
    assert "1 stated figure is in the table, not here" in four.note


def test_a_country_of_one_product_has_its_figure_in_the_other_panels() -> None:
    table = critmin.demand("electric-cars", "solar-pv")
    chart = chart_of(table)
    shares = {(row["product"], row["country"]): row["share"] for row in table}
    bars = chart.bars  # type: ignore[attr-defined]
    drawn = {bar.label: bar.value for bar in bars if bar.panel.startswith("Solar")}
    assert drawn["United Kingdom"] == shares["solar-pv", "United Kingdom"]
    for panel in {bar.panel for bar in bars}:
        whole = sum(bar.value or 0 for bar in bars if bar.panel == panel)
        assert whole == pytest.approx(1, abs=0.01)
