"""Supplier lists as companies have them, with what each line is; written before the reader was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from critmin.company.sample_list import sample_list
from critmin.company.supplier_list import SupplierList, read_suppliers
from critmin.company.suppliers import suppliers

LISTS = Path(__file__).parent / "lists"
GERMAN = ["Ursprungsland=country", "Lieferant=supplier", "Menge kg=quantity"]
# File and the columns that are mapped by hand.
FILES = [("battery.csv", []), ("magnets.csv", GERMAN), ("steel_alloys.xlsx", [])]


def expected(name: str) -> dict[int, tuple[str, str]]:
    """Mineral and stage by line; ``none`` where no single mineral is named."""
    with (LISTS / f"{name.partition('.')[0]}_expected.csv").open(encoding="utf-8") as handle:
        return {int(r["line"]): (r["mineral"], r["stage"]) for r in csv.DictReader(handle)}


def read(name: str, column_map: list[str]) -> SupplierList:
    return read_suppliers(str(LISTS / name), column_map)


@pytest.mark.parametrize(("name", "column_map"), FILES)
def test_nine_lines_of_ten_are_matched_and_none_wrongly(name: str, column_map: list[str]) -> None:
    known = expected(name)
    lines = {line.number: line for line in read(name, column_map).lines}
    assert {*known} <= {*lines}
    matched = 0
    goods = 0
    for number, (mineral, stage) in known.items():
        line = lines[number]
        found = (line.kind.mineral, line.kind.stage) if line.kind.mineral else ("none", "")
        goods += mineral != "none"
        matched += found == (mineral, stage) and mineral != "none"
        assert found in {(mineral, stage), ("none", "")}, line.kind.material
    assert 15 <= goods <= 40
    assert matched >= 0.9 * goods


@pytest.mark.parametrize(("name", "column_map"), FILES)
def test_a_line_that_is_not_matched_has_a_reason(name: str, column_map: list[str]) -> None:
    left = [line for line in read(name, column_map).lines if not line.kind.mineral]
    assert left
    assert all(line.problems for line in left)


def write(tmp_path: Path, text: str) -> SupplierList:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return read_suppliers(str(file))


def told(supplied: SupplierList) -> list[str]:
    return [problem.name for problem in supplied.lines[0].problems]


def test_a_good_goes_before_the_default_stage_and_is_told(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country\nlithium carbonate,Chile\n")
    assert supplied.lines[0].kind.stage == "refining"
    assert told(supplied) == ["good_read"]


def test_a_stage_that_is_stated_is_kept_and_a_difference_told(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country,stage\nlithium carbonate,Chile,mining\n")
    assert supplied.lines[0].kind.stage == "mining"
    assert told(supplied) == ["stage_differs"]
    longer = write(tmp_path, "material,country,stage\nlithium carbonate 99.5%,Chile,refining\n")
    assert told(longer) == ["good_read"]
    crude = write(tmp_path, "material,country,stage\ncobalt hydroxide,DR Congo,refining\n")
    assert crude.lines[0].kind.stage == "refining"
    assert told(crude) == ["stage_differs:counted"]


def test_a_stage_that_is_asked_for_goes_before_what_a_bare_name_suggests(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("material,country\ngallium,China\ngallium oxide,China\n", encoding="utf-8")
    stages = [line.kind.stage for line in read_suppliers(str(file)).lines]
    assert stages == ["refining", "intermediate"]
    asked = read_suppliers(str(file), stage="capacity").lines
    assert [line.kind.stage for line in asked] == ["capacity", "intermediate"]


def test_a_tariff_code_speaks_where_the_material_does_not(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country,HS code\nMX-77 blend,Chile,2836.91\n")
    assert (supplied.lines[0].kind.mineral, supplied.lines[0].kind.stage) == ("lithium", "refining")
    assert "good_read:code" in told(supplied)
    nothing = write(tmp_path, "material,country,HS code\n,Chile,2836.91\n")
    assert nothing.lines[0].kind.mineral == "lithium"


def test_a_tariff_code_tells_the_stage_of_a_bare_mineral(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country,HS code\nnickel,Canada,7502.10\n")
    assert (supplied.lines[0].kind.mineral, supplied.lines[0].kind.stage) == ("nickel", "refining")


def test_a_material_goes_before_a_code_that_contradicts_it(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country,HS code\ncobalt sulphate,Finland,283691\n")
    assert supplied.lines[0].kind.mineral == "cobalt"
    assert "code_differs" in told(supplied)
    ore = write(tmp_path, "material,country,HS code\nnickel ore,Philippines,750210\n")
    assert ore.lines[0].kind.stage == "mining"
    assert "code_differs" in told(ore)


def test_a_mixture_is_not_made_one_mineral_by_its_code(tmp_path: Path) -> None:
    supplied = write(tmp_path, "material,country,HS code\nAZ91,China,810411\n")
    assert supplied.lines[0].kind.mineral == ""
    assert supplied.lines[0].kind.stage == ""
    assert told(supplied) == ["good_unclear:mixture"]


def test_different_goods_of_a_mineral_are_added_aloud(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    head = "material,country,quantity\n"
    file.write_text(f"{head}lithium carbonate,Chile,10\nLiOH,China,30\n", encoding="utf-8")
    table = suppliers(str(file), as_of="2026-11-25")
    said = {one.code: one.message for one in table.warnings}
    assert "lithium carbonate and LiOH" in said["goods_added"]
    assert all("goods_added" in row["flag"] for row in table)
    one_good = f"{head}lithium carbonate,Chile,10\nLithium Carbonate 99.5%,China,30\n"
    file.write_text(one_good, encoding="utf-8")
    alone = suppliers(str(file), as_of="2026-11-25")
    assert "goods_added" not in {one.code for one in alone.warnings}


def test_the_sample_list_is_matched_whole(tmp_path: Path) -> None:
    supplied = write(tmp_path, sample_list())
    assert len(supplied.lines) == 6
    assert all(line.kind.matched and line.amount.given for line in supplied.lines)
    assert {p.name for line in supplied.lines for p in line.problems} == {"good_read"}


def test_eight_digits_are_read_under_the_header_of_their_nomenclature(tmp_path: Path) -> None:
    plain = write(tmp_path, "material,country,HS code\n,China,81129289\n")
    assert plain.lines[0].kind.mineral == ""
    combined = write(tmp_path, "material,country,CN code\n,China,81129289\n")
    assert combined.lines[0].kind.mineral == "gallium"
