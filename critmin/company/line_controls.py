"""Which export controls reach one line of a supplier list on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from critmin.answers.builder import codes
from critmin.core.names import STAGE_FORMS, above, related
from critmin.export_controls.bundled_tables import dual_use, measures
from critmin.export_controls.reach import TYPE_FLAGS, end_use
from critmin.export_controls.state import (
    IN_FORCE,
    OUTSIDE_SHARES,
    STATUS_FLAGS,
    UNSURE,
    Cover,
    Measure,
    reaches,
    state,
)
from critmin.trade.codes import forms_of

SOURCE = "controls@2026"
# Forms of trade in which a stage's output leaves a country; other stages are forms themselves.
FORMS = {**STAGE_FORMS, "reserves": STAGE_FORMS["mining"], "capacity": STAGE_FORMS["refining"]}
GOODS = {"ore", "intermediate", "ferroalloy", "refined", "semi"}
ORE_CHAPTERS = {"25", "26"}  # of the Harmonised System


class Target(NamedTuple):
    """A buyer as controls name it; without a code only controls towards all count.

    ``also`` are the blocs or members that stand for the buyer on the day.
    """

    code: str
    also: frozenset[str] = frozenset()


class Reach(NamedTuple):
    """Whether a control reaches a supply, which ones, why it is not sure, and from where.

    ``under`` is None where only measures reach it of which it is not known that they are in
    force that day, whom they aim at, or that they mean all of the material; ``ids`` are then
    those, else the measures that reach it for certain. ``end_use`` are end-use bans and entity
    lists that aim at the buyer: they are in no share.
    """

    under: bool | None
    ids: tuple[str, ...]
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    end_use: tuple[str, ...] = ()


def reach(mineral: str, stage: str, supplier: str, buyer: Target, day: str) -> Reach:
    """Controls of a supplier's country on a mineral in the forms of a stage.

    End-use bans, entity lists and controls of technology bind users, names or know-how, not
    goods; they do not count here. Those of the first two that aim at the buyer are named.

    Parameters
    ----------
    mineral, supplier : str
        Slug, and ISO3 code of the country that ships.
    stage : str
        Stage of supply or form of trade.
    buyer : Target
        Whom the controls may aim at.
    day : str
        ISO day.
    """
    certain: dict[Measure, list[str]] = {}
    unsure: dict[Measure, list[str]] = {}
    for measure in measures():
        if measure.jurisdiction != supplier or measure.type in OUTSIDE_SHARES:
            continue
        status, aimed = state(measure, day), reaches(measure, buyer.code, buyer.also)
        extent = _extent(measure, mineral, stage, day)
        if aimed is False or status not in IN_FORCE | UNSURE or extent is None:
            continue
        doubts = list(_doubts(str(status), aimed, extent))
        found = unsure if doubts else certain
        found[measure] = [
            *doubts,
            STATUS_FLAGS.get(str(status), ""),
            TYPE_FLAGS.get(measure.type, ""),
        ]
    shown = certain or unsure
    users = end_use(mineral, supplier, buyer.code, buyer.also, day) if buyer.code else ()
    return Reach(
        True if certain else None if unsure else False,
        tuple(measure.measure_id for measure in shown),
        codes(*shown.values(), "end_use_reach" if users else None),
        codes(measure.source for measure in shown) or (SOURCE,),
        users,
    )


def _doubts(status: str, aimed: bool | None, extent: str) -> Iterator[str]:
    """Why a measure that may reach a supply is not known to."""
    if status in UNSURE:
        yield STATUS_FLAGS[status]
    if aimed is None:
        yield "target_not_stated"
    if extent:
        yield extent


def _extent(measure: Measure, mineral: str, stage: str, day: str) -> str | None:
    """Empty where a measure reaches all of the material at the stage, None where nothing of it.

    Else the code that says what it reaches: members of the group, or other forms.
    """
    if any(c.scope == "dual-use-list" for c in measure.covers):
        return "" if dual_use(measure.jurisdiction, day) & {*above(mineral)} else None
    named = [c for c in measure.covers if c.scope == "named" and related(c.mineral, mineral)]
    fitting = [c for c in named if _form_fits(measure, c, stage, mineral)]
    if any(c.mineral in above(mineral) for c in fitting):
        return ""
    if fitting:
        return "control_partial"
    return "control_other_form" if any(c.form in GOODS for c in named) else None


def _forms(stage: str, mineral: str) -> frozenset[str]:
    """Forms in which the stage's output of a mineral leaves a country.

    What plants make of a mineral that is traded in none of the usual forms is a semi-product:
    graphite as spheroidised.
    """
    usual = frozenset(FORMS.get(stage, (stage,)))
    made = "ore" not in usual and usual.isdisjoint(forms_of(mineral))
    return usual | {"semi"} if made and stage in FORMS else usual


def _form_fits(measure: Measure, cover: Cover, stage: str, mineral: str) -> bool:
    """Whether an item has a form in which the stage's output leaves; ore also by its code."""
    if not cover.form or cover.form in _forms(stage, mineral):
        return True
    return FORMS.get(stage) == STAGE_FORMS["mining"] and any(
        code.mineral == cover.mineral and code.covers == "wholly" and code.hs6[:2] in ORE_CHAPTERS
        for code in measure.codes
    )
