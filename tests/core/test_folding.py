"""Folding of names, one by one and all at once."""

from __future__ import annotations

from critmin.core.files import read_table
from critmin.core.folding import fold, fold_all


def test_names_are_folded_alike_one_by_one_and_together() -> None:
    tables = ("country_aliases.csv", "country_names.csv", "mineral_aliases.csv", "products.csv")
    texts = [
        "",
        "_a_",
        "İzmir ﬁ",
        *(cell for t in tables for row in read_table(t)[1] for cell in row),
    ]
    assert len(texts) > 5000
    assert fold_all(texts) == [fold(text) for text in texts]
