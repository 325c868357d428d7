"""Names of goods as people order them: lithium carbonate, NdFeB magnets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Product(NamedTuple):
    """Good with its mineral, its stage of supply and its traded form."""

    name: str
    mineral: str
    stage: str
    form: str
    hs: str = ""


def product_keys() -> Mapping[str, Product]:
    """Folded name to product."""
    return {}


def product(text: str) -> Product | None:
    """Product of a name; None if it is none."""
    return None
