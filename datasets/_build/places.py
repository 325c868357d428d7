"""Names of countries and minerals that the build knows; an unknown one stops it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tables import DATASETS, BuildError, read_rows


def fold(label: str) -> str:
    """A label without case, punctuation and repeated spaces."""
    return re.sub(r"[^a-z0-9]+", " ", label.casefold()).strip()


@cache
def minerals() -> frozenset[str]:
    """Slugs of minerals.csv."""
    return frozenset(row["slug"] for row in read_rows(DATASETS / "minerals.csv"))


@cache
def iso2_codes() -> dict[str, str]:
    """ISO3 code of each ISO2 code."""
    return {row["iso2"]: row["iso3"] for row in read_rows(DATASETS / "countries.csv")}


class Places:
    """Country labels of all sources, from ``countries.csv`` and ``country_aliases.csv``."""

    def __init__(self, folder: Path = DATASETS) -> None:
        self.names: dict[str, str] = {}
        self._iso3: dict[str, str] = {}
        for row in read_rows(folder / "countries.csv"):
            self.names[row["iso3"]] = row["name"]
            for label in (row["name"], row["official_name"], row["iso3"]):
                self._iso3[fold(label)] = row["iso3"]
        for row in read_rows(folder / "country_aliases.csv"):
            self._iso3[fold(row["alias"])] = row["iso3"]

    def find(self, label: str) -> str | None:
        """ISO3 code of a label, or None."""
        return self._iso3.get(fold(label))

    def iso3(self, label: str, where: str) -> str:
        """ISO3 code of a label; an unknown label stops the build."""
        found = self.find(label)
        if found is None:
            raise BuildError(f"{where}: unknown country label {label!r}")
        return found
