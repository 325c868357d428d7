"""What one supplier can stop: the shares against the trade table itself, and by law on days."""

from __future__ import annotations

import csv
import gzip
from datetime import date, timedelta
from pathlib import Path

import pytest
from answers import flags, one, rows

import critmin
from critmin import dependency, exposure
from critmin.answers.table import Table
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.files import data_dir
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.reach import controlled
from critmin.trade import buyers, search

COLUMNS = (
    "mineral",
    "stage",
    "year",
    "buyer_iso3",
    "supplier_iso3",
    "imports_usd",
    "direct_share",
    "origin_share_low",
    "origin_share_high",
    "unexplained_share",
    "under_licence_low",
    "under_licence_high",
    "under_ban_low",
    "under_ban_high",
    "end_use_reach",
    "control_status",
    "control_ids",
    "next_event",
    "forms_held",
    "forms_all",
    "world_share",
    "verified_through",
    "origin_stage",
    "flag",
    "source",
)
FIVE = ("JPN", "USA", "eu27", "KOR", "IND")
DAYS = ("2025-04-10", "2025-10-15", "2025-12-01", None)  # None is today


def recorded(importer: str, year: int, codes: set[str], exporter: str = "") -> float:
    """Value of flows read from the packed table, by another way than the library's."""
    path = Path(data_dir()) / "trade" / f"hs92_{year}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return sum(
            float(row[4])
            for row in csv.reader(file)
            if row[1] == importer and row[2] in codes and exporter in {"", row[3]}
        )


def test_columns_are_the_contract() -> None:
    assert exposure("JPN", supplier="CHN", mineral="graphite").names == COLUMNS


def test_graphite_of_japan_is_counted_code_by_code() -> None:
    """No. 39 of 2023 covers flake graphite, 250410, wholly and 250490 not at all."""
    got = exposure("JPN", supplier="CHN", mineral="graphite", as_of="2025-12-01")
    for year in (2022, 2024):
        row = one(got, year=year)
        total = recorded("JPN", year, {"250410", "250490"})
        assert row["direct_share"] == pytest.approx(
            recorded("JPN", year, {"250410", "250490"}, "CHN") / total
        )
        flake = recorded("JPN", year, {"250410"}, "CHN") / total
        assert row["under_licence_low"] == pytest.approx(flake)
        assert row["under_licence_high"] == pytest.approx(flake)
        assert 0.5 < flake < row["direct_share"]
    assert "before_control" in flags(one(got, year=2022))
    assert "before_control" not in flags(one(got, year=2024))
    assert row["control_ids"] == ("CN-2023-39",)


def test_direct_share_is_dependency_by_value() -> None:
    mine = exposure("JPN", supplier="CHN", mineral="lithium", year=2024)
    theirs = dependency("JPN", "lithium", supplier="CHN", year=2024, measure="value")
    shares = {row["stage"]: (row["share"], row["imports_usd"]) for row in theirs}
    assert {r["stage"]: (r["direct_share"], r["imports_usd"]) for r in mine} == shares


@pytest.mark.parametrize(
    ("day", "ban", "statuses"),
    [
        ("2024-12-02", (0.0, 0.0), "in-force;in-force"),  # the licence, and state trading
        ("2025-04-10", (0.22, 0.22), "in-force;in-force;in-force"),
        ("2025-12-01", (0.0, 0.0), "announced;in-force;in-force-unverified;suspended"),
    ],
)
def test_the_ban_on_antimony_towards_the_united_states(day, ban, statuses) -> None:
    """No. 46 of 2024 bans from 3 December 2024 and is suspended from 9 November 2025."""
    row = one(exposure("USA", supplier="CHN", mineral="antimony", stage="refined", as_of=day))
    assert (row["under_ban_low"], row["under_ban_high"]) == pytest.approx(ban)
    assert row["under_licence_low"] == pytest.approx(0.22)
    assert row["direct_share"] == pytest.approx(0.22)
    assert sorted(row["control_status"]) == sorted(statuses.split(";"))


