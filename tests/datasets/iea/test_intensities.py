"""What stops the build of the mineral intensities."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DATASETS = Path(__file__).resolve().parents[3] / "datasets"
CAR = {
    "technology": "Electric car",
    "mineral": "Copper",
    "value": "53.2",
    "unit": "kg/vehicle",
    "confirmed_by": "single source (x)",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"technology": "Airship"}, "unknown technology"),
        ({"mineral": "Mithril"}, "unknown"),
        ({"unit": "kg/MW"}, "kg/MW for a vehicle"),
        ({"value": "-1"}, "-1"),
        ({"confirmed_by": "hearsay"}, "hearsay"),
    ],
)
def test_an_odd_intensity_stops_the_build(build_path, change, said) -> None:
    from iea import intensities
    from labels import label_rows
    from tables import BuildError, read_rows

    known = {r["name"]: r for r in read_rows(DATASETS / "technologies.csv")}
    minerals = {r["listed_as"]: r for r in label_rows("iea", "intensity_minerals")}
    assert intensities.intensity(CAR, known, minerals).intensity == "53.2"
    with pytest.raises(BuildError, match=re.escape(said)):
        intensities.intensity({**CAR, **change}, known, minerals)


def test_a_changed_sum_stops_the_build(build_path) -> None:
    from iea import intensities
    from tables import BuildError

    def row(technology: str, figure: str) -> intensities.Intensity:
        return intensities.Intensity(technology, "", "", figure, "", "", "")

    rows = [row(*total) for total in intensities.TOTALS.items()]
    intensities.check_totals(rows, set(intensities.TOTALS))
    with pytest.raises(BuildError, match="coal sums to"):
        intensities.check_totals([*rows, row("coal", "1")], set(intensities.TOTALS))
    with pytest.raises(BuildError, match="technologies"):
        intensities.check_totals(rows[1:], set(intensities.TOTALS))
