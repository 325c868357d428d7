"""Texts that stand where there is no name are one rule, and every reader keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

import critmin
from critmin.core import names
from critmin.core.errors import DataError, UnknownName
from critmin.core.no_names import says_nothing
from critmin.supply import own_table
from critmin.user_tables import large_files

NO_NAMES = [
    "N/A",
    "n/a",
    "n.a.",
    "N. A.",
    "-",
    "--",
    "–",
    "—",
    "?",
    "...",
    "…",
    "*",
    "Ｎ／Ａ",
    "－",
]
NAMES = ["NA", "na", "ＮＡ", "Namibia"]
FULL_WIDTH = ["＃ＥＥ", "#EE", "Ｅ／Ｅ"]


@pytest.fixture(params=["short", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two readers of own files reads."""
    if request.param == "large":
        pytest.importorskip("duckdb")
        monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    return str(request.param)


def test_the_rule() -> None:
    assert all(map(says_nothing, NO_NAMES))
    assert not any(map(says_nothing, [*NAMES, "", " "]))


@pytest.mark.parametrize("text", [*NO_NAMES, *FULL_WIDTH])
def test_what_is_typed_is_no_country(text: str) -> None:
    with pytest.raises(UnknownName):
        names.country(text)
    assert not names.is_place(text)


@pytest.mark.parametrize("text", NAMES)
def test_the_code_of_namibia_is_a_name(text: str) -> None:
    assert names.country(text).iso3 == "NAM"


def test_own_tables(tmp_path: Path, size: str) -> None:
    path = tmp_path / "own.csv"
    rows = [f"tin,2024,{text},{at}" for at, text in enumerate(NO_NAMES, start=1)]
    rows += [f"{text},2024,Peru,{at}" for at, text in enumerate(NO_NAMES, start=1)]
    path.write_text("\n".join(["mineral,year,country,quantity", *rows, "tin,2024,NA,3"]), "utf-8")
    found = [one for one in own_table.read(str(path)).all_problems() if one.code == "missing_value"]
    assert [problem.line for problem in found] == [*range(2, 2 + 2 * len(NO_NAMES))]
    assert {problem.column for problem in found} == {"mineral", "country"}
    with pytest.raises(DataError, match="is no country"):
        critmin.share(data=str(path))


@pytest.mark.parametrize("column", ["stage", "unit", "hs code"])
def test_other_cells_of_supplier_lists(tmp_path: Path, size: str, column: str) -> None:
    path = tmp_path / "list.csv"

    def read(*texts: str) -> list[tuple[object, ...]]:
        rows = [f"lithium carbonate,Chile,{at},{text}" for at, text in enumerate(texts, start=1)]
        header = f"material,country,quantity,{column}"
        path.write_text("\n".join([header, *rows, ""]), "utf-8")
        table = critmin.suppliers(str(path), as_of="2026-11-24")
        names = ("stage", "matched", "own_share", "flag")
        return [tuple(row[name] for name in names) for row in table]

    assert read(*NO_NAMES) == read(*[""] * len(NO_NAMES))


def test_a_quantity_is_a_share_where_all_stated_units_are_percent(
    tmp_path: Path, size: str
) -> None:
    path = tmp_path / "list.csv"
    lines = ["material,country,quantity,unit", "tin,Peru,40,%", "tin,China,50,-", ""]
    path.write_text("\n".join(lines), "utf-8")
    assert any("'quantity' as share" in note for note in critmin.suppliers(str(path)).notes)


def test_supplier_lists(tmp_path: Path, size: str) -> None:
    path = tmp_path / "list.csv"
    rows = [f"tin,{text},1" for text in NO_NAMES] + [f"{text},Peru,1" for text in NO_NAMES]
    path.write_text("\n".join(["material,country,quantity", *rows, "tin,NA,3"]), "utf-8")
    table = critmin.suppliers(str(path), as_of="2026-11-24")
    *without, last = table
    assert last["iso3"] == "NAM"
    assert last["matched"]
    for row in without:
        assert not row["matched"]
        assert "missing_value" in row["flag"]  # type: ignore[operator]
        assert not {"mineral_unrecognised", "country_unrecognised"} & {*row["flag"]}  # type: ignore[misc]
    said = [one.message for one in table.warnings if one.code == "missing_value"]
    assert any("'N/A' is no country" in message for message in said)
    assert any("'-' is no material" in message for message in said)
