"""Order of the tables of the atlas: the largest first, and the files as the command prints them."""

from __future__ import annotations

import critmin
from critmin.atlas import jobs
from critmin.atlas.subjects import of_path
from critmin.atlas.writing import view

DAY = "2026-11-24"


def test_the_largest_imports_of_a_buyer_come_first() -> None:
    subject = of_path()["buyers/japan.html"]
    page = jobs.PAGES[subject.kind](subject, DAY)
    block = next(one for one in page.answered if one.key == "largest")
    shown = view(block, subject, "x").table
    at = [one.name for one in shown.headings].index("imports_usd")
    values = [float(row[at].key) for row in shown.rows if row[at].key]
    assert values == sorted(values, reverse=True)
    assert block.table is not None
    assert block.table.to_csv() == critmin.dependency("JPN", top=1).to_csv()
    assert max(v for v in block.table.column("imports_usd") if v) >= values[0] * 0.999
