"""DuckDB as the engine of a lake: the same numbers as plain Python, limits, errors, Ctrl-C."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from lake_questions import EXACT, QUESTIONS, assert_same, concentration, made, put, totals

from critmin.core.errors import DataError, EngineError, QueryError
from critmin.lakes import engine_duckdb, store
from critmin.lakes.engine import close_all, connect, fault_of
from critmin.lakes.schema import NAMES
from critmin.lakes.store import open_lake


@pytest.fixture(scope="module")
def rows():
    return made(3000)


@pytest.fixture(scope="module")
def lake(tmp_path_factory, rows):
    return open_lake(put(tmp_path_factory.mktemp("lake"), rows))


@pytest.fixture
def engine():
    with connect() as found:
        yield found


def test_sums_are_exact(engine, lake, rows) -> None:
    wanted: dict = defaultdict(Decimal)
    for row in rows:
        if row["value"] is not None:
            wanted[row["period"], row["importer"], row["code"]] += row["value"]
    found = engine.fetch(totals(engine.flows(lake))).to_pylist()
    assert {(r["period"], r["importer"], r["code"]): r["value"] for r in found} == wanted


def test_concentration_is_that_of_plain_python(engine, lake, rows) -> None:
    each: dict = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row["value"] is not None:
            each[row["period"], row["importer"], row["code"]][row["exporter"]] += row["value"]
    found = engine.fetch(concentration(engine.flows(lake))).to_pylist()
    assert len(found) > 100
    for row in found:
        sums = each[row["period"], row["importer"], row["code"]]
        whole = sum(sums.values())
        wanted = math.fsum(float(v / whole) ** 2 for place, v in sums.items() if place and v)
        assert math.isclose(row["hhi"], wanted, rel_tol=EXACT)


def test_a_missing_value_is_no_zero(engine, tmp_path) -> None:
    one = {**made(1)[0], "value": None, "state": "suppressed"}
    flows = engine.flows(open_lake(put(tmp_path, [one])))
    assert engine.fetch(totals(flows))["value"].to_pylist() == [None]


def test_an_empty_lake_has_the_columns_and_no_row(engine, lake) -> None:
    for flows in (engine.flows(lake, "comext"), engine.flows(lake, periods=["1950"])):
        assert flows.columns == NAMES
        assert engine.fetch(flows).num_rows == 0
        for question in QUESTIONS.values():
            assert engine.fetch(question(flows)).num_rows == 0


def test_only_the_periods_asked_for_are_opened(engine, lake, rows) -> None:
    flows = engine.flows(lake, periods=["2023"])
    assert engine.fetch(flows.select("period").distinct())["period"].to_pylist() == ["2023"]


def test_a_part_that_is_gone_is_no_empty_answer(tmp_path, engine, rows) -> None:
    lake = open_lake(put(tmp_path, rows[:50]))
    (tmp_path / lake.parts()[0].path).unlink()
    with pytest.raises(DataError, match=r"period=2022/0+\.parquet: this file of the lake is gone"):
        engine.flows(lake)
    assert engine.fetch(engine.flows(lake, periods=["2024"])).num_rows > 0


def test_a_damaged_part_is_one_line(tmp_path, engine, rows) -> None:
    lake = open_lake(put(tmp_path, rows[:50]))
    file = tmp_path / lake.parts()[0].path
    content = file.read_bytes()
    for damaged in (content[:200] + bytes(len(content) - 200), content[:200]):
        file.write_bytes(damaged)
        with pytest.raises(DataError, match="not as it was added: critmin lake check") as raised:
            engine.flows(lake)
        assert "\n" not in str(raised.value)


def test_a_folder_with_brackets_is_a_folder(tmp_path, engine, rows) -> None:
    folder = tmp_path / "lake [1] *"
    folder.mkdir()
    flows = engine.flows(open_lake(put(folder, rows[:50])))
    assert engine.fetch(flows).num_rows == 50


def test_a_folder_has_an_address(lake) -> None:
    assert open_lake(f"file://{lake.folder}").parts() == lake.parts()


def test_a_lake_on_object_storage(engine, tmp_path, rows, monkeypatch) -> None:
    from pyarrow import fs

    (tmp_path / "bucket/lake").mkdir(parents=True)
    here = open_lake(put(tmp_path / "bucket/lake", rows[:500]))
    files = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    monkeypatch.setattr(store, "storage_of", lambda address: (files, address[5:]))
    there = open_lake("s3://bucket/lake")
    assert there.address == "s3://bucket/lake"
    assert there.parts() == here.parts()
    for question in QUESTIONS.values():
        ours = engine.fetch(question(engine.flows(here)))
        assert_same(ours, engine.fetch(question(engine.flows(there))))
    (tmp_path / "bucket/lake" / here.parts()[0].path).unlink()
    with pytest.raises(DataError, match="is gone"):
        engine.flows(there)
    with pytest.raises(QueryError, match=r"s3://bucket/none is not a lake: it has no lake\.json"):
        open_lake("s3://bucket/none")


def test_an_address_of_no_storage() -> None:
    with pytest.raises(QueryError, match="the lake ftp2://x/lake cannot be read"):
        open_lake("ftp2://x/lake")


def test_parquet_is_written_without_rows_in_python(engine, lake, tmp_path) -> None:
    import pyarrow.parquet as pq

    file = tmp_path / "all.parquet"
    question = totals(engine.flows(lake))
    engine.write_parquet(question, file)
    assert pq.read_table(file).num_rows == engine.fetch(question).num_rows


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("spark2", "write duckdb"),
        ("", "write duckdb"),
        ("sc:/x", "write duckdb"),
        ("duckdb:memory=lots", "memory=4GB"),
        ("duckdb:threads=4", "'threads'"),
        ("duckdb:temp=/no/such/folder", "no such folder"),
    ],
)
def test_a_name_that_is_no_engine(name, words) -> None:
    with pytest.raises(QueryError, match=words):
        connect(name)


def test_spark_without_an_address(monkeypatch) -> None:
    monkeypatch.delenv("CRITMIN_ENGINE", raising=False)
    monkeypatch.delenv("SPARK_REMOTE", raising=False)
    with pytest.raises(QueryError, match="set CRITMIN_ENGINE"):
        connect("spark")


@pytest.mark.parametrize("name", ["duckdb", "duckdb:memory=1GB", "spark", "sc://host:15002"])
def test_names_of_engines(name) -> None:
    assert fault_of(name) == ""
    assert "write duckdb" in fault_of(f"x{name}")


def test_the_temporary_folder_ends_with_the_connection(tmp_path, lake) -> None:
    engine = connect(f"duckdb:temp={tmp_path}")
    assert len(list(tmp_path.iterdir())) == 1
    close_all()
    engine.close()
    assert list(tmp_path.iterdir()) == []


def test_the_temporary_folder_ends_with_the_process(tmp_path) -> None:
    code = f"from critmin.lakes.engine import connect; connect('duckdb:temp={tmp_path}')"
    root = str(Path(__file__).resolve().parents[2])
    env = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", root)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed(tmp_path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    old = tmp_path / f"critmin-duckdb-{ended.pid}-x"
    old.mkdir()
    (old / "block.tmp").write_bytes(b"x")
    with connect(f"duckdb:temp={tmp_path}"):
        assert not old.exists()


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), MemoryError(), KeyboardInterrupt()]
)
def test_a_connection_that_fails_leaves_no_temporary_folder(tmp_path, monkeypatch, error) -> None:
    import ibis

    def refused(**_settings):
        raise error

    monkeypatch.setattr(ibis.duckdb, "connect", refused)
    with pytest.raises(type(error)):
        connect(f"duckdb:temp={tmp_path}")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_at_the_end_is_no_fault_of_the_answer(tmp_path, monkeypatch) -> None:
    def refused(*_given, **_named):
        raise OSError(5, "Input/output error")

    engine = connect(f"duckdb:temp={tmp_path}")
    monkeypatch.setattr(engine_duckdb.shutil, "rmtree", refused)
    engine.close()
    close_all()


HARD = """
import sys
from critmin.lakes.engine import connect
engine = connect(sys.argv[1])
engine.backend.con.execute(
    "CREATE VIEW big AS SELECT i, md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b "
    "FROM range({rows}) t(i)")
