"""Front page of the atlas: all pages, a heatmap, a map, and a table of all minerals."""

from __future__ import annotations

from collections import Counter, defaultdict

from critmin.answers import builder
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.atlas import dependence
from critmin.atlas.contents import Block
from critmin.atlas.subjects import (
    BUYERS_RULE,
    SUPPLIERS_RULE,
    buyers,
    minerals,
    suppliers,
    trade_year,
)
from critmin.atlas.writing import TableFile, Written, table_files, view, written
from critmin.charts.forms import Area, Map
from critmin.charts.model import Chart
from critmin.core.errors import NoData
from critmin.core.wording import counted, place
from critmin.supply.hhi import hhi

PATH = "index.html"
FOLDER = "tables/index"
BOTH = "mining,refining"
ROWS = 25  # minerals in the heatmap
LEVELS = (2.0, 5.0, 10.0, 25.0)
CONCENTRATION = ("mineral", "stage", "year", "top_country", "cr1", "hhi", "countries")
CONCENTRATION_LEAD = (
    "The largest producer of each mineral and stage, and the HHI, from 0 (many equal countries) to "
    "10,000 (one country)."
)


def index_files(day: str) -> Written:
    """Front page, with its tables as files.

    Parameters
    ----------
    day : str
        ISO day for which export controls are read.
    """
    blocks = [depend(), concentration()]
    files: dict[str, bytes] = {}
    named = []
    for block in blocks:
        assert block.table is not None
        path = f"{FOLDER}/{block.key}"
        files |= table_files(block.table, path)
        named.append(TableFile(path, PATH, block.heading, block.command, len(block.table)))
    html = written(
        PATH,
        title="Atlas of critical minerals",
        top="",
        day=day,
        views=[view(block, None, f"{FOLDER}/{block.key}") for block in blocks],
        minerals=minerals(),
        buyers=sorted(buyers(), key=lambda one: one.name),
        suppliers=sorted(suppliers(), key=lambda one: one.name),
        buyers_rule=BUYERS_RULE.format(year=trade_year()),
        suppliers_rule=SUPPLIERS_RULE,
    )
    return Written({PATH: html.encode()} | files, tuple(named))


def depend() -> Block:
    """Heatmap of minerals and large buyers, and its table: the largest supplier of each."""
    rows = dependence.largest()
    table = builder.answer(
        rows,
        columns_of(dependence.Row),
        query={"command": "dependency", "top": 1},
        notes=["shares are of recorded imports of the forms with data"],
        summary=_depend,
        chart=_heat,
    )
    return Block(
        "dependence",
        "Who depends on whom",
        dependence.LEAD,
        "critmin dependency BUYER --top 1, for each buyer, rows with a share",
        table,
        "",
        ("buyer", "mineral", "stage", "year", "supplier", "share", "imports_usd"),
    )


def _depend(table: Table) -> str:
    rows = table.records()
    half = [row for row in rows if row["share"] > dependence.HALF]
    count = Counter(row["supplier"] for row in half)
    top, number = min(count.items(), key=lambda pair: (-pair[1], pair[0]))
    return (
        f"{top} supplies more than half in {number:,} of {len(rows):,} lines (a buyer and a "
        f"mineral in one form), more often than any other country. One country supplies more than "
        f"half in {len(half):,} of them."
    )


def _heat(table: Table) -> Chart:
    """Minerals of the largest value of trade among the largest buyers."""
    rows = [dependence.Row(*row) for row in table.rows]  # type: ignore[arg-type]
    shown = {one.code for one in buyers()[: dependence.ACROSS]}
    value: dict[str, float] = defaultdict(float)
    for row in rows:
        if row.buyer_iso3 in shown:
            value[row.mineral] += (row.imports_usd or 0) / (row.share or 1)
    most = sorted(value, key=lambda slug: (-value[slug], slug))[:ROWS]
    return dependence.heat(
        rows,
        most,
        topic="Share of the largest supplier in each buyer's imports",
        empty="no share is recorded",
    )


def concentration() -> Block:
    """Largest producer and HHI of all minerals, and the map of the largest producers."""
    tables = []
    for mineral in minerals():
        try:
            tables.append(hhi(mineral.code, stage=BOTH))
        except NoData:
            continue
    whole = tables[0].joined(tables[1:])
    table = whole.mapped(lambda row: None if row.year is None else row).replace(
        query={"command": "hhi", "stage": BOTH},
        further=(),
        sentence=_concentration,
        chart=_map,
        map=None,
    )
    return Block(
        "concentration",
        "Who produces most",
        CONCENTRATION_LEAD,
        f"critmin hhi MINERAL --stage {BOTH}, for each mineral",
        table,
        "",
        CONCENTRATION,
    )


def _leaders(table: Table) -> Counter[str]:
    """In how many minerals each country is the largest producer, at the mine or refinery."""
    pairs = {(row["mineral"], row["top_iso3"]) for row in table.records() if row["top_iso3"]}
    return Counter(str(iso3) for _, iso3 in pairs)


def _concentration(table: Table) -> str:
    count = _leaders(table)
    ranked = sorted(count, key=lambda iso3: (-count[iso3], place(iso3)))
    every = len({row["mineral"] for row in table.records()})
    first, second = ranked[:2]
    return (
        f"{place(first)} is the largest producer of {count[first]} of {every} minerals, at the "
        f"mine or at the refinery; next is {place(second)} with {count[second]}."
    )


def _map(table: Table) -> Chart:
    count = _leaders(table)
    return Map(
        topic="Number of minerals of which a country is the largest producer",
        subtitle="At the mine or at the refinery, newest year",
        note=f"{counted(len(count), 'country', 'countries')} lead in at least one mineral.",
        unit="minerals",
        levels=LEVELS,
        areas=tuple(Area(iso3, place(iso3), float(number)) for iso3, number in count.items()),
    )
