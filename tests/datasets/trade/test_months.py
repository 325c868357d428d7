"""The monthly sample: what is committed, and the figures of single months as gathered."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from critmin.core.periods import Month
from critmin.trade import monthly_sample

TRADE = Path(__file__).resolve().parents[3] / "datasets" / "trade"


@pytest.mark.parametrize("of", monthly_sample.PUBLISHERS, ids=lambda of: of.origin)
def test_every_month_that_it_covers_has_flows(of: monthly_sample.Publisher) -> None:
    text = gzip.decompress((TRADE / f"months_{of.origin}.csv.gz").read_bytes()).decode("ascii")
    rows = list(csv.DictReader(io.StringIO(text)))
    keys = [(row["flow"], row["month"], row["code"], row["partner"]) for row in rows]
    assert keys == sorted(set(keys))
    for flow in ("import", "export"):
        found = monthly_sample.flows(of.origin, flow)
        assert len(found) == sum(row["flow"] == flow for row in rows)
        assert {one.month for one in found} == {*of.months}
        assert all((one.state == "suppressed") == (one.partner == "") for one in found)
        assert all(len(one.code) == 8 for one in found)


def test_rows_of_one_month_code_and_partner_are_added_up() -> None:
    # 18 rows of the original, by port; sums of the gathered file.
    (found,) = [
        one
        for one in monthly_sample.flows("hmrc")
        if (one.month, one.code, one.partner) == (Month(2026, 4), "85051110", "CHN")
    ]
    assert (found.usd, found.kg) == (2_068_145, 68_508)


def test_a_suppressed_partner_is_no_country() -> None:
    # Natural barium sulphate that the United Kingdom exports: the partner is confidential.
    hidden = [one for one in monthly_sample.flows("hmrc", "export") if not one.partner]
    assert {one.code for one in hidden} == {"25111000"}
    assert min(one.month for one in hidden) == Month(2024, 6)
