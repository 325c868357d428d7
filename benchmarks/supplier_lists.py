"""Supplier lists of 10 thousand to 1 million lines, against hand-written SQL that sums the amounts.

``python benchmarks/supplier_lists.py [--rows 1e4 1e5 1e6] [--runs 3] [--folder DIR] [--write]``

The SQL is for lists as this one alone: it knows the names in it beforehand, joins them, checks the
amounts and sums them by mineral and country. It does not read other notations, stages, goods or
controls. Each run is a process of its own, and the two take turns; memory is its peak.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path

import own_tables
import results

MOST = 1_000  # MB
OURS = """
answer = critmin.suppliers(sys.argv[1], as_of="2026-11-24")
answer.summary
rows = len(answer)
"""
WRITTEN = (
    OURS
    + """
from critmin.answers import formats
from critmin.answers.writing import write_whole
write_whole(sys.argv[1] + ".out", formats.parts(answer, formats.FORMATS["csv"]))
"""
)
SQL = """
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
con.execute("CREATE TEMP TABLE own AS SELECT row_number() OVER () AS line, * "
            "FROM read_csv(?, all_varchar = true)", [sys.argv[1]])
con.execute("CREATE TEMP TABLE names AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}', '{iso3}')" for name, iso3 in countries) + ") AS t(name, iso3)")
con.execute("CREATE TEMP TABLE minerals AS SELECT * FROM (VALUES " + ", ".join(
    f"('{name}')" for name in minerals) + ") AS t(slug)")
faults = con.execute('''
    SELECT count(*) FILTER (names.iso3 IS NULL), count(*) FILTER (minerals.slug IS NULL),
        count(*) FILTER (TRY_CAST(quantity AS DOUBLE) IS NULL OR CAST(quantity AS DOUBLE) < 0)
    FROM own LEFT JOIN names ON own.country = names.name
    LEFT JOIN minerals ON own.material = minerals.slug''').fetchall()
assert not any(faults[0]), faults
con.execute('''
    CREATE TEMP TABLE answer AS WITH t AS (
        SELECT line, material, supplier, iso3, CAST(quantity AS DOUBLE) AS q
        FROM own JOIN names ON own.country = names.name),
    s AS (SELECT material, iso3, sum(q) AS q FROM t GROUP BY ALL),
    m AS (SELECT material, sum(q) AS total, sum(q * q) AS squares FROM s GROUP BY ALL)
    SELECT t.*, t.q / total AS own_share, squares / total / total * 10000 AS own_hhi,
        s.q / total AS stop_takes
    FROM t JOIN s USING (material, iso3) JOIN m USING (material)''')
rows = con.execute("SELECT count(*) FROM answer").fetchall()[0][0]
"""
SQL_WRITTEN = (
    SQL
    + """
con.execute(f"COPY (SELECT * FROM answer ORDER BY line) TO '{sys.argv[1]}.out' (HEADER)")
"""
)


def write(path: Path, rows: int) -> None:
    """A list as a purchasing system writes it: a line for an order, 3,000 suppliers."""
    con = own_tables.with_names()
    con.execute(
        f"""COPY (
            SELECT m.text AS material, 'Supplier ' || hash(n + 1) % 3000 || ' Ltd' AS supplier,
                c.text AS country, (1 + hash(n) % 999999) / 10 AS quantity, 't' AS unit,
                'PO' || n AS "order"
            FROM range({rows}) r(n) JOIN m ON m.id = hash(n + 2) % 60
            JOIN c ON c.id = hash(n + 3) % 200
            ORDER BY n
        ) TO '{path}' (HEADER)"""
    )


HEADINGS = (
    "lines",
    "written as CSV",
    "critmin, processor s",
    "SQL, processor s",
    "ratio",
    "critmin, peak MB",
    "SQL, peak MB",
)


def measured(rows: int, base: Path, runs: int) -> list[str]:
    """Two lines of the table: the answer, and the answer written as CSV."""
    lines = []
    with tempfile.TemporaryDirectory(dir=base) as folder:
        path = Path(folder) / "list.csv"
        write(path, rows)
        for said, ours, sql in (("no", OURS, SQL), ("yes", WRITTEN, SQL_WRITTEN)):
            found: dict[str, list[dict[str, float]]] = {ours: [], sql: []}
            for _ in range(runs):
                for work, taken in found.items():
                    taken.append(own_tables.ask(work, path, "csv"))
            mine, theirs = (min(taken, key=lambda run: run["cpu"]) for taken in found.values())
            if mine["rows"] != theirs["rows"]:
                raise RuntimeError(f"{mine['rows']} lines by critmin, {theirs['rows']} by SQL")
            if mine["mb"] > MOST:
                raise RuntimeError(f"{mine['mb']:.0f} MB, more than {MOST:,}")
            cells = [f"{rows:,}", said, f"{mine['cpu']:.2f}", f"{theirs['cpu']:.2f}"]
            cells += [f"{mine['cpu'] / theirs['cpu']:.1f}"]
            cells += [f"{mine['mb']:.0f}", f"{theirs['mb']:.0f}"]
            lines.append(f"| {' | '.join(cells)} |")
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure each size, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="*", type=float, default=[1e4, 1e5, 1e6])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    import duckdb

    lines = [f"| {' | '.join(HEADINGS)} |", f"|{'---:|' * len(HEADINGS)}"]
    for rows in asked.rows:
        lines += measured(int(rows), asked.folder, asked.runs)
    times = f"of {asked.runs} runs of each, taking turns, that with the fewest processor seconds"
    times = times if asked.runs > 1 else "one run of each"
    text = (
        "Answer of `suppliers` with its summary for a list in a CSV, against hand-written DuckDB "
        "SQL that knows the names of this list and sums its amounts, without stages, goods and "
        f"controls (benchmarks/supplier_lists.py). {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; duckdb {duckdb.__version__}; without the start of Python and its "
        f"imports; {times}. The limit is {MOST:,} MB.\n\n" + "\n".join(lines)
    )
    if asked.write:
        results.write("Supplier lists", text)


if __name__ == "__main__":
    main()
