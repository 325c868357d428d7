"""Export controls: measures, what they cover, events that change their state, disruptions.

Own work from a gathering of measures and its review. The gathering gives announcement,
authority, days and evidence; ``labels/controls_*.csv`` say, row by row, what each row of
the gathering, of the review, of the scope table and of USGS table T4 becomes. A row that
no label line meets, a label line that meets no row, a cell with two dates, a type,
mineral, form or country that is not known: each stops the build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import controls_cover
from controls_dates import dated
from controls_labels import GRADES, SOURCE, TYPES, evidence, label_rows, must_match, one_of
from corrections import Ledger
from places import DATASETS, Places
from tables import BuildError, TidyTable, read_rows

FOLDER = "policy"
MEASURES = f"{FOLDER}/export_measures.csv"
CONTROLS = f"{FOLDER}/export_controls.csv"
REVIEW = f"{FOLDER}/review/policy_corrections.csv"
SCOPE = f"{FOLDER}/review/control_hs_scope.csv"
OECD = f"{FOLDER}/oecd_inventory_facts.csv"
T4 = "usgs/2026/figs_tables/MCS2026_T4_Country_Export_Control.csv"
CONFIDENCE = ("page_seen", "general_knowledge", "not_seen")
KINDS = (
    "suspends", "extends", "extension-announced", "eases", "enforces", "amends", "statement",
)
DISRUPTIONS = ("production-halt", "conflict", "proposal", "informal-instruction")
MEASURE_COLUMNS = (
    "measure_id", "jurisdiction_iso3", "authority", "announcement", "title", "type", "target",
    "retransfer", "announced", "announced_precision", "effective", "effective_precision",
    "ended", "ended_precision", "verified_through", "verified_by", "confidence", "grade",
    "source", "evidence", "note",
)
EVENT_COLUMNS = (
    "event_id", "measure_id", "kind", "date", "date_precision", "until", "until_precision",
    "instrument", "instrument_seen", "confidence", "grade", "evidence", "note",
)
DISRUPTION_COLUMNS = (
    "disruption_id", "jurisdiction_iso3", "kind", "who", "title", "target", "mineral", "item",
    "started", "started_precision", "ended", "ended_precision", "last_seen",
    "last_seen_precision", "grade", "evidence", "note",
)
Row = dict[str, str]


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Make the tables of ``datasets/controls``."""
    raw = {
        row["measure_id"]: row
        for row in ledger.apply(SOURCE, MEASURES, read_rows(sources / MEASURES))
    }
    gathered = read_rows(sources / CONTROLS)
    review = read_rows(sources / REVIEW)
    check_review(review)
    measures = [*own_measures(raw, places), *added_measures(places)]
    refuse_repeats("measures", [row["measure_id"] for row in measures])
    measures.sort(key=lambda row: (row["jurisdiction_iso3"], row["announced"], row["measure_id"]))
    known = {row["measure_id"] for row in measures}
    check_events_used(raw)
    minerals = controls_cover.minerals(gathered, read_rows(sources / T4), known)
    national = controls_cover.national_codes(gathered, minerals)
    codes = controls_cover.codes(read_rows(sources / SCOPE), national, minerals)
    return [
        _table("measures", "Export controls: measures", MEASURE_COLUMNS, measures),
        _table(
            "measure_minerals",
            "Export controls: minerals and items of each measure",
            controls_cover.MINERAL_COLUMNS,
            minerals,
        ),
        _table(
            "measure_codes",
            "Export controls: HS codes of each measure and mineral, wholly or partly inside",
            controls_cover.CODE_COLUMNS,
            codes,
        ),
        _table(
            "national_codes",
            "Export controls: Chinese customs codes named for each item",
            controls_cover.NATIONAL_COLUMNS,
            national,
        ),
        _table("events", "Export controls: events", EVENT_COLUMNS, events(raw, known)),
        _table(
            "disruptions",
            "Production halts, conflicts, proposals and informal instructions",
            DISRUPTION_COLUMNS,
            disruptions(raw, gathered, places),
        ),
        _table(
            "world_shares",
            "Share of world trade under some export restriction, by the OECD's inventory",
            ("mineral", "share", "period", "document"),
            controls_cover.world_shares(read_rows(sources / OECD)),
        ),
    ]


