"""Summary of `hhi`: how concentrated supply is, in one or two sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Table
from critmin.core.wording import counted, listed, lower, mineral_name
from critmin.summaries.phrases import (
    Row,
    about_percent,
    amount,
    first_named,
    flags,
    in_year,
    name_in,
    names_or_count,
    number,
    own,
    rough,
    sentence,
    two,
    what,
    withheld_in,
    year,
)
from critmin.summaries.stages import activity, caveat, on_several_bases

BANDS = {
    "high": "highly concentrated",
    "moderate": "moderately concentrated",
    "low": "not concentrated",
}
AT = {
    "mining": "at the mine",
    "refining": "at the refinery",
    "reserves": "in listed reserves",
    "capacity": "by capacity",
}
MOST = 4  # tables that a sentence names one by one
NARROW = 0.01  # bounds this close, as a part of the lower one, are one figure
WIDE = 5000  # bounds this far apart on the 0-10,000 scale say nothing
WEIGHTED = "governance-weighted HHI"


def hhi(table: Table) -> str:
    """Band and index of each stage with its largest supplier; of many minerals, counts."""
    if several := on_several_bases(table):
        return several
    known = [row for row in table if row["year"] is not None and _has_index(row)]
    if not known:
        return ""
    found: list[Row] = [{**row, "withheld": withheld_in(table, row)} for row in known]
    keys = {(row["mineral"], row["stage"]) for row in found}
    missing = _missing(table)
    if len(found) == 1:
        return two(_one(found[0]), caveat(found[0]), missing)
    if len({mineral for mineral, _ in keys}) == 1 and len(keys) == len(found) <= MOST:
        return " ".join(filter(None, [_stages(found), missing]))
    if len(keys) == 1:
        return _over_years(found)
    if len(found) <= MOST:
        return " ".join(filter(None, [_few(found), missing]))
    return _counted(found)


def _has_index(row: Row) -> bool:
    return number(row, "hhi") is not None or number(row, "hhi_low") is not None


def _scaled(row: Row, value: float) -> str:
    """Index as a person would round it: to tens, or to a tenth on the 0-10 scale."""
    if row["weight"] != "none":
        return f"{value:.1f}"
    return f"{round(value, -1):,.0f}" if value >= 100 else f"{value:,.0f}"


def index(row: Row) -> str:
    """HHI of a row: one figure, or the interval of its bounds."""
    low, high, point = number(row, "hhi_low"), number(row, "hhi_high"), number(row, "hhi")
    if low is None or high is None:
        return f"{rough(row)}{_scaled(row, point or 0.0)}"
    least, most = _scaled(row, low), _scaled(row, high)
    if least == most:
        return f"{rough(row)}{least}"
    if high - low <= NARROW * low:
        return f"about {least}"
    return f"{rough(row)}{least} to {most}"


def _top(row: Row) -> str:
    """Largest supplier and its share; empty where none may be named."""
    if not row["top_country"] or "top_uncertain" in flags(row):
        return ""
    return f"{name_in(row, 'top_country', 'top_iso3')} {about_percent(row, 'cr1')}"


def _name(row: Row) -> str:
    return "governance-weighted HHI" if row["weight"] != "none" else "HHI"


def _one(row: Row) -> str:
    figure, band = index(row), BANDS.get(str(row["band"]), "")
    unsure = "band_uncertain" in flags(row)
    subject = activity(row)
    scale = " on a scale of 0 to 10" if row["weight"] != "none" else ""
    brackets = ", ".join(filter(None, [_top(row), year(row)]))
    if band and not unsure:
        verb = "are" if subject.startswith("listed reserves") else "is"
        said = f"{subject} {verb} {band}: HHI {figure} ({brackets})"
    elif row["weight"] == "none" and amount(row, "hhi_high") - amount(row, "hhi_low") > WIDE:
        said = f"the HHI of {subject} may lie anywhere from {figure} ({brackets})"
    else:
        said = f"the {_name(row)} of {subject} is {figure}{scale} ({brackets})"
    return sentence(said + _apart(row))


def _apart(row: Row) -> str:
    """What the index leaves out."""
    unknown = int(amount(row, "unknown"))
    if unknown and number(row, "hhi_low") is None:
        names = row["withheld"]
        if unknown == len(names):
            who = first_named(names, "country", "countries")
            are = "figure is" if len(names) == 1 else "figures are"
            return f", not counting {who}, whose {are} withheld"
        return f", not counting {counted(unknown, 'producer')} without a printed figure"
    if number(row, "hhi") is None:
        return "; most of the total has no country in the source"
    if number(row, "hhi_low") is None and row["weight"] == "none":
        return ", of the countries with a figure"
    if "top_uncertain" in flags(row):
        return "; who leads is not certain"
    return ""


def _stages(found: Sequence[Row]) -> str:
    """One mineral at several stages."""
    bands = {str(row["band"]) for row in found}
    unsure = any("band_uncertain" in flags(row) for row in found)
    mineral = lower(mineral_name(str(found[0]["mineral"])))
    parts = []
    for row in found:
        scope = what(row) if what(row) != mineral else ""
        brackets = ", ".join(filter(None, [scope, _top(row), year(row)]))
        at = AT.get(str(row["stage"]), str(row["stage"]))
        parts.append(f"{index(row)} {at} ({brackets}{_apart(row)})")
    both = "both stages" if len(found) == 2 else "all stages"
    band = BANDS.get(next(iter(bands)), "") if len(bands) == 1 and not unsure else ""
    mine = " in your table" if own(found[0]) else ""
    if band:
        return sentence(f"{mineral}{mine} is {band} at {both}: HHI {listed(parts)}")
    return sentence(f"the {_name(found[0])} of {mineral}{mine} is {listed(parts)}")


def _over_years(found: Sequence[Row]) -> str:
    """Index of the first and the last year of one mineral at one stage."""
    ordered = sorted(found, key=lambda row: int(str(row["year"])))
    first, last = ordered[0], ordered[-1]
    brackets = f" ({top})" if (top := _top(last)) else ""
    return sentence(
        f"the {_name(last)} of {activity(last)} {_moved(first, last)}{brackets}{_apart(last)}"
    )


def _moved(first: Row, last: Row) -> str:
    """Change of an index between two years, in the figures shown."""
    before, after = index(first), index(last)
    if before == after:
        return f"was {after} {in_year(first)} and {in_year(last)}"
    if " to " in before + after:
        return f"was {before} {in_year(first)} and {after} {in_year(last)}"
    word = "rose" if amount(last, "hhi") > amount(first, "hhi") else "fell"
    return f"{word} from {before} {in_year(first)} to {after} {in_year(last)}"


def _few(found: Sequence[Row]) -> str:
    """Index of each of a few minerals."""
    years = {year(row) for row in found}
    stages = {row["stage"] for row in found}
    parts = []
    for row in found:
        at = what(row) if len(stages) == 1 else f"{what(row)} {row['stage']}"
        when = "" if len(years) == 1 else year(row)
        hidden = "of those with a figure" if _apart(row) else ""
        brackets = ", ".join(filter(None, [_top(row), hidden, when]))
        parts.append(f"{at} {index(row)}" + (f" ({brackets})" if brackets else ""))
    stage = f" of {_kind(str(found[0]['stage']))}" if len(stages) == 1 else ""
    when = f" {in_year(found[0])}" if len(years) == 1 else ""
    mine = " in your table" if own(found[0]) else ""
    return sentence(f"{_name(found[0])}{stage}{mine}{when}: {'; '.join(parts)}")


def _kind(stage: str) -> str:
    return "listed reserves" if stage == "reserves" else stage


def _counted(found: Sequence[Row]) -> str:
    """Number of minerals in each band, and the most concentrated one."""
    certain = [row for row in found if number(row, "hhi_low") is not None]
    top = max(certain or found, key=lambda row: amount(row, "hhi") or amount(row, "hhi_low"))
    stages = list(dict.fromkeys(str(row["stage"]) for row in found))
    thing = "mineral" if len({row["mineral"] for row in found}) == len(found) else "table"
    at = f"{what(top)} {top['stage']}" if len(stages) > 1 else what(top)
    leader = f", {text}" if (text := _top(top)) else ""
    most = f"highest: {at} ({index(top)}{leader})"
    stage = f" of {_kind(stages[0])}" if len(stages) == 1 else ""
    newest = [int(str(row["year"])) for row in found]
    years = f"{min(newest)} to {max(newest)}" if min(newest) < max(newest) else str(min(newest))
    head = f"of the {counted(len(found), thing)} with an HHI{stage} ({years})"
    if top["weight"] != "none":
        return sentence(f"{head}, the {most.replace(':', f' {WEIGHTED} (0 to 10) is that of', 1)}")
    bands = Counter(
        str(row["band"]) if row["band"] and "band_uncertain" not in flags(row) else ""
        for row in found
    )
    parts = [
        f"{bands[band]:,} {'is' if bands[band] == 1 else 'are'} {words}"
        for band, words in BANDS.items()
        if bands[band]
    ]
    short = [parts[0], *(text.removesuffix(" concentrated") for text in parts[1:])] if parts else []
    said = listed(
        [short[0], *(re.sub(" (?:is|are) ", " ", text) for text in short[1:])] if short else []
    )
    unsure = f"the band of {bands['']:,} is not certain" if bands[""] else ""
    return f"{sentence(f'{head}, ' + '; '.join(filter(None, [said, unsure])))} {sentence(most)}"


def _missing(table: Table) -> str:
    without = [
        f"{lower(mineral_name(str(row['mineral'])))} {row['stage']}"
        for row in table
        if row["year"] is None or not _has_index(row)
    ]
    if not without:
        return ""
    return sentence(f"no index for {names_or_count(list(dict.fromkeys(without)))}")
