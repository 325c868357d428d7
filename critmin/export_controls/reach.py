"""Share of a buyer's recorded imports that a supplier's export controls cover on a day.

A control names goods, and a tariff code mixes them, so a share under control is an interval. Its
low end counts codes wholly inside a control known to be in force, by a page with an address; its
high end all codes that a control covers or may cover. This is law, not practice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import fsum

from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import related
from critmin.export_controls.bundled_tables import First, about, dual_use, first_of, of_supplier
from critmin.export_controls.measure import Code, Cover, Measure
from critmin.export_controls.state import (
    IN_FORCE,
    OUTSIDE_SHARES,
    UNSURE,
    easing,
    next_event,
    reaches,
    state,
    status_flag,
)
from critmin.measures.interval import Interval
from critmin.trade.codes import by_mineral, in_nomenclature
from critmin.trade.import_table import ImportTable, Supplier

# Types under which a shipment needs a permit or an allotment. Taxes and state trading are named
# and flagged, but are not in the shares.
LICENCE = frozenset({"licence", "quota"})
BAN = frozenset({"ban", "suspension-of-exports"})
TYPE_FLAGS = {"quota": "quota", "state-trading": "state_trading", "tax": "export_tax"}
END_USE = frozenset({"end-use-ban", "entity-list"})
NOWHERE, TOUCHED, INSIDE = Interval(0.0, 0.0), Interval(0.0, 1.0), Interval(1.0, 1.0)
NEWEST = "HS22"
PROCESSED = ("intermediate", "refined")  # forms that a publisher's joint figure mixes


class Reached(NamedTuple):
    """Measure that applies to a supply, with its state and the codes that it covers.

    ``parts`` has the interval of the part of each code under the measure, in [0, 1].
    """

    measure: Measure
    status: str
    parts: Mapping[str, Interval]
    flags: tuple[str, ...]


class Controlled(NamedTuple):
    """Part of one import table that a supplier's controls cover on a day.

    ``licence`` and ``ban`` are fractions of the buyer's recorded imports of the form, None if
    the supplier's share is unknown; a code under both counts in both. ``end_use`` names the
    end-use bans and entity lists in force that target the buyer; they are in no share.
    ``statuses`` are in the order of ``ids``; ``next_event`` is the first dated change;
    ``verified_through`` is the oldest day among the newest that each measure's sources cover.
    """

    licence: Interval | None
    ban: Interval | None
    end_use: tuple[str, ...]
    ids: tuple[str, ...]
    statuses: tuple[str, ...]
    next_event: str | None
    verified_through: str | None
    flags: tuple[str, ...]
    sources: tuple[str, ...]


def controlled(
    table: ImportTable,
    supplier: str,
    buyer: str,
    also: Collection[str],
    day: str,
    known_on: str = "",
) -> Controlled:
    """Shares of the buyer's recorded imports under a supplier's licences and bans on a day.

    Parameters
    ----------
    table : ImportTable
        The buyer's imports of one mineral in one form; shares are by value, or as the
        publisher prints them.
    supplier : str
        ISO3 code.
    buyer : str
        ISO3 code, or a bloc's name.
    also : collection of str
        Blocs and members that stand for the buyer on that day.
    day : str
        ISO day.
    known_on : str
        ISO day on which it is asked what could be known; empty for what is known now.
    """
    found = list(reached(table, supplier, buyer, also, day, known_on))
    amounts = _amounts(table, supplier)
    changes = [
        (change.date.first, f"{change.date.text} {change.event} {item.measure.measure_id}")
        for item in found
        if (change := next_event(item.measure, day)) is not None
    ]
    return Controlled(
        licence=_share(found, amounts, LICENCE),
        ban=_share(found, amounts, BAN),
        end_use=end_use(table.mineral, supplier, buyer, also, day, known_on),
        ids=tuple(item.measure.measure_id for item in found),
        statuses=tuple(item.status for item in found),
        next_event=min(changes)[1] if changes else None,
        verified_through=min((i.measure.verified_through for i in found), default=None) or None,
        flags=tuple(dict.fromkeys(flag for item in found for flag in item.flags if flag)),
        sources=tuple(dict.fromkeys(item.measure.source for item in found)),
    )


def reached(
    table: ImportTable,
    supplier: str,
    buyer: str,
    also: Collection[str],
    day: str,
    known_on: str = "",
) -> Iterator[Reached]:
    """Measures on goods that apply to a supply: announced by the day, not ended, with its target.

    A licence towards all countries for re-exports does not cover the supplier's own shipments;
    only ``controls`` shows it.
    """
    codes = _codes(table)
    for measure in about(supplier, table.mineral, known_on):
        # The cheapest test first: most measures do not name the mineral.
        if measure.type in OUTSIDE_SHARES or measure.binds_others_alone:
            continue
        parts = {code: extent(measure, table.mineral, table.form, code) for code in codes}
        if not any(part.high for part in parts.values()):
            continue
        targeted = reaches(measure, buyer, also)
        status = state(measure, day)
        if targeted is False or status in {None, "ended"}:
            continue
        flags = [status_flag(measure, str(status), day), TYPE_FLAGS.get(measure.type, "")]
        flags += ["target_not_stated"] if targeted is None else []
        eased = easing(measure, day) is not None
        flags += ["eased"] if eased else []
        partly = any(part == TOUCHED for part in parts.values())
        flags += ["code_partly_inside"] if partly and measure.type in LICENCE | BAN else []
        at_member = buyer in names.bloc_names() and measure.target in also
        flags += ["target_member"] if at_member else []
        minerals = names.kin(table.mineral)
        flags += measure.ground_flags(minerals)
        let_through = eased and measure.type in BAN  # with permits, so not all is banned
        sure = status not in UNSURE and targeted is not None and measure.grounded_on(minerals)
        if not sure or at_member or let_through:
            parts = {code: Interval(0.0, part.high) for code, part in parts.items()}
        yield Reached(measure, str(status), parts, tuple(flags))


def extent(measure: Measure, mineral: str, form: str, code: str) -> Interval:
    """Part of a tariff code inside a measure, as an interval: none, all or a part.

    A longer code is matched by its own line, else by that of its six digits. If a measure names
    the mineral without any code, its form decides, and the low end is 0.
    """
    kin = names.kin(mineral)
    own = [c for c in measure.codes if c.mineral in kin]
    if own:
        same = [c for c in own if c.hs6 == code] or [c for c in own if c.hs6 == code[:6]]
        return _joint(same)
    named = any(
        (cover.scope == "unnamed" or (cover.scope == "named" and cover.mineral in kin))
        and cover.form in {"", form}
        for cover in measure.covers
    )
    return TOUCHED if named else NOWHERE


def _joint(codes: Iterable[Code]) -> Interval:
    covers = {code.covers for code in codes}
    return INSIDE if "wholly" in covers else TOUCHED if "partly" in covers else NOWHERE


def _codes(table: ImportTable) -> tuple[str, ...]:
    """Codes of the table, with those of flows recorded under another form's code.

    For printed shares, the newest six-digit codes of the forms that they include.
    """
    if not table.printed:
        shipped = (flow.code for supplier in table.suppliers for flow in supplier.flows)
        return tuple(sorted({*table.codes, *shipped}))
    forms = PROCESSED if table.form == "mixed" else (table.form,)
    lines = by_mineral().get(table.mineral, ())
    return tuple(
        sorted(
            {line.code for line in lines if line.form in forms and in_nomenclature(line, NEWEST)}
        )
    )


def _amounts(table: ImportTable, supplier: str) -> dict[str, float] | None:
    """The supplier's share of the buyer's imports by code; None if unknown.

    Printed shares are not by code: the whole share has the empty code.
    """
    found = table.by(supplier)
    if found is None:
        return None if table.absent(supplier)[0] is None else {}
    if not table.claims:
        return None
    if table.printed:
        return None if found.printed is None else {"": found.printed}
    return _by_code(found, table.total("value"))


def _by_code(supplier: Supplier, total: float) -> dict[str, float] | None:
    if total <= 0:
        return None
    parts: dict[str, list[float]] = {}
    for flow in supplier.flows:
        parts.setdefault(flow.code, []).append(flow.value / total)
    return {code: fsum(values) for code, values in parts.items()}


def _share(
    found: Iterable[Reached], amounts: Mapping[str, float] | None, types: Collection[str]
) -> Interval | None:
    """Share under measures of the given types; a code under several counts once."""
    parts = [
        item.parts
        for item in found
        if item.measure.type in types and item.status in IN_FORCE | UNSURE
    ]
    if not parts:
        return NOWHERE
    if amounts is None:
        return None
    ends = [_most(parts, code) for code in amounts]
    shares = list(amounts.values())
    return Interval(
        min(1.0, fsum(share * part.low for share, part in zip(shares, ends, strict=True))),
        min(1.0, fsum(share * part.high for share, part in zip(shares, ends, strict=True))),
    )


def _most(parts: Iterable[Mapping[str, Interval]], code: str) -> Interval:
    """Largest part of a code under any measure; for the empty code, of all codes."""
    if code:
        under = [known.get(code, NOWHERE) for known in parts]
        return Interval(max(p.low for p in under), max(p.high for p in under))
    codes = {key for known in parts for key in known}
    under = [_most(parts, key) for key in codes]
    return Interval(min(p.low for p in under), max(p.high for p in under))


def joint(parts: Sequence[Controlled]) -> Controlled:
    """Parts of one import table that several suppliers' controls cover, taken together."""
    if len(parts) == 1:
        return parts[0]
    changes = [part.next_event for part in parts if part.next_event is not None]
    verified = [part.verified_through for part in parts if part.verified_through is not None]
    return Controlled(
        licence=joint_share([part.licence for part in parts]),
        ban=joint_share([part.ban for part in parts]),
        end_use=tuple(dict.fromkeys(id_ for part in parts for id_ in part.end_use)),
        ids=tuple(id_ for part in parts for id_ in part.ids),
        statuses=tuple(status for part in parts for status in part.statuses),
        next_event=min(changes, default=None),
        verified_through=min(verified, default=None),
        flags=tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
        sources=tuple(dict.fromkeys(id_ for part in parts for id_ in part.sources)),
    )


