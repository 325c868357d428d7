"""Words for what countries do at a stage of supply, and what its shares are of."""

from __future__ import annotations

from critmin.answers.table import Table
from critmin.core.names import minerals
from critmin.core.wording import AnyRow, cell, counted, lower
from critmin.summaries.phrases import Row, adjective, flags, names_or_count, own, sentence, what

# What a country does at a stage: in the past, and projected.
DOES = {
    "mining": ("mined", "mine"),
    "refining": ("refined", "refine"),
    "reserves": ("held", "hold"),
    "capacity": ("had", "have"),
}
MADE = ("produced", "produce")  # of goods that are not mined or refined, and at other stages
OF = {"reserves": "reserves of ", "capacity": "capacity for "}
GASES = {"argon", "helium", "hydrogen", "krypton", "neon", "oxygen", "xenon"}
MANUFACTURED = {"biotic", "compound", "product"}
GROUP = "the source gives one list for a group of minerals, not one for {} alone"
DISPUTED = "publishers differ widely on this figure"


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
    past, base = MADE if _made(row, at) else DOES.get(at, MADE)
    return f"is projected to {base}" if "projection" in flags(row) else past


def _made(row: AnyRow, stage: str) -> bool:
    """Whether output is neither mined nor refined: goods, plants and gases."""
    slug = str(cell(row, "mineral"))
    known = minerals().get(slug)
    made = known is not None and (known.category in MANUFACTURED or slug in GASES)
    return made and stage in {"mining", "refining"}


def activity(row: AnyRow) -> str:
    """What a share or an index of a stage is of: "lithium mining", "listed reserves of tin"."""
    stage, mineral = str(cell(row, "stage")), what(row)
    mine = " in your table" if own(row) else ""
    if stage in OF:
        listed_ = "listed " if stage == "reserves" and not mine else ""
        return f"{listed_}{OF[stage]}{mineral}{mine}"
    done = "production" if _made(row, stage) else stage
    return f"{adjective(mineral)} {done}{mine}"


def caveat(row: AnyRow) -> str:
    """The caveat that changes what a figure is of, as a sentence; empty without one."""
    known = minerals().get(str(cell(row, "mineral")))
    if "group_shares" in flags(row) and known and known.category != "group":
        return sentence(GROUP.format(lower(known.name)))
    return sentence(DISPUTED) if "disputed" in flags(row) else ""


def object_of(row: AnyRow) -> str:
    """What a share is of, with its article: the world's, or that of the user's table."""
    stage, mineral = str(cell(row, "stage")), what(row)
    if own(row):
        at = "" if stage in DOES else f" ({stage})"
        return f"the {OF.get(stage, '')}{mineral}{at} in your table"
    if stage == "reserves":
        return f"the world's listed reserves of {mineral}"
    return f"the world's {OF.get(stage, '')}{mineral}"
