"""Two figures for the same goods on one page: a sentence that says so, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from critmin.answers.table import Cell, as_number, several
from critmin.core.wording import percent
from critmin.summaries.phrases import goods

DIFFERENT = 0.02  # of a share, from which two figures need a word
Row = Mapping[str, Cell]


def unlike(history: Iterable[Row], newest: Iterable[Row]) -> str:
    """Sentence on shares of a history that differ from those of a table above it; empty if none.

    Rows have mineral, stage, year, supplier_iso3, share and source.
    """
    known = {_key(row): row for row in newest}
    found: dict[str, list[str]] = {}
    for row in history:
        above = known.get(_key(row))
        if above is None:
            continue
        one, other = as_number(row["share"]), as_number(above["share"])
        if one is None or other is None or abs(one - other) < DIFFERENT:
            continue
        what = goods(str(row["mineral"]), str(row["stage"]))
        shares = f"{what} {percent(one)} here, {percent(other)} above"
        found.setdefault(_why(row, above), []).append(shares)
    return " ".join(
        f"Shares here differ from those above ({'; '.join(shares)}), because {why}."
        for why, shares in found.items()
    )


def _key(row: Row) -> tuple[Cell, ...]:
    return tuple(row[name] for name in ("mineral", "stage", "year", "supplier_iso3"))


def _why(row: Row, above: Row) -> str:
    if any(source.startswith("usgs") for source in several(above["source"])):
        return "those above are averages of several years, as the USGS prints them"
    return "the two count different tariff codes"
