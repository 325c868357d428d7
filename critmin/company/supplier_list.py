"""Reader of a supplier list: recognises its columns and reads every line.

The columns of the industry's templates are known (conflict-minerals and extended-minerals
smelter lists, smelter look-up lists), and so are the usual names in purchasing systems; `--map`
names any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from critmin.company.supplier_line import (
    UNITS,
    AmountColumn,
    DefaultStage,
    SupplierLine,
    broken_line,
    read_line,
    unit_of,
)
from critmin.core import names
from critmin.core.errors import DataError, QueryError
from critmin.core.user_files import Grid, read_grid
from critmin.core.wording import counted

# Headers of each field, folded, the clearest first.
HEADERS: dict[str, tuple[str, ...]] = {
    "material": (
        "material",
        "mineral",
        "metal",
        "commodity",
        "rawmaterial",
        "criticalmineral",
        "substance",
        "element",
        "materials",
        "minerals",
        "metals",
    ),
    "supplier": (
        "standardsmeltername",
        "standardsmelternames",
        "smeltername",
        "smelterlookup",
        "smelterreference",
        "refinername",
        "facilityname",
        "supplier",
        "suppliername",
        "vendor",
        "vendorname",
        "company",
        "companyname",
        "producer",
        "manufacturer",
        "smelter",
        "refiner",
        "smelteridentification",
        "smelterid",
    ),
    "country": (
        "smeltercountry",
        "smelterfacilitylocationcountry",
        "facilitylocationcountry",
        "countrylocation",
        "countryoforigin",
        "origincountry",
        "origin",
        "country",
        "countryname",
        "countrycode",
        "suppliercountry",
        "vendorcountry",
        "iso3",
        "iso2",
        "iso",
    ),
    "stage": ("stage", "processstage", "processingstage", "supplychainstage", "supplystage"),
    "quantity": (
        "quantity",
        "annualquantity",
        "qty",
        "volume",
        "annualvolume",
        "tonnage",
        "weight",
        "tonnes",
        "metrictons",
        "kilograms",
        "kg",
        "amount",
    ),
    "share": (
        "share",
        "percentage",
        "percent",
        "shareofsupply",
        "shareofvolume",
        "shareofspend",
        "allocation",
    ),
    "spend": ("spend", "annualspend", "purchasevalue", "expenditure", "value"),
    "unit": ("unit", "uom", "unitofmeasure", "units"),
    "currency": ("currency",),
    "code": (
        "hscode",
        "hs",
        "tariffcode",
        "customstariffnumber",
        "customscode",
        "commoditycode",
        "htscode",
        "hts",
        "cncode",
        "cn8",
        "tariccode",
        "taric",
        "zolltarifnummer",
        "zolltarifnr",
        "warennummer",
        "warentarifnummer",
        "codesh",
        "codenc",
        "codedouanier",
        "nomenclaturedouaniere",
        "hsコート",
        "統計品目番号",
        "hs编码",
        "海关编码",
        "商品编码",
    ),
}
# Headers of codes of the EU's Combined Nomenclature, and of the tariffs that extend it.
COMBINED = ("cn", "taric", "zolltarif", "waren", "codenc")
NEEDED = ("material", "country")
AMOUNTS = ("quantity", "share", "spend")  # the first header that a list has is used


@dataclass(frozen=True)
class SupplierList:
    """Supplier list: one `SupplierLine` per row of the file, in file order."""

    file: str
    lines: tuple[SupplierLine, ...]
    amount: AmountColumn | None
    notes: tuple[str, ...] = field(default=())


def read_suppliers(
    file: str, column_map: Sequence[str] = (), stage: str | None = None
) -> SupplierList:
    """Read a supplier list; ``-`` is standard input.

    Parameters
    ----------
    file : str
        CSV, TSV, XLSX or Parquet; a title above the table and sheets before it are skipped.
        Text may also be separated by semicolons, and be in UTF-16.
    column_map : sequence of str
        ``theirs=ours``, ours a key of `HEADERS`.
    stage : str, optional
        Stage of supply of lines without one; ``refining`` in smelter lists, else ``mining``.

    Raises
    ------
    DataError
        If the file cannot be read, has no row, or no column of materials or countries.
    QueryError
        If ``column_map`` is malformed.
    """
    mapped = _column_map(column_map)
    grid = read_grid(
        file, lambda cells: {*NEEDED} <= _fields(cells, mapped).keys(), collect=True, lenient=True
    )
    fields = _fields(grid.header, mapped)
    _refuse_unusable(grid, fields, mapped)
    amount = _amount_column(grid.header, fields, points_unsure=grid.separator == ";")
    smelters = any(fold_header(name).startswith("smelter") for name in grid.header)
    stated = stage or ("refining" if smelters else "")
    default = DefaultStage(stated or "mining", assumed=not stated)
    lines = [
        read_line(number, _texts(grid, number, cells, fields, amount), amount, default)
        for number, cells in grid.rows
    ]
    lines += [broken_line(*broken) for broken in grid.broken]
    lines.sort(key=lambda line: line.number)
    return SupplierList(file, tuple(lines), amount, _notes(grid, fields, amount))


def _texts(
    grid: Grid,
    number: int,
    cells: list[str],
    fields: dict[str, list[int]],
    amount: AmountColumn | None,
) -> dict[str, str]:
    """Cells of a row by field; a merged cell applies to all its lines, an amount only to one."""
    texts = {}
    for name, places in fields.items():
        shown = (cells[at] for at in places)
        if grid.merged and name not in AMOUNTS:
            shown = (cells[at] or grid.merged.get((number, at), "") for at in places)
        texts[name] = next((text for text in shown if text.strip()), "")
    texts["amount"] = texts.get(amount.kind, "") if amount else ""
    if amount and amount.kind == "spend":
        texts["unit"] = texts.get("currency", "")
    codes = [fold_header(grid.header[at]) for at in fields.get("code", ())]
    texts["combined"] = "yes" if any(code.startswith(COMBINED) for code in codes) else ""
    return texts


def fold_header(text: str) -> str:
    """Fold a header, without text in brackets.

    >>> fold_header("Smelter Country (*)"), fold_header("Volume [kg]")
    ('smeltercountry', 'volume')
    """
    return names.fold(re.sub(r"[(\[][^)\]]*[)\]]", "", text))


def _column_map(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals or ours.strip() not in HEADERS or not theirs.strip():
            raise QueryError(
                f"--map is {pair!r}: write theirs=ours with ours one of {', '.join(HEADERS)}"
            )
        found[theirs.strip()] = ours.strip()
    return found


def _fields(header: Sequence[str], mapped: dict[str, str]) -> dict[str, list[int]]:
    """Columns by field: the mapped one, else by the order of `HEADERS`.

    Only a supplier's name may be in several columns; the first filled cell is used.
    """
    fields = {theirs.casefold(): ours for theirs, ours in mapped.items()}
    found: dict[str, list[int]] = {}
    for name, known in HEADERS.items():
        named = [i for i, text in enumerate(header) if fields.get(text.strip().casefold()) == name]
        free = [i for i, text in enumerate(header) if text.strip().casefold() not in fields]
        by_name = [i for alias in known for i in free if fold_header(header[i]) == alias]
        places = named or (by_name if name == "supplier" else by_name[:1])
        if places:
            found[name] = places
    return found


def _refuse_unusable(grid: Grid, fields: dict[str, list[int]], mapped: dict[str, str]) -> None:
    header = [text.strip().casefold() for text in grid.header]
    unknown = [theirs for theirs in mapped if theirs.casefold() not in header]
    shown = ", ".join(text.strip() for text in grid.header if text.strip())
    if unknown:
        raise QueryError(f"--map names column {unknown[0]!r}; {grid.file} has {shown}")
    absent = [name for name in NEEDED if name not in fields]
    if absent:
        raise DataError(
            f"no column of {' and '.join(absent)} is recognised; the columns are {shown} "
            f"(name it with --map theirs={absent[0]})",
            file=grid.file,
            line=1,
            code="missing_column",
        )
    for name, places in fields.items():
        if name != "supplier" and len(places) > 1:
            raise QueryError(f"--map gives {name} twice: name one column")
    if not grid.rows and not grid.broken:
        raise DataError("has a header but no row", file=grid.file, code="empty")


def _amount_column(
    header: Sequence[str], fields: dict[str, list[int]], *, points_unsure: bool
) -> AmountColumn | None:
    kind = next((kind for kind in AMOUNTS if kind in fields), None)
    if kind is None:
        return None
    text = header[fields[kind][0]]
    bracket = re.search(r"[(\[]([^)\]]*)[)\]]", text)
    stated = bracket[1].strip() if bracket else ""
    unit = unit_of(stated) or UNITS.get(fold_header(text), "")
    percent = "%" in text or names.fold(text).startswith("percent") or "pct" in text.casefold()
    return AmountColumn(
        kind,
        text.strip(),
        "share" if kind == "share" else unit,
        percent,
        points_unsure and kind != "share",
    )


def _notes(
    grid: Grid, fields: dict[str, list[int]], amount: AmountColumn | None
) -> tuple[str, ...]:
    """Notes on how columns were read, and on unused ones."""
    unused_kinds = {kind for kind in AMOUNTS if amount is None or kind != amount.kind}
    taken = {name: places for name, places in fields.items() if name not in unused_kinds}
    used = {at for places in taken.values() for at in places}
    columns = ", ".join(
        f"{' or '.join(repr(grid.header[at].strip()) for at in places)} as {name}"
        for name, places in taken.items()
    )
    notes = [f"columns: {columns}"]
    rest = [text.strip() for at, text in enumerate(grid.header) if at not in used and text.strip()]
    notes += [f"columns not used: {', '.join(rest)}"] if rest else []
    if grid.above:
        notes.append(f"{counted(grid.above, 'row')} above the header skipped")
    if grid.merged:
        notes.append("merged cells apply to each of their lines, amounts only to the first")
    if grid.separator not in ",\t":
        notes.append(f"cells are separated by {grid.separator!r}")
    return tuple(notes)
