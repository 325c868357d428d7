"""Chains prepared in the build: they are what the library follows, or have a reason."""

from math import fsum

import pytest

from critmin.core.files import read_table, unpacked
from critmin.tracing import chain_network, chains
from critmin.tracing.feed_forms import is_dug, made_at_refinery
from critmin.tracing.stages import SLACK
from critmin.trade import codes

YEARS = range(2021, 2025)
STATES = [row for row in read_table(chains.STATE)[1]]
GOOD = [(row[0], row[1], int(row[2]), row[3]) for row in STATES if not row[8]]


def test_every_form_made_at_refineries_is_followed_or_has_a_reason() -> None:
    told = {tuple(row[:3]) for row in STATES}
    wanted = {
        (mineral, form, str(year))
        for mineral in codes.by_mineral()
        for form in codes.forms_of(mineral)
        for year in YEARS
        if made_at_refinery(form) and not is_dug(mineral, form)
    }
    assert told == wanted
    assert all(row[8].startswith(f"{row[0]} {row[1]} {row[2]} ") for row in STATES if row[8])


def test_which_are_followed() -> None:
    assert {(mineral, form, year) for mineral, form, year, _ in GOOD} == {
        ("cobalt", "intermediate", 2023),
        ("cobalt", "intermediate", 2024),
        ("cobalt", "refined", 2023),
        ("cobalt", "refined", 2024),
        ("copper", "refined", 2024),
        ("tungsten", "refined", 2022),
    }


@pytest.mark.parametrize("key", GOOD, ids=str)
def test_prepared_chains_are_those_followed(key: tuple[str, str, int, str]) -> None:
    mineral, form, year, output = key
    asked = None if mineral == "tungsten" else output
    found = chain_network.chains(mineral, form, year, output=asked)
    assert found.output == output
    assert found.dug <= SLACK
    status = next(one for one in chains.statuses(mineral, form, year) if one.output == output)
    assert status.refiners == found.refiners
    for code, supply in found.supplies.items():
        prepared = chains._supply(status, code)
        assert prepared is not None
        assert prepared.use == pytest.approx(supply.use, abs=0.001)
        assert prepared.unexplained == pytest.approx(supply.unexplained, abs=0.002)
        dug = prepared.dug
        assert all(dug.get(k, 0.0) == pytest.approx(s, abs=0.001) for k, s in supply.dug.items())


@pytest.mark.parametrize("year", YEARS)
def test_parts_sum_to_no_more_than_the_supply(year: int) -> None:
    sums: dict[str, list[float]] = {}
    for line in unpacked(f"chains/supply_{year}.csv.gz").decode("ascii").splitlines()[1:]:
        buyer, mineral, form, output, _, _, _, share, _ = line.split(",")
        sums.setdefault(f"{buyer} {mineral} {form} {output}", []).append(float(share or 0))
    assert all(fsum(parts) <= 1.0005 for parts in sums.values())


@pytest.mark.parametrize("year", YEARS)
def test_ranges_are_intervals_of_shares(year: int) -> None:
    for line in unpacked(f"chains/range_{year}.csv.gz").decode("ascii").splitlines()[1:]:
        low, high = (float(cell or 0) for cell in line.split(",")[5:])
        assert 0 <= low <= high <= 1, line
