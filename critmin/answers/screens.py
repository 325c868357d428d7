"""Screens of each command (screens.csv): columns that never leave it, and the order of its rows.

A command has one line for each of its views. The first line whose columns are all in the answer
applies, so that no view has to be named. ``*`` stands for all columns but codes and sources.
"""

from __future__ import annotations

from critmin.answers.ordering import Key, keys_of
from critmin.answers.table import Cell, Table
from critmin.core.files import rows_of
from critmin.core.named_tuple import NamedTuple

ALL = "*"
NEVER_ESSENTIAL = {"flag", "source", "evidence"}
ALWAYS = 9  # weight of the columns that stay where screens.csv has no line for the answer
LAST_KINDS = {"residual": 1, "total": 2}  # below the countries, in this order


class Screen(NamedTuple):
    """What a screen keeps of an answer, and how it orders the rows.

    Rows of one of the ``groups`` stay together, and the groups stay in the order of the answer.
    Rows of one of the ``items`` stay together and in their order, and are placed by the best of
    them. ``order`` names columns, with a minus sign for the largest first.
    """

    essential: tuple[str, ...]
    groups: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


def screen_of(table: Table) -> Screen:
    """Screen of an answer."""
    for _, *cells in rows_of("screens.csv", str(table.query.get("command", ""))):
        found = Screen(*(tuple(cell.split()) for cell in cells))
        named = [name for name in found.essential if name != ALL]
        if set(named) | {key.lstrip("-") for key in found.order} <= set(table.names):
            if ALL in found.essential:
                rest = [n for n in table.names if n not in NEVER_ESSENTIAL and n not in named]
                named += rest
            return found._replace(essential=tuple(named))
    return Screen(tuple(column.name for column in table.columns if column.weight >= ALWAYS))


def ordered(table: Table) -> Table:
    """Rows by what matters: largest first, nearest date first, without a figure last.

    Minerals that the question names stay in the order asked. Residual and total stay below the
    rows that they belong to.
    """
    screen = screen_of(table)
    if not screen.order:
        return table
    keys = keys_of(table, screen.order)
    asked = ("mineral",) if table.query.get("minerals") and "mineral" in table.names else ()
    groups = _cells(table, (*asked, *screen.groups))
    items = _cells(table, screen.items) if screen.items else [(at,) for at in range(len(table))]
    kinds = table.column("kind") if "kind" in table.names else [None] * len(table)
    last = [LAST_KINDS.get(str(kind), 0) for kind in kinds]
    first_of_group: dict[tuple[Cell, ...], int] = {}
    first_of_item: dict[tuple[object, ...], int] = {}
    best: dict[tuple[object, ...], tuple[int, Key]] = {}
    for at, (group, item) in enumerate(zip(groups, items, strict=True)):
        first_of_group.setdefault(group, at)
        place = (last[at], keys[at])
        best[group, item] = min(best.get((group, item), place), place)
    first_of_item = {
        pair: at for at, pair in reversed([*enumerate(zip(groups, items, strict=True))])
    }
    sequence = sorted(
        range(len(table)),
        key=lambda at: (
            first_of_group[groups[at]],
            best[groups[at], items[at]],
            first_of_item[groups[at], items[at]],
            at,
        ),
    )
    return table.in_order(sequence)


def _cells(table: Table, names: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    present = [name for name in names if name in table.names]
    columns = [table.column(name) for name in present]
    return [*zip(*columns, strict=True)] if columns else [()] * len(table)
