"""Shared by readers of national statistics: a reporter, its partner, and a direction of trade."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.lakes.reading import blank

UNKNOWN_PARTNER = "unknown partner"


def sides(flow: str, reporter: str, partner: str) -> dict[str, str]:
    """SQL of the columns that tell who sends to whom.

    Parameters
    ----------
    flow : str
        SQL of the flow, as import or export.
    reporter, partner : str
        SQL of their ISO3 codes.
    """
    comes = f"{flow} IN ('import', 're-import')"
    return {
        "reporter": reporter,
        "importer": f"CASE WHEN {comes} THEN {reporter} ELSE {partner} END",
        "exporter": f"CASE WHEN {comes} THEN {partner} ELSE {reporter} END",
        "flow": flow,
    }


def state(no_value: str, partner: str, suppressed: str = "false") -> str:
    """SQL of what is known of a row: the kind of its partner, unless the value is missing."""
    return (
        f"CASE WHEN {suppressed} OR {partner}.kind = 'suppressed' THEN 'suppressed' "
        f"WHEN {no_value} THEN 'missing' WHEN {partner}.kind = 'residual' THEN 'residual' "
        "ELSE 'number' END"
    )


def amounts_aside(cells: dict[str, tuple[str, str]], *marks: str) -> list[tuple[str, str]]:
    """Reasons not to use a row because of its figures.

    Parameters
    ----------
    cells : dict
        Name of a figure to the SQL of its cell and of its amount.
    marks : str
        What the publisher writes where there is none.
    """
    wrong: list[tuple[str, str]] = []
    for name, (cell, figure) in cells.items():
        wrong.append((f"{name} is no number", f"{figure} IS NULL AND NOT {blank(cell, *marks)}"))
        wrong.append((f"{name} below zero", f"{figure} < 0"))
    return wrong


def month(cell: str) -> str:
    """SQL of a month written 202401."""
    return rf"regexp_replace(trim({cell}), '^([0-9]{{4}})([0-9]{{2}})$', '\1-\2')"


def not_period(cell: str) -> str:
    """SQL of whether a period is no year and no month."""
    return f"NOT coalesce(regexp_full_match({cell}, '[0-9]{{4}}(-(0[1-9]|1[0-2]))?'), false)"


def not_month(cell: str) -> str:
    """SQL of whether a period is no month, as 2024-01."""
    return f"NOT coalesce(regexp_full_match({cell}, '[0-9]{{4}}-(0[1-9]|1[0-2])'), false)"


def every_but(header: Sequence[str], figures: Sequence[str]) -> list[str]:
    """SQL of all cells of a row that are not figures: what identifies it."""
    return [f'r."{name}"' for name in header if name.casefold() not in figures]