def test_a_ban_on_another_reaches_nobody_else() -> None:
    row = one(
        exposure(
            "JPN",
            supplier="CHN",
            mineral="antimony",
            stage="refined",
            year=2024,
            as_of="2025-04-10",
        )
    )
    assert row["under_ban_high"] == 0
    assert row["under_licence_low"] == pytest.approx(row["direct_share"])
    assert "CN-2024-46-2a" not in row["control_ids"]


@pytest.mark.parametrize(
    ("mineral", "stage", "year"),
    [
        ("rare-earths", "magnet", 2024),
        ("gallium", "refined", 2024),
        ("germanium", "refined", 2005),
        ("germanium", "refined", 2012),
    ],
)
def test_a_code_that_is_not_the_mineral_s_alone_gives_its_controls_and_no_share(
    mineral, stage, year
) -> None:
    row = one(
        exposure("JPN", supplier="CHN", mineral=mineral, stage=stage, year=year, as_of="2025-12-01")
    )
    cells = [row[name] for name in row if name.startswith(("direct", "under_", "imports_usd"))]
    if year == 2005:  # germanium still had its code
        assert row["direct_share"] > 0.5
        return
    assert cells == [None] * 6
    if year == 2012:
        assert "code_emptied" in flags(row)
    else:
        assert {"code_not_exclusive", "code_partly_inside"} <= flags(row)
        assert row["control_ids"]


@pytest.mark.parametrize("mineral", ["tungsten", "molybdenum"])
def test_metal_that_the_control_leaves_out_is_not_under_licence(mineral) -> None:
    """No. 10 of 2025 does not name tungsten powder (810110) or molybdenum ore."""
    stage = {"tungsten": "refined", "molybdenum": "ore"}[mineral]
    row = one(
        exposure(
            "JPN",
            supplier="CHN",
            mineral=mineral,
            stage=stage,
            year=2024,
            source="baci-hs92",
            as_of="2025-10-15",
        )
    )
    assert (row["under_licence_low"], row["under_licence_high"]) == (0, 0)


def test_of_two_codes_in_two_sources_the_dearer_answers_and_the_other_is_named() -> None:
    """Tungsten powder is in HS92, unwrought tungsten in HS17: Japan pays more for the second."""
    got = exposure("JPN", supplier="CHN", mineral="tungsten", stage="refined", as_of="2025-10-15")
    (row,) = rows(got)
    powder = one(
        exposure(
            "JPN",
            supplier="CHN",
            mineral="tungsten",
            stage="refined",
            source="baci-hs92",
            as_of="2025-10-15",
            year=2024,
        )
    )
    assert row["source"][0].startswith("baci-hs17@202601")
    assert row["imports_usd"] > powder["imports_usd"]
    assert row["under_licence_high"] == pytest.approx(row["direct_share"])  # 810194 is touched
    assert "forms_partial" in flags(row)
    (said,) = [c.message for c in got.warnings if c.code == "forms_partial"]
    assert "810110 is in baci-hs92 alone, which is not added (--source baci-hs92)" in said
    unground = one(exposure("KOR", supplier="CHN", mineral="phosphate-rock", year=2024))
    ground = one(exposure("JPN", supplier="CHN", mineral="phosphate-rock", year=2024))
    assert unground["source"][0].startswith("baci-hs17")
    assert ground["source"][0].startswith("baci-hs92")
    assert ground["origin_share_low"] is None, "the network is of the other code"


def test_congo_s_halt_and_quota_of_cobalt() -> None:
    halted, rationed = (
        one(
            exposure(
                "CHN", supplier="COD", mineral="cobalt", stage="intermediate", year=2024, as_of=day
            )
        )
        for day in ("2025-06-01", "2025-12-01")
    )
    share = halted["direct_share"]
    assert share > 0.5
    assert halted["under_ban_low"] == pytest.approx(share)
    assert halted["under_licence_high"] == 0
    assert rationed["under_ban_high"] == 0
    assert rationed["under_licence_low"] == pytest.approx(share)
    assert "quota" in flags(rationed)


