"""Who depends on whom: the largest supplier of each buyer, for a mineral or by supplier.

The rows are those of `critmin dependency BUYER --top 1` for each buyer of the atlas.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from critmin.answers import builder
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.atlas.questions import AS_IT_IS, Answer, Look
from critmin.atlas.readings import BOUGHT
from critmin.atlas.subjects import Subject, buyers
from critmin.charts.forms import Cell, Heat
from critmin.charts.labels import left_out
from critmin.charts.model import CHINA, FRACTION, Bar, Bars, Chart
from critmin.core.errors import NoData, QueryError
from critmin.core.wording import capital, counted, listed, lower, mineral_name, percent, place, the
from critmin.summaries.phrases import goods
from critmin.trade.dependency import dependency

HALF = 0.5
PRINTED = "usgs@"  # source that prints shares of imports without their measure
DRAWN = 15  # buyers or minerals in a picture
ACROSS = 10  # buyers side by side in a picture
LEVELS = (0.25, 0.5, 0.75)
LOOK = Look(
    "buyer stage year supplier share imports_usd",
    f"The largest supplier of each of the largest buyers. {BOUGHT}",
    order=AS_IT_IS,
    bar="share",
)
Record = dict[str, Any]


class Row(NamedTuple):
    """Largest supplier of a buyer, of one mineral in one form: a row of `dependency`."""

    mineral: str
    stage: str
    year: int
    buyer: str
    buyer_iso3: str
    supplier: str
    supplier_iso3: str | None
    imports_usd: int | None
    imports_t: float | None
    share: float | None
    rank: int | None
    hs6: tuple[str, ...]
    flag: tuple[str, ...]
    source: tuple[str, ...]


def on_mineral(slug: str, name: str) -> Answer:
    """The largest supplier of each buyer of a mineral.

    Parameters
    ----------
    slug, name : str
        The mineral, and its name within a sentence.
    """
    heading = "Who depends on whom"
    found: list[tuple[Any, ...]] = []
    cautions: list[Caution] = []
    without: list[str] = []
    reason = ""
    for buyer in buyers():
        try:
            table = dependency(buyer.code, slug, top=1)
        except (NoData, QueryError) as error:
            without.append(buyer.name)
            reason = reason or str(error)
            continue
        found += table.rows
        cautions += [_of(buyer, one) for one in table.warnings]
    command = f"critmin dependency BUYER {slug} --top 1, for each buyer"
    if not found:
        return Answer("buyers", heading, (command,), None, reason, LOOK)
    few = counted(len(without), "buyer")
    table = _composed(
        [Row(*row) for row in found],
        {"command": "dependency", "minerals": [slug], "top": 1},
        cautions,
        [f"{few} without recorded imports of {name}: {listed(without)}"] if without else [],
    )
    return Answer("buyers", heading, (command,), table, "", LOOK)


def on_supplier(supplier: Subject) -> Answer:
    """All that the largest buyers import mostly from one supplier."""
    heading = "Who depends on it"
    command = f"critmin dependency BUYER --top 1, rows with supplier_iso3 {supplier.code}"
    rows = [row for row in largest() if row.supplier_iso3 == supplier.code]
    rows.sort(key=lambda row: (-(row.imports_usd or 0), row.mineral, row.buyer))
    if not rows:
        none = f"it is the largest supplier of none of the {len(buyers())} largest buyers"
        return Answer("buyers", heading, (command,), None, none, LOOK)
    query = {"command": "dependency", "supplier": supplier.code, "top": 1}
    table = _composed(rows, query, [], [])
    look = LOOK._replace(
        columns="mineral stage year buyer share imports_usd",
        lead="What the largest buyers import more of from it than from any other country. "
        f"{BOUGHT}",
    )
    return Answer("buyers", heading, (command,), table, "", look)


@cache
def largest() -> tuple[Row, ...]:
    """Largest supplier of each mineral and form, of all buyers of the atlas, with its share."""
    found: list[Row] = []
    for buyer in buyers():
        try:
            found += [Row(*row) for row in dependency(buyer.code, top=1).rows]  # type: ignore[arg-type]
        except NoData:
            continue
    return tuple(row for row in found if row.share is not None)


def main_forms(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """Row of each buyer and mineral in the form that it imports for the largest value."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.buyer_iso3, row.mineral)
        if key not in found or _total(row) > _total(found[key]):
            found[key] = row
    return found


def _total(row: Row) -> float:
    """Value of a buyer's imports of a form from all suppliers; 0 where none is recorded."""
    return (row.imports_usd or 0) / row.share if row.share else 0.0


def _of(buyer: Subject, caution: Caution) -> Caution:
    """Caution with the buyer that it is about."""
    return caution.said(f"{buyer.name}: {caution.message}")


