"""Clean products and their stages, and the names that people type for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from critmin.core import arguments
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import fold, singular, suggestions

# Stages counted by country and year, then those with stated figures.
COUNTED = ("sales", "additions")
STATED = (
    "demand",
    "production",
    "capacity",
    "makers",
    "investment",
    "cost",
    "price",
    "support",
    "duty",
)
STAGES = (*COUNTED, *STATED)
MANUFACTURING = ("production", "capacity", "makers", "investment")
STAGE_WORDS = {
    "sale": ("sales",),
    "sold": ("sales",),
    "addition": ("additions",),
    "installations": ("additions",),
    "manufacturing": MANUFACTURING,
    "manufacture": MANUFACTURING,
    "making": MANUFACTURING,
    "costs": ("cost",),
    "prices": ("price",),
    "subsidies": ("support", "duty"),
    "final-demand": ("sales", "additions", "demand"),
}


class Product(NamedTuple):
    """Row of clean_product_names.csv.

    ``part_of`` is the product that it is a part of; ``stage`` is shown if none is asked for.
    """

    slug: str
    name: str
    part_of: str
    stage: str
    aliases: tuple[str, ...]
    note: str


@cache
def products() -> dict[str, Product]:
    """All products by slug, in the order of the table."""
    rows = read_table("clean_product_names.csv")[1]
    found = (
        Product(slug, name, part_of, stage, tuple(filter(None, aliases.split(";"))), note)
        for slug, name, part_of, stage, aliases, note in rows
    )
    return {product.slug: product for product in found}


def find_product(text: str) -> Product:
    """Product of a name or alias.

    Raises
    ------
    AmbiguousName
        If the words fit several products.
    UnknownName
        With at most three suggestions and the known products.

    Examples
    --------
    >>> find_product("EVs").slug, find_product("PV").slug
    ('electric-cars', 'solar-pv')
    """
    keys = _keys()
    if _key(text) in keys:
        return keys[_key(text)]
    words = {_key(word) for word in text.replace("-", " ").split()}
    partly = [known for known in products().values() if words and words <= _words(known)]
    if len(partly) == 1:
        return partly[0]
    if partly:
        raise AmbiguousName("product", text, [known.slug for known in partly])
    close = [keys[_key(word)].slug for word in suggestions(text, keys)]
    raise UnknownName("product", text, list(dict.fromkeys(close)), tuple(products()))


@cache
def _keys() -> dict[str, Product]:
    """Names and aliases, folded."""
    return {
        _key(word): known
        for known in products().values()
        for word in (known.slug, known.name, *known.aliases)
    }


def is_product(text: str) -> bool:
    """Whether a text is the whole name or an alias of one."""
    return _key(text) in _keys()


def _key(text: str) -> str:
    return singular(fold(text))


def _words(product: Product) -> set[str]:
    texts = (product.slug.replace("-", " "), product.name, *product.aliases)
    return {_key(word) for text in texts for word in text.split()}


def stages(text: arguments.Words) -> list[str]:
    """Stages of the words named, once each; ``manufacturing`` stands for several.

    Raises
    ------
    UnknownName
        With the known stages.

    Examples
    --------
    >>> stages("sales"), stages("subsidies")
    (['sales'], ['support', 'duty'])
    """
    found: list[str] = []
    for word in arguments.words(text):
        key = word.casefold().replace(" ", "-").replace("_", "-")
        known: Sequence[str] = (key,) if key in STAGES else STAGE_WORDS.get(key, ())
        if not known:
            words = (*STAGES, "manufacturing")
            raise UnknownName("stage", word, suggestions(key, [*STAGES, *STAGE_WORDS]), words)
        found += known
    return list(dict.fromkeys(found))
