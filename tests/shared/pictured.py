"""Charts of the questions on supply and trade."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from summarised import DAY, Asked, ask, stops, supply, trade

from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Chart


def further() -> Iterator[Asked]:
    """Questions whose pictures are special: years, several buyers, blocs, comparisons."""
    eight = ("copper", "lithium", "nickel", "cobalt", "graphite", "tin", "zinc", "lead")
    yield ask("share", *eight, stage="mining,refining", year="2022,2023")
    yield ask("share", "lithium", "cobalt", "nickel", stage="mining,refining")
    yield ask("share", "lithium", country=("CHN", "CHL"), year="2015:2025")
    yield ask("share", "rare-earths", "gallium", by="bloc:eu27,g7")
    yield ask("share", "lithium", "cobalt", country="CHN")
    yield ask("share", "copper", year="2021:2025")
    yield ask("reserves", "lithium", "cobalt", year="2023:2025")
    yield ask("hhi", "cobalt", year="2015:2025")
    yield ask("trend", "cobalt", stage="mining,refining", country=("COD", "CHN"))
    yield ask("trend", "helium", "lithium", measure="quantity")
    yield ask("dependency", "eu27", "cobalt", form="refined", year="1995:2024")
    yield ask("dependency", "JPN", "lithium", year="1995:2024")
    yield ask("dependency", "JPN", "lithium", "graphite", "cobalt", year="2015:2024")
    yield ask("dependency", "JPN", "lithium", supplier="CHN", year="2010:2024")
    yield ask("dependency", "JPN", "cobalt", supplier="CHN", year="2010:2024")
    yield ask("dependency", "JPN", "cobalt", supplier=("CHN", "FIN"))
    yield ask("via", "JPN", "cobalt", origin="COD")
    yield ask("via", "USA", "graphite", origin="CHN", year="2020:2023")
    buyers = ("JPN", "USA", "eu27", "KOR", "IND")
    yield ask("exposure", *buyers, supplier="CHN", mineral="graphite", as_of=DAY)
    yield ask("exposure", *buyers, supplier="CHN", as_of=DAY)
    yield ask("exposure", "JPN", "USA", supplier="CHN", as_of=DAY, summary=True)
    yield ask("exposure", "JPN", supplier="CHN", mineral="graphite", year="2010:2024", as_of=DAY)
    yield ask("exposure", "JPN", supplier="CHN", mineral="cobalt", year="2010:2024", as_of=DAY)
    yield ask("shock", "JPN", "cobalt", stop="COD", year="2015:2024", as_of=DAY)
    yield ask("shock", "japan", "graphite", stop="china", year="2015:2024", as_of=DAY)
    yield ask("shock", "JPN", "copper", stop="CHL", second_hand=True, as_of=DAY)
    yield ask("shock", "JPN", stop="COD:cobalt=0.573", as_of=DAY)
    yield ask("reliance", "copper", buyer="JPN", year="2015:2024")
    yield ask("reliance", "zinc", forms=True)
    yield ask("risk", "lithium", method="geopolrisk", buyer="JPN", year="2015:2023")
    yield ask("risk", method="geopolrisk", buyer="JPN")
    yield from compared()


def compared() -> Iterator[Asked]:
    """Comparisons of each question, by editions, years, places and minerals."""
    for words in (
        ("share", "rare-earths", "usgs@2025", "usgs@2026"),
        ("share", "lithium", "cobalt"),
        ("hhi", "lithium", "cobalt"),
        ("hhi", "usgs@2025", "usgs@2026"),
        ("trend", "lithium", "cobalt"),
        ("trend", "lithium", "CHN", "AUS"),
        ("reserves", "lithium", "usgs@2025", "usgs@2026"),
        ("dependency", "JPN", "DEU", "lithium"),
        ("dependency", "JPN", "lithium", "2015", "2024"),
        ("reliance", "2020", "2024"),
        ("risk", "tungsten", "magnesium"),
        ("price", "lithium", "cobalt"),
        ("price", "lithium", "2020", "2024"),
        ("technology", "electric-car", "conventional-car"),
        ("demand", "electric-cars", "2022", "2023"),
        ("demand", "electric-cars", "CHN", "USA"),
    ):
        yield ask("compare", *words)
    yield ask("compare", "exposure", "JPN", "DEU", supplier="CHN")
    yield ask("compare", "via", "JPN", "USA", "graphite", supplier="CHN")
    yield ask("compare", "shock", "JPN", "DEU", stop="CHN")


def every() -> list[Asked]:
    """All questions, once each."""
    return list(dict.fromkeys([*further(), *supply(), *trade(), *stops()]))


@cache
def chart(asked: Asked) -> Chart | None:
    """Chart of a question; None if it has no data. An answer without a picture is an error."""
    table = asked.table()
    return None if table is None or not len(table) else chart_of(table)
