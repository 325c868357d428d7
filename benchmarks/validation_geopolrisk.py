"""Validation of geopolrisk-py: scores from its parts, and import risks from the same trade."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from validation import Computed, Key, Kind, Published
from validation_others import golden

import critmin
from critmin import measures

PROGRAM = "geopolrisk-py 2.0.1"
UNITS = {"import_price": "USD/kg", "copper_equivalent": "kg/kg"}
SAME_TRADE = {"import_part": "import_part", "import_price": "import_price"}
OTHER_OUTPUT = {"hhi_part": "hhi", "score": "score", "copper_equivalent": "copper_equivalent"}
FROM_PARTS = {
    "score from its parts": "score",
    "copper equivalent from score and price": "copper_equivalent",
}


def _printed(fields: Mapping[str, str]) -> Callable[[Path], Iterator[Published]]:
    def read(_folder: Path) -> Iterator[Published]:
        for line in golden("geopolrisk_py_378.csv"):
            for what, column in fields.items():
                yield Published(
                    line["mineral"],
                    what,
                    line["buyer_iso3"],
                    line["year"],
                    PROGRAM,
                    UNITS.get(column, "0 to 1"),
                    line[column],
                    float(line[column]),
                    "output of the program",
                )

    return read


@cache
def _geopolrisk_rows(buyer: str) -> tuple[dict[str, Any], ...]:
    lines = golden("geopolrisk_py_378.csv")
    years = sorted({line["year"] for line in lines})
    table = critmin.risk(
        *sorted({line["mineral"] for line in lines}),
        method="geopolrisk",
        buyer=buyer,
        year=f"{years[0]}:{years[-1]}",
        pairing="peer",
    )
    return tuple(dict(row) for row in table if row["year"] is not None)


def geopolrisk(published: Sequence[Published]) -> dict[Key, Computed]:
    """`risk --method geopolrisk --pairing peer` of each buyer."""
    found: dict[Key, Computed] = {}
    for buyer in sorted({one.place for one in published}):
        for row in _geopolrisk_rows(buyer):
            for what in (*SAME_TRADE, *OTHER_OUTPUT):
                if row["score"] is not None or row["score_low"] is not None:
                    key = (row["mineral"], what, buyer, str(row["year"]), PROGRAM)
                    why = "" if row[what] is not None else "only_a_range"
                    found[key] = Computed(
                        row[what],
                        flags=tuple(row["flag"] or ()),
                        why_none=why,
                        parts=(row["reliance"] or 0.0,),
                    )
    for one in published:
        why = "no_trade_under_its_code" if one.mineral == "germanium" else "output_not_bundled"
        found.setdefault(one.key, Computed(None, why_none=why))
    return found


def geopolrisk_parts(_published: Sequence[Published]) -> dict[Key, Computed]:
    """`measures.geopolrisk` and `measures.copper_equivalent` of what the program prints."""
    found: dict[Key, Computed] = {}
    score, equivalent = FROM_PARTS
    for line in golden("geopolrisk_py_378.csv"):
        own = {name: float(line[name]) for name in ("hhi", "import_part", "score", "import_price")}
        tail = (line["buyer_iso3"], line["year"], PROGRAM)
        found[line["mineral"], score, *tail] = Computed(
            measures.geopolrisk(own["hhi"], own["import_part"])
        )
        found[line["mineral"], equivalent, *tail] = Computed(
            measures.copper_equivalent(own["score"], own["import_price"])
        )
    return found


def _six_digits(one: Published, _computed: Computed) -> float:
    return 1e-6 * abs(one.published or 0.0)


KINDS = (
    Kind(
        "geopolrisk_parts",
        "geopolrisk-py: scores and copper equivalents from its own parts",
        "critmin.measures.geopolrisk(hhi, import_part); critmin.measures.copper_equivalent(...)",
        "six digits",
        _printed(FROM_PARTS),
        geopolrisk_parts,
        _six_digits,
    ),
    Kind(
        "geopolrisk_imports",
        "geopolrisk-py: import risks and prices from the same trade",
        "critmin risk MINERAL --method geopolrisk --buyer BUYER --pairing peer --year YEARS",
        "six digits",
        _printed(SAME_TRADE),
        geopolrisk,
        _six_digits,
    ),
    Kind(
        "geopolrisk_other_output",
        "geopolrisk-py: concentrations and scores, from other tables of output",
        "critmin risk MINERAL --method geopolrisk --buyer BUYER --pairing peer --year YEARS",
        "six digits",
        _printed(OTHER_OUTPUT),
        geopolrisk,
        _six_digits,
    ),
)
