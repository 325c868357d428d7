"""Rules of a stop by hand: printed limits of reliance, the quota that counts, whose flows."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from critmin.core.errors import NoData
from critmin.disruption import lost_imports, mine_to_refinery, stocks
from critmin.export_controls.bundled_tables import Quota


def reliance(state: str, quantity: float | None = None, high: float | None = None) -> float:
    printed = SimpleNamespace(state=state, quantity=quantity, high=high)
    return stocks._reliance(SimpleNamespace(printed=printed, what="tungsten 2024"))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("number", 0.5), 0.5),
        (("number", 1.2), 1.0),
        (("less_than", None, 0.25), 0.25),
        (("greater_than", None, None), 1.0),
        (("greater_than", None, 0.9), 0.9),
    ],
)
def test_a_limit_of_reliance_counts_with_its_high_end(printed, expected) -> None:
    assert reliance(*printed) == expected


@pytest.mark.parametrize(
    "printed",
    [("number", 0.0), ("number", -0.1), ("unknown",), ("withheld",), ("net_exporter", 0.5)],
)
def test_who_does_not_depend_on_imports_has_no_reliance(printed) -> None:
    with pytest.raises(NoData):
        reliance(*printed)


def test_the_quota_of_a_cut_is_the_one_in_force_or_the_next(monkeypatch) -> None:
    def quota(first: str, last: str, t: float, place: str = "COD", of: str = "cobalt") -> Quota:
        return Quota("x", place, of, first, last, t)

    every = [
        quota("2027-01-01", "2027-12-31", 3.0),
        quota("2026-01-01", "2026-12-31", 2.0),
        quota("2025-01-01", "2025-12-31", 1.0),
        quota("2024-01-01", "2030-12-31", 9.0, place="IDN"),
        quota("2024-01-01", "2030-12-31", 9.0, of="nickel"),
    ]
    monkeypatch.setattr(mine_to_refinery, "quotas", lambda _known_on: every)
    stop = SimpleNamespace(mineral="cobalt", place="COD")
    days = ("2025-06-01", "2025-12-31", "2026-01-01", "2027-12-31", "2028-01-01")
    found = [mine_to_refinery._quota(stop, day, "") for day in days]
    assert [one and one.t for one in found] == [1.0, 1.0, 2.0, 3.0, None]


def test_flows_under_other_codes_stop_if_all_of_these_do(monkeypatch) -> None:
    table = SimpleNamespace(source="s", year=1998, by=lambda code: "row" if code == "FRA" else None)
    others = {"LUX": SimpleNamespace(codes=("BEL", "NLD"))}
    monkeypatch.setattr(lost_imports, "elsewhere", lambda _source, code, _year: others.get(code))
    assert lost_imports._within(table, "FRA", ())
    assert lost_imports._within(table, "LUX", ("BEL", "NLD"))
    assert lost_imports._within(table, "LUX", ("BEL", "DEU", "NLD"))
    assert not lost_imports._within(table, "LUX", ("BEL",))
    assert not lost_imports._within(table, "PER", ("BEL",))
