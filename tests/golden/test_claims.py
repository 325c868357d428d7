"""The paper's claims: each reckoned a second way from the bundled tables, and against print."""

from __future__ import annotations

import csv
import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

import critmin
from critmin.paper.bundled_tables import claims as recorded
from critmin.paper.verdicts import HOLDS, NOT_TESTABLE, VERDICTS

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
DAY = "2025-10-31"


def rows(path: str) -> list[dict[str, str]]:
    opened = gzip.open if path.endswith(".gz") else open
    with opened(DATASETS / path, "rt", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def verdict(id_: str) -> str:
    return str(critmin.claims(id_, as_of=DAY).column("verdict")[0])


def explained(id_: str) -> list[dict]:
    return list(critmin.claims(id_, explain=True, as_of=DAY))


def values(id_: str, compared: str) -> dict[str, float]:
    return {r["case"]: r["value_low"] for r in explained(id_) if r["compared"] == compared}


def test_every_claim_has_a_verdict_and_its_sources() -> None:
    table = critmin.claims(as_of=DAY)
    assert table.column("id") == list(recorded())
    known = {source.id for source in table.sources}
    for row in table:
        assert row["verdict"] in VERDICTS
        assert row["caveat"]
        assert len(row["turned_by"]) > 40, "what would turn it"
        if row["verdict"] == NOT_TESTABLE:
            assert (row["result"], row["source"]) == (None, ())
            assert row["id"] == "C22"
        else:
            assert row["result"]
            assert set(row["source"]) <= known


@pytest.mark.parametrize("id_", [id_ for id_, claim in recorded().items() if claim.calculation])
def test_a_verdict_rests_on_the_cases_shown(id_) -> None:
    """And each of these names its source and, where it decides, its limit."""
    shown = explained(id_)
    assert any(row["counts"] for row in shown)
    for row in shown:
        assert row["source"] or {"no_data", "not_testable"} & set(row["flag"])
        if row["counts"]:
            assert row["comparison"]
            assert row["limit"] is not None or "placebo_small" in row["flag"]


def test_no_turning_evidence_serves_two_claims() -> None:
    texts = [claim.turned_by for claim in recorded().values()]
    assert len(set(texts)) == len(texts) and all(texts)


def test_c1_and_c2_are_the_iea_s_printed_shares() -> None:
    """IEA (2024), Critical Minerals Data Explorer: China of the printed total, 2023."""
    assert values("C1", "share of CHN") == pytest.approx(
        {
            "rare-earths mining 2023": 44.3 / 72.4,
            "rare-earths refining 2023": 70.3 / 76.3,
            "graphite mining 2023": 1320 / 1617.3,
            "graphite refining 2023": 1851.9 / 2037.2,
        },
        rel=2e-3,
    )
    assert verdict("C1") == verdict("C2") == HOLDS
    mined = next(r for r in explained("C2") if r["case"] == "cobalt mining 2023")
    assert mined["value_low"] == 0, "China is not listed: it is somewhere in the rest of world"
    assert mined["value_high"] == pytest.approx(0.2, abs=0.01)


def test_c3_counts_the_minerals_whose_share_rose() -> None:
    changes = values("C3", "change of the share of CHN")
    assert {slug for slug, change in changes.items() if change <= 0} == {"rare-earths"}
    for slug, change in changes.items():
        both = [
            critmin.share(slug, stage="refining", source=f"iea@{edition}", year=year, country="CHN")
            for edition, year in (("2024", 2023), ("2025", 2024))
        ]
        before, after = (table.column("share")[0] for table in both)
        assert change == pytest.approx(after - before)


def test_c4_compares_what_is_controlled_on_the_day() -> None:
    """Rare earths one by one, and as one: the median of their shares."""
    by_one: dict[str, list[float]] = {}
    once: dict[str, list[float]] = {}
    members = critmin_rare_earths()
    for row in explained("C4"):
        slug, _, group = row["case"].partition(" (")
        if not row["counts"]:
            if "as one" not in slug:
                by_one.setdefault(group.rstrip(")"), []).append(row["value_low"])
            if slug not in members:
                once.setdefault(group.rstrip(")"), []).append(row["value_low"])
    decided = [r for r in explained("C4") if r["counts"]]
    assert len(decided) == 4
    for groups, middle in ((by_one, decided[0]), (once, decided[2])):
        assert middle["value_low"] == statistics.median(groups["in force"])
        assert middle["limit"] == statistics.median(groups["none in force"])
    assert verdict("C4") == HOLDS
    minerals = {r["case"] for r in explained("C4")}
    assert {"gallium (in force)", "lithium (none in force)"} <= minerals
    early = list(critmin.claims("C4", explain=True, as_of="2023-07-31"))
    assert "gallium (none in force)" in {r["case"] for r in early}, "No. 23 began on 1 August"


def critmin_rare_earths() -> set[str]:
    from critmin.core import names

    return {slug for slug in names.minerals() if "rare-earths" in names.above(slug)}


def test_c4_is_of_what_is_mined() -> None:
    named = {row["case"].partition(" (")[0] for row in explained("C4")}
    assert not named & {"natural-cork", "natural-rubber", "roundwood", "sapele-wood", "teak-wood"}
    assert (
        "period_average" in next(r for r in explained("C4") if r["case"][:7] == "gallium")["flag"]
    )


def test_c4_leaves_out_what_may_or_may_not_be_in_force() -> None:
    """No. 57 of 2025 was suspended to 10 November 2026; no instrument prolongs it."""
    cases = {
        day: {r["case"] for r in critmin.claims("C4", explain=True, as_of=day)}
        for day in ("2026-11-01", "2026-11-25")
    }
    assert "holmium (none in force)" in cases["2026-11-01"]
    assert "holmium (not known whether in force)" in cases["2026-11-25"]
    (result,) = critmin.claims("C4", as_of="2026-11-25").column("result")
    groups = re.findall(r"(\d+) (?:with a|without|not known)", result)
    assert [int(many) for many in groups] == [18, 50, 13, 13, 50, 4], "of 81 mined ones"


def test_c4_counts_no_licence_that_binds_re_exporters_alone() -> None:
    """No. 61 of 2025 held from 9 October, for goods made abroad with Chinese rare earths."""
    held = {r["case"] for r in critmin.claims("C4", explain=True, as_of="2025-10-15")}
    assert "cerium (none in force)" in held
    assert "dysprosium (in force)" in held, "No. 18 of April"


def test_c5_is_clean_demand_over_all_demand() -> None:
    """IEA (2024): lithium 92.07 of 165.37 kt, nickel 477.7 of 3,104.5 kt in 2023."""
    shares = values("C5", "clean technologies' share of demand")
    assert shares["lithium 2023"] == pytest.approx(92.0723 / 165.3723)
    assert shares["nickel 2023"] == pytest.approx(477.699 / 3104.499)
    assert verdict("C5") == "partly"


def test_c6_fails_on_copper_and_leaves_the_unvalued_open() -> None:
    shown = {row["case"]: row for row in explained("C6")}
    assert shown["lithium against the largest other (copper)"]["holds"] is False
    assert shown["lithium against cobalt"]["holds"] is True
    assert shown["lithium against graphite"]["holds"] is None, "no value is not a smaller value"
    assert verdict("C6") == "fails"


def test_c7_is_the_change_of_the_calendar_means() -> None:
    """IMF primary commodity prices, nickel: 25,867 USD/t in 2022 and 16,816 in 2024."""
    for slug, change in values("C7", "change of the mean price").items():
        mineral = slug.split()[0]
        months = [row for row in rows("imf/prices_2025.csv") if row["mineral"] == mineral]
        first, second = (
            statistics.mean(float(r["price"]) for r in months if r["period"].startswith(year))
            for year in ("2022", "2024")
        )
        assert change == pytest.approx(second / first - 1)
    assert verdict("C7") == HOLDS


def test_c8_shows_each_pairing() -> None:
    """IEA (2021): 207 against 33.9 kg per car; 15,409 kg per MW offshore."""
    ratios = values("C8", "ratio of masses")
    assert ratios["electric-car against conventional-car"] == pytest.approx(207.01 / 33.9)
    assert len([r for r in explained("C8") if r["counts"]]) == 7
    assert {c for c, ratio in ratios.items() if ratio > 6 and "nuclear" not in c} == {
        "electric-car against conventional-car",
        "offshore-wind against natural-gas",
        "offshore-wind against coal",
        "onshore-wind against natural-gas",
    }
    assert verdict("C8") == "partly"


def test_c9_greenland_ranks_eighth() -> None:
    """USGS, MCS 2025: 1.5 of 90.88 million t of listed reserves."""
    share, rank = explained("C9")
    assert share["value_low"] == pytest.approx(1_500_000 / 90_884_500)
    assert rank["value_low"] == 8
    assert verdict("C9") == "fails"


def test_c10_a_country_that_is_not_listed_holds_at_most_the_rest() -> None:
    """USGS, MCS 2026, tungsten 2024: other countries 1,700 t, no row of DR Congo."""
    found = {row["case"].split()[0]: row for row in explained("C10")}
    assert found["tungsten"]["value_low"] == 0
    assert found["tungsten"]["value_high"] == pytest.approx(1700 / 81_610, rel=1e-3)
    assert found["tungsten"]["holds"] is False
    assert [found[m]["holds"] for m in ("cobalt", "tin", "tantalum")] == [True] * 3
    assert verdict("C10") == "partly"


def test_c11_is_what_coverage_says() -> None:
    summary = list(critmin.policy_coverage(summary=True))
    words = {
        (r["class"], r["reach"], r["as_of"]): r["value_share_low"]
        for r in summary
        if r["reach_kind"] == "words"
    }
    changes = values("C11", "change of the share of the market value named")
    assert len(changes) == 8, "four readings of both classes"
    for case, change in changes.items():
        group, reading = case.split(": ")
        before, after = words[group, reading, "2022-06-30"], words[group, reading, "2025-03-31"]
        assert change == pytest.approx(after - before)
    assert verdict("C11") == "partly"


def test_c11_is_open_where_a_class_is_small() -> None:
    """One mineral is used in batteries and on no list of NATO's."""
    summary = critmin.policy_coverage(summary=True, as_of=DAY)
    sizes = {r["class"]: r["minerals_count"] for r in summary}
    shown = {r["case"]: r for r in explained("C11") if r["counts"]}
    for military, battery in (
        ("defence-not-battery", "battery-not-defence"),
        ("defence", "battery"),
    ):
        row = shown[f"{battery} less {military}"]
        small = min(sizes[military], sizes[battery]) < 3
        assert small == ("class_small" in row["flag"])
        assert row["holds"] is None or not small


def test_c11_takes_all_money_of_the_administration_to_the_day() -> None:
    money = list(critmin.policy_coverage(as_of="2026-11-25", money=True))
    grants = {
        r["class"]: r["amount_usd_low"]
        for r in money
        if (r["reach"], r["instrument"], r["status"])
        == ("committed-in-office", "grant", "finalised")
    }
    rows_ = {r["case"]: r for r in critmin.claims("C11", explain=True, as_of="2026-11-25")}
    found = rows_["battery less defence, grant finalised 2026-11-25"]
    assert found["value_high"] == -grants["defence"], "no grant names a battery mineral"
    assert rows_["battery less defence, equity finalised 2026-11-25"]["holds"] is None, "no amount"


def test_c12_counts_only_what_is_certain() -> None:
    shown = explained("C12")
    for buyer in ("USA", "JPN"):
        every = [r for r in shown if r["case"].startswith(f"{buyer} ") and not r["counts"]]
        networks = [r for r in every if "not counted" not in r["case"]]
        decided = next(r for r in shown if r["case"].startswith(f"{buyer}:"))
        certain = [r for r in networks if r["value_low"] > r["limit"]]
        possible = [r for r in networks if r["value_high"] > r["limit"]]
        assert decided["value_low"] == pytest.approx(len(certain) / len(networks))
        assert decided["value_high"] == pytest.approx(len(possible) / len(networks))
        for row in every:
            trickle = max(row["value_high"], row["limit"] - 0.001) < 0.01 - 1e-9
            assert trickle == (row not in networks), row["case"]
    graphite = next(r for r in shown if r["case"] == "USA graphite ore")
    # Method reference, BACI and production of 2023: 38.5% direct, 42.7% by origin.
    assert graphite["limit"] < graphite["value_low"]


def test_c12_rests_on_no_difference_below_the_precision_of_the_shares() -> None:
    """Japan's tungsten ore: none shipped by China, 0.01% made there for certain."""
    tungsten = next(r for r in explained("C12") if r["case"] == "JPN tungsten ore")
    assert 0 < tungsten["value_low"] < tungsten["limit"] < tungsten["value_high"]
    assert tungsten["holds"] is None
    assert verdict("C12") == "open"


def test_c13_counts_codes_of_one_mineral() -> None:
    alone = {
        r["code"]
        for r in rows("concordance.csv")
        if r["exclusive"] == "yes" and r["system"] == "hs" and r["first"] == "HS92"
    }
    shares: dict[tuple[str, str], list[float]] = {}
    for row in rows("trade/hs92_2024.csv.gz"):
        if row["importer"] in {"JPN", "USA"} and row["code"] in alone:
            sums = shares.setdefault((row["importer"], row["code"]), [0.0, 0.0])
            sums[0] += float(row["usd"])
            sums[1] += float(row["usd"]) * (row["exporter"] == "CHN")
    both = [c for c in alone if ("JPN", c) in shares and ("USA", c) in shares]
    counts = {
        who: sum(shares[who, c][1] > 0.5 * shares[who, c][0] for c in both)
        for who in ("JPN", "USA")
    }
    (decided,) = (row for row in explained("C13") if row["counts"])
    assert (decided["value_low"], decided["limit"]) == (counts["JPN"], counts["USA"])
    assert f"{len(both)} codes" in decided["case"]


def test_c14_is_the_fall_of_the_share_of_value() -> None:
    """Eurostat: gallium from China 97% of the EU's imports in 2022, 68% in 2024."""
    falls = {
        row["case"][:8]: row
        for row in explained("C14")
        if "; controlled" in row["case"] and row["compared"] == "fall of the share"
    }
    assert list(falls) == ["25041000", "81129289", "81129295"], "graphite, gallium, germanium"
    for code, row in falls.items():
        shares = []
        for year in (2022, 2024):
            flows = [r for r in rows(f"trade/cn_{year}.csv.gz") if r["code"] == code]
            outside = [r for r in flows if r["exporter"] not in critmin_eu()]
            china = sum(float(r["eur"]) for r in outside if r["exporter"] == "CHN")
            shares.append(china / sum(float(r["eur"]) for r in outside))
        assert row["value_low"] == pytest.approx(shares[0] - shares[1], abs=1e-5)
    assert falls["25041000"]["holds"] is False, "China's share of graphite flakes rose"
    assert values("C14", "share of CHN by value")[
        "81129289 (gallium; controlled) 2022"
    ] == pytest.approx(0.97, abs=0.005)


def test_c14_is_open_beside_fewer_than_ten_codes_without_a_measure() -> None:
    """Tungsten, under state trading, and rare earths, under a regulation, are no placebo."""
    able = [
        row
        for row in explained("C14")
        if row["compared"] == "fall of the share" and row["case"].endswith("; no measure)")
    ]
    assert len(able) == 7
    assert not any("tungsten" in r["case"] or "rare-earths" in r["case"] for r in able)
    (decided,) = (row for row in explained("C14") if row["counts"])
    assert decided["flag"] == ("placebo_small",) and decided["value_low"] is None
    assert verdict("C14") == "open"


def critmin_eu() -> set[str]:
    from critmin.core import names

    return set(names.members("eu27", "2024-12-31"))


def test_c15_others_lose_less_than_chinas_share() -> None:
    """Method reference: lithium chemicals 2024 lose 47%, while China's output share is 70%."""
    lost, shares = values("C15", "lost by all others"), values("C15", "share of CHN")
    assert lost["lithium refined 2024"] == pytest.approx(0.47, abs=0.01)
    assert shares["lithium refined 2024"] == pytest.approx(0.70, abs=0.01)
    assert verdict("C15") == "fails"
    silicon = next(
        r for r in explained("C15") if r["case"] == "silicon refined 2024" and r["limit"]
    )
    assert not silicon["counts"], "output of the United States is withheld: no bounds"
    without = [r for r in explained("C15") if r["flag"] == ("no_data",)]
    assert any("antimony" in r["case"] for r in without), "named, with the reason"


def test_c17_is_more_than_half_of_each_product() -> None:
    """IEA 2026 and (c) IRENA 2025, as in test_demand."""
    shown = {row["case"]: row for row in explained("C17")}
    assert shown["electric-cars sales 2024"]["value_low"] == pytest.approx(0.6457, abs=1e-4)
    assert shown["solar-pv additions 2024"]["value_low"] == pytest.approx(0.6151)
    wind = shown["wind additions 2024"]
    assert wind["value_low"] < wind["value_high"], "Ukraine's rows end"
    batteries = shown["ev-batteries demand 2023, gigawatt-hours"]
    assert (batteries["counts"], batteries["holds"]) == (False, None), "a limit of another year"
    assert verdict("C17") == HOLDS


def test_c18_keeps_limits_open_and_rules_untested() -> None:
    """IEA (2022): solar modules 10, 20, 35% cheaper in China; IEA (2024): up to 45% dearer."""
    shown = {row["case"]: row for row in explained("C18")}
    assert shown["solar-pv in Europe 2022"]["value_low"] == pytest.approx(1 / 0.65 - 1, abs=1e-4)
    limit = shown["solar-wind-batteries in European Union 2023"]
    assert (limit["value_low"], limit["value_high"], limit["holds"]) == (None, 0.45, None)
    rules = shown["rules on the environment"]
    assert rules["flag"] == ("not_testable",) and not rules["counts"]
    prices = [row for row in explained("C18") if "price" in row["compared"]]
    assert prices and not any(row["counts"] for row in prices), "a price is not a cost"
    assert verdict("C18") == "open"
    assert verdict("C22") == NOT_TESTABLE


def test_c19_counts_what_was_not_read_as_possible() -> None:
    """Australia, Malaysia, Thailand and Japan name rare earths in texts that were read."""
    table = list(critmin.agreements(party="USA", since="2025-01-20", as_of=DAY))
    unread = sum(row["text_read"] != "full" for row in table)
    shown = {(r["case"], r["compared"]): r for r in explained("C19")}
    found = shown["defence-not-battery", "agreements that name a mineral"]
    assert found["value_low"] == 4
    assert found["value_high"] == 4 + unread
    battery = shown["battery", "agreements that name a mineral"]
    assert battery["value_low"] == 0
    defence = shown["defence", "that name it"]
    assert defence["value_low"] == sum(row["defence"] == "yes" for row in table)
    decided = [row for row in explained("C19") if row["counts"]]
    assert [row["holds"] for row in decided] == [None, None]
    assert verdict("C19") == "open"


def test_c20_is_ended_in_part() -> None:
    """EO 14154 of 20 January and P.L. 119-21 of 4 July 2025 end parts of P.L. 117-169."""
    (row,) = critmin.claims("C20", as_of=DAY)
    assert "EO 14154 of 2025-01-20; P.L. 119-21 of 2025-07-04" in row["result"]
    assert row["verdict"] == "partly"
    (early,) = critmin.claims("C20", as_of="2025-06-30")
    assert "P.L. 119-21" not in early["result"]
    (before,) = critmin.claims("C20", as_of="2025-01-19")
    assert before["verdict"] == "fails"


def test_c21_is_the_median_of_battery_minerals() -> None:
    """USGS annual prices: five minerals that are used in batteries."""
    moved = [row for row in explained("C21") if not row["counts"]]
    middle, chance = (row for row in explained("C21") if row["counts"])
    inside = [r["value_low"] for r in moved if r["case"].endswith("(battery)")]
    others = [r["value_low"] for r in moved if r["case"].endswith("(all others)")]
    assert len(inside) == 5
    assert middle["value_low"] == statistics.median(inside)
    assert middle["limit"] == statistics.median(others)
    assert chance["value_low"] < 0.05
    assert verdict("C21") == HOLDS


def test_a_rank_beside_unknown_producers_is_an_interval() -> None:
    """USGS, MCS 2025: Madagascar, Malaysia, Myanmar and Nigeria have no figure of reserves."""
    share, rank = explained("C9")
    assert (rank["value_low"], rank["value_high"]) == (8, 12)
    assert "unknown" in rank["flag"] and "unknown" in share["flag"]
    assert share["value_low"] == share["value_high"], "of what is listed, as the claim says"


def test_a_share_beside_unknown_producers_is_at_most_the_one_computed() -> None:
    from critmin.paper.claim_cases import share_of, supply_shares

    shares = supply_shares("rare-earths", "reserves", "usgs@2025", 2024)
    whole, listed = share_of(shares, "CHN"), share_of(shares, "CHN", of_listed=True)
    assert listed.low == listed.high == whole.high > 0.4
    assert whole.low == 0, "five rows of the source are blank"
    assert share_of(shares, "MDG") == (0, 1), "listed without a figure"


AT_SELLER = {
    "cerium",
    "dysprosium",
    "erbium",
    "europium",
    "gadolinium",
    "holmium",
    "lanthanum",
    "lutetium",
    "neodymium",
    "praseodymium",
    "rare-earths",
    "samarium",
    "scandium",
    "terbium",
    "ytterbium",
    "yttrium",
    "vanadium",
}


def test_c16_median_prices() -> None:
    """With all prices, and without those free on board or in China (USGS, MCS 2026, notes)."""
    moved = [row for row in explained("C16") if not row["counts"]]
    decided = [row for row in explained("C16") if row["counts"]]
    for left_out, (middle, chance), clear in (
        (set(), decided[:2], False),
        (AT_SELLER, decided[2:], True),
    ):
        groups: dict[str, list[float]] = {}
        for row in moved:
            slug, _, group = row["case"].partition(" (")
            if slug not in left_out:
                groups.setdefault(group.rstrip(")"), []).append(row["value_low"])
        assert middle["value_low"] == statistics.median(groups["under control"])
        assert middle["limit"] == statistics.median(groups["all others"])
        assert f"of {len(groups['under control'])} under control" in middle["case"]
        assert chance["holds"] is clear
    # USGS, MCS 2026, antimony: 5.49 USD/lb in 2023, 25 in 2025e.
    assert values("C16", "change of the price")["antimony (under control)"] == pytest.approx(
        25 / 5.49 - 1, rel=1e-3
    )
    # scipy.stats.mannwhitneyu, asymptotic, two-sided, of the two pairs of groups. Graphite is in
    # neither group: it was under control before.
    assert decided[1]["value_low"] == pytest.approx(0.366693, abs=1e-5)
    assert decided[3]["value_low"] == pytest.approx(0.034534, abs=1e-5)
    assert verdict("C16") == "partly"


def test_c16_names_each_price_that_is_the_seller_s() -> None:
    printed = {
        row["mineral"]
        for row in rows("usgs/salient_2026.csv")
        if row["measure"] == "price"
        and any(word in row["note"].casefold() for word in ("free on board", "ex-works china"))
        and "warehouse" not in row["note"]
    }
    assert printed <= AT_SELLER
    assert set(recorded()["C16"].parameters["at_seller"]) == AT_SELLER


CHANGED = {
    "C1": (
        "iea/supply_2024.csv",
        "graphite,mining",
        ",China,CHN,country,1320,",
        ",China,CHN,country,320,",
        "partly",
    ),
    "C9": (
        "usgs/supply_2025.csv",
        "rare-earths,reserves",
        ",Greenland,GRL,country,1500000,",
        ",Greenland,GRL,country,15000000,",
        "holds",
    ),
    "C5": (
        "iea/demand_2024.csv",
        "nickel,Total clean technologies,base,2023",
        ",477.699,",
        ",1977.699,",
        "holds",
    ),
}


# Asks without comparing tables with their record: the changed one is refused otherwise.
ASK = """
from critmin.core import files
files.CHECKED = False
from critmin.__main__ import leave
leave()
"""


@pytest.mark.parametrize("id_", CHANGED)
def test_a_claim_whose_data_change_sides_changes_its_verdict(id_, tmp_path) -> None:
    path, line, old, new, expected = CHANGED[id_]
    for folder in ("critmin", "cli"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    shutil.copytree(DATASETS, tmp_path / "datasets", ignore=shutil.ignore_patterns("_build"))
    table = tmp_path / "datasets" / path
    lines = table.read_text("utf-8").split("\n")
    changed = [one.replace(old, new) if one.startswith(line) else one for one in lines]
    assert sum(one != two for one, two in zip(lines, changed, strict=True)) == 1
    table.write_text("\n".join(changed), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ASK, "claims", id_, "-f", "csv", "--columns", "verdict"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == ["verdict", expected]
    assert verdict(id_) != expected


def test_each_parameter_is_used_by_the_calculation_it_belongs_to() -> None:
    for claim in recorded().values():
        assert "{" not in claim.hypothesis
        if claim.calculation:
            module = claim.calculation.partition(".")[0]
            code = (ROOT / "critmin" / "paper" / f"{module}.py").read_text("utf-8")
            for name in claim.parameters:
                at = name.removeprefix("first").removeprefix("second")
                assert f'"{name}"' in code or f'{{at}}{at}"' in code, (claim.id, name)


def test_bad_names_and_days_are_refused() -> None:
    with pytest.raises(critmin.UnknownName, match="unknown claim 'C99'"):
        critmin.claims("C99")
    with pytest.raises(critmin.NoData, match="no bundled table tests C22"):
        critmin.claims("C22", explain=True)
    with pytest.raises(critmin.QueryError):
        critmin.claims("C4", as_of="yesterday")


def test_names_are_forgiving() -> None:
    assert critmin.claims("c5", "5", "C5").column("id") == ["C5"]
