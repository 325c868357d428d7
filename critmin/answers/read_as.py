"""Cautions on how names were read: products, and the stage that answers."""

from __future__ import annotations

from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table
from critmin.core.roles import Roles
from critmin.core.wording import listed

STAGES = {"mining": "mined", "refining": "refined"}


def cautions(said: Roles, *, part: str = "", given: object = None) -> list[Caution]:
    """Cautions on the products that were named.

    Parameters
    ----------
    said : Roles
        Names of the question.
    part : {"stage", "form", ""}
        What the question takes from a product beside its mineral.
    given : object
        Stage or form that was given with an option; it is used instead of the product's.
    """
    found = [
        caution("read_as:code", name=text, meaning=meaning, other=other)
        for text, (meaning, other) in said.codes.items()
    ]
    for text, good in said.products.items():
        own = STAGES.get(good.stage, good.stage) if part == "stage" else good.form
        if not part or not own:
            found.append(caution("read_as:mineral", name=text, mineral=good.mineral))
        elif given:
            found.append(
                caution("read_as:given", name=text, mineral=good.mineral, own=own, part=part)
            )
        elif part == "stage" and not good.counted:
            found.append(caution("read_as:not_counted", name=text, mineral=good.mineral, own=own))
        else:
            found.append(caution("read_as", name=text, mineral=good.mineral, own=own))
    return found


def noted(table: Table, said: Roles) -> Table:
    """Answer of a question without stages, with the cautions on the products named first."""
    about = cautions(said)
    return table.replace(warnings=(*about, *table.warnings)) if about else table


def one_stage(mineral: str, stage: str, others: list[str]) -> Caution:
    """Caution that the only stage with figures answers, because no stage was asked for."""
    return caution("read_as:stage", mineral=mineral, stage=stage, others=listed(others))
