"""Charts of `claims`: claims by verdict, and the comparisons behind them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from critmin import __version__
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.finding import first_clause
from critmin.answers.table import Table
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import Bar, Bars, Chart, Intervals, Span, distinct, written
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.core.names import countries
from critmin.core.wording import PAPER as PAPER_IN_WORDS
from critmin.core.wording import capital, counted, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from critmin.paper.claims import CaseRow

MOST = 16
PAPER = "Nogimori (2025)"
# Verdicts in the order of their bars, as the picture names them.
VERDICTS = {
    "holds": "Holds",
    "partly": "Holds in part",
    "fails": "Fails",
    "open": "Open: the figures do not decide it",
    "not testable": "Not tested: there are no figures",
}
# Claims in other words, where those of the table need the whole test to be understood.
PLAINER = {"C15": "A stop of China's exports would take its whole share of output from all others"}
SIGNS = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "==": "exactly"}


def claims(table: Table) -> Chart | None:
    """Number of claims by verdict."""
    rows = table.typed
    counts = Counter(row.verdict for row in rows)
    failed = [f'"{PLAINER.get(row.id, row.claim)}"' for row in rows if row.verdict == "fails"]
    edition = sources.data_edition()
    return Bars(
        title=_verdicts(counts, len(rows)),
        topic=f"Claims on critical minerals of {PAPER}, tested on published figures",
        subtitle="Number of claims",
        note=f"What fails: {listed(failed)}." if failed else "",
        source=f"Source: claims of {PAPER}, Japan Research Institute; the sources of each test are "
        f"in the table. critmin {__version__}, data edition {edition}.",
        bars=tuple(
            Bar(name, counts[verdict]) for verdict, name in VERDICTS.items() if counts[verdict]
        ),
    )


def _verdicts(counts: Counter[str], number: int) -> str:
    """How many claims hold and fail, as a title."""
    if number == 1:
        return f"The claim {VERDICTS[next(iter(counts))].partition(':')[0].lower()}"
    holds, part, fails = counts["holds"], counts["partly"], counts["fails"]
    return (
        f"{holds} of the {number} claims in a {PAPER_IN_WORDS} hold, {part} hold in part and "
        f"{fails} fail"
    )


def comparisons(table: Table[CaseRow]) -> Chart | None:
    """Figures that decide claims, in the unit that most of them have, with their limits."""
    rows = table.typed
    deciding = [row for row in rows if row.counts and row.value_low is not None]
    compared = [row for row in rows if row.limit is not None and row.value_low is not None]
    known = deciding or compared or [row for row in rows if row.value_low is not None]
    if not known:
        return None
    units = Counter(row.unit for row in known)
    unit = max(distinct([row.unit for row in known]), key=lambda one: units[one])
    here = [row for row in known if row.unit == unit]
    shown, gone = here[:MOST], len(rows) - min(len(here), MOST)
    many = len({row.id for row in shown}) > 1
    shown_unit = "" if unit in {"rank", "count", "number"} else str(unit)
    return Intervals(
        title=first_clause(table) if many else _held(rows),
        topic=f"Figures behind {'the claims' if many else 'a claim'} of the paper",
        subtitle="Each figure with what the claim needs",
        unit=shown_unit,
        note=left_out(
            gone,
            "figure in another unit, or not compared,",
            "figures in other units, or not compared,",
        ),
        spans=tuple(
            Span(
                _plain(f"{row.case}: {row.compared}"),
                row.value_low,
                row.value_high,
                group=_claim(row.id) if many else "",
                highlight=row.holds is False,
                text=_needed(row, shown_unit),
            )
            for row in shown
        ),
    )


def _held(rows: Sequence[CaseRow]) -> str:
    """A claim with the number of comparisons that hold, as a title."""
    deciding = [row for row in rows if row.counts]
    held = sum(row.holds is True for row in deciding)
    open_ = sum(row.holds is None for row in deciding)
    unsure = f", {open_} cannot be decided" if open_ else ""
    of, hold = counted(len(deciding), "comparison"), "holds" if held == 1 else "hold"
    return f'"{_claim(rows[0].id)}": {held or "none"} of {of} {hold}{unsure}'


def _claim(id_: str) -> str:
    from critmin.paper.bundled_tables import claims as known

    return known()[id_].claim


def _needed(row: CaseRow, unit: str) -> str:
    """What a comparison needs and whether it holds."""
    if row.limit is None or not row.comparison:
        return ""
    sign = SIGNS.get(str(row.comparison), str(row.comparison))
    held = "cannot be decided" if row.holds is None else "holds" if row.holds else "fails"
    return f"(needs {sign} {written(row.limit, unit)}: {held})"


def _plain(text: str) -> str:
    """A case with names for codes and days in words.

    >>> _plain("rare-earths mining 2023: share of CHN")
    'Rare earths mining 2023: share of China'
    """
    known = countries()
    text = re.sub(r"^\d{6,8} \(([^()]*)\)", r"\1", text)  # tariff codes
    text = re.sub(r"\b[A-Z]{3}\b", lambda f: known[f[0]].name if f[0] in known else f[0], text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = re.sub(r"\b\d{4}-\d{2}(-\d{2})?\b", lambda found: in_words(found[0]), text)
    return capital(text)


def differences(table: Table, figure: Table) -> Chart:
    """The figure itself, for its list of differences from the print."""
    drawn = chart_of(figure)
    number = counted(len(table.rows), "difference")
    note = f"{number} from the printed figure {'is' if len(table.rows) == 1 else 'are'} on record."
    return replace(drawn, command="", source="", note=small_print([note, drawn.note]))
