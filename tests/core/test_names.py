"""Names people type: folded, matched, refused when ambiguous, suggested when near."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Türkiye", "turkiye"),
        ("Rare-Earths", "rareearths"),
        ("  rare_EARTHS ", "rareearths"),
        ("Côte d'Ivoire", "cotedivoire"),
        ("Korea, Republic of", "korearepublicof"),
        ("---", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert names.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "single"),
    [("rareearths", "rareearth"), ("gas", "gas"), ("as", "as"), ("os", "os"), ("glass", "glass")],
)
def test_singular(text: str, single: str) -> None:
    assert names.singular(text) == single


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("lithium", "lithium"),
        (" LITHIUM ", "lithium"),
        ("rare-earths", "rare-earths"),
        ("rare earths", "rare-earths"),
        ("Rare Earth", "rare-earths"),
        ("REE", "rare-earths"),
        ("REEs", "rare-earths"),
        ("platinum-group metals", "platinum-group-metals"),
        ("PGM", "platinum-group-metals"),
        ("natural graphite", "graphite"),
        ("coltan", "tantalum"),
        ("spodumene", "lithium"),
        ("wolfram", "tungsten"),
        ("aluminum", "aluminium"),
        ("Dy", "dysprosium"),
        ("dy", "dysprosium"),
        ("W", "tungsten"),
        ("Co", "cobalt"),
        ("As", "arsenic"),
        ("Cs", "cesium"),
        ("S", "sulfur"),
    ],
)
def test_mineral(text: str, slug: str) -> None:
    assert names.mineral(text).slug == slug


@pytest.mark.parametrize("slug", sorted(names.minerals()))
def test_each_mineral_is_found_by_all_that_its_row_says(slug: str) -> None:
    mineral = names.minerals()[slug]
    for text in filter(None, (slug, mineral.name, mineral.symbol)):
        assert names.mineral(text).slug == slug
        assert names.mineral(text.upper()).slug == slug
        assert names.mineral(f" {text} ".replace("-", " ")).slug == slug


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("diamond", ("diamond-gem", "diamond-industrial")),
        ("Diamonds", ("diamond-gem", "diamond-industrial")),
        ("C", ("graphite", "graphite-synthetic")),
        ("NdPr", ("neodymium", "praseodymium")),
    ],
)
def test_an_ambiguous_mineral_names_all_meanings(text: str, meanings: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousName) as error:
        names.mineral(text)
    assert error.value.meanings == meanings
    assert str(error.value) == f"mineral {text!r} is ambiguous: {' or '.join(meanings)}"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("lithum", "lithium"), ("Cobolt", "cobalt"), ("neodimium", "neodymium"), ("REEx", None)],
)
def test_a_near_miss_is_refused_with_suggestions(text: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownName, match=f"unknown mineral {text!r}") as error:
        names.mineral(text)
    assert len(error.value.suggestions) <= 3
    assert set(error.value.suggestions) <= set(names.minerals())
    if suggestion:
        assert error.value.suggestions[0] == suggestion


@pytest.mark.parametrize("text", ["", "  ", "---", "kryptonite-x", "lithium cobalt"])
def test_no_mineral(text: str) -> None:
    with pytest.raises(UnknownName):
        names.mineral(text)


@pytest.mark.parametrize(
    ("look", "right"),
    [
        (names.mineral, "critmin minerals"),
        (names.country, "an ISO code, as Japan or JPN"),
        (names.country_or_bloc, "or a bloc, as eu27"),
    ],
)
def test_a_name_like_no_other_is_told_what_would_be_right(
    look: Callable[[str], object], right: str
) -> None:
    with pytest.raises(UnknownName, match=right) as error:
        look("zzzzqq")
    assert not error.value.suggestions


@pytest.mark.parametrize("count", [0, 1, 3, 10])
def test_at_most_three_suggestions(count: int) -> None:
    known = [f"tungsten{i}" for i in range(count)]
    assert len(names.suggestions("tungsten", known)) == min(3, count)
    assert len(UnknownName("mineral", "x", known).suggestions) == min(3, count)


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("CHN", "CHN"),
        ("cn", "CHN"),
        ("156", "CHN"),
        ("China", "CHN"),
        ("US", "USA"),
        ("USA", "USA"),
        ("United States", "USA"),
        ("004", "AFG"),
        ("DRC", "COD"),
        ("DR Congo", "COD"),
        ("Congo (Kinshasa)", "COD"),
        ("Congo (Brazzaville)", "COG"),
        ("Burma", "MMR"),
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("North Korea", "PRK"),
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("Taiwan", "TWN"),
        ("Kosovo", "XKX"),
    ],
)
def test_country(text: str, iso3: str) -> None:
    assert names.country(text).iso3 == iso3


@pytest.mark.parametrize("text", ["NA", "na", "NAM", "516", "Namibia"])
def test_na_is_namibia_and_not_missing(text: str) -> None:
    assert names.country(text).name == "Namibia"
    assert names.countries()["NAM"].iso2 == "NA"


@pytest.mark.parametrize("iso3", sorted(names.countries()))
def test_each_country_is_found_by_all_that_its_row_says(iso3: str) -> None:
    for text in filter(None, names.countries()[iso3]):
        assert names.country(text).iso3 == iso3


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("Congo", ("DR Congo (COD)", "Congo (Brazzaville) (COG)")),
        ("congo", ("DR Congo (COD)", "Congo (Brazzaville) (COG)")),
        ("Korea", ("South Korea (KOR)", "North Korea (PRK)")),
    ],
)
def test_an_ambiguous_country_names_both(text: str, meanings: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousName) as error:
        names.country(text)
    assert error.value.meanings == meanings
    assert all(meaning in str(error.value) for meaning in meanings)


@pytest.mark.parametrize(
    ("text", "suggestion"), [("Chnia", "China"), ("Germny", "Germany"), ("Atlantis", None)]
)
def test_no_country(text: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownName) as error:
        names.country(text)
    assert len(error.value.suggestions) <= 3
    assert error.value.suggestions[:1] == ((suggestion,) if suggestion else ())


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("mining", "mining"),
        ("mine", "mining"),
        (" Extraction ", "mining"),
        ("REFINING", "refining"),
        ("smelting", "refining"),
        ("separation", "refining"),
        ("processing", "refining"),
        ("reserve", "reserves"),
        ("capacity", "capacity"),
    ],
)
def test_stage(text: str, stage: str) -> None:
    assert names.stage(text) == stage


def test_an_unknown_stage_lists_the_known() -> None:
    with pytest.raises(UnknownName, match="known: mining, refining, reserves, capacity") as error:
        names.stage("refnery")
    assert error.value.suggestions == ("refining",)


@pytest.mark.parametrize(
    ("text", "bloc"),
    [
        ("eu27", "eu27"),
        ("EU-27", "eu27"),
        ("eu", "eu27"),
        ("G7", "g7"),
        ("Group of Seven", "g7"),
        ("BRICS", "brics"),
        ("quad", "quad"),
        ("msp", "msp"),
    ],
)
def test_bloc(text: str, bloc: str) -> None:
    assert names.bloc(text) == bloc


def test_an_unknown_bloc_lists_the_known() -> None:
    with pytest.raises(UnknownName, match=r"known: .*brics, eaeu, eu27, g7") as error:
        names.bloc("brcs")
    assert error.value.suggestions == ("brics",)


@pytest.mark.parametrize(
    ("bloc", "day", "iso3", "member"),
    [
        ("eu27", "2020-01-31", "GBR", True),
        ("eu27", "2020-02-01", "GBR", False),
        ("eu27", "2013-06-30", "HRV", False),
        ("eu27", "2013-07-01", "HRV", True),
        ("brics", "2023-12-31", "EGY", False),
        ("brics", "2024-01-01", "EGY", True),
        ("brics", "2024-12-31", "IDN", False),
        ("brics", "2025-01-06", "IDN", True),
        ("brics", "2011-04-13", "ZAF", False),
        ("g7", "2024-12-31", "JPN", True),
        ("g7", "2024-12-31", "RUS", False),
    ],
)
def test_membership_is_dated(bloc: str, day: str, iso3: str, member: bool) -> None:
    assert (iso3 in names.members(bloc, day)) is member


@pytest.mark.parametrize(("bloc", "count"), [("eu27", 27), ("g7", 7), ("quad", 4), ("brics", 9)])
def test_number_of_members_at_the_end_of_2024(bloc: str, count: int) -> None:
    members = names.members(bloc, "2024-12-31")
    assert len(members) == count
    assert list(members) == sorted(set(members))


def test_a_code_means_the_same_by_itself_and_among_all_names() -> None:
    for iso3 in names.countries():
        assert names.country_keys()[names.fold(iso3)] == names.country(iso3.lower()).iso3 == iso3
