"""A dash alone is what the table says it is, else unknown; and figures keep all their digits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import critmin
from critmin.core.errors import DataError
from critmin.core.no_names import dashes
from critmin.core.printed_numbers import is_held, read_value
from critmin.user_tables import large_files

LEGENDS = {
    "zero": [
        "- zero",
        "– Nil",
        "— Zero.",
        "-: none",
        "'-' denotes zero",
        "A dash means nil",
        "nil: -",
        "Quantity in t (- = zero)",
        "x confidential; - nil",
        "e Estimated. NA Not available. — Zero.",
        "– = nichts vorhanden",
        "„-“ bedeutet genau Null",
        "- = Null",
        "Ein Strich bedeutet keine Produktion",
        "– néant",
        "« - » : zéro",
        "- résultat rigoureusement nul",
        "Le tiret signifie nul",
        "「－」は皆無",
        "－：ゼロ",
        "「-」は生産なし",
        "“-”表示零",
        "—：无",
        "- cero",
        "– nulo",
    ],
    "small": [
        "-: nil or negligible",
        "- nil or less than half the unit shown",
        "– negligible",
        "- Null oder vernachlässigbar",
        "– weniger als die Hälfte",
        "- nul ou négligeable",
        "– inférieur à la moitié de la dernière unité",
        "「-」は僅少または皆無",
        "“-”表示不足最小单位",
        "- nulo o insignificante",
    ],
    "NA": [
        "— not available",
        "- no data",
        "-: unknown",
        "- not applicable",
        "'-' means not reported",
        "- zero or not available",
        "„–“ = nicht verfügbar",
        "- keine Angaben",
        "– liegt nicht vor",
        "– : non disponible",
        "- données non disponibles",
        "- sans objet",
        "「－」は該当数値なし",
        "「-」は皆無または該当数値なし",
        "－ 不明",
        "“—”表示无数据",
        "-：数据不详",
        "- sin datos",
    ],
    "W": [
        "- confidential",
        "– withheld",
        "- geheim",
        "– confidentiel",
        "「-」は秘匿",
        "-：保密",
        "- confidencial",
    ],
}
SENTENCES = [
    "Source: USGS - not available in print",
    "Data for 2010-2020: none",
    "Figures for China - nil return assumed by the editor",
    "- Data not available before 2010 are estimates",
    "Production - zero growth",
    "Year-on-year none",
    "co-product, nil",
    "2020 - 2023 zero",
    "- see the notes of the publisher",
    "Quelle: BGR - keine",
    "-5 zero",
    "well-known, unknown",
]
HEADER = "mineral,year,country,quantity"
ROWS = ["tin,2024,Chile,30", "tin,2024,Peru,-", "tin,2024,China,10"]


@pytest.fixture(params=["short", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two readers of own files reads."""
    if request.param == "large":
        pytest.importorskip("duckdb")
        monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    return str(request.param)


def peru(folder: Path, *lines: str, header: str = HEADER, rows: list[str] = ROWS) -> dict[str, Any]:
    """Row of Peru, whose figure is a dash, in a table with lines of text around it."""
    above = [line for line in lines if line.startswith("\\")]
    below = [line for line in lines if line not in above]
    text = "\n".join([*(line[1:] for line in above), header, *rows, *below, ""])
    (folder / "own.csv").write_text(text, "utf-8")
    found = critmin.share(data=str(folder / "own.csv")).records()
    return next(row for row in found if row["country"] == "Peru")


@pytest.mark.parametrize(
    ("meaning", "legend"), [(m, legend) for m, those in LEGENDS.items() for legend in those]
)
def test_legends_in_five_languages(meaning: str, legend: str) -> None:
    assert dashes([legend])["-"] == meaning


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_with_a_dash_is_no_legend(text: str) -> None:
    assert dashes([text]) == {}


def test_a_dash_with_two_meanings_is_unknown() -> None:
    assert dashes(["- zero", "- not available"]) == {"-": "NA"}
    assert dashes(["– zero; — not available"]) == {"–": "zero", "—": "NA", "-": "NA"}


def test_a_dash_without_a_word_on_it_is_unknown(tmp_path: Path, size: str) -> None:
    found = peru(tmp_path)
    assert (found["quantity"], found["share"], found["flag"]) == (None, None, ("unknown",))
    said = critmin.share(data=str(tmp_path / "own.csv")).warnings
    assert any("'-' as unknown, as nothing in the table says" in one.message for one in said)


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", "--", "---", "－", " - "])
def test_every_dash_is_one(tmp_path: Path, size: str, dash: str) -> None:
    rows = [row.replace(",-", f",{dash}") for row in ROWS]
    assert peru(tmp_path, rows=rows)["quantity"] is None
    assert peru(tmp_path, "- zero", rows=rows)["quantity"] == 0


@pytest.mark.parametrize(
    "where", ["- zero", "Notes: - nil; e estimated", "\\Production; - nil", "\\- zero"]
)
def test_the_table_says_what_it_is(tmp_path: Path, size: str, where: str) -> None:
    found = peru(tmp_path, where)
    assert found["quantity"] == 0
    assert found["share"] == 0


def test_the_header_says_what_it_is(tmp_path: Path, size: str) -> None:
    header = '"mineral","year","country","quantity (t; - = zero)"'
    assert peru(tmp_path, header=header)["quantity"] == 0


