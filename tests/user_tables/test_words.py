"""Words of users' tables in five languages: no word has two meanings."""

from __future__ import annotations

from collections import defaultdict

import pytest

from critmin.core import names, table_words
from critmin.core.files import read_table

NAMES = read_table("country_names.csv")[1]
WORDS = read_table("table_words.csv")[1]
KINDS = {"column", "total", "residual", "aggregate", "stage", "unit", "status", "absent"}
KINDS |= {"noname", "nofigure", "nocode", "dash", "legend"}
SPANISH = {"noname", "dash", "legend"}  # kinds that have words of a sixth language


def test_country_names_point_somewhere_and_do_not_collide() -> None:
    ambiguous = {names.fold(alias) for alias, _ in read_table("country_ambiguous.csv")[1]}
    meanings = defaultdict(set)
    for name, iso3, language, kind in NAMES:
        assert iso3 in names.countries()
        assert language in {"de", "fr", "ja", "zh"}
        assert kind in {"cldr", "own"}
        meanings[names.fold(name)].add(iso3)
    for folded, found in meanings.items():
        assert len(found) == 1
        assert folded not in names.country_keys()
        assert folded not in ambiguous
        assert not table_words.place(folded)


def test_every_country_has_a_name_in_every_language() -> None:
    """In German and French a name that is also the English one is not there twice."""
    eastern = defaultdict(set)
    for _name, iso3, language, _kind in NAMES:
        eastern[language].add(iso3)
    assert eastern["ja"] == eastern["zh"] == set(names.countries())


def test_words_have_one_meaning() -> None:
    meanings = defaultdict(set)
    for kind, meaning, word, language, basis in WORDS:
        assert kind in KINDS
        assert language in (*table_words.LANGUAGES, *(("es",) if kind in SPANISH else ()))
        assert basis in {"own", "cldr"}
        group = "place" if kind in {"total", "residual", "aggregate"} else kind
        meanings[group, names.fold(word)].add(meaning)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_no_word_for_a_sum_is_a_country_or_a_mineral() -> None:
    for kind, _meaning, word, _language, _basis in WORDS:
        folded = names.fold(word)
        if kind in {"total", "residual", "aggregate"}:
            assert folded not in names.country_keys()
        if kind == "column":
            assert folded not in names.mineral_keys()


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Südafrika", "ZAF"),
        ("Suedafrika", "ZAF"),
        ("Tuerkei", "TUR"),
        ("Afrique du Sud", "ZAF"),
        ("États-Unis", "USA"),
        ("米国", "USA"),
        ("アメリカ合衆国", "USA"),
        ("豪州", "AUS"),
        ("刚果（金）", "COD"),
        ("刚果(布)", "COG"),
        ("コンゴ民主共和国", "COD"),
        ("Kongo-Kinshasa", "COD"),
        ("韩国", "KOR"),
        ("朝鲜", "PRK"),
        ("Niger", ""),
        ("EU", ""),
    ],
)
def test_countries_by_name(text: str, iso3: str) -> None:
    assert table_words.country(names.fold(text)) == iso3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Welt", "total"),
        ("Insgesamt", "total"),
        ("Monde", "total"),
        ("合計", "total"),
        ("全球", "total"),
        ("Übrige", "residual"),
        ("Autres pays", "residual"),
        ("その他", "residual"),
        ("其他", "residual"),
        ("Europäische Union", "aggregate"),
        ("Asie", "aggregate"),
        ("アフリカ", "aggregate"),
        ("欧盟", "aggregate"),
        ("Chile", ""),
    ],
)
def test_sums_of_countries_in_other_languages(text: str, kind: str) -> None:
    assert table_words.place(names.fold(text)) == kind
