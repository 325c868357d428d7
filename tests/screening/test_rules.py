"""Published rules of dependence: thresholds, years and verdicts by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core.errors import QueryError, UnknownName
from critmin.screening import rules
from critmin.screening.rules import EC2021, GEODEP, Thresholds, changed, exceeds, over_years

MET = st.sampled_from([True, False, None])
LIMITS = Thresholds(4000.0, None, None, 1.0, 2, 3)


def test_a_rule_is_found_in_any_case_and_none_is_none() -> None:
    assert rules.rule(" GeoDep ") is GEODEP
    assert rules.rule("ＥＣ2021") is EC2021
    assert rules.rule("None") is None
    with pytest.raises(UnknownName, match="known: geodep, ec2021, none"):
        rules.rule("geo")


@pytest.mark.parametrize(
    ("published", "name", "value", "kept"),
    [
        (GEODEP, "import_hhi", 0.0, 0.0),
        (GEODEP, "import_hhi", 0.4, 4000.0),
        (GEODEP, "import_hhi", 1.0, 10_000.0),
        (GEODEP, "import_hhi", 100.0, 100.0),
        (GEODEP, "export_hhi", 10_000.0, 10_000.0),
        (EC2021, "outside_share", 0.0, 0.0),
        (EC2021, "outside_share", 1.0, 1.0),
        (GEODEP, "ratio", 0.0, 0.0),
        (GEODEP, "ratio", 1e6, 1e6),
        (GEODEP, "met_in", 1, 1),
        (GEODEP, "met_in", 3, 3),
    ],
)
def test_a_threshold_inside_its_range_is_taken(
    published: rules.Rule, name: str, value: float, kept: float
) -> None:
    own = changed(published, **{name: value})
    assert own == published.thresholds._replace(**{name: kept})


@pytest.mark.parametrize(
    ("published", "name", "value", "said"),
    [
        (GEODEP, "import_hhi", -0.1, "--import-hhi is -0.1: write 0 to 1"),
        (GEODEP, "import_hhi", 1.5, "100 to 10,000"),
        (GEODEP, "import_hhi", 99.0, "--import-hhi is 99"),
        (GEODEP, "export_hhi", 10_001.0, "--export-hhi is 10001"),
        (GEODEP, "export_hhi", float("nan"), "--export-hhi is nan"),
        (EC2021, "outside_share", 1.1, "--outside-share is 1.1: write a share from 0 to 1"),
        (EC2021, "outside_share", -0.1, "--outside-share"),
        (GEODEP, "ratio", -0.1, "--ratio is -0.1: write a number from 0"),
        (GEODEP, "ratio", float("inf"), "--ratio is inf"),
        (GEODEP, "ratio", float("nan"), "--ratio is nan"),
        (GEODEP, "met_in", 0, "--met-in is 0: write a whole number from 1 to 3"),
        (GEODEP, "met_in", 4, "--met-in is 4"),
        (GEODEP, "met_in", 1.5, "--met-in is 1.5"),
        (EC2021, "met_in", 2, "from 1 to 1"),
        (EC2021, "export_hhi", 0.4, "--export-hhi is not a criterion of ec2021: leave it out"),
        (GEODEP, "outside_share", 0.4, "--outside-share is not a criterion of geodep"),
    ],
)
def test_a_threshold_outside_its_range_or_rule_is_refused(
    published: rules.Rule, name: str, value: float, said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        changed(published, **{name: value})


def test_a_threshold_that_is_not_given_does_not_end_the_reading() -> None:
    own = changed(GEODEP, import_hhi=None, ratio=2.0, met_in=None)
    assert own == GEODEP.thresholds._replace(ratio=2.0)
    assert changed(GEODEP) == GEODEP.thresholds


def test_differences_are_said_in_the_units_of_the_rule() -> None:
    own = changed(GEODEP, import_hhi=0.5, export_hhi=0.25, ratio=1.5, met_in=3)
    assert rules.differences(GEODEP, own) == [
        "HHI of imports over 0.5",
        "HHI of the world's exports over 0.25",
        "imports over 1.5 times the exports",
        "met in 3 of 3 years",
    ]
    said = rules.differences(EC2021, changed(EC2021, outside_share=0.6))
    assert said == ["over 60% of imports from outside"]
    assert rules.differences(EC2021, EC2021.thresholds) == []
    nothing = changed(GEODEP, import_hhi=0, export_hhi=0, ratio=0)
    assert rules.differences(GEODEP, nothing) == [
        "HHI of imports over 0",
        "HHI of the world's exports over 0",
        "imports over 0 times the exports",
    ]
    said = rules.differences(EC2021, changed(EC2021, outside_share=0))
    assert said == ["over 0% of imports from outside"]
    assert rules.of_query({"rule": "geodep", "ratio": 2.0}) == ["imports over 2 times the exports"]
    assert rules.of_query({"rule": "none", "ratio": 2.0}) == []


@pytest.mark.parametrize(
    ("low", "high", "above"),
    [
        (4000.0, 4000.0, False),
        (4000.0000004, 4000.0000004, False),  # equal, as far as figures are compared
        (4000.000001, 4000.000001, True),
        (3999.0, 4000.0, False),
        (3999.0, 4001.0, None),
        (None, 5000.0, None),
        (5000.0, None, None),
    ],
)
def test_a_limit_is_exceeded_by_more_than_itself(
    low: float | None, high: float | None, above: bool | None
) -> None:
    assert exceeds(low, high, 4000.0) is above


@given(st.lists(MET, max_size=5))
def test_all_criteria_are_met_where_none_is_not(found: list[bool | None]) -> None:
    verdict = rules.every(iter(found))
    assert verdict is (False if False in found else None if None in found else True)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ({2022: True, 2023: False, 2024: True}, (2, 3, True)),
        ({2022: True, 2023: False, 2024: False}, (1, 3, False)),
        ({2022: True, 2023: None, 2024: False}, (1, 2, None)),  # the year in doubt decides
        ({2022: None, 2023: None, 2024: True}, (1, 1, None)),
        ({2023: True, 2024: True}, (2, 3, True)),  # a year without imports is not met
        ({2024: True}, (1, 3, False)),
        ({2020: True, 2021: True, 2024: True, 2025: True}, (1, 3, False)),  # outside the window
        ({}, (0, 3, False)),
    ],
)
def test_the_window_ends_with_the_year(
    met: dict[int, bool | None], expected: tuple[int, int, bool | None]
) -> None:
    assert over_years(met, 2024, range(2019, 2026), LIMITS) == expected


def test_a_year_that_the_source_does_not_hold_can_decide() -> None:
    assert over_years({2024: True}, 2024, [2024], LIMITS) == (1, 1, None)
    assert over_years({2024: False}, 2024, [2023, 2024], LIMITS) == (0, 2, False)


@given(st.dictionaries(st.integers(2020, 2024), MET), st.integers(1, 3))
def test_what_is_not_known_is_decided_by_what_it_turns_out_to_be(
    met: dict[int, bool | None], met_in: int
) -> None:
    limits = LIMITS._replace(met_in=met_in)
    held = range(2020, 2025)
    verdict = over_years(met, 2024, held, limits)[2]
    ends = {
        over_years({y: known if m is None else m for y, m in met.items()}, 2024, held, limits)[2]
        for known in (True, False)
    }
    assert verdict is (ends.pop() if len(ends) == 1 else None)


def test_criteria_in_words() -> None:
    assert rules.criteria(GEODEP.thresholds) == (
        "the HHI of its imports exceeds 0.4, that of the world's exports exceeds 0.4 and imports "
        "exceed the exports, in at least 2 of 3 years"
    )
    assert rules.criteria(EC2021.thresholds) == (
        "the HHI of its imports exceeds 0.4, over 50% of the members' imports come from outside "
        "the bloc and imports exceed the exports"
    )
    two = Thresholds(2500.0, None, None, 1.0, 1, 2)
    assert rules.criteria(two) == (
        "the HHI of its imports exceeds 0.25 and imports exceed the exports, "
        "in at least 1 of 2 years"
    )
    alone = Thresholds(None, None, None, 1.5, 1, 1)
    assert rules.criteria(alone) == "imports exceed 1.5 times the exports"
    assert rules.criteria(alone._replace(ratio=None, import_hhi=2500.0)) == (
        "the HHI of its imports exceeds 0.25"
    )


def test_the_published_thresholds() -> None:
    assert Thresholds(4000.0, 4000.0, None, 1.0, 2, 3) == GEODEP.thresholds
    assert Thresholds(4000.0, None, 0.5, 1.0, 1, 1) == EC2021.thresholds
    assert (GEODEP.inside_exports, EC2021.inside_exports) == (False, True)
