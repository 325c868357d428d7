"""A plain table of flows: CSV or Parquet, with the columns of a lake or with names of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from critmin.core.errors import DataError
from critmin.lakes.reading import (
    COMMA,
    EITHER,
    POINT,
    UNDATED,
    Asked,
    Plan,
    Reader,
    amount,
    amounts_aside,
    blank,
    csv_scan,
    file_of,
    named,
    padded,
    quoted,
)
from critmin.lakes.schema import CURRENCIES, DIGITS, FLOWS, NAMES, STATES
from critmin.lakes.text_tables import delimiter_of, first_line, header_of
from critmin.lakes.totals import HEADING, PARTNERS
from critmin.user_tables.large_files import MOST_DIGITS, seal, too_exact

NEEDED = ("period", "code", "value")
WORLD = ("WORLD", "WLD", "W00", "TOTAL", "ALL")
KEY = ("period", "importer", "exporter", "flow", "nomenclature", "code")
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
# Unless the table says otherwise.
GIVEN = {"flow": "trade", "nomenclature": "HS22", "currency": "USD"}
# Other spellings with one meaning, in capitals and without the signs in `SIGNS`.
REVISIONS = ("92", "96", "02", "07", "12", "17", "22")
SPELLINGS = {name: (name,) for name in DIGITS} | {
    "CN": ("CN", "CN8", "KN", "KN8"),
    "HTS": ("HTS", "HTS10", "HTSUS"),
    "SCHB": ("SCHB", "SCHEDULEB"),
    "NCM": ("NCM", "NCM8"),
    **{
        f"HS{year}": (f"HS{year}", f"HS{'19' if year > '50' else '20'}{year}", f"H{number}")
        for number, year in enumerate(REVISIONS)
    },
}
SHOWN = 10_000  # rows that tell how codes are written
SIX = 6  # digits of a code of the Harmonized System
SIGNS = "[ ._-]"
MONEY = {code: (code,) for code in CURRENCIES} | {"USD": ("USD", "US$"), "EUR": ("EUR", "€")}
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
    unused = [column for column in header if column not in at.values()]
    also = [at["reporter"]] if "reporter" in at else []
    cell = {column: f"trim(CAST(r.{named(at[column])} AS VARCHAR))" for column in at}

    def text(column: str) -> str:
        found = f"nullif({cell[column]}, '')" if column in cell else "NULL"
        return f"coalesce({found}, '{GIVEN[column]}')" if column in GIVEN else found

    nomenclature = _read(
        f"regexp_replace(upper({text('nomenclature')}), '{SIGNS}', '', 'g')", SPELLINGS
    )
    currency = _read(f"upper({text('currency')})", MONEY)
    digits = _by_digits(nomenclature, str)
    code = _by_digits(nomenclature, lambda count: padded(cell["code"], count))
    value, no_value = amount(cell["value"]), blank(cell["value"])
    numbers = {c: amount(cell[c]) for c in ("value", "weight_kg", "quantity") if c in cell}
    residual = "(i.iso3 IS NULL OR e.iso3 IS NULL)"
    plain_state = (
        f"CASE WHEN {no_value} THEN 'missing' WHEN {residual} THEN 'residual' ELSE 'number' END"
    )
    state = f"coalesce(lower({text('state')}), {plain_state})" if "state" in cell else plain_state
    scan = f"read_parquet({file_of(path)})" if parquet else csv_scan(path, header, delimiter)
    sides = ("reporter", "importer", "exporter")
    small = _in_small_letters(path, scan, {c: cell[c] for c in sides if c in cell})
    people = {c: f"upper({text(c)})" if c in small else text(c) for c in sides}
    reporter = people["reporter"]
    if "reporter" in cell and any(column.casefold() == "partner" for column in header):
        raise DataError("has reporter and partner: write importer and exporter", file=name, line=1)
    flow = f"lower({text('flow')})"
    columns = {
        "period": _period(cell["period"]),
        "reporter": "p.iso3",
        "importer": "i.iso3",
        "exporter": "e.iso3",
        "flow": flow,
        "nomenclature": nomenclature,
        "code": code,
        "value": value,
        "currency": currency,
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
        scan=scan,
        columns=columns,
        places={
            "p": (reporter, "iso3"),
            "i": (people["importer"], "iso3"),
            "e": (people["exporter"], "iso3"),
        },
        aside=(
            (
                "period is not a year or a month",
                f"NOT coalesce(regexp_full_match({columns['period']}, '{PERIOD}'), false)",
            ),
            ("total of all goods", f"upper({cell['code']}) = 'TOTAL'"),
            (f"nomenclature is none of {', '.join(DIGITS)}", f"{nomenclature} IS NULL"),
            ("currency is no code of ISO 4217, as USD", f"{currency} IS NULL"),
            (
                HEADING,
                f"regexp_full_match({code}, '([0-9][0-9]){{1,4}}') AND length({code}) < {digits}",
            ),
            (
                "code has over six digits: name its nomenclature, as CN",
                f"{digits} = 6 AND regexp_full_match({code}, '[0-9]{{7,10}}')",
            ),
            (
                "code has not six digits, or eight of CN and NCM, or ten of HTS and SCHB",
                f"NOT coalesce(regexp_full_match({code}, '[0-9]+') AND length({code}) = {digits}, "
                "false)",
            ),
            *((PARTNERS, f"upper({people[side]}) IN {WORLD}") for side in ("importer", "exporter")),
            ("unknown reporter", f"p.iso3 IS NULL AND {reporter} IS NOT NULL"),
            ("unknown importer", f"i.iso3 IS NULL AND {people['importer']} IS NOT NULL"),
            ("unknown exporter", f"e.iso3 IS NULL AND {people['exporter']} IS NOT NULL"),
            ("unknown flow", f"{flow} NOT IN ({flows})"),
            *(
                (
                    f"reporter is not the {side} of the {way}",
                    f"{flow} IN ('{way}', 're-{way}') AND p.iso3 <> coalesce({at}.iso3, '')",
                )
                for way, side, at in (("import", "importer", "i"), ("export", "exporter", "e"))
            ),
            ("unknown state", f"{state} NOT IN ({states})"),
            ("state is number without a value", f"{state} = 'number' AND {no_value}"),
            ("state is missing beside a value", f"{state} = 'missing' AND NOT {no_value}"),
            *amounts_aside({column: (cell[column], number) for column, number in numbers.items()}),
        ),
        key=[f"({columns[column]})" for column in KEY],
        whole=False,
        # What else is in a row does not make it another flow, only no repetition.
        rest=[f"CAST(r.{named(column)} AS VARCHAR)" for column in [*also, *unused]],
        unused=unused,
        figures="" if parquet or delimiter == "," else _figures([cell[c] for c in numbers]),
    )


def _in_small_letters(path: Path, scan: str, cells: Mapping[str, str]) -> set[str]:
    """Columns whose codes are all in small letters, by the first rows; others are in capitals.

    A row that is written otherwise than they are is set aside: mar may be March.
    """
    import duckdb

    world = ", ".join(quoted(word.lower()) for word in WORLD)
    tests = ", ".join(
        f"bool_and(regexp_full_match({cell}, '[a-z]{{3}}')) "
        f"FILTER ({cell} <> '' AND lower({cell}) NOT IN ({world}))"
        for cell in cells.values()
    )
    with duckdb.connect() as connection:
        try:
            seal(connection, [str(path), str(path.absolute())])
            (found,) = connection.execute(
                f"SELECT {tests} FROM (SELECT * FROM {scan} LIMIT {SHOWN}) AS r"
            ).fetchall()
        except duckdb.Error:  # said where the table is read
            return set()
    return {name for name, all_small in zip(cells, found, strict=True) if all_small}


def _read(cell: str, spellings: Mapping[str, Sequence[str]]) -> str:
    """SQL of the name that one of its spellings stands for; NULL of others."""
    cases = "".join(
        f" WHEN {cell} IN ({_listed(others)}) THEN {quoted(name)}"
        for name, those in spellings.items()
        if (others := [one for one in those if one != name])
    )
    return f"CASE WHEN {cell} IN ({_listed(spellings)}) THEN {cell}{cases} END"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(quoted, words))


def _by_digits(nomenclature: str, of: Callable[[int], str]) -> str:
    """SQL of something for each number of digits of a whole code."""
    cases = " ".join(
        f"WHEN {nomenclature} IN ({_listed(name for name in DIGITS if DIGITS[name] == count)}) "
        f"THEN {of(count)}"
        for count in sorted({*DIGITS.values()} - {SIX})
    )
    return f"CASE {cases} ELSE {of(SIX)} END"


def _figures(cells: Sequence[str]) -> str:
    """SQL of how the figures of a row are written: with a comma, a point, or either."""
    written = [
        f"CASE WHEN regexp_matches({cell}, '[0-9],[0-9]') THEN '{COMMA}' "
        f"WHEN regexp_full_match({cell}, '[1-9][0-9]{{0,2}}[.][0-9]{{3}}') THEN '{EITHER}' "
        f"WHEN regexp_matches({cell}, '[.]|[0-9]{{4}}') THEN '{POINT}' END"
        for cell in cells
    ]
    return f"list_min([{', '.join(written)}])"


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
    known = {column.casefold(): column for column in header}
    at = {column: known[column] for column in NAMES if column in known} | dict(asked.columns)
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

    with duckdb.connect() as connection:
        try:
            seal(connection, [str(path), str(path.absolute())])
            found = connection.execute(f"DESCRIBE FROM read_parquet({file_of(path)})").fetchall()
            exact = too_exact(connection, str(path.absolute()))
        except duckdb.Error as error:
            raise DataError("is not a Parquet file, or is cut off", file=name) from error
    if exact:
        raise DataError(
            f"column '{exact[0]}' is stored as decimals of more than {MOST_DIGITS} digits, which "
            "cannot be read: store floats or smaller decimals",
            file=name,
        )
    return [row[0] for row in found]


READER = Reader("table", "a table with the columns of a lake: CSV or Parquet", wanted, plan)
