"""Summary of `trend`: first and last year of the largest suppliers, or of the index."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Table, several
from critmin.core.wording import about, counted, listed, lower, mineral_name, percent
from critmin.summaries.phrases import (
    Row,
    about_percent,
    amount,
    by_edition,
    editor,
    flags,
    in_year,
    is_withheld,
    name_in,
    names_or_count,
    number,
    order,
    own,
    possessive,
    rough,
    sentence,
    two,
    what,
    withheld_in,
    year,
)
from critmin.summaries.stages import activity, caveat, does, on_several_bases
from critmin.summaries.standing import EXCLUDED

NAMED = 3  # countries, or minerals, of which the change is said
SHOWN = 2  # countries said if none is named
POINT = 0.015  # estimated shares this close are not called a rise or a fall
SMALL = 0.03  # estimated indices this close, as a part of the earlier one
SHARES = {"fraction", "share"}  # units of sources that print no amounts
DIGITS = 3  # significant digits of a quantity
UNCLEAR = "residual_large"


def trend(table: Table) -> str:
    """Change of the largest suppliers' shares, or of the HHI, between the first and last year."""
    return on_several_bases(table) or by_edition(table, _trend(table))


def _trend(table: Table) -> str:
    lines = _lines(table)
    if not lines:
        return ""
    measure = str(table.query["measure"])
    only = table.query.get("country") or ()
    if len(lines) > NAMED:
        return _counted(lines, measure)
    shown = SHOWN if len(lines) == 1 else 1
    said = _together(lines, measure, only) or [_line(rows, measure, only, shown) for rows in lines]
    first = "; ".join(filter(None, said))
    if not first:
        return ""
    one = len(lines) == 1
    notes = _notes(table, lines[0], once=not table.query.get("year")) if one else ""
    return two(sentence(first), notes, _missing(table))


def _lines(table: Table) -> list[list[Row]]:
    """Rows of each mineral and stage, by year."""
    found: dict[tuple[object, object], list[Row]] = {}
    for row in table:
        if row["year"] is not None:
            found.setdefault((row["mineral"], row["stage"]), []).append(row)
    return [sorted(rows, key=lambda row: order(row)) for rows in found.values()]


def _newest(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["year"] == rows[-1]["year"]]


def _together(lines: Sequence[list[Row]], measure: str, only: Sequence[str]) -> list[str]:
    """A few minerals at one stage over the same years; empty if these differ."""
    if len(lines) < 2 or measure == "quantity" or len(only) > 1:
        return []
    pairs = [pair for rows in lines if (pair := _ends(rows, measure, only))]
    spans = {(first["stage"], first["year"], last["year"]) for first, last in pairs}
    if len(spans) != 1 or len(pairs) < len(lines):
        return []
    first, last = pairs[0]
    if first["year"] == last["year"] or first["stage"] in {"reserves", "capacity"}:
        return []
    parts = []
    for before, after in pairs:
        who = "" if measure == "hhi" else f", {name_in(after)}"
        parts.append(f"{what(after)}{who} {_figure(before, measure)} to {_figure(after, measure)}")
    mine = " in your table" if own(last) else ""
    name = "HHI" if measure == "hhi" else "share"
    return [
        f"{name} of {last['stage']}{mine} from {first['year']} to {last['year']}: "
        f"{'; '.join(parts)}"
    ]


def _ends(rows: Sequence[Row], measure: str, only: Sequence[str]) -> tuple[Row, Row] | None:
    """First and last row of the index, or of the largest supplier; None without figures."""
    if measure == "hhi":
        known = [row for row in rows if number(row, "value") is not None]
    else:
        known = next(iter(_subjects(rows, only, 1)), [])
    return (known[0], known[-1]) if known else None


