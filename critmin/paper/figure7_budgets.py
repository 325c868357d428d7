"""Figure 7: METI's budget lines for supply chains, with the shifted labels corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core.named_tuple import NamedTuple
from critmin.paper.figures import check_edition
from critmin.policies import query
from critmin.policies.budgets import flags
from critmin.policies.bundled_tables import PAGES, SOURCE, budgets
from critmin.policies.state import PAPER_YEARS, PURPOSES, Budget, sums, tied

if TYPE_CHECKING:
    from critmin.charts.model import Chart

NUMBER = 7
EDITIONS = ("2026",)
COMPUTED = "computed"
Years = Mapping[int, float]


class Row(NamedTuple):
    """Budget line, or a sum of lines, with its fiscal years side by side."""

    paper_row: int | None
    purpose: str
    budget_line: str
    level: str
    stated_by: str
    fy2020: float | None
    fy2021: float | None
    fy2022: float | None
    fy2023: float | None
    fy2024: float | None
    printed_group: str | None
    printed_label: str | None
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def figure(edition: str | None = None) -> Table:
    """METI's budget lines, fiscal years 2020 to 2024, in billion yen.

    Parameters
    ----------
    edition : str, optional
        Only 2026.

    Returns
    -------
    Table
        ``level`` is ``line``, ``total``, ``part`` (of the total above), ``parts`` (their sum),
        ``rounding`` (that sum minus the total) or ``sum`` (of lines and totals, by purpose).
        Figures of the ministry itself come last. An empty cell is unknown, not 0.

    Raises
    ------
    QueryError
        For another edition.
    """
    check_edition(NUMBER, edition, EDITIONS)
    paper = [line for line in budgets() if line.stated_by == "paper"]
    own = [b for b in budgets() if b.stated_by == "ministry" and b.fiscal_year in PAPER_YEARS]
    rows = [
        *map(_line, _by_line(paper)),
        *_ties([line for line in paper if line.level == "total"]),
        *(_sum(paper, purpose) for purpose in PURPOSES),
        *map(_line, _by_line(own)),
    ]
    # Lines of one name differ by level and by who states them, so both come after the purpose.
    return query.answer(
        rows,
        columns_of(Row, level=7, stated_by=6, purpose=5),
        query={"command": "figure", "figure": NUMBER},
        named="budget_line",
        nothing="no budget line on record",
        cautions=[caution("compiled:budgets")],
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure7

    return figure7(table)


def _chart(_table: Table) -> Chart:
    from critmin.policies.charts import by_purpose

    paper = [line for line in budgets() if line.stated_by == "paper"]
    return by_purpose(paper)


def _by_line(lines: Sequence[Budget]) -> list[list[Budget]]:
    """Budgets of each line together, in order of appearance."""
    found: dict[str, list[Budget]] = {}
    for line in lines:
        found.setdefault(line.line_id, []).append(line)
    return list(found.values())


def _line(years: Sequence[Budget]) -> Row:
    """One line with its years side by side."""
    line = years[0]
    pages = codes(*(one.pages for one in years))  # the fiscal years may have different ones
    return Row(
        paper_row=int(line.paper_row) if line.paper_row else None,
        purpose=line.purpose,
        budget_line=line.line,
        level=line.level,
        stated_by=line.stated_by,
        printed_group=line.printed_group or None,
        printed_label=line.printed_label or None,
        evidence=PAGES.join(pages) or None,
        flag=codes(*(flags(one) for one in years)),
        source=(SOURCE,),
        **_cells({one.fiscal_year: one.amount_bn_jpy for one in years}),
    )


def _cells(years: Years) -> dict[str, float | None]:
    """The columns of the fiscal years."""
    return {f"fy{year}": years.get(year) for year in PAPER_YEARS}


def _computed(
    purpose: str, name: str, level: str, years: Years, flag: tuple[str, ...] = ("rounded",)
) -> Row:
    """Row that the paper does not print, so without a row, label or page of it."""
    return Row(
        paper_row=None,
        purpose=purpose,
        budget_line=name,
        level=level,
        stated_by=COMPUTED,
        printed_group=None,
        printed_label=None,
        evidence=None,
        flag=flag,
        source=(SOURCE,),
        **_cells(years),
    )


def _ties(totals: Sequence[Budget]) -> Iterator[Row]:
    """Sum of the parts of each total, and the rounding difference."""
    for years in _by_line(totals):
        parts = {one.fiscal_year: tied(one, budgets())[0] or 0.0 for one in years}
        rounding = {one.fiscal_year: parts[one.fiscal_year] - one.amount_bn_jpy for one in years}
        yield _computed(years[0].purpose, years[0].line, "parts", parts)
        yield _computed(years[0].purpose, years[0].line, "rounding", rounding)


def _sum(paper: Sequence[Budget], purpose: str) -> Row:
    """Sum of the lines and totals of a purpose; reshoring includes a line partly in scope."""
    flag = codes("rounded", "partly_in_scope" if purpose == PURPOSES[0] else None)
    return _computed(purpose, f"sum: {purpose}", "sum", sums(paper, purpose), flag)
