"""Finding of `price`: the newest price and its change, or what it did since a control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.table import Table
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries
from critmin.core.wording import about, listed, lower, mineral_name, percent, the
from critmin.findings.claims import NOT_KNOWN, Claim
from critmin.findings.editor import change
from critmin.findings.finding import (
    LESSER,
    MUST,
    Clause,
    Finding,
    Part,
    Statement,
    aside,
    brackets,
    clause,
    statement,
)
from critmin.measures.known import exactly
from critmin.summaries.phrases import possessive

if TYPE_CHECKING:
    from critmin.markets.price import Row
    from critmin.markets.since_control import Control

MOST = 3  # series that a sentence or a title speaks of
FAR = 0.85  # of the peak: a price above that is near it
HIGH = 1.5  # times the base: a peak from which on a title says it
UNITS = {"USD/t": "dollars a tonne", "USD/kg": "dollars a kilogram", "USD/lb": "dollars a pound"}
ONE = {"USD/t": "dollar a tonne", "USD/kg": "dollar a kilogram", "USD/lb": "dollar a pound"}
# What makes a unit or a newest price uncertain.
UNSURE = {
    "unit_not_printed": "no unit is printed for {}, so it is inferred",
    "partial_year": "the newest figure of {} is of the months so far",
}
OTHER_CAUSES = "what else moved prices is not separated"
Controls = Sequence[tuple[str, "Control"]]


class Line(NamedTuple):
    """Series as a picture draws it: its name, and the period and height of each point."""

    name: str
    points: tuple[tuple[str, float | None], ...]

    @property
    def known(self) -> list[tuple[str, float]]:
        """Points with a height."""
        return [(period, height) for period, height in self.points if height]


def price(table: Table[Row], controls: Controls = ()) -> Finding | None:
    """Newest price beside the one of a year before, or its change since a control.

    Parameters
    ----------
    table : Table
        The answer, or the part of it that a picture shows.
    controls : sequence
        Minerals with the first control on them, if prices are since one.
    """
    series = series_of(table.typed)
    if not series:
        return None
    by, since = table.query.get("since_control"), bool(table.query.get("from"))
    if len(series) > MOST:
        return _many(series, since=since, control=_control(str(by), controls) if by else "")
    notes = _absent(table.typed)
    if by:
        return _since_control(series, str(by), controls, notes)
    notes = (*_unsure(series), *notes)
    formed = len({rows[0].mineral for rows in series}) < len(series)
    if base := table.query.get("index"):
        return _indexed(series, in_words(str(base)), notes)
    return Finding(
        _priced(series, since=since),
        notes,
        _below_peak(series) or _priced(series, since=since, formed=formed),
    )


def series_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows with a price, by mineral, form and unit; periods of one series only grow."""
    found: list[list[Row]] = []
    for row in rows:
        if row.price is None:
            continue
        last = found[-1][-1] if found else row
        same = (row.mineral, row.form, row.unit) == (last.mineral, last.form, last.unit)
        if found and same and row.period > last.period:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _mineral(row: Row) -> str:
    return lower(mineral_name(row.mineral))


def _form(row: Row, *, said: bool = True, keep: int = MUST) -> tuple[Part, ...]:
    """Name of a mineral with its form in brackets."""
    form = aside((row.form or "") if said else "", keep=keep, values=[row.form])
    return (_mineral(row), brackets(form))


def _claim(row: Row, base: Row | None = None) -> Claim:
    reason = "estimated" if "estimated" in row.flag else "printed"
    return Claim(
        _mineral(row),
        "price",
        exactly(_price(row), reason),
        row.unit or "",
        row.period,
        exactly(_price(base)) if base is not None else None,
        basis=row.form or "",
    )


def _moved(first: Row, last: Row) -> Claim:
    """Claim on the change of a price between two periods."""
    ratio = _price(last) / _price(first)
    word = "rose" if ratio > 1 else "fell" if ratio < 1 else "the same"
    return Claim(
        _mineral(last),
        "change of price",
        exactly(ratio - 1, "estimated" if _rough(first, last) else "printed"),
        "fraction",
        f"{first.period}/{last.period}",
        exactly(_price(first)),
        word=word,
    )


def _priced(series: Sequence[Sequence[Row]], *, since: bool, formed: bool = True) -> Statement:
    """Newest price of each series, its change, and of one series the highest."""
    bases = [_base(rows, since=since) or rows[0] for rows in series]
    clauses: list[Clause] = []
    before, latest = ("", ""), ""
    for base, rows in zip(bases, series, strict=True):
        periods = base.period, rows[-1].period
        # Periods of the clause before are not said again, nor the one that was said last.
        when = "" if periods == before else "then" if periods[1] == latest else _in(rows[-1])
        clauses.append(_cost(base, rows[-1], formed=formed, when=when))
        before, latest = periods, base.period
    if len(series) == 1 and (top := _highest(series[0], bases[0])) is not None:
        clauses.append(top)
    return Statement(clause(), tuple(clauses), "; ", also="")


