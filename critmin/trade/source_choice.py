"""Choice of the trade source of a mineral in a form, and its flows as an `ImportTable`.

All years of an answer come from one source.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.wording import About
from critmin.trade import flows
from critmin.trade.codes import HEADING, Line, by_mineral, caveats, other_forms, shared_with
from critmin.trade.import_table import ImportTable, suppliers_of
from critmin.trade.readers import Flow
from critmin.trade.sources import BACI, asked, by_data, known, trade_source, with_flows

CLEARLY_MORE = 1.25  # HS17 is used instead of HS92 if its codes have this many times the trade


def choose(origins: Sequence[str], mineral: str, form: str, years: Sequence[int]) -> str:
    """Choose one trade source for all years: first by exclusive codes, then most years, then trade.

    Raises
    ------
    NoData
        If no source has flows under a code of the form in any of the years.
    """
    can: dict[str, tuple[bool, int, list[int]]] = {}
    for origin in origins:
        lines = [(y, lines_with_flows(origin, mineral, form, y)) for y in years]
        have = [y for y, found in lines if found]
        if have:
            exclusive = any(line.exclusive for _y, found in lines for line in found)
            can[origin] = (exclusive, len(have), have)
    if not can:
        raise NoData(why_nothing(mineral, form, years))
    best = max(can, key=lambda origin: can[origin][:2])
    hs92, hs17 = BACI
    if set(BACI) <= set(can) and best == hs92:
        old, new = can[hs92], can[hs17]
        if old[:2] == new[:2] and more_trade(mineral, form, old[2][-1]):
            return hs17
    return best


def complementary(mineral: str, form: str, years: Sequence[int]) -> bool:
    """Whether HS92 and HS17 have different goods of a form in all years, not one renumbered code.

    Then neither has the whole form: one has tungsten powder, the other unwrought tungsten.
    """
    # Most forms are in only one source, so that is checked first.
    if not set(BACI) <= known().keys():
        return False
    if not all(lines_with_flows(origin, mineral, form, year) for origin in BACI for year in years):
        return False
    old, new = (_alone(origin, mineral, form, years) for origin in BACI)
    still = {line.code for line in flows.mapped(BACI[1]).get((mineral, form), ())}
    return bool(old) and bool(new) and old.isdisjoint(new) and old <= still


def _alone(origin: str, mineral: str, form: str, years: Sequence[int]) -> set[str]:
    """Codes of a form that hold only this mineral, in any of the years."""
    return {
        line.code
        for year in years
        for line in lines_with_flows(origin, mineral, form, year)
        if line.exclusive
    }


def why_nothing(mineral: str, form: str, years: Sequence[int]) -> str:
    """Reason why no source has flows, and the years that have some."""
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    codes = {line.code for line in by_mineral().get(mineral, ()) if line.form == form}
    if not codes:
        return f"no data for {mineral} {form}: no tariff code is mapped to it"
    reasons = [
        caveat.message
        for caveat in caveats()
        if caveat.flag == "no_data"
        and caveat.code in codes
        and any(caveat.first <= year <= caveat.last for year in years)
    ]
    where = "; ".join(reasons) or _no_source(codes, years)
    have = [
        f"{source.id} ({min(found)}{f'-{max(found)}' if len(found) > 1 else ''})"
        for source in with_flows()
        if (found := _years_held(source.origin, mineral, form))
    ]
    tail = f"; it has flows in {', '.join(have)}" if have else ""
    return f"no data for {mineral} {form} in {span}: {where}{tail}"


def _no_source(codes: Collection[str], years: Sequence[int]) -> str:
    """Why no source has any of the codes in the years."""
    data = asked()
    named = ", ".join(sorted(codes))
    if data is None:
        return f"no bundled source holds {named} then"
    gaps = [
        f"{source.id} {why}"
        for source in data.sources.values()
        for why in dict.fromkeys(source.gap(year) for year in years if source.gap)
        if why
    ]
    return "; ".join(gaps) or f"{data.name} holds none of {named} then"


def _years_held(origin: str, mineral: str, form: str) -> list[int]:
    """Years in which a source has flows under any code of a form."""
    own = {line.code for line in flows.mapped(origin).get((mineral, form), ())}
    return sorted(y for y, codes in flows.codes_held(origin).items() if not own.isdisjoint(codes))


@by_data
def lines_with_flows(origin: str, mineral: str, form: str, year: int) -> tuple[Line, ...]:
    """Concordance lines whose codes have flows in the year: exclusive codes, else shared ones."""
    codes = flows.codes_held(origin).get(year, frozenset())
    of_form = flows.mapped(origin, year).get((mineral, form), ())
    found = [line for line in of_form if line.code in codes]
    return tuple(line for line in found if line.exclusive) or tuple(found)


def more_trade(mineral: str, form: str, year: int) -> bool:
    """Whether HS17's codes of a form have clearly more world trade than HS92's."""
    old, new = (
        sum(
            flows.world(origin, year, code).value
            for code in {line.code for line in lines_with_flows(origin, mineral, form, year)}
        )
        for origin in BACI
    )
    return new > CLEARLY_MORE * old


def flows_of(
    by_code: Mapping[str, list[Flow]],
    lines: Sequence[Line],
    mineral: str,
    form: str,
    *,
    headings: bool = False,
) -> list[Flow]:
    """Flows of a form: under its codes, less those of other forms, plus those under other codes.

    With ``headings`` the codes are national, and those of other forms are told by six digits.
    """
    others = other_forms()
    digits = HEADING if headings else None
    elsewhere = [key for key, o in others.items() if (o.mineral, o.form) == (mineral, form)]
    found = [
        flow
        for code in sorted({line.code for line in lines})
        for flow in by_code.get(code, ())
        if (code[:digits], flow.exporter) not in others
    ]
    found += [
        flow
        for code, exporter in elsewhere
        for own in ([one for one in by_code if one[:digits] == code] if headings else [code])
        for flow in by_code.get(own, ())
        if flow.exporter == exporter
    ]
    return found


def import_table(
    buyer: str, origin: str, mineral: str, form: str, year: int, recorded: Sequence[Flow]
) -> ImportTable:
    """Build the table of a form's flows, with their cautions.

    Parameters
    ----------
    buyer : str
        Name of the buyer.
    origin, mineral, form, year
        Source, and the form whose codes they are recorded under.
    recorded : sequence of Flow
        Result of `flows_of`.
    """
    source, lines = trade_source(origin), lines_with_flows(origin, mineral, form, year)
    codes = tuple(sorted({line.code for line in lines}))
    flags, about_flows = _caveats(origin, year, recorded, mineral, form)
    exclusive = lines[0].exclusive
    every = [line for line in flows.mapped(origin, year)[mineral, form] if line.exclusive]
    not_held = tuple(sorted({line.code for line in every} - set(codes))) if exclusive else ()
    unit_values = _unit_values(origin, year, {flow.code for flow in recorded})
    return ImportTable(
        mineral=mineral,
        form=form,
        year=year,
        buyer=buyer,
        source=source.id,
        currency=source.currency,
        codes=codes,
        not_held=not_held,
        elsewhere=_elsewhere(origin, mineral, form, year),
        shared={} if exclusive else {code: shared_with(code, mineral) for code in codes},
        contents=_contents(recorded, lines, HEADING if source.headings else None),
        suppliers=suppliers_of(recorded, unit_values, flags),
        caveats=about_flows,
        revised=year in source.revised,
    )


def _unit_values(origin: str, year: int, codes: Collection[str]) -> dict[str, float | None]:
    """The world's value per kg of each code; none by a user's source of some countries' imports."""
    if asked() is not None and not trade_source(origin).worldwide:
        return {}
    return {code: flows.world(origin, year, code).unit_value for code in codes}


