"""Unit values of a file beside those of the world's trade: whether units look swapped.

The ground is the bundled trade: value per kg of all flows of a code in a year. Flows of one code
differ from it by ten times or so; where most rows differ by about a thousand times, the same way,
the file rather has tonnes in a column of kg, or thousands in a column of money. It is said, and
nothing is changed: the rows may be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple

TABLES = ("trade/world_hs92.csv", "trade/world_hs17.csv")
# A unit of these was worth 0.5 to 2.1 USD since 1995, so that it does not matter here.
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD")
FEWEST = 5  # rows with a value, a weight and a code of the bundled trade
MOST = 0.5  # share of these rows that must differ by the factor, the same way
FACTORS = (1000, 1_000_000)
PAID = f"aside IS NULL AND value > 0 AND weight_kg > 0 AND currency IN {CURRENCIES}"
NEAR = 10**0.5  # a factor of 1,000 is 316 to 3,162


class Swapped(NamedTuple):
    """Rows whose value per kg differs from the world's by about a factor."""

    factor: float  # over 1: too much value for the weight
    rows: int
    compared: int  # rows with a value, a weight and a code of the bundled trade


def world() -> list[tuple[int, str, float]]:
    """Value per kg of the world's trade, by year and six-digit code."""
    found: dict[tuple[int, str], float] = {}
    for table in TABLES:
        for _source, year, code, _flows, _value, weighed, kg, _without in read_table(table)[1]:
            if int(kg) and int(weighed):
                found.setdefault((int(year), code), int(weighed) / int(kg))
    return [(year, code, value) for (year, code), value in found.items()]


def swapped(con: Any) -> dict[str, Any]:
    """What looks swapped in a file; empty for nothing.

    Parameters
    ----------
    con : connection
        DuckDB, with the judged rows of a file in ``staged``.
    """
    if not _compared(con):
        return {}
    cases = " ".join(
        f"WHEN times BETWEEN {factor / NEAR} AND {factor * NEAR} THEN {factor} "
        f"WHEN times BETWEEN {1 / factor / NEAR} AND {NEAR / factor} THEN {1 / factor}"
        for factor in FACTORS
    )
    # The nearest year that the bundled trade has of the code.
    rows = con.execute(
        "WITH span AS (SELECT code, min(year) AS first, max(year) AS last FROM world "
        "GROUP BY code), "
        "flows AS (SELECT left(code, 6) AS code, left(period, 4)::INTEGER AS year, "
        f"value::DOUBLE / weight_kg::DOUBLE AS paid FROM staged WHERE {PAID}), "
        "compared AS (SELECT paid / usd_per_kg AS times FROM flows JOIN span USING (code) "
        "JOIN world w ON w.code = span.code AND w.year = greatest(first, least(last, flows.year))) "
        f"SELECT CASE {cases} END AS factor, count(*) FROM compared GROUP BY factor"
    ).fetchall()
    compared = sum(count for _factor, count in rows)
    factor, most = max(rows, key=lambda row: row[1] if row[0] else 0, default=(None, 0))
    if factor is None or compared < FEWEST or most <= MOST * compared:
        return {}
    return Swapped(float(factor), most, compared)._asdict()


def _compared(con: Any) -> bool:
    """Whether enough rows can be compared; the table ``world`` is made once for a connection."""
    rows = con.execute(f"SELECT count(*) FROM staged WHERE {PAID}").fetchone()[0]
    if rows >= FEWEST:
        con.execute("CREATE TABLE IF NOT EXISTS world (year INT, code VARCHAR, usd_per_kg DOUBLE)")
        if not con.execute("SELECT 1 FROM world LIMIT 1").fetchone():
            columns = [list(column) for column in zip(*world(), strict=True)]
            con.execute(
                "INSERT INTO world SELECT unnest(?::INT[]), unnest(?::VARCHAR[]), "
                "unnest(?::DOUBLE[])",
                columns,
            )
    return bool(rows >= FEWEST)


def said(found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name of a sentence in cautions.csv, and its values, for units that look swapped."""
    if found:
        one = Swapped(**found)
        times = one.factor if one.factor > 1 else 1 / one.factor
        name = "units_swapped" if one.factor > 1 else "units_swapped:low"
        yield name, {"rows": one.rows, "compared": one.compared, "times": f"{times:,.0f}"}
