"""Monthly imports and exports of the United Kingdom and Brazil: a sample of some codes.

One packed table a publisher, sorted by (flow, month, code, partner): imports and exports apart,
so that one of them is read alone. A publisher's rows of one month, code and partner are added up,
and so are their states: a partner that is confidential has no country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from places import Places
from tables import BuildError, PackedTable, RawRow, TidyTable, read_rows

FILE = "monthly/uk_brazil_monthly_2024_2026.csv"
CONFIDENTIAL = "n/a"  # the partner's name where the publisher suppresses it
COLUMNS = ("flow", "month", "code", "partner", "usd", "kg", "state")


class Publisher(NamedTuple):
    """A publisher of the sample: its reporter, its origin record, and the title of its table."""

    reporter: str
    origin: str
    title: str


PUBLISHERS = {
    "hmrc": Publisher("GBR", "hmrc@2026-06", "United Kingdom"),
    "comexstat": Publisher("BRA", "comexstat@2026-07", "Brazil"),
}
WHAT = "Monthly imports and exports by partner and eight-digit code, sample of some minerals"


class Flow(NamedTuple):
    """One month's trade of a code with a partner, in whole USD and kg."""

    flow: str
    month: str
    code: str
    partner: str
    usd: int
    kg: int
    state: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Both tables."""
    del ledger  # no cell of this file is corrected
    rows = read_rows(sources / FILE)
    strange = {row["publisher"] for row in rows} - {*PUBLISHERS}
    if strange:
        raise BuildError(f"{FILE}: unknown publishers {sorted(strange)}")
    return [
        PackedTable(
            path=f"trade/months_{name}.csv.gz",
            source=of.origin,
            title=f"{WHAT} ({of.title})",
            columns=COLUMNS,
            rows=list(flows([row for row in rows if row["publisher"] == name], of, places)),
            part="flow",
        )
        for name, of in PUBLISHERS.items()
    ]


def flows(rows: list[RawRow], of: Publisher, places: Places) -> Iterator[Flow]:
    """Flows of one publisher, rows of one month, code and partner added up."""
    usd: Counter[tuple[str, str, str, str]] = Counter()
    kg: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows:
        where = f"{FILE} {of.reporter} {row['period']} {row['native_code']} {row['partner']}"
        partner = "" if row["partner"] == CONFIDENTIAL else row["partner"]
        if row["reporter"] != of.reporter or row["flow"] not in {"import", "export"}:
            raise BuildError(f"{where}: another reporter or flow")
        if row["code_level"] != "8" or row["native_code"][:6] != row["hs6"]:
            raise BuildError(f"{where}: the code is not of eight digits")
        if (row["confidential"] == "true") == bool(partner) or row["partner_group"] != "false":
            raise BuildError(f"{where}: a partner that is neither a country nor confidential")
        if partner and partner not in places.names:
            raise BuildError(f"{where}: unknown partner")
        month = f"{row['period'][:4]}-{row['period'][4:]}"
        key = (row["flow"], month, row["native_code"], partner)
        usd[key] += whole(row["value_usd"], where)
        kg[key] += whole(row["qty_kg"], where)
    for key in sorted(usd):
        yield Flow(*key, usd[key], kg[key], "number" if key[3] else "suppressed")


def whole(text: str, where: str) -> int:
    """A whole number; the gatherer writes weights with a decimal point."""
    number = Decimal(text)
    if number != round(number) or number < 0:
        raise BuildError(f"{where}: {text} is no whole number")
    return round(number)
