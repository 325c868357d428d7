"""Users' own tables that are not plain CSV in English: read, with the reading said."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

TABLES = Path(__file__).resolve().parent.parent / "own_tables"
with (TABLES / "cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.fixture(autouse=True)
def in_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TABLES)


def test_every_file_has_a_case() -> None:
    there = {path.name for path in TABLES.iterdir()} - {"cases.csv", "README.md"}
    assert there == {case["file"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[f"{c['file']} {c['options']}" for c in CASES])
def test_shares_and_what_is_said(run, case) -> None:
    if case["file"].endswith(".xlsx"):
        pytest.importorskip("openpyxl")
    got = run("share", *case["options"].split(), "--data", case["file"], "-f", "csv", "--notes")
    assert got.code == 0, got.err
    rows = [row for row in csv.DictReader(io.StringIO(got.out)) if row["kind"] != "total"]
    shares = {row["iso3"] or "rest": float(row["share"] or "nan") for row in rows}
    expected = dict(part.split("=") for part in case["shares"].split())
    assert list(shares) == list(expected)
    wanted = {key: float(text or "nan") for key, text in expected.items()}
    assert shares == pytest.approx(wanted, abs=1e-8, nan_ok=True)
    for part in case["said"].split("|"):
        assert part in got.err


@pytest.mark.parametrize("case", CASES, ids=[f"{c['file']} {c['options']}" for c in CASES])
def test_they_are_fit_to_use(run, case) -> None:
    if case["options"].startswith("lithium"):
        pytest.skip("a check names no mineral")
    if case["file"].endswith(".xlsx"):
        pytest.importorskip("openpyxl")
    options = [word for word in case["options"].split() if word not in {"--year", "2023"}]
    options = case["options"].split() if "--sheet" in options else options
    got = run("check", case["file"], *options)
    assert (got.code, got.out.count("\n")) == (0, 1), got


def test_a_stated_mark_decides_what_a_number_is(run) -> None:
    for mark, quantity in ((",", "4500"), (".", "4.5")):
        got = run("share", "--data", "thousands_stated.csv", "--decimal", mark, "-f", "csv")
        assert next(csv.DictReader(io.StringIO(got.out)))["quantity"] == quantity


def test_estimates_of_a_marked_year_stay_estimates(run) -> None:
    asked = ("share", "--data", "wide_usgs.csv", "--wide", "year", "-f", "csv", "--year")
    for year, flag in (("2023", ""), ("2024", "estimated")):
        row = next(csv.DictReader(io.StringIO(run(*asked, year).out)))
        assert (row["year"], row["flag"]) == (year, flag)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wide", "country"), "--wide is 'country': write year"),
        (("--decimal", ";"), "--decimal is ';': write , or ."),
        (("--sheet", "x"), "--sheet is for workbooks; semicolon.csv has no sheets"),
    ],
)
def test_options_misused(run, words, said) -> None:
    assert said in run("share", "--data", "semicolon.csv", *words).refused(2)


def test_a_sheet_that_is_not_there(run) -> None:
    pytest.importorskip("openpyxl")
    line = run("share", "--data", "two_sheets.xlsx", "--sheet", "2024").refused(2)
    assert "--sheet is '2024'; two_sheets.xlsx has 2022, 2023" in line


def test_a_long_table_said_to_be_wide(run) -> None:
    line = run("share", "--data", "semicolon.csv", "--wide", "year").refused(4)
    assert "has no column of a year: leave --wide out" in line


def test_a_wide_table_without_a_mineral_needs_one(run) -> None:
    line = run("share", "--data", "wide_no_mineral.csv", "--wide", "year").refused(4)
    assert "missing column mineral" in line
    assert "name the one mineral that the table is of" in line


def test_a_year_that_is_there_twice(run, own) -> None:
    path = own("mineral,country,2023,2023 (t)", "lithium,Chile,1,2")
    line = run("share", "--data", path, "--wide", "year").refused(4)
    assert "has two columns of 2023, '2023' and '2023 (t)': keep one" in line


def test_problems_of_a_wide_table_name_the_column_of_the_year(run, own) -> None:
    path = own("mineral,country,2022,2023", "lithium,Chile,1,many?", "lithium,Europa,1,2")
    got = run("check", path, "--wide", "year")
    rows = [(r["line"], r["column"], r["code"]) for r in csv.DictReader(io.StringIO(got.out))]
    assert rows == [("2", "2023", "not_a_number"), ("3", "country", "aggregate_row")]


def test_a_file_of_the_usgs_answers_as_the_bundled_table(run) -> None:
    """The publisher's own file of lithium for 2023, unchanged, against the table built from it."""
    own = run(
        "share", "lithium", "--data", "usgs_mcs2023_lithium.csv", "--wide", "year", "-f", "csv"
    )
    bundled = run("share", "lithium", "--source", "usgs@2023", "--year", "2022", "-f", "csv")
    of_own, of_bundled = (
        [
            (row["iso3"], row["kind"], row["quantity"], row["unit"], row["share"], row["flag"])
            for row in csv.DictReader(io.StringIO(got.out))
        ]
        for got in (own, bundled)
    )
    assert of_own == of_bundled


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("World total (rounded)", "total"),
        ("World total (rounded), excluding U.S. production", "total"),
        ("Welt (gerundet)", "total"),
        ("世界計", "total"),
        ("Total Africa", ""),
        ("Total, Europe", ""),
        ("Summe EU", ""),
        ("小計", ""),
        ("アジア計", ""),
        ("欧洲合计", ""),
    ],
)
def test_no_sum_is_taken_for_a_country(run, own, name, kind) -> None:
    path = own("mineral;year;country;quantity", "lithium;2023;Chile;5", f"lithium;2023;{name};5")
    got = run("share", "--data", path, "-f", "csv")
    if not kind:
        assert "is a sum of countries" in got.refused(4)
        return
    assert [row["kind"] for row in csv.DictReader(io.StringIO(got.out))] == ["country", kind]


