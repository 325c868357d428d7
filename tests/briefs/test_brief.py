"""Briefs: worked out again from the raw flows, the printed tables and other questions."""

from __future__ import annotations

import re
from collections import Counter
from textwrap import wrap

import pytest
from raw_trade import between

import critmin
from critmin.answers.table import Table
from critmin.briefs import control_sentences as said
from critmin.briefs.brief_screen import body
from critmin.briefs.buyer_brief import BuyerBrief as Buying
from critmin.briefs.topic import SHORT
from critmin.core import names
from critmin.core.errors import AmbiguousName, NoData, QueryError, UnknownName
from critmin.export_controls import bundled_tables
from critmin.trade.buyers import buyer

DAY = "2026-11-24"
WIDTH, HEIGHT = 80, 24


def of_kind(table: Table, kind: str) -> list[dict[str, object]]:
    return [row for row in table if row["kind"] == kind]


def bought(members: set[str], *codes: str) -> Counter[str]:
    """Value by exporter of what a group of countries bought in 2024 under HS92 codes."""
    found: Counter[str] = Counter()
    for code in codes:
        for flow in between("hs92", 2024, code, members):
            found[flow.exporter] += flow.usd
    return found


def test_a_buyer_from_the_raw_flows() -> None:
    """Graphite ore is 250410 and 250490: China sold 68,907,783 USD of 76.6 million."""
    table = critmin.brief("japan", as_of=DAY)
    row = next(row for row in of_kind(table, "risk") if row["minerals"] == ("graphite",))
    flows = bought({"JPN"}, "250410", "250490")
    assert flows.most_common(1)[0] == ("CHN", 68_907_783)
    assert row["imports_usd"] == 68_907_783
    assert row["share"] == pytest.approx(68_907_783 / flows.total())
    assert (row["iso3"], row["control"]) == ("CHN", "licence-in-part")  # 250490 is not controlled
    assert row["control_ids"] == ("CN-2023-39",)


@pytest.mark.parametrize("name", ["JPN", "IND", "KOR", "DEU", "eu27", "USA"])
def test_the_count_is_that_of_exposure(name) -> None:
    part = Buying.of(buyer(name, DAY), DAY)
    assert part.main is not None
    counted = critmin.exposure(name, supplier=part.main, as_of=DAY, summary=True)
    direct = next(row for row in counted if row["measure"] == "direct_share")
    assert len(part.from_main) == direct["minerals_above"]
    assert part.counted == direct["minerals_counted"]  # no 0 of what others refine
    assert f"{len(part.from_main)} of {part.counted} comparable minerals" in part.sentences[0]


@pytest.mark.parametrize("name", ["JPN", "IND", "DEU"])
def test_what_controls_cover_is_that_of_exposure(name) -> None:
    """Minerals bought mostly from one country, and those of which it controls any, in force."""
    led = [row for row in critmin.dependency(name, top=1) if (row["share"] or 0) > 0.5]
    under = set()
    for supplier in {row["supplier_iso3"] for row in led}:
        own = {(row["mineral"], row["stage"]) for row in led if row["supplier_iso3"] == supplier}
        for row in critmin.exposure(name, supplier=supplier, as_of=DAY):
            high = (row["under_licence_high"] or 0) + (row["under_ban_high"] or 0)
            newest = "before_control" not in row["flag"]
            in_force = any(state.startswith("in-force") for state in row["control_status"])
            if newest and high and in_force and (row["mineral"], row["stage"]) in own:
                under.add(row["mineral"])
    minerals = len({row["mineral"] for row in led})
    assert f"{len(under)} of the {minerals} minerals" in critmin.brief(name, as_of=DAY).summary


def test_a_bloc_buys_as_one() -> None:
    """Graphite ore, 250410 and 250490: China's share of what the members buy outside."""
    table = critmin.brief("eu27", as_of=DAY)
    row = next(row for row in of_kind(table, "risk") if row["minerals"] == ("graphite",))
    flows = bought(set(names.members("eu27", DAY)), "250410", "250490")
    assert row["share"] == pytest.approx(flows["CHN"] / flows.total())
    assert row["imports_usd"] == flows["CHN"]


