"""Publishers' country labels to ISO3: exhaustive, an unknown label stops the build."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tables import BuildError

DATASETS = Path(__file__).resolve().parent.parent


def fold(label: str) -> str:
    """Case, spaces and punctuation aside."""
    return re.sub(r"[^a-z0-9]+", " ", label.casefold()).strip()


class Places:
    """Country labels of all sources, from ``countries.csv`` and ``country_aliases.csv``."""

    def __init__(self, folder: Path = DATASETS) -> None:
        self.names: dict[str, str] = {}
        self._iso3: dict[str, str] = {}
        with (folder / "countries.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                self.names[row["iso3"]] = row["name"]
                for label in (row["name"], row["official_name"], row["iso3"]):
                    self._iso3[fold(label)] = row["iso3"]
        with (folder / "country_aliases.csv").open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                self._iso3[fold(row["alias"])] = row["iso3"]

    def find(self, label: str) -> str | None:
        """ISO3 of a label, or None."""
        return self._iso3.get(fold(label))

    def iso3(self, label: str, where: str) -> str:
        """ISO3 of a label; stops the build when it is not known."""
        found = self.find(label)
        if found is None:
            raise BuildError(f"{where}: unknown country label {label!r}")
        return found
