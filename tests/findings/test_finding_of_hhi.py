"""Findings of `hhi`: claims computed again from the rows, and every text of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from traced import untraced

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.model import Intervals
from critmin.core.errors import NoData
from critmin.findings.claims import NOT_KNOWN, POSSIBLE, about
from critmin.findings.editor import unseen, vetoes
from critmin.findings.finding import Finding
from critmin.outlets.mcp_answers import as_data, as_text

STAGES = "mining,refining,reserves"
ALL = sorted(dict.fromkeys(str(row["mineral"]) for row in critmin.minerals()))
OTHERS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((), {"stage": "mining"}),
    ((), {"stage": STAGES}),
    ((), {"stage": "refining", "weight": "wgi"}),
    (("cobalt",), {"weight": "wgi"}),
    (("lithium", "cobalt", "gallium"), {}),
    (("lithium",), {"year": "2021:2025"}),
    (("cobalt", "lithium"), {"stage": "mining,refining", "source": "iea@2025"}),
    (("nickel sulphate",), {}),
]


@cache
def answers() -> tuple[Table, ...]:
    """Answers on each mineral at its stage and at three stages, and on several."""
    return tuple(_answered())


def _answered() -> Iterator[Table]:
    each = [((slug,), options) for slug in ALL for options in ({}, {"stage": STAGES})]
    for names, options in [*each, *OTHERS]:
        try:
            yield critmin.hhi(*names, **options)
        except NoData:
            continue


def found() -> Iterator[tuple[Table, Finding]]:
    for table in answers():
        assert table.finding is not None, table.query
        yield table, table.finding


def test_the_editor_lets_every_finding_pass() -> None:
    checked = [(one.sentence(), vetoes(one)) for _table, one in found()]
    assert len(checked) > 200
    assert [one for one in checked if one[1]] == []


def test_each_figure_comes_from_a_claim_or_an_aside() -> None:
    left = [(one.sentence(), untraced(one)) for _table, one in found()]
    assert [one for one in left if one[1]] == []


def test_each_claim_on_an_index_is_a_row() -> None:
    for table, one in found():
        rows = {(row.hhi, row.hhi_low, row.hhi_high) for row in table.typed}
        for claim in about(one.claims, "hhi"):
            if claim.strength == NOT_KNOWN:
                continue
            assert claim.value is not None
            low, high = claim.value.low, claim.value.high
            assert (claim.value.value, low, high) in rows, claim
            # Without the figure of a producer nothing bounds the index, and it is not certain.
            assert claim.strength == POSSIBLE or None not in (low, high), claim


def test_each_leader_is_the_largest_supplier_of_a_row_that_has_a_certain_one() -> None:
    for table, one in found():
        sure = {row.cr1 for row in table.typed if "top_uncertain" not in row.flag}
        for claim in about(one.claims, "cr1"):
            assert claim.value is not None
            assert claim.value.value in sure, claim


@pytest.mark.parametrize("stage", ["mining", "refining", "reserves", "mining,refining"])
def test_bands_of_all_minerals_are_counted(stage: str) -> None:
    table = critmin.hhi(stage=stage)
    rows = [row for row in table.typed if row.hhi is not None or row.hhi_low is not None]
    bands = Counter(
        row.band if row.band and "band_uncertain" not in row.flag else "not certain" for row in rows
    )
    assert table.finding is not None
    counts = {
        claim.subject: claim.value.value
        for claim in about(table.finding.claims, "number")
        if claim.value is not None
    }
    thing = "mineral" if "mineral" in counts else "table"
    assert counts.pop(thing) == len(rows)
    counts.pop("minerals", None)
    counts.pop("stages of supply", None)
    assert counts == bands
    (index, *_) = about(table.finding.claims, "hhi")
    assert index.value is not None
    known = [row.hhi or row.hhi_low for row in rows if row.hhi_low is not None]
    assert (index.value.value or index.value.low) == max(known)


def test_a_picture_draws_what_its_title_claims() -> None:
    for table, one in found():
        chart = chart_of(table)
        assert isinstance(chart, Intervals)
        assert chart.title == one.fitted()
        drawn = {end for span in chart.spans for end in (span.low, span.high) if end is not None}
        pictured = one.pictured or one.lead
        assert unseen(pictured.claims, drawn, measure="hhi") == [], chart.title


def test_a_title_is_of_the_rows_that_are_drawn() -> None:
    table = critmin.hhi("cobalt", stage=STAGES)
    places = [at for at, row in enumerate(table.typed) if row.stage == "mining"]
    assert chart_of(table.in_order(places)).title.startswith("Cobalt mining is highly")
    assert table.in_order(places).summary == table.summary


@pytest.mark.parametrize(
    ("names", "options", "sentence"),
    [
        (
            ("cobalt",),
            {"stage": "mining,refining"},
            "Cobalt is highly concentrated at both stages: HHI about 5,550 at the mine (DR Congo "
            "about 73%, 2025) and 6,220 to 6,310 at the refinery (China 78%, 2024).",
        ),
        (
            ("lithium",),
            {"stage": "mining"},
            "The HHI of lithium mining is about 2,050 (Australia about 32%, 2025), not counting "
            "the United States, whose figure is withheld.",
        ),
        (
            ("copper",),
            {"stage": "reserves"},
            "The HHI of listed reserves of copper is 740 to 1,200 (2025); who leads is not "
            "certain.",
        ),
        (
            (),
            {"stage": "mining"},
            "Of the 86 minerals with an HHI of mining (2020 to 2025), 51 are highly "
            "concentrated, 15 moderately and 4 not; the band of 16 is not certain. Highest: "
            "niobium (about 8,710, Brazil about 93%).",
        ),
        (
            ("antimony",),
            {"stage": STAGES},
            "The HHI of antimony in 2025 is about 2,580 at the mine (China about 36%, not counting "
            "the United States, whose figure is withheld). It is about 2,890 at the refinery "
            "(China about 52%, 2016-2020 average) and 1,800 in listed reserves (China 35%, not "
            "counting 4 producers without a printed figure).",
        ),
        (
            ("asbestos",),
            {"stage": STAGES},
            "Asbestos is highly concentrated at both stages in 2025: HHI about 2,640 at the mine "
            "(Russia about 32%) and 5,780 in listed reserves (Russia 74%). No index for asbestos "
            "refining.",
        ),
        (
            ("lithium",),
            {"year": "2021:2025"},
            "The HHI of lithium mining fell from about 3,580 in 2021 to about 2,050 in 2025 "
            "(Australia about 32%), not counting the United States, whose figure is withheld.",
        ),
    ],
)
def test_a_sentence_reads(names: tuple[str, ...], options: dict[str, Any], sentence: str) -> None:
    assert critmin.hhi(*names, **options).summary == sentence


def test_the_same_finding_is_in_every_form() -> None:
    table = critmin.hhi("antimony", stage="mining")
    assert table.finding is not None
    written = json.loads(table.to_json())
    assert written["summary"] == written["finding"]["sentence"] == table.summary
    assert written["finding"]["claims"] == [claim.as_dict() for claim in table.finding.claims]
    data = as_data(table, 5)
    assert data["finding"] == written["finding"]
    assert as_text(data).startswith(table.summary)
    assert table.select(["mineral", "hhi"]).finding == table.finding


def test_a_finding_is_made_when_it_is_read() -> None:
    """A CSV answer without notes pays for no sentence."""
    table = critmin.hhi("antimony")
    table.to_csv()
    assert "said" not in vars(table)
    assert table.finding is table.finding
