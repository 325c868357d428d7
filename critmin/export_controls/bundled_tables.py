"""The only reader of the bundled control tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from critmin.core.dates import When
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import above
from critmin.export_controls.known_on import all_known
from critmin.export_controls.measure import Code, Cover, End, Event, Measure
from critmin.export_controls.state import dual_use_minerals

FIRST_DAY = "2020-01-01"


class First(NamedTuple):
    """First day in force of a first control; ``older``: another was in force even before.

    One whose first day was not seen, and that was in force before the records begin, is not taken
    for the first if there is another.
    """

    effective: When
    older: bool


def first_of(days: Iterable[When]) -> First | None:
    """The first of several first days in force; None of none.

    >>> old, new = When.read("2006", "year"), When.read("2023-12-01", "day")
    >>> first_of([old, new]).effective.text, first_of([old]).older
    ('2023-12-01', False)
    """
    ordered = sorted(days, key=lambda when: when.first)
    seen = [when for when in ordered if when.precision != "year" or when.last >= FIRST_DAY]
    if not ordered:
        return None
    first = (seen or ordered)[0]
    return First(first, first != ordered[0])


class Disruption(NamedTuple):
    """Disruption: a stop without a legal measure."""

    disruption_id: str
    jurisdiction: str
    kind: str
    title: str
    target: str
    mineral: str
    item: str
    started: When
    ended: When | None
    last_seen: When | None
    source: str
    note: str


def _records(name: str) -> list[dict[str, str]]:
    header, rows = read_table(f"controls/{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def _by_measure(name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _records(name):
        found.setdefault(row["measure_id"], []).append(row)
    return found


def _when(row: dict[str, str], name: str) -> When | None:
    return When.read(row[name], row[f"{name}_precision"])


def _certain(row: dict[str, str], name: str) -> When:
    when = _when(row, name)
    if when is None:  # refused when the data are built
        raise ValueError(f"{row}: no {name}")
    return when


@cache
def measures(known_on: str = "") -> tuple[Measure, ...]:
    """All measures with their events, items and codes, in the order of the table.

    As they are known now, or as they could be known on a day.
    """
    if known_on:
        return all_known(measures(), known_on)
    ends: dict[str, list[End]] = {}
    for row in _records("ends"):
        end = End(_certain(row, "ended"), _certain(row, "announced"))
        ends.setdefault(row["measure_id"], []).append(end)
    events, covers, codes = map(_by_measure, ("events", "measure_minerals", "measure_codes"))
    return tuple(
        Measure(
            measure_id=(key := row["measure_id"]),
            jurisdiction=row["jurisdiction_iso3"],
            announcement=row["announcement"],
            title=row["title"],
            type=row["type"],
            target=row["target"],
            retransfer=row["retransfer"] == "yes",
            announced=_certain(row, "announced"),
            effective=_when(row, "effective"),
            ended=_when(row, "ended"),
            verified_through=row["verified_through"],
            confidence=row["confidence"],
            source=row["source"],
            note=row["note"],
            events=tuple(_event(event) for event in events.get(key, [])),
            covers=tuple(
                Cover(c["mineral"], c["scope"], c["form"], c["item"], c["confidence"])
                for c in covers[key]
            ),
            codes=tuple(
                Code(c["mineral"], c["hs6"], c["hs_revision"], c["covers"])
                for c in codes.get(key, [])
            ),
            evidence=row["evidence"],
            ends=tuple(ends.get(key, ())),
        )
        for row in _records("measures")
    )


@cache
def of_supplier(iso3: str, known_on: str = "") -> tuple[Measure, ...]:
    """Measures of one jurisdiction."""
    return tuple(measure for measure in measures(known_on) if measure.jurisdiction == iso3)


@cache
def about(iso3: str, mineral: str, known_on: str = "") -> tuple[Measure, ...]:
    """Measures of a jurisdiction that name a mineral, its group or a member, or name no mineral.

    No other measure applies to the mineral.
    """
    wanted = above(mineral)
    return tuple(
        measure
        for measure, named, groups in _named(iso3, known_on)
        if named is None or mineral in groups or not named.isdisjoint(wanted)
    )


@cache
def _named(iso3: str, known_on: str) -> list[tuple[Measure, frozenset[str] | None, frozenset[str]]]:
    """Measures with the minerals that each names (None: any), and these with their groups."""
    found = []
    for measure in of_supplier(iso3, known_on):
        slugs = {code.mineral for code in measure.codes}
        slugs |= {cover.mineral for cover in measure.covers if cover.scope == "named"}
        every = any(cover.scope == "unnamed" for cover in measure.covers)
        groups = frozenset(slug for one in slugs for slug in above(one))
        found.append((measure, None if every else frozenset(slugs), groups))
    return found


def _event(row: dict[str, str]) -> Event:
    return Event(
        row["event_id"],
        row["kind"],
        _certain(row, "date"),
        _when(row, "until"),
        row["instrument"],
        row["instrument_seen"] == "yes",
        row["evidence"],
        row["note"],
        _when(row, "announced"),
    )


class Quota(NamedTuple):
    """Quota of a measure in t a year, and the days for which it is set."""

    measure_id: str
    jurisdiction: str
    mineral: str
    first: str
    last: str
    t: float


@cache
def quotas(known_on: str = "") -> tuple[Quota, ...]:
    """Yearly quotas in tonnes (quotas.csv), of the measures that could be known on a day."""
    by_id = {measure.measure_id: measure.jurisdiction for measure in measures(known_on)}
    return tuple(
        Quota(measure_id, by_id[measure_id], mineral, first, last, float(quantity))
        for measure_id, mineral, first, last, quantity, _unit in read_table("quotas.csv")[1]
        if measure_id in by_id
    )


@cache
def dual_use(jurisdiction: str, day: str, known_on: str = "") -> frozenset[str]:
    """Minerals on a jurisdiction's dual-use list on a day."""
    return dual_use_minerals(measures(known_on), jurisdiction, day)


@cache
def _beside() -> frozenset[tuple[str, str, str]]:
    rows = read_table("minerals_beside_groups.csv")[1]
    return frozenset((group, mineral, form) for group, mineral, form, _why in rows)


def is_beside(group: str, mineral: str, form: str) -> bool:
    """Whether an item is often counted in a group that the tables keep it outside of."""
    return not {(group, mineral, ""), (group, mineral, form)}.isdisjoint(_beside())


def beside(group: str, mineral: str) -> bool:
    """Whether any item of a mineral is often counted in a group that it is outside of."""
    return any((group, mineral) == key[:2] for key in _beside())


@cache
def disruptions() -> tuple[Disruption, ...]:
    """All disruptions."""
    return tuple(
        Disruption(
            row["disruption_id"],
            row["jurisdiction_iso3"],
            row["kind"],
            row["title"],
            row["target"],
            row["mineral"],
            row["item"],
            _certain(row, "started"),
            _when(row, "ended"),
            _when(row, "last_seen"),
            "controls@2026",
            row["note"],
        )
        for row in _records("disruptions")
    )


class WorldShare(NamedTuple):
    """Share of world trade under any export restriction, from a wider inventory."""

    share: float
    period: str
    document: str


@cache
def world_shares() -> dict[str, WorldShare]:
    """Shares of world trade under any export restriction, by mineral.

    The empty name means all industrial raw materials except scrap.
    """
    return {
        row["mineral"]: WorldShare(float(row["share"]), row["period"], row["document"])
        for row in _records("world_shares")
    }
