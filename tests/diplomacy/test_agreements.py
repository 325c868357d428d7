"""agreements: filters, unknown is not no, dates as exact as they are known."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest

import critmin
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.diplomacy import agreements
from critmin.diplomacy.bundled_tables import agreements as on_record
from critmin.diplomacy.query import how_named, takes_part

DAY = "2026-11-24"


def ids(table) -> list[str]:
    return [row["agreement_id"] for row in table.records() if row["agreement_id"]]


def codes(table) -> set[str]:
    return {caution.code for caution in table.warnings}


def said(table, code: str) -> str:
    return next(c.message for c in table.warnings if c.code == code)


def flags(table) -> dict[str, tuple[str, ...]]:
    return {row["agreement_id"]: row["flag"] for row in table.records()}


def test_all_are_listed_by_date() -> None:
    table = critmin.agreements(as_of=DAY)
    assert len(table) == 86
    dates = [str(date) for date in table.column("date")]
    assert dates == sorted(dates)
    assert all(row["source"] for row in table.records())


def test_two_parties_are_those_of_one_agreement() -> None:
    found = ids(critmin.agreements(party="USA,UKR", as_of=DAY))
    assert found == [
        "us-ukr-talks-2025",
        "us-ukr-fund-2025",
        "us-ukr-lp-2025",
        "us-ukr-capital-2025",
        "us-ukr-first-2026",
    ]
    assert "eu-ukr-2021" in ids(critmin.agreements(party="ukraine", as_of=DAY))


def test_a_country_is_a_party_through_its_bloc_and_is_marked() -> None:
    found = flags(critmin.agreements(party="germany", as_of=DAY))
    assert "through_bloc" in found["eu-rwa-2024"]
    assert "through_bloc" not in found["g7-action-plan-2025"]
    assert "eu-can-2021" not in flags(critmin.agreements(party="gbr", as_of=DAY))


def test_a_bloc_is_not_each_of_its_members() -> None:
    table = critmin.agreements(party="eu27", as_of=DAY)
    assert "jpn-fra-caremag-2025" not in ids(table)
    assert "single members of eu27" in said(table, "agreements_of_members")
    assert ids(critmin.agreements(party="quad", as_of=DAY)) == [
        "quad-cmi-2025",
        "quad-framework-2026",
    ]


@pytest.mark.parametrize(
    ("parties", "code", "day", "how"),
    [
        (["eu27", "UKR"], "eu27", "2021-07-13", "named"),
        (["eu27", "UKR"], "FRA", "2021-07-13", "bloc"),
        (["eu27", "UKR"], "GBR", "2021-07-13", ""),
        (["FRA", "JPN"], "eu27", "2025-03-17", ""),
        (["CAN", "FRA", "DEU", "ITA", "JPN", "GBR", "USA"], "g7", "2025-10-31", "named"),
    ],
)
def test_taking_part(parties, code, day, how) -> None:
    assert takes_part(parties, code, day) == how


def test_critical_minerals_name_no_mineral() -> None:
    table = critmin.agreements("lithium", party="USA", as_of=DAY)
    assert "us-aus-2025" not in ids(table)  # names critical minerals and rare earths
    assert "us-jpn-cma-2023" in ids(table)
    assert "only a group" in said(table, "mineral_not_said")
    with pytest.raises(NoData, match="1 of this choice name only a group"):
        critmin.agreements("lithium", party="JOR", as_of=DAY)


def test_how_a_mineral_is_named_is_marked() -> None:
    found = flags(critmin.agreements("tantalum", as_of=DAY))
    assert "minerals_reported" in found["eu-rwa-2024"]
    assert "names_list" in found["project-vault-2026"]
    member = flags(critmin.agreements("dysprosium", as_of=DAY))
    assert "names_group" in member["us-aus-2025"]
    assert "names_group" not in member["jpn-fra-caremag-2025"]
    by_id = {one.agreement_id: one for one in on_record()}
    assert how_named(by_id["us-jpn-cma-2023"], "cobalt") == "named"
    assert how_named(by_id["us-jpn-cma-2023"], "copper") == ""
    assert how_named(by_id["project-vault-2026"], "gallium") == "list"


def test_unknown_is_not_no() -> None:
    table = critmin.agreements(party="USA", subject="defence", since="2025", as_of=DAY)
    assert len(ids(table)) == 9
    assert said(table, "subject_unknown").startswith("42 more agreements")
    assert set(table.column("defence")) == {"yes"}
    everything = critmin.agreements(as_of=DAY)
    unread = [row for row in everything.records() if row["text_read"] == "no"]
    assert "no" not in {row[name] for row in unread for name in ("decarbonisation", "defence")}


def test_no_known_yes_is_not_a_no() -> None:
    with pytest.raises(NoData, match="46 were not read for it, which is not a no"):
        critmin.agreements(party="USA", subject="decarbonisation", since="2025", as_of=DAY)
    before = critmin.agreements(party="USA", subject="decarbonisation", until="2024", as_of=DAY)
    assert ids(before) == ["us-cod-zmb-2022", "us-jpn-cma-2023", "us-aus-compact-2023"]


def test_a_month_is_a_month() -> None:
    table = critmin.agreements(
        party="UZB", kind="mou", since="2025-04-30", until="2025-05", as_of=DAY
    )
    assert ids(table) == ["us-uzb-2025"]
    assert table.column("date") == ["2025-04"]
    assert "us-uzb-2025" not in ids(critmin.agreements(party="UZB", since="2025-05", as_of=DAY))
    within = flags(critmin.agreements(party="UZB", as_of="2025-04-10"))
    assert "date_uncertain" in within["us-uzb-2025"]


def test_the_status_is_that_of_the_day() -> None:
    def status(day: str) -> dict[str, str]:
        table = critmin.agreements(party="AUS", as_of=day)
        return {row["agreement_id"]: row["status"] for row in table.records()}

    assert status("2026-02-03")["msp-2022"] == "in-force"
    assert status("2026-02-04")["msp-2022"] == "superseded"
    assert "us-aus-2025" not in status("2025-10-19")
    early = critmin.agreements(party="AUS", as_of="2026-02-03").records()
    assert next(r for r in early if r["agreement_id"] == "msp-2022")["status_since"] is None


def test_what_no_page_supports_is_shown_and_not_counted() -> None:
    table = critmin.agreements(party="JPN,AUS", until="2022-12", as_of=DAY)
    assert table.column("grounded") == [True, False]
    assert said(table, "not_grounded").startswith("1 of 2 agreements")
    alone = critmin.agreements(party="JPN,AUS", since="2022-10", until="2022-10", as_of=DAY)
    assert "open question" in said(alone, "not_grounded")


def test_how_far_the_pages_reach_is_said() -> None:
    assert "evidence_ends" in codes(critmin.agreements(party="UKR", as_of="2026-10-09"))
    assert "evidence_ends" not in codes(critmin.agreements(party="UKR", as_of="2026-10-08"))


def test_newest_and_refusals() -> None:
    assert len(critmin.agreements(newest=5, as_of=DAY)) == 5
    with pytest.raises(UnknownName, match="unknown kind"):
        critmin.agreements(kind="pact")
    with pytest.raises(UnknownName, match="unknown subject"):
        critmin.agreements(subject="trade")
    with pytest.raises(QueryError, match="from is 'then'"):
        critmin.agreements(since="then")
    with pytest.raises(NoData, match="no agreement on record matches"):
        critmin.agreements(party="ATA", as_of=DAY)


def test_the_picture_marks_the_day() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.agreements(party="USA", as_of=DAY))
    assert chart.kind == "stacks"  # too many for a line each: counted by year, none left out
    assert sum(part.value for part in chart.parts) == 66
    chart = chart_of(critmin.agreements(party="USA", year="2024", as_of=DAY))
    assert chart.today == DAY
    (year,) = chart.moments
    table = critmin.agreements(party="USA", year="2024", as_of=DAY)
    assert (year.start, year.records) == ("2024", len(table))
    states = Counter(row["status"] for row in table)
    assert year.label.count("followed by a later one") == states["followed"] > 0


def test_the_title_says_when_states_were_seen_and_keeps_the_parties() -> None:
    from critmin.answers.chart_of_answer import chart_of

    chart = chart_of(critmin.agreements(party="eu27", as_of=DAY))
    assert chart.title == (
        "The EU27 has 18 current agreements on minerals with 19 partners since 2021; "
        "4 earlier ones were replaced or followed up"
    )
    assert sum(moment.records for moment in chart.moments) == 22  # none left out
    assert not any(moment.highlight for moment in chart.moments)
    assert "as seen by 8 October 2026" in chart.note


def test_a_picture_speaks_of_talks_only_where_there_are_some() -> None:
    from critmin.answers.chart_of_answer import chart_of

    bloc = chart_of(critmin.agreements(party="eu27", as_of=DAY))
    assert "talks" not in f"{bloc.title} {bloc.topic} {bloc.moments[0].lane}"
    assert "Status as seen" in bloc.note
    greenland = chart_of(critmin.agreements(party="GRL", as_of=DAY))
    assert "agreements and talks" in greenland.topic.lower()


def test_agreements_of_members_alone_are_those_without_their_bloc(monkeypatch) -> None:
    every = [
        SimpleNamespace(parties=parties, date=SimpleNamespace(last="2024-06-01"))
        for parties in (("JPN", "USA"), ("DEU", "PER"), ("g7", "JPN"), ("PER", "CHN"))
    ]
    monkeypatch.setattr(agreements.bundled_tables, "agreements", lambda: every)
    wanted = SimpleNamespace(parties=("g7",), fits=lambda _one: True)
    wanted._replace = lambda **_parties: wanted
    assert agreements._of_members("g7", wanted) == 2
