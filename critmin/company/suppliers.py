"""suppliers: a company's own suppliers compared with world supply, and losses from a stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.company.line_controls import Reach, Target, reach
from critmin.company.own_supply import OwnSupply, amount_of, own_supplies
from critmin.company.supplier_line import SupplierLine
from critmin.company.supplier_line import cautions as line_cautions
from critmin.company.supplier_list import SupplierList, read_suppliers
from critmin.core import arguments, dates, names, sources
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls.query import read_days, stands_for, view
from critmin.supply import query
from critmin.supply.cautions import counted
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyTable
from critmin.user_tables.limits import read_limits

if TYPE_CHECKING:
    from critmin.charts.model import Chart

FEW = 5  # most pairs of mineral and stage for which cautions on world supply are shown singly
Pairs = Mapping[tuple[str, str], OwnSupply]  # by mineral and stage
Reached = Mapping[tuple[str, str, str], Reach]  # by mineral, stage and ISO3 of the supplier


class Row(NamedTuple):
    """Line of the list with its figures, or the codes of why it has none."""

    line: int
    material: str | None
    mineral: str | None
    stage: str | None
    supplier: str | None
    country: str | None
    iso3: str | None
    matched: bool
    own_share: float | None
    world_share: float | None
    own_hhi: float | None
    world_hhi: float | None
    under_control: bool | None
    control_ids: tuple[str, ...]
    stop_takes: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def suppliers(
    file: Any,
    *,
    buyer: str | None = None,
    as_of: dates.Day = None,
    known_on: dates.Day = None,
    stage: str | None = None,
    column_map: arguments.Pairs = (),
    sheet: str | None = None,
    decimal: str | None = None,
    limit: arguments.Pairs = (),
) -> Table:
    """Compare a supplier list with world supply, line by line.

    Parameters
    ----------
    file : str, path, DataFrame or sequence of dict
        CSV, TSV, XLSX or Parquet; ``-`` is standard input. Or the list itself. Needs a column of
        materials and one of countries; suppliers, stages, amounts and tariff codes are used where
        they exist. A material may be a good as ordered ("nickel sulphate 22% Ni"), which tells its
        stage.
    buyer : str, optional
        Country or bloc that buys; without it only controls towards all countries count.
    as_of : str or date, optional
        Day for which export controls are read, 2020-01-01 or later; today when not given.
    known_on : str or date, optional
        A day on which it is asked what could be known of controls: what was announced later is
        left out. Without ``as_of`` it is also their day.
    stage : str, optional
        Stage of lines without one whose good does not tell it; ``refining`` for smelter lists,
        else ``mining``.
    column_map : dict or sequence of str
        Column names, ``{theirs: ours}`` or ``theirs=ours``.
    sheet : str, optional
        Sheet of a workbook.
    decimal : {".", ","}, optional
        Decimal mark of the amounts; found from all of them when not given.
    limit : dict or sequence of str
        Limits of what is read of the list, as ``{"rows": 2_000_000}`` or ``rows=2000000``.

    Returns
    -------
    Table
        One row per line of the file. ``own_share`` is the line's share of the list's supply
        of that mineral and stage, ``own_hhi`` (0-10,000) the HHI of its countries, the
        lower bound if a country is not known; ``world_share`` and ``world_hhi`` are
        those of world supply. ``stop_takes`` is the share of own supply, over all lines, that
        is lost if all shipments from the line's country stop and nobody reacts. Shares are in
        [0, 1]. An unknown figure is None, with the reason in ``flag`` and the warnings.

    Raises
    ------
    DataError
        If the file cannot be read as a supplier list.
    UnknownName, AmbiguousName
        For an unknown or ambiguous name of a buyer or stage.
    QueryError, NoData
        For text that is not a day, or a day before the first control on record.
    """
    day, known = read_days(as_of, known_on)
    code = names.country_or_bloc(buyer)[0] if buyer else None
    also = stands_for(code, day) if code else frozenset()
    supplied = read_suppliers(
        file,
        column_map,
        names.stage(stage) if stage else None,
        sheet=sheet,
        decimal=decimal,
        limits=read_limits(limit),
    )
    file = supplied.file
    pairs = own_supplies(supplied)
    target = Target(code or "", also)
    reached = {
        key: reach(*key, target, day, known)
        for key in dict.fromkeys((x.mineral, x.stage, x.iso3) for x in supplied.lines if x.matched)
    }
    own = sources.of_user(str(file))
    world = [source for pair in pairs.values() for source in pair.sources]
    controls = sources.records(id_ for one in reached.values() for id_ in one.sources)
    return builder.answer(
        [*_rows(supplied.lines, pairs, reached, own.id)],
        columns_of(Row),
        query={
            "command": "suppliers",
            "file": file,
            "buyer": code,
            "as_of": day,
            "known_on": known or None,
            "stage": stage,
            "column_map": arguments.pairs(column_map),
            "sheet": sheet,
            "decimal": decimal,
        },
        cited=[own, *world, *controls],
        cautions=[
            *supplied.cautions,
            *_about_supply(supplied, pairs),
            *_about_controls(reached, day, code),
            *view(as_of, day, known),
        ],
        notes=[*supplied.notes, _counts(supplied), *_figures(pairs)],
        summary=_summary,
        chart=_chart,
        from_user=True,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.contents import suppliers

    return suppliers(table)


def _chart(table: Table) -> Chart | None:
    from critmin.company.charts import suppliers

    return suppliers(table)


class _Place(NamedTuple):
    """What lines with the same mineral, stage and country have alike."""

    country: str
    world_share: float | None
    own_hhi: float | None
    world_hhi: float | None
    under_control: bool | None
    control_ids: tuple[str, ...]
    stop_takes: float | None
    flags: tuple[str, ...]
    source: tuple[str, ...]


def _rows(
    lines: Sequence[SupplierLine], pairs: Pairs, reached: Reached, file: str
) -> Iterator[Row]:
    """Rows of the lines; what the world says of a place is looked up once."""
    places: dict[tuple[str, str, str, bool], _Place] = {}
    for line in lines:
        key = (line.mineral, line.stage, line.iso3, line.matched)
        place = places.get(key)
        if place is None:
            place = places[key] = _place(line, pairs, reached, file)
        yield _row(line, pairs.get(key[:2]), place)


def _place(line: SupplierLine, pairs: Pairs, reached: Reached, file: str) -> _Place:
    pair = pairs.get((line.mineral, line.stage))
    control = reached.get((line.mineral, line.stage, line.iso3)) if line.matched else None
    world = pair.world if pair else None
    share, states = _world_share(line, world)
    return _Place(
        names.countries()[line.iso3].name if line.iso3 else "",
        share,
        pair.own_hhi if pair else None,
        pair.world_hhi if pair else None,
        control.under if control else None,
        control.ids if control else (),
        pair.stops.get(line.iso3) if pair else None,
        codes(states, pair.flags if pair else None, control.flags if control else None),
        codes(file, world.table.source if world else None, control.sources if control else None),
    )


def _row(line: SupplierLine, pair: OwnSupply | None, place: _Place) -> Row:
    flags = place.flags
    if line.problems:
        flags = codes([problem.code for problem in line.problems], flags)
    return Row(
        line=line.number,
        material=line.material or None,
        mineral=line.mineral or None,
        stage=line.stage or None,
        supplier=line.supplier or None,
        country=place.country or line.place or None,
        iso3=line.iso3 or None,
        matched=line.matched,
        own_share=_own_share(line, pair.own) if pair and pair.own else None,
        world_share=place.world_share,
        own_hhi=place.own_hhi,
        world_hhi=place.world_hhi,
        under_control=place.under_control,
        control_ids=place.control_ids,
        stop_takes=place.stop_takes,
        flag=flags,
        source=place.source,
    )


def _own_share(line: SupplierLine, own: Distribution) -> float | None:
    amount = amount_of(line, own.table.unit)
    return None if amount is None else (amount.low + amount.high) / 2 / own.denominator.value


def _world_share(
    line: SupplierLine, world: Distribution | None
) -> tuple[float | None, Sequence[str]]:
    """Share of the line's country in world supply, and the codes of why there is none."""
    if world is None or not line.iso3:
        return None, ()
    rows = [row for row in world.table.countries if row.iso3 == line.iso3]
    if not rows:
        return None, ("not_listed",)
    shares = [share for row in rows if (share := world.share(row)) is not None]
    states = [row.state for row in rows if row.state in query.ROW_STATES]
    return (sum(shares) if shares else None), states


