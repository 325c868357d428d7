"""The export as a database: keys, types, every row of every table, sources and licences."""

import csv
import gzip
import re

import pytest

from critmin.core.files import data_dir, read_table
from critmin.outlets import catalogue
from critmin.outlets.contents import contents_alone
from critmin.outlets.views import views

pytestmark = pytest.mark.slow  # they need a whole export
TYPES = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# Texts of digits that are no numbers: codes, with zeros in front that count.
CODES = {"code", "hs6", "hs", "numeric"}


def test_keys_refer_to_rows_that_exist(rows):
    assert rows("PRAGMA foreign_key_check") == []
    assert rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_main_columns_refer_to_their_vocabulary(rows):
    expected = {
        ("supply", "mineral"): "minerals",
        ("supply", "iso3"): "countries",
        ("supply", "source"): "sources",
        ("flows", "exporter"): "places",
        ("caveats", "code"): "warnings",
        ("supply_table_warnings", "code"): "warnings",
        ("controls_measure_minerals", "measure_id"): "controls_measures",
        ("minerals", "group"): "minerals",
    }
    for (table, column), parent in expected.items():
        found = rows(f"PRAGMA foreign_key_list({table})")
        assert parent in {row["table"] for row in found if row["from"] == column}, (table, column)


@pytest.mark.parametrize("content", contents_alone(), ids=lambda one: one.name)
def test_every_cell_has_the_type_of_its_column_or_is_empty(rows, content):
    checks = ", ".join(
        f'SUM("{field.name}" IS NOT NULL AND (typeof("{field.name}") <> \'{TYPES[field.type]}\''
        f" OR \"{field.name}\" = ''))"
        for field in content.fields
    )
    (found,) = rows(f'SELECT {checks} FROM "{content.name}"')
    assert not any(found.values()), found


def test_columns_of_numbers_are_numbers(rows):
    for content in contents_alone():
        for field in content.fields:
            if field.type != "TEXT" or field.name in CODES or content.rows > 100_000:
                continue
            name = field.name
            found = rows(f'SELECT DISTINCT "{name}" AS v FROM "{content.name}" LIMIT 50')
            texts = [row["v"] for row in found if row["v"] is not None]
            digits = texts and all(NUMBER.fullmatch(text) for text in texts)
            assert not digits, f"{content.name}.{name} needs a type in outlets/columns.csv"


def test_every_column_is_described():
    bare = [
        f"{content.name}.{field.name}"
        for content in contents_alone()
        for field in content.fields
        if not field.description
    ]
    assert not bare, f"a line of outlets/columns.csv is missing for {bare}"


def test_the_dictionary_has_every_column_and_view(rows):
    found = {(row["table"], row["column"]) for row in rows("SELECT * FROM dictionary")}
    for content in contents_alone():
        assert {(content.name, name) for name in content.names} <= found
    assert {(view.name, "*") for view in views()} <= found


def test_every_bundled_file_is_in_one_table_with_all_its_rows(rows):
    listed = {path: int(count) for path, _, _, count, _ in read_table("tables.csv")[1]}
    stated = {row["path"]: row for row in rows("SELECT * FROM tables")}
    assert {path: stated[path]["rows"] for path in listed} == listed
    for content in catalogue.bundled():
        (held,) = rows(f'SELECT COUNT(*) AS n FROM "{content.name}"')
        assert held["n"] == sum(file.rows for file in content.files), content.name


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("usgs/supply_2026.csv", "SELECT * FROM supply WHERE source = 'usgs@2026'"),
        ("controls/measures.csv", "SELECT * FROM controls_measures"),
        (
            "trade/hs92_2012.csv.gz",
            "SELECT * FROM flows WHERE source = 'baci-hs92@202601' AND year = 2012",
        ),
        (
            "trade/cn_2023.csv.gz",
            "SELECT * FROM flows WHERE source = 'comext@2024' AND year = 2023",
        ),
        ("traced/shares_2022.csv.gz", "SELECT * FROM traced_shares WHERE year = 2022"),
        ("clean_products/net_additions.csv", "SELECT * FROM clean_products_net_additions"),
    ],
)
def test_cells_are_those_of_the_file(rows, path, query):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(data_dir() / path, "rt", encoding="utf-8", newline="") as handle:
        expected = [_as_numbers(row) for row in csv.DictReader(handle)]
    names = list(expected[0])
    found = [{name: _number(row[name]) for name in names} for row in rows(query)]
    key = lambda row: [str(row[name]) for name in names]  # noqa: E731
    assert sorted(found, key=key) == sorted(expected, key=key)


def _as_numbers(row):
    return {name: _number(cell or None) for name, cell in row.items()}


def _number(cell):
    if isinstance(cell, str) and NUMBER.fullmatch(cell):
        return float(cell)
    return float(cell) if isinstance(cell, int) else cell


def test_withheld_unknown_and_zero_stay_apart(rows):
    states = {row["state"]: row for row in rows(
        "SELECT state, COUNT(*) AS n, COUNT(quantity) AS figures, MAX(quantity) AS most "
        "FROM supply GROUP BY state"
    )}  # fmt: skip
    assert states["withheld"]["figures"] == 0 < states["withheld"]["n"]
    assert states["unknown"]["figures"] == 0 < states["unknown"]["n"]
    assert states["zero"]["figures"] == states["zero"]["n"] > 0 == states["zero"]["most"]


def test_a_figure_is_as_printed(rows):
    # USGS, Mineral Commodity Summaries 2026: lithium, mine production of Australia.
    header, lines = read_table("usgs/supply_2026.csv")
    at = {name: header.index(name) for name in header}
    (printed,) = {
        line[at["quantity"]]
        for line in lines
        if (line[0], line[1], line[at["year"]], line[at["iso3"]])
        == ("lithium", "mining", "2025", "AUS")
    }
    (found,) = rows(
        "SELECT quantity, unit FROM supply WHERE source = 'usgs@2026' AND mineral = 'lithium' "
        "AND stage = 'mining' AND year = 2025 AND iso3 = 'AUS'"
    )
    assert (found["quantity"], found["unit"]) == (float(printed), "t")


def test_each_source_has_its_citation_and_licence(rows):
    for row in rows("SELECT * FROM sources"):
        assert row["citation"] and row["licence"], row["id"]
    assert not rows("SELECT path FROM tables WHERE source IS NOT NULL AND licence IS NULL")


def test_views_that_do_not_choose_name_their_source(base):
    for view in views():
        columns = [one[0] for one in base.execute(f"SELECT * FROM {view.name} LIMIT 0").description]
        if "does not choose" in view.meaning:
            assert "source" in columns, view.name