big = engine.backend.table("big")
print("ASKED", flush=True)
from critmin.core.errors import EngineError
try:
    print(engine.fetch(big.aggregate(n=big.a.nunique(), last=big.b.max())).to_pylist())
except EngineError as error:
    print("ERROR:", error)
except KeyboardInterrupt:
    engine.close()
    print("STOPPED")
"""


def hard(name: str, rows: int) -> subprocess.Popen[str]:
    """A question that sorts and counts more than memory holds."""
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", HARD.format(rows=rows), name],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", root)},
        start_new_session=True,
    )


@pytest.mark.slow
def test_more_than_memory_goes_to_the_temporary_folder(tmp_path) -> None:
    out = hard(f"duckdb:memory=150MB,temp={tmp_path}", 3_000_000).communicate(timeout=120)[0]
    assert "'n': 3000000" in out


@pytest.mark.slow
def test_a_full_disk_is_one_line(tmp_path, monkeypatch) -> None:
    import ibis

    # The limit stands for a disk of that size.
    real = ibis.duckdb.connect
    monkeypatch.setattr(
        ibis.duckdb, "connect", lambda **s: real(**s, max_temp_directory_size="10MB")
    )
    with connect(f"duckdb:memory=80MB,temp={tmp_path}") as engine:
        engine.backend.con.execute(
            "CREATE VIEW big AS SELECT i, md5(i::VARCHAR) AS a FROM range(6000000) t(i)"
        )
        big = engine.backend.table("big")
        with pytest.raises(EngineError, match="needs more than 80MB") as raised:
            engine.fetch(big.order_by("a").limit(5_000_000).aggregate(last=big.a.max()))
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_ctrl_c_stops_a_question_and_leaves_nothing(tmp_path) -> None:
    running = hard(f"duckdb:memory=300MB,temp={tmp_path}", 200_000_000)
    assert running.stdout is not None
    assert running.stdout.readline() == "ASKED\n"
    time.sleep(1)
    asked = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    out = running.communicate(timeout=30)[0]
    assert time.monotonic() - asked < 10
    assert "STOPPED" in out
    assert list(tmp_path.iterdir()) == []


def test_sizes_of_memory(monkeypatch) -> None:
    assert engine_duckdb._half().endswith("MB")
    monkeypatch.delattr(os, "sysconf")
    assert engine_duckdb._half() == ""
