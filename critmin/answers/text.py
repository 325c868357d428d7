"""Writers of text formats: CSV, TSV, JSON, JSON lines, Markdown, LaTeX, HTML.

Files are raw (full precision, no separators); tables for reading are rounded and have percent
signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from critmin.answers import plain_values
from critmin.answers.formats import Layout
from critmin.answers.table import Cell, Column, Table, as_number, several
from critmin.core import sources
from critmin.core.errors import visible

# Also as full-width and small signs, which spreadsheets set to Japanese or Chinese read alike.
FORMULA_STARTS = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20", *"\ufe66\ufe62\ufe63\ufe6b")
LINE_STARTS = ("\t", "\r", "\n")
# What Markdown reads as markup; an underscore between letters is none.
MARKUP = r"[\\`*\[\]|~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])"
LINKING = r"(?i)(?<=\w)[:@](?=\S)|(?<=www)\."
BLOCK_START = r"^(\d{0,9})([#>+.)=-])"
MISSING = "n/a"
PART = 5_000  # rows that are written at once
MOST_KEPT = 50_000  # texts of cells
FIGURES = {"quantity", "share", "value", "production", "production_share", "reserves"}


def raw(value: Cell) -> str:
    """Cell for files: shortest exact number, empty without a figure.

    >>> raw(0.1), raw(None), raw(True), raw(4850.0), raw(("estimated", "withheld"))
    ('0.1', '', 'true', '4850', 'estimated;withheld')
    """
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def plain(value: Cell) -> str | int | float | bool | None:
    """Cell for JSON, frames and workbooks: a number or text, None without a figure.

    >>> plain(("usgs@2026", "iea@2025")), plain(()), plain(0.5)
    ('usgs@2026;iea@2025', None, 0.5)
    """
    if isinstance(value, tuple):
        return raw(value) or None
    return value


def guarded(text: str) -> str:
    """Quote a text cell that a spreadsheet would run as a formula.

    >>> guarded("=1+1"), guarded(" =1+1"), guarded("Chile")
    ("'=1+1", "' =1+1", 'Chile')
    """
    starts = text.startswith(LINE_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return "'" + text if starts else text


def file_cell(value: Cell, *, from_user: bool) -> str:
    """Cell for CSV: raw, and guarded if it is text from a user's file."""
    text = raw(value)
    return guarded(text) if from_user and isinstance(value, str | tuple) else text


def write_csv(table: Table, layout: Layout) -> str:
    """Write CSV: full precision, an empty cell without a figure."""
    return "".join(csv_parts(table, layout))


def write_tsv(table: Table, layout: Layout) -> str:
    """Write the same cells separated by tabs."""
    return "".join(tsv_parts(table, layout))


def csv_parts(table: Table, layout: Layout) -> Iterator[str]:
    """CSV in parts of some thousand rows."""
    return _delimited(table, ",", layout)


def tsv_parts(table: Table, layout: Layout) -> Iterator[str]:
    """The same cells separated by tabs, in parts."""
    return _delimited(table, "\t", layout)


def _delimited(table: Table, delimiter: str, layout: Layout) -> Iterator[str]:
    import csv
    import io

    out = io.StringIO()
    plain = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    quoting = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    out.write("\ufeff" if layout.bom else "")
    if layout.header:
        plain.writerow(table.names)
    cell_of = _FileCells(from_user=table.from_user)
    for number, row in enumerate(table.rows, start=1):
        cells = [cell_of[value] if isinstance(value, str | tuple) else raw(value) for value in row]
        # The csv module leaves a lone carriage return bare when lines end in \n.
        writer = quoting if cell_of.returns and any("\r" in cell for cell in cells) else plain
        writer.writerow(cells)
        if not number % PART:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


class _FileCells(dict[Cell, str]):
    """Texts and codes as they stand in a file, each written once; the last ones met are kept.

    ``returns`` if one of them has a carriage return.
    """

    def __init__(self, *, from_user: bool) -> None:
        super().__init__()
        self._from_user = from_user
        self.returns = False

    def __missing__(self, value: Cell) -> str:
        if len(self) >= MOST_KEPT:
            self.clear()
        text = self[value] = file_cell(value, from_user=self._from_user)
        self.returns = self.returns or "\r" in text
        return text


