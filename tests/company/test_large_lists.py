"""A large supplier list is read by DuckDB with the rows, cautions and words of a short one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import drawn_tables
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from critmin import suppliers
from critmin.answers import formats, text
from critmin.answers.table import Table
from critmin.company import large_list, supplier_list, supplier_rows
from critmin.company.line_amount import read_amount
from critmin.company.long_rows import LongRows
from critmin.core.errors import CritminError, DataError
from critmin.user_tables import large_files
from critmin.user_tables.engine import Engine

pytest.importorskip("duckdb")
DAY = "2026-11-24"
TESTS = Path(__file__).parent.parent
LISTS, BROKEN = (sorted(TESTS.glob(names)) for names in ("company/lists/*.*", "broken/*.*"))
TEXTS = {
    "Material": ["tin", "lithium carbonate", " cobalt", "unobtainium", "", "Total", "x\x07", "N/A"],
    "Supplier": ["Acme", "Total", "", "=Foo", "Bar\x0b Ltd"],
    "Country": ["China", "Peru", "Atlantis", "", "Congo", "World", "-", "N/A", "\u00a0Chile "],
    "Stage": ["", "mining", "refining", "minning"],
    "Unit": ["t", "kg", "", "drums", "%"],
    "Currency": ["EUR", "USD", ""],
    "HS code": ["", "28369100", "72022700", "x"],
    "Remark": ["", "a", "b c d"],
}
FIGURES = ["1", "2.5", "60", "0", "W", "NA", "", "<5", "2-4", "abc", "-1", "1,234.5", "5 t", "0.5"]
FIGURES += [
    "1.234",
    "1,5",
    " 7 ",
    "1e3",
    "999999999999999999",
    "1000000000000000000",
    "3 MT",
    "007",
]
FIGURES += ["0,04", "1,2,3", "1.234,5", "1,234,567", "12 drums", "40%", "１２", "\u00a05"]


@pytest.fixture
def every_list_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether DuckDB has read each of the lists that were asked for."""
    monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    monkeypatch.setattr(large_files, "SMALL_PARQUET", 0)
    monkeypatch.setattr(large_files, "LARGE_ROWS", 0)
    monkeypatch.setattr(large_files, "HEAD", 400)
    monkeypatch.setattr(supplier_rows, "LONG", 0)
    taken: list[bool] = []
    read = supplier_list._read_large

    def seen(*asked: Any) -> Any:
        found = read(*asked)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(supplier_list, "_read_large", seen)
    yield taken


def told(data: Any, **how: Any) -> dict[str, Any] | str:
    try:
        table = suppliers(data, as_of=DAY, **how)
    except CritminError as error:
        return f"{type(error).__name__}: {error}"
    return {
        "rows": tuple(table.rows),
        "cautions": table.warnings,
        "notes": table.notes,
        "summary": table.summary,
        "query": table.query,
        "sources": table.sources,
        "csv": table.to_csv(),
    }


def told_short(data: Any, **how: Any) -> dict[str, Any] | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(supplier_list, "is_large", lambda _data: False)
        patch.setattr(supplier_rows, "LONG", 10**9)
        return told(data, **how)


@st.composite
def lists(draw: st.DrawFn) -> str:
    """A list with the usual columns, some of them left out, and lines with all kinds of faults."""
    kinds = ["Quantity", "Quantity (t)", "Menge (kg)", "Share", "Share (%)", "Spend", "Spend EUR"]
    amount = draw(st.sampled_from([*kinds, "Ref"]))
    rest = draw(st.lists(st.sampled_from([*TEXTS][1:2] + [*TEXTS][3:]), unique=True))
    header = ["Material", "Country", amount, *rest]
    odd = draw(st.integers(0, 3))
    cells = [
        st.sampled_from(FIGURES[: 4 + odd * 10])
        if name == amount
        else st.sampled_from(TEXTS[name][: 3 + odd * 3])
        for name in header
    ]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=20))
    if draw(st.booleans()):
        rows += [("Source: our own books", *[""] * (len(header) - 1))]
    return drawn_tables.written(draw, [header, *rows])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(written=lists(), decimal=st.sampled_from([None, None, ".", ","]))
