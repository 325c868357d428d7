"""Lists, technologies and host metals: vocabularies, and committed."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import critmin
from critmin.core import names, sources
from critmin.uses import host_metals, list_tables, technology_tables

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
OUTSIDE = {"coal", "natural-gas"}  # hosts that are no minerals of these tables


def test_every_entry_is_of_the_vocabularies() -> None:
    keys = set(list_tables.registry())
    for entry in list_tables.entries():
        assert (entry.list_id, entry.category) in keys
        assert entry.via in {"named", "part", "group", "not-mapped"}
        assert (entry.mineral in names.minerals()) == (entry.via != "not-mapped")
        assert entry.note or entry.via != "not-mapped"


def test_every_list_has_a_date_and_pages() -> None:
    for known in list_tables.registry().values():
        assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", known.list_date)
        assert known.pages
        assert known.status in {"confirmed", "provisional"}
        assert not known.follows or known.follows in list_tables.list_ids()
    assert list_tables.registry()["JP-35", "specified critical"].list_date == "2023-01-19"


def test_technologies_are_compared_with_their_own_kind() -> None:
    known = technology_tables.technologies()
    for technology in known.values():
        assert technology.kind in technology_tables.UNITS
        assert (technology.role == "clean") == bool(technology.references)
        for slug in technology.references:
            assert known[slug].kind == technology.kind
            assert known[slug].role == "reference"


def test_no_technology_name_stands_for_two() -> None:
    seen: dict[str, str] = {}
    for technology in technology_tables.technologies().values():
        for word in {names.fold(w) for w in (technology.slug, *technology.aliases)}:
            assert seen.setdefault(word, technology.slug) == technology.slug


def test_hosts_are_of_the_vocabularies_sorted_and_sourced() -> None:
    with (DATASETS / "host_metals.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    assert rows == sorted(rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    for row in host_metals.hosts():
        assert row.mineral in names.minerals()
        assert row.host in names.minerals() or row.host in OUTSIDE
        assert row.host != row.mineral
        assert row.role in {"by-product", "co-product"}
        assert row.part in {"main", "part"}
        assert row.seen in {"page", "quoted", "no"}
        assert row.how
        assert row.citation
        assert row.source in {"", *sources.editions()}
        assert row.source or row.url.startswith("http")


# The hosts that everybody who asks will look for.
EXPECTED = [
    ("gallium", "alumina"),
    ("germanium", "zinc"),
    ("germanium", "coal"),
    ("indium", "zinc"),
    ("tellurium", "copper"),
    ("selenium", "copper"),
    ("cobalt", "copper"),
    ("cobalt", "nickel"),
    ("rhenium", "molybdenum"),
    ("cadmium", "zinc"),
    ("bismuth", "lead"),
    ("hafnium", "zirconium"),
]


@pytest.mark.parametrize(("mineral", "host"), EXPECTED)
def test_hosts_both_ways(mineral, host) -> None:
    assert host in {row.host for row in host_metals.hosts_of(mineral)}
    assert mineral in {row.mineral for row in host_metals.companions_of(host)}
    notes = critmin.minerals(mineral).notes
    assert any(note.startswith(f"comes with {host} ") for note in notes)


SAID = {
    "cadmium": ("zinc", "byproduct of zinc refining"),
    "selenium": ("copper", "crude and anode slimes"),
}


@pytest.mark.parametrize("mineral", SAID)
def test_a_bundled_source_says_what_it_is_cited_for(mineral) -> None:
    host, words = SAID[mineral]
    (row,) = host_metals.hosts_of(mineral)
    assert (row.host, row.source, row.seen) == (host, "usgs@2026", "page")
    assert words in (DATASETS / "usgs" / "supply_2026.csv").read_text("utf-8")


def test_only_those_rest_on_a_bundled_source() -> None:
    assert {row.mineral for row in host_metals.hosts() if row.source} == set(SAID)