def _table(name: str, title: str, columns: Sequence[str], rows: Iterable[Row]) -> TidyTable:
    return TidyTable(f"controls/{name}.csv", SOURCE, title, columns, list(rows))


def refuse_repeats(what: str, keys: Iterable[str]) -> None:
    """One line per key."""
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise BuildError(f"controls {what}: met twice: {', '.join(twice)}")


def check_review(review: Sequence[Row]) -> None:
    """Every row of the review on these tables has a line that says what was done."""
    concerned = [
        (row["file"], row["row_key"], row["column"])
        for row in review
        if row["file"] in {"export_measures.csv", "export_controls.csv"}
    ]
    lines = label_rows("review")
    for line in lines:
        if not line["done"]:
            raise BuildError(f"controls_review.csv: nothing said of {line['row_key']}")
    must_match(
        "review", concerned, [(line["file"], line["row_key"], line["column"]) for line in lines]
    )


def target(text: str, places: Places, where: str) -> str:
    """``all``, ``not-stated``, an ISO3 code or the name of a bloc."""
    blocs = {row["bloc"] for row in read_rows(DATASETS / "blocs.csv")}
    if text not in {"all", "not-stated", *places.names, *blocs}:
        raise BuildError(f"{where}: unknown target {text!r}")
    return text


def own_measures(raw: dict[str, Row], places: Places) -> list[Row]:
    """Measures made from the gathering; every row of it is used or left out with a reason."""
    lines = label_rows("measures")
    must_match("measures", set(raw), {line["raw_id"] for line in lines})
    rows = []
    for line in lines:
        one_of("use_as", line["use_as"], ("measure", "event", "disruption", "left_out"))
        if line["use_as"] == "measure":
            rows.append(own_measure(line, raw[line["raw_id"]], places))
        elif not line["note"]:
            raise BuildError(f"controls_measures.csv: no reason for {line['raw_id']}")
    return rows


def own_measure(line: Row, raw: Row, places: Places) -> Row:
    """One measure: the gathering's words and days, the label's type, target and verification."""
    return finished(
        {
            **line,
            "jurisdiction_iso3": places.iso3(raw["jurisdiction"], f"{MEASURES} {line['raw_id']}"),
            "authority": raw["authority"],
            "announcement": line["announcement"] or raw["announcement_no"],
            "title": line["title"] or raw["title"],
            "announced": raw["date_announced"],
            "effective": line["effective"] or raw["date_effective"],
            "confidence": _confidence(raw["confidence"]),
            "grade": _grade(raw["source_grade"]),
            "source": SOURCE,
            "evidence": evidence(raw["source"], raw["status_source"])
            or f"no address: {raw['source_grade']}",
        },
        places,
    )


def added_measures(places: Places) -> list[Row]:
    """Measures that the review and USGS table T4 add to the gathering."""
    return [
        finished({**line, "verified_by": line.get("verified_by", "")}, places)
        for line in label_rows("added")
    ]


def finished(line: Row, places: Places) -> Row:
    """A row of measures.csv with its vocabulary checked and its dates taken apart."""
    where = f"controls {line['measure_id']}"
    one_of("type", line["type"], TYPES)
    one_of("retransfer", line["retransfer"], ("", "yes"))
    one_of("confidence", line["confidence"], CONFIDENCE)
    one_of("grade", line["grade"], (*GRADES.values(), "publisher", "none"))
    if line["jurisdiction_iso3"] not in places.names:
        raise BuildError(f"{where}: unknown jurisdiction {line['jurisdiction_iso3']!r}")
    row = {name: line.get(name, "") for name in MEASURE_COLUMNS}
    row["target"] = target(line["target"], places, where)
    row["retransfer"] = line["retransfer"] or "no"
    for name in ("announced", "effective", "ended"):
        row[name], row[f"{name}_precision"] = dated(line[name], f"{where} {name}")
    verified, precision = dated(line["verified_through"], f"{where} verified_through")
    if not row["announced"] or precision not in {"", "day"}:
        raise BuildError(f"{where}: no day announced, or verified_through is no day")
    row["verified_through"] = verified
    if row["ended"] and row["effective"] > row["ended"]:
        raise BuildError(f"{where}: ends on {row['ended']} before it takes effect")
    return row


