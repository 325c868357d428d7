"""Search for a buyer's imports: the tables that answer a query, or the reasons for none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import arguments
from critmin.core.errors import NoData
from critmin.core.periods import last_day
from critmin.core.wording import listed
from critmin.trade import flows, held_part, sources
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import NO_IMPORTS, ImportFinder, Imports, Missing, minerals_with_trade


def find(
    buyer: Buyer,
    minerals: Sequence[str] = (),
    *,
    stage: arguments.Words = None,
    years: Sequence[int] = (),
    source: str | None = None,
    measure: str | None = None,
    own: Mapping[str, Sequence[str]] | None = None,
) -> Imports:
    """Find the import tables of a query; without minerals, of all with tariff codes of their own.

    Parameters
    ----------
    buyer : Buyer
        The importing country or bloc.
    minerals : sequence of str
        Names as typed.
    stage : str or sequence of str, optional
        Traded forms, or stages of supply for all forms of them.
    years : sequence of int
        The newest year of the source when empty.
    source : str, optional
        A trade source's id; by preference when not given.
    measure : {"value", "weight", "contained"}, optional
        Measure of the shares: tables without it count as missing.
    own : mapping of str to sequence of str, optional
        Forms of single minerals (slugs), if no stage is given.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    NoData
        If there is no table, with the reasons.
    """
    forms, own = arguments.trade_forms(stage), own or {}
    finder = ImportFinder(buyer, years, source=sources.check(source), measure=measure)
    found = Imports(buyer)
    every = not minerals
    for slug in arguments.slugs(minerals) or minerals_with_trade(buyer):
        finder.add(slug, forms or own.get(slug, ()), found, every=every)
    _drop_unweighed(found, measure)
    if not found.tables:
        raise NoData(_why_nothing_at_all(found, every=every))
    if not forms and not own:
        found.tables = held_part.marked(finder, found.tables)
    if buyer.is_bloc:
        found.tables = list(_members_marked(buyer, found.tables))
    return found


def _members_marked(buyer: Buyer, tables: Sequence[ImportTable]) -> Iterator[ImportTable]:
    """Tables of a bloc, with cautions on members that joined, left, or are not in the sum."""
    years: dict[tuple[str, str], set[int]] = {}
    for table in tables:
        years.setdefault((table.mineral, table.form), set()).add(table.year)
    for table in tables:
        earlier = [y for y in years[table.mineral, table.form] if y < table.year]
        changed = _changed(buyer, max(earlier), table.year) if earlier else None
        absent = _recorded_elsewhere(buyer, table)
        found = [one for one in (changed, absent) if one is not None]
        flags = tuple(one.code for one in found)
        yield replace(table, of_bloc=flags, caveats=(*table.caveats, *found)) if found else table


def _changed(buyer: Buyer, last: int, year: int) -> Caution | None:
    """Caution on members that joined or left a bloc between two years."""
    joined, left = buyer.changes(last, year)
    if not joined and not left:
        return None
    changes = [
        f"{', '.join(found)} {did}" for found, did in ((joined, "joined"), (left, "left")) if found
    ]
    return caution(
        "bloc_changed",
        what=f"imports of {year}",
        bloc=buyer.code,
        before=last_day(last),
        day=last_day(year),
        changes=listed(changes),
    )


def _recorded_elsewhere(buyer: Buyer, table: ImportTable) -> Caution | None:
    """Caution on members whose imports are in those of a partner outside the bloc."""
    own = buyer.members(table.year)
    found = {
        flows.place_name(code)[0]: place.reason
        for code in sorted(own)
        if (place := flows.elsewhere(table.source, code, table.year)) is not None
        and not own.issuperset(place.codes)
    }
    for code in flows.without_imports(table.source, table.year, own):
        found.setdefault(flows.place_name(code)[0], f"{table.source} has no imports by it then")
    if not found:
        return None
    absent = "; ".join(f"{name}: {reason}" for name, reason in found.items())
    return caution("bloc_incomplete:imports", what=f"imports of {table.year}", absent=absent)


def _why_nothing_at_all(found: Imports, *, every: bool) -> str:
    """Reasons why there is no table, in one sentence."""
    no_imports = [gap for gap in found.missing if gap.causes[:1] == (NO_IMPORTS,)]
    missing = no_imports or found.missing
    reasons = list(dict.fromkeys(gap.reason for gap in missing))
    if not every:
        return "; ".join(reasons)
    shared = list(dict.fromkeys(gap.reason for gap in missing if gap.shared))
    why = f"{'; '.join(shared)}: name one" if shared else "".join(reasons[:1])
    return f"no data for any mineral imported by {found.buyer.name}: {why}"


def _drop_unweighed(found: Imports, measure: str | None) -> None:
    """Count tables without a figure of the measure as missing, not as zero."""
    if measure in {None, "value"}:
        return
    kept = []
    for table in found.tables:
        bare = [code for code in table.codes if not any(key[0] == code for key in table.contents)]
        if measure == "contained" and bare:
            why = f"no single content factor applies to {', '.join(bare)}"
        elif table.total(str(measure)) <= 0:
            why = "no flow has a weight"
        else:
            kept.append(table)
            continue
        reason = f"no data for {table.what}: {why}"
        found.missing.append(Missing(table.mineral, table.form, reason))
    found.tables = kept
