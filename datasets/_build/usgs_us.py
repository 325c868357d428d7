"""USGS, United States: salient statistics of four editions and the import sources of 2026."""

from __future__ import annotations

from pathlib import Path

import usgs_us_2026
import usgs_us_old
from corrections import Ledger
from places import Places
from tables import TidyTable


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Salient tables, newest edition first, and the import sources."""
    return [*usgs_us_2026.build(sources, ledger, places), *usgs_us_old.build(sources, ledger)]