@pytest.fixture(scope="module", params=DAYS)
def everything(request) -> Table:
    return exposure(*FIVE, supplier="CHN", as_of=request.param)


def test_question_one_for_five_buyers_on_a_day(everything) -> None:
    assert {row["buyer_iso3"] for row in everything} == set(FIVE)
    for row in everything:
        assert row["source"], row
        share = row["direct_share"]
        for kind in ("licence", "ban"):
            low, high = row[f"under_{kind}_low"], row[f"under_{kind}_high"]
            assert (low is None) == (high is None)
            if low is not None:
                assert 0 <= low <= high <= (share if share is not None else 0) + 1e-9, row
        if row["origin_share_low"] is not None:
            assert 0 <= row["origin_share_low"] <= row["origin_share_high"] <= 1
            width = row["origin_share_high"] - row["origin_share_low"]
            assert width >= row["unexplained_share"] - 1e-4  # rounded, and the draws on top
            assert ("cannot_be_told" in flags(row)) is (width > 0.3)
        assert 1 <= row["forms_held"] <= row["forms_all"]


def test_buyers_stand_side_by_side(everything) -> None:
    graphite = [
        row["buyer_iso3"] for row in rows(everything, mineral="graphite", stage="ore", year=2024)
    ]
    assert graphite == list(FIVE)


def test_shared_codes_show_their_controls_and_no_share(everything) -> None:
    row = one(everything, mineral="germanium", buyer_iso3="JPN", year=2024)
    assert row["control_ids"] == ("CN-2023-23",)
    assert row["direct_share"] is None
    assert row["under_licence_high"] is None
    assert "shared_codes_only" in flags(row)


@pytest.mark.parametrize("mineral", ["gallium", "dysprosium", "tellurium", "helium"])
def test_a_named_mineral_under_a_shared_code_has_no_share_either(mineral) -> None:
    """A share of 811292 (gallium, germanium, indium ...) bounds none of the metals in it."""
    got = exposure("JPN", supplier="CHN", mineral=mineral, year=2024, as_of="2026-11-24")
    row = one(got, year=2024)
    assert row["control_ids"]
    assert [row[name] for name in COLUMNS[5:14]] == [None] * 9
    assert "shared_codes_only" in flags(row)
    assert any(c.code == "code_not_exclusive" and mineral in c.message for c in got.warnings)


def test_permits_make_a_ban_uncertain() -> None:
    """Indonesia bans copper concentrate from June 2023, with permits for two companies."""
    row = one(
        exposure("JPN", supplier="IDN", mineral="copper", stage="ore", as_of="2024-06-01"),
        year=2024,
    )
    assert row["under_ban_low"] == 0
    assert row["under_ban_high"] == pytest.approx(row["direct_share"])
    assert row["direct_share"] > 0.1
    assert "eased" in flags(row)


def test_what_is_said_of_all_minerals_is_no_wall(everything) -> None:
    assert len(everything.warnings) < 45
    for caution in everything.warnings:
        if caution.code not in {"no_data", "no_trade_code"}:  # each mineral without a row is named
            assert len(caution.message) < 420, caution


def test_why_origins_are_not_traced_is_said_by_reason(everything) -> None:
    untraced = [c.message for c in everything.warnings if c.code == "not_traced"]
    assert len(untraced) > 3
    assert not any("reasons of its own" in message for message in untraced)
    assert any("antimony ore 2024 (25.5%)" in message for message in untraced)
    counted = sum(int(message.split()[0]) for message in untraced)
    marked = {(r["mineral"], r["stage"], r["year"]) for r in everything if "not_traced" in flags(r)}
    assert counted == len(marked)


def test_shared_codes_are_said_of_their_buyers(everything) -> None:
    said = [c.message for c in everything.warnings if c.code == "shared_codes_only"]
    assert all("their controls are shown, but no share" in message for message in said)
    assert any(message.startswith("Japan, South Korea, India: ") for message in said)