def test_both_readers_say_the_same(
    tmp_path: Path, every_list_is_large: list[bool], written: str, decimal: str | None
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(written.encode())
    assert told(str(path), decimal=decimal) == told_short(str(path), decimal=decimal)


def test_no_list_is_read_otherwise(every_list_is_large: list[bool]) -> None:
    for path in LISTS:
        assert told(str(path)) == told_short(str(path)), path.name
    assert any(every_list_is_large)


@pytest.mark.slow
def test_no_broken_file_is_read_otherwise(every_list_is_large: list[bool]) -> None:
    for path in BROKEN:
        assert told(str(path)) == told_short(str(path)), path.name


def made(rows: int, *, odd: str = "") -> str:
    """A list as a purchasing system writes it, and a line that is not plain."""
    places = ["Chile", "China", "Peru", "DR Congo"]
    lines = [f"cobalt,S{at % 7},{places[at % 4]},{at % 97 + 0.5},t,PO{at}" for at in range(rows)]
    return "\n".join(["material,supplier,country,quantity,unit,order", *lines, odd]).strip() + "\n"


@pytest.mark.parametrize(
    ("odd", "taken"),
    [
        ("", True),
        ("cobalt,Total,,5,t,", True),
        ("Total,,,500,t,", True),
        ("cobalt,S1,Atlantis,12 t,,", True),
        (",,,,,\nSource: our own books,,,,,", True),
        ('cobalt,S1,"China,5,t,', False),
        ("cobalt,S1,China", False),
        ('cobalt,"a\nb",China,5,t,', False),
    ],
)
def test_a_list_is_read_by_the_engine_unless_it_is_broken(
    tmp_path: Path, every_list_is_large: list[bool], odd: str, taken: bool
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(made(40, odd=odd), "utf-8")
    assert told(str(path)) == told_short(str(path))
    assert every_list_is_large == [taken]


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "parquet"])
def test_frames_and_parquet_say_the_same(
    tmp_path: Path, every_list_is_large: list[bool], kind: str
) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "material": ["tin", "tin", "cobalt", None],
            "country": ["China", "Peru", "Atlantis", "Chile"],
            "quantity": [1.5, 2.0, float("nan"), 1e-7],
            "code": [80011000, 80011000, 81052000, 81052000],
        }
    )
    data: Any = frame
    if kind == "polars":
        data = pytest.importorskip("polars").from_pandas(frame)
    elif kind == "arrow":
        data = pytest.importorskip("pyarrow").Table.from_pandas(frame)
    elif kind == "parquet":
        data = str(tmp_path / "list.parquet")
        frame.to_parquet(data)
    assert told(data) == told_short(data)
    assert every_list_is_large == [True]


@pytest.mark.parametrize(
    ("amounts", "how"),
    [
        (["500", "2,304", "1,200"], "2304 for '2,304' (--decimal , reads 2.304)"),
        (["500", "9,304", "1,200"], "9304 for '9,304' (--decimal , reads 9.304)"),
        (["2,304 t", "1,200"], "2304 t for '2,304 t' (--decimal , reads 2.304 t)"),
        (["2,304", "1.5"], ""),
        (["2,304", "1,234,567"], ""),
        (["2,304", "1.234"], ""),
    ],
)
def test_an_amount_that_might_have_a_decimal_comma_is_said(
    tmp_path: Path, every_list_is_large: list[bool], amounts: list[str], how: str
) -> None:
    path = tmp_path / "list.csv"
    lines = [f'tin,China,"{text}"\n' for text in amounts]
    path.write_text("".join(["material,country,quantity\n", *lines]), "utf-8")
    said = told(str(path))
    assert said == told_short(str(path)) and every_list_is_large == [True]
    assert isinstance(said, dict)
    found = [one.message for one in said["cautions"] if one.code == "read_as_found"]
    assert found == ([f"{path}: read with {how}"] if how else [])
    plain = told(str(path), decimal=".")
    assert isinstance(plain, dict)
    assert "read_as_found" not in {one.code for one in plain["cautions"]}


@pytest.mark.parametrize("header", ["quantity", "share (%)"])
@pytest.mark.parametrize(("digits", "places"), [(9, 4), (38, 20), (38, 34)])
def test_amounts_stored_as_decimals_are_plain(
    tmp_path: Path,
    every_list_is_large: list[bool],
    monkeypatch: pytest.MonkeyPatch,
    header: str,
    digits: int,
    places: int,
) -> None:
    arrow = pytest.importorskip("pyarrow")
    write = pytest.importorskip("pyarrow.parquet").write_table
    path = tmp_path / "list.parquet"
    given = [Decimal("0.57"), Decimal(57), Decimal("7.3001"), None]
    amounts = arrow.array(given, arrow.decimal128(digits, places))
    places_of = ["China", "Peru", "Chile", "Japan"]
    write(arrow.table({"material": ["tin"] * 4, "country": places_of, header: amounts}), path)
    odd: list[str] = []

    def read(text: str, column: Any) -> Any:
        odd.append(text)
        return read_amount(text, column)

    monkeypatch.setattr(large_list, "read_amount", read)
    assert told(str(path)) == told_short(str(path))
    assert every_list_is_large == [True] and odd == [""]


NESTED = {"spend": [[1], [2]], "currency": [["EUR"], ["USD"]], "note": [{"a": 1}, None]}


