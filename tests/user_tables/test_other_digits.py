"""Digits and signs of other scripts: read as the number they are, or refused in words."""

from __future__ import annotations

import pytest

import critmin
from critmin.core.errors import CritminError
from critmin.supply import own_table
from critmin.user_tables.decimal_notation import narrow

YEARS = {
    "2024": 2024,
    "2024.0": 2024,
    "2024.00": 2024,
    "2024年": 2024,
    "２０２４": 2024,
    "٢٠٢٤": 2024,
    "۲۰۲۴": 2024,
    "२०२४": 2024,
    "๒๐๒๔": 2024,
    "2٠24": 2024,
}
NO_YEARS = (
    *(
        "²⁰²⁴",
        "①②③④",
        "ⅯⅯ",
        "二〇二四",
        "2024.5",
        "-2024",
        "−2024",
        "+2024",
        "20 24",
        "2.024",
        "2024/25",
    ),
    *(
        "2024-01-01",
        "2024-01-01 00:00:00",
        "45292",
        "1e3",
        "0x7E8",
        "２０２",
        "2567",
        "๒๕๖๗",
        "1445",
    ),
    *("0000", "9999", "2024²", "٢٠٢٤٫٠"),
)
FIGURES = {
    "１２": 12.0,
    "٣": 3.0,
    "۱۲": 12.0,
    "๑๒": 12.0,
    "１，２３４，５６７": 1234567.0,
    "１２，３": 12.3,
    "３e９": 3e9,
    "１２．５": 12.5,
    "<５": None,
    "1٢": 12.0,
}
NO_FIGURES = (
    *(
        "−5",
        "－５",
        "﹣5",
        "–5",
        "-٣",
        "5²",
        "²",
        "½",
        "Ⅻ",
        "①",
        "١٢٫٥",
        "١٬٢٣٤",
        "1\u200b2",
        "1\u202e2",
    ),
    *("٣%", "1e٣٣", "１，２３４", "十", "0x1F", "1_000", "∞"),
)


def read(year: str, figure: str, **how: str) -> own_table.Reading:
    row = {"mineral": "tin", "year": year, "country": "Peru", "quantity": figure, "unit": "t"}
    return own_table.read([row], **how)


@pytest.mark.parametrize("text", YEARS)
def test_a_year_in_any_digits(text: str) -> None:
    (line,) = read(text, "5").lines
    assert line.year == YEARS[text]


@pytest.mark.parametrize("text", NO_YEARS)
def test_what_is_no_year_is_refused(text: str) -> None:
    found = read(text, "5")
    assert not found.lines
    assert [problem.code for problem in found.problems] == ["not_a_year"]


@pytest.mark.parametrize("text", FIGURES)
def test_a_figure_in_any_digits(text: str) -> None:
    (line,) = read("2024", text).lines
    assert line.row.quantity == FIGURES[text]
    assert FIGURES[text] is not None or (line.row.low, line.row.high) == (0, 5)


@pytest.mark.parametrize("text", NO_FIGURES)
def test_what_is_no_figure_is_refused(text: str) -> None:
    found = read("2024", text)
    assert not found.lines
    assert len(found.problems) == 1
    assert found.problems[0].column == "quantity"


@pytest.mark.parametrize("text", [*YEARS, *NO_YEARS, "nan", "1" * 5000])
@pytest.mark.parametrize("command", ["share", "trend", "price", "dependency"])
def test_a_year_asked_for_is_read_or_refused(text: str, command: str) -> None:
    ask = getattr(critmin, command)
    names = ["japan", "graphite"] if command == "dependency" else ["lithium"]
    try:
        table = ask(*names, year=text)
    except CritminError:
        return
    year = str(int(narrow(text))) if YEARS.get(text) else ""
    key = "period" if command == "price" else "year"
    assert year
    assert {str(one)[:4] for one in table.column(key)} == {year}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2024.5, -1, 10**400])
def test_a_number_that_is_no_year(number: float) -> None:
    with pytest.raises(CritminError, match=r"is not a year|give a year"):
        critmin.share("lithium", year=number)
