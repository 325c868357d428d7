"""What Japan's METI put into supply chains, line by line and by purpose."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.core.arguments import years as parse_years
from critmin.core.errors import NoData
from critmin.policies.charts import by_purpose
from critmin.policies.query import UNSURE_FLAGS, Answer, one_of
from critmin.policies.register import budgets
from critmin.policies.state import PAPER_YEARS, PURPOSES, Budget, counts, tied

COLUMNS = weighing(
    columns(
        "line_id year purpose budget_line level part_of amount_bn_jpy parts_bn_jpy "
        "rounding_bn_jpy stated_by in_sums confidence evidence flag source"
    ),
    year=9,
    level=8,
    stated_by=7,
    purpose=6,
)
SUM_COLUMNS = columns("purpose year lines amount_bn_jpy flag source")
GROUPINGS = ("purpose", "year")
ALL = "all"


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
        Amounts in billion yen. Lines are the paper's, its slipped labels put right; what the
        ministry itself states stands beside them (``stated_by``) and is in no sum. A total
        has the sum of its parts beside it; ``rounding_bn_jpy`` is parts minus total. An
        absent line is no figure and not 0.

    Raises
    ------
    UnknownName
        For a purpose or grouping that there is not.
    NoData
        If no line is on record for the years and purpose.
    """
    years = parse_years(year)
    wanted = one_of("purpose", purpose, PURPOSES)
    grouping = one_of("grouping", by, GROUPINGS)
    lines = [
        line
        for line in budgets()
        if (not years or line.fiscal_year in years) and wanted in {None, line.purpose}
    ]
    query = {"command": "policy", "view": "meti", "year": year, "purpose": purpose, "by": by}
    answer = Answer(SUM_COLUMNS if grouping else COLUMNS, query)
    if grouping:
        _sums(lines, grouping, answer)
    else:
        for line in sorted(lines, key=_order):
            answer.add(_row(line), flags(line))
        answer.notes += [f"{x.line_id} {x.fiscal_year}: {x.note}" for x in lines if x.note][:8]
    missing = [known for known in years if known not in {line.fiscal_year for line in lines}]
    if missing and lines:
        text = ", ".join(map(str, missing))
        answer.missing.append(Caution("no_data", f"no budget line on record for {text}"))
    answer.cautions.append(
        Caution("compiled", "the lines that the paper names; the ministry has others")
    )
    table = answer.table("no budget line on record for the years and purpose asked for")
    return table.replace(chart=by_purpose(lines)) if grouping else table


def _order(line: Budget) -> tuple[int, int]:
    """The paper's lines in its order, the ministry's after them."""
    return (line.stated_by != "paper", line.fiscal_year if line.stated_by != "paper" else 0)


def _row(line: Budget) -> tuple[Cell, ...]:
    parts, number = tied(line, budgets()) if line.level == "total" else (None, 0)
    whole = parts is not None and (line.stated_by == "paper" or number > 1)
    return (
        line.line_id,
        line.fiscal_year,
        line.purpose,
        line.line,
        line.level,
        line.part_of or None,
        line.amount_bn_jpy,
        parts if whole else None,
        round(parts - line.amount_bn_jpy, 6) if whole and parts is not None else None,
        line.stated_by,
        counts(line),
        line.confidence,
        line.evidence or None,
    )


def flags(line: Budget) -> Iterator[str]:
    """Warning codes of one line."""
    if line.stated_by == "paper":
        if line.part_of and line.fiscal_year == 2022 and split_differs(line):
            yield "split_not_the_ministrys"
        if label_slipped(line):
            yield "label_corrected"
        if line.line_id == "sme-restructuring":
            yield "partly_in_scope"
    elif line.fiscal_year not in PAPER_YEARS:
        yield "year_incomplete"
    yield UNSURE_FLAGS.get(line.confidence, "")


def label_slipped(line: Budget) -> bool:
    """Whether the paper prints a line under another label or in another group."""
    return bool(line.printed_label or line.printed_group)


def split_differs(line: Budget) -> bool:
    """Whether the ministry states another figure for a part, or has no such part."""
    own = [
        other.amount_bn_jpy
        for other in budgets()
        if other.stated_by == "ministry"
        and (other.line_id, other.fiscal_year) == (line.line_id, line.fiscal_year)
    ]
    return not own or abs(own[0] - line.amount_bn_jpy) > 0.5  # whole billions are printed


def _sums(lines: list[Budget], grouping: str, answer: Answer) -> None:
    """One row per purpose and year, or per year; and one for all years."""
    counted = [line for line in lines if counts(line)]
    names = PURPOSES if grouping == "purpose" else (ALL,)
    for name in names:
        mine = [line for line in counted if name in {ALL, line.purpose}]
        for year in [*sorted({line.fiscal_year for line in mine}), None]:
            rows = [line for line in mine if year in {None, line.fiscal_year}]
            if not rows:
                continue
            scheme = any(line.line_id == "sme-restructuring" for line in rows)
            amount = round(sum(line.amount_bn_jpy for line in rows), 6)
            answer.add(
                (name, year, len(rows), amount), ["partly_in_scope" if scheme else "", "rounded"]
            )
    if not counted and lines:
        raise NoData(
            "sums are of the paper's lines, FY2020 to FY2024; without --by others show too"
        )
    answer.notes.append(
        "sums are of the paper's lines in whole billions; parts of a total and what the "
        "ministry itself states are not added; a row without a year is all years shown"
    )
