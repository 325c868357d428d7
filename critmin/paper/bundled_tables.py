"""The only reader of the paper's tables: claims, rows of figure 1, differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple

Parameters = Mapping[str, tuple[str, ...]]
USES_SOURCE = "usgs@2026"


class Claim(NamedTuple):
    """Claim of the paper in other words: a testable hypothesis and its calculation.

    ``calculation`` is ``module.function`` below `critmin.paper`, empty if no bundled data can test
    it; ``parameters`` are its limits, minerals, years and sources. ``turned_by`` is the evidence
    that would turn its verdict.
    """

    id: str
    claim: str
    section: str
    hypothesis: str
    calculation: str
    parameters: Parameters
    caveat: str
    turned_by: str


@cache
def claims() -> dict[str, Claim]:
    """All claims, by id."""
    found = {}
    for id_, claim, section, hypothesis, calculation, given, *rest in read_table("claims.csv")[1]:
        parameters = _parameters(given)
        filled = _filled(hypothesis, parameters)
        found[id_] = Claim(id_, claim, section, filled, calculation, parameters, *rest)
    return found


def _parameters(text: str) -> Parameters:
    """``above=0.5;minerals=lithium cobalt`` as words by name."""
    pairs = (part.split("=", 1) for part in text.split(";") if part)
    return {name: tuple(value.split()) for name, value in pairs}


def _filled(hypothesis: str, parameters: Parameters) -> str:
    """Hypothesis with its parameters filled in.

    ``{year}`` is a parameter as written, ``{above%}`` a fraction as a percentage.
    """
    percent = re.sub(
        r"\{(\w+)%\}", lambda found: f"{float(parameters[found[1]][0]):.0%}", hypothesis
    )
    return re.sub(r"\{(\w+)\}", lambda found: " ".join(parameters[found[1]]), percent)


class Printed(NamedTuple):
    """A row of the paper's figure 1, matched to a measure and a mineral."""

    number: str
    period: str
    mineral: str
    measure_id: str
    use: str


@cache
def printed_controls() -> tuple[Printed, ...]:
    """The rows of the paper's figure 1, in its order."""
    return tuple(Printed(*row) for row in read_table("figure1_rows.csv")[1])


@cache
def end_uses() -> dict[str, str]:
    """Primary applications by mineral, as the USGS prints them."""
    return {row[0]: row[1] for row in read_table("usgs/end_uses_2026.csv")[1]}


class DifferenceRow(NamedTuple):
    """Difference from a printed figure: the paper's text, the corrected one, and the reason."""

    figure: int
    item: str | None
    paper: str | None
    here: str | None
    why: str | None
    source: tuple[str, ...]


def differences(figure: int) -> list[DifferenceRow]:
    """Differences from a printed figure, in the order of the table."""
    return [
        DifferenceRow(
            figure,
            item or None,
            paper or None,
            here or None,
            why or None,
            tuple(id_ for id_ in source.split(";") if id_),
        )
        for number, item, paper, here, why, source in read_table("figure_notes.csv")[1]
        if number == str(figure)
    ]
