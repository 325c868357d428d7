"""Links between the pages of the atlas: from the cells of tables to the pages of what they name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from critmin.atlas.subjects import BUYER, FOLDERS, MINERAL, SUPPLIER, Subject, subjects
from critmin.trade.buyers import buyer

MINERALS = frozenset({"mineral", "minerals"})
BUYERS = frozenset({"buyer", "buyer_iso3", "target"})
PLACES = frozenset(
    {"country", "supplier", "supplier_iso3", "top_country", "jurisdiction_iso3", "jurisdiction"}
)
Link = Callable[[str, str], str]


@cache
def _pages() -> dict[tuple[str, str], Subject]:
    """Subjects by kind and code, and places also by name."""
    found = {}
    for one in subjects():
        found[one.kind, one.code] = found[one.kind, one.name] = one
        if one.kind == BUYER:  # a bloc has a longer name in tables
            found[one.kind, buyer(one.code).name] = one
    return found


def page_of(column: str, value: str) -> Subject | None:
    """Subject that a cell names; None if the atlas has no page of it.

    A country in a column of suppliers leads to its page as a supplier, in one of buyers to its
    page as a buyer; if only the other page exists, to that one.
    """
    if column in MINERALS:
        kinds: tuple[str, ...] = (MINERAL,)
    elif column in BUYERS:
        kinds = (BUYER, SUPPLIER)
    elif column in PLACES:
        kinds = (SUPPLIER, BUYER)
    else:
        return None
    pages = _pages()
    return next((pages[kind, value] for kind in kinds if (kind, value) in pages), None)


def links_of(own: Subject | None) -> Link:
    """Addresses for the cells of a page, relative to it; a page does not link to itself.

    Parameters
    ----------
    own : Subject or None
        Subject of the page; None for a page at the top of the atlas.
    """
    top = "../" if own is not None else ""

    def link(column: str, value: str) -> str:
        found = page_of(column, value)
        return "" if found is None or found == own else top + found.path

    return link


def other_page(own: Subject) -> Subject | None:
    """Page of the same country in its other role; None if there is none."""
    other = {BUYER: SUPPLIER, SUPPLIER: BUYER}.get(own.kind, "")
    return _pages().get((other, own.code))


def neighbours(own: Subject) -> tuple[Subject | None, Subject | None]:
    """Subjects before and after one among those of its kind."""
    same = [one for one in subjects() if one.kind == own.kind]
    at = same.index(own)
    before = same[at - 1] if at else None
    return before, same[at + 1] if at + 1 < len(same) else None


def folder_of(own: Subject) -> str:
    """Folder of the files of a page's tables, from the top of the atlas."""
    return f"tables/{FOLDERS[own.kind]}/{own.file}"
