"""Finding of `hhi`: how concentrated supply is, who leads, and what the index leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from critmin.answers.table import Caution, Table
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted, listed, lower, mineral_name, the
from critmin.findings.claims import CERTAIN, NOT_KNOWN, POSSIBLE, Claim
from critmin.findings.finding import (
    LEADS,
    LESSER,
    MUST,
    WHEN,
    Aside,
    Clause,
    Finding,
    Statement,
    aside,
    brackets,
    clause,
    statement,
)
from critmin.findings.phrases import (
    about_share,
    activity_of,
    caveat_of,
    country_in,
    first_named,
    in_year_of,
    is_own,
    mineral_in,
    names_or_count,
    rough,
    year_of,
)
from critmin.measures.known import Known, exactly

if TYPE_CHECKING:
    from critmin.supply.hhi import Row

BANDS = {
    "high": "highly concentrated",
    "moderate": "moderately concentrated",
    "low": "not concentrated",
}
ADVERBS = {"high": "highly", "moderate": "moderately", "low": "not"}
AT = {
    "mining": "at the mine",
    "refining": "at the refinery",
    "reserves": "in listed reserves",
    "capacity": "by capacity",
}
MOST = 4  # tables that a sentence names one by one
DRAWN = 20  # rows from which on a picture names the most concentrated alone
NARROW = 0.01  # bounds this close, as a part of the lower one, are one figure
WIDE = 5000  # bounds this far apart on the 0-10,000 scale say nothing
SCALES = {"none": "0-10,000", "wgi": "0-10"}
MINES = " in your table"


class Index(NamedTuple):
    """Row of the answer that has an index, and the countries whose figures are withheld."""

    row: Row
    withheld: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Mineral and stage."""
        return self.row.mineral, self.row.stage

    @property
    def high(self) -> float:
        """Highest index for comparison; 10,000 without bounds, as it may be any."""
        return 10_000.0 if self.row.hhi_high is None else self.row.hhi_high

    @property
    def low(self) -> float:
        """Lowest index, or the only one."""
        return (self.row.hhi if self.row.hhi_low is None else self.row.hhi_low) or 0.0

    @property
    def activity(self) -> str:
        """What the index is of."""
        row = self.row
        return activity_of(row.mineral, row.stage, row.flag, row.source)

    @property
    def mineral(self) -> str:
        """Name of the mineral, with the part of it that the publisher counts."""
        return mineral_in(self.row.mineral, self.row.flag)

    @property
    def year(self) -> str:
        """Year or years of the figures, for brackets."""
        return year_of(self.row.year, self.row.flag, self.row.source)

    @property
    def in_year(self) -> str:
        """When the figures are of, in a sentence."""
        return in_year_of(self.row.year, self.row.flag, self.row.source)

    @property
    def band(self) -> str:
        """Band in words; empty where it is not certain."""
        return "" if "band_uncertain" in self.row.flag else BANDS.get(str(self.row.band), "")

    @property
    def claim(self) -> Claim:
        """The index with its bounds."""
        row = self.row
        bounded = row.hhi_low is not None and row.hhi_high is not None
        reason = "estimated" if rough(row.flag) else "printed"
        value = Known(row.hhi_low, row.hhi_high, row.hhi, reason)
        if not bounded:  # a producer without a figure may raise or lower the index of the others
            value = Known(None, None, row.hhi, "withheld" if self.withheld else "unknown")
        return Claim(
            self.activity,
            "hhi",
            value,
            SCALES.get(str(row.weight), ""),
            str(row.year),
            scope=_scope(row),
            strength=CERTAIN if bounded and row.hhi is not None else POSSIBLE,
            basis=str(row.basis or ""),
        )

    @property
    def leader(self) -> Claim | None:
        """Share of the largest supplier; None where none may be named."""
        row = self.row
        if not row.top_country or "top_uncertain" in row.flag or row.cr1 is None:
            return None
        who = country_in(row.top_country, row.top_iso3)
        return Claim(who, "cr1", exactly(row.cr1), "fraction", str(row.year), basis=self.activity)


