"""A company's own suppliers against the world: shares, concentration, what a stop would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers import cautions
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Table
from critmin.answers.text import joined
from critmin.company.comparison import Comparison, compare
from critmin.company.line_controls import Buyer, Reach, reach
from critmin.company.own_supply import line_spans, span_of
from critmin.company.supplier_lines import SupplierLine
from critmin.company.supplier_list import SupplierList, read_suppliers
from critmin.core import names, sources
from critmin.core.sources import Source
from critmin.export_controls.query import buyer_names, read_day
from critmin.supply import query
from critmin.supply.cautions import counted
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyRow

COLUMNS = columns(
    "line material mineral stage supplier country iso3 matched own_share world_share own_hhi "
    "world_hhi under_control control_ids stop_takes flag source"
)
FEW = 5  # pairs of mineral and stage up to which the world's cautions are told one by one
Row = tuple[Cell, ...]
Pair = tuple[str, str]


def own_suppliers(
    file: str,
    *,
    buyer: str | None = None,
    as_of: str | None = None,
    stage: str | None = None,
    column_map: Sequence[str] = (),
) -> Table:
    """A supplier list against the world's supply, every line of it in its order.

    Parameters
    ----------
    file : str
        CSV, TSV, XLSX or Parquet; ``-`` is standard input. Needs a column of materials and
        one of countries; suppliers, stages and amounts are used where they exist.
    buyer : str, optional
        Country or bloc that buys; without it only controls towards all count.
    as_of : str, optional
        ISO day of the controls, from 2020-01-01 on; today when not given.
    stage : str, optional
        Stage of lines that state none; ``refining`` for smelter lists, else ``mining``.
    column_map : sequence of str
        ``theirs=ours`` column names.

    Returns
    -------
    Table
        One row per line of the file. ``own_share`` is the line's share of the list's supply
        of that mineral and stage, ``own_hhi`` (0-10,000) the index of its countries, the
        lower bound where a country is not known; ``world_share`` and ``world_hhi`` are the
        world's. ``stop_takes`` is the share of that own supply that a stop of the line's
        country would take, over all its lines, if all shipments stop and nothing reacts.
        What is not known is None and its reason in ``flag`` and the warnings.

    Raises
    ------
    DataError
        If the file is no table of suppliers.
    UnknownName, AmbiguousName
        For a buyer or stage that is none or several.
    QueryError, NoData
        For a day that is none, or before the first control on record.
    """
    day = read_day(as_of)
    code, also = buyer_names(buyer, day) if buyer else (None, frozenset())
    supplied = read_suppliers(file, column_map, stage)
    pairs = dict.fromkeys((line.mineral, line.stage) for line in supplied.lines if line.counted)
    comparisons = {pair: compare(supplied, *pair) for pair in pairs}
    own = Source(f"file:{file}", f"own table {file}", "", "", "")
    towards = Buyer(code or "", also)
    reached = {
        key: reach(*key, towards, day)
        for key in dict.fromkeys((x.mineral, x.stage, x.iso3) for x in supplied.lines if x.matched)
    }
    rows = [
        _row(
            line,
            comparisons.get((line.mineral, line.stage)),
            reached.get((line.mineral, line.stage, line.iso3)) if line.matched else None,
            own.id,
        )
        for line in supplied.lines
    ]
    cited = {s.id: s for c in comparisons.values() for s in c.sources}
    records = sources.records(id_ for r in reached.values() for id_ in r.sources)
    asked = {
        "command": "suppliers",
        "file": file,
        "buyer": code,
        "as_of": day,
        "stage": stage,
        "column_map": list(column_map),
    }
    return Table(
        query={key: value for key, value in asked.items() if value not in (None, [])},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=tuple(dict.fromkeys((own, *cited.values(), *records))),
        warnings=tuple(
            dict.fromkeys([*_warnings(supplied, comparisons), *_about_controls(reached, day, code)])
        ),
        notes=(*supplied.notes, *_counts(supplied), *_summary(comparisons)),
        from_user=True,
    )


def _row(line: SupplierLine, pair: Comparison | None, control: Reach | None, file: str) -> Row:
    codes = [caution.code for caution in line.reasons]
    own = None if pair is None or pair.own is None else _own_share(line, pair.own)
    world, state = _world_share(line, pair)
    codes += [*state, *(pair.flags if pair else ())]
    country = names.countries()[line.iso3].name if line.iso3 else line.place
    ids = [] if pair is None or pair.world is None else [pair.world.table.source]
    if control:
        codes += control.codes
        ids += [id_ for id_ in control.sources if id_ not in ids]
    return (
        line.number,
        line.material or None,
        line.mineral or None,
        line.stage or None,
        line.supplier or None,
        country or None,
        line.iso3 or None,
        line.matched,
        own,
        world,
        pair.own_hhi if pair else None,
        pair.world_hhi if pair else None,
        control.under if control else None,
        ";".join(control.ids) or None if control else None,
        pair.stops.get(line.iso3) if pair else None,
        joined(codes) or None,
        ";".join([file, *ids]),
    )


def _own_share(line: SupplierLine, own: Distribution) -> float | None:
    span = span_of(line, own.table.unit)
    return None if span is None else (span.low + span.high) / 2 / own.denominator.value


def _world_share(line: SupplierLine, pair: Comparison | None) -> tuple[float | None, list[str]]:
    """The country's share of the world, and why there is none."""
    if pair is None or pair.world is None or not line.iso3:
        return None, []
    rows = [row for row in pair.world.table.countries if row.iso3 == line.iso3]
    if not rows:
        return None, ["not_listed"]
    shares = [share for row in rows if (share := pair.world.share(row)) is not None]
    return (sum(shares) if shares else None), _states(rows)


