"""Charts of `dependency`: bars of a form, a history of years, the largest suppliers of many."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.forms import Heat, share_cell
from critmin.charts.labels import (
    TITLE,
    headline,
    left_out,
    small_print,
    tables_of,
    unanswered,
    whens,
)
from critmin.charts.model import (
    CHINA,
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Part,
    Stacks,
    distinct,
    written,
)
from critmin.core import names
from critmin.core.dates import in_words
from critmin.core.periods import Month
from critmin.core.wording import AnyRow, capital, cell, listed, the, when
from critmin.summaries.dependency import lines_of
from critmin.summaries.phrases import (
    AS_NAMED,
    about_percent,
    goods,
    in_year,
    known_place,
    possessive,
)
from critmin.supply.charts import ROWS, STACKS, STEPS
from critmin.trade import codes, us_imports
from critmin.trade.flows import NOT_SPECIFIED

if TYPE_CHECKING:
    from critmin.trade.dependency import Row

LEAST = 0.005  # of imports; smaller suppliers are added up
FEWEST = 5  # suppliers that are shown however small
NAMED = 5  # suppliers named in a stacked bar; the others are one part
SMALL = 0.06  # of a stacked bar; smaller suppliers are in the part of all others
LINES = 5  # most suppliers of which the share is drawn by month
FORMS = 24  # most forms of one picture
# Forms of goods whose name is the same in each of them.
FORMS_BESIDE = {"ore": "crude", "intermediate": "intermediate", "mixed": "in several forms"}
OUTSIDE = ", trade among its members left out"
FEWER = "name a mineral or a form"
LINES_ARE = ("lines (a mineral in one form)", "forms of minerals")
BY = {"weight": "by product weight", "contained": "by contained weight"}


def dependency(table: Table) -> Chart | None:
    """Form that fits: bars of one form, a history of years, stacks, or one bar for each form."""
    rows = table.typed
    tables = tables_of(rows)
    if not tables:
        return None
    named = bool(table.query.get("supplier"))
    years = distinct([key[3] for key in tables])
    forms = distinct([key[:2] for key in tables])
    if len(years) > 1 and len(forms) < len(tables):
        return _by_year(table, rows, forms, named=named)
    if len(tables) == 1:
        return _one_form(table, next(iter(tables.values())))
    if named:
        return _from_those_named(table, rows)
    if len(tables) > STACKS:
        return _largest(table)
    many = len({when(of[0]) for of in tables.values()}) > 1
    parts: list[Part] = []
    values = {(line.first.mineral, line.first.stage): line.value for line in lines_of(table)}
    ordered = sorted(tables.items(), key=lambda item: -values.get(item[0][:2], 0.0))
    for (mineral, form, *_), of in ordered:
        name = capital(goods(str(mineral), str(form)))
        parts += _parts(of, f"{name}, {when(of[0])}" if many else name)
    head = _head(table, rows, f"by form, {whens([of[0] for of in tables.values()])}")
    head["title"] = _leaders(table) or head["title"]
    return Stacks(**head, note=unanswered(rows), parts=tuple(parts))


def _leaders(table: Table) -> str:
    """Largest supplier of each of the forms with the largest import value; empty if of one."""
    found = [line for line in lines_of(table) if line.ranked]
    found = [line for line in found if line.rest < float(line.ranked[0].share)]
    found.sort(key=lambda line: -line.value)
    whens_ = {in_year(line.first) for line in found[:3]}
    if len(found) < 2 or len(whens_) > 1:
        return ""
    buyer = possessive(place_in(str(table.query["buyer"])))
    said: list[str] = []
    for line in found[:3]:
        who = the(str(line.ranked[0].supplier))
        share = about_percent(line.ranked[0])
        if said:
            again = who == the(str(found[len(said) - 1].ranked[0].supplier))
            said.append(f"{'' if again else f'{who} '}{share} of {line.goods}")
        else:
            when_ = in_year(line.first)
            said.append(f"{who} supplied {share} of {buyer} imports of {line.goods} {when_}")
    text = capital(", ".join(said) if len(said) > 2 else listed(said))
    return text if len(text) <= TITLE else capital(listed(said[:2]))


def _head(table: Table, rows: Sequence[Row], topic: str, *, title: bool = True) -> dict[str, Any]:
    """Title, topic, measure and unit, which all forms share.

    What the imports of a bloc leave out is in the subtitle where the title has no room.
    """
    buyer = place_in(str(table.query["buyer"]))
    said = headline(first_sentence(table.summary).replace(LINES_ARE[0], LINES_ARE[1]))
    outside = any(about.code.startswith("intra_bloc") for about in table.warnings)
    if len(said) > TITLE and OUTSIDE in said:
        said = headline(said.replace(OUTSIDE, ""))
    printed = all("period_average" in several(row.flag) for row in rows if row.year)
    by = "" if printed else BY.get(str(table.query.get("measure")), "by value")
    parts = [f"Share of recorded imports {by}".rstrip()]
    parts += [OUTSIDE.removeprefix(", ")] if outside else []
    return {
        "topic": f"{capital(possessive(buyer))} imports {topic}",
        "title": said if title else "",
        "subtitle": ", ".join(parts),
        "unit": FRACTION,
    }


def place_in(code: str) -> str:
    """Name of a buyer or supplier in a sentence, also of a former country."""
    former = codes.places().get(code)
    return former.name if former else known_place(code)


def _one_form(table: Table, rows: Sequence[Row]) -> Chart:
    """Bars of the suppliers of one form."""
    first = rows[0]
    what = goods(str(first.mineral), str(first.stage))
    head = _head(table, rows, f"of {what} by supplier, {when(first)}")
    return Bars(**head, note=unanswered(table.typed), bars=tuple(_bars(rows)))


def _bars(rows: Sequence[Row]) -> list[Bar]:
    known = [row for row in rows if row.share is not None and _kind(row) != RESIDUAL]
    rest = [row for row in rows if row.share is not None and _kind(row) == RESIDUAL]
    empty = [row for row in rows if row.share is None]
    worth = sum(_share(row) >= LEAST for row in known)
    cut = min(ROWS, max(worth, FEWEST))
    cut = len(known) if len(known) <= cut + 1 else cut
    bars = [_bar(row, str(row.supplier)) for row in known[:cut]]
    if more := known[cut:]:
        bars.append(Bar(f"{len(more)} more", fsum(map(_share, more)), kind=RESIDUAL))
    return [*bars, *(_bar(row, str(row.supplier)) for row in [*rest, *empty])]


def _bar(row: Row, label: str, text: str = "") -> Bar:
    china = row.supplier_iso3 == CHINA
    state = text if row.share is not None else _state(row)
    return Bar(label, row.share, "", china, _kind(row), state, _key(row))


def _key(row: Row) -> str:
    return str(row.supplier_iso3 or "")


def _state(row: Row) -> str:
    """Why a supplier has no share, in words."""
    return "not among those named" if "not_listed" in several(row.flag) else ""


def _kind(row: Row) -> str:
    """Kind of a row: a country, also a former one, or what is of no country named."""
    return RESIDUAL if row.supplier in {us_imports.REST_NAME, NOT_SPECIFIED} else COUNTRY


def _by_year(
    table: Table, rows: Sequence[Row], forms: Sequence[tuple[Any, ...]], *, named: bool
) -> Chart:
    """Shares over the years: those of the suppliers named as lines, else all of one form stacked.

    Of several forms the one with the largest import value in its newest year is drawn.
    """
    dated = [row for row in rows if row.year is not None]
    suppliers = {row.supplier for row in dated}
    if named and len(suppliers) == 1 and len(forms) > 1:
        return _one_supplier(table, dated)
    mineral, form = _most_valued(table, forms)
    kept = [row for row in dated if (row.mineral, row.stage) == (mineral, form)]
    what = goods(str(mineral), str(form))
    others = len(forms) - 1
    notes = [
        left_out(others, "other form", narrow="name a form"),
        _breaks(table, what),
        unanswered(rows),
    ]
    head = _head(table, kept, f"of {what} by supplier, {whens(kept)}")
    if not named:
        head["title"] = _of_one(kept, what, place_in(str(table.query["buyer"])))
    figures = [
        series.Figure(str(row.supplier), row.year, row.share, _key(row), _state(row), _kind(row))
        for row in kept
    ]
    thing, things = "supplier with less", "suppliers with less"
    if any(isinstance(row.year, Month) for row in kept):
        found = _none_recorded(figures)
        return series.lines(found, head, notes, thing=thing, things=things, most=LINES)
    if named:
        return series.lines(figures, head, notes, thing=thing, things=things)
    return series.history(figures, head, notes)


def imports_over_time(table: Table, unit: str) -> Chart | None:
    """Lines of a buyer's imports over time: their HHI by form, or the weight from each supplier."""
    rows = [row for row in table.typed if row.year is not None]
    if not rows:
        return None
    index = table.query.get("measure") == "hhi"
    forms = distinct([(row.mineral, row.stage) for row in rows])
    kept = rows if index else [r for r in rows if (r.mineral, r.stage) == forms[0]]
    figures = [
        series.Figure(
            good_of(row) if index else str(row.country),
            row.year,
            row.value,
            "" if index else str(row.iso3 or ""),
        )
        for row in kept
    ]
    what = "imports" if index else f"imports of {goods(*map(str, forms[0]))}"
    others = "" if index else left_out(len(forms) - 1, "other form", narrow="name a form")
    head = {
        "topic": f"{capital(possessive(place_in(str(table.query['buyer']))))} {what}, "
        f"{whens(rows)}",
        "title": table.summary.rstrip("."),
        "subtitle": "HHI of the imports by supplier, by value" if index else "Product weight",
        "unit": "" if index else unit,
    }
    return series.lines(figures, head, [others, unanswered(rows)], most=LINES)