def _scope(row: Row) -> tuple[str, ...]:
    """What every sentence on a row says: that the table is the user's, or the index weighted."""
    mine = ("in your table",) if is_own(row.source) else ()
    return (*mine, "governance-weighted") if row.weight != "none" else mine


def hhi(table: Table[Row], alone: Sequence[str] = ()) -> Finding | None:
    """Band and index of each stage with its largest supplier; of many minerals, counts.

    Parameters
    ----------
    table : Table
        The answer, or the part of it that a picture shows.
    alone : sequence of str
        Goods that were named and of which no figure is.
    """
    rows = table.typed
    first = f"No figure is of {' or '.join(alone)} alone" if alone else ""
    if several_bases := _on_several_bases(rows):
        return Finding(several_bases, first=first)
    known = [row for row in rows if row.year is not None]
    found = [Index(row, withheld_in(table.warnings, row)) for row in known if _has_index(row)]
    if not found:
        return None
    lead, others = _said(found)
    if len(found) <= MOST and not _is_history(found):
        others = (*others, *_missing(rows))
    return Finding(lead, others, _pictured(found), first)


def withheld_in(cautions: Sequence[Caution], row: Row) -> tuple[str, ...]:
    """Countries whose figures the publisher withholds in the table of a row."""
    for one in cautions:
        if one.name == "withheld_excluded" and one.is_of(row.mineral, row.stage, row.year):
            return tuple(the(name) for name in one.values["countries"])
    return ()


def _has_index(row: Row) -> bool:
    """Whether the row has an index, or bounds of one."""
    return row.hhi is not None or row.hhi_low is not None


def _is_history(found: Sequence[Index]) -> bool:
    """Whether all indices are of one mineral at one stage, in several years."""
    return len(found) > 1 and len({one.key for one in found}) == 1


