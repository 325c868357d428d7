"""screen: the rules by hand, the bundled trade, and the same answer from a lake."""

from __future__ import annotations

from decimal import Decimal

import pytest

from critmin.answers.reading import strongest
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.screening.indicators import Recorded, figures, meets
from critmin.screening.rules import EC2021, GEODEP, Thresholds, changed, over_years
from critmin.screening.screen import screen
from critmin.trade import flows

# By hand: JPN buys 90 of AAA, 10 of BBB; HHI 8,100 + 100 = 8,200. It sells 50: ratio 2. The world
# sells 200 of AAA, 10 of BBB, 50 of JPN: (200^2 + 10^2 + 50^2) / 260^2 = 42,600 / 67,600.
WORLD = [
    Recorded(2024, "260400", "JPN", "AAA", 90),
    Recorded(2024, "260400", "JPN", "BBB", 10),
    Recorded(2024, "260400", "KOR", "AAA", 110),
    Recorded(2024, "260400", "KOR", "JPN", 50),
]


def alone(place: str, _year: int) -> frozenset[str]:
    return frozenset({place})


def test_indicators_by_hand() -> None:
    found = dict(figures(WORLD, alone))[("JPN", "260400", 2024)]
    assert (found.imports, found.supplier, found.share) == (100, "AAA", 0.9)
    assert found.import_hhi == found.import_hhi_high == pytest.approx(8200)
    assert found.export_hhi == pytest.approx(10_000 * 42_600 / 67_600)
    assert found.ratio == 2
    assert meets(found, GEODEP.thresholds) is True
    assert meets(found, changed(GEODEP, ratio=2.0)) is False  # 2 does not exceed 2
    assert meets(found, changed(GEODEP, import_hhi=0.82)) is False


def test_a_bloc_is_one_buyer_by_hand() -> None:
    """AAA and BBB are a bloc: 30 from CCC and 20 from within; it sells 10 outside, 20 inside."""
    trade = [
        Recorded(2024, "260400", "AAA", "CCC", 30),
        Recorded(2024, "260400", "AAA", "BBB", 20),
        Recorded(2024, "260400", "CCC", "BBB", 10),
    ]

    def bought(place: str, _year: int) -> frozenset[str]:
        return frozenset({"bloc"}) if place in {"AAA", "BBB"} else frozenset()

    of = dict(figures(trade, bought, EC2021))[("bloc", "260400", 2024)]
    assert (of.imports, of.import_hhi, of.exports) == (30, 10_000, 30)
    assert of.outside_share == pytest.approx(30 / 50)
    assert meets(of, EC2021.thresholds) is False  # imports equal all exports
    of = dict(figures(trade, bought, GEODEP))[("bloc", "260400", 2024)]
    assert of.exports == 10  # trade within is no export


def test_what_is_not_known_is_neither_zero_nor_a_verdict() -> None:
    hidden = Recorded(2024, "260400", "JPN", "", 100)
    found = dict(figures([*WORLD, hidden], alone))[("JPN", "260400", 2024)]
    assert found.import_hhi == pytest.approx(2050)
    assert found.import_hhi_high == pytest.approx(10_000 * (190**2 + 10**2) / 200**2)
    assert meets(found, GEODEP.thresholds) is None
    missing = Recorded(2024, "260400", "JPN", "CCC", None)
    found = dict(figures([*WORLD, missing], alone))[("JPN", "260400", 2024)]
    assert (found.missing, meets(found, GEODEP.thresholds)) == (1, None)
    found = dict(figures(WORLD, alone, worldwide=False))[("JPN", "260400", 2024)]
    assert (found.export_hhi, meets(found, GEODEP.thresholds)) == (None, None)


@pytest.mark.parametrize(
    ("met", "held", "expected"),
    [
        ({2022: True, 2023: True}, (2022, 2023, 2024), (2, 3, True)),
        ({2024: True}, (2022, 2023, 2024), (1, 3, False)),
        ({2024: True}, (2024,), (1, 1, None)),
        ({2024: True, 2023: None}, (2022, 2023, 2024), (1, 2, None)),
        ({2022: False, 2023: False, 2024: None}, (2022, 2023, 2024), (0, 2, False)),
    ],
)
def test_two_of_three_years(
    met: dict[int, bool | None], held: tuple[int, ...], expected: tuple[int, int, bool | None]
) -> None:
    assert over_years(met, 2024, held, GEODEP.thresholds) == expected


