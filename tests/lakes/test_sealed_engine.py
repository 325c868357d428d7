"""DuckDB opens the rows of the lake, or the table that was named, and nothing else."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from lake_attacks import ROWS, csv_of, outcome, snapshot, those_of

from critmin import hhi
from critmin.lakes import staging
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.managing import lake_add, lake_list
from critmin.lakes.store import open_lake
from critmin.user_tables import engine as table_engine
from critmin.user_tables.large_files import NotPlain, relation_of

# What a text would do if it came to be a query. {home} holds the user's own files.
QUERIES = {
    "read a table": "SELECT * FROM read_csv('{home}/secret.csv')",
    "read a text": "SELECT * FROM read_text('{home}/secret.csv')",
    "read bytes": "SELECT * FROM read_blob('{home}/secret.csv')",
    "read Parquet": "SELECT * FROM read_parquet('{home}/*.parquet')",
    "read JSON": "SELECT * FROM read_json('{home}/secret.csv')",
    "read by its name": "SELECT * FROM '{home}/secret.csv'",
    "read above": "SELECT * FROM read_text('{open}/../../../secret.csv')",
    "list files": "SELECT * FROM glob('{home}/*')",
    "read passwords": "SELECT * FROM read_text('/etc/passwd')",
    "write a table": "COPY (SELECT 1) TO '{home}/written.csv'",
    "write in its place": "COPY (SELECT 1) TO '{home}/secret.csv'",
    "make a database": "ATTACH '{home}/made.db'",
    "export all": "EXPORT DATABASE '{home}/all'",
    "fetch": "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
    "fetch from storage": "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "load a file": "LOAD '{home}/evil.duckdb_extension'",
    "allow more": "SET allowed_directories = ['/']",
    "allow a file": "SET allowed_paths = ['{home}/secret.csv']",
    "open again": "SET enable_external_access = true",
    "spill elsewhere": "SET temp_directory = '{home}'",
    "load by itself": "SET autoload_known_extensions = true",
    "keep a secret": "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
}
OWN_TABLE = "mineral,year,country,share\n" + "".join(
    f"lithium,1801,{name},0.2\n" for name in ("Chile", "Australia", "China", "Japan", "Peru")
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    import duckdb

    (tmp_path / "secret.csv").write_text("secret\n1\n", "utf-8")
    duckdb.execute(f"COPY (SELECT 1 AS secret) TO '{tmp_path}/secret.parquet' (FORMAT parquet)")
    (tmp_path / "evil.duckdb_extension").write_bytes(b"evil")
    return tmp_path


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["lake", "add", "own table"])
def test_no_query_opens_anything_else(home: Path, query: str, kind: str) -> None:
    import duckdb

    table = csv_of(home / "t.csv", ROWS)
    add([table], reader="table", lake=home / "lake")
    work = home / "work"
    work.mkdir()
    before = snapshot(home, but=work)

    def refused(connection: Any) -> None:
        opened = home / "lake" / "flows"
        with pytest.raises(duckdb.Error):
            connection.execute(QUERIES[query].format(home=home, open=opened)).fetchall()
        assert snapshot(home, but=work) == before

    if kind == "lake":
        with connect() as engine:
            rows = engine.flows(open_lake(home / "lake"))
            (backend,), _ = rows._find_backends()
            refused(backend.con)
            assert engine.fetch(rows).num_rows == 2
    elif kind == "add":
        if query in {"spill elsewhere", "load by itself"}:
            pytest.skip("settings are changed while rows are judged")
        with staging.database(work, [table], home / "lake") as connection:
            refused(connection)
    else:
        own = home / "own.csv"
        own.write_text(OWN_TABLE, "utf-8")
        before = snapshot(home, but=work)
        with tempfile.TemporaryDirectory(dir=work) as folder:
            engine = table_engine.Engine()
            assert engine.open()
            with suppress(NotPlain):
                relation_of(engine.connection, str(own), bool, len, folder=folder)
            refused(engine.connection)
            engine.close()


# Texts that would be something else if they were not quoted. --------------------------------------

TEXTS = (
    "'; DROP TABLE staged; --",
    '"; ATTACH "x',
    "x' OR '1'='1",
    "{rows}",
    "%s",
    "$1",
    "\\",
    "`id`",
    "../../x",
    "~",
    "*",
    "[a]",
    "?",
    "a\tb",
    "é",
    "💥",
    "<b>",
    "=1+1",
    "-- x",
    "/* x",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_name_of_a_file_or_folder_is_data(tmp_path: Path, text: str) -> None:
    folder = tmp_path / text.replace("/", "_")
    folder.mkdir()
    file = csv_of(folder / f"{text.replace('/', '_')}.csv", ROWS)
    lake = folder / "lake"
    lake_add([file], "table", lake=lake)
    assert len(those_of(lake)) == 2
    assert len(lake_list(lake=lake).rows) == 1
    (tmp_path / "other.csv").write_text(file.read_text("utf-8").replace("114", "9"), "utf-8")
    assert "in the lake" in outcome(lambda: lake_add([tmp_path / "other.csv"], "table", lake=lake))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_in_a_row_is_data(tmp_path: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    rows = f"2024,JPN,JPN,{quoted},import,250410,5,3\n2023,JPN,JPN,CHN,import,250410,5,3\n"
    outcome(lambda: lake_add([csv_of(tmp_path / "t.csv", rows)], "table", lake=tmp_path / "lake"))
    assert len(those_of(tmp_path / "lake")) == 1


def test_two_lakes_of_one_engine_are_each_open_alone(tmp_path: Path) -> None:
    lakes = []
    for name, value in (("a", "114"), ("b", "9")):
        file = csv_of(tmp_path / f"{name}.csv", ROWS.replace("114", value))
        add([file], reader="table", lake=tmp_path / f"lake {name}")
        lakes.append(open_lake(tmp_path / f"lake {name}"))
    with connect() as engine:
        tables = [engine.flows(lake) for lake in lakes]
        sums = [engine.fetch(one.aggregate(sum=one.value.sum())).to_pylist() for one in tables]
    assert [int(one["sum"]) for (one,) in sums] == [119, 14]


def test_a_large_own_table_is_read_by_a_sealed_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from critmin.user_tables import large_files

    sealed, seal = [], large_files.seal
    monkeypatch.setattr(large_files, "LARGE_BYTES", 100)
    monkeypatch.setattr(
        large_files, "seal", lambda con, files: (sealed.extend(files), seal(con, files))
    )
    file = tmp_path / "own [1] 'x*.csv"
    file.write_text(OWN_TABLE, "utf-8")
    found = hhi("lithium", data=str(file), year=1801)
    assert found["hhi"][0] == pytest.approx(2000)
    assert sealed == [str(file)]
