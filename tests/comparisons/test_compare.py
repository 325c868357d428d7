"""Comparisons: each side worked out from the question itself, or from what publishers print."""

from __future__ import annotations

import re

import pytest

import critmin
from critmin.comparisons.questions import QUESTIONS
from critmin.core.errors import AmbiguousName, NoData, QueryError, UnitError, UnknownName


def by(table, *names):
    return {tuple(row[name] for name in names): row for row in table}


def test_editions_as_the_usgs_prints_them() -> None:
    """Rare earths, t REO: MCS 2025 (2024) China 270,000 of 390,000; MCS 2026 (2025) 270,000."""
    table = critmin.compare("share", "rare-earths", "usgs@2025", "usgs@2026", measure="quantity")
    row = by(table, "iso3")["AUS",]
    assert (row["a"], row["b"], row["difference"]) == (13_000, 29_000, 16_000)
    assert row["ratio"] == pytest.approx(29 / 13)
    assert (row["year_a"], row["year_b"]) == (2024, 2025)
    assert row["source"] == ("usgs@2025", "usgs@2026")


def test_the_largest_change_is_named() -> None:
    table = critmin.compare("share", "rare-earths", "usgs@2025", "usgs@2026")
    rows = [row for row in table if row["kind"] == "country" and row["difference"] is not None]
    top = max(rows, key=lambda row: abs(row["difference"]))
    assert top["country"] == "Australia"
    assert table.summary.startswith(
        "Between usgs@2025 (2024) and usgs@2026 (2025), the share of the world's supply of rare "
        "earths at the mine changed most for Australia (from about 3.3% to about 7.4%)"
    )


def test_years() -> None:
    table = critmin.compare("hhi", "cobalt", "2020", "2024")
    (row,) = table
    sides = [next(iter(critmin.hhi("cobalt", year=year))) for year in (2020, 2024)]
    assert (row["a"], row["b"]) == (sides[0]["hhi"], sides[1]["hhi"])
    assert "period_average" in sides[0]["flag"]
    assert "in the average of 2016-2020 and about" in table.summary


def test_buyers() -> None:
    table = critmin.compare("exposure", "japan", "germany", supplier="china")
    assert "buyer_iso3" not in table.names
    for at, name in (("a", "JPN"), ("b", "DEU")):
        alone = critmin.exposure(name, supplier="CHN")
        newest = [row for row in alone if "before_control" not in row["flag"]]
        expected = {(row["mineral"], row["stage"]): row["direct_share"] for row in newest}
        rows = by(table, "mineral", "stage")
        assert {key: row[at] for key, row in rows.items() if key in expected} == expected
    assert "differs most between Japan and Germany for refined tungsten" in table.summary


def test_minerals() -> None:
    """MCS 2026, reserves: Chile has 9.2 million t of lithium, and no line for nickel."""
    table = critmin.compare("reserves", "lithium", "nickel")
    chile = by(table, "iso3")["CHL",]
    assert chile["b"] is None
    assert chile["difference"] is None
    assert chile["ratio"] is None
    assert "no_counterpart" in chile["flag"]
    named = [one.message for one in table.warnings if one.code == "no_counterpart"]
    assert named[0].startswith("only lithium has Chile")
    assert named[1].startswith("only nickel has Indonesia")
    alone = sum("no_counterpart" in row["flag"] for row in table)
    assert f"{alone} rows have no counterpart." in table.summary


def test_countries_of_a_share() -> None:
    (row,) = critmin.compare("share", "lithium", "china", "australia")
    found = {one["iso3"]: one["share"] for one in critmin.share("lithium")}
    assert (row["a"], row["b"]) == (found["CHN"], found["AUS"])


def test_two_buyers_with_a_mineral_and_a_supplier() -> None:
    table = critmin.compare("dependency", "graphite", "india", "japan", supplier="china")
    (row,) = table
    for side, name in (("a", "IND"), ("b", "JPN")):
        assert (
            row[side] == next(iter(critmin.dependency(name, "graphite", supplier="CHN")))["share"]
        )