def _plain_rows(table: Table) -> Iterator[dict[str, str | int | float | bool | None]]:
    return ({name: plain(value) for name, value in row.items()} for row in table)


def write_json(table: Table, _layout: Layout) -> str:
    """Write the whole answer as one JSON object."""
    return _json(
        {
            "query": dict(table.query),
            "columns": [
                {"name": c.name, "type": c.type, "unit": c.unit, "description": c.description}
                for c in table.columns
            ],
            "data": list(_plain_rows(table)),
            "sources": [source._asdict() for source in table.sources],
            "warnings": [caution.as_dict() for caution in table.warnings],
            "notes": list(table.notes),
            "summary": table.summary,
            **({"finding": table.finding.as_dict()} if table.finding else {}),
            **({"further": list(table.further)} if table.further else {}),
        },
        indent=2,
    )


def write_json_lines(table: Table, layout: Layout) -> str:
    """Write only the rows, one JSON object per line."""
    return "".join(json_lines_parts(table, layout))


def json_lines_parts(table: Table, _layout: Layout) -> Iterator[str]:
    """The lines in parts of some thousand."""
    lines = map(_json, _plain_rows(table))
    while part := "".join(islice(lines, PART)):
        yield part


def _json(value: Any, indent: int | None = None) -> str:
    """JSON and a newline; characters that are not seen are escapes, NaN is refused."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    if not text.isascii():
        from critmin.core.folding import json_text

        text = json_text(text)
    return text + "\n"


def shown(value: Cell, column: Column, digits: int | None = None) -> str:
    """Cell for reading: percent, thousands separators, rounded, in one line.

    >>> shown(0.6464, Column("share", "number", "fraction"))
    '64.6%'
    >>> shown(270000, Column("quantity", "number"))
    '270,000'
    >>> shown(None, Column("quantity", "number"))
    'n/a'

    A number that is not zero is not shown as zero:

    >>> shown(0.0000006, Column("value", "number"))
    '6e-07'
    """
    if value is None:
        return MISSING if column.type == "number" else ""
    if isinstance(value, str | tuple):
        return visible(raw(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.name in {"year", "year_a", "year_b", "rank"}:
        return str(value)
    if column.unit == "fraction":
        return f"{value * 100:,.{1 if digits is None else digits}f}%"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return f"{value:,.0f}"
    if digits is None and abs(value) < 0.00005:
        return f"{value:.2g}"
    return f"{value:,.{_decimals(value) if digits is None else digits}f}"


def _decimals(value: float) -> int:
    """Enough decimals for four significant figures, none for thousands."""
    magnitude = abs(value)
    if magnitude >= 1000:
        return 0
    return 1 if magnitude >= 10 else 2 if magnitude >= 1 else 4


def shown_rows(table: Table, digits: int | None = None) -> list[list[str]]:
    """All cells for reading: ``W`` if withheld, HHI no finer than its inputs, values in words.

    The year of an average over several years is shown as these years.
    """
    worded = _worded(table)
    flag_at = table.names.index("flag") if "flag" in table.names else None
    unit_at = table.names.index("unit") if "unit" in table.names else None
    fractions = [
        c._replace(unit="fraction") if c.unit == "as in unit" else c for c in table.columns
    ]
    periods = _periods(table)
    rows = []
    for at, row in enumerate(table.rows):
        percent = unit_at is not None and row[unit_at] == "fraction"
        flags = several(row[flag_at]) if flag_at is not None else ()
        missing = "W" if "withheld" in flags and "unknown" not in flags else MISSING
        cells = []
        for value, column in zip(row, fractions if percent else table.columns, strict=True):
            if value is None and column.name in FIGURES:
                cells.append(missing)
            elif value is None and column.name == "under_control":
                cells.append(_why_not_known(dict(zip(table.names, row, strict=True))))
            elif column.name == "year" and periods[at]:
                cells.append(periods[at])
            elif "rounded_shares" in flags and column.unit == "0-10,000" and value is not None:
                cells.append(f"{round(as_number(value) or 0.0, -1):,.0f}")
            elif column.name in worded and value is not None:
                cells.append(
                    _in_words(column.name, value, dict(zip(table.names, row, strict=True)))
                )
            else:
                cells.append(shown(value, column, digits))
        rows.append(cells)
    return rows


def _worded(table: Table) -> frozenset[str]:
    """Columns whose values are shown in plain words: states and kinds of export controls."""
    if not {"status", "control_status", "control"} & {*table.names}:
        return frozenset()
    return plain_values.columns()


def _why_not_known(row: Mapping[str, Cell]) -> str:
    """What a line of a supplier list has in place of whether it is under an export control.

    >>> _why_not_known({"matched": True}), _why_not_known({"matched": False})
    ('may be', 'not matched')
    """
    if "matched" not in row:
        return MISSING
    if row["matched"]:
        return "may be"
    return "" if "total_row" in several(row.get("flag")) else "not matched"


def _in_words(name: str, value: Cell, row: Mapping[str, Cell]) -> str:
    return visible(";".join(plain_values.plain(name, one, row) for one in several(value)))


def _periods(table: Table) -> list[str]:
    """Years of each row's average; also of a row without a figure beside such averages."""
    if not {"year", "flag", "source"} <= set(table.names):
        return [""] * len(table)
    columns = (table.column("year"), table.column("source"), table.column("flag"))
    cells = [
        (year, several(ids)[:1], several(ids), several(of))
        for year, ids, of in zip(*columns, strict=True)
    ]
    known = {
        (year, first): period
        for year, first, ids, flags in cells
        if (period := sources.average_of(ids, flags))
    }
    return [known.get((year, first), "") for year, first, _ids, _flags in cells]


