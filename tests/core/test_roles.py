"""Names in any order: words joined to names, and the role that a question gives each."""

from __future__ import annotations

from importlib import import_module
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core import name_reading, names, roles, translations, unknown_names
from critmin.core.errors import AmbiguousName, QueryError, UnknownName, UnknownNames
from critmin.core.role_rules import RULES
from critmin.declared import listed

for _one in listed.entries():  # a rule is that of a loaded question
    import_module(_one.module)


def texts(*words: str) -> list[str]:
    return [name.text for name in name_reading.read(words)]


# Words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["rare", "earths"], ["rare earths"]),
        (["rare", "earth"], ["rare earth"]),
        (["rare-earths"], ["rare-earths"]),
        (["lithium,cobalt"], ["lithium", "cobalt"]),
        (["lithium,", "cobalt"], ["lithium", "cobalt"]),
        (["lithium", ",cobalt"], ["lithium", "cobalt"]),
        (["rare", "earths,south", "korea"], ["rare earths", "south korea"]),
        (["united", "states", "of", "america"], ["united states of america"]),
        (["china", "clay"], ["china clay"]),
        (["china", "lithium"], ["china", "lithium"]),
        (["platinum", "group", "metals"], ["platinum group metals"]),
        (["nickel", "sulphate"], ["nickel sulphate"]),
        (["cobalt", "nickel", "sulphate"], ["cobalt", "nickel sulphate"]),
        (["lithium", "carbonate", "lithium"], ["lithium carbonate", "lithium"]),
        (["cote", "d'ivoire"], ["cote d'ivoire"]),
        (["Congo, Democratic Republic of the"], ["Congo, Democratic Republic of the"]),
        (["european", "union", "cobalt"], ["european union", "cobalt"]),
        (["belgium-luxembourg", "copper"], ["belgium-luxembourg", "copper"]),
        (["lithium", "and", "cobalt"], ["lithium", "cobalt"]),
        (["trinidad", "and", "tobago", "and", "lithium"], ["trinidad and tobago", "lithium"]),
        (["hong", "kong", "china"], ["hong kong", "china"]),
        (["guinea,bissau"], ["guinea", "bissau"]),
        (["aluminium", "bauxite"], ["aluminium", "bauxite"]),
        (["platinum", "rhodium"], ["platinum", "rhodium"]),
        (["lithium", "cobalt", "nickel"], ["lithium", "cobalt", "nickel"]),
        (["unobtainium", "zzz"], ["unobtainium", "zzz"]),
        (["new", "zealand", "new", "caledonia"], ["new zealand", "new caledonia"]),
        ([], []),
    ],
)
def test_words_are_joined_to_the_longest_name(words: list[str], found: list[str]) -> None:
    assert texts(*words) == found


@pytest.mark.parametrize(
    "words", [("Cu", "Ba"), ("Na", "Cl"), ("Pe", "Ru"), ("La", "Os"), ("Al", "Pt"), ("Al", "AND")]
)
def test_codes_are_not_joined_inside_a_word(words: tuple[str, ...]) -> None:
    assert len(texts(*words)) == 2


@pytest.mark.parametrize("given_", [[1], ["lithium", None], [["lithium", 2]]])
def test_a_name_is_text(given_: list[Any]) -> None:
    with pytest.raises(QueryError, match="a name is given as text"):
        name_reading.read(given_)


def test_only_codes_of_two_letters_are_both_an_element_and_a_place() -> None:
    """`name_reading` looks for a place only where a mineral's name is that short."""
    places = {*names.country_keys(), *names.bloc_keys(), *map(names.fold, names.former_names())}
    both = {key for key in names.mineral_keys() if key in places}
    assert both
    assert max(map(len, both)) <= name_reading.CODE


def test_a_word_of_another_language_is_a_mineral_or_a_country() -> None:
    minerals, countries = translations._minerals(), translations._countries()
    assert len(minerals) > 100
    assert len(countries) > 500
    assert not minerals.keys() & countries.keys()
    english = {names.fold(text) for text in (*names.country_keys(), *names.bloc_keys())}
    assert not minerals.keys() & english
    assert not countries.keys() & {key for key in names.mineral_keys() if len(key) > 2}


NAMES = [
    *names.minerals(),
    *(mineral.name for mineral in names.minerals().values()),
    *(country.name for country in names.countries().values()),
]


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
def test_names_apart_are_the_names_joined_with_commas(found: list[str]) -> None:
    """Each name alone, given by commas or one by one."""
    alone = [name_reading.one(name) for name in found]
    assert name_reading.read([f"{name}," for name in found if "," not in name]) == [
        one for one in alone if "," not in one.text
    ]