def _cost(base: Row, last: Row, *, formed: bool, when: str) -> Clause:
    """Newest price, and its change on an earlier one; without periods if they are said."""
    text = f" cost {_figure(last)} {last.unit}{f' {when}' if when else ''}"
    if base is last:
        return clause(*_form(last, said=formed), text, claims=[_claim(last)])
    moved = change(_price(base), _price(last), rough="about " if _rough(base, last) else "")
    than = "" if moved is None else moved.on(_in(base)) if when else moved.alone
    claims = [_claim(last, base), _moved(base, last)]
    return clause(*_form(last, said=formed), text, aside(than, keep=LESSER + 1), claims=claims)


def _highest(rows: Sequence[Row], base: Row) -> Clause | None:
    """Highest price of a series; None if it is one that is said already."""
    top, first = max(rows, key=_price), rows[0]
    if _rounded(top) in {_rounded(base), _rounded(rows[-1])}:
        return None
    when = _in(top) if top is not first else f"in that {'month' if '-' in top.period else 'year'}"
    claims = [_claim(top)._replace(measure="highest price")]
    since = "then" if first is base else in_words(first.period)
    start = aside(since, keep=MUST, joint=" ", values=[since])
    return clause("its highest since", start, f" was {_figure(top)} {when}", claims=claims)


def _below_peak(series: Sequence[Sequence[Row]]) -> Statement | None:
    """Newest price of one series and how far it is below its peak; None where it is near it."""
    (rows, *others) = series
    last, top = rows[-1], max(rows, key=_price)
    if others or len(rows) < 2 or _price(last) > FAR * _price(top):
        return None
    below = 1 - _price(last) / _price(top)
    words = ONE if _rounded(last) == "1" else UNITS
    unit = words.get(str(last.unit), str(last.unit))
    claim = Claim(
        _mineral(last), "below its peak", exactly(below), "fraction", f"{top.period}/{last.period}"
    )
    return statement(
        f"{_mineral(last)} cost {_figure(last)} {unit} {_in(last)}, {percent(below)} below its "
        f"peak of {in_words(top.period)}",
        claims=[_claim(last), claim],
    )


def _base(rows: Sequence[Row], *, since: bool) -> Row | None:
    """Price to which the newest of a series is compared: the first shown, or of a year before."""
    if since:
        return rows[0]
    year, *month = rows[-1].period.split("-")
    period = "-".join([str(int(year) - 1), *month]) if year.isdigit() else ""
    return next((row for row in rows if row.period == period), None)


def _indexed(
    series: Sequence[Sequence[Row]], base: str, notes: tuple[Statement, ...]
) -> Finding | None:
    """Index of the newest price of each series."""
    found = [rows[-1] for rows in series if rows[-1].index is not None]
    if not found:
        return None
    together = len({row.period for row in found}) == 1
    clauses = []
    for at, row in enumerate(found):
        claim = Claim(_mineral(row), "index", exactly(row.index or 0.0), "base = 100", row.period)
        rough = "about " if "estimated" in row.flag else ""
        text = f" {'at' if at else 'stood at'} {rough}{about(row.index or 0.0)}"
        when = "" if together else f" {_in(row)}"
        clauses.append(clause(*_form(row), f"{text}{when}", claims=[claim], keep=MUST))
    when = f" {_in(found[0])}" if together else ""
    last = clauses[-1]
    end = aside(f"with {base} as 100", keep=MUST, values=[100, base], joint=f"{when}, ")
    clauses[-1] = last._replace(parts=(*last.parts, end))
    return Finding(Statement(clause(), tuple(clauses)), notes)


def _since_control(
    series: Sequence[Sequence[Row]], by: str, controls: Controls, notes: tuple[Statement, ...]
) -> Finding | None:
    """Change of each price since the last one before the control."""
    control, days = _control(by, controls), [one.effective.text for _, one in controls]
    based = [(rows[-1], row) for rows in series for row in rows if "index_base" in row.flag]
    pairs = [(base, last) for last, base in based if last is not base]
    if not pairs:
        return None
    causes = statement(OTHER_CAUSES, claims=[Claim("other causes", "price", strength=NOT_KNOWN)])
    before = f"the last price before {control} took effect"
    return Finding(
        _moves(pairs, before, days),
        (causes, *notes),
        _moves(pairs, f"before {control}", days, pictured=True),
    )


