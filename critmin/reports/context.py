"""Context of a report: its topic, its day, and the answers so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from critmin.answers.table import Table
from critmin.briefs.page import BriefPage
from critmin.briefs.topic import Topic
from critmin.core.wording import place, the
from critmin.reports.query import Block
from critmin.reports.records import Record, records

HALF = 0.5
PICKED = 8
COMPARED = ("JPN", "USA", "eu27", "KOR", "IND")  # buyers compared on a mineral's page


@dataclass
class Context:
    """Report in the making; sections use the answers of earlier ones."""

    topic: Topic
    day: str
    brief: BriefPage | None = None
    found: dict[str, list[Block]] = field(default_factory=dict)

    def tables(self, section: str) -> list[Table]:
        """Answers of a section, without those that have no data."""
        return [block.table for block in self.found.get(section, ()) if block.table is not None]

    def rows(self, section: str) -> list[Record]:
        """Rows of all answers of a section."""
        return [row for table in self.tables(section) for row in records(table)]

    @property
    def lines_bought(self) -> list[Record]:
        """A buyer's imported minerals and forms, with the largest supplier of each."""
        return [row for row in self.rows("largest") if row.number("share") is not None]

    @property
    def above_half(self) -> list[Record]:
        """Minerals and forms of which the largest supplier has more than half."""
        return [row for row in self.lines_bought if row.amount("share") > HALF]

    @property
    def main_supplier(self) -> tuple[str, str] | None:
        """Code and name of the supplier that is most often the largest."""
        counts = Counter(
            (row.text("supplier_iso3"), row.text("supplier"))
            for row in self.above_half or self.lines_bought
        )
        return min(counts, key=lambda key: (-counts[key], key)) if counts else None

    @property
    def main(self) -> str:
        """Name of the main supplier of a buyer or of the largest producer of a mineral."""
        if self.topic.kind == "mineral":
            leader = self.leader()
            return the(place(leader)) if leader else "the largest producer"
        return the(self.main_supplier[1]) if self.main_supplier else "the main supplier"

    @property
    def picked(self) -> tuple[str, ...]:
        """Minerals shown in detail: the risks of the brief, then those bought mostly from one.

        Of the latter those from the main supplier first, then by import value; at most eight in
        all.
        """
        main, risks = self.main_supplier, self.brief.risks if self.brief is not None else ()
        ranked = sorted(
            self.above_half,
            key=lambda row: (
                main is None or row.text("supplier_iso3") != main[0],
                -row.amount("imports_usd"),
            ),
        )
        ranked += sorted(self.lines_bought, key=lambda row: -row.amount("imports_usd"))
        minerals = (*risks, *(row.text("mineral") for row in ranked))
        return tuple(dict.fromkeys(minerals))[:PICKED]

    def leaders(self, each: int = 3) -> tuple[str, ...]:
        """A mineral's largest producers of each stage, as ISO3."""
        ranked = [row for row in self.rows("supply") if 0 < row.amount("rank") <= each]
        return tuple(dict.fromkeys(row.text("iso3") for row in ranked))

    def leader(self) -> str | None:
        """The largest producer of the last stage that names one, as ISO3."""
        open_ = {row.text("stage") for row in self.rows("supply") if "residual_large" in row.flags}
        first = [
            row
            for row in self.rows("supply")
            if row.number("rank") == 1 and row.text("stage") not in open_
        ]
        return first[-1].text("iso3") if first else None