def _line(rows: Sequence[Row], measure: str, only: Sequence[str], shown: int) -> str:
    """Change of one mineral at one stage."""
    if measure == "hhi":
        known = [row for row in rows if number(row, "value") is not None]
        if not known:
            return _no_country(rows)
        return _moved(f"the HHI of {activity(known[0])}", known[0], known[-1], measure)
    subjects = _subjects(rows, only, shown)
    if not subjects:
        return _no_country(rows)
    if measure == "quantity" and rows[-1]["unit"] not in SHARES:
        return "; ".join(_quantity(of) for of in subjects)
    first, *others = subjects
    subject = f"{_whose(first[-1])} share of {activity(first[-1])}"
    said = _moved(subject, first[0], first[-1], "share")
    for other in others:
        joined = "while" if other is others[0] and len(other) > 1 else "and"
        said += f" {joined} {_whose(other[-1])} {_also(first, other)}"
    return said


def _subjects(rows: Sequence[Row], only: Sequence[str], shown: int) -> list[list[Row]]:
    """Years with a figure of each country said: those named, or the largest of the newest year."""
    order = list(only[:NAMED])
    if not order:
        newest = [row for row in _newest(rows) if row["iso3"] and amount(row, "value") > 0]
        if any(UNCLEAR in flags(row) for row in _newest(rows)):
            return []
        newest.sort(key=lambda row: -amount(row, "value"))
        order = [str(row["iso3"]) for row in newest[:shown]]
    found = [
        [row for row in rows if row["iso3"] == code and number(row, "value") is not None]
        for code in order
    ]
    return [of for of in found if of]


def _no_country(rows: Sequence[Row]) -> str:
    """What is not attributed to a country in the newest year; countries named without a figure."""
    newest = _newest(rows)
    unclear = any(UNCLEAR in flags(row) for row in newest)
    rest = fsum(amount(row, "value") for row in newest if not row["iso3"])
    if unclear and newest[0]["unit"] != "fraction":
        return f"most of {activity(newest[0])} {in_year(newest[0])} has no country in the source"
    if unclear:
        of = f"{activity(newest[0])} {in_year(newest[0])}"
        return f"{percent(rest)} of {of} has no country in the source"
    absent = [row for row in newest if number(row, "value") is None and row["iso3"]]
    withheld = [name_in(row) for row in absent if "withheld" in flags(row)]
    other = [name_in(row) for row in absent if "withheld" not in flags(row)]
    of = activity(newest[0])
    parts = [f"{is_withheld(withheld)} ({of}, {year(newest[0])})"] if withheld else []
    parts += [f"no figure for {names_or_count(other)} ({of})"] if other else []
    return "; ".join(parts)


def _whose(row: Row) -> str:
    return possessive(name_in(row))


def _figure(row: Row, measure: str) -> str:
    if measure == "share":
        return about_percent(row, "value")
    if measure == "hhi":
        value = amount(row, "value")
        return f"{rough(row)}{round(value, -1) if value >= 100 else value:,.0f}"
    return f"{rough(row)}{about(amount(row, 'value'), DIGITS)} {row['unit']}"


def _moved(subject: str, first: Row, last: Row, measure: str) -> str:
    """Change of a figure between two years, said as it is rounded."""
    before, after = _figure(first, measure), _figure(last, measure)
    ahead = "projection" in flags(last)
    if first["year"] == last["year"]:
        return f"{subject} {'is projected at' if ahead else 'was'} {after} {in_year(last)}"
    if _level(first, last, measure):
        both = "" if before == after else f"{before} "
        verb = "is projected at" if ahead else "was"
        return f"{subject} {verb} {both}{in_year(first)} and {after} {in_year(last)}"
    up = amount(last, "value") > amount(first, "value")
    verb = f"is projected to {'rise' if up else 'fall'}" if ahead else "rose" if up else "fell"
    return f"{subject} {verb} from {before} {in_year(first)} to {after} {in_year(last)}"


def _level(first: Row, last: Row, measure: str) -> bool:
    """Whether a change is too small to be called one: the rounding, or estimates, allow none."""
    before, after = amount(first, "value"), amount(last, "value")
    shown = {_figure(row, measure).removeprefix("about ") for row in (first, last)}
    if len(shown) == 1:
        return True
    if not rough(first) + rough(last):
        return False
    return abs(after - before) < (POINT if measure == "share" else SMALL * before)


