"""The closed vocabularies: unique, free of collisions, and used by every table."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

DATASETS = Path(__file__).resolve().parents[2] / "datasets"

COLUMNS = {
    "minerals": ["slug", "name", "symbol", "category", "group", "meaning", "note"],
    "mineral_aliases": ["alias", "slug", "kind"],
    "mineral_ambiguous": ["alias", "slug"],
    "countries": ["iso3", "iso2", "numeric", "name", "official_name"],
    "country_aliases": ["alias", "iso3", "kind"],
    "country_ambiguous": ["alias", "iso3"],
    "blocs": ["bloc", "name", "iso3", "from", "to", "source", "note"],
}


def read(name: str) -> list[dict[str, str]]:
    """Rows of one vocabulary as text."""
    with (DATASETS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def fold(text: str) -> str:
    """Case, accents, spaces and punctuation aside."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if letter.isalnum())


def fold_mineral(text: str) -> str:
    """As ``fold``, without a plural s; symbols (As, Cs, Os, S) keep theirs."""
    folded = fold(text)
    plural = len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss")
    return folded[:-1] if plural else folded


def tables() -> list[Path]:
    """The tidy tables in the sources' own folders."""
    return sorted(path for path in DATASETS.glob("*/*.csv") if not path.parent.name.startswith("_"))


def label(path: Path) -> str:
    return str(path.relative_to(DATASETS))


MINERALS = {row["slug"]: row for row in read("minerals")}
COUNTRIES = {row["iso3"]: row for row in read("countries")}