def _elsewhere(origin: str, mineral: str, form: str, year: int) -> dict[str, str]:
    """Codes of a form that only the other nomenclature of BACI has, with its source."""
    if origin not in BACI or not complementary(mineral, form, [year]):
        return {}
    other = next(one for one in BACI if one != origin)
    return dict.fromkeys(sorted(_alone(other, mineral, form, [year])), other)


def _contents(
    recorded: Sequence[Flow], lines: Sequence[Line], digits: int | None
) -> dict[tuple[str, str], float]:
    by_code = {line.code: line.content for line in lines}
    found = {}
    for flow in recorded:
        other = other_forms().get((flow.code[:digits], flow.exporter))
        content = other.content if other else by_code.get(flow.code)
        if content is not None:
            found[flow.code, flow.exporter] = content
    return found


def _caveats(
    origin: str, year: int, recorded: Sequence[Flow], mineral: str, form: str
) -> tuple[dict[Flow, list[str]], tuple[Caution, ...]]:
    """Warning codes of each flow, and each caution once."""
    by_flow: dict[Flow, list[str]] = {}
    messages: dict[tuple[str, str], None] = {}
    what = About(mineral, form, year)
    codes = {"", *(flow.code for flow in recorded)}
    near = [
        c
        for c in caveats()
        if c.first <= year <= c.last and c.source in {"", origin} and c.code in codes
    ]
    for flow in recorded:
        for caveat in near:
            if caveat.exporter not in {"", flow.exporter}:  # most; a call for each takes longer
                continue
            if caveat.meets(origin, year, flow.code, flow.importer, flow.exporter):
                by_flow.setdefault(flow, []).append(caveat.flag)
                where = what if caveat.code else f"{origin}, {year}"
                messages[caveat.flag, f"{where}: {caveat.message}"] = None
    return by_flow, tuple(Caution(*pair) for pair in messages)