def _confidence(text: str) -> str:
    one_of("confidence of the gathering", text, ("confirmed by a page seen",))
    return "page_seen"


def _grade(text: str) -> str:
    one_of("grade of the gathering", text, tuple(GRADES))
    return GRADES[text]


def check_events_used(raw: dict[str, Row]) -> None:
    """Each row of the gathering said to be an event has one, and no other row has."""
    said = {line["raw_id"] for line in label_rows("measures") if line["use_as"] == "event"}
    must_match("events", said, {line["raw_id"] for line in label_rows("events")} - {""})
    said = {line["raw_id"] for line in label_rows("measures") if line["use_as"] == "disruption"}
    must_match("disruptions", said, {line["raw_id"] for line in label_rows("disruptions")})
    assert said <= set(raw)  # own_measures has compared both


def events(raw: dict[str, Row], known: set[str]) -> list[Row]:
    """One row per event and measure; what the gathering has of it is not written twice."""
    rows = []
    for line in label_rows("events"):
        where = f"controls_events.csv {line['event_id']}"
        one_of("kind", line["kind"], KINDS)
        one_of("instrument_seen", line["instrument_seen"], ("yes", "no"))
        if line["measure_id"] not in known:
            raise BuildError(f"{where}: unknown measure {line['measure_id']!r}")
        row = {name: line.get(name, "") for name in EVENT_COLUMNS}
        if line["raw_id"]:
            row |= _of_gathering(line, raw[line["raw_id"]])
        one_of("grade", row["grade"], tuple(GRADES.values()))
        row["date"], row["date_precision"] = dated(row["date"], where)
        row["until"], row["until_precision"] = dated(row["until"], where)
        if not row["date"] or (row["until"] and row["until"] < row["date"]):
            raise BuildError(f"{where}: runs from {row['date']!r} to {row['until']!r}")
        if line["kind"] in {"suspends", "extends", "extension-announced"} and not row["until"]:
            raise BuildError(f"{where}: no last day")
        rows.append(row)
    refuse_repeats("events", [f"{r['event_id']} {r['measure_id']}" for r in rows])
    return sorted(rows, key=lambda row: (row["date"], row["event_id"], row["measure_id"]))


def _of_gathering(line: Row, raw: Row) -> Row:
    return {
        "date": line["date"] or raw["date_effective"],
        "until": line["until"] or raw["status_until"],
        "instrument": line["instrument"] or raw["announcement_no"],
        "grade": line["grade"] or _grade(raw["source_grade"]),
        "evidence": line["evidence"] or evidence(raw["source"], raw["status_source"]),
    }


def disruptions(raw: dict[str, Row], gathered: Sequence[Row], places: Places) -> list[Row]:
    """Stops that rest on no legal measure, one row per mineral."""
    minerals = {
        line["raw_id"]: line["mineral"]
        for line in label_rows("minerals")
        if line["scope"] == "disruption"
    }
    rows = []
    for line in label_rows("disruptions"):
        where = f"controls_disruptions.csv {line['raw_id']}"
        one_of("kind", line["kind"], DISRUPTIONS)
        source = raw[line["raw_id"]]
        home = re.sub(r" \(.*\)", "", source["jurisdiction"])
        if places.iso3(home, where) != line["jurisdiction_iso3"]:
            raise BuildError(f"{where}: {source['jurisdiction']} is not {line['jurisdiction_iso3']}")
        row = {name: line.get(name, "") for name in DISRUPTION_COLUMNS}
        row |= {
            "disruption_id": line["raw_id"],
            "who": source["authority"],
            "title": source["title"],
            "target": target(line["target"], places, where),
            "mineral": minerals[line["raw_id"]],
            "grade": _grade(source["source_grade"]),
            "evidence": evidence(source["source"], source["status_source"]),
        }
        for name in ("started", "ended", "last_seen"):
            row[name], row[f"{name}_precision"] = dated(line[name], f"{where} {name}")
        rows.append(row)
    met = {row["measure_id"] for row in gathered}
    if any(row["disruption_id"] not in met for row in rows):
        raise BuildError("controls_disruptions.csv: a row that the gathering does not have")
    return sorted(rows, key=lambda row: row["disruption_id"])
