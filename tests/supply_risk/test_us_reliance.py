"""A printed reliance of the United States beside its recomputation."""

from critmin.supply_risk import us_statistics
from critmin.supply_risk.us_reliance import PrintedReliance


def test_a_reliance_above_1_is_flagged() -> None:
    """No balance of the bundled editions exceeds 1, so that the code is met here alone."""
    base = next(base for base in us_statistics.bases() if not base.reason and base.main)
    source = us_statistics.editions()[0]
    year = max(us_statistics.years(source, base))
    found = PrintedReliance.of(base, source, year)
    assert found.balance is not None
    assert "reliance_over_1" not in found.flags
    beyond = found._replace(balance=found.balance.__class__(10.0, 1.2, "t", found.balance.figures))
    assert "reliance_over_1" in beyond.flags
