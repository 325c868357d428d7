"""Tables of an export that are computed: what the questions choose and reckon, as rows.

They carry the program's own choices of source and its own figures, so that a view gives the answer
of a question without repeating its rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from critmin.answers.builder import codes
from critmin.core import names, sources
from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.outlets import catalogue
from critmin.outlets.catalogue import Content
from critmin.outlets.records import Record, checked
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.bundled_tables import Entry
from critmin.supply.distribution import Distribution

EVERY = "*"  # stands for all columns of a view


class Computed(NamedTuple):
    """Computed table and its rows."""

    content: Content
    rows: Sequence[Record]


def _table(
    name: str, title: str, columns: str, key: str, rows: Sequence[Record], index: str = ""
) -> Computed:
    content = Content(
        name,
        title,
        catalogue.fields_of(name, columns.split()),
        tuple(key.split()),
        tuple(index.split()),
        (),
        len(rows),
    )
    return Computed(content, checked(content, rows))


def tables() -> Computed:
    """Bundled files, each with its source, its licence and the table that holds its rows."""
    licences = {source: one.licence for source, one in sources.editions().items()}
    titles = {cells[0]: cells[1] for cells in read_table("tables.csv")[1]}
    rows: list[Record] = [
        (
            file.path,
            titles.get(file.path) or content.title,
            file.source or None,
            file.rows,
            file.licence or licences.get(file.source) or None,
            content.name,
        )
        for content in catalogue.bundled()
        for file in content.files
    ]
    rows.sort(key=lambda row: str(row[0]))
    columns = "path title source rows licence in_table"
    return _table("tables", "Bundled tables: source, licence, rows", columns, "path", rows)


def places() -> Computed:
    """Countries, former partners of the trade tables, and blocs, by code."""
    rows: list[Record] = [(one.iso3, one.name, "country") for one in names.countries().values()]
    former = {cells[0]: cells[1] for cells in read_table("trade_places.csv")[1]}
    rows += [(code, name, "former") for code, name in former.items()]
    blocs = {one.bloc: one.name for one in names.memberships()}
    rows += [(code, name, "bloc") for code, name in blocs.items()]
    return _table("places", "Partners of the trade tables", "code name kind", "code", rows)


SUPPLY_COLUMNS = (
    "source mineral stage basis year unit status producers preferred denominator divided_by "
    "residual_share not_attributed hhi hhi_low hhi_high cr1 cr3 flag reason path"
)
SUPPLY_KEY = "source mineral stage basis year"


@cache
def _supply() -> tuple[tuple[Record, tuple[str, ...]], ...]:
    """Each supply table with its figures, and its warning codes."""
    preferred = {*_preferred()}
    return tuple(_supply_row(entry, preferred) for entry in bundled_tables.index())


def _preferred() -> Iterator[Entry]:
    """Table of each mineral and stage that answers when no source and no year is named."""
    for mineral, stage in bundled_tables.by_mineral_stage():
        try:
            yield from source_choice.choose(mineral, stage)
        except NoData:
            continue


def _supply_row(entry: Entry, preferred: set[Entry]) -> tuple[Record, tuple[str, ...]]:
    table = bundled_tables.load(entry)
    start = (*entry[:3], entry.year)
    mineral, stage, basis, year = start
    head: Record = (entry.source, mineral, stage, basis, year, entry.unit, entry.status)
    head += (entry.producers, int(entry in preferred))
    flags = codes(query.table_flags(table))
    if not bundled_tables.usable(entry):
        why = _why_unusable(entry)
        return (*head, *[None] * 9, ";".join(flags) or None, why, entry.path), flags
    try:
        shares = query.shares_of(table, None)
    except NoData as reason:
        return (*head, *[None] * 9, ";".join(flags) or None, str(reason), entry.path), flags
    flags = codes(flags, [one.code for one in shares.cautions()])
    return (*head, *_figures(shares), ";".join(flags) or None, None, entry.path), flags


def _why_unusable(entry: Entry) -> str:
    """Why no shares can be formed of a table."""
    if not entry.producers:
        return "no country has a figure above zero"
    said = bundled_tables.caveats(entry)
    return next(text for code, text in said if code in bundled_tables.UNSUMMED)


def _figures(shares: Distribution) -> Record:
    """Denominator, residual, HHI with its bounds, and the largest suppliers' shares."""
    point, bounds = shares.hhi()
    printed = len(shares.table.residuals)
    added = shares.unattributed[printed:]
    return (
        shares.denominator.kind,
        shares.denominator.value,
        shares.residual,
        added[0].quantity if added else None,
        point,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
        sum(shares.parts[:1]),
        sum(shares.parts[:3]),
    )


