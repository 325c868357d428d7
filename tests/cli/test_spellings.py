"""Old spellings, other orders, commas and repetition give the answer of today's spelling."""

from __future__ import annotations

import shlex

import pytest
from critmin.cli import spellings

import critmin
from critmin.core.errors import QueryError

SAME = [
    # names in any order
    ("share lithium --country CHN", "share lithium china"),
    ("share lithium --country CHN --country AUS", "share china lithium australia"),
    ("share rare-earths --country CHN", "share china rare earths"),
    ("share lithium --stage refining", "share lithium carbonate"),
    ("trend lithium --country CHL", "trend chile lithium"),
    ("exposure JPN --supplier CHN --mineral graphite", "exposure graphite japan --supplier china"),
    (
        "exposure JPN USA --supplier CHN --mineral gallium",
        "exposure japan gallium united states --supplier china",
    ),
    ("dependency JPN graphite --supplier CHN", "dependency graphite japan china"),
    ("dependency JPN graphite cobalt", "dependency graphite japan cobalt"),
    ("shock JPN cobalt --stop COD=0.5", "shock cobalt japan --stop COD=0.5"),
    ("via JPN graphite --origin CHN", "via graphite japan --supplier china"),
    ("reliance cobalt --buyer eu27", "reliance eu27 cobalt"),
    ("risk tungsten --method geopolrisk --buyer JPN", "risk japan tungsten --method geopolrisk"),
    ("controls gallium --by CHN --as-of 2026-11-24", "controls china gallium --as-of 2026-11-24"),
    ("lists lithium --list JP", "lists japan lithium"),
    ("agreements --party USA --party UKR", "agreements usa ukraine"),
    ("events --country CHN --from 2024", "events china --from 2024"),
    ("technology electric-car --supplier CHN", "technology china electric car"),
    ("demand electric-cars --country CHN", "demand china electric cars"),
    ("policy awards --mineral antimony", "policy awards antimony"),
    # the same in another language
    ("share copper cobalt", "share Kupfer und Kobalt"),
    ("share rare-earths --country CHN", "share 稀土 中国"),
    ("dependency JPN graphite", "dependency Japon graphite"),
    # old spellings of options
    (
        "controls gallium --by CHN --target USA --as-of 2026-11-24",
        "controls gallium --country CHN --buyer USA --as-of 2026-11-24",
    ),
    ("via USA graphite --origin CHN", "via USA graphite --supplier CHN"),
    ("dependency JPN lithium --stage refined", "dependency JPN lithium --form refined"),
    # commas and repetition, ranges
    ("share lithium cobalt", "share lithium,cobalt"),
    ("share lithium cobalt", "share lithium --mineral cobalt"),
    ("share lithium --stage mining,refining", "share lithium --stage mining --stage refining"),
    ("share lithium --country CHN --country AUS", "share lithium --country CHN,AUS"),
    ("share lithium --year 2023,2024", "share lithium --year 2023 --year 2024"),
    ("share lithium --year 2023,2024", "share lithium --year 2023:2024"),
    ("price lithium --from 2020 --to 2022", "price lithium --year 2020:2022"),
    ("events --from 2024 --to 2025", "events --year 2024:2025"),
    (
        "dependency JPN graphite --supplier CHN --supplier USA",
        "dependency JPN graphite --supplier CHN,USA",
    ),
    (
        "share cobalt --country 'Congo, Democratic Republic of the'",
        "share cobalt 'Congo, Democratic Republic of the'",
    ),
    # the only stage with figures
    ("share gallium --stage refining", "share gallium"),
    ("hhi germanium --stage refining", "hhi germanium"),
    ("trend gallium --stage refining", "trend gallium"),
]


@pytest.mark.parametrize(("before", "now"), SAME, ids=[now for _, now in SAME])
def test_the_answer_is_the_same(run, before, now) -> None:
    old, new = (run(*shlex.split(line), "-f", "csv") for line in (before, now))
    assert (old.code, new.code) == (0, 0), (old.err, new.err)
    assert new.out == old.out
    assert new.out.count("\n") > 1


def test_belgium_luxembourg_buys_and_supplies(run) -> None:
    years = ("--year", "1995", "-f", "csv")
    buys = run("dependency", "copper", "Belgium-Luxembourg", *years)
    assert ",BLX," in buys.out
    supplies = run("dependency", "copper", "france", "Belgium-Luxembourg", *years)
    assert ",Belgium-Luxembourg," in supplies.out


def test_a_bloc_supplies_with_its_members(run) -> None:
    got = run("dependency", "japan", "cobalt", "--supplier", "eu27", "--columns", "supplier_iso3")
    assert {"FIN", "BEL"} <= set(got.out.split())
    assert "USA" not in got.out


