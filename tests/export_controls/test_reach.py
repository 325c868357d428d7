"""Shares under control: pure rules, on measures and imports made up for the purpose."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core.dates import When
from critmin.export_controls import bundled_tables, reach
from critmin.export_controls.known_on import known, uncertain_then
from critmin.export_controls.measure import Code, Cover, Event, Measure
from critmin.measures.interval import Interval
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.readers import Flow

DAY = "2025-06-01"


def day(text: str) -> When:
    return When(text, "day", text, text)


def measure(
    key: str = "m",
    kind: str = "licence",
    target: str = "all",
    codes: tuple[tuple[str, str], ...] = (("111111", "wholly"), ("222222", "partly")),
    form: str = "refined",
    effective: str = "2024-01-01",
    verified: str = "2025-12-31",
    retransfer: bool = False,
    events: tuple[Event, ...] = (),
    confidence: str = "page_seen",
    item: str = "page_seen",
    evidence: str = "https://example.org/text",
) -> Measure:
    return Measure(
        key,
        "CHN",
        "No. 1",
        "",
        kind,
        target,
        retransfer,
        day("2023-12-01"),
        day(effective),
        None,
        verified,
        confidence,
        "x@1",
        "",
        events,
        (Cover("tin", "named", form, "metal", item),),
        tuple(Code("tin", code, "", covers) for code, covers in codes),
        evidence=evidence,
    )


def imports(*values: int, printed: float | None = None) -> ImportTable:
    """Imports of tin from China under three codes, and as much again from elsewhere."""
    codes = ("111111", "222222", "333333")
    flows = tuple(Flow("JPN", c, "CHN", v, 1) for c, v in zip(codes, values, strict=False))
    rest = (Flow("JPN", "111111", "IDN", sum(values), 1),)
    suppliers = (Supplier("CHN", flows, (), printed), Supplier("IDN", rest))
    return ImportTable(
        "tin",
        "refined",
        2024,
        "Japan",
        "y@1",
        "USD",
        codes,
        (),
        {},
        {},
        suppliers if printed is None else (Supplier("CHN", (), (), printed),),
    )


def records_are(patch: pytest.MonkeyPatch, measures: tuple[Measure, ...]) -> None:
    patch.setattr(bundled_tables, "measures", lambda known_on="": measures)
    for kept in CACHED:
        kept.cache_clear()


CACHED = (
    bundled_tables.of_supplier,
    bundled_tables.about,
    bundled_tables._named,
    bundled_tables.dual_use,
    reach._targeting_users,
)


@pytest.fixture(autouse=True)
def fresh():
    yield
    for kept in CACHED:
        kept.cache_clear()


@pytest.fixture
def under(monkeypatch):
    def ask(table: ImportTable, *measures: Measure, buyer: str = "JPN", also=()):
        records_are(monkeypatch, measures)
        return reach.controlled(table, "CHN", buyer, also, DAY)

    return ask


def test_low_counts_codes_wholly_inside_high_all_touched(under) -> None:
    got = under(imports(10, 20, 70), measure())
    assert got.licence == pytest.approx(Interval(0.05, 0.15))
    assert got.ban == Interval(0.0, 0.0)
    assert (got.ids, got.statuses) == (("m",), ("in-force",))


def test_licence_and_ban_stand_apart_and_a_code_under_two_counts_once(under) -> None:
    twice = under(imports(10, 0, 0), measure("a"), measure("b"), measure("c", "ban"))
    assert twice.licence == twice.ban == pytest.approx(Interval(0.5, 0.5))
    assert twice.ids == ("a", "b", "c")


@pytest.mark.parametrize("kind", ["end-use-ban", "entity-list", "watch-list", "technology"])
def test_what_binds_users_enters_no_share(under, kind) -> None:
    got = under(imports(10, 20, 70), measure(kind=kind))
    assert (got.licence, got.ban, got.ids) == (Interval(0.0, 0.0), Interval(0.0, 0.0), ())
    assert bool(got.end_use) == (kind in reach.END_USE)


@pytest.mark.parametrize(
    ("kind", "flag"), [("state-trading", "state_trading"), ("tax", "export_tax")]
)
def test_state_trading_and_taxes_are_named_and_in_no_share(under, kind, flag) -> None:
    got = under(imports(10, 0, 0), measure(kind=kind))
    assert got.licence == Interval(0.0, 0.0)
    assert got.ids == ("m",)
    assert flag in got.flags


def test_a_quota_counts_and_is_flagged(under) -> None:
    got = under(imports(10, 0, 0), measure(kind="quota"))
    assert got.licence == pytest.approx(Interval(0.5, 0.5))
    assert "quota" in got.flags


@pytest.mark.parametrize(
    ("changed", "licence"),
    [
        ({"effective": "2025-07-01"}, (0.0, 0.0)),  # announced
        ({"target": "USA"}, (0.0, 0.0)),  # aimed at another
        ({"target": "not-stated"}, (0.0, 0.5)),
        ({"verified": "2024-06-01"}, (0.5, 0.5)),  # in force, unverified
        ({"codes": ()}, (0.0, 0.5)),  # no code named, the form fits
        ({"codes": (), "form": "ore"}, (0.0, 0.0)),
        ({"codes": (("999999", "wholly"),)}, (0.0, 0.0)),
        ({"codes": (("111111", "none"),)}, (0.0, 0.0)),
        ({"retransfer": True}, (0.0, 0.0)),  # binds what others re-export
        ({"evidence": ""}, (0.0, 0.5)),  # no address
        ({"evidence": "no address: several news reports"}, (0.0, 0.5)),
        ({"confidence": "general_knowledge"}, (0.0, 0.5)),  # from memory
        ({"item": "general_knowledge"}, (0.0, 0.5)),
        ({"item": "not_seen"}, (0.0, 0.5)),
        ({"confidence": "quoted"}, (0.5, 0.5)),  # quoted, with an address
    ],
)
def test_what_is_not_certain_widens(under, changed, licence) -> None:
    assert under(imports(10, 0, 0), measure(**changed)).licence == pytest.approx(licence)


def test_a_ban_on_one_member_is_not_certain_for_its_bloc(under) -> None:
    aimed = measure(kind="ban", target="USA")
    bloc = under(imports(10, 0, 0), aimed, buyer="g7", also=frozenset({"USA", "JPN"}))
    assert bloc.ban == pytest.approx(Interval(0.0, 0.5))
    assert "target_member" in bloc.flags
    country = under(imports(10, 0, 0), measure(target="eu27"), buyer="FRA", also={"eu27"})
    assert country.licence == pytest.approx(Interval(0.5, 0.5))


@pytest.mark.parametrize(
    ("kind", "of", "expected"),
    [
        ("ban", "ban", (0.0, 0.5)),
        ("suspension-of-exports", "ban", (0.0, 0.5)),
        ("licence", "licence", (0.5, 0.5)),
    ],
)
def test_a_ban_with_permits_holds_back_some_part_a_licence_stays_one(
    under, kind, of, expected
) -> None:
    permits = Event("e", "eases", day("2025-01-01"), day("2025-12-31"), "", True, "", "")
    got = under(imports(10, 0, 0), measure(kind=kind, events=(permits,)))
    assert getattr(got, of) == pytest.approx(expected)
    assert "eased" in got.flags


@pytest.mark.parametrize(("kind", "flagged"), [("licence", True), ("state-trading", False)])
def test_a_code_is_partly_inside_only_of_what_enters_a_share(under, kind, flagged) -> None:
    got = under(imports(0, 10, 0), measure(kind=kind))
    assert ("code_partly_inside" in got.flags) == flagged


def test_printed_shares_are_certain_only_where_every_code_is_inside(under, monkeypatch) -> None:
    monkeypatch.setattr(reach, "_codes", lambda table: ("111111", "222222"))
    assert under(imports(printed=0.4), measure()).licence == pytest.approx(Interval(0.0, 0.4))
    all_in = measure(codes=(("111111", "wholly"), ("222222", "wholly")))
    assert under(imports(printed=0.4), all_in).licence == pytest.approx(Interval(0.4, 0.4))


def test_an_unknown_share_under_control_is_no_figure(under) -> None:
    table = ImportTable(
        "tin",
        "refined",
        2024,
        "Japan",
        "usgs@1",
        "USD",
        (),
        (),
        {},
        {},
        (Supplier("IDN", (), (), 0.6),),
    )
    assert under(table, measure()).ban == Interval(0.0, 0.0)
    assert under(table, measure(codes=(), form="")).licence is None


def test_eight_digits_have_a_line_of_their_own() -> None:
    split = measure(codes=(("811292", "partly"), ("81129289", "wholly")))
    assert reach.extent(split, "tin", "refined", "81129289") == Interval(1.0, 1.0)
    assert reach.extent(split, "tin", "refined", "81129281") == Interval(0.0, 1.0)
    assert reach.extent(split, "zinc", "refined", "811292") == Interval(0.0, 0.0)


@given(
    st.lists(st.integers(0, 1_000_000), min_size=3, max_size=3).filter(any),
    st.lists(
        st.tuples(
            st.sampled_from(["licence", "quota", "ban", "suspension-of-exports", "tax"]),
            st.lists(
                st.tuples(
                    st.sampled_from(["111111", "222222", "333333"]),
                    st.sampled_from(["wholly", "partly", "none"]),
                ),
                max_size=4,
            ),
            st.sampled_from(["all", "JPN", "USA", "not-stated"]),
        ),
        max_size=4,
    ),
)
def test_low_is_below_high_is_below_the_share(values, drawn) -> None:
    table = imports(*values)
    share = fsum(values) / (2 * fsum(values))
    measures = tuple(
        measure(str(n), kind, target, tuple(codes)) for n, (kind, codes, target) in enumerate(drawn)
    )
    with pytest.MonkeyPatch.context() as patch:
        records_are(patch, measures)
        got = reach.controlled(table, "CHN", "JPN", (), DAY)
    for found in (got.licence, got.ban):
        assert found is not None
        assert 0 <= found.low <= found.high <= share + 1e-12


# What binds users, and when a control first took effect


def items(*minerals: str, scope: str = "named") -> tuple[Cover, ...]:
    return tuple(Cover(slug, scope, "", "metal", "page_seen") for slug in minerals)


def users(covers: tuple[Cover, ...], kind: str = "entity-list", **changed) -> Measure:
    return measure("u", kind, codes=(), **changed)._replace(covers=covers)


def bound(monkeypatch, mineral: str, *measures: Measure, buyer: str = "JPN", day: str = DAY):
    records_are(monkeypatch, measures)
    return reach.end_use(mineral, "CHN", buyer, (), day)


def test_a_list_of_firms_reaches_the_minerals_it_names_and_no_other(monkeypatch) -> None:
    listed = users(items("zinc", "tin"))
    assert bound(monkeypatch, "tin", listed) == ("u",)
    assert bound(monkeypatch, "cobalt", listed) == ()
    group = users(items("rare-earths"))
    assert bound(monkeypatch, "dysprosium", group) == ("u",)
    assert bound(monkeypatch, "tin", group) == ()


def test_a_list_of_firms_reaches_what_is_on_the_dual_use_list_that_day(monkeypatch) -> None:
    licence = measure("m")._replace(covers=items("tin", "zinc"))
    listed = users(items("", scope="dual-use-list"), "end-use-ban")
    assert bound(monkeypatch, "tin", licence, listed) == ("u",)
    assert bound(monkeypatch, "cobalt", licence, listed) == ()
    assert bound(monkeypatch, "tin", listed) == ()  # nothing is on the list


@pytest.mark.parametrize(
    "changed",
    [
        {"target": "USA"},
        {"target": "not-stated"},
        {"evidence": ""},
        {"effective": "2025-07-01"},
        {"kind": "licence"},
    ],
)
def test_a_list_that_is_not_in_force_for_the_buyer_binds_nobody(monkeypatch, changed) -> None:
    assert bound(monkeypatch, "tin", users(items("tin"))) == ("u",)
    assert bound(monkeypatch, "tin", users(items("tin"), **changed)) == ()


def first(monkeypatch, *measures: Measure, buyer: str = "JPN", day: str = DAY) -> str | None:
    records_are(monkeypatch, measures)
    found = reach.first_effective(imports(10, 20, 70), "CHN", buyer, (), day)
    return None if found is None else found.effective.text


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "tax"},
        {"evidence": ""},
        {"effective": "2025-06-02"},  # the day after
        {"retransfer": True},
        {"target": "USA"},
        {"codes": (("999999", "wholly"),)},
    ],
)
def test_what_is_no_first_control_of_a_supply(monkeypatch, changed) -> None:
    assert first(monkeypatch, measure(**changed)) is None
    assert first(monkeypatch, measure(**changed), measure()) == "2024-01-01"


def test_the_first_control_is_the_oldest_up_to_the_year_of_trade(monkeypatch) -> None:
    later, ban = measure("a", effective="2025-03-01"), measure("b", "ban", effective="2024-12-31")
    assert first(monkeypatch, later) == "2025-03-01"  # none by the year of trade
    assert first(monkeypatch, later, ban) == "2024-12-31"
    assert first(monkeypatch, measure("d", effective=DAY)) == DAY
    assert first(monkeypatch, measure("c", target="not-stated")) == "2024-01-01"
    undated = measure("e")._replace(effective=None)
    assert first(monkeypatch, undated) is None
    assert first(monkeypatch) is None


def test_a_first_day_that_was_not_seen_counts_up_to_the_year_of_trade(monkeypatch) -> None:
    old = measure("o")._replace(effective=When("2006", "year", "2006-01-01", "2006-12-31"))
    later, same_year = measure("a", effective="2025-03-01"), measure("b", effective="2024-05-01")
    assert first(monkeypatch, old, later) == "2006"
    assert first(monkeypatch, old, same_year) == "2024-05-01"
    assert first(monkeypatch, old, later, same_year) == "2024-05-01"


# Several measures and several suppliers together


def test_a_measure_that_does_not_apply_hides_none_that_does(under) -> None:
    others = [measure("e", "entity-list"), measure("o", codes=(("999999", "wholly"),))]
    others += [measure("t", target="USA"), measure("r", retransfer=True)]
    got = under(imports(10, 0, 0), *others, measure("m"))
    assert (got.ids, got.licence) == (("m",), pytest.approx(Interval(0.5, 0.5)))
    assert "target_not_stated" not in got.flags
    assert "code_partly_inside" in got.flags  # of the code 222222
    assert "target_not_stated" in under(imports(10, 0, 0), measure(target="not-stated")).flags
    whole = under(imports(10, 0, 0), measure(codes=(("111111", "wholly"),)))
    assert "code_partly_inside" not in whole.flags


def test_a_code_is_as_far_inside_as_under_its_strictest_measure(under) -> None:
    partly = measure("b", codes=(("111111", "partly"),))
    assert under(imports(10, 0, 0), partly, measure("a")).licence == pytest.approx((0.5, 0.5))


def test_a_printed_share_may_be_all_or_none_inside(under, monkeypatch) -> None:
    monkeypatch.setattr(reach, "_codes", lambda table: ("111111", "333333"))
    assert under(imports(printed=0.4), measure()).licence == pytest.approx(Interval(0.0, 0.4))


def test_imports_without_a_value_have_no_share_under_control(under) -> None:
    assert under(imports(0, 0, 0), measure()).licence is None
    assert under(imports(0.5, 0, 0), measure()).licence == pytest.approx(Interval(0.5, 0.5))


def test_an_item_of_another_mineral_beside_ours_does_not_hide_it() -> None:
    both = measure(codes=())._replace(covers=items("zinc", "tin"))
    assert reach.extent(both, "tin", "refined", "111111") == Interval(0.0, 1.0)
    assert reach.extent(both, "cobalt", "refined", "111111") == Interval(0.0, 0.0)


def paused(key: str, start: str, verified: str) -> Measure:
    event = Event("e", "suspends", day(start), day("2025-12-31"), "", True, "", "")
    return measure(key, events=(event,), verified=verified)


def test_the_next_change_is_the_first_and_the_evidence_the_oldest(under) -> None:
    a, b = paused("a", "2025-09-01", "2025-12-31"), paused("b", "2025-07-01", "2025-08-01")
    got = under(imports(10, 0, 0), a, b)
    assert got.next_event == "2025-07-01 suspension-starts b"
    assert got.verified_through == "2025-08-01"
    assert under(imports(10, 0, 0)).verified_through is None


def test_controls_of_several_suppliers_are_taken_together(under) -> None:
    one = under(imports(10, 0, 0), paused("a", "2025-09-01", "2025-12-31"))
    two = under(imports(10, 20, 70), paused("b", "2025-07-01", "2025-08-01"))
    none = under(imports(10, 0, 0))
    assert reach.joint([one]) is one
    for parts in ([one, two, none], [none, two, one]):
        both = reach.joint(parts)
        assert both.licence == pytest.approx(Interval(0.55, 0.65))
        assert both.next_event == "2025-07-01 suspension-starts b"
        assert both.verified_through == "2025-08-01"
        assert set(both.ids) == {"a", "b"}
    assert reach.joint([one, one, one]).licence == Interval(1.0, 1.0)  # no more than all
    assert reach.joint([none, none]).next_event is None
    assert reach.joint([one, one._replace(licence=None)]).licence is None


# What a measure rests on


def test_what_rests_on_memory_is_said_of_the_minerals_asked_for() -> None:
    covers = (
        Cover("tin", "named", "", "metal", "page_seen"),
        Cover("zinc", "named", "", "metal", "not_seen"),
        Cover("tin", "named", "", "oxide", "general_knowledge"),
    )
    one = measure()._replace(covers=covers)
    assert one.grounded_on({"tin"}) is True
    assert one.grounded_on({"zinc"}) is False
    assert one.grounded_on({"cobalt"}) is False
    assert {*filter(None, one.ground_flags({"tin"}))} == {"no_page_seen"}
    assert {*filter(None, one.ground_flags({"zinc"}))} == {"items_not_seen"}
    assert {*filter(None, one._replace(evidence="").ground_flags({"cobalt"}))} == {"no_address"}
    all_of_it = one._replace(covers=items("", scope="unnamed"))
    assert all_of_it.grounded_on({"cobalt"}) is True


def test_an_event_can_be_known_from_its_own_day_or_the_one_it_was_announced() -> None:
    plain = Event("e", "suspends", day("2025-03-01"), None, "", True, "", "")
    assert plain.known_from == "2025-03-01"
    assert plain._replace(announced=day("2025-02-01")).known_from == "2025-02-01"


def test_what_could_be_known_includes_the_day_itself() -> None:
    event = Event("e", "suspends", day("2024-03-01"), None, "", True, "", "", day("2024-02-01"))
    one = measure(events=(event,), verified="2024-06-01")
    assert known(one, "2023-11-30") is None
    seen = known(one, "2023-12-01")
    assert seen is not None
    assert (seen.events, seen.verified_through) == ((), "2023-12-01")
    assert known(one, "2024-02-01").events == (event,)


def test_a_view_is_uncertain_where_a_day_of_announcement_was_not_seen() -> None:
    def at(announced: When | None) -> Event:
        return Event("e", "suspends", day("2024-03-01"), None, "", True, "", "", announced)

    month = When("2024-02", "month", "2024-02-01", "2024-02-29")
    assert not uncertain_then(measure(events=(at(None), at(day("2024-02-01")))), "2024-02-10")
    assert uncertain_then(measure(events=(at(None), at(month))), "2024-02-10")
    assert not uncertain_then(measure(events=(at(None), at(month))), "2024-03-10")
    assumed = day("2024-02-01")._replace(precision="assumed")
    assert uncertain_then(measure(events=(at(None), at(assumed))), "2024-03-10")
    assert uncertain_then(measure()._replace(announced=month), "2024-02-10")