def _none_recorded(figures: Sequence[series.Figure]) -> list[series.Figure]:
    """Figures, and 0 for months in which imports are recorded, but none of a supplier."""
    months = {one.year for one in figures if one.value is not None}
    names_ = {one.name: one for one in figures}
    there = {(one.name, one.year) for one in figures}
    absent = [
        one._replace(year=year, value=0.0, state="")
        for name, one in names_.items()
        for year in months
        if (name, year) not in there
    ]
    return [*figures, *absent]


def _breaks(table: Table, what: str) -> str:
    """Sentence on members of a bloc that came or went between the years."""
    changed = any(about.code.startswith("bloc_changed") for about in table.warnings)
    return "The bloc had other members in some of the years." if changed else ""


def _of_one(rows: Sequence[Row], what: str, buyer: str) -> str:
    """Title on one form: its largest supplier now, and the share it had when it differed most."""
    newest = max(row.year for row in rows)
    now = [row for row in rows if row.year == newest and _kind(row) != RESIDUAL]
    if not now:
        return f"No country of supply is named for {possessive(buyer)} recorded imports of {what}"
    first = max(now, key=lambda row: row.share or 0.0)
    before = {
        row.year: float(row.share)
        for row in rows
        if row.supplier == first.supplier and row.year < newest and row.share is not None
    }
    after = ""
    if before:
        away = max(before, key=lambda year: (abs(before[year] - _share(first)), -year))
        after = f", after {written(before[away], FRACTION)} in {in_words(str(away))}"
    share = written(first.share, FRACTION)
    who = the(str(first.supplier), start=True)
    bought = f"{possessive(buyer)} recorded imports of {what}"
    return f"{who} supplied {share} of {bought} in {in_words(str(newest))}{after}"