def _on_several_bases(rows: Sequence[Row]) -> Statement | None:
    """Bases of an own table's figures, which no sentence may compare; None if it has one."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if row.year is not None and is_own(row.source):
            found.setdefault((row.mineral, row.stage), {}).setdefault(str(row.basis), row)
    mixed = [bases for bases in found.values() if len(bases) > 1]
    if not mixed:
        return None
    what = Index(next(iter(mixed[0].values())), ()).activity
    more = f" and of {counted(len(mixed) - 1, 'other mineral or stage')}" if len(mixed) > 1 else ""
    claim = Claim(what, "hhi", strength=NOT_KNOWN, basis="; ".join(mixed[0]))
    return statement(
        f"the figures of {what}{more} are on several bases",
        brackets(aside(names_or_count([*mixed[0]]), values=[*mixed[0], len(mixed) - 1])),
        ", which cannot be compared; ask for one basis",
        claims=[claim],
    )


def _said(found: Sequence[Index]) -> tuple[Statement, tuple[Statement, ...]]:
    """The leading statement, and those that follow it."""
    keys = {one.key for one in found}
    if len(found) == 1:
        caveat = caveat_of(found[0].row.mineral, found[0].row.flag)
        return _one(found[0]), (_caveat(found[0], caveat),) if caveat else ()
    if len({mineral for mineral, _ in keys}) == 1 and len(keys) == len(found) <= MOST:
        return _stages(found), ()
    if _is_history(found):
        return _over_years(found), ()
    return (_few(found), ()) if len(found) <= MOST else _counted(found)


def _caveat(one: Index, text: str) -> Statement:
    claim = Claim(one.activity, "source", word=text)
    return Statement(clause(), (clause(text, claims=[claim], keep=MUST),))


def _scaled(row: Row, value: float) -> str:
    """Index as a person would round it: to tens, or to a tenth on the 0-10 scale."""
    if row.weight != "none":
        return f"{value:.1f}"
    return f"{round(value, -1):,.0f}" if value >= 100 else f"{value:,.0f}"


def is_range(row: Row) -> bool:
    """Whether the bounds of an index are said as two figures."""
    low, high = row.hhi_low, row.hhi_high
    if low is None or high is None or _scaled(row, low) == _scaled(row, high):
        return False
    return high - low > NARROW * low


def index(row: Row) -> str:
    """HHI of a row: one figure, or the interval of its bounds."""
    low, high = row.hhi_low, row.hhi_high
    if low is None or high is None:
        return f"{rough(row.flag)}{_scaled(row, row.hhi or 0.0)}"
    if is_range(row):
        return f"{rough(row.flag)}{_scaled(row, low)} to {_scaled(row, high)}"
    alike = _scaled(row, low) == _scaled(row, high)
    return f"{rough(row.flag) if alike else 'about '}{_scaled(row, low)}"


def _top(one: Index) -> Aside:
    """Largest supplier and its share; empty where none may be named."""
    claim = one.leader
    if claim is None or claim.value is None:
        return aside()
    share = claim.value.value or 0.0
    said = f"{claim.subject} {about_share(share, one.row.flag)}"
    return aside(said, keep=LEADS, group="leaders")


def _year(one: Index, usual: str = "") -> Aside:
    """Year of an index, unless it is that of most others, which is said once."""
    if one.in_year == usual:
        return aside()
    return aside(one.year, keep=WHEN, group="year", values=[one.year])


def _usual(found: Sequence[Index]) -> str:
    """When several of the indices are of; empty if no two are of one year."""
    ((most, number),) = Counter(one.in_year for one in found).most_common(1)
    return most if number > 1 else ""


def _when(usual: str) -> Aside:
    return aside(usual, keep=WHEN, group="year", joint=" ", values=[usual])


def _usual_year(found: Sequence[Index], usual: str) -> Aside:
    """Year of most of the indices, for brackets."""
    return next((_year(one) for one in found if one.in_year == usual), aside())


def _claims(one: Index) -> list[Claim]:
    return [claim for claim in (one.claim, one.leader) if claim is not None]


def _apart(one: Index) -> Aside:
    """What the index leaves out."""
    row, names = one.row, one.withheld
    unknown = row.unknown or 0
    if unknown and row.hhi_low is None:
        if unknown == len(names):
            who = first_named(names, "country", "countries")
            are = "figure is" if len(names) == 1 else "figures are"
            long, short = f"not counting {who}, whose {are} withheld", f"without {who}"
        else:
            who = counted(unknown, "producer")
            long, short = f"not counting {who} without a printed figure", f"without {who}"
        return aside(long, short, keep=MUST, values=[unknown])
    if row.hhi is None:
        return aside("most of the total has no country in the source", keep=MUST, joint="; ")
    if row.hhi_low is None and row.weight == "none":
        return aside("of the countries with a figure", "of those known", keep=MUST)
    if "top_uncertain" in row.flag:
        return aside("who leads is not certain", keep=LEADS, joint="; ")
    return aside()


def _name(one: Index) -> str:
    return "governance-weighted HHI" if one.row.weight != "none" else "HHI"


def _one(one: Index) -> Statement:
    """Band and index of one table."""
    row, weighted = one.row, one.row.weight != "none"
    said = f"{one.activity} {'are' if row.stage == 'reserves' else 'is'} {one.band}: HHI "
    wide = not weighted and (row.hhi_high or 0.0) - (row.hhi_low or 0.0) > WIDE
    if not one.band:
        lies = "may lie anywhere from" if wide else "is"
        said = f"the {_name(one)} of {one.activity} {lies} "
    scale = " on a scale of 0 to 10" if weighted and not one.band else ""
    return statement(
        f"{said}{index(row)}{scale}",
        brackets(_top(one), _year(one)),
        _apart(one),
        claims=[*_bands([one]), *_claims(one)],
    )


def _bands(found: Sequence[Index]) -> list[Claim]:
    return [
        Claim(one.activity, "band", period=str(one.row.year), word=str(one.row.band))
        for one in found
        if one.band
    ]


def _stages(found: Sequence[Index]) -> Statement:
    """One mineral at several stages."""
    mineral, mine = lower(mineral_name(found[0].row.mineral)), _mine(found)
    bands, usual = {one.band for one in found}, _usual(found)
    band = bands.pop() if len(bands) == 1 else ""
    parts = [
        clause(
            f"{index(one.row)} {AT.get(one.row.stage, one.row.stage)}",
            brackets(
                aside(one.mineral if one.mineral != mineral else "", keep=MUST),
                _top(one),
                _year(one, usual),
                _apart(one),
            ),
            claims=_claims(one),
            keep=LEADS if band else LESSER,  # "at both stages" is of all of them
        )
        for one in found
    ]
    if band:
        both = "both stages" if len(found) == 2 else "all stages"
        alike = {one.in_year for one in found} == {usual}
        start = clause(
            f"{mineral}{mine} is {band} at {both}",
            _when(usual if alike else ""),
            ": HHI",
            brackets(aside() if alike else _usual_year(found, usual)),
            claims=_bands(found),
        )
    else:
        start = clause(f"the {_name(found[0])} of {mineral}{mine}", _when(usual), " is")
    return Statement(start, tuple(parts), also="it is")


def _mine(found: Sequence[Index]) -> str:
    return MINES if is_own(found[0].row.source) else ""


def _over_years(found: Sequence[Index]) -> Statement:
    """Index of the first and the last year of one mineral at one stage."""
    ordered = sorted(found, key=lambda one: one.row.year or 0)
    first, last = ordered[0], ordered[-1]
    before, after = first.claim, last.claim
    word, moved = _moved(first, last)
    change = Claim(
        last.activity,
        "change of hhi",
        after.value,
        after.unit,
        f"{before.period}/{after.period}",
        before.value,
        strength=after.strength,
        word=word,
    )
    return statement(
        f"the {_name(last)} of {last.activity} {moved}",
        brackets(_top(last)),
        _apart(last),
        claims=[change, *_claims(last), before],
    )


def _moved(first: Index, last: Index) -> tuple[str, str]:
    """Change of an index between two years, in the figures shown."""
    before, after = index(first.row), index(last.row)
    if before == after:
        return "the same", f"was {after} {first.in_year} and {last.in_year}"
    if is_range(first.row) or is_range(last.row):
        return "not known", f"was {before} {first.in_year} and {after} {last.in_year}"
    word = "rose" if (last.row.hhi or 0.0) > (first.row.hhi or 0.0) else "fell"
    return word, f"{word} from {before} {first.in_year} to {after} {last.in_year}"


def _few(found: Sequence[Index]) -> Statement:
    """Index of each of a few minerals."""
    stages, usual = {one.row.stage for one in found}, _usual(found)
    parts = []
    for one in found:
        at = one.mineral if len(stages) == 1 else f"{one.mineral} {one.row.stage}"
        left_out = _apart(one).wordings
        hidden = aside("of those with a figure" if left_out else "", keep=MUST)
        inside = brackets(_top(one), hidden, _year(one, usual))
        parts.append(clause(f"{at} {index(one.row)}", inside, claims=_claims(one), keep=LEADS))
    stage = f" of {_kind(found[0].row.stage)}" if len(stages) == 1 else ""
    start = clause(f"{_name(found[0])}{stage}{_mine(found)}", _when(usual), ":")
    return Statement(start, tuple(parts), "; ", also="others:")


def _kind(stage: str) -> str:
    return "listed reserves" if stage == "reserves" else stage


def _counted(found: Sequence[Index]) -> tuple[Statement, tuple[Statement, ...]]:
    """Number of tables in each band, and the most concentrated one."""
    certain = [one for one in found if one.row.hhi_low is not None]
    top = max(certain or found, key=lambda one: one.row.hhi or one.low)
    stages = list(dict.fromkeys(one.row.stage for one in found))
    thing = "mineral" if len({one.row.mineral for one in found}) == len(found) else "table"
    years = sorted(one.row.year or 0 for one in found)
    span = f"{years[0]} to {years[-1]}" if years[0] < years[-1] else str(years[0])
    start = clause(
        f"of the {counted(len(found), thing)} with an HHI",
        f" of {_kind(stages[0])}" if len(stages) == 1 else "",
        brackets(aside(span, keep=WHEN, group="year", values=[years[0], years[-1]])),
        ",",
        claims=[Claim(thing, "number", exactly(len(found)), period=span)],
    )
    at = f"{top.mineral} {top.row.stage}" if len(stages) > 1 else top.mineral
    most = (brackets(aside(index(top.row), keep=MUST), _top(top)),)
    if top.row.weight != "none":
        name = f"the highest {_name(top)} (0 to 10) is that of {at}"
        return Statement(start, (clause(name, *most, claims=_claims(top)),)), ()
    highest = statement(f"highest: {at}", *most, claims=_claims(top))
    return Statement(start, (_in_bands(found),)), (highest,)


def _in_bands(found: Sequence[Index]) -> Clause:
    """Number of tables in each band, and of those whose band is not certain."""
    bands = Counter(str(one.row.band) if one.band else "" for one in found)
    known = [band for band in BANDS if bands[band]]
    said = [f"{bands[band]:,} {ADVERBS[band]}" for band in known]
    if known:
        first = bands[known[0]]
        said[0] = f"{first:,} {'is' if first == 1 else 'are'} {BANDS[known[0]]}"
    unsure = f"the band of {bands['']:,} is not certain" if bands[""] else ""
    claims = [Claim(band or "not certain", "number", exactly(bands[band])) for band in bands]
    after = aside(unsure, keep=MUST, joint="; " if said else "")
    return clause(listed(said), after, claims=claims, keep=MUST)


def _pictured(found: Sequence[Index]) -> Statement | None:
    """What a picture of several indices leads with: the most concentrated; None for the sentence.

    Only where the bounds of the others are below it.
    """
    ranked = sorted(found, key=lambda one: -one.low)
    stages = [one.row.stage for one in ranked]
    if ranked[0].row.weight != "none" or len(found) < 3 or _is_history(found):
        return None
    if len(ranked) > DRAWN and len(set(stages)) == 1:
        kind = "minerals" if len({one.row.mineral for one in ranked}) == len(ranked) else "tables"
        where = {"mining": " at the mine", "refining": " at the refinery"}.get(stages[0], "")
        start, number = clause(), exactly(len(ranked))
        end = f"are the most concentrated of {len(ranked)} {kind}{where}"
        claims = [Claim(kind, "number", number), *_claims(ranked[0]), *_claims(ranked[1])]
        named = [clause(one.mineral, brackets(_leads(one))) for one in ranked[:2]]
        both = (*named[0].parts, " and ", *named[1].parts, f" {end}")
        return Statement(start, (clause(*both, claims=claims),))
    first, second = ranked[:2]
    if first.row.hhi_high is None or first.low <= second.high:
        return None
    of = f"of the {len(ranked)}{' stages of supply' if len(set(stages)) > 1 else ''}"
    count = Claim("stages of supply", "number", exactly(len(ranked)))
    claims, leader = [*_claims(first), count], first.leader
    if leader is None or leader.value is None:
        return statement(f"{first.activity} is the most concentrated {of}", claims=claims)
    share = about_share(leader.value.value or 0.0, first.row.flag)
    said = f"{leader.subject} has {share} of {first.activity}, the most concentrated {of}"
    return statement(said, claims=claims)


def _leads(one: Index) -> Aside:
    """Largest supplier with its share, and of what it is the share without bounds of the index."""
    claim = one.leader
    if claim is None or claim.value is None:
        return aside()
    share = about_share(claim.value.value or 0.0, one.row.flag)
    if one.row.hhi_high is None:
        whole = f"{claim.subject} has {share} of the output that is known"
        return aside(whole, f"{claim.subject} {share} of known output", keep=LEADS)
    return aside(f"{claim.subject} {share}", keep=LEADS)


def _missing(rows: Sequence[Row]) -> tuple[Statement, ...]:
    """Tables of the question that have no index."""
    without = [
        f"{lower(mineral_name(row.mineral))} {row.stage}"
        for row in rows
        if row.year is None or not _has_index(row)
    ]
    once = list(dict.fromkeys(without))
    if not once:
        return ()
    claims = [Claim(name, "hhi", strength=NOT_KNOWN) for name in once]
    return (statement(f"no index for {names_or_count(once)}", claims=claims),)