def write_table(table: Table, layout: Layout) -> str:
    """Write a table for reading, in plain text."""
    return _tabulated(table, "simple", shown_rows(table, layout.digits), layout)


def write_markdown(table: Table, layout: Layout) -> str:
    """Write a Markdown table for reading, with the summary above it.

    No text is read as markup; an address in a user's text is no link.
    """

    def literal(text: str) -> str:
        return in_markdown(text, links=not table.from_user)

    cells = [list(map(literal, row)) for row in shown_rows(table, layout.digits)]
    text = _tabulated(table, "pipe", cells, layout)
    summary = re.sub(BLOCK_START, r"\1\\\2", literal(table.summary))
    return f"{summary}\n\n{text}" if summary else text


def in_markdown(text: str, *, links: bool = True) -> str:
    r"""Text as Markdown that shows it as it is, in one line of a table or a paragraph.

    Parameters
    ----------
    text : str
        Text in one line.
    links : bool
        Whether an address may become a link.

    >>> in_markdown("a|b <i>*c*</i> residual_large")
    'a\\|b \\<i>\\*c\\*\\</i> residual_large'
    >>> in_markdown("https://example.org", links=False)
    'https\\://example.org'
    """
    text = re.sub(MARKUP, r"\\\g<0>", text)
    return text if links else re.sub(LINKING, r"\\\g<0>", text)


def write_latex(table: Table, layout: Layout) -> str:
    """Write a LaTeX tabular (booktabs) for reading; no text is read as a command."""
    text = _tabulated(table, "latex_booktabs", shown_rows(table, layout.digits), layout)
    # tabulate escapes signs; it leaves hyphens that join, and what \\\\ and \midrule would take.
    text = re.sub("-(?=-)", "-{}", text).replace("`", r"\textasciigrave{}")
    return re.sub(r"^( *)(?=[\[*])", r"\1{}", text, flags=re.MULTILINE)


def _tabulated(table: Table, style: str, cells: list[list[str]], layout: Layout) -> str:
    """Write a table in a style of the tabulate package."""
    from tabulate import tabulate

    align = [
        "right" if column.type in {"number", "integer"} else "left" for column in table.columns
    ]
    text = tabulate(
        cells,
        headers=table.names if layout.header else (),
        tablefmt=style,
        colalign=align if cells else None,
        disable_numparse=True,
    )
    return f"{text}\n"


def write_html(table: Table, layout: Layout) -> str:
    """Write an HTML table, its summary and sources above it; every text is escaped."""
    from html import escape

    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.names)
    head = f"<thead><tr>{names}</tr></thead>\n" if layout.header else ""
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in shown_rows(table, layout.digits)
    )
    sources = "; ".join(escape(source.citation) for source in table.sources)
    texts = [text for text in (escape(table.summary), sources) if text]
    caption = f"<caption>{'<br>'.join(texts)}</caption>\n" if texts else ""
    return f'<table class="critmin">\n{caption}{head}<tbody>\n{body}\n</tbody>\n</table>\n'
