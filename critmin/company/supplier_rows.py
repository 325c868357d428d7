"""Rows of `suppliers`: what lines of one kind have alike is looked up once, a row is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from critmin.answers.builder import codes
from critmin.company.line_controls import Reach
from critmin.company.lines import PLAIN, Group, Lines
from critmin.company.long_rows import LongRows
from critmin.company.own_supply import OwnSupply, factor_of
from critmin.company.supplier_line import Kind
from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.supply import query
from critmin.supply.distribution import Distribution

Pairs = Mapping[tuple[str, str], OwnSupply]  # by mineral and stage
Reached = Mapping[tuple[str, str, str], Reach]  # by mineral, stage and ISO3 of the supplier
LONG = 100_000  # lines from which rows are made when they are read


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


class _Alike(NamedTuple):
    """Row of a group but for line, supplier and own share; that is figure x factor / total."""

    row: Row
    factor: float
    total: float | None


def rows_of(lines: Lines, pairs: Pairs, reached: Reached, file: str) -> Sequence[Row]:
    """Rows of the lines, in their order; those of a long list are made when they are read.

    Parameters
    ----------
    lines : Lines
        The whole list.
    pairs : mapping
        Own and world supply by mineral and stage.
    reached : mapping
        Export controls by mineral, stage and ISO3 of the supplier.
    file : str
        Source id of the list.
    """
    rows = SupplierRows(lines, pairs, reached, file)
    return rows if len(lines) > LONG else tuple(rows)


class SupplierRows(LongRows[Row]):
    """Rows of a list; each is made when it is read."""

    def __init__(self, lines: Lines, pairs: Pairs, reached: Reached, file: str) -> None:
        self._lines = lines
        places: dict[tuple[str, str, str, bool], _Place] = {}
        self._alike: dict[tuple[int, int], _Alike] = {}
        for group in lines.groups:
            kind = group.kind
            key = (kind.mineral, kind.stage, kind.iso3, kind.matched)
            if key not in places:
                places[key] = _place(kind, pairs, reached, file)
            at = group.places[0]
            pair = pairs.get((kind.mineral, kind.stage))
            self._alike[lines.kind_of[at], lines.amount_of[at]] = _alike(
                group, pair.own if pair else None, places[key]
            )

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, at: int) -> Row:
        """Row of a line."""
        lines = self._lines
        amount = lines.amount_of[at]
        row, factor, total = self._alike[lines.kind_of[at], amount]
        share = row.own_share
        if amount == PLAIN and total is not None:
            share = lines.figures[at] * factor / total
        supplier = lines.suppliers[lines.supplier_of[at]] or None
        return Row._make((lines.numbers[at], *row[1:4], supplier, *row[5:8], share, *row[9:]))

    def alike(self) -> Iterator[tuple[Row, Sequence[int]]]:
        """First row of lines that are alike but for supplier and own share, and their places."""
        for group in self._lines.groups:
            yield self.row(group.places[0]), group.places


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


def _place(kind: Kind, pairs: Pairs, reached: Reached, file: str) -> _Place:
    pair = pairs.get((kind.mineral, kind.stage))
    control = reached.get((kind.mineral, kind.stage, kind.iso3)) if kind.matched else None
    world = pair.world if pair else None
    share, states = _world_share(kind, world)
    return _Place(
        names.countries()[kind.iso3].name if kind.iso3 else "",
        share,
        pair.own_hhi if pair else None,
        pair.world_hhi if pair else None,
        control.under if control else None,
        control.ids if control else (),
        pair.stops.get(kind.iso3) if pair else None,
        codes(states, pair.flags if pair else None, control.flags if control else None),
        codes(file, world.table.source if world else None, control.sources if control else None),
    )


def _alike(group: Group, own: Distribution | None, place: _Place) -> _Alike:
    """What the rows of a group have alike, with the own share where all amounts are the same."""
    kind, like = group.kind, group.like
    factor = None if own is None else factor_of(group, own.table.unit)
    total = None if own is None or factor is None else own.denominator.value
    share = None
    if factor is not None and total and like.low is not None and like.high is not None:
        share = (like.low * factor + like.high * factor) / 2 / total
    flags = place.flags
    if group.problems:
        flags = codes([problem.code for problem in group.problems], flags)
    row = Row(
        line=0,
        material=kind.material or None,
        mineral=kind.mineral or None,
        stage=kind.stage or None,
        supplier=None,
        country=place.country or kind.place or None,
        iso3=kind.iso3 or None,
        matched=kind.matched,
        own_share=share,
        world_share=place.world_share,
        own_hhi=place.own_hhi,
        world_hhi=place.world_hhi,
        under_control=place.under_control,
        control_ids=place.control_ids,
        stop_takes=place.stop_takes,
        flag=flags,
        source=place.source,
    )
    return _Alike(row, factor or 0.0, total)


def _world_share(kind: Kind, world: Distribution | None) -> tuple[float | None, Sequence[str]]:
    """Share of the lines' country in world supply, and the codes of why there is none."""
    if world is None or not kind.iso3:
        return None, ()
    rows = [row for row in world.table.countries if row.iso3 == kind.iso3]
    if not rows:
        return None, ("not_listed",)
    shares = [share for row in rows if (share := world.share(row)) is not None]
    states = [row.state for row in rows if row.state in query.ROW_STATES]
    return (sum(shares) if shares else None), states
