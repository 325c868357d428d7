"""Schema of a lake: a row for each recorded flow, and a record for each added file. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, DecimalException
from hashlib import sha256
from typing import Any

from critmin.core.errors import visible
from critmin.core.named_tuple import NamedTuple

# Money and weights are kept as exact decimals, so that a sum is the same on every engine.
AMOUNT = "decimal(18,3)"

# What is known of a row's figures; each is told from zero.
NUMBER = "number"  # value and, where given, weight are figures
MISSING = "missing"  # the publisher gives the row without a value
SUPPRESSED = "suppressed"  # the partner, the value or the weight is confidential
RESIDUAL = "residual"  # the partner is a group or not specified, not a country
STATES = (NUMBER, MISSING, SUPPRESSED, RESIDUAL)

FLOWS = ("import", "export", "re-import", "re-export", "trade")


# Digits of a whole code, by nomenclature.
DIGITS = {f"HS{year}": 6 for year in ("92", "96", "02", "07", "12", "17", "22")} | {
    "CN": 8,
    "HTS": 10,
    "SCHB": 10,
    "NCM": 8,
}

# Codes of ISO 4217, with those of currencies that ended since 1988.
_ISO_4217 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG "
    "ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK"
)
CURRENCIES = tuple(_ISO_4217.split())


class Column(NamedTuple):
    """Column of a lake."""

    name: str
    type: str  # of ``text`` or `AMOUNT`
    may_be_empty: bool
    description: str


COLUMNS = (
    Column("source", "text", False, "Publisher's data: baci-hs92, comext, census, table ..."),
    Column("edition", "text", False, "Edition of the source, as the user or the file names it"),
    Column("period", "text", False, "Year (2024) or month (2024-01)"),
    Column("reporter", "text", True, "ISO3 of who recorded it; empty where reconciled"),
    Column("importer", "text", True, "ISO3 or a code of trade_places.csv; empty if no country"),
    Column("exporter", "text", True, "As importer"),
    Column("flow", "text", False, "import, export, re-import, re-export; trade where reconciled"),
    Column("nomenclature", "text", False, "HS92 to HS22, CN, HTS, SCHB, NCM"),
    Column("code", "text", False, "Code of the goods, digits alone"),
    Column("value", AMOUNT, True, "In the currency of the source, not converted"),
    Column("currency", "text", False, "USD, EUR, GBP"),
    Column("weight_kg", AMOUNT, True, "Net weight of the product"),
    Column("quantity", AMOUNT, True, "In the supplementary unit"),
    Column("quantity_unit", "text", True, "Supplementary unit, as published"),
    Column("state", "text", False, ", ".join(STATES)),
)
NAMES = tuple(column.name for column in COLUMNS)


ROWS = "flows"  # folder of the rows of a lake
MOST = 1 << 63  # of a count


class Part(NamedTuple):
    """Rows of one period of an added file: a Parquet file below the lake's folder."""

    path: str  # relative, with ``/``
    period: str
    rows: int
    bytes: int
    sha256: str


class Added(NamedTuple):
    """Record of a file that was added."""

    key: str
    name: str  # without its folder
    sha256: str
    bytes: int
    reader: str  # baci, comext, census, comtrade, hmrc, comexstat, table
    source: str
    edition: str
    nomenclature: str
    currency: str
    rows_in: int
    rows_used: int
    set_aside: dict[str, int]  # rows not used, by reason
    parts: tuple[Part, ...]
    added: str  # day
    about: dict[str, Any]  # what else the reader found: reporters, totals, notes
    checksum: str = ""  # of all the others; empty in a record that was written without one


class NoRecord(ValueError):
    """A text that is not the record of an added file, and why."""


def record_of(name: str, text: bytes) -> Added:
    """Record of an added file, read and checked.

    A path in it is never followed unless it is the one that `part_path` gives, so that a record
    from elsewhere names no file outside the lake.

    Raises
    ------
    ValueError
        If it is none.
    """
    cells = json.loads(text)
    if isinstance(cells, dict) and cells.setdefault("checksum", "") != "":
        _check_sum(cells)
    _check_fields(cells, Added)
    cells = {k: visible(cell) if isinstance(cell, str) else cell for k, cell in cells.items()}
    for cell in cells["parts"]:
        _check_fields(cell, Part)
    parts = tuple(Part(**cell) for cell in cells.pop("parts"))
    record = Added(**cells, parts=parts)
    if f"{record.key}.json" != name or not _KEY.fullmatch(record.key):
        raise NoRecord("its key is not its name")
    _check_paths(record)
    if not record.about:  # a record written by hand says nothing more
        return record._replace(about={name: kind() for name, kind in _ABOUT.items()} | NO_SUM)
    _check_about(record.about)
    return record


BY = ("source", "edition", "period", "nomenclature", "currency", "reporter", "flow")