def test_nil_or_negligible_is_a_span(tmp_path: Path, size: str) -> None:
    from critmin.supply import own_table

    peru(tmp_path, "-: nil or negligible")
    with own_table.opened(own_table.OwnData(str(tmp_path / "own.csv"))) as reading:
        (row,) = [x.row for x in reading.lines_at({*reading.tables()}) if x.row.iso3 == "PER"]
    assert (row.low, row.high, row.state) == (0, 0.5, "less_than")


def test_withheld_by_a_note(tmp_path: Path, size: str) -> None:
    assert peru(tmp_path, "- confidential")["flag"] == ("withheld",)


def test_a_share_too(tmp_path: Path, size: str) -> None:
    rows = ["tin,2024,Chile,60%", "tin,2024,Peru,-", "tin,2024,China,40%"]
    header = HEADER.replace("quantity", "share")
    assert peru(tmp_path, "- nil", header=header, rows=rows)["share"] == 0
    assert peru(tmp_path, header=header, rows=rows)["share"] is None


def test_a_wide_table_and_its_notes(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    rows = ["mineral,country,2023,2024", "tin,Chile,1,2", "tin,Peru,–,–"]
    for note, quantity in ((["– Zero,,,"], 0), (["– Not available,,,"], None), ([], None)):
        path.write_text("\n".join([*rows, *note, ""]), "utf-8")
        table = critmin.share("tin", data=str(path), wide="year", year=2024)
        assert {row["country"]: row["quantity"] for row in table.records()}["Peru"] == quantity


def test_a_workbook_and_a_frame(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append([int(c) if c.isdigit() else c for c in row.split(",")])
    book.active.append(["- zero"])
    book.save(tmp_path / "own.xlsx")
    found = critmin.share(data=str(tmp_path / "own.xlsx")).records()
    assert {row["country"]: row["quantity"] for row in found}["Peru"] == 0
    frame = [dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in ROWS]
    rows = critmin.share(data=frame).records()
    assert {row["country"]: row["quantity"] for row in rows}["Peru"] is None


def test_a_supplier_list(tmp_path: Path, size: str) -> None:
    path = tmp_path / "list.csv"
    lines = ["material,country,quantity", "tin,Chile,30", "tin,Peru,-"]
    path.write_text("\n".join([*lines, ""]), "utf-8")
    assert "unknown" in critmin.suppliers(str(path)).records()[1]["flag"]
    path.write_text("\n".join([*lines, "- zero", ""]), "utf-8")
    assert critmin.suppliers(str(path)).records()[1]["own_share"] == 0


def test_a_dash_of_the_usgs_stays_zero() -> None:
    """Its own note says so, and the bundled tables are read by another rule."""
    assert read_value("—").state == "zero"


EXACT = [2**53, 2**53 + 2, 2**59, 999_999_999_999_999, 10**17, 123_456_789_012_345]
LOST = [2**53 + 1, 2**53 + 3, 2**54 + 2 + 1, 10**17 + 1, 123_456_789_012_345_678 + 1]
LOST_TEXTS = [
    "9007199254740992.5",
    "4503599627370497.25",
    "1234567890123456.7",
    "9,007,199,254,740,993",
]


@pytest.mark.parametrize("number", EXACT)
def test_a_number_that_a_float_holds_is_kept(tmp_path: Path, size: str, number: int) -> None:
    rows = [f"tin,2024,Peru,{number}", "tin,2024,Chile,1"]
    assert peru(tmp_path, rows=rows)["quantity"] == number


@pytest.mark.parametrize("number", [*LOST, *LOST_TEXTS])
def test_a_number_that_a_float_changes_is_refused(
    tmp_path: Path, size: str, number: int | str
) -> None:
    rows = [f'tin,2024,Peru,"{number}"', "tin,2024,Chile,1"]
    with pytest.raises(DataError, match=r"own\.csv:2 column 'quantity': .* has more digits than"):
        peru(tmp_path, rows=rows)


@pytest.mark.parametrize("number", LOST)
def test_in_every_kind_of_table(tmp_path: Path, size: str, number: int) -> None:
    pd, pa = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    row = {"mineral": "tin", "year": 2024, "country": "Peru", "quantity": number}
    decimal = pa.table({k: [v] for k, v in row.items() if k != "quantity"})
    decimal = decimal.append_column("quantity", pa.array([Decimal(number)], pa.decimal128(20, 0)))
    for data in ([row], pd.DataFrame([row]), pa.Table.from_pylist([row]), decimal):
        with pytest.raises(DataError, match="more digits than are kept"):
            critmin.share(data=data)


def test_limits_and_ranges_too(tmp_path: Path) -> None:
    for cell in (f"<{2**53 + 1}", f"1-{2**53 + 1}", f">{2**53 + 1}"):
        with pytest.raises(DataError, match="more digits than are kept"):
            peru(tmp_path, rows=[f"tin,2024,Peru,{cell}"])


@pytest.mark.parametrize("size_of", [2**53 + 1, 10**17 + 1])
def test_an_amount_of_a_supplier_list_is_not_used(tmp_path: Path, size: str, size_of: int) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"material,country,quantity\ntin,Chile,{size_of}\ntin,Peru,5\n", "utf-8")
    table = critmin.suppliers(str(path))
    assert "not_a_number" in table.records()[0]["flag"]
    assert any(f"{size_of} has more digits" in one.message for one in table.warnings)


def test_is_held_at_the_limit() -> None:
    assert is_held(Decimal("0.1"))
    assert is_held(Decimal("33.333333333333333333333333"))
    assert is_held(None)
    assert not is_held(Decimal("1000000000000000.05"))
    assert is_held(Decimal("1000000000000000.125"))
