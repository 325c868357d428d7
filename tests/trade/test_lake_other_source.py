"""A year that one source of a lake does not have and another has: the answer names the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import said

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin import dependency, exposure, shock, trend
from critmin.core.errors import NoData
from critmin.lakes.adding import add

HEADER = "period,reporter,importer,exporter,flow,nomenclature,code,value,weight_kg\n"


def row(period: str, importer: str, code: str = "81041100", value: int = 100) -> str:
    return f"{period},{importer},{importer},CHN,import,CN,{code},{value},10\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of Germany, one source has 2021 and 2022 without magnesium in 2022, the other 2022 alone.

    Of France both have both years.
    """
    folder = tmp_path_factory.mktemp("two")
    tables = {
        "alpha": [
            row("2021", "DEU"),
            row("2022", "DEU", "25041000"),
            row("2021", "FRA"),
            row("2022", "FRA"),
        ],
        "beta": [row("2022", "DEU"), row("2021", "FRA"), row("2022", "FRA"), row("2022", "ITA")],
    }
    for source, lines in tables.items():
        (folder / f"{source}.csv").write_text(HEADER + "".join(lines), "utf-8")
        add(
            [folder / f"{source}.csv"],
            reader="table",
            lake=folder / "lake",
            source=source,
            edition="1",
        )
    return folder / "lake"


HINT = r"; beta@1 has it: --source beta$"


@pytest.mark.parametrize(
    "ask",
    [
        lambda lake: dependency(
            "DEU", "magnesium", stage="refined", year=2022, trade=lake, source="alpha"
        ),
        lambda lake: exposure(
            "DEU",
            "magnesium",
            supplier="CHN",
            stage="refined",
            year=2022,
            trade=lake,
            source="alpha",
        ),
        lambda lake: shock(
            "DEU", "magnesium", stop="CHN", stage="refined", year=2022, trade=lake, source="alpha"
        ),
        lambda lake: trend(
            "DEU", "magnesium", stage="refined", year=2022, trade=lake, source="alpha"
        ),
    ],
    ids=["dependency", "exposure", "shock", "trend"],
)
def test_a_source_that_is_named_and_has_nothing_names_the_other(ask, lake: Path) -> None:
    with pytest.raises(NoData, match=HINT):
        ask(lake)


def test_a_missing_year_of_several_names_the_other(lake: Path) -> None:
    table = dependency("DEU", "magnesium", stage="refined", year="2021:2022", trade=lake)
    assert table.column("year") == [2021]
    assert table.column("source") == [("alpha@1",)]  # all years of an answer come from one source
    assert "in 2022" in said(table, "no_data")
    assert said(table, "no_data").endswith("; beta@1 has it: --source beta")


def test_without_a_name_too(lake: Path) -> None:
    """Both have the code in 2022, and the first by name has none of it by Germany."""
    with pytest.raises(NoData, match=HINT):
        dependency("DEU", "magnesium", stage="refined", year=2022, trade=lake)


def test_a_buyer_whom_the_named_source_does_not_have_names_the_other(lake: Path) -> None:
    with pytest.raises(NoData, match=r"none of ITA; beta@1 has it: --source beta$"):
        dependency("ITA", "magnesium", year=2022, trade=lake, source="alpha")


def test_nothing_is_named_that_has_it_neither(lake: Path) -> None:
    with pytest.raises(NoData) as caught:
        dependency("DEU", "magnesium", stage="refined", year=2020, trade=lake, source="alpha")
    assert "has it" not in str(caught.value)
    table = dependency("FRA", "magnesium", year="2021:2022", trade=lake)
    assert table.column("year") == [2021, 2022]
    assert "has it" not in "".join(one.message for one in table.warnings)
