"""Names of traded goods in sentences: a mineral in one of its traded forms."""

from __future__ import annotations

from critmin.core.names import minerals
from critmin.core.wording import lower, mineral_name

# A traded form, with the place of the mineral's name.
FORMS = {
    "ore": "{} ore",
    "intermediate": "{} intermediates",
    "ferroalloy": "{} ferroalloys",
    "refined": "refined {}",
    "semi": "semi-finished {}",
    "magnet": "{} magnets",
    "downstream": "goods made of {}",
    "scrap": "{} scrap",
    "mixed": "{} in several forms",
}
# Goods with a name of their own; coated spherical graphite goes into anodes.
OWN_NAMES = {("graphite", "semi"): "graphite anode material"}
AS_NAMED = {"compound", "product", "biotic"}  # goods whose name says the form
GRAPHITE = "graphite"  # an ore by category, but traded in several forms


def goods(mineral: str, form: str) -> str:
    """Name of a traded good in a sentence.

    >>> goods("tungsten", "ore"), goods("rare-earths", "magnet"), goods("bauxite", "ore")
    ('tungsten ore', 'rare-earth magnets', 'bauxite')
    """
    if (mineral, form) in OWN_NAMES:
        return OWN_NAMES[mineral, form]
    known = minerals().get(mineral)
    name = lower(mineral_name(mineral))
    if known and known.category in AS_NAMED:
        return name
    if form == "ore" and known and known.category == "ore" and mineral != GRAPHITE:
        return name
    if not FORMS.get(form, "{}").endswith("{}"):
        name = adjective(name)
    return FORMS.get(form, "{}").format(name)


def adjective(name: str) -> str:
    """Name of a mineral before a noun.

    >>> adjective("rare earths"), adjective("tin")
    ('rare-earth', 'tin')
    """
    return name.replace("rare earths", "rare-earth")
