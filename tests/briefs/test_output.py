"""What a country makes most of: the table of the build, and the tables that are left unread."""

from __future__ import annotations

import pytest

from critmin.briefs import largest_output
from critmin.briefs import output_shares as output
from critmin.core import names
from critmin.trade.buyers import buyer
from critmin.trade.sources import HELD_YEAR

MAKERS = [
    "AUS",
    "BRA",
    "CHL",
    "CHN",
    "COD",
    "DEU",
    "GIN",
    "IDN",
    "IND",
    "JPN",
    "KAZ",
    "KOR",
    "MMR",
    "MOZ",
    "PER",
    "RUS",
    "RWA",
    "TUR",
    "USA",
    "ZAF",
    "eu27",
]


@pytest.mark.parametrize("code", MAKERS)
def test_the_tables_left_out_hold_no_half(code, monkeypatch) -> None:
    members = buyer(code).members(HELD_YEAR)
    said = output.most(members)
    monkeypatch.setattr(output, "WORTH", 0.0)
    assert output.most(members) == said


def test_the_table_has_what_the_supply_tables_give() -> None:
    for iso3 in names.countries():
        made, read = output.most({iso3}), largest_output.largest(iso3)
        if made is None or read is None:
            assert made is read is None, iso3
        else:
            assert read[1:4] == (made.mineral, made.stage, made.year)
            assert read.share == pytest.approx(made.share, abs=1e-9)


def test_some_countries_make_most_of_a_mineral() -> None:
    assert "cobalt" in largest_output.most_of("COD")
    assert largest_output.most_of("JPN") == ""
