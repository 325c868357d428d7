"""A company's own suppliers: every line comes back, with its figures or the reason."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import critmin
from critmin import suppliers as own_suppliers
from critmin.answers.table import Table, several
from critmin.answers.text import shown_rows
from critmin.company.supplier_list import read_suppliers
from critmin.core.errors import DataError, NoData, QueryError, UnknownName
from critmin.core.files import parted, read_table
from critmin.core.table_words import fold_header

DAY = "2026-11-24"
ROWS = """Material,Supplier Name,Country of Origin,Stage,Volume (t)
lithium carbonate,Salar SA,Chile,refining,600
Lithium,Ganjiang,China,refining,"1,400"
"""


def ask(tmp_path: Path, text: str, name: str = "list.csv", **how: Any) -> Table:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return own_suppliers(str(path), as_of=DAY, **how)


def flags(table: Table, at: int = 0) -> list[str]:
    return list(several(list(table)[at]["flag"]))


def test_columns_are_the_contract(tmp_path: Path) -> None:
    assert ",".join(ask(tmp_path, ROWS).names) == (
        "line,material,mineral,stage,supplier,country,iso3,matched,own_share,world_share,own_hhi,"
        "world_hhi,under_control,control_ids,stop_takes,flag,source"
    )


def test_own_against_the_world(tmp_path: Path) -> None:
    table = ask(tmp_path, ROWS)
    chile, china = list(table)
    assert (chile["line"], chile["mineral"], chile["iso3"], chile["matched"]) == (
        2,
        "lithium",
        "CHL",
        True,
    )
    assert (chile["own_share"], china["own_share"]) == (0.3, 0.7)
    assert china["own_hhi"] == pytest.approx(5800)
    world = critmin.share("lithium", stage="refining", country="CHN,CHL").column("share")
    assert [china["world_share"], chile["world_share"]] == world
    assert china["world_hhi"] == critmin.hhi("lithium", stage="refining").column("hhi")[0]
    assert several(china["source"])[1] == "iea@2025"
    assert any("China 70.0%, Chile 30.0%" in note for note in table.notes)


def control_of(
    tmp_path: Path, line: str, day: str, buyer: str | None
) -> tuple[Any, Any, list[str]]:
    (tmp_path / "one.csv").write_text(f"mineral,country,stage\n{line}\n", "utf-8")
    table = own_suppliers(str(tmp_path / "one.csv"), as_of=day, buyer=buyer)
    (row,) = table
    assert "compiled" in {caution.code for caution in table.warnings}
    return row["under_control"], row["control_ids"], flags(table)


@pytest.mark.parametrize(
    ("line", "day", "buyer", "under", "ids", "code"),
    [
        ("gallium,CHN,refining", "2025-10-20", "JPN", True, "CN-2023-23", ""),
        ("gallium,CHN,refining", "2025-10-20", "USA", True, "CN-2023-23;CN-2024-46-2a", ""),
        ("gallium,CHN,refining", "2025-10-20", None, True, "CN-2023-23", ""),
        ("gallium,CHN,refining", "2026-11-24", "JPN", True, "CN-2023-23", ""),
        ("gallium,CHN,refining", "2023-01-01", "JPN", False, None, ""),
        ("silver,CHN,mining", "2026-11-24", "JPN", True, "CN-2025-68", "state_trading"),
        ("gallium,CHN,refining", "2025-10-20", "CHN", False, None, ""),
        ("lithium,CHL,refining", "2025-10-20", "JPN", False, None, ""),
        ("cobalt,COD,mining", "2025-10-20", "JPN", True, "CD-2025-004", ""),
        (
            "holmium,CHN,refining",
            "2026-11-24",
            "JPN",
            None,
            "CN-2025-56;CN-2025-57;CN-2025-61a;CN-2025-61b",
            "extension_announced",
        ),
        ("rare-earths,CHN,refining", "2025-06-01", "JPN", None, "CN-2025-18", "control_partial"),
        ("indium,CHN,refining", "2025-10-20", "JPN", None, "CN-2025-10", "control_other_form"),
    ],
)
def test_what_is_under_control_on_a_day(
    tmp_path: Path,
    line: str,
    day: str,
    buyer: str | None,
    under: bool | None,
    ids: str | None,
    code: str,
) -> None:
    found = control_of(tmp_path, line, day, buyer)
    assert found[:2] == (under, parted(ids or ""))
    assert code in [*found[2], ""]


def test_a_line_that_is_not_matched_is_neither_under_control_nor_free(tmp_path: Path) -> None:
    table = ask(tmp_path, "mineral,country,stage\ngallium,Atlantis,refining\n", buyer="JPN")
    assert table.column("under_control") == [None]
    assert table.column("control_ids") == [()]


def test_a_day_before_the_first_record_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(ROWS, "utf-8")
    with pytest.raises(NoData, match="2020-01-01"):
        own_suppliers(str(tmp_path / "list.csv"), as_of="2019-12-31")


def test_several_suppliers_of_one_country_are_one_country(tmp_path: Path) -> None:
    text = "mineral,supplier,country,stage,share\nLi,A,China,refining,35%\nLi,B,PRC,refining,0.65\n"
    table = ask(tmp_path, text)
    assert table.column("own_share") == [0.35, 0.65]
    assert table.column("own_hhi") == [pytest.approx(10_000)] * 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("Unobtainium,X,China,mining,5", "mineral_unrecognised", "Unobtainium"),
        ("lithum,X,China,mining,5", "mineral_unrecognised", "did you mean lithium"),
        ("diamond,X,China,mining,5", "ambiguous_name", "diamond"),
        (",X,China,mining,5", "missing_value", "material is empty"),
        ("cobalt,X,Congo,mining,5", "ambiguous_name", "COD"),
        ("cobalt,X,Atlantis,mining,5", "country_unrecognised", "Atlantis"),
        ("cobalt,X,Other countries,mining,5", "country_unrecognised", "not the name of a country"),
        ("cobalt,X,,mining,5", "missing_value", "country is empty"),
        ("cobalt,X,China,polishing,5", "stage_unrecognised", "polishing"),
        ("Total,,,,55", "total_row", "not a supplier"),
        (",Total,,,55", "total_row", "not a supplier"),
    ],
)
def test_a_line_that_is_not_matched_says_why(
    tmp_path: Path, line: str, code: str, said: str
) -> None:
    table = ask(tmp_path, f"{ROWS}{line}\n")
    row = list(table)[2]
    assert row["line"] == 4
    assert row["matched"] is False
    assert code in flags(table, 2)
    assert row["world_share"] is None
    assert any(
        c.code == code and "line 4" in c.message and said in c.message for c in table.warnings
    )
    assert table.column("own_share")[:2] == [0.3, 0.7]


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("n/a", "unknown"),
        ("", "unknown"),
        ("W", "withheld"),
        ("-5", "negative"),
        ("many", "not_a_number"),
        ("nan", "not_a_number"),
        ("1e999", "not_a_number"),
        ("=1+1", "not_a_number"),
    ],
)
def test_an_amount_that_is_none_is_in_no_sum(tmp_path: Path, amount: str, code: str) -> None:
    table = ask(tmp_path, f"{ROWS}lithium,X,Argentina,refining,{amount}\n")
    row = list(table)[2]
    assert row["matched"] is True
    assert row["own_share"] is None
    assert row["world_share"] is not None
    assert code in flags(table, 2)
    assert "amount_missing" in flags(table, 0)
    assert table.column("own_share")[:2] == [0.3, 0.7]


def test_zero_is_zero_and_not_missing(tmp_path: Path) -> None:
    table = ask(tmp_path, f"{ROWS}lithium,X,Argentina,refining,0\n")
    assert table.column("own_share") == [0.3, 0.7, 0.0]
    assert "amount_missing" not in flags(table, 2)


def test_supply_without_a_country_widens_the_own_index(tmp_path: Path) -> None:
    table = ask(tmp_path, f"{ROWS}lithium,Trader,,refining,500\n")
    row = list(table)[2]
    assert row["own_share"] == pytest.approx(0.2)
    assert row["own_hhi"] == pytest.approx((0.24**2 + 0.56**2) * 10_000)
    assert "own_unattributed" in flags(table, 0)
    assert any("own HHI 3,712 to 4,112" in note for note in table.notes)
    most = ask(tmp_path, f"{ROWS}lithium,Trader,,refining,5000\n")
    assert most.column("own_hhi") == [None] * 3
    assert "residual_large" in flags(most)


def test_a_country_the_world_table_does_not_list(tmp_path: Path) -> None:
    table = ask(tmp_path, "mineral,country,stage\nlithium,Japan,refining\n")
    assert next(iter(table))["world_share"] is None
    assert "not_listed" in flags(table)


def test_withheld_at_home_is_no_zero(tmp_path: Path) -> None:
    """The United States' lithium output is withheld by the USGS."""
    table = ask(tmp_path, "mineral,country,stage\nlithium,USA,mining\n")
    assert next(iter(table))["world_share"] is None
    assert "withheld" in flags(table)


