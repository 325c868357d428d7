"""Pictures of lists and technologies: yes, in a group, no and not known are four things."""

from __future__ import annotations

from collections import Counter

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.forms import Heat
from critmin.charts.model import TOTAL, Bars, Timeline
from critmin.uses.list_charts import NO, PART, UNSURE, YES


def matrix() -> Heat:
    chart = chart_of(critmin.lists(matrix=True))
    assert isinstance(chart, Heat)
    return chart


def test_a_matrix_has_a_cell_for_each_mineral_and_list_and_no_counts() -> None:
    chart = matrix()
    assert len(chart.cells) == len(chart.rows) * len(chart.columns)
    assert {cell.text for cell in chart.cells} == {YES, PART, NO, ""}
    assert {cell.value for cell in chart.cells} == {1.0, 0.5, 0.0, None}


def test_a_matrix_agrees_with_its_table() -> None:
    rows = {row["mineral"]: row for row in critmin.lists(matrix=True)}
    cells = {(cell.row, cell.column): cell for cell in matrix().cells}
    assert rows["cobalt"]["US-2025"] == "critical"
    assert cells["Cobalt", "US 2025"].text == YES
    assert rows["dysprosium"]["EU-2024-CRM"] == "critical (group)"
    assert cells["Dysprosium", "EU critical 2024"].text == PART
    assert rows["nickel"]["NATO-2024"] is None
    assert cells["Nickel", "NATO 2024"].text == NO


def test_absence_from_a_list_that_no_page_shows_in_full_is_not_known() -> None:
    """The lists of Japan (2023) and the United Kingdom (2024) are not confirmed in full."""
    unknown = [cell for cell in matrix().cells if cell.value is None]
    assert {cell.column for cell in unknown} == {"Japan 2023", "UK 2024"}
    assert {cell.state for cell in unknown} == {UNSURE}
    assert not any(
        cell.text == NO for cell in matrix().cells if cell.column in {"Japan 2023", "UK 2024"}
    )


def test_a_group_of_which_members_are_on_a_list_is_on_it_in_part() -> None:
    cells = {(cell.row, cell.column): cell.text for cell in matrix().cells}
    assert cells["Neodymium", "US 2025"] == YES
    assert cells["Rare earths", "US 2025"] == PART


def test_what_a_matrix_leaves_out_is_counted() -> None:
    chart, table = matrix(), critmin.lists(matrix=True)
    gone = len(table) - len(chart.rows)
    assert chart.note.startswith(f"{gone} more are in the table.")
    assert "6 older editions are in the table" in chart.note


def test_few_minerals_are_columns() -> None:
    chart = chart_of(critmin.lists("lithium", "cobalt"))
    assert isinstance(chart, Heat)
    assert chart.columns == ["Lithium", "Cobalt"]
    assert len(chart.rows) == 20


def test_changes_of_a_list_are_at_its_day() -> None:
    chart = chart_of(critmin.lists(changes=True, list_id="US"))
    assert isinstance(chart, Timeline)
    assert [(m.start, m.label.split()[0]) for m in chart.moments] == [
        ("2025-11-07", "Added"),
        ("2022-02-22", "Added"),
        ("2022-02-22", "Dropped"),
    ]


def test_power_is_by_the_megawatt_and_a_car_is_a_car() -> None:
    wind = chart_of(critmin.technology("offshore-wind"))
    assert wind.topic.startswith("Minerals in a megawatt of offshore wind")
    assert "an offshore wind" not in f"{wind.title} {wind.topic} {wind.subtitle}"
    car = chart_of(critmin.technology("electric-car", supplier="CHN"))
    assert car.title.startswith("China mined 30% and refined 63% of world supply")
    assert all(bar.highlight for bar in car.bars)  # China has its colour
    assert isinstance(car, Bars)
    assert all(bar.value is not None for bar in car.bars)
    assert "Other minerals, 0.1% of the mass, are not named and have no share." in car.note
    assert "Share of the world's mining in 2025 and refining in 2024" in car.subtitle
    assert "Refining: manganese and zinc: mean of 2016 to 2020." in car.note
    assert "Refined graphite: battery-grade alone. Refined rare earths: the four" in car.note
    assert "graphite 66.3 kg" in car.note
    assert car.note.endswith("all minerals 207 kg.")
    assert [bar.label for bar in car.bars[:2]] == ["All"] * 2  # the whole is set apart
    assert [bar.kind for bar in car.bars].count(TOTAL) == 2


def test_the_title_of_a_matrix_names_what_all_its_lists_name() -> None:
    chart = matrix()
    full = [
        row
        for row in chart.rows
        if all(cell.text == YES for cell in chart.cells if cell.row == row)
    ]
    assert full == chart.rows[:3]
    assert chart.title == (
        f"Cobalt, graphite and lithium are on all {len(chart.columns)} current official lists of "
        "critical minerals, each by name"
    )


def test_all_changes_are_named_and_counted() -> None:
    table = critmin.lists(changes=True)
    chart = chart_of(table)
    assert isinstance(chart, Timeline)
    counts = Counter(row["change"] for row in table if row["change"])
    assert chart.title == (
        f"Governments have made {counts['added']} additions to their lists of critical minerals "
        f"since 2022, and {counts['removed']} removals"
    )
    assert sum(moment.records for moment in chart.moments) == counts.total()
    assert not any(" more" in moment.label for moment in chart.moments)


def test_one_mineral_has_a_line_for_each_issuer_with_its_newest_list() -> None:
    table = critmin.lists("lithium")
    chart = chart_of(table)
    assert isinstance(chart, Timeline)
    assert chart.listed
    newest: dict[str, str] = {}
    for row in table:
        day = str(row["list_date"])
        newest[row["jurisdiction"]] = max(day, newest.get(row["jurisdiction"], ""))
    assert sorted(moment.start for moment in chart.moments) == sorted(newest.values())
    assert sum(moment.records for moment in chart.moments) == len(table)
    (states,) = (moment for moment in chart.moments if moment.lane == "United States")
    assert (states.label, states.state) == ("Critical", "also on the lists of 2022 and 2018")
    (kingdom,) = (moment for moment in chart.moments if moment.lane == "United Kingdom")
    assert "not confirmed" in kingdom.state


def test_a_column_counts_the_lists_of_each_mineral() -> None:
    matrix = chart_of(critmin.lists(matrix=True))
    column = matrix.narrow
    assert isinstance(column, Bars)
    assert column.title == matrix.title
    said = {bar.label: (bar.value, bar.text) for bar in column.bars}
    assert said["Cobalt"] == (14, "")
    assert said["Rare earths"] == (8, "and 6 in part")
    assert said["Copper"] == (10, "and 2 not known")
    assert f"{len(critmin.lists(matrix=True).rows) - 18} more are in the table." in column.note
