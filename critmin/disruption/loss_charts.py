"""Charts of `shock`: intervals of what a buyer would lose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table, several
from critmin.charts.labels import TITLE, earlier, headline, left_out, small_print, unanswered, whens
from critmin.charts.model import (
    FRACTION,
    Bar,
    Bars,
    Chart,
    Intervals,
    Span,
    bounds,
    distinct,
    written,
)
from critmin.core import names
from critmin.core.dates import in_words
from critmin.core.wording import bloc_title, capital, listed, lower, mineral_name, the
from critmin.disruption.scenario import Stop
from critmin.summaries.phrases import goods, possessive
from critmin.trade import flows
from critmin.trade.charts import good_of, place_in

if TYPE_CHECKING:
    from critmin.disruption.shock_rows import Row

LISTED = 12
NOTHING = 0.005
STOPS = 2  # stops that a title names; more are counted
IMPORTS = "Recorded imports"
SUPPLY = "Its supply: what it buys and makes, traced back to the mines"
REFINERIES = "Its refineries: what they could not make without the ore"
WORLD = "World output at the mine"
WORLD_REFINERIES = "World refineries: what they could not make without the ore"
BOTH = "mining and refining"
WORLD_BOTH = "World output at the mine, and at refineries for want of its ore"
PARTS = (IMPORTS, SUPPLY, REFINERIES, WORLD, WORLD_BOTH, WORLD_REFINERIES)
ENDS = (
    "Low end: the least that the records allow; high end: the most, where they do not say who "
    "produced what."
)
ASSUMED = {
    "pass_through": (1, "{} of the stop passes through"),
    "reach": (0, "{} of re-exports stop too"),
    "substitution": (0, "{} is substituted"),
    "replace": (0, "{} is replaced"),
}
# What a title leaves out: the topic and the subtitle say it.
_SAID_BELOW = (
    (re.compile(r"lines? \(a mineral in one form, trade to \d{4}\)"), "forms of minerals"),
    (re.compile(r", about [\d.,]+ t a (?:year|month) \([^)]*\)"), ""),
    (re.compile(r" \((?:\d+ more forms? in the table, )?(?:average )?trade of [\d-]+\)"), ""),
)
_ASIDE = re.compile(r" and nothing reacted|(?<=imports) by weight")
UNTOLD, OR_MORE = "cannot be told", " or more"
MINES = ": the mines that the ore came from are not known"
# Why a loss cannot be told, by flag, in the order in which it is said.
WHY = {
    "feed_unseen": MINES,
    "not_listed": ": the source names only the largest suppliers",
    "code_not_exclusive": ": the trade codes also hold other goods",
}


def shock(table: Table, stops: Sequence[Stop]) -> Chart | None:
    """Intervals of the loss, or bars if none is a range; losses of each kind are a group.

    Of several years those of one form are drawn, of several forms the newest year.
    """
    if "loss_share_low" not in table.names:
        return None
    table = table.replace(query={**table.query, "stop": stops})
    dated = [row for row in table.typed if row.year is not None]
    if not dated:
        return None
    forms = {_what(row) for row in dated if row.loss_measure != "output"}
    years = distinct([row.year for row in dated])
    if len(years) > 1 and len(forms) == 1:
        return _by_year(table, dated)
    dated = _world_once(dated)
    newest = max(years)
    # What the world's mines and refineries make has years of its own.
    rows = [row for row in dated if row.year == newest or row.loss_measure == "output"]
    told = [row for row in rows if _known(row)]
    untold = [row for row in rows if not _known(row)]
    told.sort(key=lambda row: (-(row.loss_share_low or 0.0), -_high(row)))
    kept = told[:LISTED]
    own = [row for row in untold if row.buyer_iso3 != "world"]
    # A picture of a buyer has a row for it, even where its loss cannot be told.
    absent = own if all(row.buyer_iso3 == "world" for row in kept) else []
    shown = [*absent, *kept] if kept else untold
    untold = [row for row in untold if row not in absent]
    parts = sorted({_part(row) for row in shown}, key=PARTS.index)
    said = [
        left_out(len(told) - len(kept), "smaller loss", "smaller losses", narrow="name a mineral"),
        _untold(untold, table) if kept else "",
        _to_know(shown, table),
        earlier((row for row in dated if row not in rows), newest, "name one form"),
    ]
    spans = [
        _span(row, _heading(row, table) if len(parts) > 1 else "", _what(row))
        for part in parts
        for row in shown
        if _part(row) == part
    ]
    head = _head(table, shown, parts)
    if len(parts) == 1 and all(span.low == span.high for span in spans):
        bars = [Bar(s.label, s.low, text=s.text) for s in spans]
        return Bars(**head, note=_note(table, said), bars=tuple(bars))
    said.append(_ends(spans))
    return Intervals(**head, note=_note(table, said), spans=tuple(spans))


def _world_once(rows: Sequence[Row]) -> list[Row]:
    """Rows of which a loss of the world's mines and its refineries that is the same is one."""

    def loss(row: Row) -> tuple[Any, ...]:
        ends = (row.loss_share_low, row.loss_share_high)
        return row.mineral, row.year, row.buyer_iso3, *ends

    mines = {loss(row) for row in rows if _part(row) == WORLD}
    second = {loss(row) for row in rows if _part(row) == WORLD_REFINERIES} & mines
    return [
        row._replace(stage=BOTH) if _part(row) == WORLD and loss(row) in second else row
        for row in rows
        if not (_part(row) == WORLD_REFINERIES and loss(row) in second)
    ]