def test_prices_of_years_are_means_of_the_years() -> None:
    (row,) = critmin.compare("price", "lithium", "2022", "2024")
    annual = {one["period"]: one["price"] for one in critmin.price("lithium", annual=True)}
    assert (row["a"], row["b"]) == (annual["2022"], annual["2024"])


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (("trend", "lithium", "china", "australia"), {}),
        (("shock", "japan", "germany", "lithium"), {"stop": "china"}),
        (("reliance", "antimony", "2020", "2024"), {}),
        (("risk", "tungsten", "cobalt"), {}),
        (("market", "2023", "2024"), {}),
        (("technology", "electric-car", "conventional-car"), {}),
        (("demand", "electric-cars", "2020", "2024"), {}),
        (("demand", "china", "usa"), {"year": "2024"}),
        (("via", "usa", "japan", "graphite"), {"supplier": "china"}),
        (("hhi", "rare", "earths", "cobalt"), {}),
    ],
)
def test_every_question_has_figures_and_a_sentence(words, options) -> None:
    table = critmin.compare(*words, **options)
    paired = [row for row in table if row["a"] is not None and row["b"] is not None]
    assert paired
    for row in paired:
        assert row["difference"] == row["b"] - row["a"]
        assert row["ratio"] is None or row["ratio"] == row["b"] / row["a"]
        assert (row["ratio"] is None) == (row["a"] == 0)
    assert table.summary.endswith(".")
    assert not set(table.summary) & {"{", "}"}
    assert len(table.summary.split()) < 70


def test_a_withheld_figure_is_no_zero() -> None:
    """MCS prints W for lithium mining in the United States, and 10,000 t of nickel."""
    row = by(critmin.compare("share", "lithium", "nickel", measure="quantity"), "iso3")["USA",]
    assert row["a"] is None
    assert row["b"] == 10_000
    assert row["difference"] is None
    assert "withheld" in row["flag"]
    assert "no_counterpart" not in row["flag"]


def test_unlike_amounts_are_refused_and_their_shares_compared() -> None:
    """MCS 2026 prints graphite in t and aluminium in thousand t."""
    with pytest.raises(
        UnitError, match=r"unlike units: graphite is in t, aluminium in kt.*--measure"
    ):
        critmin.compare(
            "share", "graphite", "aluminium", measure="quantity", stage="mining,refining"
        )
    with pytest.raises(UnitError, match="electric-car is in kg/vehicle, offshore wind in kg/MW"):
        critmin.compare("technology", "electric-car", "offshore wind")
    table = critmin.compare("hhi", "cobalt", "2020", "2024")
    assert "basis_differs" in {one.code for one in table.warnings}


def test_names_in_any_order() -> None:
    one = critmin.compare("share", "usgs@2025", "rare", "earths", "usgs@2026")
    assert one.rows == critmin.compare("share", "rare-earths", "usgs@2025", "usgs@2026").rows


def test_a_code_is_what_the_question_asks_for() -> None:
    assert critmin.compare("hhi", "Co", "Ni").query["a"] == "cobalt"
    assert critmin.compare("exposure", "IN", "DE", supplier="china").query["a"] == "IND"


@pytest.mark.parametrize(
    ("words", "options", "error", "said"),
    [
        (("share", "lithium"), {}, QueryError, "name two sides.*lithium is a mineral"),
        (("share", "lithium", "cobalt", "nickel"), {}, QueryError, "lithium, cobalt, nickel are"),
        (
            ("share", "lithium", "japan", "chile", "2020", "2024"),
            {},
            QueryError,
            "the years 2020 and 2024 or the countries or blocs japan and chile",
        ),
        (("hhi", "cobalt", "japan", "2020", "2024"), {}, QueryError, "of the whole world"),
        (
            ("hhi", "cobalt", "2020", "2024"),
            {"supplier": "china"},
            QueryError,
            "not an option of hhi",
        ),
        (("exposure", "japan", "germany"), {}, QueryError, "exposure needs --supplier"),
        (("via", "usa", "japan", "graphite"), {}, QueryError, "via needs --supplier"),
        (("shore", "lithium", "2020", "2024"), {}, UnknownName, "question to compare"),
        (("share", "lithum", "2020", "2024"), {}, UnknownName, "unknown mineral 'lithum'"),
        (("share", "lithium", "usgs@1990", "usgs@2026"), {}, UnknownName, "unknown source"),
        (("share", "lithium", "congo", "chile"), {}, AmbiguousName, "ambiguous"),
        (("share", "lithium", "1950", "2024"), {}, NoData, "^1950: "),
        (("share", "lithium", "2023", "2024"), {"measure": "weight"}, UnknownName, "measure"),
    ],
)
def test_what_is_refused(words, options, error, said) -> None:
    with pytest.raises(error, match=said):
        critmin.compare(*words, **options)


