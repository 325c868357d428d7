"""A lake of made flows, and the questions that every engine must answer alike."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from critmin.lakes import schema
from critmin.lakes.store import FLOWS, FORMAT, HEAD, RECORDS

PLACES = ("CHN", "JPN", "USA", "DEU", "KOR", "AUS", "CHL", "COD", "")
CODES = ("250410", "283691", "810520", "811292", "850511")
EXACT = 1e-12  # of a figure


def made(rows: int, seed: int = 7, periods: Iterable[str] = ("2022", "2023", "2024")) -> list[dict]:
    """Flows of several sizes, with missing values, suppressed ones and a residual partner."""
    draw = random.Random(seed)
    years = tuple(periods)
    found = []
    for _ in range(rows):
        exporter = draw.choice(PLACES)
        state = schema.NUMBER if exporter else schema.RESIDUAL
        value: Decimal | None = Decimal(round(math.exp(draw.gauss(8, 4)) * 1000)) / 1000
        if state == schema.NUMBER and draw.random() < 0.05:
            state, value = draw.choice((schema.MISSING, schema.SUPPRESSED)), None
        found.append(
            {
                "source": "baci-hs92",
                "edition": "made",
                "period": draw.choice(years),
                "reporter": None,
                "importer": draw.choice(PLACES[:-1]),
                "exporter": exporter or None,
                "flow": "trade",
                "nomenclature": "HS92",
                "code": draw.choice(CODES),
                "value": value,
                "currency": "USD",
                "weight_kg": None if draw.random() < 0.1 else Decimal(draw.randrange(10**9)) / 1000,
                "quantity": None,
                "quantity_unit": None,
                "state": state,
            }
        )
    return found


def put(folder: Path, rows: list[dict], key: str = "0" * 16, name: str = "made.csv") -> Path:
    """Make a lake of rows, or add them to it, as one file with a part for each period."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = [
        pa.decimal128(18, 3) if c.type == schema.AMOUNT else pa.string() for c in schema.COLUMNS
    ]
    arrow = pa.schema(list(zip(schema.NAMES, kinds, strict=True)))
    source, edition = rows[0]["source"], rows[0]["edition"]
    parts = []
    for period in sorted({row["period"] for row in rows}):
        here = [row for row in rows if row["period"] == period]
        path = f"{FLOWS}/source={source}/edition={edition}/period={period}/{key}.parquet"
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(here, schema=arrow), file)
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        part = {"path": path, "period": period, "rows": len(here), "bytes": len(content)}
        parts.append({**part, "sha256": digest})
    record: dict[str, Any] = {
        **{"key": key, "name": name, "sha256": key * 4, "bytes": 1, "reader": "table"},
        **{"source": source, "edition": edition, "nomenclature": "HS92", "currency": "USD"},
        **{"rows_in": len(rows), "rows_used": len(rows), "set_aside": {}, "parts": parts},
        **{"added": "2026-11-26", "about": {}},
    }
    (folder / RECORDS).mkdir(exist_ok=True)
    (folder / RECORDS / f"{key}.json").write_text(json.dumps(record), "utf-8")
    (folder / HEAD).write_text(json.dumps({"format": FORMAT}), "utf-8")
    return folder


def totals(flows: Any) -> Any:
    """Value and weight of each period, importer and code, with what has no figure counted."""
    known = flows.state.isin([schema.NUMBER, schema.RESIDUAL])
    return flows.group_by("period", "importer", "code").aggregate(
        value=flows.value.sum(),
        weight=flows.weight_kg.sum(),
        rows=flows.count(),
        without_figure=(~known).sum(),
    )


def shares(flows: Any) -> Any:
    """Import share of each exporter: a residual partner is in the sum and is no exporter."""
    import ibis

    by = ["period", "importer", "code"]
    each = flows.group_by([*by, "exporter"]).aggregate(value=flows.value.sum())
    each = each.filter(each.value > 0)
    whole = ibis.window(group_by=by)
    share = each.value.cast("float64") / each.value.sum().over(whole).cast("float64")
    return each.mutate(share=share).filter(lambda one: one.exporter.notnull())


def concentration(flows: Any) -> Any:
    """HHI of each period, importer and code, with the largest exporter and its share."""
    each = shares(flows)
    return each.group_by("period", "importer", "code").aggregate(
        hhi=(each.share * each.share).sum(),
        largest=each.share.max(),
        supplier=each.exporter.argmax(each.share),
        suppliers=each.count(),
    )


def own_exports(flows: Any) -> Any:
    """Imports beside own exports: a join of two sums."""
    by = ["period", "code"]
    bought = flows.group_by([*by, "importer"]).aggregate(imports=flows.value.sum())
    sold = flows.filter(flows.exporter.notnull())
    sold = sold.group_by([*by, "exporter"]).aggregate(exports=sold.value.sum())
    sold = sold.rename(importer="exporter")
    both = bought.left_join(sold, [*by, "importer"], rname="{name}_sold")
    ratio = both.imports.cast("float64") / both.exports.cast("float64")
    return both.mutate(ratio=ratio).select(
        "period", "code", "importer", "imports", "exports", "ratio"
    )


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "totals": totals,
    "shares": shares,
    "concentration": concentration,
    "own exports": own_exports,
}


def rows_of(table: Any) -> list[tuple]:
    """Rows of an Arrow table, in the order of their texts and exact figures."""
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return sorted(rows, key=lambda row: [repr(v) for v in row if not isinstance(v, float)])


def assert_same(ours: Any, theirs: Any) -> None:
    """Two engines' rows: texts and exact figures equal, floating figures within `EXACT`."""
    assert ours.schema.names == theirs.schema.names
    first, second = rows_of(ours), rows_of(theirs)
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        for left, right in zip(one, other, strict=True):
            if isinstance(left, float) and isinstance(right, float):
                assert math.isclose(left, right, rel_tol=EXACT, abs_tol=0), (one, other)
            else:
                assert left == right, (one, other)
