"""Names of goods as people order them, each with its mineral, stage of supply and traded form.

Also goods of several minerals, names of minerals in other languages, and goods by tariff code.

The bundled table is read when a good is first looked for, never for the bare name of a mineral.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import normalize

from critmin.core import names
from critmin.core.files import read_table, rows_of
from critmin.core.folding import word
from critmin.core.named_tuple import NamedTuple
from critmin.core.translations import UMLAUTS, fold

LANGUAGES = ("en", "de", "fr", "ja", "zh")
SPELLINGS = (("sulph", "sulf"), ("aluminum", "aluminium"), ("caesium", "cesium"))
# Digits of a tariff code of the Harmonised System, and of the EU's Combined Nomenclature.
HS_DIGITS, CN_DIGITS = 6, 8
HEADING = 4
# Words beside a mineral's name that say no more than its usual form.
PLAIN_WORDS = frozenset(
    (
        "ore",
        "ores",
        "concentrate",
        "concentrates",
        "metal",
        "metals",
        "refined",
        "raw",
        "unwrought",
        "mined",
        "mine",
        "primary",
        "ingot",
        "ingots",
        "cathode",
        "cathodes",
        "of",
        "not",
        "alloyed",
    )
)


class Product(NamedTuple):
    """A row of products.csv: one name of a good.

    ``stage`` is the stage of supply whose figures answer for the good; ``counted`` whether these
    figures count the good itself, or only what it is made of or what is made of it. ``hs`` is its
    code in the Harmonised System where one is its own, else empty. ``origin`` is where the name
    is from, ``readers`` how many readings agreed on an own translation (0 for other names).
    """

    name: str
    language: str
    mineral: str
    stage: str
    form: str
    counted: bool
    hs: str
    origin: str
    readers: int
    note: str

    @property
    def is_bare(self) -> bool:
        """Whether the name is the bare name of a mineral."""
        return key(self.name) in bare_keys()

    @property
    def traded_stage(self) -> str:
        """Stage if its figures count the good, else the good's own form: nothing to compare."""
        return self.stage if self.counted else self.form

    @property
    def is_whole(self) -> bool:
        """Whether the figures of its stage are of it alone, as for refined cobalt.

        It or a good of its tariff code is the mineral in its usual form; a name in another
        language without a code is taken for one where there is such a good in its form.
        """
        if not self.counted or (self.language == "en" and not self.hs):
            return self.counted and _is_plain(self)
        alike = (one for one in products() if (one.mineral, one.hs) == (self.mineral, self.hs))
        return any(one.form == self.form and _is_plain(one) for one in alike)


class Mixture(NamedTuple):
    """A row of product_mixtures.csv: a good made of several minerals, none of which stands for it.

    ``minerals`` are slugs, empty where they differ from good to good of that name.
    """

    name: str
    language: str
    minerals: tuple[str, ...]
    note: str


def key(text: str) -> str:
    """Key of a good's name: folded, in one spelling, without a plural s.

    >>> key("Nickel Sulphate"), key("NdFeB magnets"), key("Li\u2082CO\u2083")
    ('nickelsulfate', 'ndfebmagnet', 'li2co3')
    >>> key("ガリウム") == key("カリウム")  # gallium, potassium
    False
    """
    return names.singular(spelt(fold(text)))


def spelt(folded: str) -> str:
    """A folded text in the spelling of the keys: ``sulf`` for ``sulph``."""
    for other, ours in SPELLINGS:
        folded = folded.replace(other, ours)
    return folded


def keys_of(text: str) -> Iterator[str]:
    """Keys under which a name is found: also with ``ae`` for an umlaut, and each word singular."""
    yield key(text)
    lowered = text.casefold()
    narrow = word(text)
    if "s " in narrow or "s-" in narrow:  # a word before the last that may be a plural
        words = re.findall(r"\w+", narrow)
        yield spelt("".join(names.singular(fold(one)) for one in words))
    if not lowered.isascii():
        lowered = normalize("NFC", lowered)
        if lowered != (written_out := lowered.translate(UMLAUTS)):
            yield key(written_out)


def _product(
    name: str,
    language: str,
    mineral: str,
    stage: str,
    form: str,
    counted: str,
    hs: str,
    origin: str,
    readers: str,
    note: str,
) -> Product:
    yes = counted == "yes"
    return Product(name, language, mineral, stage, form, yes, hs, origin, int(readers or 0), note)


@cache
def products() -> tuple[Product, ...]:
    """All rows of products.csv."""
    return tuple(_product(*row) for row in read_table("products.csv")[1])


def _is_plain(product: Product) -> bool:
    """Whether a name is the mineral in English with words for its usual form, as tin ingot."""
    words = re.findall(r"\w+", product.name.casefold())
    left = fold("".join(word for word in words if word not in PLAIN_WORDS))
    mineral = names.minerals()[product.mineral]
    own = {key(text) for text in (mineral.slug, mineral.name)}
    return product.language == "en" and (not left or names.singular(left) in own)


@cache
def all_keys() -> dict[str, Product]:
    """Products by the keys of their names, with bare names of minerals that one good only has.

    In a list of purchases gallium is the metal; in a question it is the mineral at any stage.
    """
    return {found: product for product in products() for found in keys_of(product.name)}


