"""Cautions on how names were read: products, and the stage that answers."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table
from critmin.core import names
from critmin.core.products import Product
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
        elif given and not _is_own_part(given, good, part):
            found.append(
                caution("read_as:given", name=text, mineral=good.mineral, own=own, part=part)
            )
        elif part == "stage" and not good.counted:
            found.append(caution("read_as:not_counted", name=text, mineral=good.mineral, own=own))
        elif part == "stage" and not good.is_whole:
            mineral = names.minerals()[good.mineral].name.lower()
            found.append(caution("read_as:not_alone", name=text, mineral=mineral, own=own))
        else:
            found.append(caution("read_as", name=text, mineral=good.mineral, own=own))
    return found


def _is_own_part(given: object, good: Product, part: str) -> bool:
    """Whether the stage or form that was given is the product's own."""
    if isinstance(given, list) and len(given) == 1:
        (given,) = given
    if not isinstance(given, str):
        return False
    if part == "stage":
        return given in names.STAGES and given == good.stage
    return names.STAGE_WORDS.get(given, given) in {good.form, names.STAGE_OF_FORM.get(good.form)}


def not_alone(said: Roles) -> tuple[str, ...]:
    """Goods named of which no figure is: each stage counts others too, or not the good."""
    return tuple(text for text, good in said.products.items() if good.stage and not good.is_whole)


def begin(alone: Sequence[str], summary: str) -> str:
    """Summary that begins with the goods of which no figure is; they are quoted with it."""
    if not alone or not summary:
        return summary
    return f"No figure is of {' or '.join(alone)} alone. {summary}"


def noted(table: Table, said: Roles) -> Table:
    """Answer of a question without stages, with the cautions on the products named first."""
    about = cautions(said)
    return table.replace(warnings=(*about, *table.warnings)) if about else table


def one_stage(mineral: str, stage: str, others: list[str]) -> Caution:
    """Caution that the only stage with figures answers, because no stage was asked for."""
    return caution("read_as:stage", mineral=mineral, stage=stage, others=listed(others))
