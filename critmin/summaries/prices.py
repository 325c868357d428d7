"""Summaries of the answers of price and market: one or two sentences from their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.dates import in_words
from critmin.core.names import countries
from critmin.core.wording import about, capital, counted, listed, lower, mineral_name, percent, the
from critmin.summaries.phrases import possessive, then

Row = dict[str, Cell]
# First day of a control, in the caution on it.
BEGAN = re.compile(r"in effect from (\d{4}(?:-\d{2}){0,2})")
MOST = 3  # minerals that a sentence speaks of
TOTAL = "energy-transition-minerals"
MILLION, BILLION = 1_000_000, 1_000_000_000
UNSURE = {
    "unit_not_printed": "no unit is printed for {minerals}, so it is inferred",
    "partial_year": "the newest figure of {minerals} is of the months so far",
}


def price(table: Table) -> str:
    """Newest price beside the first one shown, or its change since a control."""
    series = _series(table)
    if not series:
        return ""
    if len(series) > MOST:
        return _many(table, series)
    if table.query.get("since_control"):
        return _since_control(table, series)
    if table.query.get("index"):
        return _indexed(table, series)
    since = bool(table.query.get("from"))
    said = [_priced(rows, since=since, alone=len(series) == 1) for rows in series]
    return then("; ".join(said), *_unsure(series), _absent(table))


def _series(table: Table) -> list[list[Row]]:
    """Rows with a price, by mineral and form; periods of one series only grow."""
    found: list[list[Row]] = []
    for row in table:
        if row["price"] is None:
            continue
        last = found[-1][-1] if found else row
        same = all(row[key] == last[key] for key in ("mineral", "form", "unit"))
        if found and same and str(row["period"]) > str(last["period"]):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _named(row: Row) -> str:
    form = f" ({row['form']})" if row["form"] else ""
    return f"{lower(mineral_name(str(row['mineral'])))}{form}"


def _priced(rows: Sequence[Row], *, since: bool, alone: bool) -> str:
    """Newest price, its change on a year before or on the first one asked for, and the highest."""
    last = rows[-1]
    base = rows[0] if since else _year_before(rows) or rows[0]
    text = f"{_named(last)} cost {_figure(last)} {last['unit']} {_in(last)}"
    if base is not last:
        text += f", {_change(base, last)} {_than(base, last)} {_in(base)}"
    top = max(rows, key=_price)
    known = {_figure(row).removeprefix("about ") for row in (base, last)}
    if alone and _figure(top).removeprefix("about ") not in known:
        text += (
            f"; its highest since {in_words(str(rows[0]['period']))} was {_figure(top)} {_in(top)}"
        )
    return text


def _year_before(rows: Sequence[Row]) -> Row | None:
    """Price a year before the newest."""
    year, *month = str(rows[-1]["period"]).split("-")
    period = "-".join([str(int(year) - 1), *month]) if year.isdigit() else ""
    return next((row for row in rows if row["period"] == period), None)


def _indexed(table: Table, series: Sequence[Sequence[Row]]) -> str:
    """Index of the newest price of each series."""
    found = [rows[-1] for rows in series if rows[-1]["index"] is not None]
    if not found:
        return ""
    together = len({row["period"] for row in found}) == 1
    said = [
        f"{_named(row)} {'at' if at else 'stood at'} {'about ' if _has(row, 'estimated') else ''}"
        f"{about(as_number(row['index']) or 0.0)}"
        f"{'' if together else ' ' + _in(row)}"
        for at, row in enumerate(found)
    ]
    base = in_words(str(table.query["index"]))
    when = f" {_in(found[0])}" if together else ""
    text = f"with {base} as 100, {listed(said)}{when}"
    return then(text, *_unsure(series), _absent(table))


def _since_control(table: Table, series: Sequence[Sequence[Row]]) -> str:
    """Change of each price since the last one before the control."""
    based = [(rows, base) for rows in series for base in rows if _has(base, "index_base")]
    pairs = [(base, rows[-1]) for rows, base in based if rows[-1] is not base]
    if not pairs:
        return ""
    spans = {(str(base["period"]), str(last["period"])) for base, last in pairs}
    rest = ("what else moved prices is not separated", _absent(table))
    moves = [
        f"{lower(mineral_name(str(base['mineral'])))} {_move(base, last)}" for base, last in pairs
    ]
    control = f"the last price before {_control(table)}"
    if len(spans) == 1:
        first, last = (in_words(period) for period in min(spans))
        return then(f"between {first}, {control}, and {last}, {listed(moves)}", *rest)
    said = [
        f"{move} ({in_words(str(base['period']))} to {in_words(str(last['period']))})"
        for move, (base, last) in zip(moves, pairs, strict=True)
    ]
    return then(f"since {control}, {listed(said)}", *rest)


def _move(first: Row, last: Row) -> str:
    """Rise or fall of a price, for the middle of a sentence."""
    rough = "about " if _rough(first, last) else ""
    ratio = _price(last) / _price(first)
    if _doubled(first, last):
        return f"rose to {rough}{about(ratio)} times its price"
    return f"{'rose' if ratio >= 1 else 'fell'} {rough}{percent(abs(ratio - 1))}"


def _control(table: Table) -> str:
    """The control of a price since a control: a country's first, or the measure named."""
    by = str(table.query["since_control"])
    known = countries().get(by)
    if known:
        return f"{possessive(the(known.name))} first control took effect"
    begun = [BEGAN.search(one.message) for one in table.warnings if one.code == "since_control"]
    days = sorted({found[1] for found in begun if found})
    return f"the control of {in_words(days[0])} took effect" if days else "the control took effect"


