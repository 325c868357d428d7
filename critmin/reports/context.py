"""What the sections of a page share: its topic, its day, and the answers so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from critmin.answers.table import Cell, Table, as_number
from critmin.reports.query import Block
from critmin.reports.topic import Topic

HALF = 0.5
PICKED = 8
COMPARED = ("JPN", "USA", "eu27", "KOR", "IND")  # the buyers that a mineral's page sets together


@dataclass
class Context:
    """A page in the making; sections read the answers of those before them."""

    topic: Topic
    day: str
    found: dict[str, list[Block]] = field(default_factory=dict)

    def table(self, section: str) -> Table | None:
        """The first answer of a section, None where it has none."""
        return next((b.table for b in self.found.get(section, ()) if b.table is not None), None)

    def rows(self, section: str) -> list[dict[str, Cell]]:
        """Rows of all answers of a section."""
        blocks = self.found.get(section, ())
        return [row for block in blocks if block.table is not None for row in block.table]

    @property
    def lines_bought(self) -> list[dict[str, Cell]]:
        """A buyer's lines (a mineral in one form) with the largest supplier of each."""
        return [row for row in self.rows("largest") if row["share"] is not None]

    @property
    def above_half(self) -> list[dict[str, Cell]]:
        """Lines of which the largest supplier has more than half."""
        return [row for row in self.lines_bought if _number(row["share"]) > HALF]

    @property
    def main_supplier(self) -> tuple[str, str] | None:
        """Code and name of the supplier that is largest in most lines."""
        counts: dict[tuple[str, str], int] = {}
        for row in self.above_half or self.lines_bought:
            key = (str(row["supplier_iso3"]), str(row["supplier"]))
            counts[key] = counts.get(key, 0) + 1
        return min(counts, key=lambda key: (-counts[key], key)) if counts else None

    @property
    def picked(self) -> tuple[str, ...]:
        """Minerals shown in detail: held above half by the main supplier, then by any.

        Within each the largest by value of imports first; at most eight.
        """
        main = self.main_supplier
        ranked = sorted(
            self.above_half,
            key=lambda row: (
                row["supplier_iso3"] != (main[0] if main else None),
                -_number(row["imports_usd"]),
            ),
        )
        ranked += sorted(self.lines_bought, key=lambda row: -_number(row["imports_usd"]))
        return tuple(dict.fromkeys(str(row["mineral"]) for row in ranked))[:PICKED]

    def leaders(self, each: int = 3) -> tuple[str, ...]:
        """A mineral's largest producers of each stage, as ISO3."""
        ranked: dict[str, int] = {}
        for row in self.rows("supply"):
            if row["rank"] is not None and _number(row["rank"]) <= each:
                ranked.setdefault(str(row["iso3"]), 0)
        return tuple(ranked)

    def leader(self) -> str | None:
        """The largest producer of the last stage with a figure, as ISO3."""
        first = [row for row in self.rows("supply") if row["rank"] == 1]
        return str(first[-1]["iso3"]) if first else None


def _number(value: Cell) -> float:
    return as_number(value) or 0.0
