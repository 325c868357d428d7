"""Charts of `exposure` and `shock`."""

from __future__ import annotations

from typing import Any

from critmin.answers.table import Table, several
from critmin.charts.model import (
    FRACTION,
    Bar,
    Bars,
    Chart,
    Intervals,
    Span,
    capital,
    distinct,
    written,
)
from critmin.core import names
from critmin.core.wording import bloc_title, counted, listed, lower, mineral_name, the
from critmin.disruption.scenario import read_stop
from critmin.trade import flows

Row = dict[str, Any]
LISTED = 22
PANELS = 3
PARTS = (
    "Recorded imports",
    "Supply, from the mine",
    "Plants, second-hand",
    "World output",
    "World output, second-hand",
)


def exposure(table: Table) -> Chart | None:
    """Bars of the direct shares, labelled with the part under licence or ban.

    Several buyers are in one panel for one mineral and form, else in a panel each.
    """
    if "direct_share" not in table.names:
        return None
    rows = [row for row in table.records() if row["year"] is not None]
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["mineral"], row["stage"], row["buyer_iso3"])
        if key not in newest or row["year"] > newest[key]["year"]:
            newest[key] = row
    buyers = [the(_place(code)) for code in distinct([key[2] for key in newest])]
    ranked = sorted(newest.values(), key=lambda row: -(row["direct_share"] or 0.0))
    labels = distinct([_what(row) for row in ranked])
    together = len(labels) == 1
    if len(buyers) > PANELS and not together:
        return None
    kept = labels[:LISTED]
    bars = [_exposed(row, together, len(buyers) > 1) for row in ranked if _what(row) in kept]
    notes = [f"{len(labels) - len(kept)} smaller ones are not drawn."] if labels[LISTED:] else []
    if any("period_average" in several(row["flag"]) for row in ranked):
        notes.append("Shares that the USGS prints are averages of several years.")
    from_whom = the(_place(rows[0]["supplier_iso3"]))
    day, known = table.query.get("as_of") or "the day", table.query.get("known_on")
    on = f"{day}, as it could be known on {known}" if known else day
    return Bars(
        topic=f"{labels[0]}: share of imports from {from_whom}"
        if together and len(buyers) > 1
        else capital(f"{listed(buyers)}: imports from {from_whom}"),
        subtitle="Share of recorded imports of the forms with data, newest year; marked: under "
        f"licence or ban by law on {on}",
        unit=FRACTION,
        note=" ".join([*notes, "Law, not practice."]),
        bars=tuple(bars),
    )


def _place(code: str) -> str:
    """Name of a trade partner or bloc."""
    return bloc_title(code) if code in names.bloc_names() else flows.place_name(code)[0]


def _what(row: Row) -> str:
    return f"{mineral_name(row['mineral'])}, {row['stage']}"


def _exposed(row: Row, together: bool, several: bool) -> Bar:
    law = [
        f"{word} {_between(row[f'{column}_low'], row[f'{column}_high'])}"
        for word, column in (("licence", "under_licence"), ("ban", "under_ban"))
        if row[f"{column}_high"]
    ]
    said = [*law, "what it dug: not known"] if _unseen(row) else law
    buyer = _place(row["buyer_iso3"]) if several else ""
    label, panel = (buyer, "") if together and several else (_what(row), buyer)
    return Bar(label, row["direct_share"], panel, bool(law), text=", ".join(said))


def _unseen(row: Row) -> bool:
    """Whether mines may stand behind a row that recorded shipments do not show."""
    return "feed_unseen" in several(row["flag"])


def _between(low: float | None, high: float | None) -> str:
    least, most = written(low or 0.0, FRACTION), written(high, FRACTION)
    return least if least == most else f"{least} to {most}"


def _scenario(table: Table) -> str:
    """Parameters of the scenario in words."""
    whole = {"pass_through": 1, "reach": 0, "substitution": 0, "replace": 0}
    softer = [
        f"{name.replace('_', ' ')} {value:g}"
        for name, plain in whole.items()
        if isinstance(value := table.query.get(name, plain), (int, float)) and value != plain
    ]
    return f"with {', '.join(softer)}" if softer else "if nobody reacts"


def _stops(table: Table) -> list[str]:
    """Stops of a scenario in words: country, mineral and cut."""
    found = []
    for text in table.query.get("stop") or ():
        stop = read_stop(str(text), str(table.query["as_of"]))
        what = f"its {lower(mineral_name(stop.mineral))}" if stop.mineral else "exports"
        part = f"cuts {what} by {written(stop.cut, FRACTION)}" if stop.cut < 1 else f"stops {what}"
        found.append(f"{the(_place(stop.place))} {part}")
    return found


def _part(row: Row) -> str:
    flags = several(row["flag"])
    if row["buyer_iso3"] == "world":
        return "World output" + (", second-hand" if "second_hand" in flags else "")
    if row["loss_measure"] == "supply":
        return "Supply, from the mine"
    return "Plants, second-hand" if "second_hand" in flags else "Recorded imports"


def shock(table: Table) -> Chart | None:
    """Intervals of the loss in one year.

    Imports, world output and losses at refineries are separate groups.
    """
    if "loss_share_low" not in table.names:
        return None
    rows = [row for row in table.records() if row["loss_share_low"] is not None]
    unseen = sum(row["loss_share_low"] is None and _unseen(row) for row in table.records())
    if len({row["year"] for row in rows}) != 1:
        return None
    rows.sort(key=lambda row: -row["loss_share_low"])
    parts = sorted({_part(row) for row in rows}, key=PARTS.index)
    more = len(rows) - LISTED
    days = {row["days_of_cover"] for row in rows} - {None}
    stops = _stops(table)
    return Intervals(
        topic=f"{_place(str(table.query['buyer']))}: loss if "
        f"{listed(stops) if len(stops) < 3 else f'{len(stops)} suppliers stop'}",
        subtitle=f"Lost share of {lower(parts[0]) if len(parts) == 1 else 'each'}, "
        f"{'by weight, ' if {row['loss_measure'] for row in rows} == {'weight'} else ''}"
        f"{rows[0]['year']}, {_scenario(table)}" + ("; days that stocks last" if days else ""),
        unit=FRACTION,
        note=" ".join(
            filter(
                None,
                [
                    f"{more} smaller ones are not drawn." if more > 0 else "",
                    f"Stops: {'; '.join(stops)}." if len(stops) > 2 else "",
                    f"{counted(unseen, 'form')} not drawn: the mines behind cannot be told."
                    if unseen
                    else "",
                    "A scenario, not a forecast.",
                ],
            )
        ),
        spans=tuple(
            Span(
                _what(row),
                row["loss_share_low"],
                row["loss_share_high"],
                group=_part(row) if len(parts) > 1 else "",
                text="" if row["days_of_cover"] is None else f"{row['days_of_cover']:.0f} days",
            )
            for part in parts
            for row in rows[:LISTED]
            if _part(row) == part
        ),
    )
