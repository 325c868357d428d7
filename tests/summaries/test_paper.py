"""Sentences on the paper's claims and figures: each figure is computed again from the rows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from said_figures import unexplained

import critmin
from critmin.answers.table import several

DAY = "2026-11-24"
CLAIMS = [f"C{number}" for number in range(1, 23)]
SAID = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "fails",
    "open": "is left open by the figures",
    "not testable": "cannot be tested with the bundled tables",
}


def rounded(text: str) -> set[str]:
    """Figures of a cell's text as they stand, and percentages rounded."""
    found = {one.rstrip(",") for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    for percent in re.findall(r"(\d+\.\d)%", text):
        value = float(percent)
        found |= {f"{value:.0f}"} if value >= 9.95 else {f"{value:.1f}".removesuffix(".0")}
    return found


@pytest.mark.parametrize("claim", CLAIMS)
def test_claim(claim: str) -> None:
    """The claim, its verdict, and only figures of its own row."""
    table = critmin.claims(claim, as_of=DAY)
    (row,) = table.records()
    said = table.summary
    assert said.startswith(f'"{row["claim"]}" {SAID[row["verdict"]]}'), said
    assert said.removeprefix(f'"{row["claim"]}" {SAID[row["verdict"]]}')[0] in ".:"
    rest = said.removeprefix(f'"{row["claim"]}"').replace(str(row["hypothesis"]), "")
    known = rounded(f"{row['result']} {row['hypothesis']}")
    parts = len(str(row["result"]).split("; "))
    days = set(
        re.findall(r"\d+", " ".join(re.findall(r"\d{4}-\d{2}(?:-\d{2})?", str(row["result"]))))
    )
    days |= {day.lstrip("0") for day in days}
    for figure in re.findall(r"\d[\d,]*(?:\.\d+)?", rest):
        shown = figure.rstrip(",")
        more = re.search(rf"and {shown} more figure", said)
        assert shown in known | days or (more and int(shown) < parts), (figure, said)


def test_all_claims() -> None:
    table = critmin.claims(as_of=DAY)
    verdicts = Counter(row["verdict"] for row in table.records())
    numbers = {len(table), *verdicts.values()}
    assert unexplained(table.summary, numbers=numbers) == []
    for number in verdicts.values():
        assert str(number) in table.summary


@pytest.mark.parametrize("ids", [(), ("C5",), ("C14",), ("C1", "C12")])
def test_explained(ids: tuple[str, ...]) -> None:
    table = critmin.claims(*ids, explain=True, as_of=DAY)
    own = [row for row in table.records() if row["counts"]]
    holds = Counter(row["holds"] for row in own)
    numbers = {len(own), holds[True], holds[None], len({row["id"] for row in own})}
    assert unexplained(table.summary, quoted=ids, numbers=numbers) == [], table.summary


def moves(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], str]:
    return {(r["date"], r["move"], r["announcement"]): r["in_paper"] for r in rows}


def test_figure_1() -> None:
    table = critmin.figure(1)
    found = moves(table.records())
    numbers = {len(found), *Counter(found.values()).values()}
    newest = max(row["date"] for row in table.records())
    assert unexplained(table.summary, dates=[newest], numbers=numbers) == []


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_figure_2(edition: str) -> None:
    """China is said to lead where it ranks first, and nowhere else."""
    table = critmin.figure(2, edition=edition)
    rows = table.records()
    led = [row for row in rows if row["iso3"] == "CHN" and row["rank"] == 1]
    refined = [row["share"] for row in led if row["stage"] == "refining"]
    numbers = {len(refined), len({row["mineral"] for row in rows})}
    dates = [row["year"] for row in rows]
    shares = [min(refined), max(refined)]
    assert unexplained(table.summary, dates=dates, shares=shares, numbers=numbers) == []
    mined = {row["mineral"] for row in led if row["stage"] == "mining"}
    assert mined == {"graphite", "rare-earths"}
    assert "led the mining of graphite and magnet rare earths" in table.summary


@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_figure_3(edition: str) -> None:
    table = critmin.figure(3, edition=edition)
    rows = {row["country"]: row for row in table.records()}
    china, brazil, world = rows["China"], rows["Brazil"], rows["World"]
    untapped = sum(bool(row["untapped"]) for row in rows.values())
    numbers = [row[key] for row in (china, brazil) for key in ("production", "reserves")]
    said = table.summary
    shares = [china["production"] / world["production"]]
    assert unexplained(said, dates=[2024], shares=shares, numbers=[*numbers, untapped]) == []
    assert f"{untapped} more list reserves and no output" in said


def test_figure_4() -> None:
    rows = critmin.figure(4).records()
    printed = [row for row in rows if row["paper_row"]]
    absent = [row for row in rows if not row["paper_row"]]
    numbers = {
        len(printed),
        len([row for row in absent if (row["signed"] or "9") < "2025-05"]),
        len([row for row in absent if (row["signed"] or "9") > "2025-05"]),
        len({row["paper_row"] for row in printed}),
        sum(row["dpa"] for row in printed),
        len({row["paper_row"] for row in printed if row["correction"]}),
    }
    assert unexplained(critmin.figure(4).summary, numbers=numbers) == []


def test_figure_5_is_of_the_index() -> None:
    table = critmin.figure(5)
    last = {row["mineral"]: row for row in table.records()}
    numbers = [row["index"] for row in last.values()]
    said = re.sub(r"\([^)]*\)", "", table.summary)
    dates = ["2022", *(row["period"] for row in last.values())]
    assert unexplained(said, dates=dates, numbers=[100, *numbers]) == [], said


def test_figure_6() -> None:
    table = critmin.figure(6)
    rows = [row for row in table.records() if row["year"] == 2023]
    total = next(row["value_usd"] for row in rows if row["kind"] == "stated")
    parts = [row["value_usd"] for row in rows if row["kind"] == "reconstructed"]
    absent = sum("no_demand" in several(row["flag"]) for row in table.records())
    numbers = [total, sum(parts), len(parts), absent]
    shares = [max(parts) / sum(parts)]
    assert unexplained(table.summary, dates=[2023], shares=shares, numbers=numbers) == []


def test_figure_7() -> None:
    table = critmin.figure(7)
    years = [f"fy{year}" for year in range(2020, 2025)]
    totals = [
        sum(row[year] or 0 for year in years) for row in table.records() if row["level"] == "sum"
    ]
    wrong = sum("label_corrected" in several(row["flag"]) for row in table.records())
    numbers = [sum(totals) * 1e9, max(totals) * 1e9, wrong]
    assert unexplained(table.summary, dates=range(2020, 2025), numbers=numbers) == []


@pytest.mark.parametrize("number", range(1, 8))
def test_differences(number: int) -> None:
    table = critmin.figure_notes(number)
    items = {row["item"] for row in table.records() if row["item"]}
    numbers = {len(table), number, len(items) - 3}
    assert unexplained(table.summary, quoted=items, numbers=numbers) == [], table.summary
