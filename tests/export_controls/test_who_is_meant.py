"""Whom a measure means: the buyer itself, its blocs, the members of a bloc."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from critmin.export_controls import controls, query

DAY = "2026-11-24"


def test_a_measure_on_a_bloc_means_its_members_and_one_on_a_member_the_bloc() -> None:
    japan, group = query.stands_for("JPN", DAY), query.stands_for("g7", DAY)
    assert {"g7", "quad"} <= japan
    assert not japan & {"eu27", "brics", "JPN"}
    assert {"JPN", "USA", "DEU"} <= group
    assert not group & {"CHN", "g7"}


@pytest.mark.parametrize(("told", "fits"), [(True, True), (None, True), (False, False)])
def test_a_measure_whose_target_is_not_stated_may_mean_the_buyer(monkeypatch, told, fits) -> None:
    monkeypatch.setattr(controls, "reaches", lambda *_asked: told)
    measure = SimpleNamespace(jurisdiction="CHN")
    for imposed in (True, False):
        asked = SimpleNamespace(
            imposed_by=lambda _place, imposed=imposed: imposed, buyer="JPN", stands_for=frozenset()
        )
        assert controls._fits(measure, asked) is (fits and imposed)
        asked.buyer = None
        assert controls._fits(measure, asked) is imposed
