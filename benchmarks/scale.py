"""A lake at 1e6, 1e7 and 1e8 rows: time, memory and growth, beside hand-written SQL.

``python benchmarks/scale.py [--rows 1e6 1e7] [--folder DIR] [--add 1e6] [--verified 1e6] [--spark]
[--write]``

The rows are made from the flows of BACI that the package holds: each of them stands for several
codes with the same pair of countries and a value drawn around its own, so that codes, countries
and sizes of flows are spread as real ones. Every measure runs in a process of its own under a
limit of memory; the engine's screen and the SQL take turns, and the ratio is that of
the processor seconds of the fastest, which hold on a busy machine too.
``--spark`` asks a cluster of one and of two workers, for which pyspark with its jars must be
installed. Files are made in a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests/shared")]

import results  # noqa: E402

MEMORY = "4GB"
LIMIT = 1.2  # of the time of hand-written SQL
VERIFIED, VERIFIED_TIMES = 1.1, 5  # of the time without; runs of each
WRITTEN = 300e6  # bytes of a lake whose answer goes to a Parquet file and not to memory
LAST = 2024
BASE = ROOT / "datasets/trade/hs92_2024.csv.gz"

# Every flow of the base stands for `copies` codes; a third of them is left out, drawn by hash.
FLOWS = """
SELECT 'baci-hs92' AS source, 'made' AS edition, '{year}' AS period, NULL::VARCHAR AS reporter,
  importer, exporter, 'trade' AS flow, 'HS92' AS nomenclature,
  lpad((code_no * {copies} + copy)::VARCHAR, 6, '0') AS code,
  (greatest(usd, 1) * exp(2.0 * ((hash(importer, exporter, code, copy, {year}) % 10007) / 5003.5
    - 1.0)))::DECIMAL(18, 3) AS value,
  'USD' AS currency, kg::DECIMAL(18, 3) AS weight_kg, NULL::DECIMAL(18, 3) AS quantity,
  NULL::VARCHAR AS quantity_unit, 'number' AS state
FROM (SELECT *, dense_rank() OVER (ORDER BY code) AS code_no FROM read_csv('{base}',
  types = {{'code': 'VARCHAR', 'kg': 'BIGINT', 'usd': 'BIGINT'}})),
  range({copies}) c(copy)
