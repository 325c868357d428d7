"""Inputs of coverage: definitions, minerals, market values, China's shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import of_user
from critmin.core.wording import few
from critmin.markets import demand_value, output_value
from critmin.measures.policy_coverage import Reach, dependent, overlaps
from critmin.policies import reach
from critmin.policies.bundled_tables import SOURCE, acts, awards, uses
from critmin.policies.coverage_definitions import SPLIT, Definition, belongs, unit
from critmin.supply.one_country import CountryShare, shares_of
from critmin.uses import list_tables

LISTS = "lists@2026"
CHINA = "CHN"
STAGES = ("mining", "refining")
THRESHOLD = 0.5
MOST = 0.5  # share of a class's value above which one mineral dominates it
WAYS = {
    "output": "world output times the price of one form, both from the USGS",
    "demand": "the IEA's demand times the IMF's mean price",
}


class MostOf(NamedTuple):
    """Mineral that makes up most of the value of a class, and its share."""

    mineral: str
    share: float
    class_: str

    def __str__(self) -> str:
        return f"{self.mineral} {self.share:.0%} of {self.class_}"


class Value(NamedTuple):
    """Market value of a mineral in USD, or None with the reason.

    ``own`` marks a value from the user's definitions.
    """

    usd: float | None
    year: int | None
    reason: str
    sources: tuple[str, ...]
    own: bool = False
    flags: tuple[str, ...] = ()


def market_year(years: Sequence[int], way: str, minerals: Collection[str]) -> int | None:
    """Year named, else the newest observed year in which most minerals have a value."""
    if years:
        return years[0]
    valued: Counter[int] = Counter()
    for slug in minerals:
        valued.update(_years(slug, way))
    return max(valued, key=lambda year: (valued[year], year), default=None)


def _years(slug: str, way: str) -> list[int]:
    """Observed years in which a mineral has a value."""
    if way == "output":
        return [year for year, one in output_value.values(slug).items() if one.value is not None]
    own = demand_value.demand().get(slug, {})
    return [
        year
        for year, one in own.items()
        if not one.projection and demand_value.valued(one).value is not None
    ]


def value_of(
    slug: str,
    year: int | None,
    way: str,
    minerals: Collection[str],
    definitions: Iterable[Definition],
) -> Value:
    """Value of a mineral in a year: the user's own, else by one of `WAYS`.

    A mineral that is made into another one has no value of its own, to avoid counting it twice.
    """
    for definition in definitions:
        if definition.kind == "value" and definition.id == slug:
            return Value(float(definition.first("usd", "0")), None, "", (), own=True)
    return _by_output(slug, year, minerals) if way == "output" else _by_demand(slug, year)


def _by_output(slug: str, year: int | None, minerals: Collection[str]) -> Value:
    rule = output_value.rules().get(slug)
    if rule is not None and rule.within in minerals:
        return Value(None, year, f"{slug}: its value is included in that of {rule.within}", ())
    found = output_value.values(slug).get(year or 0)
    if found is None:
        return Value(None, year, f"{slug}: {output_value.why_none(slug)}", ())
    return Value(found.value, year, found.reason, (found.source,), flags=found.flags)


def _by_demand(slug: str, year: int | None) -> Value:
    own = demand_value.demand().get(slug)
    if own is None or year is None or year not in own:
        return Value(None, year, "", ())
    found = demand_value.valued(own[year])
    sources = (own[year].source, *((found.source,) if found.source else ()))
    return Value(found.value, year, found.reason, sources)


def universe(definitions: Iterable[Definition], days: Iterable[str]) -> list[str]:
    """All minerals of acts, awards, lists, uses, markets and definitions, sorted."""
    found = {name.mineral for act in acts() for name in act.names}
    found |= {mineral for award in awards() for mineral in award.minerals}
    found |= {mineral for mineral in demand_value.demand()}
    lists = {reach.critical_list(day) for day in days}
    for definition in definitions:
        rules = definition.rules
        lists |= {*rules.get("on_list", ()), *rules.get("not_on_list", ())}
        fields = {*rules.get("used_in", ()), *rules.get("not_used_in", ())}
        found |= {use.mineral for use in uses() if use.field in fields}
        found |= set(rules.get("mineral", ()))
        found |= {definition.id} if definition.kind == "value" else set()
    for entry in list_tables.entries():
        if entry.list_id in lists and entry.category != list_tables.WATCHED:
            found.add(entry.mineral)
    slugs = {unit(slug) for slug in found if slug in names.minerals()}
    return sorted(slugs - {SPLIT})


@dataclass(frozen=True, eq=False)
class Inputs:
    """Inputs of the rows of coverage, each looked up once."""

    definitions: tuple[Definition, ...]
    days: tuple[str, ...]
    years: tuple[int, ...] = ()
    file: str | None = None
    way: str = "output"

    def of_kind(self, *kinds: str) -> list[Definition]:
        """Definitions of the given kinds."""
        return [definition for definition in self.definitions if definition.kind in kinds]

    @cached_property
    def minerals(self) -> list[str]:
        """All minerals in question."""
        return universe(self.definitions, self.days)

    @cached_property
    def year(self) -> int | None:
        """Year of the market values."""
        return market_year(self.years, self.way, self.minerals)

    @cached_property
    def values(self) -> dict[str, Value]:
        """Market value by mineral."""
        return {
            slug: value_of(slug, self.year, self.way, self.minerals, self.definitions)
            for slug in self.minerals
        }

    @cached_property
    def usd(self) -> dict[str, float | None]:
        """Market value in USD by mineral."""
        return {slug: value.usd for slug, value in self.values.items()}

    @cached_property
    def china(self) -> dict[str, dict[str, CountryShare]]:
        """China's newest share by stage and mineral."""
        return {stage: shares_of(self.minerals, stage, CHINA) for stage in STAGES}

    @cached_property
    def _reaches(self) -> dict[tuple[str, str], dict[str, Reach]]:
        """Reach by definition and day, then mineral; cached, because classes share minerals."""
        return {}

    @cached_property
    def threshold(self) -> tuple[float, tuple[str, ...]]:
        """Share above which a mineral is China-dependent, and the stages that count."""
        found = self.of_kind("china")
        if not found:
            return THRESHOLD, STAGES
        return float(found[0].first("above", str(THRESHOLD))), found[0].rules.get("stage", STAGES)

    def dependent(self, slug: str) -> bool | None:
        """Whether a mineral is China-dependent; None if no share is known."""
        above, stages = self.threshold
        return dependent([self.china[stage][slug].share for stage in stages], above)

    def shown(self, wanted: Sequence[str]) -> list[str]:
        """Minerals to show: those named, or all."""
        return [slug for slug in self.minerals if not wanted or slug in wanted]

    def members(self, definition: Definition, wanted: Sequence[str] = ()) -> list[str]:
        """Minerals of a class among those to show."""
        return [slug for slug in self.shown(wanted) if belongs(reach.traits(slug), definition)]

    def reached(
        self, definition: Definition, day: str, minerals: Iterable[str]
    ) -> Mapping[str, Reach]:
        """Reach by mineral on a day."""
        known = self._reaches.setdefault((definition.id, day), {})
        for slug in minerals:
            if slug not in known:
                known[slug] = reach.reach(definition, slug, day)
        return known

    @property
    def base(self) -> tuple[str, ...]:
        """Sources of every row: acts and awards, lists, and the user's definitions."""
        return (SOURCE, LISTS, *((of_user(self.file).id,) if self.file is not None else ()))

    def sources(self, minerals: Iterable[str]) -> tuple[str, ...]:
        """Sources of the figures of some minerals."""
        found = list(self.base)
        for slug in minerals:
            found += self.values[slug].sources
            shares = [by_mineral[slug] for by_mineral in self.china.values()]
            found += [share.source for share in shares if share.source]
        return codes(found)

    def cautions(self, wanted: Sequence[str]) -> list[Caution]:
        """Cautions on minerals left out of shares, and on overlapping or dominated classes."""
        shown = self.shown(wanted)
        return [
            *self._without_value(shown),
            *self._overlapping(),
            *self._china_unknown(shown),
            *([] if wanted else self._mostly_one()),
            caution("one_year_of_values", year=self.year, values=WAYS[self.way]),
        ]

    def _without_value(self, shown: Sequence[str]) -> Iterator[Caution]:
        without = [slug for slug in shown if self.usd[slug] is None]
        if without:
            reasons = {self.values[slug].reason for slug in without} - {""}
            yield caution(
                "value_missing",
                number=len(without),
                of=len(shown),
                minerals=tuple(without),
                reasons=f". {'; '.join(sorted(reasons))}" if reasons else "",
            )

    def _overlapping(self) -> Iterator[Caution]:
        exclusive = {
            one.id: self.members(one)
            for one in self.of_kind("class")
            if one.first("set", "overlapping") == "exclusive"
        }
        for mineral, classes in overlaps(exclusive).items():
            yield caution("classes_overlap", mineral=mineral, classes=" and ".join(classes))

    def _china_unknown(self, shown: Sequence[str]) -> Iterator[Caution]:
        """Minerals without a known share of China, or with that of only one stage.

        If the missing stage exists, the count of dependent minerals is a lower bound.
        """
        unknown = [slug for slug in shown if self.dependent(slug) is None]
        if unknown:
            yield caution("china_unknown", minerals=few(unknown, 12))
        half = [
            slug
            for slug in shown
            if self.dependent(slug) is False
            and any(self.china[stage][slug].share is None for stage in self.threshold[1])
        ]
        if half:
            yield caution("china_unknown:stage", minerals=few(half, 12))

    def _mostly_one(self) -> Iterator[Caution]:
        """Classes whose value is mostly that of one mineral."""
        found = []
        for definition in self.of_kind("class"):
            values = {slug: self.usd[slug] or 0.0 for slug in self.members(definition)}
            largest = max(values, key=values.__getitem__, default="")
            whole = sum(values.values())
            if len(values) > 1 and values[largest] > MOST * whole:
                found.append(MostOf(largest, values[largest] / whole, definition.id))
        if found:
            yield caution("one_mineral_most", classes=tuple(found))
