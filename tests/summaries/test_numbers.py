"""Each number of a summary is a cell of its rows, rounded, or a sum, count or extreme of cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from math import floor, fsum, log10
from typing import Any

import pytest
from summarised import Asked, fits, flags, numbers, percents, rough, stops, supply, trade, years

from critmin.answers.table import Table, several
from critmin.core.sources import editions

ALL = [*supply(), *trade(), *stops()]
PERIOD = re.compile(r"(\d{4})-(\d{4})")
OPTIONS = ("threshold", "substitution", "replace", "pass_through", "reach")


def answered() -> list[Any]:
    return [pytest.param(asked, id=str(asked)) for asked in ALL]


def shares(table: Table) -> Iterator[tuple[float, bool]]:
    """Shares that a sentence may name, and whether each is an estimate."""
    fractions = [column.name for column in table.columns if column.unit == "fraction"]
    for row in table:
        printed = {"value"} & {*row} if row.get("unit") in {"fraction", "share"} else set()
        for name in [*fractions, *printed]:
            value = row[name]
            if isinstance(value, int | float):
                exact = name == "reserves_share" and not flags(row) & {"less_than", "greater_than"}
                yield float(value), rough(row) and not exact
        for text in several(row.get("stopped")):
            yield float(text.partition("=")[2] or 1), False
        for text in re.findall(r"(\d+)%", str(row.get("sources_named") or "")):
            yield int(text) / 100, False
    for name in OPTIONS:
        if isinstance(value := table.query.get(name), int | float):
            yield float(value), False
    yield from sums(table)


def sums(table: Table) -> Iterator[tuple[float, bool]]:
    """Shares without a country, and shares of a buyer's supply that several countries shipped."""
    command, groups = table.query["command"], defaultdict(list)
    for row in table:
        groups[
            row["mineral" if "mineral" in row else "measure"], row.get("stage"), row.get("year")
        ].append(row)
    for rows in groups.values():
        if command in {"share", "trend"}:
            column = "share" if command == "share" else "value"
            rest = [r for r in rows if r.get("kind") == "residual" or not r["iso3"]]
            yield fsum(r[column] or 0.0 for r in rest if r.get("kind") != "total"), False
        if command == "reserves":
            bare = [r for r in rows if r["kind"] == "country" and r["reserves"] is None]
            made = [r for r in bare if (r["production_share"] or 0) > 0.05]
            yield fsum(r["production_share"] for r in made), any(map(rough, made))
        if command == "via":
            yield from low_ends(rows)
    if command == "via":
        yield from origin_shares(table)


def low_ends(rows: list[dict[str, Any]]) -> Iterator[tuple[float, bool]]:
    """Sums of low ends of ways to a buyer, and of chains with what is unexplained added."""
    known = [r for r in rows if r["share_low"] is not None]
    open_ = [r for r in known if "unexplained" in flags(r)]
    direct = [r for r in known if "direct" in flags(r)]
    width = fsum(r["share_high"] for r in open_)
    for part in (
        direct,
        [r for r in known if r not in direct],
        [r for r in known if r not in open_],
    ):
        low = fsum(r["share_low"] for r in part)
        yield low, False
        if any("refiner" in r for r in rows):
            yield min(1.0, low + width), False
    yield width, False


def origin_shares(table: Table) -> Iterator[tuple[float, bool]]:
    """Ends of the share by country of production, which an answer's notes give."""
    for about in table.warnings:
        if about.code == "origin_share":
            for end in re.findall(r"([\d.]+)%", about.message.partition(" of the supply")[0]):
                yield float(end) / 100, False


@pytest.mark.parametrize("asked", answered())
def test_each_percentage_is_a_share_of_the_rows(asked: Asked) -> None:
    table = asked.table()
    if table is None:
        return
    known = list(shares(table))
    for before, figure in percents(table.summary):
        if before == "under" and figure == "0.1":
            found = [part for part in known if 0 < part[0] < 0.001]
        elif before == "over" and figure == "99":
            found = [part for part in known if 0.995 <= part[0] < 1]
        else:
            found = [part for part in known if fits(figure, part[0])]
            found = [part for part in found if part[1]] if before == "about" else found
        assert found, f"{before} {figure}% is no share of the rows: {table.summary}"


