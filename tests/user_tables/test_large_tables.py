"""A large table is read by DuckDB with the rows, the problems and the words of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import drawn_tables
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import critmin
from critmin.core.errors import CritminError
from critmin.supply import own_table
from critmin.supply.own_table_large import LargeReading
from critmin.user_tables import engine, large_files, large_plan, large_table
from critmin.user_tables.columns import ColumnMap
from critmin.user_tables.large_table import Large
from critmin.user_tables.own_data import OwnData

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
SHARED = Path(__file__).parent.parent
FILES = sorted([*SHARED.glob("own_tables/*.*"), *SHARED.glob("broken/*.*")])
TEXTS = {
    "mineral": ["tin", "Sn", "cobalt", "unobtainium", " tin", "diamond", "", "mineral"],
    "year": ["2024", "2023", "2023.0", "24", "", "２０２４"],
    "country": [
        "China",
        "CN",
        "Peru",
        "Congo",
        "Atlantis",
        "World",
        "Other",
        "Europe",
        "",
        "x\x07",
    ],
    "stage": ["", "mining", "mine", "refining", "minning"],
    "unit": ["t", "kt", "", "t "],
    "basis": ["", "own", "contained"],
    "flag": ["", "e", "a note"],
}
FIGURES = ["1", "2.5", "60", "0", "W", "NA", "", "<5", "2-4", "abc", "-1", "1,234.5", "5 t", "0.5"]
FIGURES += [
    "1.234",
    "1,5",
    " 7 ",
    "1e3",
    "999999999999999999",
    "1000000000000000000",
    "-",
    "n.d.",
    "0,04",
    "1,2,3",
]


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
        "remarks": [
            one
            for one in reading.remarks()
            if one.code in {"mineral_unrecognised", "country_unrecognised"}
        ],
        "cautions": reading.cautions,
    }


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table with the usual columns, some of them left out, and rows with all kinds of faults."""
    figure = draw(st.sampled_from(["quantity", "share", "share (%)", "quantity (t)", "Menge (%)"]))
    rest = draw(
        st.lists(st.sampled_from(["stage", "unit", "basis", "flag", "remark"]), unique=True)
    )
    header = ["mineral", "year", "country", figure, *rest]
    odd = draw(st.integers(0, 3))
    cells = [
        st.sampled_from(FIGURES[: 4 + odd * 8])
        if name == figure
        else st.sampled_from(TEXTS.get(name, ["", "a", "b"])[: 3 + odd * 4])
        for name in header
    ]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=25))
    return drawn_tables.written(draw, [header, *rows])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
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


def frame(kind: str) -> Any:
    """The same table as a frame of a library."""
    rows = {
        "mineral": ["tin", "tin", "cobalt", "tin"],
        "year": [2024, 2024, 2024, 2023],
        "country": ["China", "Peru", "Atlantis", "Chile"],
        "quantity": [1.5, float("nan"), 1e-7, 12.0],
    }
    library = pytest.importorskip(kind)
    return library.table(rows) if kind == "pyarrow" else library.DataFrame(rows)


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_frames_are_read_without_becoming_text(kind: str) -> None:
    small, large = both(frame(kind))
    assert large == small
    assert [line.row.quantity for line in large["lines"]] == [1.5, None, 1e-7, 12.0]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "own.parquet"
    pytest.importorskip("pyarrow")
    frame("pandas").to_parquet(path)
    small, large = both(str(path))
    assert large == small


@pytest.mark.parametrize("line", ["tin,2024,Congo,1", "tin,2024,China,x", "tin,24,China,1"])
def test_a_fault_has_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text("mineral,year,country,quantity\n" + "tin,2024,Peru,1.5\n" + line + "\n")
    with pytest.raises(CritminError, match=r"own\.csv:3 column"):
        critmin.share("tin", data=str(path))
    assert both(str(path))[1] is not None