@pytest.mark.parametrize("name", COLUMNS)
def test_file_is_plain_and_complete(name: str) -> None:
    raw = (DATASETS / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    lines = list(csv.reader(raw.decode("utf-8").splitlines()))
    assert lines[0] == COLUMNS[name]
    ragged = [line for line in lines if len(line) != len(COLUMNS[name])]
    assert ragged == []
    padded = [line for line in lines if any(cell != cell.strip() for cell in line)]
    assert padded == []


@pytest.mark.parametrize("name", COLUMNS)
def test_no_row_twice(name: str) -> None:
    rows = [tuple(row.values()) for row in read(name)]
    assert [row for row, times in Counter(rows).items() if times > 1] == []


@pytest.mark.parametrize(("name", "key"), [("minerals", "slug"), ("countries", "iso3")])
def test_key_is_unique_and_sorted(name: str, key: str) -> None:
    keys = [row[key] for row in read(name)]
    assert keys == sorted(set(keys))


# --- minerals


def test_slugs_and_categories() -> None:
    kinds = {"element", "ore", "compound", "product", "group", "biotic"}
    for slug, row in MINERALS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", slug), slug
        assert row["category"] in kinds, slug
        assert bool(row["symbol"]) == (row["category"] == "element"), slug
        assert row["meaning"].endswith("."), slug


def test_groups_exist_and_are_groups() -> None:
    for slug, row in MINERALS.items():
        if row["group"]:
            assert MINERALS[row["group"]]["category"] == "group", slug


def test_symbols_are_unique() -> None:
    symbols = [row["symbol"] for row in MINERALS.values() if row["symbol"]]
    assert len(symbols) == len(set(symbols))
    assert all(re.fullmatch(r"[A-Z][a-z]?", symbol) for symbol in symbols)


def test_each_symbol_is_an_alias() -> None:
    aliases = {(row["alias"], row["slug"]) for row in read("mineral_aliases")}
    for slug, row in MINERALS.items():
        if row["symbol"]:
            assert (row["symbol"], slug) in aliases


def test_mineral_names_do_not_collide() -> None:
    meanings = defaultdict(set)
    for slug, row in MINERALS.items():
        for text in (slug, row["name"]):
            meanings[fold_mineral(text)].add(slug)
    for row in read("mineral_aliases"):
        meanings[fold_mineral(row["alias"])].add(row["slug"])
    assert {text: slugs for text, slugs in meanings.items() if len(slugs) > 1} == {}
    unclear = {fold_mineral(row["alias"]) for row in read("mineral_ambiguous")}
    assert unclear & set(meanings) == set()


def test_mineral_aliases_are_unique_and_point_somewhere() -> None:
    aliases = read("mineral_aliases")
    folded = Counter(fold_mineral(row["alias"]) for row in aliases)
    assert [text for text, times in folded.items() if times > 1] == []
    assert {row["slug"] for row in aliases} <= set(MINERALS)
    assert {row["kind"] for row in aliases} <= {"symbol", "trade", "common", "spelling", "source"}


def test_ambiguous_minerals_have_two_meanings() -> None:
    meanings = defaultdict(set)
    for row in read("mineral_ambiguous"):
        assert row["slug"] in MINERALS, row
        meanings[row["alias"]].add(row["slug"])
    assert [alias for alias, slugs in meanings.items() if len(slugs) < 2] == []
    folded = Counter(fold_mineral(alias) for alias in meanings)
    assert [text for text, times in folded.items() if times > 1] == []


TYPED_MINERALS = [
    ("REE", "rare-earths"),
    ("Rare Earths", "rare-earths"),
    ("rare earth", "rare-earths"),
    ("Dy", "dysprosium"),
    ("spodumene", "lithium"),
    ("coltan", "tantalum"),
    ("natural graphite", "graphite"),
    ("PGMs", "platinum-group-metals"),
    ("aluminum", "aluminium"),
    ("Sulphur", "sulfur"),
    ("baryte", "barite"),
    ("caesium", "cesium"),
    ("As", "arsenic"),
    ("silicon metal", "silicon"),
]


@pytest.mark.parametrize(("typed", "slug"), TYPED_MINERALS)
def test_names_people_type(typed: str, slug: str) -> None:
    found = {fold_mineral(row["alias"]): row["slug"] for row in read("mineral_aliases")}
    found |= {fold_mineral(key): key for key in MINERALS}
    assert found[fold_mineral(typed)] == slug


def test_ambiguous_names_stay_ambiguous() -> None:
    meanings = defaultdict(set)
    for row in read("mineral_ambiguous"):
        meanings[fold_mineral(row["alias"])].add(row["slug"])
    assert meanings["diamond"] == {"diamond-gem", "diamond-industrial"}
    assert meanings["mica"] == {"mica-scrap", "mica-sheet"}


# --- countries


def test_all_of_iso_3166_and_kosovo() -> None:
    assert len(COUNTRIES) == 250
    assert COUNTRIES["XKX"]["numeric"] == ""


def test_country_codes() -> None:
    for iso3, row in COUNTRIES.items():
        assert re.fullmatch(r"[A-Z]{3}", iso3)
        assert re.fullmatch(r"[A-Z]{2}", row["iso2"]), iso3
        assert iso3 == "XKX" or re.fullmatch(r"\d{3}", row["numeric"]), iso3
        assert row["name"] and row["official_name"], iso3
    for column in ("iso2", "numeric", "name"):
        filled = [row[column] for row in COUNTRIES.values() if row[column]]
        assert len(filled) == len(set(filled)), column


def test_namibia_is_text_and_taiwan_has_its_number() -> None:
    assert COUNTRIES["NAM"]["iso2"] == "NA"
    assert COUNTRIES["TWN"]["numeric"] == "158"


def test_country_names_do_not_collide() -> None:
    meanings = defaultdict(set)
    for iso3, row in COUNTRIES.items():
        for text in (iso3, row["iso2"], row["numeric"], row["name"], row["official_name"]):
            if text:
                meanings[fold(text)].add(iso3)
    for row in read("country_aliases"):
        meanings[fold(row["alias"])].add(row["iso3"])
    assert {text: found for text, found in meanings.items() if len(found) > 1} == {}
    unclear = {fold(row["alias"]) for row in read("country_ambiguous")}
    assert unclear & set(meanings) == set()


def test_country_aliases_point_somewhere() -> None:
    aliases = read("country_aliases")
    assert {row["iso3"] for row in aliases} <= set(COUNTRIES)
    assert {row["kind"] for row in aliases} <= {"spelling", "old-name", "source", "baci"}
    assert all(row["kind"] == "baci" for row in aliases if row["alias"].isdigit())


def test_congo_and_korea_are_ambiguous() -> None:
    meanings = defaultdict(set)
    for row in read("country_ambiguous"):
        assert row["iso3"] in COUNTRIES
        meanings[row["alias"]].add(row["iso3"])
    assert meanings["Congo"] == {"COD", "COG"}
    assert meanings["Korea"] == {"KOR", "PRK"}
    assert all(len(found) > 1 for found in meanings.values())


LABELS = [
    ("DRC", "COD"),
    ("Congo (Kinshasa)", "COD"),
    ("Burma", "MMR"),
    ("Türkiye", "TUR"),
    ("Turkyie", "TUR"),
    ("South Korea", "KOR"),
    ("Korea, Republic of", "KOR"),
    ("US", "USA"),
    ("Brasilia", "BRA"),
    ("Libanon", "LBN"),
    ("Surinam", "SUR"),
    ("490", "TWN"),
    ("New Caledonia", "NCL"),
]


@pytest.mark.parametrize(("typed", "iso3"), LABELS)
def test_labels_of_the_sources(typed: str, iso3: str) -> None:
    found = {fold(row["name"]): key for key, row in COUNTRIES.items()}
    found |= {fold(row["alias"]): row["iso3"] for row in read("country_aliases")}
    assert found[fold(typed)] == iso3


# --- blocs


def members(bloc: str, day: str) -> set[str]:
    """Members on a day; ``to`` is the last day of membership."""
    return {
        row["iso3"]
        for row in read("blocs")
        if row["bloc"] == bloc and row["from"] <= day and (not row["to"] or day <= row["to"])
    }


BLOC_SIZES = [
    ("eu27", "1995-01-01", 15),
    ("eu27", "2004-05-01", 25),
    ("eu27", "2019-01-01", 28),
    ("eu27", "2020-01-31", 28),
    ("eu27", "2020-02-01", 27),
    ("eu27", "2021-01-01", 27),
    ("brics", "2010-01-01", 4),
    ("brics", "2023-01-01", 5),
    ("brics", "2024-06-01", 9),
    ("brics", "2025-06-01", 10),
    ("oecd", "1962-12-31", 20),
    ("oecd", "2022-01-01", 38),
    ("g7", "1975-12-31", 0),
    ("g7", "2024-01-01", 7),
    ("quad", "2024-01-01", 4),
    ("msp", "2022-06-14", 10),
    ("msp", "2023-12-31", 13),
    ("msp", "2025-01-01", 14),
]


@pytest.mark.parametrize(("bloc", "day", "size"), BLOC_SIZES)
def test_bloc_size_on_a_day(bloc: str, day: str, size: int) -> None:
    assert len(members(bloc, day)) == size


def test_bloc_rows() -> None:
    names = defaultdict(set)
    for row in read("blocs"):
        assert row["iso3"] in COUNTRIES, row
        assert row["source"], row
        start = date.fromisoformat(row["from"])
        assert not row["to"] or start < date.fromisoformat(row["to"]), row
        names[row["bloc"]].add(row["name"])
    assert set(names) == {"eu27", "g7", "quad", "msp", "brics", "oecd", "eaeu"}
    assert all(len(found) == 1 for found in names.values())
    once = Counter((row["bloc"], row["iso3"]) for row in read("blocs"))
    assert max(once.values()) == 1


# --- what the tables use


def used(path: Path, suffix: str) -> set[str]:
    """Distinct values of the columns called ``suffix`` or ending in ``_suffix``."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns = [c for c in reader.fieldnames or [] if c == suffix or c.endswith(f"_{suffix}")]
        return {row[column] for row in reader for column in columns if row[column]}


@pytest.mark.parametrize("path", tables(), ids=label)
def test_minerals_used_exist(path: Path) -> None:
    assert used(path, "mineral") - set(MINERALS) == set()


@pytest.mark.parametrize("path", tables(), ids=label)
def test_countries_used_exist(path: Path) -> None:
    assert used(path, "iso3") - set(COUNTRIES) == set()
