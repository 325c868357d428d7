"""Summaries of `screen` and `effect`, from their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Table, several
from critmin.core.wording import capital, counted, listed, percent, the
from critmin.screening.rows import Row
from critmin.screening.rules import of_query
from critmin.summaries.phrases import amount, known_place, number, possessive

RULES = {"geodep": "CEPII's rule", "ec2021": "the European Commission's rule of 2021"}
NAMED = 3  # products named in a sentence


def screen(table: Table) -> str:
    """How many products meet the rule, and the largest of them with their suppliers."""
    rows = table.typed
    rule = rule_of(table)
    buyers = list(dict.fromkeys(str(row.buyer_iso3) for row in rows))
    if not rows:
        asked = [known_place(code) for code in several(tuple(table.query.get("buyers", ())))]
        who = listed([the(name) for name in asked]) or "any buyer"
        return f"No product that {who} bought is known to meet {rule}."
    years = sorted({int(row.year) for row in rows})
    when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
    if rule is None:
        return _without_rule(rows, buyers, when)
    met = [row for row in rows if row.meets is True]
    if not met:
        return f"No product shown is known to meet {rule} {when}."
    if len(buyers) == 1 and len(years) == 1:
        return _one_buyer(met, buyers[0], rule, when, cut=bool(table.query.get("top")))
    top = table.query.get("top")
    return _many(met, rule, when) + (f" Only the {top} largest of each are counted." if top else "")


def rule_of(table: Table) -> str | None:
    """Rule of a screen in a sentence, with the thresholds that are not the published ones."""
    rule = RULES.get(str(table.query.get("rule")))
    other = of_query(table.query)
    return f"{rule} with other thresholds ({'; '.join(other)})" if rule and other else rule


def goods_of(row: Row) -> str:
    """Goods of a row in a sentence: what the code covers, or the code."""
    said = str(row.goods or "")
    if not said:
        return f"code {row.code}"
    head = said.split(" (")[0]
    return head[0].lower() + head[1:] if not head[:2].isupper() else head


def _one_buyer(met: Sequence[Row], buyer: str, rule: str, when: str, *, cut: bool) -> str:
    largest = sorted(met, key=lambda row: -amount(row, "imports"))[:NAMED]
    said = [
        f"{goods_of(row)} ({percent(amount(row, 'share'))} from {the(str(row.supplier))})"
        for row in largest
        if row.supplier
    ]
    whose = possessive(known_place(buyer))
    verb = "meets" if len(met) == 1 else "meet"
    if cut:  # the rows do not tell how many there are
        largest_of = f"{capital(the(whose))} largest imported products that meet {rule} {when}"
        return f"{largest_of}: {listed(said)}."
    first = f"{len(met)} of {the(whose)} imported products {verb} {rule} {when}"
    return f"{first}. The largest by value: {listed(said)}." if said else f"{first}."


def _many(met: Sequence[Row], rule: str, when: str) -> str:
    buyers = {row.buyer_iso3 for row in met}
    counts = Counter(str(row.supplier) for row in met if row.supplier)
    supplier, number_of = counts.most_common(1)[0]
    pairs = counted(len(met), "case", "cases")
    return (
        f"{capital(counted(len(buyers), 'buyer'))} had {pairs} of a product that meets {rule} "
        f"{when}. {the(supplier, start=True)} is the largest supplier in {number_of} of them."
    )


def _without_rule(rows: Sequence[Row], buyers: Sequence[str], when: str) -> str:
    known = [row for row in rows if number(row, "import_hhi") is not None]
    high = sum(amount(row, "import_hhi") > 4000 for row in known)
    who = known_place(buyers[0]) if len(buyers) == 1 else counted(len(buyers), "buyer")
    return (
        f"{capital(counted(len(rows), 'import'))} of single products by {the(who)} {when}: in "
        f"{high} of them the HHI of suppliers exceeds 4,000."
    )