def test_a_form_of_trade_without_world_figures(tmp_path: Path) -> None:
    table = ask(tmp_path, "mineral,country,stage\nneodymium,Japan,magnet\nneodymium,X,ore\n")
    first = next(iter(table))
    assert first["matched"] is True
    assert first["stage"] == "magnet"
    assert first["world_hhi"] is None
    assert "no_data" in flags(table)
    assert table.column("stage")[1] == "mining"


def test_no_amounts_no_own_shares(tmp_path: Path) -> None:
    table = ask(tmp_path, "mineral,country,stage\nlithium,Chile,refining\n")
    assert (table.column("own_share"), table.column("own_hhi")) == ([None], [None])
    assert "amount_missing" in {caution.code for caution in table.warnings}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "mineral,country,stage,share\nLi,Chile,refining,35\nLi,China,refining,65\n",
            "share_over_1",
        ),
        (
            "mineral,country,stage,share\nLi,Chile,refining,0.9\nLi,China,refining,0.8\n",
            "shares_sum_over_1",
        ),
        (
            "mineral,country,stage,quantity,unit\nLi,Chile,refining,9,t\nLi,China,refining,8,drums\n",
            "mixed_units",
        ),
        (
            "mineral,country,stage,quantity,unit\nLi,Chile,refining,9,t\nLi,China,refining,8,\n",
            "mixed_units",
        ),
    ],
)
def test_amounts_that_do_not_add_up_make_no_share(tmp_path: Path, text: str, code: str) -> None:
    table = ask(tmp_path, text)
    assert table.column("own_share") == [None, None]
    assert table.column("own_hhi") == [None, None]
    assert code in flags(table, 0)
    assert code in flags(table, 1)
    assert None not in table.column("world_share")


