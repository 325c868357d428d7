"""The control tables say what the law said, on every day that anyone may ask for."""

from __future__ import annotations

import calendar
import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from critmin.core import names
from critmin.export_controls.bundled_tables import disruptions, measures
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import ALL_BUT, IN_FORCE, OUTSIDE_SHARES, STATES, TYPES, state

TABLES = Path(__file__).resolve().parents[3] / "datasets" / "controls"
EVERY_DAY = tuple(
    (date(2020, 1, 1) + timedelta(days=k)).isoformat()
    for k in range((date(2027, 12, 31) - date(2020, 1, 1)).days + 1)
)
BY_ID = {measure.measure_id: measure for measure in measures()}
TODAY = "2026-11-24"


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def span(text: str) -> tuple[date, date]:
    """First and last day of a date, read here by other means than the library's."""
    year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
    last_month = month or 12
    last = day or calendar.monthrange(year, last_month)[1]
    return date(year, month or 1, day or 1), date(year, last_month, last)


@cache
def dated_days(measure_id: str) -> frozenset[str]:
    """Days on which the tables allow a state to change: read from the CSV files alone."""
    row = next(r for r in rows("measures") if r["measure_id"] == measure_id)
    starts = [row["announced"], row["effective"]]
    last_days = [row["ended"], row["verified_through"]]
    for event in rows("events"):
        stops = event["kind"] in {"suspends", "extends", "extension-announced"}
        if event["measure_id"] == measure_id and stops:
            starts.append(event["date"])
            last_days.append(event["until"])
    found = set()
    for text in filter(None, starts):
        first, last = span(text)
        found |= {first} if first == last else {first, last + timedelta(days=1)}
    for text in filter(None, last_days):
        first, last = span(text)
        found |= {last + timedelta(days=1)} if first == last else {first, last + timedelta(days=1)}
    return frozenset(day.isoformat() for day in found)


@pytest.mark.parametrize("measure", measures(), ids=lambda m: m.measure_id)
def test_every_day_states_change_on_dated_events_only(measure: Measure) -> None:
    allowed = dated_days(measure.measure_id)
    before = state(measure, "2019-12-31")
    for day in EVERY_DAY:
        now = state(measure, day)
        assert now is None or now in STATES
        assert now != "in-force" or day <= measure.verified_through, day
        assert now == before or day in allowed, f"{day}: {before} -> {now}"
        before = now


def first_and_last(measure_id: str, status: str) -> tuple[str, str]:
    days = [day for day in EVERY_DAY if state(BY_ID[measure_id], day) == status]
    assert days == [day for day in EVERY_DAY if days[0] <= day <= days[-1]]
    return days[0], days[-1]


def on_each_day(ids: tuple[str, ...], first: str, last: str) -> Iterator[tuple[str, list[str]]]:
    for day in EVERY_DAY:
        if first <= day <= last:
            now = {key: state(BY_ID[key], day) for key in ids}
            yield day, [key for key, s in now.items() if s in {*IN_FORCE, "date-uncertain"}]


def test_cobalt_hands_over_from_suspension_to_quota_without_a_gap() -> None:
    chain = ("CD-2025-001", "CD-2025-004a", "CD-2025-004")
    held = {day: ids for day, ids in on_each_day(chain, "2025-02-22", "2027-12-31")}
    assert all(len(ids) == 1 for ids in held.values())
    assert held["2025-09-20"] == ["CD-2025-001"]
    assert held["2025-09-21"] == held["2025-10-15"] == ["CD-2025-004a"]
    assert held["2025-10-16"] == ["CD-2025-004"]


def test_zimbabwe_hands_over_from_suspension_to_quota_to_ban() -> None:
    chain = ("ZW-2026-SUSP", "ZW-2026-QUOTA", "ZW-2027-CONC")
    assert all(ids for _, ids in on_each_day(chain, "2026-02-25", "2027-12-31"))
    assert state(BY_ID["ZW-2026-QUOTA"], "2026-04-15") == "date-uncertain"
    assert state(BY_ID["ZW-2027-CONC"], "2026-12-31") == "announced"


