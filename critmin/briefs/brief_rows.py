"""Rows of a brief: a risk, a producer, a sale or a coming change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from critmin.answers.builder import codes
from critmin.answers.columns import columns_of, meaning
from critmin.answers.table import Column
from critmin.briefs.control_sentences import Change, without_members
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries
from critmin.core.wording import place

EVENTS = 2  # coming changes shown
NEXT = "What changes next"  # heading of the coming changes


class Row(NamedTuple):
    """One line of a brief; ``kind`` says what its figures are of."""

    kind: str
    minerals: tuple[str, ...]
    stage: str | None
    year: int | None
    country: str | None
    iso3: str | None
    share: float | None
    imports_usd: float | None
    control: str | None
    control_ids: tuple[str, ...]
    type: tuple[str, ...]
    next_event: str | None
    next_event_date: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class Kind(NamedTuple):
    """A kind of rows: heading of their table, what their shares are of, columns with headings."""

    heading: str
    what: str
    columns: Mapping[str, str]


KINDS = {
    "risk": Kind(
        "Largest risks",
        "Share of recorded imports from one country",
        {
            "minerals": "Mineral",
            "stage": "Form",
            "country": "Largest supplier",
            "share": "Share of imports",
            "imports_usd": "Bought from it (USD million)",
            "control": "Its export control",
        },
    ),
    "producer": Kind(
        "Largest producers",
        "Share of world output",
        {
            "minerals": "Mineral",
            "stage": "Stage",
            "country": "Country",
            "share": "Share of output",
            "control": "Its export control",
        },
    ),
    "sale": Kind(
        "What others buy from it",
        "Share of the world's recorded imports",
        {
            "minerals": "Mineral",
            "stage": "Form",
            "share": "Share of world imports",
            "imports_usd": "Value (USD million)",
            "control": "Its export control",
        },
    ),
}


def typed(code: str) -> str:
    """Name of a country as typed; its code if the name has several words.

    >>> typed("JPN"), typed("USA"), typed("eu27"), typed("rare-earths")
    ('japan', 'USA', 'eu27', 'rare-earths')
    """
    known = countries().get(code)
    if known is None:
        return code
    return known.name.lower() if known.name.isascii() and known.name.isalpha() else code


def event_rows(found: Sequence[Change]) -> list[Row]:
    """Rows of the nearest changes."""
    return [
        Row(
            kind="event",
            minerals=without_members(change.minerals),
            stage=None,
            year=None,
            country=place(change.country),
            iso3=change.country if change.country in countries() else None,
            share=None,
            imports_usd=None,
            control=None,
            control_ids=tuple(measure.measure_id for measure in change.measures),
            type=tuple(measure.type for measure in change.measures),
            next_event=change.event,
            next_event_date=change.date.text,
            flag=("extension_announced",) if change.event == "announced-extension-ends" else (),
            source=codes(measure.source for measure in change.measures),
        )
        for change in found[:EVENTS]
    ]


def columns() -> tuple[Column, ...]:
    """Columns of a brief, with what they mean in it."""
    chosen = columns_of(
        Row,
        kind=9,
        minerals=9,
        stage=5,
        year=6,
        country=9,
        control=8,
        imports_usd=7,
        next_event_date=8,
        next_event=4,
        iso3=2,
        control_ids=2,
        type=2,
        flag=3,
        source=1,
    )
    return meaning(
        chosen,
        kind="risk (a form that the buyer imports), producer, sale (what others import from the "
        "supplier) or event (the next dated change of export controls)",
        stage="Stage of supply; of a risk or a sale the traded form",
        country="Largest supplier, producer, or country whose controls change",
        type="Kinds of the measures, in the order of control_ids",
        share="Of a risk: the country's share of the buyer's recorded imports; of a producer: of "
        "world output; of a sale: of all recorded imports of the world",
        imports_usd="Customs value of the recorded imports from the country",
    )
