"""Goods by name and by tariff code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core import names, products

NAMED = [p for p in products.products() if products.key(p.name) not in products.bare_keys()]
SPELLINGS = [
    str.upper,
    str.title,
    str.casefold,
    lambda text: text.replace(" ", "-"),
    lambda text: text.replace("-", " "),
    lambda text: text.replace(" ", "  "),
    lambda text: f" {text}\u00a0",
    lambda text: text.replace("sulph", "sulf"),
    lambda text: text.replace("aluminium", "aluminum"),
]


@given(st.sampled_from(NAMED), st.sampled_from(SPELLINGS))
def test_case_hyphens_and_spelling_do_not_matter(product, spelt) -> None:  # type: ignore[no-untyped-def]
    assert products.product(spelt(product.name)) == product


@given(st.sampled_from([p for p in NAMED if p.name.isascii() and p.name[-1].isalpha()]))
def test_the_plural_is_the_same_good(product: products.Product) -> None:
    plural = product.name if product.name.endswith("s") else f"{product.name}s"
    assert products.product(plural) == product


def test_the_bare_name_of_a_mineral_is_no_good_and_reads_no_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise AssertionError("products.csv was read")

    monkeypatch.setattr(products, "product_keys", refuse)
    monkeypatch.setattr(products, "all_keys", refuse)
    for mineral in names.minerals().values():
        assert products.product(mineral.slug) is None
        assert products.product(mineral.name) is None


@pytest.mark.parametrize(
    "text", ["", " ", "-", "silicone", "tin snips", "lead time", "NMC", "brass"]
)
def test_what_is_no_good_of_one_mineral(text: str) -> None:
    assert products.product(text) is None


def test_gallium_and_potassium_are_told_apart_in_japanese() -> None:
    gallium, potassium = "ガリウム", "カリウム"
    assert products.key(gallium) != products.key(potassium)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Seltene Erden", "rare-earths"),
        ("tungstène", "tungsten"),
        ("ガリウム", "gallium"),
        ("カリウム", ""),  # potassium
        ("稀土", "rare-earths"),
        ("nickel", ""),
    ],
)
def test_minerals_in_other_languages(text: str, slug: str) -> None:
    assert products.translated(text) == slug


def test_a_mixture_names_its_minerals() -> None:
    found = products.mixture("ncm-811")
    assert found is not None
    assert found.minerals == ("nickel", "manganese", "cobalt", "lithium")
    assert products.mixture("nickel") is None
    assert products.mixture("nickel sulphate") is None


def test_figures_that_do_not_count_a_good_leave_its_form() -> None:
    crude, refined = products.product("cobalt hydroxide"), products.product("cobalt sulphate")
    assert crude is not None
    assert refined is not None
    assert (crude.stage, crude.traded_stage) == ("refining", "intermediate")
    assert (refined.stage, refined.traded_stage) == ("refining", "refining")


@pytest.mark.parametrize("text", ["cobalt metal", "refined copper", "tin ore", "金属ガリウム"])
def test_the_usual_form_of_a_mineral_is_all_that_its_stage_counts(text: str) -> None:
    assert products.product(text).is_whole


@pytest.mark.parametrize(
    "text",
    [
        "nickel sulphate",
        "lithium hydroxide",
        "lithium carbonate",
        "antimony trioxide",
        "APT",
        "spodumene",
        "Nickelsulfat",
        "cobalt hydroxide",
        "NdFeB magnets",
    ],
)
def test_one_good_of_several_is_not_all_that_its_stage_counts(text: str) -> None:
    assert not products.product(text).is_whole


@pytest.mark.parametrize(
    ("code", "mineral", "form"),
    [
        ("283691", "lithium", "refined"),
        ("2836.91.00", "lithium", "refined"),
        ("2836 91 0000", "lithium", "refined"),
        ("2825.2", "lithium", "refined"),  # as a sheet shows the number 2825.20
        ("282520.0", "lithium", "refined"),
        ("2605", "cobalt", "ore"),
        ("720270", "molybdenum", "ferroalloy"),
        ("284610", "cerium", "refined"),  # also a code of rare earths: the nearer one answers
    ],
)
def test_a_code_of_one_mineral(code: str, mineral: str, form: str) -> None:
    found = products.product_of_code(code)
    assert found is not None
    assert (found.mineral, found.form) == (mineral, form)


@pytest.mark.parametrize(
    "code",
    [
        "811292",
        "2825",
        "28",
        "",
        "n/a",
        "253090",
        "850511",
        "99999999",
        "\u0662\u0668\u0663\u0666\u0669\u0661",
    ],
)
def test_a_code_of_several_minerals_or_none(code: str) -> None:
    assert products.product_of_code(code) is None


def test_eight_digits_are_read_only_in_the_nomenclature_that_has_them() -> None:
    assert products.product_of_code("81129289") is None  # another country's eight digits
    found = products.product_of_code("8112 92 89", combined=True)
    assert found is not None
    assert found.mineral == "gallium"


def test_close_names_are_suggested() -> None:
    assert "ferrovanadium" in [n.replace("-", "") for n in products.suggestions("ferovanadium")]