def _many(table: Table, series: Sequence[Sequence[Row]]) -> str:
    """Number of prices above their first, and the largest rise and fall."""
    by, since = table.query.get("since_control"), table.query.get("from")
    ends = [(_base(rows, since=bool(since), controlled=bool(by)), rows[-1]) for rows in series]
    pairs = [(first, last) for first, last in ends if first and first is not last]
    if not pairs:
        periods = sorted(str(last["period"]) for _, last in ends)
        first, last = in_words(periods[0]), in_words(periods[-1])
        return (
            f"{len({row['mineral'] for _, row in ends})} minerals have a price, each in its own "
            f"form and unit; the newest are of {first} to {last}."
        )
    changes = sorted(pairs, key=lambda pair: _price(pair[1]) / _price(pair[0]))
    rose = sum(_price(last) > _price(first) for first, last in pairs)
    before = "the first one shown" if since else "that of a year before"
    before = f"the last one before {_control(table)}" if by else before
    most, least = changes[-1], changes[0]
    texts = []
    if _price(most[1]) > _price(most[0]):
        texts.append(f"{_named(most[1])} rose most, to {_times(*most)} its price {_in(most[0])}")
    if _price(least[1]) < _price(least[0]):
        texts.append(f"{_named(least[1])} fell most, to {_times(*least)} its price {_in(least[0])}")
    lead = f"The newest price is above {before} for {rose} of {len(pairs)} prices"
    return f"{lead}: {listed(texts)}." if texts else f"{lead}."


def _base(rows: Sequence[Row], *, since: bool, controlled: bool) -> Row | None:
    """Price to which the newest of a series is compared."""
    if controlled:
        return next((row for row in rows if _has(row, "index_base")), None)
    return rows[0] if since else _year_before(rows)


def _times(first: Row, last: Row) -> str:
    ratio = _price(last) / _price(first)
    rough = "about " if _rough(first, last) else ""
    return f"{rough}{about(ratio)} times" if ratio >= 2 else f"{rough}{percent(ratio)} of"


def _price(row: Row) -> float:
    return as_number(row["price"]) or 0.0


def _figure(row: Row) -> str:
    rough = "about " if _has(row, "estimated") else ""
    text = about(_price(row), 3)
    return rough + (text.rstrip("0").rstrip(".") if "." in text else text)


def _in(row: Row) -> str:
    return f"in {in_words(str(row['period']))}"


def _has(row: Row, code: str) -> bool:
    return code in several(row["flag"])


def _rough(first: Row, last: Row) -> bool:
    return _has(first, "estimated") or _has(last, "estimated")


def _doubled(first: Row, last: Row) -> bool:
    """Whether a price has at least doubled; its change is then a ratio."""
    return _price(last) >= 2 * _price(first)


def _change(first: Row, last: Row) -> str:
    """Change of a price: percent more or less, or a ratio where it has doubled."""
    rough = "about " if _rough(first, last) else ""
    ratio = _price(last) / _price(first)
    if _doubled(first, last):
        return f"{rough}{about(ratio)} times as much"
    points = percent(abs(ratio - 1))
    return f"{rough}{points} {'more' if ratio >= 1 else 'less'}"


def _than(first: Row, last: Row) -> str:
    return "as" if _doubled(first, last) else "than"