@pytest.mark.parametrize("name", ["japan", "india"])
def test_risks_are_controlled_first_and_then_by_value_times_share(name) -> None:
    """The rule of the brief, worked out again from `dependency` and `exposure`."""
    newest = max(row["year"] for row in critmin.dependency(name, top=1))
    every = [row for row in critmin.dependency(name, top=1) if row["share"] is not None]
    assert {row["year"] for row in every} == {newest}
    least = min(1e6, 0.01 * sum(row["imports_usd"] for row in every))
    large = [row for row in every if row["share"] >= 0.25 and row["imports_usd"] >= least]
    controlled = set()
    for supplier in {row["supplier_iso3"] for row in large}:
        for row in critmin.exposure(name, supplier=supplier, as_of=DAY):
            high = (row["under_licence_high"] or 0) + (row["under_ban_high"] or 0)
            if high and any(state.startswith("in-force") for state in row["control_status"]):
                controlled.add((supplier, row["mineral"], row["stage"]))

    def order(row: dict[str, object]) -> tuple[bool, float]:
        under = (row["supplier_iso3"], row["mineral"], row["stage"]) in controlled
        return not under, -row["imports_usd"] * row["share"]  # type: ignore[operator]

    ranked = dict.fromkeys(row["mineral"] for row in sorted(large, key=order))
    risks = of_kind(critmin.brief(name, as_of=DAY), "risk")
    assert [row["minerals"] for row in risks] == [(slug,) for slug in [*ranked][:5]]


def test_what_matters_most_to_japan_is_named() -> None:
    """Rare earths are bought from several, but China licenses them and sells most by value."""
    table = critmin.brief("japan", as_of=DAY)
    first = of_kind(table, "risk")[0]
    assert (first["minerals"], first["iso3"]) == (("rare-earths",), "CHN")
    assert "6 January 2026" in table.summary
    assert any("value bought from that supplier times its share" in note for note in table.notes)


def test_a_printed_share_is_weighed_by_the_value_of_another_source() -> None:
    """The USGS prints no values; BACI has those of codes that hold one mineral alone."""
    from critmin.briefs.risk_order import recorded_value

    value = recorded_value(buyer("USA", DAY), "rare-earths", "refined", "CHN")
    assert value == bought({"USA"}, "280530", "284610", "284690")["CHN"]
    assert recorded_value(buyer("USA", DAY), "lutetium", "refined", "CHN") is None
    first = [row["minerals"] for row in of_kind(critmin.brief("USA", as_of=DAY), "risk")]
    assert first[0] == ("rare-earths",)
    assert first.index(("graphite",)) < first.index(("lutetium",)), "no value is not a large one"


def test_the_order_of_a_risk_without_value_is_after_those_with_one() -> None:
    from critmin.briefs.risk_order import Weighed

    every = [
        Weighed("a", "ore", 0.9, None, True),
        Weighed("b", "ore", 0.5, 10.0, True),
        Weighed("c", "ore", 0.3, 20.0, True),
        Weighed("d", "ore", 1.0, 1e9, False),
    ]
    assert [one.mineral for one in sorted(every, key=lambda one: one.order)] == ["c", "b", "a", "d"]


def test_a_control_that_is_not_confirmed_is_not_called_a_licence() -> None:
    """No. 57 of 2025 (holmium and others) is suspended; an extension was only announced."""
    holmium = next(
        one
        for one in Buying.of(buyer("USA", DAY), DAY).purchases
        if one.table.mineral == "holmium" and one.share > 0.5
    )
    part = Buying.of(buyer("USA", DAY), DAY)
    control = part.control(holmium)
    assert control.ids == ("CN-2025-57",)
    assert control.licence is not None
    assert control.licence.high > 0
    assert not part.in_force(control)
    assert part._word(control, holmium.share) == "not-confirmed"
    assert ("holmium",) not in [
        row["minerals"] for row in of_kind(critmin.brief("USA", as_of=DAY), "risk")
    ]


