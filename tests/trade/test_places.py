"""Former countries and territories in the trade tables: asked for, and never a false 0."""

from __future__ import annotations

import pytest
from answers import flags, one, said

from critmin import dependency, exposure, share, shock, via
from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import COUNTRY, Bars
from critmin.core import names
from critmin.core.errors import NoData, UnknownName
from critmin.trade import buyers, codes, flows
from critmin.trade.sources import with_flows

NAMES = {
    "Belgium-Luxembourg": "BLX",
    "belgium luxembourg": "BLX",
    "Belgium-Luxembourg (...1998)": "BLX",
    "blx": "BLX",
    "Southern African Customs Union": "ZA1",
    "SACU": "ZA1",
    "Serbia and Montenegro": "SCG",
    "Yugoslavia": "SCG",
    "Netherlands Antilles": "ANT",
    "US Misc. Pacific Isds": "PUS",
    "Ceuta": "XCE",
    "Belgium": "BEL",
    "Sudan (...2011)": "SDN",
}


@pytest.mark.parametrize(("text", "code"), NAMES.items())
def test_a_partner_is_found_by_its_names(text, code) -> None:
    assert buyers.place(text) == code
    assert buyers.place_or_bloc(text) == (code, False)
    assert buyers.buyer(text).code == code


def test_every_place_of_the_trade_tables_has_a_name_that_finds_it() -> None:
    for code, place in codes.places().items():
        assert buyers.place(place.name) == buyers.place(code) == code
        former = names.former(place.name)
        assert former is not None
        assert former.successors == place.members
    for former in names.former_names().values():
        assert set(former.successors) <= set(names.countries())
        assert former.code in {"", *codes.places()}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("USSR", "it ended in 1991; name Armenia"),
        ("Czechoslovakia", "it ended in 1992; name Czechia or Slovakia"),
        ("East Germany", "it ended in 1990; name Germany"),
    ],
)
def test_a_country_that_ended_before_the_tables_names_its_successors(text, hint) -> None:
    for ask in (lambda: dependency(text, "copper"), lambda: share("copper", country=text)):
        with pytest.raises(UnknownName, match=hint):
            ask()


def test_other_questions_say_who_has_figures_instead() -> None:
    with pytest.raises(UnknownName, match=r"only the trade tables .* name Belgium or Luxembourg"):
        share("copper", country="Belgium-Luxembourg")


def test_a_former_reporter_is_a_buyer_and_a_supplier() -> None:
    bought = one(dependency("Belgium-Luxembourg", "zinc", supplier="Canada", year=1997))
    assert (bought["buyer"], bought["buyer_iso3"]) == ("Belgium-Luxembourg", "BLX")
    assert bought["share"] > 0
    sold = one(dependency("Germany", "zinc", supplier="Belgium-Luxembourg", year=1997))
    assert (sold["supplier"], sold["supplier_iso3"]) == ("Belgium-Luxembourg", None)
    exposed = one(exposure("Germany", supplier="BLX", mineral="zinc", year=1997))
    assert exposed["direct_share"] == sold["share"]
    lost = one(shock("Germany", "zinc", stop="Belgium-Luxembourg", year=1997, as_of="2026-11-24"))
    assert lost["loss_share_high"] == sold["share"]
    assert one(exposure("SACU", supplier="CHL", mineral="copper", year=1997))["direct_share"] > 0.9


@pytest.mark.parametrize(
    ("buyer", "year", "reason"),
    [
        ("Belgium", 1997, "recorded as Belgium-Luxembourg until 1998"),
        ("South Africa", 1999, "recorded as Southern African Customs Union until 1999"),
        ("Serbia", 2004, "recorded as Serbia and Montenegro until 2005"),
        ("Curaçao", 2008, "recorded as Netherlands Antilles until 2010"),
        ("South Sudan", 2005, "recorded within that of Sudan until 2011"),
        ("Kosovo", 2020, "recorded within that of Serbia"),
        ("Puerto Rico", 2024, "recorded within that of United States"),
        ("Monaco", 2024, "recorded within that of France"),
        ("Liechtenstein", 2024, "recorded within that of Switzerland"),
        ("Mayotte", 2020, "recorded within that of France"),
        ("Belgium-Luxembourg", 2024, "figures of 1995-1998 only: name Belgium or Luxembourg"),
        ("Faroe Islands", 2024, "baci-hs92 has no code for it"),
    ],
)
def test_a_buyer_recorded_elsewhere_is_told_where(buyer, year, reason) -> None:
    with pytest.raises(NoData, match=reason):
        dependency(buyer, "copper", stage="ore", year=year)
    with pytest.raises(NoData, match=reason):
        exposure(buyer, supplier="CHL", mineral="copper", stage="ore", year=year)
    with pytest.raises(NoData, match=reason):
        shock(buyer, "copper", stop="CHL", stage="ore", year=year)


