"""What is here, and from where: minerals, sources, citations, tables."""

from __future__ import annotations

import pytest

import critmin
from critmin.about.tables import both_stages, coverage
from critmin.core.errors import UnknownName
from critmin.core.names import STAGES, minerals
from critmin.core.sources import editions


def test_every_mineral_is_listed_with_the_source_of_a_plain_question() -> None:
    rows = {row["mineral"]: row for row in critmin.minerals()}
    assert list(rows) == list(minerals())
    mining = str(rows["lithium"]["mining"])
    (answered,) = critmin.share("lithium").query["answered_from"]
    assert mining == f"{answered['source']} ({answered['year']})"


def test_one_mineral_has_a_preferred_row_at_each_stage_with_figures() -> None:
    table = critmin.minerals("Co")
    preferred = [row["stage"] for row in table if row["preferred"]]
    assert preferred == [stage for stage in STAGES if stage in table.column("stage")]
    assert any("Cobalt" in note for note in table.notes)


def test_sources_are_those_of_an_origin_or_one_edition() -> None:
    assert len(critmin.sources()) == len(editions())
    origins = {str(id_[0]).partition("@")[0] for id_ in critmin.sources("usgs").column("source")}  # type: ignore[index]
    assert origins == {"usgs"}
    assert len(critmin.sources("usgs@2025")) == 1
    with pytest.raises(UnknownName, match="source"):
        critmin.sources("usgz")


def test_every_edition_can_be_cited_in_both_styles() -> None:
    for id_ in editions():
        assert critmin.cite(id_).column("citation")
        (entry,) = critmin.cite(id_, "bibtex").column("citation")
        assert str(entry).startswith("@misc{" + id_.replace("@", ""))
    with pytest.raises(UnknownName, match="known: text, bibtex"):
        critmin.cite("iea", "apa")


def test_tables_count_what_stages_cover() -> None:
    table = critmin.tables()
    said = [caution.message for caution in table.warnings]
    for stage, (every, averages) in coverage().items():
        (line,) = [text for text in said if text.startswith(f"{stage}: ")]
        assert f"{len(every)} minerals" in line
        assert (f"{len(averages)} rest" in line) == bool(averages)
    named, through = both_stages()
    assert f"refining: {len(named | through)} minerals have figures for both" in said[-1]
