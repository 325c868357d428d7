"""Sums beside what they are sums of: each amount is used once, and what differs is said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin.lakes.adding import Result, add
from critmin.lakes.engine import connect
from critmin.lakes.managing import added_table, lake_check
from critmin.lakes.store import open_lake
from critmin.lakes.totals import OVERLAP

MODE, CUSTOMS, SECOND = "mode of transport", "customs procedure", "second partner"
PART = "part of a total that is used: "
OTHER = "part of a total that is used, but has another sum: "
NO_VALUE = "total without a value, whose parts are used: "
HEAD = (
    "period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,cmdCode,customsCode,"
    "motCode,qtyUnitCode,qty,netWgt,primaryValue"
)
# Of each partner: second partner, procedure, mode and value of its rows; what is used of them, and
# why the others are not, added up by hand.
FLOWS: dict[int, tuple[Sequence[tuple[str, str, str, str]], int, dict[str, int]]] = {
    # The total of all, with its parts by each dimension.
    156: (
        [
            ("0", "C00", "0", "100"),
            ("0", "C01", "0", "60"),
            ("0", "C04", "0", "40"),
            ("0", "C00", "1000", "30"),
            ("0", "C00", "2100", "70"),
            ("842", "C00", "0", "100"),
            ("842", "C01", "2100", "60"),
            ("842", "C04", "2100", "40"),
        ],
        100,
        {PART + MODE: 2, PART + CUSTOMS: 4, PART + SECOND: 1},
    ),
    # No total of all: by mode of all procedures, and by procedure of all modes.
    76: (
        [
            ("0", "C00", "2100", "25"),
            ("0", "C00", "3200", "15"),
            ("0", "C01", "0", "30"),
            ("0", "C04", "0", "10"),
        ],
        40,
        {OVERLAP: 2},
    ),
    # A total of procedures by one mode stands for parts by that mode, and no other.
    604: (
        [
            ("0", "C00", "2100", "10"),
            ("0", "C01", "2100", "6"),
            ("0", "C04", "2100", "4"),
            ("0", "C01", "3200", "5"),
            ("0", "C04", "3200", "7"),
        ],
        22,
        {PART + CUSTOMS: 2},
    ),
    # So does that of a second partner, by one procedure and a branch of the modes.
    484: (
        [
            ("0", "C01", "2000", "9"),
            ("842", "C01", "2100", "4"),
            ("124", "C01", "2200", "5"),
            ("842", "C01", "3200", "1"),
            ("842", "C04", "2100", "2"),
        ],
        12,
        {PART + SECOND: 2},
    ),
    # Two cuts of which neither has all: the larger sum is used.
    188: (
        [("0", "C00", "2100", "25"), ("0", "C01", "0", "30"), ("0", "C04", "0", "10")],
        40,
        {OVERLAP: 1},
    ),
    # A tree of modes without its root: water 2000, other 9000, and what they are sums of.
    152: (
        [
            ("0", "C00", "2000", "50"),
            ("0", "C00", "2100", "30"),
            ("0", "C00", "2200", "20"),
            ("0", "C00", "1000", "10"),
            ("0", "C00", "9000", "7"),
            ("0", "C00", "9100", "7"),
            ("0", "C00", "9110", "4"),
            ("0", "C00", "9120", "3"),
        ],
        67,
        {PART + MODE: 5},
    ),
    # A total that is not the sum of its parts.
    36: (
        [("0", "C00", "0", "100"), ("0", "C01", "0", "60"), ("0", "C04", "0", "30")],
        100,
        {OTHER + CUSTOMS: 2},
    ),
    # A total without a value.
    410: (
        [("0", "C00", "0", ""), ("0", "C01", "0", "5"), ("0", "C04", "0", "6")],
        11,
        {NO_VALUE + CUSTOMS: 1},
    ),
    # One procedure has the total of its modes, the other the modes alone.
    710: ([("0", "C01", "0", "8"), ("0", "C04", "2100", "3"), ("0", "C04", "1000", "2")], 13, {}),
    # Second partners without their total.
    842: ([("124", "C00", "0", "4"), ("484", "C00", "0", "6")], 10, {}),
    # A part without a value leaves open whether the sum is another.
    36 + 518: (
        [("0", "C00", "0", "20"), ("0", "C01", "0", "12"), ("0", "C04", "0", "")],
        20,
        {PART + CUSTOMS: 2},
    ),
    # Rounded parts: 33 + 33 + 33 are 100.
    124: (
        [("0", "C00", "0", "100"), *(("0", f"C0{n}", "0", "33") for n in (1, 4, 6))],
        100,
        {PART + CUSTOMS: 3},
    ),
}


def line(partner: int | str, cells: Sequence[str], code: str = "250410") -> str:
    second, customs, mode, value = cells
    return f"2023,392,M,{partner},{second},H6,{code},{customs},{mode},8,,,{value}"


def put(folder: Path, name: str, lines: Iterable[str], reader: str) -> Result:
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (result,) = add([folder / name], reader=reader, lake=folder / "lake")
    return result


def values(folder: Path, source: str, column: str) -> dict[str, Decimal]:
    engine = connect()
    table = engine.flows(open_lake(folder / "lake"), source)
    found: dict[str, Decimal] = {}
    for row in engine.fetch(table).to_pylist():
        found[row[column]] = found.get(row[column], Decimal(0)) + row["value"]
    return found


# The mark of the file itself is missing, right for some rows and wrong for others.
MARKS = {"none": None, "turned round": lambda cells: str(cells[:3] != ("0", "C00", "0"))}


@pytest.mark.parametrize("mark", MARKS)
def test_comtrade_uses_each_amount_once_whatever_its_mark_says(mark: str, tmp_path: Path) -> None:
    marks = MARKS[mark]
    rows = [HEAD + (",isAggregate" if marks else "")]
    reasons: dict[str, int] = {}
    for partner, (cells, _used, aside) in FLOWS.items():
        rows += [line(partner, one) + (f",{marks(one)}" if marks else "") for one in cells]
        for reason, count in aside.items():
            reasons[reason] = reasons.get(reason, 0) + count
    result = put(tmp_path, "flows.csv", rows, "comtrade")
    assert result.record.set_aside == reasons
    by_country = values(tmp_path, "comtrade", "exporter")
    numbers = {
        156: "CHN",
        76: "BRA",
        152: "CHL",
        36: "AUS",
        410: "KOR",
        710: "ZAF",
        842: "USA",
        604: "PER",
        484: "MEX",
        188: "CRI",
        554: "NZL",
        124: "CAN",
    }
    assert by_country == {numbers[one]: Decimal(used) for one, (_c, used, _a) in FLOWS.items()}


def test_an_example_of_a_reason_is_the_line_of_the_file(tmp_path: Path) -> None:
    rows = [line(156, one) for one in FLOWS[156][0]]
    result = put(tmp_path, "flows.csv", [HEAD, *rows[::-1]], "comtrade")
    # Written from the last row on: modes 2100 and 1000 of all procedures are lines 5 and 6.
    assert result.record.about["examples"][PART + MODE] == ["line 5", "line 6"]
    assert result.record.about["examples"][PART + SECOND] == ["line 4"]


def test_totals_of_partners_and_headings_are_compared_with_what_is_used(tmp_path: Path) -> None:
    whole = ("0", "C00", "0")
    rows = [
        line(156, (*whole, "100")),
        line(76, (*whole, "40")),
        line(0, (*whole, "140")),
        line(156, (*whole, "100"), "2504"),
        line(410, (*whole, "80"), "850511"),
        line(0, (*whole, "500"), "850511"),
        line(0, (*whole, "9"), "280461"),
        line(156, (*whole, "44"), "2805"),
        line(156, (*whole, "150"), "25"),
    ]
    result = put(tmp_path, "flows.csv", [HEAD, *rows], "comtrade")
    assert result.record.about["totals"] == {
        # 140 is 100 and 40; 500 is not 80; 9 has nothing below it.
        "total of all partners": {
            "totals": 3,
            "alone": 1,
            "differ": 1,
            "example": "2023 JPN import 280461",
        },
        # 2504 is 100; 25 is 150, not 100; 2805 has no code below it.
        "total of a heading": {
            "totals": 3,
            "alone": 1,
            "differ": 1,
            "example": "2023 JPN import 25",
        },
    }
    said = {one.message: one.level for one in added_table(tmp_path / "lake", [result]).warnings}
    alone = "flows.csv: 1 of 3 rows with a total of a heading have no row below them in the file"
    assert [level for text, level in said.items() if text.startswith(alone)] == ["data-loss"]
    assert any("rows with a total of all partners are not the sum" in text for text in said)
    again = lake_check(lake=tmp_path / "lake")
    assert {one.message for one in again.warnings} >= {*said}
    assert "3 of 9 rows of the files are used" in str(again.summary)


@pytest.mark.slow
def test_totals_that_are_the_sum_of_their_rows_are_not_spoken_of(tmp_path: Path) -> None:
    whole = ("0", "C00", "0")
    rows = [line(156, (*whole, "1.4")), line(76, (*whole, "1.4")), line(0, (*whole, "3"))]
    result = put(tmp_path, "flows.csv", [HEAD, *rows], "comtrade")
    codes = [one.code for one in added_table(tmp_path / "lake", [result]).warnings]
    assert codes == ["lake_rows"]


CUT = ["I_COMMODITY", "CTY_CODE", "CTY_NAME", "GEN_VAL_MO", "DISTRICT", "RP", "time"]


def test_census_uses_a_flow_once_that_is_cut_by_district_and_provision(tmp_path: Path) -> None:
    cuts = [
        ("5700", "CHINA", "90", "-", "-"),
        ("5700", "CHINA", "60", "10", "-"),
        ("5700", "CHINA", "30", "20", "-"),
        ("5700", "CHINA", "50", "10", "61"),
        ("5700", "CHINA", "10", "10", "69"),
        ("5700", "CHINA", "30", "20", "61"),
        # No total of all districts: that of each provision is used.
        ("1220", "CANADA", "7", "10", "-"),
        ("1220", "CANADA", "4", "10", "61"),
        ("1220", "CANADA", "3", "10", "69"),
        ("1220", "CANADA", "2", "20", "61"),
        ("-", "TOTAL FOR ALL COUNTRIES", "99", "-", "-"),
    ]
    rows = [
        ["2504101000", code, name, value, district, provision, "2025-02"]
        for code, name, value, district, provision in cuts
    ]
    (tmp_path / "answer.json").write_text(json.dumps([CUT, *rows]), "utf-8")
    (result,) = add([tmp_path / "answer.json"], reader="census", lake=tmp_path / "lake")
    assert values(tmp_path, "census", "exporter") == {"CHN": Decimal(90), "CAN": Decimal(9)}
    assert result.record.set_aside == {
        PART + "district": 2,
        PART + "rate provision": 5,
        "total of all partners": 1,
    }
    assert result.record.about["totals"]["total of all partners"]["differ"] == 0


OLD = (
    "DECLARANT_ISO,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_REGIME,SUPP_UNIT,PERIOD,"
    "VALUE_IN_EUROS,QUANTITY_IN_KG,SUP_QUANTITY"
)


def test_comext_uses_regime_4_which_is_the_sum_of_the_others(tmp_path: Path) -> None:
    def row(partner: str, regime: str, value: int) -> str:
        return f"FR,{partner},E,25041000,1,{regime},A,201652,{value},{value},0"

    rows = [row("CN", "1", 60), row("CN", "2", 30), row("CN", "3", 10), row("CN", "4", 100)]
    rows += [row("BR", "1", 5), row("BR", "2", 6), row("WORLD", "4", 111)]
    rows += [row("EU27_2020_EXTRA", "4", 111)]
    result = put(tmp_path, "full201652.dat", [OLD, *rows], "comext")
    assert values(tmp_path, "comext", "exporter") == {"CHN": Decimal(100), "BRA": Decimal(11)}
    assert result.record.set_aside == {
        PART + "statistical procedure": 3,
        "total of all partners": 1,
        "total of a group of partners": 1,
    }
    assert result.record.about["totals"]["total of all partners"]["differ"] == 0


NEW = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT"
)


def test_comext_adds_the_procedures_up_and_uses_no_sum_beside_them(tmp_path: Path) -> None:
    """1 normal, 2 inward and 3 outward processing, 9 not recorded from customs declarations."""
    cells = [
        *(("CN", procedure, 10**place) for place, procedure in enumerate("1239")),
        ("BR", "1", 7),
        ("BR", "4", 7),
        ("BR", "2", 0),
        ("US", "U", 4),
        ("US", "1", 4),
    ]
    rows = [
        f"FR,{partner},E,25041000,1,{procedure},NO_SU,202401,{value},{value},0"
        for partner, procedure, value in cells
    ]
    result = put(tmp_path, "full_v2_202401.dat", [NEW, *rows], "comext")
    used = {"CHN": Decimal(1111), "BRA": Decimal(7), "USA": Decimal(4)}
    assert values(tmp_path, "comext", "exporter") == used
    assert result.record.set_aside == {
        PART + "statistical procedure": 2,
        "statistical procedure is not known": 1,
    }


@pytest.mark.parametrize("world", ["World"])
def test_a_plain_table_sets_the_world_aside_and_compares_it(world: str, tmp_path: Path) -> None:
    rows = ["period,importer,exporter,code,value"]
    rows += [
        f"2024,JPN,{partner},250410,{value}"
        for partner, value in (("CHN", 60), ("BRA", 30), (world, 100))
    ]
    result = put(tmp_path, "own.csv", rows, "table")
    assert result.record.about["value"] == "90.000"
    (said,) = [
        one
        for one in added_table(tmp_path / "lake", [result]).warnings
        if one.code == "lake_totals"
    ]
    assert said.message.startswith("own.csv: 1 of 1 rows with a total of all partners are not")


@pytest.mark.parametrize(("unnamed", "said"), [(89, True), (70, False)])
def test_a_row_without_a_partner_that_is_the_sum_of_the_others_is_pointed_out(
    unnamed: int, said: bool, tmp_path: Path
) -> None:
    rows = ["period,importer,exporter,code,value"]
    rows += [
        f"2024,JPN,{partner},250410,{value}"
        for partner, value in (("CHN", 60), ("BRA", 30), ("", unnamed))
    ]
    result = put(tmp_path, "own.csv", rows, "table")
    assert result.record.rows_used == 3
    found = [
        one
        for one in added_table(tmp_path / "lake", [result]).warnings
        if one.code == "lake_totals"
    ]
    assert bool(found) is said


@pytest.mark.slow
def test_a_row_without_a_partner_beside_one_country_says_nothing(tmp_path: Path) -> None:
    rows = ["period,importer,exporter,code,value", "2024,JPN,CHN,250410,60", "2024,JPN,,250410,60"]
    result = put(tmp_path, "own.csv", rows, "table")
    assert not added_table(tmp_path / "lake", [result]).warnings