def test_state_trading_and_licence_catalogue_hand_over_at_new_year() -> None:
    for chain in (("CN-2023-ST", "CN-2025-68"), ("CN-LIC-2016", "CN-LIC-2026")):
        days = on_each_day(chain, "2024-01-01", "2026-12-31")
        assert all(len(ids) == 1 for _, ids in days)


@pytest.mark.parametrize("number", ["55", "56", "57", "58", "61b"])
def test_five_were_suspended_before_they_took_effect(number: str) -> None:
    measure = BY_ID[f"CN-2025-{number}"]
    assert state(measure, "2025-10-08") is None
    assert state(measure, "2025-10-15") == "announced"
    assert first_and_last(f"CN-2025-{number}", "announced") == ("2025-10-09", "2025-11-06")
    assert first_and_last(f"CN-2025-{number}", "suspended") == ("2025-11-07", "2026-11-10")
    assert not any(state(measure, day) in IN_FORCE for day in EVERY_DAY)


@pytest.mark.parametrize("number", ["61a", "62"])
def test_two_were_in_force_for_29_days(number: str) -> None:
    assert first_and_last(f"CN-2025-{number}", "in-force") == ("2025-10-09", "2025-11-06")
    assert state(BY_ID[f"CN-2025-{number}"], "2025-11-07") == "suspended"


@pytest.mark.parametrize("number", ["55", "56", "57", "58", "61a", "61b", "62"])
def test_an_extension_is_announced_and_no_instrument_seen(number: str) -> None:
    key = f"CN-2025-{number}"
    assert state(BY_ID[key], TODAY) == "extension-announced"
    assert first_and_last(key, "extension-announced") == ("2026-11-11", "2027-01-10")
    assert state(BY_ID[key], "2027-01-11") == "lapsed-unverified"


@pytest.mark.parametrize("element", ["holmium", "erbium", "thulium", "europium", "ytterbium"])
def test_the_five_elements_of_no_57(element: str) -> None:
    assert element in {cover.mineral for cover in BY_ID["CN-2025-57"].covers}


@pytest.mark.parametrize("half", ["a", "b"])
def test_clause_2_of_no_46_is_still_suspended(half: str) -> None:
    key = f"CN-2024-46-2{half}"
    assert first_and_last(key, "in-force") == ("2024-12-03", "2025-11-08")
    assert first_and_last(key, "suspended") == ("2025-11-09", "2026-11-27")
    assert state(BY_ID[key], "2026-11-28") == "lapsed-unverified"


def test_clause_2_splits_a_ban_from_a_review() -> None:
    ban, review = BY_ID["CN-2024-46-2a"], BY_ID["CN-2024-46-2b"]
    assert ban.type == "ban"
    assert {c.mineral for c in ban.covers} == {
        "gallium",
        "germanium",
        "antimony",
        "diamond-industrial",
    }
    assert review.type == "licence"
    assert {c.mineral for c in review.covers} == {"graphite", "graphite-synthetic"}
    assert ban.retransfer
    assert review.retransfer


@pytest.mark.parametrize(
    ("towards_usa", "towards_all"),
    [("CN-2024-46-2a", ("CN-2023-23", "CN-2024-33")), ("CN-2024-46-2b", ("CN-2023-39",))],
)
def test_clause_2_names_the_codes_of_the_licences_that_it_tightens(
    towards_usa: str, towards_all: tuple[str, ...]
) -> None:
    def inside(*ids: str) -> set[tuple[str, str, str, str]]:
        return {tuple(c) for key in ids for c in BY_ID[key].codes if c.covers != "none"}

    assert inside(towards_usa) == inside(*towards_all)


def test_the_military_ban_was_never_suspended() -> None:
    measure = BY_ID["CN-2024-46-1"]
    found = {state(measure, day) for day in EVERY_DAY}
    assert found == {None, "in-force", "in-force-unverified"}


def test_gallium_and_germanium_licence_is_in_force() -> None:
    measure = BY_ID["CN-2023-23"]
    assert state(measure, "2023-07-31") == "announced"
    assert first_and_last("CN-2023-23", "in-force")[0] == "2023-08-01"
    assert state(measure, TODAY) == "in-force-unverified"
    assert measure.verified_through < TODAY