@pytest.mark.parametrize("column", NESTED)
@pytest.mark.parametrize("large", [True, False])
def test_columns_of_several_values_may_stand_beside_the_amounts(
    tmp_path: Path, every_list_is_large: list[bool], column: str, large: bool
) -> None:
    arrow = pytest.importorskip("pyarrow")
    write = pytest.importorskip("pyarrow.parquet").write_table
    path = tmp_path / "list.parquet"
    columns = {"material": ["tin", "tin"], "country": ["China", "Peru"], "quantity": [1.5, 2.5]}
    read = told if large else told_short
    write(arrow.table({**columns, column: NESTED[column]}), path)
    said = read(str(path))
    assert isinstance(said, dict), said
    assert [row[0] for row in said["rows"]] and every_list_is_large == [True] * large
    write(arrow.table({**columns, "unit": [["t"], ["t"]]}), path)
    assert "column 'unit': holds values of the type list" in read(str(path))


def test_more_lines_than_are_read_are_refused(
    tmp_path: Path, every_list_is_large: list[bool]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(made(40), "utf-8")
    with pytest.raises(DataError, match=r"40 rows, more than 30.*--limit large_rows"):
        suppliers(str(path), as_of=DAY, limit={"large_rows": "30"})


def test_nothing_is_left_behind(
    tmp_path: Path, every_list_is_large: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_steps: Iterator[tuple[int, int]]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = tmp_path / "list.csv"
    path.write_text(made(40), "utf-8")
    assert len(suppliers(str(path), as_of=DAY)) == 40
    monkeypatch.setattr(Engine, "watch", staticmethod(stop))
    with pytest.raises(KeyboardInterrupt):
        suppliers(str(path), as_of=DAY)
    assert not [*(tmp_path / "temporary").iterdir()]


@pytest.fixture
def long_table(
    tmp_path: Path, every_list_is_large: list[bool], monkeypatch: pytest.MonkeyPatch
) -> Table:
    monkeypatch.setattr(text, "PART", 50)
    path = tmp_path / "list.csv"
    path.write_text(made(120, odd="cobalt,S1,Atlantis,5,t,"), "utf-8")
    return suppliers(str(path), as_of=DAY)


def test_rows_of_a_long_list_are_made_when_they_are_read(long_table: Table) -> None:
    assert isinstance(long_table.rows, LongRows)
    rows = tuple(long_table.rows)
    plain = long_table.replace(rows=rows, sentence=long_table.summary)
    assert (len(long_table), long_table.rows[-1], long_table.rows[3:5]) == (
        121,
        rows[-1],
        rows[3:5],
    )
    picked = long_table.select(["country", "line"])
    assert isinstance(picked.rows, LongRows)
    assert picked.to_csv() == plain.select(["country", "line"]).to_csv()
    turned = long_table.in_order(range(len(rows) - 1, -1, -1))
    assert isinstance(turned.rows, LongRows)
    assert tuple(turned.rows) == rows[::-1]


def test_rows_of_a_long_list_are_a_sequence_like_another(long_table: Table) -> None:
    rows = list(long_table.rows)
    assert long_table.rows == rows and rows == long_table.rows
    assert long_table.rows != rows[:-1] and long_table.rows != rows[::-1]
    assert long_table.rows != 5


@pytest.mark.parametrize("kind", ["to_pandas", "to_polars", "to_arrow"])
def test_a_frame_makes_each_row_once(
    long_table: Table, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    pytest.importorskip({"to_arrow": "pyarrow"}.get(kind, kind[3:]))
    whole = long_table.replace(rows=tuple(long_table.rows))
    made: list[int] = []
    make = type(long_table.rows).row  # type: ignore[attr-defined]

    def row(rows: Any, at: int) -> Any:
        made.append(at)
        return make(rows, at)

    monkeypatch.setattr(type(long_table.rows), "row", row)
    frame = getattr(long_table, kind)()
    assert len(whole) <= len(made) < 2 * len(whole)  # its summary reads some more
    assert frame.equals(getattr(whole, kind)())


def test_numbers_of_lines_have_separators(tmp_path: Path, every_list_is_large: list[bool]) -> None:
    path = tmp_path / "list.csv"
    for rows, said in ((1, "1 line, 1 matched, 0 not"), (1234, "1,234 lines, 1,234 matched, 0")):
        path.write_text(made(rows), "utf-8")
        assert any(said in note for note in suppliers(str(path), as_of=DAY).notes)


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl"])
def test_long_answers_are_written_in_parts(long_table: Table, name: str) -> None:
    parts = [*formats.parts(long_table, formats.FORMATS[name])]
    assert len(parts) >= 3
    assert max(map(len, parts)) < sum(map(len, parts)) / 2
    whole = long_table.replace(rows=tuple(long_table.rows))
    assert b"".join(parts).decode("utf-8") == formats.write(whole, formats.FORMATS[name])