def test_several_countries_control(run) -> None:
    shown = ("--as-of", "2026-11-24", "-f", "csv")
    one = run("controls", "--country", "CHN,IDN", *shown)
    each = [run("controls", "--by", country, *shown) for country in ("CHN", "IDN")]
    assert sorted(one.out.splitlines()[1:]) == sorted(
        line for got in each for line in got.out.splitlines()[1:]
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("controls gallium --by CHN", "controls gallium --country CHN"),
        ("controls gallium --by=CHN", "controls gallium --country=CHN"),
        ("share lithium --by bloc:g7", "share lithium --by bloc:g7"),
        ("controls -- --by", "controls -- --by"),
        ("share a --stage mining --stage=refining", "share a --stage mining,refining"),
        ("share a --stage", "share a --stage"),
        ("share a --stage mining --stage", "share a --stage mining --stage"),
        ("share a --year 2020 -- --year 2021", "share a --year 2020 -- --year 2021"),
        ("", ""),
    ],
)
def test_what_is_rewritten(typed, read) -> None:
    assert spellings.current(shlex.split(typed)) == shlex.split(read)


def test_the_help_shows_one_spelling(run) -> None:
    shown = run("controls", "--help").out
    assert "--country" in shown
    assert "--buyer" in shown
    assert "--target" not in shown


# Python takes the same names, and the calls of before.

CALLS = [
    (lambda: critmin.share("lithium", "china"), lambda: critmin.share("lithium", country="CHN")),
    (
        lambda: critmin.exposure("japan", "graphite", supplier="china"),
        lambda: critmin.exposure("JPN", supplier="CHN", mineral=["graphite"]),
    ),
    (
        lambda: critmin.dependency("graphite", "japan"),
        lambda: critmin.dependency(buyer="JPN", mineral="graphite"),
    ),
    (
        lambda: critmin.via("japan", "graphite", supplier="china"),
        lambda: critmin.via("JPN", "graphite", origin="CHN"),
    ),
    (
        lambda: critmin.controls("gallium", "china", as_of="2026-11-24"),
        lambda: critmin.controls("gallium", by="CHN", as_of="2026-11-24"),
    ),
    (
        lambda: critmin.controls("gallium", buyer="usa", as_of="2026-11-24"),
        lambda: critmin.controls("gallium", target="USA", as_of="2026-11-24"),
    ),
    (lambda: critmin.share(["lithium", "cobalt"]), lambda: critmin.share("lithium", "cobalt")),
    (
        lambda: critmin.share("lithium", stage="mining,refining"),
        lambda: critmin.share("lithium", stage=["mining", "refining"]),
    ),
    (lambda: critmin.technology("ev"), lambda: critmin.technology(name="electric-car")),
    (lambda: critmin.minerals("gallium"), lambda: critmin.minerals(name="Ga")),
]


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_python_takes_the_same_names(number) -> None:
    now, before = CALLS[number]
    assert now().rows == before().rows


@pytest.mark.parametrize(
    "call",
    [
        lambda: critmin.controls("gallium", by="CHN", country="CHN"),
        lambda: critmin.via("japan", "graphite", origin="CHN", supplier="CHN"),
        lambda: critmin.dependency("japan", "lithium", form="refined", stage="refining"),
    ],
)
def test_two_spellings_at_once_are_refused(call) -> None:
    with pytest.raises(QueryError):
        call()


def test_a_product_is_said_to_be_read(run) -> None:
    got = run("share", "lithium", "carbonate", "--top", "1", "-f", "json")
    assert '"read_as"' in got.out
    assert "lithium carbonate is read as lithium, refined" in got.out
    given = run("share", "lithium", "carbonate", "--stage", "mining", "--top", "1", "-f", "json")
    assert "it is refined, but the --stage that was given is shown" in given.out
    not_counted = run("share", "cobalt", "hydroxide", "--top", "1", "-f", "json")
    assert "these figures do not count cobalt hydroxide itself" in not_counted.out


def test_figures_of_more_than_the_good_that_was_named_say_so_first(run) -> None:
    got = run("share", "nickel", "sulphate")
    assert got.err.startswith("No figure is of nickel sulphate alone. Indonesia refined")
    assert "the figures are of all refined nickel, not of nickel sulphate alone" in got.err
    assert "No figure is of" not in run("share", "cobalt", "metal").err


def test_a_good_with_a_long_caution_is_named_on_the_screen(run) -> None:
    for stage in ("mining", "refining"):
        assert (
            "Lithium hydroxide is read as"
            in run("share", "lithium hydroxide", "--stage", stage).err
        )


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("controls gallium --to usa", "controls gallium --buyer usa"),
        ("controls gallium --from china", "controls gallium --country china"),
        ("controls china --next 60", "controls china --expiring 60"),
        ("exposure japan graphite --from china", "exposure japan graphite --supplier china"),
        ("price antimony --since 2020", "price antimony --from 2020"),
        ("share gallium refining", "share gallium --stage refining"),
        ("share antimony refined", "share antimony --stage refining"),
        ("share cobalt --stage refined", "share cobalt --stage refining"),
        ("share cobalt --stage mined", "share cobalt --stage mining"),
        ("hhi cobalt refinery", "hhi cobalt --stage refining"),
        (
            "trend cobalt refining --year 2023-2024",
            "trend cobalt --stage refining --year 2023:2024",
        ),
        ("dependency EU magnets", "dependency eu27 NdFeB magnets"),
        ("dependency eu permanent magnets", "dependency eu27 NdFeB magnets"),
        ("help exit codes", "help exit-codes"),
    ],
)
def test_what_people_type_is_read(run, typed: str, same: str) -> None:
    got, wanted = run(*typed.split()), run(*same.split())
    assert (got.code, got.out) == (0, wanted.out)
