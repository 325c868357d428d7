"""Tables of a user's own: every problem named with its line, nothing guessed or dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import critmin
from critmin.answers.table import Cell, Table
from critmin.core.errors import DataError, NoData, QueryError
from critmin.supply import own_table
from critmin.supply.own_table import Reading

Own = Callable[..., str]
QUANTITIES = "mineral,year,country,quantity\n"
SHARES = "mineral,year,country,share\n"
STAGES = "mineral,year,country,quantity,unit,stage\n"


@pytest.fixture
def own(tmp_path: Path) -> Own:
    def write(text: str, name: str = "own.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def first(table: Table) -> dict[str, Cell]:
    return next(iter(table))


def problems(reading: Reading) -> list[tuple[int | None, str | None, str]]:
    return [(p.line, p.column, p.code) for p in reading.problems]


def test_rows_are_read_with_their_lines(own: Own) -> None:
    reading = own_table.read(own(QUANTITIES + "tin,2024,China,60\n\nSn,2024,NA,40\n"))
    assert reading.problems == []
    assert reading.rows_in == 2
    assert [(ln.number, ln.mineral, ln.row.iso3) for ln in reading.lines] == [
        (2, "tin", "CHN"),
        (4, "tin", "NAM"),
    ]


def test_states_stay_apart(own: Own) -> None:
    cells = {"China": "60", "Peru": "NA", "Chile": "W", "Japan": "0", "Spain": "<5", "Laos": ""}
    text = "".join(f"tin,2024,{country},{cell}\n" for country, cell in cells.items())
    reading = own_table.read(own(QUANTITIES + text))
    assert reading.problems == []
    assert [ln.row.state for ln in reading.lines] == [
        "number",
        "unknown",
        "withheld",
        "zero",
        "less_than",
        "unknown",
    ]


@pytest.mark.parametrize("name", ["World", "Total", "world total", "Grand total"])
def test_a_total_row(own: Own, name: str) -> None:
    file = own(QUANTITIES + f"tin,2024,China,60\ntin,2024,{name},120\n")
    assert own_table.read(file).lines[1].row.kind == "total"
    assert critmin.share("tin", data=file).column("share")[0] == 1
    assert critmin.share("tin", data=file, total="published").column("share")[0] == 0.5


@pytest.mark.parametrize("name", ["Other", "Other countries", "Rest of world", "Rest of the World"])
def test_a_residual_row(own: Own, name: str) -> None:
    file = own(QUANTITIES + f"tin,2024,China,60\ntin,2024,{name},40\n")
    rows = list(critmin.share("tin", data=file))
    assert [(r["country"], r["kind"], r["rank"]) for r in rows] == [
        ("China", "country", 1),
        ("Other countries", "residual", None),
    ]
    assert first(critmin.hhi("tin", data=file))["hhi"] == pytest.approx(3600)


@pytest.mark.parametrize(
    ("header", "line", "column", "code"),
    [
        (QUANTITIES, "tin,24,China,5", "year", "not_a_year"),
        (QUANTITIES, "tin,,China,5", "year", "missing_value"),
        (QUANTITIES, ",2024,China,5", "mineral", "missing_value"),
        (QUANTITIES, "tin,2024,,5", "country", "missing_value"),
        (QUANTITIES, "tin,2024,China,-5", "quantity", "negative"),
        (QUANTITIES, "tin,2024,China,about five", "quantity", "not_a_number"),
        (QUANTITIES, "tin,2024,China,nan", "quantity", "not_a_number"),
        (QUANTITIES, "tin,2024,China,inf", "quantity", "not_a_number"),
        (QUANTITIES, "tin,2024,China,(5)", "quantity", "not_a_number"),
        (QUANTITIES, 'tin,2024,China,"1,2,5"', "quantity", "not_a_number"),
        (QUANTITIES, "tin,2024,China,20-10", "quantity", "not_a_number"),
        (QUANTITIES, "tin,2024,Congo,5", "country", "ambiguous_country"),
        (SHARES, "tin,2024,China,165%", "share", "share_over_1"),
        (SHARES, "tin,2024,China,65", "share", "share_over_1"),
        (SHARES, "tin,2024,China,-0.1", "share", "negative"),
        (STAGES, "tin,2024,China,5,t,minning", "stage", "unknown_stage"),
        ("mineral,year,country\n", "tin,2024,China", None, "missing_column"),
    ],
)
def test_a_problem_has_its_line_and_column(
    own: Own, header: str, line: str, column: str | None, code: str
) -> None:
    file = own(header + line + "\n")
    at = 1 if code == "missing_column" else 2
    assert (at, column, code) in problems(own_table.read(file))
    with pytest.raises(DataError) as error:
        critmin.hhi(data=file)
    assert (error.value.line, error.value.column, error.value.code) == (at, column, code)
    assert str(error.value).startswith(f"{file}:{at}")


@pytest.mark.parametrize(
    ("text", "line", "code", "said"),
    [
        pytest.param(
            QUANTITIES + "cobalt,2024,DRC,5\ncobalt,2024,Congo (Kinshasa),5\n",
            3,
            "duplicate_country",
            "DR Congo is in lines 2 and 3",
            id="spelled twice",
        ),
        pytest.param(
            STAGES + "tin,2024,China,5,t,mine\ntin,2024,China,5,t,mining\n",
            3,
            "duplicate_country",
            "China is in lines 2 and 3",
            id="stage spelled twice",
        ),
        pytest.param(
            STAGES + "tin,2024,China,5,t,\ntin,2024,China,5,t,mining\n",
            3,
            "duplicate_country",
            "China is in lines 2 and 3",
            id="stage left out once",
        ),
        pytest.param(
            STAGES + "tin,2024,China,5,t,mining\ntin,2024,Peru,5,kt,mining\n",
            3,
            "mixed_units",
            "kt and t",
            id="two units",
        ),
        pytest.param(
            STAGES + "tin,2024,China,5,t,\ntin,2024,Peru,5,kt,mining\n",
            3,
            "mixed_units",
            "kt and t",
            id="two units, stage left out once",
        ),
        pytest.param(
            SHARES + "tin,2024,China,0.65\ntin,2024,Peru,0.45\n",
            3,
            "shares_sum_over_1",
            "sum to 1.1000, more than 1.03",
            id="shares over 1.03",
        ),
    ],
)
def test_problems_between_rows(own: Own, text: str, line: int, code: str, said: str) -> None:
    file = own(text)
    with pytest.raises(DataError, match=said) as error:
        critmin.share(data=file)
    assert (error.value.line, error.value.code) == (line, code)


def test_the_first_of_several_problems_is_raised_and_the_others_counted(own: Own) -> None:
    file = own(QUANTITIES + "tin,24,China,5\ntin,2024,China,x\ntin,2024,Congo,1\n")
    with pytest.raises(DataError, match=r"and 2 more: critmin check"):
        critmin.hhi(data=file)
    assert critmin.check(file).column("code") == ["not_a_year", "not_a_number", "ambiguous_country"]


def test_unrecognised_names_are_used_as_written_and_said(own: Own) -> None:
    found = critmin.hhi(data=own(QUANTITIES + "unobtainium,2024,Atlantis,5\n"))
    assert found.column("top_country") == ["Atlantis"]
    codes = {w.code: w.message for w in found.warnings}
    assert "line 2" in codes["mineral_unrecognised"]
    assert "line 2" in codes["country_unrecognised"]


def test_an_unknown_share_is_set_aside_like_an_unknown_quantity(own: Own) -> None:
    file = own(SHARES + "tin,2024,China,0.6\ntin,2024,Peru,\ntin,2024,Chile,0.4\n")
    row = first(critmin.hhi("tin", data=file))
    assert row["hhi"] == pytest.approx(5200)
    assert row["unknown"] == 1


@pytest.mark.parametrize("minerals", [("tin",), ()])
def test_countries_set_aside_are_named(own: Own, minerals: tuple[str, ...]) -> None:
    file = own(QUANTITIES + "tin,2024,China,60\ntin,2024,Chile,W\ntin,2024,Peru,NA\n")
    codes = {w.code: w.message for w in critmin.hhi(*minerals, data=file).warnings}
    assert "Chile" in codes["withheld_excluded"]
    assert "Peru" in codes["unknown"]


def test_rows_in_used_and_set_aside_are_counted(own: Own) -> None:
    file = own(QUANTITIES + "tin,2023,China,5\ntin,2024,China,6\nzinc,2024,Peru,7\n")
    codes = {w.code: w.message for w in critmin.share("tin", data=file).warnings}
    assert "3 rows read, 1 used, 2 set aside" in codes["rows_read"]


@pytest.mark.parametrize("total", ["listed", "published"])
@pytest.mark.parametrize("rows", ["", "tin,2024,China,0\n"])
def test_a_table_without_any_producer_has_no_point_value(own: Own, rows: str, total: str) -> None:
    file = own(QUANTITIES + rows + "tin,2024,Other,5\ntin,2024,World,5\n")
    try:
        row = first(critmin.hhi("tin", data=file, total=total))
    except NoData:
        return
    assert row["hhi"] is None
    assert row["top_country"] is None
    assert row["residual_share"] == 1


def test_no_row_for_the_mineral(own: Own) -> None:
    with pytest.raises(NoData, match=r"no row for zinc in .*own\.csv; it has tin"):
        critmin.hhi("zinc", data=own(QUANTITIES + "tin,2024,China,5\n"))


def test_columns_are_renamed_by_the_map(own: Own) -> None:
    file = own("Metal,Jahr,Land,Menge\ntin,2024,China,5\n")
    mapped = ["metal=mineral", "jahr=year", "land=country", "MENGE=quantity"]
    assert own_table.read(file, mapped).problems == []
    with pytest.raises(QueryError, match="write theirs=ours"):
        own_table.read(file, ["metal=stuff"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"mineral,year,country,quantity\ntin,2024,K\x9aln,5\n", "encoding"),
        (b"\xff\xfem\x00a", "encoding"),
        (b"mineral,year,country,quantity\ntin,2024,\x00,5\n", "nul"),
        (b"PK\x03\x04", "format"),
        (b"year,mineral,year,country,quantity\n2024,tin,2024,China,5\n", "duplicate_column"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"own\.csv") as error:
        own_table.read(str(path))
    assert error.value.code == code


def test_lines_that_are_no_rows_are_all_listed(own: Own) -> None:
    path = own(
        QUANTITIES + 'tin,2024,China\ntin,2024,"a"b,5\ntin,2024,Peru,7\ntin,2024,"Chile,5\n'
        "tin,2024,Brazil,9\n"
    )
    reading = own_table.read(path)
    assert problems(reading) == [
        (2, None, "ragged_row"),
        (3, None, "broken_row"),
        (5, None, "broken_row"),
    ]
    assert [line.row.country for line in reading.lines] == ["Peru", "Brazil"]
    assert reading.rows_in == 5
    with pytest.raises(DataError, match=r"own\.csv:2: has 3 cells.*and 2 more") as error:
        critmin.share("tin", data=path)
    assert error.value.code == "ragged_row"


def test_many_misquoted_lines_take_no_time_to_speak_of(own: Own) -> None:
    reading = own_table.read(own(QUANTITIES + 'tin,2024,"a"b,5\n' * 20_000))
    assert len(reading.problems) == 20_000


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        own_table.read(str(tmp_path / "none.csv"))
    with pytest.raises(DataError, match="is a folder"):
        own_table.read(str(tmp_path))


def test_tsv_and_byte_order_mark(own: Own) -> None:
    text = "\ufeff" + QUANTITIES.replace(",", "\t") + "tin\t2024\tChina\t1,234.0\n"
    assert own_table.read(own(text, "own.tsv")).lines[0].row.quantity == 1234


def test_xlsx(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for cells in (["mineral", "year", "country", "quantity"], ["tin", 2024, "China", 12.5]):
        book.active.append(cells)
    book.save(tmp_path / "own.xlsx")
    reading = own_table.read(str(tmp_path / "own.xlsx"))
    assert reading.problems == []
    assert (reading.lines[0].year, reading.lines[0].row.quantity) == (2024, 12.5)