def _about_supply(supplied: SupplierList, pairs: Pairs) -> Iterator[Caution]:
    """Cautions on lines that are not matched, on assumed stages, and on world supply."""
    found = line_cautions(supplied.lines)
    yield from (one for one in found if one.code != "stage_assumed")
    yield from (one for one in found if one.code == "stage_assumed")
    if supplied.amount is None:
        yield caution("amount_missing:column")
    for pair in pairs.values():
        yield from pair.own_cautions
    world = [one for pair in pairs.values() for one in pair.world_cautions]
    yield from (one for one in world if one.code == "no_data")
    about = [one for one in world if one.code != "no_data"]
    yield from about if len(pairs) <= FEW else counted(about)


def _about_controls(reached: Reached, day: str, buyer: str | None) -> Iterator[Caution]:
    """Cautions on supply that is or may be under control, and on the limits of the records."""
    if not reached:
        return
    for (mineral, stage, iso3), control in reached.items():
        what = f"{mineral} {stage} from {names.countries()[iso3].name}, {day}"
        for code in control.flags:
            ids = ", ".join(control.end_use if code == "end_use_reach" else control.ids)
            yield explained(code, what, ids)
    if buyer is None:
        yield caution("target_not_asked")
    yield caution("compiled:controls")


def _counts(supplied: SupplierList) -> str:
    matched = sum(line.matched for line in supplied.lines)
    rest = len(supplied.lines) - matched
    return f"{supplied.file}: {len(supplied.lines)} lines, {matched} matched, {rest} not"


def _figures(pairs: Pairs) -> Iterator[str]:
    """Notes on own and world HHI, and on the loss if each country stops."""
    known = names.countries()
    for pair in pairs.values():
        if pair.own is None:
            continue
        if pair.own_hhi is not None and pair.world_hhi is not None and pair.world:
            yield _indices(pair, pair.own, pair.own_hhi, pair.world.table, pair.world_hhi)
        takes = ", ".join(f"{known[iso3].name} {share:.1%}" for iso3, share in pair.stops.items())
        if takes:
            nowhere = "; lines without a known country may increase it" if pair.own.residual else ""
            yield (
                f"{pair.what}: share lost if one country stops all its shipments and "
                f"nobody reacts: {takes}{nowhere}"
            )


def _indices(
    pair: OwnSupply, own: Distribution, own_hhi: float, table: SupplyTable, world_hhi: float
) -> str:
    bounds = own.hhi()[1]
    index = f"{own_hhi:,.0f}"
    index += f" to {bounds.high:,.0f}" if own.residual and bounds else ""
    return (
        f"{pair.what}: own HHI {index}, the world's {world_hhi:,.0f} ({table.source}, {table.year})"
    )


own_suppliers = suppliers  # the name before it was that of the command
