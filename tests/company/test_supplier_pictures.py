"""Pictures of a company's own list, and of the problems of its table."""

from __future__ import annotations

from pathlib import Path

from critmin import check, suppliers
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Pairs
from critmin.charts.model import Bars
from critmin.company.sample_list import sample_list

DAY = "2026-11-24"


def test_own_and_world_shares_are_joined_and_what_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_text(f"{sample_list()}unobtainium,Supplier G,Chile,,5,t\n")
    table = suppliers(file, buyer="JPN", as_of=DAY)
    chart = chart_of(table)
    assert isinstance(chart, Pairs)
    assert chart.sides == ("Your list", "World supply")
    drawn = {pair.label: (pair.before, pair.after) for pair in chart.pairs}
    rows = [row for row in table if row["matched"]]
    assert len(drawn) == len(rows)
    lithium = next(row for row in rows if row["mineral"] == "lithium")
    assert drawn["Refined lithium, Chile"] == (lithium["own_share"], lithium["world_share"])
    assert drawn["Cobalt intermediates, DR Congo"][1] is None
    assert "Not matched: 1 line of the list." in chart.note
    assert [pair.label for pair in chart.pairs if pair.highlight] == [
        "Cobalt intermediates, DR Congo"
    ]


def test_a_list_without_amounts_shows_world_shares(tmp_path: Path) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_text("material,country\ngraphite,China\nlithium carbonate,Chile\n")
    chart = chart_of(suppliers(file, as_of=DAY))
    assert isinstance(chart, Bars)
    assert {bar.label for bar in chart.bars} == {
        "Graphite, mining, China",
        "Refined lithium, Chile",
    }


def test_problems_of_a_table_are_counted_by_kind(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    head = "mineral,stage,country,year,quantity,unit"
    file.write_text(f"{head}\nlithium,mining,Chile,2024,abc,t\nlithium,mining,Peru,2024,def,t\n")
    table = check(file)
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert sum(bar.value or 0 for bar in chart.bars) == len(table)
    assert chart.title == "The table has 2 problems"
    assert not any("_" in bar.label for bar in chart.bars)