def _states(rows: Iterable[SupplyRow]) -> list[str]:
    return [row.state for row in rows if row.state in query.ROW_STATES]


def _warnings(supplied: SupplierList, found: dict[Pair, Comparison]) -> list[Caution]:
    """Why lines are not matched, one by one; assumed stages together; then the world's."""
    reasons = [(line, c) for line in supplied.lines for c in line.reasons]
    said = _grouped([(line, c) for line, c in reasons if c.code != "stage_assumed"])
    assumed = [line.stage for line, c in reasons if c.code == "stage_assumed"]
    if assumed:
        message = (
            f"{len(assumed)} lines state no stage; {assumed[0]} is assumed (--stage says another)"
        )
        said.append(Caution("stage_assumed", message))
    if supplied.amount is None:
        message = "no column of amounts: own shares and own index are empty"
        said.append(Caution("amount_missing", message))
    for pair in found.values():
        said += pair.own_cautions
    world = [caution for pair in found.values() for caution in pair.world_cautions]
    missing = [caution for caution in world if caution.code == "no_data"]
    told = [caution for caution in world if caution.code != "no_data"]
    return [*said, *missing, *(told if len(found) <= FEW else counted(told))]


def _grouped(reasons: Iterable[tuple[SupplierLine, Caution]]) -> list[Caution]:
    """Each reason once, with all its lines."""
    lines: dict[tuple[str, str], list[int]] = {}
    for line, caution in reasons:
        why = caution.message.removeprefix(f"line {line.number}")
        lines.setdefault((caution.code, why), []).append(line.number)
    return [Caution(code, f"{line_spans(found)}{why}") for (code, why), found in lines.items()]


def _about_controls(
    reached: dict[tuple[str, str, str], Reach], day: str, buyer: str | None
) -> list[Caution]:
    """What is under control, what may be, and that no record is no proof."""
    if not reached:
        return []
    found = []
    for (mineral, stage, iso3), control in reached.items():
        for code in control.codes:
            said = f"{mineral} {stage} from {names.countries()[iso3].name}, {day}"
            ids = ", ".join(control.aimed if code == "end_use_reach" else control.ids)
            found.append(Caution(code, f"{said}: {cautions.meaning(code)} ({ids})"))
    if buyer is None:
        message = "no buyer is named: controls towards one country are not counted (--buyer)"
        found.append(Caution("target_not_asked", message))
    found.append(
        Caution(
            "compiled", "controls are an own compilation: no row is no proof that there is none"
        )
    )
    return found


def _counts(supplied: SupplierList) -> list[str]:
    matched = sum(line.matched for line in supplied.lines)
    rest = len(supplied.lines) - matched
    return [f"{supplied.file}: {len(supplied.lines)} lines, {matched} matched, {rest} not"]


def _summary(found: dict[Pair, Comparison]) -> list[str]:
    """Own index against the world's, and what a stop of each country would take."""
    notes = []
    for pair in found.values():
        if pair.own is None:
            continue
        index, world = pair.own_hhi, pair.world_hhi
        if index is not None and world is not None and pair.world:
            table, bounds = pair.world.table, pair.own.hhi()[1]
            own = f"{index:,.0f}"
            own += f" to {bounds.high:,.0f}" if pair.own.residual and bounds else ""
            notes.append(
                f"{pair.what}: own HHI {own}, the world's {world:,.0f} "
                f"({table.source}, {table.year})"
            )
        known = names.countries()
        takes = ", ".join(f"{known[iso3].name} {share:.1%}" for iso3, share in pair.stops.items())
        if takes:
            nowhere = "; lines without a known country may add to it" if pair.own.residual else ""
            notes.append(
                f"{pair.what}: a stop of one country would take, if all its shipments stop and "
                f"nothing reacts: {takes}{nowhere}"
            )
    return notes