def _moves(
    pairs: Sequence[tuple[Row, Row]], before: str, days: Sequence[str], *, pictured: bool = False
) -> Statement:
    """Rise or fall of each price since the last one before a control."""
    firsts, lasts = {base.period for base, _ in pairs}, {last.period for _, last in pairs}
    first, last = in_words(min(firsts)), in_words(max(lasts))
    clauses = []
    for base, now in pairs:
        own = f" (from {in_words(base.period)})"
        if len(lasts) > 1:
            own = f" ({in_words(base.period)} to {in_words(now.period)})"
        alike = len(firsts) == len(lasts) == 1
        text = f"{_mineral(now)} {_move(base, now, percents=pictured)}{'' if alike else own}"
        clauses.append(clause(text, claims=[_moved(base, now), _claim(now, base)], keep=MUST))
    said = f"by {last}, since {before}" if len(lasts) == 1 else f"since {before}"
    if len(firsts) == len(lasts) == 1:
        said = f"between {first}, {before}, and {last}"
    end = clauses[-1]
    after = aside(said, keep=MUST, joint=" ", values=[first, last, *days])
    clauses[-1] = end._replace(parts=(*end.parts, after))
    return Statement(clause(), tuple(clauses))


def _move(first: Row, last: Row, *, percents: bool = False) -> str:
    """Rise or fall of a price; as a ratio where it has doubled, unless a picture has percents."""
    rough, ratio = "about " if _rough(first, last) else "", _price(last) / _price(first)
    if ratio >= 2 and not percents:
        return f"rose to {rough}{about(ratio)} times its price"
    moved = f"{100 * (ratio - 1):.0f}%" if ratio >= 2 else percent(abs(ratio - 1))
    if moved == "0%":
        return "was the same"
    return f"{'rose' if ratio > 1 else 'fell'} {rough if moved[0].isdigit() else ''}{moved}"


def _control(by: str, controls: Controls) -> str:
    """The control of a price since a control: a country's first, or the measure named."""
    known = countries().get(by)
    if known:
        return f"{possessive(the(known.name))} first control"
    days = sorted({control.effective.text for _, control in controls})
    return f"the control of {in_words(days[0])}" if days else "the control"


def _many(series: Sequence[Sequence[Row]], *, since: bool, control: str) -> Finding:
    """Number of prices above their first, and the largest rise and fall."""
    ends = [(_first(rows, since=since, controlled=bool(control)), rows[-1]) for rows in series]
    pairs = [(first, last) for first, last in ends if first and first is not last]
    if not pairs:
        return _newest([last for _, last in ends])
    ranked = sorted(pairs, key=lambda pair: _price(pair[1]) / _price(pair[0]))
    rose = sum(_price(last) > _price(first) for first, last in pairs)
    before = "the first one shown" if since else "that of a year before"
    before = f"the last one before {control} took effect" if control else before
    count = Claim("prices", "number", exactly(rose), comparator=exactly(len(pairs)), word="rose")
    (low, fallen), (high, risen) = ranked[0], ranked[-1]
    parts = [
        *([_most(high, risen, "rose", _in(high))] if _price(risen) > _price(high) else []),
        *([_most(low, fallen, "fell", _in(low))] if _price(fallen) < _price(low) else []),
    ]
    if len(parts) > 1 and low.period == high.period:  # which is said with the first
        parts[1] = _most(low, fallen, "fell", "then")
    head = f"the newest price is above {before} for {rose} of {len(pairs)} prices"
    start = clause(f"{head}:" if parts else head, claims=[count])
    whole = Statement(start if parts else clause(), tuple(parts) or (start,), also="")
    return Finding(whole, (), Statement(clause(), (clause(head, claims=[count]),)))


def _most(first: Row, last: Row, word: str, when: str) -> Clause:
    """The largest rise or fall."""
    ratio = _price(last) / _price(first)
    rough = "about " if _rough(first, last) else ""
    times = f"{rough}{about(ratio)} times" if ratio >= 2 else f"{rough}{percent(ratio)} of"
    claim = _moved(first, last)
    whole = Claim(claim.subject, "ratio of prices", exactly(ratio), "", claim.period)
    text = f" {word} most, to {times} its price {when}"
    return clause(*_form(last, keep=LESSER), text, claims=[claim, whole])


def _first(rows: Sequence[Row], *, since: bool, controlled: bool) -> Row | None:
    """Price to which the newest of a series is compared."""
    if controlled:
        return next((row for row in rows if "index_base" in row.flag), None)
    return _base(rows, since=since)


def _newest(last: Sequence[Row]) -> Finding:
    """Number of minerals with a price, and the span of the newest."""
    first, *_, newest = sorted(row.period for row in last)
    number = len({row.mineral for row in last})
    claim = Claim("minerals", "number", exactly(number), period=f"{first}/{newest}")
    return Finding(
        Statement(
            clause(),
            (
                clause(
                    f"{number} minerals have a price, each in its own form and unit", claims=[claim]
                ),
                clause(f"the newest are of {in_words(first)} to {in_words(newest)}"),
            ),
            "; ",
        )
    )


