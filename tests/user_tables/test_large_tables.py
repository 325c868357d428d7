"""A large table is read by DuckDB with the rows, the problems and the words of a small one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import critmin
from critmin.core.errors import CritminError
from critmin.supply import own_table
from critmin.supply.own_table_large import LargeReading
from critmin.user_tables import large_files, large_table
from critmin.user_tables.large_table import Large
from critmin.user_tables.own_data import OwnData

pytest.importorskip("duckdb")
SHARED = Path(__file__).parent.parent
FILES = sorted([*SHARED.glob("own_tables/*.*"), *SHARED.glob("broken/*.*")])
TEXTS = {
    "mineral": ["tin", "Sn", "cobalt", "unobtainium", " tin", "diamond", "", "mineral"],
    "year": ["2024", "2023", "2023.0", "24", "", "２０２４"],
    "country": ["China", "CN", "Peru", "Congo", "Atlantis", "World", "Other", "Europe", "", "x\x07"],
    "stage": ["", "mining", "mine", "refining", "minning"],
    "unit": ["t", "kt", "", "t "],
    "basis": ["", "own", "contained"],
    "flag": ["", "e", "a note"],
}
FIGURES = ["1", "2.5", "60", "0", "W", "NA", "", "<5", "2-4", "abc", "-1", "1,234.5", "5 t", "0.5"]
FIGURES += ["1.234", "1,5", " 7 ", "1e3", "999999999999999999", "1000000000000000000", "-", "n.d."]


@pytest.fixture(autouse=True)
def every_table_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    monkeypatch.setattr(large_files, "LARGE_ROWS", 0)
    monkeypatch.setattr(large_table, "FEW_ODD", 3)
    yield


def both(data: Any, **how: Any) -> tuple[Any, Any]:
    """What both readings say: that of single lines, and DuckDB's if it takes the table."""
    own = OwnData(data, **how)
    try:
        small = told(own_table.read(data, **how))
    except CritminError as error:
        small = str(error)
    try:
        with Large(own.data, own.column_map, own.decimal) as table:
            large = told(LargeReading(table)) if table is not None else None
    except CritminError as error:
        large = str(error)
    return small, large


def told(reading: Any) -> dict[str, Any]:
    tables = reading.tables()
    return {
        "file": reading.file,
        "lines": reading.lines_at({*tables}),
        "one": [reading.lines_at({key}) for key in sorted(tables)],
        "tables": dict(tables),
        "good": reading.good,
        "rows": reading.rows_in,
        "problems": reading.all_problems(),
        "fatal": reading.fatal,
        "remarks": [one for one in reading.remarks() if one.code in {"mineral_unrecognised", "country_unrecognised"}],
        "cautions": reading.cautions,
    }


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table with the usual columns, some of them left out, and rows with all kinds of faults."""
    figure = draw(st.sampled_from(["quantity", "share", "share (%)", "quantity (t)", "Menge (%)"]))
    rest = draw(st.lists(st.sampled_from(["stage", "unit", "basis", "flag", "remark"]), unique=True))
    header = ["mineral", "year", "country", figure, *rest]
    odd = draw(st.integers(0, 3))
    cells = [
        st.sampled_from(FIGURES[: 4 + odd * 8])
        if name == figure
        else st.sampled_from(TEXTS.get(name, ["", "a", "b"])[: 3 + odd * 4])
        for name in header
    ]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=25))
    mark = draw(st.sampled_from([",", ",", ";", "\t"]))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerows([header, *rows])
    return out.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=tables(), decimal=st.sampled_from([None, None, ".", ","]))
def test_both_readings_say_the_same(tmp_path: Path, text: str, decimal: str | None) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(text.encode())
    small, large = both(str(path), decimal=decimal)
    assert large is None or large == small


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_is_read_otherwise(path: Path) -> None:
    small, large = both(str(path))
    assert large is None or large == small
