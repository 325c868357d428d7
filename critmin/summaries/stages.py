"""Words for what countries do at a stage of supply, and what its shares are of."""

from __future__ import annotations

from critmin.answers.table import Table, several
from critmin.core.wording import AnyRow, cell, counted
from critmin.findings import phrases
from critmin.findings.phrases import DOES, MADE, OF, is_made, names_or_count
from critmin.summaries.phrases import Row, flags, own, sentence, what


def tables_of(table: Table) -> list[list[Row]]:
    """Rows of each mineral, stage, basis and year that has figures."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in table:
        if cell(row, "year") is not None:
            key = (
                cell(row, "mineral"),
                cell(row, "stage", None),
                cell(row, "basis"),
                cell(row, "year"),
            )
            found.setdefault(key, []).append(row)
    return list(found.values())


def on_several_bases(table: Table) -> str:
    """Bases of an own table's figures, which no sentence may compare; empty if it has one."""
    found: dict[tuple[object, object], dict[str, Row]] = {}
    for row in table:
        if cell(row, "year") is not None and own(row):
            bases = found.setdefault((cell(row, "mineral"), cell(row, "stage")), {})
            bases.setdefault(str(cell(row, "basis")), row)
    mixed = [bases for bases in found.values() if len(bases) > 1]
    if not mixed:
        return ""
    first = mixed[0]
    others = (
        f" and of {counted(len(mixed) - 1, 'other mineral or stage')}" if len(mixed) > 1 else ""
    )
    return sentence(
        f"the figures of {activity(next(iter(first.values())))}{others} are on several bases "
        f"({names_or_count([*first])}), which cannot be compared; ask for one basis"
    )


def does(row: AnyRow, *, stage: str = "") -> str:
    """What a country does with the mineral at the stage, in the past tense."""
    at = stage or str(cell(row, "stage"))
    past, base = MADE if is_made(str(cell(row, "mineral")), at) else DOES.get(at, MADE)
    return f"is projected to {base}" if "projection" in flags(row) else past


def activity(row: AnyRow) -> str:
    """What a share or an index of a stage is of: "lithium mining", "listed reserves of tin"."""
    codes, source = several(cell(row, "flag", None)), several(cell(row, "source", None))
    return phrases.activity_of(str(cell(row, "mineral")), str(cell(row, "stage")), codes, source)


def caveat(row: AnyRow) -> str:
    """The caveat that changes what a figure is of, as a sentence; empty without one."""
    text = phrases.caveat_of(str(cell(row, "mineral")), several(cell(row, "flag", None)))
    return sentence(text) if text else ""


def object_of(row: AnyRow) -> str:
    """What a share is of, with its article: the world's, or that of the user's table."""
    stage, mineral = str(cell(row, "stage")), what(row)
    if own(row):
        at = "" if stage in DOES else f" ({stage})"
        return f"the {OF.get(stage, '')}{mineral}{at} in your table"
    if stage == "reserves":
        return f"the world's listed reserves of {mineral}"
    return f"the world's {OF.get(stage, '')}{mineral}"
