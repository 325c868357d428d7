"""Questions of trade asked of the monthly sample: months, years of months, and what is no data."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from math import fsum
from pathlib import Path

import pytest
from answers import flags, one, rows, said

from critmin import dependency, exposure, shock, trend, via
from critmin.core.errors import NoData, QueryError, UnknownName

TRADE = Path(__file__).resolve().parents[2] / "datasets" / "trade"


def monthly(name: str, code: str) -> dict[str, dict[str, int]]:
    """Imports of a code in USD by month and partner, read from the file alone."""
    text = gzip.decompress((TRADE / f"months_{name}.csv.gz").read_bytes()).decode("ascii")
    found: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if (row["flow"], row["code"]) == ("import", code):
            found.setdefault(row["month"], {})[row["partner"]] = int(row["usd"])
    return found


def test_shares_of_a_month_are_of_all_that_month() -> None:
    found = monthly("hmrc", "81041100")
    table = dependency("GBR", "magnesium", year="2026-04:2026-06", trade="sample")
    assert list(dict.fromkeys(table.column("period"))) == ["2026-04", "2026-05", "2026-06"]
    assert set(table.column("year")) == {2026}
    for row in table:
        of = found[str(row["period"])]
        assert row["imports_usd"] == of[str(row["supplier_iso3"])]
        assert row["share"] == pytest.approx(of[str(row["supplier_iso3"])] / sum(of.values()))
        assert row["hs6"] == ("81041100",)
    assert len(table) == sum(len(found[f"2026-0{month}"]) for month in (4, 5, 6))


def test_a_year_is_the_sum_of_its_twelve_months() -> None:
    found = monthly("hmrc", "81041100")
    table = dependency("GBR", "magnesium", year=2025, trade="sample")
    assert "period" not in table.names
    year: dict[str, int] = {}
    for month, of in found.items():
        if month.startswith("2025"):
            for partner, usd in of.items():
                year[partner] = year.get(partner, 0) + usd
    assert dict(zip(table.column("supplier_iso3"), table.column("imports_usd"), strict=True)) == {
        partner: usd for partner, usd in sorted(year.items(), key=lambda pair: -pair[1])
    }
    assert fsum(float(str(share)) for share in table.column("share")) == pytest.approx(1)


def test_a_year_without_all_its_months_is_no_data() -> None:
    with pytest.raises(NoData, match="hmrc@2026-06 has 6 of the 12 months of 2026"):
        dependency("GBR", "magnesium", stage="refined", year=2026, trade="sample")
    with pytest.raises(NoData, match="has 2024-06 to 2026-06, not 2024-05"):
        dependency("GBR", "magnesium", stage="refined", year="2024-05", trade="sample")


def test_the_newest_whole_year_is_the_default() -> None:
    assert set(dependency("GBR", "magnesium", trade="sample").column("year")) == {2025}
    assert set(dependency("BRA", "lithium", trade="sample").column("year")) == {2025}


def test_a_month_without_a_row_is_no_recorded_flow_and_outside_it_is_no_data() -> None:
    table = dependency("GBR", "magnesium", "CHN", year="2025-09:2025-11", trade="sample")
    shares = {row["period"]: (row["share"], flags(row)) for row in table}
    assert "CHN" not in monthly("hmrc", "81041100")["2025-10"]
    assert shares["2025-10"][0] == 0.0
    assert "none_recorded" in shares["2025-10"][1]
    assert "none_recorded" not in shares["2025-09"][1]


def test_the_newest_months_are_said_to_be_revised() -> None:
    table = dependency("GBR", "magnesium", year="2026-04:2026-06", trade="sample")
    revised = {row["period"] for row in table if "months_revised" in flags(row)}
    assert revised == {"2026-05", "2026-06"}


def test_other_buyers_are_no_data_and_never_zero() -> None:
    with pytest.raises(NoData) as error:
        dependency("JPN", "graphite", trade="sample")
    assert str(error.value) == (
        "no data for Japan in the bundled sample: hmrc@2026-06 has only the trade of the United "
        "Kingdom; comexstat@2026-07 has only the trade of Brazil"
    )
    table = exposure("GBR", "JPN", "magnesium", supplier="CHN", year="2026-05", trade="sample")
    assert flags(one(table, buyer_iso3="JPN")) == {"no_data"}
    assert one(table, buyer_iso3="JPN")["direct_share"] is None
    assert one(table, buyer_iso3="GBR")["direct_share"] == pytest.approx(0.904082907)


def test_the_answer_names_its_data() -> None:
    table = dependency("GBR", "magnesium", year=2025, trade="sample")
    assert set(table.column("source")) == {("hmrc@2026-06",)}
    (source,) = table.sources
    assert "Open Government Licence v3.0" in source.citation
    assert "by CN, values in USD; it has 2024-06 to 2026-06" in said(table, "own_trade")
    assert "about 31 materials" in said(table, "sample_trade")
    assert table.query["trade"] == "sample"


def test_months_of_the_bundled_trade_are_refused_with_what_to_write() -> None:
    for ask in (
        lambda: dependency("GBR", "magnesium", year="2025-01"),
        lambda: exposure("GBR", "magnesium", supplier="CHN", year="2025-01"),
        lambda: shock("GBR", "magnesium", stop="CHN", year="2025-01"),
        lambda: via("GBR", "graphite", supplier="CHN", year="2025-01"),
    ):
        with pytest.raises(QueryError, match=r"bundled trade is by year: .* --trade"):
            ask()


def test_what_is_refused() -> None:
    with pytest.raises(QueryError, match="is not a lake: make one with critmin lake add"):
        dependency("GBR", "magnesium", trade="/nowhere")
    with pytest.raises(QueryError, match="--engine reads a lake: name it with --trade"):
        dependency("GBR", "magnesium", engine="duckdb")
    with pytest.raises(QueryError, match="the sample is none"):
        dependency("GBR", "magnesium", trade="sample", engine="duckdb")
    with pytest.raises(UnknownName, match="comexstat"):
        dependency("GBR", "magnesium", trade="sample", source="comext")
    with pytest.raises(NoData, match="cannot be traced: that needs the trade between all countr"):
        via("GBR", "graphite", supplier="CHN", trade="sample")


def test_controls_of_a_month_are_those_of_its_last_day() -> None:
    # Tungsten: licences of China since 4 February 2025 (announcement No. 10 of 2025).
    months = "2025-01,2025-02"
    table = exposure("GBR", "tungsten", supplier="CHN", year=months, trade="sample")
    before, after = (one(table, period=month, stage="refined") for month in months.split(","))
    assert "CN-2025-10" not in before["control_ids"]
    assert "CN-2025-10" in after["control_ids"]
    assert (before["under_licence_high"], after["under_licence_high"] > 0.5) == (0.0, True)
    assert "as_of" not in table.query
    asked = exposure(
        "GBR", "tungsten", supplier="CHN", year="2025-01", trade="sample", as_of="2025-03-01"
    )
    assert "CN-2025-10" in one(asked, stage="refined")["control_ids"]


def test_a_loss_of_a_month_is_of_that_month() -> None:
    table = shock("GBR", "magnesium", stop="CHN", year="2026-06", trade="sample")
    (row,) = rows(table, stage="refined")
    assert (row["period"], row["loss_share_low"]) == ("2026-06", 1.0)
    assert row["loss_usd"] == monthly("hmrc", "81041100")["2026-06"]["CHN"]
    assert "t a month (product weight, trade of June 2026)" in table.summary
    assert "published by year, not by month" in said(table, "not_traced")


def test_sentences_and_pictures_name_months() -> None:
    table = dependency("GBR", "magnesium", year="2026-01:2026-06", trade="sample")
    assert table.summary.startswith("The United Kingdom bought 100% of its recorded imports")
    assert "in June 2026, after 95% in January 2026" in table.summary
    picture = table.to_picture("svg")
    assert "June 2026" in (picture if isinstance(picture, str) else picture.decode("utf-8"))


def test_bundled_answers_are_as_before() -> None:
    table = dependency("GBR", "magnesium", year=2024)
    assert "period" not in table.names
    assert "trade" not in table.query
    with pytest.raises(NoData):
        dependency("JPN", "magnesium", trade="sample")
    assert dependency("GBR", "magnesium", year=2024).rows == table.rows


def test_the_sample_needs_no_extra() -> None:
    code = (
        "import sys, json\n"
        "from critmin import dependency\n"
        "dependency('GBR', 'magnesium', year='2026-05', trade='sample').to_csv()\n"
        "heavy = {'ibis', 'duckdb', 'pyarrow', 'pandas', 'numpy'} & {*sys.modules}\n"
        "print(json.dumps(sorted(heavy)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_trend_is_over_all_months_of_the_data() -> None:
    found = monthly("hmrc", "81041100")
    table = trend("GBR", "magnesium", trade="sample")
    assert list(dict.fromkeys(table.column("period"))) == sorted(found)
    for row in rows(table, iso3="CHN"):
        of = found[str(row["period"])]
        assert row["value"] == pytest.approx(of["CHN"] / sum(of.values()))
    index = trend("GBR", "magnesium", measure="hhi", year="2026-05", trade="sample")
    of = found["2026-05"]
    expected = sum((usd / sum(of.values())) ** 2 for usd in of.values()) * 10_000
    assert index.column("value") == [pytest.approx(expected)]
    assert index.summary == (
        "The HHI of the United Kingdom's imports of refined magnesium was 8,230 in May 2026."
    )
    weight = trend("GBR", "magnesium", "CHN", measure="quantity", year=2025, trade="sample")
    assert "period" not in weight.names
    assert weight.column("unit") == ["t"]
    assert weight.to_picture("svg")


def test_trend_of_supply_is_as_before() -> None:
    assert set(trend("cobalt", measure="hhi").column("country")) == {"World"}
    with pytest.raises(QueryError, match="leave them out with --trade"):
        trend("GBR", "magnesium", total="listed", trade="sample")
    with pytest.raises(QueryError, match="of all suppliers"):
        trend("GBR", "magnesium", "CHN", measure="hhi", trade="sample")
    with pytest.raises(QueryError, match="'2025-01' is not a year"):
        trend("cobalt", year="2025-01")


def test_pictures_of_months_say_months() -> None:
    """A month is no year: in the span of a picture, its labels and what it leaves out."""
    months = {"year": "2025-05:2025-06", "trade": "sample"}
    loss = shock("GBR", "barite", stop="china", **months)
    one = loss.chart(loss)
    assert [span.label for span in one.spans] == ["May 2025", "June 2025"]
    assert "May 2025 to June 2025" in one.subtitle
    losses = shock("GBR", ["barite", "graphite"], stop="china", **months)
    several = losses.chart(losses)
    assert "June 2025" in several.subtitle
    assert "1 earlier month is in the table" in several.note
    bought = exposure("GBR", "graphite", supplier="china", **months)
    assert bought.chart(bought).topic.endswith("May 2025 to June 2025")
