"""Rows of the control table: one per measure and mineral."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.answers.table import Cell
from critmin.core.names import above
from critmin.export_controls.query import Asking
from critmin.export_controls.register import dual_use
from critmin.export_controls.state import (
    OUTSIDE_SHARES,
    STATUS_FLAGS,
    Change,
    Cover,
    Measure,
    easing,
    next_event,
    suspension,
)

HS6 = 6  # digits; finer codes of a single nomenclature are no part of this answer
CONFIDENCE_FLAGS = {"general_knowledge": "no_page_seen", "not_seen": "items_not_seen"}


def measure_rows(measure: Measure, status: str, asked: Asking) -> list[tuple[Cell, ...]]:
    """Rows of a measure for the minerals asked for; none when it has none of them."""
    change = next_event(measure, asked.day)
    if asked.until is not None and (change is None or change.date.first > asked.until):
        return []
    groups: dict[tuple[str, str], list[Cover]] = {}
    for shown, why, cover in _covered(measure, asked):
        groups.setdefault((shown, why), []).append(cover)
    return [
        _row(measure, status, asked.day, change, shown, why, covers)
        for (shown, why), covers in groups.items()
    ]


def _covered(measure: Measure, asked: Asking) -> Iterator[tuple[str, str, Cover]]:
    """Mineral to show, the code that says why it is shown, and the item."""
    for cover in measure.covers:
        if not asked.slugs:
            yield cover.mineral, _whole(cover), cover
        for slug in asked.slugs:
            if cover.scope == "named" and asked.matches(cover.mineral, slug):
                member = slug in above(cover.mineral)
                yield (cover.mineral, "", cover) if member else (slug, "group_measure", cover)
            elif cover.scope == "dual-use-list" and any(
                asked.matches(mineral, slug)
                for mineral in dual_use(measure.jurisdiction, asked.day)
            ):
                yield slug, _whole(cover), cover


def _whole(cover: Cover) -> str:
    return {"dual-use-list": "dual_use_list", "unnamed": "minerals_not_named"}.get(cover.scope, "")


def _row(
    measure: Measure,
    status: str,
    day: str,
    change: Change | None,
    mineral: str,
    why: str,
    covers: list[Cover],
) -> tuple[Cell, ...]:
    on_record = {cover.mineral for cover in covers}
    codes = [c for c in measure.codes if c.mineral in on_record and c.covers != "none"]
    pause = suspension(measure, day)
    flags = [
        STATUS_FLAGS.get(status, ""),
        why,
        *_measure_flags(measure, day),
        "code_partly_inside" if any(c.covers == "partly" for c in codes) else "",
        *(CONFIDENCE_FLAGS.get(cover.confidence, "") for cover in covers),
    ]
    return (
        measure.measure_id,
        measure.jurisdiction,
        measure.announcement,
        measure.type,
        measure.target,
        mineral or None,
        ";".join(dict.fromkeys(cover.item for cover in covers)),
        ";".join(sorted({c.hs6 for c in codes if len(c.hs6) == HS6})) or None,
        measure.announced.text,
        measure.effective.text if measure.effective else None,
        pause.start if pause else None,
        pause.until.text if pause else None,
        measure.ended.text if measure.ended else None,
        status,
        change.event if change else None,
        change.date.text if change else None,
        measure.verified_through or None,
        ";".join(dict.fromkeys(f for f in flags if f)) or None,
        measure.source,
    )


def _measure_flags(measure: Measure, day: str) -> Iterator[str]:
    """Codes that hold for every row of a measure."""
    if measure.type in OUTSIDE_SHARES:
        yield "outside_shares"
    if measure.retransfer:
        yield "retransfer_liability"
    if measure.target == "not-stated":
        yield "target_not_stated"
    if easing(measure, day) is not None:
        yield "eased"
    dates = (measure.announced, measure.effective, measure.ended)
    if any(when is not None and when.precision == "day-approx" for when in dates):
        yield "date_approximate"
    yield CONFIDENCE_FLAGS.get(measure.confidence, "")
