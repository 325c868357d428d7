"""Rows of a report's tables put together, and figures of two of its sections that differ."""

from __future__ import annotations

from critmin.answers.table import Cell, Table, several
from critmin.core.wording import listed, percent, start
from critmin.reports.context import Context
from critmin.summaries.phrases import goods

DIFFERENT = 0.02  # of a share, from which two figures for the same goods need a word


def by_measure(table: Table) -> Table:
    """Controls with one row for each measure and state, and all of its minerals in it.

    The answer has a row for each mineral of a measure.
    """
    at = {name: number for number, name in enumerate(table.names)}
    apart = [at[name] for name in ("measure_id", "status", "suspended_until", "effective")]
    merged: dict[tuple[Cell, ...], list[tuple[Cell, ...]]] = {}
    for row in table.rows:
        merged.setdefault(tuple(row[number] for number in apart), []).append(row)
    rows = []
    for of in merged.values():
        cells = list(of[0])
        for name in ("mineral", "flag"):
            every = (one for row in of for one in several(row[at[name]]))
            cells[at[name]] = tuple(dict.fromkeys(every))
        rows.append(tuple(cells))
    return table.replace(rows=tuple(rows))


def differing(page: Context) -> list[str]:
    """Sentence on shares of the history that differ from those of the newest year, and why.

    The history keeps to the tariff codes of its first year; the newest year may have better ones.
    """
    newest = {
        tuple(row.text(name) for name in ("mineral", "stage", "year", "supplier_iso3")): row
        for row in page.lines_bought
    }
    found = []
    for row in page.rows("trend"):
        if "hs6" not in row.cells:
            return []
        key = tuple(row.text(name) for name in ("mineral", "stage", "year", "supplier_iso3"))
        now, then = newest.get(key), row.number("share")
        if now is None or then is None or now.text("hs6") == row.text("hs6"):
            continue
        if abs(now.amount("share") - then) >= DIFFERENT:
            what = goods(row.text("mineral"), row.text("stage"))
            found.append(
                f"{what} in {row.text('year')}: {percent(then)} here and "
                f"{percent(now.amount('share'))} in the tables above"
            )
    if not found:
        return []
    return [f"{start(listed(found))}, because the two count different tariff codes."]