def codes(measure_id: str, mineral: str, covers: str) -> set[str]:
    return {
        c.hs6
        for c in BY_ID[measure_id].codes
        if (c.mineral, c.covers) == (mineral, covers) and c.hs_revision != "CN"
    }


def test_controls_name_forms() -> None:
    assert codes("CN-2025-10", "indium", "none") == {"811292"}
    assert "811292" not in codes("CN-2025-10", "indium", "partly")
    assert codes("CN-2025-10", "molybdenum", "partly") == {"810210"}
    assert codes("CN-2025-10", "bismuth", "wholly") >= {"810600"}
    assert codes("CN-2025-18", "dysprosium", "partly") == {"280530", "284690", "850511"}
    assert not codes("CN-2025-18", "dysprosium", "wholly")
    assert "282580" in codes("CN-2024-33", "antimony", "partly")
    refined = {(c.mineral, c.form) for c in BY_ID["CN-2025-58"].covers if c.form == "refined"}
    assert not refined
    magnets = {c.mineral for c in BY_ID["CN-2025-18"].covers if c.form == "magnet"}
    assert magnets == {"samarium", "terbium", "dysprosium"}


def test_eight_digits_that_hold_one_controlled_metal_alone() -> None:
    """28045090 is tellurium, 81129289 gallium, 81129295 germanium; the six digits mix them."""
    for key, mineral, code in (
        ("CN-2025-10", "tellurium", "28045090"),
        ("CN-2023-23", "gallium", "81129289"),
        ("CN-2023-23", "germanium", "81129295"),
    ):
        lines = [c for c in BY_ID[key].codes if (c.mineral, c.hs6) == (mineral, code)]
        assert [(c.covers, c.hs_revision) for c in lines] == [("wholly", "CN")]


def test_zimbabwe_s_two_bans_on_lithium_ore_leave_no_day_between() -> None:
    chain = ("ZW-2022-213", "ZW-2023-5")
    assert all(ids for _, ids in on_each_day(chain, "2022-12-20", "2027-12-31"))


def test_what_a_suspension_s_end_means_is_said_to_be_a_reading() -> None:
    for number in ("55", "56", "57", "58", "61a", "61b", "62"):
        assert "the legal default, a reading" in BY_ID[f"CN-2025-{number}"].note


def test_all_countries_are_there() -> None:
    wanted = {
        "CHN",
        "COD",
        "IDN",
        "ZWE",
        "NAM",
        "GAB",
        "MYS",
        "VNM",
        "RUS",
        "LAO",
        "TZA",
        "VEN",
        "MAR",
        "ZAF",
        "AGO",
    }
    assert wanted <= {measure.jurisdiction for measure in measures()}
    assert {"IND", "MMR", "GIN"} == {record.jurisdiction for record in disruptions()}


def test_entity_lists_name_no_mineral() -> None:
    for measure in measures():
        if measure.type in {"entity-list", "watch-list", "end-use-ban"}:
            assert {c.mineral for c in measure.covers} == {""}
            assert measure.type in OUTSIDE_SHARES


def test_vocabulary_of_the_tables() -> None:
    slugs, blocs = names.minerals(), set(names.bloc_names())
    for measure in measures():
        assert measure.type in TYPES
        outside = {ALL_BUT + bloc for bloc in blocs}
        assert measure.target in {"all", "not-stated", *blocs, *outside, *names.countries()}
        assert measure.jurisdiction in names.countries()
        assert all((c.scope == "named") == (c.mineral in slugs) for c in measure.covers)
    assert all(record.mineral in slugs for record in disruptions())


def test_no_state_is_stored_and_no_cell_holds_two_dates() -> None:
    lengths = {"year": 4, "month": 7, "day": 10, "day-approx": 10}
    for table in ("measures", "events", "ends", "disruptions"):
        for row in rows(table):
            assert not {"status", "state"} & set(row)
            for name in row:
                if f"{name}_precision" in row and row[name]:
                    precision = row[f"{name}_precision"]
                    assert precision == "assumed" or len(row[name]) == lengths[precision]
                    span(row[name])


