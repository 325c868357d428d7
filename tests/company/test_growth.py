"""Long lists: what is done once for the list, a name or a place is not done for every line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from critmin import suppliers
from critmin.company import line_amount, own_supply, supplier_line, supplier_list
from critmin.company.supplier_line import Kind, LineCells, ListReader
from critmin.core import names

DAY = "2026-11-24"


def test_kinds_are_told_apart_once_however_many_minerals(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: Counter[str] = Counter()
    counted = Kind.counted.fget  # type: ignore[attr-defined]

    def seen(kind: Kind) -> bool:
        looked[kind.mineral] += 1
        return bool(counted(kind))

    monkeypatch.setattr(Kind, "counted", property(seen))
    minerals = [*names.minerals()][:30]
    rows = [
        {"material": mineral, "country": "Chile", "quantity": at + 1, "unit": "t"}
        for at, mineral in enumerate(minerals)
    ]
    assert len(suppliers(rows, as_of=DAY)) == len(rows)
    assert set(looked.values()) == {1}


def test_what_lines_have_alike_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[LineCells] = []
    read_kind = ListReader.read

    def seen(reader: ListReader, cells: LineCells, supplier: str) -> Kind:
        read.append(cells)
        return read_kind(reader, cells, supplier)

    monkeypatch.setattr(ListReader, "read", seen)
    rows = [
        {"material": mineral, "supplier": f"S{at}", "country": place, "quantity": at + 0.5}
        for at in range(50)
        for mineral in ("lithium", "tin")
        for place in ("Chile", "Atlantis")
    ]
    assert len(suppliers(rows, as_of=DAY)) == 200
    assert len(read) == len(set(read)) == 4


def test_units_and_suppliers_are_read_once_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    fold = names.fold

    def folded(text: str) -> str:
        read[text] += 1
        return fold(text)

    for cached in (line_amount.unit_of, supplier_line._sum_named, supplier_line._stage_named):
        cached.cache_clear()
    monkeypatch.setattr(names, "fold", folded)
    rows: list[dict[str, Any]] = [
        {"material": "lithium", "supplier": f"S{at}", "country": "Chile", "quantity": at, "unit": u}
        for at, u in enumerate(["t", "kg"] * 200, start=1)
    ]
    found = suppliers(rows, as_of=DAY)
    assert sum(row["own_share"] for row in found) == pytest.approx(1)
    assert max(count for text, count in read.items() if text in {"t", "kg"}) < 20
    assert not any(text.startswith("S") and text[1:].isdigit() for text in read)


def test_drums_among_tonnes_are_named_and_not_added() -> None:
    rows = [
        {"material": "lithium", "country": "Chile", "quantity": 2, "unit": "drums" if at % 3 else u}
        for at, u in enumerate(["t"] * 30)
    ]
    rows += [dict(row, unit="t") for row in rows]
    listed = supplier_list.read_suppliers(rows)
    (found,) = own_supply.own_supplies(listed).values()
    assert found.own is not None
    assert found.own.table.listed == 2 * sum(row["unit"] == "t" for row in rows)
    (said,) = [one for one in found.own_cautions if one.code == "mixed_units"]
    assert "drums" in said.message
