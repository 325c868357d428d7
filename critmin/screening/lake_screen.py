"""Screen of a lake: all its codes, by year, in one expression for each of its sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few, the
from critmin.screening import goods
from critmin.screening.arrow_rows import (
    ArrowRows,
    among,
    both,
    joined,
    mapped,
    masked,
    parquet,
    sorted_rows,
    tests,
    with_columns,
)
from critmin.screening.expression import OUTWARD, Held, Wanted, screened
from critmin.screening.rows import NOTE, Asked, Row, about_rule
from critmin.screening.sentences import screen as sentence
from critmin.trade import flows
from critmin.trade.lake_source import OwnFlows
from critmin.trade.own_trade import opened
from critmin.trade.sources import TradeSource

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

AT_ONCE = 100_000  # most rows that become rows of Python at once
SAID = 10_000  # most rows that a sentence reads
NAMED = 6  # most members of a bloc that are named
FLAGS = (
    "code_not_exclusive",
    "partners_unnamed",
    "flows_without_value",
    "no_exports_recorded",
    "exports_not_held",
    "world_not_held",
    "years_few",
    "months_absent",
)


class Found(NamedTuple):
    """Rows of one source of a lake, and how many there are with those that are not shown."""

    rows: pa.Table
    no: int
    unknown: int
    gaps: tuple[Caution, ...] = ()


def of_lake(
    asked: Asked,
    query: Mapping[str, Any],
    trade: str,
    engine: str | None,
    source: str | None,
    top: int | None,
) -> Table[Row]:
    """Screen of a lake, as `critmin.screening.screen.screen` gives it.

    Raises
    ------
    QueryError
        If the trade data are no lake.
    NoData
        If no source has imports of what is asked.
    """
    data = opened(trade, engine, source)
    used = [one for one in data.sources.values() if isinstance(one.reader, OwnFlows)]
    if not used:
        raise QueryError(
            "the sample has months of two countries and a few codes: screen takes a lake, "
            "or without --trade the bundled years"
        )
    found = [(one, part) for one in used for part in _screened(asked, one, top)]
    if not any(len(part.rows) or part.no or part.unknown for _, part in found):
        gaps = "".join(f"; {one.message}" for _, part in found for one in part.gaps)
        raise NoData(f"{data.name} has no imports of these products, buyers and years{gaps}")
    table = sorted_rows([part.rows for _, part in found], Row)
    rows: Any = ArrowRows(table, Row)
    if len(table) <= AT_ONCE:
        rows = tuple(rows)
    answer = builder.answer(
        (),
        columns_of(Row),
        query=query,
        cited=[one.record for one in used if one.record is not None],
        cautions=(
            *_data(data.name, used),
            *(one for _, part in found for one in part.gaps),
            *about_rule(asked),
            *_left(asked, found),
        ),
        notes=[NOTE],
        from_user=True,
        chart=_chart,
    )
    said = ArrowRows(table.slice(0, SAID), Row)
    whole = answer.replace(rows=tuple(said))
    return answer.replace(
        rows=rows,
        sentence=sentence(whole) if len(table) <= SAID else _many(table),
        writers={"parquet": lambda: parquet(table)},
    )


def _data(name: str, used: list[TradeSource]) -> Iterator[Caution]:
    for one in used:
        yield caution(
            "screen_scope:lake",
            data=name,
            source=one.id,
            nomenclature=one.nomenclature,
            currency=one.currency,
            span=one.contents,
        )


def _screened(asked: Asked, source: TradeSource, top: int | None) -> Iterator[Found]:
    """Rows of one source; none if it has not the years."""
    reader = source.reader
    if not isinstance(reader, OwnFlows):
        return
    periods = {int(one) for one in (*reader.years, *reader.months)}
    whole = {int(one) for one in reader.periods if int(one) == one and reader.parts(int(one))}
    years = tuple(sorted({*asked.years} & periods)) or (
        () if asked.years else (max(whole or periods),)
    )
    if not years:
        return
    rows = reader.engine.flows(reader.lake, reader.of.source, reader.of.edition)
    rows = rows.filter(rows.nomenclature == reader.of.nomenclature)
    lacking = dict(_lacking(asked, reader, years, periods))
    gaps = () if source.worldwide else tuple(lacking)
    held = Held(
        tuple(sorted(periods)),
        _has_exports(reader, rows),
        source.worldwide,
        all(one.reader == "baci" for one in reader.of.added),
        gaps,
    )
    wanted = Wanted(
        tuple(one.code for one in asked.buyers if not one.is_bloc),
        {
            one.code: {
                year: frozenset() if (one.code, year) in gaps else one.members(year)
                for year in periods
            }
            for one in asked.buyers
            if one.is_bloc
        },
        years,
        asked.rule,
        asked.limits,
        asked.everything or len(years) == 1,
        tuple(sorted(asked.codes or ())),
        top if asked.everything else None,
    )
    found = reader.engine.fetch(screened(rows, held, wanted))
    meets = found["meets"].to_numpy(zero_copy_only=False) if not asked.everything else None
    no = unknown = 0
    if meets is not None and wanted.everything:
        no, unknown = int((meets == False).sum()), found["meets"].null_count  # noqa: E712
        found = found.filter(found["meets"])
    if top is not None and not asked.everything:
        found = _largest(found, top)
    named = _named(asked, source, found, frozenset(periods - whole), _partial(reader, years))
    yield Found(named, no, unknown, tuple(_about_gaps(asked, source, lacking)))


def _lacking(
    asked: Asked, reader: OwnFlows, years: Sequence[int], periods: Collection[int]
) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """Blocs and years of which the source has not all imports of all members, with these."""
    window = asked.limits.of_years if asked.limits else 1
    read = {year - back for year in years for back in range(window)} & {*periods}
    for one in asked.buyers:
        for year in sorted(read) if one.is_bloc else ():
            found = reader.lacking(year, one.members(year))
            if found:
                yield (one.code, year), sorted(found)


def _about_gaps(
    asked: Asked, source: TradeSource, lacking: Mapping[tuple[str, int], list[str]]
) -> Iterator[Caution]:
    """Members without imports: their bloc has no figures, or they are not in the sum."""
    names = {one.code: the(one.name) for one in asked.buyers}
    for (bloc, year), codes in lacking.items():
        members = few([the(_place(code)) for code in codes], NAMED)
        if source.worldwide:
            absent = f"{members}, of whom {source.id} has no imports then"
            yield caution("bloc_incomplete:imports", what=f"imports of {year}", absent=absent)
        else:
            yield caution(
                "no_data:members", bloc=names[bloc], year=year, source=source.id, members=members
            )


def _partial(reader: OwnFlows, years: Sequence[int]) -> frozenset[tuple[str, int]]:
    """Importers and years with some of the months that the source has of the year."""
    if reader.reporters is None:
        return frozenset()
    found = set()
    for year in years:
        parts = reader.recorded(year)
        if len(parts) > 1:
            seen = reader.seen(parts).values()
            every = frozenset[str]().union(*seen)
            found |= {(code, year) for code in every if not all(code in of for of in seen)}
    return frozenset(found)


def _largest(found: pa.Table, top: int) -> pa.Table:
    """The largest imports of each buyer and year."""
    ordered = found.sort_by([("imports", "descending"), ("code", "ascending")])
    count: dict[tuple[Any, Any], int] = {}
    kept = []
    for key in zip(ordered["buyer_iso3"].to_pylist(), ordered["year"].to_pylist(), strict=True):
        count[key] = count.get(key, 0) + 1
        kept.append(count[key] <= top)
    return ordered.filter(tests(kept))


def _has_exports(reader: OwnFlows, rows: ibis.Table) -> bool:
    first = rows.filter(rows.flow.isin(OUTWARD)).select("code").limit(1)
    return len(reader.engine.fetch(first)) > 0


def _named(
    asked: Asked,
    source: TradeSource,
    found: pa.Table,
    incomplete: frozenset[int],
    partial: frozenset[tuple[str, int]],
) -> pa.Table:
    """Rows with names, goods, flags and source."""
    of = source.nomenclature
    blocs = {one.code: one.name for one in asked.buyers}

    def place(code: str) -> str:
        return blocs.get(code) or _place(code)

    limits = asked.limits
    needs_world = limits is None or limits.export_hhi is not None
    flags: list[Callable[[Any], Any]] = [
        lambda t: mapped(t["code"], lambda code: not goods.of_code(of, code).exclusive),
        lambda t: masked(t, "import_hhi_high", "greater", "import_hhi"),
        lambda t: masked(t, "missing", "greater", 0),
        lambda t: masked(t, "exports", "equal", 0),
        lambda t: both(t["exports"].is_null(), masked(t, "missing", "equal", 0)),
        lambda t: t["export_hhi"].is_null() if needs_world else None,
        lambda t: masked(t, "years_told", "less", limits.of_years) if limits else None,
        lambda t: among(
            t, ("buyer_iso3", "year"), partial, mapped(t["year"], incomplete.__contains__)
        ),
    ]

    new = {
        "buyer": mapped(found["buyer_iso3"], place),
        "supplier": mapped(found["supplier_iso3"], _place),
        "minerals": mapped(found["code"], lambda code: ";".join(goods.of_code(of, code).minerals)),
        "goods": mapped(found["code"], lambda code: goods.of_code(of, code).description or None),
        "unit": source.currency,
        "source": source.id,
        "flag": joined(found, FLAGS, [flag(found) for flag in flags]),
    }

    return with_columns(found, new)


def _place(code: str) -> str:
    """Name of a place; its code where it has none."""
    try:
        return flows.place_name(code)[0]
    except KeyError:
        return code


def _left(asked: Asked, found: list[tuple[TradeSource, Found]]) -> Iterator[Caution]:
    """How many products are not shown."""
    if asked.everything:
        return
    no, unknown = (sum(getattr(part, name) for _, part in found) for name in ("no", "unknown"))
    if no or unknown:
        shown = sum(len(part.rows) for _, part in found)
        lines = f"{no + unknown + shown:,} imports of single products"
        yield caution("screen_left", lines=lines, no=f"{no:,}", unknown=f"{unknown:,}")
    elif len(asked.years) > 1:
        yield caution("screen_left:uncounted")


def _many(table: pa.Table) -> str:
    """Sentence on more rows than are read."""
    buyers = len(table["buyer_iso3"].unique())
    years = sorted(table["year"].unique().to_pylist())
    when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    codes = len(table["code"].unique())
    return f"{len(table):,} rows: imports of {codes:,} products by {buyers} buyers {when}."


def _chart(table: Table) -> Any:
    from critmin.screening.charts import screen

    return screen(table)