def test_percent_in_the_header_and_units_of_mass(tmp_path: Path) -> None:
    table = ask(
        tmp_path, "mineral,country,stage,Share (%)\nLi,CHL,refining,35\nLi,CHN,refining,65\n"
    )
    assert table.column("own_share") == [0.35, 0.65]
    text = "mineral,country,stage,quantity,unit\nLi,CHL,refining,1,t\nLi,CHN,refining,3000,kg\n"
    assert ask(tmp_path, text).column("own_share") == [0.25, 0.75]


def test_shares_that_stop_short_leave_a_residual(tmp_path: Path) -> None:
    table = ask(tmp_path, "mineral,country,stage,share\nLi,CHL,refining,0.6\n")
    assert table.column("own_share") == [0.6]
    assert "shares_sum_below_1" in flags(table)


def test_money_is_not_weight(tmp_path: Path) -> None:
    text = "mineral,country,stage,Annual spend (USD)\nLi,CHL,refining,10\nLi,CHN,refining,30\n"
    table = ask(tmp_path, text)
    assert table.column("own_share") == [0.25, 0.75]
    assert "basis_differs" in flags(table)


def test_a_stage_not_stated_is_assumed_aloud_or_said(tmp_path: Path) -> None:
    text = "mineral,country\nlithium,Chile\n"
    assumed = ask(tmp_path, text)
    assert assumed.column("stage") == ["mining"]
    assert "stage_assumed" in flags(assumed)
    said = ask(tmp_path, text, stage="refining")
    assert said.column("stage") == ["refining"]
    assert "stage_assumed" not in flags(said)


SMELTERS = (
    "Smelter Identification Number Input Column",
    "Metal (*)",
    "Smelter Look-up (*)",
    "Smelter Name (1)",
    "Smelter Country (*)",
    "Smelter Identification",
    "Source of Smelter Identification Number",
    "Smelter Street",
    'Location (Country) of Mine(s) or if recycled or scrap sourced, enter "recycled"',
    "Comments",
)


