"""Which minerals belong to a class, by its rules."""

from __future__ import annotations

from critmin.policies.coverage_definitions import Definition, Traits, belongs


def class_(**rules) -> Definition:
    return Definition(
        "x", "class", "", {k: (v,) if isinstance(v, str) else v for k, v in rules.items()}
    )


LITHIUM = Traits("lithium", frozenset({"NATO-2024", "US-2022"}), frozenset({"battery"}))
NICKEL = Traits("nickel", frozenset({"US-2022"}), frozenset({"battery", "wind"}))


def test_rules_add_up_and_values_are_alternatives() -> None:
    assert belongs(LITHIUM, class_())
    assert belongs(LITHIUM, class_(on_list="NATO-2024", used_in="battery"))
    assert not belongs(NICKEL, class_(on_list="NATO-2024", used_in="battery"))
    assert belongs(NICKEL, class_(on_list=("NATO-2024", "US-2022")))
    assert belongs(NICKEL, class_(used_in="battery", not_on_list="NATO-2024"))
    assert not belongs(LITHIUM, class_(used_in="battery", not_on_list="NATO-2024"))
    assert belongs(NICKEL, class_(mineral="nickel"))
    assert not belongs(NICKEL, class_(not_mineral="nickel"))
