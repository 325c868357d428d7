"""The only reader of technologies and their mineral intensities."""

from __future__ import annotations

from functools import cache
from math import fsum

from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import fold, singular, suggestions

SOURCE = "iea@2021"
TABLE = "iea/intensity_2021.csv"
UNITS = {"vehicle": "kg/vehicle", "power": "kg/MW"}


class Technology(NamedTuple):
    """Row of technologies.csv; ``references`` are technologies to compare with, usual one first."""

    slug: str
    name: str
    kind: str
    role: str
    references: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str


class Intensity(NamedTuple):
    """Mass of one mineral in one vehicle or one megawatt of a technology.

    ``mineral`` is empty for minerals that the source does not name; ``confirmed`` names other pages
    with the same figure.
    """

    technology: str
    mineral: str
    listed_as: str
    value: float
    unit: str
    confirmed: str
    note: str


@cache
def technologies() -> dict[str, Technology]:
    """All technologies by slug, in the source's order."""
    found = (
        Technology(slug, name, kind, role, _parts(references), _parts(aliases), note)
        for slug, name, kind, role, references, aliases, note in read_table("technologies.csv")[1]
    )
    return {technology.slug: technology for technology in found}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


@cache
def _intensities() -> dict[str, tuple[Intensity, ...]]:
    found: dict[str, list[Intensity]] = {}
    for technology, mineral, listed_as, value, unit, confirmed, note in read_table(TABLE)[1]:
        found.setdefault(technology, []).append(
            Intensity(technology, mineral, listed_as, float(value), unit, confirmed, note)
        )
    return {slug: tuple(rows) for slug, rows in found.items()}


def intensities(technology: Technology) -> tuple[Intensity, ...]:
    """Mineral intensities of a technology, the largest first, unnamed minerals last."""
    rows = _intensities()[technology.slug]
    return tuple(sorted(rows, key=lambda row: (not row.mineral, -row.value, row.mineral)))


def total(technology: Technology) -> float:
    """Sum of a technology's mineral intensities, in kg per vehicle or per MW."""
    return fsum(row.value for row in _intensities()[technology.slug])


def unit(technology: Technology) -> str:
    """Unit of a technology's intensities: ``kg/vehicle`` or ``kg/MW``."""
    return UNITS[technology.kind]


def _key(text: str) -> str:
    return singular(fold(text))


def find_technology(text: str) -> Technology:
    """Technology of a name or alias.

    Raises
    ------
    AmbiguousName
        If the words fit several (``wind``, ``car``).
    UnknownName
        With at most three suggestions and the known technologies.

    Examples
    --------
    >>> find_technology("EVs").slug, find_technology("Solar").slug
    ('electric-car', 'solar-pv')
    """
    keys = _keys()
    if _key(text) in keys:
        return keys[_key(text)]
    words = {_key(word) for word in text.replace("-", " ").split()}
    partly = [known for known in technologies().values() if words and words <= _words(known)]
    if len(partly) > 1:
        raise AmbiguousName("technology", text, [known.slug for known in partly])
    close = [keys[_key(word)].slug for word in suggestions(text, keys)]
    close = list(dict.fromkeys([*(known.slug for known in partly), *close]))
    raise UnknownName("technology", text, close, tuple(technologies()))


@cache
def _keys() -> dict[str, Technology]:
    """Names and aliases, folded."""
    return {
        _key(word): known
        for known in technologies().values()
        for word in (known.slug, known.name, *known.aliases)
    }


def is_technology(text: str) -> bool:
    """Whether a text is the whole name or an alias of one."""
    return _key(text) in _keys()


def _words(technology: Technology) -> set[str]:
    texts = (technology.slug.replace("-", " "), technology.name, *technology.aliases)
    return {_key(word) for text in texts for word in text.split()}
