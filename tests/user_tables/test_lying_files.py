"""Workbooks that misdescribe themselves: read as they are, or refused in one line."""

from __future__ import annotations

import csv
from pathlib import Path

import lying_files
import pytest

import critmin
from critmin.core.errors import CritminError, DataError

LYING = lying_files.FOLDER
with (LYING / "cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.fixture(autouse=True)
def in_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(LYING)


def test_every_file_has_a_case_and_a_maker() -> None:
    names = {case["file"] for case in CASES}
    assert {path.name for path in LYING.glob("*.xlsx")} == names == {*lying_files.CASES}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", lying_files.CASES)
def test_a_file_is_what_its_maker_makes(name: str) -> None:
    assert parts_of(lying_files.CASES[name]()) == parts_of((LYING / name).read_bytes())


def parts_of(content: bytes) -> object:
    """Parts of a zip, whose packing is not alike in all releases; the bytes of any other file."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            return [(info.filename, info.file_size, info.CRC) for info in found.infolist()]
    except zipfile.BadZipFile:
        return content[:8]


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_read_as_it_is_or_refused(case: dict[str, str]) -> None:
    try:
        table = critmin.share(data=case["file"])
    except DataError as error:
        assert not case["read"]
        assert str(error) == case["file"] + case["says"]
        return
    shares = {row["iso3"]: row["share"] for row in table.records()}
    read = dict(word.split("=") for word in case["read"].split())
    assert shares == {
        iso3: pytest.approx(float(x), abs=1e-4) if x else None for iso3, x in read.items()
    }
    said = [one.message for one in table.warnings if "read with" in one.message]
    assert said == ([f"{case['file']}: read with {case['says']}"] if case["says"] else [])


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_supplier_list_says_the_same(case: dict[str, str]) -> None:
    """The same workbook as a list of suppliers: what is no workbook is refused alike."""
    damaged = "cannot be read" in case["says"] or "has no stored" in case["says"]
    try:
        table = critmin.suppliers(case["file"])
    except CritminError as error:
        assert not case["read"]
        assert str(error) == case["file"] + case["says"]
    else:
        assert not damaged
        assert [row["line"] for row in table.records()][:2] == [2, 3]
        assert len(table.records()) == 3


def test_both_sheets_of_a_workbook_are_named_with_their_state(tmp_path: Path) -> None:
    parts = lying_files.honest()
    book = lying_files.BOOK
    parts[book] = parts[book].replace(
        "</sheets>", '<sheet name="Old" state="hidden" sheetId="2" r:id="rId1"/></sheets>'
    )
    path = tmp_path / "two.xlsx"
    path.write_bytes(lying_files.packed(parts))
    with pytest.raises(DataError, match=r"sheets 'Table' and 'Old' \(hidden\): name one"):
        critmin.share(data=str(path))


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_cut_workbook_is_refused(tmp_path: Path, at: int) -> None:
    content = lying_files.packed(lying_files.honest())
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: len(content) * at // 100])
    with pytest.raises(DataError):
        critmin.share(data=str(path))
