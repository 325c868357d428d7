"""Controlled codes and comparison goods of a measure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from critmin.core import names
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls.bundled_tables import about
from critmin.export_controls.measure import Measure
from critmin.export_controls.reach import extent
from critmin.export_controls.state import OUTSIDE_SHARES
from critmin.screening.goods import HEADING
from critmin.trade import codes


class Good(NamedTuple):
    """A code of six digits with its goods.

    ``touched`` are measures that cover it in part; ``made`` the mineral and form of its goods
    under control, and ``exclusive`` whether it has no other goods.
    """

    code: str
    goods: str
    touched: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()
    exclusive: bool = False


@cache
def _lines() -> dict[str, list[codes.Line]]:
    found: dict[str, list[codes.Line]] = {}
    for line in codes.lines():
        found.setdefault(line.code[:HEADING], []).append(line)
    return found


def controlled_goods(measure: Measure, mineral: str) -> list[Good]:
    """Codes with goods of a mineral that a measure covers, wholly or in part."""
    kin = names.kin(mineral)
    found = []
    for code, lines in sorted(_lines().items()):
        covered = [
            line
            for line in lines
            if line.mineral in kin and extent(measure, line.mineral, line.form, line.code).high > 0
        ]
        if covered:
            made = tuple(dict.fromkeys((line.mineral, line.form) for line in covered))
            heading = [line for line in lines if line.code == code]
            exclusive = bool(heading) and all(line.exclusive for line in heading)
            found.append(Good(code, lines[0].description, (), made, exclusive))
    return found


def comparison_goods(jurisdiction: str, until: str) -> tuple[list[Good], list[Good]]:
    """Goods of the bundled list that no control of a country touches, and those that one touches.

    Parameters
    ----------
    jurisdiction : str
        ISO3 code of the country that controls.
    until : str
        Last day looked at; controls in effect later do not count.
    """
    free: list[Good] = []
    touched: list[Good] = []
    for code, goods, _why in read_table("comparison_goods.csv")[1]:
        ids = tuple(_touching(jurisdiction, code, until))
        (touched if ids else free).append(Good(code, goods, ids))
    return free, touched


def _touching(jurisdiction: str, code: str, until: str) -> Iterable[str]:
    """Measures on goods that cover a code, or may, and took effect by a day."""
    for line in _lines().get(code, []):
        for measure in about(jurisdiction, line.mineral):
            if measure.type in OUTSIDE_SHARES or measure.binds_others_alone:
                continue
            began = measure.effective
            if began is not None and began.first > until:
                continue
            if extent(measure, line.mineral, line.form, line.code).high > 0:
                yield measure.measure_id
