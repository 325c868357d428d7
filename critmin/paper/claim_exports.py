"""Claim on exports after controls: codes that a control covers beside those that none touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from critmin.core.named_tuple import NamedTuple
from critmin.export_controls import reach
from critmin.export_controls.bundled_tables import measures
from critmin.measures.rank_test import median
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import CHINA, number, sentence, year_of
from critmin.paper.claim_trade import COMEXT, china_by_code, codes_of_one_mineral
from critmin.paper.placebo import FEWEST, Placebo, placebo
from critmin.paper.verdicts import Case, Tested, point, shown_only
from critmin.trade import codes as tariff_codes
from critmin.trade.buyers import buyer
from critmin.trade.sources import trade_source

CONTROLLED, TOUCHED, FREE = "controlled", "touched in part", "no measure"
TOO_SMALL = ", too small a share to fall as much"


class Moved(NamedTuple):
    """China's share under a code in two years; ``kind`` says whether a measure covers it."""

    code: str
    minerals: str
    kind: str
    before: float
    after: float

    @property
    def fall(self) -> float:
        """Fall of the share; below zero for a rise."""
        return self.before - self.after


def exports_fell(parameters: Parameters, _day: str) -> Tested:
    """China's share of the EU's imports fell under controlled codes, and more often than elsewhere.

    Each code that a licence, quota or ban covers whole is tested. Codes that no Chinese measure of
    any kind touches are the placebo: if fewer than ten of them could have fallen as much, the
    claim is open; if they fell as often, it holds in part at most. Codes that a measure touches in
    part, or that stand under an older licence or state trading, are in neither group.
    """
    first, second = (year_of(parameters, name) for name in ("first", "second"))
    limit = number(parameters, "points") / 100
    moved = _moved(first, second)
    able = [one for one in moved if one.before > limit]  # only these can fall by the limit
    groups = {
        kind: [one for one in able if one.kind == kind] for kind in (CONTROLLED, TOUCHED, FREE)
    }
    falls = {kind: [one.fall for one in found] for kind, found in groups.items()}
    test = placebo(falls[CONTROLLED], falls[FREE], limit)
    known = test.others_part is not None
    store = trade_source(COMEXT).id
    cases: list[Case] = []
    for one in moved:
        small = one not in able
        label = f"{one.code} ({one.minerals}; {one.kind}{TOO_SMALL * small})"
        cases += [
            shown_only(
                f"{label} {year}", f"share of {CHINA} by value", share, "fraction", sources=(store,)
            )
            for year, share in ((first, one.before), (second, one.after))
        ]
        counts = known and one.kind == CONTROLLED and not small
        cases.append(
            point(
                label,
                "fall of the share",
                one.fall,
                "fraction",
                ">",
                limit,
                sources=(store,),
                counts=counts,
            )
        )
    cases += _of_placebo(test, store)
    return Tested(tuple(cases), _result(groups, falls, test, limit, first, second))


def _moved(first: int, second: int) -> list[Moved]:
    """Codes of one mineral with imports in both years."""
    alone = codes_of_one_mineral(COMEXT)
    before, after = (china_by_code(buyer("eu27"), COMEXT, year, alone) for year in (first, second))
    kinds = _kinds(alone, f"{second}-12-31")
    return [
        Moved(code, alone[code], kinds.get(code, FREE), before[code], after[code])
        for code in sorted(before.keys() & after.keys())
    ]


def _kinds(known: Mapping[str, str], day: str) -> dict[str, str]:
    """Codes that a Chinese measure in effect by a day covers, whole or in part."""
    ours = [
        m
        for m in measures()
        if m.jurisdiction == CHINA and m.effective is not None and m.effective.first <= day
    ]
    found: dict[str, str] = {}
    for line in tariff_codes.lines():
        if line.code not in known:
            continue
        for measure in ours:
            part = reach.extent(measure, line.mineral, line.form, line.code)
            whole = measure.type in reach.LICENCE | reach.BAN and part.low == 1
            if whole:
                found[line.code] = CONTROLLED
            elif part.high:
                found.setdefault(line.code, TOUCHED)
    return found


def _of_placebo(test: Placebo, store: str) -> tuple[Case, Case]:
    """Comparison of the two groups, and the chance of such a difference."""
    many = f"{test.others} codes without a measure against {test.touched} under control"
    enough = test.others_part is not None
    part = point(
        many,
        "part that fell as much",
        test.others_part,
        "fraction",
        "<",
        test.part,
        flags=() if enough else ("placebo_small",),
        sources=(store,),
    )
    chance = shown_only(
        many, "chance of as many falls at random", test.chance, "p", sources=(store,)
    )
    return part, chance


def _result(
    groups: Mapping[str, Sequence[Moved]],
    falls: Mapping[str, Sequence[float]],
    test: Placebo,
    limit: float,
    first: int,
    second: int,
) -> str:
    """The falls, and those of the placebo, in one sentence."""
    named = sentence(
        point(f"{one.code} ({one.minerals})", "fall of the share", one.fall, "fraction", ">", limit)
        for one in groups[CONTROLLED]
    )
    free = falls[FREE]
    beside = (
        f"of {test.others} codes that no measure touches and that could have fallen as much, "
        f"{test.others_fell} did"
    )
    if free:
        middle, least, most = (x * 100 for x in (median(free), min(free), max(free)))
        beside += f" (median {middle:.1f} points, from {least:.1f} to {most:.1f})"
    few = "" if test.others_part is not None else f"; fewer than {FEWEST} settle nothing"
    return f"fall {first} to {second}: {named}; {beside}, chance {test.chance:.2f}{few}"
