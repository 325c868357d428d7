"""Charts of `compare`: two figures of each row joined, or a line for each side over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table, several
from critmin.charts.forms import Pair, Pairs
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import CHINA, FRACTION, Chart, Lines, Point, written
from critmin.comparisons.questions import EDITION, ITEM, OF_IMPORTS, PLACE
from critmin.comparisons.sides import SideSaid
from critmin.comparisons.summary import Said, is_total
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.core.sources import Edition
from critmin.core.wording import capital, counted, few, listed, place, the
from critmin.summaries.phrases import editor, goods, possessive

Row = dict[str, Any]
MOST = 14  # most rows of one picture
LEAST, FEWEST = 0.005, 3  # shares below this on both sides are left out, but of so few rows
NAMED = 3
TIMES = ("period", "year")
UNITS = {"as in method": "", "as in unit": ""}


def compare(table: Table, said: Said) -> Chart | None:
    """Dumbbells of the rows that differ most; lines where the rows are years of one thing."""
    rows = table.records()
    both = [row for row in rows if row["a"] is not None and row["b"] is not None]
    if not both:
        return None
    time = next((name for name in TIMES if name in said.key), "")
    unit = str(both[0]["unit"] or "")
    sides = tuple(plain_side(said, at) for at in (0, 1))
    alone = [row for row in rows if row not in both]
    others = [name for name in said.key if name not in TIMES and _varies(both, name)]
    if time and not others and len(both) > 1:
        return _lines(said, rows, both, time, sides)
    older, at = 0, ""
    monthly = time == "period" and "-" in str(both[0][time])
    if time and len({row[time] for row in both}) > 1:
        newest = max(row[time] for row in both)
        at = in_words(str(newest))
        older = len({row[time] for row in both}) - 1
        both = [row for row in both if row[time] == newest]
        alone = [row for row in alone if row[time] == newest]
    totals = [row for row in both if is_total(row)]
    plain = [row for row in both if not is_total(row)] or both
    ranked = sorted(plain, key=lambda row: -abs(row["difference"] or 0.0))
    kept = ranked[:MOST]
    if unit == FRACTION:
        least = [row for row in kept if max(abs(row["a"]), abs(row["b"])) >= LEAST]
        kept = least if len(least) >= FEWEST else kept[: max(FEWEST, len(least))]
    what = said.what(plain)
    short = [side.partition(", figures of")[0] for side in sides]
    suppliers = said.question == "dependency"
    notes = [
        _suppliers_alone(said, alone, plain, sides, len(ranked) - len(kept))
        if suppliers
        else _alone(said, alone, short),
        left_out(
            0 if suppliers else len(ranked) - len(kept),
            "row with a smaller difference or share",
            "rows with smaller differences or shares",
            narrow="name fewer minerals or countries",
        ),
        left_out(len(totals) if totals and plain is not both else 0, "total"),
        left_out(older, f"earlier {'month' if monthly else 'year'}", narrow="name one country"),
        "The two sides come from different sources." if _apart(said, both) else "",
    ]
    return Pairs(
        topic=f"{capital(what.removeprefix('the '))}: {short[0]} and {short[1]}",
        title=_title(said, ranked, what, short, at),
        subtitle=_by_side(said, both, sides) or f"{_by_value(said, both)}{_measure(unit)}",
        unit=UNITS.get(unit, unit),
        note=small_print(notes),
        pairs=tuple(
            Pair(capital(_label(said, row, plain)), row["a"], row["b"], highlight=_china(row))
            for row in kept
        ),
        sides=(_legend(sides[0]), _legend(sides[1])),
    )


def _varies(rows: Sequence[Row], name: str) -> bool:
    return len({row[name] for row in rows}) > 1


def _apart(said: Said, rows: Sequence[Row]) -> bool:
    """Whether the figures of both sides are of different publishers."""
    named = [{Edition.of(name).origin for name in several(row["source"])} for row in rows]
    unlike = all(len(of) > 1 for of in named)
    return said.question == "dependency" and unlike


def _legend(side: str) -> str:
    """Side as a label, without an article."""
    return capital(side.removeprefix("the "))


def _measure(unit: str, *, lines: bool = False) -> str:
    """How both figures are shown, with their unit."""
    named = f", in {unit}" if unit[:1].isalpha() and unit not in {*UNITS, FRACTION} else ""
    figures = "shares" if unit == FRACTION else "figures"
    return f"A line for each side{named}" if lines else f"Each line joins the two {figures}{named}"


def plain_side(said: Said, at: int) -> str:
    """Name of a side in plain words: an edition by its publisher and year, no slug."""
    name, word = said.side(at), said.sides[at].word
    if word.kind == EDITION:
        return _edition(word.code, said.sides[at])
    if word.kind == ITEM:
        return name.replace("-", " ")
    when = said.sides[at].when
    return name.removesuffix(f" ({when})") if when == said.sides[1 - at].when else name


def _edition(code: str, side: SideSaid) -> str:
    source = sources.editions().get(code)
    name = f"{source.publisher} {source.edition}" if source else code.replace("@", " ")
    if editor(code):
        name = f"{editor(code)} {Edition.of(code).edition}".removeprefix("the ")
    return f"{name}, figures of {side.when}" if side.when else name


def _china(row: Row) -> bool:
    return CHINA in {row.get(name) for name in ("iso3", "supplier_iso3", "via_iso3")}


def _label(said: Said, row: Row, rows: Sequence[Row]) -> str:
    """Row in words; what all rows share is not said."""
    label = said.label(row, rows)
    if label in {row.get("product"), row.get("technology")}:
        return label.replace("-", " ")
    form = str(row.get("stage") or "")
    if row.get("supplier") and label.endswith(f" {form}"):
        label = f"{label.removesuffix(f' {form}')} ({form})"
    return (label or said.what(rows)).removeprefix("the ")


def _title(said: Said, ranked: Sequence[Row], what: str, sides: Sequence[str], at: str) -> str:
    """Where the sides differ most, with both figures, and the time if one of several is drawn."""
    row = ranked[0]
    if (
        said.question in {"dependency", "exposure", OF_IMPORTS}
        and row["unit"] == FRACTION
        and not said.ordered
    ):
        return _supplied(said, row, at)
    what += f" in {at}" if at else ""
    label = _label(said, row, ranked) if len(ranked) > 1 else ""
    first, second = said.shown(row, 0), said.shown(row, 1)
    if not row["difference"]:
        return f"{capital(what)} is the same for {sides[0]} and {sides[1]}"
    if not label:
        subject = said.label(row, ranked)
        of = f" of {subject}" if subject else ""
        joint, verb = ("in", "was") if said.ordered else ("for", "is")
        if any(side.word.kind == EDITION for side in said.sides):
            joint = "in"
        return (
            f"{capital(what)}{of} {verb} {first} {joint} {sides[0]} and {second} {joint} {sides[1]}"
        )
    joint = "" if label.startswith(("in ", "at ")) else "for "
    if said.ordered:
        between = f"Between {sides[0]} and {sides[1]}"
        return f"{between}, {what} changed most {joint}{label}: from {first} to {second}"
    between = f"between {sides[0]} and {sides[1]}"
    return f"{capital(what)} differs most {between} {joint}{label}: {first} and {second}"


def _supplied(said: Said, row: Row, at: str) -> str:
    """What one supplier supplied to both buyers."""
    named = "country" if said.question == OF_IMPORTS else "supplier"
    supplier = row.get(named) or place(said.supplier)
    goods_ = goods(str(row["mineral"]), str(row["stage"])) if row.get("mineral") else "the mineral"
    if said.sides[0].word.kind != PLACE:
        names = [said.side(at) for at in (0, 1)]
        figures = [f"{said.shown(row, at)} for {name}" for at, name in enumerate(names)]
        when = f" in {at}" if at else ""
        return f"{capital(the(str(supplier)))} supplied {listed(figures)}{when}"
    buyers = [possessive(the(place(side.word.code))) for side in said.sides]
    whens = [at or side.when for side in said.sides]
    order = sorted((0, 1), key=lambda at: -float(row["ab"[at]]))
    same = whens[0] == whens[1]
    told = [f" {_in(whens[at])}" if whens[at] and not same else "" for at in (0, 1)]
    high, low = order
    return (
        f"{capital(the(str(supplier)))} supplied {said.shown(row, high)} of {buyers[high]} "
        f"imports of {goods_}{told[high] or (f' {_in(whens[0])}' if whens[0] else '')}"
        f" and {said.shown(row, low)} of {buyers[low]}{told[low]}"
    )


def _in(when: str) -> str:
    """Year or average of a side in a sentence.

    >>> _in("2024"), _in("average of 2021-2024")
    ('in 2024', 'on average in 2021-2024')
    """
    average = when.removeprefix("average of ")
    return f"in {when}" if average == when else f"on average in {average}"


def _by_side(said: Said, rows: Sequence[Row], sides: Sequence[str]) -> str:
    """How the share of each side is measured, where the sides are of different publishers."""
    if said.question != "dependency" or rows[0]["unit"] != FRACTION or not _apart(said, rows):
        return ""
    how = [
        "as the source prints it" if "average" in side.when else "by value" for side in said.sides
    ]
    return f"{_legend(sides[0])} {how[0]}, {sides[1]} {how[1]}" if how[0] != how[1] else ""


def _by_value(said: Said, rows: Sequence[Row]) -> str:
    """That the shares of imports are of their value, if no source prints them otherwise."""
    printed = any("period_average" in several(row["flag"]) for row in rows)
    by_value = said.question == "dependency" and rows[0]["measure"] == "share" and not printed
    return "By value. " if by_value else ""


def _suppliers_alone(
    said: Said, alone: Sequence[Row], shown: Sequence[Row], sides: Sequence[str], small: int
) -> str:
    """Sentence on suppliers of one side only of the forms that are drawn; others are counted."""
    forms = {(row.get("mineral"), row.get("stage")) for row in shown}
    same = [row for row in alone if (row.get("mineral"), row.get("stage")) in forms]
    parts = []
    for at, name in enumerate("ab"):
        of = [row for row in same if row[name] is not None and row["ba"[at]] is None]
        of.sort(key=lambda row: -float(row[name]))
        named = [f"{row['supplier']} ({written(row[name], FRACTION)})" for row in of]
        if named and len(forms) == 1:
            parts.append(f"Only for {sides[at].partition(' (')[0]}: {few(named, NAMED)}.")
    rest = len(alone) - (len(same) if parts else 0) + small
    parts.append(
        left_out(rest, "supplier, small or of another form,", "suppliers, small or of other forms,")
    )
    return small_print(parts)


def _alone(said: Said, alone: Sequence[Row], sides: Sequence[str]) -> str:
    """Sentence on rows that have a figure on one side only, or on neither."""
    parts = []
    for at, name in enumerate(("a", "b")):
        other = "b" if name == "a" else "a"
        rows = [row for row in alone if row[name] is not None and row[other] is None]
        if rows:
            labels = [capital(_label(said, row, alone)) for row in rows]
            parts.append(f"Only for {sides[at]}: {few(labels, NAMED)}.")
    neither = sum(row["a"] is None and row["b"] is None for row in alone)
    if neither:
        parts.append(f"{counted(neither, 'row')} without a figure.")
    return " ".join(parts)


def _lines(
    said: Said, rows: Sequence[Row], both: Sequence[Row], time: str, sides: Sequence[str]
) -> Chart:
    """A line for each side."""
    what = said.what(both)
    unit = str(both[0]["unit"] or "")
    points = [
        Point(_legend(side), _at(row[time]), row[name], key=_key(said, at))
        for at, (side, name) in enumerate(zip(sides, "ab", strict=True))
        for row in sorted(rows, key=lambda row: str(row[time]))
    ]
    china = {name for name, at in ((sides[0], 0), (sides[1], 1)) if _key(said, at) == CHINA}
    first, last = (in_words(pick(str(row[time]) for row in both)) for pick in (min, max))
    end = max(both, key=lambda row: str(row[time]))
    when = f"in {last}"
    figures = [f"{said.shown(end, at)} for {sides[at]}" for at in (0, 1)]
    return Lines(
        topic=f"{capital(what.removeprefix('the '))}, {first} to {last}",
        title=f"{capital(what)} {when}: {listed(figures)}",
        subtitle=_measure(unit, lines=True),
        unit=UNITS.get(unit, unit),
        points=tuple(
            point._replace(highlight=point.series in {_legend(name) for name in china})
            for point in points
        ),
    )


def _key(said: Said, at: int) -> str:
    return said.sides[at].word.code if said.sides[at].word.kind == PLACE else ""


def _at(cell: Any) -> float:
    """Year of a cell; a month as a part of its year."""
    year, _, month = str(cell).partition("-")
    return int(year) + ((int(month) - 1) / 12 if month.isdigit() else 0.0)
