"""A plain table of flows: CSV or Parquet, with the columns of a lake or with names of its own."""

from __future__ import annotations

from pathlib import Path

from critmin.core.errors import DataError
from critmin.lakes.reading import (
    UNDATED,
    Asked,
    Plan,
    Reader,
    amount,
    blank,
    csv_scan,
    file_of,
    named,
    not_digits,
    quoted,
)
from critmin.lakes.schema import FLOWS, NAMES, STATES
from critmin.lakes.text_tables import delimiter_of, first_line, header_of

NEEDED = ("period", "code", "value")
WORLD = ("WORLD", "WLD", "W00", "TOTAL", "ALL")
KEY = ("period", "reporter", "importer", "exporter", "flow", "nomenclature", "code")
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
# Unless the table says otherwise.
GIVEN = {"flow": "trade", "nomenclature": "HS22", "currency": "USD"}
PERIOD = r"[0-9]{4}(-(0[1-9]|1[0-2]))?"


def wanted(name: str) -> bool:
    """Whether a member of an archive is a table."""
    return Path(name).suffix.lower() in SUFFIXES


def plan(name: str, path: Path, asked: Asked) -> Plan:
    """Plan of a table."""
    parquet = path.suffix.lower() == ".parquet"
    delimiter = "" if parquet else delimiter_of(first_line(path, name))
    header = _names(path, name) if parquet else header_of(path, name, delimiter)
    at = _columns(name, header, asked)
    cell = {column: f"trim(CAST(r.{named(at[column])} AS VARCHAR))" for column in at}

    def text(column: str) -> str:
        found = f"nullif({cell[column]}, '')" if column in cell else "NULL"
        return f"coalesce({found}, '{GIVEN[column]}')" if column in GIVEN else found

    value, no_value = amount(cell["value"]), blank(cell["value"])
    numbers = {c: amount(cell[c]) for c in ("value", "weight_kg", "quantity") if c in cell}
    residual = "(i.iso3 IS NULL OR e.iso3 IS NULL)"
    plain_state = (
        f"CASE WHEN {no_value} THEN 'missing' WHEN {residual} THEN 'residual' ELSE 'number' END"
    )
    state = f"coalesce({text('state')}, {plain_state})" if "state" in cell else plain_state
    people = {c: text(c) for c in ("reporter", "importer", "exporter")}
    reporter = people["reporter"]
    if "reporter" in cell and "partner" in header:
        raise DataError("has reporter and partner: write importer and exporter", file=name, line=1)
    columns = {
        "period": _period(cell["period"]),
        "reporter": "p.iso3",
        "importer": "i.iso3",
        "exporter": "e.iso3",
        "flow": text("flow"),
        "nomenclature": f"upper({text('nomenclature')})",
        "code": cell["code"],
        "value": value,
        "currency": f"upper({text('currency')})",
        "weight_kg": numbers.get("weight_kg", "NULL"),
        "quantity": numbers.get("quantity", "NULL"),
        "quantity_unit": text("quantity_unit"),
        "state": state,
    }
    flows, states = (", ".join(map(quoted, words)) for words in (FLOWS, STATES))
    return Plan(
        source=asked.source or "table",
        edition=asked.edition or UNDATED,
        nomenclature="",
        currency="",
        scan=f"read_parquet({file_of(path)})" if parquet else csv_scan(path, header, delimiter),
        columns=columns,
        places={
            "p": (f"upper({reporter})", "iso3"),
            "i": (f"upper({people['importer']})", "iso3"),
            "e": (f"upper({people['exporter']})", "iso3"),
        },
        aside=(
            (
                "period is not a year or a month",
                f"NOT coalesce(regexp_full_match({columns['period']}, '{PERIOD}'), false)",
            ),
            ("total of all goods", f"upper({cell['code']}) = 'TOTAL'"),
            ("code is not of 2 to 10 digits", not_digits(cell["code"], "2,10")),
            *(
                ("total of all partners", f"upper({people[side]}) IN {WORLD}")
                for side in ("importer", "exporter")
            ),
            ("unknown reporter", f"p.iso3 IS NULL AND {reporter} IS NOT NULL"),
            ("unknown importer", f"i.iso3 IS NULL AND {people['importer']} IS NOT NULL"),
            ("unknown exporter", f"e.iso3 IS NULL AND {people['exporter']} IS NOT NULL"),
            ("unknown flow", f"{columns['flow']} NOT IN ({flows})"),
            ("unknown state", f"{state} NOT IN ({states})"),
            *(
                (f"{column} is no number", f"{number} IS NULL AND NOT {blank(cell[column])}")
                for column, number in numbers.items()
            ),
            *((f"{column} below zero", f"{number} < 0") for column, number in numbers.items()),
        ),
        key=[f"({columns[column]})" for column in KEY],
        whole=False,
    )


def _period(cell: str) -> str:
    """Period of a cell: 202401 is 2024-01."""
    return rf"regexp_replace({cell}, '^([0-9]{{4}})([0-9]{{2}})$', '\1-\2')"


def _columns(name: str, header: list[str], asked: Asked) -> dict[str, str]:
    """Column of the table for each column of a lake that it has."""
    unknown = [column for column in asked.columns if column not in NAMES]
    if unknown:
        raise DataError(
            f"--map names {unknown[0]!r}; the columns of a lake are {', '.join(NAMES)}", file=name
        )
    gone = [column for column in asked.columns.values() if column not in header]
    if gone:
        raise DataError(f"has no column {gone[0]!r}; it has {', '.join(header)}", file=name, line=1)
    at = {column: column for column in NAMES if column in header} | dict(asked.columns)
    missing = [column for column in NEEDED if column not in at]
    if not {"importer", "exporter"} & set(at):
        missing.append("importer or exporter")
    if missing:
        raise DataError(
            f"has no column {missing[0]}: name it with --map NAME={missing[0].split()[0]}; "
            f"it has {', '.join(header)}",
            file=name,
            line=1,
        )
    return at


def _names(path: Path, name: str) -> list[str]:
    """Columns of a Parquet file."""
    import duckdb

    try:
        found = duckdb.connect().execute(f"DESCRIBE FROM read_parquet({file_of(path)})").fetchall()
    except duckdb.Error as error:
        raise DataError("is not a Parquet file, or is cut off", file=name) from error
    return [row[0] for row in found]


READER = Reader("table", "a table with the columns of a lake: CSV or Parquet", wanted, plan)
