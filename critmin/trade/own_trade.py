"""A question of trade asked of a user's own trade data: a lake, or the bundled monthly sample.

Only the sources of these data answer then. The answer names them, with their nomenclature, their
currency and their periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table, several
from critmin.core.errors import QueryError
from critmin.core.periods import Month, last_day, month
from critmin.trade import sources
from critmin.trade.sources import Data, TradeSource

P = ParamSpec("P")
R = TypeVar("R", bound=tuple[Any, ...])
SAMPLE = "sample"
YEARLY = (
    "the bundled trade is by year: write a year, or name monthly data with --trade (trade=): a "
    "lake, or sample for the bundled months of the United Kingdom and Brazil"
)


def of_own_trade(question: Callable[P, Table[R]]) -> Callable[P, Table[R]]:
    """Let a question of trade be asked of a user's own data by ``trade`` and ``engine``."""

    @wraps(question)
    def ask(*given: P.args, **named: P.kwargs) -> Table[R]:
        trade, engine = named.get("trade"), named.get("engine")
        if trade is None:
            if engine is not None:
                raise QueryError("--engine reads a lake: name it with --trade")
            return question(*given, **named)
        source = named.get("source")
        data = opened(str(trade), engine, source if isinstance(source, str) else None)
        with sources.asked_of(data):
            answer = question(*given, **named)
        return _said(answer, data, str(trade), engine)

    return ask


def opened(trade: str, engine: object = None, source: str | None = None) -> Data:
    """Open trade data: ``sample``, ``lake`` for the default lake, or the folder of a lake.

    Raises
    ------
    QueryError
        If it is none, or the sample is to be read by an engine.
    """
    if trade == SAMPLE:
        if engine is not None:
            raise QueryError("--engine reads a lake, and the sample is none: leave it out")
        from critmin.trade.monthly_sample import sample

        return sample()
    from critmin.trade.lake_source import lake_data

    return lake_data(trade, str(engine) if engine else "", source)


def _said(answer: Table[R], data: Data, trade: str, engine: object) -> Table[R]:
    """Answer that says what it was asked of."""
    ids = {id_ for row in answer for id_ in several(row.get("source"))}
    used = [source for source in data.sources.values() if source.id in ids]
    asked = {"trade": trade, "engine": engine}
    return answer.replace(
        query={**answer.query, **{key: value for key, value in asked.items() if value}},
        warnings=(*_cautions(data, used), *answer.warnings),
        from_user=trade != SAMPLE,
    )


def months_as_years(answer: Table[R]) -> Table[R]:
    """Answer with months where it has years, for sentences and pictures.

    Its day, where none is named, is the last of its newest month.
    """
    if "period" not in answer.names or "year" not in answer.names:
        return answer
    found = answer.mapped(_by_month)
    years = [year for year in found.column("year") if isinstance(year, Month)]
    query = {"as_of": last_day(max(years)), **answer.query} if years else answer.query
    return found.replace(query=query)


def _by_month(row: Any) -> Any:
    return row._replace(year=month(row.period)) if row.period else row


def _cautions(data: Data, used: list[TradeSource]) -> Iterator[Caution]:
    """Sources that answered, and what must be known of them."""
    for source in used:
        yield caution(
            "own_trade:headings" if source.headings else "own_trade",
            data=data.name,
            source=source.id,
            nomenclature=source.nomenclature,
            currency=source.currency,
            span=source.contents,
        )
    if data.note and used:
        yield caution("sample_trade", note=data.note)


def check_periods(years: list[int]) -> list[int]:
    """Years or months of a question; months only of a user's own data.

    Raises
    ------
    QueryError
        For months of the bundled trade.
    """
    if sources.asked() is None and any(isinstance(year, Month) for year in years):
        raise QueryError(YEARLY)
    return years