def differs(record: Added, sums: Sequence[Mapping[str, Any]]) -> str:
    """First field of a record that its rows do not bear out; empty for none.

    Parameters
    ----------
    record : Added
        The record.
    sums : sequence of mapping
        Rows of its parts by `BY`, with their ``number`` and the sums of value and weight.
    """
    of = {name: sorted({one[name] for one in sums if one[name]}) for name in BY}
    rows = dict.fromkeys(of["period"], 0)
    for one in sums:
        rows[one["period"]] += one["number"]
    pairs: dict[str, tuple[Any, Any]] = {
        "source": ([record.source], of["source"]),
        "edition": ([record.edition], of["edition"]),
        "rows_used": (record.rows_used, sum(rows.values())),
        "rows": ({part.period: part.rows for part in record.parts}, rows),
        "nomenclature": (record.nomenclature, ";".join(of["nomenclature"])),
        "currency": (record.currency, ";".join(of["currency"])),
    }
    about = record.about
    if about["flows"]:  # a record written by hand says nothing of them
        pairs |= {f"{name}s": (about[f"{name}s"], of[name]) for name in ("reporter", "flow")}
        for name in ("value", "weight_kg"):
            known = [one[name] for one in sums if one[name] is not None]
            said = about.get(name)
            pairs[name] = (None if said is None else Decimal(said), sum(known) if known else None)
        if len(of["nomenclature"]) > 1:
            pairs["held"] = (about.get("held"), _held(sums))
    return next((name for name, (said, found) in pairs.items() if said != found), "")


def _held(sums: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[str]]]:
    """Reporters of each nomenclature, by period."""
    held: dict[str, dict[str, set[str]]] = {}
    for one in sums:
        at = held.setdefault(one["nomenclature"], {}).setdefault(one["period"], set())
        at |= {one["reporter"]} - {None, ""}
    return {of: {at: sorted(codes) for at, codes in by.items()} for of, by in held.items()}


def cells_of(record: Added) -> dict[str, Any]:
    """Cells of a record as they are written."""
    return record._asdict() | {"parts": [part._asdict() for part in record.parts]}


def text_of(record: Added) -> bytes:
    """Text of the record of an added file, with its checksum."""
    cells = cells_of(record)
    return f"{json.dumps({**cells, 'checksum': checksum_of(cells)}, indent=1)}\n".encode()


def checksum_of(cells: Mapping[str, Any]) -> str:
    """SHA-256 of the cells of a record but for the checksum itself, however they are set out."""
    rest = {name: cell for name, cell in cells.items() if name != "checksum"}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _check_sum(cells: Mapping[str, Any]) -> None:
    if cells["checksum"] != checksum_of(cells):
        raise NoRecord("it is not as it was written")


def _check_paths(record: Added) -> None:
    if not record.parts or not plain_name(record.source + record.edition):
        raise NoRecord("it has no parts, or its source is no name")
    if len({part.period for part in record.parts}) < len(record.parts):
        raise NoRecord("it has two parts of one period")
    for part in record.parts:
        if not _SHA.fullmatch(part.sha256):
            raise NoRecord(f"the sha256 of {part.period!r} is none")
        if not _PERIOD.fullmatch(part.period):
            raise NoRecord(f"{part.period!r} is no period")
        if part.path != part_path(record.source, record.edition, part.period, record.key):
            raise NoRecord(f"the path {part.path!r} is not that of its rows")


_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_KEY = re.compile(r"[0-9a-f]{8,64}")
_SHA = re.compile(r"[0-9a-f]{64}")


def part_path(source: str, edition: str, period: str, key: str) -> str:
    """Where the rows of a period of an added file lie, below the lake's folder."""
    return f"{ROWS}/source={source}/edition={edition}/period={period}/{key}.parquet"


def plain_name(text: str) -> bool:
    """Whether a text can be the name of a source or an edition."""
    return all(sign.isalnum() or sign in "-_." for sign in text)


_KINDS = {"str": str, "int": int, "dict[str, int]": dict, "dict[str, Any]": dict}


def _check_fields(cells: Any, kind: type[Added | Part]) -> None:
    fields = kind.__annotations__
    if not isinstance(cells, dict):
        raise NoRecord("it has other things than fields")
    for name in sorted({*fields} ^ {*cells}):
        raise NoRecord(f"{name} is {'missing' if name in fields else 'unknown'}")
    for name, annotation in fields.items():
        cell, wanted = cells[name], _KINDS.get(str(annotation), list)
        number = isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < MOST
        if not (number if wanted is int else isinstance(cell, wanted)):
            raise NoRecord(f"{name} is not as written")
    if not all(isinstance(count, int) for count in cells.get("set_aside", {}).values()):
        raise NoRecord("set_aside is not as written")


_ABOUT = {
    "reporters": list, "flows": list, "nomenclatures": list, "currencies": list, "whole": bool,
    "scope": str, "examples": dict, "notes": list, "unused": list,
}  # fmt: skip
NO_SUM = {"value": None}


def _check_about(about: Mapping[str, Any]) -> None:
    for name, kind in _ABOUT.items():
        cell = about.get(name)
        texts = not isinstance(cell, list) or all(isinstance(one, str) for one in cell)
        if not isinstance(cell, kind) or not texts:
            raise NoRecord(f"about.{name} is not as written")
    try:
        fine = about["value"] is None or abs(Decimal(about["value"])) < MOST**2
    except (LookupError, TypeError, DecimalException):
        fine = False
    if not fine or not isinstance(about.get("revised_months", 0), int):
        raise NoRecord("about.value is not as written")
    held = about.get("held", {})
    if not isinstance(held, dict) or not all(isinstance(of, dict) for of in held.values()):
        raise NoRecord("about.held is not as written")
    if not all(isinstance(codes, list) for of in held.values() for codes in of.values()):
        raise NoRecord("about.held is not as written")
