"""Export controls that apply to one line of a supplier list on a day."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.answers.builder import codes
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGE_FORMS, above, kin, related
from critmin.export_controls.bundled_tables import dual_use, measures
from critmin.export_controls.measure import Cover, Measure
from critmin.export_controls.reach import TYPE_FLAGS, end_use
from critmin.export_controls.state import (
    IN_FORCE,
    OUTSIDE_SHARES,
    STATUS_FLAGS,
    UNSURE,
    reaches,
    state,
    status_flag,
)
from critmin.trade.codes import forms_of

SOURCE = "controls@2026"
# Traded forms of a stage's output; a stage that is not here is itself a form.
FORMS = {**STAGE_FORMS, "reserves": STAGE_FORMS["mining"], "capacity": STAGE_FORMS["refining"]}
GOODS = {"ore", "intermediate", "ferroalloy", "refined", "semi"}
ORE_CHAPTERS = {"25", "26"}  # digits of a code of the Harmonized System


class Target(NamedTuple):
    """Buyer for the controls; without a code only controls towards all countries count.

    ``also`` are the blocs or members that stand for the buyer on the day.
    """

    code: str
    also: frozenset[str] = frozenset()


class Reach(NamedTuple):
    """Whether export controls apply to a supply, their ids, doubts and sources.

    ``under`` is None if only uncertain measures apply: their state that day, their target or their
    coverage of the material is not known. ``ids`` are then these, else the measures that certainly
    apply. ``end_use`` are end-use bans and entity lists that target the buyer; they are in no
    share.
    """

    under: bool | None
    ids: tuple[str, ...]
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    end_use: tuple[str, ...] = ()


def reach(
    mineral: str, stage: str, supplier: str, buyer: Target, day: str, known_on: str = ""
) -> Reach:
    """Export controls of a supplier's country on a mineral in the forms of a stage.

    End-use bans, entity lists and technology controls restrict users, firms or know-how, not goods;
    they do not count here. The first two are named if they target the buyer.

    Parameters
    ----------
    mineral, supplier : str
        Slug, and ISO3 code of the country that ships.
    stage : str
        Stage of supply or traded form.
    buyer : Target
        Buyer that the controls may target.
    day : str
        ISO day.
    known_on : str
        ISO day on which it is asked what could be known; empty for what is known now.
    """
    certain: dict[Measure, list[str]] = {}
    unsure: dict[Measure, list[str]] = {}
    for measure in measures(known_on):
        if measure.jurisdiction != supplier or measure.type in OUTSIDE_SHARES:
            continue
        status, targeted = state(measure, day), reaches(measure, buyer.code, buyer.also)
        extent = _extent(measure, mineral, stage, day, known_on)
        if targeted is False or status not in IN_FORCE | UNSURE or extent is None:
            continue
        doubts = list(_doubts(str(status), targeted, extent))
        sure = not doubts and measure.grounded_on(kin(mineral))
        found = certain if sure else unsure
        found[measure] = [
            *doubts,
            *measure.ground_flags(kin(mineral)),
            status_flag(measure, str(status), day),
            TYPE_FLAGS.get(measure.type, ""),
        ]
    shown = certain or unsure
    code, also = buyer
    users = end_use(mineral, supplier, code, also, day, known_on) if code else ()
    return Reach(
        True if certain else None if unsure else False,
        tuple(measure.measure_id for measure in shown),
        codes(*shown.values(), "end_use_reach" if users else None),
        codes(measure.source for measure in shown) or (SOURCE,),
        users,
    )


def _doubts(status: str, targeted: bool | None, extent: str) -> Iterator[str]:
    """Warning codes of why a measure applies only possibly."""
    if status in UNSURE:
        yield STATUS_FLAGS[status]
    if targeted is None:
        yield "target_not_stated"
    if extent:
        yield extent


def _extent(measure: Measure, mineral: str, stage: str, day: str, known_on: str) -> str | None:
    """Empty if a measure covers all of the material at the stage, None if it covers none.

    Else the warning code of the part covered: members of the group, or other forms.
    """
    if any(c.scope == "dual-use-list" for c in measure.covers):
        return "" if dual_use(measure.jurisdiction, day, known_on) & {*above(mineral)} else None
    named = [c for c in measure.covers if c.scope == "named" and related(c.mineral, mineral)]
    fitting = [c for c in named if _form_fits(measure, c, stage, mineral)]
    if any(c.mineral in above(mineral) for c in fitting):
        return ""
    if fitting:
        return "control_partial"
    return "control_other_form" if any(c.form in GOODS for c in named) else None


def _forms(stage: str, mineral: str) -> frozenset[str]:
    """Traded forms of a stage's output of a mineral.

    Refinery output of a mineral without the usual forms counts as a semi-product, as spheroidised
    graphite.
    """
    usual = frozenset(FORMS.get(stage, (stage,)))
    made = "ore" not in usual and usual.isdisjoint(forms_of(mineral))
    return usual | {"semi"} if made and stage in FORMS else usual


def _form_fits(measure: Measure, cover: Cover, stage: str, mineral: str) -> bool:
    """Whether an item has a form of the stage's output; for ore also by its code."""
    if not cover.form or cover.form in _forms(stage, mineral):
        return True
    return FORMS.get(stage) == STAGE_FORMS["mining"] and any(
        code.mineral == cover.mineral and code.covers == "wholly" and code.hs6[:2] in ORE_CHAPTERS
        for code in measure.codes
    )