def test_the_command_offers_every_question() -> None:
    from critmin.declared import listed

    (asked, *_) = listed.question("compare").taken
    assert asked.parameter.completes == tuple(QUESTIONS)


COMPARED = [
    (("share", "rare-earths", "usgs@2025", "usgs@2026"), {}),
    (("share", "lithium", "nickel"), {"stage": "mining,refining"}),
    (("share", "lithium", "china", "australia"), {}),
    (("exposure", "japan", "germany"), {"supplier": "china"}),
    (("exposure", "eu27", "usa"), {"supplier": "china"}),
    (("dependency", "japan", "graphite", "2015", "2024"), {}),
    (("trend", "lithium", "china", "australia"), {}),
    (("reserves", "lithium", "nickel"), {}),
    (("shock", "japan", "germany", "lithium"), {"stop": "china"}),
    (("reliance", "2020", "2024"), {}),
    (("demand", "electric-cars", "2020", "2024"), {}),
]


@pytest.mark.parametrize(("words", "options"), COMPARED)
def test_each_percentage_of_the_summary_is_a_figure_of_both_sides(words, options) -> None:
    """Recomputed from the rows: the largest differences, each with its two figures."""
    table = critmin.compare(*words, **options)
    rows = [row for row in table if row["a"] is not None and row["b"] is not None]
    countries = [row for row in rows if row.get("kind") not in {"total", "residual"}] or rows
    countries.sort(key=lambda row: -abs(row["difference"]))
    least = abs(countries[min(3, len(countries)) - 1]["difference"])
    largest = [row for row in countries if abs(row["difference"]) >= least]
    pairs = re.findall(
        r"(?:from |\(|is |was )(?:about )?(over |under |)([\d.]+)%.*?(?: to | and )(?:about )?"
        r"(over |under |)([\d.]+)%",
        table.summary,
    )
    assert len(pairs) == min(3, len(countries))
    for over_a, a, over_b, b in pairs:
        assert any(fits(over_a, a, row["a"]) and fits(over_b, b, row["b"]) for row in largest)


def fits(word: str, figure: str, share: float) -> bool:
    """Whether a figure of a sentence is a share, rounded as it is written."""
    if word == "over ":
        return share > float(figure) / 100
    if word == "under ":
        return 0 < share < float(figure) / 100
    digits = len(figure.partition(".")[2])
    return abs(share * 100 - float(figure)) <= 0.5 * 10**-digits + 1e-9


@pytest.mark.parametrize(("words", "options"), COMPARED)
def test_only_estimates_are_about(words, options) -> None:
    """The word stands before a figure whose own row is an estimate, on its own side."""
    table = critmin.compare(*words, **options)
    flags = {code for row in table for code in row["flag"]}
    if not flags & {"estimated", "rounded_shares"}:
        assert "about" not in table.summary


def test_own_trade_is_compared_by_the_questions_that_ask_it() -> None:
    """Months of the bundled sample: each side is the answer of the question alone."""
    months = ("2024-06", "2024-07")
    table = critmin.compare("dependency", "GBR", "graphite", *months, trade="sample")
    alone = [
        {
            row["supplier_iso3"]: row["share"]
            for row in critmin.dependency(
                "GBR", "graphite", year=month, trade="sample", stage="ore"
            )
        }
        for month in months
    ]
    for row in table:
        for side, found in zip(("a", "b"), alone, strict=True):
            assert row[side] == found.get(row["supplier_iso3"])
    assert len(table) == len({*alone[0], *alone[1]})
    assert table.query["trade"] == "sample"


@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("dependency", {}),
        ("exposure", {"supplier": "china"}),
        ("shock", {"stop": "china"}),
        ("trend", {}),
    ],
)
def test_two_months_of_a_year_are_told_apart(question: str, options: dict[str, str]) -> None:
    """The year alone would be the same on both sides; a year has no column of months."""
    months = ("2025-05", "2025-06")
    table = critmin.compare(question, "GBR", "graphite", *months, trade="sample", **options)
    for row in table:
        for side, month in zip(("a", "b"), months, strict=True):
            there = row[side] is not None
            assert (row[f"year_{side}"], row[f"period_{side}"]) == (
                (2025, month) if there else (None, None)
            )
    assert "in May 2025 and" in table.summary or "Between May 2025 and June 2025" in table.summary
    assert "period_a" not in critmin.compare("trend", "lithium", "chl", "aus").names


