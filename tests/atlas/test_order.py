"""Order of the tables of the atlas: the largest first, and the files as the command prints them."""

from __future__ import annotations

import critmin
from critmin.atlas.answer_section import Place, section
from critmin.atlas.subject_page import subject_page
from critmin.atlas.subjects import of_path
from critmin.pages.blocks import AnswerTable

DAY = "2026-11-24"


def test_the_largest_imports_of_a_buyer_come_first() -> None:
    page = subject_page(of_path()["buyers/japan.html"], DAY)
    answer = next(one for one in page.answered if one.key == "largest")
    blocks = section(answer, Place(alone=False), set()).blocks
    (shown,) = [one.view for one in blocks if isinstance(one, AnswerTable)]
    at = [one.name for one in shown.headings].index("imports_usd")
    values = [float(row[at].key) for row in shown.rows if row[at].key]
    assert values == sorted(values, reverse=True)
    assert answer.table is not None
    assert answer.table.to_csv() == critmin.dependency("JPN", top=1).to_csv()
    assert max(v for v in answer.table.column("imports_usd") if v) >= values[0] * 0.999
