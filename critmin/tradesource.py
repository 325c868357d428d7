"""Which trade source answers for a mineral in a form: one for all years asked for."""

from __future__ import annotations

from collections.abc import Sequence

from critmin import concordance, trade
from critmin.concordance import Line
from critmin.errors import NoData

CLEARLY_MORE = 1.25  # HS17 answers instead of HS92 where its codes carry this much more trade


def choose(origins: Sequence[str], mineral: str, form: str, years: Sequence[int]) -> str:
    """The one trade source for all years: exclusive codes first, then most years, then trade.

    Raises
    ------
    NoData
        If no source holds a code of the form in any of the years.
    """
    can: dict[str, tuple[bool, int, list[int]]] = {}
    for origin in origins:
        lines = [(y, held(origin, mineral, form, y)) for y in years]
        have = [y for y, found in lines if found]
        if have:
            exclusive = any(line.exclusive for _y, found in lines for line in found)
            can[origin] = (exclusive, len(have), have)
    if not can:
        raise NoData(why_nothing(mineral, form, years))
    best = max(can, key=lambda origin: can[origin][:2])
    if {"baci-hs92", "baci-hs17"} <= set(can) and best == "baci-hs92":
        old, new = can["baci-hs92"], can["baci-hs17"]
        if old[:2] == new[:2] and more_trade(mineral, form, old[2][-1]):
            return "baci-hs17"
    return best


def why_nothing(mineral: str, form: str, years: Sequence[int]) -> str:
    """Why no source answers, and which years have flows."""
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    codes = {line.code for line in concordance.by_mineral().get(mineral, ())
             if line.form == form}  # fmt: skip
    if not codes:
        return f"no data for {mineral} {form}: no tariff code is mapped to it"
    said = [
        caveat.message
        for caveat in concordance.caveats()
        if caveat.flag == "no_data" and caveat.code in codes
        and any(caveat.first <= year <= caveat.last for year in years)
    ]  # fmt: skip
    where = "; ".join(said) or f"no bundled source holds {', '.join(sorted(codes))} then"
    have = [
        f"{store.id} ({min(found)}{f'-{max(found)}' if len(found) > 1 else ''})"
        for origin, store in trade.STORES.items()
        if (found := [y for y in trade.years(origin) if held(origin, mineral, form, y)])
    ]
    tail = f"; it has flows in {', '.join(have)}" if have else ""
    return f"no data for {mineral} {form} in {span}: {where}{tail}"


def held(origin: str, mineral: str, form: str, year: int) -> list[Line]:
    """Lines whose codes have flows in the world that year: exclusive ones, else shared ones."""
    codes = trade.codes_held(origin).get(year, frozenset())
    found = [line for line in trade.mapped(origin).get((mineral, form), ()) if line.code in codes]
    return [line for line in found if line.exclusive] or found


def more_trade(mineral: str, form: str, year: int) -> bool:
    """Whether HS17's codes of a form carry clearly more of the world's trade than HS92's."""
    old, new = (
        sum(
            trade.sums(origin)[year, code].value
            for code in {line.code for line in held(origin, mineral, form, year)}
        )
        for origin in ("baci-hs92", "baci-hs17")
    )
    return new > CLEARLY_MORE * old
