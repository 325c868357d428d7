"""Own tables of 10 thousand to 10 million rows, against hand-written SQL with the same checks.

``python benchmarks/own_tables.py [--rows 1e5 1e6 1e7] [--kinds csv parquet pandas polars]
[--folder DIR] [--write]``

A frame is made of the Parquet file before the time runs.

Each run is a process of its own, and the two take turns. Seconds are from the call to the answer,
without the start of Python and its imports; the limit is on processor seconds, which hold on a
busy machine too. Memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks")]

import results  # noqa: E402

RATIO, FIXED = 1.2, 0.2  # of the seconds of SQL, and seconds above
MOST = 1_000  # MB
RUNS = 3
ASK = """
import json, sys, time
import results
import pyarrow, pandas, duckdb
{setup}
started, used = time.perf_counter(), time.process_time()
{work}
used, took = time.process_time() - used, time.perf_counter() - started
print(json.dumps(dict(cpu=used, s=took, mb=results.peak_mb(), rows=rows)))
"""
KINDS = {  # what makes the table, and how SQL reads it
    "csv": ("data = sys.argv[1]", "read_csv('{path}', all_varchar = true)"),
    "parquet": ("data = sys.argv[1]", "'{path}'"),
    "pandas": ("data = pandas.read_parquet(sys.argv[1])", "data"),
    "polars": ("import polars; data = polars.read_parquet(sys.argv[1])", "data"),
}
OURS = "rows = len(critmin.hhi(data=data, year=2024).rows)"
SQL = """
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
con.execute("CREATE TEMP TABLE own AS SELECT * FROM {source}")
con.execute("CREATE TEMP TABLE names AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}', '{iso3}')" for name, iso3 in countries) + ") AS t(name, iso3)")
con.execute("CREATE TEMP TABLE minerals AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}')" for name in minerals) + ") AS t(slug)")
faults = con.execute('''
    SELECT count(*) FILTER (names.iso3 IS NULL), count(*) FILTER (minerals.slug IS NULL),
        count(*) FILTER ({no_year}),
        count(*) FILTER (TRY_CAST(quantity AS DOUBLE) IS NULL OR CAST(quantity AS DOUBLE) < 0)
    FROM own LEFT JOIN names ON own.country = names.name
    LEFT JOIN minerals ON own.mineral = minerals.slug''').fetchall()
between = con.execute('''
    SELECT mineral, stage, basis, year, count(*) AS n, count(DISTINCT country) AS places,
        count(DISTINCT unit) AS units, sum(CAST(quantity AS DOUBLE)) AS total
    FROM own GROUP BY ALL HAVING n <> places OR units > 1''').fetchall()
assert not between and not any(faults[0]), (faults, between[:2])
rows = len(con.execute('''
    WITH t AS (SELECT mineral, stage, basis, country, CAST(quantity AS DOUBLE) AS q FROM own
               WHERE year = {year}),
    s AS (SELECT *, q / sum(q) OVER (PARTITION BY mineral, stage, basis) AS share FROM t)
    SELECT mineral, stage, basis, sum(share * share) * 10000, max_by(country, q), count(*)
    FROM s GROUP BY ALL ORDER BY ALL''').fetchall())