def test_only_the_first_ten_unknown_names_get_suggestions(tmp_path: Path) -> None:
    rows = "".join(f"tin,2024,Chin{letter},1\n" for letter in "bcdefghijklmnop")
    path = tmp_path / "own.csv"
    path.write_text("mineral,year,country,quantity\n" + rows)
    small, large = both(str(path))
    assert large is None or large == small
    said = [problem.message for problem in small["problems"]]
    assert sum("did you mean" in message for message in said) == 10
    warned = critmin.share("tin", data=str(path)).warnings
    assert sum(one.code == "country_unrecognised" for one in warned) == 11


def test_many_names_of_a_column_are_searched_and_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_table, "FEW_ODD", 5_000)
    rows = [f"metal{at % 700},{2000 + at // 700},Peru,{at},t,note {at % 900}" for at in range(2100)]
    path = tmp_path / "own.csv"
    path.write_text(
        "\n".join(["mineral,year,country,quantity,unit,flag", *rows, "x,2000,Peru,?,t,y"])
    )
    small, large = both(str(path))
    assert large == small
    assert [line.number for line in large["lines"]] == [*range(2, 2102)]


def test_only_among_few_names_may_a_cast_fail(tmp_path: Path) -> None:
    # One that fails takes time by the number of names: ten minutes for 200,000 rows.
    for names, casts in ((large_plan.FEW_NAMES, 1), (large_plan.FEW_NAMES + 1, 0)):
        path = tmp_path / f"{names}.csv"
        rows = "".join(f"metal{at},2000,Peru,{at}\n" for at in range(names))
        path.write_text("mineral,year,country,quantity\n" + rows)
        with duckdb.connect() as connection:
            relation = large_files.relation_of(
                connection, str(path), lambda cells: "mineral" in cells, len
            )
            plan = large_plan.plan_of(relation, ColumnMap(), "")
            sql = large_plan.load(connection, plan)
        assert sql.count("TRY_CAST(c0 ") == casts


def test_an_interrupt_while_it_loads_ends_with_itself(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("mineral,year,country,quantity\n" + "tin,2024,Peru,1\n" * 300_000)

    def stop(steps: Iterator[tuple[int, int]]) -> None:
        raise KeyboardInterrupt

    large = Large(str(path), (), None)
    large.watch = stop
    with pytest.raises(KeyboardInterrupt), large:
        raise AssertionError("the table was opened")


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_steps: Iterator[tuple[int, int]]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Large, "watch", staticmethod(stop))
    path = tmp_path / "own.csv"
    path.write_text("mineral,year,country,quantity\ntin,2024,Peru,1.5\n")
    with pytest.raises(KeyboardInterrupt):
        critmin.share("tin", data=str(path))
    assert [one.name for one in tmp_path.iterdir()] == ["own.csv"]