# Roles

ANY_ORDER = {
    "share": (["lithium", "rare earths", "china", "australia"], {"country": ["CHN", "AUS"]}),
    "trend": (["lithium", "chile", "cobalt"], {"country": ["CHL"]}),
    "reserves": (["lithium", "chile"], {"country": ["CHL"]}),
    "exposure": (["graphite", "japan", "usa", "gallium"], {"buyer": ["JPN", "USA"]}),
    "shock": (["japan", "cobalt", "copper"], {"buyer": ["JPN"]}),
    "via": (["japan", "graphite"], {"buyer": ["JPN"]}),
    "reliance": (["antimony", "japan", "cobalt"], {"buyer": ["JPN"]}),
    "risk": (["tungsten", "eu27"], {"buyer": ["eu27"]}),
    "controls": (["gallium", "china", "germanium"], {"country": ["CHN"]}),
    "events": (["gallium", "china"], {"country": ["CHN"]}),
    "agreements": (["lithium", "usa", "ukraine"], {"party": ["USA", "UKR"]}),
    "lists": (["lithium", "japan"], {"issuer": ["JPN"]}),
}


def code(text: str) -> str:
    return names.country_or_bloc(text)[0]


@pytest.mark.parametrize("question", ANY_ORDER)
def test_any_order_gives_the_same_roles(question: str) -> None:
    words, expected = ANY_ORDER[question]
    minerals = {w for w in words if not names.is_place(w)}
    for order in permutations(words):
        found = roles.read(question, order)
        assert set(found.minerals) == minerals
        assert {role: sorted(map(code, of)) for role, of in found.places.items()} == {
            role: sorted(of) for role, of in expected.items()
        }


MINERALS = ["lithium", "cobalt", "rare earths", "nickel", "graphite"]
PLACES = ["japan", "usa", "south korea", "eu27", "Belgium-Luxembourg", "chile"]


@given(
    st.permutations(MINERALS).flatmap(lambda m: st.just(m[:3])),
    st.permutations(PLACES).flatmap(lambda p: st.just(p[:3])),
    st.randoms(use_true_random=False),
)
def test_the_first_country_buys_wherever_minerals_stand(minerals, places, shuffling) -> None:
    """Minerals may stand anywhere; only the order of the countries among themselves counts."""
    words = [*places]
    for mineral in minerals:
        words.insert(shuffling.randint(0, len(words)), mineral)
    found = roles.read("dependency", words)
    assert found.of("buyer") == places[:1]
    assert found.of("supplier") == places[1:]
    assert set(found.minerals) == set(minerals)


@given(st.permutations(["japan", "south", "graphite"]))
def test_options_and_words_say_the_same(_words: list[str]) -> None:
    by_word = roles.read("dependency", ["japan", "china", "graphite"])
    by_option = roles.read("dependency", [], mineral="graphite", buyer="japan", supplier=["china"])
    assert (by_word.minerals, dict(by_word.places)) == (by_option.minerals, dict(by_option.places))


def test_a_role_given_by_option_leaves_words_to_the_next() -> None:
    found = roles.read("dependency", ["graphite", "china"], buyer="japan")
    assert (found.of("buyer"), found.of("supplier")) == (["japan"], ["china"])


@pytest.mark.parametrize(
    ("question", "words", "minerals", "places"),
    [
        # By place, as before names could stand in any order.
        ("share", ["Co"], ["Co"], []),
        ("share", ["Co", "Li"], ["Co", "Li"], []),
        ("hhi", ["In"], ["In"], []),
        ("dependency", ["IN", "graphite"], ["graphite"], ["IN"]),
        ("dependency", ["IN", "In"], ["In"], ["IN"]),
        ("dependency", ["japan", "In"], ["In"], ["japan"]),
        ("exposure", ["JPN", "IN"], [], ["JPN", "IN"]),
        ("via", ["US", "Co"], ["Co"], ["US"]),
        # Only one reading fits.
        ("dependency", ["graphite", "IN"], ["graphite"], ["IN"]),
        ("share", ["Co", "china"], ["Co"], ["china"]),
        ("share", ["china", "Co"], ["Co"], ["china"]),
        ("exposure", ["graphite", "IN"], ["graphite"], ["IN"]),
        ("via", ["Co", "japan"], ["Co"], ["japan"]),
    ],
)
def test_a_code_keeps_the_meaning_of_its_place(question, words, minerals, places) -> None:
    found = roles.read(question, words)
    assert found.minerals == minerals
    assert [name for of in found.places.values() for name in of] == places


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("share", ["lithium", "In", "china"]),
        ("exposure", ["japan", "graphite", "In"]),
        ("dependency", ["graphite", "japan", "In"]),
    ],
)
def test_a_code_is_refused_where_both_readings_fit(question, words) -> None:
    with pytest.raises(AmbiguousName) as error:
        roles.read(question, words)
    assert error.value.meanings == ("indium (a mineral)", "India (a country)")