@pytest.mark.parametrize("asked", answered())
def test_no_estimate_is_without_about(asked: Asked) -> None:
    """A figure that only estimated rows have is "about"; a limit is "more" or "less than" it."""
    table = asked.table()
    if table is None:
        return
    known = list(shares(table))
    for before, figure in percents(table.summary):
        if before in {"about", "under", "over", "to", "than", "least", "most"}:
            continue
        found = [estimate for share, estimate in known if fits(figure, share)]
        assert not all(found), f"{figure}% is an estimate: {table.summary}"


@pytest.mark.parametrize("asked", answered())
def test_each_year_is_of_the_rows_or_of_an_average(asked: Asked) -> None:
    table = asked.table()
    if table is None:
        return
    known = {int(row["year"]) for row in table if row.get("year") is not None}
    periods = {
        int(year)
        for id_ in {id_ for row in table for id_ in several(row["source"])}
        if id_ in editions()
        for year in re.findall(r"\d{4}", _period(id_))
    }
    told = {int(y) for row in table for y in re.findall(r"\d{4}", str(row.get("sources_named")))}
    named = {id_.partition("@")[2] for row in table for id_ in several(row["source"])}
    said = {int(y) for y in re.findall(r"(\d{4}) edition", table.summary) if y in named}
    assert years(table.summary) <= known | periods | told | said, table.summary


def _period(id_: str) -> str:
    from critmin.core.sources import averaged_years

    return averaged_years(id_)


def said_index(value: float) -> str:
    return f"{round(value, -1):,.0f}" if value >= 100 else f"{value:,.0f}"


def digits(value: float, kept: int = 2) -> str:
    """A number with some significant digits."""
    if not value:
        return "0"
    places = kept - 1 - floor(log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


INDICES, SCORES = ("hhi", "hhi_low", "hhi_high"), ("score", "score_low", "score_high")


def others(table: Table) -> set[str]:
    """Numbers besides percentages and years that the rows allow."""
    allowed = {str(count) for count in counts(table)}
    for row in table:
        cells = {name: float(cell) for name, cell in row.items() if isinstance(cell, int | float)}
        for name in {*INDICES} & {*cells}:
            allowed |= {said_index(cells[name]), f"{cells[name]:.1f}"}
        for name in {*SCORES} & {*cells}:
            allowed |= {f"{cells[name]:.1f}", digits(cells[name])}
        for value in (cells.get("loss_t", 0.0), *units(cells.get("loss_usd", 0.0))):
            allowed.add(digits(value))
        value = cells.get("value", 0.0)
        allowed |= {said_index(value), digits(value, 3), f"{cells.get('days_of_cover', 0):,.0f}"}
    return allowed


def units(dollars: float) -> list[float]:
    """Dollars in billions, millions or as they are."""
    return [dollars / unit for unit in (1e9, 1e6, 1) if dollars >= unit][:1]


def counts(table: Table) -> set[int]:
    """Numbers of rows, minerals, forms, editions and the like."""
    rows, command = list(table), str(table.query["command"])
    if command == "exposure" and table.query.get("summary"):
        names = ("minerals_above", "minerals_counted", "minerals_without")
        return {int(str(row[name])) for row in rows for name in names}
    lines = {(r["mineral"], r.get("stage"), r.get("form"), r.get("year")) for r in rows}
    forms = {(r["mineral"], r.get("stage")) for r in rows}
    # Recomputed one by one in test_counts.py; here only that no count exceeds what is counted.
    most = max(len(lines), len(forms), len({r["mineral"] for r in rows}), len(rows))
    editions_ = {id_ for row in rows for id_ in several(row["source"])}
    hidden = {int(str(r["unknown"])) for r in rows if r.get("unknown") is not None}
    return {*range(most + 1), len(editions_), *hidden}


@pytest.mark.parametrize("asked", answered())
def test_each_other_number_is_a_cell_or_a_count(asked: Asked) -> None:
    table = asked.table()
    if table is None:
        return
    allowed = others(table)
    text = re.sub(r"[Tt]he study prints \d[\d.]*", "", table.summary)
    for figure in numbers(text):
        assert figure in allowed, f"{figure} is not of the rows: {table.summary}"


@pytest.mark.parametrize("asked", answered())
def test_a_summary_is_short(asked: Asked) -> None:
    table = asked.table()
    if table is None:
        return
    text = table.summary
    assert text, "no summary"
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    assert "  " not in text
    assert not re.search(r"about (over|under)|\babout about\b|None|\{|\}", text)
    assert len(re.findall(r"(?<![A-Z])\.(?:\s|$)", text)) <= 2, text
    assert len(text.split()) <= 70, text
