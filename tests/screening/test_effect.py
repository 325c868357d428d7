"""effect: windows and changes by hand, and the sample again from its rows."""

from __future__ import annotations

import pytest

from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.periods import Month, between
from critmin.export_controls.bundled_tables import measures
from critmin.screening.comparison import Good, comparison_goods, controlled_goods
from critmin.screening.effect import effect
from critmin.screening.effect_sentences import beside
from critmin.screening.effect_sentences import effect as summary
from critmin.screening.replaced import own_output, replacements
from critmin.screening.windows import (
    Monthly,
    Totals,
    Window,
    change,
    in_quantity,
    place,
    totals,
    windows,
)
from critmin.trade import monthly_sample

HELD = list(between(Month(2024, 6), Month(2026, 6)))


def test_the_month_of_the_control_is_in_no_window() -> None:
    before, after, earlier = windows(HELD, "2025-02-04", 12)
    assert (str(before.months[0]), str(before.months[-1])) == ("2024-06", "2025-01")
    assert (str(after.months[0]), str(after.months[-1])) == ("2025-03", "2026-02")
    assert max(earlier.months) < Month(2025, 2)
    _, after, _ = windows(HELD, "2025-02-01", 3)
    assert [str(one) for one in after.months] == ["2025-02", "2025-03", "2025-04"]


def test_means_by_hand() -> None:
    """3 t of 4 t from China in two months of three: 1 t a month; a quarter is not named."""
    jan, feb, mar = (Month(2025, one) for one in (1, 2, 3))
    found = [
        Monthly(jan, "GBR", "810194", "CHN", 100, 2000),
        Monthly(feb, "GBR", "810194", "CHN", 50, 1000),
        Monthly(feb, "GBR", "810194", "", 50, 1000),
    ]
    of = totals(found, Window("before", (jan, feb, mar)), "CHN")
    assert (of.recorded, of.t, of.t_from) == (2, pytest.approx(4 / 3), pytest.approx(1))
    assert (of.share_from, of.supplier, of.unit_value) == (0.75, "CHN", pytest.approx(0.05))
    assert of.unnamed == pytest.approx(50 / 3)
    heavy = totals(
        [*found, Monthly(mar, "GBR", "810194", "CHN", 9, None)],
        Window("before", (jan, feb, mar)),
        "CHN",
    )
    assert heavy.t is None  # an unknown weight is not zero
    assert heavy.t_from is None


def test_change_and_place() -> None:
    assert change(4.0, 1.0) == -0.75
    assert change(0.0, 1.0) is None
    assert change(None, 1.0) is None
    assert place(-0.5, [-0.9, -0.5, 0.1]) == 2
    assert place(None, [0.1]) is None


def test_no_comparison_good_is_touched_by_a_control() -> None:
    free, touched = comparison_goods("CHN", "2026-06-30")
    assert {"810411", "810419"} <= {good.code for good in touched}  # the licence on magnesium
    assert {"251110", "850519"} <= {good.code for good in free}
    measure = next(one for one in measures() if one.measure_id == "CN-2025-10")
    goods = controlled_goods(measure, "tungsten")
    assert "810194" in {good.code for good in goods}
    assert not {good.code for good in goods} & {good.code for good in free}


def test_the_sample_again_from_its_rows() -> None:
    """British imports of unwrought tungsten from China, before and after No. 10 of 2025."""
    table = effect("tungsten", "uk", since_control="china")
    rows = {
        row["window"]: row
        for row in table.records()
        if row["treatment"] == "controlled" and row["code"] == "810194"
    }
    flows = [
        flow
        for flow in monthly_sample.flows("hmrc")
        if flow.code.startswith("810194") and flow.partner == "CHN"
    ]
    before = sum(f.kg for f in flows if f.month <= Month(2025, 1)) / 8000
    after = sum(f.kg for f in flows if Month(2025, 3) <= f.month <= Month(2026, 2)) / 12000
    assert rows["before"]["from_country_t"] == pytest.approx(before)
    assert rows["after"]["from_country_t"] == pytest.approx(after)
    assert rows["after"]["from_country_change"] == pytest.approx(after / before - 1)
    others = [
        row["from_country_change"]
        for row in table.records()
        if row["treatment"] == "comparison" and row["window"] == "after"
    ]
    assert rows["after"]["comparisons"] == len(others)
    assert rows["after"]["fall_place"] is None  # fewer than ten
    assert len(others) < 10
    codes = {about.code for about in table.warnings}
    assert {"after_not_because", "few_comparisons", "comparison_touched"} <= codes
    assert "because" not in table.summary
    assert "after the control" in table.summary


