"""Writes the answers of a report as one HTML page; the only user of the template engine."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin import __version__
from critmin.answers import cautions, plain_values
from critmin.answers.table import Cell, Column, Table, several
from critmin.answers.text import raw, shown_rows
from critmin.core import sources
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.reports.context import Context
from critmin.reports.drawing import Chart
from critmin.reports.query import Block
from critmin.reports.sections import Section
from critmin.reports.summary import summary

if TYPE_CHECKING:
    from markupsafe import Markup

HERE = Path(__file__).parent
# Columns shown once above a table if all rows agree.
COMMON = ("mineral", "stage", "basis", "year", "buyer_iso3", "unit", "method", "source")
KEYS = ("country", "supplier", "measure_id", "mineral", "via", "technology", "period", "list_id")
LINKS = ("https://", "http://")


class CellView(NamedTuple):
    """Cell: its text, its raw number, its value if the text has other words, and how it stands.

    ``heads``: it heads its row; ``whole``: it is never broken into lines (a day, the id of a
    measure).
    """

    text: str
    number: str | None
    value: str | None
    heads: bool
    whole: bool


class CommonView(NamedTuple):
    """Cell that all rows share, above its table; ``remark`` says which years an average is of."""

    name: str
    text: str
    remark: str = ""


class BlockView(NamedTuple):
    """Answer as the template needs it."""

    id: str
    title: str
    line: str
    reason: str
    common: tuple[CommonView, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[CellView, ...], ...]
    charts: tuple[Chart, ...]
    remarks: tuple[str, ...]
    sources: tuple[str, ...]


def written(page: Context, sections: Sequence[Section]) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    engine = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["breakable"] = breakable
    engine.filters["heading"] = heading
    blocks = [block for found in page.found.values() for block in found]
    style, script = _inline("page.css"), _inline("page.js")
    text: str = engine.get_template("page.html").render(
        topic=page.topic,
        day=page.day,
        version=__version__,
        edition=sources.data_edition(),
        summary=summary(page),
        sections=[(section, _views(section, page.found[section.key])) for section in sections],
        sources=_sources(blocks),
        columns=_columns(blocks),
        codes=_codes(blocks),
        style=style,
        script=script,
        policy=_policy(style, script),
        links=LINKS,
        again=f"critmin report {page.topic.code} --as-of {page.day} -o {page.topic.code}.html",
    )
    return text


def _inline(name: str) -> Markup:
    """Bundled file that is included in the page unchanged."""
    from markupsafe import Markup

    return Markup((HERE / name).read_text("utf-8"))


def _policy(style: str, script: str) -> str:
    """Content security policy: nothing is loaded, and only the page's own style and script run."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def breakable(text: str) -> Markup:
    """Escaped text that may break after each semicolon and underscore."""
    from markupsafe import Markup

    lists = (Markup("_<wbr>").join(part.split("_")) for part in text.split(";"))
    return Markup(";<wbr>").join(lists)


def heading(column: Column) -> str:
    """Heading of a column: spaces for underscores, and the unit if it is fixed.

    >>> heading(Column("imports_usd", "number", "USD"))
    'imports (USD)'
    """
    words = column.name.replace("_", " ")
    if column.unit in {"USD", "t"}:
        return f"{words.removesuffix(f' {column.unit.casefold()}')} ({column.unit})"
    return words


def _views(section: Section, blocks: Sequence[Block]) -> list[BlockView]:
    return [
        _view(f"{section.key}-{number}", section, block)
        for number, block in enumerate(blocks, start=1)
    ]


def _view(id_: str, section: Section, block: Block) -> BlockView:
    query, table = block.query, block.table
    if table is None:
        return BlockView(id_, query.title, query.line, block.reason, (), (), (), (), (), ())
    texts = shown_rows(table)
    common = {
        i: texts[0][i]
        for i, name in enumerate(table.names)
        if name in COMMON
        and len(table) > 1
        and len({row[i] for row in table.rows}) == 1
        and table.rows[0][i] is not None
    }
    kept = [i for i in range(len(table.names)) if i not in common]
    head = _heading_column(table, kept)
    rows = tuple(
        tuple(
            CellView(
                texts[n][i],
                _number(row[i], table.columns[i]),
                raw(row[i]) if table.names[i] in plain_values.columns() else None,
                i == head,
                table.columns[i].unit == "date" or table.names[i] == "measure_id",
            )
            for i in kept
        )
        for n, row in enumerate(table.rows)
    )
    drawn = section.charts(table) if section.charts and len(table) else ()
    warnings = [f"{caution.code}: {caution.message}" for caution in table.warnings]
    return BlockView(
        id_,
        query.title,
        query.line,
        "",
        tuple(_common(table, i, text) for i, text in common.items()),
        tuple(table.columns[i] for i in kept),
        rows,
        tuple(chart for chart in drawn if chart is not None),
        (*warnings, *table.notes),
        tuple(source.id for source in table.sources),
    )


def _common(table: Table, at: int, text: str) -> CommonView:
    """Cell that all rows share; the year as in the rows of the command."""
    year = str(table.rows[0][at])
    if table.names[at] != "year" or text == year:
        return CommonView(table.names[at], text)
    return CommonView("year", year, f" (average of {text})")


def _heading_column(table: Table, kept: Sequence[int]) -> int | None:
    """Column whose cells head their rows: a name that every row has."""
    named = [i for name in KEYS for i in kept if table.names[i] == name]
    full = (i for i in named if all(row[i] is not None for row in table.rows))
    return next(full, None)


def _number(value: Cell, column: Column) -> str | None:
    return raw(value) if column.type in {"number", "integer"} else None


def _sources(blocks: Iterable[Block]) -> list[Source]:
    found = {s.id: s for block in blocks if block.table is not None for s in block.table.sources}
    return [found[id_] for id_ in sorted(found)]


def _columns(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """Meaning of each column on the page."""
    found: dict[str, Any] = {}
    for block in blocks:
        for column in block.table.columns if block.table is not None else ():
            unit = f" ({column.unit})" if column.unit else ""
            found.setdefault(heading(column), f"{column.description}{unit}")
    return sorted(found.items())


def _codes(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """Meaning of each warning code on the page."""
    found = set()
    for block in blocks:
        if block.table is not None and "flag" in block.table.names:
            found |= {code for cell in block.table.column("flag") for code in several(cell)}
    return [(code, cautions.meaning(code)) for code in sorted(found)]