def joint_share(shares: Sequence[Interval | None]) -> Interval | None:
    """Sum of shares, at most 1; None if one is unknown."""
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return None
    return Interval(
        min(1.0, fsum(share.low for share in known)), min(1.0, fsum(share.high for share in known))
    )


@cache
def _targeting_users(
    supplier: str, buyer: str, also: frozenset[str], day: str, known_on: str
) -> tuple[Measure, ...]:
    return tuple(
        measure
        for measure in of_supplier(supplier, known_on)
        if measure.type in END_USE
        and measure.grounded
        and state(measure, day) in IN_FORCE
        and reaches(measure, buyer, also) is True
    )


def end_use(
    mineral: str, supplier: str, buyer: str, also: Collection[str], day: str, known_on: str = ""
) -> tuple[str, ...]:
    """End-use bans and entity lists in force that target the buyer and cover the mineral."""
    return tuple(
        measure.measure_id
        for measure in _targeting_users(supplier, buyer, frozenset(also), day, known_on)
        if any(_covers(measure, cover, mineral, day, known_on) for cover in measure.covers)
    )


def _covers(measure: Measure, cover: Cover, mineral: str, day: str, known_on: str) -> bool:
    if cover.scope == "dual-use-list":
        listed = dual_use(measure.jurisdiction, day, known_on)
        return any(related(slug, mineral) for slug in listed)
    return cover.scope == "named" and related(cover.mineral, mineral)


def first_effective(
    table: ImportTable,
    supplier: str,
    buyer: str,
    also: Collection[str],
    day: str,
    known_on: str = "",
) -> First | None:
    """Day on which the supplier's first licence, quota or ban on a supply took effect.

    Of all in effect up to the day and the year of trade, else up to the day, including ended
    ones; None without any.
    """
    codes = _codes(table)
    days = [
        measure.effective
        for measure in about(supplier, table.mineral, known_on)
        if measure.type in LICENCE | BAN
        and measure.grounded
        and measure.effective is not None
        and measure.effective.first <= day
        and not measure.binds_others_alone
        and reaches(measure, buyer, also) is not False
        and any(extent(measure, table.mineral, table.form, code).high for code in codes)
    ]
    by_then = [when for when in days if int(when.first[:4]) <= table.year]
    return first_of(by_then or days)