def test_a_smelter_template_is_read_as_it_is(tmp_path: Path) -> None:
    """The workbook's cover sheet, the title above the list and its column names."""
    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    cover.title = "Declaration"
    cover.append(["Reporting template", "", "version 6.5"])
    sheet = book.create_sheet("Smelter List")
    sheet.append(["TO BEGIN: enter the smelters", *[None] * 9])
    sheet.append([None] * 10)
    sheet.append(list(SMELTERS))
    sheet.append(
        [
            "CID0001",
            "Tungsten",
            "Works A",
            "Works A",
            "CHINA",
            "CID0001",
            "RMI",
            None,
            "Viet Nam",
            None,
        ]
    )
    sheet.append(
        [
            None,
            "Tantalum",
            "Smelter not listed",
            "Works B",
            "KOREA, REPUBLIC OF",
            None,
            None,
            None,
            None,
            "none",
        ]
    )
    sheet.append(
        [None, "Tin", "Smelter not yet identified", None, "Unknown", None, None, None, None, None]
    )
    book.save(tmp_path / "smelters.xlsx")
    table = own_suppliers(str(tmp_path / "smelters.xlsx"), as_of=DAY)
    assert table.column("line") == [4, 5, 6]
    assert table.column("mineral") == ["tungsten", "tantalum", "tin"]
    assert table.column("stage") == ["refining"] * 3
    assert table.column("supplier") == ["Works A", "Works B", "Smelter not yet identified"]
    assert table.column("iso3") == ["CHN", "KOR", None]
    assert table.column("matched") == [True, True, False]
    said = {caution.code: caution.message for caution in table.warnings}
    assert "1 row above the header" in said["read_as_found"]
    assert said["sheet_not_used"].endswith("sheets not used: Declaration")


def test_a_templates_empty_formulas_are_empty_and_unstored_ones_refused(tmp_path: Path) -> None:
    """Templates fill their blank rows with formulas whose stored value is an empty text."""
    from zipfile import ZipFile

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Metal (*)", "Smelter Country (*)", "Smelter Name (1)"])
    sheet.append(["Tin", "PERU", '=IF(A2="","","x")'])
    sheet.append(["", "", '=IF(A3="","","x")'])
    book.save(tmp_path / "unstored.xlsx")
    with pytest.raises(DataError, match=r":2: .* has no stored value"):
        own_suppliers(str(tmp_path / "unstored.xlsx"), as_of=DAY)
    with ZipFile(tmp_path / "unstored.xlsx") as old, ZipFile(tmp_path / "stored.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for cell in (b"C2", b"C3"):
                text = text.replace(b'<c r="%b"><f>' % cell, b'<c r="%b" t="str"><f>' % cell)
            new.writestr(name, text)
    (row,) = own_suppliers(str(tmp_path / "stored.xlsx"), as_of=DAY)
    assert (row["mineral"], row["iso3"], row["supplier"]) == ("tin", "PER", None)


def test_a_lookup_list_is_read_as_it_is(tmp_path: Path) -> None:
    text = (
        "Metal,Smelter Look-up (*),Standard Smelter Names,Smelter Facility Location: Country,"
        "Smelter ID\nGold,Works G,Works G Co.,BOLIVIA (PLURINATIONAL STATE OF),CID0002\n"
    )
    (row,) = ask(tmp_path, text)
    assert (row["supplier"], row["iso3"], row["stage"]) == ("Works G Co.", "BOL", "refining")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Smelter Country (*)", "smeltercountry"),
        ("Volume [kg]", "volume"),
        ("Country of\nOrigin", "countryoforigin"),
        ("Smelter Facility Location: Country", "smelterfacilitylocationcountry"),
    ],
)
def test_headers_are_folded(theirs: str, ours: str) -> None:
    assert fold_header(theirs) == ours


def test_own_column_names_are_mapped(tmp_path: Path) -> None:
    text = "Rohstoff,Land,Stufe,Menge\nLi,Chile,refining,1\n"
    table = ask(
        tmp_path,
        text,
        column_map=["Rohstoff=material", "Land=country", "Stufe=stage", "Menge=quantity"],
    )
    assert table.column("own_share") == [1.0]


