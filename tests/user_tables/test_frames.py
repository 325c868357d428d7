"""Frames and rows in, frames out: the same answers as from a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import critmin
from critmin.answers.table import Table
from critmin.core.errors import DataError, QueryError

COLUMNS: dict[str, list[Any]] = {
    "mineral": ["lithium"] * 4,
    "year": [2023] * 4,
    "country": ["Chile", "Australia", "Canada", "Other countries"],
    "quantity": [40.0, 59.5, None, 0.5],
}
ROWS = [dict(zip(COLUMNS, cells, strict=True)) for cells in zip(*COLUMNS.values(), strict=True)]


def as_pandas(columns: dict[str, list[Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(columns)


def as_polars(columns: dict[str, list[Any]]) -> Any:
    pytest.importorskip("narwhals")
    return pytest.importorskip("polars").DataFrame(columns)


def as_arrow(columns: dict[str, list[Any]]) -> Any:
    pytest.importorskip("narwhals")
    return pytest.importorskip("pyarrow").table(columns)


def as_rows(columns: dict[str, list[Any]]) -> Any:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


KINDS = pytest.mark.parametrize("made", [as_pandas, as_polars, as_arrow, as_rows])
Made = Callable[[dict[str, list[Any]]], Any]


def from_file(tmp_path: Path) -> str:
    path = tmp_path / "own.csv"
    lines = [",".join("" if cell is None else str(cell) for cell in row.values()) for row in ROWS]
    path.write_text("\n".join([",".join(COLUMNS), *lines]), "utf-8")
    return str(path)


@KINDS
@pytest.mark.parametrize("question", ["share", "hhi", "trend"])
def test_a_frame_answers_as_a_file_does(tmp_path: Path, made: Made, question: str) -> None:
    ask = getattr(critmin, question)
    of_file, of_frame = ask(data=from_file(tmp_path)), ask(data=made(COLUMNS))
    at = [i for i, name in enumerate(of_file.names) if name != "source"]
    assert [[row[i] for i in at] for row in of_frame.rows] == [
        [row[i] for i in at] for row in of_file.rows
    ]
    assert json.loads(of_frame.to_json())["query"]["data"] in {"DataFrame", "Table", "rows"}


@KINDS
def test_check_names_row_and_column(made: Made) -> None:
    bad = COLUMNS | {"quantity": ["many?", "1", None, "2"]}
    (row,) = critmin.check(made(bad))
    assert (row["line"], row["column"], row["code"]) == (2, "quantity", "not_a_number")
    with pytest.raises(DataError, match=r":2 column 'quantity'"):
        critmin.share(data=made(bad))


@KINDS
def test_a_supplier_list(made: Made) -> None:
    found = critmin.suppliers(
        made(
            {
                "Material": ["cobalt", "lithium"],
                "Lieferant": ["A", "B"],
                "Land": ["Finnland", "Chile"],
                "stage": ["refining", "refining"],
                "Menge (t)": [1.5, 1.234],
            }
        ),
        as_of="2026-11-24",
    )
    assert found.column("iso3") == ["FIN", "CHL"]
    assert found.column("own_share") == [1.0, 1.0]


@KINDS
def test_a_wide_frame(made: Made) -> None:
    wide = made({"country": ["Chile", "China"], "2022": [1.0, 3.0], "2023": [1.234, 3.702]})
    found = critmin.share("lithium", data=wide, wide="year")
    assert found.column("share") == pytest.approx([0.75, 0.25])
    assert found.column("quantity") == [3.702, 1.234]


@KINDS
@pytest.mark.parametrize("beside", ["quantity", "share", "year", "Menge (t)"])
def test_a_wide_frame_says_which_column_beside_its_years_is_not_used(made: Made, beside) -> None:
    plain = {"country": ["Chile", "China"], "2022": [1.0, 3.0], "2023": [1.0, 3.0]}
    found = critmin.share("lithium", data=made(plain | {beside: [5.0, 5.0]}), wide="year")
    (said,) = (one for one in found.warnings if one.code == "column_not_used")
    assert (said.level, said.message.partition(": ")[2]) == (
        "data-loss",
        f"columns not used: {beside}",
    )
    assert found["share"] == [0.75, 0.25]


@pytest.mark.parametrize("missing", [None, float("nan"), Decimal("nan")])
def test_what_is_missing_in_rows_is_unknown(missing) -> None:
    rows = [
        {"mineral": "tin", "year": 2023, "country": name, "quantity": amount}
        for name, amount in (("Chile", 1.0), ("China", missing))
    ]
    found = critmin.share(data=rows)
    assert found["quantity"] == [1.0, None]
    assert "unknown" in found["flag"][1]


def test_a_pivot_has_its_countries_in_the_index() -> None:
    long = as_pandas(
        {"country": ["Chile", "China"] * 2, "year": [2022] * 2 + [2023] * 2, "t": [1, 3, 2, 2]}
    )
    wide = long.pivot(index="country", columns="year", values="t")
    assert critmin.share("lithium", data=wide, wide="year").column("share") == [0.5, 0.5]
    assert critmin.share("lithium", data=wide, wide="year", year=2022)["share"] == [0.75, 0.25]


def test_a_path_is_a_file(tmp_path: Path) -> None:
    assert critmin.share(data=Path(from_file(tmp_path))).query["data"] == from_file(tmp_path)


@pytest.mark.parametrize("data", [[1, 2], ["lithium"], 5, object()])
def test_what_is_no_table_is_refused(data: Any) -> None:
    pytest.importorskip("narwhals")
    with pytest.raises(QueryError, match="data is"):
        critmin.share(data=data)


def test_a_lazy_frame_is_refused() -> None:
    pytest.importorskip("narwhals")
    lazy = pytest.importorskip("polars").DataFrame(COLUMNS).lazy()
    with pytest.raises(QueryError, match="collect a lazy frame first"):
        critmin.share(data=lazy)


def test_no_rows_are_empty() -> None:
    with pytest.raises(DataError, match="is empty"):
        critmin.share(data=[])


# --- frames out


@pytest.fixture(scope="module")
def answer() -> Table:
    return critmin.share("lithium", source="usgs@2026")


def test_without_totals_shares_add_up(answer: Table) -> None:
    frame = answer.to_pandas(totals=False)
    assert set(answer.to_pandas()["kind"]) == {"country", "residual", "total"}
    assert set(frame["kind"]) == {"country", "residual"}
    assert frame["share"].sum() == pytest.approx(1)
    assert frame.attrs["summary"] == answer.summary


def test_blocs_stay_where_they_are_all_there_is() -> None:
    blocs = critmin.share("graphite", by="bloc:eu27,g7")
    assert set(blocs.to_pandas(totals=False)["kind"]) >= {"bloc"}


def test_an_answer_without_kinds_is_whole() -> None:
    index = critmin.hhi("cobalt")
    assert len(index.to_pandas(totals=False)) == len(index)


def test_polars(answer: Table) -> None:
    polars = pytest.importorskip("polars")
    frame = answer.to_polars()
    assert frame.columns == list(answer.names)
    assert frame["share"].to_list() == answer.column("share")
    assert frame.schema["year"] == polars.Int64
    assert frame.schema["quantity"] == polars.Float64
    assert answer.to_polars(totals=False).height == len(answer) - 1


def test_arrow_and_parquet(answer: Table, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    found = answer.to_arrow()
    assert found.column("share").to_pylist() == answer.column("share")
    said = json.loads(found.schema.metadata[b"critmin"])
    assert said["summary"] == answer.summary
    assert said["sources"][0]["id"] == "usgs@2026"
    answer.to_parquet(tmp_path / "share.parquet")
    assert parquet.read_table(tmp_path / "share.parquet").column_names == list(answer.names)


def test_an_answer_comes_back_as_data(answer: Table) -> None:
    """A frame of an answer is a table that the questions take."""
    again = critmin.share(data=answer.to_pandas()).column("share")
    assert again == pytest.approx(answer.column("share"), nan_ok=True)


# --- notebooks


def test_a_notebook_shows_summary_table_cautions_and_source(answer: Table) -> None:
    text = answer._repr_html_()
    places = [text.index(part) for part in (answer.summary[:20], "<table", "<p>Source")]
    assert places == sorted(places)
    assert text.count("<p>") <= 1 + 3 + 1 + 1


def test_a_long_answer_is_cut_and_says_so() -> None:
    answer = critmin.hhi(stage="mining,refining")
    assert len(answer) > 60
    text = answer._repr_html_()
    assert text.count("<tr>") == 61
    assert f"{len(answer) - 60} more rows" in text


def test_reading_is_the_table_as_text(answer: Table) -> None:
    assert repr(answer) == str(answer)
    assert "Australia" in repr(answer)
