"""Money by class of mineral, each instrument and status apart."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.columns import columns
from critmin.answers.table import Caution
from critmin.policies import reach
from critmin.policies.awards import double, total
from critmin.policies.coverage_definitions import unit
from critmin.policies.coverage_inputs import Ground
from critmin.policies.coverage_measures import Definition
from critmin.policies.query import Answer
from critmin.policies.register import awards
from critmin.policies.state import KINDS, NOT_BINDING, Award, status

COLUMNS = columns(
    "class class_set reach as_of instrument status awards without_amount counted_elsewhere "
    "amount_usd_low amount_usd_high flag source"
)


def add_money(ground: Ground, wanted: Sequence[str], answer: Answer) -> None:
    """One row per class, reading of money, day, instrument and status with an award.

    The lower sum counts awards that are certain and all of whose minerals are in the class;
    the upper one counts every award that may count and touches it.
    """
    answer.columns = COLUMNS
    for group in ground.of_kind("class"):
        mine = set(ground.members(group, wanted))
        for reading in ground.of_kind("money"):
            for day in ground.days:
                _add_cells(ground, (group, reading, day), mine, answer)
    answer.cautions.append(
        Caution(
            "kinds_apart",
            "grants, loans, equity, purchases and letters are unlike money, and "
            "so are what is announced and what is final: each has its own row",
        )
    )
    answer.cautions.append(
        Caution(
            "joint_minerals",
            "an award for several minerals counts in full for every class "
            "that it touches; classes must not be added up",
        )
    )


def _add_cells(
    ground: Ground, key: tuple[Definition, Definition, str], mine: set[str], answer: Answer
) -> None:
    group, reading, day = key
    cells: dict[tuple[str, str], list[Award]] = {}
    for award in awards():
        touches = {unit(mineral) for mineral in award.minerals} & mine
        if touches and reach.reach_of_award(award, reading, day).possible:
            cells.setdefault((award.kind, str(status(award, day))), []).append(award)
    for (kind, state), found in sorted(cells.items(), key=lambda c: (KINDS.index(c[0][0]), c[0])):
        twice = [award for award in found if double(award, day)]
        counted = [a for a in found if a not in twice and a.amount_usd is not None]
        sure = [
            award
            for award in counted
            if reach.reach_of_award(award, reading, day).certain
            and all(unit(mineral) in mine for mineral in award.minerals)
        ]
        unknown = len(found) - len(twice) - len(counted)
        flags = [
            "amount_not_published" if unknown else "",
            "counted_elsewhere" if twice else "",
            "not_binding" if kind in NOT_BINDING else "",
            "amount_ceiling" if any(a.amount_is == "ceiling" for a in counted) else "",
            "amount_partly_private"
            if any(a.amount_is == "partly-private" for a in counted)
            else "",
        ]
        answer.add(
            (
                group.id,
                group.first("set", "overlapping"),
                reading.id,
                day,
                kind,
                state,
                len(found),
                unknown,
                len(twice),
                total(sure) if counted else None,
                total(counted) if counted else None,
            ),
            flags,
            ";".join(ground.base),
        )