def _unsure(series: Sequence[Sequence[Row]]) -> list[str]:
    """What makes a unit or a newest price uncertain."""
    said: list[str] = []
    for code, text in UNSURE.items():
        minerals = [str(rows[-1]["mineral"]) for rows in series if _has(rows[-1], code)]
        if minerals:
            known = [lower(mineral_name(slug)) for slug in dict.fromkeys(minerals)]
            said.append(text.format(minerals=listed(known)))
    return said


def _absent(table: Table) -> str:
    """Minerals asked for without such a price."""
    without = [lower(mineral_name(str(row["mineral"]))) for row in table if _has(row, "no_data")]
    return f"no such price for {listed(without)}" if without else ""


def market(table: Table) -> str:
    """Stated total and what can be reconstructed, or the values of the minerals named."""
    rows = [row for row in table if row["value_usd"] is not None]
    totals = [row for row in rows if row["kind"] == "stated"]
    parts = [row for row in rows if row["mineral"] != TOTAL]
    if table.query.get("minerals"):
        return _values(parts)
    if totals:
        last = max(totals, key=_year)
        would = ", in a scenario" if _has(last, "projection") else ""
        said = (
            f"The IEA puts the market for energy-transition minerals at about "
            f"{_money(last, 3)} in {last['year']}{would}"
        )
        own = [row for row in parts if row["year"] == last["year"]]
        absent = [r for r in table if r["year"] == last["year"] and r["value_usd"] is None]
        return f"{said}; {_largest(own, absent)}." if own else f"{said}."
    if not parts:
        return ""
    year = max(_year(row) for row in parts)
    own = [row for row in parts if _year(row) == year]
    absent = [row for row in table if row["year"] == year and row["value_usd"] is None]
    return f"{capital(_largest(own, absent))}, in {year}."


def _largest(rows: Sequence[Row], absent: Sequence[Row]) -> str:
    """Largest mineral and its share of all values of the year."""
    total = fsum(as_number(row["value_usd"]) or 0.0 for row in rows)
    first = max(rows, key=lambda row: as_number(row["value_usd"]) or 0.0)
    share = (as_number(first["value_usd"]) or 0.0) / total
    without = [lower(mineral_name(str(row["mineral"]))) for row in absent]
    names = listed(without) if len(without) <= MOST else f"{len(without)} minerals"
    left_out = f", without {names}" if without else ""
    return (
        f"{lower(mineral_name(str(first['mineral'])))} alone is {percent(share)} of the "
        f"{_money_of(total)} reconstructed for {counted(len(rows), 'mineral')} as {_way(first)}"
        f"{left_out}"
    )


def _values(rows: Sequence[Row]) -> str:
    """Newest value of each mineral named, and its change over the years shown."""
    by_mineral: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_year):
        by_mineral.setdefault(str(row["mineral"]), []).append(row)
    if not by_mineral:
        return ""
    if len(by_mineral) > MOST:
        year = max(_year(row) for row in rows)
        newest = [row for row in rows if _year(row) == year]
        return f"{capital(_largest(newest, []))}, in {year}."
    said: list[str] = []
    for slug, own in by_mineral.items():
        first, last = own[0], own[-1]
        text = f"{lower(mineral_name(slug))} was worth about {_money(last)} in {last['year']}"
        if first is not last:
            text += f" ({_money(first)} in {first['year']})"
        said.append(text.replace(" was worth", "") if said else text)
    what = "World output of" if rows[0]["kind"] == "output" else "Demand for"
    would = " This is a scenario." if any(_has(row, "projection") for row in rows) else ""
    if any(_has(row, "withheld_excluded") for own in by_mineral.values() for row in own[-1:]):
        would += " Withheld output is not counted."
    return f"{what} {listed(said)}, reconstructed as {_way(rows[0])} of one form.{would}"


def _way(row: Row) -> str:
    return "output times price" if row["kind"] == "output" else "demand times price"


def _year(row: Row) -> int:
    return int(as_number(row["year"]) or 0)


def _money(row: Row, digits: int = 2) -> str:
    return _money_of(as_number(row["value_usd"]) or 0.0, digits)


def _money_of(value: float, digits: int = 2) -> str:
    """Sum of dollars in billions or millions.

    >>> _money_of(325e9, 3), _money_of(7.36e9), _money_of(45_600_000)
    ('325 billion dollars', '7.4 billion dollars', '46 million dollars')
    """
    if value >= BILLION:
        return f"{about(value / BILLION, digits)} billion dollars"
    return f"{about(value / MILLION, digits)} million dollars"