def _also(first: Sequence[Row], other: Sequence[Row]) -> str:
    """Change of a second share; its years only where they differ from the first's."""
    same = (first[0]["year"], first[-1]["year"]) == (other[0]["year"], other[-1]["year"])
    before, after = (_figure(row, "share") for row in (other[0], other[-1]))
    ahead = "projection" in flags(other[-1])
    if len(other) == 1:
        return after if same else f"was {after} {in_year(other[-1])}"
    if _level(other[0], other[-1], "share"):
        return f"{'is projected at' if ahead else 'was'} {before} and {after}"
    up = amount(other[-1], "value") > amount(other[0], "value")
    verb = f"is projected to {'rise' if up else 'fall'}" if ahead else "rose" if up else "fell"
    if same:
        return f"{verb} from {before} to {after}"
    return f"{verb} from {before} {in_year(other[0])} to {after} {in_year(other[-1])}"


def _quantity(of: Sequence[Row]) -> str:
    first, last = of[0], of[-1]
    goods = what(last)
    kind = {"reserves": f"{goods} reserves", "capacity": f"{goods} capacity"}
    after = f"{_figure(last, 'quantity')} of {kind.get(str(last['stage']), goods)}"
    mine = " in your table" if own(last) else ""
    said = f"{name_in(last)} {does(last)} {after}{mine} {in_year(last)}"
    if first["year"] == last["year"]:
        return said
    return f"{said}, after {_figure(first, 'quantity')} {in_year(first)}"


def _notes(table: Table, rows: Sequence[Row], *, once: bool) -> str:
    """Editions that the years are from, and producers that are in no figure."""
    newest = _newest(rows)
    editions = list(dict.fromkeys(id_ for row in rows for id_ in several(row["source"])))
    by = editor(editions[0]) if editions else ""
    parts = []
    if len(editions) > 1:
        parts.append(f"figures come from {len(editions)} editions{f' of {by}' if by else ''}")
    hidden = [name_in(row) for row in newest if "withheld" in flags(row)]
    hidden = hidden or list(withheld_in(table, newest[0]))
    if not any(number(row, "value") is not None for row in newest):
        return ""
    if hidden and len(hidden) <= SHOWN:
        parts.append(f"output of {listed(hidden)} is withheld and in no share")
    elif any(EXCLUDED & flags(row) for row in newest):
        parts.append("producers without a printed figure are in no share")
    if once and len({year(row) for row in rows}) == 1:
        parts.append("no other year has figures")
    if what_else := caveat(rows[-1]):
        parts.append(lower(what_else).removesuffix("."))
    return sentence("; ".join(parts)) if parts else ""


def _counted(lines: Sequence[Sequence[Row]], measure: str) -> str:
    """Number of lines that rose and fell, and the largest rise."""
    ends = [pair for rows in lines if (pair := _ends(rows, measure, ()))]
    moves = [(first, last) for first, last in ends if first["year"] != last["year"]]
    if not moves:
        return ""
    up = sum(amount(last, "value") > amount(first, "value") for first, last in moves)
    first, last = max(moves, key=lambda pair: amount(pair[1], "value") - amount(pair[0], "value"))
    of_largest = f"the {'share' if measure == 'share' else 'output'} of the largest supplier named"
    subject = "the HHI" if measure == "hhi" else of_largest
    head = (
        f"of {counted(len(moves), 'series', 'series')} with several years, {subject} rose in {up} "
        f"and fell or stayed in {len(moves) - up}"
    )
    who = (
        f"the HHI of {activity(last)}"
        if measure == "hhi"
        else f"{_whose(last)} share of {activity(last)}"
    )
    if measure == "quantity" or amount(last, "value") <= amount(first, "value"):
        return sentence(head)
    return f"{sentence(head)} {sentence(f'most: {_moved(who, first, last, measure)}')}"


def _missing(table: Table) -> str:
    without = [
        f"{lower(mineral_name(str(row['mineral'])))} {row['stage']}"
        for row in table
        if row["year"] is None
    ]
    if not without:
        return ""
    return sentence(f"no figure for {names_or_count(list(dict.fromkeys(without)))}")