def test_exports_without_a_value_are_not_none() -> None:
    """JPN sold B some goods, for which no value is published: nothing follows from a ratio."""
    flows_ = [*WORLD[:2], Recorded(2024, "260400", "BBB", "JPN", None)]
    found = dict(figures(flows_, alone))[("JPN", "260400", 2024)]
    assert (found.exports, found.ratio, found.export_hhi, found.missing) == (None, None, None, 1)
    assert meets(found, GEODEP.thresholds) is None


def test_published_thresholds() -> None:
    """CEPII's page of GeoDep (HHI 0.4, ratio 1, two of three years); SWD(2021) 352."""
    assert GEODEP.thresholds == Thresholds(4000, 4000, None, 1, 2, 3)
    assert EC2021.thresholds == Thresholds(4000, None, 0.5, 1, 1, 1)
    assert changed(GEODEP, import_hhi=0.5) == changed(GEODEP, import_hhi=5000)


def test_the_bundled_trade_again_from_its_flows() -> None:
    """Ferro-niobium of the EU: recomputed from the flows without the package's maths."""
    from critmin.core.names import members

    table = screen("eu27", rule="ec2021", year=2024)
    row = next(r for r in table.records() if r["code"] == "720293")
    eu = set(members("eu27", "2024-12-31"))
    of = [f for f in flows.flows("baci-hs92", 2024, {"720293"})]
    inward = [f for f in of if f.importer in eu and f.exporter not in eu]
    by: dict[str, int] = {}
    for flow in inward:
        by[flow.exporter] = by.get(flow.exporter, 0) + flow.value
    total = sum(by.values())
    within = sum(f.value for f in of if f.importer in eu and f.exporter in eu)
    sold = sum(f.value for f in of if f.exporter in eu)
    assert row["imports"] == total
    assert row["import_hhi"] == pytest.approx(sum((v / total * 100) ** 2 for v in by.values()))
    assert row["supplier_iso3"] == max(by, key=lambda code: by[code]) == "BRA"
    assert row["outside_share"] == pytest.approx(total / (total + within))
    assert row["imports_over_exports"] == pytest.approx(total / sold)
    assert row["meets"] is True


def test_every_shows_what_does_not_meet_the_rule() -> None:
    some, every = screen("japan"), screen("japan", every=True)
    assert {r["code"] for r in some.records()} < {r["code"] for r in every.records()}
    assert all(row["meets"] is True for row in some.records())
    left = next(c for c in some.warnings if c.code == "screen_left")
    assert str(len(every.rows)) in left.message
    single = [r for r in every.records() if r["source"] == ("baci-hs17@202601",)]
    assert single and all("years_few" in r["flag"] and r["meets"] is not True for r in single)


def test_changed_thresholds_are_not_called_the_published_rule() -> None:
    table = screen("japan", import_hhi=0.1)
    assert "meet CEPII's rule with other thresholds (HHI of imports over 0.1) in" in table.summary
    about = next(c for c in table.warnings if c.code == "thresholds_changed")
    assert about.level == "changes-reading"
    assert "exceeds 0.1" in about.message and "Published: " in about.message
    assert "(HHI of imports over 0.1)" in about.short
    assert any("HHI of imports over 0.1" in line.text for line in strongest(table))
    assert "screen_rule" not in {c.code for c in table.warnings}
    assert "other thresholds (" in screen("japan", rule=" GeoDep", import_hhi=0.1).summary
    for same in (screen("japan"), screen("japan", import_hhi=0.4), screen("japan", ratio=1)):
        assert "other thresholds" not in same.summary
        assert "screen_rule" in {c.code for c in same.warnings}
    none = screen("japan", "gallium", ratio=5000, export_hhi=1, met_in=3)
    assert "imports over 5000 times the exports; met in 3 of 3 years" in none.summary