def test_a_parquet_file_is_large_by_its_rows(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(large_files, "LARGE_BYTES", 4_000_000)
    monkeypatch.setattr(large_files, "LARGE_ROWS", 1_000)
    monkeypatch.setattr(large_files, "SMALL_PARQUET", 0)
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    for rows, large in ((999, False), (1_000, True)):
        path = tmp_path / f"[{rows}] it's.parquet"
        pandas.DataFrame({"mineral": ["tin"] * rows}).to_parquet(path)
        assert path.stat().st_size < 10_000
        assert large_files.is_large(str(path)) is large
    path.write_bytes(b"PAR1 is not a table")
    assert not large_files.is_large(path)


@pytest.mark.slow
def test_two_hundred_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with path.open("w") as stream:
        stream.write("mineral,year,country,quantity,basis\n")
        for at in range(200_000):
            country = ("China", "Peru", "Chile", "Atlantis")[at % 4]
            stream.write(f"tin,{1950 + at // 4 % 70},{country},{at / 8},b{at // 280}\n")
    with Large(str(path), (), None) as table:
        assert table is not None
        reading = LargeReading(table)
        assert (reading.good, reading.rows_in, reading.problems) == (200_000, 200_000, [])
        (remark,) = reading.remarks()
        assert (remark.number, remark.lines) == (50_000, (5, 9, 13))
    listed = critmin.share(data=str(path), year=1950)
    assert len(listed.rows) == 4 * len({*listed.column("basis")})


def test_a_name_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "year=2020"
    folder.mkdir()
    for name, year in (("own[12].csv", 2024), ("own1.csv", 2023)):
        (folder / name).write_text(
            f"mineral,year,country,quantity\ntin,{year},China,1\ntin,{year},Peru,2\n", "utf-8"
        )
    small, large = both(str(folder / "own[12].csv"))
    assert large == small


def typed(library: str, columns: dict[str, Any], folder: Path) -> Any:
    """A table whose columns have types, as a frame or as a Parquet file."""
    made = pa.table(columns)
    if library == "pyarrow":
        return made
    if library == "parquet":
        pytest.importorskip("pyarrow.parquet").write_table(made, folder / "own.parquet")
        return str(folder / "own.parquet")
    pytest.importorskip(library)
    if library == "pandas":
        return made.to_pandas()
    import polars

    return polars.from_arrow(made)


NUMBERS = {
    "float64": [0.1, 1e-20, 123456.789, 1e17, None, 57.3],
    "float32": [0.1, 16777216.0, 0.57, 1e-7, None, 57.3],
    "float16": [0.1, 2048.0, 0.57, 1.0, None, 57.3],
    "int64": [1, 9_007_199_254_740_993, 999_999_999_999_999_999, 0, None, 57],
    "uint64": [1, 9_007_199_254_740_993, 999_999_999_999_999_999, 0, None, 57],
    "int8": [1, 2, 3, 0, None, 57],
    "decimal(9, 4)": [Decimal("0.1"), Decimal("99999.9999"), Decimal(1), Decimal(0), None, 57],
    "decimal(38, 20)": [Decimal("0.57"), Decimal("123456789012345678.9"), 1, 0, None, 57],
    "decimal(38, 30)": [Decimal("0.57"), Decimal("1e-30"), 99_999_999, 0, None, 57],
    "decimal(38, 18)": [Decimal("0.57"), 999_999_999_999_999_999, 1, 0, None, 57],
}


def as_type(kind: str, values: list[Any]) -> Any:
    if kind.startswith("decimal"):
        digits, places = map(int, kind[8:-1].split(","))
        given = [None if one is None else Decimal(str(one)) for one in values]
        return pa.array(given, pa.decimal128(digits, places))
    if kind == "float16":
        numpy = pytest.importorskip("numpy")
        return pa.array([None if one is None else numpy.float16(one) for one in values])
    return pa.array(values, getattr(pa, kind)())


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "parquet"])
@pytest.mark.parametrize("header", ["quantity", "share (%)"])
def test_a_number_has_the_last_digit_that_a_csv_of_it_has(
    tmp_path: Path, library: str, header: str
) -> None:
    # In pandas whole numbers beside none are floats.
    some = ("float64", "float32") if library == "pandas" else ("float64", "float32", "int64")
    for kind in NUMBERS if library == "parquet" else some:
        given = NUMBERS[kind]
        if header == "share (%)":
            given = [0, 1, 3, 0.57, None, 57.3] if kind[0] in "fd" else [0, 1, 3, 7, None, 57]
        columns = {
            "mineral": ["tin"] * 6,
            "year": [2024] * 6,
            "country": ["China", "Peru", "Chile", "Japan", "Spain", "Italy"],
            header: as_type(kind, given),
        }
        data = typed(library, columns, tmp_path)
        small, large = both(data)
        if large is None and kind == "float16":
            continue  # DuckDB before 1.3 leaves them to the reader of single lines
        assert large == small, kind
        figures = columns[header]
        if kind.startswith("float"):
            figures = figures.cast(pa.float32()) if kind == "float16" else figures
            figures = figures.cast(pa.string())
        path = tmp_path / "own.csv"
        rows = zip(columns["country"], figures.to_pylist(), strict=True)
        shown = "f" if kind.startswith("decimal") else ""
        lines = [
            f"tin,2024,{name},{'' if text is None else format(text, shown)}" for name, text in rows
        ]
        path.write_text("\n".join([f"mineral,year,country,{header}", *lines, ""]))
        of_text, _ = both(str(path))
        assert [one.row for one in small["lines"]] == [one.row for one in of_text["lines"]], kind


