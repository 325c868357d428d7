"""Body of a brief on a terminal: its rows in groups, aligned, and the commands that show more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from critmin.answers.plain_values import plain
from critmin.answers.table import Cell, Table, as_number, several
from critmin.briefs.brief_rows import KINDS, NEXT
from critmin.core.control_words import NOUNS
from critmin.core.dates import in_words
from critmin.core.wording import about, capital, few, listed, lower, mineral_name, percent, when

EVENTS = {
    "takes-effect": "{nouns} in force from then on",
    "suspension-starts": "suspension starts",
    "suspension-ends": "suspension ends",
    "announced-extension-ends": "announced longer suspension ends",
    "easing-ends": "easing ends",
    "ends": "{nouns} end{s}",
}
FURTHER = "Look further"
GAP, NARROWEST = 2, 40
HEIGHT = 20  # of the 24 lines of a small terminal; cautions and sources have the others
EACH = 1  # minerals of a change
# Left out first on a narrow terminal: the value, then the control.
SPARE = (3, 4)


def body(table: Table, width: int) -> str:
    """Summary, rows by kind, commands, in lines at most as wide as the terminal where that can be.

    Below the summary is a blank line where the screen has room for one.

    Parameters
    ----------
    table : Table
        Answer of `critmin.briefs.brief`.
    width : int
        Columns of the terminal.
    """
    lines: list[str] = []
    said = wrap(table.summary, max(width, NARROWEST))
    headings = {kind: f"{one.heading}: {lower(one.what)}" for kind, one in KINDS.items()}
    for kind, heading in {**headings, "event": NEXT}.items():
        rows = [row for row in table if row["kind"] == kind]
        if rows:
            lines += [heading, *(_events(rows, width) if kind == "event" else _lines(rows, width))]
    if table.further:
        lines += [FURTHER, *(f"  {line}" for line in table.further)]
    blank = [""] if len(said) + len(lines) <= HEIGHT else []
    return "\n".join([*said, *blank, *lines])


def _lines(rows: Sequence[dict[str, Cell]], width: int) -> Iterator[str]:
    """Aligned lines: what and when, country, share, value and control."""
    same = len({row["minerals"] for row in rows}) == 1 and rows[0]["kind"] == "producer"
    cells = [_cells(row, named=not same) for row in rows]
    kept = [at for at in range(len(cells[0])) if any(line[at] for line in cells)]
    for spare in SPARE:
        if 2 + sum(_widest(cells, at) + GAP for at in kept) - GAP > width and spare in kept:
            kept.remove(spare)
    for line in cells:
        parts = [
            line[at].rjust(_widest(cells, at))
            if at in {2, 3}
            else line[at].ljust(_widest(cells, at))
            for at in kept
        ]
        yield f"  {(' ' * GAP).join(parts)}".rstrip()


def _widest(cells: Sequence[Sequence[str]], at: int) -> int:
    return max(len(line[at]) for line in cells)


def _cells(row: dict[str, Cell], *, named: bool) -> list[str]:
    minerals = [mineral_name(slug) for slug in several(row["minerals"])] if named else []
    share, usd = as_number(row["share"]), as_number(row["imports_usd"])
    return [
        capital(", ".join([*minerals, str(row["stage"]), when(row)])),
        "" if row["kind"] == "sale" else str(row["country"] or ""),  # the same in all
        "n/a" if share is None else percent(share),
        "" if usd is None else _amount(usd),
        plain("control", str(row["control"] or ""), {}),
    ]


def _amount(usd: float) -> str:
    """Amount in USD, in millions if it is large.

    >>> _amount(68_907_783), _amount(11)
    ('USD 69m', 'USD 11')
    """
    return f"USD {about(usd / 1e6)}m" if usd >= 1e5 else f"USD {about(usd)}"


def _events(rows: Sequence[dict[str, Cell]], width: int) -> Iterator[str]:
    """Coming changes: the date, then country, event and minerals, in as many lines as needed."""
    dates = [in_words(str(row["next_event_date"])) for row in rows]
    margin = 2 + max(map(len, dates)) + GAP
    for date, row in zip(dates, rows, strict=True):
        names = [lower(mineral_name(slug)) for slug in several(row["minerals"])]
        nouns = listed([NOUNS[kind] for kind in dict.fromkeys(several(row["type"]))])
        event = EVENTS[str(row["next_event"])].format(
            nouns=nouns, s="" if " and " in nouns else "s"
        )
        text = f"{row['country']}: {event} ({few(names, EACH) or 'dual-use goods'})"
        first, *rest = wrap(text, max(width - margin, 20))
        yield f"  {date.ljust(margin - 2)}{first}"
        yield from (f"{' ' * margin}{line}" for line in rest)