def _composed(
    rows: Sequence[Row], query: dict[str, Any], cautions: Iterable[Caution], notes: Iterable[str]
) -> Table:
    one_mineral = "minerals" in query
    return builder.answer(
        rows,
        columns_of(Row),
        query=query,
        cautions=cautions,
        notes=notes,
        summary=_summary_of_mineral if one_mineral else _summary_of_supplier,
        chart=_bars if one_mineral else _heat,
    )


def _main(table: Table) -> list[Record]:
    """Rows with a share, of the form with the largest value."""
    value: dict[str, float] = defaultdict(float)
    rows = [row for row in table.records() if row["share"]]
    for row in rows:
        value[row["stage"]] += (row["imports_usd"] or 0) / row["share"]
    form = max(sorted(value), key=lambda one: value[one], default="")
    return [row for row in rows if row["stage"] == form]


def _goods(row: Record) -> str:
    return goods(str(row["mineral"]), str(row["stage"]))


def _summary_of_mineral(table: Table) -> str:
    rows = _main(table)
    if not rows:
        return ""
    named = Counter(row["supplier"] for row in rows)
    supplier = min(named, key=lambda name: (-named[name], name))
    most = sum(row["supplier"] == supplier and row["share"] > HALF for row in rows)
    half = f", and supplies more than half to {most} of them" if most else ""
    printed = any(id_.startswith(PRINTED) for row in rows for id_ in row["source"])
    basis = "by value, or by shares that the USGS prints" if printed else "by value"
    return capital(
        f"{the(supplier)} is the largest supplier of {_goods(rows[0])} to {named[supplier]} of "
        f"{counted(len(rows), 'large buyer')} with a recorded share in {rows[0]['year']}, "
        f"{basis}{half}."
    )


def _summary_of_supplier(table: Table) -> str:
    rows = table.records()
    who = len({row["buyer_iso3"] for row in rows})
    half = sum(row["share"] > HALF for row in rows)
    top = max(rows, key=lambda row: (row["imports_usd"] or 0, row["share"]))
    return capital(
        f"{the(top['supplier'])} is the largest supplier of at least one mineral to {who} of the "
        f"{len(buyers())} largest buyers, and supplies more than half in {half} of "
        f"{counted(len(rows), 'line')} (a buyer and a mineral in one form). The largest by value: "
        f"{_goods(top)} to {the(top['buyer'])} ({percent(top['share'])} of its imports in "
        f"{top['year']})."
    )


def _bars(table: Table) -> Chart | None:
    """Share of the largest supplier of each of the largest buyers."""
    rows = _main(table)
    if not rows:
        return None
    return Bars(
        topic=f"Largest supplier of {_goods(rows[0])} to each buyer, {rows[0]['year']}",
        subtitle="Share of the buyer's recorded imports",
        unit=FRACTION,
        note=left_out(len(rows) - DRAWN, "smaller buyer"),
        bars=tuple(
            Bar(
                row["buyer"],
                row["share"],
                highlight=row["supplier_iso3"] == CHINA,
                text=row["supplier"],
                key=row["supplier_iso3"] or "",
            )
            for row in rows[:DRAWN]
        ),
    )


def _heat(table: Table) -> Chart | None:
    """Shares that the supplier has in the largest buyers' imports, by mineral."""
    rows = [Row(*row) for row in table.rows]  # type: ignore[arg-type]
    value: dict[str, float] = defaultdict(float)
    for row in rows:
        value[row.mineral] += row.imports_usd or 0
    minerals = sorted(value, key=lambda slug: (-value[slug], slug))[:DRAWN]
    return heat(
        rows,
        minerals,
        topic=f"What large buyers import mostly from {the(rows[0].supplier)}",
        empty="another supplier is larger, or no share",
    )


def heat(rows: Iterable[Row], minerals: Sequence[str], *, topic: str, empty: str) -> Heat:
    """Heatmap of minerals and the largest buyers: the share of the largest supplier.

    Parameters
    ----------
    rows : iterable of Row
        Largest supplier of each buyer, mineral and form.
    minerals : sequence of str
        Slugs, from top to bottom.
    topic : str
        What is shown.
    empty : str
        Why a cell has no figure.
    """
    found = main_forms(rows)
    shown = [one.code for one in buyers()[:ACROSS]]
    year = max(row.year for row in found.values())
    return Heat(
        topic=f"{topic}, {year}",
        subtitle="Share of the largest supplier in the buyer's recorded imports by value, of the "
        "form with the largest value",
        unit=FRACTION,
        levels=LEVELS,
        cells=tuple(
            _cell(slug, buyer, found.get((buyer, slug)), empty)
            for slug in minerals
            for buyer in shown
        ),
    )


def _cell(slug: str, buyer: str, row: Row | None, empty: str) -> Cell:
    name, column = mineral_name(slug), place(buyer)
    if row is None or row.share is None:
        return Cell(name, column, None, state=empty)
    return Cell(name, column, row.share, percent(row.share), highlight=row.share > HALF)


def named(slug: str) -> str:
    """Name of a mineral within a sentence."""
    return lower(mineral_name(slug))
