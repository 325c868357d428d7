"""Own tables of 10 thousand to 10 million rows, against hand-written SQL with the same checks.

    python benchmarks/own_tables.py [ROWS ...]

Each run is a process of its own. Time is from the call to the answer, without the start of
Python; memory is the peak of the process.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
RUNS = 3
ASK = """
import json, resource, sys, time
import pyarrow, pandas, duckdb
{setup}
started = time.perf_counter()
{work}
took = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([took, peak, rows]))
"""
OURS = "rows = len(critmin.hhi(data=sys.argv[1], year=2024).rows)"
SQL = """
con = duckdb.connect()
con.execute("CREATE TEMP TABLE own AS SELECT * FROM read_csv(?, all_varchar = true)", [sys.argv[1]])
con.execute("CREATE TEMP TABLE names AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}', '{iso3}')" for name, iso3 in countries) + ") AS t(name, iso3)")
con.execute("CREATE TEMP TABLE minerals AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}')" for name in minerals) + ") AS t(slug)")
faults = con.execute('''
    SELECT count(*) FILTER (names.iso3 IS NULL), count(*) FILTER (minerals.slug IS NULL),
        count(*) FILTER (NOT regexp_full_match(year, '[0-9]{4}')),
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
               WHERE year = '2024'),
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


def write(path: Path, rows: int) -> None:
    """A table of minerals, years, countries and scenarios, with rows as a program writes them."""
    from critmin.core import names

    minerals = list(names.minerals())[:60]
    countries = [f'"{c.name}"' if "," in c.name else c.name for c in names.countries().values()]
    chance = random.Random(1)
    done = scenario = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write("mineral,stage,year,country,quantity,unit,basis\n")
        while done < rows:
            for mineral in minerals:
                for year in range(1990, 2025):
                    for country in countries[: min(200, rows - done)]:
                        figure = chance.randrange(1, 10**6) / 10
                        stream.write(
                            f"{mineral},mining,{year},{country},{figure},t,scenario {scenario}\n"
                        )
                        done += 1
            scenario += 1


def ask(work: str, path: Path) -> tuple[float, float, int]:
    """Seconds, MB and rows of the fastest of several runs."""
    found = []
    for _ in range(RUNS):
        said = subprocess.run(
            [sys.executable, "-c", ASK.format(setup=SETUP, work=work), str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(tuple(json.loads(said.stdout.splitlines()[-1])))
    return min(found)


def main(sizes: list[int]) -> None:
    """Measure each size, and write the table."""
    import results

    lines = [
        "| rows | critmin, s | SQL, s | ratio | critmin, MB | SQL, MB |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder) / "own.csv"
            write(path, rows)
            ours, sql = ask(OURS, path), ask(SQL, path)
            assert ours[2] == sql[2], (ours, sql)
            lines.append(
                f"| {rows:,} | {ours[0]:.2f} | {sql[0]:.2f} | {ours[0] / sql[0]:.2f} "
                f"| {ours[1]:.0f} | {sql[1]:.0f} |"
            )
            print(lines[-1], flush=True)
    said = (
        "HHI of all tables of one year in a CSV, against hand-written DuckDB SQL with the same "
        f"checks; the fastest of {RUNS} runs of each (benchmarks/own_tables.py)."
    )
    results.write("Own tables", "\n".join([said, "", *lines]))


if __name__ == "__main__":
    main([int(text.replace("_", "")) for text in sys.argv[1:]] or [*SIZES])
