"""`Table`: the one answer type, in every form it is read in."""

from __future__ import annotations

import csv
import io
import json

import pytest

from critmin.answers.formats import Layout
from critmin.answers.table import Caution, Column, Source, Table
from critmin.answers.text import write_json_lines, write_tsv
from critmin.core.errors import QueryError, UnknownName

THIRD = 1 / 3
TABLE = Table(
    query={"command": "share", "minerals": ["tin"]},
    columns=(
        Column("country", "string", "", "Country"),
        Column("year", "integer", "", "Year"),
        Column("rank", "integer", "", "Rank"),
        Column("quantity", "number", "as in unit", "Quantity"),
        Column("share", "number", "fraction", "Share"),
        Column("untapped", "boolean", "", "Untapped"),
        Column("flag", "string", "", "Flags"),
    ),
    rows=(
        ("China", 2024, 1, 1234567.0, THIRD, False, None),
        ("Chile", 2024, None, None, None, True, "withheld"),
        ("Japan", 2024, None, 0.0, 0.0, None, None),
        ("Namibia", 2024, 2, 0.1 + 0.2, 1e-17, None, "estimated"),
    ),
    sources=(
        Source("usgs@2026", "U.S. Geological Survey, 2026", "CC0-1.0", "2026", "https://x.y"),
    ),
    warnings=(Caution("withheld_excluded", "tin: withheld for Chile"),),
)


def one(text: str, *, from_user: bool = False) -> Table:
    columns = (Column("country", "string", "", "Country"),)
    return Table(query={}, columns=columns, rows=((text,),), from_user=from_user)


def parsed(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.to_csv())))


# --- the type


def test_length_names_and_rows_as_dicts() -> None:
    assert len(TABLE) == 4
    assert TABLE.names[:2] == ("country", "year")
    assert next(iter(TABLE))["share"] == THIRD
    assert TABLE.column("rank") == [1, None, None, 2]


def test_columns_are_taken_as_from_a_frame() -> None:
    both = TABLE[["share", "country"]]
    assert (both.names, both.rows[0]) == (("share", "country"), (THIRD, "China"))
    assert TABLE["country"] == TABLE.select("country")["country"] == TABLE.column("country")
    assert TABLE.select("share").names == ("share",)
    assert "share" not in TABLE.without("share").names
    with pytest.raises(UnknownName, match="unknown column 'shares'"):
        TABLE[["shares"]]


@pytest.mark.parametrize("at", [0, slice(2), None, 1.5, ["country", 0]])
def test_a_row_is_not_taken_by_its_number_and_it_is_said_how(at) -> None:
    with pytest.raises(QueryError, match=r"as table\['country'\].*for row in table"):
        TABLE[at]


def test_a_table_does_not_change() -> None:
    with pytest.raises(AttributeError):
        TABLE.rows = ()  # type: ignore[misc]


def test_select_picks_and_orders_and_keeps_the_rest() -> None:
    found = TABLE.select(["share", "country"])
    assert found.names == ("share", "country")
    assert found.rows[0] == (THIRD, "China")
    assert (found.sources, found.warnings, found.query) == (
        TABLE.sources,
        TABLE.warnings,
        TABLE.query,
    )


@pytest.mark.parametrize(
    "ask", [lambda t: t.select(["country", "shares"]), lambda t: t.column("shares")]
)
def test_an_unknown_column_lists_the_known(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnknownName, match="unknown column 'shares'; known: country, year") as error:
        ask(TABLE)
    assert error.value.kind == "column"


def test_replace_gives_a_copy() -> None:
    assert len(TABLE.replace(rows=TABLE.rows[:1])) == 1
    assert len(TABLE) == 4


# --- files: raw


def test_csv_is_at_full_precision_with_empty_cells_for_no_figure() -> None:
    assert TABLE.to_csv() == (
        "country,year,rank,quantity,share,untapped,flag\n"
        "China,2024,1,1234567,0.3333333333333333,false,\n"
        "Chile,2024,,,,true,withheld\n"
        "Japan,2024,,0,0,,\n"
        "Namibia,2024,2,0.30000000000000004,1e-17,,estimated\n"
    )


def test_csv_gives_back_the_same_numbers() -> None:
    for cells, row in zip(parsed(TABLE)[1:], TABLE.rows, strict=True):
        for cell, value in zip(cells[3:5], row[3:5], strict=True):
            assert (float(cell) if cell else None) == value