def test_who_is_named_and_how_sure_it_is() -> None:
    """No. 1 of 2026 bans dual-use exports to Japanese military users; seen on 7 January 2026."""
    summary = critmin.brief("japan", as_of=DAY).summary
    assert (
        "China has barred exports of dual-use goods to military users in Japan since 6 January "
        "2026 (last confirmed 7 January 2026)"
    ) in summary
    assert "military" not in critmin.brief("japan", as_of="2026-01-05").summary
    assert "legal text was not seen" in summary


def test_the_next_date_of_the_united_states() -> None:
    """No. 72 of 2025 suspends No. 46 of 2024, items 2, until 27 November 2026."""
    table = critmin.brief("USA", as_of=DAY)
    first = of_kind(table, "event")[0]
    assert (first["next_event"], first["next_event_date"]) == ("suspension-ends", "2026-11-27")
    assert first["control_ids"] == ("CN-2024-46-2a", "CN-2024-46-2b")
    assert "Next date: 27 November 2026, when the suspension of China's export ban" in table.summary
    after = critmin.brief("USA", as_of="2026-11-28")
    assert (
        "to the United States was suspended until 27 November 2026; whether it is back is not "
        "confirmed."
    ) in after.summary
    assert all(row["next_event_date"] != "2026-11-27" for row in of_kind(after, "event"))


def test_printed_shares_have_no_value_and_their_years() -> None:
    table = critmin.brief("USA", as_of=DAY)
    assert "USGS shares, average of 2021-2024" in table.summary
    printed = [row for row in of_kind(table, "risk") if "usgs@2026" in row["source"]]  # type: ignore[operator]
    assert printed
    assert {row["imports_usd"] for row in printed} == {None}


def test_what_cannot_be_compared_is_counted() -> None:
    table = critmin.brief("japan", as_of=DAY)
    apart = Buying.of(buyer("JPN", DAY), DAY).found.shared_only
    assert f"{len(apart)} more" in table.summary
    assert "gallium" in apart
    assert "shared_codes_only" in {one.code for one in table.warnings}


def test_little_trade_is_not_made_large() -> None:
    """Tuvalu's one comparable flow of 2024 is 11 USD of graphite from Australia."""
    table = critmin.brief("tuvalu", as_of=DAY)
    (row,) = table
    assert (row["iso3"], row["imports_usd"], row["control"]) == ("AUS", 11, "none-on-record")
    assert "graphite ore (100%)" in table.summary
    assert "No export licence, quota or ban in force" in table.summary
    assert "No dated change" in table.summary


@pytest.mark.parametrize("name", ["liechtenstein", "monaco"])
def test_a_buyer_without_imports_has_no_brief(name) -> None:
    with pytest.raises(NoData, match="its trade is recorded within that of"):
        critmin.brief(name)


def test_a_mineral_as_its_publishers_print_it() -> None:
    """IEA 2025: China refined 70.2% of lithium in 2024. MCS 2026: Australia 92,000 of 290,000 t."""
    table = critmin.brief("lithium", as_of=DAY)
    rows = of_kind(table, "producer")
    first = {row["stage"]: (row["iso3"], row["share"]) for row in reversed(rows)}
    for stage in ("mining", "refining"):
        top = next(iter(critmin.share("lithium", stage=stage, top=1)))
        assert first[stage] == (top["iso3"], top["share"])
    assert "United States" in table.summary
    assert "withheld" in table.summary
    assert "Zimbabwe has banned exports of certain goods of lithium" in table.summary


def test_who_leads_is_not_said_where_most_has_no_country() -> None:
    """MCS 2026 prints 1.5 of 110 million litres of krypton for a country, the rest for none."""
    table = critmin.brief("krypton", as_of=DAY)
    assert re.search(r"most krypton .*is not known: 99% of the", table.summary)
    assert all("residual_large" in row["flag"] for row in of_kind(table, "producer"))  # type: ignore[operator]
    assert "No control on shipments of krypton is on record." in table.summary