def supply_tables() -> Computed:
    """Each table of supply: what its shares are divided by, its HHI, whether it is preferred."""
    rows = [row for row, _flags in _supply()]
    title = "Tables of supply: denominator of their shares, HHI with bounds, warnings"
    return _table("supply_tables", title, SUPPLY_COLUMNS, SUPPLY_KEY, rows)


def supply_table_warnings() -> Computed:
    """Warnings of each table of supply, one a row."""
    rows = [(*row[:5], code) for row, flags in _supply() for code in flags]
    title = "Warnings of each table of supply"
    key = f"{SUPPLY_KEY} code"
    return _table("supply_table_warnings", title, key, key, rows)


def control_states() -> Computed:
    """States of each export control, from its first day to the last one known."""
    from critmin.outlets.control_days import spells

    title = "State of each export control by day"
    columns = "measure_id first_day last_day status"
    return _table("control_states", title, columns, "measure_id first_day", list(spells()))


def form_codes() -> Computed:
    """Tariff codes that count for a mineral in a traded form, by source and year."""
    from critmin.outlets.trade_choice import codes_of_forms

    title = "Tariff codes that count for a mineral in a traded form, by source and year"
    columns = "source year code mineral form exporter counts not_held"
    index = "source+year+code mineral+form+source+year"
    return _table("form_codes", title, columns, "", list(codes_of_forms()), index)


def import_choice() -> Computed:
    """Source that answers for each buyer, mineral and form in the newest year."""
    from critmin.outlets.trade_choice import choices

    title = "Source of a buyer's imports that critmin prefers, in the newest year"
    columns = "buyer year mineral form source"
    return _table("import_choice", title, columns, "buyer year mineral form", list(choices()))


COMPUTED: tuple[Callable[[], Computed], ...] = (
    tables,
    places,
    supply_tables,
    supply_table_warnings,
    form_codes,
    import_choice,
    control_states,
)


def dictionary(contents: Sequence[Content], views: Sequence[tuple[str, str]]) -> Computed:
    """Every column of every table with its meaning, and every view."""
    name, columns = "dictionary", "table column type refers_to description"
    described = [(content.name, content.fields) for content in contents]
    described.append((name, catalogue.fields_of(name, columns.split())))
    rows: list[Record] = [
        (table, field.name, field.type, field.refers_to or None, field.description)
        for table, fields in sorted(described)
        for field in fields
    ]
    rows += [(view, EVERY, None, None, meaning) for view, meaning in views]
    title = "Columns of all tables and views, and what they hold"
    return _table(name, title, columns, "table column", rows)


def about() -> Computed:
    """What this database is: program, edition, and how it may be used."""
    from critmin import __version__

    rows: list[Record] = [
        ("title", "critmin: tidy tables of critical-mineral supply"),
        ("program", f"critmin {__version__}"),
        ("data edition", sources.data_edition()),
        ("licence", "each source has its own: see the tables sources and tables"),
        ("empty cells", "no figure; never zero. The column state says withheld, unknown or zero"),
        ("sources", "rows of two sources are never added up: name a source, or use a view"),
    ]
    return _table("about", "About this database", "name value", "name", rows)