def test_the_origin_goes_before_the_seat(tmp_path: Path) -> None:
    text = "material,Supplier country,Country of origin,stage\ncobalt,CHE,COD,mining\n"
    table = ask(tmp_path, text)
    assert table.column("iso3") == ["COD"]
    said = {caution.code: caution.message for caution in table.warnings}
    assert said["column_not_used"].endswith("columns not used: Supplier country")


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["x"], "theirs=ours"),
        (["a=nation"], "material"),
        (["Land=country"], "Land"),
        (["material=country", "stage=country"], "material"),
    ],
)
def test_a_map_that_maps_nothing_is_refused(tmp_path: Path, pairs: list[str], said: str) -> None:
    with pytest.raises((QueryError, DataError), match=said):
        ask(tmp_path, "material,country,stage\nLi,Chile,refining\n", column_map=pairs)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"material,country\n", "no row"),
        (b"a,b\n1,2\n", "no column of material and country"),
        (b"material,supplier\nLi,A\n", "no column of country"),
        (b"material,country\nLi,K\x9aln\n", "UTF-8 and may be 'Kšln' .* or 'Köln'"),
        (b"material,country\nLi,Ch\x00ile\n", "NUL"),
        (b"\xff\xfem\x00a", "UTF-16 and ends too early"),
        (b"PK\x03\x04junk", "workbook"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        own_suppliers(str(path), as_of=DAY)


def test_missing_and_broken_workbooks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        own_suppliers(str(tmp_path / "none.csv"))
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        own_suppliers(str(tmp_path / "bad.xlsx"))


def test_bad_questions_are_refused(tmp_path: Path) -> None:
    for how, error in (({"buyer": "Atlantis"}, UnknownName), ({"stage": "polishing"}, UnknownName)):
        with pytest.raises(error):
            ask(tmp_path, ROWS, **how)
    (tmp_path / "list.csv").write_text(ROWS, "utf-8")
    with pytest.raises(QueryError, match="is not a day"):
        own_suppliers(str(tmp_path / "list.csv"), as_of="tomorrow")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_formulas_of_the_file_are_made_harmless(tmp_path: Path, start: str) -> None:
    from openpyxl import load_workbook

    from critmin.answers.formats import Layout
    from critmin.answers.workbook import write_xlsx

    bad = f"{start}cmd"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["material", "supplier", "country"], [bad, bad, bad], ["Li", bad, "Chile"]])
    table = ask(tmp_path, out.getvalue())
    cells = [cell for row in csv.reader(io.StringIO(table.to_csv())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "-"))]
    assert [cell for cell in cells if "cmd" in cell]
    for sheet in load_workbook(io.BytesIO(write_xlsx(table, Layout()))).worksheets:
        for row in sheet.iter_rows():
            assert not [c for c in row if c.data_type == "f"]


def test_a_long_lists_cautions_are_counted(tmp_path: Path) -> None:
    """Of many minerals the world's cautions come by code; reasons of lines one by one."""
    minerals = ("lithium", "cobalt", "nickel", "graphite", "copper", "tin", "tungsten")
    text = "".join(f"{name},China,mining\n" for name in minerals)
    table = ask(tmp_path, f"material,country,stage\n{text}cobalt,Mars,mining\n")
    estimated = [c.message for c in table.warnings if c.code == "estimated"]
    assert len(estimated) == 1
    assert estimated[0].partition(" ")[0].isdigit()
    assert sum(c.code == "country_unrecognised" for c in table.warnings) == 1


def test_every_code_is_in_the_vocabulary(tmp_path: Path) -> None:
    text = ROWS + "diamond,,Congo,x,y\n,,,,\nTotal,,,,\nlithium,,Mars,,-3\n"
    known = {row[0] for row in read_table("warnings.csv")[1]}
    table = ask(tmp_path, text)
    used = {code for at in range(len(table)) for code in flags(table, at) if code}
    assert used | {caution.code for caution in table.warnings} <= known


WORDS = st.sampled_from(
    [
        "lithium",
        "Li",
        "cobalt",
        "",
        "Congo",
        "China",
        "DRC",
        "Total",
        "x",
        "=1",
        "NA",
        "W",
        "5",
        "0.4",
        "<3",
        "mining",
        "magnet",
        "-1",
        "7%",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=8))
