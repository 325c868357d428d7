"""Chart of `suppliers`: a company's own shares beside those of world supply."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING, Any

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table
from critmin.charts.forms import Pair, Pairs
from critmin.charts.labels import headline, left_out, small_print
from critmin.charts.model import FRACTION, Bar, Bars, Chart
from critmin.core.wording import capital, counted, few, lower, mineral_name
from critmin.summaries.phrases import FORMS, goods

if TYPE_CHECKING:
    from critmin.company.supplier_rows import Row

MOST = 18  # most lines of the list in one picture
NAMED = 4
SIDES = ("Your list", "World supply")


def suppliers(table: Table) -> Chart | None:
    """Own and world share of each line, joined; bars of the world shares if no own one is known."""
    if not table.rows:
        return None
    matched = sum(bool(one) for one in table.column("matched"))
    shown = sum(map(_is_shown, table.typed))
    kept: list[Row] = nsmallest(MOST, filter(_is_shown, table.typed), key=_by_size)
    apart = len(table) - matched
    bare = [_label(row) for row in table.typed if row.matched and not _known(row)]
    notes = [
        left_out(shown - len(kept), "line with less", "lines with less"),
        f"No share: {few(bare, NAMED)}." if bare else "",
        f"Not matched: {counted(apart, 'line')} of the list." if apart else "",
        "Marked: under an export control." if any(row.under_control for row in kept) else "",
    ]
    head: dict[str, Any] = {
        "topic": "Your suppliers and world supply, line by line",
        "title": _title(table),
        "unit": FRACTION,
        "note": small_print(notes),
    }
    if not any(row.own_share is not None for row in kept):
        return Bars(
            **head,
            subtitle="Share of world supply of each line's country at that stage",
            bars=tuple(
                Bar(
                    _label(row),
                    row.world_share,
                    highlight=bool(row.under_control),
                    text="under an export control" if row.under_control else "",
                )
                for row in kept or islice(_without_share(table, matched), MOST)
            ),
        )
    return Pairs(
        **head,
        subtitle="Share of your supply and of the world's, by the country of each line",
        pairs=tuple(
            Pair(
                _label(row),
                row.own_share,
                row.world_share,
                highlight=bool(row.under_control),
                text="under an export control" if row.under_control else "",
            )
            for row in kept
        ),
        sides=SIDES,
    )


def _is_shown(row: Row) -> bool:
    return bool(row.matched) and _known(row)


def _by_size(row: Row) -> float:
    """Place of a line by the larger of its shares, the largest first."""
    return -max(row.own_share or 0.0, row.world_share or 0.0)


def _without_share(table: Table, matched: int) -> Iterator[Row]:
    """Lines of a list without any share: those that are matched, or else all."""
    return (row for row in table.typed if row.matched or not matched)


def _known(row: Row) -> bool:
    return row.own_share is not None or row.world_share is not None


def _title(table: Table) -> str:
    """Second sentence of the answer, on the goods, where the first one counts matched lines."""
    said = first_sentence(table.summary)
    rest = table.summary.removeprefix(f"{said}.").strip()
    return headline(first_sentence(rest) if rest and "matched" in said else said)


def _label(row: Row) -> str:
    """Good of a line and its country."""
    mineral, stage = str(row.mineral or ""), str(row.stage or "")
    if not mineral:
        return f"Line {row.line}"
    form = "refined" if stage == "refining" else stage
    name = goods(mineral, form) if form in FORMS else f"{lower(mineral_name(mineral))}, {stage}"
    return capital(f"{name}, {row.country or 'no country'}".replace(", ,", ","))