def test_a_code_in_the_case_of_its_other_meaning_is_told() -> None:
    assert roles.read("share", ["CO"]).codes == {"CO": ("cobalt", "Colombia")}
    assert roles.read("share", ["Co"]).codes == {}
    assert roles.read("dependency", ["In"]).codes == {"In": ("India", "indium")}
    assert roles.read("dependency", ["Eu"]).codes == {"Eu": ("European Union (27)", "europium")}


@pytest.mark.parametrize("text", ["EU", "eu", "eU"])
def test_the_european_union_is_europium_only_as_its_symbol_is_written(text) -> None:
    assert roles.read("lists", [text, "tungsten"]).of("issuer") == [text]
    assert roles.read("share", ["tungsten", text]).of("country") == [text]
    assert roles.read("reliance", [text]).of("buyer") == [text]
    assert roles.read("risk", [text]).minerals == []
    with pytest.raises(QueryError, match="a bloc; name a mineral too"):
        roles.read("share", [text])
    assert roles.read("share", ["Eu"]).minerals == ["Eu"]


def test_all_unknown_names_are_reported_at_once() -> None:
    with pytest.raises(UnknownNames) as error:
        roles.read("exposure", ["japn", "grafite"], supplier="chna", mineral="lithum")
    assert error.value.suggestions == ("Japan", "graphite", "lithium", "China")
    for text in ("japn", "grafite", "lithum", "chna"):
        assert repr(text) in str(error.value)


def test_one_unknown_name_is_of_the_kind_that_it_resembles() -> None:
    with pytest.raises(UnknownName) as error:
        roles.read("share", ["lithium", "Austrlia"])
    assert (error.value.kind, error.value.suggestions[0]) == ("country or bloc", "Australia")
    with pytest.raises(UnknownName) as error:
        roles.read("dependency", ["japan", "grafite"])
    assert (error.value.kind, error.value.suggestions[0]) == ("mineral", "graphite")


@pytest.mark.parametrize("question", RULES)
def test_a_country_without_a_role_is_told_what_to_write(question: str) -> None:
    rule = RULES[question]
    if rule.rest:
        return
    words = ["lithium", *(["japan", "chile", "france"][: len(rule.one) + 1])]
    with pytest.raises(QueryError) as error:
        roles.read(question, words)
    assert f"{words[-1]} is a country; " in str(error.value)
    assert not str(error.value).endswith("; ")


# Products


def test_a_product_carries_its_mineral_stage_and_form() -> None:
    found = roles.read("share", ["lithium", "carbonate", "china"])
    assert found.minerals == ["lithium"]
    assert found.stages("mining") == {"lithium": ["refining"]}
    assert found.forms() == {"lithium": ["refined"]}
    assert list(found.products) == ["lithium carbonate"]


def test_a_mineral_named_beside_its_product_keeps_the_default() -> None:
    found = roles.read("share", ["lithium", "lithium carbonate"])
    assert found.stages("mining") == {"lithium": ["mining", "refining"]}
    assert found.forms() == {}


def test_a_mineral_named_plainly_is_no_product() -> None:
    for text in ("lithium", "Li", "rare earths", "REE", "Rare-earths"):
        assert not roles.read("share", [text]).products


def test_a_mixture_names_its_minerals() -> None:
    with pytest.raises(UnknownName, match="NMC holds nickel, manganese, cobalt, lithium"):
        roles.read("share", ["NMC"])


@pytest.mark.parametrize("text", ["iron", "NMC", "cobalt hydroxide", "alloy 7", "lithium"])
def test_a_name_of_ones_own_table_stays_as_it_is_written(text: str) -> None:
    """The table says what it means; in it even a name with several meanings is one."""
    for found in (
        roles.read("hhi", [text], own_names=True),
        roles.read("hhi", [], mineral=[text], own_names=True),
    ):
        assert found.minerals == [text]
        assert not found.products


def test_of_many_unknown_names_the_first_are_named_and_the_rest_counted(monkeypatch) -> None:
    looked: list[str] = []
    known = unknown_names._about
    monkeypatch.setattr(
        unknown_names, "_about", lambda text, *a, **k: looked.append(text) or known(text, *a, **k)
    )
    with pytest.raises(UnknownNames, match=r"'zz0'.*'zz9' and 40 more$"):
        roles.read("share", [f"zz{at}" for at in range(50)])
    assert len(looked) == 10
