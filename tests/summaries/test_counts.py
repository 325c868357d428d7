"""Counts, laws and losses of summaries, counted again from the rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest
from summarised import BUYERS, DAY, MINERALS, ask, fits, flags

from critmin.answers.table import several

FIGURE = r"(?:about |over |under |up to )?(\d+(?:\.\d+)?)%"


def answer(name: str, *args: str, **options: Any) -> tuple[list[dict[str, Any]], str]:
    """Rows and summary of a question; no rows without data."""
    table = ask(name, *args, **options).table()
    return (list(table), table.summary) if table is not None else ([], "")


def whole(text: str, pattern: str) -> list[int]:
    found = re.search(pattern, text)
    assert found is not None, text
    return [int(one) for one in found.groups()]


@pytest.mark.parametrize("measure", ["share", "hhi"])
def test_series_that_rose(measure: str) -> None:
    rows, text = answer("trend", measure=measure)
    series: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    unclear = set()
    for row in rows:
        where = "World" if measure == "hhi" else row["iso3"]
        if row["value"] is not None and where:
            series[row["mineral"]][row["year"]][where] = row["value"]
        if "residual_large" in flags(row) and measure == "share":
            unclear.add((row["mineral"], row["year"]))
    up, moved = 0, 0
    for mineral, by_year in series.items():
        newest = by_year[max(by_year)]
        leader = max(newest, key=lambda iso3: newest[iso3])
        own = [by_year[year][leader] for year in sorted(by_year) if leader in by_year[year]]
        if len(own) < 2 or (mineral, max(by_year)) in unclear:
            continue
        moved, up = moved + 1, up + (own[-1] > own[0])
    assert whole(text, r"^Of (\d+) series .* rose in (\d+) and fell or stayed in (\d+)") == [
        moved,
        up,
        moved - up,
    ]


@pytest.mark.parametrize("buyer", BUYERS)
def test_lines_with_one_large_supplier(buyer: str) -> None:
    rows, text = answer("dependency", buyer)
    newest: dict[tuple[str, str], int] = {}
    for row in rows:
        line = row["mineral"], row["stage"]
        newest[line] = max(row["year"], newest.get(line, 0))
    largest: dict[tuple[str, str], tuple[float, str]] = {}
    for row in rows:
        line = row["mineral"], row["stage"]
        if row["year"] == newest[line] and row["share"] and row["supplier"] != "Other countries":
            largest[line] = max(largest.get(line, (0.0, "")), (row["share"], row["supplier"]))
    above = [supplier for share, supplier in largest.values() if share > 0.5]
    assert whole(text, r"in (\d+) of (\d+) lines") == [len(above), len(largest)]
    who = re.search(r"from (?:the )?([^;]+?) in (\d+) of these", text)
    assert who is not None
    assert Counter(above)[who[1]] == int(who[2]) == max(Counter(above).values())


def test_reliance_of_all_minerals() -> None:
    rows, text = answer("reliance")
    rows = [
        r
        for r in rows
        if r["state"] == "net_exporter" or r["nir"] is not None or (r["computed_nir"] or -1) >= 0
    ]
    printed = [row for row in rows if row["nir"] is not None and row["state"] != "less_than"]
    every = sum(row["nir"] >= 1 for row in printed)
    more = sum(
        0.5 < r["nir"] < 1 or (r["nir"] == 0.5 and r["state"] == "greater_than") for r in printed
    )
    exporters = sum(row["state"] == "net_exporter" for row in rows)
    assert whole(
        text,
        r"^Of (\d+) minerals .* of (\d+), net of exports, and more than half of "
        r"(\d+) others .* exporter of (\d+)",
    ) == [len(rows), every, more, exporters]


def test_scores_above_the_threshold() -> None:
    rows, text = answer("risk")
    top: dict[str, float] = {}
    for row in rows:
        if row["score"] is not None:
            top[row["mineral"]] = max(top.get(row["mineral"], 0.0), row["score"])
    assert whole(text, r"^Of (\d+) minerals with a score, (\d+) reach") == [
        len(top),
        sum(score >= 1 for score in top.values()),
    ]


@pytest.mark.parametrize("buyer", BUYERS)
@pytest.mark.parametrize("summary", [False, True])
def test_minerals_that_one_supplier_sells_most_of(buyer: str, summary: bool) -> None:
    """Both answers to the question count the same, whichever rows they have."""
    rows, _ = answer("exposure", buyer, supplier="CHN", as_of=DAY)
    best: dict[str, float] = {}
    for row in rows:
        share = row["direct_share"]
        if share is None or "before_control" in flags(row):
            continue
        if share or "feed_unseen" not in flags(row):
            best[row["mineral"]] = max(best.get(row["mineral"], 0.0), share)
    _, text = answer("exposure", buyer, supplier="CHN", as_of=DAY, summary=summary)
    without = len({row["mineral"] for row in rows}) - len(best)
    counted = whole(text, r"of (\d+) of the (\d+) minerals that can be compared; (\d+) more cannot")
    assert counted == [sum(share > 0.5 for share in best.values()), len(best), without]


@pytest.mark.parametrize("mineral", MINERALS)
@pytest.mark.parametrize("buyer", ["JPN", "USA", "DEU"])
def test_what_stands_under_law(mineral: str, buyer: str) -> None:
    rows, text = answer("exposure", buyer, supplier="CHN", mineral=mineral, as_of=DAY)
    newest = max((row["year"] or 0 for row in rows), default=0)
    known = [r for r in rows if r["year"] == newest and r["direct_share"] is not None]
    day = f"{date.fromisoformat(DAY):%-d %B %Y}"
    for word, column in (("licence", "under_licence"), ("ban", "under_ban")):
        under = any(row[f"{column}_high"] for row in known)
        assert (word in re.sub("bans", "", text)) == under, text
    if any(row["under_licence_high"] for row in known):
        assert day in text
    if len(known) == 1:
        check_part(known[0], text)


def check_part(row: dict[str, Any], text: str) -> None:
    """The part of one form under licence, and what is not in its share."""
    low, high, direct = row["under_licence_low"], row["under_licence_high"], row["direct_share"]
    if high and "some or all of that" in text:
        assert low < high
        assert abs(high - direct) < 0.005
    elif high and "all of that" in text:
        assert max(abs(low - high), abs(high - direct)) < 0.005
    elif high:
        part = re.search(
            rf"{FIGURE} of all of (?:the )?[A-Z][A-Za-z ]+'s? imports of (?:it|them) fall", text
        )
        assert part is not None
        assert fits(part[1], high)
        assert ("up to" in text or f"to {part[1]}%" in text) == (abs(high - low) >= 0.005)
    if high and "in-force-unverified" in several(row["control_status"]):
        assert "last confirmed" in text, "a control is not said to hold without its day"
    assert bool(row["end_use_reach"]) >= ("certain users" in text)
    assert ("dug_elsewhere" in flags(row)) >= ("refined elsewhere is not" in text)


@pytest.mark.parametrize("buyer", ["NLD", "DEU", "IND", "GBR", "JPN"])
@pytest.mark.parametrize("mineral", ["gallium", "germanium", "graphite"])
def test_a_share_that_a_control_lowered_has_the_earlier_one(buyer: str, mineral: str) -> None:
    rows, text = answer("exposure", buyer, supplier="CHN", mineral=mineral, as_of=DAY)
    known = [row for row in rows if row["direct_share"] is not None]
    before = [row for row in known if "before_control" in flags(row)]
    now = [row for row in known if row not in before]
    if len(now) == 1 and before:
        fell = before[0]["direct_share"] >= now[0]["direct_share"] + 0.05
        assert (f"in {before[0]['year']}, the year before" in text) == fell


@pytest.mark.parametrize("mineral", MINERALS)
@pytest.mark.parametrize("buyer", ["JPN", "USA", "DEU"])
def test_what_would_be_lost(mineral: str, buyer: str) -> None:
    rows, text = answer("shock", buyer, mineral, stop="CHN", as_of=DAY)
    known = [row for row in rows if row["loss_share_low"] is not None]
    if len(known) == 1 and known[0]["loss_share_high"]:
        lost = re.search(rf"would lose {FIGURE}", text)
        assert lost is not None
        low, high = known[0]["loss_share_low"], known[0]["loss_share_high"]
        assert fits(lost[1], low) or fits(lost[1], high) or lost[1] == "99"
        assert "and nothing reacted" in text
    elif rows and not known:
        assert "cannot be told" in text


def test_a_stop_at_the_mine_names_what_is_in_no_table() -> None:
    rows, text = answer("shock", "JPN", "cobalt", stop="COD=0.573", as_of=DAY)
    (unseen,) = (row["unexplained_share"] for row in rows if row["stage"] == "refined")
    figure = re.search(r"(\d+)% of the feed behind its refined cobalt is in no table", text)
    assert figure is not None
    assert fits(figure[1], unseen)
    assert "would lose" not in text
