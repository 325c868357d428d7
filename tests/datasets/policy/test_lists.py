"""What stops the build of the official lists."""

from __future__ import annotations

import pytest

ENTRY = {
    "list_id": "US-2025",
    "category": "critical",
    "mineral_as_listed": "lithium",
    "mineral": "lithium",
    "is_group": "0",
    "confidence": "confirmed by a page seen",
    "expanded_from": "",
}


def test_an_unknown_name_on_a_list_stops_the_build(build_path) -> None:
    from policy import lists
    from tables import BuildError

    known = lists.Names()
    assert [e.mineral for e in known.entries(ENTRY, [])] == ["lithium"]
    with pytest.raises(BuildError, match="unobtainium"):
        list(known.entries({**ENTRY, "mineral_as_listed": "unobtainium"}, []))
    with pytest.raises(BuildError, match="unused"):
        known.check_all_used()


def test_lists_and_their_opened_copy_must_agree(build_path) -> None:
    from policy import lists
    from tables import BuildError

    group = {**ENTRY, "mineral_as_listed": "rare earths", "is_group": "1"}
    member = {**group, "mineral": "cerium", "expanded_from": "rare earths"}
    lists.check_expanded([ENTRY, group], [ENTRY, member])
    for rows, opened in (
        ([ENTRY, group], [ENTRY]),
        ([ENTRY], [ENTRY, member]),
        ([ENTRY, ENTRY], [ENTRY]),
        ([{**ENTRY, "is_group": "maybe"}], [ENTRY]),
        ([{**ENTRY, "category": "nice"}], [{**ENTRY, "category": "nice"}]),
    ):
        with pytest.raises(BuildError):
            lists.check_expanded(rows, opened)


def test_a_mineral_named_beside_its_group_is_named(build_path) -> None:
    from policy import lists

    member = lists.Entry("X", "critical", "iridium", "PGM", "group", "page", "")
    named = member._replace(listed_as="iridium", via="named")
    assert lists.without_doubles([named, member]) == [named]
    assert lists.without_doubles([member]) == [member]