def test_who_replaced_whom() -> None:
    table = effect("rare-earths", "uk", since_control="china", suppliers=True)
    rows = {row["supplier_iso3"]: row for row in table.records()}
    assert rows["DEU"]["difference"] == pytest.approx(
        rows["DEU"]["after_t"] - rows["DEU"]["before_t"]
    )
    assert {row["goods"] for row in rows.values()} == {"Permanent magnets of metal"}
    assert rows["CHN"]["difference"] > 0
    assert table.summary == (
        "The United Kingdom's imports of permanent magnets of metal from China did not fall after "
        "the control of 4 April 2025: 80 t a month, 78 t before. Germany sold 76 t a month more, "
        "but not in China's place."
    )
    # No bundled table lists makers of magnets: mines and separation plants are not asked.
    assert {row["own_output"] for row in rows.values()} == {None}
    assert not any("transit_candidate" in row["flag"] for row in rows.values())
    assert "transit_candidate" not in {about.code for about in table.warnings}


def test_a_fall_stands_beside_who_sold_more() -> None:
    table = effect("tungsten", "brazil", since_control="china", suppliers=True)
    rows = {row["supplier"]: row for row in table.records()}
    most = max(rows, key=lambda name: rows[name]["difference"])
    assert rows["China"]["difference"] < 0
    assert table.summary == (
        "Brazil's imports of tungsten unwrought from China fell after the control of 4 February "
        f"2025: {rows['China']['after_t']:.2g} t a month, {rows['China']['before_t']:.2g} t "
        f"before. {most} sold {rows[most]['difference']:.2g} t a month more."
    )


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            {"CHN": (None, 5.0), "VNM": (1.0, 4.0), None: (0.0, 9.0)},
            "Brazil bought 3 t a month more tungsten unwrought from Viet Nam after the control of "
            "4 February 2025; imports from China are not known both before and after it.",
        ),
        (
            {"VNM": (1.0, 4.0)},
            "Brazil bought 3 t a month more tungsten unwrought from Viet Nam after the control of "
            "4 February 2025; imports from China were not recorded at all.",
        ),
        (
            {"VNM": (4.0, 1.0)},
            "Brazil bought no more from any supplier after the control of 4 February 2025; "
            "imports from China were not recorded at all.",
        ),
        (
            {None: (1.0, 4.0)},
            "Brazil bought no more from any supplier that is named after the control of 4 February "
            "2025; imports from China were not recorded at all.",
        ),
        (
            {"CHN": (8.0, 2.0), "VNM": (1.0, 4.0), None: (0.0, 9.0)},
            "2 t a month, 8 t before. Viet Nam sold 3 t a month more.",
        ),
        (
            {"CHN": (8.0, 2.0), "VNM": (4.0, 4.0), None: (0.0, 9.0)},
            "2 t a month, 8 t before. No other supplier that is named sold more.",
        ),
    ],
)
def test_partners_without_a_name_are_no_supplier_and_none_is_not_unknown(
    figures: dict[str | None, tuple[float | None, float]], said: str
) -> None:
    """A supplier without imports before and after has no row (`replacements`)."""
    table = effect("tungsten", "brazil", since_control="china", suppliers=True)
    first = next(row for row in table.records() if row["code"] == "810194")
    rows = [
        first
        | {
            "supplier": {"CHN": "China", "VNM": "Viet Nam", None: "Not named"}[code],
            "supplier_iso3": code,
            "before_t": before,
            "after_t": after,
            "difference": None if before is None else after - before,
        }
        for code, (before, after) in figures.items()
    ]
    own = table.replace(rows=tuple(tuple(row[name] for name in table.names) for row in rows))
    assert summary(own).endswith(said)


def test_own_output_is_of_the_form_and_unknown_is_not_no() -> None:
    """The EU's table of refined tungsten lists Austria; it does not list Germany."""
    assert own_output([("tungsten", "refined")], "AUT") is True
    assert own_output([("tungsten", "refined")], "DEU") is None
    assert own_output([("tungsten", "refined")], "PRT") is None  # mines, and is not listed here
    assert own_output([("tungsten", "ore")], "PRT") is True
    assert own_output([("tungsten", "intermediate")], "CHN") is None
    assert own_output([("rare-earths", "ore")], "CAN") is False  # the USGS prints 0
    assert own_output([("rare-earths", "refined")], "AUS") is None  # 0 of four elements only
    assert own_output([("antimony", "ore")], "USA") is not False  # withheld
    assert own_output([("tungsten", "refined"), ("tungsten", "scrap")], "AUT") is None


