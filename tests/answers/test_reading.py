"""Cautions in short: the strongest first, one line for one thing, nothing uncounted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.answers import reading
from critmin.answers.cautions import caution, codes, meaning
from critmin.answers.columns import columns
from critmin.answers.levels import STRONGEST, level, strength
from critmin.answers.plain_text import LONGEST, readable
from critmin.answers.table import Caution, Table
from critmin.core.sources import editions

DATASETS = Path(__file__).resolve().parent.parent.parent / "datasets"


def answer(*cautions: Caution, notes: tuple[str, ...] = (), **query: object) -> Table:
    return Table(
        query=query, columns=columns("mineral"), rows=(("tin",),), warnings=cautions, notes=notes
    )


def lines(*cautions: Caution) -> list[str]:
    return [short.text for short in reading.strongest(answer(*cautions))]


def withheld(what: str, countries: str = "Chile") -> Caution:
    return caution("withheld_excluded", what=what, countries=countries)


def test_the_same_of_several_years_is_one_line() -> None:
    assert lines(withheld("lithium mining 2022"), withheld("lithium mining 2024")) == [
        "Lithium mining, 2022 and 2024: figures of Chile are withheld and in no share."
    ]


def test_the_same_of_several_minerals_and_stages_is_one_line() -> None:
    told = [withheld(f"{what} 2024") for what in ("rare-earths mining", "rare-earths refining")]
    assert lines(*told, withheld("tin mining 2024")) == [
        "Rare earths mining and refining and tin mining, 2024: figures of Chile are withheld and "
        "in no share."
    ]


def test_what_differs_is_said_by_the_meaning_of_the_code() -> None:
    (line,) = lines(withheld("tin mining 2024"), withheld("zinc mining 2024", "Peru"))
    assert line.startswith("Tin mining and zinc mining, 2024: a producer's figure is withheld")


def test_the_strongest_come_first_and_background_is_counted() -> None:
    weak = caution("estimated", what="tin mining 2024")
    middle = caution("older_edition", what="tin 2024", source="usgs@2025")
    strong = caution("end_use_reach", buyer="Japan", ids="CN-2026-1, CN-2026-11")
    table = answer(weak, middle, strong, notes=("re-exports are not subtracted",))
    shown = reading.strongest(table)
    assert [short.text for short in shown] == [
        "Japan: end-use bans or lists of named firms also apply; no share counts them.",
        "Tin, 2024: the newest edition lacks a figure that is needed, so an older one is used.",
    ]
    assert reading.remaining(table, shown) == 2


def test_no_more_than_three_and_all_others_are_counted() -> None:
    names = ("eased", "quota", "export_tax", "state_trading", "target_not_stated")
    table = answer(*(Caution(name, meaning(name)) for name in names))
    shown = reading.strongest(table)
    assert (len(shown), reading.remaining(table, shown)) == (3, 2)


def test_of_many_minerals_what_is_said_of_one_comes_last() -> None:
    of_one = caution("residual_unknown", what="tin mining 2024", total="listed")
    of_all = Caution("forms_partial", f"9 tables: {meaning('forms_partial')}")
    minerals = tuple(
        (name,) for name in ("tin", "zinc", "lead", "lithium", "cobalt", "nickel", "x")
    )
    table = answer(of_one, of_all).replace(rows=minerals)
    assert [short.text[:8] for short in reading.strongest(table)] == ["9 tables", "Tin mini"]
    assert [short.text[:8] for short in reading.strongest(answer(of_one, of_all))] == [
        "Tin mini",
        "9 tables",
    ]


def test_ids_options_and_files_do_not_reach_a_screen() -> None:
    told = (
        caution("target_not_asked"),
        Caution("eased", f"{meaning('eased')} (CN-2024-46, ID-2020-CU)"),
        Caution("unverified_since", "CN-2024-46: see controls.csv and --known-on 2026-01-01"),
    )
    for line in lines(*told):
        assert not {"--", "CN-", "ID-", ".csv", "@"} & {
            line[at : at + n] for n in (1, 2, 3, 4) for at in range(len(line))
        }


def test_what_was_not_used_of_a_file_is_told_in_full_and_counted_out() -> None:
    lost = caution("negative", lines="lines 2, 7", column="tonnes", text="-3")
    table = answer(lost, caution("rows_read", file="a.csv", read=3, used=3, aside=0))
    assert reading.losses(table) == [lost.message]
    assert reading.remaining(table, reading.strongest(table)) == 1


def test_in_full_nothing_is_lost_and_levels_are_named() -> None:
    told = (withheld("tin mining 2024"), caution("estimated", what="tin mining 2024"))
    lost = caution("negative", lines="line 2", column="tonnes", text="-3")
    text = "\n".join(reading.in_full(answer(*told, lost, notes=("a note",))))
    for one in (*told, lost):
        assert f"{one.code}: {one.message}" in text
    order = [text.index(word) for word in ("Not used", "Changes the", "Background", "note: a note")]
    assert order == sorted(order)


def test_sources_are_named_once_with_their_editions() -> None:
    known = editions()
    assert reading.source_line([known["usgs@2026"], known["iea@2025"], known["usgs@2024"]]) == (
        "Sources: USGS Mineral Commodity Summaries 2024, 2026; "
        "IEA Critical Minerals Data Explorer 2025"
    )
    assert reading.source_line([known["wgi@2024mean"]]).endswith("governance indicators 2024")
    line = reading.source_line([*known.values()])
    assert len(line) <= reading.LONGEST
    assert line.endswith(" more")
    assert reading.source_line([]) == ""


@pytest.mark.parametrize("code", codes())
def test_every_code_has_a_strength_and_a_meaning_for_a_screen(code) -> None:
    assert 1 <= strength(code) <= STRONGEST
    assert len(meaning(code).split()) <= 25
    if level(code) == "changes-reading":
        assert readable(meaning(code)), "its meaning has ids, options or files"


def test_lines_of_both_tables_have_all_their_cells() -> None:
    for name, width in (("warnings.csv", 4), ("cautions.csv", 4), ("screens.csv", 5)):
        with (DATASETS / name).open(encoding="utf-8", newline="") as stream:
            assert {len(row) for row in csv.reader(stream)} == {width}, name


def test_short_sentences_use_no_other_fields_and_are_short() -> None:
    from string import Formatter

    with (DATASETS / "cautions.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            fields = [
                {found for _, found, _, _ in Formatter().parse(row[name]) if found}
                for name in ("sentence", "short")
            ]
            assert fields[1] <= fields[0], row["name"]
            assert len(row["short"].split()) <= 25, row["name"]
            assert row["level"] in {"", "background", "changes-reading", "data-loss"}


@given(st.sampled_from(codes()), st.text(max_size=300), st.integers(1, 5))
def test_a_line_is_never_too_long_and_ends_as_a_sentence(code, text, number) -> None:
    table = answer(*(Caution(code, f"{text}{at}") for at in range(number)))
    shown = reading.strongest(table)
    for short in shown:
        assert len(short.text) <= reading.LONGEST
        assert short.text.endswith((".", "!", "?"))
    assert reading.remaining(table, shown) >= 0


def test_readable_is_not_longer_than_a_line() -> None:
    assert LONGEST < reading.LONGEST
    assert readable("x" * (LONGEST + 1)) is None
