"""Rows of a screen, what is asked, and what must be said of the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted
from critmin.screening.indicators import Figures
from critmin.screening.rules import Rule, Thresholds, criteria, differences
from critmin.trade.buyers import Buyer

NOTE = (
    "imports are as recorded, re-exports included: the largest supplier need not be the producer. "
    "A flow that no publisher records is not known to be zero"
)


class Row(NamedTuple):
    """A buyer's imports of one product in a year."""

    buyer: str
    buyer_iso3: str
    minerals: tuple[str, ...]
    goods: str | None
    code: str
    nomenclature: str
    year: int
    meets: bool | None
    imports: float | None
    unit: str
    supplier: str | None
    supplier_iso3: str | None
    share: float | None
    import_hhi: float | None
    import_hhi_high: float | None
    export_hhi: float | None
    exports: float | None
    imports_over_exports: float | None
    outside_share: float | None
    years_met: int | None
    years_told: int | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class Asked(NamedTuple):
    """What a screen asks: buyers (none for all), years, codes (None for all) and the rule."""

    buyers: tuple[Buyer, ...]
    years: tuple[int, ...]
    codes: frozenset[str] | None
    rule: Rule | None
    limits: Thresholds | None
    everything: bool


def flags_of(of: Figures, told: int | None, limits: Thresholds | None) -> tuple[str, ...]:
    """Warning codes of what is not recorded, or not known."""
    needs = limits is None or limits.export_hhi is not None
    return codes(
        "no_exports_recorded" if of.exports == 0 else None,
        "exports_not_held" if of.exports is None and not of.missing else None,
        "world_not_held" if of.export_hhi is None and needs else None,
        "years_few" if limits and told is not None and told < limits.of_years else None,
    )


def ranked(rows: Iterable[Row], top: int | None) -> list[Row]:
    """Rows by buyer and year, those that meet the rule first, then by imports."""
    order = {True: 0, None: 1, False: 2}
    found = sorted(
        rows,
        key=lambda row: (row.buyer, -row.year, order[row.meets], -(row.imports or 0.0), row.code),
    )
    if top is None:
        return found
    count: dict[tuple[str, int], int] = {}
    kept = []
    for row in found:
        at = (row.buyer_iso3, row.year)
        count[at] = count.get(at, 0) + 1
        if count[at] <= top:
            kept.append(row)
    return kept


def about_rule(asked: Asked) -> Iterator[Caution]:
    """The rule with its thresholds, where they differ from the published ones, and its limits."""
    if asked.rule is None or asked.limits is None:
        return
    published = criteria(asked.rule.thresholds)
    own = criteria(asked.limits)
    other = differences(asked.rule, asked.limits)
    yield caution(
        "thresholds_changed" if other else "screen_rule",
        title=asked.rule.title,
        own=own,
        other="; ".join(other),
        published=published,
        cited=asked.rule.cited,
    )
    if asked.limits.outside_share is not None and not all(one.is_bloc for one in asked.buyers):
        yield caution("screen_rule:bloc", title=asked.rule.title)


def left_out(asked: Asked, found: Sequence[Row]) -> Iterator[Caution]:
    """How many products do not meet the rule, or are not known to, and are not shown."""
    if asked.everything:
        return
    no, unknown = (sum(row.meets is value for row in found) for value in (False, None))
    if no or unknown:
        yield caution(
            "screen_left",
            lines=counted(len(found), "product bought", "products bought")
            if len(asked.buyers) == 1 and len(asked.years) == 1
            else counted(
                len(found),
                "combination of buyer, product and year",
                "combinations of buyer, product and year",
            ),
            no=no,
            unknown=unknown,
        )
