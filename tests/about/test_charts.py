"""Pictures of what the data cover, and of briefs and claims."""

from __future__ import annotations

import critmin
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Bar, Bars, Intervals, Timeline


def test_each_stage_counts_every_mineral_once() -> None:
    table = critmin.minerals()
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    for bar in chart.bars:
        assert bar.value == sum(bool(row[bar.label.lower()]) for row in table)
    assert chart.note == "Only as an average of several years: 24 of mining and 42 of refining."
    most, least = max(chart.bars, key=_length), min(chart.bars, key=_length)
    assert chart.title.startswith(
        f"{most.label} figures by country cover {most.value} of critmin's {len(table)} minerals"
    )
    assert f"plant {least.label.lower()} figures only {least.value}" in chart.title


def _length(bar: Bar) -> float:
    return bar.value or 0.0


def test_years_of_a_mineral_leave_out_scenarios() -> None:
    chart = chart_of(critmin.minerals("lithium"))
    assert isinstance(chart, Timeline)
    assert chart.bars == "years with figures"
    assert max(moment.end or moment.start for moment in chart.moments) <= "2026"
    assert any("scenarios to 2040" in moment.state for moment in chart.moments)


def test_sources_count_the_tables() -> None:
    table = critmin.sources()
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert sum(bar.value or 0 for bar in chart.bars) == sum(row["tables"] for row in table)
    assert chart.title.endswith(f"developers compiled {max(bar.value or 0 for bar in chart.bars)}")


def test_tables_and_their_rows_have_scales_of_their_own() -> None:
    table = critmin.tables()
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert (chart.panels, chart.apart) == (["Tables", "Rows"], True)
    assert sum(bar.value or 0 for bar in chart.bars if bar.panel == "Tables") == len(table)
    assert len(chart.labels) <= 7
    rows = {bar.label: bar.value or 0.0 for bar in chart.bars if bar.panel == "Rows"}
    largest = max(rows, key=lambda name: rows[name])
    share = round(100 * rows[largest] / sum(rows.values()))
    assert chart.title.startswith(f"{share}% of the ")
    assert chart.title.endswith(largest)


def test_a_brief_shows_its_risks_with_the_law_on_them() -> None:
    table = critmin.brief("japan", as_of="2026-11-24")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    risks = [row for row in table if row["kind"] == "risk"]
    assert [bar.value for bar in chart.bars] == sorted((r["share"] for r in risks), reverse=True)
    assert chart.bars[0].label.split(",")[0].lower() in chart.title
    said = {bar.label: bar.text for bar in chart.bars}
    assert said == {
        "Refined tungsten": "(may need China's licence)",
        "Refined magnesium": "(may need China's licence)",
        "Graphite ore": "(59% of imports needs China's licence)",
        "Refined rare earths": "(may need China's licence)",
        "Refined antimony": "(all needs China's licence)",
    }
    exposed = critmin.exposure("japan", supplier="CHN", as_of="2026-11-24").records()
    for row in (row for row in exposed if row["year"] == 2024):
        what = f"{row['stage']} {row['mineral']}"
        if what == "ore graphite":
            assert round(row["under_licence_low"], 2) == 0.59
            assert row["under_licence_low"] == row["under_licence_high"]
        if what in {"refined tungsten", "refined magnesium", "refined rare-earths"}:
            assert row["under_licence_low"] == 0
        if what == "refined antimony":
            assert row["under_licence_low"] == row["direct_share"]
    assert {bar.key for bar in chart.bars} == {"CHN"}
    assert "Japan's recorded imports" in chart.title
    assert chart.subtitle == "China's share of Japan's recorded imports in 2024, by value"


def test_a_brief_on_a_mineral_has_a_panel_a_stage() -> None:
    chart = chart_of(critmin.brief("lithium", as_of="2026-11-24"))
    assert isinstance(chart, Bars)
    assert chart.panels == ["Mining, 2025", "Refining, 2024"]
    shares = {(bar.panel, bar.label): bar.value for bar in chart.bars}
    assert len(shares) == 2 * len(chart.labels)  # none is blank, which would read as zero
    assert round(shares["Mining, 2025", "Argentina"] or 0, 2) == 0.08
    assert chart.note == "Output that is withheld is in no share."


def test_claims_are_counted_by_verdict_and_one_claim_shows_its_figures() -> None:
    table = critmin.claims(as_of="2026-11-24")
    chart = chart_of(table)
    assert isinstance(chart, Bars)
    assert sum(bar.value or 0 for bar in chart.bars) == len(table)
    one = chart_of(critmin.claims("C2", as_of="2026-11-24"))
    assert isinstance(one, Intervals)
    cobalt = next(span for span in one.spans if span.label.startswith("Cobalt mining"))
    assert cobalt.low == 0.0
    assert round(cobalt.high or 0, 2) == 0.2
    assert cobalt.text == "(needs less than 25%: holds)"


def test_figure_1_draws_suspensions_on_bars_and_has_no_line_for_them() -> None:
    chart = chart_of(critmin.figure(1))
    assert isinstance(chart, Timeline)
    assert not any("suspends" in moment.label for moment in chart.moments)
    held = [moment for moment in chart.moments if moment.suspended]
    assert len(held) == 6
    assert all(moment.lasting for moment in held)
    assert all(moment.confirmed for moment in chart.moments if moment.lasting)


def test_a_producer_that_a_stage_does_not_list_is_not_without_a_figure() -> None:
    chart = chart_of(critmin.brief("cobalt", as_of="2026-11-24"))
    assert isinstance(chart, Bars)
    mined = {bar.label: (bar.value, bar.text) for bar in chart.bars if "Mining" in bar.panel}
    assert mined["Finland"] == (None, "not listed")
    assert mined["China"][0] is not None
