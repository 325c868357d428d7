"""Words that sentences share with the packages above them: the same in both."""

from __future__ import annotations

from critmin.clean_products.products import COUNTED
from critmin.core.control_words import NOUNS, VERBS
from critmin.export_controls.state import ALL_BUT, IN_FORCE, OUTSIDE_SHARES, TYPES
from critmin.policies.state import KINDS
from critmin.summaries import controls_and_diplomacy, demand, mineral_controls, policy, uses
from critmin.uses.list_tables import WATCHED


def test_states_and_types_of_controls() -> None:
    assert mineral_controls.IN_FORCE == IN_FORCE
    assert mineral_controls.ALL_BUT == ALL_BUT
    assert {*TYPES} - OUTSIDE_SHARES == {*VERBS}
    assert {*NOUNS} == {*TYPES}
    assert {*mineral_controls.BOUND} | {"end-use-ban"} == OUTSIDE_SHARES


def test_other_closed_vocabularies() -> None:
    assert uses.WATCHED == WATCHED
    assert tuple(COUNTED) == demand.COUNTED
    assert {*policy.KINDS} == {*KINDS}
    assert {*controls_and_diplomacy.DISRUPTIONS} >= {"production-halt", "conflict", "proposal"}
