"""Front page of the atlas: all pages, a heatmap, a map, and a table of all minerals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from critmin.answers import builder
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.atlas import dependence, links
from critmin.atlas.answer_section import Place, section
from critmin.atlas.page_writing import HELD, Written, table_files, written
from critmin.atlas.questions import Answer, Look, together
from critmin.atlas.subjects import (
    BUYERS_RULE,
    SUPPLIERS_RULE,
    Subject,
    buyers,
    minerals,
    suppliers,
    trade_year,
)
from critmin.charts.forms import Area, Map
from critmin.charts.model import Chart
from critmin.core.errors import NoData
from critmin.core.wording import counted, place
from critmin.pages.blocks import LEAD, Block, Link, Links, Paragraphs, Section, Sentences, contents
from critmin.supply.hhi import hhi

PATH = "index.html"
FOLDER = "tables/index"
BOTH = "mining,refining"
ROWS = 25  # minerals in the heatmap
LEVELS = (2.0, 5.0, 10.0, 25.0)
CONCENTRATION = "mineral stage year top_country cr1 hhi countries"
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
    answers = [depend(), concentration()]
    files, tables = table_files(answers, FOLDER, PATH)
    place = Place(False, FOLDER, links.links_of(None), HELD)
    above: set[str] = set()
    sections = [section(one, place, above) for one in answers] + _pages()
    found: tuple[Block, ...] = (_opening(), contents("Contents", tuple(sections)), *sections)
    html = written("Atlas of critical minerals", "Atlas of critical minerals", day, found)
    return Written({PATH: html.encode()} | files, tables)


def _opening() -> Section:
    said = (
        f"Who mines, refines and buys {len(minerals())} minerals, what restricts their trade, and "
        f"who depends on whom: a page for each mineral, for the {len(buyers())} largest buyers and "
        f"for {len(suppliers())} suppliers. Each figure has its source, year and unit, and each "
        "table is here as CSV and JSON."
    )
    how = "The atlas needs no internet: copy the folder and open index.html. Press / to search."
    return Section("short", "In short", (Sentences((said,)), Paragraphs((how,))), unseen=True)


def _pages() -> list[Section]:
    """Links to all pages, by kind."""

    def to(every: Iterable[Subject]) -> Links:
        return Links(tuple(Link(one.name, one.path) for one in every))

    def by_name(one: Subject) -> str:
        return one.name

    rule = BUYERS_RULE.format(year=trade_year())
    bought = (Paragraphs((rule,), LEAD), to(sorted(buyers(), key=by_name)))
    sold = (Paragraphs((SUPPLIERS_RULE,), LEAD), to(sorted(suppliers(), key=by_name)))
    return [
        Section("minerals", "Minerals", (to(minerals()),)),
        Section("buyers", "Buyers", bought),
        Section("suppliers", "Suppliers", sold),
    ]


def depend() -> Answer:
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
    return Answer(
        "dependence",
        "Who depends on whom",
        ("critmin dependency BUYER --top 1, for each buyer, rows with a share",),
        table,
        look=dependence.LOOK._replace(
            columns="buyer mineral stage year supplier share imports_usd", bar=""
        ),
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


def concentration() -> Answer:
    """Largest producer and HHI of all minerals, and the map of the largest producers."""
    tables = []
    for mineral in minerals():
        try:
            tables.append(hhi(mineral.code, stage=BOTH))
        except NoData:
            continue
    whole = together(tables).mapped(lambda row: None if row.year is None else row)
    table = whole.replace(
        query={"command": "hhi", "stage": BOTH}, further=(), sentence=_concentration, chart=_map
    )
    return Answer(
        "concentration",
        "Who produces most",
        (f"critmin hhi MINERAL --stage {BOTH}, for each mineral",),
        table,
        look=Look(CONCENTRATION, CONCENTRATION_LEAD),
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
