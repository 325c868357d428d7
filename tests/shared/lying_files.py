"""Maker of small workbooks that misdescribe themselves, each in one way.

``python tests/shared/lying_files.py`` writes them to ``tests/broken/lying``; the bytes are the
same each time. `workbook` is the honest one, of which each case changes a part.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "broken" / "lying"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
TEXTS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
ROWS = (("Chile", 10), ("China", 30), ("Peru", 60))
Parts = dict[str, str]


def honest(figure: str = "quantity", rows: tuple[tuple[str, float], ...] = ROWS) -> Parts:
    """Parts of a workbook with a table of three countries."""
    texts = ["mineral", "year", "country", figure, "lithium", *(name for name, _ in rows)]
    lines = [_row(1, [_text(column, at) for at, column in enumerate("ABCD")])]
    for at, (_, value) in enumerate(rows):
        row = at + 2
        cells = [f'<c r="A{row}" t="s"><v>4</v></c>', f'<c r="B{row}"><v>2023</v></c>']
        cells += [f'<c r="C{row}" t="s"><v>{5 + at}</v></c>', f'<c r="D{row}"><v>{value}</v></c>']
        lines.append(_row(row, cells))
    sheets = '<sheet name="Table" sheetId="1" r:id="rId1"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-office'
            f'document.spreadsheetml.{kind}+xml"/>'
            for part, kind in (
                (BOOK, "sheet.main"),
                (SHEET, "worksheet"),
                (TEXTS, "sharedStrings"),
                (STYLES, "styles"),
            )
        )
        + "</Types>",
        "_rels/.rels": _relations(("rId1", "officeDocument", BOOK)),
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        STYLES: f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" '
        'formatCode="0.0&quot;%&quot;"/></numFmts>'
        "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/>'
        "</cellXfs></styleSheet>",
        TEXTS: f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>",
        SHEET: f'<worksheet xmlns="{MAIN}"><dimension ref="A1:D4"/><sheetData>'
        + "".join(lines)
        + "</sheetData></worksheet>",
    }


def _text(column: str, at: int) -> str:
    return f'<c r="{column}1" t="s"><v>{at}</v></c>'


def _row(number: int, cells: list[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _relations(*found: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id_, kind, target in found
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def packed(parts: Parts, twice: str = "") -> bytes:
    """Workbook of parts; one of them may be there twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*parts, *([twice] if twice else [])]:
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return out.getvalue()


def changed(part: str, *pairs: tuple[str, str]) -> bytes:
    """The honest workbook with some texts of a part replaced."""
    parts = honest()
    for old, new in pairs:
        assert old in parts[part], old
        parts[part] = parts[part].replace(old, new)
    return packed(parts)


def in_sheet(*pairs: tuple[str, str]) -> bytes:
    """The honest workbook with some texts of its sheet replaced."""
    return changed(SHEET, *pairs)


def percent_by_letters() -> bytes:
    """Shares as 60, shown as 60.0% by a sign that is only a letter of the format."""
    parts = honest("share")
    for at in (2, 3, 4):
        parts[SHEET] = parts[SHEET].replace(f'<c r="D{at}">', f'<c r="D{at}" s="2">')
    return packed(parts)


def hidden_sheet() -> bytes:
    """A table on a hidden sheet, beside a sheet with a text."""
    parts = honest()
    parts[BOOK] = parts[BOOK].replace(
        '<sheet name="Table"',
        '<sheet name="Cover" sheetId="2" r:id="rId4"/><sheet name="Table" state="veryHidden"',
    )
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(
        "</Relationships>",
        f'<Relationship Id="rId4" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
        "</Relationships>",
    )
    parts["xl/worksheets/sheet2.xml"] = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>See below</t></is></c>'
        "</row></sheetData></worksheet>"
    )
    return packed(parts)


def says_a_gigabyte() -> bytes:
    """A workbook whose directory says that its sheet is a gigabyte unpacked."""
    content = bytearray(packed(honest()))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length] == SHEET.encode():
            struct.pack_into("<I", content, at + 24, 1_000_000_000)
    return bytes(content)


def encrypted_part() -> bytes:
    """A workbook whose zip marks each part as encrypted."""
    content = bytearray(packed(honest()))
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + flags] |= 1
    return bytes(content)


