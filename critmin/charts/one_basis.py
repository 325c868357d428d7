"""Figures on several bases are not drawn as one: a picture has one basis of each good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from critmin.charts.labels import basis_name, small_print
from critmin.charts.model import Chart
from critmin.core.wording import listed, mineral_name

Drawn = TypeVar("Drawn", bound=Chart)
P = ParamSpec("P")
Table = Any  # an answer, of a package above this one
Row = Any  # of its question


def on_one_basis(
    draw: Callable[Concatenate[Table, P], Drawn | None],
) -> Callable[Concatenate[Table, P], Drawn | None]:
    """Let a picture of a user's own table have the basis of each good that most rows are on.

    Shares of gross weight and of contained metal are not one series, and do not add up. The note
    names what is left out. Bundled answers have one basis of a good already.
    """

    @wraps(draw)
    def drawn(table: Table, /, *args: P.args, **more: P.kwargs) -> Drawn | None:
        chosen = _bases(table) if table.from_user and "basis" in table.names else {}
        left = [row for row in table.typed if _other(row, chosen)] if chosen else []
        if not left:
            return draw(table, *args, **more)
        kept = table.mapped(lambda row: None if _other(row, chosen) else row)
        chart = draw(kept, *args, **more)
        return chart and replace(chart, note=small_print([_said(left, chosen), chart.note]))

    return drawn


def _bases(table: Table) -> dict[tuple[str, str], str]:
    """Basis of most rows of a mineral and stage that has several; of two alike, the first."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in table.typed:
        if row.basis:
            counts.setdefault((row.mineral, row.stage), Counter())[row.basis] += 1
    return {good: of.most_common(1)[0][0] for good, of in counts.items() if len(of) > 1}


def _other(row: Row, chosen: dict[tuple[str, str], str]) -> bool:
    """Whether a row is on another basis than the one that is drawn."""
    basis = chosen.get((row.mineral, row.stage))
    return bool(basis and row.basis and row.basis != basis)


def _said(left: list[Row], chosen: dict[tuple[str, str], str]) -> str:
    goods = {(row.mineral, row.stage): None for row in left}
    others = dict.fromkeys(basis_name(row.basis) for row in left)
    of = listed([f"{mineral_name(mineral)} ({stage})" for mineral, stage in goods])
    shown = listed(list(dict.fromkeys(basis_name(chosen[good]) for good in goods)))
    return (
        f"{of}: drawn as {shown}; figures as {listed(list(others))} are in the table, not here: "
        "ask for one --basis."
    )
