"""docs/export.md: its queries run and give the tables beside them, its facts are true."""

import re
from pathlib import Path

import pytest

from critmin.outlets.views import views

pytestmark = pytest.mark.slow  # they need a whole export
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text("utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```\n\n(\|.*?)\n\n", PAGE, re.DOTALL)


def test_queries_give_the_tables_beside_them(base):
    assert len(QUERIES) == 3
    for query, printed in QUERIES:
        found = base.execute(query)
        names = [column[0] for column in found.description]
        shown = [names, ["---"] * len(names), *([str(c) for c in row] for row in found)]
        assert ["|".join(row) for row in shown] == [
            "|".join(cell.strip() for cell in line.strip("|").split("|"))
            for line in printed.splitlines()
        ], query


def test_every_view_is_explained():
    for view in views():
        assert f"`{view.name}`" in PAGE, view.name


def test_the_page_names_what_each_kind_needs():
    for extra in ("big", "parquet"):
        assert f"critmin[{extra}]" in PAGE
