"""Tables behind origin tracing: what they rest on, and that they are what the trace gives."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path

import pytest

from critmin.core import names
from critmin.core.errors import NoData
from critmin.supply import bundled_tables, source_choice
from critmin.tracing import mixing, not_traced, origin_share, precomputed, trace
from critmin.tracing import network as networkdata
from critmin.trade import codes
from critmin.trade import flows as trade

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
YEAR = 2024


def rows(path: str) -> list[dict[str, str]]:
    content = (DATASETS / path).read_bytes()
    text = gzip.decompress(content) if path.endswith(".gz") else content
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"), newline="")))


YEARS = (2021, 2022, 2023, 2024)
EVERY = {(r["mineral"], r["form"], int(r["year"])): r for r in rows("traced/state.csv")}
STATE = {key[:2]: r for key, r in EVERY.items() if key[2] == YEAR}
TRACED = sorted(key for key, r in EVERY.items() if not r["reason"])

# Gap of each network of 2024 that the tracing was built for, and whether it is within a fifth.
GAPS = {
    ("antimony", "ore"): (0.255, False),
    ("antimony", "refined"): (0.225, False),
    ("barite", "ore"): (0.151, True),
    ("chromium", "ore"): (0.014, True),
    ("cobalt", "intermediate"): (0.018, True),
    ("cobalt", "refined"): (0.123, True),
    ("fluorspar", "ore"): (0.017, True),
    ("graphite", "ore"): (0.129, True),
    ("lithium", "refined"): (0.017, True),
    ("rare-earths", "refined"): (0.009, True),
    ("tungsten", "ore"): (0.192, True),
    ("tungsten", "refined"): (0.225, False),
}


@pytest.mark.parametrize("key", GAPS, ids=" ".join)
def test_gap(key) -> None:
    gap, within = GAPS[key]
    assert float(STATE[key]["gap_share"]) == pytest.approx(gap, abs=6e-4)
    assert ((*key, YEAR) in TRACED) is within


def test_every_mineral_and_form_is_traced_or_has_a_reason() -> None:
    known = {(line.mineral, line.form, y) for line in codes.lines() for y in YEARS}
    assert set(EVERY) == known
    assert trade.years("baci-hs92")[-1] == YEAR
    for row in EVERY.values():
        if not row["reason"]:
            assert float(row["gap_share"]) <= 0.2
        elif row["gap_share"]:
            assert "of exports are explained by neither" in row["reason"]
            assert "the largest: " in row["reason"]


@pytest.mark.parametrize(
    "key", sorted(set(EVERY) - set(TRACED)), ids=lambda k: " ".join(map(str, k))
)
def test_reasons_are_those_of_the_trace(key) -> None:
    """The trace itself, not the table of states, gives each reason."""
    with pytest.raises(NoData) as why:
        trace.traced_for(networkdata.network(*key), frozenset({"JPN"}))
    assert str(why.value) == EVERY[key]["reason"]


def test_plants_without_ore_have_an_output_that_nobody_prints() -> None:
    """The United States make tungsten powder of scrap and intermediates, 4.4% of the world's."""
    assert "USA" in networkdata.network("tungsten", "refined", YEAR).hidden
    with pytest.raises(NoData, match=r"22\.5% of exports .* the largest: United States"):
        origin_share.origin_of("tungsten", "refined", YEAR, frozenset({"JPN"}), frozenset({"CHN"}))


def test_every_reason_has_a_cause_in_words() -> None:
    causes = {not_traced.cause(row["reason"]) for row in EVERY.values() if row["reason"]}
    assert not_traced.OTHER not in causes
    assert len(causes) > 4


def test_years_before_have_no_output_to_trace_to() -> None:
    """A further year of output by country should be traced beforehand too."""
    for mineral, form in STATE:
        with pytest.raises(NoData):
            networkdata.network(mineral, form, YEARS[0] - 1)


def buyers(year: int) -> list[frozenset[str]]:
    eu = trade.members_with_history(names.members("eu27", f"{year}-12-31"), year)
    return [*(frozenset({iso3}) for iso3 in ("JPN", "USA", "CHN", "FIN")), eu]


@pytest.mark.parametrize("key", TRACED, ids=lambda key: " ".join(map(str, key)))
def test_prepared_shares_are_those_of_the_trace(key) -> None:
    mineral, form, year = key
    network = networkdata.network(*key)
    apart = mixing.trace(network.production, network.flows)
    known = precomputed.status(*key)
    assert known is not None
    assert known.hidden == network.hidden
    assert known.sources == network.sources
    assert apart.gap_share == pytest.approx(known.gap_share, abs=5.1e-5)
    for members in buyers(year):
        traced = trace.seen_by(network, apart, members)
        if traced is None:
            with pytest.raises(NoData, match="neither recorded imports nor output"):
                precomputed.shares(known, members)
            continue
        ready = precomputed.shares(known, members)
        assert ready is not None
        assert ready.own == pytest.approx(traced.own(), abs=5.1e-5)
        assert ready.unexplained == pytest.approx(traced.unexplained(), abs=5.1e-5)
        for iso3, (direct, origin) in traced.by_supplier().items():
            got = ready.by_supplier[iso3][:2] if iso3 in ready.by_supplier else (0.0, 0.0)
            assert got == pytest.approx((direct, origin), abs=5.1e-5)
        suppliers = frozenset({"CHN", "COD"}) - members
        answer = origin_share.origin_of(mineral, form, year, members, suppliers)
        assert set(answer.flags) - {"cannot_be_told"} == set(traced.flags(members))


