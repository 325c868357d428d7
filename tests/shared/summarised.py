"""Questions whose summaries are recomputed, and the numbers that a sentence says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import critmin
from critmin.answers.table import Table, several
from critmin.core.errors import NoData

MINERALS = (
    *("lithium", "cobalt", "nickel", "copper", "graphite", "rare-earths", "gallium", "germanium"),
    *("antimony", "tungsten", "tantalum", "bauxite", "titanium", "helium", "platinum"),
    *("manganese", "dysprosium", "magnesium", "fluorspar", "tin"),
)
ODD = (
    *("krypton", "gold", "zeolites", "beryllium", "iodine", "rutile", "natural-rubber"),
    *("alumina", "scandium"),
)
BUYERS = ["JPN", "USA", "eu27", "KOR", "DEU", "IND"]
DAY = "2026-11-24"
ROUGH = {"estimated", "rounded_shares", "less_than", "greater_than", "range", "implied"}
# Numbers of scales and limits, and names with a digit.
CONSTANT = re.compile(
    r"EU27|G7|\(0 to 10?\)|a scale of 0 to 10|threshold of 1\.0|critical from 1\.0|"
    r"under 0\.001|wider than 30 points"
)
DATE = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]+) (\d{4})\b")
PERCENT = re.compile(r"(?P<before>[A-Za-z]+ )?(?P<figure>\d+(?:\.\d+)?)%")
YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]*[\d%])")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


class Asked(NamedTuple):
    """A question: its name, names and options."""

    name: str
    args: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        words = [self.name, *self.args, *(f"{key}={value}" for key, value in self.options)]
        return " ".join(words)

    def table(self) -> Table | None:
        """The answer; None without data."""
        return _answer(self)


@cache
def _answer(asked: Asked) -> Table | None:
    try:
        answer = getattr(critmin, asked.name)(*asked.args, **dict(asked.options))
    except NoData:
        return None
    assert isinstance(answer, Table)
    return answer


def ask(name: str, *args: str, **options: Any) -> Asked:
    return Asked(name, args, tuple(options.items()))


def supply() -> Iterator[Asked]:
    for mineral, stage in product([*MINERALS, *ODD], ("mining", "refining", "reserves")):
        yield ask("share", mineral, stage=stage)
        yield ask("hhi", mineral, stage=stage)
    for mineral in [*MINERALS, *ODD]:
        yield ask("share", mineral, stage="mining,refining")
        yield ask("hhi", mineral, stage="mining,refining")
        yield ask("hhi", mineral, weight="wgi")
        yield ask("share", mineral, stage="capacity")
        yield ask("share", mineral, top=2)
        yield ask("share", mineral, year="2021:2025")
        yield ask("share", mineral, country=("CHN", "USA", "JPN"))
        yield ask("share", mineral, by="bloc:eu27,g7,brics")
        yield ask("trend", mineral)
        yield ask("trend", mineral, measure="hhi")
        yield ask("trend", mineral, measure="quantity")
        yield ask("trend", mineral, country="CHN")
        yield ask("reserves", mineral)
    for several_ in (("lithium", "cobalt", "gallium"), tuple(MINERALS)):
        yield ask("share", *several_)
        yield ask("hhi", *several_)
        yield ask("trend", *several_)
        yield ask("reserves", *several_)
    yield ask("hhi", stage="mining")
    yield ask("hhi", stage="refining", weight="wgi")
    yield ask("hhi", stage="mining,refining")
    yield ask("trend", stage="mining,refining")
    yield ask("trend", measure="hhi")
    yield ask("share", "lithium", source="iea@2024", year="2030")
    yield ask("trend", "lithium", source="iea", year="2024,2030,2040")


def trade() -> Iterator[Asked]:
    for mineral, buyer in product(MINERALS[:12], BUYERS):
        yield ask("dependency", buyer, mineral)
        yield ask("dependency", buyer, mineral, supplier="CHN" if buyer != "CHN" else "AUS")
    for mineral, buyer in product(
        ("graphite", "cobalt", "rare-earths", "tungsten", "copper", "lithium"),
        ("JPN", "USA", "eu27"),
    ):
        yield ask("dependency", buyer, mineral, year="2015:2024", measure="weight")
        yield ask("via", buyer, mineral, origin="CHN")
        yield ask("risk", mineral, method="geopolrisk", buyer=buyer)
    for buyer in BUYERS:
        yield ask("dependency", buyer)
        yield ask("dependency", buyer, supplier="CHN")
        yield ask("reliance", buyer=buyer)
    for mineral in MINERALS:
        yield ask("risk", mineral)
        yield ask("reliance", mineral)
        yield ask("reliance", mineral, buyer="eu27")
    yield ask("via", "CHN", "cobalt", origin="COD", origin_stage="mining")
    yield ask("via", "USA", "copper", origin="CHL", origin_stage="mining")
    yield ask("via", "MYS", "copper", origin="IDN", origin_stage="mining")
    yield ask("reliance", "lithium", "antimony", year="2020:2025")
    yield ask("risk")


def stops() -> Iterator[Asked]:
    for buyer in BUYERS:
        yield ask("exposure", buyer, supplier="CHN", as_of=DAY)
        yield ask("exposure", buyer, supplier="CHN", as_of="2025-02-05", summary=True)
        yield ask("shock", buyer, stop="CHN", as_of=DAY)
        yield ask(
            "shock", buyer, "cobalt", "copper", stop=("COD=0.573", "CHL=0.5"), reach=1.0, as_of=DAY
        )
    for mineral, buyer in product([*MINERALS, "bismuth", "erbium"], ("JPN", "USA", "DEU")):
        yield ask("exposure", buyer, supplier="CHN", mineral=mineral, as_of=DAY)
        yield ask("shock", buyer, mineral, stop="CHN", as_of=DAY)
    yield ask("exposure", "NLD", supplier="CHN", mineral="gallium", as_of=DAY)
    yield ask("exposure", "JPN", "DEU", supplier="CHN", mineral="graphite", as_of=DAY)
    yield ask("exposure", "JPN", supplier="COD", mineral="cobalt", as_of=DAY)
    yield ask("shock", "JPN", "cobalt", stop="COD=0.573", as_of=DAY)
    yield ask(
        "shock", "DEU", "graphite", stop=("CHN", "MDG=0.5"), substitution=0.2, stock_days=60.0
    )
    yield ask("shock", "CHN", "cobalt", stop="COD=0.573", origin_stage="mining", as_of=DAY)


def flags(row: dict[str, Any]) -> set[str]:
    return set(several(row["flag"]))


def rough(row: dict[str, Any]) -> bool:
    return bool(ROUGH & flags(row))


def fits(figure: str, share: float) -> bool:
    """Whether a percentage is a share rounded: whole from 10% on, else to a tenth."""
    points = share * 100
    step = 0.1 if float(figure) < 10 else 1.0
    return abs(points - float(figure)) <= step / 2 + 1e-9


def percents(sentence: str) -> list[tuple[str, str]]:
    """Percentages of a sentence, with the word before each."""
    found = PERCENT.finditer(CONSTANT.sub("", sentence))
    return [((one["before"] or "").strip(), one["figure"]) for one in found]


def years(sentence: str) -> set[int]:
    """Years of a sentence, dates left out."""
    return {int(one) for one in YEAR.findall(DATE.sub("", CONSTANT.sub("", sentence)))}


def numbers(sentence: str) -> list[str]:
    """All other numbers of a sentence."""
    text = DATE.sub("", CONSTANT.sub("", sentence))
    return NUMBER.findall(YEAR.sub("", PERCENT.sub("", text)))