"""
SETUP = """
import critmin
from critmin.core import names
countries = [(c.name.replace("'", "''"), c.iso3) for c in names.countries().values()]
minerals = list(names.minerals())
"""


def with_names() -> Any:
    """Connection of DuckDB with numbered minerals in `m` and countries in `c`."""
    import duckdb

    from critmin.core import names

    con = duckdb.connect()
    for name, texts in (
        ("m", [*names.minerals()][:60]),
        ("c", [one.name for one in names.countries().values()][:200]),
    ):
        con.execute(f"CREATE TABLE {name} (id BIGINT, text VARCHAR)")
        con.executemany(f"INSERT INTO {name} VALUES (?, ?)", [*enumerate(texts)])
    return con


def write(path: Path, rows: int) -> None:
    """A table of minerals, years, countries and scenarios, with rows as a program writes them."""
    con = with_names()
    # A row for each country of a year of a mineral of a scenario, in this order.
    how = "FORMAT parquet" if path.suffix == ".parquet" else "HEADER"
    con.execute(
        f"""COPY (
            SELECT m.text AS mineral, 'mining' AS stage, 1990 + n // 200 % 35 AS year,
                c.text AS country, (1 + hash(n) % 999999) / 10 AS quantity, 't' AS unit,
                'scenario ' || n // 420000 AS basis
            FROM range({rows}) r(n) JOIN m ON m.id = n // 7000 % 60 JOIN c ON c.id = n % 200
            ORDER BY n
        ) TO '{path}' ({how})"""
    )


def ask(work: str, path: Path, kind: str) -> dict[str, float]:
    """Seconds, MB and rows of a run in a process of its own."""
    made, source = KINDS[kind]
    text = kind == "csv"
    for name, sql in {
        "source": source.format(path=path),
        "no_year": "NOT regexp_full_match(year, '[0-9]{4}')"
        if text
        else "NOT coalesce(year BETWEEN 1800 AND 2100, false)",
        "year": "'2024'" if text else "2024",
    }.items():
        work = work.replace(f"{{{name}}}", sql)
    said = subprocess.run(
        [sys.executable, "-c", ASK.format(setup=f"{SETUP}{made}", work=work), str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"},
    )
    return dict(json.loads(said.stdout.splitlines()[-1]))


HEADINGS = (
    "table",
    "rows",
    "critmin, s",
    "SQL, s",
    "critmin, processor s",
    "SQL, processor s",
    "limit, processor s",
    "ratio",
    "critmin, peak MB",
    "SQL, peak MB",
)


def measured(rows: int, kind: str, base: Path) -> str:
    """A line of the table: the run of each with the fewest processor seconds."""
    with tempfile.TemporaryDirectory(dir=base) as folder:
        path = Path(folder) / ("own.csv" if kind == "csv" else "own.parquet")
        write(path, rows)
        found: dict[str, list[dict[str, float]]] = {OURS: [], SQL: []}
        for _ in range(RUNS):
            for work, runs in found.items():
                runs.append(ask(work, path, kind))
    ours, sql = (min(runs, key=lambda run: run["cpu"]) for runs in found.values())
    if ours["rows"] != sql["rows"]:
        raise RuntimeError(f"{ours['rows']} rows by critmin, {sql['rows']} by SQL")
    cells = [kind, f"{rows:,}"]
    cells += [f"{run[key]:.2f}" for key in ("s", "cpu") for run in (ours, sql)]
    cells += [f"{RATIO * sql['cpu'] + FIXED:.2f}", f"{ours['cpu'] / sql['cpu']:.2f}"]
    cells += [f"{ours['mb']:.0f}", f"{sql['mb']:.0f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure each size, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="*", type=float, default=[1e5, 1e6, 1e7])
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=[*KINDS])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    import duckdb

    lines = [f"| {' | '.join(HEADINGS)} |", f"|---|{'---:|' * (len(HEADINGS) - 1)}"]
    for kind in asked.kinds:
        for rows in asked.rows:
            lines.append(measured(int(rows), kind, asked.folder))
            print(lines[-1], flush=True)
    text = (
        "HHI of all tables of the newest year in a table, against hand-written DuckDB SQL with the "
        f"same checks (benchmarks/own_tables.py). {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; duckdb {duckdb.__version__}; without the start of Python and its "
        f"imports; of {RUNS} runs of each, taking turns, that with the fewest processor seconds. "
        f"The limit is {RATIO} times the processor seconds of SQL and {FIXED} s more, and "
        f"{MOST:,} MB.\n\n" + "\n".join(lines)
    )
    if asked.write:
        results.write("Own tables", text)


if __name__ == "__main__":
    main()
