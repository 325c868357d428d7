"""Findings of `price`: claims computed again from the rows, and every text of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from traced import untraced

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table
from critmin.charts.model import Lines
from critmin.core.errors import NoData, QueryError
from critmin.findings.claims import NOT_KNOWN, about
from critmin.findings.editor import unseen, vetoes
from critmin.findings.finding import Finding

ALL = sorted(dict.fromkeys(str(row["mineral"]) for row in critmin.minerals()))
PRICES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    *(((mineral,), {"forms": True}) for mineral in ("gallium", "titanium", "antimony")),
    (("lithium", "nickel"), {"start": "2020", "index": "2022"}),
    (("gallium", "nickel"), {"index": "2022"}),
    (("lithium",), {"start": "2020", "end": "2022-06"}),
    (("copper",), {"year": "2024"}),
    (("lithium",), {"annual": True}),
    (("lithium", "cobalt", "nickel"), {}),
    (("lithium", "cobalt", "nickel", "copper"), {}),
    (("gallium", "germanium"), {}),
    (("gallium", "germanium"), {"since_control": "china"}),
    (("gallium", "antimony"), {"since_control": "china"}),
    (("gallium",), {"since_control": "CN-2023-23"}),
    (("tungsten", "zinc"), {"since_control": "china"}),
    ((), {}),
    ((), {"start": "2015"}),
    ((), {"since_control": "china"}),
    ((), {"index": "2021", "forms": True}),
]


@cache
def answers() -> tuple[Table, ...]:
    return tuple(_answered())


def _answered() -> Iterator[Table]:
    for names, options in [*(((slug,), {}) for slug in ALL), *PRICES]:
        try:
            yield critmin.price(*names, **options)
        except NoData:
            continue


def found() -> Iterator[tuple[Table, Finding]]:
    for table in answers():
        assert table.finding is not None, table.query
        yield table, table.finding


def test_the_editor_lets_every_finding_pass() -> None:
    checked = [(one.sentence(), vetoes(one)) for _table, one in found()]
    assert len(checked) > 100
    assert [one for one in checked if one[1]] == []


def test_each_figure_comes_from_a_claim_or_an_aside() -> None:
    left = [(one.sentence(), untraced(one)) for _table, one in found()]
    assert [one for one in left if one[1]] == []


def test_each_claim_on_a_price_is_a_row() -> None:
    for table, one in found():
        rows = {(row.price, row.period) for row in table.typed}
        prices = {row.price for row in table.typed}
        claims = [*about(one.claims, "price"), *about(one.claims, "highest price")]
        for claim in (claim for claim in claims if claim.strength != NOT_KNOWN):
            assert claim.value is not None
            assert (claim.value.value, claim.period) in rows, claim
            assert claim.comparator is None or claim.comparator.value in prices, claim


def test_each_change_is_of_two_rows_of_the_mineral() -> None:
    seen = 0
    for table, one in found():
        prices: dict[tuple[str, str], set[float]] = {}
        for row in table.typed:
            if row.price is not None:
                name = names()[row.mineral]
                prices.setdefault((name, row.period), set()).add(row.price)
        for claim in about(one.lead.claims, "change of price"):
            first, last = claim.period.split("/")
            befores, afters = prices[claim.subject, first], prices[claim.subject, last]
            assert claim.value is not None
            assert any(
                claim.value.value == pytest.approx(after / before - 1)
                for before in befores
                for after in afters
            ), claim
            word = "rose" if (claim.value.value or 0) > 0 else "fell"
            assert claim.word in {word, "the same"}
            seen += 1
    assert seen > 100


@cache
def names() -> dict[str, str]:
    """Names of minerals as claims have them."""
    return {str(row["mineral"]): lower(str(row["name"])) for row in critmin.minerals()}


def lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def test_an_estimate_is_about() -> None:
    """A newest price that the publisher estimates is never given as exact."""
    for table, one in found():
        (claim, *_) = [c for c in one.claims if c.measure == "price"] or [None]
        rows = [row for row in table.typed if row.price is not None]
        if len({row.mineral for row in rows}) == 1 and "estimated" in rows[-1].flag:
            assert claim is not None
            assert claim.value is not None
            assert claim.value.reason == "estimated"
            assert " about " in one.sentence()


def test_a_picture_draws_what_its_title_claims() -> None:
    lines = 0
    for table, one in found():
        try:
            chart = chart_of(table)
        except QueryError:
            continue
        assert chart.title, table.query
        if isinstance(chart, Lines) and chart.unit != "index" and len(chart.series) == 1:
            drawn = {point.y for point in chart.points if point.y is not None}
            pictured = one.pictured or one.lead
            assert unseen(pictured.claims, drawn, measure="price") == [], chart.title
            lines += 1
    assert lines > 80


@pytest.mark.parametrize(
    ("names", "options", "sentence"),
    [
        (
            ("gallium",),
            {},
            "Gallium (average unit value of imports) cost about 580 USD/kg in 2025, about 32% more "
            "than in 2024.",
        ),
        (
            ("gallium", "germanium"),
            {"since_control": "china"},
            "Gallium rose about 34% and germanium rose to about 3.2 times its price between 2022, "
            "the last price before China's first control took effect, and 2025. What else moved "
            "prices is not separated.",
        ),
        (
            ("lithium", "nickel"),
            {"start": "2020", "index": "2022"},
            "Lithium (metal, 99%, battery grade; not carbonate) stood at 20 and nickel (metal, "
            "melting grade, LME spot) at 58 in September 2025, with 2022 as 100. No unit is "
            "printed for lithium, so it is inferred.",
        ),
        (
            ("barite",),
            {},
            "Barite (average unit value, ground, ex-works) cost about 210 USD/t in 2025, about as "
            "much as in 2024; its highest since 2018 was 218 in 2023.",
        ),
        (
            ("europium",),
            {},
            "Europium (average; europium oxide, 99.99% minimum) cost about 27 USD/kg in 2025, "
            "about as much as in 2024; its highest since 2018 was 53 in that year.",
        ),
        (
            ("boron",),
            {},
            "Boron (average unit value of combined imports, cost, insurance, and freight) cost "
            "about 540 USD/t in 2025, about 5.9% less than in 2024. Its highest since 2018 was 606 "
            "in 2023.",
        ),
        (
            ("tungsten", "zinc"),
            {"since_control": "china"},
            "Tungsten rose about 51% between 2024, the last price before China's first control "
            "took effect, and 2025. What else moved prices is not separated; no such price for "
            "zinc.",
        ),
    ],
)
def test_a_sentence_reads(names: tuple[str, ...], options: dict[str, Any], sentence: str) -> None:
    assert critmin.price(*names, **options).summary == sentence


def test_nothing_is_said_to_follow_from_a_control() -> None:
    finding = critmin.price("gallium", "germanium", since_control="china").finding
    assert finding is not None
    (causes,) = [claim for claim in finding.claims if claim.subject == "other causes"]
    assert causes.strength == NOT_KNOWN
    assert "because" not in finding.sentence()


def test_a_mineral_without_a_price_is_a_claim_that_is_not_known() -> None:
    finding = critmin.price("tungsten", "zinc", since_control="china").finding
    assert finding is not None
    missing = {claim.subject for claim in about(finding.claims, "price") if claim.value is None}
    assert "zinc" in missing


def test_a_form_without_any_price_does_not_stop_an_index() -> None:
    table = critmin.price(index="2021", forms=True)
    assert table.summary.endswith(".")
    assert all(row.price is not None for row in table.typed)
