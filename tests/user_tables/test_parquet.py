"""Parquet files of all types of columns: read as what they hold, or refused, by both readers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import critmin
from critmin.core.errors import DataError
from critmin.user_tables import large_files, large_plan
from critmin.user_tables.columns import ColumnMap

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

VIEWS = hasattr(pa, "string_view")  # from pyarrow 16 on
DAY = datetime.date(2023, 1, 1)
TIME = datetime.datetime(2023, 1, 1, tzinfo=datetime.UTC)
COUNTRIES = ["Chile", "China", "Peru"]
FIGURES = [10, 30, None]


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which reader takes the file: that of single rows, or DuckDB where it can."""
    if request.param == "large":
        pytest.importorskip("duckdb")
        monkeypatch.setattr(large_files, "SMALL_PARQUET", 0)
        monkeypatch.setattr(large_files, "LARGE_ROWS", 0)
    yield request.param


def written(folder: Path, **columns: Any) -> str:
    table = {
        "mineral": ["lithium"] * 3,
        "year": [2023] * 3,
        "country": COUNTRIES,
        "quantity": FIGURES,
    }
    path = folder / "own.parquet"
    parquet.write_table(pa.table({**table, **columns}), path)
    return str(path)


def shares(path: str) -> list[tuple[str, float | None]]:
    table = critmin.share(data=path)
    return [(row["iso3"], row["quantity"]) for row in table.records()]