def test_nothing_is_dropped(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    """As many lines out as in, in order, each matched or with a reason; shares within 1."""
    rows = [row for row in rows if any(row)] or [("Li", "x", "China", "", "")]
    out = io.StringIO()
    csv.writer(out).writerows([["material", "supplier", "country", "stage", "quantity"], *rows])
    table = ask(tmp_path, out.getvalue())
    assert len(table) == len(rows)
    for row, given_row in zip(table, rows, strict=True):
        assert (row["material"] or "") == given_row[0]
        assert (row["supplier"] or "") == given_row[1]
        assert row["matched"] or row["flag"]
        share = row["own_share"]
        assert share is None or 0 <= float(share) <= 1 + 1e-9


def test_reading_says_which_columns_it_took(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Metal\tCountry\tCity\nTin\tPeru\tPisco\n", "utf-8")
    supplied = read_suppliers(str(tmp_path / "a.tsv"))
    assert supplied.notes == ("columns: 'Metal' as material, 'Country' as country",)
    (unused,) = supplied.cautions
    assert (unused.code, unused.level) == ("column_not_used", "data-loss")
    assert unused.message.endswith("columns not used: City")


@pytest.mark.parametrize("written", ["20251020", " 2025-10-20 ", "2025-10-20"])
def test_a_day_is_read_as_in_every_question(tmp_path: Path, written: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mineral,country,stage\ngallium,China,refining\n", "utf-8")
    table = own_suppliers(str(path), as_of=written, buyer="JPN")
    assert table.query["as_of"] == "2025-10-20"
    assert table.column("control_ids") == [("CN-2023-23",)]


def test_lines_with_the_same_problem_are_named_together(tmp_path: Path) -> None:
    rows = "Li,Atlantis\nLi,Chile\nLi,Atlantis\n,Chile\n"
    table = ask(tmp_path, f"material,country\n{rows}")
    said = {caution.code: caution.message for caution in table.warnings}
    assert said["country_unrecognised"].startswith("lines 2, 4, country: ")
    assert said["missing_value"] == "line 5: material is empty, so nothing can be matched"
    assert said["stage_assumed"].startswith("lines 2-4: no stage is given, so mining is assumed")


def test_amounts_as_purchasing_writes_them(tmp_path: Path) -> None:
    """Units and currencies beside the number, a decimal comma, points between thousands."""
    rows = "Lithium;Chile;refining;1.200,5 kg\nLithium;China;refining;1,2005 t\n"
    table = ask(tmp_path, f"Rohstoff;Land;Stufe;Menge\n{rows}")
    assert table.column("own_share") == pytest.approx([0.5, 0.5])
    said = {caution.code: caution.message for caution in table.warnings}
    assert "cells separated by semicolons; decimal comma" in said["read_as_found"]
    rows = "Lithium;Chile;refining;€ 1.250,00\nLithium;China;refining;3.750,00 EUR\n"
    table = ask(tmp_path, f"Material;Land;Stufe;Einkaufswert\n{rows}")
    assert table.column("own_share") == [0.25, 0.75]


@pytest.mark.parametrize("amount", ["5 drums", "about 5 t", "5 t 3 kg", "t"])
def test_amounts_with_other_words_are_no_numbers(tmp_path: Path, amount: str) -> None:
    table = ask(tmp_path, f"{ROWS}lithium,X,Argentina,refining,{amount}\n")
    assert "not_a_number" in flags(table, 2)


def test_the_decimal_mark_decides_an_unsure_amount(tmp_path: Path) -> None:
    text = "Material;Land;Stufe;Menge (t)\nLithium;Chile;refining;1.500\nLithium;China;refining;3\n"
    assert flags(ask(tmp_path, text), 0).count("ambiguous_number") == 1
    assert ask(tmp_path, text, decimal=".").column("own_share")[0] == pytest.approx(1 / 3)
    assert ask(tmp_path, text, decimal=",").column("own_share")[0] == 1500 / 1503


def test_amounts_with_both_decimal_marks(tmp_path: Path) -> None:
    """What one mark alone fits is read; what both fit is not used, and nothing usual helps."""
    header = "material,country,stage,quantity\n"
    text = f'{header}Li,China,refining,"1.200"\nLi,Chile,refining,"800,5"\nLi,Peru,refining,2.5\n'
    table = ask(tmp_path, text)
    assert [("ambiguous_number" in flags(table, at)) for at in range(3)] == [True, False, False]
    assert table.column("own_share") == [None, 800.5 / 803, 2.5 / 803]
    said = {caution.code: caution.message for caution in table.warnings}
    assert "a comma in others" in said["read_as_found"]
    assert ask(tmp_path, text, decimal=",").column("own_share")[0] == 1200 / 2003


def test_a_point_before_three_digits_may_be_of_thousands_between_commas_too(tmp_path: Path) -> None:
    header = "material,country,stage,quantity\n"
    rows = "Li,China,refining,1.200\nLi,Chile,refining,800\n"
    table = ask(tmp_path, header + rows)
    assert "ambiguous_number" in flags(table)
    assert "all of" not in table.summary
    assert "over 99%" not in table.summary
    plain = ask(tmp_path, f"{header}{rows}Li,Peru,refining,0.8\n")  # which needs a point
    assert plain.column("own_share")[0] == 1.2 / 802
    thousands = rows.replace("1.200", '"1,200"')
    assert ask(tmp_path, header + thousands).column("own_share") == [0.6, 0.4]


def test_masses_in_any_spelling_are_added_and_pieces_are_left_out(tmp_path: Path) -> None:
    header = "Rohstoff;Ursprungsland;Stufe;Menge;Einheit\n"
    rows = "Li;Chile;refining;500;kg\nLi;China;refining;500;KG\nLi;Peru;refining;1;to\n"
    rows += "Li;Japan;refining;1;t\nLi;Kanada;refining;1;MT\n"
    table = ask(tmp_path, header + rows)
    assert table.column("own_share") == [0.125, 0.125, 0.25, 0.25, 0.25]
    table = ask(tmp_path, f"{header}{rows}Li;Indien;refining;9;Stück\n")
    assert table.column("own_share") == [0.125, 0.125, 0.25, 0.25, 0.25, None]
    said = [caution.message for caution in table.warnings if caution.code == "mixed_units"]
    assert said == [
        "lithium refining: the amount of line 7 is in Stück, which is no unit of mass, and is not "
        "used"
    ]
    assert "o share of own supply can be given" in table.summary


def test_a_metric_ton_in_the_cell(tmp_path: Path) -> None:
    text = "material,country,stage,volume\nLi,Chile,refining,3 MT\nLi,China,refining,1000 kg\n"
    assert ask(tmp_path, text).column("own_share") == [0.75, 0.25]


def test_a_chinese_list(tmp_path: Path) -> None:
    rows = "甲,碳酸锂,智利,1200,吨\n乙,氢氧化锂,中国,800000,公斤\n"
    table = ask(tmp_path, f"供应商,产品,原产国,数量,单位\n{rows}")
    assert table.column("iso3") == ["CHL", "CHN"]
    assert table.column("own_share") == [0.6, 0.4]


def test_a_metal_of_high_purity_is_assumed_to_be_refined(tmp_path: Path) -> None:
    table = ask(tmp_path, "材料,国家\n高純度マンガン,南非\nマンガン,南非\n")
    assert table.column("stage") == ["refining", "mining"]
    said = [caution.message for caution in table.warnings if caution.code == "stage_assumed"]
    assert said[0].startswith("line 2: no stage is given, so refining is assumed")


def test_screens_say_why_a_control_is_not_known(tmp_path: Path) -> None:
    rows = "lithium carbonate,China\nlithium carbonate,Chile\nthing,China\nTotal,\n"
    table = ask(tmp_path, f"material,country\n{rows}")
    at = table.names.index("under_control")
    assert [cells[at] for cells in shown_rows(table)] == ["may be", "no", "not matched", ""]
    assert table.column("under_control") == [None, False, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "material,country,stage,quantity (%)\nLi,Chile,refining,50\nLi,China,refining,10\n",
        "material,country,stage,quantity,unit\nLi,Chile,refining,50,%\nLi,China,refining,10,%\n",
    ],
)
def test_a_quantity_in_percent_is_a_share(tmp_path: Path, text: str) -> None:
    table = ask(tmp_path, text)
    assert table.column("own_share") == [0.5, 0.1]
    assert "shares_sum_below_1" in flags(table)


def test_a_sheet_is_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for title, country in (("2025", "Chile"), ("2026", "China")):
        sheet = book.create_sheet(title)
        sheet.append(["material", "country", "stage"])
        sheet.append(["Li", country, "refining"])
    del book["Sheet"]
    book.save(tmp_path / "two.xlsx")
    for sheet, iso3, other in ((None, "CHL", "2026"), ("2026", "CHN", "2025")):
        table = own_suppliers(str(tmp_path / "two.xlsx"), as_of=DAY, sheet=sheet)
        assert table.column("iso3") == [iso3]
        said = {caution.code: caution.message for caution in table.warnings}
        assert said["sheet_not_used"].endswith(f"sheets not used: {other}")
