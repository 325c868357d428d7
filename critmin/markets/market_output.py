"""What the world's output is worth: the other way to a market value, where no demand is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.answers.text import joined
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.core.wording import year_spans
from critmin.markets import output_value
from critmin.markets.output_value import OutputValue

if TYPE_CHECKING:
    from critmin.charts.model import Chart

KIND = "output: the world's output at the price of one form of it"
COLUMNS = tuple(
    column._replace(description=KIND) if column.name == "kind" else column
    for column in weighing(
        columns("mineral year value_usd demand_t price_usd_t kind output_t flag source"), kind=9
    )
)


def of_output(slugs: Sequence[str], years: Sequence[int], query: Mapping[str, Any]) -> Table:
    """Value of the world's output of minerals; of all that have one when none is named.

    Raises
    ------
    NoData
        If nothing asked for has a value.
    """
    found, missing = _wanted(slugs or list(output_value.rules()), years, every=not slugs)
    rows = [_row(one) for one in found if one.value is not None]
    reasons = [f"no value of the output of {slug}: {why}" for slug, why in missing.items()]
    if not rows:
        raise NoData("; ".join(reasons) or f"no value of output in {year_spans(sorted(years))}")
    gone: list[tuple[Cell, ...]] = [
        (slug, None, None, None, None, None, None, "no_data", None) for slug in missing if slugs
    ]
    return Table(
        chart=_chart,
        query=query,
        columns=COLUMNS,
        rows=(*sorted(rows, key=lambda row: (row[1], -float(str(row[2])))), *gone),
        sources=sources.records(one.source for one in found),
        warnings=tuple(_cautions(found, missing, reasons, every=not slugs)),
    )


def _wanted(
    slugs: Sequence[str], years: Sequence[int], *, every: bool
) -> tuple[list[OutputValue], dict[str, str]]:
    """Values of the years asked for, the newest when none is; why there is none."""
    found: list[OutputValue] = []
    missing: dict[str, str] = {}
    for slug in slugs:
        own = output_value.values(slug)
        if not own:
            missing[slug] = output_value.why_none(slug)
            continue
        here = [own[year] for year in years or [max(own)] if year in own]
        valued = [one for one in here if one.value is not None]
        found += valued
        if not valued and not (every and not here):
            have = year_spans(sorted(own))
            missing[slug] = here[0].reason if here else f"its output is printed for {have}"
    return found, missing


def _row(one: OutputValue) -> tuple[Cell, ...]:
    flags = joined(["reconstructed", *one.flags])
    return (
        one.mineral,
        one.year,
        one.value,
        None,
        one.price,
        "output",
        one.tonnes,
        flags,
        one.source,
    )


def _cautions(
    found: Sequence[OutputValue], missing: dict[str, str], reasons: Sequence[str], *, every: bool
) -> Iterator[Caution]:
    said = (
        "the world's output at the price of one form, both the USGS's; the publisher prints no "
        "such value"
    )
    notes = [
        f"{slug}: {note}"
        for slug in dict.fromkeys(one.mineral for one in found)
        if (note := output_value.rules()[slug].note)
    ]
    yield Caution("reconstructed", "; ".join([said, *notes]))
    outside = [one.mineral for one in found if "withheld_excluded" in one.flags]
    if outside:
        yield Caution(
            "withheld_excluded",
            "output withheld by the publisher is not in the value: "
            f"{', '.join(dict.fromkeys(outside))}",
        )
    if every and missing:
        yield Caution(
            "no_data",
            f"{len(missing)} minerals have no value of output: "
            f"{', '.join(missing)}; named alone, each says why",
        )
    elif not every:
        yield from (Caution("no_data", reason) for reason in reasons)


def _chart(table: Table) -> Chart | None:
    from critmin.markets.charts import market

    return market(table)
