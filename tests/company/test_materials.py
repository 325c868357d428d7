"""Materials as purchasing writes them: what a text is read as, and what is never read into it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.company.material import Reading, read_material
from critmin.core import products

LISTS = Path(__file__).parent / "lists"


def reading(text: str) -> Reading:
    """Reading of a text; one without a mineral for anything that is not matched."""
    return read_material(text) or Reading("")


@pytest.mark.parametrize(
    ("text", "mineral", "stage"),
    [
        ("Lithium Hydroxide Monohydrate 56.5% min, battery grade", "lithium", "refining"),
        ("Spodumene conc. SC6 (6% Li2O)", "lithium", "mining"),
        ("NdFeB N42SH arc magnets", "rare-earths", "magnet"),
        ("Ferrovanadium 80% V, 10-50 mm", "vanadium", "refining"),
        ("FeSi 75 Al max 1.5", "ferrosilicon", "refining"),
        ("MHP (38% Ni / 3.5% Co)", "nickel", "intermediate"),
        ("Cobalt(II,III) oxide Co3O4", "cobalt", "refining"),
        ("NiSO4\u00b76H2O, 25 kg bags", "nickel", "refining"),
        ("Chrome ore 42% Cr2O3", "chromium", "mining"),
        ("Permanent magnets, NdFeB N42", "rare-earths", "magnet"),
        ("APT 88.5% WO3", "tungsten", "refining"),
        ("Gallium 99.99%", "gallium", "refining"),
        ("Alumina HPA 4N", "alumina", "intermediate"),
        ("silicon metal for aluminium alloys", "silicon", "refining"),
        ("Ferro-manganèse carburé 75 %", "manganese", "refining"),
        ("Neodym-Magnete N35, roh", "rare-earths", "magnet"),
        ("Aimants néodyme Ø 12", "rare-earths", "magnet"),
        ("电池级氢氧化锂 56.5%", "lithium", "refining"),
        ("フェロモリブデン 60%", "molybdenum", "ferroalloy"),
    ],
)
def test_a_good_is_read_from_what_is_written_around_it(text: str, mineral: str, stage: str) -> None:
    found = reading(text)
    assert found.good is not None
    assert (found.mineral, found.good.traded_stage) == (mineral, stage)


@pytest.mark.parametrize(
    "text", ["Cobalt 99.8% min", "Zinc 99.995 %", "Tin 99.9", "Kobalt, 25 kg", "钴 99.8%"]
)
def test_a_metal_with_its_purity_has_no_stage_of_its_own(text: str) -> None:
    found = reading(text)
    assert found.mineral in {"cobalt", "zinc", "tin"}
    assert found.good is None


@pytest.mark.parametrize(
    ("text", "refined"),
    [
        ("高純度マンガン", True),
        ("高纯锰", True),
        ("high-purity manganese", True),
        ("hochreines Mangan", True),
        ("manganèse de haute pureté", True),
        ("マンガン", False),
        ("high manganese", False),
        ("高純度マンガン鉱", False),  # an ore stays one
    ],
)
def test_a_metal_of_high_purity_was_refined(text: str, refined: bool) -> None:
    found = reading(text)
    assert found.mineral == "manganese"
    assert found.refined is refined


@pytest.mark.parametrize(
    "text",
    [
        "Kugelgraphit",
        "Naturgraphit (sphärisch)",
        "sphärisches Naturgraphit",
        "beschichteter sphärischer Graphit",
        "spherical graphite",
    ],
)
def test_spherical_graphite_is_refined_in_german_too(text: str) -> None:
    found = reading(text)
    assert found.good is not None
    assert (found.mineral, found.good.traded_stage) == ("graphite", "refining")


with (LISTS / "not_goods.csv").open(encoding="utf-8", newline="") as _handle:
    NOT_GOODS = [row["Material"] for row in csv.DictReader(_handle)]


@pytest.mark.parametrize("text", ["Platine", "Bore", "Feb", "few", "UF6", "Graphit-Anodenmaterial"])
def test_a_word_of_another_language_or_sense_is_no_good(text: str) -> None:
    assert reading(text).mineral == ""


@pytest.mark.parametrize(
    ("text", "mineral"),
    [
        ("ほたる石", "fluorspar"),  # as Japanese customs spell it
        ("りん鉱石", "phosphate-rock"),
        ("ふっ化水素", "fluorspar"),
        ("炭化けい素", "silicon-carbide"),
        ("ほう酸", "boron"),
        ("déchets et débris de cuivre", "copper"),
        ("déchets de cuivre", "copper"),
        ("铬铁矿", "chromium"),
    ],
)
def test_goods_as_customs_and_the_trade_spell_them(text: str, mineral: str) -> None:
    assert reading(text).mineral == mineral


def test_no_shorter_name_is_advised_for_an_ore() -> None:
    """The Chinese for an ore of iron and manganese begins like that for ferromanganese."""
    assert reading("锰铁矿").sentence == "good_unclear:ore"


@pytest.mark.parametrize("text", NOT_GOODS)
def test_what_only_resembles_a_good_is_never_matched(text: str) -> None:
    assert reading(text).mineral == ""


def test_there_are_enough_texts_that_must_not_match() -> None:
    assert len(set(NOT_GOODS)) >= 60


@pytest.mark.parametrize(
    ("text", "sentence", "said"),
    [
        ("NCM811 CAM", "good_unclear:mixture", "nickel, manganese, cobalt and lithium"),
        ("lithium-ion cells", "good_unclear:kind", "minerals by kind"),
        ("copper roof flashing", "good_unclear", "'roof' and 'flashing'"),
        ("Copper C17200", "good_unclear", "C17200"),
        ("Aluminium 6061", "good_unclear", "6061"),
        ("aluminium ingot 7% Si", "good_unclear:alloy", "7% Si"),
        ("nickel and cobalt hydroxide", "good_unclear:several", "cobalt hydroxide and nickel"),
        ("lithium carbonate, spodumene concentrate", "good_unclear:several", "spodumene"),
    ],
)
def test_what_is_not_matched_says_why(text: str, sentence: str, said: str) -> None:
    found = reading(text)
    assert found.mineral == ""
    assert found.sentence == sentence
    assert any(said in str(value) for _, value in found.values)


GOODS = [p for p in products.products() if p.name.isascii() and p.name[-1].isalpha()]
AROUND = ["{} 99.5%", "{}, 25 kg bags", "{} min 98 %", "{} (tech. grade)", "2x {}", "{} LOT7-B2"]
STRANGE = ["paint", "gloves", "catalogue", "Farbe", "service", "free", "holder", "笔", "機"]


@given(st.sampled_from(GOODS), st.sampled_from(AROUND))
def test_what_is_written_around_a_good_never_makes_it_another(
    good: products.Product, around: str
) -> None:
    found = reading(around.format(good.name))
    if found.mineral:
        assert found.mineral == good.mineral
        assert found.good is None or found.good.traded_stage == good.traded_stage


@given(st.sampled_from(GOODS), st.sampled_from(STRANGE), st.booleans())
def test_a_word_that_is_not_known_leaves_a_good_unmatched(
    good: products.Product, word: str, first: bool
) -> None:
    assert reading(f"{word} {good.name}" if first else f"{good.name} {word}").mineral == ""


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    found = reading(text)
    assert bool(found.mineral) != bool(found.sentence) or found == Reading("")
