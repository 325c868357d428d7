"""Figure 4: acts under the United States Defense Production Act, the paper's rows matched."""

from __future__ import annotations

from critmin.answers.table import Cell, Table
from critmin.core.files import read_table
from critmin.paper.figures import check_edition
from critmin.policies.acts import flags
from critmin.policies.charts import timeline
from critmin.policies.query import Answer, compiled, record_columns
from critmin.policies.register import acts
from critmin.policies.state import Act

NUMBER = 4
EDITIONS = ("2026",)
COLUMNS = record_columns(
    "paper_row paper_period act_id president signed instrument number document statute dpa "
    "minerals correction evidence flag source"
)


def figure(edition: str | None = None) -> Table:
    """Acts on minerals and under the Defense Production Act since 2019.

    Parameters
    ----------
    edition : str, optional
        There is one, 2026.

    Returns
    -------
    Table
        The paper's rows first, then what it does not print. ``correction`` says what differs
        from the printed row; its fourth row is two acts.

    Raises
    ------
    QueryError
        For another edition.
    """
    check_edition(NUMBER, edition, EDITIONS)
    notes = corrections()
    answer = Answer(COLUMNS, {"command": "figure", "figure": NUMBER})
    for act in sorted(acts(), key=lambda one: (not one.paper_row, one.paper_row, one.day)):
        extra = "" if act.paper_row else "not_in_paper"
        # the answer names rows by their first cell; here that is a number, so by the act
        answer.add(_row(act, notes), [*flags(act), extra], name=act.act_id)
    answer.cautions.append(compiled("act"))
    return answer.table("no act on record").replace(chart=timeline(acts()))


def corrections() -> dict[str, str]:
    """What differs from each printed row, and why (figure_notes.csv)."""
    return {
        item.removeprefix("row "): f"{here}. {why}"
        for number, item, _paper, here, why, _source in read_table("figure_notes.csv")[1]
        if number == str(NUMBER) and item.startswith("row ")
    }


def _row(act: Act, notes: dict[str, str]) -> tuple[Cell, ...]:
    named = [name.mineral or f"({name.wording})" for name in act.names]
    return (
        int(act.paper_row) if act.paper_row else None,
        act.paper_period or None,
        act.act_id,
        act.president or None,
        act.signed or None,
        act.instrument,
        act.number or None,
        act.document,
        act.statute,
        act.dpa,
        ";".join(named) or None,
        notes.get(act.paper_row),
        act.evidence or None,
    )
