"""Published rules that call an imported product dependent, with their thresholds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from critmin.core.errors import QueryError, UnknownName
from critmin.core.folding import word as plain_word
from critmin.core.named_tuple import NamedTuple

SCALE = 10_000  # of the HHI; the rules state it from 0 to 1
LEAST_OF_SCALE = 100  # a threshold above 1 and below this is a percent or a slip
DECIMALS = 6  # figures are rounded to these before they are compared with a threshold


class Thresholds(NamedTuple):
    """Limits that a product must exceed; None for a criterion that a rule does not have.

    Parameters
    ----------
    import_hhi, export_hhi : float or None
        HHI of the buyer's imports and of the world's exports, on 0-10,000.
    outside_share : float or None
        Share of the buyer's imports that come from outside it; for blocs.
    ratio : float or None
        Imports over exports.
    met_in : int
        Years of ``of_years`` in which all criteria must be met.
    of_years : int
        Length of the window of years, which ends with the year of the row.
    """

    import_hhi: float | None
    export_hhi: float | None
    outside_share: float | None
    ratio: float | None
    met_in: int
    of_years: int


class Rule(NamedTuple):
    """A published rule.

    ``inside_exports`` is whether a bloc's exports to its own members count as exports.
    """

    name: str
    title: str
    thresholds: Thresholds
    inside_exports: bool
    cited: str


GEODEP = Rule(
    "geodep",
    "CEPII's GeoDep",
    Thresholds(4000.0, 4000.0, None, 1.0, 2, 3),
    False,
    "Lefebvre and Wibaux, Import dependencies: where does the EU stand?, CEPII Policy Brief 47, "
    "September 2024",
)
EC2021 = Rule(
    "ec2021",
    "the European Commission's rule of 2021",
    Thresholds(4000.0, None, 0.5, 1.0, 1, 1),
    True,
    "European Commission, Strategic dependencies and capacities, SWD(2021) 352, 5 May 2021",
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in (GEODEP, EC2021)}
NO_RULE = "none"


def rule(name: str) -> Rule | None:
    """Rule of a name; None for ``none``.

    Raises
    ------
    UnknownName
        For another name.
    """
    word = plain_word(name)
    if word == NO_RULE:
        return None
    if word not in RULES:
        raise UnknownName("rule", name, known=(*RULES, NO_RULE))
    return RULES[word]


def changed(published: Rule, **given: float | None) -> Thresholds:
    """Thresholds of a rule, those given instead of the published ones.

    Raises
    ------
    QueryError
        For a threshold that the rule does not have, or a value outside its range.

    Examples
    --------
    >>> changed(GEODEP, import_hhi=0.5).import_hhi, changed(GEODEP).ratio
    (5000.0, 1.0)
    """
    found = published.thresholds
    for name, value in given.items():
        if value is None:
            continue
        option = OPTIONS[name]
        if getattr(found, name) is None:
            raise QueryError(f"{option} is not a criterion of {published.name}: leave it out")
        checked: dict[str, Any] = {name: _checked(name, option, value, found)}
        found = found._replace(**checked)
    return found


OPTIONS: Mapping[str, str] = {
    "import_hhi": "--import-hhi",
    "export_hhi": "--export-hhi",
    "outside_share": "--outside-share",
    "ratio": "--ratio",
    "met_in": "--met-in",
}


def differences(published: Rule, own: Thresholds) -> list[str]:
    """Criteria whose thresholds differ from the published ones, in words.

    >>> differences(GEODEP, changed(GEODEP, import_hhi=0.1, met_in=1))
    ['HHI of imports over 0.1', 'met in 1 of 3 years']
    """
    words = {
        "import_hhi": f"HHI of imports over {(own.import_hhi or 0) / SCALE:g}",
        "export_hhi": f"HHI of the world's exports over {(own.export_hhi or 0) / SCALE:g}",
        "outside_share": f"over {100 * (own.outside_share or 0):g}% of imports from outside",
        "ratio": f"imports over {own.ratio or 0:g} times the exports",
        "met_in": f"met in {own.met_in} of {own.of_years} years",
    }
    of = published.thresholds
    return [said for name, said in words.items() if getattr(own, name) != getattr(of, name)]


def of_query(query: Mapping[str, Any]) -> list[str]:
    """Criteria of a screen whose thresholds differ from those of its rule, in words."""
    published = RULES.get(str(query.get("rule")))
    if published is None:
        return []
    own = changed(published, **{name: query.get(name) for name in OPTIONS})
    return differences(published, own)


def _checked(name: str, option: str, value: float, rule: Thresholds) -> float:
    if name in {"import_hhi", "export_hhi"}:
        if not (0 <= value <= 1 or LEAST_OF_SCALE <= value <= SCALE):
            raise QueryError(
                f"{option} is {value:g}: write 0 to 1, as 0.4, or {LEAST_OF_SCALE} to 10,000, as "
                "4000"
            )
        return value * SCALE if value <= 1 else value
    if name == "outside_share" and not 0 <= value <= 1:
        raise QueryError(f"{option} is {value:g}: write a share from 0 to 1, as 0.5")
    if name == "ratio" and not (value >= 0 and isfinite(value)):
        raise QueryError(f"{option} is {value:g}: write a number from 0, as 1.5")
    if name == "met_in" and value not in range(1, rule.of_years + 1):
        raise QueryError(f"{option} is {value:g}: write a whole number from 1 to {rule.of_years}")
    return value


def exceeds(low: float | None, high: float | None, limit: float) -> bool | None:
    """Whether a figure known from ``low`` to ``high`` is above a limit; None if not known.

    >>> exceeds(4100, 4100, 4000), exceeds(3900, 4100, 4000), exceeds(4000, 4000, 4000)
    (True, None, False)
    """
    if low is None or high is None:
        return None
    if round(low, DECIMALS) > limit:
        return True
    return None if round(high, DECIMALS) > limit else False


def every(criteria: Iterable[bool | None]) -> bool | None:
    """Whether all criteria are met: False if one is not, None if one of the others is not known.

    >>> every([True, None]), every([None, False]), every([True, True])
    (None, False, True)
    """
    found = tuple(criteria)
    if False in found:
        return False
    return None if None in found else True


def over_years(
    met: Mapping[int, bool | None], year: int, held: Iterable[int], limits: Thresholds
) -> tuple[int, int, bool | None]:
    """Years of the window in which the criteria are met, years that can be told, and the verdict.

    Parameters
    ----------
    met : mapping
        Whether the criteria are met, by year with imports; a year held by the source without
        imports does not meet them.
    year : int
        Last year of the window.
    held : iterable of int
        Years of the source.
    limits : Thresholds
        The rule's.
    """
    window = range(year - limits.of_years + 1, year + 1)
    here = {one: met.get(one, False) for one in window if one in held}
    sure = sum(value is True for value in here.values())
    told = sum(value is not None for value in here.values())
    if sure >= limits.met_in:
        return sure, told, True
    return sure, told, None if sure + limits.of_years - told >= limits.met_in else False


def criteria(limits: Thresholds) -> str:
    """Criteria of a rule in words.

    >>> criteria(EC2021.thresholds)[:60]
    "the HHI of its imports exceeds 0.4, over 50% of the members'"
    """
    found = []
    if limits.import_hhi is not None:
        found.append(f"the HHI of its imports exceeds {limits.import_hhi / SCALE:g}")
    if limits.export_hhi is not None:
        found.append(f"that of the world's exports exceeds {limits.export_hhi / SCALE:g}")
    if limits.outside_share is not None:
        found.append(
            f"over {limits.outside_share:.0%} of the members' imports come from outside the bloc"
        )
    if limits.ratio is not None:
        times = "" if limits.ratio == 1 else f"{limits.ratio:g} times "
        found.append(f"imports exceed {times}the exports")
    said = f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else found[0]
    if limits.of_years > 1:
        said += f", in at least {limits.met_in} of {limits.of_years} years"
    return said
