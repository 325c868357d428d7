"""Python texts that scenarios run in place of a command: what is stood in for, or cut short."""

from __future__ import annotations

SHORT_EXPORT = """
from critmin.outlets import contents, views
every, all_views = contents.contents, views.views
FEW = "minerals mineral_aliases bases sources about flows_monthly places countries".split()
contents.contents = lambda: [(c, rows) for c, rows in every() if c.name in FEW]
views.views = lambda: [v._replace(query="SELECT 1 AS one") for v in all_views()[:1]]
"""
SCREEN = """
from critmin.cli import start
start.Whole.isatty = lambda self: self._number == 2
"""
ONE_JOB = """
from critmin.atlas import jobs
every = jobs.every()
jobs.every = lambda: tuple(every[:N])
"""
TERMINATED = """
import signal
from critmin.REPLACED import NAME
def ended(*given, **named):
    signal.raise_signal(signal.SIGTERM)
"""
EMPTY_LAKE = """
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake
with connect() as engine:
    assert len(engine.fetch(engine.flows(open_lake("lake"), periods=["1999"]))) == 0
"""
PARQUET_OF_LAKE = """
from pathlib import Path
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake
with connect() as engine:
    engine.write_parquet(engine.flows(open_lake("lake")), Path("x.parquet"))
"""
LARGE_FRAME = """
import pyarrow.csv
critmin.hhi("lithium", data=pyarrow.csv.read_csv("large.csv"), year=1801)
"""
TERMINATED_LIBRARY = (
    TERMINATED.replace("REPLACED import NAME", "lakes import adding, staging")
    + """
from pathlib import Path
staging.staged = ended
adding.add([Path("t.csv")], reader="table", lake=Path("new"))
"""
)
PATIENT = """
import io, os, sys, time
class Patient(io.RawIOBase):
    def readable(self):
        return True
    def readinto(self, into):
        found = os.read(0, len(into))
        into[: len(found)] = found
        until = time.monotonic() + 30
        while not (found or b'"id":2' in open("../out", "rb").read() or time.monotonic() > until):
            time.sleep(0.05)
        return len(found)
sys.stdin = io.TextIOWrapper(io.BufferedReader(Patient()), encoding="utf-8")
"""
NO_DUCKDB = """
import ibis
def connect(**settings):
    raise ModuleNotFoundError("No module named 'duckdb'", name="duckdb")
ibis.duckdb.connect = connect
"""
STORAGE = """
import os
from critmin.lakes import store
from pyarrow import fs
store.storage_of = lambda address: (fs.LocalFileSystem(), os.path.abspath("lake"))
"""
NO_BYTES = """
import io, sys
class Text(io.StringIO):
    def flush(self):
        sys.__stdout__.write(self.getvalue()) and self.truncate(self.seek(0))
sys.stdout = Text()
"""
SPARK = """
from pathlib import Path
import pyarrow
from critmin.lakes import engine_spark
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake
class Spark(engine_spark.Spark):
    def fetch(self, table):
        with self._explained():
            return duckdb.driver.fetch(table)
with connect() as duckdb:
    spark = Spark("sc://127.0.0.1:9", None, None)
    spark.write_parquet(duckdb.flows(open_lake("lake")), Path("x.parquet"))
"""
SPARK_OPENS = """
import ibis, pyspark
from pyspark.sql.connect import session
from critmin.lakes import engine_spark
class Session:
    version, client = pyspark.__version__, None
    def remote(self, address):
        return self
    def create(self):
        return self
    def stop(self):
        pass
session.SparkSession.builder = Session()
engine_spark.reachable = lambda address: True
ibis.pyspark.connect = lambda session: session
engine_spark.open_spark("sc://127.0.0.1:9").close()
"""
NOTHING_IS_FRESH = """
from critmin.lakes import below
below.FRESH = -1
below.memory_of("another").keep()
"""
NO_FOLDER_IS_HELD = """
from critmin.lakes import below
below.WITHIN = False
"""
NO_PLAIN_BYTES = """
from critmin.user_tables import frames
frames.PLAIN_BYTES = -1
"""
PROCESS_OF_A_READING = """
import io, pickle, sys, types
from critmin.user_tables import limits
asked = pickle.dumps(("critmin.core.folding:fold", ("Chile",)))
sys.stdin = types.SimpleNamespace(buffer=io.BytesIO(asked))
sys.argv = ["", str(1 << 40), "600"]
limits.main()
"""