def test_a_control_known_to_the_year_is_dated_so() -> None:
    got = exposure("JPN", supplier="CHN", mineral="magnesium", as_of="2025-12-01")
    (said,) = [c.message for c in got.warnings if c.code == "no_year_before"]
    assert said.endswith("before the control of 2024")


def test_a_buyer_without_imports_beside_one_with_is_said_once() -> None:
    got = exposure("ATA", "JPN", supplier="CHN", mineral="graphite")
    assert len([c for c in got.warnings if c.code == "no_data"]) == 1


# Every day from 2020 to 2027: a share under control moves on dated events only.
SUPPLIES = (
    ("USA", "antimony", "CHN"),
    ("JPN", "rare-earths", "CHN"),
    ("CHN", "cobalt", "COD"),
    ("JPN", "copper", "IDN"),
)


@pytest.mark.parametrize(("buyer", "mineral", "supplier"), SUPPLIES)
def test_every_day_shares_move_on_dated_events_only(buyer, mineral, supplier) -> None:
    own = [measure for measure in measures() if measure.jurisdiction == supplier]
    dated = {
        edge
        for measure in own
        for when in (
            measure.announced,
            measure.effective,
            measure.ended,
            *(w for e in measure.events for w in (e.date, e.until)),
        )
        if when is not None
        for edge in (when.first, after(when.first), after(when.last))
    }
    dated |= {after(measure.verified_through) for measure in own if measure.verified_through}
    who = buyers.buyer(buyer, "2024-12-31")
    bought = search.find(who, [mineral], stage=None, years=[2024], source=None)
    moved = set()
    for table in bought.tables:
        last = None
        for offset in range((date(2027, 12, 31) - date(2020, 1, 1)).days + 1):
            day = (date(2020, 1, 1) + timedelta(days=offset)).isoformat()
            now = controlled(table, supplier, buyer, (), day)
            state = (now.licence, now.ban, now.ids, now.statuses)
            if last is not None and state != last:
                assert day in dated, (table.what, day)
                moved.add(day)
            last = state
    assert len(moved) > 2, "nothing ever moved: the test would see nothing"


def after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_end_use_bans_are_a_flag() -> None:
    before, after = (
        one(exposure("JPN", supplier="CHN", mineral="graphite", year=2024, as_of=day))
        for day in ("2026-01-05", "2026-01-06")
    )
    assert (before["end_use_reach"], after["end_use_reach"]) == (False, True)
    assert before["under_licence_high"] == after["under_licence_high"]


def test_the_summary_counts_what_the_rows_say() -> None:
    day, limit = "2025-10-15", 0.6
    full = exposure("JPN", "KOR", supplier="CHN", as_of=day)
    short = exposure("JPN", "KOR", supplier="CHN", as_of=day, summary=True, threshold=limit)
    assert list(dict.fromkeys(short.column("buyer_iso3"))) == ["JPN", "KOR"]
    for row in short:
        newest = [
            r for r in rows(full, buyer_iso3=row["buyer_iso3"]) if "before_control" not in flags(r)
        ]
        measured = {r["mineral"] for r in newest if r[row["measure"]] is not None}
        above = {r["mineral"] for r in newest if (r[row["measure"]] or 0) > limit}
        assert set(row["minerals"]) == above
        assert row["minerals_above"] == len(above)
        assert row["minerals_counted"] == len(measured)
        assert row["minerals_without"] == len({r["mineral"] for r in newest} - measured)
        assert row["threshold"] == limit
    assert {"compiled", "shared_codes_only"} <= {c.code for c in short.warnings}
    assert any("law, not practice" in note for note in short.notes)


def test_named_without_data_gets_a_row_and_the_reason() -> None:
    got = exposure("JPN", supplier="CHN", mineral=["graphite", "uranium"])
    missing = rows(got, mineral="uranium")
    assert missing
    for row in missing:
        assert (row["flag"], row["direct_share"], row["source"]) == (("no_data",), None, None)
    assert any(c.code == "no_data" and "uranium" in c.message for c in got.warnings)


def test_germanium_for_japan_in_2023_is_no_data_never_zero() -> None:
    with pytest.raises(NoData, match="germanium"):
        exposure("JPN", supplier="CHN", mineral="germanium", year=2023)


