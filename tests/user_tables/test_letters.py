"""Letters are no countries: junk cells of statistical offices, and odd names that are right.

The names of right_names.csv were checked by hand against ISO 3166; junk_cells.csv is what
statistical offices write where there is no country. Kind ``code`` are words and units in capitals
that are also codes: they are read as codes, and doubted aloud.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import critmin
from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.supply import own_table
from critmin.supply.own_table_reading import Reading
from critmin.user_tables import large_files
from critmin.user_tables.country_column import CountryColumn, without_mark
from critmin.user_tables.iso_names import iso3_of

LETTERS = Path(__file__).parent / "letters"
HEADER = ("mineral", "year", "country", "quantity")
SURE = ("Chile", "Australia", "Peru")  # names beside the junk
LANGUAGES = {"en", "de", "fr", "ja", "zh", "es"}


def rows_of(file: str) -> list[dict[str, str]]:
    with (LETTERS / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


JUNK = [row for row in rows_of("junk_cells.csv") if row["kind"] != "code"]
CODES = [row["cell"] for row in rows_of("junk_cells.csv") if row["kind"] == "code"]
RIGHT = [(row["name"], row["iso3"]) for row in rows_of("right_names.csv")]


def test_the_corpus_is_of_every_kind_and_language() -> None:
    assert len(JUNK) >= 300
    assert len({row["cell"] for row in JUNK}) == len(JUNK)
    for kind in ("not reported", "confidential", "footnote", "month", "sum", "unit"):
        assert {row["language"] for row in JUNK if row["kind"] == kind} >= LANGUAGES - {"es"}
    assert sum(row["kind"] == "html" for row in JUNK) >= 30
    assert len(RIGHT) >= 300
    assert {iso3 for _name, iso3 in RIGHT} <= names.countries().keys()
    assert len({iso3 for _name, iso3 in RIGHT}) >= 100


def table(cells: Iterable[str]) -> list[dict[str, str]]:
    """Rows of one table, each cell in a year of its own."""
    return [
        dict(zip(HEADER, ("tin", str(1800 + at % 300), cell, "5"), strict=True))
        for at, cell in enumerate(cells)
    ]


def as_csv(folder: Path, rows: list[dict[str, str]]) -> str:
    path = folder / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def as_xlsx(folder: Path, rows: list[dict[str, str]]) -> str:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(["tin", int(row["year"]), row["country"], 5])
    book.save(folder / "own.xlsx")
    return str(folder / "own.xlsx")


def as_parquet(folder: Path, rows: list[dict[str, str]]) -> str:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.Table.from_pylist(rows), folder / "own.parquet")
    return str(folder / "own.parquet")


def as_frame(_folder: Path, rows: list[dict[str, str]]) -> object:
    return pytest.importorskip("pandas").DataFrame(rows)


def as_rows(_folder: Path, rows: list[dict[str, str]]) -> object:
    return rows


DOORS = (as_csv, as_xlsx, as_parquet, as_frame, as_rows)
Door = Callable[[Path, list[dict[str, str]]], object]


@pytest.fixture(params=["short", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two readers of own files reads."""
    if request.param == "large":
        pytest.importorskip("duckdb")
        for limit in ("LARGE_BYTES", "LARGE_ROWS", "SMALL_PARQUET"):
            monkeypatch.setattr(large_files, limit, 0)
    return str(request.param)


def countries_of(reading: Reading) -> dict[int, str]:
    keys = {*reading.tables()}
    return {line.number: line.row.iso3 for line in reading.lines_at(keys) if line.row.iso3}


@pytest.mark.parametrize("door", DOORS)
def test_no_junk_becomes_a_country_of_an_own_table(tmp_path: Path, size: str, door: Door) -> None:
    rows = table([*SURE, *(row["cell"] for row in JUNK)])
    with own_table.opened(own_table.OwnData(door(tmp_path, rows))) as reading:
        found = countries_of(reading)
        assert sorted(found.values()) == ["AUS", "CHL", "PER"]
        assert not reading.doubts
        named = {problem.line for problem in reading.all_problems()}
        used = {line.number: line.row for line in reading.lines_at({*reading.tables()})}
    first = 2 if door in (as_csv, as_xlsx) else min(found)
    for at, row in enumerate(JUNK, start=first + len(SURE)):
        # A total or a residual is what it says; every other cell is named with its line.
        assert at in named or used[at].kind in {"total", "residual"}, row


