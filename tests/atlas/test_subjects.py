"""What the atlas has pages of, and by which rule."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

import critmin
from critmin.atlas import links, subjects
from critmin.core.errors import NoData


def test_a_page_of_each_mineral_of_60_buyers_and_of_30_suppliers() -> None:
    every = subjects.subjects()
    count = Counter(one.kind for one in every)
    named = len(critmin.minerals())
    assert count == {"mineral": named, "buyer": 60, "supplier": 30}
    assert len({one.path for one in every}) == len(every)
    assert all(one.path.isascii() and " " not in one.path for one in every)


def test_buyers_are_the_largest_importers() -> None:
    found = [one.code for one in subjects.buyers()]
    assert found[:3] == ["CHN", "eu27", "JPN"]
    assert {"USA", "KOR", "DEU", "IND", "GBR"} < set(found)


def test_the_bloc_buys_only_from_outside() -> None:
    """Imports of the European Union from Chile and no others are as in its members' flows."""
    from critmin.core import names
    from critmin.trade import flows

    year = subjects.trade_year()
    members = names.members("eu27", f"{year}-12-31")
    codes = {c.code for of in flows.mapped("baci-hs92").values() for c in of if c.exclusive}
    value: Counter[str] = Counter()
    for iso3 in members:
        for flow in flows.imports("baci-hs92", year, {iso3}):
            if flow.code in codes:
                value["all"] += flow.value
                value["outside"] += flow.value if flow.exporter not in members else 0
    for flow in flows.imports("baci-hs92", year, {"JPN"}):
        value["JPN"] += flow.value if flow.code in codes else 0
    order = [one.code for one in subjects.buyers()]
    assert value["JPN"] < value["outside"] < value["all"]
    assert order.index("eu27") < order.index("JPN")


def test_suppliers_are_most_often_among_the_three_largest_producers() -> None:
    """Counted again from the rows of `share`, by ranks computed from the shares or quantities."""
    tables = defaultdict(dict)
    for mineral in critmin.minerals().column("mineral"):
        try:
            rows = list(critmin.share(mineral, stage="mining,refining"))
        except NoData:
            continue
        for row in rows:
            if row["kind"] == "country":
                tables[row["mineral"], row["stage"]][row["iso3"]] = row
    count: Counter[str] = Counter()
    for by_country in tables.values():
        known = any(row["share"] is not None for row in by_country.values())
        column = "share" if known else "quantity"
        figures = {iso3: row[column] for iso3, row in by_country.items() if row[column]}
        for iso3, figure in figures.items():
            count[iso3] += sum(other > figure for other in figures.values()) < 3
    found = [one.code for one in subjects.suppliers()]
    least = min(count[iso3] for iso3 in found)
    assert [count[iso3] for iso3 in found] == sorted((count[i] for i in found), reverse=True)
    assert all(number <= least for iso3, number in count.items() if iso3 not in found)


@pytest.mark.parametrize(
    ("column", "value", "path"),
    [
        ("mineral", "lithium", "minerals/lithium.html"),
        ("supplier", "China", "suppliers/china.html"),
        ("buyer", "China", "buyers/china.html"),
        ("buyer_iso3", "JPN", "buyers/japan.html"),
        ("supplier", "Germany", "buyers/germany.html"),
        ("buyer", "European Union (27)", "buyers/eu27.html"),
        ("buyer", "DR Congo", "suppliers/dr-congo.html"),
        ("country", "World", None),
        ("stage", "mining", None),
    ],
)
def test_cells_lead_to_pages(column, value, path) -> None:
    found = links.page_of(column, value)
    assert (found and found.path) == path


def test_a_page_does_not_link_to_itself() -> None:
    lithium = subjects.of_path()["minerals/lithium.html"]
    link = links.links_of(lithium)
    assert link("mineral", "lithium") == ""
    assert link("mineral", "cobalt") == "../minerals/cobalt.html"
    assert links.links_of(None)("mineral", "cobalt") == "minerals/cobalt.html"


def test_the_search_has_names_in_five_languages() -> None:
    import json

    from critmin.atlas.search_index import search_index

    text = search_index()
    entries = json.loads(text.partition(" = ")[2].rstrip().removesuffix(";"))
    by_path = {path: [name, *others.split("|")] for name, path, _kind, others in entries}
    assert by_path.keys() == subjects.of_path().keys()
    for name in ("Copper", "Cu", "Kupfer", "cuivre", "銅", "铜"):
        assert name in by_path["minerals/copper.html"]
    for name in ("Germany", "DEU", "Deutschland", "Allemagne", "ドイツ", "德国"):
        assert name in by_path["buyers/germany.html"]
    assert "lithium carbonate" in by_path["minerals/lithium.html"]
    assert "European Union" in by_path["buyers/eu27.html"]
