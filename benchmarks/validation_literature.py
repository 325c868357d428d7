"""Validation of single numbers: indices of the literature, and shares that the IEA states."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from validation import Computed, Key, Kind, Published, half_unit

import critmin
from critmin import measures

FILE = Path(__file__).resolve().parent.parent / "tests" / "golden" / "literature.csv"
SIX = ("copper", "cobalt", "lithium", "nickel", "graphite", "rare-earths")

INDICES: dict[str, Callable[[Sequence[float]], float]] = {
    "hhi": lambda parts: measures.hhi(parts) * measures.SCALE,
    "hhi fraction": measures.hhi,
    "normalised hhi": measures.normalised_hhi,
    "effective number": measures.effective_number,
    "rosenbluth": measures.rosenbluth,
    "shannon": measures.shannon,
    "theil": measures.theil,
    "gini": measures.gini,
    "cr1": lambda parts: measures.concentration_ratio(parts, 1),
    "cr3": lambda parts: measures.concentration_ratio(parts, 3),
    "cr5": lambda parts: measures.concentration_ratio(parts, 5),
}


def _lines() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _what(line: Mapping[str, str]) -> str:
    return f"{line['what']} of {line['inputs']}" if line["inputs"] else line["what"]


def read(_folder: Path) -> Iterator[Published]:
    """Numbers of tests/golden/literature.csv."""
    for line in _lines():
        yield Published(
            line["mineral"],
            _what(line),
            line["place"],
            line["year"],
            line["source"],
            line["unit"],
            line["printed"],
            float(line["printed"].replace(",", "")),
            line["where"],
        )


def compute(_published: Sequence[Published]) -> dict[Key, Computed]:
    """Each by the public measure, or by `share` and `hhi`."""
    return {
        (line["mineral"], _what(line), line["place"], line["year"], line["source"]): Computed(
            _of_inputs(line) if line["inputs"] else _of_tables(line)
        )
        for line in _lines()
    }


def _of_inputs(line: Mapping[str, str]) -> float:
    named, _, residual = line["inputs"].partition(" residual ")
    numbers = [float(text) for text in named.split()]
    if residual:
        *parts, rest = measures.shares([*numbers, float(residual)])
        return measures.hhi_bounds(parts, rest).high * measures.SCALE
    if line["what"] == "score":
        return measures.geopolrisk(*numbers)
    if line["what"] == "copper equivalent":
        return measures.copper_equivalent(*numbers)
    return INDICES[line["what"]](measures.shares(numbers))


def _of_tables(line: Mapping[str, str]) -> float | None:
    what, _, stage = line["what"].partition(", ")
    asked = {"stage": stage, "year": int(line["year"]), "source": line["source"]}
    if what == "share":
        table = critmin.share(line["mineral"], **asked)
        return next(100 * row["share"] for row in table if row["iso3"] == line["place"])
    names = SIX if what.startswith("mean") else (line["mineral"],)
    return 100 * fmean(row["cr3"] for row in critmin.hhi(*names, **asked))


KINDS = (
    Kind(
        "literature",
        "Literature: indices, and shares that the IEA states",
        "critmin.measures.hhi(...) and others; critmin share; critmin hhi",
        "half a unit of the last digit printed",
        read,
        compute,
        lambda one, computed: half_unit(one.printed),
    ),
)
