"""A figure that is known in part."""

from __future__ import annotations

import pytest

from critmin.measures.known import Known


@pytest.mark.parametrize(
    ("low", "high", "bounded"),
    [(0.2, 0.3, True), (0.0, 0.0, True), (0.2, None, False), (None, 0.3, False)],
)
def test_a_figure_is_bounded_by_two_ends(low, high, bounded) -> None:
    assert Known(low, high).bounded is bounded