@pytest.mark.parametrize("year", YEARS)
def test_shares_are_sorted_and_sum_to_one(year) -> None:
    found = rows(f"traced/shares_{year}.csv.gz")
    keys = [(r["buyer"], r["mineral"], r["form"], r["supplier"]) for r in found]
    assert keys == sorted(set(keys))
    sums: dict[tuple[str, ...], float] = defaultdict(float)
    for row, key in zip(found, keys, strict=True):
        sums[key[:3]] += float(row["origin"])
    assert 0.99 < min(sums.values()) <= max(sums.values()) < 1.01
    assert {(*key[1:], year) for key in sums} == set(key for key in TRACED if key[2] == year)


def test_a_list_of_countries_that_is_no_bloc_is_traced() -> None:
    members = frozenset({"JPN", "KOR"})
    known = precomputed.status("graphite", "ore", YEAR)
    assert known is not None
    assert precomputed.shares(known, members) is None
    answer = origin_share.origin_of("graphite", "ore", YEAR, members, frozenset({"CHN"}))
    assert 0.5 < answer.origin.low < 1


@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("buyer", ["USA", "DEU"])
def test_graphite_of_china_is_more_by_origin_than_it_ships(buyer, year) -> None:
    """The tendency of World Mining Data's 38.5 to 42.7 percent and 24.2 to 27.0 (2023)."""
    answer = origin_share.origin_of("graphite", "ore", year, frozenset({buyer}), frozenset({"CHN"}))
    assert 0.01 < answer.origin.low - answer.direct < 0.10
    assert answer.gap_share < 0.15


# --- what the tables say of contents and output


def unit_value(code: str, exporter: str) -> float:
    """USD per kg of all weighed flows out of a country."""
    flows = [f for f in trade.flows("baci-hs92", YEAR, {code}) if f.exporter == exporter and f.kg]
    return sum(f.value for f in flows) / sum(f.kg or 0 for f in flows)


def test_what_is_filed_as_crude_cobalt_is_sold_as_crude() -> None:
    metal = min(unit_value("810510", iso3) for iso3 in ("CAN", "NOR", "FIN", "MDG", "JPN"))
    crude = {
        (r["code"], r["exporter"])
        for r in rows("trace_contents.csv")
        if r["mineral"] == "cobalt" and r["strand"] == "crude"
    }
    shipped = {(f.code, f.exporter) for f in trade.flows("baci-hs92", YEAR, {"810510", "282200"})}
    for code, exporter in crude & shipped:
        assert unit_value(code, exporter) < 0.7 * metal


def test_cobalt_out_of_the_one_form_is_in_the_other() -> None:
    found = [r for r in rows("trace_contents.csv") if r["mineral"] == "cobalt"]
    out = {r["exporter"] for r in found if r["form"] == "refined" and not r["strand"]}
    into = {r["exporter"] for r in found if r["form"] == "intermediate" and r["code"] == "810510"}
    assert out == into
    assert {e for c, e in codes.other_forms() if c == "810510"} <= out


def test_feed_of_rare_earths_is_sold_below_the_worlds_price_or_to_china_alone() -> None:
    world = trade.world("baci-hs92", YEAR, "280530").unit_value or 0
    assert unit_value("280530", "AUS") < 0.4 * world
    for exporter in ("MMR", "LAO"):
        flows = [f for f in trade.flows("baci-hs92", YEAR, {"284690"}) if f.exporter == exporter]
        to_china = sum(f.kg or 0 for f in flows if f.importer == "CHN")
        assert to_china / sum(f.kg or 0 for f in flows) > 0.99


def test_the_factor_of_rare_earths_is_the_worlds_mine_output_over_the_four() -> None:
    (line,) = [r for r in rows("trace_outputs.csv") if r["factor"]]
    (usgs,) = source_choice.choose("rare-earths", "mining", years=[YEAR], source="usgs")
    (iea,) = source_choice.choose(
        "rare-earths", "mining", years=[YEAR], source="iea", basis=line["basis"]
    )
    world = bundled_tables.load(usgs).scaled_to("t").plain_total
    four = bundled_tables.load(iea).scaled_to("t").plain_total
    assert world is not None
    assert four is not None
    assert float(line["factor"]) == round(world / four, 2)
    assert line["becomes"] == usgs.basis


def test_contents_are_those_of_the_list() -> None:
    """A content for a whole code is in element_contents.csv, an oxide's equivalent, or typical."""
    listed = {(r["code"], float(r["content"])) for r in rows("element_contents.csv")}
    for row in rows("trace_contents.csv"):
        if not row["content"]:
            assert not row["strand"]
            continue
        content = float(row["content"])
        low, high = float(row["low"] or content), float(row["high"] or content)
        assert 0 < low <= content <= high <= 1.2
        typical = "typical grade" in row["reason"]  # its range and source stand in the reason
        if row["mineral"] != "rare-earths" and content != 1 and not typical:
            assert any(
                c == content and (code == row["code"] or content == 0.34) for code, c in listed
            ), row


def test_own_tables_are_sorted_and_name_what_exists() -> None:
    for path, key in (
        ("trace_contents.csv", ("mineral", "form", "code", "exporter")),
        ("trace_outputs.csv", ("mineral", "form", "strand")),
    ):
        found = [tuple(row[name] for name in key) for row in rows(path)]
        assert len(found) == len(set(found))
        for row in rows(path):
            assert row["reason"]
            assert row["form"] in codes.forms_of(row["mineral"])
            assert row.get("exporter", "") in {"", *names.countries()}
            if "strand" in row and "exporter" in row and row["strand"]:
                made = {
                    r["strand"]
                    for r in rows("trace_outputs.csv")
                    if (r["mineral"], r["form"]) == (row["mineral"], row["form"])
                } or {row["form"]}
                assert row["strand"] in made