@pytest.mark.parametrize("door", DOORS)
def test_right_names_are_countries_of_an_own_table(tmp_path: Path, size: str, door: Door) -> None:
    rows = table(name for name, _iso3 in RIGHT)
    with own_table.opened(own_table.OwnData(door(tmp_path, rows))) as reading:
        found = countries_of(reading)
        assert not [one for one in reading.remarks() if one.code.startswith("country_")]
    first = min(found)
    assert [found.get(first + at) for at in range(len(RIGHT))] == [iso3 for _name, iso3 in RIGHT]


@pytest.mark.parametrize("text", CODES)
def test_a_code_that_is_also_a_word_is_doubted_aloud(tmp_path: Path, size: str, text: str) -> None:
    file = as_csv(tmp_path, table([*SURE, text]))
    said = [one for one in critmin.share(data=file).warnings if one.code == "country_doubted"]
    if text in names.country_keys() or text.lower() in names.country_keys():
        assert [one.message.startswith(f"line 5: '{text}' was read as the code of") for one in said]
        assert len(said) == 1
        assert [one.code for one in critmin.check(file).warnings].count("country_doubted") == 1
        assert not critmin.check(file).rows
    else:
        assert not said


def test_codes_in_a_column_of_codes_are_not_doubted(tmp_path: Path, size: str) -> None:
    for column in (["CN", "AU", "NA", "NR"], ["CHN", "AUS", "MAR", "AND"], ["China", "US", "UK"]):
        file = as_csv(tmp_path, table(column))
        assert not [one for one in critmin.share(data=file).warnings if "country_" in one.code]


@pytest.mark.parametrize(
    ("column", "iso3s", "how"),
    [
        (["chn", "aus", "mar"], ["CHN", "AUS", "MAR"], "codes in small letters"),
        (["cn", "kg", "World"], ["CHN", "KGZ"], "codes in small letters"),
        (["156", "036"], ["CHN", "AUS"], "numeric codes"),
    ],
)
def test_a_column_of_codes_is_one_and_says_so(
    tmp_path: Path, size: str, column: list[str], iso3s: list[str], how: str
) -> None:
    with own_table.opened(own_table.OwnData(as_csv(tmp_path, table(column)))) as reading:
        assert list(countries_of(reading).values()) == iso3s
        assert any(how in one.message for one in reading.cautions)


@pytest.mark.parametrize(
    "column", [["chn", "Chile"], ["chn", "us"], ["kg", "lb"], ["156", "Chile"], ["mar"], ["Chn"]]
)
def test_small_letters_and_numbers_among_others_are_no_codes(column: list[str]) -> None:
    countries = CountryColumn(column)
    with pytest.raises(UnknownName):
        countries.read(column[0])


def test_no_junk_becomes_a_country_of_a_supplier_list(tmp_path: Path, size: str) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("material", "country", "quantity"))
        writer.writerows(("tin", cell, 5) for cell in (*SURE, *(row["cell"] for row in JUNK)))
    found = critmin.suppliers(str(path), as_of="2026-11-24").records()
    assert [row["iso3"] for row in found[:3]] == ["CHL", "AUS", "PER"]
    for row, junk in zip(found[3:], JUNK, strict=True):
        assert row["iso3"] is None, junk
        assert not row["matched"]
        assert {"missing_value", "country_unrecognised", "total_row", "ambiguous_name"} & {
            *row["flag"]
        }, junk


def test_right_names_are_countries_of_a_supplier_list(tmp_path: Path, size: str) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("material", "country", "quantity"))
        writer.writerows(("tin", name, 5) for name, _iso3 in RIGHT)
    found = critmin.suppliers(str(path), as_of="2026-11-24").records()
    assert [row["iso3"] for row in found] == [iso3 for _name, iso3 in RIGHT]
    assert not [row for row in found if "country_doubted" in row["flag"]]


