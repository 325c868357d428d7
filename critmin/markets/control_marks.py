"""Export controls on a picture of prices: in its topic, and as days across its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from critmin.charts.model import Moment, distinct
from critmin.core.control_words import NOUNS
from critmin.core.dates import in_words
from critmin.core.wording import few, listed, lower, mineral_name, place, the
from critmin.summaries.phrases import possessive

if TYPE_CHECKING:
    from critmin.markets.since_control import Control

FEW = 3  # most controls that a topic names, and most minerals that a day names


def about_controls(controls: Sequence[tuple[str, Control]]) -> str:
    """Controls of the picture, as the end of a topic."""
    named = distinct([_named(control) for _, control in controls])
    if len(named) > FEW:
        return f", before and after {len(named)} export controls"
    return f", before and after {listed(named)}" if named else ""


def _named(control: Control) -> str:
    """A control with its country and first day.

    The kind of a measure is its noun in sentences: "China's export-licence rule of 1 August 2023".
    """
    return f"{name_of(control)} of {in_words(control.effective.text)}"


def name_of(control: Control) -> str:
    """A control with its country: "China's export-licence rule"."""
    noun = NOUNS.get(control.measure.type, control.measure.type.replace("-", " "))
    return f"{possessive(the(place(control.measure.jurisdiction)))} {noun}"


def days_of(controls: Sequence[tuple[str, Control]]) -> tuple[Moment, ...]:
    """First days of controls, once each, with the minerals that they are on."""
    found: dict[tuple[str, str], list[str]] = {}
    for slug, control in controls:
        noun = NOUNS.get(control.measure.type, control.measure.type.replace("-", " "))
        label = f"{possessive(the(place(control.measure.jurisdiction), start=True))} {noun}"
        found.setdefault((label, control.effective.text), []).append(lower(mineral_name(slug)))
    alone = len(found) == 1
    return tuple(
        Moment(label if alone else f"{label} on {few(distinct(names), FEW)}", day)
        for (label, day), names in found.items()
    )
