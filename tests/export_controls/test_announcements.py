"""A suspension is named with the clause that it suspends."""

from __future__ import annotations

import re

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.plain_values import plain
from critmin.answers.table import Table
from critmin.charts.model import Moment, Timeline
from critmin.charts.text_chart import plot
from critmin.core import names
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures

BY_ID = {measure.measure_id: measure for measure in measures()}


def name(*ids: str) -> str:
    return joined(named([BY_ID[id_] for id_ in ids], measures()))


def test_the_widest_clause_that_holds_nothing_else() -> None:
    assert name("CN-2024-46-2a", "CN-2024-46-2b") == "No. 46 of 2024, clause 2"
    assert name("CN-2024-46-2b") == "No. 46 of 2024, clause 2, second half"
    assert name("CN-2024-46-1") == "No. 46 of 2024, clause 1"
    assert name("CN-2024-46-1", "CN-2024-46-2a", "CN-2024-46-2b") == "No. 46 of 2024"


def test_all_of_an_announcement_needs_no_clause() -> None:
    assert name("CN-2025-61a", "CN-2025-61b", "CN-2025-62") == "Nos. 61, 62 of 2025"
    assert name("CN-2025-61a") == "No. 61 of 2025, item 1(3)"
    assert name("CN-2023-23", "CN-2024-33") == "No. 23 of 2023 and No. 33 of 2024"


def test_an_announcement_with_a_comma_in_its_name_has_no_clause() -> None:
    assert name("NA-2023") == "Cabinet decision (6 June 2023, published 8 June)"


def answers() -> list[Table]:
    return [
        critmin.figure(1),
        critmin.controls("gallium", as_of="2026-11-25"),
        critmin.controls("graphite", target="USA", as_of="2025-12-01"),
    ]


def moments() -> list[Moment]:
    return [moment for table in answers() for moment in chart_of(table).moments]


def texts() -> list[str]:
    found = []
    for table in answers():
        chart = chart_of(table)
        assert isinstance(chart, Timeline)
        found += [moment.label for moment in chart.moments]
        found += [plot(chart, 300), *table.notes, *(one.message for one in table.warnings)]
    return found


def test_no_text_or_picture_says_that_no_72_suspends_all_of_no_46() -> None:
    bars = [moment for moment in moments() if moment.suspended]
    assert any("No. 46" in bar.label for bar in bars)
    for bar in bars:
        if "No. 46" in bar.label:
            assert "clause 2" in bar.label.replace("\u00a0", " "), bar
    whole = [
        m for m in moments() if "No. 46" in m.label and "clause 1" in m.label.replace("\u00a0", " ")
    ]
    assert whole and not any(moment.suspended for moment in whole)
    for text in texts():
        for line in text.replace("\u00a0", " ").splitlines():
            if re.search(r"\bsuspend", line) and "No. 46" in line:
                assert "clause" in line, line


def test_a_target_in_a_picture_is_in_plain_words() -> None:
    chart = chart_of(critmin.controls(by="RUS", as_of="2026-09-01"))
    assert isinstance(chart, Timeline)
    labels = " ".join(moment.label for moment in chart.moments)
    assert "licence rule towards countries outside the EAEU" in labels
    assert "ban towards countries not stated" in labels
    assert "ALL-BUT" not in labels.upper()


def test_every_target_of_the_register_has_words_or_a_name() -> None:
    for measure in measures():
        words = plain("target", measure.target, {})
        assert words != measure.target or measure.target in {
            "all",
            *names.countries(),
            *names.bloc_names(),
        }