@cache
def product_keys() -> dict[str, Product]:
    """Products by the keys of their names, without bare names of minerals."""
    return {found: product for found, product in all_keys().items() if found not in bare_keys()}


@cache
def bare_keys() -> frozenset[str]:
    """Keys of the slugs, names and symbols of minerals."""
    texts = (t for m in names.minerals().values() for t in (m.slug, m.name, m.symbol) if t)
    return frozenset(key(text) for text in texts)


def only_good(slug: str) -> Product | None:
    """Good that a mineral's bare name stands for in a list of purchases; None if it has several.

    Gallium is bought as a metal, cobalt as a metal, a salt or an ore. Reads no other row.

    >>> only_good("gallium").form, only_good("cobalt")
    ('refined', None)
    """
    rows = rows_of("products.csv", names.minerals()[slug].name.lower())
    return _product(*rows[0]) if rows else None


def product(text: str) -> Product | None:
    """Good of a name; None if it is none, or the bare name of a mineral.

    >>> found = product("lithium carbonates")
    >>> found.mineral, found.stage, found.form, found.hs
    ('lithium', 'refining', 'refined', '283691')
    >>> product("lithium")
    """
    if not (asked := key(text)) or asked in bare_keys():
        return None
    known = product_keys()
    return next((known[k] for k in (asked, *keys_of(text)) if k in known), None)


@cache
def translations() -> dict[str, str]:
    """Slugs of minerals by the keys of their German, French, Japanese and Chinese names."""
    rows = read_table("mineral_translations.csv")[1]
    return {found: slug for name, _, slug, _ in rows for found in keys_of(name)}


def translated(text: str) -> str:
    """Slug of a mineral by its German, French, Japanese or Chinese name; empty for any other text.

    >>> translated("terres rares"), translated("钴"), translated("cobalt")
    ('rare-earths', 'cobalt', '')
    """
    return translations().get(key(text), "")


@cache
def mixtures() -> dict[str, Mixture]:
    """Goods of several minerals by the keys of their names."""
    found = (
        Mixture(name, language, tuple(minerals.split(";")) if minerals else (), note)
        for name, language, minerals, _origin, note in read_table("product_mixtures.csv")[1]
    )
    return {k: one for one in found for k in keys_of(one.name)}


def mixture(text: str) -> Mixture | None:
    """Mixture or alloy of a name; None if it is none.

    >>> mixture("NMC").minerals
    ('nickel', 'manganese', 'cobalt', 'lithium')
    """
    if not (asked := key(text)) or asked in bare_keys():
        return None
    return next((mixtures()[k] for k in keys_of(text) if k in mixtures()), None)


def suggestions(text: str) -> list[str]:
    """At most three names of goods that look like the text, the closest first."""
    return names.suggestions(text, [product.name for product in products()], key)


@cache
def _codes() -> dict[tuple[str, str], Product]:
    """Goods by system and code of the concordance, for codes that hold one mineral only."""
    own: dict[str, list[Product]] = {}
    for product in products():
        if product.hs:
            own.setdefault(product.hs, []).append(product)
    header, rows = read_table("concordance.csv")
    at = [header.index(c) for c in ("mineral", "form", "system", "code", "exclusive")]
    told = header.index("description")
    found: dict[tuple[str, str], Product] = {}
    for row in rows:
        mineral, form, system, code, exclusive = (row[i] for i in at)
        other = found.get((system, code))
        if exclusive != "yes" or (other and mineral in names.above(other.mineral)):
            continue
        named = [p for p in own.get(code, []) if names.related(p.mineral, mineral)]
        stage = named[0].stage if named else names.STAGE_OF_FORM.get(form, "refining")
        product_form = form in names.PRODUCT_STAGES
        counted = all(p.counted for p in named) if named else product_form
        hs = code if system == "hs" else ""
        source = "HS 2022" if system == "hs" else "CN 2024"
        found[system, code] = Product(
            row[told], "en", mineral, stage, form, counted, hs, source, 0, ""
        )
    return found


def product_of_code(code: str, *, combined: bool = False) -> Product | None:
    """Good of a tariff code that holds one mineral in one form; None for any other code.

    Parameters
    ----------
    code : str
        Four, six or more digits, with points or spaces. Digits after the sixth are a country's
        own. A heading of four digits is read only where it is not divided, as 2604.
    combined : bool
        Whether it is a code of the EU's Combined Nomenclature, whose eight digits are known.

    Examples
    --------
    >>> product_of_code("2836.91.00").mineral, product_of_code("2604").form
    ('lithium', 'ore')
    >>> product_of_code("8112.92") is None  # gallium, germanium and others
    True
    """
    code = re.sub(r"^(\d{4}\.\d)$", r"\g<1>0", code.strip())  # a sheet drops the last zero
    digits = re.sub(r"[.\s]", "", re.sub(r"(?<=^\d{6})\.0$", "", code))
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == HEADING:
        digits += "00"
    if len(digits) < HS_DIGITS:
        return None
    found = _codes().get(("cn", digits[:CN_DIGITS])) if combined else None
    return found or _codes().get(("hs", digits[:HS_DIGITS]))
