"""Names of technologies and lists, and the arithmetic of pairings, on anything typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import critmin
from critmin.uses import list_tables, technology_tables
from critmin.uses.technology import pairings

TECHNOLOGIES = list(technology_tables.technologies().values())
SPELT = [
    (known.slug, word)
    for known in TECHNOLOGIES
    for word in (known.slug, known.name, *known.aliases)
]


@given(
    st.sampled_from(SPELT),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.sampled_from([" ", "-", "_", ""]),
)
def test_spelling_does_not_matter(spelt, case, gap) -> None:
    slug, word = spelt
    typed = case(word).replace("-", " ").replace(" ", gap)
    assert technology_tables.find_technology(typed).slug == slug


@given(st.text(max_size=20))
def test_any_text_is_a_technology_or_refused_with_what_is_known(text) -> None:
    try:
        assert technology_tables.find_technology(text) in TECHNOLOGIES
    except critmin.UnknownName as error:
        assert set(error.suggestions) <= set(technology_tables.technologies())
        assert len(error.suggestions) <= 3
    except critmin.AmbiguousName as error:
        assert set(error.meanings) <= set(technology_tables.technologies())
        assert len(error.meanings) > 1


@given(st.text(max_size=12))
def test_any_text_is_lists_or_refused(text) -> None:
    try:
        found = list_tables.find_lists(text)
    except critmin.UnknownName as error:
        assert set(error.suggestions) <= set(list_tables.list_ids())
    else:
        assert found
        assert set(found) <= set(list_tables.list_ids())


@given(st.sampled_from(TECHNOLOGIES), st.sampled_from(TECHNOLOGIES))
def test_a_pairing_and_its_reverse_are_each_others_inverse(one, other) -> None:
    if one.kind != other.kind or one.slug == other.slug:
        return
    (there,) = pairings(one, other)
    (back,) = pairings(other, one)
    assert there.ratio is not None
    assert back.ratio is not None
    assert there.ratio * back.ratio == pytest.approx(1)


@pytest.mark.parametrize("known", TECHNOLOGIES, ids=[t.slug for t in TECHNOLOGIES])
def test_the_heaviest_first_and_the_unnamed_last(known) -> None:
    rows = technology_tables.intensities(known)
    values = [row.value for row in rows if row.mineral]
    assert values == sorted(values, reverse=True)
    assert not rows[-1].mineral
    assert all(row.unit == technology_tables.unit(known) for row in rows)


def test_standing_of_a_part_of_a_group() -> None:
    """Light rare earths are on a list that names all rare earths, not on one of a part."""
    found = {entry.list_id: entry for entry in list_tables.standing("light-rare-earths")}
    assert found["EU-2020"].via == "named"
    assert found["US-2018"].via == "group"
    assert "EU-2024-SRM" not in found


def test_a_list_opened_holds_members_and_no_group_beside_them() -> None:
    held = list_tables.members_on("US-2018")
    assert {"neodymium", "osmium"} <= set(held)
    assert not {"rare-earths", "platinum-group-metals"} & set(held)
    assert "'iron'" in list_tables.members_on("UK-2024")
    assert "silver" not in list_tables.members_on("UK-2021")