def _ends(spans: Sequence[Span]) -> str:
    """What the two ends of a range are, where one is drawn."""
    ranges = any(None not in (one.low, one.high) and one.low != one.high for one in spans)
    return ENDS if ranges else ""


def _to_know(rows: Sequence[Row], table: Table) -> str:
    """What would have to be known to tell the losses drawn as unknown."""
    missing = [row for row in rows if not _known(row)]
    feed = any("feed_unseen" in several(row.flag) for row in missing)
    buyers = any(_part(row) == REFINERIES for row in missing)
    wanted = [
        *(["from which mines the ore in its imports came"] if feed else []),
        *(["from which its refineries buy"] if buyers else []),
    ]
    if not wanted:
        return ""
    whose = capital(possessive(place_in(str(table.query["buyer"]))))
    return f"{whose} loss {UNTOLD} until it is known {listed(wanted)}."


def _by_year(table: Table, rows: Sequence[Row]) -> Chart:
    """Loss of one form year by year."""
    ordered = sorted(rows, key=lambda row: (PARTS.index(_part(row)), row.year))
    parts = distinct([_part(row) for row in ordered])
    spans = [
        _span(row, _heading(row, table) if len(parts) > 1 else "", in_words(str(row.year)))
        for row in ordered
    ]
    said = [_to_know(ordered, table), _ends(spans)]
    return Intervals(**_head(table, rows, parts), note=_note(table, said), spans=tuple(spans))


def _note(table: Table, said: Sequence[str]) -> str:
    stops = _stops(table)
    more = f"Stops: {'; '.join(stops)}." if len(stops) > 2 else ""
    absent = unanswered(table.typed)
    return small_print([*said, absent, more, "A scenario, not a forecast."])


def _head(table: Table, rows: Sequence[Row], parts: Sequence[str]) -> dict[str, Any]:
    stops = _stops(table)
    if_ = listed(stops) if len(stops) < 3 else f"{len(stops)} suppliers stop or cut exports"
    goods_ = distinct([_what(row) for row in rows])
    what = lower(goods_[0]) if len(goods_) == 1 else "supply"
    weight = {row.loss_measure for row in rows} == {"weight"}
    of = lower(parts[0]).partition(":")[0] if len(parts) == 1 else "each"
    newest = max((row.year for row in rows if row.year is not None), default=None)
    title = title_of(table, [row for row in rows if row.year == newest] or rows)
    condition = "" if " if " in title or title.startswith("If ") else f" if {if_}"
    return {
        "topic": f"{capital(possessive(place_in(str(table.query['buyer']))))} loss of {what}"
        f"{condition}",
        "title": title,
        "subtitle": f"Lost share of {of}{', by weight' if weight else ''}, "
        f"{_dated(rows, _scenario(table))}",
        "unit": FRACTION,
    }


def _dated(rows: Sequence[Row], scenario: str) -> str:
    """Years and scenario; minerals of several years have each its own behind the scenario."""
    minerals = distinct([str(row.mineral) for row in rows])
    years = {
        lower(mineral_name(slug)): whens([row for row in rows if row.mineral == slug])
        for slug in minerals
    }
    if len(set(years.values())) < 2 or len(years) > STOPS:
        return f"{whens(rows)}, {scenario}"
    return f"{scenario}; {', '.join(f'{name}: {when}' for name, when in years.items())}"


def title_of(table: Table, rows: Sequence[Row]) -> str:
    """Finding on the losses drawn: the largest that is sure, or else what the world would lose."""
    said = _said(table)
    buyer = place_in(str(table.query["buyer"]))
    own = [row for row in rows if row.loss_measure != "output" and _known(row)]
    world = next((row for row in rows if row.buyer_iso3 == "world" and _known(row)), None)
    if not own and world is not None and UNTOLD in said:
        return capital(
            f"{_loss(world)} of the world's {lower(_what(world))} would be lost if "
            f"{_condition(table)}; {possessive(buyer)} loss {UNTOLD}"
        )
    top = own[0] if own else None
    if top is None or not top.loss_share_low or "forms of minerals" in said:
        return said
    of = "supply" if top.loss_measure == "supply" else "imports"
    what = goods(str(top.mineral), str(top.stage))
    return capital(f"{buyer} would lose {_loss(top)} of its {of} of {what} if {_condition(table)}")