def _unsure(series: Sequence[Sequence[Row]]) -> tuple[Statement, ...]:
    """What makes a unit or a newest price uncertain."""
    found = []
    for code, text in UNSURE.items():
        rows = [of[-1] for of in series if code in of[-1].flag]
        names = list(dict.fromkeys(map(_mineral, rows)))
        if names:
            claims = [
                Claim(name, "unit" if code.startswith("unit") else "period") for name in names
            ]
            said = clause(text.format(listed(names)), claims=claims, keep=MUST)
            found.append(Statement(clause(), (said,)))
    return tuple(found)


def _absent(rows: Sequence[Row]) -> tuple[Statement, ...]:
    """Minerals asked for without such a price."""
    names = [_mineral(row) for row in rows if "no_data" in row.flag]
    if not names:
        return ()
    claims = [Claim(name, "price", strength=NOT_KNOWN) for name in names]
    said = clause(f"no such price for {listed(names)}", claims=claims, keep=MUST)
    return (Statement(clause(), (said,)),)


def of_base(lines: Sequence[Line], base: str) -> Statement | None:
    """Newest price of each line in percent of its base, as a picture draws it.

    A price that was far above its base and fell leads with its peak.
    """
    if (peak := _from_peak(lines, base)) is not None:
        return peak
    last = [(line.name, *line.known[-1]) for line in lines if line.known]
    if not last:
        return None
    periods = {period for _, period, _ in last}
    when = f" in {in_words(min(periods))}" if len(periods) == 1 else ""
    clauses = [
        clause(
            f"{possessive(lower(name) if at else name)}{'' if at else f' price{when} was'} "
            f"{percent(height / 100)}{'' if at else f' of its {base} level'}",
            claims=[Claim(name, "index", exactly(height), "base = 100", f"{base}/{period}")],
        )
        for at, (name, period, height) in enumerate(last[:MOST])
    ]
    return Statement(clause(), tuple(clauses))


def _from_peak(lines: Sequence[Line], base: str) -> Statement | None:
    """Highest peak of the lines over their base, and the newest price of that line."""
    tops = [(height, line, period) for line in lines for period, height in line.known]
    if not tops:
        return None
    top, line, period = max(tops)
    newest, last = line.known[-1]
    if top < 100 * HIGH or last > FAR * top:
        return None
    below = round(last) - 100
    now = f"{percent(abs(below) / 100)} {'below' if last < 100 else 'above'}"
    return statement(
        f"{possessive(line.name)} price rose to {about(top / 100)} times its {base} level in "
        f"{in_words(period)} and was {now} it in {in_words(newest)}",
        claims=[
            Claim(line.name, "index", exactly(top), "base = 100", f"{base}/{period}"),
            Claim(line.name, "index", exactly(last), "base = 100", f"{base}/{newest}"),
        ],
    )


def risen(lines: Sequence[Line], control: str) -> Statement | None:
    """Rises of a few yearly prices since one control, the largest first; None if one fell."""
    spans = {(line.points[0][0], line.points[-1][0]) for line in lines}
    ends: Mapping[str, tuple[float, float]] = {
        line.name: (line.points[0][1] or 0.0, line.points[-1][1] or 0.0) for line in lines
    }
    if len(spans) != 1 or not 1 < len(lines) <= MOST or not all(map(all, ends.values())):
        return None
    changes = {name: after / before - 1 for name, (before, after) in ends.items()}
    if min(changes.values()) <= 0:
        return None
    ((first, last),) = spans
    ranked = sorted(changes, key=lambda name: -changes[name])
    texts = [f"{possessive(lower(name))} about {percent(changes[name])}" for name in ranked[1:]]
    claims = [
        Claim(name, "change of price", exactly(changes[name]), "fraction", f"{first}/{last}")
        for name in ranked
    ]
    since = f"from {in_words(first)}, before {control}, to {in_words(last)}"
    head = f"{possessive(ranked[0])} price rose about {percent(changes[ranked[0]])} {since}"
    parts = (clause(head, claims=claims[:1]), clause(listed(texts), claims=claims[1:], keep=MUST))
    return Statement(clause(), parts, "; ")


def _price(row: Row) -> float:
    return row.price or 0.0


def _rounded(row: Row) -> str:
    text = about(_price(row), 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(row: Row) -> str:
    """Price with three digits, without zeros that say nothing."""
    return f"{'about ' if 'estimated' in row.flag else ''}{_rounded(row)}"


def _in(row: Row) -> str:
    return f"in {in_words(row.period)}"


def _rough(first: Row, last: Row) -> bool:
    return "estimated" in first.flag or "estimated" in last.flag