@pytest.mark.parametrize("text", ['a "b"', "a,b", "a\nb", "a\rb", " a ", "Türkiye"])
def test_csv_quotes_what_needs_it(text: str) -> None:
    assert parsed(one(text)) == [["country"], [text]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_formulas_of_a_users_file_are_made_harmless(start: str) -> None:
    text = f"{start}1+1"
    assert parsed(one(text, from_user=True))[1] == [f"'{text}"]
    assert parsed(one(text))[1] == [text]


def test_negative_numbers_are_no_formulas() -> None:
    table = Table({}, (Column("nir", "number"),), ((-0.5,),), from_user=True)
    assert table.to_csv() == "nir\n-0.5\n"


def test_tsv_and_no_header() -> None:
    assert write_tsv(TABLE, Layout(header=False)).startswith("China\t2024\t1\t1234567\t")


def test_json_is_one_object() -> None:
    found = json.loads(TABLE.to_json())
    known = ["query", "columns", "data", "sources", "warnings", "notes", "summary"]
    assert list(found) == known
    assert found["query"] == {"command": "share", "minerals": ["tin"]}
    assert found["columns"][4] == {
        "name": "share",
        "type": "number",
        "unit": "fraction",
        "description": "Share",
    }
    assert found["data"] == list(TABLE)
    assert found["data"][1]["share"] is None
    assert list(found["sources"][0]) == ["id", "citation", "licence", "edition", "url"]
    assert found["warnings"] == [
        {
            "code": "withheld_excluded",
            "message": "tin: withheld for Chile",
            "level": "changes-reading",
        }
    ]


def test_json_lines_are_the_rows_alone() -> None:
    lines = write_json_lines(TABLE, Layout()).splitlines()
    assert [json.loads(line) for line in lines] == list(TABLE)


def test_json_keeps_letters() -> None:
    assert "Türkiye" in one("Türkiye").to_json()


# --- tables for reading: rounded


def test_str_is_a_table_for_reading() -> None:
    lines = str(TABLE).splitlines()
    assert lines[0].split() == list(TABLE.names)
    assert lines[2].split() == ["China", "2024", "1", "1,234,567", "33.3%", "no"]
    assert lines[3].split() == ["Chile", "2024", "W", "W", "yes", "withheld"]
    assert lines[4].split() == ["Japan", "2024", "0", "0.0%"]
    assert lines[5].split() == ["Namibia", "2024", "2", "0.3000", "0.0%", "estimated"]


def test_no_figure_is_said_and_not_zero() -> None:
    table = Table({}, TABLE.columns, (("Peru", 2024, None, None, None, None, "unknown"),))
    assert str(table).splitlines()[-1].split() == ["Peru", "2024", "n/a", "n/a", "unknown"]


def test_markdown() -> None:
    lines = TABLE.select(["country", "share"]).to_markdown().splitlines()
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == ["country", "share"]
    assert set(lines[1]) <= set("|:-")
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == ["China", "33.3%"]
    assert len(lines) == 6


def test_markdown_keeps_cells_apart() -> None:
    lines = one("a|b").to_markdown().splitlines()
    assert lines[-1].strip("| ") == r"a\|b"


def test_latex() -> None:
    text = TABLE.select(["country", "share"]).to_latex()
    assert text.startswith(r"\begin{tabular}{lr}")
    assert r"\toprule" in text
    assert r"33.3\%" in text
    assert text.rstrip().endswith(r"\end{tabular}")
    assert r"a\_b \& c" in one("a_b & c").to_latex()


def test_html_escapes_every_text() -> None:
    nasty = '<script>alert("1")</script>'
    table = one(nasty).replace(sources=(Source("a", nasty, "", "", ""),))
    table = table.replace(columns=(Column(nasty),))
    text = table._repr_html_()
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;") == 3


def test_html_has_a_head_a_row_each_and_its_sources() -> None:
    text = TABLE._repr_html_()
    assert text.count("<tr>") == 1 + len(TABLE)
    assert text.count('<th scope="col">') == len(TABLE.columns)
    assert "<td>33.3%</td>" in text
    assert "<p>Source: " in text


@pytest.mark.parametrize("form", ["to_csv", "to_json", "to_markdown", "to_latex", "_repr_html_"])
def test_an_empty_answer_has_every_form(form: str) -> None:
    assert "country" in getattr(TABLE.replace(rows=()), form)()


# --- pandas


def test_pandas_types() -> None:
    frame = TABLE.to_pandas()
    assert list(frame.columns) == list(TABLE.names)
    assert [str(kind) for kind in frame.dtypes] == [
        "object",
        "Int64",
        "Int64",
        "float64",
        "float64",
        "boolean",
        "object",
    ]
    assert frame["share"][0] == THIRD
    assert frame["rank"].isna().tolist() == [False, True, True, False]
    assert frame["quantity"].isna().tolist() == [False, True, False, False]
    assert frame["flag"][0] is None


def test_pandas_attributes() -> None:
    attrs = TABLE.to_pandas().attrs
    assert attrs["units"] == {"quantity": "as in unit", "share": "fraction"}
    assert attrs["sources"][0]["id"] == "usgs@2026"
    assert attrs["warnings"][0]["code"] == "withheld_excluded"
    assert attrs["query"]["command"] == "share"


def test_pandas_types_of_an_empty_answer() -> None:
    frame = TABLE.replace(rows=()).to_pandas()
    assert list(frame.dtypes) == list(TABLE.to_pandas().dtypes)


def test_every_column_is_defined_once() -> None:
    from critmin.core.files import read_table

    names = [row[0] for row in read_table("columns.csv")[1]]
    assert len(names) == len(set(names))