ALL = '<mergeCell ref="A1:XFD1048576"/>'
QUANTITY = '<c r="D3"><v>30</v></c>'
CASES: dict[str, Callable[[], bytes]] = {
    "honest.xlsx": lambda: packed(honest()),
    "short_dimension.xlsx": lambda: in_sheet(("A1:D4", "A1:D2")),
    "narrow_dimension.xlsx": lambda: in_sheet(("A1:D4", "A1:B4")),
    "huge_dimension.xlsx": lambda: in_sheet(("A1:D4", "A1:XFD1048576")),
    "odd_dimension.xlsx": lambda: in_sheet(("A1:D4", "Z9:A0")),
    "no_places.xlsx": lambda: in_sheet(
        *((f' r="{column}{at}"', "") for at in (1, 2, 3, 4) for column in "ABCD"),
        *((f' r="{at}"', "") for at in (1, 2, 3, 4)),
    ),
    "last_row.xlsx": lambda: in_sheet(
        ('<row r="4"', '<row r="1048576"'),
        *((f'r="{column}4"', f'r="{column}1048576"') for column in "ABCD"),
    ),
    "merged_below.xlsx": lambda: in_sheet(
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>')
    ),
    "merged_overlap.xlsx": lambda: in_sheet(
        ("</sheetData>", f"</sheetData><mergeCells>{ALL * 9}</mergeCells>")
    ),
    "merged_many.xlsx": lambda: in_sheet(
        ("</sheetData>", f"</sheetData><mergeCells>{ALL * 20_001}</mergeCells>")
    ),
    "merged_odd.xlsx": lambda: in_sheet(
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:?"/></mergeCells>')
    ),
    "row_twice.xlsx": lambda: in_sheet(
        ('<row r="4"', '<row r="3"'), *((f'r="{column}4"', f'r="{column}3"') for column in "ABCD")
    ),
    "row_beyond.xlsx": lambda: in_sheet(('<row r="4"', '<row r="1000000000"')),
    "row_zero.xlsx": lambda: in_sheet(('<row r="4"', '<row r="0"')),
    "row_misnamed.xlsx": lambda: in_sheet(
        ('<row r="4">', '<rov r="4">'), ("</row></sheetData>", "</rov></sheetData>")
    ),
    "cell_twice.xlsx": lambda: in_sheet((QUANTITY, QUANTITY + '<c r="D3"><v>5</v></c>')),
    "cell_of_another_row.xlsx": lambda: in_sheet(('r="D3"', 'r="D2"')),
    "cell_beyond.xlsx": lambda: in_sheet(('r="D3"', 'r="XFE3"')),
    "cell_misnamed.xlsx": lambda: in_sheet((QUANTITY, '<cc r="D3"><v>30</v></cc>')),
    "value_misnamed.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><w>30</w></c>')),
    "format_missing.xlsx": lambda: in_sheet(('<c r="D3">', '<c s="9" r="D3">')),
    "format_odd.xlsx": lambda: changed(STYLES, ('<xf numFmtId="9"/>', '<xf numFmtId="9%"/>')),
    "two_values.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><v>30</v><v>5</v></c>')),
    "unknown_kind.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3" t="x"><v>30</v></c>')),
    "no_number.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><v>30 t</v></c>')),
    "infinite.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><v>1e999</v></c>')),
    "text_missing.xlsx": lambda: in_sheet(("<v>7</v>", "<v>99</v>")),
    "text_outside.xlsx": lambda: changed(TEXTS, ("<t>Peru</t>", "<u>Peru</u>")),
    "error_figure.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3" t="e"><v>#N/A</v></c>')),
    "error_country.xlsx": lambda: in_sheet(
        ('<c r="C3" t="s"><v>6</v></c>', '<c r="C3" t="e"><v>#REF!</v></c>')
    ),
    "formula_unstored.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><f>15*2</f></c>')),
    "formula_of_many.xlsx": lambda: in_sheet(
        (QUANTITY, '<c r="D3"><f t="array" ref="D3:D4">A1:A2</f></c>')
    ),
    "formula_stored.xlsx": lambda: in_sheet((QUANTITY, '<c r="D3"><f>15*2</f><v>30</v></c>')),
    "formula_uncomputed.xlsx": lambda: packed(
        honest()
        | {
            BOOK: honest()[BOOK].replace("</sheets>", '</sheets><calcPr fullCalcOnLoad="1"/>'),
            SHEET: honest()[SHEET].replace(QUANTITY, '<c r="D3"><f>15*2</f><v>0</v></c>'),
        }
    ),
    "date_as_year.xlsx": lambda: in_sheet(
        *((f'<c r="B{at}">', f'<c r="B{at}" s="1">') for at in (2, 3, 4))
    ),
    "percent_by_letters.xlsx": percent_by_letters,
    "hidden_row.xlsx": lambda: in_sheet(('<row r="3"', '<row hidden="1" r="3"')),
    "hidden_column.xlsx": lambda: in_sheet(
        ("<sheetData>", '<cols><col min="4" max="4" hidden="1"/></cols><sheetData>')
    ),
    "hidden_sheet.xlsx": hidden_sheet,
    "escaped_text.xlsx": lambda: changed(TEXTS, ("Peru", "Pe_x0072_u")),
    "phonetic.xlsx": lambda: changed(
        TEXTS, ("<t>Peru</t>", '<r><t>Pe</t></r><r><t>ru</t></r><rPh sb="0" eb="1"><t>x</t></rPh>')
    ),
    "part_twice.xlsx": lambda: packed(honest(), twice=SHEET),
    "other_kinds.xlsx": lambda: changed(
        "[Content_Types].xml", ("worksheet+xml", "chartsheet+xml"), ("application/xml", "a/b")
    ),
    "part_missing.xlsx": lambda: packed({k: v for k, v in honest().items() if k != SHEET}),
    "book_missing.xlsx": lambda: packed({"a.txt": "no workbook"}),
    "entities.xlsx": lambda: changed(
        SHEET, ("<worksheet", '<!DOCTYPE w [<!ENTITY a "30"><!ENTITY b "&a;&a;">]><worksheet')
    ),
    "no_xml.xlsx": lambda: in_sheet(("</sheetData>", "")),
    "cut.xlsx": lambda: packed(honest())[:-200],
    "encrypted.xlsx": encrypted_part,
    "password.xlsx": lambda: (
        b"\xd0\xcf\x11\xe0" + bytes(8) + "EncryptedPackage".encode("utf-16-le")
    ),
    "says_a_gigabyte.xlsx": says_a_gigabyte,
}


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in CASES.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    sys.exit(main())
