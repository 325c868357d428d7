"""figure: the paper's seven figures, rebuilt from data, and their differences from the print."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.declared.listed import PAPER
from critmin.declared.parameter import argument, option
from critmin.declared.question import question
from critmin.paper import bundled_tables

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

# Figure to the module of critmin.paper whose function `figure` builds it.
MODULES = {
    1: "figure1_control_moves",
    2: "figure2_mining_and_refining",
    3: "figure3_rare_earths",
    4: "figure4_acts",
    5: "figure5_prices",
    6: "figure6_market",
    7: "figure7_budgets",
}
# Figure to what it shows.
FIGURES = {
    1: "China's export controls on critical minerals",
    2: "mining and refining shares by country, 2023",
    3: "rare earths: output and reserves by country",
    4: "acts under the United States Defense Production Act",
    5: "prices of lithium and nickel",
    6: "market value of the minerals of the energy transition",
    7: "budget lines of Japan's METI for supply chains",
}
# Figures from own compilations: options that show the pages of their rows.
WITH_PAGES = {
    1: " -f csv --columns date,measure_id,mineral,evidence (the pages behind each)",
    4: " -f csv --columns paper_row,act_id,evidence (the pages behind each)",
    7: " -f csv --columns paper_row,budget_line,evidence (the pages behind each)",
}


Number = Annotated[int | str, argument("number", "N", "1 to 7.", tuple("1234567"))]
Differences = Annotated[
    bool,
    option("--differences", "--notes", help="List what differs from the printed figure, and why."),
]


@question(
    "figure",
    group=PAPER,
    place=1,
    answers="The paper's figures, rebuilt: table, CSV or picture.",
    examples=("critmin figure 2 -o figure2.svg", "critmin figure 3 --differences"),
    picture=True,
)
def figure(
    number: Number, *, edition: p.FigureEdition = None, differences: Differences = False
) -> Table:
    """One of the paper's figures, rebuilt from the bundled tables.

    Parameters
    ----------
    edition : str, optional
        Edition of the figure's source, if there are several; that of the paper by default.
    differences : bool
        What differs from the printed figure instead, as `figure_notes`.

    Returns
    -------
    Table
        The figure's data; its ``chart`` is the picture.

    Raises
    ------
    UnknownName
        For a figure that the paper does not have.
    QueryError
        For an edition that the figure cannot be rebuilt from, or one beside ``differences``.
    """
    if differences:
        if edition is not None:
            raise QueryError("--differences compares with the printed figure: leave out --edition")
        return figure_notes(number)
    wanted = check_figure(number)
    table: Table = import_module(f"critmin.paper.{MODULES[wanted]}").figure(edition)
    more = f"differences from the printed figure: critmin figure {wanted} --notes"
    return table.replace(notes=(*table.notes, more))


def check_figure(number: int | str) -> int:
    """The number of a figure.

    Raises
    ------
    UnknownName
        If there is no such figure.
    """
    text = str(number).strip()
    if text not in {str(known) for known in FIGURES}:
        raise UnknownName("figure", text, known=[str(known) for known in FIGURES])
    return int(text)


def check_edition(number: int, edition: str | None, known: tuple[str, ...]) -> str:
    """Edition named, else the first known one, that of the paper.

    Raises
    ------
    QueryError
        For an edition that the figure cannot be rebuilt from.
    """
    if edition is None:
        return known[0]
    if edition not in known:
        raise QueryError(f"figure {number} has edition {' and '.join(known)}, not {edition!r}")
    return edition


def figure_notes(number: int | str) -> Table:
    """Differences from the printed figure, with reasons.

    Parameters
    ----------
    number : int or str
        1 to 7.

    Returns
    -------
    Table
        One row per difference: the paper's figure, the rebuilt one, and the reason.

    Raises
    ------
    UnknownName
        For a figure that the paper does not have.
    NoData
        If no difference is on record.
    """
    wanted = check_figure(number)
    rows = bundled_tables.differences(wanted)
    if not rows:
        raise NoData(f"figure {wanted}: no difference from the printed figure is recorded")
    return builder.answer(
        rows,
        columns_of(bundled_tables.DifferenceRow, why=9, source=4),
        query={"command": "figure", "figure": wanted, "notes": True},
        notes=[
            f"the rows: critmin figure {wanted}{WITH_PAGES.get(wanted, '')}; "
            "a source in full: critmin cite ID"
        ],
        summary=_summary,
        chart=_chart,
    )


def _chart(table: Table) -> Chart:
    from critmin.paper.charts import differences

    return differences(table, figure(table.query["figure"]))


def _summary(table: Table) -> str:
    from critmin.summaries.paper import differences

    return differences(table)
