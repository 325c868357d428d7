"""Publishers' codes of countries, and what each stands for."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple

COUNTRY, GROUP, SECRET = "country", "residual", "suppressed"
# Numeric codes that publishers of trade keep beside those of ISO 3166.
NUMERIC = {
    "58": "BLX", "251": "FRA", "381": "ITA", "490": "TWN", "530": "ANT", "579": "NOR",
    "699": "IND", "711": "ZA1", "736": "SDN", "757": "CHE", "842": "USA", "849": "PUS",
    "891": "SCG",
}  # fmt: skip


class Place(NamedTuple):
    """Code of a publisher: ISO3 or a code of trade_places.csv, and a kind."""

    code: str
    iso3: str
    kind: str


def places(scheme: str) -> Iterator[Place]:
    """Codes of a scheme: ``numeric`` or ``iso3``."""
    countries = read_table("countries.csv")[1]
    if scheme == "numeric":
        found = {numeric.lstrip("0"): iso3 for iso3, _iso2, numeric, *_names in countries}
        yield from (Place(code, iso3, COUNTRY) for code, iso3 in {**found, **NUMERIC}.items())
    else:
        others = {code for code, *_rest in read_table("trade_places.csv")[1]}
        for code in sorted({iso3 for iso3, *_rest in countries} | others):
            yield Place(code, code, COUNTRY)
