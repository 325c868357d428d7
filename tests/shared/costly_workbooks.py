"""Workbooks that are small and would cost much: each a way in which a few bytes ask for more."""

from __future__ import annotations

import io
import zipfile

import lying_files

SHEET = lying_files.SHEET
TEXTS = lying_files.TEXTS
BOOK = lying_files.BOOK


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def _with(part: str, before: str, more: str) -> bytes:
    parts = lying_files.honest()
    assert before in parts[part]
    parts[part] = parts[part].replace(before, more + before, 1)
    return packed(parts)


def nested_in_sheet(n: int = 600_000) -> bytes:
    return _with(SHEET, "</worksheet>", "<a>" * n + "</a>" * n)


def nested_in_extension(n: int = 600_000) -> bytes:
    return _with(SHEET, "</worksheet>", "<extLst>" + "<a>" * n + "</a>" * n + "</extLst>")


def nested_in_texts(n: int = 600_000) -> bytes:
    return _with(TEXTS, "</sst>", "<a>" * n + "</a>" * n)


def nested_in_book(n: int = 600_000) -> bytes:
    return _with(BOOK, "</workbook>", "<a>" * n + "</a>" * n)


def value_in_pieces(n: int = 130_000) -> bytes:
    return _with(SHEET, "</sheetData>", f'<row r="900"><c r="A900"><v>{"1<x/>" * n}</v></c></row>')


def formula_in_pieces(n: int = 130_000) -> bytes:
    cell = f'<c r="A900"><f>{"1<x/>" * n}</f><v>1</v></c>'
    return _with(SHEET, "</sheetData>", f'<row r="900">{cell}</row>')


def long_namespace(n: int = 300_000) -> bytes:
    return _with(SHEET, "</worksheet>", f'<z xmlns="{"u" * 60_000}">{"<a/>" * n}</z>')


def long_comment(n: int = 90_000_000) -> bytes:
    return _with(SHEET, "</worksheet>", f"<!--{' ' * n}-->")


def long_attribute(n: int = 90_000_000) -> bytes:
    return _with(SHEET, "</worksheet>", f'<a b="{" " * n}"/>')


def long_instruction(n: int = 90_000_000) -> bytes:
    return _with(SHEET, "</worksheet>", f"<?a {' ' * n}?>")


def merged_backwards(n: int = 20_000, rows: int = 60_000) -> bytes:
    parts = lying_files.honest()
    more = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(900, 900 + rows))
    wide = '<row r="899"><c r="D899"><v>1</v></c></row>'
    parts[SHEET] = parts[SHEET].replace("</sheetData>", f"{wide}{more}</sheetData>")
    merged = '<mergeCell ref="C1:A1048576"/>' * n
    parts[SHEET] = parts[SHEET].replace(
        "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>"
    )
    return packed(parts)


def merged_everything(rows: int = 500) -> bytes:
    parts = lying_files.honest()
    wide = '<row r="899"><c r="XFD899"><v>1</v></c></row>'
    more = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(900, 900 + rows))
    parts[SHEET] = parts[SHEET].replace(
        "</sheetData>",
        f'{wide}{more}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    return packed(parts)


def hidden_columns(n: int = 16_000) -> bytes:
    cols = "".join(f'<col min="{at}" max="16384" hidden="1"/>' for at in range(1, n))
    parts = lying_files.honest()
    wide = '<row r="899"><c r="XFD899"><v>1</v></c></row>'
    parts[SHEET] = parts[SHEET].replace("<sheetData>", f"<cols>{cols}</cols><sheetData>")
    parts[SHEET] = parts[SHEET].replace("</sheetData>", f"{wide}</sheetData>")
    return packed(parts)


def many_sheets_of_one_part(n: int = 5_000, empty: int = 100_000) -> bytes:
    parts = lying_files.honest()
    sheets = "".join(f'<sheet name="s{at}" sheetId="{at + 9}" r:id="rId1"/>' for at in range(n))
    parts[BOOK] = parts[BOOK].replace("</sheets>", f"{sheets}</sheets>")
    start = parts[SHEET].index("<sheetData>") + len("<sheetData>")
    end = parts[SHEET].index("</sheetData>")
    rows = parts[SHEET][start:end]
    parts[SHEET] = parts[SHEET].replace(rows, "<row/>" * empty)
    return packed(parts)


def many_names(n: int = 60_000) -> bytes:
    parts = lying_files.honest()
    sheets = "".join(f'<sheet name="s{at}" sheetId="{at + 9}" r:id="rId1"/>' for at in range(n))
    parts[BOOK] = parts[BOOK].replace("</sheets>", f"{sheets}</sheets>")
    return packed(parts)


def far_cells(n: int = 100_000) -> bytes:
    rows = "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(900, 900 + n))
    return _with(SHEET, "</sheetData>", rows)


def spaces_as_texts(n: int = 200_000_000) -> bytes:
    return _with(TEXTS, "</sst>", f"<si><t>{' ' * n}</t></si>")


def many_texts(n: int = 8_000_000) -> bytes:
    return _with(TEXTS, "</sst>", "<si><t>a</t></si>" * n)


def many_empty_rows(n: int = 20_000_000) -> bytes:
    return _with(SHEET, "</sheetData>", "<row/>" * n)


def many_attributes(n: int = 60_000) -> bytes:
    named = " ".join(f'a{at}=""' for at in range(n))
    return _with(SHEET, "</worksheet>", f"<a {named}/>" * 2)


def many_prefixes(n: int = 40_000) -> bytes:
    named = " ".join(f'xmlns:a{at}="u{at}"' for at in range(n))
    return _with(SHEET, "</worksheet>", f"<a {named}/>" * 3)


def many_formats(n: int = 2_000_000) -> bytes:
    parts = lying_files.honest()
    name = next((one for one in parts if one.endswith("styles.xml")), "")
    if not name:
        return packed(parts)
    parts[name] = parts[name].replace("</cellXfs>", '<xf numFmtId="0"/>' * n + "</cellXfs>")
    return packed(parts)


CASES = {
    made.__name__: made
    for made in (
        nested_in_sheet,
        nested_in_extension,
        nested_in_texts,
        nested_in_book,
        value_in_pieces,
        formula_in_pieces,
        long_namespace,
        long_comment,
        long_attribute,
        long_instruction,
        merged_backwards,
        merged_everything,
        hidden_columns,
        many_sheets_of_one_part,
        many_names,
        far_cells,
        spaces_as_texts,
        many_texts,
        many_empty_rows,
        many_attributes,
        many_prefixes,
        many_formats,
    )
}