@pytest.mark.parametrize(
    ("buyer", "more", "error"),
    [
        (("CHN",), {}, QueryError),
        (("brics",), {}, QueryError),
        ((), {}, QueryError),
        (("JPN", "japan"), {}, QueryError),
        (("JPN",), {"threshold": 1.5}, QueryError),
        (("JPN",), {"as_of": "tomorrow"}, QueryError),
        (("JPN",), {"as_of": "2019-12-31"}, NoData),
        (("JPN",), {"year": 1950}, NoData),
        (("ATA",), {"mineral": "graphite"}, NoData),
        (("Atlantis",), {}, UnknownName),
        (("JPN",), {"mineral": "unobtainium"}, UnknownName),
    ],
)
def test_bad_questions_say_what_is_wrong(buyer, more, error) -> None:
    with pytest.raises(error):
        exposure(*buyer, supplier="CHN", **more)


def test_of_all_minerals_shared_and_untraced_ones_are_said() -> None:
    table = exposure("JPN", supplier="CHN", as_of="2026-11-24")
    told = {
        code: " ".join(c.message for c in table.warnings if c.code == code)
        for code in ("shared_codes_only", "not_traced", "no_data")
    }
    shared = sorted({r["mineral"] for r in rows(table) if "shared_codes_only" in flags(r)})
    assert shared
    assert told["shared_codes_only"].startswith(
        f"Japan: {len(shared)} minerals are traded only under"
    )
    assert all(f"1 mineral ({slug}) has" in told["no_data"] for slug in ("potash", "uranium"))
    empty = [row for row in rows(table) if "not_traced" in flags(row)]
    assert empty
    for row in empty:
        assert (row["origin_share_low"], row["unexplained_share"]) == (None, None)


def test_codes_that_nobody_holds_are_no_missing_imports() -> None:
    """No BACI table bundled has 310420, potash; 261210, uranium ore, has none recorded."""
    said = [c.message for c in exposure("JPN", supplier="CHN").warnings if c.code == "no_data"]
    assert "1 mineral (uranium) has no recorded imports" in said
    assert any(text.startswith("1 mineral (potash) has tariff codes, but no") for text in said)


@pytest.mark.parametrize(
    ("buyer", "supplier", "minerals"),
    [("JPN", "brics", "graphite"), ("USA", "eu27", "lithium"), ("JPN", "eu27", "tungsten")],
)
def test_a_bloc_s_exposure_is_what_its_stop_takes(buyer: str, supplier: str, minerals: str) -> None:
    day = "2026-11-24"
    exposed = exposure(buyer, supplier=supplier, mineral=minerals, year=2024, as_of=day)
    lost = critmin.shock(buyer, minerals, stop=supplier, year=2024, as_of=day)
    names = ("direct_share", "under_licence_low", "under_licence_high", "under_ban_high")
    of_shock = {row["stage"]: row for row in lost if row["buyer_iso3"] == buyer}
    assert len(exposed)
    for row in exposed:
        other = of_shock[row["stage"]]
        assert row["supplier_iso3"] == supplier
        assert [row[name] for name in names] == pytest.approx([other[name] for name in names])
        assert (row["origin_share_low"], row["origin_share_high"]) == (
            other["total_share_low"],
            other["total_share_high"],
        )


def test_a_bloc_with_the_buyer_in_it_is_no_supplier() -> None:
    with pytest.raises(QueryError, match="the supplier JPN is the buyer itself"):
        exposure("JPN", supplier="g7", mineral="lithium")


def test_the_year_before_a_reset_says_that_an_older_control_was_in_force() -> None:
    got = exposure("JPN", supplier="CHN", mineral="graphite", as_of="2025-12-01")
    assert {"before_control", "older_control"} <= set(flags(one(got, year=2022)))
    assert one(exposure("JPN", supplier="CHN", mineral="graphite", as_of="2023-06-01"), year=2024)[
        "control_ids"
    ] == ("CN-2006-50",)