def _loss(row: Row) -> str:
    """Loss of a row as its label writes it."""
    found = bounds(Span("", row.loss_share_low, row.loss_share_high), FRACTION)
    return f"at least {found.removesuffix(OR_MORE)}" if found.endswith(OR_MORE) else found


def _condition(table: Table) -> str:
    """The stops of a scenario as what would have to happen."""
    found = []
    for stop in table.query["stop"]:
        what = f"its {lower(mineral_name(stop.mineral))} exports" if stop.mineral else "exports"
        part = f"cut {what} by {written(stop.cut, FRACTION)}" if stop.cut < 1 else f"stopped {what}"
        found.append(f"{the(_place(stop.place))} {part}")
    return (
        listed(found) if len(found) <= STOPS else f"{len(found)} suppliers stopped or cut exports"
    )


def _said(table: Table) -> str:
    """First sentence of the answer without what the topic and the subtitle say."""
    said = first_sentence(table.summary)
    for words, short in _SAID_BELOW:
        said = words.sub(short, said)
    said = headline(said)
    return said if len(said) <= TITLE else headline(_ASIDE.sub("", said))


def _place(code: str) -> str:
    """Name of a trade partner or bloc."""
    return bloc_title(code) if code in names.bloc_names() else flows.place_name(code)[0]


def _what(row: Row) -> str:
    if row.loss_measure == "output" or row.buyer_iso3 == "world":
        made = {"mining": "Mined", BOTH: "Mined and refined"}.get(str(row.stage), "Refined")
        return f"{made} {lower(mineral_name(row.mineral))}"
    return good_of(row)


def _scenario(table: Table) -> str:
    """Parameters of the scenario in words."""
    softer = [
        words.format(written(value, FRACTION))
        for name, (plain, words) in ASSUMED.items()
        if isinstance(value := table.query.get(name, plain), (int, float)) and value != plain
    ]
    said = [text.replace("100% of", "all") for text in softer]
    return f"if {listed(said)}" if said else "if nobody reacts"


def _stops(table: Table) -> list[str]:
    """Stops of a scenario in words: country, mineral and cut."""
    found = []
    for stop in table.query["stop"]:
        what = f"its {lower(mineral_name(stop.mineral))}" if stop.mineral else "exports"
        part = f"cuts {what} by {written(stop.cut, FRACTION)}" if stop.cut < 1 else f"stops {what}"
        found.append(f"{the(_place(stop.place))} {part}")
    return found


def _heading(row: Row, table: Table) -> str:
    """Heading of the rows with which a row stands."""
    buyer = capital(possessive(place_in(str(table.query["buyer"]))))
    return _part(row).replace("Its", buyer, 1)


def _part(row: Row) -> str:
    flags = several(row.flag)
    if row.stage == BOTH:
        return WORLD_BOTH
    if row.buyer_iso3 == "world":
        return WORLD_REFINERIES if "second_hand" in flags else WORLD
    if row.loss_measure == "supply":
        return SUPPLY
    return REFINERIES if "second_hand" in flags else IMPORTS


def _untold(rows: Sequence[Row], table: Table) -> str:
    """Sentences on losses that cannot be told, one for each reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        flags = several(row.flag)
        why = next((text for flag, text in WHY.items() if flag in flags), "")
        reasons.setdefault(why, []).append(_lost_good(row, table))
    return " ".join(
        f"The loss of {listed(what) if len(what) < 5 else f'{len(what)} forms'} {UNTOLD}{why}."
        for why, what in reasons.items()
    )


def _lost_good(row: Row, table: Table) -> str:
    """What a row is the loss of, in a sentence."""
    if row.loss_measure != "output":
        return lower(_what(row))
    whose = "world" if row.buyer_iso3 == "world" else place_in(str(table.query["buyer"]))
    return f"{possessive('the world' if whose == 'world' else whose)} {lower(_what(row))}"


def _known(row: Row) -> bool:
    """Whether something is known of a loss: "0% or more" and "0% to 100%" are nothing."""
    low, high = row.loss_share_low or 0.0, row.loss_share_high
    return low > 0 if high is None else low > NOTHING or high < 1 - NOTHING


def _high(row: Row) -> float:
    return 1.0 if row.loss_share_high is None else float(row.loss_share_high)


def _span(row: Row, group: str, label: str) -> Span:
    """Loss of a row; what has only a highest value begins at 0, and what has none says so."""
    low, high = row.loss_share_low, row.loss_share_high
    if not _known(row):
        return Span(label, None, None, group=group, text=UNTOLD)
    days = row.days_of_cover
    text = "" if days is None else f"(stocks last {days:.0f} days)"
    return Span(label, 0.0 if low is None else low, high, group=group, text=text)