READ = [("CHN", 30), ("CHL", 10), ("PER", None)]
SAME: dict[str, dict[str, Any]] = {
    "whole numbers beside none": {},
    "years beside none of another column": {"flag": pa.array([None, 1, None], pa.int64())},
    "decimals": {"quantity": pa.array([Decimal("10.00"), Decimal("30.00"), None])},
    "large decimals": {
        "quantity": pa.array([Decimal(10), Decimal(30), None], pa.decimal256(60, 9))
    },
    "half floats": {"quantity": pa.array([10.0, 30.0, None], pa.float32())},
    "not a number": {"quantity": pa.array([10.0, 30.0, float("nan")])},
    "unsigned": {
        "quantity": pa.array(FIGURES, pa.uint64()),
        "year": pa.array([2023] * 3, pa.uint16()),
    },
    "small": {"quantity": pa.array(FIGURES, pa.int8())},
    "float years": {"year": pa.array([2023.0] * 3)},
    "years as text": {"year": ["2023"] * 3},
    "dictionary": {"country": pa.array(COUNTRIES).dictionary_encode()},
    "dictionary of years": {"year": pa.array([2023] * 3).dictionary_encode()},
    "bytes of text": {"country": pa.array([name.encode() for name in COUNTRIES])},
    "large text": {"country": pa.array(COUNTRIES, pa.large_string())},
    **({"text view": {"country": pa.array(COUNTRIES, pa.string_view())}} if VIEWS else {}),
    "figures as text": {"quantity": ["10", "30", None]},
    "lists beside": {"note": [[1], [2, 3], None]},
    "structs beside": {"note": [{"a": 1}, None, {"a": 2}]},
    "maps beside": {"note": pa.array([[("a", 1)], None, []], pa.map_(pa.string(), pa.int8()))},
    "days beside": {"note": [DAY, None, DAY]},
    "times beside": {"note": pa.array([TIME] * 3, pa.timestamp("ns", "Asia/Tokyo"))},
    "bytes beside": {"note": [b"\xff\xfe", None, b"\x00"]},
    "durations beside": {"note": pa.array([1, None, 3], pa.duration("s"))},
    "all empty beside": {"note": pa.nulls(3)},
    "truth beside": {"note": [True, None, False]},
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "lists": ({"quantity": [[10], [30], None]}, "column 'quantity': holds values of the type list"),
    "structs": ({"country": [{"a": 1}] * 3}, "column 'country': holds values of the type struct"),
    "maps": (
        {"country": pa.array([[("a", 1)]] * 3, pa.map_(pa.string(), pa.int8()))},
        "column 'country': holds values of the type map",
    ),
    "bytes": ({"mineral": [b"\xff\xfe"] * 3}, "column 'mineral': holds bytes that are no text"),
    "days": ({"year": [DAY] * 3}, "'2023-01-01' is not a year"),
    "times": ({"year": pa.array([TIME] * 3, pa.timestamp("us", "UTC"))}, "is not a year"),
    "days as figures": ({"quantity": [DAY] * 3}, "'2023-01-01' is not a number"),
    "truth": ({"quantity": [True, True, True]}, "'True' is not a number"),
    "infinite": ({"quantity": [10.0, float("inf"), 1.0]}, "'inf' is not a number"),
    "negative": ({"quantity": [10, -30, 1]}, "-30 is negative"),
    "half years": ({"year": [2023.5] * 3}, "'2023.5' is not a year"),
    "years beside none": (
        {"year": pa.array([2023, None, 2023])},
        "own.parquet:3 column 'year': year is",
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_read_as_it_is(tmp_path: Path, size: str, name: str) -> None:
    assert shares(written(tmp_path, **SAME[name])) == READ


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(tmp_path: Path, size: str, name: str) -> None:
    columns, said = REFUSED[name]
    with pytest.raises(DataError) as refused:
        critmin.share(data=written(tmp_path, **columns))
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["decimals", "unsigned", *(n for n in SAME if "beside" in n)])
def test_columns_of_other_types_leave_a_table_to_duckdb(tmp_path: Path, name: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = written(tmp_path, **SAME[name])
    with duckdb.connect() as connection:
        relation = large_files.relation_of(connection, path, lambda cells: True, len)
        plan = large_plan.plan_of(relation, ColumnMap(), "")
        assert plan.kind == "quantity"
        assert plan.columns.unused in ((), ("note",))


def test_large_whole_numbers_keep_their_last_digit(tmp_path: Path, size: str) -> None:
    path = written(tmp_path, quantity=pa.array([9_007_199_254_740_992, 1, None], pa.int64()))
    assert shares(path)[0][1] == 9_007_199_254_740_992
    path = written(tmp_path, quantity=pa.array([9_007_199_254_740_993, 1, None], pa.int64()))
    with pytest.raises(DataError, match="9007199254740993 has more digits than are kept"):
        shares(path)


def test_lists_in_frames_and_rows() -> None:
    rows = [{"mineral": "tin", "year": 2023, "country": "Peru", "quantity": [5]}]
    with pytest.raises(DataError, match="column 'quantity': holds several values in a cell"):
        critmin.share(data=rows)
    rows[0] |= {"quantity": 5, "note": [1, 2]}
    assert critmin.share(data=rows).column("quantity") == [5]
    with pytest.raises(DataError, match="column 'Country': holds several values"):
        critmin.suppliers([{"Material": "tin", "Country": ["Peru", "Chile"]}])


@pytest.mark.parametrize("cut", [4, 12, 100, -9, -5, -4, -1])
def test_cut_files(tmp_path: Path, size: str, cut: int) -> None:
    path = Path(written(tmp_path))
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match="cannot be read as a Parquet file"):
        critmin.share(data=str(path))


@pytest.mark.parametrize("length", [0, 1, 2**31 - 1, 2**32 - 1])
def test_wrong_lengths_of_the_footer(tmp_path: Path, size: str, length: int) -> None:
    path = Path(written(tmp_path))
    path.write_bytes(path.read_bytes()[:-8] + length.to_bytes(4, "little") + b"PAR1")
    with pytest.raises(DataError, match="cannot be read as a Parquet file"):
        critmin.share(data=str(path))


def test_an_encrypted_file(tmp_path: Path, size: str) -> None:
    path = Path(written(tmp_path))
    content = path.read_bytes()
    path.write_bytes(b"PARE" + content[4:-4] + b"PARE")
    with pytest.raises(DataError, match="is an encrypted Parquet file"):
        critmin.share(data=str(path))


def test_damaged_pages(tmp_path: Path, size: str) -> None:
    texts = [f"a text to pack {at % 7}" for at in range(300)]
    columns = {"mineral": ["tin"] * 300, "year": [2023] * 300, "quantity": [*range(300)]}
    table = pa.table({**columns, "country": ["Peru"] * 300, "stage": texts})
    path = tmp_path / "own.parquet"
    parquet.write_table(table, path, use_dictionary=False, write_statistics=False)
    content = bytearray(path.read_bytes())
    column = parquet.read_metadata(path).row_group(0).column(0)
    end = column.data_page_offset + column.total_compressed_size
    content[end - 8 : end] = b"\xff" * 8
    path.write_bytes(content)
    for ask in (critmin.share, critmin.suppliers):
        given: dict[str, Any] = {"data": str(path)} if ask is critmin.share else {}
        with pytest.raises(DataError, match="cannot be read as a Parquet file"):
            ask(*([] if given else [str(path)]), **given)


def test_two_columns_of_one_name(tmp_path: Path, size: str) -> None:
    path = tmp_path / "own.parquet"
    names = ["mineral", "year", "country", "quantity", "quantity"]
    columns = [["tin"], [2023], ["Peru"], [5], [6]]
    parquet.write_table(pa.Table.from_arrays([pa.array(one) for one in columns], names), path)
    with pytest.raises(DataError, match="two columns of one name"):
        critmin.share(data=str(path))


def test_a_text_that_a_file_repeats_is_counted_each_time(tmp_path: Path) -> None:
    rows = 20_000
    columns = {
        "mineral": ["tin"] * rows,
        "year": [2023] * rows,
        "country": ["x" * 100_000] * rows,
        "quantity": [1] * rows,
    }
    path = tmp_path / "own.parquet"
    parquet.write_table(pa.table(columns), path)
    assert path.stat().st_size < 500_000
    with pytest.raises(DataError, match="bytes, more than 256,000,000"):
        critmin.check(str(path))
