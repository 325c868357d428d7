"""Words of pages: nothing is rounded to none or to all, and nothing is said twice."""

from __future__ import annotations

import pytest

import critmin
from critmin.answers.columns import columns
from critmin.answers.table import Table
from critmin.atlas.answer_section import Place, section
from critmin.atlas.questions import Look, ask
from critmin.briefs.two_figures import unlike
from critmin.pages.blocks import AnswerTable
from critmin.pages.page_tables import table_view
from critmin.pages.page_words import differently, plain, unsaid

HISTORY = {"mineral": "tungsten", "stage": "refined", "year": 2024, "supplier_iso3": "CHN"}


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0002, "under 0.1%"), (0.9999, "over 99.9%"), (0.0, "0.0%"), (0.5, "50.0%")],
)
def test_a_share_is_not_rounded_to_none_or_to_all(share, shown) -> None:
    table = Table({"command": "x"}, columns("country share"), [("Chile", share)])
    assert table_view(table, "t").rows[0][1].text == shown


def test_only_the_bar_of_china_is_red() -> None:
    view = table_view(critmin.share("lithium"), "t", bar="share")
    at = [one.name for one in view.headings].index("share")
    country = [one.name for one in view.headings].index("country")
    red = {row[country].text for row in view.rows if row[at].focus}
    assert red == {"China"}


def test_forms_of_trade_are_headed_as_forms_and_stages_as_stages() -> None:
    for table, heading in (
        (critmin.dependency("JPN", "lithium", top=1), "Form"),
        (critmin.share("lithium", stage="mining,refining"), "Stage"),
    ):
        view = table_view(table, "t", columns=["mineral", "stage", "country", "supplier"])
        heads = [*(one.text for one in view.headings), *(name for name, _ in view.common)]
        assert [one for one in heads if one in {"Form", "Stage"}] == [heading]


def test_a_caution_that_a_note_of_the_rows_says_is_not_said_again() -> None:
    said = ["The source covers only some of the tariff codes of this form"]
    cautions = [
        "9 tables: the source covers only some of the tariff codes of this form.",
        "27 minerals are not shown: their tariff codes also cover other minerals.",
    ]
    assert unsaid(cautions, said) == (cautions[1],)


def test_a_control_of_several_minerals_is_one_row_with_all_of_them() -> None:
    question = ("graphite", "magnesium"), {"target": "JPN", "as_of": "2026-11-24"}
    answer = ask("controls", "Controls", "controls", *question, Look("mineral measure_id status"))
    blocks = section(answer, Place(held=500), set()).blocks
    (view,) = [one.view for one in blocks if isinstance(one, AnswerTable)]
    table = answer.table
    assert table is not None
    assert len(view.rows) < len(table)
    at = [one.name for one in view.headings].index("measure_id")
    merged = [(row[at].text, row[0].text.lower()) for row in view.rows]
    named = {text for text, _minerals in merged}
    assert len(named) == len(set(table.column("measure_id")))
    assert any("graphite and magnesium" in minerals for _id, minerals in merged)
    assert view.csv == table.to_csv(), "the file has a row for each mineral"


def test_two_figures_for_the_same_goods_are_explained() -> None:
    above = HISTORY | {"share": 0.996, "source": ("baci-hs17@202601",)}
    row = HISTORY | {"share": 0.751, "source": ("baci-hs92@202601",)}
    said = unlike([row], [above])
    assert "refined tungsten 75% here, over 99% above" in said
    assert "different tariff codes" in said
    assert "USGS" in unlike([row], [above | {"source": ("usgs@2026",)}])
    assert unlike([row], [above | {"share": 0.755}]) == ""
    assert unlike([row | {"share": None}], [above]) == ""


def test_the_brief_of_the_united_states_explains_its_two_figures_of_rare_earths() -> None:
    from critmin.briefs.brief import page_of
    from critmin.briefs.topic import topic

    page = page_of(topic("USA"), "2026-11-24")
    assert "refined rare earths 68% here, 71% above" in page.picture_says


def test_ids_of_records_and_sources_are_not_in_notes() -> None:
    assert plain("no party said so (cn-ga-ge-2023)") == "No party said so"
    assert plain("eu2023: averages of 2016-2020") == "Averages of 2016-2020"
    assert plain("Rare-earths refined: no data").startswith("Rare earths refined")
    assert list(differently(["HHI of 2015: 1", "HHI of 2016: 22", "Other"])) == [
        "HHI of 2015: 1",
        "Other",
    ]


def test_a_picture_in_a_page_says_nothing_to_type() -> None:
    from critmin.answers.chart_of_answer import chart_of
    from critmin.pages.page_figures import drawn, picture_of

    table = critmin.dependency("JPN", top=1)
    assert ": name " in chart_of(table).note
    picture = picture_of(table, "f")
    assert picture is not None
    assert "not here" in drawn(picture).wide
    assert ": name" not in drawn(picture).wide
