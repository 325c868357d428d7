"""What is said beside the shares of imports that a supplier can stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from critmin.answers.table import Caution
from critmin.core.wording import few
from critmin.export_controls.query import COMPILED, end_use_reach
from critmin.tracing import reasons
from critmin.trade import cautions as trade_cautions
from critmin.trade.cautions import NAMED
from critmin.trade.imports import Imports

NOTES = (
    "shares by origin are of the buyer's supply, own output and imports, in the network's weight, "
    "if imports mix evenly; direct shares are of imports by value: the two are not compared",
    "direct shares are of recorded imports of the forms held (forms_held of forms_all); shares "
    "by country are by country of plant, not owner",
    "shares under licence or ban are law, not practice: low counts codes wholly inside a control "
    "in force, high all codes it touches",
)
BEFORE = (
    "rows flagged before_control are of the last year before the supplier's first control on "
    "record; a low share after it is often its result"
)
# Said of single flows, or in words of `dependency` that do not hold here.
UNSAID = {"import_hhi", "shared_codes_only"}


def cautions(
    found: Sequence[Imports],
    own: Iterable[Caution],
    untraced: Mapping[str, str],
    aimed: Mapping[str, Iterable[str]],
    *,
    named: bool,
    any_form: bool,
) -> tuple[Caution, ...]:
    """What is to be said of the tables of all buyers, once each.

    Parameters
    ----------
    found : sequence of Imports
        What was found of each buyer.
    own : iterable of Caution
        What was met on the way: years without figures, averages of several years.
    untraced : mapping of str to str
        By table why its origin cannot be traced.
    aimed : mapping of str to iterable of str
        By buyer the measures aimed at its users.
    named, any_form : bool
        Whether minerals, and whether forms were named.
    """
    every = [
        caution
        for bought in found
        for caution in trade_cautions.of_imports(bought, "value", named=named, any_form=any_form)
        if caution.code not in UNSAID
    ]
    every += _shared(found)
    every += [
        end_use_reach(name, ids) for name, measures in aimed.items() if (ids := list(measures))
    ]
    folded = trade_cautions.summarised([*every, *own], sum(len(bought.tables) for bought in found))
    return (*folded, *reasons.cautions(untraced), COMPILED)


def _shared(found: Iterable[Imports]) -> Iterator[Caution]:
    """Minerals whose rows carry controls and no share; buyers with the same ones together."""
    by_minerals: dict[tuple[str, ...], list[str]] = {}
    for bought in found:
        if bought.shared_only:
            by_minerals.setdefault(tuple(bought.shared_only), []).append(bought.buyer.name)
    for minerals, buyers in by_minerals.items():
        yield Caution(
            "shared_codes_only",
            f"{', '.join(buyers)}: {len(minerals)} minerals trade only under codes they share "
            f"with others; their controls are shown, and no share: {few(list(minerals), NAMED)}",
        )
