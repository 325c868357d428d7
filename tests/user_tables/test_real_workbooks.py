"""Workbooks as programs write them: read with the numbers of the CSV that they are made of."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import critmin
from critmin.core.errors import DataError

HEADER = ["mineral", "year", "country", "quantity", "unit"]
ISO = "http://purl.oclc.org/ooxml"
PLACES = ("China", "Peru", "Chile", "Japan", "Côte d'Ivoire", "South Africa")
ROWS: list[list[Any]] = [
    ["tin", year, place, (at + 1) * 1234.5678901 / 7 + year / 1e7, "t"]
    for year in (2022, 2023, 2024)
    for at, place in enumerate(PLACES)
]


def of_csv(folder: Path) -> Path:
    path = folder / "plain.csv"
    lines = [",".join(map(str, row)) for row in [HEADER, *ROWS]]
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def by_openpyxl(path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "Output by country"
    sheet = book.create_sheet("Data")
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    for (cell,) in sheet["D2:D19"]:
        cell.number_format = "#,##0.00"
    for (cell,) in sheet["F2:F19"]:
        cell.value, cell.number_format = datetime.date(2024, 1, 31), "yyyy-mm-dd"
    sheet["F1"] = "as of"
    book.save(path)


def by_xlsxwriter(path: Path, *, formulas: bool = False, **how: Any) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(path), how)
    sheet = book.add_worksheet("Data")
    rounded = book.add_format({"num_format": "0.0"})
    sheet.merge_range(0, 0, 0, 4, "Output by country")
    for at, row in enumerate([HEADER, *ROWS], start=2):
        for column, value in enumerate(row):
            if at > 2 and column == 3:
                if formulas:
                    sheet.write_formula(at, column, f"={value!r}*1", rounded)
                else:
                    sheet.write_number(at, column, value, rounded)
            else:
                sheet.write(at, column, value)
    book.close()


def strict(path: Path) -> None:
    """A workbook in the strict form of ISO/IEC 29500, which names the same elements otherwise."""
    by_openpyxl(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    usual = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(path, "w") as new:
        for name, text in parts.items():
            text = text.replace(f"{usual}/spreadsheetml/2006/", f"{ISO}/spreadsheetml/")
            new.writestr(
                name, text.replace(f"{usual}/officeDocument/2006/", f"{ISO}/officeDocument/")
            )


def by_pandas(path: Path) -> None:
    pytest.importorskip("openpyxl")
    pandas = pytest.importorskip("pandas")
    pandas.DataFrame(ROWS, columns=HEADER).to_excel(path, index=False, engine="openpyxl")


def by_polars(path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    polars = pytest.importorskip("polars")
    polars.DataFrame(ROWS, schema=HEADER, orient="row").write_excel(path)


def by_calc(path: Path, *, through: str = "", kind: str = "xlsx") -> None:
    calc = shutil.which("soffice")
    if calc is None:
        pytest.skip("LibreOffice is not installed")
    source = of_csv(path.parent)
    steps = [*([through] if through else []), kind]
    for step in steps:
        made = path.parent / f"by_{step.partition(':')[0]}"
        subprocess.run(
            [
                calc,
                f"-env:UserInstallation=file://{path.parent}/profile",
                "--headless",
                "--infilter=CSV:44,34,76,1" if source.suffix == ".csv" else "--norestore",
                "--convert-to",
                step,
                "--outdir",
                str(made),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        source = next(made.iterdir())
    shutil.copy(source, path)


WRITERS: dict[str, Callable[[Path], None]] = {
    "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter,
    "XlsxWriter, texts in the cells": lambda path: by_xlsxwriter(path, constant_memory=True),
    "pandas": by_pandas,
    "polars": by_polars,
    "openpyxl, strict": strict,
}
BY_CALC: dict[str, Callable[[Path], None]] = {
    "Calc": by_calc,
    "Calc, by way of ODS": lambda path: by_calc(path, through="ods"),
    "Calc, as Office Open XML": lambda path: by_calc(path, kind="xlsx:Calc Office Open XML"),
}


def same_as_csv(path: Path) -> None:
    """A workbook has the names of the CSV, and its numbers to the digits that programs write."""
    got, meant = (
        {
            (row["year"], row["iso3"]): row["quantity"]
            for row in critmin.share(data=str(one)).records()
        }
        for one in (path, of_csv(path.parent))
    )
    assert got == {key: pytest.approx(number, rel=1e-14) for key, number in meant.items()}
    assert len(got) == len(PLACES)


@pytest.mark.parametrize("writer", WRITERS)
def test_the_numbers_are_those_of_the_csv(tmp_path: Path, writer: str) -> None:
    path = tmp_path / "own.xlsx"
    WRITERS[writer](path)
    same_as_csv(path)


def test_a_formula_that_no_program_has_computed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    by_xlsxwriter(path, formulas=True)  # stores 0 for each, and asks to compute them
    with pytest.raises(DataError, match="asks to compute again"):
        critmin.share(data=str(path))


@pytest.mark.slow
@pytest.mark.parametrize("writer", BY_CALC)
def test_calc_writes_the_numbers_of_the_csv(tmp_path: Path, writer: str) -> None:
    path = tmp_path / "own.xlsx"
    BY_CALC[writer](path)
    same_as_csv(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks_of_calc_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"own.{kind}"
    by_calc(path, kind=kind)
    with pytest.raises(DataError, match=r"is a workbook of another kind: save it as \.xlsx"):
        critmin.check(str(path))
    renamed = path.rename(tmp_path / "own.xlsx")
    with pytest.raises(DataError, match=r"workbook"):
        critmin.check(str(renamed))
