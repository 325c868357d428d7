"""Text files of rows that hypothesis draws, in the separators and ends of line that occur."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hypothesis import strategies as st


def written(draw: Callable[[Any], Any], rows: Iterable[Sequence[str]]) -> str:
    """Text of a table."""
    mark = draw(st.sampled_from([",", ",", ";", "\t"]))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerows(rows)
    return out.getvalue()
