"""Files that are odd and right, and texts that look like names and are none."""

from __future__ import annotations

import pytest

import critmin
from critmin.core.errors import DataError, QueryError
from critmin.user_tables.workbook_cells import NUMBER

HEADER = ["mineral", "country", "year", "quantity", "unit"]
ROWS = [["cobalt", country, 2020, 5, "t"] for country in ("Chile", "China", "Peru")]


def workbook(path, change, title="Data") -> str:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = title
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    change(book)
    book.save(path)
    return str(path)


def test_merged_cells_beside_the_table_are_no_fault(tmp_path) -> None:
    def change(book) -> None:
        for column in "GHIJKLM":
            book.active.merge_cells(f"{column}1:{column}4")

    table = critmin.share(data=workbook(tmp_path / "m.xlsx", change))
    assert [row["iso3"] for row in table.records()] == ["CHL", "CHN", "PER"]


def test_sheets_may_differ_by_a_space(tmp_path) -> None:
    file = workbook(tmp_path / "s.xlsx", lambda book: book.create_sheet("Data ").append(["x"]))
    assert len(critmin.share(data=file, sheet="Data").rows) == 3
    with pytest.raises(DataError):
        critmin.share(data=file, sheet="Data ")


def test_empty_cells_before_a_far_one_count(tmp_path) -> None:
    def change(book) -> None:
        for row in range(5, 9):
            book.active.cell(row, 16_000, "x")

    with pytest.raises(DataError, match="cells"):
        critmin.share(data=workbook(tmp_path / "w.xlsx", change), limit=["cells=50000"])


@pytest.mark.parametrize("text", ["1", "1.", ".5", "1.5e-3", "1E5", "-3", "+.2e+1", " 7 "])
def test_numbers_of_a_workbook(text) -> None:
    match = NUMBER.fullmatch(text)
    assert match
    assert float(match[1]) == float(text)


@pytest.mark.parametrize("text", ["1" * 100_000 + "x", "1" * 100_000 + ".x", "", ".", "e5", "1e"])
def test_what_is_no_number_is_told_at_once(text) -> None:
    assert NUMBER.fullmatch(text) is None


def test_a_quotation_mark_without_its_partner_is_one_broken_row(tmp_path) -> None:
    lines = [",".join(HEADER), "cobalt,Chile,2020,5,t", 'cobalt,"China,2020,5,t']
    lines += [f"cobalt,Peru,{1900 + n % 100},{n}.5,t" for n in range(9000)]
    file = tmp_path / "q.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    found = critmin.check(str(file)).records()
    assert [row["line"] for row in found if row["code"] == "broken_row"] == [3]


@pytest.mark.parametrize("text", ["N/A", "n/a", "n.a.", "-", "–", "?", "..."])
@pytest.mark.parametrize("column", ["mineral", "country"])
def test_what_stands_for_no_name_is_no_name(tmp_path, text, column) -> None:
    cells = {"mineral": "cobalt", "country": "Chile"} | {column: text}
    line = f"{cells['mineral']},{cells['country']},2020,5,t"
    file = tmp_path / "n.csv"
    file.write_text("\n".join([",".join(HEADER), line, "cobalt,Peru,2020,1,t"]) + "\n", "utf-8")
    with pytest.raises(DataError, match=f"is no {column}"):
        critmin.share(data=str(file))


def test_a_table_of_lists_alone_lacks_its_columns(tmp_path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = str(tmp_path / "n.parquet")
    parquet.write_table(pa.table({"a": [[1], [2]]}), file)
    with pytest.raises(DataError, match="missing column"):
        critmin.share(data=file)


@pytest.mark.parametrize("source", ["usgs", "usgs@2024"])
def test_a_source_of_the_united_states_is_refused_for_others(source) -> None:
    with pytest.raises(QueryError, match="--source names an edition of the USGS"):
        critmin.reliance("lithium", buyer="eu27", source=source)