def test_an_ore_that_stands_for_a_mineral_has_its_own_controls() -> None:
    """China licenses magnesium, not magnesite, the ore that is shown for its mining."""
    rows = of_kind(critmin.brief("magnesium", as_of=DAY), "producer")
    china = {row["minerals"]: row["control"] for row in rows if row["iso3"] == "CHN"}
    assert china == {("magnesite",): "none-on-record", ("magnesium",): "licence-in-part"}


def test_the_summary_of_a_mineral_is_that_of_share() -> None:
    for slug in ("lithium", "gallium", "graphite"):
        both = critmin.share(slug, stage="mining,refining").summary
        assert critmin.brief(slug, as_of=DAY).summary.startswith(both)


def test_a_good_is_read_as_its_mineral_and_it_is_said() -> None:
    table = critmin.brief("lithium carbonate", as_of=DAY)
    assert table.query["subject"] == "lithium"
    (said_,) = [one.message for one in table.warnings if one.code == "read_as"]
    assert "lithium carbonate" in said_


def test_a_supplier_from_the_raw_flows() -> None:
    """Magnesite ore is 251910: China's part of all recorded imports."""
    table = critmin.brief("china", role="supplier", as_of=DAY)
    row = next(row for row in of_kind(table, "sale") if row["minerals"] == ("magnesite",))
    every = list(between("hs92", 2024, "251910", set(names.countries()), out=False))
    assert not every  # no importer is outside the world
    from raw_trade import rows

    flows = rows("hs92", 2024)["251910"]
    own = sum(flow.usd for flow in flows if flow.exporter == "CHN")
    assert row["imports_usd"] == own
    assert row["share"] == pytest.approx(own / sum(flow.usd for flow in flows))


def test_a_supplier_makes_what_share_says() -> None:
    """More than half of the published output, counted from `share` mineral by mineral."""
    table = critmin.brief("china", role="supplier", as_of=DAY)
    for stage, where in (("mining", "at the mine"), ("refining", "at the refinery")):
        found = Counter[bool]()
        slugs = {entry.mineral for entry in critmin_index() if entry.stage == stage}
        for slug in slugs:
            try:
                (row, *_) = critmin.share(slug, stage=stage, country="CHN")
            except NoData:
                continue
            own = row["mineral"] == slug  # else the ores that it is made from answer
            found[own and (row["share"] or 0) > 0.5] += 1
        assert f"{found[True]} of {found.total()} minerals {where}" in table.summary


def critmin_index():
    from critmin.supply.bundled_tables import index

    return index()


def test_what_has_another_form_from_one_exporter_counts_on_both_sides() -> None:
    """What DR Congo and Indonesia file under 810510 is hydroxide, an intermediate as 282200 is."""
    from raw_trade import rows

    table = critmin.brief("COD", role="supplier", as_of=DAY)
    row = next(row for row in of_kind(table, "sale") if row["minerals"] == ("cobalt",))
    filed = {"COD", "IDN"}
    moved = [flow for flow in rows("hs92", 2024)["810510"] if flow.exporter in filed]
    flows = [*rows("hs92", 2024)["282200"], *moved]
    own = sum(flow.usd for flow in flows if flow.exporter == "COD")
    assert row["stage"] == "intermediate"
    assert row["imports_usd"] == own
    assert row["share"] == pytest.approx(own / sum(flow.usd for flow in flows))


@pytest.mark.parametrize("name", ["COD", "china", "australia", "eu27", "indonesia", "chile"])
def test_no_share_of_a_supplier_is_more_than_all(name) -> None:
    from critmin.briefs.selling import Selling

    part = Selling.of(buyer(name, DAY), DAY)
    assert part.sales
    assert all(0 < sale.share <= 1 for sale in part.sales)


def test_a_supplier_without_controls_says_so() -> None:
    table = critmin.brief("japan", role="supplier", as_of=DAY)
    assert "No control of it that limits shipments of minerals is on record." in table.summary
    assert not of_kind(table, "event")


def test_a_country_that_sells_and_makes_nothing_has_no_brief() -> None:
    with pytest.raises(NoData, match="as a supplier"):
        critmin.brief("tuvalu", role="supplier", as_of=DAY)


