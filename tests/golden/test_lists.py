"""Official lists against what their issuers said of them.

United States: 87 FR 10381 (2022) and the 2025 notice name what they add and remove. European
Union: COM(2020) 474 and Regulation (EU) 2024/1252, annexes I and II. NATO: 11 December 2024.
"""

from __future__ import annotations

import pytest

import critmin
from critmin.core import names
from critmin.uses import list_tables

PRINTED = {
    ("US-2018", "critical"): 35,
    ("US-2022", "critical"): 50,
    ("US-2025", "critical"): 60,
    ("EU-2020", "critical"): 30,
    ("EU-2024-CRM", "critical"): 34,
    ("EU-2024-SRM", "strategic"): 17,
    ("JP-34", "critical"): 34,
    ("JP-35", "specified critical"): 35,
    ("UK-2021", "critical"): 18,
    ("UK-2024", "critical"): 34,
    ("CA-2021", "critical"): 31,
    ("CA-2024", "critical"): 34,
    ("AU-2024", "critical"): 31,
    ("AU-2024", "strategic"): 5,
    ("KR-2023", "critical"): 33,
    ("KR-2023", "strategic"): 10,
    ("IN-2023", "critical"): 30,
    ("NATO-2024", "defence-critical"): 12,
    ("DOE-2023", "energy-critical"): 18,
    ("IEA-KEY6", "energy transition"): 6,
    ("IEA-EXPLORER", "energy transition"): 37,
}
NATO = {
    "aluminium",
    "beryllium",
    "cobalt",
    "gallium",
    "germanium",
    "graphite",
    "lithium",
    "manganese",
    "platinum",
    "rare-earths",
    "titanium",
    "tungsten",
}


def changes(list_id: str) -> dict[str, set[object]]:
    found: dict[str, set[object]] = {"added": set(), "removed": set()}
    for row in critmin.lists(list_id=list_id, changes=True):
        found[str(row["change"])].add(row["mineral"] or row["listed_as"])
    return found


@pytest.mark.parametrize("key", PRINTED)
def test_entries_are_as_many_as_the_issuer_counts(key) -> None:
    list_id, category = key
    rows = [r for r in critmin.lists(list_id=list_id) if r["category"] == category]
    named = {r["listed_as"] for r in rows if "group_member" not in r["flag"]}
    assert len(named) == PRINTED[key]
    assert list_tables.registry()[key].entries == PRINTED[key]


def test_united_states_2022() -> None:
    found = changes("US-2022")
    assert found["added"] == {"nickel", "zinc"}
    # Osmium was in the group of 2018 and is not among the metals named in 2022.
    assert found["removed"] == {"helium", "potash", "rhenium", "strontium", "uranium", "osmium"}


def test_united_states_2025() -> None:
    found = changes("US-2025")
    assert found["added"] == {
        "boron",
        "copper",
        "lead",
        "coking-coal",
        "phosphate-rock",
        "potash",
        "rhenium",
        "silicon",
        "silver",
        "uranium",
    }
    assert not found["removed"]


def test_european_union_2024() -> None:
    found = changes("EU-2024-CRM")
    assert found["removed"] == {"indium", "natural-rubber"}
    assert found["added"] == {
        "arsenic",
        "copper",
        "feldspar",
        "helium",
        "manganese",
        "nickel",
        "alumina",
        "aluminium",
    }


def test_canada_2024() -> None:
    assert changes("CA-2024") == {
        "added": {"high-purity iron", "phosphorus", "silicon"},
        "removed": set(),
    }


def test_nato_names_lithium_and_cobalt_among_its_twelve() -> None:
    rows = [r for r in critmin.lists(list_id="NATO") if not r["flag"]]
    assert {r["mineral"] for r in rows} == NATO


def test_names_and_members_are_told_apart() -> None:
    rows = {r["list_id"]: r for r in critmin.lists("neodymium", list_id=["US", "EU-2020"])}
    assert rows["US-2018"]["flag"] == ("group_member",)
    assert rows["US-2018"]["listed_as"] == "rare earth elements (lanthanides + Y)"
    assert not rows["US-2022"]["flag"]
    assert rows["EU-2020"]["listed_as"] == "light rare earths"
    group = {r["list_id"]: r for r in critmin.lists("REE", list_id="US")}
    assert not group["US-2018"]["flag"]
    assert group["US-2022"]["flag"] == ("members_only",)
    assert len(str(group["US-2022"]["listed_as"]).split("; ")) == 15


@pytest.mark.parametrize("list_id", ["JP-35", "UK-2024"])
def test_unconfirmed_lists_are_provisional(list_id) -> None:
    table = critmin.lists(list_id=list_id)
    assert all("provisional" in row["flag"] for row in table)
    assert any(w.code == "provisional" and list_id in w.message for w in table.warnings)


def test_names_without_a_mineral_are_kept_and_explained() -> None:
    table = critmin.lists()
    bare = {(r["list_id"], r["listed_as"]) for r in table if r["mineral"] is None}
    assert bare == {
        ("UK-2024", "iron"),
        ("UK-2024", "sodium compounds"),
        ("CA-2024", "high-purity iron"),
        ("DOE-2023", "electrical steel"),
    }
    said = next(w.message for w in table.warnings if w.code == "not_mapped")
    assert all(name in said for _, name in bare)


@pytest.mark.parametrize("slug", sorted(names.minerals()))
def test_rows_and_matrix_agree(slug) -> None:
    try:
        rows = list(critmin.lists(slug))
    except critmin.NoData:
        with pytest.raises(critmin.NoData):
            critmin.lists(slug, matrix=True)
        return
    (line,) = critmin.lists(slug, matrix=True)
    on = {name for name in list_tables.list_ids() if line[name] is not None}
    assert on == {row["list_id"] for row in rows}
    assert line["lists"] == len(on)


def test_changes_lead_from_one_edition_to_the_next() -> None:
    for known in list_tables.registry().values():
        if not known.follows:
            continue
        old = set(list_tables.members_on(known.follows))
        new = set(list_tables.members_on(known.list_id))
        rows = list(critmin.lists(list_id=known.list_id, changes=True))
        added = {r["mineral"] or f"'{r['listed_as']}'" for r in rows if r["change"] == "added"}
        removed = {r["mineral"] or f"'{r['listed_as']}'" for r in rows if r["change"] == "removed"}
        assert (old | added) - removed == new
        assert not added & old
        assert removed <= old


def test_lists_are_found_by_issuer_and_beginning() -> None:
    assert list_tables.find_lists("eu") == ("EU-2020", "EU-2024-CRM", "EU-2024-SRM")
    assert list_tables.find_lists("japan") == ("JP-34", "JP-35", "JP-SUPPORT-2025")
    assert list_tables.find_lists("united kingdom") == ("UK-2021", "UK-2024")
    assert "DOE-2023" in list_tables.find_lists("USA")
    with pytest.raises(critmin.UnknownName):
        list_tables.find_lists("")


def test_refused() -> None:
    with pytest.raises(critmin.QueryError):
        critmin.lists(matrix=True, changes=True)
    with pytest.raises(critmin.NoData, match="no earlier edition"):
        critmin.lists(list_id="NATO", changes=True)
    with pytest.raises(critmin.NoData, match="no change of cobalt"):
        critmin.lists("cobalt", changes=True)
    with pytest.raises(critmin.NoData, match="none of the 20 lists"):
        critmin.lists("zeolites")