def test_years_stored_as_numbers(tmp_path: Path) -> None:
    years = [2024.0, 2023.5, None, 1799.0, 2100.0, float("nan"), float("inf"), 1800.0]
    columns: dict[str, Any] = {
        "mineral": ["tin"] * 8,
        "year": years,
        "country": ["China"] * 8,
        "quantity": [1] * 8,
    }
    small, large = both(typed("parquet", columns, tmp_path))
    assert large == small
    assert [line.year for line in small["lines"]] == [2024, 2100, 1800]
    columns["year"] = [2024, -1, None, 0, 2**40, 1800, 2100, 2101]
    small, large = both(typed("parquet", columns, tmp_path))
    assert large == small
    assert [line.year for line in small["lines"]] == [2024, 1800, 2100]


@pytest.mark.parametrize("kind", ["decimal(6, 1)", "decimal(38, 1)", "decimal(38, 34)"])
def test_years_stored_as_decimals(tmp_path: Path, kind: str) -> None:
    years = [2024, 2100, Decimal("2023.4"), Decimal("2022.5"), None, 1800, 1799, Decimal("1799.9")]
    columns: dict[str, Any] = {
        "mineral": ["tin"] * 8,
        "year": as_type(kind, years),
        "country": ["China"] * 8,
        "quantity": [1] * 8,
    }
    small, large = both(typed("parquet", columns, tmp_path))
    assert large == small
    assert [line.year for line in small["lines"]] == [2024, 2100, 1800]
    assert len(small["problems"]) == 5


@pytest.mark.parametrize("kind", ["decimal(4, 2)", "decimal(38, 21)", "decimal(38, 38)"])
def test_decimals_of_many_places_are_left_to_duckdb(tmp_path: Path, kind: str) -> None:
    columns: dict[str, Any] = {
        "mineral": ["tin"] * 2,
        "year": [2024] * 2,
        "country": ["China", "Peru"],
        "share": as_type(kind, [Decimal("0.57"), Decimal("0.43")]),
    }
    small, large = both(typed("parquet", columns, tmp_path))
    assert small == large
    assert [line.row.quantity for line in large["lines"]] == [0.57, 0.43]


def test_the_figures_of_a_typed_table_are_loaded_as_numbers(tmp_path: Path) -> None:
    columns = {"mineral": ["tin"], "year": [2024], "country": ["Peru"], "quantity": [1.5]}
    with duckdb.connect() as connection:
        data = typed("parquet", columns, tmp_path)
        relation = large_files.relation_of(connection, data, lambda cells: True, len)
        plan = large_plan.plan_of(relation, ColumnMap(), "")
        sql = large_plan.load(connection, plan)
        before = sql.partition(" AS w")[0]
        assert plan.counted == {"year"}
        assert "c3" in before and "CAST(c3 AS VARCHAR)" not in before.partition(" AS q")[0]
        assert "CAST(c1 AS VARCHAR)" not in before


def test_how_far_a_query_is_where_duckdb_says_it_and_where_not() -> None:
    class Said:
        def __init__(self, percent: float) -> None:
            self.query_progress = lambda: percent

    said = [engine.percent_done(Said(percent)) for percent in (-1.0, 0.0, 45.5, 101.0)]
    assert [*said, engine.percent_done(object())] == [0, 0, 45.5, 100, 0]


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (["2,304", "5"], "2304 for '2,304' (--decimal , reads 2.304)"),
        (["12", "1.234", "2,304"], "1.234 for '1.234' (--decimal , reads 1234)"),
        (["2,304", "1.5"], ""),
        (["1.234", "W", "0.500"], ""),
        (["1", "1,234,567", "2,304"], ""),
        (["1", "2"], ""),
    ],
)
def test_a_number_that_might_have_a_decimal_comma_is_said(
    tmp_path: Path, figures: list[str], said: str
) -> None:
    path = tmp_path / "own.csv"
    rows = [f'tin,2024,{name},"{text}"\n' for name, text in zip("abc", figures, strict=False)]
    path.write_text("".join(["mineral,year,country,quantity\n", *rows]))
    small, large = both(str(path))
    assert large == small
    assert [one.message for one in small["cautions"]] == (
        [f"{path}: read with {said}"] if said else []
    )
    assert both(str(path), decimal=".")[0]["cautions"] != small["cautions"]
