"""What a country makes most of: tables that are left unread change no sentence."""

from __future__ import annotations

import pytest

from critmin.briefs import output
from critmin.trade.buyers import buyer

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
    maker = buyer(code)
    said = output.most_of(maker)
    monkeypatch.setattr(output, "WORTH", 0.0)
    assert output.most_of(maker) == said


def test_some_countries_make_most_of_a_mineral() -> None:
    assert "cobalt" in output.most_of(buyer("COD"))
    assert output.most_of(buyer("JPN")) == ""
