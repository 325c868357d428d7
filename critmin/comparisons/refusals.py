"""Refusals of a comparison that say what each side has, or what is to be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.comparisons.questions import OF_TRADE, PLACE, Question
from critmin.comparisons.sides import Sides
from critmin.core.errors import QueryError
from critmin.core.name_words import typed
from critmin.core.role_rules import RULES
from critmin.core.wording import listed


def without_buyer(name: str, rule: Question, found: Sides, options: Mapping[str, Any]) -> None:
    """Refuse a question of imports that names no buyer.

    Raises
    ------
    QueryError
        With the comparison as it is to be typed.
    """
    needs = rule is OF_TRADE.get(name) or (name in RULES and "buyer" in RULES[name].needs)
    if not needs or PLACE in {found.kind, *(word.kind for word in found.others)}:
        return
    words = [typed(word.text) for word in (*found.others, found.a, found.b)]
    for option in (*rule.needs, "trade"):
        given = options.get(option) or ()
        several = given if isinstance(given, (list, tuple)) else [given]
        words += [f"--{option}", typed(",".join(map(str, several)))] if several else []
    write = " ".join(["critmin", "compare", name, "GBR", *words])
    raise QueryError(f"compare {name} needs a buyer: {write}")


def nothing_in_common(
    found: Sides, pair: Sequence[Table], question: str, column: str, key: Sequence[str]
) -> str:
    """That no row has figures of both sides, with the forms of each where those are others.

    Parameters
    ----------
    found : Sides
        The two sides.
    pair : sequence of Table
        Their answers.
    question, column : str
        Question and column that are compared, as the summary knows them.
    key : sequence of str
        Columns that identify a row.
    """
    from critmin.comparisons.summary import MEASURES

    a, b = found.a.text, found.b.text
    asked = pair[0].query.get("measure") if column == "value" else column
    supplier = str(pair[0].query.get("supplier") or "")
    plain = column.replace("_", " ")
    measure = MEASURES.get((question, str(asked)), plain).format(supplier=supplier)
    text = f"{a} and {b} have no figure in common ({measure})"
    by = next((name for name in ("stage", "form") if name in key), "")
    if not by:
        return text
    has_a, has_b = (
        list(dict.fromkeys(str(row[by]) for row in table if row[column] is not None))
        for table in pair
    )
    if not has_a or not has_b or {*has_a} & {*has_b}:
        return text
    what = "traded form" if by == "form" or "buyer_iso3" in pair[0].names else "stage"
    return (
        f"{text}: only figures of the same {what} are compared; {a} has {listed(has_a)}, "
        f"{b} has {listed(has_b)}"
    )
