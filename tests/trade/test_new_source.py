"""A trade source of one's own: a reader, one registration, and the questions find it."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import one, rows
from critmin.cli.completers import trade_source_ids

from critmin import dependency, exposure
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.sources import Source
from critmin.trade import sources
from critmin.trade.readers import CsvFlows
from critmin.trade.sources import TradeSource, register

# Lithium carbonate (HS 283691) into Japan and Korea, made up.
FLOWS = """\
year,importer,code,exporter,value,kg
2024,JPN,283691,CHL,600,40
2024,JPN,283691,CHN,300,30
2024,JPN,283691,ARG,100,
2024,KOR,283691,CHL,500,50
2023,JPN,283691,CHL,200,20
"""


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TradeSource:
    monkeypatch.setattr(sources, "TRADE_SOURCES", dict(sources.TRADE_SOURCES))
    path = tmp_path / "flows.csv"
    path.write_text(FLOWS, "utf-8")
    cited = Source("customs@2025", "Customs of nowhere (2025)", "CC0-1.0", "2025", "")
    source = TradeSource("customs", "2025", CsvFlows(path), "HS92", record=cited)
    register(source)
    return source


def test_dependency_answers_from_it(registered: TradeSource) -> None:
    table = dependency("JPN", "lithium", source="customs", year="2024")
    assert table.column("supplier_iso3") == ["CHL", "CHN", "ARG"]
    assert table.column("share") == pytest.approx([0.6, 0.3, 0.1])
    assert table.column("imports_usd") == [600, 300, 100]
    assert table.column("imports_t") == [0.04, 0.03, None]
    assert set(table.column("source")) == {("customs@2025",)}
    assert [source.citation for source in table.sources] == ["Customs of nowhere (2025)"]
    assert "weight_missing" in one(table, supplier_iso3="ARG")["flag"]


def test_the_newest_year_is_its_own(registered: TradeSource) -> None:
    assert set(dependency("JPN", "lithium", source=registered.id).column("year")) == {2024}
    assert dependency("JPN", "lithium", source="customs", year=2023).column("share") == [1.0]
    with pytest.raises(NoData, match="India in 2024: no imports at all are recorded"):
        dependency("IND", "lithium", "graphite", source="customs", stage="refined", year=2024)


def test_exposure_takes_it_too(registered: TradeSource) -> None:
    table = exposure("JPN", supplier="CHL", mineral="lithium", source="customs", year=2024)
    (row,) = rows(table, stage="refined")
    assert row["direct_share"] == pytest.approx(0.6)


def test_it_is_the_last_choice_unless_it_is_registered_first(
    registered: TradeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(dependency("JPN", "lithium", year=2024).column("source")) == {("baci-hs92@202601",)}
    monkeypatch.setattr(sources, "TRADE_SOURCES", dict(sources.TRADE_SOURCES))
    register(registered._replace(origin="preferred"), first=True)
    preferred = dependency("JPN", "lithium", year=2024, stage="refined")
    assert set(preferred.column("source")) == {("preferred@2025",)}


def test_it_answers_for_its_reporters_alone(registered: TradeSource) -> None:
    register(
        registered._replace(
            origin="of-japan",
            reporters=lambda: frozenset({"JPN"}),
            holds="it holds imports of Japan alone",
        )
    )
    assert len(dependency("JPN", "lithium", source="of-japan", year=2024)) == 3
    with pytest.raises(NoData, match="it holds imports of Japan alone, and none of KOR"):
        dependency("KOR", "lithium", source="of-japan")


def test_completion_names_it(registered: TradeSource) -> None:
    assert trade_source_ids("c") == ["comext", "customs"]


def test_the_option_names_every_source() -> None:
    from critmin.declared.parameters import TradeSource as Option

    (option,) = Option.__metadata__  # type: ignore[attr-defined]
    *most, last = sources.TRADE_SOURCES
    assert option.help == f"{', '.join(most)} or {last}."


def test_what_cannot_be_registered(registered: TradeSource) -> None:
    with pytest.raises(QueryError, match="already a trade source customs"):
        register(registered)
    with pytest.raises(QueryError, match="has no reader"):
        register(registered._replace(origin="other", reader=None))
    with pytest.raises(QueryError, match="nomenclature is 'HS03'"):
        register(registered._replace(origin="other", nomenclature="HS03"))
    with pytest.raises(UnknownName, match="baci-hs17"):
        dependency("JPN", "lithium", source="baci-hs71")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year,importer,code,value,kg\n", "has no column exporter"),
        (FLOWS.replace("600", "6e2"), "line 2: year, value and kg are whole numbers"),
    ],
)
def test_a_broken_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(QueryError, match=message):
        CsvFlows(path).codes()
