"""By-products and their hosts: both directions, and what was not seen."""

from __future__ import annotations

import pytest
from answers import flags

from critmin.core.errors import NoData
from critmin.uses.host_metals import host_metals, hosts


def test_a_minerals_hosts_come_before_its_by_products() -> None:
    table = host_metals("zinc")
    sides = ["host" if row["mineral"] == "zinc" else "by-product" for row in table]
    assert sides == sorted(sides, reverse=True)
    assert {"germanium", "indium"} <= set(table.column("mineral"))


def test_the_main_hosts_are_named_first() -> None:
    for slug in {row.mineral for row in hosts()}:
        parts = [row.part for row in hosts() if row.mineral == slug]
        assert parts == sorted(parts, key=lambda part: part != "main")


def test_every_row_has_a_source_and_each_flag_its_caution() -> None:
    table = host_metals()
    assert len(table) == len(hosts())
    assert all(row["source"] for row in table)
    assert {c.code for c in table.warnings} == set().union(*(flags(row) for row in table))


def test_a_mineral_without_a_line_is_no_data() -> None:
    with pytest.raises(NoData, match="may still have one"):
        host_metals("potash")