def test_a_transit_candidate_needs_a_printed_zero() -> None:
    jan, feb = Month(2025, 1), Month(2025, 2)
    flows = [
        Monthly(jan, "GBR", "261220", "CHN", 100, 10_000),
        Monthly(feb, "GBR", "261220", "CAN", 100, 10_000),
        Monthly(feb, "GBR", "261220", "FRA", 100, 10_000),
    ]
    parts = [Window("before", (jan,)), Window("after", (feb,))]
    good = Good("261220", "Monazite", (), (("rare-earths", "ore"),), exclusive=True)

    def flagged(of: Good) -> set[str | None]:
        found = replacements(flows, parts, of, ("United Kingdom", "GBR"), ("hmrc@2026-06",))
        return {row.supplier_iso3 for row in found if "transit_candidate" in row.flag}

    assert flagged(good) == {"CAN"}  # France is not listed
    assert flagged(good._replace(exclusive=False)) == set()  # Canada may sell the other goods
    assert flagged(good._replace(made=(("rare-earths", "magnet"),))) == set()


def test_a_source_is_the_only_one_or_refused() -> None:
    for name in ("hmrc", "hmrc@2026-06", "HMRC"):
        table = effect("tungsten", since_control="china", source=name)
        assert {row["buyer_iso3"] for row in table.records()} == {"GBR"}
        assert {source.id for source in table.sources} == {"hmrc@2026-06", "controls@2026"}
    for name in ("nosuch", "comext", "baci-hs92"):
        for trade in (None, "sample"):
            with pytest.raises(UnknownName, match=r"unknown trade source .* known: hmrc@2026-06"):
                effect("tungsten", since_control="china", source=name, trade=trade)
    with pytest.raises(NoData, match="by the United Kingdom"):
        effect("tungsten", "uk", since_control="china", source="comexstat")


def test_every_reason_why_a_change_is_not_judged() -> None:
    """British imports of antimony from China: three months before, imports in two of them."""
    said = effect("antimony", since_control="china").summary
    assert "Only 3 months before the control (2 with imports) can be compared" in said
    after = {"months": 12, "months_recorded": 12, "comparisons": 12, "fall_place": None}
    before = {"months": 3, "months_recorded": 3}
    only = "Only 3 months before the control can be compared: too little to say if that is unusual."
    assert beside(after, before) == only  # goods are enough: they are not the reason
    assert beside({**after, "comparisons": 4}, {"months": 8, "months_recorded": 7}) == (
        "4 comparison goods can stand beside it: too little to say if that is unusual."
    )
    both = beside({**after, "months": 2, "months_recorded": 0}, before)
    assert "3 months before the control and 2 months after the control (0 with imports)" in both


def test_a_touched_good_is_named_with_the_buyer_whose_months_it_is_left_out_of() -> None:
    """A control of rare gases begins after the British months and within the Brazilian ones."""
    table = effect("tungsten", since_control="china")
    compared = {(r["buyer"], r["goods"]) for r in table.records() if r["treatment"] == "comparison"}
    touched = [about for about in table.warnings if about.code == "comparison_touched"]
    assert len(touched) == 2
    for about in touched:
        buyer = about.message.partition(":")[0]
        assert buyer in {"United Kingdom", "Brazil"}
        assert not [goods for of, goods in compared if of == buyer and goods in about.message]
    (alone,) = (
        about.message
        for about in effect("tungsten", "uk", since_control="china").warnings
        if about.code == "comparison_touched"
    )
    assert "Rare gases" not in alone


def test_a_comparison_good_was_bought_in_quantity() -> None:
    """Acid-grade fluorspar, 29 kg a month before, was bought in seven months of eight."""
    table = effect("tungsten", "uk", since_control="china")
    rows = [
        r for r in table.records() if r["treatment"] == "comparison" and r["window"] == "before"
    ]
    assert "252922" not in {row["code"] for row in rows}
    assert all(row["from_country_t"] >= max(0.1, 0.01 * row["month_t"]) for row in rows)
    assert len(rows) > 4
    of = Totals(8, 10.0, 9.0, 0.1, 8.0, "CHN", 0.8)
    assert in_quantity(of)
    assert not in_quantity(of._replace(t=10.1))
    assert not in_quantity(of._replace(t=None))