def test_every_line_says_where_it_is_from() -> None:
    for row in rows("measures"):
        assert row["evidence"] or row["confidence"] == "general_knowledge"
        assert not row["verified_through"] or row["confidence"] in {"page_seen", "quoted"}
    assert all(row["evidence"] for name in ("events", "disruptions") for row in rows(name))


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-09 (Chinese-origin items); 2025-12-01",
        "not known",
        "2025-13",
        "2025-02-30",
        "~2025",
    ],
)
def test_a_cell_that_is_not_one_date_stops_the_build(text: str, build_path: Path) -> None:
    from dates import dated
    from tables import BuildError

    with pytest.raises(BuildError, match="here"):
        dated(text, "here")


def checked(**changes: str):
    from controls.measures import checked
    from places import Places

    line = {
        "measure_id": "x",
        "jurisdiction_iso3": "CHN",
        "type": "licence",
        "target": "all",
        "retransfer": "",
        "announced": "2025-01-01",
        "effective": "2025-01-01",
        "ended": "",
        "verified_through": "",
        "confidence": "page_seen",
        "grade": "press",
        **changes,
    }
    return checked(line, (), Places())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "technology ban / restriction"}, "type: unknown value"),
        ({"target": "Japan (20 entities)"}, "target: unknown value"),
        ({"jurisdiction_iso3": "XXX"}, "jurisdiction: unknown value"),
        ({"grade": "hearsay"}, "grade: unknown value"),
        ({"announced": ""}, "no day announced"),
        ({"verified_through": "2025-01"}, "verified_through is no day"),
        ({"ended": "2024-12-31"}, "before it takes effect"),
        ({"effective": "2025-10-09; 2025-12-01"}, "not one date"),
    ],
)
def test_a_measure_outside_the_vocabulary_stops_the_build(
    changes: dict[str, str], said: str, build_path: Path
) -> None:
    from tables import BuildError

    assert checked().announced_precision == "day"
    with pytest.raises(BuildError, match=said):
        checked(**changes)


def test_an_unknown_mineral_stops_the_build(
    build_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from controls import cover
    from tables import BuildError

    line = {
        "raw_id": "",
        "raw_mineral": "",
        "measure_id": "x",
        "mineral": "unobtainium",
        "scope": "named",
        "form": "ore",
        "item": "ore",
        "confidence": "page_seen",
    }
    monkeypatch.setattr(cover, "label_rows", lambda _, name: [line] if name == "minerals" else [])
    with pytest.raises(BuildError, match="x unobtainium: unknown mineral"):
        cover.covers([], [], {"x"})


def test_a_row_without_a_label_stops_the_build(build_path: Path) -> None:
    from controls.measures import REVIEWED
    from labels import check_review, label_rows
    from tables import BuildError

    lines = label_rows("controls", "review")
    check_review("review.csv", REVIEWED, lines, lines)
    new = {"file": "export_measures.csv", "row_key": "new", "column": "row"}
    with pytest.raises(BuildError, match=r"review.csv: not labelled: .*new.*"):
        check_review("review.csv", REVIEWED, [*lines, new], lines)
    with pytest.raises(BuildError, match="what was done"):
        check_review("review.csv", REVIEWED, lines, [line | {"done": ""} for line in lines])


def test_a_commodity_without_a_label_stops_the_build(build_path: Path) -> None:
    from controls import cover
    from tables import BuildError

    lines = cover.label_rows("controls", "usgs_t4")
    t4 = [
        {
            "Country": country,
            "Commodity_Year": ", ".join(
                dict.fromkeys(line["label"] for line in lines if line["country"] == country)
            ),
        }
        for country in dict.fromkeys(line["country"] for line in lines)
    ]
    assert cover.usgs_items(t4)
    t4[0]["Commodity_Year"] += ", adamantium (2027)"
    with pytest.raises(BuildError, match="Angola: not labelled: 'adamantium'"):
        cover.usgs_items(t4)
