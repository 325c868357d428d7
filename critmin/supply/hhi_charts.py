"""Charts of `hhi`: intervals of the index on one scale with the limits of its bands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Table, several
from critmin.charts.labels import left_out, small_print, unanswered, whens
from critmin.charts.model import CHINA, FRACTION, Chart, Intervals, Span, distinct, written
from critmin.charts.one_basis import on_one_basis
from critmin.core.wording import capital, few, listed, lower, mineral_name, scoped, when
from critmin.supply.charts import FEWER, Row
from critmin.supply.hhi_finding import BANDS as IN_WORDS

if TYPE_CHECKING:
    from critmin.findings.finding import Finding

MOST = 20  # most indices of one picture
RANKED = 12  # of so many minerals that they are ranked
ALIKE = 2  # rows with the same index and supplier that are drawn as one
UNIT = "0-10,000"
LISTED_ONLY = "of the output that is known"


@on_one_basis
def hhi(table: Table, *, find: Callable[[Table], Finding | None]) -> Chart | None:
    """Intervals of the HHI, the highest first, with the largest supplier; or year by year.

    The title is what is found in the rows that are drawn.
    """
    rows = [row for row in table.records() if row["year"] is not None]
    if not rows:
        return None
    years = len({row["year"] for row in rows}) == len(rows) > 1
    one = len({(row["mineral"], row["stage"]) for row in rows}) == 1
    rows.sort(key=lambda row: row["year"] if years and one else -(_lowest(row) or 0.0))
    weighted = rows[0]["weight"] == "wgi"
    apart = [name for name in ("stage", "year") if len({row[name] for row in rows}) > 1]
    usual = "" if one else Counter(when(row) for row in rows).most_common(1)[0][0]
    ranked = [[row] for row in rows] if one else _alike(rows)
    kept = ranked[: RANKED if len(rows) > MOST else MOST]
    hidden = len(rows) - sum(map(len, kept))
    notes = [
        _counts(rows) if hidden else "",
        unanswered(table.records()),
        left_out(hidden, "less concentrated one", narrow=FEWER),
    ]
    what = lower(scoped(mineral_name(rows[0]["mineral"]), rows[0]))
    of_usual = f"; {usual} unless a year is named" if usual and "year" in apart else ""
    return Intervals(
        topic=f"How concentrated {what if one else 'supply'} is: "
        f"{listed(sorted({row['stage'] for row in rows}))}{'' if of_usual else f', {whens(rows)}'}",
        title=found.fitted() if (found := find(table)) else "",
        subtitle=f"Herfindahl-Hirschman index{', weighted by governance' if weighted else ''}, "
        f"{'0 to 10' if weighted else '0 to 10,000'}; with the largest supplier{of_usual}",
        unit="0-10" if weighted else UNIT,
        note=small_print(notes),
        spans=tuple(_span(of, apart, usual, one=one) for of in kept),
        limits=tuple(
            (limit, f"above {limit:,.0f}: {name}")
            for limit, name in zip(_limits(rows), ("moderate", "high"), strict=False)
        ),
    )


def _limits(rows: Sequence[Row]) -> tuple[float, ...]:
    """Limits of the bands; none for an index that is weighted."""
    from critmin.measures.bands import BANDS

    scheme = str(rows[0]["scheme"] or "")
    return () if rows[0]["weight"] == "wgi" else BANDS.get(scheme, ())


def _alike(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows in order; minerals with the same index, supplier and year in one where they are many."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        key = (row["stage"], when(row), row["hhi"], row["hhi_high"], row["top_iso3"], row["cr1"])
        found.setdefault(key, []).append(row)
    return [
        part
        for of in found.values()
        for part in ([of] if len(of) >= ALIKE else [[row] for row in of])
    ]


def _counts(rows: Sequence[Row]) -> str:
    """Sentence on the number of rows in each band; empty without bands."""
    bands = Counter(
        "" if "band_uncertain" in several(row["flag"]) else str(row["band"] or "") for row in rows
    )
    parts = [f"{bands[band]} {words}" for band, words in IN_WORDS.items() if bands[band]]
    if not parts:
        return ""
    first, *others = parts
    number, _, words = first.partition(" ")
    said = listed([f"{number} are {words}", *(t.removesuffix(" concentrated") for t in others)])
    unsure = f"; the band of {bands['']} is not certain" if bands[""] else ""
    return f"Of the {len(rows)}, {said}{unsure}."


def _has_leader(row: Row) -> bool:
    return bool(row["top_country"] and row["cr1"])


def _lowest(row: Row) -> float | None:
    value: float | None = row["hhi_low"] if row["hhi_low"] is not None else row["hhi"]
    return value


def _span(rows: Sequence[Row], apart: Sequence[str], usual: str, *, one: bool) -> Span:
    """Interval of a row, or of several that are alike."""
    row = rows[0]
    parts = [] if one and apart else [_label(rows)]
    parts += [str(row["stage"])] if "stage" in apart else []
    parts += [when(row)] if "year" in apart and when(row) != usual else []
    text = f"{row['top_country']} {written(row['cr1'], FRACTION)}" if _has_leader(row) else ""
    low, high = _lowest(row), row["hhi_high"]
    if high is None and low is not None:
        # With a withheld producer the index of the others is not a lower bound.
        high, text = low, f"{text} {LISTED_ONLY}".lstrip()
    china = row["top_iso3"] == CHINA
    return Span(capital(", ".join(parts)), low, high, row["hhi"], "", china, text)


def _label(rows: Sequence[Row]) -> str:
    """Name of a row; of several alike the first and their number."""
    names = distinct([scoped(mineral_name(row["mineral"]), row) for row in rows])
    said = [names[0], *map(lower, names[1:])]
    return listed(said) if len(said) < 3 else few(said, 2)