def test_a_product_under_two_codes_is_counted_once() -> None:
    """Borates are 252890 in HS92 and 252800 in HS17; tantalum and beryllium have two codes too."""
    table = screen("eu27", rule="ec2021", every=True)
    found = {row["code"]: row["nomenclature"] for row in table.records()}
    assert {"252890": "HS92", "810310": "HS92", "811211": "HS92"}.items() <= found.items()
    assert not {"252800", "810320", "811212"} & found.keys()
    # Goods with codes of HS17 alone here, and a code with more goods than the earlier one, stay.
    assert {"811292": "HS17", "850511": "HS17", "810194": "HS17"}.items() <= found.items()
    (about,) = (c for c in table.warnings if c.code == "screen_regrouped")
    assert "HS17 252800 (in HS92 252890)" in about.message
    (scope,) = (c for c in table.warnings if c.code == "screen_scope")
    assert f"only the {len(found)} tariff codes" in scope.message
    own = screen("eu27", "boron", rule="ec2021", every=True, source="baci-hs17")
    assert "252800" in {row["code"] for row in own.records()}
    assert "screen_regrouped" not in {c.code for c in own.warnings}
    for other in (screen("eu27", "tungsten"), screen("eu27", year=2021)):
        assert "screen_regrouped" not in {c.code for c in other.warnings}


def test_refusals() -> None:
    with pytest.raises(UnknownName):
        screen("japan", rule="oecd")
    with pytest.raises(QueryError, match="--export-hhi is not a criterion of ec2021"):
        screen("eu27", rule="ec2021", export_hhi=0.5)
    with pytest.raises(QueryError, match="no threshold without a rule"):
        screen("japan", rule="none", ratio=2)
    with pytest.raises(QueryError, match="--import-hhi is -1"):
        screen("japan", import_hhi=-1)
    for value in (1.5, 40, 10_001, float("inf"), float("nan")):
        with pytest.raises(QueryError, match=r"write 0 to 1, as 0\.4, or 100 to 10,000"):
            screen("japan", import_hhi=value)
    for value in (-1, float("inf"), float("nan")):
        with pytest.raises(QueryError, match=r"--ratio is .*: write a number from 0"):
            screen("japan", ratio=value)
    for value in (40, float("nan")):
        with pytest.raises(QueryError, match=r"--outside-share is .*: write a share from 0 to 1"):
            screen("eu27", rule="ec2021", outside_share=value)
    with pytest.raises(NoData, match="comext@2024 records no imports of these products by Japan"):
        screen("japan", source="comext")
    with pytest.raises(NoData, match="baci-hs17@202601 have 1995 to 2024"):
        screen("japan", year=1990)
    with pytest.raises(QueryError, match="--engine reads a lake"):
        screen("japan", engine="duckdb")


def test_a_lake_gives_the_answer_of_the_bundled_trade(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("ibis")
    pytest.importorskip("duckdb")
    from critmin.lakes.adding import add

    lines = ["period,importer,exporter,code,value,weight_kg,nomenclature"]
    codes = {"720293", "261000", "283691", "280480", "760110"}  # all countries sell aluminium
    for year in (2022, 2023, 2024):
        lines += [
            f"{year},{f.importer},{f.exporter},{f.code},{Decimal(f.value)},,HS92"
            for f in flows.flows("baci-hs92", year, codes)
        ]
    file = tmp_path / "flows.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    add([file], reader="table", lake=tmp_path / "lake")
    for rule in ("geodep", "ec2021"):
        own = screen("japan", "eu27", rule=rule, every=True, trade=str(tmp_path / "lake"))
        ours = screen("japan", "eu27", rule=rule, every=True, source="baci-hs92")
        kept = [row for row in ours.records() if row["code"] in set(own["code"])]
        assert len(kept) == len(own.rows) > 4
        for mine, theirs in zip(kept, own.records(), strict=True):
            for name, value in mine.items():
                if name not in {"source"}:
                    assert theirs[name] == (
                        pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
                    ), (name, mine["code"])
    import pyarrow.parquet as pq

    own.to_parquet(tmp_path / "x.parquet")
    assert pq.read_table(tmp_path / "x.parquet")["code"].to_pylist() == list(own["code"])


def test_a_screen_of_a_lake_without_a_row_says_so(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from critmin.lakes.adding import add

    file = tmp_path / "trade.csv"
    rows = ["2023,JPN,CHN,250410,100", "2023,JPN,USA,250410,100"]
    file.write_text("\n".join(["period,importer,exporter,code,value", *rows, ""]), "utf-8")
    lake = str(tmp_path / "lake")
    add([file], reader="table", lake=lake)
    found = screen("japan", trade=lake)
    assert len(found) == 0
    assert found.summary.startswith("No product")
    assert len(screen("japan", trade=lake, top=1)) == 0
    (row,) = screen("japan", trade=lake, every=True).records()
    assert "world_not_held" in row["flag"]
    assert row["export_hhi"] is None  # two flows are not the world
    with pytest.raises(NoData, match="no imports of these products, buyers and years"):
        screen("france", trade=lake)
