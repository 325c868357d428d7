"""The audit (benchmarks/audit.py): answers beside originals that are read independently.

It runs on a sample of the originals here, and on the originals where CRITMIN_ORIGINALS names their
folder.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import audit
import audit_originals
import audit_supply
import audit_trade
import pytest

SAMPLE = Path(__file__).parent / "originals_sample"
ORIGINALS = os.environ.get("CRITMIN_ORIGINALS", "")


def test_answers_are_the_printed_cells_of_the_sample() -> None:
    found = {result.name.partition(",")[0]: result for result in audit.audit(SAMPLE)}
    assert not [one for result in found.values() for one in result.unexplained]
    counts = [(result.compared, result.equal) for result in audit.audit(SAMPLE)]
    assert counts == [
        (147, 138),  # USGS: output, capacity, reserves
        (100, 100),  # IEA
        (87, 87),  # European Commission
        (33, 33),  # HHI
        (20, 20),  # reliances
        (28, 28),  # import sources
        (0, 0),  # BACI and monthly prices are not in the sample
        (0, 0),
        (45, 45),  # prices of the year
    ]


def test_what_the_ledger_corrects_is_a_difference_with_its_reason() -> None:
    result = audit_supply.usgs_cells(SAMPLE)
    reasons = {one.reason.partition(":")[0] for one in result.differences}
    assert {
        "usgs-2026-rare-earths-brazil-reserves",
        "usgs-2026-rare-earths-world-reserves",
        "usgs-2026-vanadium-reserves-unit",
        "usgs-2026-vanadium-reserves-unit-total",
    } == reasons
    (brazil,) = (one for one in result.differences if "Brazil" in one.what and "Rare" in one.what)
    assert (brazil.printed, brazil.answered) == ("21,000,000", "11000000.0")


@pytest.mark.parametrize(
    ("file", "printed", "other", "part"),
    [
        (audit_originals.USGS, '"40,000"', '"40,001"', audit_supply.usgs_cells),
        (audit_originals.USGS, '"22,000"', '"23,000"', audit_supply.usgs_cells),
        (audit_originals.USGS, ",percent,2024,86,", ",percent,2024,87,", audit_trade.reliances),
        (audit_originals.EU, ",Bolivia,1.4,", ",Bolivia,1.5,", audit_supply.eu_cells),
        (audit_originals.IEA_2025, "33.23049476933489", "34", audit_supply.iea_cells),
    ],
)
def test_a_figure_that_is_not_the_printed_one_is_found(
    tmp_path: Path, file: str, printed: str, other: str, part
) -> None:
    folder = tmp_path / "originals"
    shutil.copytree(SAMPLE, folder)
    path = folder / file
    text = path.read_bytes().decode("cp1252")
    assert printed in text
    path.write_bytes(text.replace(printed, other).encode("cp1252"))
    assert part(folder).unexplained


def test_the_report_counts_and_names_what_is_not_at_hand() -> None:
    lines = list(audit.report(audit.audit(SAMPLE), 5))
    assert "100 of 100 equal: IEA, Critical Minerals Data Explorer 2024 and 2025: output" in lines
    assert "not at hand: IMF and World Bank: monthly prices" in lines
    assert not any("UNEXPLAINED" in line for line in lines)


@pytest.mark.skipif(not ORIGINALS, reason="CRITMIN_ORIGINALS names no folder of originals")
def test_answers_are_the_printed_cells_of_all_originals() -> None:
    results = audit.audit(Path(ORIGINALS))
    assert not [one for result in results for one in result.unexplained]
    least = [2_411, 340, 2_550, 400, 490, 600, 1_896, 7_000, 380]
    assert all(r.compared >= n for r, n in zip(results, least, strict=True)), results
