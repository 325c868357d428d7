"""policy meti: budget lines of Japan's METI for supply chains, singly or summed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import arguments
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.policies import bundled_tables, query
from critmin.policies.bundled_tables import PAGES, budgets
from critmin.policies.query import UNSURE_FLAGS
from critmin.policies.state import PAPER_YEARS, PURPOSES, Budget, counts, tied

if TYPE_CHECKING:
    from critmin.charts.model import Chart

GROUPINGS = ("purpose", "year")
ALL = "all"
MOST_NOTES = 8
PARTLY_IN_SCOPE = "sme-restructuring"  # a line for firms of all kinds, including supply chains


class Row(NamedTuple):
    """Budget line of one fiscal year; a total also has the sum of its parts."""

    line_id: str
    year: int
    purpose: str
    budget_line: str
    level: str
    part_of: str | None
    amount_bn_jpy: float
    parts_bn_jpy: float | None
    rounding_bn_jpy: float | None
    stated_by: str
    in_sums: bool
    confidence: str
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class SumRow(NamedTuple):
    """Sum of the paper's lines of a purpose in a fiscal year, or in all years."""

    purpose: str
    year: int | None
    lines: int
    amount_bn_jpy: float
    flag: tuple[str, ...]
    source: tuple[str, ...]


def policy_meti(
    *, year: str | int | None = None, purpose: str | None = None, by: str | None = None
) -> Table:
    """Budget lines of Japan's METI for supply chains, fiscal years 2020 to 2024.

    Parameters
    ----------
    year : str or int, optional
        Only these fiscal years (from April).
    purpose : str, optional
        ``reshoring``, ``friendshoring``, ``other-supply-chain`` or ``ev-purchase``.
    by : str, optional
        ``purpose`` or ``year``: sums instead of lines.

    Returns
    -------
    Table
        Amounts in billion yen. Lines are the paper's, with its shifted labels corrected;
        figures of the ministry itself are in rows of their own (``stated_by``) and in no sum.
        A total also has the sum of its parts; ``rounding_bn_jpy`` is parts minus total. An
        absent line is unknown, not 0.

    Raises
    ------
    UnknownName
        For an unknown purpose or grouping.
    NoData
        If no line is on record for the years and purpose.
    """
    years = arguments.years(year)
    wanted = arguments.choice("purpose", purpose, PURPOSES)
    grouping = arguments.choice("grouping", by, GROUPINGS)
    lines = [
        line
        for line in budgets()
        if (not years or line.fiscal_year in years) and wanted in {None, line.purpose}
    ]
    rows: list[Row] | list[SumRow]
    if grouping:
        rows = list(_sums(lines, grouping))
        notes = [
            "sums are of the paper's lines in whole billions; parts of a total and what the "
            "ministry itself states are not added; a row without a year sums all years shown"
        ]
    else:
        rows = [_row(line) for line in sorted(lines, key=_order)]
        notes = [f"{one.line_id} {one.fiscal_year}: {one.note}" for one in lines if one.note]
    absent = [known for known in years if known not in {line.fiscal_year for line in lines}]
    missing = [caution("no_data:budget", years=tuple(map(str, absent)))] if absent else []
    return query.answer(
        rows,
        columns_of(SumRow)
        if grouping
        else columns_of(Row, year=9, level=8, stated_by=7, purpose=6),
        query={"command": "policy", "view": "meti", "year": year, "purpose": purpose, "by": by},
        named="purpose" if grouping else "line_id",
        nothing="no budget line on record for these years and this purpose",
        cautions=[caution("compiled:budgets")],
        missing=missing if lines else [],
        notes=notes[:MOST_NOTES],
        summary=_summary,
        chart=partial(_chart, lines),
    )


def _summary(table: Table) -> str:
    from critmin.summaries.policy import budgets

    return budgets(table)


def _chart(lines: Sequence[Budget], table: Table) -> Chart:
    from critmin.policies.charts import by_purpose, by_year, largest

    if table.query.get("by") == "purpose":
        return by_purpose(lines)
    return by_year(table, lines) if table.query.get("by") else largest(table, lines)


def _order(line: Budget) -> tuple[int, int]:
    """The paper's lines in its order, then the ministry's."""
    return (line.stated_by != "paper", line.fiscal_year if line.stated_by != "paper" else 0)


def _row(line: Budget) -> Row:
    parts, number = tied(line, budgets()) if line.level == "total" else (None, 0)
    whole = parts if line.stated_by == "paper" or number > 1 else None
    return Row(
        line_id=line.line_id,
        year=line.fiscal_year,
        purpose=line.purpose,
        budget_line=line.line,
        level=line.level,
        part_of=line.part_of or None,
        amount_bn_jpy=line.amount_bn_jpy,
        parts_bn_jpy=whole,
        rounding_bn_jpy=None if whole is None else round(whole - line.amount_bn_jpy, 6),
        stated_by=line.stated_by,
        in_sums=counts(line),
        confidence=line.confidence,
        evidence=PAGES.join(line.pages) or None,
        flag=codes(flags(line)),
        source=(bundled_tables.SOURCE,),
    )


def flags(line: Budget) -> Iterator[str]:
    """Warning codes of one line."""
    if line.stated_by == "paper":
        if line.part_of and line.fiscal_year == 2022 and _split_differs(line):
            yield "split_not_the_ministrys"
        if line.printed_label or line.printed_group:  # printed as another line or in another place
            yield "label_corrected"
        if line.line_id == PARTLY_IN_SCOPE:
            yield "partly_in_scope"
    elif line.fiscal_year not in PAPER_YEARS:
        yield "year_incomplete"
    yield UNSURE_FLAGS.get(line.confidence, "")


def _split_differs(line: Budget) -> bool:
    """Whether the ministry states another figure for a part, or no such part."""
    own = [
        other.amount_bn_jpy
        for other in budgets()
        if other.stated_by == "ministry"
        and (other.line_id, other.fiscal_year) == (line.line_id, line.fiscal_year)
    ]
    return not own or abs(own[0] - line.amount_bn_jpy) > 0.5  # the paper prints whole billions


def _sums(lines: Sequence[Budget], grouping: str) -> Iterator[SumRow]:
    """One row per purpose and year, or per year, and one for all years.

    Raises
    ------
    NoData
        If all lines are from the ministry.
    """
    counted = [line for line in lines if counts(line)]
    if lines and not counted:
        raise NoData(
            "sums are of the paper's lines, FY2020 to FY2024; run without --by to see the others"
        )
    for name in PURPOSES if grouping == "purpose" else (ALL,):
        mine = [line for line in counted if name in {ALL, line.purpose}]
        if not mine:
            continue
        for year in [*sorted({line.fiscal_year for line in mine}), None]:
            of_year = [line for line in mine if year in {None, line.fiscal_year}]
            scheme = any(line.line_id == PARTLY_IN_SCOPE for line in of_year)
            yield SumRow(
                name,
                year,
                len(of_year),
                round(sum(line.amount_bn_jpy for line in of_year), 6),
                codes("partly_in_scope" if scheme else None, "rounded"),
                (bundled_tables.SOURCE,),
            )