def test_a_year_with_a_mark_of_a_footnote_is_refused(run, own) -> None:
    path = own("mineral,country,2022,2023*", "lithium,Chile,1,2")
    line = run("share", "--data", path, "--wide", "year").refused(4)
    assert "has the column '2023*' with a mark that the file does not explain: write 2023" in line


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("k. A.", "unknown"), ("n.d.", "unknown"), ("不明", "unknown"), ("非公表", "withheld")],
)
def test_why_there_is_no_figure_in_other_languages(run, own, cell, flag) -> None:
    path = own("mineral;year;country;quantity", "lithium;2023;Chile;5", f"lithium;2023;Peru;{cell}")
    rows = list(csv.DictReader(io.StringIO(run("share", "--data", path, "-f", "csv").out)))
    assert (rows[1]["quantity"], rows[1]["flag"]) == ("", flag)


def test_a_unit_beside_the_number_is_its_unit(run, own) -> None:
    header = "mineral;year;country;quantity"
    path = own(header, "lithium;2023;Chile;44 000 t", "lithium;2023;China;33.000,5 t")
    rows = list(csv.DictReader(io.StringIO(run("share", "--data", path, "-f", "csv").out)))
    assert [(row["quantity"], row["unit"]) for row in rows] == [("44000", "t"), ("33000.5", "t")]
    path = own(header, "lithium;2023;Chile;44 kt", "lithium;2023;China;33000 t")
    assert "lithium 2023 is in kt and t" in run("share", "--data", path).refused(4)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "Rohstoff;Stufe;Jahr;Land;Menge",
            ("Kobalt;Raffination;2023;China;7", "Kobalt;;2023;Peru;3"),
        ),
        (
            "minéral;étape;année;pays;quantité",
            ("cobalt;raffinage;2023;Chine;7", "cobalt;;2023;Pérou;3"),
        ),
        ("鉱種;段階;年;国名;生産量", ("コバルト;精錬;2023;中国;7", "コバルト;;2023;ペルー;3")),
        ("矿种;环节;年份;国家;产量", ("钴;冶炼;2023;中国;7", "钴;;2023;秘鲁;3")),
    ],
)
def test_stages_in_other_languages(run, own, header, rows) -> None:
    got = run("share", "--data", own(header, *rows), "-f", "csv")
    found = [(r["mineral"], r["stage"], r["iso3"]) for r in csv.DictReader(io.StringIO(got.out))]
    assert found == [("cobalt", "mining", "PER"), ("cobalt", "refining", "CHN")]
