"""Figure 4: acts under the United States Defense Production Act, the paper's rows matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Table
from critmin.core import sources
from critmin.core.named_tuple import NamedTuple
from critmin.paper import bundled_tables
from critmin.paper.figure1_control_moves import DATA_DAY, last_of_paper
from critmin.paper.figures import check_edition
from critmin.policies import query
from critmin.policies.acts import flags
from critmin.policies.bundled_tables import SOURCE, dpa_acts
from critmin.policies.query import record_columns
from critmin.policies.state import Act

if TYPE_CHECKING:
    from critmin.charts.model import Chart

NUMBER = 4
EDITIONS = ("2026",)


class Row(NamedTuple):
    """Act with the paper's row of it, and the differences from that row."""

    paper_row: int | None
    paper_period: str | None
    act_id: str
    president: str | None
    signed: str | None
    instrument: str
    number: str | None
    document: str
    statute: str
    dpa: bool
    minerals: tuple[str, ...]
    correction: str | None
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def figure(edition: str | None = None) -> Table:
    """Acts on minerals and under the Defense Production Act since 2019.

    Parameters
    ----------
    edition : str, optional
        Only 2026.

    Returns
    -------
    Table
        The paper's rows first, then other acts. ``correction`` has the differences from the
        printed row; the paper's fourth row is two acts.

    Raises
    ------
    QueryError
        For another edition.
    """
    check_edition(NUMBER, edition, EDITIONS)
    different = _corrections()
    in_order = sorted(dpa_acts(), key=lambda act: (not act.paper_row, act.paper_row, act.day))
    return query.answer(
        [_row(act, different.get(act.paper_row)) for act in in_order],
        record_columns(Row),
        query={"command": "figure", "figure": NUMBER},
        named="act_id",
        nothing="no act on record",
        cautions=[caution("compiled:policies", what="act")],
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure4

    until = last_of_paper()
    return figure4(table, sum(act.day > until for act in dpa_acts()))


def _chart(table: Table) -> Chart:
    from critmin.policies.charts import acts_source, timeline

    return timeline(
        dpa_acts(),
        paper=last_of_paper(),
        today=sources.data_edition(),
        day=DATA_DAY,
        source=acts_source(table),
    )


def _corrections() -> dict[str, str]:
    """Differences from each printed row, with reasons."""
    return {
        one.item.removeprefix("row "): f"{one.here}. {one.why}"
        for one in bundled_tables.differences(NUMBER)
        if one.item and one.item.startswith("row ")
    }


def _row(act: Act, correction: str | None) -> Row:
    return Row(
        paper_row=int(act.paper_row) if act.paper_row else None,
        paper_period=act.paper_period or None,
        act_id=act.act_id,
        president=act.president or None,
        signed=act.signed or None,
        instrument=act.instrument,
        number=act.number or None,
        document=act.document,
        statute=act.statute,
        dpa=act.dpa,
        minerals=tuple(name.mineral or f"({name.wording})" for name in act.names),
        correction=correction,
        evidence=act.evidence or None,
        flag=codes(flags(act), None if act.paper_row else "not_in_paper"),
        source=(SOURCE,),
    )
