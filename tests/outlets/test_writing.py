"""Writing an export: names, what exists, interruptions, a full disk, other engines, the command."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import critmin
from critmin.core.errors import MissingExtra, OutputError, QueryError, UnknownName
from critmin.core.files import read_table
from critmin.outlets import export as module
from critmin.outlets import sqlite_file
from critmin.outlets.export import Export, export

QUESTIONS = (
    "SELECT country, share FROM share WHERE mineral = 'lithium' ORDER BY stage, share, country",
    "SELECT mineral, stage, hhi FROM hhi ORDER BY mineral, stage",
    "SELECT mineral, form, supplier_iso3, share FROM dependency WHERE buyer_iso3 = 'JPN' "
    "ORDER BY mineral, form, supplier_iso3",
    "SELECT source, year, COUNT(*), SUM(usd), SUM(kg), SUM(eur) FROM flows GROUP BY 1, 2 "
    "ORDER BY 1, 2",
    "SELECT measure_id, mineral FROM control_by_day WHERE '2026-11-24' BETWEEN first_day AND "
    "last_day ORDER BY measure_id, mineral",
)


@pytest.fixture
def two_tables(monkeypatch):
    """Only a small part of the tables, for tests of how they are written."""
    from critmin.outlets import contents as all_of

    small = [c for c in all_of.contents_alone() if c.name in {"minerals", "warnings"}]
    monkeypatch.setattr(all_of, "contents_alone", lambda: tuple(small))
    monkeypatch.setattr("critmin.outlets.views.views", lambda: ())


@pytest.fixture
def expected(base):
    """Answers of the export as SQLite."""
    return [[tuple(row) for row in base.execute(query)] for query in QUESTIONS]


@pytest.mark.slow
def test_duckdb_has_the_same_rows_and_answers(tmp_path, expected, base):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "critmin.duckdb"
    written = export(path)
    assert [one.name for one in tmp_path.iterdir()] == ["critmin.duckdb"]
    with duckdb.connect(str(path), read_only=True) as found:
        for row in written:
            if row["kind"] == "table":
                (count,) = found.execute(f'SELECT COUNT(*) FROM "{row["table"]}"').fetchone()
                assert count == row["rows"], row["table"]
        for query, rows in zip(QUESTIONS, expected, strict=True):
            _compare(found.execute(_in_same_order(query)).fetchall(), rows)
        keys = found.execute(
            "SELECT DISTINCT constraint_type FROM duckdb_constraints() "
            "WHERE table_name = 'controls_measure_codes'"
        ).fetchall()
        assert {("FOREIGN KEY",), ("PRIMARY KEY",)} <= {*keys}


@pytest.mark.slow
def test_parquet_has_the_same_rows_and_answers(tmp_path, expected, monkeypatch):
    duckdb, parquet = pytest.importorskip("duckdb"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "tables"
    written = export(path)
    for row in written:
        if row["kind"] == "table":
            schema = parquet.read_metadata(path / f"{row['table']}.parquet")
            assert schema.num_rows == row["rows"]
    about = parquet.read_schema(path / "supply.parquet")
    assert "usgs@2026" in json.loads(about.metadata[b"sources"])
    assert "CC BY 4.0" in json.loads(about.metadata[b"licences"])
    assert about.field("quantity").metadata[b"description"]
    monkeypatch.chdir(path)
    with duckdb.connect() as found:
        found.execute((path / "views.sql").read_text("utf-8"))
        for query, rows in zip(QUESTIONS, expected, strict=True):
            _compare(found.execute(_in_same_order(query)).fetchall(), rows)


def test_a_folder_of_tables_is_replaced_when_that_is_asked_for(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow.parquet")
    from critmin.outlets import contents as all_of

    small = [c for c in all_of.contents_alone() if c.name in {"about", "minerals"}]
    monkeypatch.setattr(all_of, "contents_alone", lambda: tuple(small))
    monkeypatch.setattr("critmin.outlets.views.views", lambda: ())
    path = tmp_path / "tables"
    export(path)
    before = {one.name: one.read_bytes() for one in path.iterdir()}
    with pytest.raises(QueryError, match="--overwrite"):
        export(path)
    (path / "minerals.parquet").write_bytes(b"other")
    export(path, overwrite=True)
    assert {one.name: one.read_bytes() for one in path.iterdir()} == before
    assert [one.name for one in tmp_path.iterdir()] == ["tables"]


def _in_same_order(query):
    """SQLite puts empty cells first, DuckDB last."""
    return query.replace("share, country", "share NULLS FIRST, country")


def _compare(found, rows):
    assert len(found) == len(rows)
    key = lambda row: [str(cell) for cell in row if isinstance(cell, str)]  # noqa: E731
    for left, right in zip(sorted(found, key=key), sorted(rows, key=key), strict=True):
        for one, other in zip(left, right, strict=True):
            close = one == other or (
                one is not None and other is not None and one == pytest.approx(other, rel=1e-12)
            )
            assert close, (left, right)


@pytest.mark.slow
def test_the_same_bytes_for_the_same_data(tmp_path, sqlite_file):
    again = tmp_path / "again.sqlite"
    export(again)
    assert again.read_bytes() == sqlite_file.read_bytes()


def test_what_was_written_is_the_answer(two_tables, tmp_path):
    table = export(tmp_path / "x.sqlite")
    assert [row["table"] for row in table] == ["minerals", "warnings"]
    number = len(read_table("minerals.csv")[1]) + len(read_table("warnings.csv")[1])
    assert table.summary.startswith(f"2 tables with {number} rows and 0 views")
    assert table.query["as"] == "sqlite"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.sqlite", None, "sqlite"),
        ("a.SQLITE3", None, "sqlite"),
        ("a.db", None, "sqlite"),
        ("a.duckdb", None, "duckdb"),
        ("folder", None, "parquet"),
        ("a.data", "sqlite", "sqlite"),
    ],
)
def test_the_name_decides_the_kind(tmp_path, name, kind, expected):
    assert Export(tmp_path / name, kind=kind).kind == expected


def test_a_suffix_of_no_kind_is_refused(tmp_path):
    with pytest.raises(QueryError, match=r"suffix of 'a.xlsx': use .sqlite, .duckdb"):
        Export(tmp_path / "a.xlsx")


def test_an_unknown_kind_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(UnknownName, match="did you mean sqlite"):
        Export(tmp_path / "a", kind="sqlit")


def test_a_file_that_exists_stays_unless_it_may_be_replaced(two_tables, tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_text("mine")
    with pytest.raises(QueryError, match="exists: name another one"):
        export(path)
    assert path.read_text() == "mine"
    export(path, overwrite=True)
    assert sqlite3.connect(path).execute("SELECT COUNT(*) FROM minerals").fetchone()[0] > 100


def test_a_link_stays_a_link(two_tables, tmp_path):
    there, link = tmp_path / "there.sqlite", tmp_path / "link.sqlite"
    there.write_text("earlier")
    link.symlink_to(there)
    export(link, overwrite=True)
    assert link.is_symlink()
    assert there.read_bytes().startswith(b"SQLite format 3")


def test_a_folder_of_other_files_is_never_replaced(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(QueryError, match="other files"):
        export(folder, overwrite=True)
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match="there is no folder"):
        export(tmp_path / "none" / "a.sqlite")


@pytest.mark.parametrize(("name", "extra"), [("a.duckdb", "big"), ("folder", "parquet")])
def test_a_missing_extra_is_named(tmp_path, monkeypatch, name, extra):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=rf"critmin\[{extra}\]"):
        export(tmp_path / name)


def test_an_interruption_leaves_nothing(two_tables, tmp_path, monkeypatch):
    def broken(_base, _content, _rows):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(sqlite_file, "_insert", broken)
    with pytest.raises(KeyboardInterrupt):
        export(tmp_path / "a.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_earlier_file(two_tables, tmp_path, monkeypatch):
    path = tmp_path / "a.sqlite"
    path.write_text("earlier")

    def full(*_given):
        raise sqlite3.OperationalError("database or disk is full")
        yield

    monkeypatch.setattr(sqlite_file, "_insert", full)
    with pytest.raises(OutputError, match=r"a\.sqlite cannot be written: database or disk is full"):
        export(path, overwrite=True)
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]
    assert path.read_text() == "earlier"


def command(*words, **more):
    root = Path(critmin.__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return [sys.executable, "-m", "critmin", *words], {"env": environment, **more}


@pytest.mark.slow
def test_ctrl_c_leaves_nothing_behind(tmp_path):
    words, more = command("export", "a.sqlite", cwd=tmp_path)
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [one.name for one in tmp_path.iterdir()] != ["a.sqlite"]
    running.send_signal(signal.SIGINT)
    _out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_disk_too_small_is_one_line(tmp_path):
    words, more = command("export", "a.sqlite", cwd=tmp_path)
    limited = ["bash", "-c", 'ulimit -f 20000; trap "" XFSZ; exec "$@"', "bash", *words]
    done = subprocess.run(limited, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("error: a.sqlite cannot be written: ")
    assert list(tmp_path.iterdir()) == []


def test_the_module_loads_no_engine():
    code = (
        "import sys, critmin.outlets.export; "
        "heavy = {'sqlite3', 'duckdb', 'pyarrow', 'pandas', 'numpy'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    words, more = command()
    done = subprocess.run([words[0], "-c", code], capture_output=True, text=True, **more)
    assert done.stdout.strip() == "[]", done.stderr
    assert module.Export
