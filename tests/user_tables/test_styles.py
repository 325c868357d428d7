"""One table written in many styles gives the same numbers, or is refused with both readings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import critmin
from critmin.core.errors import DataError
from critmin.supply import own_table

# Headers and countries in five languages, with the encodings in which such files are saved.
HEADERS = {
    "en": ("mineral", "year", "country", "quantity"),
    "de": ("Rohstoff", "Jahr", "Land", "Menge (t)"),
    "fr": ("minéral", "année", "pays", "quantité"),
    "ja": ("鉱種", "年", "国名", "生産量（トン）"),
    "zh": ("矿种", "年份", "国家", "产量（吨）"),
}
COUNTRIES = {
    "AUS": ("Australia", "Australien", "Australie", "オーストラリア", "澳大利亚"),
    "ZAF": ("South Africa", "Südafrika", "Afrique du Sud", "南アフリカ", "南非"),
    "PER": ("Peru", "Peru", "Pérou", "ペルー", "秘鲁"),
    "COD": ("DR Congo", "Demokratische Republik Kongo", "RDC", "コンゴ民主共和国", "刚果（金）"),
    "CIV": ("Côte d'Ivoire", "Elfenbeinküste", "Côte d’Ivoire", "コートジボワール", "科特迪瓦"),
    "residual": ("Other countries", "Übrige Länder", "Autres pays", "その他", "其他国家"),
}
MINERALS = {"en": "cobalt", "de": "Kobalt", "fr": "cobalt", "ja": "コバルト", "zh": "钴"}
ENCODINGS = {
    "en": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "de": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "fr": ("utf-8", "utf-8-sig", "utf-16", "cp1252"),
    "ja": ("utf-8", "utf-8-sig", "utf-16", "cp932"),
    "zh": ("utf-8", "utf-8-sig", "utf-16", "gb18030"),
}


@dataclass(frozen=True)
class Style:
    """How a table is written."""

    language: str
    encoding: str
    separator: str
    decimal: str
    group: str
    title: bool
    note: bool

    def number(self, hundredths: int) -> str:
        whole, rest = divmod(hundredths, 100)
        text = f"{whole:,}".replace(",", self.group)
        return f"{text}{self.decimal}{rest:02d}" if rest else text

    def place(self, key: str) -> str:
        return COUNTRIES[key][list(HEADERS).index(self.language)]

    def long(self, rows: list[tuple[int, str, int]]) -> list[list[str]]:
        lines = [list(HEADERS[self.language])]
        mineral = MINERALS[self.language]
        lines += [[mineral, str(y), self.place(key), self.number(q)] for y, key, q in rows]
        return lines

    def wide(self, rows: list[tuple[int, str, int]]) -> list[list[str]]:
        years = sorted({year for year, _, _ in rows})
        cells = {(key, year): quantity for year, key, quantity in rows}
        mineral, _, country, _ = HEADERS[self.language]
        lines = [[mineral, country, *map(str, years)]]
        for key in dict.fromkeys(key for _, key, _ in rows):
            figures = [self.number(cells[key, y]) if (key, y) in cells else "" for y in years]
            lines.append([MINERALS[self.language], self.place(key), *figures])
        return lines

    def content(self, lines: list[list[str]]) -> bytes:
        out = io.StringIO()
        width = len(lines[0])
        writer = csv.writer(out, delimiter=self.separator, lineterminator="\r\n")
        if self.title:
            writer.writerow(["Table 1", *[""] * (width - 1)])
            writer.writerow([])
        writer.writerows(lines)
        if self.note:
            writer.writerow(["Source: own survey of producers", *[""] * (width - 1)])
        return out.getvalue().encode(self.encoding)


@st.composite
def styles(draw: Any) -> Style:
    language = draw(st.sampled_from(list(HEADERS)))
    decimal = draw(st.sampled_from([".", ","]))
    groups = ["", " ", "." if decimal == "," else ",", "'"]
    separators = [";", "\t", "|", *([","] if decimal == "." else [])]
    return Style(
        language,
        draw(st.sampled_from(ENCODINGS[language])),
        draw(st.sampled_from(separators)),
        decimal,
        draw(st.sampled_from(groups)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from([2022, 2023]),
        st.sampled_from(list(COUNTRIES)),
        st.integers(min_value=0, max_value=50_000_000),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda row: row[:2],
)


def numbers(path: Path, **how: Any) -> list[tuple[int, str, float | None]]:
    reading = own_table.read(str(path), **how)
    fatal = [problem for problem in reading.problems if problem.fatal]
    if fatal:
        raise DataError(fatal[0].message, file=str(path), code=fatal[0].code)
    assert not reading.problems
    assert {line.mineral for line in reading.lines} == {"cobalt"}
    return sorted(
        (line.year, line.row.iso3 or line.row.kind, line.row.quantity)
        for line in reading.lines
        if line.row.state != "unknown"
    )


@pytest.mark.parametrize("wide", [False, True])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(style=styles(), rows=ROWS)
def test_the_same_numbers_in_every_style(
    tmp_path: Path, style: Style, rows: list[tuple[int, str, int]], wide: bool
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(style.content(style.wide(rows) if wide else style.long(rows)))
    expected = sorted((year, key, quantity / 100) for year, key, quantity in rows)
    how = {"wide": "year"} if wide else {}
    assert numbers(path, decimal=style.decimal, **how) == expected
    try:
        found = numbers(path, **how)
    except DataError as error:
        assert error.code == "ambiguous_number"
        assert "say which with --decimal" in error.problem
        assert style.separator != ","
        assert style.group in {".", ","}
    else:
        assert found == expected


PERCENTS = {
    "heading of a year": ("mineral,country,2022 (%),2023 (%)\nLi,CL,40,45\nLi,CN,30,35\n", True),
    "word in a heading": ("mineral,country,2023 percent\nLi,CL,45\nLi,CN,35\n", True),
    "unit beside years": ("mineral,country,unit,2023\nLi,CL,%,45\nLi,CN,%,35\n", True),
    "unit": ("mineral,year,country,quantity,unit\nLi,2023,CL,45,%\nLi,2023,CN,35,percent\n", False),
    "heading": ("mineral,year,country,quantity (%)\nLi,2023,CL,45\nLi,2023,CN,35\n", False),
    "unit of a mineral": (
        "mineral,year,country,quantity,unit\nLi,2023,CL,45,%\nLi,2023,CN,35,%\nCo,2023,CD,9,t\n",
        False,
    ),
}


@pytest.mark.parametrize(("text", "wide"), PERCENTS.values(), ids=PERCENTS)
def test_quantities_in_percent_are_shares(tmp_path: Path, text: str, wide: bool) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, "utf-8")
    table = critmin.share("lithium", data=str(path), wide="year" if wide else None)
    assert table.column("share")[:2] == [0.45, 0.35]
    assert table.column("unit")[0] == "share"
    said = {one.code: one.message for one in table.warnings}
    assert "shares in percent" in said["read_as_found"]


@pytest.mark.parametrize(
    "text",
    [
        "mineral,year,country,quantity,unit\nLi,2023,CL,3,t (62% Fe)\nLi,2023,CN,1,t (62% Fe)\n",
        'mineral,year,country,"quantity (t, 62% Fe)"\nLi,2023,CL,3\nLi,2023,CN,1\n',
    ],
)
def test_a_grade_in_percent_makes_no_share(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, "utf-8")
    assert critmin.share("lithium", data=str(path)).column("share") == [0.75, 0.25]


def test_percent_that_may_be_fractions_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("mineral,year,country,quantity,unit\nLi,2023,CL,0.45,%\n", "utf-8")
    with pytest.raises(DataError, match="may be 45% or"):
        critmin.share("lithium", data=str(path))


@pytest.mark.parametrize(
    ("text", "wide", "unused"),
    [
        ("mineral,year,country,quantity,share (%)\nLi,2023,CL,1,50\nLi,2023,CN,3,10\n", 0, "share"),
        ("mineral,year,country,quantity,share\nLi,2023,CL,1,50%\nCo,2023,CN,,10%\n", 0, "share"),
        ("mineral,country,quantity,2023\nLi,CL,9,1\nLi,CN,9,3\n", 1, "quantity"),
        ("mineral,country,share,2023\nLi,CL,9%,1\nLi,CN,9%,3\n", 1, "share"),
    ],
)
def test_a_second_figure_of_a_row_is_told(
    tmp_path: Path, text: str, wide: int, unused: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, "utf-8")
    table = critmin.share("lithium", data=str(path), wide="year" if wide else None)
    assert table.column("quantity")[-1] == 1
    said = {one.code: one.message for one in table.warnings}
    assert f"columns not used: {unused}" in said["column_not_used"]
    assert "in percent" not in said.get("read_as_found", "") or "Co" in text