WHERE hash(importer, exporter, code, copy, {year}, 7) % 3 > 0
LIMIT {rows}
"""

# What `critmin.screening.expression.screened` asks for GeoDep, with all its columns, as one would
# write it by hand: residual partners apart, years that are not told, equal values by name.
SQL = """
WITH f AS (
  SELECT CAST(left(period, 4) AS BIGINT) AS year, nomenclature, code, importer, value,
    CASE WHEN state <> 'residual' AND exporter <> '' THEN exporter END AS partner
  FROM flows WHERE coalesce(importer, '') <> coalesce(exporter, '') AND flow IN ('import', 'trade')
), bought AS (
  SELECT importer AS buyer, nomenclature, code, year, sum(value)::DOUBLE AS imports,
    count(*) FILTER (WHERE value IS NULL) AS missing,
    coalesce(sum(value::DOUBLE * value::DOUBLE) FILTER (WHERE partner IS NOT NULL), 0) AS squares,
    coalesce(sum(value::DOUBLE) FILTER (WHERE partner IS NULL), 0) AS unnamed,
    max({v: value::DOUBLE, of: partner}) FILTER (WHERE partner IS NOT NULL AND value IS NOT NULL)
      AS largest
  FROM f WHERE importer <> '' GROUP BY ALL
), sold AS (
  SELECT partner AS buyer, nomenclature, code, year, sum(value) AS exact,
    count(*) FILTER (WHERE value IS NULL) AS unsold, sum(value)::DOUBLE AS exports
  FROM f WHERE partner IS NOT NULL GROUP BY ALL
), world AS (
  SELECT nomenclature, code, year,
    CASE WHEN sum(unsold) = 0 THEN
      10000 * sum(exports * exports) / nullif(pow(sum(exact)::DOUBLE, 2), 0) END AS export_hhi
  FROM sold GROUP BY ALL
), figures AS (
  SELECT buyer, nomenclature, code, year, imports, missing + coalesce(unsold, 0) AS missing,
    10000 * squares / nullif(pow(imports, 2), 0) AS import_hhi,
    10000 * (squares + 2 * coalesce(largest.v, 0) * unnamed + pow(unnamed, 2))
      / nullif(pow(imports, 2), 0) AS import_hhi_high,
    CASE WHEN imports > 0 THEN largest.of END AS supplier_iso3,
    largest.v / nullif(imports, 0) AS share,
    CASE WHEN coalesce(unsold, 0) = 0 THEN coalesce(exports, 0) END AS exports,
    imports / nullif(CASE WHEN unsold = 0 THEN exports END, 0) AS imports_over_exports,
    export_hhi, 1.0::DOUBLE AS outside_share
  FROM bought LEFT JOIN sold USING (buyer, nomenclature, code, year)
    LEFT JOIN world USING (nomenclature, code, year)
), met AS (
  SELECT *, CASE WHEN missing = 0 THEN
      CASE WHEN round(import_hhi, 6) > 4000 THEN true
        WHEN round(import_hhi_high, 6) <= 4000 THEN false END
      AND round(export_hhi, 6) > 4000
      AND (exports = 0 OR round(imports_over_exports, 6) > 1) END AS met
  FROM figures
), counted AS (
  SELECT *, sum(coalesce(met, false)::BIGINT) OVER w AS years_met,
    least(3, year - {first} + 1) - sum((met IS NULL)::BIGINT) OVER w AS years_told
  FROM met WINDOW w AS (PARTITION BY buyer, nomenclature, code ORDER BY year
    RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
)
SELECT * EXCLUDE met, CASE WHEN years_met >= 2 THEN true
  WHEN years_met + 3 - years_told < 2 THEN false END AS meets FROM counted
"""


def make(folder: Path, rows: int, years: int) -> None:
    """Make a lake of so many rows, a file for each year."""
    import duckdb

    import critmin.lakes.store as store

    con = duckdb.connect()
    base = con.execute(f"SELECT count(*) FROM '{BASE}'").fetchall()[0][0]
    each = rows // years
    copies = math.ceil(each / base * 1.55) + 1
    parts = []
    for year in range(LAST - years + 1, LAST + 1):
        path = f"flows/source=baci-hs92/edition=made/period={year}/{'0' * 16}.parquet"
        (folder / path).parent.mkdir(parents=True)
        query = FLOWS.format(year=year, base=BASE, copies=copies, rows=each)
        con.execute(f"COPY ({query}) TO '{folder / path}' (FORMAT parquet, COMPRESSION zstd)")
        content = (folder / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        part = {"path": path, "period": str(year), "rows": each, "bytes": len(content)}
        parts.append({**part, "sha256": digest})
    record = {
        **{"key": "0" * 16, "name": "made.csv", "sha256": "", "bytes": 1, "reader": "baci"},
        **{"source": "baci-hs92", "edition": "made", "nomenclature": "HS92", "currency": "USD"},
        **{"rows_in": each * years, "rows_used": each * years, "set_aside": {}, "parts": parts},
        **{"added": "2026-01-01", "about": {}},
    }
    (folder / store.RECORDS).mkdir()
    (folder / store.RECORDS / f"{'0' * 16}.json").write_text(json.dumps(record), "utf-8")
    (folder / store.HEAD).write_text(json.dumps({"format": store.FORMAT}), "utf-8")


def screen(engine: Any, folder: Path, file: Path | None = None) -> int:
    """Every product, buyer and year of a lake, by GeoDep."""
    from critmin.lakes.store import open_lake
    from critmin.screening.expression import Held, Wanted, screened
    from critmin.screening.rules import GEODEP

    lake = open_lake(folder)
    years = tuple(sorted(int(part.period) for part in lake.parts()))
    held = Held(years, exports=True, worldwide=True, unique=True)
    wanted = Wanted((), {}, years, GEODEP, GEODEP.thresholds)
    question = screened(engine.flows(lake), held, wanted)
    if file is None:
        return engine.fetch(question).num_rows
    engine.write_parquet(question, file)
    return rows_of(file)


def rows_of(file: Path) -> int:
    import pyarrow.parquet

    return int(pyarrow.parquet.read_metadata(file).num_rows)


def by_hand(folder: Path, temp: str, file: Path | None = None) -> int:
    import duckdb

    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": temp})
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET enable_progress_bar = false")
    con.execute(
        f"CREATE VIEW flows AS FROM read_parquet('{folder}/flows/*/*/*/*.parquet', "
        "hive_partitioning = false)"
    )
    first = con.execute("SELECT min(period) FROM flows").fetchall()[0][0]
    query = SQL.replace("{first}", first)
    if file is None:
        return int(con.sql(query).to_arrow_table().num_rows)
    con.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    return rows_of(file)


def one(kind: str, folder: Path) -> None:
    """Measure one question in this process and print what was measured."""
    import pyarrow.parquet  # noqa: F401  imports are no part of it

    with tempfile.TemporaryDirectory(dir=folder.parent) as temp:
        many = sum(one.stat().st_size for one in folder.rglob("*.parquet")) > WRITTEN
        file = Path(temp) / "answer.parquet" if many else None
        if kind == "sizes":
            _by_size_alone()
        if kind == "sql":
            start, used = time.perf_counter(), time.process_time()
            found = by_hand(folder, temp, file)
        else:
            from critmin.lakes.engine import connect

            with connect(f"duckdb:memory={MEMORY},temp={temp}") as engine:
                start, used = time.perf_counter(), time.process_time()
                found = screen(engine, folder, file)
        seconds, used = time.perf_counter() - start, time.process_time() - used
    print(json.dumps({"s": seconds, "cpu": used, "mb": results.peak_mb(), "rows": found}))


def _by_size_alone() -> None:
    """Take a part of the right size for the one that was added, as before parts were verified."""
    from critmin.lakes.store import Lake

    def unlike(lake: Lake, parts: Any) -> str:
        sizes = ((part, lake.folder / part.path) for part in parts)
        return next((p.path for p, file in sizes if file.stat().st_size != p.bytes), "")

    Lake.unlike = unlike  # type: ignore[method-assign]
    Lake.unsealed = lambda *_given: []  # type: ignore[method-assign]


def verified(rows: int, base: Path) -> list[str]:
    """The screen of a lake whose parts are verified, beside a look at their sizes alone."""
    with tempfile.TemporaryDirectory(dir=base) as temp:
        folder = Path(temp) / "lake"
        folder.mkdir()
        make(folder, rows, 3)
        time.sleep(3)  # a change of this moment is never remembered
        os.environ["XDG_CACHE_HOME"] = os.devnull
        first = measured("screen", folder)
        os.environ["XDG_CACHE_HOME"] = temp
        measured("screen", folder)
        got = best(folder, ("sizes", "screen"), VERIFIED_TIMES)
    ours, before = got["screen"], got["sizes"]
    return [
        f"A lake of {rows:.0e} rows, each part of which is verified by its SHA-256: the screen "
        f"takes {ours['cpu']:.2f} processor s where that is remembered, {before['cpu']:.2f} where "
        f"only sizes are looked at (ratio {ours['cpu'] / before['cpu']:.2f}, needed at most "
        f"{VERIFIED}), and {first['cpu']:.2f} the first time."
    ]


def measured(kind: str, folder: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--one", kind, "--folder", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def best(folder: Path, kinds: tuple[str, ...], times: int) -> dict[str, dict[str, float]]:
    """Fastest run of each kind, taking turns."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
    for _ in range(times):
        for kind in kinds:
            found[kind].append(measured(kind, folder))
    return {kind: min(runs, key=lambda run: run["cpu"]) for kind, runs in found.items()}


HEADINGS = (
    "rows",
    "Parquet, MB",
    "screen, s",
    "SQL, s",
    "screen, processor s",
    "SQL, processor s",
    "ratio",
    "needed",
    "screen, peak MB",
    "SQL, peak MB",
    "rows of the answer",
)


def grown(sizes: list[int], base: Path) -> list[str]:
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
    for rows in sizes:
        with tempfile.TemporaryDirectory(dir=base) as temp:
            folder = Path(temp) / "lake"
            folder.mkdir()
            make(folder, rows, 3 if rows < 5e7 else 10)
            size = sum(file.stat().st_size for file in folder.rglob("*.parquet")) / 1e6
            got = best(folder, ("screen", "sql"), 3 if rows < 5e7 else 1)
        ours, sql = got["screen"], got["sql"]
        if ours["rows"] != sql["rows"]:
            raise RuntimeError(f"{ours['rows']} rows by the screen, {sql['rows']} by SQL")
        cells = [f"{rows:.0e}", f"{size:,.0f}"]
        cells += [f"{run[key]:.2f}" for key in ("s", "cpu") for run in (ours, sql)]
        cells += [f"{ours['cpu'] / sql['cpu']:.2f}", str(LIMIT)]
        cells += [f"{n:,.0f}" for n in (ours["mb"], sql["mb"], ours["rows"])]
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    return lines


def added(rows: int, base: Path) -> list[str]:
    """Rows a second of `lake add` of BACI's files, beside DuckDB's COPY of the same file."""
    import duckdb

    from critmin.lakes.adding import add

    with tempfile.TemporaryDirectory(dir=base) as temp:
        home = Path(temp)
        (home / "made").mkdir()
        make(home / "made", rows, 1)
        con = duckdb.connect()
        file = home / f"BACI_HS92_Y{LAST}_V202601.csv"
        numbers = ROOT / "datasets/countries.csv"
        con.execute(
            f"COPY (SELECT period AS t, e.number AS i, m.number AS j, code AS k, "
            f"(value / 1000)::DECIMAL(18, 3) AS v, (weight_kg / 1000)::DECIMAL(18, 3) AS q "
            f"FROM read_parquet('{home}/made/flows/*/*/*/*.parquet') f "
            f"JOIN ({_numbers(numbers)}) e ON e.iso3 = exporter "
            f"JOIN ({_numbers(numbers)}) m ON m.iso3 = importer "
            f"QUALIFY row_number() OVER (PARTITION BY i, j, k) = 1) TO '{file}' (HEADER)"
        )
        lines = con.execute(f"SELECT count(*) FROM read_csv('{file}')").fetchall()[0][0]
        start = time.perf_counter()
        copy = f"COPY (FROM read_csv('{file}')) TO '{home}/x.parquet' (COMPRESSION zstd)"
        con.execute(copy)
        plain = time.perf_counter() - start
        start = time.perf_counter()
        done = add([file], reader="baci", lake=home / "lake")
        ours = time.perf_counter() - start
    used = sum(result.record.rows_used for result in done)
    return [
        f"`lake add` of a file of BACI with {lines:,} rows ({used:,} used): "
        f"{lines / ours:,.0f} rows a second; DuckDB's `COPY` of the same file into Parquet "
        f"without any check: {lines / plain:,.0f} ({ours / plain:.1f} times as fast)."
    ]


def _numbers(file: Path) -> str:
    return f"SELECT iso3, numeric AS number FROM read_csv('{file}', all_varchar = true)"


def on_spark(rows: int, base: Path) -> list[str]:
    """The screen on a cluster of one worker and of two, each with one core."""
    from spark_cluster import SparkCluster

    from critmin.lakes.engine import connect

    with tempfile.TemporaryDirectory(dir=base) as temp:
        folder = Path(temp) / "lake"
        folder.mkdir()
        make(folder, rows, 3)
        seconds = {}
        for workers in (1, 2):
            logs = Path(temp) / f"cluster{workers}"
            logs.mkdir()
            with SparkCluster(logs, workers) as cluster, connect(cluster.address) as engine:
                runs = []
                for _ in range(3):
                    start = time.perf_counter()
                    found = screen(engine, folder)
                    runs.append(time.perf_counter() - start)
                seconds[workers] = min(runs)
                first = runs[0]
            print(workers, runs, found, flush=True)
    ratio = seconds[2] / seconds[1]
    return [
        f"Spark, standalone cluster on this machine, {rows:.0e} rows: {seconds[1]:.1f} s with one "
        f"worker of one core, {seconds[2]:.1f} s with two (ratio {ratio:.2f}, needed at most 1); "
        f"the first question of a session took {first:.1f} s. Fastest of three."
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="*", type=float, default=[1e6, 1e7])
    parser.add_argument("--add", type=float, default=1e6)
    parser.add_argument("--verified", type=float, default=1e6)
    parser.add_argument("--spark", type=float, default=0)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--one", choices=["screen", "sql", "sizes"])
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.folder)
        return
    import duckdb
    import ibis

    steps: list[tuple[bool, Callable[[], list[str]]]] = [
        (bool(asked.rows), lambda: grown([int(rows) for rows in asked.rows], asked.folder)),
        (bool(asked.add), lambda: ["", *added(int(asked.add), asked.folder)]),
        (bool(asked.verified), lambda: ["", *verified(int(asked.verified), asked.folder)]),
        (bool(asked.spark), lambda: ["", *on_spark(int(asked.spark), asked.folder)]),
    ]
    lines = [line for wanted, step in steps if wanted for line in step()]
    text = (
        f"Screen of every product, buyer and year by GeoDep through Ibis, beside the same question "
        f"in hand-written SQL (benchmarks/scale.py). {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, limit of memory {MEMORY}; duckdb {duckdb.__version__}, ibis "
        f"{ibis.__version__}; without the start of Python and its imports. At 1e8 "
        "rows the answer is written to Parquet; before, it is held in memory.\n\n"
        + "\n".join(lines)
    )
    print(text)
    if asked.write:
        results.write("Scale", text)


if __name__ == "__main__":
    main()
