"""Summary of `risk`: a published supply-risk score, recomputed, against its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any

from critmin.answers.table import Table
from critmin.core.wording import counted, lower, mineral_name
from critmin.summaries.phrases import (
    about_percent,
    amount,
    flags,
    goods,
    in_year,
    known_place,
    number,
    possessive,
    sentence,
    year,
)

Row = Any  # of the question, in a package above
MOST = 3  # minerals said one by one
CRITICAL = 1.0  # a material is critical from this score on, European Commission (2017)
APART = 0.1  # a printed score so far from the recomputed one is said with it
LEAST = 0.001  # a smaller score is not written out
AT = {"mining": "at the mine", "refining": "at the refinery"}
FORM = {"mining": "ore", "refining": "refined"}


def risk(table: Table) -> str:
    """Score of each mineral at its highest stage, or of each stage by GeoPolRisk."""
    rows = [row for row in table.typed if _known(row)]
    if not rows:
        return ""
    return _geopolrisk(rows) if rows[0].method == "geopolrisk" else _eu(table, rows)


def _known(row: Row) -> bool:
    return number(row, "score") is not None or number(row, "score_high") is not None


def _size(row: Row) -> float:
    """Score for sorting; the high end of a range."""
    return amount(row, "score") or amount(row, "score_high")


def _eu(table: Table, rows: Sequence[Row]) -> str:
    top: dict[object, Row] = {}
    for row in rows:
        kept = top.get(row.mineral)
        if kept is None or _size(row) > _size(kept):
            top[row.mineral] = row
    found = list(top.values())
    if len(found) == 1:
        return _one(table, found[0])
    if len(found) <= MOST:
        parts = [
            f"{_name(row)} {_score(row)} {AT.get(str(row.stage), '')}{_printed_too(table, row)}"
            for row in found
        ]
        return sentence(
            f"the European Union's supply risk ({year(found[0])}, recomputed here; critical from "
            f"{CRITICAL:.1f}): {'; '.join(parts)}"
        )
    above = [row for row in found if amount(row, "score") >= CRITICAL]
    most = max(found, key=_size)
    return sentence(
        f"of {counted(len(found), 'mineral')} with a score, {len(above)} reach the European "
        f"Union's threshold of {CRITICAL:.1f} for supply risk ({year(found[0])}, recomputed here); "
        f"highest: {_name(most)} ({_score(most)} {AT.get(str(most.stage), '')})"
    )


def _printed(table: Table, row: Row) -> str:
    """Score that the study prints, where the inputs do not give it; empty if not in the notes."""
    for about in table.warnings:
        if about.code == "not_reproduced" and about.is_of(row.mineral, row.stage):
            return f"{about.values['published']:g}"
    return ""


def _differs(row: Row, printed: str) -> bool:
    """Whether the study's score is further from the recomputed one than rounding can be."""
    low, high = number(row, "score_low"), number(row, "score_high")
    ends = [amount(row, "score") if end is None else end for end in (low, high)]
    return bool(printed) and not ends[0] - APART <= float(printed) <= ends[1] + APART


def _printed_too(table: Table, row: Row) -> str:
    printed = _printed(table, row)
    return f" (the study prints {printed})" if _differs(row, printed) else ""


def _name(row: Row) -> str:
    return lower(mineral_name(str(row.mineral)))


def _score(row: Row) -> str:
    """Score to a tenth, or its range where the ends differ."""
    low, high = number(row, "score_low"), number(row, "score_high")
    if low is None or high is None:
        return f"{amount(row, 'score'):.1f}"
    least, most = f"{low:.1f}", f"{high:.1f}"
    return least if least == most else f"{least} to {most}"


def _one(table: Table, row: Row) -> str:
    low = number(row, "score_low")
    high = number(row, "score_high")
    least = amount(row, "score") if low is None else low
    most = amount(row, "score") if high is None else high
    above = "above" if least > CRITICAL else "at"
    side = f"{above if least >= CRITICAL else 'below' if most < CRITICAL else 'around'} its"
    stage = AT.get(str(row.stage), "")
    printed = _printed(table, row)
    if _differs(row, printed):
        return sentence(
            f"the European Union's supply risk of {_name(row)} {stage}, recomputed here from "
            f"shares of {_period(row)}, is {_score(row)}, {side} threshold of {CRITICAL:.1f}; the "
            f"study prints {printed}"
        )
    said = (
        f"the European Union's supply risk of {_name(row)} is {_score(row)} {stage}, {side} "
        f"threshold of {CRITICAL:.1f}, recomputed here from shares of {_period(row)}"
    )
    return " ".join(filter(None, [sentence(said), _caveat(table, row)]))


def _period(row: Row) -> str:
    return year(row).removesuffix(" average")


def _caveat(table: Table, row: Row) -> str:
    """What the study itself prints, where it differs; or what the score rests on."""
    if printed := _printed(table, row):
        return f"The study prints {printed}."
    if "eu_sourcing_missing" in flags(row):
        return "It rests on the world's supply alone, without the sources of EU imports."
    if "disputed" in flags(row):
        return "Publishers differ widely on the shares behind it."
    return ""


def _geopolrisk(rows: Sequence[Row]) -> str:
    newest = max(int(str(row.year)) for row in rows)
    found = [row for row in rows if row.year == newest]
    whose = possessive(known_place(str(found[0].buyer_iso3)))
    when = in_year(found[0])
    if len(found) > MOST:
        most = max(found, key=_size)
        return sentence(
            f"{whose} GeoPolRisk score (0 to 1) is highest for {_good(most)} among "
            f"{counted(len(found), 'score')} {when}: {_small(most)}"
        )
    parts = [f"{_small(row)} for {_good(row)} ({_imported(row)})" for row in found]
    first = sentence(f"{whose} GeoPolRisk score (0 to 1) {when} was {'; '.join(parts)}")
    known = [row for row in found if number(row, "reliance") is not None]
    if any("own_output_not_listed" in flags(row) for row in known):
        return f"{first} Its own output is not listed in the source and not fully counted."
    return first


def _good(row: Row) -> str:
    return goods(str(row.mineral), FORM.get(str(row.stage), ""))


def _small(row: Row) -> str:
    """Score to two significant digits, or its range where the ends differ."""
    low, high = number(row, "score_low"), number(row, "score_high")
    if low is None or high is None:
        return _digits(amount(row, "score"))
    least, most = _digits(low), _digits(high)
    return least if least == most else f"{least} to {most}"


def _digits(value: float) -> str:
    if 0 < value < LEAST:
        return f"under {LEAST:g}"
    return f"{value:.{max(0, 1 - floor(log10(value)))}f}" if value > 0 else "0"


def _imported(row: Row) -> str:
    share = number(row, "reliance")
    return (
        "its own output is not known"
        if share is None
        else f"it imports {about_percent(row, 'reliance')}"
    )