def test_months_of_two_buyers_say_which_month() -> None:
    """A month of both sides is in the sentence, and in no row as its year alone."""
    table = critmin.compare(
        "dependency", "GBR", "BRA", "graphite", supplier="CHN", year="2025-09", trade="sample"
    )
    assert "(September 2025)" in table.summary
    assert {row["period_b"] for row in table} - {None} == {"2025-09"}


def test_the_imports_of_two_buyers_are_compared_over_the_months() -> None:
    table = critmin.compare("trend", "GBR", "BRA", "graphite", trade="sample", measure="hhi")
    alone = [
        {
            row["period"]: row["value"]
            for row in critmin.trend(buyer, "graphite", trade="sample", measure="hhi")
            if row["stage"] == "ore"
        }
        for buyer in ("GBR", "BRA")
    ]
    rows = [row for row in table if row["stage"] == "ore"]
    assert {row["period"] for row in rows} == {*alone[0], *alone[1]}
    for row in rows:
        assert (row["a"], row["b"]) == tuple(side.get(row["period"]) for side in alone)
    assert "HHI of recorded imports of graphite ore differs most between the United" in (
        table.summary
    )


def test_months_with_the_same_figure_stay_rows() -> None:
    """Austria supplied neither buyer in any month, and Brazil imported nothing in May."""
    table = critmin.compare(
        "dependency",
        "GBR",
        "BRA",
        "graphite",
        supplier="AUT",
        stage="ore",
        year="2025-04:2025-06",
        trade="sample",
    )
    assert [(row["period"], row["a"], row["b"]) for row in table] == [
        ("2025-04", 0, 0),
        ("2025-05", 0, None),
        ("2025-06", 0, 0),
    ]


@pytest.mark.parametrize("question", ["share", "risk"])
def test_a_question_that_asks_no_own_trade_says_which_do(question: str) -> None:
    with pytest.raises(
        QueryError,
        match=f"--trade is not an option of compare {question}; these ask your own trade data: "
        "trend, dependency, exposure, via, shock$",
    ):
        critmin.compare(question, "graphite", "2024", "2025", trade="sample")


def test_beside_the_two_sides_stands_one_year() -> None:
    with pytest.raises(critmin.QueryError, match="2022, 2023, 2024: name two years to compare"):
        critmin.compare("share", "lithium", "cobalt", "2022", "2023", "2024")


@pytest.mark.parametrize(
    ("minerals", "measure", "said"),
    [
        (
            ("graphite", "lithium"),
            None,
            "graphite and lithium have no figure in common (share of recorded imports): only "
            "figures of the same traded form are compared; graphite has ore, lithium has refined",
        ),
        (
            ("tungsten", "cobalt"),
            "hhi",
            "tungsten and cobalt have no figure in common (HHI of recorded imports): only figures "
            "of the same traded form are compared; tungsten has refined, cobalt has intermediate",
        ),
    ],
)
def test_two_minerals_of_other_forms_are_refused_with_the_forms_of_each(
    minerals: tuple[str, str], measure: str | None, said: str
) -> None:
    with pytest.raises(NoData) as refused:
        critmin.compare("trend", "GBR", *minerals, trade="sample", measure=measure)
    assert str(refused.value) == said


@pytest.mark.parametrize("question", ["trend", "dependency"])
def test_a_comparison_of_imports_without_a_buyer_says_what_to_type(question: str) -> None:
    with pytest.raises(QueryError) as refused:
        critmin.compare(question, "graphite", "cobalt", trade="sample")
    assert str(refused.value) == (
        f"compare {question} needs a buyer: "
        f"critmin compare {question} GBR graphite cobalt --trade sample"
    )
    for stop in ("china", ["china"]):
        with pytest.raises(QueryError, match=r"GBR graphite cobalt --stop china$"):
            critmin.compare("shock", "graphite", "cobalt", stop=stop)