def test_no_junk_becomes_a_country_of_a_lake(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from critmin.lakes.adding import add
    from critmin.lakes.engine import connect
    from critmin.lakes.store import open_lake

    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("period", "importer", "exporter", "code", "value"))
        writer.writerow((2024, "JPN", "CHN", "250410", 1))
        writer.writerows((2024, "JPN", row["cell"], "250410", 1) for row in JUNK)
        writer.writerows((2024, row["cell"], "CHN", "250410", 1) for row in JUNK)
    (done,) = add([tmp_path / "t.csv"], reader="table", lake=tmp_path / "lake")
    assert done.record is not None
    engine = connect()
    kept = engine.fetch(engine.flows(open_lake(tmp_path / "lake")).select("importer", "exporter"))
    assert {tuple(row.values()) for row in kept.to_pylist()} == {("JPN", "CHN")}


def test_a_lake_takes_codes_in_small_letters_where_all_are(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from critmin.lakes.adding import add
    from critmin.lakes.engine import connect
    from critmin.lakes.store import open_lake

    rows = ["2024,JPN,chn,250410,1", "2024,JPN,mar,250410,2", "2024,JPN,world,250410,3"]
    rows += ["2024,jpn,chn,250490,1"]
    text = "\n".join(["period,importer,exporter,code,value", *rows, ""])
    (tmp_path / "t.csv").write_text(text, "utf-8")
    add([tmp_path / "t.csv"], reader="table", lake=tmp_path / "lake")
    engine = connect()
    kept = engine.fetch(engine.flows(open_lake(tmp_path / "lake")).select("importer", "exporter"))
    found = sorted(tuple(row.values()) for row in kept.to_pylist())
    assert found == [("JPN", "CHN"), ("JPN", "MAR")]


@pytest.mark.parametrize(
    ("text", "iso3"),
    [("us", "USA"), ("cn", "CHN"), ("u.s.", "USA"), ("no", "NOR"), ("chn", "CHN"), ("Mar", "MAR")],
)
def test_what_a_person_types_stays_lenient(text: str, iso3: str) -> None:
    assert names.country(text).iso3 == iso3


@pytest.mark.parametrize(
    ("text", "name"),
    [("chi.na", "China"), ("per u", "Peru"), ("C.h.a.d", "Chad"), ("Om-an", "Oman")],
)
def test_what_only_its_letters_make_a_name_is_doubted(text: str, name: str) -> None:
    country, doubt = CountryColumn(SURE).read(text)
    assert country.name == name
    assert f"'{text}' was read as {name} by its letters" in doubt


def test_the_second_recogniser_knows_the_list_and_nothing_else() -> None:
    for country in names.countries().values():
        for text in (country.iso3, country.iso2, country.name, country.official_name.upper()):
            assert iso3_of(text) == country.iso3
        for text in (country.iso3.lower(), country.iso2.title(), ".".join(country.iso3)):
            assert iso3_of(text) == ""
    for row in JUNK:
        assert iso3_of(row["cell"]) == "", row


def test_both_recognisers_agree_on_every_name_of_the_lists() -> None:
    """No name as it is bundled is doubted."""
    from critmin.core.files import read_table

    column = CountryColumn(SURE)
    for file in ("country_aliases.csv", "country_names.csv"):
        for text, iso3, *rest in read_table(file)[1]:
            if rest == ["baci"] or text == "XS":  # codes of publishers
                continue
            assert column.read(text) == (names.countries()[iso3], ""), text


def test_marks_of_footnotes_are_not_part_of_a_name() -> None:
    column = CountryColumn(SURE)
    for mark in ("*", "**", "¹", " ²", " (a)", " (1)", "[1]", " 2/", ", 3/", "†", " e/", " 4)"):
        assert without_mark(f"Chile{mark}") == "Chile"
        assert column.read(f"Chile{mark}").country.iso3 == "CHL"
        with pytest.raises(UnknownName):
            column.read(f"kg{mark}")
        with pytest.raises(AmbiguousName):
            column.read(f"Congo{mark}")
    for text in ("Sudan (S)", "Ireland (N)", "Korea (n)"):
        assert without_mark(text) == text


def test_a_line_of_text_in_a_wide_table_is_a_note_and_no_country(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    rows = ["mineral,country,2022,2023", "tin,Chile,1,2", "tin,Peru,1,", "n.r.,,,", "tin,and,,"]
    path.write_text("\n".join(rows), "utf-8")
    table = critmin.share("tin", data=str(path), wide="year")
    assert "AND" not in table.column("iso3")
    assert [one.code for one in table.warnings].count("row_not_used") == 2
