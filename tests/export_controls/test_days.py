"""One reader of the day on which controls are read, in every question that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import critmin
from critmin.answers.table import Table
from critmin.core.errors import NoData, QueryError
from critmin.export_controls.bundled_tables import FIRST_DAY
from critmin.export_controls.query import read_day

Day = str | date


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "suppliers.csv"
    path.write_text("supplier,country,mineral,stage\nA,China,graphite,mining\n", "utf-8")
    return str(path)


QUESTIONS: dict[str, Callable[[Day, str], Table]] = {
    "controls": lambda day, _: critmin.controls("graphite", as_of=day),
    "exposure": lambda day, _: critmin.exposure(
        "JPN", supplier="CHN", mineral="graphite", as_of=day
    ),
    "shock": lambda day, _: critmin.shock("JPN", "graphite", stop="CHN", as_of=day),
    "suppliers": lambda day, own: critmin.suppliers(own, as_of=day),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_day_is_read_alike_in_every_question(name: str, own: str) -> None:
    ask = QUESTIONS[name]
    plain = ask("2025-10-15", own)
    assert plain.query["as_of"] == "2025-10-15"
    for written in ("20251015", " 2025-10-15 ", date(2025, 10, 15)):
        assert ask(written, own) == plain


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(
    ("day", "error", "message"),
    [
        ("2025-02-30", QueryError, "'2025-02-30' is not a day"),
        ("20250230", QueryError, "'20250230' is not a day"),
        ("2025", QueryError, "'2025' is not a day"),
        ("yesterday", QueryError, "'yesterday' is not a day"),
        ("2019-12-31", NoData, "from 2020-01-01, not for 2019-12-31"),
        ("20191231", NoData, "from 2020-01-01, not for 2019-12-31"),
    ],
)
def test_a_day_that_cannot_be_is_refused_alike(
    name: str, day: str, error: type[Exception], message: str, own: str
) -> None:
    with pytest.raises(error, match=message):
        QUESTIONS[name](day, own)


def test_a_report_reads_the_day_too() -> None:
    with pytest.raises(NoData, match="from 2020-01-01"):
        critmin.report("graphite", as_of="20191231")


def test_today_and_the_first_day_are_on_record() -> None:
    today = date.today().isoformat()
    assert read_day(None) == read_day("today") == read_day(date.today()) == today
    assert read_day(FIRST_DAY) == FIRST_DAY
