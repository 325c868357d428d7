"""Names of goods: valid, free of collisions, and in line with the other vocabularies."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from critmin.core import names
from critmin.core import products as goods

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
ORIGINS = {"HS 2022", "CN 2024", "trade name", "own translation"}
# Minerals whose mine figures count a refined salt, gas or element.
REFINED_AT_THE_MINE = {"bromine", "helium", "iodine", "potash"}


def read(name: str) -> list[dict[str, str]]:
    """Rows of a bundled table as text."""
    with (DATASETS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


ROWS = read("products")
MIXTURES = read("product_mixtures")
MINERALS = {row["slug"] for row in read("minerals")}
CODES: dict[str, list[dict[str, str]]] = defaultdict(list)
for _row in read("concordance"):
    CODES[_row["code"]].append(_row)


def test_several_hundred_names_of_goods() -> None:
    assert len(ROWS) > 400
    assert len({row["mineral"] for row in ROWS}) > 60


def test_every_mineral_stage_and_form_is_known() -> None:
    for row in ROWS:
        assert row["mineral"] in MINERALS, row
        assert row["form"] in names.TRADE_FORMS, row
        assert row["language"] in goods.LANGUAGES, row
        assert row["origin"] in ORIGINS, row
        assert row["counted"] in {"yes", "no"}, row
        stage = names.STAGE_OF_FORM.get(row["form"], "refining")
        at_the_mine = row["mineral"] in REFINED_AT_THE_MINE and row["form"] == "refined"
        assert row["stage"] == ("mining" if at_the_mine else stage), row


def test_figures_of_a_stage_never_count_what_no_stage_makes() -> None:
    made_later = [row for row in ROWS if row["form"] not in names.STAGE_OF_FORM]
    assert len(made_later) > 50
    assert not [row for row in made_later if row["counted"] == "yes"]


def test_a_tariff_code_is_the_goods_own() -> None:
    coded = [row for row in ROWS if row["hs"]]
    assert len(coded) > 200
    for row in coded:
        assert re.fullmatch(r"\d{6}", row["hs"]), row
        mine = [c for c in CODES[row["hs"]] if names.related(c["mineral"], row["mineral"])]
        assert any(c["exclusive"] == "yes" and c["last"] == "HS22" for c in mine), row
        assert row["form"] in {c["form"] for c in mine}, row


def test_only_translations_carry_readers() -> None:
    for row in ROWS:
        own = row["origin"] == "own translation"
        assert row["readers"] in ({"1", "2"} if own else {""}), row
        assert own == (row["language"] != "en") or row["origin"] == "trade name", row


def test_no_two_rows_have_the_same_key() -> None:
    found = Counter(key for row in ROWS for key in {*goods.keys_of(row["name"])})
    found.update(key for row in MIXTURES for key in {*goods.keys_of(row["name"])})
    assert [key for key, count in found.items() if count > 1] == []


def test_a_good_that_is_an_alias_keeps_its_mineral() -> None:
    shared = 0
    for row in ROWS:
        slug = names.mineral_keys().get(names.singular(names.fold(row["name"])))
        shared += slug is not None
        assert slug in {None, row["mineral"]}, row
    assert shared > 50


def test_no_good_has_a_name_with_several_meanings() -> None:
    unsure = {goods.key(row["alias"]) for row in read("mineral_ambiguous")}
    for row in (*ROWS, *MIXTURES):
        assert goods.key(row["name"]) not in unsure, row


def test_bare_names_are_of_minerals_that_one_good_only_has() -> None:
    bare = [row for row in ROWS if goods.key(row["name"]) in goods.bare_keys()]
    for row in bare:
        assert row["name"] == names.minerals()[row["mineral"]].name.lower(), row
        only = goods.only_good(row["mineral"])
        assert only is not None and (only.name, only.form) == (row["name"], row["form"])
        assert row["counted"] == "yes", row
        assert row["mineral"] not in {"lithium", "cobalt", "nickel", "copper", "rare-earths"}, row
    # A symbol is no good: He, In and As are words, and Co is a purchase of any kind.
    symbols = {mineral.symbol for mineral in names.minerals().values()} - {""}
    assert not [row for row in ROWS if row["name"] in symbols]


def test_translated_names_are_of_known_minerals_and_of_no_good() -> None:
    rows = read("mineral_translations")
    found = Counter(goods.key(row["name"]) for row in rows)
    assert max(found.values()) == 1
    assert not found.keys() & goods.product_keys().keys()
    assert not found.keys() & goods.mixtures().keys()
    for row in rows:
        assert row["mineral"] in MINERALS and row["readers"] == "2", row
        slug = names.mineral_keys().get(names.singular(names.fold(row["name"])))
        assert slug in {None, row["mineral"]}, row


def test_mixtures_are_of_several_known_minerals() -> None:
    for row in MIXTURES:
        minerals = row["minerals"].split(";") if row["minerals"] else []
        assert {*minerals} <= MINERALS and len(minerals) != 1, row
        assert minerals or row["note"], row
        assert row["language"] in goods.LANGUAGES, row
        own = row["origin"] == "own translation"
        assert row["origin"] in ORIGINS and own == (row["language"] != "en"), row


@pytest.mark.parametrize(
    ("name", "mineral", "stage", "form", "hs"),
    [  # from the texts of the Harmonised System and from what each good is made of
        ("lithium hydroxide monohydrate", "lithium", "refining", "refined", "282520"),
        ("spodumene concentrate", "lithium", "mining", "ore", ""),
        ("nickel sulfate", "nickel", "refining", "refined", "283324"),
        ("MHP", "nickel", "refining", "intermediate", "750120"),
        ("ferronickel", "nickel", "refining", "ferroalloy", "720260"),
        ("cobalt hydroxide", "cobalt", "refining", "intermediate", ""),
        ("APT", "tungsten", "refining", "intermediate", "284180"),
        ("ferrovanadium", "vanadium", "refining", "ferroalloy", "720292"),
        ("NdFeB magnets", "rare-earths", "refining", "magnet", ""),
        ("gallium arsenide wafers", "gallium", "refining", "downstream", ""),
        ("UHP graphite electrodes", "graphite-synthetic", "refining", "downstream", "854511"),
        ("acid-grade fluorspar", "fluorspar", "mining", "ore", "252922"),
        ("strontium carbonate", "strontium", "refining", "refined", "283692"),
        ("copper scrap", "copper", "refining", "scrap", "740400"),
        ("muriate of potash", "potash", "mining", "refined", "310420"),
    ],
)
def test_goods_as_the_trade_knows_them(
    name: str, mineral: str, stage: str, form: str, hs: str
) -> None:
    found = goods.product(name)
    assert found is not None
    assert (found.mineral, found.stage, found.form, found.hs) == (mineral, stage, form, hs)


# Other stems of an element in the name of a good: of its acid, its ore or an older name.
STEMS = {
    "arsenic": ["ヒ酸"],
    "aluminium": ["アルミ"],
    "boron": ["ボロン", "ホウ酸", "borique", "debore", "ferrobore", "bors"],
    "gallium": ["gaas"],
    "lanthanum": ["ランタン"],
    "lithium": ["spodumen", "lepidolith", "lepidolite", "スポジュメン", "リチア"],
    "manganese": ["braunstein"],
    "phosphorus": ["phosphor", "リン", "磷"],
    "rhenium": ["rhen"],
    "silicon": ["シリコン"],
    "silver": ["银"],
    "sulfur": ["硫"],
    "tantalum": ["タンタラ"],
    "tungsten": ["hartmetall"],
    "zirconium": ["zirkon", "ジルコ"],
}


def test_a_translated_good_of_an_element_has_the_elements_name_in_it() -> None:
    stems: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in read("mineral_translations"):
        stems[row["mineral"], row["language"]].append(goods.key(row["name"]))
    shared: dict[str, list[str]] = defaultdict(list)
    for row in read("mineral_aliases"):
        if row["kind"] in {"spelling", "common"}:
            shared[row["slug"]].append(goods.key(row["alias"]))
    elements = {row["slug"] for row in read("minerals") if row["category"] == "element"}
    translated = [r for r in ROWS if r["language"] != "en" and r["mineral"] in elements]
    assert len(translated) > 500
    for row in translated:
        mineral = row["mineral"]
        known = [*stems[mineral, row["language"]], *shared[mineral], *STEMS.get(mineral, [])]
        known.append(goods.key(names.minerals()[mineral].name)[:5])
        assert any(stem in goods.key(row["name"]) for stem in known), row


# What a good is in German, French, Japanese and Chinese, and the forms that it can have.
KINDS = [
    ("carbonat|karbonat", "carbonate", "炭酸", "碳酸", {"refined", "intermediate"}),
    ("hydroxid", "hydroxyde", "水酸化", "氢氧化|氫氧化", {"refined", "intermediate"}),
    ("sulfat", "sulfate", "硫酸.+", "硫酸.+", {"refined", "intermediate", "downstream"}),
    ("konzentrat", "concentre", "精鉱", "精矿", {"ore", "intermediate"}),
    ("schrott", "debris|ferraille", "スクラップ", "废", {"scrap"}),
    ("erz$", "minerai", "鉱石?$", "矿石?$", {"ore", "intermediate"}),
]


@pytest.mark.parametrize("kind", KINDS, ids=[kind[0] for kind in KINDS])
def test_what_a_translated_good_is_fits_its_form(kind: tuple[str, str, str, str, set[str]]) -> None:
    *patterns, forms = kind
    found = [
        row
        for language, pattern in zip(goods.LANGUAGES[1:], patterns, strict=True)
        for row in ROWS
        if row["language"] == language and re.search(str(pattern), goods.key(row["name"]))
    ]
    assert len(found) >= 10
    assert [row for row in found if row["form"] not in forms] == []