def _most_valued(table: Table, forms: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Form with the largest import value in its newest year; the first where none has a value."""
    values = {(line.first.mineral, line.first.stage): line.value for line in lines_of(table)}
    return max(forms, key=lambda form: values.get((form[0], form[1]), 0.0))[:2]


def _one_supplier(table: Table, rows: Sequence[Row]) -> Chart:
    """Share of one supplier in several forms over the years, a line for each form."""
    supplier = str(rows[0].supplier)
    figures = [series.Figure(good_of(row), row.year, row.share, "", _state(row)) for row in rows]
    head = _head(table, rows, f"from {supplier} by form, {whens(rows)}")
    return series.lines(figures, head, [unanswered(table.typed)], thing="form with less")


def good_of(row: AnyRow) -> str:
    """Good of a row as a label; a form that the good's name does not tell is added.

    >>> good_of({"mineral": "silicon-carbide", "stage": "mixed"})
    'Silicon carbide, in several forms'
    """
    mineral, form = str(cell(row, "mineral")), str(cell(row, "stage"))
    label = capital(goods(mineral, form))
    known = names.minerals().get(mineral)
    beside = FORMS_BESIDE.get(form, "") if known and known.category in AS_NAMED else ""
    return f"{label}, {beside}" if beside else label


def _from_those_named(table: Table, rows: Sequence[Row]) -> Chart:
    """Forms from the suppliers named: bars of one supplier, a heatmap of several."""
    dated = [row for row in rows if row.year is not None]
    peak: dict[str, float] = {}
    for row in dated:
        peak[good_of(row)] = max(peak.get(good_of(row), -1.0), _share(row, -1.0))
    order = sorted(peak, key=lambda name: -peak[name])[:FORMS]
    less = left_out(len(peak) - len(order), "form with less", "forms with less", narrow=FEWER)
    note = small_print([unanswered(rows), less])
    suppliers = distinct([str(row.supplier) for row in dated])
    years = whens(dated)
    shown = [(name, row) for name in order for row in dated if good_of(row) == name]
    if len(suppliers) == 1:
        head = _head(table, dated, f"from {suppliers[0]} by form, {years}")
        return Bars(**head, note=note, bars=tuple(_bar(row, name) for name, row in shown))
    cells = [share_cell(name, str(row.supplier), row.share, _state(row)) for name, row in shown]
    head = _head(table, dated, f"by form and supplier, {years}")
    return Heat(**head, note=note, cells=tuple(cells), levels=STEPS)


def _share(row: Row, absent: float = 0.0) -> float:
    return absent if row.share is None else float(row.share)


def _largest(table: Table) -> Chart:
    """Largest supplier of each of many forms: those with the largest value, or share."""
    found = [line for line in lines_of(table) if line.ranked]
    valued = 2 * sum(line.value > 0 for line in found) > len(found)
    ranked = sorted(
        found, key=lambda line: -(line.value if valued else float(line.ranked[0].share))
    )
    kept = sorted(ranked[:FORMS], key=lambda line: -float(line.ranked[0].share))
    more = len(found) - len(kept)
    which = "form with a smaller import value" if valued else "form with a smaller share"
    said = [
        "Each bar is the largest supplier of a form.",
        left_out(more, which, which.replace("form", "forms", 1), narrow=FEWER),
        unanswered(table.typed),
    ]
    rows = [line.ranked[0] for line in kept]
    bars = [_bar(row, good_of(row), str(row.supplier)) for row in rows]
    head = _head(table, rows, f"by form: the largest supplier, {whens(rows)}")
    return Bars(**head, note=small_print(said), bars=tuple(bars))


def _parts(rows: Sequence[Row], group: str) -> list[Part]:
    """Parts of one stacked bar: the largest suppliers, and all others together."""
    known = [row for row in rows if row.share and _kind(row) != RESIDUAL]
    shown = [
        row
        for at, row in enumerate(known)
        if row.supplier_iso3 == CHINA or (at < NAMED and (at == 0 or _share(row) >= SMALL))
    ]
    found = [
        Part(group, "", str(row.supplier), _share(row), row.supplier_iso3 == CHINA, key=_key(row))
        for row in shown
    ]
    rest = 1 - fsum(part.value for part in found)
    if rest > 0.001:
        found.append(Part(group, "", "All others", rest, kind=RESIDUAL))
    return sorted(found, key=lambda part: (not part.highlight, part.kind == RESIDUAL, -part.value))
