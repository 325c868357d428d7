"""Figure 7: METI's budget lines for supply chains, the slipped labels put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.paper.figures import check_edition
from critmin.policies.budgets import flags
from critmin.policies.charts import by_purpose, sums
from critmin.policies.query import Answer
from critmin.policies.register import budgets
from critmin.policies.state import PAPER_YEARS, PURPOSES, Budget, tied

NUMBER = 7
EDITIONS = ("2026",)
# Lines of one name are told apart by level and by who states them: both go after the purpose.
COLUMNS = weighing(
    columns(
        "paper_row purpose budget_line level stated_by fy2020 fy2021 fy2022 fy2023 fy2024 "
        "printed_group printed_label evidence flag source"
    ),
    level=7,
    stated_by=6,
    purpose=5,
)
Years = Mapping[int, float]
NO_PAGE = (None, None, None)  # printed nowhere: no other group, label or page


def figure(edition: str | None = None) -> Table:
    """METI's budget lines, fiscal years 2020 to 2024, in billion yen.

    Parameters
    ----------
    edition : str, optional
        There is one, 2026.

    Returns
    -------
    Table
        ``level`` is ``line``, ``total``, ``part`` (of the total above), ``parts`` (their sum),
        ``rounding`` (that sum minus the total) or ``sum`` (of lines and totals, by purpose).
        What the ministry itself states stands below. An empty cell is no figure, not 0.

    Raises
    ------
    QueryError
        For another edition.
    """
    check_edition(NUMBER, edition, EDITIONS)
    answer = Answer(COLUMNS, {"command": "figure", "figure": NUMBER})
    paper = [line for line in budgets() if line.stated_by == "paper"]
    for line_id in dict.fromkeys(line.line_id for line in paper):
        mine = [line for line in paper if line.line_id == line_id]
        _add_line(mine, answer)
    _add_ties(paper, answer)
    _add_sums(paper, answer)
    own = [b for b in budgets() if b.stated_by == "ministry" and b.fiscal_year in PAPER_YEARS]
    for line_id in dict.fromkeys(line.line_id for line in own):
        _add_line([line for line in own if line.line_id == line_id], answer)
    answer.cautions.append(
        Caution("compiled", "the lines that the paper names; the ministry has others")
    )
    return answer.table("no budget line on record").replace(chart=by_purpose(paper))


def _cells(first: Iterable[Cell], years: Years, last: Iterable[Cell]) -> tuple[Cell, ...]:
    return (*first, *(years.get(year) for year in PAPER_YEARS), *last)


def _add_line(mine: list[Budget], answer: Answer) -> None:
    """One row with its years side by side."""
    line = mine[0]
    codes = [code for one in mine for code in flags(one)]
    number = int(line.paper_row) if line.paper_row else None
    cells = _cells(
        (number, line.purpose, line.line, line.level, line.stated_by),
        {one.fiscal_year: one.amount_bn_jpy for one in mine},
        (line.printed_group or None, line.printed_label or None, _pages(mine)),
    )
    answer.add(cells, codes, name=line.line_id)


def _pages(mine: Iterable[Budget]) -> str | None:
    """The pages behind a line, each once; those of its years may differ."""
    pages = [page for one in mine for page in one.evidence.split(" ; ") if page]
    return " ; ".join(dict.fromkeys(pages)) or None


def _add_ties(paper: list[Budget], answer: Answer) -> None:
    """The parts of each total added up, and what rounding leaves."""
    totals = [line for line in paper if line.level == "total"]
    for line_id in dict.fromkeys(line.line_id for line in totals):
        mine = [line for line in totals if line.line_id == line_id]
        parts = {one.fiscal_year: tied(one, budgets())[0] or 0.0 for one in mine}
        rounding = {one.fiscal_year: parts[one.fiscal_year] - one.amount_bn_jpy for one in mine}
        for level, years in (("parts", parts), ("rounding", rounding)):
            first = (None, mine[0].purpose, mine[0].line, level, "computed")
            answer.add(_cells(first, years, NO_PAGE), ["rounded"], name=f"{line_id} {level}")


def _add_sums(paper: list[Budget], answer: Answer) -> None:
    for purpose in PURPOSES:
        first = (None, purpose, f"sum: {purpose}", "sum", "computed")
        codes = ["rounded", "partly_in_scope" if purpose == PURPOSES[0] else ""]
        answer.add(_cells(first, sums(paper, purpose), NO_PAGE), codes, name=purpose)
