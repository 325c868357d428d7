"""The same questions on Spark: Sail in this process, and a cluster of one master and two workers.

Both need packages that no other test needs: `.ci/full` installs them and runs these.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from lake_questions import QUESTIONS, assert_same, made, put
from spark_cluster import SparkCluster, free_port, java_home, spark_home

from critmin.core.errors import EngineError, QueryError
from critmin.lakes import engine_spark
from critmin.lakes.engine import connect
from critmin.lakes.schema import NAMES
from critmin.lakes.store import open_lake

pytestmark = pytest.mark.filterwarnings("ignore")  # PySpark on pandas 3, sockets of grpc
CLIENT = importlib.util.find_spec("pyspark") is not None
SAIL = CLIENT and importlib.util.find_spec("pysail") is not None
CLUSTER = CLIENT and spark_home() is not None and java_home() is not None
REQUIRED = bool(os.environ.get("CRITMIN_REQUIRE_ENGINES"))
needs_client = pytest.mark.skipif(not CLIENT and not REQUIRED, reason="pyspark is not installed")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        names = [
            pytest.param("sail", marks=pytest.mark.sail),
            pytest.param("cluster", marks=pytest.mark.spark),
        ]
        metafunc.parametrize("engine", names, indirect=True)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return open_lake(put(tmp_path_factory.mktemp("lake"), made(4000)))


@pytest.fixture(scope="module")
def sail():
    if not SAIL and not REQUIRED:
        pytest.skip("pysail is not installed")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    yield "sc://{}:{}".format(*server.listening_address)
    server.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    if not CLUSTER and not REQUIRED:
        pytest.skip("pyspark with its jars, or Java, is not installed")
    with SparkCluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def engine(request):
    found = request.getfixturevalue(request.param)
    with connect(found if isinstance(found, str) else found.address) as connected:
        yield connected


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_rows_as_duckdb(engine, lake, question) -> None:
    ask = QUESTIONS[question]
    with connect() as duckdb:
        ours = duckdb.fetch(ask(duckdb.flows(lake)))
    theirs = engine.fetch(ask(engine.flows(lake)))
    assert ours.num_rows > 20
    assert_same(ours, theirs)
    assert ours.schema.types == theirs.schema.types


def test_a_screen_has_the_same_rows_as_on_duckdb(engine, lake) -> None:
    from critmin.screening.expression import Held, Wanted, screened
    from critmin.screening.rules import GEODEP

    years = (2022, 2023, 2024)
    blocs = {"bloc": dict.fromkeys(years, ("DEU", "JPN"))}
    wanted = Wanted(("JPN", "USA", "DEU", "CHN"), blocs, years, GEODEP, GEODEP.thresholds)
    held = Held(years, exports=True, worldwide=True)
    with connect() as duckdb:
        ours = duckdb.fetch(screened(duckdb.flows(lake), held, wanted))
    assert ours.num_rows > 50
    assert_same(ours, engine.fetch(screened(engine.flows(lake), held, wanted)))


def test_all_rows_come_as_they_lie(engine, lake) -> None:
    with connect() as duckdb:
        assert_same(duckdb.fetch(duckdb.flows(lake)), engine.fetch(engine.flows(lake)))


def test_periods_and_empty_lakes(engine, lake) -> None:
    one = engine.flows(lake, periods=["2023"])
    assert engine.fetch(one.select("period").distinct())["period"].to_pylist() == ["2023"]
    none = engine.flows(lake, "comext")
    assert none.columns == NAMES
    for question in QUESTIONS.values():
        assert engine.fetch(question(none)).num_rows == 0


def test_parquet_is_written_here(engine, lake, tmp_path) -> None:
    import pyarrow.parquet as pq

    question = QUESTIONS["totals"](engine.flows(lake))
    engine.write_parquet(question, tmp_path / "all.parquet")
    assert pq.read_table(tmp_path / "all.parquet").num_rows == engine.fetch(question).num_rows


def test_the_word_spark_is_the_address_of_the_environment(engine, monkeypatch, lake) -> None:
    monkeypatch.setenv("CRITMIN_ENGINE", engine.name)
    with connect("spark") as again:
        assert again.name == engine.name
        assert again.fetch(again.flows(lake)).num_rows == 4000


@needs_client
def test_no_server() -> None:
    port = free_port()
    with pytest.raises(EngineError, match=f"no Spark Connect server at 127.0.0.1:{port}"):
        connect(f"sc://127.0.0.1:{port}")


@needs_client
@pytest.mark.parametrize("name", ["sc://", "sc://:1", "sc://host:port"])
def test_an_address_that_is_none(name) -> None:
    with pytest.raises(QueryError, match="write sc://host:15002"):
        connect(name)


@pytest.mark.sail
def test_a_server_of_another_version(sail, monkeypatch) -> None:
    from pyspark.sql.connect.session import SparkSession

    monkeypatch.setattr(SparkSession, "version", "3.9.1")
    with pytest.raises(EngineError, match=r"runs Spark 3\.9\.1 and .*'pyspark-client==3\.9\.\*'"):
        connect(sail)


def slow(engine, lake, seconds: int = 1):
    """A question that takes a cluster some time: every flow beside every other."""
    flows = engine.flows(lake)
    left, right = flows.select("code", "value"), flows.select("code", v="value")
    pairs = left.cross_join(right.cross_join(flows.select(p="period").limit(150 * seconds)))
    number = pairs.value.cast("float64") * pairs.v.cast("float64")
    return pairs.aggregate(sum=number.sqrt().sum(), rows=pairs.count())


@pytest.mark.spark
def test_a_worker_that_is_killed_does_not_cost_the_answer(cluster, tmp_path) -> None:
    lake = open_lake(put(tmp_path, made(2000)))
    with connect(cluster.address) as engine:
        wanted = engine.fetch(slow(engine, lake)).to_pylist()
        worker = cluster.workers[0]
        killed = []

        def kill() -> None:
            worker.end(signal.SIGKILL)
            killed.append(time.monotonic())

        timer = threading.Timer(2, kill)
        timer.start()
        found = engine.fetch(slow(engine, lake)).to_pylist()
        ended = time.monotonic()
        timer.join()
        assert killed[0] < ended, "the answer was there before the worker was killed"
        assert found[0]["rows"] == wanted[0]["rows"]
        assert found[0]["sum"] == pytest.approx(wanted[0]["sum"], rel=1e-9)
    cluster.workers.pop(0)
    cluster.add_worker(2)


@pytest.mark.spark
@pytest.mark.skipif(not CLUSTER and not REQUIRED, reason="pyspark with its jars, or no Java")
def test_a_server_that_is_killed_is_one_line(tmp_path) -> None:
    lake = open_lake(put(tmp_path / "lake", made(2000)))
    (tmp_path / "cluster").mkdir()
    with SparkCluster(tmp_path / "cluster", workers=1) as own, connect(own.address) as engine:
        engine.fetch(engine.flows(lake).limit(1))
        threading.Timer(2, own.server.end, [signal.SIGKILL]).start()
        asked = time.monotonic()
        with pytest.raises(EngineError, match="has stopped answering") as raised:
            engine.fetch(slow(engine, lake, 100))
        assert "\n" not in str(raised.value)
        assert time.monotonic() - asked < 60


@pytest.mark.spark
def test_ctrl_c_stops_the_question_on_the_server(cluster, tmp_path) -> None:
    lake = open_lake(put(tmp_path, made(2000)))
    with connect(cluster.address) as engine:
        timer = threading.Timer(2, os.kill, [os.getpid(), signal.SIGINT])
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.fetch(slow(engine, lake, 100))
        asked = time.monotonic()
        assert engine.fetch(engine.flows(lake)).num_rows == 2000
        assert time.monotonic() - asked < 30


def test_hosts_and_ports() -> None:
    assert engine_spark.place("sc://host/;token=secret") == "host:15002"
    assert engine_spark.place("sc://[::1]:15003") == "::1:15003"


@needs_client
def test_a_program_without_a_file_may_ask() -> None:
    """PySpark's client alone takes such a program for its doctests, and ends it."""
    program = (
        "from critmin.core.errors import EngineError\n"
        "from critmin.lakes.engine import connect\n"
        "try:\n    connect('sc://127.0.0.1:9')\n"
        "except EngineError as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.startswith("no Spark Connect server at 127.0.0.1:9"), said.stderr
    assert said.returncode == 0


@needs_client
def test_a_session_that_cannot_be_used_is_stopped(monkeypatch) -> None:
    import ibis
    import pyspark

    with engine_spark._as_a_file():
        from pyspark.sql.connect import session

    ended = []

    class Session:
        version, client = pyspark.__version__, None

        def remote(self, _address):
            return self

        def create(self):
            return self

        def stop(self):
            ended.append("stopped")

    def refuse(_session):
        raise RuntimeError("no catalog")

    monkeypatch.setattr(session.SparkSession, "builder", Session())
    monkeypatch.setattr(engine_spark, "reachable", lambda _address: True)
    monkeypatch.setattr(engine_spark, "_patience", lambda _session: None)
    monkeypatch.setattr(ibis.pyspark, "connect", refuse)
    with pytest.raises(EngineError, match=r"no Spark session at 127\.0\.0\.1:9: no catalog"):
        engine_spark.open_spark("sc://127.0.0.1:9")
    assert ended == ["stopped"]