@pytest.mark.parametrize(
    ("subject", "options", "error"),
    [
        ("lithium", {"role": "supplier"}, QueryError),
        ("japan", {"role": "seller"}, QueryError),
        ("japan", {"as_of": "yesterday"}, QueryError),
        ("japan", {"as_of": "1999-01-01"}, NoData),
        ("japn", {}, UnknownName),
        ("CO", {}, AmbiguousName),
        ("Congo", {}, AmbiguousName),
    ],
)
def test_what_is_refused(subject, options, error) -> None:
    with pytest.raises(error):
        critmin.brief(subject, **options)


def test_only_short_names_are_both_a_mineral_and_a_country() -> None:
    blocs = {names.fold(one) for m in names.memberships() for one in (m.name, m.bloc)}
    both = set(names.mineral_keys()) & ({*names.country_keys()} | blocs)
    assert both
    assert max(map(len, both)) <= SHORT


@pytest.mark.parametrize(
    ("subject", "role"),
    [
        ("japan", None),
        ("USA", None),
        ("eu27", None),
        ("quad", None),
        ("DRC", None),
        ("tungsten", None),
        ("lithium", None),
        ("rare-earths", None),
        ("graphite", None),
        ("china", "supplier"),
        ("indonesia", "supplier"),
    ],
)
def test_it_fits_on_one_screen(subject, role) -> None:
    table = critmin.brief(subject, role=role, as_of=DAY)
    lines = body(table, WIDTH).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) <= HEIGHT
    said_ = wrap(table.summary, WIDTH)
    assert lines[: len(said_)] == said_
    assert 2 <= len(table.further) <= 3
    for row in of_kind(table, "event"):
        assert str(row["country"]) in body(table, WIDTH)


def test_a_narrow_terminal_loses_the_value_first() -> None:
    table = critmin.brief("japan", as_of=DAY)
    assert "USD" in body(table, 80)
    assert "USD" not in body(table, 66).partition("Largest risks")[2]
    assert "licence (part)" in body(table, 66)
    assert "graphite" in body(table, 40).lower()


def test_every_change_and_state_has_words() -> None:
    """Each measure on record, on days around its own dates, gives a whole sentence."""
    days = ("2022-01-01", "2024-12-04", "2025-11-08", DAY, "2026-11-28", "2027-01-11")
    seen = set()
    for day in days:
        own = [m for m in bundled_tables.measures() if said.counts(m, day)]
        for measure in own:
            assert not set(said.holds(measure, day)) & {"{", "}"}
        for change in said.changes(own, day):
            seen.add(change.event)
            text = said.happens(change)
            assert "  " not in text
            assert not set(text) & {"{", "}"}
    assert {"takes-effect", "ends", "suspension-ends", "announced-extension-ends"} <= seen


def test_a_ban_with_permits_is_no_full_ban() -> None:
    """Indonesia's ban of copper concentrate let two companies export until the end of 2024."""
    (ban,) = [m for m in bundled_tables.measures() if m.measure_id == "ID-2023-CU"]
    assert "with exceptions" in said.holds(ban, "2024-06-15")
    assert "with exceptions" not in said.holds(ban, "2025-02-01")


@pytest.mark.parametrize(
    ("measure", "day", "word"),
    [
        ("CN-2023-39", "2026-11-24", "licence"),
        ("CN-2025-58", "2025-12-01", "not-in-force"),  # suspended until 10 November 2026
        ("CN-2025-58", "2026-11-24", "not-confirmed"),  # an extension is announced, its text unseen
        ("CN-2026-29", "2026-08-01", "ban"),
        ("CN-2024-46-2a", "2025-01-15", "other"),  # towards the United States alone
        ("ID-2023-CU", "2024-06-15", "ban-in-part"),  # with permits for two companies
        ("CD-2025-004", "2026-11-24", "quota"),  # DR Congo rations cobalt
    ],
)
def test_the_strongest_control_is_that_of_the_day(measure, day, word) -> None:
    (found,) = [one for one in bundled_tables.measures() if one.measure_id == measure]
    assert said.strongest([(found, True)], day) == word
    assert said.strongest([], day) == "none-on-record"