def test_refusals() -> None:
    with pytest.raises(QueryError, match="--since-control"):
        effect("tungsten")
    with pytest.raises(QueryError, match="--months is 0"):
        effect("tungsten", since_control="china", months=0)
    with pytest.raises(NoData, match="gallium"):
        effect("gallium", since_control="china")
    with pytest.raises(NoData, match="no export control"):
        effect("tungsten", since_control="japan")
    with pytest.raises(NoData, match="1 December 2023") as refused:
        effect("graphite", "uk", since_control="china")
    # The source of Brazil has nothing to do with it.
    assert str(refused.value).endswith(
        "it took effect on 1 December 2023; HM Revenue & Customs Overseas Trade Statistics has "
        "June 2024 to June 2026"
    )
    with pytest.raises(NoData, match=r"HM Revenue & Customs .* and Brazil Comex Stat has "):
        effect("graphite", since_control="china")


def _lake_of(tmp_path, without=(), confidential="9999-99"):  # type: ignore[no-untyped-def]
    """Lake of graphite: the United Kingdom buys 1 t a month from China and 0.1 t from Brazil."""
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    from critmin.lakes.adding import add

    lines = ["period,reporter,importer,exporter,flow,code,value,weight_kg,nomenclature,state"]
    for month in between(Month(2022, 11), Month(2024, 12)):
        lines.append(f"{month},FRA,FRA,CHN,import,250410,500,500,HS22,number")
        if str(month) not in without:
            lines.append(f"{month},GBR,GBR,BRA,import,250410,100,100,HS22,number")
            hidden = str(month) >= confidential
            of, state = ("", "suppressed") if hidden else ("CHN", "number")
            lines.append(f"{month},GBR,GBR,{of},import,250410,1000,1000,HS22,{state}")
    file = tmp_path / "graphite.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    add([file], reader="table", lake=tmp_path / "lake")
    return str(tmp_path / "lake")


def test_months_that_a_buyer_lacks_are_not_zero(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """France has the months, so the source has them; the United Kingdom has no row of any code."""
    without = [f"2024-0{month}" for month in range(3, 9)]
    lake = _lake_of(tmp_path, without)
    table = effect("graphite", "uk", since_control="china", trade=lake)
    before, after = table.records()[:2]
    assert (before["from_country_t"], after["from_country_t"]) == (1, 1)
    assert after["from_country_change"] == 0
    assert (after["first"], after["last"], after["months"]) == ("2023-12", "2024-11", 6)
    assert "months_not_held" in after["flag"]
    assert "did not change" in table.summary
    (about,) = (a.message for a in table.warnings if a.code == "months_not_held")
    assert all(month in about for month in without)
    other = effect("graphite", "france", since_control="china", trade=lake)
    assert "months_not_held" not in {about.code for about in other.warnings}
    with pytest.raises(NoData):  # the EU has one member in this lake
        effect("graphite", "eu27", since_control="china", trade=lake)


def test_partners_that_become_confidential_are_no_fall(tmp_path) -> None:  # type: ignore[no-untyped-def]
    lake = _lake_of(tmp_path, confidential="2024-01")
    table = effect("graphite", "uk", since_control="china", trade=lake)
    after = table.records()[1]
    assert after["from_country_change"] is None
    assert "partners_unnamed" in after["flag"]
    assert "is not known: part of them is from partners that are not named" in table.summary
    (about,) = (a.message for a in table.warnings if a.code == "partners_unnamed")
    assert "which may be China" in about


def test_a_bloc_is_not_one_of_its_members() -> None:
    with pytest.raises(NoData):  # the sample has one member of the G7
        effect("tungsten", "g7", since_control="china")


def test_a_lake_gives_the_answer_of_the_sample(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    from critmin.lakes.adding import add

    lines = ["period,reporter,importer,exporter,flow,code,value,weight_kg,nomenclature"]
    lines += [
        f"{flow.month},GBR,GBR,{flow.partner},import,{flow.code},{flow.usd},{flow.kg},CN"
        for flow in monthly_sample.flows("hmrc")
    ]
    file = tmp_path / "months.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    add([file], reader="table", lake=tmp_path / "lake")
    own = effect("tungsten", "uk", since_control="china", trade=str(tmp_path / "lake"))
    ours = effect("tungsten", "uk", since_control="china")
    assert len(own.rows) == len(ours.rows) > 10
    for mine, theirs in zip(ours.records(), own.records(), strict=True):
        for name in (
            "code",
            "window",
            "months",
            "month_t",
            "from_country_t",
            "from_country_change",
            "supplier",
        ):
            assert theirs[name] == (
                pytest.approx(mine[name]) if isinstance(mine[name], float) else mine[name]
            )