@pytest.mark.parametrize(
    ("supplier", "buyer", "year", "code"),
    [
        ("Belgium", "DEU", 1997, "joint_row"),
        ("Belgium-Luxembourg", "DEU", 1999, "joint_row"),
        ("Puerto Rico", "DEU", 2010, "joint_row"),
        ("Antarctica", "DEU", 2010, "not_listed"),
        ("Liechtenstein", "IDN", 2010, "none_recorded"),  # nor is anything from Switzerland
    ],
)
def test_a_supplier_recorded_elsewhere_is_no_zero(supplier, buyer, year, code) -> None:
    found = dependency(buyer, "zinc", supplier=supplier, stage="ore", year=year)
    row = one(found)
    assert flags(row) == {code}
    assert row["share"] == (0 if code == "none_recorded" else None)
    exposed = one(exposure(buyer, supplier=supplier, mineral="zinc", stage="ore", year=year))
    assert exposed["direct_share"] == row["share"]
    stopped = shock(buyer, "zinc", stop=supplier, stage="ore", year=year, as_of="2026-11-24")
    lost = one(stopped)
    assert (lost["direct_share"], lost["loss_share_high"]) == (row["share"], row["share"])
    if code != "none_recorded":
        name = names.country(supplier).name if names.former(supplier) is None else supplier
        assert name in said(found, code)
        assert name in said(stopped, code)


def test_every_partner_without_flows_of_a_source_is_recorded_elsewhere() -> None:
    """A country that a source never has, in any code and year, must not be a 0."""
    newest = {source.origin: max(flows.years(source.origin)) for source in with_flows()}
    seen: set[str] = set()
    for year in flows.years("baci-hs92"):
        held = flows.codes_held("baci-hs92")[year]
        for flow in flows.flows("baci-hs92", year, held):
            seen |= {flow.importer, flow.exporter}
    for iso3 in names.countries():
        if iso3 not in seen:
            assert flows.elsewhere("baci-hs92", iso3, newest["baci-hs92"]), iso3
    for code in seen:
        years = {line.last for line in codes.within().get(code, ())}
        assert code in codes.places() or newest["baci-hs92"] not in years or code == "MYT"


@pytest.mark.parametrize(
    ("buyer", "origin", "reason"),
    [
        ("Japan", "Belgium-Luxembourg", "figures of 1995-1998 only"),
        ("Japan", "Puerto Rico", "within that of United States"),
        ("Puerto Rico", "China", "within that of United States"),
        ("Japan", "Antarctica", "has no code for it"),
    ],
)
def test_a_place_recorded_elsewhere_is_not_traced(buyer, origin, reason) -> None:
    with pytest.raises(NoData, match=reason):
        via(buyer, "graphite", origin=origin, year=2024)


def test_an_origin_share_of_a_place_recorded_elsewhere_is_no_zero() -> None:
    row = one(exposure("Japan", supplier="Puerto Rico", mineral="graphite", stage="ore", year=2024))
    assert (row["direct_share"], row["origin_share_low"], row["origin_share_high"]) == (None,) * 3
    assert {"joint_row", "not_traced"} <= flags(row)
    lost = one(shock("Japan", "graphite", stop="PRI", stage="ore", reach=1, as_of="2026-11-24"))
    assert (lost["total_share_low"], lost["loss_share_high"]) == (None, None)


def test_a_bloc_stops_a_former_country_of_its_members() -> None:
    """Belgium and Luxembourg are in the OECD, so in 1997 their joint shipments stop too."""
    bloc = one(shock("China", "bismuth", stop="oecd", year=1997, as_of="2026-11-24"))
    sellers = dependency("China", "bismuth", year=1997)
    inside = {"BLX", *names.members("oecd", "2026-11-24")}
    assert "BLX" in {buyers.place(row["supplier"]) for row in sellers}
    parts = [row["share"] for row in sellers if buyers.place(row["supplier"]) in inside]
    assert bloc["loss_share_high"] == pytest.approx(sum(parts))
    assert "joint_row" not in flags(bloc)
    partly = one(shock("Japan", "copper", stop="brics", year=1997, as_of="2026-11-24"))
    assert (partly["loss_share_high"], "joint_row" in flags(partly)) == (None, True)


def test_pictures_name_a_former_country_and_do_not_call_it_a_residual() -> None:
    lost = chart_of(shock("Germany", "zinc", stop="BLX", year=1997, as_of="2026-11-24"))
    assert "if Belgium-Luxembourg stop" in lost.title
    exposed = chart_of(exposure("BLX", supplier="Canada", mineral="zinc", year=1997))
    assert "Zinc ore that Belgium-Luxembourg imported from Canada" in exposed.topic
    assert "Belgium-Luxembourg's recorded imports" in exposed.title
    assert "BLX" not in str(exposed).replace(exposed.command, "")
    bars = chart_of(dependency("Japan", "copper", year=1997))
    assert isinstance(bars, Bars)
    sacu = next(bar for bar in bars.bars if "Customs Union" in bar.label)
    assert sacu.kind == COUNTRY
