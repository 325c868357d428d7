"""Publishers' codes of countries, and what each stands for.

The codes of ISO 3166 come from countries.csv, and those that publishers of trade use beside or
instead of them from trade_country_codes.csv.
"""

from __future__ import annotations

from collections.abc import Iterator

from critmin.core.files import read_table, rows_of
from critmin.core.named_tuple import NamedTuple

COUNTRY, RESIDUAL, SUPPRESSED, TOTAL = "country", "residual", "suppressed", "total"
NUMERIC, ALPHA2, ALPHA3, BRAZIL = "numeric", "eurostat", "iso3", "brazil"


class Place(NamedTuple):
    """Code of a publisher: ISO3 or a code of trade_places.csv, none of a group; and a kind."""

    code: str
    iso3: str | None
    kind: str


def places(scheme: str) -> Iterator[Place]:
    """Codes of a scheme."""
    own = [Place(code, iso3 or None, kind) for _, code, iso3, kind, _ in _own(scheme)]
    replaced = {place.code for place in own}
    yield from own
    for iso3, iso2, numeric, *_names in read_table("countries.csv")[1]:
        code = {NUMERIC: numeric.lstrip("0"), ALPHA2: iso2, ALPHA3: iso3}.get(scheme)
        if code and code not in replaced:
            yield Place(code, iso3, COUNTRY)
    if scheme == ALPHA3:
        for code in sorted({code for code, *_rest in read_table("trade_places.csv")[1]}):
            yield Place(code, code, COUNTRY)


def _own(scheme: str) -> list[list[str]]:
    return rows_of("trade_country_codes.csv", scheme)
