"""The import tables that answer a question of a buyer, and the reasons of those missing."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.core import arguments, names
from critmin.core.errors import NoData
from critmin.trade import buying
from critmin.trade.bought import Bought
from critmin.trade.buyers import Buyer
from critmin.trade.buying import SHARED_ALONE, Buying


def buy(
    who: Buyer,
    minerals: Sequence[str] = (),
    *,
    stage: arguments.Words = None,
    years: Sequence[int] = (),
    source: str | None = None,
    measure: str | None = None,
) -> Bought:
    """The import tables asked for; all minerals under codes of their own when none is named.

    Raises
    ------
    NoData
        If there is none at all; with the reasons.
    """
    forms = list(
        dict.fromkeys(f for word in arguments.words(stage) for f in names.trade_forms(word))
    )
    finder = Buying(who, years, source=buying.check_source(source), measure=measure)
    bought = Bought(who)
    every = not minerals
    slugs = [names.mineral(text).slug for text in minerals] or buying.minerals_with_trade(who)
    for slug in dict.fromkeys(slugs):
        finder.ask(slug, forms, bought, every=every)
    _drop_unweighed(bought, measure)
    if bought.found:
        return bought
    reasons = dict.fromkeys(reason for _, _, reason in bought.missing)
    no_importer = [reason for reason in reasons if reason.startswith(f"no data for {who.name} in")]
    reasons = dict.fromkeys(no_importer) or reasons
    if every:
        shared = [reason for reason in reasons if reason.endswith(SHARED_ALONE)]
        said = f"{'; '.join(shared)}: name one" if shared else next(iter(reasons), "")
        raise NoData(f"no data for any mineral imported by {who.name}: {said}")
    raise NoData("; ".join(reasons))


def _drop_unweighed(bought: Bought, measure: str | None) -> None:
    """Tables without a figure of the measure are missing, not zero."""
    if measure in {None, "value"}:
        return
    kept = []
    for table in bought.found:
        bare = [f"{c}" for c in table.codes if not any(k[0] == c for k in table.contents)]
        if measure == "contained" and bare:
            why = f"no single content factor holds for {', '.join(bare)}"
        elif table.total(str(measure)) <= 0:
            why = "no flow has a weight"
        else:
            kept.append(table)
            continue
        bought.missing.append((table.mineral, table.form, f"no data for {table.what}: {why}"))
    bought.found = kept
